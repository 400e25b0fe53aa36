"""Medians and their limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from lib.statistics.medians import lower_ranks, medians
from tests.statistics.reading import oracle


def test_ranks_meet_r() -> None:
    table = oracle("median_ranks")
    assert lower_ranks(table["n"]).tolist() == table["rank95"].tolist()
    assert lower_ranks(table["n"], ndtri(0.995)).tolist() == table["rank99"].tolist()


def test_groups_keep_apart() -> None:
    values = [*range(1, 21), 5, 7, np.nan, 3, np.nan]
    groups = ["c"] * 20 + ["b"] * 3 + ["a", "d"]
    found = medians(values, groups)
    assert found.index.tolist() == ["a", "b", "c", "d"]
    assert found["n"].tolist() == [1, 2, 20, 0]
    assert found["median"].tolist()[:3] == [3, 6, 10.5]
    assert found.loc["c", ["lower", "upper"]].tolist() == [6, 15]
    assert found.loc[["a", "b", "d"], ["lower", "upper"]].isna().all(axis=None)
    assert np.isnan(found.loc["d", "median"])


def test_never_counts_as_the_longest() -> None:
    found = medians([1, 2, np.inf, np.inf, 1, np.inf], ["a", "a", "a", "b", "b", "b"])
    assert found["median"].tolist() == [2, np.inf]


def test_nothing_gives_nothing() -> None:
    assert medians([], []).empty


def test_the_limits_hold_their_level() -> None:
    values = np.random.default_rng(1).exponential(size=(4000, 25))
    found = medians(values.ravel(), np.repeat(np.arange(4000), 25))
    held = ((found["lower"] <= np.log(2)) & (np.log(2) <= found["upper"])).mean()
    assert held == pytest.approx(0.9567, abs=0.015)  # 1 - 2 P(B < 8), B binomial (25, 1/2)


COLUMN = st.lists(st.integers(-50, 50), min_size=1, max_size=60)


@settings(deadline=None, max_examples=60)
@given(COLUMN, st.randoms())
def test_limits_enclose_in_any_order(values: list[int], random: object) -> None:
    found = medians(values, ["a"] * len(values)).iloc[0]
    assert found["median"] == np.median(values)
    if len(values) > 5:
        assert found["lower"] <= found["median"] <= found["upper"]
        wider = medians(values, ["a"] * len(values), 2.6).iloc[0]
        assert not wider["lower"] > found["lower"]
        assert not wider["upper"] < found["upper"]
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert medians(shuffled, ["a"] * len(values)).iloc[0].equals(found)
