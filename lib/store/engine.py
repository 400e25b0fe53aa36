"""DuckDB connections for the store, with the extensions that lie beside the program."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from lib.store.errors import StoreError

_EXTENSIONS = ("ducklake", "sqlite_scanner")
CATALOG_NAME = "catalog.sqlite"
DATA_NAME = "data"
_BUSY_MS = 10_000


def connect() -> duckdb.DuckDBPyConnection:
    """A connection in memory, with the extensions that DuckLake needs and no way to get others.

    The signatures of the extensions are checked once a process (it takes 0.3 s); after that the
    libraries are in memory, and to check the files again would protect nothing.
    """
    _check_signatures()
    return _with_extensions(check_signatures=False)


@cache
def _check_signatures() -> None:
    _with_extensions(check_signatures=True).close()


def _with_extensions(*, check_signatures: bool) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_unsigned_extensions": "false" if check_signatures else "true",
        }
    )
    for name in _EXTENSIONS:
        connection.execute(f"LOAD {_quoted(_extension(name))}")
    return connection


def attach_lake(connection: duckdb.DuckDBPyConnection, folder: Path, *, read_only: bool) -> None:
    """Attach the lake of a store folder as `lake`; a folder without one gets an empty lake.

    The catalogue keeps a write-ahead log, so that readers never wait for a writer. Where the
    files lie is given anew each time, so that a store may be moved or copied.
    """
    options = [
        f"DATA_PATH {_quoted(folder / DATA_NAME)}",
        "OVERRIDE_DATA_PATH true",
        "DATA_INLINING_ROW_LIMIT 0",
        "META_JOURNAL_MODE 'WAL'",
        f"META_BUSY_TIMEOUT {_BUSY_MS}",
        *(["READ_ONLY"] if read_only else []),
    ]
    catalog = _quoted(f"ducklake:sqlite:{folder / CATALOG_NAME}")
    connection.execute(f"ATTACH {catalog} AS lake ({', '.join(options)})")


def attach_catalog(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Attach the catalogue alone, as `catalog`.

    Not read-only: SQLite may have to recover what a killed writer left behind.
    """
    file = _quoted(folder / CATALOG_NAME)
    connection.execute(f"ATTACH {file} AS catalog (TYPE sqlite, BUSY_TIMEOUT {_BUSY_MS})")


def confine(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """From now on let statements touch no file outside the folder, and no network."""
    connection.execute(f"SET allowed_directories = [{_quoted(f'{folder}/')}]")
    connection.execute("SET enable_external_access = false")


class CursorPool:
    """Cursors of one connection; each is in one thread's hands at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._idle: deque[duckdb.DuckDBPyConnection] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that nobody else uses meanwhile."""
        with self._lock:
            cursor = self._idle.pop() if self._idle else self._connection.cursor()
        try:
            yield cursor
        finally:
            with self._lock:
                self._idle.append(cursor)


def quoted_list(paths: tuple[Path, ...]) -> str:
    """Paths as a list literal of SQL."""
    return f"[{', '.join(_quoted(path) for path in paths)}]"


def _extension(name: str) -> Path:
    package = files(f"duckdb_extension_{name}")
    file = Path(str(package / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"))
    if not file.exists():
        raise StoreError(
            f"The DuckDB extension {name} for version {duckdb.__version__} is not installed: "
            "install the versions that requirements.lock names."
        )
    return file


def _quoted(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"
