"""Kaplan-Meier and cumulative incidence against R's survival package."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.statistics.survival import cumulative_incidence, kaplan_meier, survival_medians
from tests.statistics.reading import oracle, same

COLUMNS = ["at_risk", "events", "survival", "lower", "upper"]


def curve_of(data: pd.DataFrame) -> pd.DataFrame:
    return kaplan_meier(data["time"], data["event"], data["group"], data.get("entry"))


@pytest.mark.parametrize("name", ["leukaemia", "veteran", "heart"])
def test_survival_meets_r(name: str) -> None:
    wanted = oracle(f"{name}_survival").set_index(["group", "time"])
    found = curve_of(oracle(name))
    same(found.loc[wanted.index, COLUMNS], wanted[COLUMNS])
    assert found["events"].sum() == wanted["events"].sum()


@pytest.mark.parametrize("name", ["leukaemia", "veteran"])
def test_medians_meet_r(name: str) -> None:
    wanted = oracle("survival_medians").query("data == @name").set_index("group")
    data = oracle(name)
    found = survival_medians(data["time"], data["event"], data["group"])
    columns = ["n", "events", "median", "lower", "upper"]
    same(found.loc[wanted.index, columns], wanted[columns].fillna(np.inf))


def test_incidence_meets_r() -> None:
    data = oracle("gammopathy")
    wanted = oracle("gammopathy_incidence").set_index(["group", "time"])
    found = cumulative_incidence(data["time"], data["cause"], data["group"])
    both = found.loc[wanted.index]
    same(both[["at_risk", "events", "incidence"]], wanted[["at_risk", "events", "incidence"]])
    started = wanted["incidence"] > 0
    same(both.loc[started, ["lower", "upper"]], wanted.loc[started, ["lower", "upper"]])


def test_without_open_ones_the_median_is_the_ordinary_one() -> None:
    for times in ([1, 2, 3, 4], [4, 1, 9], [2, 2, 2, 8], [0, 0, 3]):
        found = survival_medians(times, [1] * len(times), ["a"] * len(times))
        assert found["median"]["a"] == np.median(times)


def test_on_the_same_day_none_and_one_are_cases() -> None:
    time = [0, 0, 5, 3, np.nan, 7]
    event = [1, 0, 1, 0, 1, 1]
    groups = ["a", "a", "a", "b", "c", "d"]
    curve = kaplan_meier(time, event, groups)
    assert curve.index.get_level_values("group").unique().tolist() == ["a", "b", "d"]
    assert curve.loc["a", "survival"].tolist() == pytest.approx([2 / 3, 0])
    assert curve.loc["b", "survival"].tolist() == [1, 1]
    assert curve.loc["d", "survival"].tolist() == [1, 0]
    found = survival_medians(time, event, groups)
    assert found["median"].tolist() == [5, np.inf, 7]
    assert found["n"].tolist() == [3, 1, 1]
    assert found["events"].tolist() == [2, 0, 1]


def test_who_enters_late_is_at_risk_only_then() -> None:
    curve = kaplan_meier([10, 8, 6, 4, 3], [1, 1, 1, 0, 1], ["a"] * 5, [5, 0, 0, 0, 3])
    assert curve.loc["a", "at_risk"].to_dict() == {0: 3, 6: 3, 8: 2, 10: 1}
    assert curve.loc["a", "survival"].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 0])


def test_once_nobody_is_left_survival_stays_at_nothing() -> None:
    curve = kaplan_meier([1, 5, 6], [1, 1, 1], ["a"] * 3, [0, 2, 2])
    assert curve.loc["a", "survival"].tolist() == [1, 0, 0, 0]


def test_only_other_causes_and_nothing() -> None:
    found = cumulative_incidence([3, 4, 9], [2, 0, 2], ["a"] * 3)
    assert found.loc["a", "incidence"].tolist() == [0, 0, 0]
    assert cumulative_incidence([3], [0], ["a"]).loc["a", "at_risk"].tolist() == [1, 1]
    assert cumulative_incidence([], [], []).empty
    assert kaplan_meier([], [], []).empty
    assert survival_medians([], [], []).empty


def test_a_negative_time_is_refused() -> None:
    with pytest.raises(ValueError, match="1 times are negative"):
        kaplan_meier([3, -1], [1, 1], ["a", "a"])


PERSON = st.tuples(st.integers(0, 30), st.integers(0, 2), st.sampled_from("ab"))


@settings(deadline=None, max_examples=60)
@given(st.lists(PERSON, min_size=1, max_size=40), st.randoms())
def test_curves_only_fall_or_rise_and_stay_within_their_limits(
    people: list, random: object
) -> None:
    time, cause, group = (list(column) for column in zip(*people, strict=True))
    happened = [int(one > 0) for one in cause]
    survival = kaplan_meier(time, happened, group)
    incidence = cumulative_incidence(time, cause, group)
    for _, curve in survival.groupby("group"):
        assert curve["survival"].is_monotonic_decreasing
        assert curve["survival"].between(0, 1).all()
        assert curve["at_risk"].is_monotonic_decreasing
    for name, curves in (("survival", survival), ("incidence", incidence)):
        limited = curves.dropna()
        assert (limited["lower"] <= limited[name] + 1e-9).all()
        assert (limited[name] <= limited["upper"] + 1e-9).all()
    for _, curve in incidence.groupby("group"):
        assert curve["incidence"].is_monotonic_increasing
    both = incidence["incidence"].add(1e-9)
    ruled_out = 1 - survival["survival"].reindex(incidence.index)
    assert (both.sub(1e-8) <= ruled_out.fillna(1)).all()
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = kaplan_meier(
        [one[0] for one in shuffled],
        [int(one[1] > 0) for one in shuffled],
        [o[2] for o in shuffled],
    )
    same(again, survival)
