"""Writing to a lake: every batch is one transaction, with its record beside the rows.

What is new, changed or the same is found out within the transaction, while no other writer is at
work: two imports that were prepared at the same time do not store a row twice.
"""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date

import duckdb
import polars as pl

from lib.store.batches import (
    Batch,
    Counts,
    Kind,
    SourceFile,
    StoreInfo,
    new_batch,
    read_info,
    write_batch,
    write_info,
)
from lib.store.changes import Prepared, differ_sql, match_sql, prepare
from lib.store.engine import connect, quoted
from lib.store.errors import DiskFull, StoreBusy, StoreError
from lib.store.place import Folder, Place, Shared
from lib.store.progress import Job, Stage
from lib.store.rewriting import Rows, in_lake, replace_rows
from lib.store.schema import REPLACED_BY, all_columns, order, replaced, whole_rows

WAIT_SECONDS = 20.0
# How long a version is kept after the next one came: longer than any reader takes.
KEPT = "INTERVAL 1 DAY"
# What SQLite and DuckLake say when two commit at once, should the lock have failed to hold.
_BESIDE_ANOTHER = ("database is locked", "Failed to commit DuckLake transaction")
SPILL = "spill"
_SICK = "disk I/O error"  # of SQLite
_NO_ROOM = (
    "database or disk is full",
    *(os.strerror(number) for number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)),
)


def create_lake(
    place: Place,
    info: StoreInfo,
    tables: Mapping[str, pl.DataFrame] | None,
    *,
    author: str,
    message: str,
) -> None:
    """Make the tables of a lake, its information and a first batch in one transaction.

    Raises StoreError when the place has a store, ValueError for rows that do not conform.
    """
    ready = prepare(tables or {})
    batch = new_batch(Kind.FIRST, author, message)
    with transaction(place, new=True) as connection:
        make_tables(connection)
        write_info(connection, info)
        if tables is not None:
            counts = {name: Counts(new=one.frame.height) for name, one in ready.items()}
            for one in ready.values():
                _insert_new(connection, one, batch.batch_id)
            write_batch(connection, replace(batch, counts=counts))
        set_message(connection, author, message)


