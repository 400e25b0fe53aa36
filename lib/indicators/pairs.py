"""Two areas, or two periods, set beside each other."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import nan

import pandas as pd

from lib.indicators.change import counts_events, marked_change
from lib.indicators.model import Direction, Flag, Indicator
from lib.periods import Period, add_months, month_end
from lib.statistics.change import Mark

ONE_DAY = (1, 1)  # both areas have the same days


@dataclass(frozen=True)
class Difference:
    """How far one value is from another.

    ``amount`` is the one less the other: in percentage points for shares, in per cent of the
    other for counts and rates, in the unit of the value otherwise; missing where either is not
    solid. ``mark`` says whether it is more than chance, NOT_COMPUTED where chance has no part.
    """

    amount: float
    mark: Mark

    @property
    def clear(self) -> bool:
        """Whether the difference is more than chance."""
        return self.mark in (Mark.UP, Mark.DOWN)


def difference(
    indicator: Indicator, one: pd.DataFrame, other: pd.DataFrame, days: tuple[int, int] = ONE_DAY
) -> Difference:
    """The difference of two areas in the same days, or of one area in two periods of ``days``.

    ``one`` and ``other`` are figures of ``evaluate`` with a single row each. Shares are compared
    by Newcombe's limits and rates by the exact test (lib.statistics.change). Counts of two areas
    go with their sizes, so that they carry no mark; those of one area in two periods do.
    """
    if any(str(each["flag"].iloc[0]) != Flag.OK for each in (one, other)):
        return Difference(nan, Mark.NOT_COMPUTED)
    same_area = one.index[0] == other.index[0]
    row = marked_change(indicator, one, other.set_axis(one.index), days).iloc[0]
    found = Mark(row["mark"])
    if counts_events(indicator) and not same_area:
        found = Mark.NOT_COMPUTED
    return Difference(float(row["change"]), found)


def better(indicator: Indicator, difference: Difference) -> int:
    """1 where the one is better, -1 where the other is, 0 where neither can be called so."""
    if not difference.amount or indicator.direction is Direction.NEITHER:
        return 0
    if not abs(difference.amount) > 0:  # missing
        return 0
    more = difference.amount > 0
    return 1 if more == (indicator.direction is Direction.MORE) else -1


def alike(one: Period, other: Period, last: date) -> tuple[Period, Period] | None:
    """Both periods up to ``last``, and as far into each as the data reach into both.

    Nine months of this year stand against nine months of another; periods that were meant to
    differ in length are only cut at ``last``. None where one of them has not begun by then.
    """
    parts = one.until(last), other.until(last)
    if parts[0] is None or parts[1] is None:
        return None
    if _months(one) != _months(other) or (not _months(one) and one.days != other.days):
        return parts[0], parts[1]
    if parts == (one, other):
        return one, other
    count = min(_months(parts[0]), _months(parts[1]))
    if count:
        return _first_months(one, count), _first_months(other, count)
    days = min(parts[0].days, parts[1].days)
    return _first_days(one, days), _first_days(other, days)


def _months(period: Period) -> int:
    """How many whole months a period is; 0 where it is not whole months."""
    whole = period.start.day == 1 and period.end == month_end(period.end)
    return sum(1 for _ in period.months()) if whole else 0


def _first_months(period: Period, count: int) -> Period:
    return Period(period.start, month_end(add_months(period.start, count - 1)))


def _first_days(period: Period, days: int) -> Period:
    return Period(period.start, min(period.end, period.start + timedelta(days=days - 1)))
