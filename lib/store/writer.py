"""Writing to a lake: every batch is one transaction, with its record beside the rows."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import duckdb
import polars as pl

from lib.store.engine import connect
from lib.store.errors import StoreBusy, StoreError
from lib.store.model import TABLES
from lib.store.place import Place, Shared
from lib.store.schema import (
    BATCH_COLUMNS,
    INFO_COLUMNS,
    POLARS_TYPES,
    arrange,
    columns_of,
    conform,
    lake_columns,
)

WAIT_SECONDS = 5.0
# What SQLite and DuckLake say when two commit at once, should the lock have failed to hold.
_BESIDE_ANOTHER = ("database is locked", "Failed to commit DuckLake transaction")


@dataclass(frozen=True)
class StoreInfo:
    """What a store holds; `loaded_from` is a label for people, `fingerprint` is of the contents."""

    simulated: bool
    data_date: date
    loaded_from: str
    fingerprint: str


@dataclass(frozen=True)
class Batch:
    """One import: who stored what, when (UTC), and how many rows of which table."""

    batch_id: str
    made_on: datetime
    author: str
    message: str
    counts: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(self.counts.values())


def create_lake(
    place: Place,
    info: StoreInfo,
    tables: Mapping[str, pl.DataFrame] | None,
    *,
    author: str,
    message: str,
) -> None:
    """Make the tables of a lake, its information and a first batch in one transaction.

    Raises StoreError when the place has a store.
    """
    ready = _conform(tables or {})
    with transaction(place, new=True) as connection:
        make_tables(connection)
        _insert_info(connection, info)
        if tables is not None:
            _insert_rows(connection, ready, _new_batch(ready, author, message))
        set_message(connection, author, message)


def append_batch(
    place: Place,
    tables: Mapping[str, pl.DataFrame],
    *,
    author: str,
    message: str,
    info: StoreInfo | None = None,
) -> Batch:
    """Store the rows of all tables and the batch's record in one transaction, or nothing.

    Raises ValueError for rows that do not conform to the model, StoreBusy when another import
    is being stored and does not finish within a few seconds.
    """
    ready = _conform(tables)
    batch = _new_batch(ready, author, message)
    with transaction(place) as connection:
        _insert_rows(connection, ready, batch)
        if info is not None:
            _insert_info(connection, info)
        set_message(connection, author, message)
    return batch


def _conform(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    if unknown := set(tables) - set(TABLES):
        raise ValueError(f"No such tables: {', '.join(sorted(unknown))}; use {', '.join(TABLES)}.")
    return {
        name: arrange(TABLES[name], conform(TABLES[name], frame)) for name, frame in tables.items()
    }


def _new_batch(ready: Mapping[str, pl.DataFrame], author: str, message: str) -> Batch:
    made_on = datetime.now(UTC)
    return Batch(
        batch_id=f"{made_on:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        made_on=made_on,
        author=author,
        message=message,
        counts={name: frame.height for name, frame in ready.items()},
    )


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the model in an empty lake."""
    for name, columns in lake_columns().items():
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f'CREATE TABLE lake.main."{name}" ({listed})')


@contextmanager
def transaction(
    place: Place, *extensions: str, new: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """One transaction on the lake of a place, no other writer being at work.

    The connection has DuckDB's extension for the place and these `extensions`. Raises StoreBusy
    while another writer is; with `new`, StoreError when there is a store already.
    """
    with place.alone(WAIT_SECONDS), connect(place.extension, *extensions) as connection:
        place.attach_lake(connection, read_only=False)
        if new:
            _claim(connection, place)
        connection.execute(f"CALL ducklake_delete_orphaned_files('lake', {place.orphans})")
        connection.execute("BEGIN")
        try:
            yield connection
            connection.execute("COMMIT")
        except duckdb.Error as error:
            if any(words in str(error) for words in _BESIDE_ANOTHER):
                raise StoreBusy("Another import is being stored: try again in a minute.") from error
            raise


def _claim(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    found = "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake'"
    if connection.execute(found).fetchone() != (0,):
        raise StoreError(f"There is a store in {place} already: open it, or give another place.")
    if isinstance(place, Shared):
        place.claim(connection)


def _insert_rows(
    connection: duckdb.DuckDBPyConnection, ready: Mapping[str, pl.DataFrame], batch: Batch
) -> None:
    for name, frame in ready.items():
        if frame.height:
            marked = frame.with_columns(batch_id=pl.lit(batch.batch_id))
            _insert(connection, name, marked.select(list(columns_of(TABLES[name]))))
    _insert_batch(connection, batch)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    connection.register("incoming", frame.to_arrow())
    connection.execute(f'INSERT INTO lake.main."{table}" SELECT * FROM incoming')
    connection.unregister("incoming")


def _insert_batch(connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    counts = json.dumps(dict(batch.counts))
    made_on = batch.made_on.replace(tzinfo=None)
    row = (batch.batch_id, made_on, batch.author, batch.message, counts)
    _insert(connection, "batch", _single(BATCH_COLUMNS, row))


def _insert_info(connection: duckdb.DuckDBPyConnection, info: StoreInfo) -> None:
    made_on = datetime.now(UTC).replace(tzinfo=None)
    row = (info.simulated, info.data_date, info.loaded_from, info.fingerprint, made_on)
    _insert(connection, "store_info", _single(INFO_COLUMNS, row))


def _single(columns: Mapping[str, str], row: Sequence[object]) -> pl.DataFrame:
    schema = {name: POLARS_TYPES[kind] for name, kind in columns.items()}
    return pl.DataFrame([row], schema=schema, orient="row")


def set_message(connection: duckdb.DuckDBPyConnection, author: str, message: str) -> None:
    connection.execute("CALL lake.set_commit_message(?, ?)", [author, message])
