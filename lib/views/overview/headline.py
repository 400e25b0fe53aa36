"""The message of the map as one sentence."""

import math
from collections.abc import Callable

import pandas as pd

from geo.codes import Level
from lib.indicators.model import Direction, Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.views.formats import number, reference_value, spoken_value
from lib.views.overview.references import missed_by
from lib.views.words import Language, say


def headline(
    indicator: Indicator,
    answer: pd.DataFrame,
    level: Level,
    reference: float | None,
    name: Callable[[str], str],
    language: Language,
) -> str:
    """How many areas miss the reference; without one, where the value is the greatest.

    Only values that rest on enough cases are counted or named; ``name`` gives the name of a code.
    """
    words = {"name": indicator.name(language)}
    solid = answer["value"][(answer["flag"] == str(Flag.OK)) & answer["value"].notna()]
    if solid.empty:
        return say("map.unknown", language, **words)
    if reference is not None:
        missed = sum(missed_by(indicator, float(value), reference) > 0 for value in solid)
        key = "map.below" if indicator.direction is Direction.MORE else "map.above"
        key = key if missed else "map.all_met"
        return say(
            key,
            language,
            count=missed,
            total=len(solid),
            level=say(f"area.counted_{level}", language),
            reference=reference_value(indicator, reference, language),
            **words,
        )
    top = str(solid.idxmax())
    key = "map.longest" if indicator.kind is Measured.DAYS else "map.most"
    value = spoken_value(indicator, float(solid[top]), language)
    return say(key, language, area=name(top), value=value, **words)


def notes(indicator: Indicator, answer: pd.DataFrame, language: Language) -> list[str]:
    """A second line for each area: the counts behind a rate and its limits, where it has any."""
    figures = answer[["numerator", "denominator", "lower", "upper"]].astype(float)
    return [_note(indicator, row, language) for _, row in figures.iterrows()]


def _note(indicator: Indicator, row: pd.Series, language: Language) -> str:
    numerator, denominator, lower, upper = row
    parts = []
    if indicator.denominator is not None and not math.isnan(numerator) and denominator > 0:
        counts = {"numerator": number(numerator), "denominator": number(denominator)}
        parts.append(say("map.of", language, **counts))
    if not (math.isnan(lower) or math.isnan(upper)):
        limits = {"lower": number(lower, 1), "upper": number(upper, 1)}
        parts.append(say("map.limits", language, **limits))
    return " · ".join(parts)
