"""Areas beside each other: smoothing, funnels, hot spots and ranks."""

import itertools
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from geo.areas import load_registry
from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.evaluate import Question, evaluate
from lib.indicators.model import Direction, Flag, Interval
from lib.indicators.spread import NotARate, chance_of, funnelled, ranked, smoothed, spots
from lib.periods import fiscal_year
from lib.statistics.funnel import Chance, Place, funnel
from lib.statistics.hotspots import Spot, hot_spots
from lib.statistics.smoothing import smooth_rates, smooth_shares
from lib.store.lake import Store

YEAR = fiscal_year(2569)
RATES = [
    code
    for code, one in registry.indicators().items()
    if one.interval is not Interval.NONE and not one.relative
]
NO_RATES = [code for code in registry.indicators() if code not in RATES]
SHARE, RATE = registry.get("follow_up_rate"), registry.get("people_served_per_1000")
MORE, LESS = registry.get("follow_up_rate"), registry.get("needs_open")
NAN = math.nan


def frame(rows: Mapping[str, tuple[float, ...]], **flags: str) -> pd.DataFrame:
    """Figures by area: value, numerator, denominator, lower, upper (missing where not given)."""
    columns = ["value", "numerator", "denominator", "lower", "upper"]
    padded = {area: [*row, *[NAN] * (5 - len(row))] for area, row in rows.items()}
    found = pd.DataFrame.from_dict(padded, orient="index", columns=columns, dtype=float)
    flag = pd.Series(str(Flag.OK), index=found.index, dtype=object)
    flag[found["value"].isna()] = str(Flag.NO_DATA)
    flag.update(pd.Series(flags, dtype=object))
    return found.assign(flag=flag)


def limits(**rows: tuple[float, float, float]) -> pd.DataFrame:
    """Figures of a value with its limits."""
    return frame({area: (value, NAN, NAN, lo, hi) for area, (lo, value, hi) in rows.items()})


# Smoothing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", NO_RATES)
def test_counts_places_and_medians_have_neither_smoothing_nor_funnel(code: str) -> None:
    indicator = registry.get(code)
    assert chance_of(indicator) is None
    figures = frame({"9401": (1, 1, 2)})
    for function in (smoothed, funnelled):
        with pytest.raises(NotARate, match=f"{code} is no rate"):
            function(indicator, figures)


@pytest.mark.parametrize("level", [Level.PROVINCE, Level.AMPHOE, Level.TAMBON])
@pytest.mark.parametrize("code", RATES)
def test_smoothed_lies_between_its_own_and_that_of_all(
    store: Store, scope: Scope, code: str, level: Level
) -> None:
    indicator = registry.get(code)
    figures = evaluate(store, scope, Question(code, level, YEAR))
    found = smoothed(indicator, figures)
    known = figures["value"].notna() & (figures["denominator"] > 0)
    assert list(found.index) == list(figures.index)
    assert (found.notna() == known).all()
    assert known.any()
    value, found = figures["value"][known], found[known]
    parts = figures.loc[known, ["numerator", "denominator"]].sum()
    overall = indicator.scale * parts["numerator"] / parts["denominator"]
    low, high = np.minimum(value, overall), np.maximum(value, overall)
    assert ((found >= low - 1e-9) & (found <= high + 1e-9)).all()
    assert found.std() < value.std()


@pytest.mark.parametrize(
    ("indicator", "smooth"), [(SHARE, smooth_shares), (RATE, smooth_rates)], ids=["share", "rate"]
)
def test_smoothing_is_that_of_the_statistics(indicator, smooth) -> None:
    rows = {"a": (20, 100), "b": (1, 4), "c": (70, 200), "d": (0, 3), "e": (9, 10)}
    figures = frame({area: (indicator.scale * x / n, x, n) for area, (x, n) in rows.items()})
    wanted = smooth(figures["numerator"], figures["denominator"])["smoothed"]
    found = smoothed(indicator, figures)
    pd.testing.assert_series_equal(found, indicator.scale * wanted, check_names=False)
    assert found["e"] < 90 / 100 * indicator.scale


