"""Headers on a sheet: in which rows they stand, which table they are of, what each column is.

A header may stand below a title, in up to three rows (a group over what it is divided into), in
Thai, English or field names, with units, line breaks and stars. It is compared loosely, and what
is found is given by the field.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from lib.imports.spelling.rules import place_rules
from lib.store.model import TABLES, Field, Table, normal_header

DEPTH = 3
_LONGEST = 300
_DROPPED = re.compile(r"[\s*:：.,'\"“”\-–_/\u200b-\u200d\ufeff]+")
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_TONE_BEFORE = re.compile("\u0e4d([\u0e48-\u0e4b])\u0e32")

Grid = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Header:
    """A header that was found: positions of its rows and, by column, fields and texts.

    `again` are columns of a field that an earlier column has already.
    """

    table: Table
    first: int
    last: int
    fields: Mapping[int, Field]
    texts: Mapping[int, str]
    again: Mapping[int, Field]

    @property
    def missing(self) -> list[Field]:
        """Fields that every row needs and no column has."""
        found = {item.name for item in self.fields.values()}
        return [item for item in self.table.fields if item.required and item.name not in found]

    @property
    def share(self) -> float:
        """The share of the fields a row needs that have a column."""
        needed = sum(item.required for item in self.table.fields)
        return 1 - len(self.missing) / max(needed, 1)

    def name(self, column: int) -> str:
        """What the column is called: as the file has it, where the model knows that."""
        text = self.texts[column]
        item = self.fields.get(column)
        if item is None or self.table.by_header.get(normal_header(text)) == item:
            return text
        return item.thai


@lru_cache(maxsize=20_000)
def loose(text: str) -> str:
    """A text as headers are compared: no case, no spaces, marks in one order."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()
    plain = _TONE_BEFORE.sub("\\1\u0e4d\u0e32", plain).replace("\u0e40\u0e40", "\u0e41")
    return _DROPPED.sub("", plain)


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """The same without what stands in parentheses, such as a unit."""
    return loose(_PARENTHESES.sub("", unicodedata.normalize("NFKC", text[:_LONGEST])))


def one_line(text: str) -> str:
    """A header without line breaks and repeated spaces."""
    return " ".join(text.split())


def find_headers(grid: Grid, tables: Iterable[Table]) -> list[Header]:
    """The best header on a sheet for each table, of those with two known columns or more.

    `grid` are the first rows, merged cells filled in.
    """
    named = [
        (first, depth, _texts(grid, first, depth))
        for first in range(len(grid))
        for depth in range(1, min(DEPTH, len(grid) - first) + 1)
        if any(grid[first])
    ]
    found = []
    for table in tables:
        headers = (_header(table, first, depth, parts) for first, depth, parts in named)
        best = max(headers, key=_quality, default=None)
        if best is not None and len(best.fields) >= min(2, len(table.fields)):
            found.append(best)
    return found


def _quality(header: Header) -> tuple[int, int, int, int]:
    depth = header.last - header.first
    return len(header.fields), -len(header.again), -depth, -header.first


def _texts(grid: Grid, first: int, depth: int) -> list[tuple[str, ...]]:
    """What stands over each column, from the top down; a group goes on to the right."""
    columns: list[tuple[str, ...]] = []
    width = len(grid[first])
    carried = [""] * depth
    for column in range(width):
        texts = [grid[row][column] for row in range(first, first + depth)]
        parts: list[str] = []
        for level, text in enumerate(texts):
            below = any(texts[level + 1 :])
            carried[level] = text or (carried[level] if below else "")
            if carried[level] and carried[level] not in parts:
                parts.append(carried[level])
        columns.append(tuple(parts))
    return columns


def _header(table: Table, first: int, depth: int, columns: list[tuple[str, ...]]) -> Header:
    exact, short = _spellings(table)
    fields: dict[int, Field] = {}
    again: dict[int, Field] = {}
    claimed: set[str] = set()
    # What is written in full comes before what only the lowest row says, and a field's own column
    # before names of places, which may stand beside their code and are no second column of it.
    order = sorted(range(len(columns)), key=lambda at: _helps("".join(columns[at])))
    for whole in (True, False):
        for column, parts in ((at, columns[at]) for at in order):
            if not parts or column in fields or column in again or (not whole and len(parts) < 2):
                continue
            text = "".join(parts) if whole else parts[-1]
            item = exact.get(loose(text)) or short.get(bare(text))
            if item is None:
                continue
            if item.name not in claimed:
                fields[column] = item
                claimed.add(item.name)
            elif whole and not _helps(text):
                again[column] = item
    texts = {
        column: one_line(
            parts[-1] if column not in fields and _helps(parts[-1]) else " ".join(parts)
        )
        for column, parts in enumerate(columns)
        if any(parts)
    }
    return Header(table, first, first + depth - 1, fields, texts, again)


def _helps(text: str) -> bool:
    """Whether a header is one of names of places, which help to tell the code."""
    return loose(text) in _helpers()


@cache
def _helpers() -> frozenset[str]:
    return frozenset(loose(text) for texts in place_rules().helpers.values() for text in texts)


@cache
def _spelled(table: str) -> tuple[Mapping[str, Field], Mapping[str, Field]]:
    return _index(TABLES[table])


def _spellings(table: Table) -> tuple[Mapping[str, Field], Mapping[str, Field]]:
    """Fields by loose header, and by header without parentheses where that says which."""
    return _spelled(table.name) if TABLES.get(table.name) is table else _index(table)


def _index(table: Table) -> tuple[Mapping[str, Field], Mapping[str, Field]]:
    exact: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for text, item in table.by_header.items():
        exact.setdefault(loose(text), set()).add(item.name)
        short.setdefault(bare(text), set()).add(item.name)
    for texts in place_rules().helpers.values():  # known by one, known by all
        named = {name for text in texts for name in exact.get(loose(text), ())}
        for text in texts if named else ():
            exact.setdefault(loose(text), set()).update(named)
    return _single(table, exact), _single(table, short)


def _single(table: Table, names: Mapping[str, set[str]]) -> Mapping[str, Field]:
    return {
        text: table.field(next(iter(found)))
        for text, found in names.items()
        if text and len(found) == 1
    }


def named_table(text: str) -> tuple[Table | None, bool]:
    """The table that a name stands for, if it is one, and whether it says nothing else."""
    name = loose(text)
    within: dict[str, Table] = {}
    for table in TABLES.values():
        for spelling in map(loose, (table.name, table.thai, table.english)):
            if spelling == name:
                return table, True
            if spelling in name:
                within[spelling] = table
    # "group_state" also has "group": the longer one is meant.
    longest = {
        table.name: table
        for spelling, table in within.items()
        if not any(spelling != other and spelling in other for other in within)
    }
    return (next(iter(longest.values())), False) if len(longest) == 1 else (None, False)
