"""Which earlier days a figure is set against, and which months its spark line shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import pandas as pd

from lib.access.scope import Scope
from lib.periods import Period, add_months, month, month_end, month_start
from lib.store.lake import Store

FEWEST_MONTHS = 3
MONTHS_OF_A_YEAR = 12
FIRST_DAY = "SELECT min(date) AS first FROM activity"


class Against(StrEnum):
    """What the earlier days are."""

    YEAR = "year"
    BEFORE = "before"


@dataclass(frozen=True)
class Comparison:
    """Earlier days that reach as far into their period as the present ones into theirs."""

    against: Against
    period: Period


def first_day(store: Store) -> date:
    """The first day that any activity is known of; the data date when there is none.

    The same for whoever asks: how far the data reach back tells of no person, group or event.
    """
    found = store.query(FIRST_DAY, Scope.everything())["first"].iloc[0]
    return store.info.data_date if pd.isna(found) else pd.Timestamp(found).date()


def earlier(
    period: Period, as_of: date, first: date, against: Against | None = None
) -> Comparison | None:
    """The same days a year earlier; where the data do not reach back so far, the period before.

    ``against`` asks for one of the two.

    ``first`` is the first day of the data. Both are cut to the part of the period that the
    present figures cover: nine months of this year stand against nine months of the last. None
    when the period has not begun or the data reach back to neither.
    """
    counted = period.until(as_of)
    if counted is None:
        return None
    begin = month_start(first)
    year = counted.year_before()
    if against is not Against.BEFORE and year.start >= begin:
        return Comparison(Against.YEAR, year)
    if against is Against.YEAR:
        return None
    before = _as_far(period.before(), counted)
    return Comparison(Against.BEFORE, before) if before.start >= begin else None


def spark_months(
    period: Period, as_of: date, first: date, *, whole: bool = False
) -> tuple[Period, ...]:
    """Months of the period to date, the last one as far as it goes, or ``whole`` as it is.

    The protected view knows whole months only; the running one has the same figures either way.
    A period of one or two months shows the year of months that ends with it instead. Months
    before ``first``, the first day of the data, are left out.
    """
    counted = period.until(as_of)
    if counted is None:
        return ()
    starts = list(counted.months())
    if len(starts) < FEWEST_MONTHS:
        starts = [add_months(starts[-1], -back) for back in range(MONTHS_OF_A_YEAR - 1, -1, -1)]
        months = [month(start) for start in starts]
    else:
        months = [Period(max(one, counted.start), month_end(one)) for one in starts]
    known = tuple(one for one in months if one.end >= first)
    if whole:
        return known
    return tuple(Period(one.start, min(one.end, counted.end)) for one in known)


def _as_far(before: Period, counted: Period) -> Period:
    """``before`` cut to as many months (or days) as ``counted`` has."""
    if counted.start.day == 1 and counted.end == month_end(counted.end):
        end = add_months(before.start, sum(1 for _ in counted.months())) - timedelta(days=1)
    else:
        end = before.start + timedelta(days=counted.days - 1)
    return Period(before.start, min(before.end, end))
