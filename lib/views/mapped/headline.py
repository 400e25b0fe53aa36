"""The message of the map as one sentence."""

import math
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from geo.codes import Level
from lib.indicators.model import Direction, Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.indicators.references import missed_by
from lib.views.formats import named_value, number, spoken_reference
from lib.views.words import Language, say


class Counts(NamedTuple):
    """What stands behind a value, by the names of its columns."""

    numerator: float
    denominator: float
    lower: float
    upper: float


def is_yes_or_no(indicator: Indicator, level: Level) -> bool:
    """Whether the indicator's share of one area can only be nothing or all: reached or not."""
    return indicator.code == "tambon_reached" and level is Level.TAMBON


def headline(
    indicator: Indicator,
    answer: pd.DataFrame,
    level: Level,
    reference: float | None,
    name: Callable[[str], str],
    language: Language,
) -> str:
    """How many areas miss the reference; without one, where the value is the greatest.

    Of values that are yes or no, how many are no; of values that are all the same, that they are.

    Only values that rest on enough cases are counted or named; ``name`` gives the name of a code.
    """
    words = {"name": indicator.name(language), "level": say(f"area.counted_{level}", language)}
    solid = answer["value"][(answer["flag"] == str(Flag.OK)) & answer["value"].notna()]
    if solid.empty:
        return say("map.unknown", language, **words)
    if is_yes_or_no(indicator, level):
        none = int((solid == 0).sum())
        key = "map.not_reached" if none else "map.all_reached"
        return say(key, language, count=none, total=len(solid), **words)
    if reference is not None:
        missed = sum(missed_by(indicator, float(value), reference) > 0 for value in solid)
        side = "below" if indicator.direction is Direction.MORE else "above"
        share = {0: "none_", len(solid): "all_"}.get(missed, "")
        return say(
            f"map.{share}{side}",
            language,
            count=missed,
            total=len(solid),
            reference=spoken_reference(indicator, reference, language),
            **words,
        )
    if solid.max() > 0 and len(solid) > 1 and solid.round(indicator.decimals).nunique() == 1:
        value = named_value(indicator, float(solid.iloc[0]), language)
        return say("map.same", language, value=value, total=len(solid), **words)
    if solid.max() == 0:
        return say("map.nothing", language, total=len(solid), **words)
    top = str(solid.idxmax())
    key = "map.longest" if indicator.kind is Measured.DAYS else "map.most"
    value = named_value(indicator, float(solid[top]), language)
    return say(key, language, area=name(top), value=value, **words)


def notes(indicator: Indicator, answer: pd.DataFrame, language: Language) -> list[str]:
    """A second line for each area: the counts behind a rate and its limits, where it has any."""
    rows = zip(*(answer[name].astype(float) for name in Counts._fields), strict=True)
    return [_note(indicator, Counts(*row), language) for row in rows]


def _note(indicator: Indicator, counts: Counts, language: Language) -> str:
    numerator, denominator, lower, upper = counts
    parts = []
    if indicator.denominator is not None and not math.isnan(numerator) and denominator > 0:
        behind = {"numerator": number(numerator), "denominator": number(denominator)}
        parts.append(say("map.of", language, **behind))
    if not (math.isnan(lower) or math.isnan(upper)):
        limits = {"lower": number(lower, 1), "upper": number(upper, 1)}
        parts.append(say("map.limits", language, **limits))
    return " · ".join(parts)
