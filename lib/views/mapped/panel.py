"""The map of a screen with all that belongs to it: what it shows, its message, its table."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from lib.indicators import registry
from lib.indicators.model import Indicator
from lib.views import asking, data
from lib.views.charts.linked import linked_table
from lib.views.controls import choose, switch
from lib.views.filters import breadcrumbs, not_applied
from lib.views.formats import dates, period_to_date, unbroken
from lib.views.map import area_map
from lib.views.mapped.display import DISPLAYS, chosen, offered_values, shown
from lib.views.mapped.names import marked
from lib.views.mapped.picked import pick, picked_bar
from lib.views.mapped.picture import message, picture
from lib.views.mapped.table import as_csv, decimals, figures_table
from lib.views.picture import MapPicture
from lib.views.selection import Selection, levels_of
from lib.views.taking.giving import given
from lib.views.taking.seen import SeenMap, see_map, see_note, take_place
from lib.views.words import Language, say

MAP_HEIGHT = 426  # the least; style.css gives it what the window has left


def top_line(selection: Selection) -> None:
    """The trail of areas, and the days that the figures cover and those they are set against."""
    with st.container(key="top_line", horizontal=True, vertical_alignment="center"):
        breadcrumbs(selection)
        _period_line(selection)
        take_place()


def map_panel(
    selection: Selection,
    *,
    height: int = MAP_HEIGHT,
    extra: Callable[[MapPicture], MapPicture] | None = None,
) -> pd.DataFrame:
    """The map with its choices above it; gives the figures that it shows.

    ``extra`` puts more on the picture before it is drawn: points, centres.
    """
    indicator = registry.get(selection.indicator)
    _head(selection, indicator)
    answer = asking.map_answer(selection)
    st.html(f'<h2 class="headline">{escape(message(selection, answer))}</h2>')
    painted = shown(selection, answer)
    drawn = picture(selection, indicator, painted)
    drawn = extra(drawn) if extra else drawn
    area_map(drawn, key="map", height=height)
    see_map(SeenMap(indicator.code, drawn, indicator, answer, painted.figures))
    picked_bar(selection, answer)
    return answer


def not_applied_line(selection: Selection, indicators: list[Indicator]) -> None:
    """Which of the chosen filters cut none of these indicators, where there are any."""
    if note := not_applied(selection, list(dict.fromkeys(indicators))):
        st.html(f'<div class="not-applied">{note}</div>')
        see_note(note)


def table(selection: Selection, answer: pd.DataFrame) -> None:
    """The figures of the map as rows that mark their area, and as a file; made while it is open."""
    language, indicator = selection.language, registry.get(selection.indicator)
    title = say("table.title", language, name=indicator.name(language))
    place = st.expander(title, key="table", on_change="rerun")
    if not place.open:
        return
    rows, code = (
        figures_table(indicator, answer, data.areas(), language),
        say("about.code", language),
    )
    with place:
        linked_table(
            rows.drop(columns=code),
            key="map_table",
            codes=list(rows[code]),
            language=language,
            caption=title,
            picked=marked(selection),
            on_pick=pick,
            decimals=decimals(indicator, language),
        )
        download(rows, f"{indicator.code}_{selection.level}_{asking.as_of(selection)}", selection)


def download(rows: pd.DataFrame, name: str, selection: Selection) -> None:
    """The button that gives the rows as a CSV file of this name."""
    st.download_button(
        say("table.download", selection.language),
        given(partial(as_csv, rows), "table", selection, rows=len(rows)),
        file_name=f"{name}.csv",
        mime="text/csv",
    )


def _period_line(selection: Selection) -> None:
    language = selection.language
    parts = [period_to_date(selection.kind, selection.period, asking.as_of(selection), language)]
    if compared := asking.comparison(selection):
        days = dates(compared.period, language)
        parts.append(say(f"figures.compared_{compared.against}", language, dates=days))
    elif asking.not_compared(selection):
        parts.append(say("public.not_compared", language))
    line = unbroken(" · ".join(parts))
    st.html(f'<div class="period-line">{line}</div>')


def _head(selection: Selection, indicator: Indicator) -> None:
    language = selection.language
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
        display_choices(selection, indicator)


def display_choices(selection: Selection, indicator: Indicator) -> None:
    """How the map is drawn: its shape, its classes, its rates, its marks."""
    language = selection.language
    with st.popover(say("display.open", language), key="display"):
        for name in DISPLAYS:
            values = offered_values(name, selection, indicator)
            if len(values) > 1:
                switch(
                    say(f"display.{name}", language),
                    values,
                    chosen(name, selection, indicator),
                    partial(_with_display, name=name, first=values[0]),
                    key=f"display_{name}",
                    show=partial(_spoken, name=name, language=language),
                    labelled=True,
                )
        st.caption(say("display.note", language))


def _with_display(now: Selection, value: str, name: str, first: str) -> Selection:
    return now.with_switch(name, "" if value == first else value)


def _spoken(value: str, name: str, language: Language) -> str:
    return say(f"display.{name}_{value}", language)
