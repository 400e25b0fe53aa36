"""What the log of checks says over time: errors to a thousand rows, by month and by amphoe."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from lib.imports.folder import TIME_ZONE
from lib.imports.log import Counts, LoggedCheck
from lib.periods import add_months, month_start

MONTHS = 12
SCHEMA = {
    "month": pl.Date, "amphoe_code": pl.String, "rows": pl.Int64, "errors": pl.Int64,
    "warnings": pl.Int64,
}  # fmt: skip


def counted(checks: Sequence[LoggedCheck]) -> pl.DataFrame:
    """Rows, errors and warnings of the checked files by month and amphoe, with SCHEMA.

    The same files count once a month, as they were when last checked: who looks twice at a file
    that has not changed has not made its errors twice.
    """
    last = {(_month(one), tuple(digest for _, digest in one.files)): one for one in checks}
    rows = []
    for (month, _), one in last.items():
        for code in sorted({*one.rows, *one.errors, *one.warnings}):
            counts = (_sum(one.errors, code), _sum(one.warnings, code))
            rows.append((month, code, one.rows.get(code, 0), *counts))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return frame.group_by("month", "amphoe_code").sum().sort("month", "amphoe_code")


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


def _month(one: LoggedCheck) -> date:
    return month_start(one.at.astimezone(TIME_ZONE).date())


def _sum(counts: Counts, code: str) -> int:
    return sum(counts.get(code, {}).values())
