"""Maps of the planner: figures that are no indicator of the registry, drawn as those are."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from math import isnan

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.model import Direction, Flag, Indicator, Kind, Measure, Theme, Words
from lib.views.classing import classify, mark_entries
from lib.views.data import SCREENS
from lib.views.formats import show_value
from lib.views.mapped.picture import source_line
from lib.views.picture import AreaPaint, MapPicture, Mark
from lib.views.selection import Selection, shown_within
from lib.views.words import LANGUAGES, Language, say

INDEX = "unmet_need"
COLUMNS = ("value", "numerator", "denominator", "lower", "upper")


@cache
def index() -> Indicator:
    """The index of unmet need as an indicator, from 0 to 100; the store cannot be asked for it."""
    return Indicator(
        code=INDEX,
        kind=Kind.AMOUNT,
        direction=Direction.LESS,
        flow=False,
        numerator=Measure("planning", "need"),
        decimals=1,
        theme=Theme.CONTEXT,
        words={language: _words("index", language) for language in LANGUAGES},
        breaks={Level.TAMBON: breaks(INDEX)},
    )


@cache
def per_thousand(category: str) -> Indicator:
    """People of a category of labour per 1,000 registered; the store cannot be asked for it."""
    counted = registry.get(f"labour_{category}")
    words: dict[str, Words] = {
        language: replace(
            counted.words[language],
            name=say("planner.rate_name", language, name=counted.name(language)),
            unit=say("planner.rate_unit", language),
        )
        for language in LANGUAGES
    }
    return replace(
        counted,
        code=f"{counted.code}_per_1000",
        kind=Kind.RATE,
        denominator=registry.get("registered_population").numerator,
        scale=1000,
        decimals=1,
        words=words,
        breaks=dict.fromkeys((Level.TAMBON, Level.AMPHOE), breaks(category)),
    )


@cache
def breaks(name: str) -> tuple[float, ...]:
    """Class breaks of a figure of the planner: the upper limits of all classes but the last."""
    listed = tomllib.loads(SCREENS.read_text(encoding="utf-8"))
    return tuple(map(float, listed["planner_breaks"][name]))


def figures(
    values: pd.Series, numerator: pd.Series | None = None, denominator: pd.Series | None = None
) -> pd.DataFrame:
    """Values by area in the form of ``evaluate``; what is missing has no data."""
    frame = pd.DataFrame(float("nan"), index=values.index.astype(str), columns=list(COLUMNS))
    for name, given in (("value", values), ("numerator", numerator), ("denominator", denominator)):
        if given is not None:
            frame[name] = given.to_numpy(dtype=float)
    frame["flag"] = [str(Flag.NO_DATA if isnan(one) else Flag.OK) for one in frame["value"]]
    return frame


def picture(
    selection: Selection,
    indicator: Indicator,
    found: pd.DataFrame,
    notes: Mapping[str, str],
    marks: Mapping[str, Mark] | None = None,
    marked_as: Mapping[Mark, str] | None = None,
) -> MapPicture:
    """The picture of these figures at the level of the selection, in the fixed classes.

    ``notes`` are second lines of the hover cards, ``marks`` signs over areas that ``marked_as``
    explains in the legend.
    """
    language, signs = selection.language, marks or {}
    limits = indicator.breaks[selection.level]
    classes = classify(
        found["value"], limits, lang=language, flags=found["flag"], decimals=indicator.decimals
    )
    areas = tuple(
        AreaPaint(
            str(code),
            classes.fills[str(code)],
            show_value(indicator, value, flag, language),
            notes.get(str(code), ""),
            mark=signs.get(str(code), Mark.NONE),
        )
        for code, value, flag in zip(found.index, found["value"], found["flag"], strict=True)
    )
    return MapPicture(
        title=indicator.name(language),
        subtitle=indicator.unit(language),
        level=selection.level,
        areas=areas,
        colours=classes.colours,
        legend=(*classes.legend, *mark_entries(areas, marked_as or {})),
        source=source_line(selection),
        selected=selection.area if level_of(selection.area) is Level.TAMBON else None,
        focus=shown_within(selection.area),
        lang=language,
        picked=selection.picked or None,
        centres=False,
    )


def _words(name: str, language: Language) -> Words:
    return Words(
        *(
            say(f"planner.{name}_{part}", language)
            for part in ("name", "meaning", "formula", "unit")
        )
    )
