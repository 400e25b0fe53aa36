"""The figures of the data quality screen: by amphoe, by kind of fault, by field."""

import polars as pl

from lib.quality.faults import FAMILIES
from lib.quality.quality import Quality
from lib.quality.reports import LATE, MISSING
from lib.quality.stored import UNKNOWN

FEW_ROWS = 200  # of all tables: an amphoe with fewer is not called the worst
FEW_CELLS = 30  # of one field


def by_amphoe(quality: Quality) -> pl.DataFrame:
    """One row an amphoe, by code; UNKNOWN last, and only where there are such rows.

    due, in_time, late, missing: monthly reports; days: the median of days late of those that came
    in late; one column a family of faults; faults: the rows that have any; rows: all of them;
    per_1000: faults to a thousand rows; filled: per cent of the optional cells that should be
    filled. Missing (null) where there is nothing to count from.
    """
    codes = sorted({*quality.totals["amphoe_code"], *quality.reports["amphoe_code"]})
    order = [code for code in codes if code != UNKNOWN] + [UNKNOWN] * (UNKNOWN in codes)
    found = pl.DataFrame({"amphoe_code": order}, schema={"amphoe_code": pl.String})
    for part in (_reports(quality), _faults(quality), _rows(quality), _filled(quality)):
        found = found.join(part, on="amphoe_code", how="left", maintain_order="left")
    counts = ["late", "missing", "due", *FAMILIES, "faults", "rows"]
    return _rates(found.with_columns(pl.col(counts).fill_null(0)))


def total(amphoe: pl.DataFrame, quality: Quality) -> pl.DataFrame:
    """The one row of all amphoe together, with the columns of `by_amphoe`."""
    late = quality.reports.filter(pl.col("state") == LATE)["days"]
    counts = ["due", "late", "missing", *FAMILIES, "faults", "rows", "cells", "full"]
    summed = amphoe.select(pl.col(counts).sum()).with_columns(
        amphoe_code=pl.lit(UNKNOWN), days=pl.lit(late.median(), dtype=pl.Float64)
    )
    return _rates(summed).select(amphoe.columns)


def by_kind(quality: Quality) -> pl.DataFrame:
    """One row a kind of fault and table, the commonest first: count, and group and at of one."""
    return (
        quality.faults.rows.group_by("kind", "table", "family")
        .agg(pl.len().alias("count"), pl.col("group").first(), pl.col("at").first())
        .sort(["count", "kind", "table"], descending=[True, False, False])
    )


def by_field(quality: Quality) -> pl.DataFrame:
    """One row a field that should be filled, the emptiest first.

    rows, filled, empty: counts; share: per cent filled; worst: the amphoe with the lowest share
    of those with FEW_CELLS rows or more, where it lies below the share of all;
    worst_share and worst_empty are its figures.
    """
    share = 100 * pl.col("filled") / pl.col("rows")
    every = quality.filled.group_by("table", "field").agg(pl.col("rows", "filled").sum())
    every = every.with_columns(share=share, empty=pl.col("rows") - pl.col("filled"))
    known = quality.filled.filter(
        (pl.col("rows") >= FEW_CELLS) & (pl.col("amphoe_code") != UNKNOWN)
    )
    worst = (
        known.with_columns(worst_share=share, worst_empty=pl.col("rows") - pl.col("filled"))
        .sort("worst_share", "amphoe_code")
        .group_by("table", "field", maintain_order=True)
        .agg(pl.col("amphoe_code").first().alias("worst"),
             pl.col("worst_share", "worst_empty").first())
    )  # fmt: skip
    joined = every.join(worst, on=["table", "field"], how="left")
    lower = pl.col("worst_share") < pl.col("share")
    told = [pl.when(lower).then(pl.col(one)) for one in ("worst", "worst_share", "worst_empty")]
    return joined.with_columns(told).sort("share", "table", "field")


def _reports(quality: Quality) -> pl.DataFrame:
    late, missing = (pl.col("state") == name for name in (LATE, MISSING))
    return quality.reports.group_by("amphoe_code").agg(
        due=pl.len(),
        late=late.sum(),
        missing=missing.sum(),
        days=pl.col("days").filter(late).median(),
    )


def _faults(quality: Quality) -> pl.DataFrame:
    rows = quality.faults.rows
    families = {one: (pl.col("family") == one).sum() for one in FAMILIES}
    return rows.group_by("amphoe_code").agg(**families, faults=pl.struct("table", "id").n_unique())


def _rows(quality: Quality) -> pl.DataFrame:
    return quality.totals.group_by("amphoe_code").agg(pl.col("rows").sum())


def _filled(quality: Quality) -> pl.DataFrame:
    return quality.filled.group_by("amphoe_code").agg(
        cells=pl.col("rows").sum(), full=pl.col("filled").sum()
    )


def _rates(counts: pl.DataFrame) -> pl.DataFrame:
    """The shares and rates of counts; missing where they would be of nothing."""

    def of(part: pl.Expr, whole: str, scale: int) -> pl.Expr:
        return pl.when(pl.col(whole) > 0).then(scale * part / pl.col(whole))

    return counts.with_columns(
        in_time=of(pl.col("due").cast(pl.Int64) - pl.col("late") - pl.col("missing"), "due", 100),
        per_1000=of(pl.col("faults"), "rows", 1000),
        filled=of(pl.col("full"), "cells", 100),
    )
