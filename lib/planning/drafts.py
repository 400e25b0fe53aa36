"""Drafts of the work of a month: one of each amphoe and month, for those who plan there.

A draft says where somebody will be and when. It is a file under VAR that is there whole or not at
all, that nobody else on the machine may read, and that only a scope with the right to plan which
covers the amphoe is given. Drafts of simulated data are kept apart from real ones.
"""

import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from lib.access.database import keep_private, private_folder
from lib.access.scope import Scope
from lib.planning.asking import planned_areas
from lib.planning.month import WEEKS, Reason, Visit
from lib.store.codelists import code_list
from lib.store.locks import exclusive

FOLDER = "plans"  # under VAR
MOST_VISITS = 300
MOST_FOLLOW_UPS = 10_000
MOST_NOTE = 200  # characters
FORM = 1  # of the file
LOCK_SECONDS = 10.0
_AMPHOE = re.compile(r"\d{4}", re.ASCII)
_TAMBON = re.compile(r"\d{6}", re.ASCII)


class DraftError(ValueError):
    """A draft that can't be kept; says which row and why."""


class DraftLost(OSError):
    """A draft that can't be read."""


@dataclass(frozen=True)
class Draft:
    """The work of one amphoe in the month that begins with ``month``.

    ``number`` counts how often it was saved, from 1; 0 is a draft that nobody has saved yet.
    ``author`` is how who saved it last is called, ``saved`` when (UTC). ``planned`` is whether its
    rows, as they are, were written into the plan.
    """

    area: str
    month: date
    visits: tuple[Visit, ...]
    number: int = 0
    author: str = ""
    saved: datetime | None = None
    planned: bool = False


class DraftChanged(RuntimeError):
    """Somebody else has saved the draft meanwhile; ``now`` is theirs, None where it was removed."""

    def __init__(self, now: Draft | None) -> None:
        self.now = now
        super().__init__("The draft was saved by somebody else meanwhile: look at theirs first.")


@dataclass(frozen=True)
class Drafts:
    """The drafts of a scope under a folder of state (VAR); those of simulated data by themselves.

    Everything raises PlanRefused for an amphoe that the scope may not plan for.
    """

    var: Path
    scope: Scope
    simulated: bool = False
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def read(self, area: str, month: date) -> Draft | None:
        """The draft of an amphoe and month; None where there is none. Raises DraftLost."""
        return self._read(self._file(area, month))

    def save(self, draft: Draft, author: str) -> Draft:
        """Keep a draft in place of the one that it was made from; gives it as it is kept.

        Raises DraftChanged where that is not the kept one any more, DraftError for rows that make
        no plan, StoreBusy while another is being saved, DraftLost, OSError.
        """
        check(draft)
        file = self._file(draft.area, draft.month)
        private_folder(file.parent)
        with exclusive(file.with_suffix(".lock"), LOCK_SECONDS):
            kept = self._read(file)
            if (kept.number if kept else 0) != draft.number:
                raise DraftChanged(kept)
            saved = replace(
                draft, number=draft.number + 1, author=author, saved=self.now().astimezone(UTC)
            )
            _write(file, json.dumps(_told(saved), ensure_ascii=False, indent=1))
        return saved

    def remove(self, draft: Draft) -> None:
        """Remove a draft; raises DraftChanged where it is not the kept one any more."""
        file = self._file(draft.area, draft.month)
        if not file.parent.is_dir():
            return
        with exclusive(file.with_suffix(".lock"), LOCK_SECONDS):
            kept = self._read(file)
            if kept is not None and kept.number != draft.number:
                raise DraftChanged(kept)
            file.unlink(missing_ok=True)

    def _file(self, area: str, month: date) -> Path:
        if not _AMPHOE.fullmatch(area):
            raise ValueError(f"{area!r} is no amphoe: drafts are of one amphoe each.")
        planned_areas(self.scope, area)
        kind = "simulated" if self.simulated else "real"
        return self.var / FOLDER / kind / f"{area}-{month:%Y-%m}.json"

    @staticmethod
    def _read(file: Path) -> Draft | None:
        try:
            return _draft(json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DraftLost(f"The draft {file} can't be read: {error!r}") from error


def check(draft: Draft) -> None:
    """Raise DraftError for rows that make no plan: not of the amphoe, not of the month."""
    if len(draft.visits) > MOST_VISITS:
        raise DraftError(f"A draft has {MOST_VISITS} rows at most, not {len(draft.visits)}.")
    types = code_list("activity_type").codes
    for row, one in enumerate(draft.visits, start=1):
        day = one.day
        faults = {
            f"{one.tambon!r} is no tambon of {draft.area}": not (
                _TAMBON.fullmatch(one.tambon) and one.tambon.startswith(draft.area)
            ),
            f"{one.activity_type!r} is no activity type": one.activity_type not in types,
            f"week {one.week} is none of 1 to {WEEKS}": one.week not in range(1, WEEKS + 1),
            f"{day} does not lie in {draft.month:%Y-%m}": day is not None
            and (day.year, day.month) != (draft.month.year, draft.month.month),
            f"{one.follow_ups} follow-ups": not 0 <= one.follow_ups <= MOST_FOLLOW_UPS,
            f"a note of {len(one.note)} characters": len(one.note) > MOST_NOTE,
        }
        if wrong := next((fault for fault, holds in faults.items() if holds), ""):
            raise DraftError(f"Row {row}: {wrong}.")


def _told(draft: Draft) -> dict[str, Any]:
    return {"form": FORM, **asdict(draft)} | {
        "month": draft.month.isoformat(),
        "saved": draft.saved.isoformat() if draft.saved else "",
        "visits": [
            asdict(one) | {"day": one.day.isoformat() if one.day else ""} for one in draft.visits
        ],
    }


def _draft(raw: Mapping[str, Any]) -> Draft:
    if raw["form"] != FORM:
        raise ValueError(f"form {raw['form']!r} is of another version of the program")
    draft = Draft(
        area=str(raw["area"]),
        month=date.fromisoformat(raw["month"]),
        visits=tuple(map(_visit, raw["visits"])),
        number=int(raw["number"]),
        author=str(raw["author"]),
        saved=datetime.fromisoformat(raw["saved"]) if raw["saved"] else None,
        planned=bool(raw["planned"]),
    )
    check(draft)
    return draft


def _visit(raw: Mapping[str, Any]) -> Visit:
    return Visit(
        tambon=str(raw["tambon"]),
        activity_type=str(raw["activity_type"]),
        week=int(raw["week"]),
        reasons=tuple(Reason(**one) for one in raw["reasons"]),
        follow_ups=int(raw["follow_ups"]),
        officer=str(raw["officer"]),
        day=date.fromisoformat(raw["day"]) if raw["day"] else None,
        note=str(raw["note"]),
    )


def _write(file: Path, text: str) -> None:
    """The file is there whole or as it was before; nobody else may read it."""
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as part:
            part.write(text)
            part.flush()
            os.fsync(part.fileno())
        keep_private(Path(name))
        Path(name).replace(file)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
