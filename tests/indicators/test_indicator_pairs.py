"""Two areas or two periods beside each other: their difference, and periods made alike."""

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.indicators import registry
from lib.indicators.pairs import Difference, alike, better, difference
from lib.periods import Period, fiscal_year, month, quarter
from lib.statistics.change import Mark

LAST = date(2026, 6, 30)


def one(
    area: str, numerator: float, denominator: float, *, scale: float, flag: str = "ok"
) -> pd.DataFrame:
    """Figures of one area, as ``evaluate`` gives them."""
    value = scale * numerator / denominator
    columns = ["value", "numerator", "denominator", "lower", "upper", "flag"]
    row = (value, numerator, denominator, math.nan, math.nan, flag)
    return pd.DataFrame([row], index=[area], columns=columns)


@pytest.mark.parametrize(
    ("code", "scale", "first", "second", "amount", "mark"),
    [
        ("follow_up_rate", 100, (90, 100), (60, 100), 30.0, Mark.UP),
        ("follow_up_rate", 100, (60, 100), (90, 100), -30.0, Mark.DOWN),
        ("follow_up_rate", 100, (61, 100), (60, 100), 1.0, Mark.NOT_CLEAR),
        ("people_served_per_1000", 1000, (300, 9000), (200, 9000), 50.0, Mark.UP),
        ("people_served_per_1000", 1000, (30, 9000), (25, 9000), 20.0, Mark.NOT_CLEAR),
        ("plan_progress", 100, (90, 100), (60, 100), 30.0, Mark.NOT_COMPUTED),
        ("activities", 1, (900, 1), (600, 1), 50.0, Mark.NOT_COMPUTED),
        ("days_since_last_activity", 1, (9, 1), (3, 1), 6.0, Mark.NOT_COMPUTED),
    ],
)
def test_two_areas(code: str, scale: float, first: tuple[int, int], second: tuple[int, int],
                   amount: float, mark: Mark) -> None:  # fmt: skip
    found = difference(
        registry.get(code), one("a", *first, scale=scale), one("b", *second, scale=scale)
    )
    assert found.amount == pytest.approx(amount)
    assert found.mark is mark


def test_a_count_of_one_area_in_two_periods_is_tested() -> None:
    rows = one("a", 900, 1, scale=1), one("a", 600, 1, scale=1)
    assert difference(registry.get("activities"), *rows, (90, 90)).mark is Mark.UP
    assert difference(registry.get("activities"), *rows, (135, 90)).mark is Mark.NOT_CLEAR


@pytest.mark.parametrize("flag", ["few", "suppressed", "no data"])
def test_what_is_not_solid_has_no_difference(flag: str) -> None:
    rows = one("a", 9, 10, scale=100), one("b", 5, 10, scale=100, flag=flag)
    for pair in (rows, rows[::-1]):
        found = difference(registry.get("follow_up_rate"), *pair)
        assert math.isnan(found.amount)
        assert found.mark is Mark.NOT_COMPUTED
        assert better(registry.get("follow_up_rate"), found) == 0


@pytest.mark.parametrize(
    ("code", "amount", "side"),
    [
        ("follow_up_rate", 5.0, 1),
        ("follow_up_rate", -5.0, -1),
        ("days_to_answer", 5.0, -1),
        ("days_to_answer", math.inf, -1),
        ("women_share", 5.0, 0),
        ("follow_up_rate", 0.0, 0),
        ("follow_up_rate", math.nan, 0),
    ],
)
def test_which_is_better(code: str, amount: float, side: int) -> None:
    assert better(registry.get(code), Difference(amount, Mark.UP)) == side


@pytest.mark.parametrize(
    ("first", "second", "now", "then"),
    [
        # the year under way stands against as many months of the year before
        (fiscal_year(2569), fiscal_year(2568), ("2025-10-01", "2026-06-30"),
         ("2024-10-01", "2025-06-30")),
        (fiscal_year(2568), fiscal_year(2569), ("2024-10-01", "2025-06-30"),
         ("2025-10-01", "2026-06-30")),
        (fiscal_year(2568), fiscal_year(2567), ("2024-10-01", "2025-09-30"),
         ("2023-10-01", "2024-09-30")),
        (quarter(2569, 3), quarter(2569, 2), ("2026-04-01", "2026-06-30"),
         ("2026-01-01", "2026-03-31")),
        (month(date(2026, 3, 1)), month(date(2026, 2, 1)), ("2026-03-01", "2026-03-31"),
         ("2026-02-01", "2026-02-28")),
        # a month cannot be like a year
        (month(date(2026, 3, 1)), fiscal_year(2568), ("2026-03-01", "2026-03-31"),
         ("2024-10-01", "2025-09-30")),
    ],
)  # fmt: skip
def test_periods_made_alike(
    first: Period, second: Period, now: tuple[str, str], then: tuple[str, str]
) -> None:
    found = alike(first, second, LAST)
    assert found == tuple(Period(*map(date.fromisoformat, each)) for each in (now, then))


def test_days_within_a_month_are_cut_by_days() -> None:
    found = alike(fiscal_year(2569), fiscal_year(2568), date(2025, 10, 14))
    assert found == (
        Period(date(2025, 10, 1), date(2025, 10, 14)),
        Period(date(2024, 10, 1), date(2024, 10, 14)),
    )


def test_a_period_to_come_is_like_none() -> None:
    assert alike(fiscal_year(2569), fiscal_year(2571), LAST) is None


@given(some.integers(2550, 2570), some.integers(2550, 2570), some.dates(date(2010, 1, 1)))
def test_alike_stays_within_both(first: int, second: int, last: date) -> None:
    one_, other = fiscal_year(first), fiscal_year(second)
    found = alike(one_, other, last)
    if found is None:
        assert last < max(one_.start, other.start)
        return
    for cut, whole in zip(found, (one_, other), strict=True):
        assert whole.start == cut.start <= cut.end <= min(whole.end, last)
    assert abs(found[0].days - found[1].days) <= 1
