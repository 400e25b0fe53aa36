"""Limits against published figures."""

import numpy as np
import pytest

from lib.statistics.intervals import byar, wilson

# R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3 (Wilson score).
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

# Byar's approximation as in Breslow and Day (1987): it comes within a few hundredths of the exact
# Poisson limits (Garwood 1936) from 5 events on.
EXACT_POISSON = [
    (5, 1.623, 11.668),
    (10, 4.795, 18.390),
    (20, 12.217, 30.888),
    (100, 81.364, 121.627),
]


@pytest.mark.parametrize(("successes", "trials", "lower", "upper"), WILSON)
def test_wilson_meets_newcombe(successes: int, trials: int, lower: float, upper: float) -> None:
    low, high = wilson([successes], [trials])
    assert (round(low[0], 4), round(high[0], 4)) == (lower, upper)


@pytest.mark.parametrize(("events", "lower", "upper"), EXACT_POISSON)
def test_byar_is_close_to_the_exact_limits(events: int, lower: float, upper: float) -> None:
    low, high = byar([events])
    assert low[0] == pytest.approx(lower, abs=0.05)
    assert high[0] == pytest.approx(upper, abs=0.05)


def test_nothing_and_missing_are_cases() -> None:
    low, high = byar([0, np.nan])
    assert low[0] == 0
    assert high[0] == pytest.approx(3.69, abs=0.1)
    assert np.isnan(low[1])
    assert np.isnan(high[1])
    low, high = wilson([0, 5], [0, 5])
    assert np.isnan(low[0])
    assert high[1] == 1.0
