"""How much a workbook may hold, and how reading one is refused.

Used within the process that reads workbooks, which knows nothing of the rest of the program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_ENTRIES = 5_000
MOST_BYTES = 1_600_000_000  # of all parts of a workbook unpacked; 1 M rows of 20 columns
FREE_BYTES = 20_000_000  # up to here, parts may be as dense as they like
MOST_RATIO = 250  # unpacked to packed; sheets of offices have 5 to 40
MOST_SHEETS = 300
MOST_COLUMNS = 500
MOST_CELLS = 60_000_000  # of the rectangle around all cells of a sheet: 32 bytes each
LONGEST_TEXT = 32_767  # of a cell, as in Excel
MOST_MERGED = 500_000  # ranges of a sheet
MOST_MARKED = 100_000  # cells of a sheet with errors or without their value

MEMORY_BYTES = 3_000_000_000
PROCESSOR_SECONDS = 90
WALL_SECONDS = 300


@dataclass
class Refused(Exception):
    """A workbook that is not read: the kind of finding and its facts."""

    kind: str
    facts: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""


def cell_name(row: int, column: int) -> str:
    """A cell as a spreadsheet names it; both count from 0."""
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """The letters of a column; 0 is A, 26 is AA."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def column_of(name: str | bytes) -> int:
    """The number of a column by its letters; A is 0."""
    number = 0
    for char in name.encode() if isinstance(name, str) else name:
        number = number * 26 + (char & 0x1F)
    return number - 1


def check_extent(sheet: str, rows: int, columns: int, far: tuple[int, int]) -> None:
    """Refuse a sheet whose cells lie so far apart that the rectangle around them is too large.

    `far` is the cell that lies furthest out (row and column from 0).
    """
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise Refused("far_cell", {"cell": cell_name(*far)}, sheet)
