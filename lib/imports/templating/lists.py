"""The sheet of lists that cells of a template are chosen from: codes with labels, and places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from lib.imports.templating.looks import HEAD, QUIET, STRONG, TITLE, WRAP, put
from lib.imports.wording import say
from lib.store.codelists import Language, code_list
from lib.store.model import Field, FieldType, Table
from lib.store.reference import area_frame

_FIRST_ROW = 4
_PLACES = {(4,): "amphoe", (6,): "tambon", (4, 6): "area"}


@dataclass(frozen=True)
class Choice:
    """A thing to choose: what is shown and taken back, its code, and its name in both languages."""

    shown: str
    code: str
    other: str


def list_of(field: Field) -> str | None:
    """The name of the list that a field is chosen from, None for one that is not."""
    if field.codes is not None:
        return field.codes
    if field.type in (FieldType.TAMBON, FieldType.AREA):
        return _PLACES[field.area_digits]
    return None


def choices(name: str, language: Language) -> tuple[Choice, ...]:
    """The choices of a list, in order."""
    if name in _PLACES.values():
        return tuple(one for one in _places(language) if _is_of(name, one.code))
    codes = code_list(name)
    other: Language = "en" if language == "th" else "th"
    return tuple(
        Choice(codes.label(code, language), code, codes.label(code, other)) for code in codes.codes
    )


def write_lists(book: Workbook, tables: Iterable[Table], language: Language) -> None:
    """Add the sheet of the lists of some tables, each under the name by which rules find it."""
    titles = _titles(tables, language)
    sheet = book.create_sheet(say("lists.sheet", language))
    put(sheet, 1, 1, say("lists.title", language), TITLE)
    put(sheet, 2, 1, say("lists.how", language), QUIET)
    column = 1
    for name, title in titles.items():
        listed = choices(name, language)
        # Never a header alone, or this sheet would be read as a table.
        put(sheet, 3, column, say("lists.heading", language, title=title), HEAD)
        put(sheet, 3, column + 1, say("lists.code", language), HEAD)
        for row, one in enumerate(listed, start=_FIRST_ROW):
            put(sheet, row, column, one.shown, WRAP if len(one.shown) > 40 else STRONG)
            put(sheet, row, column + 1, one.code, QUIET)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 44
        sheet.column_dimensions[get_column_letter(column + 1)].width = 24
        last = _FIRST_ROW + len(listed) - 1
        target = f"{quote_sheetname(sheet.title)}!${letter}${_FIRST_ROW}:${letter}${last}"
        book.defined_names[range_name(name)] = DefinedName(range_name(name), attr_text=target)
        column += 2
    sheet.freeze_panes = "A4"


def range_name(name: str) -> str:
    """The name of the cells that hold a list."""
    return f"list_{name}"


def _titles(tables: Iterable[Table], language: Language) -> Mapping[str, str]:
    """The lists that some tables need, each with what the fields chosen from it are called."""
    titles: dict[str, list[str]] = {}
    for table in tables:
        for field in table.fields:
            if (name := list_of(field)) is not None:
                title = field.thai if language == "th" else field.english
                titles.setdefault(name, []).append(title)
    return {name: " / ".join(dict.fromkeys(texts)) for name, texts in titles.items()}


def _is_of(name: str, code: str) -> bool:
    return name == "area" or len(code) == (4 if name == "amphoe" else 6)


@cache
def _places(language: Language) -> tuple[Choice, ...]:
    """Amphoe and tambon of the study area by code, each with its names."""
    rows = area_frame().filter(area_frame()["level"].is_in(["amphoe", "tambon"])).sort("code")
    names = {row["code"]: (row["name_th"], row["name_en"]) for row in rows.iter_rows(named=True)}
    at = 0 if language == "th" else 1
    found = []
    for code, own in names.items():
        level = "amphoe" if len(code) == 4 else "tambon"
        beside = names[code[:4]]
        shown = say(f"lists.{level}", language, code=code, name=own[at], amphoe=beside[at])
        found.append(Choice(shown, code, own[1 - at]))
    return tuple(found)
