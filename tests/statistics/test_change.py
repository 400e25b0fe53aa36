"""Change and its mark, against Newcombe's table and R's exact test."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from lib.statistics.change import Mark, mark, rate_change, share_change
from tests.statistics.reading import oracle, published, same


def test_shares_meet_newcombe() -> None:
    table = published("share_change")
    found = share_change(table["x2"], table["n2"], table["x"], table["n"])
    same(found["lower"].round(4), table["lower"])
    same(found["upper"].round(4), table["upper"])


def test_shares_meet_statsmodels() -> None:
    for x1, n1, x2, n2 in ((5, 40, 12, 44), (300, 800, 270, 900), (19, 20, 20, 20)):
        found = share_change([x1], [n1], [x2], [n2])
        wanted = confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", compare="diff")
        same(found[["lower", "upper"]].iloc[0], wanted)


def test_rates_meet_r() -> None:
    table = oracle("rate_ratio")
    found = rate_change(table["x1"], table["t1"], table["x2"], table["t2"])
    same(found["lower"], table["lower"])
    same(found["upper"].replace(np.inf, np.nan), table["upper"].replace(np.inf, np.nan))
    same(found["p_value"], table["p_value"])


def test_marks_say_up_down_not_clear_not_computed() -> None:
    found = share_change([10, 90, 50, 0], [100, 100, 100, 0], [90, 10, 52, 3], [100, 100, 100, 5])
    assert found["mark"].tolist() == [Mark.UP, Mark.DOWN, Mark.NOT_CLEAR, Mark.NOT_COMPUTED]


def test_a_target_is_a_reference_too() -> None:
    assert mark([0.2, 0.2, 0.2], [0.4, 0.4, np.nan], [0.1, 0.3, 0.3]).tolist() == [
        Mark.UP,
        Mark.NOT_CLEAR,
        Mark.NOT_COMPUTED,
    ]


def test_zeros_and_missing_rates_are_cases() -> None:
    found = rate_change([0, 0, 9, 5, np.nan], [10, 10, 10, 0, 10], [0, 9, 0, 5, 5], [10] * 5)
    assert found["mark"].tolist() == [
        Mark.NOT_CLEAR,
        Mark.UP,
        Mark.DOWN,
        Mark.NOT_COMPUTED,
        Mark.NOT_COMPUTED,
    ]
    assert found["ratio"].tolist()[1:3] == [np.inf, 0]
    assert (found["lower"][0], found["upper"][0], found["p_value"][0]) == (0, np.inf, 1)


def test_the_index_is_kept_and_two_indexes_are_refused() -> None:
    x = pd.Series([1, 2], index=["94", "95"])
    assert share_change(x, x + 5, x, x + 9).index.tolist() == ["94", "95"]
    with pytest.raises(ValueError, match="different indexes"):
        rate_change(x, x, x, pd.Series([1, 2], index=["95", "94"]))


def test_nothing_gives_nothing() -> None:
    assert share_change([], [], [], []).empty
    assert rate_change([], [], [], []).empty


COUNT = st.integers(0, 400)


@settings(deadline=None, max_examples=60)
@given(COUNT, COUNT, st.floats(0.5, 50), st.floats(0.5, 50))
def test_limits_and_p_value_mark_the_same(x1: int, x2: int, b1: float, b2: float) -> None:
    row = rate_change([x1], [b1], [x2], [b2]).iloc[0]
    if abs(row["p_value"] - 0.05) > 1e-9:
        assert (row["p_value"] < 0.05) == (row["mark"] in (Mark.UP, Mark.DOWN))
    if x1 and x2:
        assert row["lower"] <= row["ratio"] <= row["upper"]
        back = rate_change([x2], [b2], [x1], [b1]).iloc[0]  # the other way round
        same([back["ratio"], back["lower"]], [1 / row["ratio"], 1 / row["upper"]])


@settings(deadline=None, max_examples=60)
@given(COUNT, COUNT, st.integers(1, 400), st.integers(1, 400))
def test_share_limits_enclose_and_mirror(x1: int, x2: int, n1: int, n2: int) -> None:
    x1, x2 = min(x1, n1), min(x2, n2)
    row = share_change([x1], [n1], [x2], [n2]).iloc[0]
    assert -1 - 1e-9 <= row["lower"] <= row["change"] <= row["upper"] <= 1 + 1e-9
    back = share_change([x2], [n2], [x1], [n1]).iloc[0]
    same([back["lower"], back["upper"]], [-row["upper"], -row["lower"]])
