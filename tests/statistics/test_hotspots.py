"""Local Moran's I against spdep, and the cases that a map has."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.statistics.hotspots import Spot, hot_spots
from tests.statistics.reading import oracle, same

NAMES = {
    "High-High": Spot.HIGH_AMONG_HIGH,
    "Low-Low": Spot.LOW_AMONG_LOW,
    "High-Low": Spot.HIGH_AMONG_LOW,
    "Low-High": Spot.LOW_AMONG_HIGH,
}


def pairs_of(table: pd.DataFrame) -> list[tuple[str, str]]:
    return [
        (area, other)
        for area, near in zip(table["area"], table["neighbours"].fillna(""), strict=True)
        for other in near.split()
    ]


def lattice(side: int) -> Iterator[tuple[str, str]]:
    for row in range(side):
        for column in range(side):
            if column + 1 < side:
                yield f"{row}{column}", f"{row}{column + 1}"
            if row + 1 < side:
                yield f"{row}{column}", f"{row + 1}{column}"


def lattice_values(side: int, seed: int = 1) -> pd.Series:
    codes = [f"{row}{column}" for row in range(side) for column in range(side)]
    return pd.Series(np.random.default_rng(seed).normal(size=side * side), index=codes)


@pytest.mark.parametrize("name", ["local_moran", "local_moran_island"])
def test_meets_spdep(name: str) -> None:
    table = oracle(name).set_index("area", drop=False)
    found = hot_spots(table["value"], pairs_of(table))
    same(found["moran"], table["moran"], tolerance=1e-10)
    # both are permutation tests: four standard errors, of 9,999 draws or more on either side
    p = table["p_value"]
    allowed = 4 * np.sqrt(2 * 2 * p * (1 - p / 2) / 9999)
    assert ((found["p_value"] - p).abs() <= allowed).sum() == p.count()
    # spdep draws with replacement, which makes its p-values a little larger
    assert (found["p_value"] - table["p_spdep"]).abs().max() < 0.06
    sure = (table["q_value"] - 0.05).abs() > 0.02
    wanted = table["quadrant"].map(NAMES).where(table["q_value"] <= 0.05, Spot.NOT_CLEAR)
    wanted = wanted.where(p.notna(), Spot.NOT_COMPUTED)
    assert found["spot"][sure | p.isna()].tolist() == wanted[sure | p.isna()].tolist()
    assert (found["spot"] == Spot.HIGH_AMONG_HIGH).sum() >= 3


def test_a_planted_cluster_is_found_and_named() -> None:
    values = lattice_values(9)
    values[["33", "34", "35", "43", "44", "45", "53", "54", "55"]] += 6
    found = hot_spots(values, lattice(9))
    assert found["spot"]["44"] == Spot.HIGH_AMONG_HIGH
    values["44"] -= 12
    assert hot_spots(values, lattice(9))["spot"]["44"] == Spot.LOW_AMONG_HIGH


def test_missing_never_and_islands_are_not_computed() -> None:
    values = lattice_values(5)
    values["00"], values["11"], values["99"] = np.nan, np.inf, 3.0
    found = hot_spots(values, lattice(5))
    out = found.index[found["spot"] == Spot.NOT_COMPUTED].tolist()
    assert out == ["00", "11", "99"]
    assert found.loc[out, ["moran", "p_value", "q_value"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(dtype=float),
        pd.Series([1.0], index=["00"]),
        lattice_values(4).iloc[:7],
        lattice_values(4) * 0 + 0.1,
        lattice_values(4) * np.nan,
        lattice_values(4).rename(lambda code: f"x{code}"),
    ],
    ids=["nothing", "one", "seven", "constant", "missing", "no neighbours"],
)
def test_too_little_is_not_computed(values: pd.Series) -> None:
    found = hot_spots(values, lattice(4))
    assert found.index.equals(values.index)
    assert set(found["spot"]) <= {Spot.NOT_COMPUTED}


def test_a_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="00"):
        hot_spots(pd.Series([1.0, 2.0], index=["00", "00"]), [])


def test_the_same_in_any_order_and_in_several_threads() -> None:
    values, pairs = lattice_values(7), list(lattice(7))
    once = hot_spots(values, pairs)
    turned = [(other, one) for one, other in reversed(pairs)]
    state = np.random.get_state()[1].copy()
    shuffled = values.sample(frac=1, random_state=2)
    with ThreadPoolExecutor(3) as pool:
        for found in pool.map(lambda series: hot_spots(series, turned), [shuffled] * 3):
            pd.testing.assert_frame_equal(found.loc[once.index], once)
    assert (np.random.get_state()[1] == state).all()  # the generator of others is left alone


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 5))
def test_the_false_discovery_rate_only_takes_away(seed: int, bump: float) -> None:
    values = lattice_values(6, seed)
    values.iloc[:8] += bump
    found = hot_spots(values, lattice(6), permutations=499)
    clear = ~found["spot"].isin([Spot.NOT_CLEAR, Spot.NOT_COMPUTED])
    assert (found["q_value"] >= found["p_value"]).all()
    assert set(found.index[clear]) <= set(found.index[found["p_value"] <= 0.05])
    ordered = found.sort_values("p_value")  # Benjamini and Hochberg's step-up rule itself
    passes = ordered["p_value"] <= 0.05 * np.arange(1, len(ordered) + 1) / len(ordered) + 1e-12
    kept = int(np.flatnonzero(passes).max()) + 1 if passes.any() else 0
    assert clear.sum() == (found["p_value"] <= ordered["p_value"].iloc[kept - 1]).sum() * (kept > 0)
    assert found["p_value"].between(2 / 500, 1).all()
