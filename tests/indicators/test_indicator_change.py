"""Changes: what stands against what, and when a change is marked."""

import math
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.change import NoTarget, NothingEarlier, against_target, compare, marked_change
from lib.indicators.earlier import Against
from lib.indicators.evaluate import Question, evaluate
from lib.indicators.filters import FilterRefused
from lib.indicators.model import Flag, Interval
from lib.periods import Period, fiscal_year, month, quarter
from lib.statistics.change import Mark, rate_change, share_change
from lib.store.lake import Store

YEAR, JUNE = fiscal_year(2569), month(date(2026, 6, 1))
UP, DOWN, NOT_CLEAR, NOT_COMPUTED = Mark.UP, Mark.DOWN, Mark.NOT_CLEAR, Mark.NOT_COMPUTED
SUMS = [
    "contacts", "situation_people", "group_members", "labour_informal", "registered_population",
    "reports_overdue", "reports_with_activity",
]  # fmt: skip
PLACES = ["tambon_reached", "villages_reached", "tambon_without_officer", "report_completeness"]
Row = tuple[float, ...]


def frame(rows: Mapping[str, Row]) -> pd.DataFrame:
    """Figures by area: value, numerator, denominator, lower, upper (missing where not given)."""
    columns = ["value", "numerator", "denominator", "lower", "upper"]
    padded = {area: [*row, *[math.nan] * (5 - len(row))] for area, row in rows.items()}
    found = pd.DataFrame.from_dict(padded, orient="index", columns=columns, dtype=float)
    flag = np.where(found["value"].isna(), str(Flag.NO_DATA), str(Flag.OK))
    return found.rename_axis("area_code").assign(flag=flag)


def share(successes: float, trials: float) -> Row:
    return (100 * successes / trials, successes, trials)


def marked(code: str, now: Row, then: Row, days: tuple[int, int] = (30, 30)) -> pd.Series:
    """The change of one area."""
    found = marked_change(registry.get(code), frame({"9401": now}), frame({"9401": then}), days)
    return found.loc["9401"]


# code, now, then, days, change, mark; a Poisson count of 30 against 10 is clear, 12 is not.
@pytest.mark.parametrize(
    ("code", "now", "then", "days", "change", "mark"),
    [
        ("follow_up_rate", share(60, 100), share(30, 100), (30, 30), 30, UP),
        ("follow_up_rate", share(30, 100), share(60, 100), (30, 30), -30, DOWN),
        ("follow_up_rate", share(6, 10), share(5, 10), (30, 30), 10, NOT_CLEAR),
        ("follow_up_rate", (math.nan, 0, math.nan), share(5, 10), (30, 30), None, NOT_COMPUTED),
        ("people_served_per_1000", (6, 60, 10_000), (3, 30, 10_000), (30, 30), 100, UP),
        ("people_served_per_1000", (2, 20, 10_000), (4, 20, 5_000), (30, 30), -50, DOWN),
        ("activities", (30, 30), (10, 10), (30, 30), 200, UP),
        ("activities", (12, 12), (10, 10), (30, 30), 20, NOT_CLEAR),
        ("activities", (30, 30), (10, 10), (90, 30), 0, NOT_CLEAR),
        ("activities", (5, 5), (0, 0), (30, 30), math.inf, NOT_CLEAR),
        ("activities", (9, 9), (0, 0), (30, 30), math.inf, UP),
        ("activities", (0, 0), (0, 0), (30, 30), None, NOT_CLEAR),
        ("activities", (math.nan, math.nan), (10, 10), (30, 30), None, NOT_COMPUTED),
        ("contacts", (900, 900), (100, 100), (30, 30), 800, NOT_COMPUTED),
        ("contacts", (900, 900), (0, 0), (30, 30), None, NOT_COMPUTED),
        ("groups_active", (90, 90), (60, 60), (30, 30), 50, NOT_COMPUTED),
        ("tambon_reached", (100, 12, 12), (50, 6, 12), (30, 30), 50, NOT_COMPUTED),
        ("plan_progress", (120, 60, 50), (40, 20, 50), (30, 30), 80, NOT_COMPUTED),
        ("unemployment_rate", (3, 30, 1000), (1, 10, 1000), (30, 30), 2, NOT_COMPUTED),
        ("occupation_quotient", (2, 9, 9, 1.8, 2), (0.5, 1, 9, 0.2, 0.9), (30, 30), 1.5,
         NOT_COMPUTED),
        ("days_to_answer", (40, 9, 9, 31, 50), (20, 9, 9, 10, 30), (30, 30), 20, UP),
        ("days_to_answer", (20, 9, 9, 10, 30), (40, 9, 9, 31, 50), (30, 30), -20, DOWN),
        ("days_to_answer", (40, 9, 9, 29, 50), (20, 9, 9, 10, 30), (30, 30), 20, NOT_CLEAR),
        ("days_to_answer", (40, 9, 9, 30, 50), (20, 9, 9, 10, 30), (30, 30), 20, NOT_CLEAR),
        ("days_to_answer", (math.inf, 1, 9, 31, math.inf), (20, 9, 9, 10, 30), (30, 30), None, UP),
        ("days_to_answer", (40, 1, 1, math.nan, math.inf), (20, 9, 9, 10, 30), (30, 30), 20,
         NOT_COMPUTED),
        ("income_change", (900, math.nan, 9, 800, 1000), (-100, math.nan, 9, -300, 0), (30, 30),
         1000, UP),
        ("group_survival_1", (70, 3, 10, 40, 90), (90, 1, 10, 60, 99), (30, 30), -20, NOT_CLEAR),
        ("days_since_last_activity", (math.inf,), (30,), (30, 30), None, NOT_COMPUTED),
    ],
)  # fmt: skip
def test_what_is_marked(
    code: str, now: Row, then: Row, days: tuple[int, int], change: float | None, mark: Mark
) -> None:
    found = marked(code, now, then, days)
    assert found["mark"] == mark
    if change is None:
        assert math.isnan(found["change"])
    else:
        assert found["change"] == pytest.approx(change)