def test_hidden_and_unknown_areas_count_for_nothing() -> None:
    rows = {"a": (20, 20, 100), "b": (35, 70, 200), "c": (25, 1, 4)}
    more = {**rows, "x": (90, 900, 1000), "y": (NAN, 5, NAN), "z": (NAN, 0, 0)}
    alone, beside = frame(rows), frame(more, x=str(Flag.SUPPRESSED))
    found = smoothed(SHARE, beside)
    assert found[["x", "y", "z"]].isna().all()
    pd.testing.assert_series_equal(found[["a", "b", "c"]], smoothed(SHARE, alone))
    one, other = funnelled(SHARE, alone), funnelled(SHARE, beside)
    assert (one.centre, one.dispersion) == (other.centre, other.dispersion)
    assert set(other.areas.loc[["x", "y", "z"], "place"]) == {Place.NOT_COMPUTED}


def test_few_are_smoothed_most() -> None:
    figures = frame({"a": (20, 200, 1000), "b": (60, 600, 1000), "c": (90, 9, 10)}, c=str(Flag.FEW))
    drawn = (smoothed(SHARE, figures) - figures["value"]).abs()
    assert drawn["c"] > drawn[["a", "b"]].max()


@pytest.mark.parametrize("rows", [{}, {"a": (NAN,)}, {"a": (50, 5, 10)}], ids=len)
def test_nothing_and_one_area_are_smoothed(rows: Mapping[str, tuple[float, ...]]) -> None:
    figures = frame(rows)
    found = smoothed(SHARE, figures)
    pd.testing.assert_series_equal(found, figures["value"], check_names=False)
    assert len(funnelled(SHARE, figures).areas) == len(rows)


# Funnels -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", RATES)
def test_funnels_are_those_of_the_statistics(store: Store, scope: Scope, code: str) -> None:
    indicator = registry.get(code)
    figures = evaluate(store, scope, Question(code, Level.AMPHOE, YEAR))
    found = funnelled(indicator, figures)
    chance = {Interval.WILSON: Chance.SHARE, Interval.BYAR: Chance.RATE}[indicator.interval]
    wanted = funnel(figures["numerator"], figures["denominator"], chance)
    assert (found.chance, found.centre) == (chance, wanted.centre)
    assert found.dispersion == wanted.dispersion >= 1
    pd.testing.assert_frame_equal(found.areas, wanted.areas)
    values = (found.areas["value"] * indicator.scale).dropna()
    pd.testing.assert_series_equal(values, figures["value"].dropna())


def test_the_odd_one_lies_outside_its_funnel() -> None:
    rows = {f"94{n:02d}": (50 + n % 3, 500 + 10 * (n % 3), 1000) for n in range(12)}
    figures = frame({**rows, "9501": (80, 800, 1000), "9502": (80, 4, 5)})
    found = funnelled(SHARE, figures)
    assert found.areas.loc["9501", "place"] == Place.FAR_ABOVE
    assert found.areas.loc["9502", "place"] == Place.INSIDE, "four of five is chance"
    assert set(found.areas["place"].drop("9501")) == {Place.INSIDE}


# Hot spots -----------------------------------------------------------------------------------

# Twenty areas in a row, each beside the next.
ROW = [f"{n:02d}" for n in range(20)]
BESIDE = list(itertools.pairwise(ROW))


def row_of(values: list[float], **flags: str) -> pd.DataFrame:
    return frame({code: (value, 1, 50) for code, value in zip(ROW, values, strict=True)}, **flags)


@pytest.mark.parametrize(
    "figures",
    [frame({}), row_of([7.0] * 20), row_of([NAN] * 20), row_of([NAN] * 13 + [1, 2, 3, 4, 5, 6, 7])],
    ids=["empty", "all the same", "no data", "seven known"],
)
def test_where_there_is_nothing_to_find_nothing_is_computed(figures: pd.DataFrame) -> None:
    found = spots(figures, BESIDE)
    assert list(found.index) == list(figures.index)
    assert (found["spot"] == Spot.NOT_COMPUTED).all()
    assert found[["moran", "p_value"]].isna().all(axis=None)


