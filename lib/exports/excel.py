"""Tables as an Excel workbook: a cover that says what they are, and a sheet for each.

Numbers are numbers that Excel shows as the screen does; everything else is text and never
computed. A missing figure is a dash and no empty cell, because Excel counts with empty cells as
with zero.
"""

import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite, isnan
from numbers import Real
from typing import Any
from unicodedata import category

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from lib.exports.books import (
    HEAD,
    LINK,
    MARK,
    QUIET,
    STRONG,
    STUB,
    TEXT,
    TITLE,
    for_print,
    put,
    write_text,
)
from lib.exports.model import Progress, Stamp, Table
from lib.neutral import sheet_title
from lib.periods import BUDDHIST_ERA

WIDEST, NARROWEST = 46, 9  # of a column, in letters
LOOKED_AT = 400  # rows that a width is taken from
PLACES = 15  # digits that Excel keeps of a number
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# A number as the screen writes it, with commas between thousands; what has none is no number.
NUMBER = re.compile(
    r"(?P<sign>[-−]?)(?P<whole>0|[1-9]\d{0,2}(?:,\d{3})*)(?:\.(?P<rest>\d+))?(?P<share>%?)",
    re.ASCII,
)
DAY = "yyyy\\-mm\\-dd"
DASH, NEVER_ENDING = "–", "∞"
COVER_WIDTHS = (24, 90)


def write_workbook(
    stamp: Stamp, tables: Sequence[Table], *, progress: Progress | None = None
) -> bytes:
    """The workbook as a file (xlsx). ``progress`` hears of each table.

    Raises ValueError without tables.
    """
    if not tables:
        raise ValueError("There is no table to write: give one at least.")
    book = Workbook()
    cover = book.active
    assert isinstance(cover, Worksheet)
    cover.title = sheet_title(stamp.say("book_cover"))
    names = _sheet_names(cover.title, tables)
    _cover(cover, stamp, tables, names)
    for number, (table, name) in enumerate(zip(tables, names, strict=True), start=1):
        _table_sheet(book.create_sheet(name), stamp, table, cover.title)
        if progress is not None:
            progress(number, len(tables))
    _properties(book, stamp)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_names(cover: str, tables: Sequence[Table]) -> list[str]:
    """A name for each sheet: its number, and of its title what is before the colon."""
    names: list[str] = []
    for number, table in enumerate(tables, start=1):
        plain = " ".join(NOT_IN_NAMES.sub(" ", table.title.partition(": ")[0]).split())
        names.append(sheet_title(f"{number} {plain}", (cover, *names)))
    return names


