"""Tables of the lake made anew within a transaction: with other columns, or with fewer rows.

The old table goes and one of the same name takes its place, one file a batch as imports make
them. So the new one is plain Parquet throughout (files that are older than a column of their
table are not), and what the catalogue knew of the old rows, the least and greatest value of each
column among it, goes with the old table.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb

from lib.store.catalog import check
from lib.store.engine import connect
from lib.store.errors import StoreError
from lib.store.model import TABLES
from lib.store.place import Folder, Place
from lib.store.rewriting import in_lake
from lib.store.schema import REPLACED_BY, all_columns, replaced

# Columns of every table of a lake with their SQL types, in order.
Form = Mapping[str, Mapping[str, str]]
_FORM = """
    SELECT table_name, column_name, data_type FROM duckdb_columns()
    WHERE database_name = ? AND schema_name = 'main' ORDER BY table_name, column_index
"""


@contextmanager
def reading(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """The lake of a place in whatever form it is, attached for reading, its newest version.

    `Store.open` reads only what has the form of this program. Raises StoreMissing, StoreMismatch
    for the catalogue of another DuckLake, ServerUnreachable.
    """
    if isinstance(place, Folder):
        place.refuse_missing()
    with connect(place.extension) as connection:
        try:
            place.attach_catalog(connection)
            check(connection, place)
            if isinstance(place, Folder):
                place.attach_lake(connection, read_only=True)
            connection.execute("BEGIN")
        except duckdb.Error as error:
            raise StoreError(
                f"The catalogue of the store in {place} can't be read: is there room left on its "
                "disk, and is the disk sound?"
            ) from error
        yield connection


def form_of(connection: duckdb.DuckDBPyConnection, alias: str = "lake") -> Form:
    """The tables and columns that the attached lake has."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(_FORM, [alias]).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def part_of(table: str) -> str | None:
    """The column by which a table has one file a batch; None for the store's own records."""
    if table in TABLES:
        return "batch_id"
    return REPLACED_BY if table in map(replaced, TABLES) else None


def rebuild(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    stored: Mapping[str, str],
    staying: str | None = None,
) -> None:
    """Make a table anew in the form of this program, in the order in which its rows lie.

    `stored` are the columns that it has now, those that it lacks become empty; `staying` is SQL
    of the rows that stay, all of them unless given.
    """
    columns, old = all_columns()[table], f"old_{table}"
    listed = ", ".join(
        f'"{name}"' if name in stored else f'NULL::{kind} AS "{name}"'
        for name, kind in columns.items()
    )
    made = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f'ALTER TABLE {in_lake(table)} RENAME TO "{old}"')
    connection.execute(f"CREATE TABLE {in_lake(table)} ({made})")
    rows = f"FROM {in_lake(old)} WHERE ({staying or 'true'})"
    insert, part = f"INSERT INTO {in_lake(table)} SELECT {listed} {rows}", part_of(table)
    if part is None:
        connection.execute(insert)
    else:
        for batch in connection.execute(f"SELECT DISTINCT {part} {rows} ORDER BY 1").fetchall():
            connection.execute(f"{insert} AND {part} = ?", batch)
    connection.execute(f"DROP TABLE {in_lake(old)}")
