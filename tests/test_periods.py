"""Periods of the fiscal year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import periods
from lib.periods import Period

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [
        (date(2025, 9, 30), 2568, 4),
        (date(2025, 10, 1), 2569, 1),
        (date(2025, 12, 31), 2569, 1),
        (date(2026, 1, 1), 2569, 2),
        (date(2026, 6, 30), 2569, 3),
    ],
)
def test_fiscal_year_and_quarter(day: date, year: int, quarter: int) -> None:
    assert (periods.fiscal_year_of(day), periods.quarter_of(day)) == (year, quarter)


@given(DAYS)
def test_every_day_lies_in_its_quarter_year_and_month(day: date) -> None:
    year, quarter = periods.fiscal_year_of(day), periods.quarter_of(day)
    for period in (
        periods.month(day),
        periods.quarter(year, quarter),
        periods.fiscal_year(year),
    ):
        assert period.start <= day <= period.end


@given(DAYS, st.integers(0, 1000))
def test_the_period_before_ends_the_day_before(day: date, more: int) -> None:
    period = Period(day, date.fromordinal(day.toordinal() + more))
    before = period.before()
    assert (period.start - before.end).days == 1


@pytest.mark.parametrize(
    ("period", "before", "year_before"),
    [
        (
            Period(date(2026, 2, 1), date(2026, 2, 28)),
            Period(date(2026, 1, 1), date(2026, 1, 31)),
            Period(date(2025, 2, 1), date(2025, 2, 28)),
        ),
        (
            Period(date(2025, 2, 1), date(2025, 2, 28)),
            Period(date(2025, 1, 1), date(2025, 1, 31)),
            Period(date(2024, 2, 1), date(2024, 2, 29)),
        ),
        (
            Period(date(2024, 2, 29), date(2024, 3, 9)),
            Period(date(2024, 2, 19), date(2024, 2, 28)),
            Period(date(2023, 2, 28), date(2023, 3, 9)),
        ),
        (
            periods.fiscal_year(2569),
            periods.fiscal_year(2568),
            periods.fiscal_year(2568),
        ),
    ],
)
def test_comparisons(period: Period, before: Period, year_before: Period) -> None:
    assert period.before() == before
    assert period.year_before() == year_before


def test_a_period_that_ends_before_it_starts_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="swap the two dates"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_until_keeps_what_lies_before_the_as_of_date() -> None:
    period = periods.fiscal_year(2569)
    assert period.until(date(2026, 6, 30)) == Period(period.start, date(2026, 6, 30))
    assert period.until(date(2027, 1, 1)) == period
    assert period.until(date(2025, 9, 30)) is None


def test_months_touched() -> None:
    touched = list(Period(date(2025, 11, 30), date(2026, 1, 1)).months())
    assert touched == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
