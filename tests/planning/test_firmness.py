"""How firm a rank is: nothing shaken, a certain leader, dominance, seeds, what is not known."""

from dataclasses import replace
from datetime import date
from math import inf, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.scope import Scope
from lib.planning.firmness import firmness
from lib.planning.need import Figures, need_figures, ranked
from lib.planning.rules import RulesError, shaking
from lib.store.lake import Store

PARTS = ("unreached", "since_last", "needs", "overdue", "events")
HOW = shaking()
STILL = replace(HOW, concentration=inf, figures=False)
WEIGHTS_ONLY = replace(HOW, figures=False, draws=200)


def figures(rows: list[tuple[float, ...]]) -> Figures:
    values = pd.DataFrame(rows, columns=PARTS, index=[f"t{n:03}" for n in range(len(rows))])
    values = values.astype(float)
    return Figures(values, pd.DataFrame({"unreached": values["unreached"] + 1000}))


def spread_out(count: int) -> list[tuple[float, ...]]:
    chance = np.random.default_rng(1)
    tops = (15000, 60, 10, 400, 3)
    return [tuple(float(chance.integers(0, top)) for top in tops) for _ in range(count)]


def test_without_shaking_it_is_in_or_out() -> None:
    asked = figures(spread_out(40))
    got = firmness(asked, how=STILL)
    rank = ranked(asked.values)["rank"].reindex(got.index)
    assert got["in_first"].tolist() == [float(one <= 10) for one in rank]
    assert got["rank_low"].tolist() == got["rank_high"].tolist() == rank.tolist()


def test_equal_ones_have_the_ranks_of_the_list() -> None:
    """With everything alike the order is that of the codes, here as in the ranking."""
    got = firmness(figures([(7500, 30, 5, 100, 1)] * 15), how=STILL)
    assert got["rank_low"].tolist() == list(range(1, 16))


def test_a_certain_leader_and_a_certain_last() -> None:
    rows = spread_out(60)
    rows[17], rows[31] = (40000, inf, 30, 2000, 20), (0, 0, 0, 0, 0)
    got = firmness(figures(rows))
    assert got.loc["t017"].tolist() == [1, 1, 1]
    assert got.loc["t031"].tolist() == [0, 60, 60]
    assert got["in_first"].sum() == pytest.approx(10), "ten are among the first ten, every time"
    unsure = got["in_first"].between(0.05, 0.95)
    assert unsure.any()
    assert (got["rank_low"] <= got["rank_high"]).all()


def test_figures_alone_shake_ranks_too() -> None:
    got = firmness(figures(spread_out(60)), how=replace(HOW, concentration=inf))
    assert got["in_first"].between(0.05, 0.95).any()


def test_tighter_weights_are_firmer() -> None:
    asked = figures(spread_out(60))
    widths = []
    for one in (10.0, 100.0, 10000.0):
        got = firmness(asked, how=replace(WEIGHTS_ONLY, concentration=one))
        widths.append((got["rank_high"] - got["rank_low"]).mean())
    assert widths[0] > widths[1] > widths[2]


part = st.integers(0, 12)


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.tuples(*[part] * 5), min_size=12, max_size=25), more=st.tuples(*[part] * 5))
def test_more_need_in_every_part_is_never_less_firm(
    rows: list[tuple[int, ...]], more: tuple[int, ...]
) -> None:
    """With the same weights in every draw, who dominates another is never behind it."""
    scaled = [tuple(1.0 * one for one in row) for row in rows]
    above = tuple(a + b for a, b in zip(scaled[-1], more, strict=True))
    got = firmness(figures([above, *scaled]), how=WEIGHTS_ONLY)
    assert got["in_first"].iloc[0] >= got["in_first"].iloc[-1]
    assert got["rank_low"].iloc[0] < got["rank_low"].iloc[-1]


