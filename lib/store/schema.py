"""The tables as the lake holds them: column types, derived codes, order of rows."""

from collections.abc import Mapping

import polars as pl

from lib.store.model import TABLES, FieldType, Table

SQL_TYPES: Mapping[FieldType, str] = {
    FieldType.DATE: "DATE",
    FieldType.MONTH: "DATE",
    FieldType.INTEGER: "INTEGER",
    FieldType.AMOUNT: "DOUBLE",
    FieldType.LATITUDE: "DOUBLE",
    FieldType.LONGITUDE: "DOUBLE",
}
POLARS_TYPES: Mapping[str, pl.DataType] = {
    "DATE": pl.Date(),
    "INTEGER": pl.Int32(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "TIMESTAMP": pl.Datetime("us"),
    "VARCHAR": pl.String(),
}
BATCH_COLUMNS = {
    "batch_id": "VARCHAR",
    "made_on": "TIMESTAMP",
    "author": "VARCHAR",
    "message": "VARCHAR",
    "counts": "VARCHAR",
}
INFO_COLUMNS = {
    "simulated": "BOOLEAN",
    "data_date": "DATE",
    "loaded_from": "VARCHAR",
    "fingerprint": "VARCHAR",
    "made_on": "TIMESTAMP",
}
HASHED = r"^[0-9a-f]{32}$"


def sql_type(field_type: FieldType) -> str:
    """The SQL type that a field is stored as."""
    return SQL_TYPES.get(field_type, "VARCHAR")


def polars_type(field_type: FieldType) -> pl.DataType:
    """The polars type of a field in typed frames."""
    return POLARS_TYPES[sql_type(field_type)]


def columns_of(table: Table) -> dict[str, str]:
    """Column names and SQL types of a table in the lake, derived codes and batch_id with it."""
    columns = {field.name: sql_type(field.type) for field in table.fields}
    if "tambon_code" in columns:
        columns |= {"amphoe_code": "VARCHAR", "province_code": "VARCHAR"}
    return columns | {"batch_id": "VARCHAR"}


def lake_columns() -> dict[str, dict[str, str]]:
    """Columns of every table of the lake, the two tables of its own records among them."""
    tables = {name: columns_of(table) for name, table in TABLES.items()}
    return tables | {"batch": BATCH_COLUMNS, "store_info": INFO_COLUMNS}


def conform(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """A typed frame with exactly the fields of the table, in order and of the right types.

    Fields that may be empty and are absent become empty columns. Raises ValueError for
    unknown columns, missing required ones, empty required cells and keys not hashed.
    """
    if unknown := set(frame.columns) - set(table.names):
        raise ValueError(
            f"{table.name}: unknown columns {', '.join(sorted(unknown))}; the fields are "
            f"{', '.join(table.names)}."
        )
    missing = {f.name for f in table.fields if f.required} - set(frame.columns)
    if missing:
        raise ValueError(f"{table.name}: columns missing: {', '.join(sorted(missing))}.")
    typed = frame.select(
        pl.col(f.name).cast(polars_type(f.type))
        if f.name in frame.columns
        else pl.lit(None, polars_type(f.type)).alias(f.name)
        for f in table.fields
    )
    _refuse_empty(table, typed)
    _refuse_raw_keys(table, typed)
    return typed


def arrange(table: Table, typed: pl.DataFrame) -> pl.DataFrame:
    """Add the derived area codes and sort by month, province and tambon.

    Sorted rows let the engine skip most of a file when it is asked for a period or a province.
    """
    if "tambon_code" in typed.columns:
        tambon = pl.col("tambon_code")
        derived = {"province_code": tambon.str.head(2)}
        if "amphoe_code" not in table.names:
            derived = {"amphoe_code": tambon.str.head(4)} | derived
        typed = typed.with_columns(**derived)
    return typed.sort(_order(table), maintain_order=True)


def _order(table: Table) -> list[pl.Expr]:
    times = [f.name for f in table.fields if f.required and f.type.is_date]
    order = [pl.col(times[0]).dt.truncate("1mo")] if times else []
    if "tambon_code" in table.names:
        order += [pl.col("province_code"), pl.col("tambon_code")]
    return order + [pl.col(name) for name in (*times[:1], *table.key)]


def _refuse_empty(table: Table, typed: pl.DataFrame) -> None:
    for field in table.fields:
        if field.required and typed[field.name].null_count():
            raise ValueError(f"{table.name}.{field.name} is required and has empty cells.")


def _refuse_raw_keys(table: Table, typed: pl.DataFrame) -> None:
    for field in table.fields:
        if field.type is FieldType.PERSON and not typed[field.name].str.contains(HASHED).all():
            raise ValueError(
                f"{table.name}.{field.name} holds keys that are not hashed: pass the tables "
                "through lib.imports.persons.hash_persons first."
            )
