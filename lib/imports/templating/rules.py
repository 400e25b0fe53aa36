"""What a cell of a template takes: its format, the choices or limits, and what it says of them.

The rules catch slips while typing. They are not the checks: those come when the file is sent,
and take more (codes for labels, names of places, dates as offices write them).
"""

from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from lib.imports.templating.lists import list_of, range_name
from lib.imports.templating.looks import DATE_FORMAT, TEXT_FORMAT
from lib.imports.wording import say
from lib.store.cells import ERA, LARGEST_INTEGER, YEARS
from lib.store.codelists import Language
from lib.store.model import Field, FieldType

_LONGEST_TEXT, _LONGEST_TITLE = 255, 32  # what Excel allows
_DEGREES = {FieldType.LATITUDE: (-90, 90), FieldType.LONGITUDE: (-180, 180)}
_PLACES = (FieldType.TAMBON, FieldType.AREA)


def number_format(field: Field) -> str:
    """How a cell is formatted: codes, ids and months are text, so that nothing changes them."""
    if field.type is FieldType.DATE:
        return DATE_FORMAT
    if field.type is FieldType.INTEGER:
        return "0"
    if field.type is FieldType.AMOUNT:
        return "#,##0.00"
    return "0.0000##" if field.type in _DEGREES else TEXT_FORMAT


def validation(field: Field, first_cell: str, language: Language) -> DataValidation:
    """The rule of a column; `first_cell` is the first of its cells (C2)."""
    rule = _rule(field, first_cell)
    rule.promptTitle = _cut(field.thai if language == "th" else field.english, _LONGEST_TITLE)
    rule.prompt = _cut(describe(field, language), _LONGEST_TEXT)
    rule.showInputMessage = True
    if rule.type is not None:
        rule.errorTitle = _cut(say("rules.error_title", language), _LONGEST_TITLE)
        rule.error = _cut(describe(field, language), _LONGEST_TEXT)
        rule.showErrorMessage = True
        # A place may be written by its name too, which the importer understands.
        rule.errorStyle = "warning" if field.type in _PLACES else "stop"
    return rule


def describe(field: Field, language: Language) -> str:
    """What a field takes, in a sentence or two."""
    parts = [say(f"rules.{_kind(field)}", language, **_facts(field, language))]
    if field.not_future:
        parts.append(say("rules.not_future", language))
    return " ".join(parts)


def _kind(field: Field) -> str:
    if field.choices:
        return "choices"
    if field.type is FieldType.INTEGER:
        return "integer" if field.max is not None else "integer_from"
    if field.type is FieldType.AREA and field.area_digits == (4,):
        return "amphoe"
    return str(field.type)


def _facts(field: Field, language: Language) -> dict[str, str]:
    low, high = field.min or 0, field.max or LARGEST_INTEGER
    joined = say("rules.or", language).join(map(str, field.choices))
    return {
        "low": _number(field, low),
        "high": _number(field, high),
        "choices": joined,
    }


def _number(field: Field, value: float) -> str:
    """A limit as it is read: years without a comma."""
    return f"{value:.0f}" if field.name == "fiscal_year" else f"{value:,.0f}"


def _rule(field: Field, cell: str) -> DataValidation:
    if (name := list_of(field)) is not None:
        return DataValidation(type="list", formula1=range_name(name), allow_blank=True)
    if field.choices:
        listed = ",".join(map(str, field.choices))
        return DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    if field.type is FieldType.DATE:
        return DataValidation(type="custom", formula1=_date_formula(cell), allow_blank=True)
    if field.type in (FieldType.INTEGER, FieldType.AMOUNT):
        whole = field.type is FieldType.INTEGER
        high = field.max or LARGEST_INTEGER
        return _between("whole" if whole else "decimal", field.min or 0, high)
    if field.type in _DEGREES:
        return _between("decimal", *_DEGREES[field.type])
    return DataValidation(allow_blank=True)


def _between(kind: Literal["whole", "decimal"], low: float, high: float) -> DataValidation:
    return DataValidation(
        type=kind, operator="between", formula1=f"{low:g}", formula2=f"{high:.0f}", allow_blank=True
    )


def _date_formula(cell: str) -> str:
    """A day of either era, or a text: the importer reads dates as offices write them."""
    first, last = YEARS[0] + 50, YEARS[1] + ERA
    return (
        f"OR(ISTEXT({cell}),AND(ISNUMBER({cell}),"
        f"{cell}>=DATE({first},1,1),{cell}<=DATE({last},12,31)))"
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
