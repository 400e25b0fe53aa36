"""The parts of the coverage screen as they stand on it."""

from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.codes import level_of
from lib.indicators import registry
from lib.views import address, asking, data
from lib.views.charts.linked import linked_table
from lib.views.controls import choose
from lib.views.coverage import charts, load
from lib.views.coverage.multiples import indicator_maps, report_maps
from lib.views.coverage.reports import message, picture, state_labels, states_of
from lib.views.coverage.sentences import months_title, repeated_title
from lib.views.formats import month_year, period_short
from lib.views.map import area_map
from lib.views.map.multiples import choose_small_map
from lib.views.mapped.cards import tiles
from lib.views.mapped.empty import chart_or_ways
from lib.views.mapped.facts import Fact
from lib.views.mapped.names import area_name, marked
from lib.views.mapped.panel import MAP_HEIGHT, download, not_applied_line
from lib.views.mapped.picked import pick
from lib.views.mapped.picture import source_line
from lib.views.mapped.switches import chosen_of, screen_switch
from lib.views.overview.load import nothing_matches
from lib.views.selection import Kind, Selection, read_period, shown_within, write_period
from lib.views.states import nothing, withheld
from lib.views.taking.seen import SeenMap, see_map
from lib.views.words import listed, say

STYLE = Path(__file__).with_name("style.css")
MAP, CHART, REPORTS, MIX = (
    "coverage_map", "coverage_chart", "coverage_reports", "coverage_mix",
)  # fmt: skip
SLIDER = "coverage_slider"
WHOLE = ""  # the place of the slider that stands for the whole period


def shows_reports(selection: Selection) -> bool:
    """Whether the map shows the states of the reports instead of an indicator."""
    return chosen_of(selection, MAP) == "reports"


def head(selection: Selection, figures: list[Fact]) -> None:
    """That the filters leave nothing, or which figures they do not cut."""
    shown = [one.figure for one in figures]
    if nothing_matches(selection, [one for one in shown if one.indicator.flow]):
        nothing(say("empty.filtered", selection.language), selection.language)
    indicators = [one.indicator for one in shown]
    not_applied_line(selection, [*indicators, registry.get(selection.indicator)])


def map_choice(selection: Selection) -> None:
    """Whether the map shows an indicator or the states of the reports."""
    language = selection.language
    label = say("coverage.map_of", language)
    screen_switch(selection, MAP, label, lambda one: say(f"coverage.map_{one}", language))


def reports_panel(selection: Selection) -> None:
    """The states of the reports of one month, by tambon."""
    language, month = selection.language, load.reports_month(selection)
    counts = load.tambon_reports(selection, (month,)).droplevel(0)
    name = month_year(month.start, language)
    _reports_head(selection, write_period(Kind.MONTH, month))
    st.html(f'<h2 class="headline">{message(counts.sum(min_count=1), name, language)}</h2>')
    states = states_of(counts)
    drawn = picture(selection, states, name, source_line(selection))
    area_map(drawn, key="map", height=MAP_HEIGHT)
    see_map(SeenMap("reports", drawn))


def figures_panel(selection: Selection, figures: list[Fact]) -> None:
    """The figures of the selected area."""
    area, level = area_name(selection, selection.area), level_of(selection.area)
    st.html(tiles(figures, area, level, selection.language))


def chart_panel(selection: Selection, answer: pd.DataFrame) -> None:
    """The map's indicator as a chart: areas in order or, of rates, beside chance."""
    funnel = charts.has_funnel(registry.get(selection.indicator))
    if funnel and _chosen_chart(selection) == "funnel":
        chart = charts.funnel_chart(selection)
        chart_or_ways(
            selection,
            chart,
            key="coverage_funnel",
            on_pick=pick,
            about=shown_within(selection.area),
            heading=2,
        )
    else:
        chart = charts.rank_chart(selection, answer)
        chart_or_ways(
            selection,
            chart,
            key="coverage_ranking",
            on_pick=pick,
            about=shown_within(selection.area),
            heading=2,
        )
        if not funnel:
            _no_funnel(selection)


def reports_chart(selection: Selection) -> None:
    """The states of the reports month by month, or area by area."""
    language = selection.language
    label = say("coverage.reports_by", language)
    by = screen_switch(
        selection, REPORTS, label, lambda one: say(f"coverage.split_{one}", language)
    )
    if by == "areas":
        chart = charts.area_reports_chart(selection)
        chart_or_ways(selection, chart, key="coverage_reports_areas", on_pick=pick, heading=2)
    else:
        chart = charts.month_reports_chart(selection)
        chart_or_ways(selection, chart, key="coverage_reports_months", on_pick=to_month, heading=2)


