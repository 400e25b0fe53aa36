"""The code lists of data/codes: one CSV a list, with Thai and English labels."""

import csv
import difflib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from lib.settings import ROOT
from lib.store.errors import ModelError

CODES_FOLDER = ROOT / "data" / "codes"
COLUMNS = ["code", "thai", "english", "sort_order"]
Language = Literal["th", "en"]


@dataclass(frozen=True)
class Entry:
    """One code and its labels."""

    code: str
    thai: str
    english: str
    sort_order: int


@dataclass(frozen=True)
class CodeList:
    """A code list in its sort order."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in sort order."""
        return tuple(entry.code for entry in self.entries)

    def label(self, code: str, lang: Language) -> str:
        """The label of a code; KeyError lists the valid codes."""
        for entry in self.entries:
            if entry.code == code:
                return entry.thai if lang == "th" else entry.english
        raise KeyError(f"{code!r} is not a code of {self.name}: use {', '.join(self.codes)}.")

    def nearest(self, text: str) -> str | None:
        """The code that `text` most likely meant: by its label, else by likeness."""
        wanted = text.strip().casefold()
        spellings = {
            spelling.casefold(): entry.code
            for entry in self.entries
            for spelling in (entry.english, entry.thai, entry.code)
        }
        found = difflib.get_close_matches(wanted, spellings, n=1, cutoff=0.6)
        return spellings[found[0]] if found else None


def load_code_list(file: Path) -> CodeList:
    """Read one list; raises ModelError for wrong columns, doubles and empty cells."""
    with file.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames != COLUMNS:
            raise ModelError(f"{file.name}: the columns must be {', '.join(COLUMNS)}.")
        rows = list(reader)
    entries = [_entry(file, number, row) for number, row in enumerate(rows, start=2)]
    codes = [entry.code for entry in entries]
    if not codes:
        raise ModelError(f"{file.name}: the list is empty; add at least one code.")
    if doubles := sorted({code for code in codes if codes.count(code) > 1}):
        raise ModelError(f"{file.name}: {', '.join(doubles)} stands there more than once.")
    return CodeList(file.stem, tuple(sorted(entries, key=lambda entry: entry.sort_order)))


def _entry(file: Path, number: int, row: dict[str, str]) -> Entry:
    cells = [(row[name] or "").strip() for name in COLUMNS]
    if not all(cells) or not cells[3].isdecimal():
        raise ModelError(
            f"{file.name} row {number}: code, thai and english need text, sort_order a number."
        )
    return Entry(cells[0], cells[1], cells[2], int(cells[3]))


@cache
def code_list(name: str) -> CodeList:
    """The list of that name; KeyError lists the names there are."""
    if name not in list_names():
        raise KeyError(f"There is no code list {name!r}: there are {', '.join(list_names())}.")
    return load_code_list(CODES_FOLDER / f"{name}.csv")


@cache
def list_names() -> tuple[str, ...]:
    """Names of all code lists."""
    return tuple(sorted(file.stem for file in CODES_FOLDER.glob("*.csv")))
