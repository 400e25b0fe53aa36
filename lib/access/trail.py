"""The trail: who did what and when, one line of JSON each, only ever added to.

Each line holds the SHA-256 of the line before it, so that one changed, taken out or put in shows.
A line that was cut off by a fault stays as it is, and the next one begins on a line of its own.
"""

import fcntl
import hashlib
import json
import os
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from lib.access.config import AccessError
from lib.access.database import Clock, keep_private, private_folder, sync_folder, utc_now

NAME = "trail.jsonl"
START = "0" * 64  # what the first line holds for the line before it
LONGEST = 300  # characters of a value
MOST_TOLD = 20  # values of a line
_SECRET = ("password", "token", "secret", "person_key", "cookie")
_BLOCK = 1 << 16


class Event(StrEnum):
    """What is written down."""

    SIGN_IN = "sign_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_OUT = "sign_out"
    PASSWORD = "password"
    RIGHTS = "rights"
    ACCOUNT = "account"
    IMPORT = "import"
    UNDO = "undo"
    EXPORT = "export"
    PLAN = "plan"
    BACKUP = "backup"
    RESTORE = "restore"
    RETENTION = "retention"
    CONFIG = "config"


@dataclass(frozen=True)
class Entry:
    """One line: when (UTC), what, who did it, and what else there is to tell."""

    at: datetime
    event: Event
    who: str
    told: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A line as it stands in the file: its number from 1, its digest, whether it fits."""

    number: int
    digest: str
    fits: bool


@dataclass(frozen=True)
class Trail:
    """The trail in a folder; safe between threads and processes."""

    folder: Path
    now: Clock = utc_now

    @property
    def file(self) -> Path:
        """Where it stands; there is no file before the first line."""
        return self.folder / NAME

    def write(self, event: Event, who: str, **told: str | int) -> None:
        """Add a line, on the disk when this returns.

        Never a password, token, key of a person or the content of a cell: raises ValueError for
        names of values that say so. Raises AccessError when it can't be written.
        """
        values = {name: _value(name, value) for name, value in told.items()}
        if len(values) > MOST_TOLD:
            raise ValueError(f"{len(values)} values are told: a line takes up to {MOST_TOLD}.")
        said = {"event": str(Event(event)), "who": clean(who), "told": values}
        with self._alone() as handle:
            size = os.fstat(handle).st_size
            last = _last_line(handle, size)
            at = self.now().astimezone(UTC).isoformat(timespec="milliseconds")
            line = json.dumps({"at": at, **said, "before": _digest(last)}, ensure_ascii=False)
            unfinished = last is not None and not last.endswith(b"\n")
            _append(handle, size, ("\n" * unfinished + line + "\n").encode())

    def read(
        self, *, since: datetime | None = None, until: datetime | None = None,
        events: Collection[Event] = (), who: str = "", most: int = 200,
    ) -> list[Entry]:  # fmt: skip
        """The newest lines that fit, newest first: from `since` on, before `until`, of these
        events and of this one (all unless given).
        """
        found: list[Entry] = []
        with self._opened() as (file, size):
            for line in _backwards(file, size):
                if len(found) >= most:
                    break
                entry = _entry(_raw(line))
                if (
                    entry is not None
                    and (not events or entry.event in events)
                    and (not who or entry.who == who)
                    and (since is None or entry.at >= since)
                    and (until is None or entry.at < until)
                ):
                    found.append(entry)
        return found

    def lines(self) -> Iterator[Line]:
        """Every line from the first: its digest, whether it is whole and fits the one before."""
        before = START
        with self._opened() as (file, size):
            for number, line in enumerate(_forwards(file, size), start=1):
                raw, digest = _raw(line), _digest(line)
                fits = _entry(raw) is not None and raw["before"] == before
                yield Line(number, digest, fits)
                before = digest

    def verify(self) -> list[int]:
        """The numbers of the lines that are cut off or do not fit the line before them.

        A line before such a one was changed, taken out or put in. What a chain can't show by
        itself: lines cut off at the end, and all of it written anew.
        """
        return [line.number for line in self.lines() if not line.fits]

    @contextmanager
    def _opened(self) -> Iterator[tuple[BinaryIO, int]]:
        """The file and how much of it is written: a line that is on its way is not looked at."""
        try:
            with self.file.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                size = os.fstat(file.fileno()).st_size
                fcntl.flock(file, fcntl.LOCK_UN)
                yield file, size
        except FileNotFoundError:
            yield BytesIO(), 0
        except OSError as error:
            raise AccessError(f"The trail {self.file} can't be read: {error}") from error

    @contextmanager
    def _alone(self) -> Iterator[int]:
        try:
            private_folder(self.folder)
            new = not self.file.exists()
            handle = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                keep_private(self.file)
                yield handle
            finally:
                os.close(handle)
            if new:
                sync_folder(self.folder)
        except OSError as error:
            raise AccessError(
                f"The trail {self.file} can't be written: {error}. Nothing is done without it."
            ) from error


def clean(text: str) -> str:
    """A text without what can't be seen (line breaks, signs that turn text round), cut short."""
    seen = "".join(
        " " if unicodedata.category(sign)[0] in "CZ" and sign != " " else sign
        for sign in text[: 4 * LONGEST]
    )
    short = " ".join(seen.split())
    return short if len(short) <= LONGEST else short[: LONGEST - 1] + "…"


def _value(name: str, value: str | int) -> str | int:
    if any(word in name.casefold() for word in _SECRET):
        raise ValueError(f"{name} is nothing for the trail: it holds no secrets.")
    if isinstance(value, str):
        return clean(value)
    if not isinstance(value, int) or abs(value) >= 1 << 63:
        raise ValueError(f"{name} = {value!r} is nothing for the trail: tell a text or a number.")
    return int(value)


def _append(handle: int, size: int, text: bytes) -> None:
    """Write to the end, wholly or not at all, and down to the disk."""
    try:
        left = memoryview(text)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _digest(line: bytes | None) -> str:
    """What the next line holds for this one; its line break does not count."""
    return START if line is None else hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def _last_line(handle: int, size: int) -> bytes | None:
    """The last line with its line break, if it has one; None of an empty file."""
    with open(handle, "rb", closefd=False) as file:
        return next(_backwards(file, size), None)


def _forwards(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The lines within the first `size` bytes, each with its line break, if it has one."""
    for line in file:
        if size <= 0:
            break
        yield line[:size]
        size -= len(line)


def _backwards(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The same from the last to the first."""
    place, kept = size, b""
    while place > 0:
        start = max(0, place - _BLOCK)
        file.seek(start)
        kept, *whole = _split(file.read(place - start) + kept)
        yield from reversed(whole)
        place = start
    if kept:
        yield kept


def _split(block: bytes) -> list[bytes]:
    """Lines with their line breaks; only \\n ends one."""
    parts = block.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _raw(line: bytes) -> dict[str, Any]:
    """What a line says; nothing where it was cut off or is none of ours."""
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) and "before" in raw else {}


def _entry(raw: Mapping[str, Any]) -> Entry | None:
    try:
        return Entry(
            at=datetime.fromisoformat(raw["at"]).astimezone(UTC),
            event=Event(raw["event"]),
            who=str(raw["who"]),
            told=dict(raw["told"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
