"""The profile of an area as a paper: the sheet's figures, made from its loaders and rows."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from geo.codes import Level
from lib.exports.model import ChartDrawing, Paper, Part, Section, Table
from lib.indicators import registry
from lib.indicators.model import Kind as Measured
from lib.statistics.change import Mark
from lib.views import data
from lib.views.charts import Head, lines
from lib.views.charts.model import Series
from lib.views.formats import (
    month_year,
    number,
    plain_value,
    reference_value,
    show_change,
    show_value,
)
from lib.views.mapped.names import area_name, source
from lib.views.profile import load
from lib.views.profile.drawings import trend_words
from lib.views.profile.load import Quarter, Trend, Value
from lib.views.profile.rows import Row
from lib.views.profile.sentences import stands_out
from lib.views.selection import Selection
from lib.views.severe import open_severe, severe_words
from lib.views.taking.drawn import chart_drawing
from lib.views.taking.maps import map_of
from lib.views.taking.stamp import area_words, stamp_of
from lib.views.words import Language, say

NONE = "–"


def profile_paper(selection: Selection) -> Paper:
    """What the profile of the selected area shows, as a paper; nothing is computed here."""
    language, rows = selection.language, load.rows(selection)
    told = [one.text for one in stands_out(rows, _peers(selection), language)]
    if len(severe := open_severe(selection)):
        told.insert(0, " ".join(severe_words(severe, language)))
    values = load.values(selection, (*load.GROUPS, *load.OPEN, *load.LABOUR))
    sections = (
        Section(say("report.stands_out", language), tuple(told)),
        Section(say("report.figures", language), (_figures(selection, rows), map_of(selection))),
        Section(
            say("report.plan", language),
            _plan(load.plan(selection), language, whole=data.exact(selection.area)),
        ),
        Section(say("report.trends", language), _trends(selection, load.trends(selection))),
        *_groups_of_values(values, language),
        Section(say("report.near", language), _near(selection)),
    )
    title = say("report.profile", language)
    return Paper(stamp_of(selection, f"{title} {area_words(selection)}"), sections)


def _figures(selection: Selection, rows: Sequence[Row]) -> Table:
    """The main figures with limits, reference, change and place among the peers."""
    language = selection.language
    against = next((one.against for one in rows if one.against), None) or "none"
    columns = {
        say("profile.head_indicator", language): [_name(one, language) for one in rows],
        say("profile.head_value", language): [_value(one, language) for one in rows],
        say("profile.head_target", language): [_target(one, language) for one in rows],
        say(f"profile.head_change_{against}", language): [_change(one, language) for one in rows],
    }
    if any(one.rank for one in rows):
        columns[say("profile.head_rank", language)] = [_rank(one, language) for one in rows]
    title = say("report.figures_of", language, area=area_words(selection))
    return Table(title, pd.DataFrame(columns), notes=(say("report.clear_note", language),))


def _name(one: Row, language: Language) -> str:
    name = one.indicator.name(language)
    if one.indicator.kind in (Measured.SHARE, Measured.RATE):
        return name
    return f"{name} ({one.indicator.unit(language)})"


def _value(one: Row, language: Language) -> str:
    text = show_value(one.indicator, one.value, one.flag, language)
    if not one.limited:
        return text
    low, high = (plain_value(one.indicator, end, language) for end in (one.lower, one.upper))
    return f"{text} ({low.rstrip('%')}–{high.rstrip('%')})"


def _target(one: Row, language: Language) -> str:
    if one.reference is None:
        return NONE
    text = reference_value(one.indicator, one.reference, language)
    if not one.solid:
        return text
    if not one.missed:
        return f"{text} ✓ {say('profile.met', language)}"
    return f"{text} ! {say('profile.over' if one.less else 'profile.missed', language)}"


def _change(one: Row, language: Language) -> str:
    if one.change is None:
        return NONE
    text = show_change(one.change, language)
    return f"{text} *" if one.mark in (Mark.UP, Mark.DOWN) else text


def _rank(one: Row, language: Language) -> str:
    if one.rank is None:
        return NONE
    best, worst, total = map(number, (one.rank.best, one.rank.worst, one.rank.total))
    place = best if best == worst else f"{best}–{worst}"
    return say("profile.rank", language, place=place, total=total)


def _plan(quarters: Sequence[Quarter], language: Language, *, whole: bool) -> tuple[Part, ...]:
    if not quarters:
        return (say("report.no_plan", language),)
    frame = pd.DataFrame(
        {
            say("profile.head_quarter", language): [
                say("charts.quarter", language, quarter=one.number) for one in quarters
            ],
            say("profile.head_held", language): [one.actual for one in quarters],
            say("profile.head_planned", language): [one.planned for one in quarters],
        }
    )
    note = "profile.plan_note" if whole else "profile.plan_note_begun"
    return (Table(say("profile.plan_alt", language), frame, notes=(say(note, language),)),)


def _trends(selection: Selection, trends: Sequence[Trend]) -> tuple[Part, ...]:
    """The months of the figures: a chart of each, then all of them as one table."""
    language = selection.language
    if not trends:
        return (say("profile.trends_none", language),)
    months = [month_year(one.start, language) for one in trends[0].months]
    columns = {one.indicator.name(language): list(one.values) for one in trends}
    decimals = {one.indicator.name(language): one.indicator.decimals for one in trends}
    frame = pd.DataFrame({say("charts.month", language): months, **columns})
    title = say("profile.trends_title", language, count=len(months))
    table = Table(title, frame.replace(math.inf, NONE), decimals)
    return (*(_trend(selection, one) for one in trends), table)


def _trend(selection: Selection, one: Trend) -> ChartDrawing:
    language = selection.language
    name = one.indicator.name(language)
    title = say("report.in_period", language, period=name, words=trend_words(one, language))
    head = Head(title, one.indicator.unit(language), source(selection))
    months = tuple(month.start for month in one.months)
    series = Series(area_name(selection, selection.area), months, one.values)
    drawn = lines(one.indicator, [series], head, language=language, target=one.reference)
    return chart_drawing(drawn)


def _groups_of_values(values: Mapping[str, Value], language: Language) -> list[Section]:
    """Groups, open matters and the labour situation: each now and in the earlier days."""
    found = []
    for name, codes in (("groups", load.GROUPS), ("open", load.OPEN), ("labour", load.LABOUR)):
        shown = [values[code] for code in codes if code in values]
        if shown:
            heading = say(f"report.{name}", language)
            found.append(Section(heading, (_values(shown, heading, language),)))
    return found


def _values(shown: Sequence[Value], title: str, language: Language) -> Table:
    frame = pd.DataFrame(
        {
            say("profile.head_indicator", language): [
                one.indicator.name(language) for one in shown
            ],
            say("report.now", language): [
                show_value(one.indicator, one.value, one.flag, language) for one in shown
            ],
            say("report.before", language): [
                plain_value(one.indicator, one.before, language) for one in shown
            ],
            say("report.unit", language): [one.indicator.unit(language) for one in shown],
        }
    )
    return Table(title, frame)


def _near(selection: Selection) -> tuple[Part, ...]:
    """The area and those near it, or the provinces of the region, with a few figures."""
    language, codes = selection.language, load.near(selection)
    if not codes:
        return (say("profile.near_none", language),)
    found = load.near_figures(selection)
    areas = [selection.area, *codes]
    columns = {
        registry.get(code).name(language): [
            show_value(registry.get(code), float(row["value"]), str(row["flag"]), language)
            for _, row in answer.loc[areas].iterrows()
        ]
        for code, answer in found.items()
    }
    names = [area_name(selection, one) for one in areas]
    frame = pd.DataFrame({say("table.area", language): names, **columns})
    return (Table(say("report.near", language), frame),)


def _peers(selection: Selection) -> str:
    level = load.level(selection)
    return "" if level is Level.REGION else say(f"area.counted_{level}", selection.language)
