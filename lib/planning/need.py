"""Where next: tambon ranked by unmet need, an index of declared parts with the planner's weights.

A part is scaled from 0 to 1 between two declared figures. The index is the weighted mean of the
parts that are known; a tambon of which too little is known has no rank.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite, isnan

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import Level
from lib.access.scope import Scope
from lib.planning.asking import answer, days_back, planned_areas
from lib.planning.rules import NeedRules, Part, need_rules
from lib.planning.wording import Language, counted, joined, said
from lib.store.lake import Store

Numbers = npt.NDArray[np.float64]
REASONS = 3  # parts that a sentence names at most
LEAST_SHARE = 0.1  # of the index that a part must make up to be named
DECIMALS = 9  # of the index: what differs by less than this is equal
MONTH_DAYS = 30.44


class WeightsRefused(ValueError):
    """Weights that no index can be made with; says which and what to give."""


@dataclass(frozen=True, eq=False)
class Figures:
    """What the parts are made from, by tambon (sorted) and part; missing where not known.

    ``values`` are the figures; ``bases`` has, for a part with something taken off, the figure
    that it was taken off from.
    """

    values: pd.DataFrame
    bases: pd.DataFrame


def unmet_need(
    store: Store,
    scope: Scope,
    area: str,
    as_of: date,
    weights: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """The tambon of an area by unmet need: ``ranked`` over ``need_figures``."""
    return ranked(need_figures(store, scope, area, as_of).values, weights)


def need_figures(
    store: Store, scope: Scope, area: str, as_of: date, rules: NeedRules | None = None
) -> Figures:
    """The figure of every part for the tambon of an area, in the unit of its indicator.

    Raises PlanRefused where the scope has no right to plan; only tambon within the scope come.
    """
    areas = planned_areas(scope, area)
    values, bases = {}, {}
    for code, part in (rules or need_rules()).parts.items():
        found = _values(store, scope, part.indicator, areas, part, as_of)
        if part.less:
            bases[code] = found
            found = (found - _values(store, scope, part.less, areas, part, as_of)).clip(lower=0)
        values[code] = found
    return Figures(pd.DataFrame(values), pd.DataFrame(bases, index=pd.DataFrame(values).index))


def ranked(
    values: pd.DataFrame,
    weights: Mapping[str, float] | None = None,
    rules: NeedRules | None = None,
) -> pd.DataFrame:
    """Tambon by unmet need, the greatest first, equal ones by code.

    ``values`` are those of ``Figures``, ``weights`` by part (any scale, 0 leaves a part out; those
    of the rules unless given). Index ``area_code``; columns rank (whole number from 1; missing
    where too little is known, these come last), need (the index, 0 to 1), known (share of the
    weight that is known) and for each part ``value_…``, ``scaled_…`` (0 to 1) and ``share_…``,
    what it adds to the index: the shares of a row sum to its index (0 for a part without weight,
    missing for one that is not known). Raises WeightsRefused.
    """
    rules = rules or need_rules()
    given = weight_numbers(weights, rules)
    parts = list(rules.parts)
    scaled = scaled_figures(values[parts].to_numpy(dtype=float), rules)
    need, known = index_of(scaled, given)
    need = np.where(known >= rules.known_at_least, need, np.nan)
    total = (~np.isnan(scaled) * given).sum(axis=1, keepdims=True)
    shares = np.where(given > 0, scaled * given / np.where(total > 0, total, np.nan), 0)
    places = pd.Series(ranks(need), index=values.index)
    columns: dict[str, object] = {
        "rank": places.where(~np.isnan(need)).astype("Int64"),
        "need": need,
        "known": known,
    }
    for number, code in enumerate(parts):
        columns[f"value_{code}"] = values[code]
        columns[f"scaled_{code}"] = scaled[:, number]
        columns[f"share_{code}"] = shares[:, number]
    table = pd.DataFrame(columns, index=values.index)
    return table.iloc[np.argsort(ranks(need), kind="stable")]


def moved(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """What other weights do to the ranks: rank, rank_before and up (places gained; below 0 lost).

    Both are rankings of the same tambon; rows in the order of ``now``.
    """
    earlier = before["rank"].reindex(now.index)
    return pd.DataFrame(
        {"rank": now["rank"], "rank_before": earlier, "up": earlier - now["rank"]}
    ).astype("Int64")


def reasons(row: "pd.Series[float]", language: Language, rules: NeedRules | None = None) -> str:
    """Why a tambon has its rank: one sentence from the parts that add most, with their figures.

    ``row`` is a row of ``ranked``. Parts that are not known are named after them.
    """
    rules = rules or need_rules()
    share = {code: _number(row[f"share_{code}"]) for code in rules.parts}
    unknown = [code for code, one in share.items() if isnan(one)]
    names = joined([said(f"planning_part.{code}", language) for code in unknown], language)
    need = _number(row["need"])
    if isnan(need):
        return said("planning_reason.unranked", language, parts=names)
    least = max(LEAST_SHARE * need, 10**-DECIMALS)
    by_share = sorted(
        (code for code in share if code not in unknown), key=lambda code: -share[code]
    )
    named = [code for code in by_share[:REASONS] if share[code] >= least]
    phrases = [_phrase(code, rules.parts[code], row, language) for code in named]
    why = joined(phrases, language, between="list.clauses") or said(
        "planning_reason.nothing", language
    )
    if not unknown:
        return why
    return said("planning_reason.with_unknown", language, why=why, parts=names)


def weight_numbers(weights: Mapping[str, float] | None, rules: NeedRules) -> Numbers:
    """The weights in the order of the parts; raises WeightsRefused for what makes no index."""
    given = rules.weights if weights is None else weights
    if set(given) != set(rules.parts):
        raise WeightsRefused(f"Give one weight for each part: {', '.join(rules.parts)}.")
    numbers = np.array([given[code] for code in rules.parts], dtype=float)
    if not (np.isfinite(numbers).all() and (numbers >= 0).all() and numbers.sum() > 0):
        raise WeightsRefused("Weights must be numbers of 0 or more, at least one of them above 0.")
    return numbers


def scaled_figures(values: Numbers, rules: NeedRules) -> Numbers:
    """Figures (…, parts) from 0 to 1 between ``none_at`` and ``full_at``; missing ones stay so."""
    none_at, full_at = (
        np.array([getattr(part, name) for part in rules.parts.values()])
        for name in ("none_at", "full_at")
    )
    scaled: Numbers = np.clip((values - none_at) / (full_at - none_at), 0, 1)
    return scaled


def index_of(scaled: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """The weighted mean over the known parts (the last axis), and their share of the weight.

    ``weights`` have one axis less or are one row for all. Missing where nothing is known.
    """
    known = np.einsum("...p,...p->...", ~np.isnan(scaled), weights)
    total = np.einsum("...p,...p->...", np.nan_to_num(scaled), weights)
    index = np.divide(total, known, out=np.full_like(total, np.nan), where=known > 0)
    return np.round(index, DECIMALS), np.round(known / weights.sum(axis=-1), DECIMALS)


def ranks(need: Numbers) -> npt.NDArray[np.int32]:
    """Places from 1 along the last axis, the greatest first, equal ones in order, missing last."""
    order = np.argsort(-need, axis=-1, kind="stable")
    places = np.empty(need.shape, dtype=np.int32)
    counted_up = np.arange(1, need.shape[-1] + 1, dtype=np.int32)
    np.put_along_axis(places, order, np.broadcast_to(counted_up, need.shape), axis=-1)
    return places


def _values(
    store: Store, scope: Scope, code: str, areas: tuple[str, ...], part: Part, as_of: date
) -> "pd.Series[float]":
    found = answer(store, scope, code, areas, days_back(as_of, part.days), as_of, Level.TAMBON)
    return found["value"]


def _number(value: object) -> float:
    """A cell as a float, whichever way it is missing."""
    return float("nan") if pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]


def _phrase(code: str, part: Part, row: "pd.Series[float]", language: Language) -> str:
    value = float(row[f"value_{code}"])
    if not isfinite(value):
        return said(f"planning_reason.{code}_never", language)
    months = round(part.days / MONTH_DAYS)
    return counted(f"planning_reason.{code}", language, value, months=months)
