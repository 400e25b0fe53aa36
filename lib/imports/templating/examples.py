"""The example row of a template: a value for each field that the checks would take."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from lib.imports.templating.lists import choices, list_of
from lib.imports.wording import knows, say
from lib.store.codelists import Language
from lib.store.model import Field, FieldType, Table
from lib.store.reference import BUILT_FOLDER

_DAY = date(2025, 12, 5)
_NUMBERS = {"fiscal_year": 2569, "village_no": 3}
_COUNT, _AMOUNT = 12, 4500

Value = str | int | float | date


def example(table: Table, language: Language) -> Mapping[str, Value]:
    """A row of the table by field, its first cell marked as an example.

    The mark is how the row is known to the importer, which leaves such rows out.
    """
    values = {field.name: _value(field, language) for field in table.fields}
    first = table.fields[0].name
    return {**values, first: say("template.example", language, value=values[first])}


def _value(field: Field, language: Language) -> Value:
    if knows(f"examples.{field.name}", language):
        return say(f"examples.{field.name}", language)
    if (name := list_of(field)) is not None:
        return choices(name, language)[0].shown
    if field.type is FieldType.ID:
        return f"{field.name.removesuffix('_id').replace('_', '-').upper()}-0001"
    if field.type in (FieldType.LATITUDE, FieldType.LONGITUDE):
        return _point()[field.type]
    return _plain_value(field)


def _plain_value(field: Field) -> Value:
    if field.type is FieldType.DATE:
        return _DAY
    if field.type is FieldType.MONTH:
        return f"{_DAY:%Y-%m}"
    if field.type is FieldType.AMOUNT:
        return _AMOUNT
    if field.type is FieldType.INTEGER:
        number = _NUMBERS.get(field.name, _COUNT)
        if field.choices:
            return field.choices[0]
        return int(min(max(number, field.min or 0), field.max or number))
    return field.thai


def _point() -> Mapping[FieldType, float]:
    """A point within the first tambon of the list, which the example names."""
    areas = pl.read_csv(BUILT_FOLDER / "areas.csv", infer_schema=False)
    tambon = areas.filter(pl.col("level") == "tambon").sort("code").row(0, named=True)
    return {
        FieldType.LATITUDE: round(float(tambon["latitude"]), 4),
        FieldType.LONGITUDE: round(float(tambon["longitude"]), 4),
    }