def _cover(sheet: Worksheet, stamp: Stamp, tables: Sequence[Table], names: Sequence[str]) -> None:
    """What the workbook is: title, mark, area and period, source, link, sheets, notes."""
    row = _head(sheet, stamp, stamp.title)
    lines = [
        *stamp.lines,
        (stamp.say("book_source"), stamp.source),
        (stamp.say("book_made"), _made(stamp)),
    ]
    for name, value in lines:
        put(sheet, row, 1, name, QUIET)
        put(sheet, row, 2, value, TEXT)
        row += 1
    put(sheet, row, 1, stamp.say("book_link"), QUIET)
    address = put(sheet, row, 2, stamp.link, LINK if "://" in stamp.link else TEXT)
    if "://" in stamp.link:
        address.hyperlink = Hyperlink(ref=address.coordinate, target=stamp.link)
    row = _contents(sheet, row + 2, stamp, tables, names)
    put(sheet, row, 1, stamp.say("book_notes"), STRONG)
    for place, key in enumerate(("book_note_screen", "book_note_missing", "book_note_hidden")):
        put(sheet, row + 1 + place, 1, "", TEXT)
        put(sheet, row + 1 + place, 2, stamp.say(key), TEXT)
    for column, width in zip("AB", COVER_WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for_print(sheet, stamp, wide=False)


def _made(stamp: Stamp) -> str:
    """When it was taken, in the era of the language."""
    made = stamp.made
    thai = f"{made.day}/{made.month}/{made.year + BUDDHIST_ERA}"
    day = thai if stamp.language == "th" else f"{made:%Y-%m-%d}"
    return stamp.say("book_made_at", date=day, time=f"{made:%H:%M}")


def _contents(
    sheet: Worksheet, row: int, stamp: Stamp, tables: Sequence[Table], names: Sequence[str]
) -> int:
    """The list of sheets with a link to each; gives the row after it."""
    put(sheet, row, 1, stamp.say("book_sheets"), STRONG)
    for table, name in zip(tables, names, strict=True):
        row += 1
        _linked(put(sheet, row, 1, name, LINK), name)
        put(sheet, row, 2, table.title, TEXT)
    return row + 2


def _table_sheet(sheet: Worksheet, stamp: Stamp, table: Table, cover: str) -> None:
    """A table with its title above and its notes below; the heads stay in sight."""
    first = _head(sheet, stamp, table.title)
    where = " · ".join(f"{name}: {value}" for name, value in stamp.lines)
    put(sheet, first, 1, where, QUIET, wrap=False)
    _linked(put(sheet, first + 1, 1, stamp.say("book_back"), LINK, wrap=False), cover)
    heads = first + 2
    for column, name in enumerate(table.frame.columns, start=1):
        head = put(sheet, heads, column, str(name), HEAD)
        if column > table.stub and _is_numeric(table.frame.iloc[:, column - 1]):
            HEAD.on(head, horizontal="right")
    last = _rows(sheet, heads, table)
    for place, note in enumerate((*table.notes, stamp.source), start=2):
        put(sheet, last + place, 1, note, QUIET, wrap=False)
    _widths(sheet, heads, last, len(table.frame.columns))
    sheet.freeze_panes = f"{get_column_letter(table.stub + 1)}{heads + 1}"
    if len(table.frame):
        end = get_column_letter(len(table.frame.columns))
        sheet.auto_filter.ref = f"A{heads}:{end}{last}"
    for_print(sheet, stamp, wide=len(table.frame.columns) > 5, heads=heads)


def _head(sheet: Worksheet, stamp: Stamp, title: str) -> int:
    """The title and, under it, that the data are simulated; gives the row after them."""
    put(sheet, 1, 1, title, TITLE)
    if not stamp.marks:
        return 3
    put(sheet, 2, 1, stamp.marks, MARK)
    return 4


def _rows(sheet: Worksheet, heads: int, table: Table) -> int:
    """The cells under the heads; gives the last row."""
    numeric = [_is_numeric(table.frame.iloc[:, place]) for place in range(table.frame.shape[1])]
    decimals = [table.decimals.get(str(name), 0) for name in table.frame.columns]
    row = heads
    for row, values in enumerate(table.frame.itertuples(index=False, name=None), start=heads + 1):
        for place, value in enumerate(values):
            cell = sheet.cell(row, place + 1)
            assert isinstance(cell, Cell)
            (STUB if place < table.stub else TEXT).on(cell, "right" if numeric[place] else None)
            _write(cell, value, decimals[place], named=place < table.stub)
    return row


def _write(cell: Cell, value: object, places: int, *, named: bool) -> None:
    """One figure or text as it stands on the screen; what names a row stays text."""
    if _is_missing(value):
        write_text(cell, DASH)
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DAY
    elif isinstance(value, Real) and not isinstance(value, bool):
        if isfinite(value):
            cell.value, cell.number_format = as_shown(float(value), places), _format(places)
        else:
            write_text(cell, NEVER_ENDING)
    elif not named and (found := NUMBER.fullmatch(str(value))):
        _write_told(cell, found)
    else:
        write_text(cell, str(value))


def _write_told(cell: Cell, found: re.Match[str]) -> None:
    """A number that stands in the table as a text (28.7, 23,220, −14.6%), looking the same."""
    places, share = len(found["rest"] or ""), bool(found["share"])
    number = Decimal(f"{found['whole'].replace(',', '')}.{found['rest'] or '0'}")
    value = float(number / 100 if share else number)
    cell.value = -value if found["sign"] else value
    shown = _format(places) + ("%" if share else "")
    cell.number_format = f'{shown};"{found["sign"]}"{shown}' if found["sign"] else shown
    TEXT.on(cell, horizontal="right")


def _format(places: int) -> str:
    return "#,##0" + (f".{'0' * places}" if places else "")


def _is_missing(value: object) -> bool:
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, Real) and isnan(value))
    )


def as_shown(value: float, places: int) -> float:
    """The number whole, unless Excel would show another one than the screen does.

    Excel rounds halves away from zero and looks at 15 digits, the screen rounds the true number
    (6.25 is 6.3 in Excel, 6.2 on the screen). Where the two differ the rounded number is kept.
    """
    shown = Decimal(f"{value:.{places}f}")
    excel = Decimal(f"{value:.{PLACES - 1}e}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if not shown:
        return 0.0  # never "-0.0"
    return value if excel == shown else float(shown)


def _is_numeric(values: "pd.Series[Any]") -> bool:
    kind = pd.api.types
    return kind.is_numeric_dtype(values) and not kind.is_bool_dtype(values)


def _widths(sheet: Worksheet, heads: int, last: int, columns: int) -> None:
    """Columns as wide as what stands in them, heads on two lines where they are long."""
    for column in range(1, columns + 1):
        cells = [
            sheet.cell(row, column) for row in range(heads + 1, min(last, heads + LOOKED_AT) + 1)
        ]
        longest = max((_letters(_text(cell)) for cell in cells), default=0)
        wanted = max(longest, _letters(_text(sheet.cell(heads, column))) / 2)
        sheet.column_dimensions[get_column_letter(column)].width = min(
            max(wanted * 1.15 + 3, NARROWEST), WIDEST
        )


def _text(cell: object) -> str:
    value = getattr(cell, "value", "")
    shown = getattr(cell, "number_format", "")
    if isinstance(value, int | float):
        return f"{value:,.{len(shown.partition('.')[2])}f}"
    return str(value or "")


def _letters(text: str) -> int:
    """Letters that take room; Thai signs above and below their letter take none."""
    return sum(category(one) != "Mn" for one in text)


def _linked(cell: Cell, name: str) -> None:
    """Lead from the cell to the sheet of this name."""
    quoted = name.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")


def _properties(book: Workbook, stamp: Stamp) -> None:
    """What the file says of itself where programs list files."""
    book.properties.title = stamp.title
    book.properties.subject = " · ".join(value for _, value in stamp.lines)
    book.properties.description = " · ".join(filter(None, (stamp.marks, stamp.source)))
    book.properties.language = stamp.language
    book.properties.creator = ""
    book.properties.created = stamp.made.replace(tzinfo=None)
