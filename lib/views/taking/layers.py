"""The figures of maps as layers for programs for maps."""

from collections.abc import Iterable
from math import isfinite, nan

import pandas as pd

from lib.exports.geo.layer import NUMBERS, AreaLayer, LayerClass
from lib.exports.model import CircleScale, Fill, LegendLine
from lib.indicators.model import Flag, Indicator, Interval
from lib.views.picture import AreaPaint, MapPicture, Mark, Pattern
from lib.views.taking.seen import SeenMap
from lib.views.words import Language, say

PATTERN_KEYS = {Pattern.NONE: "no_data", Pattern.DOTS: "few"}
PATTERN_LOOKS = {Pattern.NONE: Fill.HATCHED, Pattern.DOTS: Fill.DOTTED}
HIDDEN = (str(Flag.SUPPRESSED), str(Flag.NO_DATA))
HEADS = {
    "code": "about.code", "name_th": "exports.geo_name_th", "name_en": "exports.geo_name_en",
    "parent": "exports.geo_parent", "value": "exports.geo_value", "numerator": "table.numerator",
    "denominator": "table.denominator", "lower": "table.lower", "upper": "table.upper",
    "flag": "table.flag", "shown": "exports.geo_shown_text", "class": "exports.geo_class",
    "class_label": "exports.geo_class_label", "sign": "exports.geo_sign",
}  # fmt: skip


def layers_of(maps: Iterable[SeenMap]) -> tuple[AreaLayer, ...]:
    """A layer for each map, numbered where there are several."""
    shown = list(maps)
    return tuple(
        map_layer(one, place if len(shown) > 1 else 0) for place, one in enumerate(shown, start=1)
    )


def map_layer(shown: SeenMap, number: int = 0) -> AreaLayer:
    """The areas of a map with the figures that are painted, in its classes."""
    picture = shown.picture
    classes = _classes(picture)
    keys = {area.code: _key(area) for area in picture.areas}
    labels = {one.key: one.line.label for one in classes}
    figures = _numbers(shown)
    flags = {} if shown.painted is None else shown.painted["flag"].astype(str).to_dict()
    figures["flag"] = [flags.get(one.code, _flag(one)) for one in picture.areas]
    figures["shown"] = [one.text for one in picture.areas]
    figures["class"] = [keys[one.code] for one in picture.areas]
    figures["class_label"] = [labels[keys[one.code]] for one in picture.areas]
    figures["sign"] = [str(one.mark) for one in picture.areas]
    name = f"{shown.name}_{picture.level}"
    words = [picture.title, picture.subtitle, shown.caption]
    return AreaLayer(
        name=f"{name}_{number}" if number else name,
        title=" · ".join(filter(None, words)),
        level=picture.level,
        figures=figures,
        heads=_heads(shown.indicator, picture.lang),
        classes=classes,
        circles=_circles(picture),
    )


def _numbers(shown: SeenMap) -> pd.DataFrame:
    """The numbers that the screen shows, by area; missing where hidden, not known or endless."""
    codes = [one.code for one in shown.picture.areas]
    if shown.indicator is None or shown.painted is None:
        return pd.DataFrame(index=codes)
    painted = shown.painted.set_axis(shown.painted.index.astype(str)).reindex(codes)
    numbers = painted[_shown_numbers(shown.indicator)].astype(float)
    numbers = numbers.where(numbers.map(isfinite), nan)
    return numbers.where(~painted["flag"].astype(str).isin(HIDDEN), nan)


def _shown_numbers(indicator: Indicator) -> list[str]:
    """The columns that the table of the map has too."""
    counts = () if indicator.denominator is None else ("numerator", "denominator")
    limits = () if indicator.interval is Interval.NONE else ("lower", "upper")
    return ["value", *counts, *limits]


def _heads(indicator: Indicator | None, language: Language) -> dict[str, str]:
    shown = _shown_numbers(indicator) if indicator else []
    heads = {
        name: say(key, language)
        for name, key in HEADS.items()
        if name not in NUMBERS or name in shown
    }
    if indicator is not None:
        heads["value"] = f"{indicator.name(language)} ({indicator.unit(language)})"
    return heads


def _classes(picture: MapPicture) -> tuple[LayerClass, ...]:
    """Colours and patterns of the legend; signs are no classes."""
    colours = len(picture.colours)
    found = []
    for place, entry in enumerate(picture.legend):
        if isinstance(entry.colour, Mark):
            continue
        if isinstance(entry.colour, Pattern):
            look: str | Fill = PATTERN_LOOKS[entry.colour]
            key = PATTERN_KEYS[entry.colour]
        else:
            look, key = entry.colour, str(place + 1)
            assert place < colours
        found.append(LayerClass(key, LegendLine(entry.label, look, entry.count)))
    return tuple(found)


def _key(area: AreaPaint) -> str:
    return PATTERN_KEYS[area.fill] if isinstance(area.fill, Pattern) else str(area.fill + 1)


def _flag(area: AreaPaint) -> str:
    """How far a category can be relied on, which has no figure to say so."""
    if not isinstance(area.fill, Pattern):
        return str(Flag.OK)
    return str(Flag.NO_DATA if area.fill is Pattern.NONE else Flag.SUPPRESSED)


def _circles(picture: MapPicture) -> CircleScale | None:
    scale = picture.circles
    return CircleScale(scale.most, scale.steps, scale.label) if scale else None
