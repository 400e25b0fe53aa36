"""How firm a rank is: how often it holds when weights and figures are shaken.

Weights are drawn from a Dirichlet distribution around those given, figures from what they would
be if the same thing were counted again: a Poisson count, or a binomial one for those missed of a
known number. Seeded, so that the same question has the same answer.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.planning.need import (
    Figures,
    Numbers,
    index_of,
    ranked,
    ranks,
    scaled_figures,
    weight_numbers,
)
from lib.planning.rules import NeedRules, Shaken, Shaking, need_rules, shaking

Picked = npt.NDArray[np.bool_]


def firmness(
    figures: Figures,
    weights: Mapping[str, float] | None = None,
    how: Shaking | None = None,
    rules: NeedRules | None = None,
) -> pd.DataFrame:
    """For each tambon how its rank stands up to shaking.

    Index that of ``figures``; columns in_first (share of the draws, 0 to 1, in which it is among
    the first ``how.first``), rank_low and rank_high (whole numbers: between them lies the rank in
    the middle draws, from ``how.low`` to ``how.high`` per cent). Missing where ``ranked`` gives no
    rank; such tambon take nobody's place. Raises WeightsRefused.
    """
    rules, how = rules or need_rules(), how or shaking()
    given = weight_numbers(weights, rules)
    table = ranked(figures.values, weights, rules)["rank"].reindex(figures.values.index)
    there = table.notna().to_numpy()
    nothing = pd.DataFrame(
        {"in_first": np.nan, "rank_low": pd.NA, "rank_high": pd.NA}, index=figures.values.index
    ).astype({"in_first": float, "rank_low": "Int64", "rank_high": "Int64"})
    if not there.any():
        return nothing
    places = np.sort(_places(figures, there, given, how, rules), axis=0)
    low, high = (_place_of(share, how.draws) for share in (how.low, how.high))
    nothing.loc[there, "in_first"] = (places <= how.first).mean(axis=0)
    nothing.loc[there, "rank_low"] = places[low]
    nothing.loc[there, "rank_high"] = places[high]
    return nothing


def _places(
    figures: Figures, there: Picked, given: Numbers, how: Shaking,
    rules: NeedRules,
) -> npt.NDArray[np.int32]:  # fmt: skip
    """Ranks of the tambon that have one, in every draw: (draws, tambon)."""
    chance = np.random.default_rng(how.seed)
    weights = _weights(chance, given, how)
    values = _shaken(chance, figures, there, how, rules)
    need, _ = index_of(scaled_figures(values, rules), weights[:, None, :])
    return ranks(need)


def _weights(chance: np.random.Generator, given: Numbers, how: Shaking) -> Numbers:
    """Draws of the weights (draws, parts); a weight of nothing stays nothing."""
    share = given / given.sum()
    if not np.isfinite(how.concentration):
        return np.tile(share, (how.draws, 1))
    drawn = chance.standard_gamma(how.concentration * share, size=(how.draws, len(share)))
    total: Numbers = drawn.sum(axis=1, keepdims=True)
    return np.where(total > 0, drawn / np.where(total > 0, total, 1), share)


def _shaken(
    chance: np.random.Generator, figures: Figures, there: Picked,
    how: Shaking, rules: NeedRules,
) -> Numbers:  # fmt: skip
    """Draws of the figures (draws, tambon, parts); what is missing or endless stays so."""
    values = figures.values.loc[there, list(rules.parts)].to_numpy(dtype=float)
    size = (how.draws, len(values))
    drawn = np.broadcast_to(values, (how.draws, *values.shape)).copy()
    for number, (code, part) in enumerate(rules.parts.items()):
        column = values[:, number]
        fixed = ~np.isfinite(column)
        usable = np.where(fixed, 0, np.maximum(column, 0))
        if not how.figures or part.shaken is Shaken.NONE:
            continue
        if part.shaken is Shaken.POISSON:
            again = chance.poisson(usable, size=size)
        else:
            base = np.nan_to_num(figures.bases.loc[there, code].to_numpy(dtype=float))
            missed = np.divide(usable, base, out=np.zeros_like(base), where=base > 0)
            again = chance.binomial(np.round(base).astype(np.int64), np.minimum(missed, 1), size)
        drawn[:, ~fixed, number] = again[:, ~fixed]
    return drawn


def _place_of(per_cent: float, draws: int) -> int:
    """Which of so many sorted draws a percentile is: one that was drawn."""
    return min(max(int(np.ceil(per_cent / 100 * draws)) - 1, 0), draws - 1)
