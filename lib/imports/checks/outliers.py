"""What is unlikely in checked rows: warnings, which keep nothing out."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from lib.imports.checks.impossible import impossible
from lib.imports.checks.likely import MonthlyRule, UnusualRule, likely_rules
from lib.imports.spelling.dates import shown
from lib.store.check import Checked
from lib.store.codelists import code_list
from lib.store.findings import Findings, Group
from lib.store.model import FieldType

UNUSUAL, COUNT = "unusual_number", "unusual_count"
_LEAST_ROWS = 30  # with fewer there is no telling what is usual
_LEAST_MONTHS = 12
_NORMAL = 1.4826  # makes the median distance that of a normal distribution
_LEAST_DISTANCE = 0.3  # where nearly all are alike, on the logarithmic scale


def outliers(checked: Checked, stored: pl.DataFrame | None = None) -> Findings:
    """Warnings about rows of a table that are unlikely, alone or beside the others.

    `stored` are typed rows of the same table that are stored already (columns of
    `columns_compared`); they and the rows themselves say what is usual.
    """
    rules = likely_rules(checked.delivered.table.name)
    groups = [group for rule in rules.unusual for group in _unusual(checked, rule, stored)]
    groups += [group for rule in rules.monthly for group in _monthly(checked, rule, stored)]
    return Findings((*groups, *impossible(checked)))


def columns_compared(table: str) -> tuple[str, ...]:
    """The columns of stored rows that `outliers` compares with, in a table by name."""
    rules = likely_rules(table)
    names = [name for rule in rules.unusual for name in (*rule.of, rule.by) if name]
    for monthly in rules.monthly:
        names += [monthly.date, "tambon_code"]
    return tuple(dict.fromkeys(names))


def _unusual(checked: Checked, rule: UnusualRule, stored: pl.DataFrame | None) -> Iterator[Group]:
    needed = {*rule.of, *([rule.by] if rule.by else [])}
    if not needed <= set(checked.frame.columns):
        return
    rows = _amounts(checked.frame, rule)
    usual = rows if stored is None else pl.concat([rows, _amounts(stored, rule)])
    for (by,), part in rows.with_row_index("at").group_by("by", maintain_order=True):
        alike = usual.filter(pl.col("by").eq_missing(by))["amount"]
        if len(alike) < _LEAST_ROWS:
            continue
        low, high = _limits(alike, rule.spread)
        far = part["amount"] > high
        if rule.low:
            far |= part["amount"] < low
        at = part["at"].filter(far)
        if len(at):
            yield _about(checked, rule, at, None if by is None else str(by), low, high, len(alike))


def _amounts(frame: pl.DataFrame, rule: UnusualRule) -> pl.DataFrame:
    """Amount (null where there is none) and the code that it is compared within, row by row."""
    amount = pl.sum_horizontal([pl.col(name).cast(pl.Float64) for name in rule.of])
    given = pl.any_horizontal([pl.col(name).is_not_null() for name in rule.of])
    some = given & (amount > 0)
    by = pl.col(rule.by) if rule.by else pl.lit(None, dtype=pl.String)
    return frame.select(pl.when(some).then(amount).alias("amount"), by.alias("by"))


def _limits(amounts: pl.Series, spread: float) -> tuple[float, float]:
    """What is usual: medians on a logarithmic scale, which no single slip can move."""
    scale = amounts.drop_nulls().log1p().to_numpy()
    if not len(scale):
        return 0.0, float("inf")
    middle = float(np.median(scale))
    distance = _NORMAL * float(np.median(np.abs(scale - middle)))
    margin = spread * max(distance, _LEAST_DISTANCE)
    return max(float(np.expm1(middle - margin)), 0.0), float(np.expm1(middle + margin))


def _about(
    checked: Checked,
    rule: UnusualRule,
    at: pl.Series,
    by: str | None,
    low: float,
    high: float,
    count: int,
) -> Group:
    table = checked.delivered.table
    items = [table.field(name) for name in rule.of]
    what = {"th": " + ".join(item.thai for item in items),
            "en": " + ".join(item.english for item in items)}  # fmt: skip
    codes = table.field(rule.by).codes if rule.by else None
    if by is not None and codes:
        what["th"] += f" ({code_list(codes).label(by, 'th')})"
        what["en"] += f" ({code_list(codes).label(by, 'en')})"
    facts = {"what_th": what["th"], "what_en": what["en"], "count": f"{count:,}"}
    facts |= {"low": f"{np.floor(low):,.0f}", "high": f"{np.ceil(high):,.0f}"}
    group = checked.group(UNUSUAL, items[0], at, facts)
    if len(items) == 1:
        return group
    amounts = _amounts(checked.frame, rule)["amount"].gather(at)
    shown_amounts = pl.Series([f"{amount:,.0f}" for amount in amounts])
    return Group(group.file, group.kind, group.column, group.rows, shown_amounts, group.facts,
                 sheet=group.sheet)  # fmt: skip


def _monthly(checked: Checked, rule: MonthlyRule, stored: pl.DataFrame | None) -> Iterator[Group]:
    table = checked.delivered.table
    tambon = next((item for item in table.fields if item.type is FieldType.TAMBON), None)
    if tambon is None or not {tambon.name, rule.date} <= set(checked.frame.columns):
        return
    rows = _months(checked.frame, rule.date, tambon.name)
    before = None if stored is None else _months(stored, rule.date, tambon.name)
    counts = _counts(rows, rule.spread, before).filter(
        (pl.col("count") > pl.col("usual")) & (pl.col("count") >= rule.least)
    )
    for (month,), part in counts.sort("month", "first").group_by("month", maintain_order=True):
        thai, english = shown(month, month=True)
        others = pl.Series(
            [f"{count:,} > {usual:,.0f}" for count, usual in part.select("count", "usual").rows()]
        )
        facts = {"month_th": thai, "month_en": english}
        yield checked.group(COUNT, tambon, part["first"], facts, others)


def _months(frame: pl.DataFrame, date: str, tambon: str) -> pl.DataFrame:
    """Number of rows of each tambon and month, and the position of the first."""
    return (
        frame.select(tambon=tambon, month=pl.col(date).dt.month_start())
        .with_row_index("first")
        .drop_nulls()
        .group_by("tambon", "month")
        .agg(pl.col("first").min(), pl.len().alias("count"))
    )


def _counts(rows: pl.DataFrame, spread: float, before: pl.DataFrame | None) -> pl.DataFrame:
    """The rows' counts with the most that is usual for the tambon; missing where too few months.

    What is usual are the tambon's own months, without the one that is looked at where they are
    stored; how far they spread is taken from all tambon.
    """
    every = rows if before is None else pl.concat([before, rows]).unique(
        ["tambon", "month"], keep="first")  # fmt: skip
    scale = every.with_columns(scale=pl.col("count").log1p())
    scale = scale.with_columns(
        middle=pl.col("scale").median().over("tambon"), months=pl.len().over("tambon")
    ).filter(pl.col("months") >= _LEAST_MONTHS)
    if scale.is_empty():
        return rows.with_columns(usual=pl.lit(None, dtype=pl.Float64))
    distance = np.median(np.abs((scale["scale"] - scale["middle"]).to_numpy()))
    margin = spread * max(_NORMAL * float(distance), _LEAST_DISTANCE)
    middles = scale.select("tambon", "middle").unique()
    joined = rows.join(middles, on="tambon", how="left")
    return joined.with_columns(usual=((pl.col("middle") + margin).exp() - 1).ceil())
