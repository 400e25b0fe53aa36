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
    "number": "INTEGER",  # 1 is the first of the store; times may be those of several machines
    "kind": "VARCHAR",
    "made_on": "TIMESTAMP",
    "author": "VARCHAR",
    "account": "VARCHAR",  # empty before there was this column, and where nobody has signed in
    "message": "VARCHAR",
    "files": "VARCHAR",
    "counts": "VARCHAR",
    "data_date": "DATE",
    "undoes": "VARCHAR",
}
INFO_COLUMNS = {
    "simulated": "BOOLEAN",
    "data_date": "DATE",
    "loaded_from": "VARCHAR",
    "fingerprint": "VARCHAR",
    "made_on": "TIMESTAMP",
    "number": "INTEGER",  # of the batch that brought it, 0 before the first one
}
# Rows that a batch replaced are kept beside their table, for the undo of the batch.
REPLACED_PREFIX = "replaced_"
REPLACED_BY = "replaced_by"
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


def replaced(table: str) -> str:
    """Name of the table that keeps the replaced rows of a table."""
    return REPLACED_PREFIX + table


def lake_columns() -> dict[str, dict[str, str]]:
    """Columns of every table that is asked about: those of the model, and the store's records."""
    tables = {name: columns_of(table) for name, table in TABLES.items()}
    return tables | {"batch": BATCH_COLUMNS, "store_info": INFO_COLUMNS}


def all_columns() -> dict[str, dict[str, str]]:
    """Columns of every table of the lake, those of replaced rows among them."""
    kept = {
        replaced(name): columns_of(table) | {REPLACED_BY: "VARCHAR"}
        for name, table in TABLES.items()
    }
    return lake_columns() | kept


def conform(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """A typed frame with exactly the fields of the table, in order and of the right types.

    Fields that may be empty and are absent become empty columns. Raises ValueError for
    unknown columns, missing required ones, empty required cells, keys not hashed and keys that
    are there twice.
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
    _refuse_doubles(table, typed)
    return typed


def whole_rows(table: Table, marked: Mapping[str, str]) -> str:
    """SQL that makes rows of the lake of rows that have the fields of the table.

    The area codes are derived; `marked` gives SQL for the columns that are not fields.
    """
    derived = dict(marked)
    if "tambon_code" in table.names:
        derived |= {"amphoe_code": "tambon_code[:4]", "province_code": "tambon_code[:2]"}
    return ", ".join(
        f'"{column}"' if column in table.names else f'{derived[column]} AS "{column}"'
        for column in columns_of(table)
    )


def order(table: Table) -> str:
    """SQL of the order in which rows lie in a file: by month, province and tambon.

    Sorted rows let the engine skip most of a file when it is asked for a period or a province.
    """
    times = [f.name for f in table.fields if f.required and f.type.is_date][:1]
    terms = [f"date_trunc('month', \"{name}\")" for name in times]
    if "tambon_code" in table.names:
        terms += ["province_code", "tambon_code"]
    return ", ".join([*terms, *(f'"{name}"' for name in (*times, *table.key))])


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


def _refuse_doubles(table: Table, typed: pl.DataFrame) -> None:
    keys = typed.select(table.key)
    if keys.n_unique() < keys.height:
        first = keys.filter(keys.is_duplicated()).row(0)
        raise ValueError(
            f"{table.name} has more than one row of {', '.join(table.key)} = "
            f"{', '.join(map(str, first))}: keep one of them."
        )
