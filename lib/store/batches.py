"""The records of a store: what each batch brought, and what the store holds by them.

The records are only ever added to. A batch is undone when a later one says that it undoes it, and
whatever an undone batch said of the store does not count any more.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

import duckdb
import polars as pl

from lib.store.rewriting import in_lake, replace_rows
from lib.store.schema import BATCH_COLUMNS, INFO_COLUMNS, POLARS_TYPES

# The name of a table in SQL: readers have it plain, writers in the lake.
Named = Callable[[str], str]

_BATCHES = """
    SELECT b.batch_id, b.number, b.kind, b.made_on, b.author, b.account, b.message, b.files,
           b.counts, b.data_date, b.undoes, u.batch_id
    FROM {batch} b LEFT JOIN {batch} u ON u.undoes = b.batch_id
    ORDER BY b.number DESC
"""
# Of the batches that count, the newest that described the store holds; those after it may tell of
# later days.
_INFO = """
    WITH counting AS (
        SELECT number, data_date FROM {batch} b
        WHERE b.undoes IS NULL AND b.batch_id IS DISTINCT FROM ?
          AND NOT EXISTS (SELECT 1 FROM {batch} u WHERE u.undoes = b.batch_id)
    ), described AS (
        SELECT * FROM {store_info} WHERE number = 0 OR number IN (SELECT number FROM counting)
        ORDER BY number DESC LIMIT 1
    )
    SELECT simulated,
           greatest(data_date, (SELECT max(c.data_date) FROM counting c WHERE c.number > d.number)),
           loaded_from, fingerprint
    FROM described d
"""


class Kind(StrEnum):
    """What a batch is."""

    FIRST = "first"  # the rows that a store was made with
    IMPORT = "import"
    UNDO = "undo"
    RETENTION = "retention"  # rows whose time was up were deleted


@dataclass(frozen=True)
class StoreInfo:
    """What a store holds; `loaded_from` is a label for people, `fingerprint` is of the contents."""

    simulated: bool
    data_date: date
    loaded_from: str
    fingerprint: str


@dataclass(frozen=True)
class SourceFile:
    """A file that a batch came from: its name without folders, and the SHA-256 of its bytes."""

    name: str
    sha256: str

    @classmethod
    def of(cls, file: Path) -> Self:
        """The record of a file; raises OSError."""
        with file.open("rb") as handle:
            return cls(file.name, hashlib.file_digest(handle, hashlib.sha256).hexdigest())


@dataclass(frozen=True)
class Counts:
    """What a batch did to a table, in rows.

    An import brings new rows, puts changed ones in the place of stored ones and leaves alone those
    that are stored the same; an undo takes rows away and brings back the ones they had replaced.
    Retention takes rows away that told of days `before` one (year-month-day).
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    restored: int = 0
    before: str = ""

    @property
    def written(self) -> int:
        """Rows that it made a difference to."""
        return self.new + self.changed + self.removed + self.restored


@dataclass(frozen=True)
class Batch:
    """One import or undo: who stored what, when (UTC), from which files.

    `number` is the order of the batches of a store, from 1. `author` is how the person is called,
    which several may be; `account` is the account that did it, or empty. `undoes` names the batch
    that an undo took back, `undone_by` the undo that took back this one. `data_date` is the day
    up to which the rows tell, where the import gave it.
    """

    batch_id: str
    number: int
    kind: Kind
    made_on: datetime
    author: str
    message: str
    counts: Mapping[str, Counts]
    files: tuple[SourceFile, ...] = ()
    data_date: date | None = None
    undoes: str | None = None
    undone_by: str | None = None
    account: str = ""

    @property
    def rows(self) -> int:
        """Rows of all tables that it made a difference to."""
        return sum(counts.written for counts in self.counts.values())

    @property
    def stored(self) -> bool:
        """Whether it is in the store; an import that would change nothing is not."""
        return self.number > 0


