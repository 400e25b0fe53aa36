"""Funnel limits against base R, and what lies where."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from lib.statistics.funnel import Chance, Place, dispersion, funnel, limits
from tests.statistics.reading import oracle, published, same


def test_shares_meet_r() -> None:
    for (centre, tail), table in oracle("funnel_share").groupby(["centre", "tail"]):
        lower, upper = limits(Chance.SHARE, centre, table["n"], -ndtri(tail))
        same(lower, table["lower"])
        same(upper, table["upper"])


def test_rates_leave_out_the_counts_that_r_leaves_out() -> None:
    table = oracle("funnel_rate")
    for row in table.itertuples():
        lower, upper = limits(Chance.RATE, 1.0, [row.expected], -ndtri(row.tail))
        assert np.ceil(lower[0] * row.expected - 1e-9) == row.least_inside
        assert np.floor(upper[0] * row.expected + 1e-9) == row.most_inside


def test_dispersion_meets_funnelplotr_and_r() -> None:
    table = published("dispersion", values=True)
    z = np.sqrt(table["n"]) * np.log(table["x"] / table["n"])
    assert dispersion(z, winsorised=0) == pytest.approx(table["value"][0], abs=5e-7)
    table = oracle("funnel_dispersion")
    assert dispersion(table["z"]) == pytest.approx(table["phi_winsorised"][0])
    assert dispersion(table["z"], winsorised=0) == pytest.approx(table["phi_plain"][0])


def test_places() -> None:
    x = pd.Series([50, 62, 75, 38, 20, 0, np.nan], index=list("abcdefg"))
    n = pd.Series([100, 100, 100, 100, 100, 0, 100], index=list("abcdefg"))
    found = funnel(x, n, Chance.SHARE, centre=0.5)
    assert found.areas["place"].tolist() == [
        Place.INSIDE,
        Place.ABOVE,
        Place.FAR_ABOVE,
        Place.BELOW,
        Place.FAR_BELOW,
        Place.NOT_COMPUTED,
        Place.NOT_COMPUTED,
    ]
    assert found.dispersion == 1  # too few areas to tell
    assert found.areas["z"]["b"] == pytest.approx(2.4)


def test_over_dispersion_widens_as_spiegelhalter_says() -> None:
    """For large areas: centre +- 1.96 sqrt(phi) standard errors."""
    drawn = np.random.default_rng(3)
    n = np.full(400, 20_000)
    x = drawn.binomial(n, np.clip(drawn.normal(0.4, 0.012, 400), 0, 1))
    found = funnel(x, n, Chance.SHARE)
    error = np.sqrt(found.centre * (1 - found.centre) / 20_000 * found.dispersion)
    assert 6 < found.dispersion < 14
    assert found.areas["upper95"][0] == pytest.approx(found.centre + 1.96 * error, abs=1e-4)
    assert found.areas["lower998"][0] == pytest.approx(found.centre - 3.09 * error, abs=3e-4)
    assert (found.areas["place"] == Place.INSIDE).mean() > 0.85  # a plain funnel leaves 40 % in
    plain = limits(Chance.SHARE, found.centre, n)
    assert (plain[1] < found.areas["upper95"]).all()


def test_no_correction_where_chance_explains_all() -> None:
    x = np.random.default_rng(5).poisson(30, 300)
    found = funnel(x, np.full(300, 1000), Chance.RATE)
    assert found.dispersion == 1
    assert (found.areas["place"] == Place.INSIDE).mean() == pytest.approx(0.95, abs=0.04)


def test_a_few_outliers_do_not_hide_themselves() -> None:
    x = np.r_[np.random.default_rng(5).poisson(30, 60), 90, 95]
    found = funnel(x, np.full(62, 1000), Chance.RATE)
    assert found.areas["place"].tolist()[-2:] == [Place.FAR_ABOVE] * 2


@pytest.mark.parametrize("chance", Chance)
@pytest.mark.parametrize(
    ("x", "n", "place"),
    [
        ([], [], []),
        ([0], [0], [Place.NOT_COMPUTED]),
        ([3], [9], [Place.INSIDE]),
        ([0, 0], [5, 9], [Place.INSIDE] * 2),
        ([5, 9], [5, 9], [Place.INSIDE] * 2),
    ],
)
def test_small_cases(chance: Chance, x: list, n: list, place: list) -> None:
    assert funnel(x, n, chance).areas["place"].tolist() == place


def test_the_curve_meets_the_areas_and_narrows() -> None:
    found = funnel([3, 80, 900], [10, 200, 1900], Chance.RATE)
    curve = found.curve([10, 200, 1900])
    assert curve.index.name == "denominator"
    same(curve, found.areas[curve.columns])
    width = curve["upper95"] - curve["lower95"]
    assert width.is_monotonic_decreasing


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(list(Chance)),
    st.floats(0.001, 0.999),
    st.integers(1, 3000),
    st.floats(0.5, 30),
    st.floats(0, 7),
)
def test_limits_enclose_and_widen(
    chance: Chance, centre: float, n: int, z: float, more: float
) -> None:
    lower, upper = limits(chance, centre, [n], z)
    wider = limits(chance, centre, [n], z + more)
    assert 0 <= wider[0][0] <= lower[0] + 1e-9
    assert upper[0] <= wider[1][0] + 1e-9
    assert chance is Chance.RATE or upper[0] <= 1
    if z > 1.1:
        assert lower[0] <= centre * (1 + 1e-9)
        assert centre * (1 - 1e-9) <= upper[0]


def test_limits_at_denominators_that_are_not_whole() -> None:
    """Between two whole denominators the curve goes on; it once never came back."""
    low, high = limits(Chance.SHARE, 0.3, [123.0, 123.5, 124.0])
    assert (np.diff(low) >= 0).all() or (np.diff(high) <= 0).all()
    assert ((low > 0) & (low < 0.3) & (high > 0.3) & (high < 1)).all()
