"""Class breaks against R and mapclassify."""

import time

import mapclassify
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.statistics.classing import fixed_breaks, natural_breaks, quantile_breaks, target_breaks
from tests.statistics.reading import oracle, same


def within(values: np.ndarray, breaks: tuple[float, ...]) -> float:
    """Sum of squared deviations from the class means."""
    places = np.searchsorted(breaks, values, side="left")
    return sum(
        float(((group := values[places == c]) - group.mean()).__pow__(2).sum())
        for c in np.unique(places)
    )


@pytest.mark.parametrize("row", list(oracle("classing").itertuples()), ids=lambda row: row.classes)
def test_meets_r(row: object) -> None:
    values = oracle("illinois")["value"].to_numpy()
    breaks = natural_breaks(values, row.classes)  # type: ignore[attr-defined]
    same(within(values, breaks), row.within)  # type: ignore[attr-defined]
    # R puts a break midway between the last of a class and the first of the next
    upper = [values[values > limit].min() for limit in breaks]
    middle = [(low + high) / 2 for low, high in zip(breaks, upper, strict=True)]
    same(middle, [float(part) for part in row.fisher.split()[1:-1]])  # type: ignore[attr-defined]
    quantiles = [float(part) for part in row.quantile.split()[1:-1]]  # type: ignore[attr-defined]
    same(quantile_breaks(values, row.classes), quantiles)  # type: ignore[attr-defined]


@pytest.mark.filterwarnings("ignore:Numba not installed")
def test_natural_breaks_meet_mapclassify() -> None:
    values = np.random.default_rng(4).gamma(2, 3, 150).round(1)
    for classes in (3, 5, 7):
        bins = mapclassify.FisherJenks(values, k=classes).bins
        assert within(values, natural_breaks(values, classes)) <= within(values, bins[:-1]) + 1e-6
        same(natural_breaks(values, classes), bins[:-1])


def test_the_whole_country_takes_no_minutes() -> None:
    values = np.random.default_rng(4).gamma(2, 3, 7_425)
    began = time.perf_counter()
    assert len(natural_breaks(values, 5)) == 4
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("breaks", [quantile_breaks, natural_breaks])
@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([], ()),
        ([np.nan, np.inf, -np.inf], ()),
        ([4.5], ()),
        ([3, 3, 3, 3], ()),
        ([1, 1, 2, np.inf, np.nan], (1,)),
        ([1, 1, 1, 9], (1,)),
    ],
)
def test_small_cases(breaks: object, values: list, found: tuple) -> None:
    assert list(breaks(values, 2)) == list(found)  # type: ignore[operator]


def test_around_the_target() -> None:
    assert target_breaks([20, 50, 130], 100, 4) == (60, 100, 140)
    assert target_breaks([20, 50, 130], 100, 5) == pytest.approx((52, 84, 116, 148))
    assert target_breaks([100, 100], 100) == target_breaks([], 100) == (100,)
    for classes in (2, 4, 6):
        assert 0.1 in target_breaks([0.35, 0.7], 0.1, classes)


def test_fixed() -> None:
    assert fixed_breaks([30, 0, 30, 60]) == (0, 30, 60)
    with pytest.raises(ValueError, match="finite"):
        fixed_breaks([0, np.inf])


@pytest.mark.parametrize(
    "call",
    [
        lambda: quantile_breaks([1], 8),
        lambda: natural_breaks([1], 0),
        lambda: fixed_breaks(range(7)),
        lambda: target_breaks([1], 5, 8),
    ],
)
def test_more_than_seven_classes_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match="1 to 7 classes"):
        call()  # type: ignore[operator]


VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), max_size=40)


@settings(deadline=None, max_examples=60)
@given(VALUES, st.integers(2, 7), st.randoms())
def test_breaks_rise_and_partition(values: list[float], classes: int, random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for make in (quantile_breaks, natural_breaks, lambda v, k: target_breaks(v, 7.0, k)):
        breaks = make(values, classes)
        assert len(breaks) < classes
        assert list(breaks) == sorted(set(breaks))
        assert make(shuffled, classes) == breaks
    for make in (quantile_breaks, natural_breaks):
        breaks = make(values, classes)
        if values:  # no class is empty at either end
            assert not breaks or min(values) <= breaks[0]
            assert not breaks or breaks[-1] < max(values)
    places = np.searchsorted(natural_breaks(values, classes), values, side="left")
    assert len(np.unique(places)) == min(classes, len(set(values)))
