"""The store: a folder with a DuckLake, read by many processes while one writes.

Reading is pinned to a version. The first query after a commit makes a view a table over the
files of the new version; every query looks up the newest version (microseconds) and runs on a
cursor of its own, so that it sees whole commits only and never waits for a writer.
"""

import hashlib
import os
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Self

import duckdb
import pandas as pd
import polars as pl
from sqlglot import exp

from lib.access.scope import Scope
from lib.store import catalog, undo
from lib.store.batches import (
    Batch,
    Counts,
    Kind,
    SourceFile,
    StoreInfo,
    forgotten_days,
    read_batches,
    read_info,
)
from lib.store.catalog import TableFiles
from lib.store.changes import Changes, compare, prepare
from lib.store.engine import CursorPool, confine, connect, quoted_list
from lib.store.engines import Engine, Version, ask, engine_for, extensions_for
from lib.store.engines.questions import DIALECT, only_read
from lib.store.errors import StoreError, StoreMismatch
from lib.store.model import TABLES
from lib.store.place import Folder, Place, built_beside, place_of
from lib.store.progress import Job
from lib.store.reference import reference_digest, reference_frames
from lib.store.rights import agreed, cut, placed
from lib.store.schema import all_columns, lake_columns
from lib.store.writer import append_batch, create_lake

__all__ = ["Batch", "Counts", "Kind", "SourceFile", "Store", "StoreInfo"]

