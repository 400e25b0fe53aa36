"""The parts of the overview as they stand on the screen."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.views import data
from lib.views.controls import choose, step, switch
from lib.views.filters import not_applied
from lib.views.formats import dates, period_to_date, unbroken, with_numbers_whole
from lib.views.map import area_map
from lib.views.overview import load
from lib.views.overview.attention import LISTED, Attention
from lib.views.overview.cards import cards
from lib.views.overview.figures import Figure
from lib.views.overview.headline import headline
from lib.views.overview.load import Watched
from lib.views.overview.picture import picture
from lib.views.overview.sentences import bad, good, more_equal, reasons_words, where
from lib.views.overview.table import as_csv, columns, figures_table
from lib.views.selection import Selection, levels_of
from lib.views.states import nothing
from lib.views.words import listed, say

MAP_HEIGHT = 426  # the least; style.css gives it what the window has left
REASONS = 2


def period_line(selection: Selection) -> None:
    """The days that the figures cover and those that they are set against."""
    language = selection.language
    parts = [period_to_date(selection.kind, selection.period, load.as_of(selection), language)]
    if compared := load.comparison(selection):
        days = dates(compared.period, language)
        parts.append(say(f"figures.compared_{compared.against}", language, dates=days))
    line = unbroken(" · ".join(parts))
    st.html(f'<div class="period-line">{line}</div>')


def figure_row(selection: Selection, figures: list[Figure]) -> None:
    """The five figures, and which filters do not cut them or leave nothing."""
    if load.nothing_matches(selection, figures):
        nothing(say("empty.filtered", selection.language), selection.language)
    st.html(cards(figures, selection.language))
    shown = [one.indicator for one in figures] + [registry.get(selection.indicator)]
    if note := not_applied(selection, list(dict.fromkeys(shown))):
        st.html(f'<div class="not-applied">{note}</div>')


def map_panel(selection: Selection, answer: pd.DataFrame) -> None:
    """The map with the choice of indicator and level above it."""
    language, areas = selection.language, data.areas()
    indicator = registry.get(selection.indicator)
    with st.container(key="map_head", horizontal=True, vertical_alignment="center", gap="small"):
        choose(
            say("map.indicator", language),
            data.choices().indicators,
            selection.indicator,
            lambda now, code: replace(now, indicator=code),
            key="map_indicator",
            show=lambda code: registry.get(code).name(language),
        )
        switch(
            say("area.level", language),
            levels_of(selection.area),
            selection.level,
            Selection.with_level,
            key="map_level",
            show=lambda level: say(f"area.by_{level}", language),
        )
    message = headline(
        indicator,
        answer,
        selection.level,
        load.reference_of(load.map_question(selection)),
        lambda code: areas.get(code).display_name(language),
        language,
    )
    st.html(f'<h2 class="headline">{message}</h2>')
    area_map(picture(selection, indicator, answer), key="map", height=MAP_HEIGHT)


def summary(selection: Selection, figures: list[Figure], watched: Watched) -> None:
    """Three sentences: what is good, what is not, where to look."""
    language = selection.language

    def name(code: str) -> str:
        return _name(code, selection)

    said = {
        "good": good(figures, language),
        "bad": bad(figures, language),
        "where": where(
            watched.areas, watched.judged, lambda code: _name(code, selection), language
        ),
    }
    rows = "".join(
        f'<p class="{side}"><b>{say(f"summary.{side}", language)}</b> '
        f"{with_numbers_whole(sentence)}</p>"
        for side, sentence in said.items()
    )
    st.html(f'<section class="summary"><h2>{say("summary.heading", language)}</h2>{rows}</section>')


def attention_list(selection: Selection, watched: Watched) -> None:
    """The areas that need attention first; each row selects its area."""
    language = selection.language
    with st.container(key="attention"):
        heading = say(f"attention.heading_{watched.level}", language)
        st.html(f'<h2 class="attention-heading">{heading}</h2>')
        if not watched.areas:
            state = "none" if watched.judged else "unknown"
            st.caption(say(f"attention.{state}", language))
        for place, one in enumerate(watched.areas[:LISTED], start=1):
            step(
                _row(place, one, selection),
                partial(Selection.with_area, code=one.area),
                key=f"attention_{place}",
                wide=True,
            )
        if more := more_equal(watched.areas):
            st.caption(say("attention.more_equal", language, count=more))
        with st.popover(say("attention.rule_heading", language), type="tertiary"):
            names = [one.name(language) for one in watched.indicators]
            st.markdown(say("attention.rule", language, indicators=listed(names, language)))


def table(selection: Selection, answer: pd.DataFrame) -> None:
    """The figures of the map as a table, and as a file; made only while it is open."""
    language = selection.language
    indicator = registry.get(selection.indicator)
    title = say("table.title", language, name=indicator.name(language))
    place = st.expander(title, key="table", on_change="rerun")
    if not place.open:
        return
    shown = figures_table(indicator, answer, data.areas(), language)
    with place:
        st.dataframe(
            shown, hide_index=True, width="stretch", column_config=columns(indicator, language)
        )
        st.download_button(
            say("table.download", language),
            as_csv(shown),
            file_name=f"{indicator.code}_{selection.level}_{load.as_of(selection)}.csv",
            mime="text/csv",
        )


def _name(code: str, selection: Selection) -> str:
    return data.areas().get(code).display_name(selection.language)


def _row(place: int, one: Attention, selection: Selection) -> str:
    """The label of a row, as Markdown: place and name, then why."""
    language = selection.language
    reasons = " · ".join(reasons_words(one, language, REASONS))
    name = _name(one.area, selection)
    parent = data.areas().get(one.area).parent
    if parent and level_of(selection.area) is Level.REGION:
        name = say("area.within", language, area=name, parent=_name(parent, selection))
    return f"**{place}. {name}**  \n{reasons}"
