"""The store: a folder with a DuckLake, read by many processes while one writes.

Reading is pinned to a version. The first query after a commit makes a view a table over the
files of the new version; every query looks up the newest version (microseconds) and runs on a
cursor of its own, so that it sees whole commits only and never waits for a writer.
"""

import hashlib
import json
import os
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Self

import duckdb
import pandas as pd
import polars as pl
from sqlglot import exp

from lib.access.scope import Scope
from lib.store import catalog
from lib.store.catalog import TableFiles
from lib.store.engine import CursorPool, confine, connect, quoted_list
from lib.store.engines import Version, ask, engine_for, extensions_for
from lib.store.engines.questions import DIALECT, only_read
from lib.store.errors import StoreError, StoreMismatch
from lib.store.place import Folder, Place, built_beside, place_of
from lib.store.reference import reference_frames
from lib.store.schema import lake_columns
from lib.store.writer import Batch, StoreInfo, append_batch, create_lake

__all__ = ["Batch", "Store", "StoreInfo"]

_KEPT_VERSIONS = 4


class Store:
    """One store; made by `open` or `create`, safe to share between threads."""

    def __init__(self, where: Path | str | Place, *, read_only: bool, engine: str = "") -> None:
        self.place = place_of(where)
        self._read_only = read_only
        holding = self.place.hold()
        self._connection = connect(self.place.extension, *extensions_for(engine))
        self._closing = weakref.finalize(self, _let_go, self._connection, holding)
        self._pool = CursorPool(self._connection)
        self._lock = threading.Lock()
        self._ready: dict[int, Version] = {}
        self._info: tuple[int, StoreInfo] | None = None
        self._lake_attached = not isinstance(self.place, Folder)
        self._set_up(engine)

    @property
    def folder(self) -> Path:
        """The folder with the files of the store."""
        return self.place.folder

    @classmethod
    def open(cls, where: Path | str | Place, read_only: bool = True, engine: str = "") -> Self:
        """Open the store of a folder, or a shared one (`lib.store.place.place_of`).

        `engine` names what computes the answers: `lib.store.engines.engine_for`. Raises
        StoreMissing when there is no store, StoreMismatch when it has other tables than
        data/tables.toml, ServerUnreachable, EngineMissing.
        """
        return cls(where, read_only=read_only, engine=engine)

    @classmethod
    def create(
        cls,
        where: Path | str | Place,
        info: StoreInfo,
        tables: Mapping[str, pl.DataFrame] | None = None,
        *,
        author: str = "program",
        message: str = "First load",
    ) -> Self:
        """Make a store, with a first batch when `tables` are given, and open it for writing.

        Others see all of it or nothing: a folder is built beside and put in place by one rename,
        a shared store comes with one commit. Raises StoreError when there is one already.
        """
        place = place_of(where)
        if isinstance(place, Folder):
            with built_beside(place.folder) as building:
                create_lake(Folder(building), info, tables, author=author, message=message)
        else:
            create_lake(place, info, tables, author=author, message=message)
        return cls(place, read_only=False)

    @property
    def info(self) -> StoreInfo:
        """What the store holds, as of the newest version."""
        with self._newest() as (cursor, version):
            if self._info is None or self._info[0] != version.number:
                statement = (
                    "SELECT simulated, data_date, loaded_from, fingerprint FROM store_info "
                    "ORDER BY made_on DESC LIMIT 1"
                )
                rows = cursor.execute(statement).fetchall()
                self._info = (version.number, StoreInfo(*rows[0]))
            return self._info[1]

    def version(self) -> int:
        """Number of the newest snapshot; changes with every commit of any process."""
        with self._pool.cursor() as cursor:
            return catalog.newest(cursor, self.place)

    def query(
        self,
        statement: str | exp.Expression,
        scope: Scope,
        parameters: Sequence[object] = (),
    ) -> pd.DataFrame:
        """Run one statement that reads, in DuckDB's dialect, on the newest version.

        It is computed on the engine of the store; an expression is used up by that. All tables of
        the model, those of reference, `batch` and `store_info` go by their plain names. Raises
        TypeError without a Scope, StatementError for anything but a single SELECT, duckdb.Error
        for what the engine refuses.
        """
        if not isinstance(scope, Scope):
            raise TypeError(f"The scope must be a Scope, not {type(scope).__name__}.")
        with self._newest() as (cursor, version):
            if self._engine is not None:
                return ask(self._engine, cursor, version, statement, parameters)
            text = statement if isinstance(statement, str) else statement.sql(DIALECT, copy=False)
            return cursor.execute(only_read(cursor, text), list(parameters)).df()

    def append(
        self,
        tables: Mapping[str, pl.DataFrame],
        *,
        author: str,
        message: str,
        info: StoreInfo | None = None,
    ) -> Batch:
        """Store rows of several tables in one transaction, all or nothing.

        `info` replaces the information on the store in the same transaction. Raises ValueError
        for rows that do not conform to the model, StoreBusy while another import is being
        stored, StoreError when the store was opened for reading only.
        """
        if self._read_only:
            raise StoreError("The store is open for reading: open it with read_only=False.")
        return append_batch(self.place, tables, author=author, message=message, info=info)

    def batches(self) -> list[Batch]:
        """The imports of the store, newest first."""
        statement = (
            "SELECT batch_id, made_on, author, message, counts FROM batch ORDER BY made_on DESC"
        )
        with self._newest() as (cursor, _):
            rows = cursor.execute(statement).fetchall()
        return [
            Batch(batch_id, made_on.replace(tzinfo=UTC), author, message, json.loads(counts))
            for batch_id, made_on, author, message, counts in rows
        ]

    def close(self) -> None:
        """Let go of files and memory; the store can't be used after."""
        if self._engine is not None:
            self._engine.close()
        self._closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _newest(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, Version]]:
        """A cursor of one's own whose plain table names mean the newest version."""
        with self._pool.cursor() as cursor:
            number = catalog.newest(cursor, self.place)
            with self._lock:
                version = self._ready.get(number) or self._prepare(cursor, number)
            cursor.execute(f"SET search_path = 'v{number},main'")
            yield cursor, version

    def _prepare(self, cursor: duckdb.DuckDBPyConnection, version: int) -> Version:
        """Make the views of a version; those of long gone versions are dropped."""
        columns = lake_columns()
        files = catalog.files_at(cursor, self.place, version)
        files = {name: of_table for name, of_table in files.items() if name in columns}
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS v{version}")
        for name, of_table in files.items():
            source = self._source(cursor, name, of_table, version)
            cursor.execute(f'CREATE OR REPLACE VIEW v{version}."{name}" AS {source}')
        self._ready[version] = self._version(cursor, version, files)
        while len(self._ready) > _KEPT_VERSIONS:
            oldest = next(iter(self._ready))
            del self._ready[oldest]
            cursor.execute(f"DROP SCHEMA v{oldest} CASCADE")
        return self._ready[version]

    def _version(
        self, cursor: duckdb.DuckDBPyConnection, number: int, files: Mapping[str, TableFiles]
    ) -> Version:
        """What an engine is told of a version."""
        lake, committed = catalog.identity_at(cursor, self.place, number)
        content = f"{lake} {number} {committed} {reference_digest()}"
        return Version(
            number=number,
            lake=_eight_digits(lake),
            content=_eight_digits(content),
            tables=files,
            references=tuple(reference_frames()),
        )

    def _source(
        self, cursor: duckdb.DuckDBPyConnection, name: str, files: TableFiles, version: int
    ) -> str:
        if not files.paths:
            columns = lake_columns()[name].items()
            empty = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in columns)
            return f"SELECT {empty} WHERE false"
        if files.plain:
            return f"SELECT * FROM read_parquet({quoted_list(files.paths)})"
        if not self._lake_attached:
            self.place.attach_lake(cursor, read_only=True)
            self._lake_attached = True
        return f'SELECT * FROM lake.main."{name}" AT (VERSION => {version})'

    def _set_up(self, engine: str) -> None:
        self._engine = None
        try:
            self.place.attach_catalog(self._connection)
            catalog.check(self._connection, self.place)
            self._check_columns()
            self._engine = engine_for(engine, self._connection)
        except BaseException:
            self.close()
            raise
        for name, frame in reference_frames().items():
            self._connection.register("source", frame.to_arrow())
            self._connection.execute(f"CREATE TABLE main.{name} AS FROM source")
            self._connection.unregister("source")
        confine(self._connection, self.folder)

    def _check_columns(self) -> None:
        newest = catalog.newest(self._connection, self.place)
        found = catalog.columns_at(self._connection, self.place, newest)
        for table, columns in lake_columns().items():
            if found.get(table) != tuple(columns):
                raise StoreMismatch(
                    f"The store in {self.place} has another table {table} than data/tables.toml: "
                    f"it has {', '.join(found.get(table, ())) or 'none'}. Use the program that "
                    "made it, or import the files again into a new store."
                )


@cache
def reference_digest() -> str:
    """What tells the reference tables of this program from those of another one."""
    digest = hashlib.blake2b()
    for name, frame in reference_frames().items():
        digest.update(f"{name} {frame.schema}\n{frame.write_csv()}".encode())
    return digest.hexdigest()


def _eight_digits(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def _let_go(connection: duckdb.DuckDBPyConnection, holding: int | None) -> None:
    connection.close()
    if holding is not None:
        os.close(holding)
