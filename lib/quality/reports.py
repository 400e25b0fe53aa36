"""Monthly reports that were due: which are in, how late, and which are missing."""

from datetime import date

import polars as pl

from lib.access.scope import Scope
from lib.periods import add_months, month_start, report_due
from lib.store.lake import Store
from lib.store.reference import area_frame

ON_TIME, LATE, MISSING = "on_time", "late", "missing"
MONTHS = 12  # the last ones whose reports were due
SCHEMA = {
    "code": pl.String, "amphoe_code": pl.String, "month": pl.Date, "due_on": pl.Date,
    "submitted_on": pl.Date, "days": pl.Int32, "state": pl.String,
}  # fmt: skip


def due_reports(store: Store, until: date) -> pl.DataFrame:
    """The reports of all tambon of the last MONTHS months whose reports were due before a day.

    One row a tambon (code) and month with SCHEMA: `state` is on time, late or missing; `days`
    how many after the due date it came in, for missing ones how many have passed by then. Months
    before the first report of all are not asked for; no rows where there are no reports.
    """
    found = store.rows(
        "SELECT tambon_code, month, submitted_on FROM report", Scope.everything()
    ).select(
        code=pl.col("tambon_code").cast(pl.String),
        month=pl.col("month").cast(pl.Date),
        submitted_on=pl.col("submitted_on").cast(pl.Date),
    )
    months = _months(found["month"].min(), until)
    if not months:
        return pl.DataFrame(schema=SCHEMA)
    tambon = area_frame().filter(pl.col("level") == "tambon").select("code", "amphoe_code")
    due = pl.DataFrame({"month": months, "due_on": [report_due(one) for one in months]})
    asked = tambon.join(due, how="cross").join(
        found.unique(["code", "month"]), on=["code", "month"], how="left", maintain_order="left"
    )
    came = pl.when(pl.col("submitted_on") <= until).then(pl.col("submitted_on"))
    days = (pl.coalesce(came, pl.lit(until)) - pl.col("due_on")).dt.total_days()
    state = pl.when(came.is_null()).then(pl.lit(MISSING)).when(days > 0).then(pl.lit(LATE))
    return asked.with_columns(
        submitted_on=came, days=days.cast(pl.Int32), state=state.otherwise(pl.lit(ON_TIME))
    ).select(list(SCHEMA))


def _months(first: object, until: date) -> list[date]:
    """The first days of the months that are asked for, in order."""
    if not isinstance(first, date):
        return []
    start = month_start(until)
    every = [add_months(start, -back) for back in range(MONTHS + 2)]
    return sorted([one for one in every if report_due(one) < until and one >= first][:MONTHS])