def months_panel(selection: Selection) -> None:
    """Small maps of the months, and the slider that goes through them."""
    language = selection.language
    periods = load.shown_months(selection)
    if not periods:
        return
    names = [month_year(one.start, language) for one in periods]
    if shows_reports(selection):
        counts = load.tambon_reports(selection, periods)
        areas = _names(selection, counts.index.get_level_values(1))
        html = report_maps(selection, periods, counts, areas)
        title = repeated_title(counts, len(periods), language)
    else:
        found, indicator = load.by_month(selection), registry.get(selection.indicator)
        areas = _names(selection, found.areas.index.get_level_values(1))
        html = indicator_maps(selection, indicator, found, areas)
        area = charts.place_name(selection)
        title = months_title(indicator, found.whole, names, area, language)
    hint = say("coverage.months_hint", language)
    st.html(f'<h2 class="part-heading">{title}</h2><div class="note">{hint}</div>')
    _slider(selection, [write_period(Kind.MONTH, one) for one in periods], names)
    choose_small_map(html, key="coverage_months", on_choose=to_month)


def mix_panel(selection: Selection) -> None:
    """What the activities of the selected area are split into, and where referrals go."""
    language = selection.language
    st.html(f'<h2 class="part-heading">{say("coverage.mix_heading", language)}</h2>')
    if withheld("activity_mix", language):
        return
    label = say("coverage.mix_of", language)
    by = screen_switch(selection, MIX, label, lambda one: say(f"coverage.by_{one}", language))
    left, right = st.columns(2, gap="small")
    with left:
        chart_or_ways(selection, charts.mix_chart(selection, by), key="coverage_mix_chart")
    with right:
        chart = charts.mix_chart(selection, load.REFERRALS)
        chart_or_ways(selection, chart, key="coverage_referrals_chart")


def reports_table(selection: Selection) -> None:
    """The states of the reports of each area in the period, as rows that can be chosen."""
    language = selection.language
    period = charts.period_words(selection)
    title = say(
        "coverage.reports_table", language, area=charts.place_name(selection), period=period
    )
    place = st.expander(title, key="table", on_change="rerun")
    if not place.open:
        return
    counts = load.reports_by_area(selection)
    codes = [str(code) for code in counts.index]
    names = [data.areas().get(code).display_name(language) for code in codes]
    rows = counts.rename(columns=state_labels(language)).reset_index(drop=True)
    rows.insert(0, say("table.area", language), names)
    with place:
        linked_table(
            rows,
            key="coverage_reports_table",
            codes=codes,
            language=language,
            caption=title,
            picked=marked(selection),
            on_pick=pick,
        )
        rows.insert(0, say("about.code", language), codes)
        download(rows, f"reports_{selection.level}_{asking.as_of(selection)}", selection)


def to_month(key: str) -> None:
    """Show the month of this key (2026-06); the one that is shown gives way to the whole."""
    now = address.current()
    kind, period = read_period(key)
    if (now.kind, now.period) == (kind, period):
        kind, period = load.whole_period(now)
    address.go(now.with_period(kind, period))


def _reports_head(selection: Selection, month: str) -> None:
    language = selection.language
    months = [write_period(Kind.MONTH, one) for one in load.shown_months(selection)]
    with st.container(key="map_head", horizontal=True, vertical_alignment="center", gap="small"):
        choose(
            say("coverage.reports_month", language),
            months[::-1],
            month,
            lambda now, chosen: now.with_period(*read_period(chosen)),
            key="coverage_reports_month",
            show=lambda one: month_year(read_period(one)[1].start, language),
        )
        st.html(f'<span class="note">{say("coverage.reports_note", language)}</span>')


def _slider(selection: Selection, keys: list[str], names: list[str]) -> None:
    """The months in a row, before them the whole period that they are a part of."""
    language = selection.language
    kind, period = load.whole_period(selection)
    whole = period_short(kind, period, language)
    if kind is Kind.YEAR:
        whole = say("period.name_year", language, year=whole)
    texts = dict(zip([WHOLE, *keys], [whole, *names], strict=True))
    now = write_period(selection.kind, selection.period) if selection.kind is Kind.MONTH else WHOLE
    st.session_state[SLIDER] = now if now in texts else WHOLE
    with st.container(key="coverage_slider_place"):
        st.select_slider(
            say("coverage.slider", language),
            list(texts),
            key=SLIDER,
            format_func=texts.__getitem__,
            on_change=_slid,
        )


def _slid() -> None:
    now, key = address.current(), st.session_state[SLIDER]
    if key == WHOLE:
        address.go(now.with_period(*load.whole_period(now)))
    else:
        address.go(now.with_period(*read_period(key)))


def _chosen_chart(selection: Selection) -> str:
    language = selection.language
    label = say("coverage.chart_of", language)
    return screen_switch(
        selection, CHART, label, lambda one: say(f"coverage.chart_{one}", language)
    )


def _no_funnel(selection: Selection) -> None:
    """Which of the indicators on offer have a funnel, under one that has none."""
    language = selection.language
    codes = [one for one in data.choices().indicators if charts.has_funnel(registry.get(one))]
    if codes:
        names = listed([registry.get(one).name(language) for one in codes], language)
        words = say("coverage.funnel_of", language, names=names)
        st.html(f'<div class="note">{escape(words)}</div>')


def _names(selection: Selection, codes: pd.Index) -> dict[str, str]:
    areas = data.areas()
    return {str(code): areas.get(str(code)).display_name(selection.language) for code in set(codes)}
