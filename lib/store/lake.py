"""The store: a folder with a DuckLake, read by many processes while one writes.

Reading is pinned to a version. The first query after a commit makes a view a table over the
files of the new version; every query looks up the newest version (microseconds) and runs on a
cursor of its own, so that it sees whole commits only and never waits for a writer.
"""

import json
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Self

import duckdb
import pandas as pd
import polars as pl
from sqlglot import exp

from lib.access.scope import Scope
from lib.store import catalog
from lib.store.catalog import TableFiles
from lib.store.engine import (
    CATALOG_NAME,
    CursorPool,
    attach_catalog,
    attach_lake,
    confine,
    connect,
    quoted_list,
)
from lib.store.errors import StatementError, StoreError, StoreMismatch, StoreMissing
from lib.store.locks import hold_shared
from lib.store.reference import area_frame, population_frame
from lib.store.schema import lake_columns
from lib.store.writer import WRITE_LOCK, Batch, StoreInfo, append_batch, create_lake

__all__ = ["Batch", "Store", "StoreInfo"]

IN_USE = "in-use.lock"
_KEPT_VERSIONS = 4
_READS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


class Store:
    """One store; made by `open` or `create`, safe to share between threads."""

    def __init__(self, folder: Path, *, read_only: bool) -> None:
        if not (folder / CATALOG_NAME).is_file():
            raise StoreMissing(
                f"There is no store in {folder}: give the folder of a store, or unset STORE."
            )
        self.folder = folder
        self._read_only = read_only
        self._connection = connect()
        self._closing = weakref.finalize(
            self, _let_go, self._connection, hold_shared(folder / IN_USE)
        )
        self._pool = CursorPool(self._connection)
        self._lock = threading.Lock()
        self._ready: list[int] = []
        self._info: tuple[int, StoreInfo] | None = None
        self._lake_attached = False
        self._set_up()

    @classmethod
    def open(cls, folder: Path, read_only: bool = True) -> Self:
        """Open the store of a folder.

        Raises StoreMissing when there is none, StoreMismatch when it has other tables than
        data/tables.toml.
        """
        return cls(folder, read_only=read_only)

    @classmethod
    def create(
        cls,
        folder: Path,
        info: StoreInfo,
        tables: Mapping[str, pl.DataFrame] | None = None,
        *,
        author: str = "program",
        message: str = "First load",
    ) -> Self:
        """Make a store, with a first batch when `tables` are given, and open it for writing.

        It is built in a folder beside and put in place by one rename: others see all of it or
        nothing. Raises StoreError when the folder exists.
        """
        if folder.exists():
            raise StoreError(f"{folder} exists already: open it, or give another folder.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{folder.name}.building-", dir=folder.parent))
        try:
            (building / IN_USE).touch()
            (building / WRITE_LOCK).touch()
            create_lake(building, info, tables, author=author, message=message)
            building.chmod(0o755)
            os.rename(building, folder)  # noqa: PTH104 - Path.rename replaces an empty folder too
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        return cls(folder, read_only=False)

    @property
    def info(self) -> StoreInfo:
        """What the store holds, as of the newest version."""
        with self._newest() as (cursor, version):
            if self._info is None or self._info[0] != version:
                statement = (
                    "SELECT simulated, data_date, loaded_from, fingerprint FROM store_info "
                    "ORDER BY made_on DESC LIMIT 1"
                )
                rows = cursor.execute(statement).fetchall()
                self._info = (version, StoreInfo(*rows[0]))
            return self._info[1]

    def version(self) -> int:
        """Number of the newest snapshot; changes with every commit of any process."""
        with self._pool.cursor() as cursor:
            return catalog.newest(cursor)

    def query(
        self,
        statement: str | exp.Expression,
        scope: Scope,
        parameters: Sequence[object] = (),
    ) -> pd.DataFrame:
        """Run one statement that reads, in DuckDB's dialect, on the newest version.

        All tables of the model, `area`, `population`, `batch` and `store_info` go by their plain
        names. Raises TypeError without a Scope, StatementError for anything but a single SELECT,
        duckdb.Error for what the engine refuses.
        """
        if not isinstance(scope, Scope):
            raise TypeError(f"The scope must be a Scope, not {type(scope).__name__}.")
        text = statement if isinstance(statement, str) else statement.sql("duckdb")
        with self._newest() as (cursor, _):
            found = cursor.extract_statements(text)
            if len(found) != 1 or found[0].type not in _READS:
                raise StatementError(f"A query is one SELECT, and this is not: {text[:200]}")
            return cursor.execute(found[0], list(parameters)).df()

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
        return append_batch(self.folder, tables, author=author, message=message, info=info)

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
        self._closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _newest(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, int]]:
        """A cursor of one's own whose plain table names mean the newest version."""
        with self._pool.cursor() as cursor:
            version = catalog.newest(cursor)
            with self._lock:
                if version not in self._ready:
                    self._prepare(cursor, version)
            cursor.execute(f"SET search_path = 'v{version},main'")
            yield cursor, version

    def _prepare(self, cursor: duckdb.DuckDBPyConnection, version: int) -> None:
        """Make the views of a version; those of long gone versions are dropped."""
        columns = lake_columns()
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS v{version}")
        for name, files in catalog.files_at(cursor, self.folder, version).items():
            if name in columns:
                source = self._source(cursor, name, files, version)
                cursor.execute(f'CREATE OR REPLACE VIEW v{version}."{name}" AS {source}')
        self._ready.append(version)
        while len(self._ready) > _KEPT_VERSIONS:
            cursor.execute(f"DROP SCHEMA v{self._ready.pop(0)} CASCADE")

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
            attach_lake(cursor, self.folder, read_only=True)
            self._lake_attached = True
        return f'SELECT * FROM lake.main."{name}" AT (VERSION => {version})'

    def _set_up(self) -> None:
        try:
            attach_catalog(self._connection, self.folder)
            catalog.check(self._connection, self.folder)
            self._check_columns()
        except BaseException:
            self.close()
            raise
        for name, frame in (("area", area_frame()), ("population", population_frame())):
            self._connection.register("source", frame.to_arrow())
            self._connection.execute(f"CREATE TABLE main.{name} AS FROM source")
            self._connection.unregister("source")
        confine(self._connection, self.folder)

    def _check_columns(self) -> None:
        found = catalog.columns_at(self._connection, catalog.newest(self._connection))
        for table, columns in lake_columns().items():
            if found.get(table) != tuple(columns):
                raise StoreMismatch(
                    f"The store in {self.folder} has another table {table} than data/tables.toml: "
                    f"it has {', '.join(found.get(table, ())) or 'none'}. Use the program that "
                    "made it, or import the files again into a new store."
                )


def _let_go(connection: duckdb.DuckDBPyConnection, holding: int) -> None:
    connection.close()
    os.close(holding)
