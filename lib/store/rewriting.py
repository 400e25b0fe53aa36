"""Rows of a table of the lake put in the place of others, within a transaction.

The files that hold rows to go are written anew without them, together with what is added, and
leave the table whole. So a table is plain Parquet files at every version: no file of deletions
that DuckDB would read more slowly and Spark not at all, and nothing to be tidied after a commit.
What it costs is the writing of those files (about a second for a million rows), never reading.
Many small files, of many small imports, become one in the same way. The old files stay for
readers of older versions (`writer.tidy`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from lib.store.engine import quoted
from lib.store.schema import all_columns

SMALL_BYTES = 1_000_000
MANY = 16


@dataclass(frozen=True)
class Rows:
    """Stored rows, as those that agree with a SELECT in some columns."""

    select: str
    by: Sequence[str]

    def joined(self, kind: str) -> str:
        """SQL that joins them; `kind` is SEMI for these rows, ANTI for all others."""
        return f"{kind} JOIN ({self.select}) g USING ({', '.join(self.by)})"


def in_lake(table: str) -> str:
    """The name of a table in SQL, for who writes."""
    return f'lake.main."{table}"'


def of_batch(batch_id: str, column: str = "batch_id") -> Rows:
    """The rows of a batch."""
    return Rows(f"SELECT {quoted(batch_id)} AS {column}", (column,))


def replace_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    gone: Rows | None,
    added: str | None,
    order: str | None = None,
) -> None:
    """Take rows out of a table and add those of a SELECT, which has all columns of the table.

    Once a table and transaction.
    """
    stored = in_lake(table)
    columns = ", ".join(f'"{column}"' for column in all_columns()[table])
    files = _files_to_go(connection, table, gone)
    touched = f"filename IN ({', '.join(map(quoted, files))})"
    parts = []
    if files:
        staying = gone.joined("ANTI") if gone else ""
        parts.append(f"SELECT {columns} FROM {stored} s {staying} WHERE {touched}")
    if added:
        parts.append(f"SELECT {columns} FROM ({added})")
    if parts:
        sorting = f"ORDER BY {order}" if order else ""
        together = " UNION ALL ".join(parts)
        connection.execute(f"INSERT INTO {stored} SELECT * FROM ({together}) {sorting}")
    if files:
        connection.execute(f"DELETE FROM {stored} WHERE {touched}")


def _files_to_go(connection: duckdb.DuckDBPyConnection, table: str, gone: Rows | None) -> list[str]:
    """Files with rows to go or rows deleted by other programs, and small ones if there are many."""
    listed = connection.execute(
        "SELECT data_file, data_file_size_bytes, delete_file IS NOT NULL "
        f"FROM ducklake_list_files('lake', {quoted(table)})"
    ).fetchall()
    small = [file for file, size, _ in listed if size < SMALL_BYTES]
    files = {file for file, _, deleted in listed if deleted}
    files.update(small if len(small) >= MANY else ())
    if gone is not None:
        held = f"SELECT DISTINCT filename FROM {in_lake(table)} s {gone.joined('SEMI')}"
        files.update(file for (file,) in connection.execute(held).fetchall())
    return sorted(files)