def test_too_few_hidden_and_never_count_as_missing() -> None:
    values = [float(n % 7) for n in range(20)]
    values[4], values[9] = math.inf, NAN
    figures = row_of(values, **{"02": str(Flag.FEW), "06": str(Flag.SUPPRESSED)})
    found = spots(figures, BESIDE)
    missing = ["02", "04", "06", "09"]
    assert set(found.loc[missing, "spot"]) == {Spot.NOT_COMPUTED}
    wanted = hot_spots(figures["value"].drop(missing), BESIDE)
    pd.testing.assert_frame_equal(found.drop(missing), wanted)


def test_a_block_of_high_areas_is_found() -> None:
    """A grid of 10 x 10 with a block of high areas in a corner."""
    codes = {(x, y): f"{x}{y}" for x in range(10) for y in range(10)}
    beside = [
        (codes[x, y], codes[place])
        for x, y in codes
        for place in ((x + 1, y), (x, y + 1))
        if place in codes
    ]
    noise = np.random.default_rng(1).normal(0, 1, 100)
    high = {codes[x, y] for x in range(4) for y in range(4)}
    figures = frame(
        {code: (noise[n] + 8 * (code in high), 1, 50) for n, code in enumerate(codes.values())}
    )
    found = spots(figures, beside)["spot"]
    assert found["11"] == Spot.HIGH_AMONG_HIGH
    assert (found[found == Spot.HIGH_AMONG_HIGH].index.isin(high)).all()


def test_spots_on_the_sample(store: Store, scope: Scope) -> None:
    figures = evaluate(store, scope, Question("people_served_per_1000", Level.TAMBON, YEAR))
    areas = load_registry()
    beside = [(code, other) for code in figures.index for other in areas.borders.get(code, ())]
    found = spots(figures, beside)
    assert (found["spot"] == Spot.NOT_COMPUTED).sum() >= (figures["flag"] != Flag.OK).sum()
    assert {Spot.HIGH_AMONG_HIGH, Spot.LOW_AMONG_LOW} & set(found["spot"])


# Ranks ---------------------------------------------------------------------------------------


def ranks(found: pd.DataFrame) -> dict[str, tuple[int, int] | None]:
    assert list(found.columns) == ["rank_from", "rank_to"]
    return {
        area: None if math.isnan(low) else (int(low), int(high))
        for area, low, high in found.itertuples()
    }


