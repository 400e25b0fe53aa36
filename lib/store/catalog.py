"""The catalogue of a lake, read as the DuckLake specification describes it (ducklake.select).

A query through DuckLake repeats its look-ups in the catalogue each time (4 to 10 ms); so readers
learn here, once a version, which files make it up, and let DuckDB read those. The specification
is public and versioned; a catalogue of another version is refused.

The queries are SQL that SQLite and PostgreSQL share. A catalogue in SQLite is opened by DuckDB's
own SQLite, never by Python's `sqlite3`: two copies of SQLite in one process undo each other's
locks on a file (sqlite.org/howtocorrupt.html, 2.2.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lib.store.errors import StoreMismatch
from lib.store.place import DATA_NAME, Place

SPECIFICATION = "1.0"

_LIVE = "{0}.begin_snapshot <= {{version}} AND coalesce({0}.end_snapshot > {{version}}, true)"
_FILES = f"""
    SELECT t.table_name, s.path || t.path || f.path AS path,
           s.path_is_relative AND t.path_is_relative AND f.path_is_relative
           AND f.file_format = 'parquet' AND f.encryption_key IS NULL
           AND f.mapping_id IS NULL AND f.partial_max IS NULL
           AND f.begin_snapshot >= (SELECT max(c.begin_snapshot) FROM ducklake_column c
                                    WHERE c.table_id = t.table_id)
           AND NOT EXISTS (SELECT 1 FROM ducklake_delete_file d
                           WHERE d.data_file_id = f.data_file_id AND {_LIVE.format("d")})
           AS simple
    FROM ducklake_schema s
    JOIN ducklake_table t ON t.schema_id = s.schema_id AND {_LIVE.format("t")}
    LEFT JOIN ducklake_data_file f ON f.table_id = t.table_id AND {_LIVE.format("f")}
    WHERE {_LIVE.format("s")} AND s.schema_name = 'main'
    ORDER BY t.table_name, f.data_file_id
"""
_COLUMNS = f"""
    SELECT t.table_name, c.column_name
    FROM ducklake_table t
    JOIN ducklake_column c ON c.table_id = t.table_id AND {_LIVE.format("c")}
    WHERE {_LIVE.format("t")}
    ORDER BY t.table_name, c.column_order
"""
_IDENTITY = """
    SELECT CAST(s.schema_uuid AS VARCHAR(36)) AS lake,
           CAST(v.snapshot_time AS VARCHAR(40)) AS committed
    FROM ducklake_schema s, ducklake_snapshot v
    WHERE s.schema_name = 'main' AND v.snapshot_id = {version}
"""


@dataclass(frozen=True)
class TableFiles:
    """What makes up a table at one version.

    `paths` are its Parquet files; `plain` says that reading them is reading the table (no
    deleted rows, no changed columns), so that DuckLake is not needed for it.
    """

    paths: tuple[Path, ...]
    plain: bool


def check(cursor: duckdb.DuckDBPyConnection, place: Place) -> None:
    """Raise StoreMismatch when the catalogue follows another version of the specification."""
    found = place.rows(cursor, "SELECT value FROM ducklake_metadata WHERE key = 'version'")
    if found != [(SPECIFICATION,)]:
        raise StoreMismatch(
            f"The store in {place} is of DuckLake {found}, this program reads {SPECIFICATION}: "
            "open it with the program that made it."
        )


def newest(cursor: duckdb.DuckDBPyConnection, place: Place) -> int:
    """Number of the newest snapshot."""
    return int(place.rows(cursor, "SELECT max(snapshot_id) FROM ducklake_snapshot")[0][0])


def identity_at(cursor: duckdb.DuckDBPyConnection, place: Place, version: int) -> tuple[str, str]:
    """What tells this lake from others, and this version from that of a copy that went its own way.

    Both are text: an id of the lake, which its copies share, and the time of the commit.
    """
    ((lake, committed),) = place.rows(cursor, _IDENTITY.format(version=version))
    return str(lake), str(committed)


def files_at(
    cursor: duckdb.DuckDBPyConnection, place: Place, version: int
) -> Mapping[str, TableFiles]:
    """The files of every table at a version."""
    paths: dict[str, list[Path]] = {}
    plain: dict[str, bool] = {}
    for table, path, simple in place.rows(cursor, _FILES.format(version=version)):
        of_table = paths.setdefault(table, [])
        plain.setdefault(table, True)
        if path is not None:
            of_table.append(place.folder / DATA_NAME / path)
            plain[table] &= bool(int(simple))
    return {name: TableFiles(tuple(paths[name]), plain[name]) for name in paths}


def columns_at(
    cursor: duckdb.DuckDBPyConnection, place: Place, version: int
) -> Mapping[str, tuple[str, ...]]:
    """Names of the columns of every table at a version, in order."""
    columns: dict[str, list[str]] = {}
    for table, column in place.rows(cursor, _COLUMNS.format(version=version)):
        columns.setdefault(table, []).append(column)
    return {name: tuple(names) for name, names in columns.items()}
