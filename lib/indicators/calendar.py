"""The periods of the protected view: months, their quarters and fiscal years, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lib.periods import Period, add_months, fiscal_year, fiscal_year_of, month, quarter, quarter_of

MONTH, QUARTER, YEAR = "month", "quarter", "year"


def kind_of(period: Period) -> str | None:
    """Whether a period is a month, a quarter or a fiscal year; None when it is none of them."""
    if period == month(period.start):
        return MONTH
    year = fiscal_year_of(period.start)
    if period == quarter(year, quarter_of(period.start)):
        return QUARTER
    return YEAR if period == fiscal_year(year) else None


def newest_alike(one: Period, other: Period, last: date) -> tuple[Period, Period] | None:
    """Both periods where both are over by ``last``, else their newest part that is.

    The part is a quarter or a month at the same place in both, which the protected view knows;
    None where there is none, and of periods of different kinds.
    """
    if max(one.end, other.end) <= last:
        return one, other
    if kind_of(one) != kind_of(other):
        return None
    for parts in (_quarters, _months):
        over = [
            both
            for both in zip(parts(one), parts(other), strict=False)
            if max(part.end for part in both) <= last
        ]
        if over:
            return over[-1]
    return None


def _quarters(period: Period) -> list[Period]:
    """The quarters of a fiscal year; none of shorter periods."""
    year = fiscal_year_of(period.start)
    return [quarter(year, one) for one in (1, 2, 3, 4)] if period == fiscal_year(year) else []


def _months(period: Period) -> list[Period]:
    return [month(start) for start in period.months()]


@dataclass(frozen=True)
class Calendar:
    """All months from the first to the last day (both within), with what they lie in.

    ``periods`` are the months, then the quarters, then the fiscal years; the first and the last
    quarter and year may have months that are not among them.
    """

    first: date
    last: date

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """In the order of time within each kind."""
        months = [month(self.first)]
        while months[-1].end < self.last:
            months.append(month(add_months(months[-1].start, 1)))
        starts = [one.start for one in months]
        quarters = _once(quarter(fiscal_year_of(day), quarter_of(day)) for day in starts)
        years = _once(fiscal_year(fiscal_year_of(day)) for day in starts)
        return (*months, *quarters, *years)

    def of_kind(self, kind: str) -> list[int]:
        """Places of the periods of a kind."""
        return [place for place, one in enumerate(self.periods) if kind_of(one) == kind]

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """Place of the period that each lies in: months in quarters in years; -1 for years."""
        place = {period: number for number, period in enumerate(self.periods)}
        found = []
        for one in self.periods:
            year = fiscal_year_of(one.start)
            above = {
                MONTH: quarter(year, quarter_of(one.start)),
                QUARTER: fiscal_year(year),
            }.get(kind_of(one) or "")
            found.append(place[above] if above else -1)
        return tuple(found)

    @cached_property
    def states(self) -> tuple[int, ...]:
        """For each period the place of the last month in it: their as-of date is the same."""
        months = [self.periods[place] for place in self.of_kind(MONTH)]
        return tuple(
            max(number for number, inside in enumerate(months) if inside.end <= one.end)
            for one in self.periods
        )


def _once(periods: Iterable[Period]) -> list[Period]:
    return list(dict.fromkeys(periods))
