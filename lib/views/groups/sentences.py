"""What the charts of occupational groups say, each as one sentence made from the figures."""

import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from lib.indicators.model import Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.views.charts import Series
from lib.views.formats import number, plain_value, spoken_value
from lib.views.words import Language, listed, say

NAMED = 3


def extremes(
    indicator: Indicator,
    figures: pd.DataFrame,
    name: Callable[[str], str],
    language: Language,
    what: str = "",
) -> str:
    """The highest and the lowest value, and whether their limits lie apart.

    Only values that rest on enough cases are compared; a value shared by all of them is said so.
    ``what`` says what is compared, the name of the indicator unless given.
    """
    words = {"what": what or indicator.name(language)}
    told = spoken_value if indicator.kind is Measured.SHARE else plain_value
    solid = figures[(figures["flag"] == str(Flag.OK)) & figures["value"].notna()]
    if solid.empty:
        return say("groups.extremes_none", language, **words)
    # As it is shown: what reads the same is the same.
    shown = solid["value"].astype(float).round(indicator.decimals)
    first, last = str(shown.idxmax()), str(shown.idxmin())
    values = {
        "first": name(first),
        "first_value": told(indicator, float(shown[first]), language),
        "last": name(last),
        "last_value": told(indicator, float(shown[last]), language),
    }
    if len(solid) == 1:
        return say("groups.extremes_one", language, **words, **values)
    if shown[first] == shown[last]:
        return say("groups.extremes_same", language, **words, **values, count=number(len(solid)))
    key = "apart" if _apart(solid, first, last) else "near"
    return say(f"groups.extremes_{key}", language, **words, **values)


def _apart(solid: pd.DataFrame, first: str, last: str) -> bool:
    """Whether the limits of two values do not overlap.

    Limits without any width, as of a curve on which nothing has happened yet, tell nothing.
    """
    low, high = (solid[side].astype(float).to_dict() for side in ("lower", "upper"))
    wide = all(high[code] > low[code] for code in (first, last))
    return wide and low[first] > high[last]


def mix_message(mix: pd.DataFrame, labels: Mapping[str, str], language: Language) -> str:
    """The occupation with most groups, and the one that the area surely has more of than others."""
    some = mix[mix["value"] > 0]
    if some.empty:
        return say("groups.mix_none", language)
    top = some.index[some["value"] == some["value"].max()]
    total = float(some["denominator"].iloc[0])
    counted = {"count": number(float(some["value"].max())), "total": number(total)}
    if len(top) > 1:
        names = listed([labels[code] for code in top[:NAMED]], language)
        return say("groups.mix_equals", language, names=names, **counted)
    share = number(100 * float(some["value"].max()) / total, 1)
    message = say("groups.mix_top", language, name=labels[top[0]], share=share, **counted)
    more = some[some["quotient_lower"] > 1]
    if more.empty:
        return message
    code = str(more["quotient"].idxmax())
    quotient = number(float(more["quotient"].max()), 1)
    return message + say("groups.mix_more", language, name=labels[code], quotient=quotient)


def status_message(series: Sequence[Series], language: Language) -> str:
    """How the active groups went over the months, and how many are closed by now."""
    by_role = [[value for value in one.values if math.isfinite(value)] for one in series]
    if not by_role or not all(by_role):
        return say("groups.status_none", language)
    active, _, closed = by_role
    counted = {"first": number(active[0]), "last": number(active[-1]), "closed": number(closed[-1])}
    turn = "up" if active[-1] > active[0] else "down" if active[-1] < active[0] else "same"
    return say(f"groups.status_{turn}", language, **counted, months=number(len(active)))
