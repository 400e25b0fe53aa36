"""Rows deleted for good when their time is up: from the tables, from what the undo keeps, and
from every older version of the store.

The tables are made anew without them in one transaction (`rebuilding`), with a record of how many
went. Then every older version is expired at once, its files are deleted and the catalogue is
written anew, so that no file holds the rows any more; killed before that is done, the same command
does it the next time, as every writer does a day later.
"""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from lib.store.batches import Batch, Counts, Kind, new_batch, write_batch
from lib.store.engine import connect, quoted
from lib.store.errors import StoreError
from lib.store.model import TABLES
from lib.store.place import CATALOG_NAME, Folder, Place
from lib.store.rebuilding import form_of, reading, rebuild
from lib.store.rewriting import in_lake
from lib.store.schema import replaced
from lib.store.writer import WAIT_SECONDS, delete_versions, set_message, transaction

# SQLite leaves what was deleted in its file until the room is used again, or it is written anew.
# In a process of its own: two copies of SQLite in one undo each other's locks. While a dashboard
# reads, what is new waits in the log beside the file; it goes in when the last reader closes.
_WRITE_ANEW = """
import sqlite3, sys
catalog = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
catalog.execute("VACUUM")
catalog.execute("PRAGMA busy_timeout = 1000")
catalog.execute("PRAGMA wal_checkpoint(TRUNCATE)")
catalog.close()
"""
_ANEW_SECONDS = 600


@dataclass(frozen=True)
class Rule:
    """Which day a row tells of, and SQL of what is over: the others are kept however old."""

    day: str
    over: str = "true"


# Only what tells of people may be given a time: the other tables name nobody, and hold up figures
# and references. A need or situation that is still open has not served its purpose yet.
RULES: Mapping[str, Rule] = {
    "service": Rule("date"),
    "follow_up": Rule("due_on"),
    "need": Rule("raised_on", "status IN ('answered', 'closed')"),
    "situation": Rule("occurred_on", "resolved_on IS NOT NULL"),
}


@dataclass(frozen=True)
class Gone:
    """What goes, or went, from a table: rows, rows kept for the undo, and the days they tell of.

    `open` rows are as old and stay, because they are not over.
    """

    before: date
    rows: int
    kept_for_undo: int
    first: date | None
    last: date | None
    open: int

    @property
    def any(self) -> bool:
        """Whether there is anything to delete."""
        return self.rows + self.kept_for_undo > 0


def to_forget(place: Place, before: Mapping[str, date]) -> dict[str, Gone]:
    """What `forget` would delete, by table; rows that tell of a day before the table's own go.

    Raises ValueError for a table that has no rule, StoreMissing.
    """
    refuse_unruled(before)
    with reading(place) as connection:
        return {table: _gone(connection, table, day) for table, day in before.items()}


def forget(
    place: Place, before: Mapping[str, date], *, author: str, message: str
) -> tuple[Batch | None, dict[str, Gone]]:
    """Delete the rows, all or nothing, and every older version of the store with them.

    Gives the record of it (None when no row was so old) and what was deleted by table. Batches
    that brought or replaced such rows can't be undone any more. Raises ValueError for a table
    without a rule, StoreBusy, DiskFull.
    """
    refuse_unruled(before)
    found, batch = to_forget(place, before), None
    if any(one.any for one in found.values()):
        with transaction(place) as connection:
            form = form_of(connection)
            found = {table: _gone(connection, table, day) for table, day in before.items()}
            for table, gone in found.items():
                if gone.any:
                    _take_out(connection, table, gone.before, form[table], form[replaced(table)])
            counts = {
                table: Counts(removed=gone.rows, before=gone.before.isoformat())
                for table, gone in found.items()
                if gone.any
            }
            batch = replace(new_batch(Kind.RETENTION, author, message), counts=counts)
            batch = write_batch(connection, batch)
            set_message(connection, author, message)
    purge(place)
    return batch, found


def purge(place: Place) -> None:
    """Delete every version but the newest, and all that is left of them; raises StoreBusy."""
    with place.alone(WAIT_SECONDS):
        with connect(place.extension) as connection:
            place.attach_lake(connection, read_only=False)
            delete_versions(connection, place, "true")
        if isinstance(place, Folder):
            _write_anew(place)


def refuse_unruled(tables: Mapping[str, object]) -> None:
    """Raise ValueError for tables whose rows can't be given a time."""
    if unknown := set(tables) - set(RULES):
        raise ValueError(
            f"[retention] {', '.join(sorted(unknown))}: rows can be given a time in "
            f"{', '.join(RULES)}; other tables hold nothing of the people who were served."
        )


def _old(table: str, before: date) -> str:
    return f'"{RULES[table].day}" < DATE {quoted(before.isoformat())}'


def _leaving(table: str, before: date) -> str:
    """SQL that is true for the rows to go; a cell that is empty keeps its row."""
    return f"coalesce({_old(table, before)} AND {RULES[table].over}, false)"


def _leaving_kept(table: str, before: date) -> str:
    """The same of what is kept for the undo: also earlier states of rows that go."""
    key = ", ".join(f'"{name}"' for name in TABLES[table].key)
    keys = f"SELECT {key} FROM {{source}} WHERE {_leaving(table, before)}"
    return f"({_leaving(table, before)} OR ({key}) IN ({keys}))"


def _gone(connection: duckdb.DuckDBPyConnection, table: str, before: date) -> Gone:
    day, stored = RULES[table].day, in_lake(table)
    leaving, old = _leaving(table, before), _old(table, before)
    ((rows, first, last, opened),) = connection.execute(
        f'SELECT count(*) FILTER ({leaving}), min("{day}") FILTER ({leaving}), '
        f'max("{day}") FILTER ({leaving}), count(*) FILTER ({old} AND NOT {leaving}) FROM {stored}'
    ).fetchall()
    kept = _leaving_kept(table, before).format(source=stored)
    ((undo,),) = connection.execute(
        f"SELECT count(*) FROM {in_lake(replaced(table))} WHERE {kept}"
    ).fetchall()
    return Gone(before, rows, undo, first, last, opened)


def _take_out(
    connection: duckdb.DuckDBPyConnection, table: str, before: date, columns: Mapping[str, str],
    kept_columns: Mapping[str, str],
) -> None:  # fmt: skip
    kept = _leaving_kept(table, before).format(source=in_lake(table))
    rebuild(connection, replaced(table), kept_columns, f"NOT {kept}")
    rebuild(connection, table, columns, f"NOT {_leaving(table, before)}")


def _write_anew(place: Folder) -> None:
    command = [sys.executable, "-I", "-c", _WRITE_ANEW, str(place.folder / CATALOG_NAME)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_ANEW_SECONDS, check=False
    )
    if done.returncode:
        raise StoreError(
            f"The rows are deleted, but the catalogue in {place} could not be written anew "
            f"({done.stderr.strip().splitlines()[-1:]}): run the same command again."
        )
