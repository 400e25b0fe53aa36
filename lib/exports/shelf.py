"""Briefings that somebody kept by name: the way to live ones, and what pinned ones were."""

import json
import os
import re
import secrets
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from lib.exports.keeping import NotKept, from_text, to_text
from lib.exports.model import Deck

MOST_NAME = 80  # characters
MOST_KEPT = 200
_ID = re.compile(r"[0-9a-f]{12}")


class ShelfFull(ValueError):
    """More briefings than the shelf keeps."""


@dataclass(frozen=True)
class Kept:
    """What is known of a kept briefing.

    ``query`` is the address of what it shows; ``pinned`` whether it stays what it was. ``author``
    is how who kept it is called, ``account`` how records name them; both are empty in old files.
    ``role`` and ``areas`` are whose figures a pinned one has, so that nobody else is shown them.
    """

    id: str
    name: str
    query: str
    made: datetime
    author: str
    pinned: bool
    role: str = ""
    areas: tuple[str, ...] = ()
    account: str = ""


@dataclass(frozen=True)
class Shelf:
    """A folder with a file for each briefing; a file is there whole or not at all."""

    folder: Path

    def every(self) -> list[Kept]:
        """All briefings, the newest first; files that cannot be read are passed over."""
        found = []
        for path in self.folder.glob("*.json"):
            if _ID.fullmatch(path.stem) and (kept := self._read(path)) is not None:
                found.append(kept)
        return sorted(found, key=lambda one: one.made, reverse=True)

    def keep(self, kept: Kept, deck: Deck | None = None) -> Kept:
        """Keep a briefing under a new id; a pinned one with its deck.

        Raises ValueError for a name that is empty or too long and for a pinned one without its
        deck, ShelfFull when there are too many, OSError when it cannot be written.
        """
        name = " ".join(kept.name.split())
        if not 0 < len(name) <= MOST_NAME:
            raise ValueError(f"The name has {len(name)} characters: 1 to {MOST_NAME}.")
        if kept.pinned != (deck is not None):
            raise ValueError("A pinned briefing needs its deck, and only a pinned one has one.")
        if len(self.every()) >= MOST_KEPT:
            raise ShelfFull(f"There are {MOST_KEPT} briefings: remove one first.")
        own = {**asdict(kept), "id": secrets.token_hex(6), "name": name}
        self.folder.mkdir(parents=True, exist_ok=True)
        if deck is not None:  # the deck first: what is listed can be opened
            self._write(self.folder / f"{own['id']}.deck", to_text(deck))
        try:
            self._write(self.folder / f"{own['id']}.json", json.dumps(own, default=str))
        except OSError:
            self.remove(str(own["id"]))
            raise
        return _kept(own)

    def find(self, id_: str) -> Kept | None:
        """What is known of a briefing; None when there is none of this id."""
        return self._read(self.folder / f"{id_}.json") if _ID.fullmatch(id_) else None

    def deck(self, id_: str) -> Deck:
        """The deck of a pinned briefing; raises NotKept when there is none that can be read."""
        if not _ID.fullmatch(id_):
            raise NotKept(f"{id_!r} is no id of a briefing.")
        try:
            return from_text((self.folder / f"{id_}.deck").read_text(encoding="utf-8"))
        except OSError as error:
            raise NotKept(f"The briefing {id_} cannot be read: {error}") from error

    def remove(self, id_: str) -> None:
        """Remove a briefing; nothing happens when there is none."""
        if _ID.fullmatch(id_):
            for ending in ("json", "deck"):
                (self.folder / f"{id_}.{ending}").unlink(missing_ok=True)

    def _read(self, path: Path) -> Kept | None:
        try:
            return _kept(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, path: Path, text: str) -> None:
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _kept(value: dict[str, object]) -> Kept:
    areas = value["areas"]
    if not isinstance(areas, list | tuple):
        raise TypeError("areas is no list")
    return Kept(
        id=str(value["id"]),
        name=str(value["name"]),
        query=str(value["query"]),
        made=datetime.fromisoformat(str(value["made"])),
        author=str(value["author"]),
        pinned=bool(value["pinned"]),
        role=str(value["role"]),
        areas=tuple(map(str, areas)),
        account=str(value.get("account", "")),
    )
