"""Where questions are computed: in the program itself (DuckDB), or on an engine that ENGINE names.

The store stays the one source: an engine reads, or is given, what a version of it holds, and runs
the same statements. These are written once, in DuckDB's dialect, and sqlglot puts them into the
engine's own. DuckDB looks at each first (does it only read, do its names exist, what are the types
of its columns), so that an engine answers what is asked here and in the same types.
"""

from collections.abc import Sequence

import duckdb
import pandas as pd
from sqlglot import exp

from lib.store.engine import POSTGRES
from lib.store.engines.questions import as_query, cast_to, columns_of_answer
from lib.store.engines.version import Engine, Version
from lib.store.errors import StoreError
from lib.store.server import is_server, without_password

__all__ = ["Engine", "Version", "ask", "engine_for", "extensions_for"]

SPARK_MASTERS = ("local", "spark://", "yarn", "k8s://")


def extensions_for(address: str) -> tuple[str, ...]:
    """The extensions of DuckDB that the engine at an address needs."""
    return (POSTGRES,) if is_server(address) else ()


def engine_for(address: str, connection: duckdb.DuckDBPyConnection) -> Engine | None:
    """The engine at an address, reached through the connection; none for the embedded one ("").

    `postgresql://user@host:port/database` is a PostgreSQL server; a cluster goes by Spark's own
    word for its master: `spark://host:port`, `yarn`, `k8s://...`, `local[4]` for this machine.
    Raises StoreError for anything else, ServerUnreachable, EngineMissing.
    """
    if not address:
        return None
    if is_server(address):
        from lib.store.engines.postgres import PostgresEngine  # noqa: PLC0415 (only when chosen)

        return PostgresEngine(address, connection)
    if address.startswith(SPARK_MASTERS):
        from lib.store.engines.spark import SparkEngine  # noqa: PLC0415 (only when chosen)

        return SparkEngine(address)
    raise StoreError(
        f"ENGINE={without_password(address)} is not known: give postgresql://user@host/database, "
        "spark://host:port or local[2], or leave it empty."
    )


def ask(
    engine: Engine,
    cursor: duckdb.DuckDBPyConnection,
    version: Version,
    statement: str | exp.Expression,
    parameters: Sequence[object],
) -> pd.DataFrame:
    """The answer of an engine, with the names and types that DuckDB would give it.

    On the cursor plain names mean the version. Raises StatementError for anything but a single
    SELECT, duckdb.Error for what DuckDB or the server refuses.
    """
    query = as_query(statement, parameters)
    columns = columns_of_answer(cursor, query)
    return cast_to(cursor, engine.run(cursor, version, query, columns), columns)
