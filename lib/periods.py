"""Periods of the Thai public service: days, months, quarters and fiscal years.

Inside the program dates are Gregorian; the fiscal year is named by its year of the Buddhist
Era (B.E. = C.E. + 543). Fiscal year B.E. Y runs from 1 October of Y-1 to 30 September of Y.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

BUDDHIST_ERA = 543
FISCAL_START_MONTH = 10
REPORT_DUE_DAY = 5  # a month's report is due by this day of the next month


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``start`` to ``end``, both counted."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(
                f"The period ends ({self.end}) before it starts ({self.start}): swap the two dates."
            )

    @property
    def days(self) -> int:
        """Number of days, at least one."""
        return (self.end - self.start).days + 1

    def months(self) -> Iterator[date]:
        """First day of every month that the period touches."""
        first = month_start(self.start)
        while first <= self.end:
            yield first
            first = add_months(first, 1)

    def until(self, as_of: date) -> "Period | None":
        """The part of the period that lies on or before ``as_of``; None when there is none."""
        return None if as_of < self.start else Period(self.start, min(self.end, as_of))

    def before(self) -> "Period":
        """The period of the same length that ends the day before this one starts.

        Whole months are met by as many whole months, other periods by as many days.
        """
        if self.start.day == 1 and self.end == month_end(self.end):
            count = sum(1 for _ in self.months())
            return Period(add_months(self.start, -count), self.start - timedelta(days=1))
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    def year_before(self) -> "Period":
        """The same dates a year earlier; a whole month stays a whole month."""
        end = _same_day(self.end, self.end.year - 1)
        return Period(
            _same_day(self.start, self.start.year - 1),
            month_end(end) if self.end == month_end(self.end) else end,
        )


def month_start(day: date) -> date:
    """First day of the month of ``day``."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, count: int) -> date:
    """First day of the month ``count`` months after that of ``day`` (before it, if negative)."""
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def fiscal_year_of(day: date) -> int:
    """Fiscal year (B.E.) that ``day`` belongs to."""
    return day.year + BUDDHIST_ERA + (1 if day.month >= FISCAL_START_MONTH else 0)


def quarter_of(day: date) -> int:
    """Quarter 1-4 of the fiscal year that ``day`` belongs to."""
    return (day.month - FISCAL_START_MONTH) % 12 // 3 + 1


def month(day: date) -> Period:
    """The calendar month of ``day``."""
    return Period(month_start(day), month_end(day))


def quarter(year: int, number: int) -> Period:
    """Quarter 1-4 of fiscal year ``year`` (B.E.)."""
    if number not in (1, 2, 3, 4):
        raise ValueError(f"There is no quarter {number}: use 1, 2, 3 or 4.")
    start = add_months(date(year - BUDDHIST_ERA - 1, FISCAL_START_MONTH, 1), 3 * (number - 1))
    return Period(start, add_months(start, 3) - timedelta(days=1))


def fiscal_year(year: int) -> Period:
    """Fiscal year ``year`` (B.E.)."""
    return Period(quarter(year, 1).start, quarter(year, 4).end)


def report_due(month_of: date) -> date:
    """The day by which the report of the month of ``month_of`` is due."""
    return add_months(month_of, 1).replace(day=REPORT_DUE_DAY)


def _same_day(day: date, year: int) -> date:
    last = calendar.monthrange(year, day.month)[1]
    return day.replace(year=year, day=min(day.day, last))
