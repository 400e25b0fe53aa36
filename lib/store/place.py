"""Where a store lies: a folder, or a catalogue in PostgreSQL with its files on shared storage.

A folder holds everything (catalogue in SQLite) and serves any number of processes of one machine.
A shared store serves several machines: all of them reach the folder of files under the same path,
and the server keeps writers apart, because locks on files do not hold over every shared storage.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from lib.store.engine import POSTGRES, SQLITE, quoted
from lib.store.errors import StoreError, StoreMismatch, StoreMissing
from lib.store.locks import exclusive, hold_shared
from lib.store.server import (
    attach_server,
    exclusive_on,
    hiding,
    is_server,
    take_option,
    without_password,
)

CATALOG_NAME = "catalog.sqlite"
DATA_NAME = "data"
WRITE_LOCK = "write.lock"
IN_USE = "in-use.lock"
MARK_NAME = "catalogue.txt"
FILES = "files"
_BUSY_MS = 10_000
_IDENTITY = (
    "SELECT CAST(schema_uuid AS VARCHAR(36)) FROM ducklake_schema WHERE schema_name = 'main'"
)


@dataclass(frozen=True)
class Folder:
    """A folder that holds all of a store."""

    folder: Path
    extension = SQLITE
    reader = "sqlite_query"
    # Whoever writes holds the lock, so that a file nobody knows is nobody's.
    orphans = "cleanup_all => true"

    def __str__(self) -> str:
        return str(self.folder)

    def hold(self) -> int:
        """Tell others that the store is in use; gives the handle, whose closing ends it.

        Raises StoreMissing when there is no store.
        """
        self.refuse_missing()
        return hold_shared(self.folder / IN_USE)

    def refuse_missing(self) -> None:
        """Raise StoreMissing when there is no store in the folder."""
        if not (self.folder / CATALOG_NAME).is_file():
            raise StoreMissing(
                f"There is no store in {self.folder}: give the folder of a store, or unset STORE."
            )

    def attach_catalog(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Attach the catalogue alone, as `catalog`.

        Not read-only: SQLite may have to recover what a killed writer left behind.
        """
        file = quoted(self.folder / CATALOG_NAME)
        connection.execute(f"ATTACH {file} AS catalog (TYPE sqlite, BUSY_TIMEOUT {_BUSY_MS})")

    def attach_lake(
        self, connection: duckdb.DuckDBPyConnection, *, read_only: bool, alias: str = "lake"
    ) -> None:
        """Attach the lake; unless for reading, a folder without one gets an empty lake.

        The catalogue keeps a write-ahead log, so that readers never wait for a writer. Where the
        files lie is given anew each time, so that a store may be moved or copied.
        """
        options = [
            *_lake_options(self.folder, read_only),
            "META_JOURNAL_MODE 'WAL'",
            f"META_BUSY_TIMEOUT {_BUSY_MS}",
        ]
        file = quoted(f"ducklake:sqlite:{self.folder / CATALOG_NAME}")
        connection.execute(f"ATTACH {file} AS {alias} ({', '.join(options)})")

    def rows(self, cursor: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query of the catalogue (attached before); every value comes as text."""
        return cursor.execute("FROM sqlite_query('catalog', ?)", [statement]).fetchall()

    def alone(self, wait_seconds: float) -> AbstractContextManager[None]:
        """Keep other writers out; raises StoreBusy when one is at work for that long."""
        return exclusive(self.folder / WRITE_LOCK, wait_seconds)


@dataclass(frozen=True)
class Shared:
    """A catalogue in a database of its own, and a folder that all machines reach by its path."""

    address: str = field(repr=False)
    folder: Path
    extension = POSTGRES
    # A writer that lost its connection, and the lock with it, may still be at work.
    orphans = "older_than => now() - INTERVAL 1 DAY"

    def __str__(self) -> str:
        return f"{without_password(self.address)} with files in {self.folder}"

    def hold(self) -> None:
        """Nobody sweeps a shared store away, so there is nobody to tell.

        Raises StoreMissing when the folder is not there, on this machine.
        """
        if not self.folder.is_dir():
            raise StoreMissing(f"The folder {self.folder} of {self} is not there: is it mounted?")

    def attach_catalog(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Attach the catalogue alone, as `catalog`; raises StoreMissing when there is none.

        The lake comes along: once a connection is confined it could not be attached any more.
        """
        attach_server(connection, self.address, "catalog", "TYPE postgres, READ_ONLY")
        if self.rows(connection, "SELECT to_regclass('ducklake_schema') IS NULL") == [(True,)]:
            raise StoreMissing(f"There is no store in {self}: make one with copy-store.")
        self.attach_lake(connection, read_only=True)
        if _read_mark(self.folder) != self.identity(connection):
            raise StoreMismatch(
                f"The folder {self.folder} does not belong to {without_password(self.address)}: "
                f"its {MARK_NAME} is missing or names another catalogue. Is the right storage "
                "mounted?"
            )

    def attach_lake(
        self, connection: duckdb.DuckDBPyConnection, *, read_only: bool, alias: str = "lake"
    ) -> None:
        """Attach the lake; unless for reading, a database without one gets an empty lake."""
        options = ", ".join(_lake_options(self.folder, read_only))
        attach_server(connection, self.address, alias, options, prefix="ducklake:postgres:")

    def rows(self, cursor: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query of the catalogue (attached before)."""
        with hiding(self.address):
            return cursor.execute("FROM postgres_query('catalog', ?)", [statement]).fetchall()

    def alone(self, wait_seconds: float) -> AbstractContextManager[None]:
        """Keep other writers out; raises StoreBusy when one is at work for that long."""
        return exclusive_on(self.address, WRITE_LOCK, wait_seconds)

    def identity(self, connection: duckdb.DuckDBPyConnection) -> str:
        """What tells this catalogue from all others."""
        return str(self.rows(connection, _IDENTITY)[0][0])

    def claim(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Mark the folder as that of this catalogue, the lake being attached for writing.

        Raises StoreError when the folder holds something else: writers delete the files in it
        that their catalogue does not know.
        """
        attach_server(connection, self.address, "catalog", "TYPE postgres, READ_ONLY")
        identity = self.identity(connection)
        if _read_mark(self.folder) == identity:
            return
        if self.folder.is_dir() and any(self.folder.iterdir()):
            raise StoreError(f"{self.folder} is not empty: give an empty folder for the files.")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / MARK_NAME).write_text(f"{identity}\n", encoding="utf-8")


Place = Folder | Shared


def place_of(where: Path | str | Place) -> Place:
    """A folder, or `postgresql://user@host:port/database?files=/shared/folder`.

    Raises StoreError when the address of a server names no folder for the files.
    """
    if isinstance(where, Folder | Shared):
        return where
    if isinstance(where, Path) or not is_server(where):
        return Folder(Path(where))
    address, folder = take_option(where, FILES)
    if not folder or not Path(folder).is_absolute():
        raise StoreError(
            f"{without_password(where)} names no folder for the files of the store: add "
            f"?{FILES}=/path/that/all/machines/reach."
        )
    return Shared(address, Path(folder))


@contextmanager
def built_beside(folder: Path) -> Iterator[Path]:
    """A folder to build a store in, which becomes `folder` at the end; nothing if that fails."""
    if folder.exists():
        raise StoreError(f"{folder} exists already: open it, or give another folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}.building-", dir=folder.parent))
    try:
        (building / IN_USE).touch()
        (building / WRITE_LOCK).touch()
        yield building
        building.chmod(0o755)
        os.rename(building, folder)  # noqa: PTH104 - Path.rename replaces an empty folder too
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _lake_options(folder: Path, read_only: bool) -> list[str]:
    return [
        f"DATA_PATH {quoted(folder / DATA_NAME)}",
        "OVERRIDE_DATA_PATH true",
        "DATA_INLINING_ROW_LIMIT 0",
        *(["READ_ONLY"] if read_only else []),
    ]


def _read_mark(folder: Path) -> str | None:
    mark = folder / MARK_NAME
    return mark.read_text(encoding="utf-8").strip() if mark.is_file() else None
