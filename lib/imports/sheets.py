"""What is handed in, and the sheets that are read from it: the types that reading shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lib.store.findings import Group


@dataclass(frozen=True)
class Source:
    """A file that was handed in: its name, for people, and where its bytes lie."""

    name: str
    path: Path


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet as it stands: every cell as text, nothing understood yet.

    ``cells`` has one String column a column of the sheet, named by position ("0" is the first
    of the used range), an empty cell being "". Days are ISO (2025-12-05), whole numbers without
    a point, errors of formulas as the program shows them (#REF!). ``first_row`` and
    ``first_column`` say where the used range begins (row 1 and column 0 are those of A1).
    ``merged`` are ranges as (first row, first column, last row, last column), counted likewise.
    ``name`` is empty in a text file. ``notes`` are findings of the reading; those about rows
    count only where the row is taken.
    """

    source: Source
    name: str
    cells: pl.DataFrame
    first_row: int = 1
    first_column: int = 0
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    notes: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a cell may mean, where it can't be told: the same text is asked once a column.

    ``kind`` and the texts of its finding are in data/words/findings.toml; ``choices`` are the
    values that it may stand for, with what to show for each in Thai and English. ``rows`` are
    how many cells wait for the answer.
    """

    kind: str
    column: str
    value: str
    choices: Mapping[str, tuple[str, str]]
    rows: int


Answers = Mapping[tuple[str, str, str], str]  # (kind, column, value) -> one of the choices
