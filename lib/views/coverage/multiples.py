"""The small maps of the months: one look for all of them, as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from lib.indicators.model import Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.indicators.registry import class_breaks
from lib.periods import Period
from lib.views.classing import Classing, classify
from lib.views.coverage.load import Months
from lib.views.coverage.reports import classing, state_labels, states_of
from lib.views.formats import month_year, show_value
from lib.views.map.multiples import SmallMap, small_maps
from lib.views.mapped.headline import is_yes_or_no
from lib.views.picture import Pattern
from lib.views.selection import Kind, Selection, write_period
from lib.views.words import Language, say

SEPARATOR = ":"
WITH_TEXTS = 100  # areas; the figures of more than that would weigh more than their shapes


def indicator_maps(
    selection: Selection, indicator: Indicator, found: Months, names: Mapping[str, str]
) -> str:
    """The map's indicator in each month, all in the same classes: those of one month."""
    language = selection.language
    breaks = class_breaks(indicator, selection.level, found.periods[-1])
    answer = found.areas
    keys = [_key(*one) for one in answer.index]
    classes = classify(
        answer["value"].set_axis(keys),
        breaks,
        lang=language,
        flags=answer["flag"].set_axis(keys),
        decimals=indicator.decimals,
        zero=indicator.kind is Measured.COUNT,
    )
    if reached := is_yes_or_no(indicator, selection.level):
        classes = _named(classes, language)
    texts = [
        _reached(float(value), language)
        if reached and flag == Flag.OK
        else show_value(indicator, float(value), str(flag), language)
        for value, flag in zip(answer["value"], answer["flag"], strict=True)
    ]
    notes = [
        show_value(indicator, float(value), str(flag), language)
        for value, flag in zip(found.whole["value"], found.whole["flag"], strict=True)
    ]
    shown = dict(zip(keys, texts, strict=True))
    return _maps(selection, found.periods, classes, shown, notes, names)


def report_maps(
    selection: Selection,
    periods: Sequence[Period],
    counts: pd.DataFrame,
    names: Mapping[str, str],
) -> str:
    """The states of the reports in each month, by tambon; below the month how many are overdue."""
    language = selection.language
    states = states_of(counts)
    states.index = pd.Index([_key(*one) for one in counts.index])
    labels = state_labels(language)
    shown = {str(key): labels.get(str(state), "") for key, state in states.items()}
    overdue = counts["overdue"].groupby(level=0).sum(min_count=1)
    notes = [
        f"{labels['overdue']} {int(count):,}" if pd.notna(count) else say("value.no_data", language)
        for count in overdue
    ]
    return _maps(selection, periods, classing(states, language), shown, notes, names)


def _maps(
    selection: Selection,
    periods: Sequence[Period],
    classes: Classing,
    texts: Mapping[str, str],
    notes: Sequence[str],
    names: Mapping[str, str],
) -> str:
    fills: list[dict[str, int | Pattern]] = [{} for _ in periods]
    words: list[dict[str, str]] = [{} for _ in periods]
    for key, fill in classes.fills.items():
        place, code = key.split(SEPARATOR)
        fills[int(place)][code] = fill
        if len(names) <= WITH_TEXTS:
            words[int(place)][code] = texts[key]
    panels = [
        SmallMap(
            write_period(Kind.MONTH, period),
            month_year(period.start, selection.language),
            fills[place],
            words[place],
            notes[place],
        )
        for place, period in enumerate(periods)
    ]
    month = selection.kind is Kind.MONTH
    return small_maps(
        panels,
        colours=classes.colours,
        legend=classes.legend,
        names=names,
        chosen=write_period(Kind.MONTH, selection.period) if month else None,
        choosable=True,
    )


def _named(classes: Classing, language: Language) -> Classing:
    """The classes of what is yes or no, by those words."""
    no, yes, *patterns = classes.legend
    named = (replace(one, label=_reached(value, language)) for value, one in enumerate((no, yes)))
    return replace(classes, legend=(*named, *patterns))


def _reached(value: float, language: Language) -> str:
    return say("legend.reached" if value > 0 else "legend.not_reached", language)


def _key(place: object, code: object) -> str:
    return f"{place}{SEPARATOR}{code}"
