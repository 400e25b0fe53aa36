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

SQLITE, POSTGRES, DUCKLAKE = "sqlite_scanner", "postgres_scanner", "ducklake"


def connect(*extensions: str) -> duckdb.DuckDBPyConnection:
    """A connection in memory, with DuckLake and these extensions and no way to get others.

    The signatures of the extensions are checked once a process (it takes 0.3 s); after that the
    libraries are in memory, and to check the files again would protect nothing.
    """
    for name in (DUCKLAKE, *extensions):
        _check_signature(name)
    return _with_extensions((DUCKLAKE, *extensions), check_signatures=False)


@cache
def _check_signature(name: str) -> None:
    _with_extensions((name,), check_signatures=True).close()


def _with_extensions(
    names: tuple[str, ...], *, check_signatures: bool
) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_unsigned_extensions": "false" if check_signatures else "true",
        }
    )
    for name in names:
        connection.execute(f"LOAD {quoted(_extension(name))}")
    return connection


def confine(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """From now on let statements touch no file outside the folder, and no network.

    What is attached already stays, servers among it.
    """
    connection.execute(f"SET allowed_directories = [{quoted(f'{folder}/')}]")
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


def quoted(text: Path | str) -> str:
    """Text as a literal of SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def quoted_list(paths: tuple[Path, ...]) -> str:
    """Paths as a list literal of SQL."""
    return f"[{', '.join(quoted(path) for path in paths)}]"


def _extension(name: str) -> Path:
    package = files(f"duckdb_extension_{name}")
    file = Path(str(package / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"))
    if not file.exists():
        raise StoreError(
            f"The DuckDB extension {name} for version {duckdb.__version__} is not installed: "
            "install the versions that requirements.lock names."
        )
    return file
