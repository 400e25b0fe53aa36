"""Templates: workbooks to fill in, one sheet a table, which the importer takes back unchanged.

The same tables and language always give the same bytes.
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lib.imports.templating.examples import example
from lib.imports.templating.explain import write_explanation
from lib.imports.templating.lists import write_lists
from lib.imports.templating.looks import DATE_FORMAT, EXAMPLE, HEAD, REQUIRED, fit_for_print, put
from lib.imports.templating.rules import describe, number_format, validation
from lib.imports.wording import both, knows, say
from lib.neutral import sheet_title
from lib.store.codelists import Language
from lib.store.model import Field, FieldType, Table

LAST_ROW = 20_001  # up to which the rules of the cells hold
_MADE = datetime(2026, 1, 1)  # workbooks know no time zone
_NOTE = (320, 120)  # pixels


def template(tables: Sequence[Table], language: Language) -> bytes:
    """A workbook (.xlsx) to fill in the tables.

    A sheet a table with the headers of that language; what every row needs is dark, with a note.
    Row 2 is an example, which the importer leaves out because its first cell begins as
    `example_marks` say. Codes and places are chosen from lists on a sheet of their own; another
    explains. ValueError without tables.
    """
    if not tables:
        raise ValueError("A template needs at least one table.")
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        title = sheet_title(_title(table, language), book.sheetnames)
        _fill(book.create_sheet(title), table, language)
    write_explanation(book, tables, language)
    write_lists(book, tables, language)
    book.properties.creator = say("template.author", language)
    book.properties.title = template_name(tables, language).removesuffix(".xlsx")
    book.properties.created = _MADE
    with io.BytesIO() as out:
        book.save(out)
        return _settled(out.getvalue())


def template_name(tables: Sequence[Table], language: Language) -> str:
    """A name for the file of a template."""
    if len(tables) == 1:
        return say("template.name", language, table=_title(tables[0], language))
    return say("template.name_all", language)


def example_marks() -> tuple[str, ...]:
    """How the first cell of an example row begins, in every language."""
    return tuple(text.split("{", 1)[0].strip() for text in both("template.example"))


def own_sheets() -> tuple[str, ...]:
    """The names of the sheets of a template that hold no table."""
    return (*both("explain.sheet"), *both("lists.sheet"))


def _title(table: Table, language: Language) -> str:
    if knows(f"titles.{table.name}", language):
        return say(f"titles.{table.name}", language)
    return table.thai if language == "th" else table.english


def _fill(sheet: Worksheet, table: Table, language: Language) -> None:
    row = example(table, language)
    for column, field in enumerate(table.fields, start=1):
        _head(sheet, column, field, language)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].number_format = number_format(field)
        cell = put(sheet, 2, column, row[field.name], EXAMPLE)
        if not isinstance(row[field.name], str):
            cell.number_format = number_format(field)
        rule = validation(field, f"{letter}2", language)
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)
    note = Comment(say("template.example_note", language), say("template.author", language))
    note.width, note.height = _NOTE
    sheet.cell(2, 1).comment = note
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    fit_for_print(sheet)


def _head(sheet: Worksheet, column: int, field: Field, language: Language) -> None:
    text = field.thai if language == "th" else field.english
    cell = put(sheet, 1, column, text, REQUIRED if field.required else HEAD)
    needed = say("template.required" if field.required else "template.optional", language)
    note = Comment(f"{needed}\n{describe(field, language)}", say("template.author", language))
    note.width, note.height = _NOTE
    cell.comment = note
    sheet.column_dimensions[get_column_letter(column)].width = _width(field, text)


def _width(field: Field, header: str) -> float:
    """Letters that a column shows: its header on two lines, and what it takes."""
    if field.type in (FieldType.TAMBON, FieldType.AREA, FieldType.CODE, FieldType.TEXT):
        return 34
    least = len(DATE_FORMAT) + 4 if field.type is FieldType.DATE else 14
    return max(len(header) * 0.7 + 2, least)


def _settled(data: bytes) -> bytes:
    """The same workbook with fixed times in it, so that equal templates are equal files."""
    stamp = f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
    with ZipFile(io.BytesIO(data)) as before, io.BytesIO() as out:
        with ZipFile(out, "w", ZIP_DEFLATED) as after:
            for name in before.namelist():
                content = before.read(name)
                if name == "docProps/core.xml":
                    content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
                info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type = ZIP_DEFLATED
                after.writestr(info, content)
        return out.getvalue()
