"""The calculation itself: from what was counted to values with their limits and flags."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlglot import exp, select

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators.estimates import estimated
from lib.indicators.filters import Filters
from lib.indicators.model import Flag, Indicator, Interval, Kind
from lib.indicators.relations import NEVER_DAYS
from lib.indicators.statement import Asked, statement, tables_counted
from lib.statistics.intervals import byar, wilson
from lib.store.lake import Store

Values = npt.NDArray[np.float64]
COLUMNS = ["value", "numerator", "denominator", "lower", "upper", "flag"]


def figures(
    store: Store,
    scope: Scope,
    indicator: Indicator,
    level: Level,
    asked: Sequence[Asked],
    filters: Filters = (),
) -> pd.DataFrame:
    """Figures of every area of the level for each of ``asked``, exact and unprotected.

    Index (period_id, area_code), sorted; columns as those of ``lib.indicators.evaluate``.
    """
    if level not in indicator.levels:
        return _flagged(indicator, _nothing(store, scope, level, len(asked)))
    found = counted(store, scope, indicator, level, asked, filters)
    if indicator.sample:
        answer = estimated(indicator.sample, indicator.scale, found)
    else:
        numerator, denominator = _known(indicator, found, asked)
        answer = _divided(indicator, found.index, numerator, denominator)
    return _flagged(indicator, _remembered(store, indicator, asked, answer))


def counted(
    store: Store,
    scope: Scope,
    indicator: Indicator,
    level: Level,
    asked: Sequence[Asked],
    filters: Filters = (),
) -> pd.DataFrame:
    """What the statement gives: the counts, or the members of the sample, of every area."""
    found = store.query(statement(indicator, level, asked, filters), scope)
    return found.set_index(["period_id", "area_code"]).sort_index()


def _known(
    indicator: Indicator, counted: pd.DataFrame, asked: Sequence[Asked]
) -> tuple[Values, Values]:
    """Numerators with 0 where nothing happened, missing where nothing is known; denominators.

    No rows are a zero only where the table was delivered at all and, for what the monthly
    reports cover, where every tambon of the area sent every report that was due.
    """
    numerator, denominator = _numbers(counted, "numerator"), _numbers(counted, "denominator")
    empty = np.isnan(numerator)
    known = counted["delivered"].to_numpy(dtype=bool)
    if indicator.may_be_untold:
        known = known & ~empty
    if indicator.flow and not indicator.ahead:
        begun = np.array([one.until >= one.period.start for one in asked])
        known = known & begun[counted.index.get_level_values("period_id").to_numpy()]
    if indicator.needs_report:
        months = np.array([len(one.months_needed()) for one in asked])
        periods = counted.index.get_level_values("period_id").to_numpy()
        needed = months[periods] * _numbers(counted, "places")
        reports = np.nan_to_num(_numbers(counted, "reports"))
        known = known & (~empty | ((needed > 0) & (reports >= needed)))
    return np.where(known, np.nan_to_num(numerator), np.nan), denominator


def _remembered(
    store: Store, indicator: Indicator, asked: Sequence[Asked], answer: pd.DataFrame
) -> pd.DataFrame:
    """The answer without numbers for days of which rows were deleted for good."""
    days = store.forgotten()
    lost = max((days[one] for one in tables_counted(indicator) if one in days), default=None)
    if lost is None:
        return answer
    told = [(one.period.start if indicator.flow else one.until) >= lost for one in asked]
    rows = np.array(told)[answer.index.get_level_values("period_id").to_numpy()]
    return answer.where(pd.Series(rows, index=answer.index), np.nan)


def _numbers(counted: pd.DataFrame, column: str) -> Values:
    """A column as floats, missing ones as nan."""
    return counted[column].to_numpy(dtype=float, na_value=np.nan)


def _divided(
    indicator: Indicator, index: pd.Index, numerator: Values, denominator: Values
) -> pd.DataFrame:
    value = numerator
    scale = np.full(len(index), indicator.scale)
    if indicator.relative:
        scale = scale / _of_region(index, numerator, denominator)
    if indicator.denominator is not None:
        base = np.where(denominator > 0, denominator, np.nan)
        value = scale * numerator / base
    if indicator.kind is Kind.DAYS:
        value = np.where(value >= NEVER_DAYS / 2, np.inf, value)
        numerator = np.full(len(index), np.nan)
    lower, upper = _limits(indicator.interval, scale, numerator, denominator)
    columns = (value, numerator, denominator, lower, upper)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=False)), index=index)


def _of_region(index: pd.Index, numerator: Values, denominator: Values) -> Values:
    """For each row the share of the whole region in its period; missing where that is nothing."""
    counts = pd.DataFrame({"part": numerator, "whole": denominator}, index=index)
    sums = counts.groupby(level="period_id").transform("sum").to_numpy()
    usable = (sums[:, 0] > 0) & (sums[:, 1] > 0)
    return np.where(usable, sums[:, 0] / np.where(usable, sums[:, 1], 1), np.nan)


def _limits(
    interval: Interval, scale: Values, numerator: Values, base: Values
) -> tuple[Values, Values]:
    if interval is Interval.WILSON:
        lower, upper = wilson(numerator, base)
        return scale * lower, scale * upper
    if interval is Interval.BYAR:
        lower, upper = byar(numerator)
        return scale * lower / base, scale * upper / base
    missing = np.full(len(base), np.nan)
    return missing, missing


def _nothing(store: Store, scope: Scope, level: Level, periods: int) -> pd.DataFrame:
    """What is known at a level where nothing is: every area, without a number."""
    query = select("code").from_("area").where(exp.column("level").eq(str(level)))
    codes = sorted(store.query(query, scope)["code"])
    index = pd.MultiIndex.from_product([range(periods), codes], names=["period_id", "area_code"])
    return pd.DataFrame(np.nan, index=index, columns=COLUMNS[:-1])


def _flagged(indicator: Indicator, figures: pd.DataFrame) -> pd.DataFrame:
    few = np.where(figures["denominator"] < indicator.few_below, str(Flag.FEW), str(Flag.OK))
    flag = np.where(figures["value"].isna(), str(Flag.NO_DATA), few).astype(object)
    return figures.assign(flag=flag)
