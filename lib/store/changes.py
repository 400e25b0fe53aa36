"""Delivered rows against the stored ones: which are new, which change, which are there already.

Rows are matched by the key of their table. A field that was not delivered, because the file has no
such column, is not compared, and a correction leaves it as it is; an empty cell of a column that
is there was delivered, and empties the stored value. DuckDB compares, over whole columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb
import polars as pl

from lib.store.batches import Counts
from lib.store.model import TABLES, Table
from lib.store.schema import conform

NEW, CHANGED, SAME = "new", "changed", "same"
KINDS = pl.Enum([NEW, CHANGED, SAME])
ROW = "row"


@dataclass(frozen=True)
class Prepared:
    """Rows of a table as they would be stored, with the fields that were delivered."""

    table: Table
    frame: pl.DataFrame

    @property
    def delivered(self) -> tuple[str, ...]:
        """Names of the delivered fields."""
        return tuple(self.frame.columns)


@dataclass(frozen=True)
class Changes:
    """What storing the rows of a table would do.

    `kinds` says of each delivered row, in order, whether it is new, changed or the same. `stored`
    has a row for each changed one: `row`, its position among the delivered, and the stored values
    of all fields and of `batch_id`.
    """

    table: Table
    delivered: pl.DataFrame
    kinds: pl.Series
    stored: pl.DataFrame

    @cached_property
    def counts(self) -> Counts:
        """How many rows are new, changed and the same."""
        found = dict(self.kinds.value_counts().iter_rows())
        return Counts(found.get(NEW, 0), found.get(CHANGED, 0), found.get(SAME, 0))

    @cached_property
    def differs(self) -> pl.DataFrame:
        """For each row of `stored` and each delivered field outside the key: does it change?"""
        becomes = self.delivered[self.stored[ROW]]
        names = [name for name in self.delivered.columns if name not in self.table.key]
        return pl.DataFrame([becomes[name].ne_missing(self.stored[name]) for name in names])

    @property
    def fields(self) -> Mapping[str, int]:
        """The fields that change, with how many rows each does in."""
        counts = {name: int(self.differs[name].sum()) for name in self.differs.columns}
        return {name: count for name, count in counts.items() if count}

    def corrections(self, limit: int | None = None) -> pl.DataFrame:
        """The changed cells of the first `limit` changed rows: row, field, was, becomes.

        Values are text (dates in ISO 8601, empty cells null); `row` is the position among the
        delivered rows.
        """
        stored, differs = self.stored.head(limit or self.stored.height), self.differs
        becomes = self.delivered[stored[ROW]]
        parts = [
            pl.DataFrame(
                {
                    ROW: stored[ROW],
                    "field": pl.repeat(name, stored.height, dtype=pl.String, eager=True),
                    "was": stored[name].cast(pl.String),
                    "becomes": becomes[name].cast(pl.String),
                }
            ).filter(differs[name].head(stored.height))
            for name in self.fields
        ]
        if not parts:
            return pl.DataFrame(
                schema={ROW: pl.UInt32, "field": pl.String, "was": pl.String, "becomes": pl.String}
            )
        return pl.concat(parts).sort(ROW, maintain_order=True)


def prepare(tables: Mapping[str, pl.DataFrame]) -> dict[str, Prepared]:
    """Check that rows conform to the model; raises ValueError (`schema.conform`)."""
    if unknown := set(tables) - set(TABLES):
        raise ValueError(f"No such tables: {', '.join(sorted(unknown))}; use {', '.join(TABLES)}.")
    ready: dict[str, Prepared] = {}
    for name, frame in tables.items():
        typed = conform(TABLES[name], frame)
        ready[name] = Prepared(
            TABLES[name], typed[[c for c in typed.columns if c in frame.columns]]
        )
    return ready


def compare(cursor: duckdb.DuckDBPyConnection, one: Prepared, stored: str) -> Changes:
    """Compare rows with those of a table, `stored` being its name in SQL."""
    numbered = one.frame.with_row_index(ROW)
    differ = differ_sql(one.table, one.delivered)
    pairs = f"FROM incoming i JOIN {stored} s ON {match_sql(one.table)}"
    known = _ask(cursor, numbered, f"SELECT i.{ROW}, {differ} AS differs {pairs}")
    kinds = pl.Series("kind", [NEW], dtype=KINDS).new_from_index(0, one.frame.height)
    kinds = kinds.scatter(
        known[ROW],
        known["differs"].replace_strict([True, False], [CHANGED, SAME], return_dtype=KINDS),
    )
    changed = numbered[(kinds == CHANGED).arg_true()]
    columns = ", ".join(f's."{name}"' for name in (*one.table.names, "batch_id"))
    was = _ask(cursor, changed, f"SELECT i.{ROW}, {columns} {pairs} ORDER BY i.{ROW}")
    return Changes(one.table, one.frame, kinds, was)


def match_sql(table: Table) -> str:
    """The condition that an incoming row `i` and a stored row `s` have the same key."""
    return " AND ".join(f'i."{name}" = s."{name}"' for name in table.key)


def differ_sql(table: Table, delivered: Sequence[str]) -> str:
    """The condition that a delivered field of `i` is another than that of `s`."""
    names = [name for name in delivered if name not in table.key]
    return " OR ".join(f'i."{name}" IS DISTINCT FROM s."{name}"' for name in names) or "false"


def _ask(cursor: duckdb.DuckDBPyConnection, incoming: pl.DataFrame, statement: str) -> pl.DataFrame:
    cursor.register("incoming", incoming.to_arrow())
    try:
        return cursor.execute(statement).pl()
    finally:
        cursor.unregister("incoming")
