"""Undo of a batch: its rows go, and those that it had replaced come back as they were.

The replaced rows are kept in tables of their own, not taken from older versions of the lake: so
a batch of any age can be undone after old versions were cleared away, in a store that was copied
and, being plain tables, on every kind of catalogue. An undo is a batch too; it can't be undone
itself, only by importing again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from lib.store.batches import (
    Batch,
    Counts,
    Kind,
    Named,
    new_batch,
    read_batches,
    read_info,
    write_batch,
)
from lib.store.engine import quoted
from lib.store.errors import StoreError, UndoRefused
from lib.store.model import TABLES, Table
from lib.store.place import Place
from lib.store.progress import Job, Stage
from lib.store.references import SUBJECTS
from lib.store.rewriting import in_lake, of_batch, replace_rows
from lib.store.schema import REPLACED_BY, order, replaced
from lib.store.writer import set_message, transaction

CORRECTED, REFERS = "corrected", "refers"


@dataclass(frozen=True)
class Blocker:
    """A later batch that stands on another one.

    `reason` is `corrected` (it changed rows of that batch) or `refers` (its rows point to rows
    that only that batch brought); `table` is the one of the corrected or the pointing rows.
    """

    batch: Batch
    reason: str
    table: str
    rows: int


@dataclass(frozen=True)
class UndoPreview:
    """What the undo of a batch would do.

    `counts` has the rows that would be removed and restored by table, `data_date` is what the
    store would say after it. While there are `blockers` the undo is refused.
    """

    batch: Batch
    counts: Mapping[str, Counts]
    data_date: date
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True)
class _Link:
    """A field whose values point to rows of another table, in the rows where `only` holds."""

    table: Table
    field: str
    target: Table
    target_field: str
    only: str = "true"


def preview(cursor: duckdb.DuckDBPyConnection, named: Named, batch_id: str) -> UndoPreview:
    """What undoing a batch would do; raises UndoRefused for one that can never be undone."""
    batches = {batch.batch_id: batch for batch in read_batches(cursor, named)}
    batch = batches.get(batch_id)
    if batch is None:
        raise UndoRefused("unknown_batch", f"There is no import {batch_id}: look at the list.")
    _refuse_for_good(batch)
    _refuse_forgotten(cursor, named, batch, batches.values())
    blockers = [
        Blocker(batches[other], reason, table, rows)
        for reason, table, other, rows in _standing_on(cursor, named, batch)
    ]
    blockers.sort(key=lambda one: one.batch.number, reverse=True)
    counts = {
        name: Counts(removed=counts.new, restored=counts.changed)
        for name, counts in batch.counts.items()
        if counts.written
    }
    data_date = read_info(cursor, named, without=batch_id).data_date
    return UndoPreview(batch, counts, data_date, tuple(blockers))


def undo_batch(
    place: Place, batch_id: str, *, author: str, message: str, job: Job, account: str = ""
) -> Batch:
    """Undo a batch in one transaction; see `lib.store.lake.Store.undo`."""
    job.tell(Stage.WAITING, 0)
    with transaction(place) as connection:
        job.tell(Stage.COMPARING, 0)
        found = preview(connection, in_lake, batch_id)
        if found.blockers:
            raise UndoRefused("stood_on", _stood_on(found))
        job = replace(job, total=sum(counts.written for counts in found.counts.values()))
        done = 0
        for name, counts in found.counts.items():
            job.tell(Stage.STORING, done)
            _take_back(connection, TABLES[name], batch_id, counts)
            done += counts.written
        batch = new_batch(Kind.UNDO, author, message, undoes=batch_id, account=account)
        batch = write_batch(connection, replace(batch, counts=found.counts))
        set_message(connection, author, message)
        job.tell(Stage.COMMITTING, job.total)
    return batch


def _refuse_for_good(batch: Batch) -> None:
    name = batch.batch_id
    if batch.kind is Kind.FIRST:
        raise UndoRefused(
            "first_load",
            f"{name} is what the store was made with and can't be undone: make another store.",
        )
    if batch.kind is Kind.UNDO:
        raise UndoRefused(
            "is_undo", f"{name} is an undo itself: import the files of {batch.undoes} again."
        )
    if batch.kind is Kind.RETENTION:
        raise UndoRefused("is_retention", f"{name} deleted rows for good and can't be undone.")
    if batch.undone_by is not None:
        raise UndoRefused("already_undone", f"{name} was undone already, by {batch.undone_by}.")


def _refuse_forgotten(
    cursor: duckdb.DuckDBPyConnection, named: Named, batch: Batch, batches: Iterable[Batch]
) -> None:
    """Refuse a batch of whose rows some were deleted for good; each is there once until then."""
    later = [one for one in batches if one.kind is Kind.RETENTION and one.number > batch.number]
    mine = quoted(batch.batch_id)
    for name in {table for one in later for table in one.counts} & set(batch.counts):
        counts, kept = batch.counts[name], named(replaced(name))
        ((there, for_undo),) = cursor.execute(
            f"SELECT (SELECT count(*) FROM {named(name)} WHERE batch_id = {mine})"
            f" + (SELECT count(*) FROM {kept} WHERE batch_id = {mine}),"
            f" (SELECT count(*) FROM {kept} WHERE {REPLACED_BY} = {mine})"
        ).fetchall()
        if (there, for_undo) != (counts.written, counts.changed):
            raise UndoRefused(
                "forgotten",
                f"{batch.batch_id} can't be undone any more: rows of {name} that it brought or "
                "replaced were deleted for good, because their time was up.",
            )


def _stood_on(found: UndoPreview) -> str:
    reasons = {CORRECTED: "corrected rows of it", REFERS: "refers to rows of it"}
    listed = "; ".join(
        f"{one.batch.batch_id} ({one.batch.author}) {reasons[one.reason]} "
        f"({one.table}: {one.rows:,})"
        for one in found.blockers
    )
    return (
        f"{found.batch.batch_id} can't be undone while later imports stand on it: {listed}. "
        "Undo these first, the newest before the others."
    )


def _take_back(
    connection: duckdb.DuckDBPyConnection, table: Table, batch_id: str, counts: Counts
) -> None:
    """Take the rows of a batch out of a table and put back those that it had replaced."""
    kept = f"SELECT * FROM {in_lake(replaced(table.name))} WHERE {REPLACED_BY} = {quoted(batch_id)}"
    stored = f"SELECT * FROM {in_lake(table.name)} WHERE batch_id = {quoted(batch_id)}"
    found = tuple(_count(connection, one) for one in (stored, kept))
    if found != (counts.removed + counts.restored, counts.restored):
        raise StoreError(
            f"{batch_id} can't be undone: {table.name} has {found[0]:,} of its rows and keeps "
            f"{found[1]:,} that it replaced, its record says "
            f"{counts.removed + counts.restored:,} and {counts.restored:,}. Somebody else changed "
            "the store: take it from the backup."
        )
    replace_rows(connection, table.name, of_batch(batch_id), kept, order(table))
    replace_rows(connection, replaced(table.name), of_batch(batch_id, REPLACED_BY), None)


def _count(connection: duckdb.DuckDBPyConnection, select: str) -> int:
    ((count,),) = connection.execute(f"SELECT count(*) FROM ({select})").fetchall()
    return int(count)


def _standing_on(
    cursor: duckdb.DuckDBPyConnection, named: Named, batch: Batch
) -> Iterator[tuple[str, str, str, int]]:
    """Reason, table, batch and number of rows of what stands on a batch."""
    mine = quoted(batch.batch_id)
    for name, counts in batch.counts.items():
        if counts.written:
            corrected = (
                f"SELECT {REPLACED_BY}, count(*) FROM {named(replaced(name))} "
                f"WHERE batch_id = {mine} GROUP BY 1"
            )
            for other, rows in cursor.execute(corrected).fetchall():
                yield CORRECTED, name, other, rows
    for link in _links():
        if link.target.name in batch.counts and batch.counts[link.target.name].new:
            for other, rows in cursor.execute(_referring(named, link, batch)).fetchall():
                yield REFERS, link.table.name, other, rows


def _referring(named: Named, link: _Link, batch: Batch) -> str:
    """SQL of the later batches with rows that point to what only this batch brought.

    Rows that were replaced since count as well: the undo of what replaced them brings them back.
    """
    mine, keys = quoted(batch.batch_id), ", ".join(f'"{name}"' for name in link.target.key)
    target, kept = named(link.target.name), named(replaced(link.target.name))
    value, field = f'"{link.target_field}"', f'"{link.field}"'
    either = " UNION ALL ".join(
        f"SELECT batch_id, {field} FROM {named(name)} WHERE {link.only} AND {field} IS NOT NULL"
        for name in (link.table.name, replaced(link.table.name))
    )
    return f"""
        WITH brought AS (
            SELECT {keys} FROM {target} WHERE batch_id = {mine}
            UNION SELECT {keys} FROM {kept} WHERE batch_id = {mine}
            EXCEPT SELECT {keys} FROM {kept} WHERE {REPLACED_BY} = {mine}
        ), lost AS (
            SELECT {value} FROM {target} SEMI JOIN brought USING ({keys})
            EXCEPT SELECT {value} FROM {target} ANTI JOIN brought USING ({keys})
        )
        SELECT r.batch_id, count(*) FROM ({either}) r
        SEMI JOIN lost ON r.{field} = lost.{value}
        SEMI JOIN (SELECT batch_id FROM {named("batch")} WHERE number > {batch.number}) later
            ON r.batch_id = later.batch_id
        GROUP BY 1
    """


def _links() -> Iterator[_Link]:
    for table in TABLES.values():
        for field in table.fields:
            if field.reference:
                target, name = field.reference
                yield _Link(table, field.name, TABLES[target], name)
        if {"subject", "subject_id"} <= set(table.names):
            for subject, (target, name) in SUBJECTS.items():
                only = f"subject = {quoted(subject)}"
                yield _Link(table, "subject_id", TABLES[target], name, only)
