"""How a map is drawn beyond its figures: classes, shrunk rates, marks beside chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.model import Flag, Indicator, Kind
from lib.indicators.registry import class_breaks
from lib.indicators.spread import chance_of, funnelled, smoothed, spots
from lib.statistics.classing import natural_breaks, quantile_breaks, target_breaks
from lib.statistics.funnel import Place
from lib.statistics.hotspots import Spot
from lib.views import asking, data
from lib.views.classing import PU_OR, YL_GN_BU
from lib.views.selection import Selection

DISPLAYS = ("form", "classes", "rates", "signs")
CLASSES = 5
FUNNEL_MARKS = {
    Place.FAR_ABOVE: "up", Place.ABOVE: "up", Place.BELOW: "down", Place.FAR_BELOW: "down",
}  # fmt: skip
SPOT_MARKS = {Spot.HIGH_AMONG_HIGH: "high", Spot.LOW_AMONG_LOW: "low"}


@dataclass(frozen=True)
class Shown:
    """The figures of a map as they are drawn.

    ``figures`` are those of ``evaluate`` for the areas on the map, with the values that are
    painted; ``marks`` the sign of each marked area; ``breaks`` and ``palette`` its classes.
    """

    figures: pd.DataFrame
    marks: Mapping[str, str]
    breaks: tuple[float, ...]
    palette: Mapping[int, tuple[str, ...]]


def offered_values(name: str, selection: Selection, indicator: Indicator) -> tuple[str, ...]:
    """The values of a display switch that mean something for this map, the default first."""
    values = data.choices().switches[name]
    if name == "classes" and asking.reference_of(asking.map_question(selection)) is None:
        return tuple(one for one in values if one != "target")
    if name == "form" and selection.level is not Level.AMPHOE:
        return values[:1]
    if name == "rates" and chance_of(indicator) is None:
        return values[:1]
    if name == "signs" and chance_of(indicator) is None:
        return tuple(one for one in values if one != "funnel")
    return values


def chosen(name: str, selection: Selection, indicator: Indicator) -> str:
    """The value of a display switch, its default where the chosen one means nothing here."""
    values = offered_values(name, selection, indicator)
    value = selection.switch(name)
    return value if value in values else values[0]


def shown(selection: Selection, answer: pd.DataFrame) -> Shown:
    """The map's figures with what was chosen of them.

    ``answer`` has the areas on the map. Shrinking, marks and classes made anew look at all areas
    of the level, so that they do not change when the map goes into an area.
    """
    return shown_alike([selection], [answer])[0]


def shown_alike(selections: Sequence[Selection], answers: Sequence[pd.DataFrame]) -> list[Shown]:
    """The figures of maps that stand beside each other, in the classes of one scale.

    All are of one indicator, drawn in one way. Classes made anew look at the areas of all of them;
    of fixed ones those of the longest period are taken.
    """
    first = selections[0]
    indicator = registry.get(first.indicator)
    classes = chosen("classes", first, indicator)
    rates = chosen("rates", first, indicator)
    signs = chosen("signs", first, indicator)
    plain = (classes, rates, signs) == ("fixed", "raw", "none")
    wide = list(answers) if plain else [asking.level_answer(one) for one in selections]
    if rates == "smoothed":
        wide = [one.assign(value=smoothed(indicator, one)) for one in wide]
        answers = [
            one.assign(value=every["value"].reindex(one.index))
            for one, every in zip(answers, wide, strict=True)
        ]
    longest = max(selections, key=lambda one: one.period.days)
    breaks = _breaks(classes, longest, indicator, pd.concat(wide) if len(wide) > 1 else wide[0])
    palette = PU_OR if classes == "target" or _has_middle(indicator) else YL_GN_BU
    return [
        Shown(answer, _marks(signs, one, indicator, every), breaks, palette)
        for one, answer, every in zip(selections, answers, wide, strict=True)
    ]


def _has_middle(indicator: Indicator) -> bool:
    """Whether the classes go two ways from a middle: no change, or as in the region."""
    limits = indicator.breaks[Level.AMPHOE]
    return indicator.kind is Kind.QUOTIENT or limits[0] < 0


def _breaks(
    classes: str, selection: Selection, indicator: Indicator, everywhere: pd.DataFrame
) -> tuple[float, ...]:
    if classes == "fixed":
        return class_breaks(indicator, selection.level, selection.period)
    solid = everywhere["value"][everywhere["flag"] == str(Flag.OK)].round(indicator.decimals)
    reference = asking.reference_of(asking.map_question(selection))
    if classes == "target" and reference is not None:
        return tuple(target_breaks(solid, reference))
    make = quantile_breaks if classes == "quantile" else natural_breaks
    return tuple(make(solid, CLASSES))


def _marks(
    signs: str, selection: Selection, indicator: Indicator, everywhere: pd.DataFrame
) -> Mapping[str, str]:
    if signs == "funnel":
        places = funnelled(indicator, everywhere).areas["place"]
        return {str(code): FUNNEL_MARKS[p] for code, p in places.items() if p in FUNNEL_MARKS}
    if signs == "spots":
        found = spots(everywhere, data.neighbours(selection.level))["spot"]
        return {str(code): SPOT_MARKS[s] for code, s in found.items() if s in SPOT_MARKS}
    return {}