def new_batch(
    kind: Kind,
    author: str,
    message: str,
    files: Sequence[SourceFile] = (),
    data_date: date | None = None,
    undoes: str | None = None,
    account: str = "",
) -> Batch:
    """A batch that is not stored yet, without counts and number."""
    now = datetime.now(UTC)
    batch_id = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    return Batch(
        batch_id, 0, kind, now, author, message, {}, tuple(files), data_date, undoes,
        account=account,
    )  # fmt: skip


def read_batches(cursor: duckdb.DuckDBPyConnection, named: Named) -> list[Batch]:
    """All batches, newest first."""
    rows = cursor.execute(_BATCHES.format(batch=named("batch"))).fetchall()
    return [_batch(*row) for row in rows]


def read_info(
    cursor: duckdb.DuckDBPyConnection, named: Named, without: str | None = None
) -> StoreInfo:
    """What the store holds by its records; or would, `without` a batch."""
    statement = _INFO.format(batch=named("batch"), store_info=named("store_info"))
    return StoreInfo(*cursor.execute(statement, [without]).fetchall()[0])


def write_batch(connection: duckdb.DuckDBPyConnection, batch: Batch) -> Batch:
    """Add the record of a batch, with the next number, which the batch given back has."""
    newest = f"SELECT coalesce(max(number), 0) FROM {in_lake('batch')}"
    ((number,),) = connection.execute(newest).fetchall()
    batch = replace(batch, number=number + 1)
    row = (
        batch.batch_id,
        batch.number,
        str(batch.kind),
        batch.made_on.replace(tzinfo=None),
        batch.author,
        batch.account or None,
        batch.message,
        json.dumps([asdict(file) for file in batch.files], ensure_ascii=False),
        json.dumps({table: _plain(counts) for table, counts in batch.counts.items()}),
        batch.data_date,
        batch.undoes,
    )
    _add(connection, "batch", BATCH_COLUMNS, row)
    return batch


def write_info(connection: duckdb.DuckDBPyConnection, info: StoreInfo, number: int = 0) -> None:
    """Describe the store anew, as the batch of that number does; 0 is before any batch."""
    now = datetime.now(UTC).replace(tzinfo=None)
    row = (info.simulated, info.data_date, info.loaded_from, info.fingerprint, now, number)
    _add(connection, "store_info", INFO_COLUMNS, row)


def _add(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    row: Sequence[object],
) -> None:
    schema = {name: POLARS_TYPES[kind] for name, kind in columns.items()}
    frame = pl.DataFrame([row], schema=schema, orient="row")
    connection.register("record", frame.to_arrow())
    replace_rows(connection, table, None, "SELECT * FROM record", "number")
    connection.unregister("record")


def _plain(counts: Counts) -> dict[str, object]:
    """Counts for a record; earlier programs do not know `before`, which most records have not."""
    return {name: value for name, value in asdict(counts).items() if name != "before" or value}


def _batch(
    batch_id: str,
    number: int,
    kind: str,
    made_on: datetime,
    author: str,
    account: str | None,
    message: str,
    files: str,
    counts: str,
    data_date: date | None,
    undoes: str | None,
    undone_by: str | None,
) -> Batch:
    return Batch(
        batch_id=batch_id,
        number=number,
        kind=Kind(kind),
        made_on=made_on.replace(tzinfo=UTC),
        author=author,
        account=account or "",
        message=message,
        counts={table: Counts(**numbers) for table, numbers in json.loads(counts).items()},
        files=tuple(SourceFile(**file) for file in json.loads(files)),
        data_date=data_date,
        undoes=undoes,
        undone_by=undone_by,
    )


def forgotten_days(batches: Iterable[Batch]) -> dict[str, date]:
    """Of each table of which retention deleted rows, the day before which those told."""
    days: dict[str, date] = {}
    for batch in batches:
        for table, counts in batch.counts.items():
            if counts.before:
                day = date.fromisoformat(counts.before)
                days[table] = max(day, days.get(table, day))
    return days
