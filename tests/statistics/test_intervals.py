"""Limits of shares and counts, against published figures and R."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from lib.statistics.exact import clopper_pearson, garwood
from lib.statistics.intervals import byar, wilson
from tests.statistics.reading import oracle, published, same

SHARES = {"wilson": wilson, "clopper_pearson": clopper_pearson}
COUNTS = {"byar": byar, "garwood": garwood}


@pytest.mark.parametrize("name", SHARES)
def test_shares_meet_the_printed_figures(name: str) -> None:
    table = published(name)
    lower, upper = SHARES[name](table["x"], table["n"])
    same(lower.round(4), table["lower"])
    same(upper.round(4), table["upper"])


def test_exact_counts_meet_the_printed_figures() -> None:
    table = published("garwood")
    lower, upper = garwood(table["x"])
    same(lower.round(3), table["lower"])
    same(upper.round(3), table["upper"])


@pytest.mark.parametrize(
    ("name", "limits"), [("wilson", wilson), ("binomial_exact", clopper_pearson)]
)
def test_shares_meet_r(name: str, limits: Callable) -> None:
    for level, table in oracle(name).groupby("level"):
        lower, upper = limits(table["x"], table["n"], z=ndtri((1 + level) / 2))
        same(lower, table["lower"])
        same(upper, table["upper"])


def test_exact_counts_meet_r() -> None:
    for level, table in oracle("poisson_exact").groupby("level"):
        lower, upper = garwood(table["x"], z=ndtri((1 + level) / 2))
        same(lower, table["lower"])
        same(upper, table["upper"])


def test_byar_is_close_to_the_exact_limits() -> None:
    """Byar's approximation comes within a few hundredths from 5 events on."""
    table = published("garwood").query("x >= 5")
    lower, upper = byar(table["x"])
    same(lower, table["lower"], tolerance=0.02)
    same(upper, table["upper"], tolerance=0.02)


@pytest.mark.parametrize("limits", SHARES.values())
def test_no_trials_and_missing_have_no_limits(limits: Callable) -> None:
    lower, upper = limits([0, np.nan, 5, 3], [0, 5, 5, np.nan])
    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [True, True, False, True]
    assert upper[2] == 1.0


@pytest.mark.parametrize("limits", COUNTS.values())
def test_no_events_and_missing_are_cases(limits: Callable) -> None:
    lower, upper = limits([0, np.nan])
    assert lower[0] == 0
    assert upper[0] == pytest.approx(3.69, abs=0.1)
    assert np.isnan(lower[1])
    assert np.isnan(upper[1])


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 5000), st.floats(0, 1), st.floats(0.5, 2.5), st.floats(0.1, 1.5))
def test_shares_enclose_and_widen(trials: int, share: float, z: float, more: float) -> None:
    x = round(trials * share)
    for limits in SHARES.values():
        (low, high), (lower, higher) = limits([x], [trials], z), limits([x], [trials], z + more)
        slack = 1e-12
        assert 0 <= lower[0] <= low[0] + slack <= x / trials + 2 * slack
        assert x / trials - 2 * slack <= high[0] + slack <= higher[0] + 2 * slack <= 1 + 3 * slack


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 5000), st.floats(0.5, 2.5), st.floats(0.1, 1.5))
def test_counts_enclose_and_widen(events: int, z: float, more: float) -> None:
    for limits in COUNTS.values():
        (low, high), (lower, higher) = limits([events], z), limits([events], z + more)
        assert 0 <= lower[0] <= low[0] <= events <= high[0] <= higher[0]
