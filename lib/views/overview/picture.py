"""The map of the overview: values into classes, words and the picture that the map paints."""

from dataclasses import replace

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators.model import Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.indicators.registry import class_breaks
from lib.views import data
from lib.views.classing import Classing, classify
from lib.views.formats import show_value, thai_date
from lib.views.map import AreaPaint, MapPicture
from lib.views.overview.headline import is_yes_or_no, notes
from lib.views.overview.load import as_of
from lib.views.selection import Selection, shown_within
from lib.views.words import say


def picture(selection: Selection, indicator: Indicator, answer: pd.DataFrame) -> MapPicture:
    """The picture of ``answer``, which is one of ``evaluate`` for the level of the selection."""
    language = selection.language
    classes = _classes(selection, indicator, answer)
    areas = tuple(
        AreaPaint(
            str(code), classes.fills[str(code)], _text(indicator, value, flag, selection), note
        )
        for code, value, flag, note in zip(
            answer.index,
            answer["value"],
            answer["flag"],
            notes(indicator, answer, language),
            strict=True,
        )
    )
    return MapPicture(
        title=indicator.name(language),
        subtitle="" if is_yes_or_no(indicator, selection.level) else indicator.unit(language),
        level=selection.level,
        areas=areas,
        colours=classes.colours,
        legend=classes.legend,
        source=source_line(selection),
        selected=selection.area if level_of(selection.area) is Level.TAMBON else None,
        focus=shown_within(selection.area),
        lang=language,
    )


def source_line(selection: Selection) -> str:
    """Date of the data and source of the boundaries."""
    language, info = selection.language, data.snapshot().info
    return say(
        "data.source",
        language,
        date=thai_date(as_of(selection), language),
        simulated=say("data.source_simulated", language) if info.simulated else "",
        boundaries=say("data.boundaries", language),
    )


def _classes(selection: Selection, indicator: Indicator, answer: pd.DataFrame) -> Classing:
    classes = classify(
        answer["value"],
        class_breaks(indicator, selection.level, selection.period),
        lang=selection.language,
        flags=answer["flag"],
        decimals=indicator.decimals,
        zero=indicator.kind is Measured.COUNT,
    )
    if not is_yes_or_no(indicator, selection.level):
        return classes
    no, yes, *patterns = classes.legend
    named = (replace(one, label=_reached(value, selection)) for value, one in enumerate((no, yes)))
    return replace(classes, legend=(*named, *patterns))


def _reached(value: float, selection: Selection) -> str:
    return say("legend.reached" if value > 0 else "legend.not_reached", selection.language)


def _text(indicator: Indicator, value: float, flag: str, selection: Selection) -> str:
    """The figure as it stands on the hover card, with its unit."""
    if is_yes_or_no(indicator, selection.level) and flag == Flag.OK:
        return _reached(value, selection)
    shown = show_value(indicator, value, flag, selection.language)
    counted = indicator.kind in (Measured.COUNT, Measured.DAYS) and value < float("inf")
    return f"{shown} {indicator.unit(selection.language)}" if counted else shown
