"""Stored rows as the checks of imports take them, so that the rules are written once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from lib.access.scope import Scope
from lib.store.check import Checked, Delivered, check_table
from lib.store.lake import Store
from lib.store.model import TABLES, Field, FieldType, Table
from lib.store.reference import area_codes
from lib.store.schema import polars_type

PLACES = (FieldType.TAMBON, FieldType.AREA)
UNKNOWN = ""  # stands for the amphoe of rows whose code is none of the area list
REFS = {"id": pl.String, "code": pl.String, "amphoe_code": pl.String, "date": pl.Date}


@dataclass(frozen=True, eq=False)
class Stored:
    """The rows of a stored table.

    `checked` is what the checks take; its row numbers are positions, from 0. `refs` says of each
    row which it is: id, code (of its tambon, or of its amphoe), amphoe_code and date.
    """

    table: Table
    checked: Checked
    refs: pl.DataFrame


def read(store: Store, table: Table, today: date | None) -> Stored:
    """All rows of a table of the newest version, checked by themselves as a file would be.

    `today` is the last day that real rows may record, None for simulated ones.
    """
    typed = _typed(store, table)
    cells = typed.select(_text(item) for item in table.fields)
    rows = pl.int_range(cells.height, dtype=pl.UInt32, eager=True)
    checked = check_table(Delivered(table.name, table, cells, rows), today=today)
    # A value that the check of today would refuse is stored all the same, and is compared as it is.
    return Stored(table, replace(checked, frame=typed), _refs(store, table, cells, typed))


def place_field(table: Table) -> str | None:
    """The field that says where a row is; None where another table knows."""
    return next((item.name for item in table.fields if item.type in PLACES), None)


def date_field(table: Table) -> str | None:
    """The field that says when a row is from."""
    return next((item.name for item in table.fields if item.type.is_date), None)


def amphoe_of(code: pl.Expr) -> pl.Expr:
    """The amphoe of area codes, UNKNOWN where it is none of the area list."""
    known = sorted(code for code in area_codes() if len(code) == 4)
    amphoe = code.str.head(4)
    return pl.when(amphoe.is_in(known)).then(amphoe).otherwise(pl.lit(UNKNOWN))


def _text(item: Field) -> pl.Expr:
    """The values of a field as an office would write them."""
    values = pl.col(item.name)
    match item.type:
        case FieldType.MONTH:
            return values.dt.strftime("%Y-%m")
        case FieldType.AMOUNT:
            return values.cast(pl.String).str.strip_suffix(".0")
        case _:
            return values.cast(pl.String)


def _typed(store: Store, table: Table) -> pl.DataFrame:
    named = ", ".join(f'"{name}"' for name in table.names)
    rows = store.rows(f'SELECT {named} FROM "{table.name}"', Scope.everything())
    types = {item.name: polars_type(item.type) for item in table.fields}
    return rows.select(pl.col(name).cast(kind) for name, kind in types.items())


def _refs(store: Store, table: Table, cells: pl.DataFrame, typed: pl.DataFrame) -> pl.DataFrame:
    day = date_field(table)
    code = _codes(store, table, cells)
    return pl.DataFrame({"code": code}).select(
        id=cells.select(key_of(table))["id"],
        code="code",
        amphoe_code=amphoe_of(pl.col("code")),
        date=typed[day] if day else pl.lit(None, dtype=pl.Date),
    )


def key_of(table: Table) -> pl.Expr:
    """What a row is known by: its key, in one text."""
    return pl.concat_str([pl.col(name).cast(pl.String) for name in table.key], separator=" · ",
                         ignore_nulls=True).alias("id")  # fmt: skip


def _codes(store: Store, table: Table, cells: pl.DataFrame) -> pl.Series:
    """The codes of where the rows are, from the table that they refer to where need be."""
    own = place_field(table)
    if own:
        return cells[own]
    for item, target, field, place in _through(table):
        rows = store.rows(f'SELECT "{field}", "{place}" FROM "{target}"', Scope.everything())
        known = rows.select(pl.all().cast(pl.String)).unique(field)
        return cells.join(
            known, left_on=item, right_on=field, how="left", maintain_order="left"
        )[place]  # fmt: skip
    return pl.repeat(None, cells.height, dtype=pl.String, eager=True)


def _through(table: Table) -> Iterator[tuple[str, str, str, str]]:
    """Fields that refer to a table which knows the place: field, that table, its field, place."""
    for item in table.fields:
        if item.reference:
            target, field = item.reference
            place = place_field(TABLES[target])
            if place:
                yield item.name, target, field, place
