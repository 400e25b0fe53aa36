"""CSV files as they come: bytes in, cells as text with their row numbers out."""

import csv
import io

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from lib.store.check import Delivered
from lib.store.findings import Group
from lib.store.model import Table
from lib.store.personal import mask

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = (",", ";", "\t")
_HEADER_BYTES = 1 << 16
_BLOCK_BYTES = 1 << 23


def read_csv(name: str, table: Table, data: bytes) -> Delivered | Group:
    """The cells of a file, or what keeps it from being read.

    UTF-8 with or without a byte order mark; separated by commas, semicolons or tabs, whichever
    the header has most of. Rows without a single value are left out, the numbers of the others
    stay those of a spreadsheet.
    """
    content = data.removeprefix(_UTF8_BOM)
    if not content.strip():
        return Group(name, "empty_file")
    trouble = _not_text(name, content)
    if trouble is not None:
        return trouble
    separator, header = _header(content)
    bad: list[tuple[int, int]] = []
    try:
        cells = _parse(content, separator, len(header), bad)
    except pa.ArrowInvalid as error:
        return Group(name, "unreadable_file", facts={"reason": mask(str(error))[:120]})
    if bad:
        return _ragged(name, bad, len(header))
    return _deliver(name, table, header, cells)


def _not_text(name: str, content: bytes) -> Group | None:
    if content.startswith(_UTF16_BOMS):
        return Group(name, "not_utf8")
    if (at := content.find(b"\0")) >= 0:
        return _at_byte(name, "nul_byte", content, at)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _at_byte(name, "not_utf8", content, error.start)
    if content.count(b'"') % 2:
        lines = content.split(b"\n")
        row = next(n for n, line in enumerate(lines, start=1) if line.count(b'"') % 2)
        return Group(name, "open_quote", rows=_numbers([row]))
    return None


def _at_byte(name: str, kind: str, content: bytes, at: int) -> Group:
    return Group(name, kind, rows=_numbers([content.count(b"\n", 0, at) + 1]))


def _header(content: bytes) -> tuple[str, list[str]]:
    """The separator of the file, and its column headers."""
    start = content[:_HEADER_BYTES].decode("utf-8", errors="ignore")
    first = start.splitlines()[0]
    separator = max(_SEPARATORS, key=first.count)
    header = next(csv.reader(io.StringIO(start, newline=""), delimiter=separator), [])
    return separator, [text.strip() for text in header]


def _parse(content: bytes, separator: str, width: int, bad: list[tuple[int, int]]) -> pl.DataFrame:
    """All rows after the header as text; rows of another width go to `bad` (number, cells)."""

    def skip(row: pacsv.InvalidRow) -> str:
        bad.append((row.number, row.actual_columns))
        return "skip"

    names = [f"column_{number}" for number in range(width)]
    ends = content if content.endswith((b"\n", b"\r")) else content + b"\n"
    table = pacsv.read_csv(
        pa.py_buffer(ends),
        # One thread: only then does a bad row know its number.
        read_options=pacsv.ReadOptions(
            use_threads=False,
            block_size=_BLOCK_BYTES,
            column_names=names,
            skip_rows_after_names=1,
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _ragged(name: str, bad: list[tuple[int, int]], expected: int) -> Group:
    numbers, actual = zip(*bad, strict=True)
    facts = {"expected": str(expected)}
    return Group(
        name, "ragged_row", rows=_numbers(list(numbers)), facts=facts, others=pl.Series(actual)
    )


def _deliver(name: str, table: Table, header: list[str], cells: pl.DataFrame) -> Delivered | Group:
    doubles = [text for text in header if header.count(text) > 1]
    if doubles:
        return Group(name, "double_column", doubles[0], facts={"name": doubles[0] or '""'})
    rows = pl.int_range(2, cells.height + 2, dtype=pl.UInt32, eager=True)
    filled = cells.select(~pl.all_horizontal(pl.all() == ""))[cells.columns[0]]
    named = cells.rename(dict(zip(cells.columns, header, strict=True)))
    return Delivered(name, table, named.filter(filled), rows.filter(filled))


def _numbers(rows: list[int]) -> pl.Series:
    return pl.Series(rows, dtype=pl.UInt32)