def test_the_same_seed_the_same_answer() -> None:
    asked = figures(spread_out(60))
    pd.testing.assert_frame_equal(firmness(asked), firmness(asked))
    other = firmness(asked, how=replace(HOW, seed=HOW.seed + 1))
    assert not other.equals(firmness(asked))
    assert (other["in_first"] - firmness(asked)["in_first"]).abs().max() < 0.1


def test_who_has_no_rank_takes_nobodys_place() -> None:
    rows = spread_out(30)
    whole = firmness(figures(rows), how=STILL)
    got = firmness(figures([*rows, (nan, nan, nan, 400, 3)]), how=STILL)
    assert got.iloc[-1].isna().all()
    pd.testing.assert_frame_equal(got.iloc[:-1], whole)
    nobody = firmness(figures([(nan, nan, nan, 1, 1)]))
    assert nobody.isna().all(axis=None)


def test_a_missing_part_does_not_spread() -> None:
    rows = spread_out(30)
    rows[0] = (nan, *rows[0][1:])
    got = firmness(figures(rows))
    assert got.notna().all(axis=None)


def test_a_part_without_weight_shakes_nothing() -> None:
    weights = dict.fromkeys(PARTS, 0) | {"events": 1.0}
    asked = figures([(0, 0, 0, 0, n) for n in (0, 1, 2, 3)])
    got = firmness(asked, weights, replace(WEIGHTS_ONLY, first=1))
    assert got["in_first"].tolist() == [0, 0, 0, 1]


def test_shaken_as_a_poisson_count_says() -> None:
    """The second leads unless its 2 needs are counted as none: with a chance of exp(-2)."""
    how = replace(HOW, concentration=inf, first=1, draws=20000)
    weights = dict.fromkeys(PARTS, 0) | {"needs": 1.0}
    got = firmness(figures([(0, 0, 0, 0, 0), (0, 0, 2, 0, 0)]), weights, how)
    assert got.loc["t001", "in_first"] == pytest.approx(1 - np.exp(-2), abs=0.01)


def test_shaken_as_a_binomial_count_says() -> None:
    """Of 2 people 1 was missed: by chance 2 in a quarter of the draws, and 0 in a quarter."""
    how = replace(HOW, concentration=inf, first=1, draws=20000)
    values = pd.DataFrame([(1.0, 0, 0, 0, 0), (1.5, 0, 0, 0, 0)], columns=PARTS, index=["a", "b"])
    bases = pd.DataFrame({"unreached": [2.0, 1.5]}, index=values.index)  # b: all of them, rounded
    weights = dict.fromkeys(PARTS, 0) | {"unreached": 1.0}
    got = firmness(Figures(values, bases), weights, how)
    # b is always 2; a comes first, by its code, where it is 2 as well.
    assert got.loc["a", "in_first"] == pytest.approx(0.25, abs=0.01)


def test_the_sample_has_firm_and_unsure_ranks(store: Store, scope: Scope) -> None:
    asked = need_figures(store, scope, "south", date(2026, 6, 30))
    got, table = firmness(asked), ranked(asked.values)
    assert got["in_first"].sum() == pytest.approx(10)
    assert got.loc[table.index[0], "in_first"] > 0.5
    assert (got.loc[table.index[150:], "in_first"] == 0).all()
    got = got.reindex(table.index)
    inside = table["rank"].between(got["rank_low"], got["rank_high"]).mean()
    assert inside > 0.9


@pytest.mark.parametrize("wrong", ["draws = 0", "first = 0", "concentration = 0", "low = 96"])
def test_rules_of_shaking_that_cannot_be_used(tmp_path: Path, wrong: str) -> None:
    said = {
        "draws": "10",
        "seed": "1",
        "concentration": "5",
        "first": "3",
        "low": "5",
        "high": "95",
    }
    name, value = wrong.split(" = ")
    lines = [f"{key} = {number}" for key, number in (said | {name: value}).items()]
    file = tmp_path / "planning.toml"
    file.write_text("\n".join(["[firmness]", *lines]))
    with pytest.raises(RulesError, match=r"\[firmness\]"):
        shaking(file)
