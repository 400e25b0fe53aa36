"""All figures of the data quality screen, of one version of the store."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import polars as pl

from lib.access.scope import Right, Scope
from lib.quality.faults import Faults, as_rows, between, of_table
from lib.quality.reports import due_reports
from lib.quality.stored import REFS, Stored, amphoe_of, date_field, key_of, place_field, read
from lib.store.findings import Findings
from lib.store.lake import Store
from lib.store.model import TABLES, Table

# Optional fields that say something by being empty: it has not happened, or there is none.
MAY_BE_EMPTY: Mapping[str, frozenset[str]] = {
    "officer": frozenset({"end_date"}),
    "activity": frozenset({"partner_agency"}),
    "service": frozenset({"activity_id", "referred_to"}),
    "follow_up": frozenset({"done_on", "outcome", "income_before", "income_after"}),
    "need": frozenset({"referred_to", "answered_on", "activity_id"}),
    "situation": frozenset({"resolved_on"}),
}
WORKERS = 2
BETWEEN = ("report", "activity")  # tables that are looked at together
TOTALS = {"table": pl.String, "amphoe_code": pl.String, "rows": pl.UInt32}
FILLED = {
    "table": pl.String, "field": pl.String, "amphoe_code": pl.String, "rows": pl.UInt32,
    "filled": pl.UInt32,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Quality:
    """What is known of the stored rows within a scope.

    `totals` has the number of rows by table and amphoe; `filled`, for each optional field that
    should be filled, how many rows have it; `reports` the monthly reports that were due by
    `until`. Rows whose code is none of the area list are under the amphoe "".
    """

    faults: Faults
    totals: pl.DataFrame
    filled: pl.DataFrame
    reports: pl.DataFrame
    until: date


def look(store: Store, scope: Scope, *, until: date, today: date | None) -> Quality:
    """Check all that is stored in the newest version; takes seconds.

    `until` is the day up to which the data tell, `today` the last one that real rows may record
    (None for simulated ones). Everything says what is usual, the scope says what is shown of it.
    Raises PermissionError for a scope without the right to quality.
    """
    _need_right(scope)
    found, kept = [], []
    totals, filled = [pl.DataFrame(schema=TOTALS)], [pl.DataFrame(schema=FILLED)]
    with ThreadPoolExecutor(WORKERS) as workers:  # most of it is computed outside Python
        every = workers.map(lambda table: _checked(store, table, today), TABLES.values())
        for one, faulty in every:
            found.append((one.table.name, one.refs, faulty))
            totals.append(_totals(one))
            filled += _filled(one)
            kept += [one] if one.table.name in BETWEEN else []
    more = between(kept)
    found += [(one.table.name, one.refs, more[one.table.name]) for one in kept]
    faults = as_rows(found)
    return Quality(
        Faults(_within(faults.rows, scope), faults.groups),
        _within(pl.concat(totals), scope),
        _within(pl.concat(filled), scope),
        _within(due_reports(store, until), scope),
        until,
    )


def _checked(store: Store, table: Table, today: date | None) -> tuple[Stored, Findings]:
    one = read(store, table, today)
    return one, of_table(one, store)


def wanted(table: Table) -> Iterator[str]:
    """The optional fields of a table that should be filled all the same."""
    leave = MAY_BE_EMPTY.get(table.name, frozenset())
    for item in table.fields:
        if not (item.required or item.name in leave or item.name in table.key):
            yield item.name


def empty_rows(store: Store, scope: Scope, table: Table, field: str) -> pl.DataFrame:
    """The rows of a table in which an optional field is empty: table, and REFS of each.

    Those within the areas of the scope, which the store cuts too.
    """
    _need_right(scope)
    if field not in set(wanted(table)):
        raise KeyError(f"{table.name}.{field} is no field that should be filled.")
    names = dict.fromkeys([*table.key, place_field(table), date_field(table)])
    listed = ", ".join(f'one."{name}"' for name in names if name)
    place, join = f'one."{place_field(table)}"', ""
    if place_field(table) is None:
        place = "known.tambon_code"
        join = "LEFT JOIN occupational_group AS known ON known.group_id = one.group_id"
    text = f'SELECT {listed}, {place} AS code_ FROM "{table.name}" AS one {join} '
    rows = store.rows(f'{text} WHERE one."{field}" IS NULL', scope)
    day = date_field(table)
    when = pl.col(day).cast(pl.Date) if day else pl.lit(None, dtype=pl.Date)
    found = rows.select(
        key_of(table), code=pl.col("code_").cast(pl.String), date=when
    ).with_columns(amphoe_code=amphoe_of(pl.col("code")), table=pl.lit(table.name))
    return _within(found.select("table", *REFS).sort("date", "id"), scope)


def _need_right(scope: Scope) -> None:
    if not scope.may(Right.QUALITY):
        raise PermissionError("The quality of the data is for those with the right to see it.")


def _within(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """What lies within the areas of a scope."""
    if not scope.areas:
        return rows
    inside = pl.any_horizontal(pl.col("amphoe_code").str.starts_with(one) for one in scope.areas)
    return rows.filter(inside)


def _totals(one: Stored) -> pl.DataFrame:
    counted = one.refs.group_by("amphoe_code").len("rows")
    return counted.with_columns(table=pl.lit(one.table.name)).select(
        pl.col(name).cast(kind) for name, kind in TOTALS.items()
    )


def _filled(one: Stored) -> Iterator[pl.DataFrame]:
    frame = one.checked.frame.with_columns(one.refs["amphoe_code"].alias("amphoe_"))
    for name in wanted(one.table):
        counted = frame.group_by("amphoe_").agg(rows=pl.len(), filled=pl.col(name).count())
        yield counted.select(
            table=pl.lit(one.table.name), field=pl.lit(name), amphoe_code=pl.col("amphoe_"),
            rows=pl.col("rows").cast(pl.UInt32), filled=pl.col("filled").cast(pl.UInt32),
        )  # fmt: skip