def test_limits_of_a_change_are_in_its_unit() -> None:
    points = marked("follow_up_rate", share(60, 100), share(30, 100))
    assert 0 < points["lower"] < 30 < points["upper"] < 50
    percent = marked("activities", (30, 30), (10, 10))
    assert 0 < percent["lower"] < 200 < percent["upper"]
    plain = marked("contacts", (30, 30), (10, 10))
    assert np.isnan([plain["lower"], plain["upper"]]).all()


def test_areas_are_met_by_their_code() -> None:
    now = frame({"9402": (20, 20), "9401": (30, 30), "9403": (7, 7)})
    then = frame({"9401": (10, 10), "9402": (20, 20)})
    found = marked_change(registry.get("activities"), now, then, (30, 30))
    assert list(found.index) == ["9402", "9401", "9403"]
    assert found["mark"].tolist() == [NOT_CLEAR, UP, NOT_COMPUTED]
    assert found["then"].tolist()[:2] == [20, 10]


def test_nothing_gives_nothing() -> None:
    for code in ("follow_up_rate", "activities", "contacts", "days_to_answer"):
        assert marked_change(registry.get(code), frame({}), frame({}), (1, 1)).empty


# On the sample -------------------------------------------------------------------------------


def two(
    store: Store, scope: Scope, code: str, period: Period, before: Period
) -> tuple[pd.DataFrame, pd.DataFrame]:
    now, then = (
        evaluate(store, scope, Question(code, Level.AMPHOE, one)) for one in (period, before)
    )
    return now, then


@pytest.mark.parametrize("code", ["follow_up_rate", "outcome_in_work", "needs_answered_share"])
def test_shares_are_compared_by_newcombe(store: Store, scope: Scope, code: str) -> None:
    found = compare(store, scope, Question(code, Level.AMPHOE, JUNE))
    now, then = two(store, scope, code, JUNE, month(date(2025, 6, 1)))
    wanted = share_change(
        then["numerator"], then["denominator"], now["numerator"], now["denominator"]
    )
    for name in ("change", "lower", "upper"):
        pd.testing.assert_series_equal(found.areas[name], 100 * wanted[name])
    pd.testing.assert_series_equal(found.areas["mark"], wanted["mark"])
    difference = now["value"] - then["value"]
    pd.testing.assert_series_equal(found.areas["change"], difference, check_names=False)


def test_rates_are_compared_per_head(store: Store, scope: Scope) -> None:
    code = "people_served_per_1000"
    found = compare(store, scope, Question(code, Level.AMPHOE, JUNE))
    now, then = two(store, scope, code, JUNE, month(date(2025, 6, 1)))
    wanted = rate_change(
        then["numerator"], then["denominator"], now["numerator"], now["denominator"]
    )
    pd.testing.assert_series_equal(found.areas["mark"], wanted["mark"])
    change = 100 * (now["value"] / then["value"] - 1)
    pd.testing.assert_series_equal(found.areas["change"], change, check_names=False)


@pytest.mark.parametrize("code", ["activities", "people_served", "needs_raised", "situations"])
def test_counts_are_compared_per_day(store: Store, scope: Scope, code: str) -> None:
    """June has a day less than May."""
    found = compare(store, scope, Question(code, Level.AMPHOE, JUNE), Against.BEFORE)
    now, then = two(store, scope, code, JUNE, month(date(2026, 5, 1)))
    length = pd.Series(1.0, index=now.index)
    wanted = rate_change(then["value"], 31 * length, now["value"], 30 * length)
    pd.testing.assert_series_equal(found.areas["mark"], wanted["mark"])
    change = 100 * (wanted["ratio"] - 1)
    pd.testing.assert_series_equal(found.areas["change"], change, check_names=False)


