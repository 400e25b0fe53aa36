"""CSV files as they come: bytes in, cells as text with their row numbers out."""

import csv
import difflib
import io
import re
from collections.abc import Iterator

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from lib.imports.cells import read_cells
from lib.imports.quotes import bad_quote, row_of
from lib.imports.reading.limits import letters
from lib.store.check import Delivered
from lib.store.findings import Group
from lib.store.model import Table, normal_header
from lib.store.personal import mask

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = (",", ";", "\t")
_BLANK_ROWS = re.compile(rb"(?:[ \t,;]*(?:\r\n|\r|\n))*")
_HEADER_BYTES = 1 << 16
_TITLE_ROWS = 30


def read_csv(name: str, table: Table, data: bytes) -> Delivered | Group:
    """The cells of a file, or what keeps it from being read.

    UTF-8 with or without a byte order mark; separated by commas, semicolons or tabs, whichever
    the header has most of. Rows and columns without a single value are left out, the numbers of
    the other rows stay those of a spreadsheet.
    """
    content = data.removeprefix(_UTF8_BOM)
    trouble = _not_text(name, content) or _not_cells(name, content)
    if trouble is not None:
        return trouble
    separator = _separator(content)
    blank = _BLANK_ROWS.match(content)
    above = row_of(content, blank.end()) - 1 if blank else 0
    content = content[blank.end() :] if blank and above else content
    header = next(_first_rows(content, separator), [])
    if (title := _title_above(name, table, content, header, above)) is not None:
        return title
    bad_rows: list[tuple[int, int]] = []
    try:
        cells = _parse(content, separator, len(header), bad_rows)
    except pa.ArrowInvalid as error:
        return Group(name, "unreadable_file", facts={"reason": mask(str(error))[:120]})
    if bad_rows:
        return _ragged(name, bad_rows, len(header), above)
    return _deliver(name, table, header, cells, above)


def _not_text(name: str, content: bytes) -> Group | None:
    if content.startswith(_UTF16_BOMS):
        return Group(name, "not_utf8")
    if (at := content.find(b"\0")) >= 0:
        return _at_byte(name, "nul_byte", content, at)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _at_byte(name, "not_utf8", content, error.start)
    return None


def _not_cells(name: str, content: bytes) -> Group | None:
    if not content.strip(b" \t\r\n,;"):
        return Group(name, "empty_file")
    bad = bad_quote(content, _separator(content))
    if bad is None:
        return None
    return _at_byte(name, "open_quote" if bad.open else "bad_quote", content, bad.at)


def _at_byte(name: str, kind: str, content: bytes, at: int) -> Group:
    return Group(name, kind, rows=_numbers([row_of(content, at)]))


def _start(content: bytes) -> str:
    return content[:_HEADER_BYTES].decode("utf-8", errors="ignore")


def _separator(content: bytes) -> str:
    """The separator that the first row with several values has most of."""
    lines = (line.strip(" ") for line in re.split(r"\r\n|\r|\n", _start(content)))
    cells = (line for line in lines if line.strip("\t,;") and set(line) & set(_SEPARATORS))
    return max(_SEPARATORS, key=next(cells, "").count)


def _first_rows(content: bytes, separator: str) -> Iterator[list[str]]:
    """The rows at the start of a file, their cells without outer spaces."""
    text = io.StringIO(_start(content), newline="")
    for row in csv.reader(text, delimiter=separator):
        yield [cell.strip() for cell in row]


def _title_above(
    name: str, table: Table, content: bytes, header: list[str], above: int
) -> Group | None:
    """What to say when the first row is not the header, as when a title stands above it."""
    known = _known(table, header)
    if known > 1:
        return None
    for separator in _SEPARATORS:
        rows = zip(range(_TITLE_ROWS), _first_rows(content, separator), strict=False)
        for number, row in rows:
            if number and _known(table, row) > 1:
                facts = {"hint": str(number + 1 + above), "valid": ", ".join(table.names)}
                return Group(name, "no_header", rows=_numbers([above + 1]), facts=facts)
    near = any(
        difflib.get_close_matches(normal_header(text), table.by_header, n=1, cutoff=0.6)
        for text in header
    )
    if known or near:
        return None
    facts = {"hint": "", "valid": ", ".join(table.names)}
    return Group(name, "no_header", rows=_numbers([above + 1]), facts=facts)


def _known(table: Table, row: list[str]) -> int:
    headers = table.by_header
    return len({headers[text].name for text in map(normal_header, row) if text in headers})


def _parse(content: bytes, separator: str, width: int, bad: list[tuple[int, int]]) -> pl.DataFrame:
    """All rows after the header as text; rows of another width go to `bad` (number, cells)."""

    def skip(row: pacsv.InvalidRow) -> str:
        bad.append((row.number, row.actual_columns))
        return "skip"

    names = [f"column_{number}" for number in range(width)]
    return read_cells(content, separator, names, skip, skip=1)


def _ragged(name: str, bad: list[tuple[int, int]], expected: int, above: int) -> Group:
    numbers, actual = zip(*bad, strict=True)
    facts = {"expected": str(expected)}
    rows = _numbers([number + above for number in numbers])
    return Group(name, "ragged_row", rows=rows, facts=facts, others=pl.Series(actual))


def _deliver(
    name: str, table: Table, header: list[str], cells: pl.DataFrame, above: int
) -> Delivered | Group:
    named = dict(zip(cells.columns, header, strict=True))
    for number, (column, text) in enumerate(named.items()):
        filled = cells[column].str.strip_chars() != ""
        if not text and filled.any():
            facts = {"letter": letters(number), "valid": ", ".join(table.names)}
            facts["first"] = str(filled.arg_true()[0] + 2 + above)
            return Group(name, "blank_header", facts=facts)
    named = {column: text for column, text in named.items() if text}
    texts = list(named.values())
    doubles = [text for text in texts if texts.count(text) > 1]
    if doubles:
        return Group(name, "double_column", doubles[0], facts={"name": mask(doubles[0])})
    rows = pl.int_range(2 + above, cells.height + 2 + above, dtype=pl.UInt32, eager=True)
    kept = cells.select(list(named)).rename(named)
    values = kept.select(~pl.all_horizontal(pl.all() == "")).to_series()
    return Delivered(name, table, kept.filter(values), rows.filter(values))


def _numbers(rows: list[int]) -> pl.Series:
    return pl.Series(rows, dtype=pl.UInt32)
