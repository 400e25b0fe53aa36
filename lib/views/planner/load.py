"""Workload: who carries how much, what a fair share would be, and moves that even it out."""

from datetime import date
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of
from lib.planning import workload
from lib.planning.workload import Move, Workload
from lib.views import address, asking, data
from lib.views.charts.linked import linked_table
from lib.views.charts.show import chart
from lib.views.formats import with_numbers_whole
from lib.views.map import area_map
from lib.views.mapped.panel import MAP_HEIGHT, download
from lib.views.mapped.picked import pick
from lib.views.planner import drawn, load_drawn, load_words
from lib.views.selection import Selection, shown_within
from lib.views.taking.seen import SeenMap, see_internal, see_map
from lib.views.words import say

STYLE = Path(__file__).with_name("days.css")
KEPT, TABLE_HEIGHT, MOVES_HEIGHT = 32, 460, 320


def show(selection: Selection) -> None:
    """The part: of an amphoe its officers, of a wider area its centres."""
    st.html(STYLE)
    see_internal()
    shown = at_level(selection)
    work = work_of(shown)
    centres = centres_of(shown)
    words = load_words.Words(shown, work, centres, found_moves(shown))
    st.html(f'<h2 class="headline">{with_numbers_whole(escape(words.headline()))}</h2>')
    left, right = st.columns((5, 3), gap="small")
    with left:
        _map(words)
    with right:
        if unit := words.unit():
            st.html(f'<p class="note">{escape(unit)}</p>')
        shown_chart = load_drawn.chart_of(words)
        chart(shown_chart, key="planner_load", on_pick=_into, instead=lambda: _instead(words))
    _moves(words)
    _table(words)
    st.html(f'<p class="note">{with_numbers_whole(escape(words.method()))}</p>')


def at_level(selection: Selection) -> Selection:
    """The selection by amphoe, or by tambon within one."""
    amphoe = level_of(shown_within(selection.area)) is Level.AMPHOE
    return selection.with_level(Level.TAMBON if amphoe else Level.AMPHOE)


def work_of(selection: Selection) -> Workload:
    """The work of the area on the map. Raises PlanRefused."""
    about = shown_within(selection.area), asking.as_of(selection)
    return _work(data.state_key("workload", *about), *about)


def centres_of(selection: Selection) -> pd.DataFrame:
    """The work of each amphoe of it: as ``workload.by_centre``."""
    about = shown_within(selection.area), asking.as_of(selection)
    return _centres(data.state_key("workload centres", *about), *about).copy()


def found_moves(selection: Selection) -> list[Move]:
    """What would even it out, within each amphoe."""
    return workload.moves(work_of(selection))


def _instead(words: load_words.Words) -> None:
    """In place of the chart: why there is none and what makes one; no filter is at fault."""
    why, todo = escape(words.nothing()), escape(words.what_to_do())
    st.html(f'<div class="chart-empty" role="note"><b>{why}</b><p>{todo}</p></div>')


def _into(code: str) -> None:
    """From the bar of a centre to its officers; the bar of an officer leads nowhere."""
    now = address.current()
    if code in data.choices().parents:
        address.go(now.with_area(code))


def _map(words: load_words.Words) -> None:
    """The load of tambon, or of an officer of each amphoe."""
    selection, indicator = (
        words.selection,
        load_drawn.indicator(words.selection.level, shared=words.shared),
    )
    found = drawn.figures(words.on_map())
    picture = drawn.picture(selection, indicator, found, words.map_notes())
    area_map(picture, key="map", height=MAP_HEIGHT)
    see_map(SeenMap(indicator.code, picture, indicator, found, found))


def _moves(words: load_words.Words) -> None:
    """What is suggested, and what it would change; nothing is moved here."""
    title = words.moves_title()
    st.html(f'<h2 class="part-heading">{with_numbers_whole(escape(title))}</h2>')
    rows = words.move_rows()
    if rows.empty:
        return
    linked_table(
        rows,
        key="planner_moves",
        codes=[one.tambon for one in words.moves],
        language=words.language,
        caption=title,
        picked=words.selection.picked,
        on_pick=pick,
        decimals=words.decimals(rows),
        height=min(MOVES_HEIGHT, 60 + 60 * len(rows)),
    )
    st.html(f'<p class="note">{escape(say("planner_load.moves_note", words.language))}</p>')


def _table(words: load_words.Words) -> None:
    """The figures behind it, of each officer or of each centre."""
    rows, title = words.rows(), words.table_title()
    if rows.empty:
        return
    st.html(f'<h2 class="part-heading">{escape(title)}</h2>')
    linked_table(
        rows,
        key="planner_load_rows",
        codes=words.row_codes(),
        language=words.language,
        caption=title,
        picked=words.selection.picked,
        on_pick=pick,
        decimals=words.decimals(rows),
        height=TABLE_HEIGHT,
    )
    day = asking.as_of(words.selection)
    download(rows, f"internal_workload_{shown_within(words.selection.area)}_{day}", words.selection)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _work(key: str, _area: str, _as_of: date) -> Workload:
    return workload.workload(data.store(), data.scope(), _area, _as_of)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _centres(key: str, _area: str, _as_of: date) -> pd.DataFrame:
    work = workload.workload(data.store(), data.scope(), _area, _as_of)
    return workload.by_centre(data.store(), data.scope(), work, _as_of)
