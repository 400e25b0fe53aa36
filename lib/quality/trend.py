"""What the log of checks says over time: errors to a thousand rows, by month and by amphoe."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TypeVar

import polars as pl

from lib.imports.folder import TIME_ZONE
from lib.imports.log import Counts, LoggedCheck, Spot, numbers
from lib.periods import add_months, month_start

MONTHS = 12
Value = TypeVar("Value")
PLACES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "at": pl.Datetime(time_zone="UTC"), "file": pl.String, "sheet": pl.String,
    "column": pl.String, "kind": pl.String, "amphoe_code": pl.String, "row": pl.UInt32,
}  # fmt: skip
SCHEMA = {
    "month": pl.Date, "amphoe_code": pl.String, "rows": pl.Int64, "errors": pl.Int64,
    "warnings": pl.Int64,
}  # fmt: skip


def within(checks: Iterable[LoggedCheck], areas: Sequence[str]) -> list[LoggedCheck]:
    """The checks with what they say of some areas alone; all of it without any."""
    if not areas:
        return list(checks)

    def inside(code: str) -> bool:
        return code.startswith(tuple(areas))

    def some(counts: Mapping[str, Value]) -> dict[str, Value]:
        return {code: one for code, one in counts.items() if inside(code)}

    parts = (
        replace(
            one, rows=some(one.rows), errors=some(one.errors), warnings=some(one.warnings),
            spots=tuple(spot for spot in one.spots if inside(spot.amphoe)),
        )
        for one in checks
    )  # fmt: skip
    return [one for one in parts if one.rows or one.errors or one.warnings]


def counting(checks: Iterable[LoggedCheck]) -> list[LoggedCheck]:
    """The checks that count: of the same files the last one of each month.

    Who looks twice at a file that has not changed has not made its errors twice.
    """
    return list({(month_of(one), tuple(d for _, d in one.files)): one for one in checks}.values())


def counted(checks: Sequence[LoggedCheck]) -> pl.DataFrame:
    """Rows, errors and warnings of the checks that count by month and amphoe, with SCHEMA."""
    rows = []
    for one in counting(checks):
        for code in sorted({*one.rows, *one.errors, *one.warnings}):
            counts = (_sum(one.errors, code), _sum(one.warnings, code))
            rows.append((month_of(one), code, one.rows.get(code, 0), *counts))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return frame.group_by("month", "amphoe_code").sum().sort("month", "amphoe_code")


@dataclass(frozen=True, eq=False)
class Places:
    """Where findings stand: `rows` has one row a finding, with PLACES, the newest check first.

    `lost` are those of which the log says how many they are, not where.
    """

    rows: pl.DataFrame
    lost: int


def places(checks: Iterable[LoggedCheck], *, warning: bool, amphoe: str | None = None) -> Places:
    """Where the errors (or the warnings) of checks stand, of one amphoe or of all."""
    rows: list[tuple[datetime, str, str, str, str, str, int | None]] = []
    total = 0
    for one in sorted(checks, key=lambda check: check.at, reverse=True):
        counts = one.warnings if warning else one.errors
        total += sum(_sum(counts, code) for code in counts if amphoe in (None, code))
        for spot in one.spots:
            if spot.warning is warning and amphoe in (None, spot.amphoe):
                file = one.files[spot.file][0] if spot.file < len(one.files) else ""
                place = (
                    one.at.astimezone(UTC),
                    file,
                    spot.sheet,
                    spot.column,
                    spot.kind,
                    spot.amphoe,
                )
                rows += [(*place, row) for row in _rows(spot)]
    return Places(pl.DataFrame(rows, schema=PLACES, orient="row"), total - len(rows))


def _rows(spot: Spot) -> Iterator[int | None]:
    """The rows of a spot; None for a finding about no row. Nothing where they were not kept."""
    if spot.rows:
        yield from numbers(spot.rows)
    elif spot.whole:
        yield None


def since(checks: Sequence[LoggedCheck]) -> date:
    """The first of the last MONTHS months up to the newest check."""
    newest = max((month_of(one) for one in checks), default=date.max.replace(day=1))
    return add_months(newest, 1 - MONTHS)


def by_month(counts: pl.DataFrame) -> pl.DataFrame:
    """rows, errors, warnings and per_1000 of each month with checks, in order."""
    return _rated(counts.group_by("month").agg(pl.col("rows", "errors", "warnings").sum())).sort(
        "month"
    )


def by_amphoe(counts: pl.DataFrame) -> pl.DataFrame:
    """The same by amphoe for the last MONTHS months up to the newest check, the worst first.

    per_1000 is missing for findings that belong to no amphoe and so to no rows.
    """
    newest = counts["month"].max()
    if not isinstance(newest, date):
        return _rated(counts.drop("month"))
    since = add_months(newest, 1 - MONTHS)
    some = counts.filter(pl.col("month") >= since).group_by("amphoe_code")
    rated = _rated(some.agg(pl.col("rows", "errors", "warnings").sum()))
    return rated.sort(["per_1000", "amphoe_code"], descending=[True, False], nulls_last=True)


def _rated(counts: pl.DataFrame) -> pl.DataFrame:
    rate = pl.when(pl.col("rows") > 0).then(1000 * pl.col("errors") / pl.col("rows"))
    return counts.with_columns(per_1000=rate)


def month_of(one: LoggedCheck) -> date:
    """The month in which a check was made, in Thailand."""
    return month_start(one.at.astimezone(TIME_ZONE).date())


def _sum(counts: Counts, code: str) -> int:
    return sum(counts.get(code, {}).values())
