"""Which earlier days a figure stands against, and the months of a spark line."""

from datetime import date

import pytest

from lib.indicators.earlier import Against, Comparison, earlier, spark_months
from lib.periods import Period, fiscal_year, month, quarter

FIRST, LAST = date(2023, 10, 1), date(2026, 6, 30)


def days(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("period", "as_of", "against", "expected"),
    [
        (fiscal_year(2569), LAST, Against.YEAR, days("2024-10-01", "2025-06-30")),
        (quarter(2569, 3), LAST, Against.YEAR, days("2025-04-01", "2025-06-30")),
        (month(LAST), LAST, Against.YEAR, days("2025-06-01", "2025-06-30")),
        (fiscal_year(2569), date(2026, 2, 15), Against.YEAR, days("2024-10-01", "2025-02-15")),
        (quarter(2567, 2), LAST, Against.BEFORE, days("2023-10-01", "2023-12-31")),
        (month(date(2023, 11, 1)), LAST, Against.BEFORE, days("2023-10-01", "2023-10-31")),
        (
            quarter(2567, 2),
            date(2024, 1, 31),
            Against.BEFORE,
            days("2023-10-01", "2023-10-31"),
        ),
        (
            days("2023-11-11", "2023-11-20"),
            LAST,
            Against.BEFORE,
            days("2023-11-01", "2023-11-10"),
        ),
    ],
)
def test_to_date_stands_against_to_date(
    period: Period, as_of: date, against: Against, expected: Period
) -> None:
    assert earlier(period, as_of, FIRST) == Comparison(against, expected)


@pytest.mark.parametrize("period", [fiscal_year(2567), fiscal_year(2571), quarter(2567, 1)])
def test_nothing_to_compare_with(period: Period) -> None:
    assert earlier(period, LAST, FIRST) is None


@pytest.mark.parametrize(
    ("period", "against", "expected"),
    [
        (month(LAST), Against.YEAR, days("2025-06-01", "2025-06-30")),
        (month(LAST), Against.BEFORE, days("2026-05-01", "2026-05-31")),
        (quarter(2569, 3), Against.BEFORE, days("2026-01-01", "2026-03-31")),
        (fiscal_year(2569), Against.BEFORE, days("2024-10-01", "2025-06-30")),
        (days("2026-06-11", "2026-06-20"), Against.BEFORE, days("2026-06-01", "2026-06-10")),
        (days("2026-06-11", "2026-06-20"), Against.YEAR, days("2025-06-11", "2025-06-20")),
        (quarter(2567, 2), Against.BEFORE, days("2023-10-01", "2023-12-31")),
        (quarter(2567, 2), Against.YEAR, None),
        (quarter(2567, 1), Against.BEFORE, None),
        (fiscal_year(2571), Against.YEAR, None),
        (fiscal_year(2571), Against.BEFORE, None),
    ],
)
def test_one_of_the_two_can_be_asked_for(
    period: Period, against: Against, expected: Period | None
) -> None:
    """A year is not quietly replaced by the days before, nor they by a year."""
    wanted = Comparison(against, expected) if expected else None
    assert earlier(period, LAST, FIRST, against) == wanted


def test_a_first_day_within_its_month_does_not_hide_the_month() -> None:
    assert earlier(fiscal_year(2568), date(2025, 9, 30), date(2023, 10, 3)) is not None


@pytest.mark.parametrize(
    ("period", "as_of", "count", "first", "last"),
    [
        (
            fiscal_year(2569),
            LAST,
            9,
            days("2025-10-01", "2025-10-31"),
            days("2026-06-01", "2026-06-30"),
        ),
        (
            fiscal_year(2569),
            date(2026, 6, 15),
            9,
            days("2025-10-01", "2025-10-31"),
            days("2026-06-01", "2026-06-15"),
        ),
        (month(LAST), LAST, 12, days("2025-07-01", "2025-07-31"), days("2026-06-01", "2026-06-30")),
        (
            month(date(2023, 11, 1)),
            LAST,
            2,
            days("2023-10-01", "2023-10-31"),
            days("2023-11-01", "2023-11-30"),
        ),
        (
            days("2026-01-15", "2026-03-10"),
            LAST,
            3,
            days("2026-01-15", "2026-01-31"),
            days("2026-03-01", "2026-03-10"),
        ),
    ],
)
def test_months_of_the_spark_line(
    period: Period, as_of: date, count: int, first: Period, last: Period
) -> None:
    months = spark_months(period, as_of, FIRST)
    assert (len(months), months[0], months[-1]) == (count, first, last)


def test_no_months_of_the_future() -> None:
    assert spark_months(fiscal_year(2571), LAST, FIRST) == ()