_KEPT_VERSIONS = 4
# An engine or none, a cursor, the version, the statement, its parameters.
_Asked = tuple[
    Engine | None, duckdb.DuckDBPyConnection, Version, str | exp.Expression, Sequence[object]
]


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
        self._forgotten: tuple[int, Mapping[str, date]] | None = None
        self._held: duckdb.DuckDBPyConnection | None = None
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
                self._info = (version.number, read_info(cursor, _named))
            return self._info[1]

    def forgotten(self) -> Mapping[str, date]:
        """Tables of which rows were deleted for good, with the day before which those told."""
        with self._newest() as (cursor, version):
            if self._forgotten is None or self._forgotten[0] != version.number:
                batches = read_batches(cursor, _named)
                self._forgotten = (version.number, forgotten_days(batches))
            return self._forgotten[1]

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
        the model, those of reference, `batch` and `store_info` go by their plain names. A scope
        that is not of the whole region reads of them what lies within its areas, one that is not
        signed in only what tells of no rows: `lib.store.rights`. Raises TypeError without a
        Scope, ScopeRefused for what a scope may not read, StatementError for anything but a
        single SELECT, duckdb.Error for what the engine refuses.
        """
        with self._asked(statement, scope, parameters) as (engine, cursor, version, asked, values):
            if engine is not None:
                return ask(engine, cursor, version, asked, values)
            return _read(cursor, asked, values).df()

    def rows(self, statement: str | exp.Expression, scope: Scope) -> pl.DataFrame:
        """The same as a Polars frame: texts go over as they are, which is faster for many rows."""
        with self._asked(statement, scope, ()) as (engine, cursor, version, asked, values):
            if engine is not None:
                return pl.from_pandas(ask(engine, cursor, version, asked, values))
            return _read(cursor, asked, values).pl()

    @contextmanager
    def _asked(
        self, statement: str | exp.Expression, scope: Scope, parameters: Sequence[object]
    ) -> Iterator[_Asked]:
        """Where a statement is computed, on which version, and the statement cut to its scope."""
        if not isinstance(scope, Scope):
            raise TypeError(f"The scope must be a Scope, not {type(scope).__name__}.")
        with self._newest() as (cursor, version):
            if not scope.whole:
                own = cut(statement, scope)
                agreed(cursor, own)
                statement = own.text
                if self._engine is not None:
                    statement, parameters = placed(statement, parameters), ()
            yield self._engine, cursor, version, statement, parameters

    def changes(self, tables: Mapping[str, pl.DataFrame]) -> dict[str, Changes]:
        """What storing these rows would do to the newest version, by table.

        Takes what `append` takes and raises the same ValueError; nothing is stored. What is then
        new or changed is found out again when the rows are stored.
        """
        ready = prepare(tables)
        with self._newest() as (cursor, _):
            return {name: compare(cursor, one, _named(name)) for name, one in ready.items()}

    def append(
        self,
        tables: Mapping[str, pl.DataFrame],
        *,
        author: str,
        message: str,
        files: Sequence[SourceFile] = (),
        info: StoreInfo | None = None,
        data_date: date | None = None,
        job: Job | None = None,
        account: str = "",
    ) -> Batch:
        """Store rows of several tables in one transaction, all or nothing.

        A row whose key is stored takes the place of the stored one, unless it says the same, and
        keeps what it has in columns that were not delivered; the others are new. When nothing
        changes, nothing is stored and the batch says so (`stored`). `files` are where the rows
        came from, `data_date` is the day up to which they tell: the store's own never goes back.
        `author` is what the history calls who does it, `account` the account that they have.
        `info` describes the store anew. `job` is told of the progress and can call it off.

        Raises ValueError for rows that do not conform to the model, StoreBusy while another import
        is being stored, DiskFull, Cancelled, StoreError when the store was opened for reading
        only.
        """
        self._refuse_reader()
        return append_batch(
            self.place, tables, author=author, message=message, files=files, info=info,
            data_date=data_date, job=job, account=account,
        )  # fmt: skip

    def undo_preview(self, batch_id: str) -> undo.UndoPreview:
        """What undoing a batch would take away and bring back, and which batches stand on it.

        Raises UndoRefused for what can never be undone: the first load, an undo, an undone batch.
        """
        with self._newest() as (cursor, _):
            return undo.preview(cursor, _named, batch_id)

    def undo(
        self, batch_id: str, *, author: str, message: str = "", job: Job | None = None,
        account: str = "",
    ) -> Batch:  # fmt: skip
        """Take a batch back in one transaction; gives the undo, which is a batch of its own.

        Its rows go, those that it replaced come back, and the store says of itself what it would
        without the batch. Raises UndoRefused (`code`) also while later batches stand on it,
        StoreBusy, DiskFull, Cancelled, StoreError when the store was opened for reading only.
        """
        self._refuse_reader()
        return undo.undo_batch(
            self.place, batch_id, author=author, message=message, job=job or Job(),
            account=account,
        )  # fmt: skip

    def batches(self) -> list[Batch]:
        """The imports and undos of the store, newest first."""
        with self._newest() as (cursor, _):
            return read_batches(cursor, _named)

    def _refuse_reader(self) -> None:
        if self._read_only:
            raise StoreError("The store is open for reading: open it with read_only=False.")

    def close(self) -> None:
        """Let go of files and memory; the store can't be used after."""
        if self._engine is not None:
            self._engine.close()
        if self._held is not None:
            self._held.close()
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
        columns = all_columns()
        files = catalog.files_at(cursor, self.place, version)
        files = {name: of_table for name, of_table in files.items() if name in columns}
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS v{version}")
        for name, of_table in files.items():
            source = self._source(cursor, name, of_table, version)
            cursor.execute(f'CREATE OR REPLACE VIEW v{version}."{name}" AS {source}')
        self._ready[version] = self._version(cursor, version, files)
        self._hold_catalog()
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
            tables={name: files[name] for name in lake_columns()},
            references=tuple(reference_frames()),
        )

    def _source(
        self, cursor: duckdb.DuckDBPyConnection, name: str, files: TableFiles, version: int
    ) -> str:
        if not files.paths:
            columns = all_columns()[name].items()
            empty = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in columns)
            return f"SELECT {empty} WHERE false"
        if files.plain:
            return f"SELECT * FROM read_parquet({quoted_list(files.paths)})"
        if not self._lake_attached:
            self.place.attach_lake(cursor, read_only=True)
            self._lake_attached = True
        return f'SELECT * FROM lake.main."{name}" AT (VERSION => {version})'

    def _hold_catalog(self) -> None:
        """Keep SQLite's own files beside the catalogue open, anew for each version.

        They are made by the first reader, which takes room, and go with the last one: without
        this a full disk would keep readers out.
        """
        if not isinstance(self.place, Folder):
            return
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        catalog.newest(cursor, self.place)
        if self._held is not None:
            self._held.close()
        self._held = cursor

    def _set_up(self, engine: str) -> None:
        self._engine = None
        try:
            self.place.attach_catalog(self._connection)
            catalog.check(self._connection, self.place)
            self._check_columns()
            self._engine = engine_for(engine, self._connection)
            self._hold_catalog()
        except BaseException as error:
            self.close()
            if isinstance(error, duckdb.Error) and "disk I/O error" in str(error):
                raise StoreError(
                    f"The catalogue of the store in {self.place} can't be read: is there room left "
                    "on its disk, and is the disk sound?"
                ) from error
            raise
        for name, frame in reference_frames().items():
            self._connection.register("source", frame.to_arrow())
            self._connection.execute(f"CREATE TABLE main.{name} AS FROM source")
            self._connection.unregister("source")
        confine(self._connection, self.folder)

    def _check_columns(self) -> None:
        newest = catalog.newest(self._connection, self.place)
        found = catalog.columns_at(self._connection, self.place, newest)
        for table, columns in all_columns().items():
            if found.get(table) == tuple(columns):
                continue
            what = f"another table {table} than data/tables.toml"
            if table not in TABLES:
                what = f"records of an older form (table {table})"
            raise StoreMismatch(
                f"The store in {self.place} has {what}: it has "
                f"{', '.join(found.get(table, ())) or 'none'}. After an update of the program run "
                "`python -m lib upgrade`; else use the program that made it."
            )


def _read(
    cursor: duckdb.DuckDBPyConnection,
    statement: str | exp.Expression,
    parameters: Sequence[object],
) -> duckdb.DuckDBPyConnection:
    """What a statement gives that only reads."""
    text = statement if isinstance(statement, str) else statement.sql(DIALECT, copy=False)
    return cursor.execute(only_read(cursor, text), list(parameters))


def _named(table: str) -> str:
    return f'"{table}"'


def _eight_digits(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def _let_go(connection: duckdb.DuckDBPyConnection, holding: int | None) -> None:
    connection.close()
    if holding is not None:
        os.close(holding)
