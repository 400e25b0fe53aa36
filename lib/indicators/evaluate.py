"""Figures: a question goes in, a table of values with their limits and flags comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import Level, is_within
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.filters import Filters, check
from lib.indicators.model import Flag, Indicator, Interval, Kind
from lib.indicators.relations import NEVER_DAYS
from lib.indicators.statement import DIALECT, Asked, statement
from lib.periods import Period
from lib.statistics.intervals import byar, wilson
from lib.store.lake import Store

Values = npt.NDArray[np.float64]
COLUMNS = ["value", "numerator", "denominator", "lower", "upper", "flag"]


class AreaRefused(ValueError):
    """A chosen area that no row of the level lies in."""


@dataclass(frozen=True)
class Question:
    """What is asked: an indicator at a level, for a period, cut down by filters.

    ``areas`` picks the rows that come out, an area standing for itself and all in it; it never
    cuts an area. Without ``as_of`` it is the earlier of the period's end and the data date, and
    the monthly reports known by the data date tell a zero from what is not known.
    """

    indicator: str
    level: Level
    period: Period
    as_of: date | None = None
    areas: tuple[str, ...] = ()
    filters: Filters = ()


def evaluate(store: Store, scope: Scope, question: Question) -> pd.DataFrame:
    """Figures for every area of the level (or those of ``question.areas``), sorted by code.

    Index ``area_code``; columns value, numerator, denominator, lower, upper (float, missing
    where there is none; shares in per cent, days may be infinite for "never") and flag, one of
    ``Flag``. Raises FilterRefused for a filter that the indicator does not accept, AreaRefused
    for an area without rows and UnknownIndicator for a code that is not in the registry.
    """
    known = question.as_of or store.info.data_date
    as_of = question.as_of or min(question.period.end, known)
    figures = _figures(store, scope, question, [Asked(question.period, as_of, known)])
    return figures.droplevel("period_id")


def evaluate_periods(
    store: Store, scope: Scope, question: Question, periods: Sequence[Period]
) -> pd.DataFrame:
    """The same for several periods in one query: index (period number, ``area_code``).

    ``question.period`` is not read. Each period's as-of date is the earlier of its end and
    ``question.as_of`` (the data date unless given), up to which monthly reports count.
    """
    latest = question.as_of or store.info.data_date
    asked = [Asked(period, min(period.end, latest), latest) for period in periods]
    return _figures(store, scope, question, asked)


def _figures(
    store: Store, scope: Scope, question: Question, asked: Sequence[Asked]
) -> pd.DataFrame:
    indicator = registry.get(question.indicator)
    filters = tuple(sorted(question.filters))
    check(indicator.code, indicator.filters, filters)
    query = statement(indicator, question.level, asked, filters).sql(DIALECT, copy=False)
    counted = store.query(query, scope).set_index(["period_id", "area_code"]).sort_index()
    figures = _judged(indicator, counted.index, *_known(indicator, counted, asked))
    return _picked(figures, question) if question.areas else figures


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
    if indicator.needs_report:
        months = np.array([len(one.months_needed()) for one in asked])
        periods = counted.index.get_level_values("period_id").to_numpy()
        needed = months[periods] * _numbers(counted, "places")
        reports = np.nan_to_num(_numbers(counted, "reports"))
        known = known & (~empty | ((needed > 0) & (reports >= needed)))
    return np.where(known, np.nan_to_num(numerator), np.nan), denominator


def _numbers(counted: pd.DataFrame, column: str) -> Values:
    """A column as floats, missing ones as nan."""
    return counted[column].to_numpy(dtype=float, na_value=np.nan)


def _judged(
    indicator: Indicator, index: pd.Index, numerator: Values, denominator: Values
) -> pd.DataFrame:
    value = numerator
    if indicator.denominator is not None:
        base = np.where(denominator > 0, denominator, np.nan)
        value = indicator.scale * numerator / base
    if indicator.kind is Kind.DAYS:
        value = np.where(value >= NEVER_DAYS / 2, np.inf, value)
        numerator = np.full(len(index), np.nan)
    lower, upper = _limits(indicator, numerator, denominator)
    few = np.where(denominator < indicator.few_below, str(Flag.FEW), str(Flag.OK))
    flag = np.where(np.isnan(value), str(Flag.NO_DATA), few).astype(object)
    columns = (value, numerator, denominator, lower, upper, flag)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=index)


def _limits(indicator: Indicator, numerator: Values, base: Values) -> tuple[Values, Values]:
    if indicator.interval is Interval.WILSON:
        lower, upper = wilson(numerator, base)
        return indicator.scale * lower, indicator.scale * upper
    if indicator.interval is Interval.BYAR:
        lower, upper = byar(numerator)
        return indicator.scale * lower / base, indicator.scale * upper / base
    missing = np.full(len(base), np.nan)
    return missing, missing


def _picked(figures: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The rows of the chosen areas and of all that lies in them."""
    codes = figures.index.get_level_values("area_code")
    picked = pd.Series(False, index=figures.index)
    for area in question.areas:
        within = np.array([is_within(code, area) for code in codes], dtype=bool)
        if not within.any():
            raise AreaRefused(
                f"No {question.level} lies in area {area!r}: choose the code of an area of this "
                f"region that has level {question.level} or a wider one."
            )
        picked |= within
    return figures[picked]
