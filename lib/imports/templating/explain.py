"""The sheet that explains: how to fill in, what each field takes, and what must not be sent."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lib.imports.templating.looks import (
    HEAD,
    QUIET,
    SECTION,
    STRONG,
    TITLE,
    WRAP,
    fit_for_print,
    put,
)
from lib.imports.templating.rules import describe
from lib.imports.wording import say
from lib.store.codelists import Language
from lib.store.model import TABLES, Field, Table

_SECTIONS = ("how", "dates", "places", "never", "ask")
_WIDTHS = (34, 16, 70, 40)


def write_explanation(book: Workbook, tables: Sequence[Table], language: Language) -> None:
    """Add the sheet; it has no row that could be taken for the header of a table."""
    sheet = book.create_sheet(say("explain.sheet", language))
    for column, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    put(sheet, 1, 1, say("explain.title", language), TITLE)
    row = 3
    for name in _SECTIONS:
        row = _section(sheet, row, name, language)
    for table in tables:
        row = _table(sheet, row, table, language)
    sheet.sheet_view.showGridLines = False
    fit_for_print(sheet)


def _section(sheet: Worksheet, row: int, name: str, language: Language) -> int:
    put(sheet, row, 1, say(f"explain.{name}", language), SECTION)
    for line in say(f"explain.{name}_text", language).strip().split("\n"):
        row += 1
        put(sheet, row, 1, f"• {line}", STRONG)
    return row + 2


def _table(sheet: Worksheet, row: int, table: Table, language: Language) -> int:
    title = table.thai if language == "th" else table.english
    put(sheet, row, 1, say("explain.table", language, title=title), SECTION)
    keys = ", ".join(_header(table.field(name), language) for name in table.key)
    put(sheet, row + 1, 1, say("explain.key", language, fields=keys), QUIET)
    row += 2
    for column, name in enumerate(("field", "needed", "holds", "more"), start=1):
        put(sheet, row, column, say(f"explain.{name}", language), HEAD)
    for field in table.fields:
        row += 1
        put(sheet, row, 1, _header(field, language), WRAP)
        put(sheet, row, 2, say("explain.yes" if field.required else "explain.no", language), WRAP)
        put(sheet, row, 3, describe(field, language), WRAP)
        put(sheet, row, 4, " ".join(_more(table, field, language)), WRAP)
    return row + 2


def _more(table: Table, field: Field, language: Language) -> Iterable[str]:
    if field.reference:
        target, name = field.reference
        other = TABLES[target]
        title = other.thai if language == "th" else other.english
        header = _header(other.field(name), language)
        yield say("explain.refers", language, field=header, table=title)
    if field.not_before:
        header = _header(table.field(field.not_before), language)
        yield say("explain.not_before", language, field=header)


def _header(field: Field, language: Language) -> str:
    return field.thai if language == "th" else field.english
