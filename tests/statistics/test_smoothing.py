"""Empirical Bayes against spdep and esda."""

import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.statistics.smoothing import smooth_rates, smooth_shares
from tests.statistics.reading import oracle, same


@pytest.mark.parametrize("name", ["empirical_bayes", "empirical_bayes_auckland"])
def test_rates_meet_spdep_and_esda(name: str) -> None:
    table = oracle(name)
    found = smooth_rates(table["events"], table["base"])
    same(found["smoothed"], table["rate"], tolerance=1e-12)
    same(found["smoothed"], Empirical_Bayes(table["events"], table["base"]).r.ravel(), 1e-12)


def test_shares_meet_spdep() -> None:
    table = oracle("empirical_bayes")
    same(smooth_shares(table["events"], table["base"])["smoothed"], table["share"], 1e-12)


@pytest.mark.parametrize("smooth", [smooth_rates, smooth_shares])
def test_areas_without_population_count_for_nothing(smooth: object) -> None:
    events = pd.Series([3.0, 9, 1, 0, 2, np.nan], index=list("abcdef"))
    base = pd.Series([100.0, 120, 90, 0, np.nan, 80], index=list("abcdef"))
    found = smooth(events, base)  # type: ignore[operator]
    assert found["smoothed"].isna().tolist() == [False] * 3 + [True] * 3
    same(found["smoothed"][:3], smooth(events[:3], base[:3])["smoothed"])  # type: ignore[operator]


@pytest.mark.parametrize("smooth", [smooth_rates, smooth_shares])
@pytest.mark.parametrize(
    ("events", "base", "smoothed"),
    [
        ([], [], []),
        ([0], [0], [np.nan]),
        ([4], [10], [0.4]),
        ([0, 0], [10, 20], [0, 0]),
        ([10, 20], [10, 20], [1, 1]),
        ([5, 5, 5], [10, 10, 10], [0.5, 0.5, 0.5]),
    ],
)
def test_small_cases(smooth: object, events: list, base: list, smoothed: list) -> None:
    same(smooth(events, base)["smoothed"], smoothed)  # type: ignore[operator]


AREA = st.tuples(st.integers(0, 50), st.integers(0, 500)).map(lambda at: (min(at), max(at)))


@settings(deadline=None, max_examples=60)
@given(st.lists(AREA, min_size=1, max_size=30), st.randoms())
def test_between_raw_and_overall_in_any_order(areas: list, random: object) -> None:
    frame = pd.DataFrame(areas, columns=["events", "base"], dtype=float)
    for smooth in (smooth_rates, smooth_shares):
        found = smooth(frame["events"], frame["base"]).dropna()
        if found.empty:
            continue
        overall = frame["events"].sum() / frame["base"].sum()
        low, high = np.minimum(found["raw"], overall), np.maximum(found["raw"], overall)
        assert ((low - 1e-9 <= found["smoothed"]) & (found["smoothed"] <= high + 1e-9)).all()
        assert found["weight"].between(0, 1 + 1e-9).all()
        order = list(frame.index)
        random.shuffle(order)  # type: ignore[attr-defined]
        again = smooth(frame.loc[order, "events"], frame.loc[order, "base"])
        same(again.loc[found.index, "smoothed"], found["smoothed"])
