"""Text files as tables: CSV and its kin, whatever separates the cells.

Bytes in, one sheet out: all cells as text under their true row numbers. Rows of another width
than most are kept, and noted; whether they matter is known once the header is found.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from lib.imports.cells import read_cells
from lib.imports.quotes import bad_quote, row_of
from lib.imports.reading.encoding import Unreadable, as_utf8
from lib.imports.sheets import Sheet, Source
from lib.store.findings import Group
from lib.store.personal import mask

SEPARATORS = (",", ";", "\t", "|")
MOST_ROWS = 3_000_000
MOST_COLUMNS = 500
MOST_CELLS = 60_000_000
MOST_UNEVEN = 100_000
_FIRST_BYTES = 1 << 16
_FIRST_ROWS = 200
_NAMED_SEPARATOR = re.compile(rb"(?i)sep=([,;\t|])\r?\n")
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class _Uneven:
    """A row of another width than most: its number (the first is 1), its cells."""

    number: int
    cells: list[str]


def read_text(source: Source, data: bytes) -> Sheet | Group:
    """The cells of a text file, or what keeps it from being read."""
    content = as_utf8(data)
    if isinstance(content, Unreadable):
        at = None if content.row is None else pl.Series([content.row], dtype=pl.UInt32)
        return Group(source.name, content.kind, rows=at)
    content, separator = _separated(content)
    if not content.strip(b" \t\r\n,;|"):
        return Group(source.name, "empty_file")
    content = _unformula(content, separator)
    if (bad := bad_quote(content, separator)) is not None:
        return _at(source, "open_quote" if bad.open else "bad_quote", content, bad.at)
    rows = content.count(b"\n") or content.count(b"\r")
    width = _usual_width(_first_rows(content, separator))
    if width > MOST_COLUMNS:
        facts = {"limit": f"{MOST_COLUMNS:,}", "count": f"{width:,}"}
        return Group(source.name, "many_columns", facts=facts)
    if rows > MOST_ROWS or rows * width > MOST_CELLS:
        facts = {"limit": f"{min(MOST_ROWS, MOST_CELLS // width):,}", "count": f"{rows:,}"}
        return Group(source.name, "many_rows", facts=facts)
    return _sheet(source, content, separator, width)


def _sheet(source: Source, content: bytes, separator: str, width: int) -> Sheet | Group:
    uneven: list[_Uneven] = []
    try:
        cells = _parse(content, separator, width, uneven)
    except (pa.ArrowInvalid, _TooUneven) as error:
        return Group(source.name, "unreadable_file", facts={"reason": mask(str(error))[:120]})
    notes = tuple(_ragged(source, uneven, width))
    return Sheet(source, "", _with_uneven(cells, uneven), notes=notes)


def _at(source: Source, kind: str, content: bytes, at: int) -> Group:
    return Group(source.name, kind, rows=pl.Series([row_of(content, at)], dtype=pl.UInt32))


def _separated(content: bytes) -> tuple[bytes, str]:
    """The content without a line that names the separator, and the separator."""
    if found := _NAMED_SEPARATOR.match(content):
        return content[found.end() :], found[1].decode()
    start = _start(content)
    return content, max(SEPARATORS, key=lambda one: _evenness(_rows(start, one)))


def _evenness(rows: Iterable[list[str]]) -> tuple[int, int]:
    """How well a separator fits: how many rows have the same cells by it, and how many cells."""
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def _usual_width(rows: list[list[str]]) -> int:
    """The width that most rows have, the larger of two."""
    widths = Counter(len(row) for row in rows if row)
    return max(widths, key=lambda width: (widths[width] if width > 1 else 0, width), default=1)


def _start(content: bytes) -> str:
    """The first whole lines."""
    first = content[:_FIRST_BYTES]
    if len(content) > _FIRST_BYTES:
        ends = [found.end() for found in _LINE_END.finditer(first)]
        first = first[: ends[-1]] if ends else first
    return first.decode("utf-8", errors="ignore")


def _first_rows(content: bytes, separator: str) -> list[list[str]]:
    return _rows(_start(content), separator)


def _rows(text: str, separator: str) -> list[list[str]]:
    """The rows of a text, as far as they can be told."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) == _FIRST_ROWS:
                break
    except csv.Error:  # a cell longer than the reader takes: the rows before it will do
        return rows
    return rows


def _unformula(content: bytes, separator: str) -> bytes:
    """Cells written ="0012", as programs do to keep their zeros, as "0012"."""
    if b'="' not in content:
        return content
    mark = re.escape(separator.encode())
    return re.sub(
        rb"(^|[\r\n]|" + mark + rb')=("[^"\r\n]*")(?=[\r\n]|$|' + mark + rb")", rb"\1\2", content
    )


class _TooUneven(Exception):
    """More rows of another width than a table has."""


def _parse(content: bytes, separator: str, width: int, uneven: list[_Uneven]) -> pl.DataFrame:
    """All rows of the usual width, columns named by position; the others go to `uneven`."""

    def keep(row: pacsv.InvalidRow) -> str:
        if len(uneven) < MOST_UNEVEN:
            uneven.append(_Uneven(row.number, _cells(row.text, separator)))
            return "skip"
        return "error"

    return read_cells(content, separator, [str(number) for number in range(width)], keep)


def _cells(text: str, separator: str) -> list[str]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    cells = next(rows, [])
    return cells[:MOST_COLUMNS]


def _with_uneven(cells: pl.DataFrame, uneven: list[_Uneven]) -> pl.DataFrame:
    """The rows with the uneven ones in their places, short ones filled with empty cells."""
    if not uneven:
        return cells
    width = max(cells.width, *(len(row.cells) for row in uneven))
    names = [str(number) for number in range(width)]
    wide = cells.with_columns(pl.lit("").alias(name) for name in names[cells.width :])
    filled = [row.cells + [""] * (width - len(row.cells)) for row in uneven]
    more = pl.DataFrame(filled, schema=dict.fromkeys(names, pl.String), orient="row")
    height = cells.height + len(uneven)
    numbers = pl.Series([row.number - 1 for row in uneven], dtype=pl.UInt32)
    every = pl.int_range(height, dtype=pl.UInt32, eager=True)
    regular = every.filter(~every.is_in(numbers.implode()))
    order = pl.concat([regular, numbers]).arg_sort()
    return pl.concat([wide.select(names), more])[order]


def _ragged(source: Source, uneven: list[_Uneven], width: int) -> Iterable[Group]:
    """Rows that lack cells, or have filled ones beyond the others."""
    wrong = [
        row
        for row in uneven
        if len(row.cells) < width or any(cell.strip() for cell in row.cells[width:])
    ]
    if wrong:
        yield Group(
            source.name,
            "ragged_row",
            rows=pl.Series([row.number for row in wrong], dtype=pl.UInt32),
            facts={"expected": str(width)},
            others=pl.Series([len(row.cells) for row in wrong]),
        )