@pytest.mark.parametrize(
    ("figures", "more", "less"),
    [
        (
            limits(a=(8, 9, 10), b=(4, 5, 6), c=(0, 1, 2)),
            {"a": (1, 1), "b": (2, 2), "c": (3, 3)},
            {"a": (3, 3), "b": (2, 2), "c": (1, 1)},
        ),
        (
            limits(a=(5, 9, 10), b=(4, 5, 6), c=(0, 1, 2)),  # a and b overlap
            {"a": (1, 2), "b": (1, 2), "c": (3, 3)},
            {"a": (2, 3), "b": (2, 3), "c": (1, 1)},
        ),
        (
            limits(a=(0, 9, 10), b=(4, 5, 6), c=(0, 1, 2)),  # a can be anywhere, b is before c
            {"a": (1, 3), "b": (1, 2), "c": (2, 3)},
            {"a": (1, 3), "b": (2, 3), "c": (1, 2)},
        ),
        (
            limits(a=(4, 5, 6), b=(6, 7, 8), c=(4, 5, 6)),  # limits that touch do not part
            {"a": (1, 3), "b": (1, 3), "c": (1, 3)},
            {"a": (1, 3), "b": (1, 3), "c": (1, 3)},
        ),
        (
            frame({"a": (3,), "b": (5,), "c": (3,), "d": (1,)}),  # facts without limits, with a tie
            {"a": (2, 3), "b": (1, 1), "c": (2, 3), "d": (4, 4)},
            {"a": (2, 3), "b": (4, 4), "c": (2, 3), "d": (1, 1)},
        ),
        (
            frame({"a": (3,), "b": (math.inf,), "c": (math.inf,)}),  # never, twice
            {"a": (3, 3), "b": (1, 2), "c": (1, 2)},
            {"a": (1, 1), "b": (2, 3), "c": (2, 3)},
        ),
        (
            limits(a=(1, 2, 3), b=(9, math.inf, math.inf), c=(4, 5, math.inf)),
            {"a": (3, 3), "b": (1, 2), "c": (1, 2)},
            {"a": (1, 1), "b": (2, 3), "c": (2, 3)},
        ),
        (frame({"a": (3,)}), {"a": (1, 1)}, {"a": (1, 1)}),
        (frame({"a": (0,), "b": (0,)}), {"a": (1, 2), "b": (1, 2)}, {"a": (1, 2), "b": (1, 2)}),
        (frame({"a": (NAN,)}), {"a": None}, {"a": None}),
        (frame({}), {}, {}),
    ],
)  # fmt: skip
def test_from_the_best_to_the_worst_rank(
    figures: pd.DataFrame, more: dict[str, tuple | None], less: dict[str, tuple | None]
) -> None:
    assert ranks(ranked(MORE, figures)) == more
    assert ranks(ranked(LESS, figures)) == less


def test_what_cannot_be_ranked_takes_no_place() -> None:
    figures = frame(
        {"a": (1,), "b": (9,), "c": (NAN,), "d": (5,), "e": (7,)},
        b=str(Flag.FEW),
        e=str(Flag.SUPPRESSED),
    )
    assert ranks(ranked(MORE, figures)) == {
        "a": (2, 2), "b": None, "c": None, "d": (1, 1), "e": None,
    }  # fmt: skip


def test_neither_better_ranks_the_largest_first() -> None:
    neither = registry.get("women_share")
    assert neither.direction is Direction.NEITHER
    assert ranks(ranked(neither, frame({"a": (1,), "b": (2,)}))) == {"a": (2, 2), "b": (1, 1)}


AREA = st.tuples(st.integers(0, 30), st.integers(0, 6), st.integers(0, 6))


@hypothesis_settings(deadline=None, max_examples=60)
@given(st.lists(AREA, min_size=1, max_size=12))
def test_any_true_order_lies_within_the_ranks(areas: list[tuple[int, int, int]]) -> None:
    """Whatever the true values within their limits are: here the values and both ends."""
    rows = {f"{n:02d}": (v - lo, v, v + hi) for n, (v, lo, hi) in enumerate(areas)}
    figures = limits(**rows)
    found = ranked(MORE, figures)
    assert found["rank_from"].between(1, len(areas)).all()
    assert (found["rank_from"] <= found["rank_to"]).all()
    for column in ("value", "lower", "upper"):
        true = figures[column].rank(ascending=False, method="first")
        assert (found["rank_from"] <= true).all()
        assert (true <= found["rank_to"]).all()
    turned = ranked(LESS, figures)
    np.testing.assert_array_equal(turned["rank_from"], len(areas) + 1 - found["rank_to"])


@pytest.mark.parametrize(
    "code", ["follow_up_rate", "days_to_answer", "tambon_reached", "days_since_last_activity"]
)
def test_ranks_on_the_sample(store: Store, scope: Scope, code: str) -> None:
    indicator = registry.get(code)
    figures = evaluate(store, scope, Question(code, Level.AMPHOE, YEAR))
    found = ranked(indicator, figures)
    ok = figures["flag"] == Flag.OK
    assert (found["rank_from"].notna() == ok).all()
    best = figures["value"][ok].sort_values(ascending=indicator.direction is Direction.LESS)
    assert found.loc[best.index[0], "rank_from"] == 1
    assert found.loc[best.index[-1], "rank_to"] == ok.sum()
