"""The model of the tables: data/tables.toml as frozen dataclasses.

`TABLES` holds every table of the store by its name. Nothing else in the program repeats what
that file says.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as fields_of
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lib.settings import ROOT
from lib.store.codelists import list_names
from lib.store.errors import ModelError

TABLES_FILE = ROOT / "data" / "tables.toml"


class FieldType(StrEnum):
    """What a cell of a field holds."""

    TEXT = "text"
    ID = "id"
    CODE = "code"
    TAMBON = "tambon"
    AREA = "area"
    DATE = "date"
    MONTH = "month"
    INTEGER = "integer"
    AMOUNT = "amount"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    PERSON = "person"

    @property
    def is_date(self) -> bool:
        """Whether the store holds a day (a month is its first day)."""
        return self in (FieldType.DATE, FieldType.MONTH)

    @property
    def is_number(self) -> bool:
        """Whether the store holds a number."""
        return self in _NUMBERS


_NUMBERS = {FieldType.INTEGER, FieldType.AMOUNT, FieldType.LATITUDE, FieldType.LONGITUDE}


@dataclass(frozen=True)
class Field:
    """One field of a table, as data/tables.toml describes it."""

    name: str
    type: FieldType
    thai: str
    english: str
    required: bool = False
    codes: str | None = None
    choices: tuple[int, ...] = ()
    min: float | None = None
    max: float | None = None
    refers_to: str | None = None
    not_before: str | None = None
    not_future: bool = False
    also: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, str, str]:
        """The three names of this column: field name, Thai, English."""
        return self.name, self.thai, self.english

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every way a file may head this column."""
        return *self.headers, *self.also

    @property
    def reference(self) -> tuple[str, str] | None:
        """Table and field that must hold the value."""
        if self.refers_to is None:
            return None
        table, _, field = self.refers_to.partition(".")
        return table, field

    @property
    def area_digits(self) -> tuple[int, ...]:
        """Lengths of area code that the field takes; a centre is always an amphoe."""
        if self.type is FieldType.TAMBON:
            return (6,)
        return (4,) if self.name == "amphoe_code" else (4, 6)


@dataclass(frozen=True)
class Table:
    """One table of the store; `key` names the fields that identify a row."""

    name: str
    thai: str
    english: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name; KeyError lists the ones there are."""
        for field in self.fields:
            if field.name == name:
                return field
        names = ", ".join(self.names)
        raise KeyError(f"{self.name} has no field {name!r}: it has {names}.")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def by_header(self) -> Mapping[str, Field]:
        """Every accepted header, normalised by `normal_header`, with its field."""
        return {normal_header(text): field for field in self.fields for text in field.accepted}


def normal_header(text: str) -> str:
    """A header as it is compared: one form of Thai vowels, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def load_tables(file: Path) -> Mapping[str, Table]:
    """Read and check a file in the form of data/tables.toml.

    Raises ModelError that names the table and the field.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{file.name} can't be read: {error}.") from error
    tables = {name: _table(name, entry) for name, entry in raw.items()}
    for table in tables.values():
        _check_table(table, tables)
    return MappingProxyType(tables)


def _table(name: str, entry: dict[str, Any]) -> Table:
    missing = {"thai", "english", "key", "fields"} - set(entry)
    if missing:
        raise ModelError(f"Table {name}: {', '.join(sorted(missing))} is missing.")
    fields = tuple(_field(name, key, value) for key, value in entry["fields"].items())
    return Table(name, entry["thai"], entry["english"], tuple(entry["key"]), fields)


def _field(table: str, name: str, entry: dict[str, Any]) -> Field:
    place = f"Field {table}.{name}"
    known = {field.name for field in fields_of(Field)} - {"name"}
    if unknown := set(entry) - known:
        raise ModelError(
            f"{place}: unknown {', '.join(sorted(unknown))}; valid are {', '.join(sorted(known))}."
        )
    if missing := {"type", "thai", "english"} - set(entry):
        raise ModelError(f"{place}: {', '.join(sorted(missing))} is missing.")
    if entry["type"] not in set(FieldType):
        raise ModelError(
            f"{place}: unknown type {entry['type']!r}; valid are {', '.join(FieldType)}."
        )
    lists = {key: tuple(entry.get(key, ())) for key in ("choices", "also")}
    values = entry | {"type": FieldType(entry["type"])} | lists
    return Field(name=name, **values)


def _check_table(table: Table, tables: Mapping[str, Table]) -> None:
    for name in table.key:
        if name not in table.names:
            raise ModelError(f"Table {table.name}: the key names {name!r}, which is not a field.")
    if len(table.by_header) < len({h for field in table.fields for h in field.accepted}):
        _find_double_header(table)
    for field in table.fields:
        _check_codes(table, field)
        _check_links(table, field, tables)
        if field.min is not None and field.max is not None and field.min > field.max:
            raise ModelError(f"Field {table.name}.{field.name}: min is greater than max.")


def _find_double_header(table: Table) -> None:
    owners: dict[str, Field] = {}
    for field in table.fields:
        for header in map(normal_header, field.accepted):
            other = owners.setdefault(header, field)
            if other is not field:
                raise ModelError(
                    f"Table {table.name}: {other.name} and {field.name} share the header "
                    f"{header!r}; give each its own."
                )


def _check_codes(table: Table, field: Field) -> None:
    place = f"Field {table.name}.{field.name}"
    if (field.type is FieldType.CODE) != (field.codes is not None):
        raise ModelError(f"{place}: a code needs `codes`, and only a code has it.")
    if field.codes is not None and field.codes not in list_names():
        raise ModelError(
            f"{place}: there is no code list {field.codes!r} in data/codes; there are "
            f"{', '.join(list_names())}."
        )


def _check_links(table: Table, field: Field, tables: Mapping[str, Table]) -> None:
    place = f"Field {table.name}.{field.name}"
    if field.reference:
        target, name = field.reference
        if target not in tables or name not in tables[target].names:
            raise ModelError(f"{place}: refers_to {field.refers_to!r} does not exist.")
    if field.not_before is not None:
        named = field.not_before in table.names
        if not (field.type.is_date and named and table.field(field.not_before).type.is_date):
            raise ModelError(f"{place}: not_before needs two dates of the same table.")
    if field.not_future and not field.type.is_date:
        raise ModelError(f"{place}: not_future is for dates.")
    if field.choices and field.type is not FieldType.INTEGER:
        raise ModelError(f"{place}: choices are for whole numbers; use a code list.")


@cache
def _tables() -> Mapping[str, Table]:
    return load_tables(TABLES_FILE)


TABLES: Mapping[str, Table] = _tables()