@pytest.mark.parametrize("code", registry.indicators())
def test_only_what_varies_by_chance_is_marked(store: Store, scope: Scope, code: str) -> None:
    indicator = registry.get(code)
    found = compare(store, scope, Question(code, Level.PROVINCE, YEAR)).areas
    by_chance = (
        indicator.sample is not None
        or (indicator.interval is not Interval.NONE and not indicator.relative)
        or code in {
            "activities", "people_served", "referrals", "situations", "needs_raised",
            "needs_answered", "follow_ups_due", "follow_ups_on_time", "follow_ups_late",
        }
    )  # fmt: skip
    assert (found["mark"] == NOT_COMPUTED).all() != by_chance
    if not by_chance:
        assert found[["lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize("code", [*SUMS, *PLACES])
def test_sums_and_places_carry_no_mark(store: Store, scope: Scope, code: str) -> None:
    found = compare(store, scope, Question(code, Level.TAMBON, YEAR)).areas
    assert set(found["mark"]) == {NOT_COMPUTED}


@pytest.mark.parametrize(
    ("against", "before"),
    [
        (None, month(date(2025, 6, 1))),
        (Against.YEAR, month(date(2025, 6, 1))),
        (Against.BEFORE, month(date(2026, 5, 1))),
    ],
)
@pytest.mark.parametrize("code", ["contacts", "needs_open", "days_since_last_activity"])
def test_flows_and_stocks_stand_against_their_own_days(
    store: Store, scope: Scope, code: str, against: Against | None, before: Period
) -> None:
    """A flow counts the earlier days; a stock is that of their last day."""
    found = compare(store, scope, Question(code, Level.AMPHOE, JUNE), against)
    assert found.comparison.period == before
    assert found.comparison.against == (against or Against.YEAR)
    now, then = two(store, scope, code, JUNE, before)
    pd.testing.assert_series_equal(found.areas["now"], now["value"], check_names=False)
    pd.testing.assert_series_equal(found.areas["then"], then["value"], check_names=False)
    if not registry.get(code).flow:
        stock = evaluate(store, scope, Question(code, Level.AMPHOE, Period(before.end, before.end)))
        pd.testing.assert_series_equal(found.areas["then"], stock["value"], check_names=False)


def test_to_date_stands_against_to_date(store: Store, scope: Scope) -> None:
    """The fiscal year is nine months old: so are the days of last year."""
    found = compare(store, scope, Question("contacts", Level.REGION, YEAR))
    assert found.comparison.period == Period(date(2024, 10, 1), date(2025, 6, 30))
    cut = compare(store, scope, Question("contacts", Level.REGION, YEAR, date(2026, 2, 15)))
    assert cut.comparison.period == Period(date(2024, 10, 1), date(2025, 2, 15))


def test_both_are_asked_as_long_after_their_end(store: Store, scope: Scope) -> None:
    """What fell due in the quarter and was done half a year later stands against the same."""
    late = timedelta(days=182)
    ended = quarter(2569, 1)
    question = Question("follow_up_rate", Level.AMPHOE, ended, ended.end + late)
    found = compare(store, scope, question)
    before = found.comparison.period
    assert before == quarter(2568, 1)
    then = evaluate(
        store, scope, Question("follow_up_rate", Level.AMPHOE, before, before.end + late)
    )
    pd.testing.assert_series_equal(found.areas["then"], then["value"], check_names=False)


def test_areas_and_filters_hold_for_both(store: Store, scope: Scope) -> None:
    filters = (("mission", ("labour",)),)
    question = Question("activities", Level.TAMBON, JUNE, areas=("9401",), filters=filters)
    found = compare(store, scope, question).areas
    assert set(found.index.str[:4]) == {"9401"}
    before = month(date(2025, 6, 1))
    then = evaluate(store, scope, Question("activities", Level.TAMBON, before, filters=filters))
    pd.testing.assert_series_equal(found["then"], then["value"].loc[found.index], check_names=False)
    wrong = Question("activities", Level.TAMBON, JUNE, filters=(("sex", ("male",)),))
    with pytest.raises(FilterRefused):
        compare(store, scope, wrong)


@pytest.mark.parametrize(
    ("period", "against"),
    [
        (fiscal_year(2567), None),
        (quarter(2567, 1), Against.BEFORE),
        (quarter(2567, 2), Against.YEAR),
        (fiscal_year(2571), None),
    ],
)
def test_nothing_earlier(
    store: Store, scope: Scope, period: Period, against: Against | None
) -> None:
    with pytest.raises(NothingEarlier, match="choose a"):
        compare(store, scope, Question("contacts", Level.REGION, period), against)


# Targets -------------------------------------------------------------------------------------


def test_targets_on_the_sample(store: Store, scope: Scope) -> None:
    found = against_target(store, scope, Question("follow_up_rate", Level.AMPHOE, YEAR))
    assert set(found["target"]) == {80}
    assert (found["mark"] == UP).equals(found["lower"] > 80)
    assert (found["mark"] == DOWN).equals(found["upper"] < 80)
    assert {UP, DOWN} & set(found["mark"])


def test_facts_carry_no_mark_against_their_target(store: Store, scope: Scope) -> None:
    found = against_target(store, scope, Question("tambon_reached", Level.AMPHOE, YEAR))
    assert set(found["mark"]) == {NOT_COMPUTED}


def test_an_indicator_without_a_target_is_refused(store: Store, scope: Scope) -> None:
    with pytest.raises(NoTarget, match=r"contacts has no reference value.*follow_up_rate"):
        against_target(store, scope, Question("contacts", Level.AMPHOE, YEAR))
