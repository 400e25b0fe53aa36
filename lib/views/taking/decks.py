"""The tables and maps of slides, for workbooks and programs for maps."""

from math import isfinite, nan

import pandas as pd

from lib.exports.geo.layer import AreaLayer, LayerClass
from lib.exports.model import ChartDrawing, Deck, Fill, MapArea, MapDrawing, Sign, Slide, Table
from lib.indicators.model import Flag
from lib.views.taking.layers import HEADS
from lib.views.words import Language, say

PLACE, HEADLINE = "exports.slide", "exports.slide_headline"
FACT_HEADS = ("fact", "value", "unit", "limits", "against", "change")
KEYS = {Fill.HATCHED: "no_data", Fill.DOTTED: "few"}


def deck_tables(deck: Deck) -> tuple[Table, ...]:
    """The figures beside the slides, then the table of each slide that has one."""
    language = deck.stamp.language
    bodies = (_table(one, language) for one in deck.slides)
    return (_facts(deck), *(one for one in bodies if one is not None and len(one.frame)))


def deck_layers(deck: Deck) -> tuple[AreaLayer, ...]:
    """A layer for each map of the slides, named by its slide."""
    language = deck.stamp.language
    return tuple(
        _layer(one, one.body, language) for one in deck.slides if isinstance(one.body, MapDrawing)
    )


def _facts(deck: Deck) -> Table:
    """One row a figure; the sentence of a slide without figures has a row of its own."""
    language = deck.stamp.language
    rows = []
    for place, one in enumerate(deck.slides, start=1):
        cells: list[tuple[str, ...]] = [
            (fact.label, fact.value, fact.unit, fact.limits, fact.against, fact.change)
            for fact in one.facts
        ]
        empty = ("",) * len(FACT_HEADS)
        rows += [(place, one.headline, *cell) for cell in cells or [empty]]
    heads = [say(PLACE, language), say(HEADLINE, language)]
    heads += [say(f"exports.slide_{name}", language) for name in FACT_HEADS]
    return Table(say("exports.slide_facts", language), pd.DataFrame(rows, columns=heads), stub=2)


def _table(one: Slide, language: Language) -> Table | None:
    body = one.body
    if isinstance(body, MapDrawing):
        heads = [say("table.area", language), say("about.code", language)]
        heads.append(body.subtitle or body.title)
        rows = [(area.name, area.code, area.text) for area in body.areas]
        title = " · ".join(filter(None, (body.title, body.subtitle)))
        return Table(title, pd.DataFrame(rows, columns=heads), stub=2)
    return body.table if isinstance(body, ChartDrawing) else body


def _layer(one: Slide, body: MapDrawing, language: Language) -> AreaLayer:
    """The areas of a map as it was drawn, in its classes."""
    lines = [line for line in body.legend if not isinstance(line.look, Sign)]
    classes = tuple(
        LayerClass(KEYS[line.look] if isinstance(line.look, Fill) else str(place), line)
        for place, line in enumerate(lines, start=1)
    )
    keys = {each.look: each.key for each in classes}
    labels = {each.key: each.line.label for each in classes}
    figures = pd.DataFrame(
        [
            (_value(area), _flag(area), area.text, keys[area.fill], labels[keys[area.fill]],
             str(area.sign))
            for area in body.areas
        ],
        columns=["value", "flag", "shown", "class", "class_label", "sign"],
        index=[area.code for area in body.areas],
    )  # fmt: skip
    heads = {name: say(key, language) for name, key in HEADS.items() if name in _COLUMNS}
    return AreaLayer(
        name=f"{one.key}_{body.level}",
        title=" · ".join(filter(None, (one.headline, body.title, body.subtitle))),
        level=body.level,
        figures=figures,
        heads=heads | {"value": " · ".join(filter(None, (body.title, body.subtitle)))},
        classes=classes,
        circles=body.circles,
    )


def _value(area: MapArea) -> float:
    return area.value if isfinite(area.value) else nan


def _flag(area: MapArea) -> str:
    """How far the figure can be relied on, as the map tells it."""
    if area.fill is Fill.HATCHED:
        return str(Flag.NO_DATA)
    if area.fill is Fill.DOTTED:
        return str(Flag.FEW if isfinite(area.value) else Flag.SUPPRESSED)
    return str(Flag.OK)


_COLUMNS = (
    "code", "name_th", "name_en", "parent", "value", "flag", "shown", "class", "class_label",
    "sign",
)  # fmt: skip
