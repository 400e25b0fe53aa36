"""The parts of the comparison as they stand on the screen."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.views import address, asking, data
from lib.views.charts import show
from lib.views.charts.linked import linked_table
from lib.views.compare import charts, load
from lib.views.compare.charts import area_name
from lib.views.compare.sentences import (
    areas_title,
    difference_words,
    map_title,
    period_title,
    told_better,
)
from lib.views.controls import choose, switch
from lib.views.formats import dates, period_name, show_value
from lib.views.map import MapPicture, area_map, clicked
from lib.views.mapped.display import shown_alike
from lib.views.mapped.panel import display_choices, not_applied_line
from lib.views.mapped.picture import picture
from lib.views.picture import Form
from lib.views.selection import Selection, levels_of
from lib.views.taking.seen import SeenMap, see_map
from lib.views.taking.stamp import area_words, period_words
from lib.views.words import Language, say

STYLE = Path(__file__).with_name("compare.css")
MAPS = ("map", "map_b")  # the house goes into an area that is clicked on the first
HEIGHT = 330  # the least; the style sheet gives what the window has left
LINKED = "compare"
Names = tuple[str, str]


def style() -> None:
    """The look of this screen."""
    st.html(STYLE)


def follow_second_map(selection: Selection) -> Selection:
    """The selection after a click on the second map: into the area, as on the first.

    Of two areas the second one has no way in: there the click marks the area.
    """
    code = clicked(MAPS[1])
    if not code or code not in data.choices().parents:
        return selection
    if load.compares_periods(selection):
        address.go(selection.with_area(code))
        st.rerun()
    if level_of(code) is not selection.level:
        return selection
    address.go(selection.with_pick(code))
    return address.current()


def controls(selection: Selection) -> None:
    """What is compared: two areas or two periods, which ones, by which indicator and level."""
    language = selection.language
    with st.container(key="compare_head", horizontal=True, vertical_alignment="center"):
        switch(
            say("compare.versus", language),
            data.choices().switches["versus"],
            "periods" if load.compares_periods(selection) else "areas",
            lambda now, value: now.with_switch("versus", "" if value == "areas" else value),
            key="compare_versus",
            show=lambda value: say(f"compare.versus_{value}", language),
        )
        if load.compares_periods(selection):
            _period_choice(selection)
        else:
            _area_choices(selection)
        choose(
            say("map.indicator", language),
            data.choices().indicators,
            selection.indicator,
            lambda now, code: replace(now, indicator=code),
            key="compare_indicator",
            show=lambda code: registry.get(code).name(language),
        )
        if len(levels := levels_of(_own(selection))) > 1:
            switch(
                say("area.level", language),
                levels,
                load.level_shown(selection),
                Selection.with_level,
                key="compare_level",
                show=lambda level: say(f"area.by_{level}", language),
            )
        display_choices(load.drawn_first(selection), registry.get(selection.indicator))


def areas(selection: Selection) -> None:
    """Two areas: their maps, all figures side by side, their months."""
    language = selection.language
    one, other = load.first(selection), load.second(selection)
    if not other:
        st.info(say("compare.no_peer", language))
        return
    names = area_name(one, language), area_name(other, language)
    there = [load.at_area(selection, code) for code in (one, other)]
    pairs = load.area_pairs(selection, one, other)
    pair = next(each for each in pairs if each.indicator.code == selection.indicator)
    not_applied_line(selection, [pair.indicator])
    compared = say("compare.names_areas", language, one=names[0], other=names[1])
    _headline(compared, map_title(pair, names[0], names[1], language))
    _maps(
        there,
        [asking.map_answer(each) for each in there],
        [_caption(name, pair, row, language) for name, row in _rows(names, pair)],
        linked="",
    )
    left, right = st.columns((1.1, 1), gap="small")
    with left:
        _table(selection, pairs, areas_title(pairs, names[0], names[1], language), names)
    with right:
        show.chart(charts.area_lines(selection, one, other), key="compare_months", heading=2)


def periods(selection: Selection) -> None:
    """Two periods: their maps, what changed by area, all figures, the months of both."""
    language, two = selection.language, load.periods(selection)
    if two is None:
        st.info(say("compare.not_over" if load.waits(selection) else "compare.no_days", language))
        return
    if two != load.chosen_periods(selection) and not data.scope().whole:
        st.html(f'<div class="not-applied">{say("compare.newest_part", language)}</div>')
    there = [load.in_period(selection, each) for each in (two.now, two.then)]
    labels = (
        charts.period_label(selection, two.now),
        charts.period_label(selection, two.then),
    )
    answers = load.map_answers(selection, two)
    pairs = load.period_pairs(selection, two)
    pair = next(each for each in pairs if each.indicator.code == selection.indicator)
    not_applied_line(selection, [pair.indicator])
    area = area_name(selection.area, language)
    one, other = labels
    compared = say("compare.names_periods", language, area=area, one=one, other=other)
    _headline(compared, period_title(pair, area, one, other, language))
    spans = [dates(each, language) for each in (two.now, two.then)]
    captions = [
        _caption(f"{label} ({span})" if span != label else label, pair, row, language)
        for (label, row), span in zip(_rows(labels, pair), spans, strict=True)
    ]
    _maps(there, list(answers), captions, linked=LINKED)
    left, right = st.columns(2, gap="small")
    with left:
        chart = charts.moved(selection, answers[0], answers[1], two)
        show.chart(chart, key="compare_moved", on_pick=pick, heading=2)
    with right:
        show.chart(charts.period_lines(selection, two), key="compare_months", heading=2)
    title = say("compare.periods_table", language, area=area)
    _table(selection, pairs, title, labels, better_in=False)


def pick(code: str) -> None:
    """Mark an area everywhere; once more lets it go."""
    address.go(address.current().with_pick(code))


def show_indicator(code: str) -> None:
    """Show the indicator of a row on the maps."""
    if code in data.choices().indicators:
        address.go(replace(address.current(), indicator=code))


def _area_choices(selection: Selection) -> None:
    language = selection.language
    one, other = load.first(selection), load.second(selection)
    if level_of(selection.area) is Level.REGION:
        _area_choice(
            "compare.first", (one, *load.peers(selection)), one, Selection.with_area, language
        )
    else:
        st.html(f'<b class="compare-own">{escape(area_name(one, language))}</b>')
    st.html(f'<span class="compare-with">{escape(say("compare.with", language))}</span>')
    if other:
        _area_choice("compare.second", load.peers(selection), other, _versus, language)


def _area_choice(
    label: str,
    codes: tuple[str, ...],
    value: str,
    change: Callable[[Selection, str], Selection],
    language: Language,
) -> None:
    names = {code: _long_name(code, language) for code in codes}
    choose(
        say(label, language),
        sorted(codes, key=names.__getitem__),
        value,
        change,
        key=label.replace(".", "_"),
        show=names.__getitem__,
    )


def _versus(now: Selection, code: str) -> Selection:
    """The second area; where the first was only proposed, it is chosen with it."""
    own = load.first(now)
    return replace(now if now.area == own else now.with_area(own), versus=code)


def _period_choice(selection: Selection) -> None:
    language = selection.language
    now = period_name(selection.kind, selection.period, language)
    st.html(f'<b class="compare-own">{escape(now)}</b>')
    st.html(f'<span class="compare-with">{escape(say("compare.with", language))}</span>')
    choose(
        say("compare.second_period", language),
        load.offered_periods(selection),
        load.other_period(selection),
        lambda now, value: replace(now, versus_period=value),
        key="compare_period",
        show=lambda value: period_name(*value, language),
    )


def _maps(
    there: list[Selection], answers: list[pd.DataFrame], captions: list[str], *, linked: str
) -> None:
    painted = shown_alike(there, answers)
    drawn = [
        picture(each, registry.get(each.indicator), one)
        for each, one in zip(there, painted, strict=True)
    ]
    same = [replace(each, linked=linked) for each in on_one_scale(drawn)]
    for column, key, caption, one in zip(st.columns(2, gap="small"), MAPS, captions, same,
                                         strict=True):  # fmt: skip
        with column:
            st.html(caption)
            area_map(one, key=key, height=HEIGHT)
    for each, one, answer, shown in zip(there, same, answers, painted, strict=True):
        indicator, of = registry.get(each.indicator), f"{area_words(each)} · {period_words(each)}"
        see_map(SeenMap(indicator.code, one, indicator, answer, shown.figures, of))


def on_one_scale(drawn: list[MapPicture]) -> list[MapPicture]:
    """The pictures with circles of one scale: that of the largest value in any of them."""
    scales = [one.circles for one in drawn if one.circles]
    if not scales:
        return drawn
    widest = max(scales, key=lambda one: one.most)
    return [one if one.form is Form.TILES else replace(one, circles=widest) for one in drawn]


def _rows(names: Names, pair: load.Pair) -> list[tuple[str, pd.DataFrame]]:
    return list(zip(names, (pair.one, pair.other), strict=True))


def _caption(name: str, pair: load.Pair, row: pd.DataFrame, language: Language) -> str:
    """What stands above a map: which of the two it is, and its own figure."""
    value, flag = float(row["value"].iloc[0]), str(row["flag"].iloc[0])
    text = show_value(pair.indicator, value, flag, language)
    return f'<h3 class="compare-caption">{escape(name)} <b>{escape(text)}</b></h3>'


def _headline(compared: str, text: str) -> None:
    """What is compared with what, and below it what the maps say."""
    st.html(
        f'<h2 class="compare-names">{escape(compared)}</h2><p class="headline">{escape(text)}</p>'
    )


def _table(
    selection: Selection,
    pairs: list[load.Pair],
    title: str,
    names: Names,
    *,
    better_in: bool = True,
) -> None:
    """All headline figures of both; choosing a row shows its indicator on the maps."""
    language = selection.language
    with st.container(key="compare_table"):
        st.html(f'<h2 class="compare-title">{escape(title)}</h2>')
        linked_table(
            table_rows(pairs, names, language, better_in=better_in),
            key="compare_figures",
            codes=[each.indicator.code for each in pairs],
            language=language,
            caption=title,
            picked=selection.indicator,
            on_pick=show_indicator,
        )


def table_rows(
    pairs: list[load.Pair], names: Names, language: Language, *, better_in: bool = True
) -> pd.DataFrame:
    """One row an indicator: both values, their difference, what can be said of it."""

    def value(pair: load.Pair, row: pd.DataFrame) -> str:
        found = float(row["value"].iloc[0]), str(row["flag"].iloc[0])
        return show_value(pair.indicator, *found, language)

    sides = (
        names
        if better_in
        else (say("compare.now_better", language), say("compare.then_better", language))
    )
    return pd.DataFrame(
        {
            say("compare.head_indicator", language): [
                f"{each.indicator.name(language)} ({each.indicator.unit(language)})"
                for each in pairs
            ],
            names[0]: [value(each, each.one) for each in pairs],
            names[1]: [value(each, each.other) for each in pairs],
            say("compare.head_difference", language): [
                difference_words(each, language) for each in pairs
            ],
            say("compare.head_told", language): [
                told_better(each, sides[0], sides[1], language) for each in pairs
            ],
        }
    )


def _own(selection: Selection) -> str:
    return selection.area if load.compares_periods(selection) else load.first(selection)


def _long_name(code: str, language: Language) -> str:
    """The name with that of the area above, which tells areas of one name apart."""
    area = data.areas().get(code)
    if area.level is Level.PROVINCE or area.parent is None:
        return area_name(code, language)
    return say("area.within", language, area=area_name(code, language),
               parent=area_name(area.parent, language))  # fmt: skip
