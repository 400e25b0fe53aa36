"""Figures: a question goes in, a table of values with their limits and flags comes out.

A scope that is not signed in gets the protected view, whatever asks for it (lib.indicators.cube),
and one that is signed in for some areas gets it for all others (lib.indicators.mixed).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from geo.codes import Level, is_within
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.cube import ProtectedRefused, protected, protected_periods
from lib.indicators.estimates import curves
from lib.indicators.figures import counted, figures
from lib.indicators.filters import Filters, check, named
from lib.indicators.mixed import codes_of, mixed
from lib.indicators.model import Estimate
from lib.indicators.statement import Asked
from lib.periods import Period
from lib.settings import read_settings
from lib.store.lake import Store


class AreaRefused(ValueError):
    """A chosen area that no row of the level lies in."""


class NoCurve(ValueError):
    """A curve was asked of an indicator that is not read off one."""


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
    ``Flag``. Areas that the scope does not cover have the figures of the protected view, and no
    numbers (``suppressed``) where that has no answer; without signing in such a question raises
    ProtectedRefused. Raises FilterRefused for a filter that the indicator does not accept,
    AreaRefused for an area without rows and UnknownIndicator for a code that is not in the
    registry.
    """
    if not scope.signed_in:
        found = protected(store, question, protected_folder())
        return _picked(found, question) if question.areas else found
    periods = [question.period]
    found = _figures(store, scope, question, periods, [_asked(store, question)])
    return found.droplevel("period_id")


def evaluate_periods(
    store: Store, scope: Scope, question: Question, periods: Sequence[Period]
) -> pd.DataFrame:
    """The same for several periods in one query: index (period number, ``area_code``).

    ``question.period`` is not read. Each period's as-of date is the earlier of its end and
    ``question.as_of`` (the data date unless given), up to which monthly reports count.
    """
    if not scope.signed_in:
        found = protected_periods(store, question, periods, protected_folder())
        return _picked(found, question) if question.areas else found
    latest = question.as_of or store.info.data_date
    asked = [Asked(period, min(period.end, latest), latest) for period in periods]
    return _figures(store, scope, question, periods, asked)


def evaluate_by(store: Store, scope: Scope, question: Question, name: str) -> pd.DataFrame:
    """The same for each value of the filter ``name``: index (value of the filter, ``area_code``).

    The values are those that the question's filters name, else all of the filter, in its order.
    """
    chosen = dict(question.filters).get(name) or named(name).values
    others = tuple(one for one in question.filters if one[0] != name)
    answers = {
        value: evaluate(store, scope, replace(question, filters=(*others, (name, (value,)))))
        for value in chosen
    }
    return pd.concat(answers, names=[name, "area_code"])


def evaluate_curves(store: Store, scope: Scope, question: Question) -> pd.DataFrame:
    """The curve that an indicator is read off, for every area with members that the scope covers.

    Index (``area_code``, time in the unit of the sample); columns at_risk, events, value, lower,
    upper (per cent where the indicator is a share). Raises NoCurve for other indicators.
    """
    if not scope.signed_in:
        raise ProtectedRefused("The protected view has no curves: sign in to see them.")
    indicator = registry.get(question.indicator)
    if indicator.sample is None or indicator.sample.estimate is Estimate.MEDIAN:
        raise NoCurve(f"{indicator.code} is not read off a curve.")
    check(indicator.code, indicator.filters, question.filters)
    asked = [_asked(store, question)]
    found = counted(store, Scope.everything(), indicator, question.level, asked, question.filters)
    found = _picked(found, question) if question.areas else found
    codes = found.index.get_level_values("area_code")
    found = found[np.array([scope.covers(code) for code in codes], dtype=bool)]
    lines = curves(indicator.sample, found).droplevel("period_id")
    lines[["value", "lower", "upper"]] *= 100
    return lines


def protected_folder() -> Path:
    """Where the cubes of the protected view are kept."""
    return read_settings().var / "protected"


def _asked(store: Store, question: Question) -> Asked:
    known = question.as_of or store.info.data_date
    as_of = question.as_of or min(question.period.end, known)
    return Asked(question.period, as_of, known)


def _figures(
    store: Store,
    scope: Scope,
    question: Question,
    periods: Sequence[Period],
    asked: Sequence[Asked],
) -> pd.DataFrame:
    """The figures that a scope may see; they are computed with the right to see everything."""
    indicator = registry.get(question.indicator)
    filters = tuple(sorted(question.filters))
    check(indicator.code, indicator.filters, filters)

    def exact() -> pd.DataFrame:
        everything = Scope.everything()
        return figures(store, everything, indicator, question.level, asked, filters)

    if scope.whole:
        found = exact()
        return _picked(found, question) if question.areas else found
    rows = pd.DataFrame(index=pd.Index(codes_of(question.level), name="area_code"))
    codes = list((_picked(rows, question) if question.areas else rows).index)
    return mixed(
        scope, question, periods, codes, exact=exact,
        protected=lambda: protected_periods(store, question, periods, protected_folder()),
    )  # fmt: skip


def _picked(found: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The rows of the chosen areas and of all that lies in them."""
    codes = found.index.get_level_values("area_code")
    picked = pd.Series(False, index=found.index)
    for area in question.areas:
        within = np.array([is_within(code, area) for code in codes], dtype=bool)
        if not within.any():
            raise AreaRefused(
                f"No {question.level} lies in area {area!r}: choose the code of an area of this "
                f"region that has level {question.level} or a wider one."
            )
        picked |= within
    return found[picked]
