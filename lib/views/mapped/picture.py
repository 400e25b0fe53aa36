"""The map of the overview: values into classes, words and the picture that the map paints."""

from dataclasses import replace
from math import isfinite

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.model import Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.indicators.registry import class_breaks
from lib.views import data
from lib.views.asking import as_of, map_question, reference_of
from lib.views.classing import Classing, circle_scale, classify, mark_entries
from lib.views.formats import show_value, thai_date
from lib.views.map import AreaPaint, MapPicture
from lib.views.mapped.display import Shown, chosen
from lib.views.mapped.headline import headline, is_yes_or_no, notes
from lib.views.mapped.names import area_name
from lib.views.picture import Circles, Form, LegendEntry, Mark
from lib.views.selection import Selection, shown_within
from lib.views.words import Language, say

MARKS = {"none": (), "funnel": (Mark.UP, Mark.DOWN), "spots": (Mark.HIGH, Mark.LOW)}


def picture(selection: Selection, indicator: Indicator, shown: Shown) -> MapPicture:
    """The picture of the figures shown, for the level of the selection."""
    language, answer = selection.language, shown.figures
    classes = _classes(selection, indicator, shown)
    form = Form(chosen("form", selection, indicator))
    circles = None if form is Form.TILES else _circles(selection, indicator, shown)
    areas = tuple(
        AreaPaint(
            str(code),
            classes.fills[str(code)],
            _text(indicator, value, flag, selection),
            note,
            mark=Mark(shown.marks.get(str(code), "")),
            size=float(value) if circles and value > 0 and isfinite(value) else None,
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
        subtitle=_subtitle(selection, indicator),
        level=selection.level,
        areas=areas,
        colours=classes.colours,
        legend=(
            *classes.legend,
            *_marks_in_words(areas, chosen("signs", selection, indicator), language),
        ),
        source=source_line(selection),
        selected=selection.area if level_of(selection.area) is Level.TAMBON else None,
        focus=shown_within(selection.area),
        lang=language,
        form=form,
        picked=selection.picked or None,
        circles=circles,
        centres=False,
    )


def message(selection: Selection, answer: pd.DataFrame) -> str:
    """What the map of these figures says, as one sentence."""
    return headline(
        registry.get(selection.indicator),
        answer,
        selection.level,
        reference_of(map_question(selection)),
        lambda code: area_name(selection, code),
        selection.language,
    )


def _circles(selection: Selection, indicator: Indicator, shown: Shown) -> Circles | None:
    """Counts are circles, on a scale that the fixed class breaks set; rates are fills."""
    if indicator.kind is not Measured.COUNT or indicator.denominator:
        return None
    breaks = class_breaks(indicator, selection.level, selection.period)
    values = shown.figures["value"]
    largest = max([breaks[-1], *(float(one) for one in values[values.notna()])])
    return circle_scale(values, indicator.unit(selection.language), most=largest)


def _marks_in_words(
    areas: tuple[AreaPaint, ...], signs: str, language: Language
) -> tuple[LegendEntry, ...]:
    words = {mark: say(f"display.mark_{mark}", language) for mark in MARKS[signs]}
    return mark_entries(areas, words)


def _subtitle(selection: Selection, indicator: Indicator) -> str:
    """The unit, and that rates are shrunk where they are."""
    if is_yes_or_no(indicator, selection.level):
        return ""
    unit = indicator.unit(selection.language)
    if chosen("rates", selection, indicator) == "smoothed":
        return say("display.smoothed_unit", selection.language, unit=unit)
    return unit


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


def _classes(selection: Selection, indicator: Indicator, shown: Shown) -> Classing:
    classes = classify(
        shown.figures["value"],
        shown.breaks,
        lang=selection.language,
        flags=shown.figures["flag"],
        decimals=indicator.decimals,
        zero=indicator.kind is Measured.COUNT,
        least=None if shown.breaks and shown.breaks[0] < 0 else 0,
        palette=shown.palette,
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