def append_batch(
    place: Place,
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
    """Store what is new and what changes in all tables, and the batch's record, or nothing.

    See `lib.store.lake.Store.append`.
    """
    ready = prepare(tables)
    batch = new_batch(Kind.IMPORT, author, message, files, data_date, account=account)
    job = replace(job or Job(), total=sum(2 * one.frame.height for one in ready.values()))
    job.tell(Stage.WAITING, 0)
    with transaction(place) as connection:
        batch = replace(batch, counts=_store(connection, ready, batch.batch_id, job))
        if not (batch.rows or _tells_more(connection, info, data_date)):
            return batch
        batch = write_batch(connection, batch)
        if info is not None:
            write_info(connection, info, batch.number)
        set_message(connection, author, message)
        job.tell(Stage.COMMITTING, job.total)
    return batch


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the model in an empty lake."""
    for name, columns in all_columns().items():
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"CREATE TABLE {in_lake(name)} ({listed})")


@contextmanager
def transaction(
    place: Place, *extensions: str, new: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """One transaction on the lake of a place, no other writer being at work.

    The connection has DuckDB's extension for the place and these `extensions`. Raises StoreBusy
    while another writer is; with `new`, StoreError when there is a store already; DiskFull.
    """
    with place.alone(WAIT_SECONDS), connect(place.extension, *extensions) as connection:
        _limit(connection, place)
        with _explained(place):
            place.attach_lake(connection, read_only=False)
            if new:
                _claim(connection, place)
            tidy(connection, place)
            connection.execute("BEGIN")
            try:
                yield connection
                _commit(connection, place)
            except BaseException:
                _give_up(connection, place)
                raise


def tidy(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    """Delete what killed writers left, and versions and files that no reader can be using.

    A version goes a day after the next one came, however old it is itself. Killed on the way,
    this goes on the next time.
    """
    if isinstance(place, Folder):  # elsewhere a writer that lost its lock may need it
        shutil.rmtree(place.folder / SPILL, ignore_errors=True)
    delete_versions(connection, place, f"superseded < now() - {KEPT}")


def delete_versions(connection: duckdb.DuckDBPyConnection, place: Place, which: str) -> None:
    """Delete the versions for which some SQL holds, and the files that no other one needs.

    `superseded` is when the next version came; the newest version always stays. The writer's lock
    is held.
    """
    _delete_orphans(connection, place)
    old = connection.execute(
        "SELECT snapshot_id FROM (SELECT snapshot_id, lead(snapshot_time) OVER "
        "(ORDER BY snapshot_id) AS superseded FROM ducklake_snapshots('lake')) "
        f"WHERE superseded IS NOT NULL AND ({which})"
    ).fetchall()
    if old:
        versions = [version for (version,) in old]
        _call(connection, f"ducklake_expire_snapshots('lake', versions => {versions})")
    if old or which == "true":  # one that was killed may have left files to be deleted
        _call(connection, "ducklake_cleanup_old_files('lake', cleanup_all => true)")


def set_message(connection: duckdb.DuckDBPyConnection, author: str, message: str) -> None:
    """Say in the catalogue of the lake who made this version, and what for."""
    connection.execute("CALL lake.set_commit_message(?, ?)", [author, message])


def _limit(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    # What does not fit into memory lies beside the files, not where the program was started.
    connection.execute(f"SET temp_directory = {quoted(place.folder / SPILL)}")
    # A commit beside this one, as by a writer that lost its lock with its connection, fails.
    connection.execute("SET ducklake_max_retry_count = 0")


@contextmanager
def _explained(place: Place) -> Iterator[None]:
    """Errors of DuckDB that have a reason outside the program, as errors of the store."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        # The address may hold a password, which must not get into a log.
        cause = None if isinstance(place, Shared) and place.address in said else error
        if any(words in said for words in _NO_ROOM):
            raise DiskFull(
                f"There is no room left for the store in {place}: nothing was stored. Make room "
                "on that disk, and import again."
            ) from cause
        # What the catalogue's own database says has no class of its own in DuckDB.
        if isinstance(error, duckdb.IOException) or type(error) is duckdb.Error or _SICK in said:
            raise StoreError(
                f"The store in {place} can't be written to: nothing was stored. Look whether its "
                "disk, folder and server are there and may be written to."
            ) from cause
        if any(words in said for words in _BESIDE_ANOTHER):
            raise StoreBusy("Another import is being stored: try again in a minute.") from cause
        raise


def _commit(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    try:
        with _explained(place):
            connection.execute("COMMIT")
    except (DiskFull, StoreBusy):
        raise
    except (duckdb.Error, StoreError):
        if not isinstance(place, Shared):
            raise
        # A server that can't be heard may have heard us.
        raise StoreError(
            f"The connection to {place} was lost at the last step: look at the list of imports. "
            "If this one is not there, import the same files again."
        ) from None


def _give_up(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    """Roll back, and give the room of half-written files back; else the next writer does."""
    with suppress(duckdb.Error):  # an error may have ended the transaction already
        connection.execute("ROLLBACK")
    with suppress(duckdb.Error):
        _delete_orphans(connection, place)
    with suppress(duckdb.Error):  # else a commit that failed keeps the catalogue open for good
        connection.execute("DETACH lake")


def _delete_orphans(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    _call(connection, f"ducklake_delete_orphaned_files('lake', {place.orphans})")


def _call(connection: duckdb.DuckDBPyConnection, function: str) -> None:
    connection.execute(f"SELECT count(*) FROM {function}").fetchall()


def _claim(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    found = "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake'"
    if connection.execute(found).fetchone() != (0,):
        raise StoreError(f"There is a store in {place} already: open it, or give another place.")
    if isinstance(place, Shared):
        place.claim(connection)


def _store(
    connection: duckdb.DuckDBPyConnection, ready: Mapping[str, Prepared], batch_id: str, job: Job
) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    done = 0
    for name, one in ready.items():
        job.tell(Stage.COMPARING, done)
        new, changed = _stage(connection, one)
        counts[name] = Counts(new, changed, one.frame.height - new - changed)
        done += one.frame.height
        job.tell(Stage.STORING, done)
        if new or changed:
            _put(connection, one, batch_id, correcting=changed > 0)
        done += one.frame.height
    return counts


def _stage(connection: duckdb.DuckDBPyConnection, one: Prepared) -> tuple[int, int]:
    """Put the rows that are new or change into `staged`; how many are new, and how many change.

    A field that was not delivered comes from the stored row.
    """
    fields = ", ".join(
        f'{"i" if name in one.delivered else "s"}."{name}"' for name in one.table.names
    )
    known = f's."{one.table.key[0]}" IS NOT NULL'
    connection.register("incoming", one.frame.to_arrow())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE staged AS SELECT {known} AS known, {fields} "
        f"FROM incoming i LEFT JOIN {in_lake(one.table.name)} s ON {match_sql(one.table)} "
        f"WHERE NOT {known} OR {differ_sql(one.table, one.delivered)}"
    )
    connection.unregister("incoming")
    counted = "SELECT count(*) FILTER (NOT known), count(*) FILTER (known) FROM staged"
    ((new, changed),) = connection.execute(counted).fetchall()
    return new, changed


def _put(
    connection: duckdb.DuckDBPyConnection, one: Prepared, batch_id: str, *, correcting: bool
) -> None:
    """Store the staged rows; the stored ones that they replace are kept for the undo."""
    name, by = one.table.name, [f'"{field}"' for field in one.table.key]
    gone = Rows(f"SELECT {', '.join(by)} FROM staged WHERE known", by) if correcting else None
    if gone is not None:
        was = f"SELECT *, {quoted(batch_id)} AS {REPLACED_BY} FROM {in_lake(name)} s"
        replace_rows(connection, replaced(name), None, f"{was} {gone.joined('SEMI')}")
    rows = f"SELECT {whole_rows(one.table, {'batch_id': quoted(batch_id)})} FROM staged"
    replace_rows(connection, name, gone, rows, order(one.table))


def _insert_new(connection: duckdb.DuckDBPyConnection, one: Prepared, batch_id: str) -> None:
    """Store rows in a table that is empty."""
    if one.frame.is_empty():
        return
    missing = [f'NULL AS "{name}"' for name in one.table.names if name not in one.delivered]
    every = ", ".join(["*", *missing])
    rows = whole_rows(one.table, {"batch_id": quoted(batch_id)})
    connection.register("incoming", one.frame.to_arrow())
    connection.execute(
        f"INSERT INTO {in_lake(one.table.name)} SELECT {rows} FROM (SELECT {every} FROM incoming) "
        f"ORDER BY {order(one.table)}"
    )
    connection.unregister("incoming")


def _tells_more(
    connection: duckdb.DuckDBPyConnection, info: StoreInfo | None, data_date: date | None
) -> bool:
    """Whether an import without a changed row changes what the store says of itself."""
    now = read_info(connection, in_lake)
    return (info is not None and info != now) or (
        data_date is not None and data_date > now.data_date
    )
