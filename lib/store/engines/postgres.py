"""PostgreSQL as the engine: each version that is asked for is copied to the server once.

A copy is a schema of its own, made in one transaction (all of it or nothing) under a lock of the
server, so that of several programs one makes it and the others wait. Copies are named by what is
in them; those that nobody needs any more are dropped when a new one is made.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from lib.store.engines.questions import located
from lib.store.engines.version import Column, Version
from lib.store.errors import ServerUnreachable
from lib.store.model import TABLES
from lib.store.schema import lake_columns
from lib.store.server import attach_server, hiding, lock_key

SERVER = "engine_server"
KEPT_VERSIONS = 2  # of one store: the newest, and the one that a slower program still reads
KEPT_DAYS = 30  # since a program last opened a copy
_MARK = "southern-labour-dashboard"
_COPIES = r"""
    SELECT nspname::text, obj_description(oid, 'pg_namespace') FROM pg_namespace
    WHERE nspname ~ '^labour_[0-9a-f]{8}_[0-9]+_[0-9a-f]{8}$'
        AND pg_has_role(nspowner, 'USAGE')
"""
_MAY_MAKE = "SELECT has_database_privilege(current_database(), 'CREATE') AS may"


class PostgresEngine:
    """Answers on a PostgreSQL server, attached to the store's own DuckDB."""

    def __init__(self, address: str, connection: duckdb.DuckDBPyConnection) -> None:
        # Read committed: who waited for the lock sees the copy that another program made meanwhile.
        options = "TYPE postgres, ISOLATION_LEVEL 'READ COMMITTED'"
        attach_server(connection, address, SERVER, options)
        self._address = address
        self._copied: set[str] = set()
        self._lock = threading.Lock()

    def run(
        self,
        cursor: duckdb.DuckDBPyConnection,
        version: Version,
        query: exp.Query,
        columns: Sequence[Column],
    ) -> pa.Table:
        """The rows of a query; raises duckdb.Error for what the server refuses."""
        self._copy_once(cursor, version)
        there = located(query, version.names, lambda name: exp.table_(name, db=version.name))
        # DuckDB takes no two columns of one name from a server; here they get their numbers.
        numbers = ", ".join(f"_{number}" for number in range(len(columns)))
        text = f"SELECT * FROM ({there.sql('postgres', copy=False)}) AS answer ({numbers})"
        with hiding(self._address):
            try:
                return _ask(cursor, text).to_arrow_table()
            except duckdb.Error:
                if version.name in _copies(cursor):
                    raise
            # Somebody dropped the copy meanwhile.
            self._copied.discard(version.name)
            self._copy_once(cursor, version)
            return _ask(cursor, text).to_arrow_table()

    def close(self) -> None:
        """Nothing to let go of: the connections end with the store's own."""

    def _copy_once(self, cursor: duckdb.DuckDBPyConnection, version: Version) -> None:
        with self._lock:
            if version.name in self._copied:
                return
            with hiding(self._address):
                new = _make_or_find(cursor, version)
            self._copied.add(version.name)
            if new:
                _drop_old(cursor, version)


def _make_or_find(cursor: duckdb.DuckDBPyConnection, version: Version) -> bool:
    """Make the copy of a version unless it is there; whether it was made now."""
    # DuckDB remembers schemas that came and went meanwhile.
    cursor.execute("CALL pg_clear_cache()").fetchall()
    with _transaction(cursor):
        _ask(cursor, f"SELECT pg_advisory_xact_lock({lock_key(version.name)})").fetchall()
        new = version.name not in _copies(cursor)
        if new and _ask(cursor, _MAY_MAKE).fetchall() != [(True,)]:
            raise ServerUnreachable(
                "The data can't be copied to the server, because the user may not make schemas "
                "there: let an administrator GRANT CREATE ON DATABASE ... TO the user."
            )
        if new:
            _copy(cursor, version)
        _mark(cursor, version.name)
    return new


def _copy(cursor: duckdb.DuckDBPyConnection, version: Version) -> None:
    """Make the schema of a version with all its tables, and let the server get to know them."""
    cursor.execute(f"CREATE SCHEMA {SERVER}.{version.name}")
    for name in version.names:
        place = f'{version.name}."{name}"'
        cursor.execute(f'CREATE TABLE {SERVER}.{place} AS FROM "{name}"')
        for columns in _indexes(name):
            _do(cursor, f"CREATE INDEX ON {place} ({', '.join(columns)})")
        _do(cursor, f"ANALYZE {place}")


def _indexes(table: str) -> list[tuple[str, ...]]:
    """Columns to index: periods cut by dates, and rows of other tables are looked up by the key.

    Without the key the server, which guesses too few rows, takes minutes for some joins.
    """
    dates: list[tuple[str, ...]]
    dates = [(name,) for name, kind in lake_columns().get(table, {}).items() if kind == "DATE"]
    return [*dates, TABLES[table].key] if table in TABLES else dates


def _mark(cursor: duckdb.DuckDBPyConnection, copy: str) -> None:
    mark = json.dumps({"made_by": _MARK, "opened": f"{datetime.now(UTC):%Y-%m-%d}"})
    _do(cursor, f"COMMENT ON SCHEMA {copy} IS '{mark}'")


def _drop_old(cursor: duckdb.DuckDBPyConnection, version: Version) -> None:
    """Drop older versions of this store, and copies that nobody opened for long.

    A copy that is being read just now stays until the next time.
    """
    today = datetime.now(UTC).date()
    for name, opened in _copies(cursor).items():
        _, lake, number, _ = name.split("_")
        older = lake == version.lake and int(number) <= version.number - KEPT_VERSIONS
        if name != version.name and (older or today - opened > timedelta(days=KEPT_DAYS)):
            with suppress(duckdb.Error), _transaction(cursor):
                _do(cursor, "SET LOCAL lock_timeout = '1s'")
                _do(cursor, f"DROP SCHEMA {name} CASCADE")


def _copies(cursor: duckdb.DuckDBPyConnection) -> dict[str, date]:
    """The copies on the server that are this user's, with the day each was last opened."""
    found: dict[str, date] = {}
    for name, comment in _ask(cursor, _COPIES).fetchall():
        mark: dict[str, Any] = json.loads(comment) if comment else {}
        if mark.get("made_by") == _MARK:
            found[name] = date.fromisoformat(mark["opened"])
    return found


@contextmanager
def _transaction(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A transaction here, which is one on the server too."""
    cursor.execute("BEGIN")
    try:
        yield
        cursor.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):  # an error may have ended the transaction already
            cursor.execute("ROLLBACK")
        raise


def _ask(cursor: duckdb.DuckDBPyConnection, text: str) -> duckdb.DuckDBPyConnection:
    return cursor.execute(f"FROM postgres_query('{SERVER}', ?)", [text])


def _do(cursor: duckdb.DuckDBPyConnection, text: str) -> None:
    cursor.execute(f"CALL postgres_execute('{SERVER}', ?)", [text]).fetchall()
