"""The parts of the screen of needs and situations as they stand on it."""

from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from lib.indicators import registry
from lib.indicators.event_list import SEVERE
from lib.indicators.model import Flag
from lib.indicators.spread import ranked
from lib.views import address, data
from lib.views.charts.areas import at, limits_text
from lib.views.charts.linked import linked_table
from lib.views.charts.show import chart
from lib.views.controls import step, switch
from lib.views.formats import number, show_value
from lib.views.house import MAP
from lib.views.map import chosen_point
from lib.views.mapped.panel import not_applied_line
from lib.views.needs import event_charts, listing, load, need_charts
from lib.views.needs.cards import card_html, facts_html, timeline_html
from lib.views.needs.load import name_of, own_area
from lib.views.needs.places import Placed
from lib.views.needs.sentences import open_title, severe_title
from lib.views.selection import Selection
from lib.views.states import nothing
from lib.views.words import say

STYLE = Path(__file__).with_name("needs.css")
LIST_HEIGHT = 380  # px


def style() -> None:
    """What this screen looks like beyond the look of the house."""
    st.html(STYLE)


def opened(selection: Selection, placed: Placed) -> Selection:
    """The selection with the card of the event open whose point was clicked, where one was."""
    if placed.points is None or not (place := chosen_point(MAP, placed.points)):
        return selection
    selection = selection.with_detail(placed.ids[place])
    address.go(selection)
    return selection


def points_line(selection: Selection, placed: Placed) -> None:
    """Below a map of events: what colours the points, and where they stand."""
    if placed.points is None:
        return
    language = selection.language
    with st.container(key="needs_points_line", horizontal=True, vertical_alignment="center"):
        _switch(selection, "needs_points", lambda one: say(f"needs.points_{one}", language))
        words = say("needs.points_note", language, count=number(len(placed.points.places)))
        st.html(f'<div class="needs-note">{escape(words)}</div>')


def side(selection: Selection, answer: pd.DataFrame) -> None:
    """Beside the map: the card that is open, the marked area, the figures, the categories."""
    language = selection.language
    facts = load.headline(selection)
    shown = [one.figure for one in facts]
    if selection.filters and not any(one.known and one.value > 0 for one in shown):
        nothing(say("empty.filtered", language), language)
    not_applied_line(
        selection, [registry.get(selection.indicator), *(one.indicator for one in shown)]
    )
    if selection.detail:
        _card(selection)
    _picked(selection, answer)
    st.html(facts_html(facts, name_of(selection, selection.area), language))
    chart(
        need_charts.category_chart(selection),
        key="needs_category",
        on_pick=lambda code: address.go(_filtered(address.current(), "need_category", code)),
    )


def needs_part(selection: Selection) -> None:
    """Needs: how fast they are answered, by month, by area, and what waits."""
    language = selection.language
    _heading(say("needs.part_needs", language))
    left, right = st.columns(2, gap="small")
    with left:
        by = _switch(selection, "needs_answers", lambda one: say(f"needs.answers_{one}", language))
        chart(need_charts.curves_chart(selection, areas=by == "areas"), key="needs_curves")
    with right:
        speed = _switch(selection, "needs_speed", lambda one: say(f"needs.speed_{one}", language))
        chart(need_charts.area_chart(selection, speed), key="needs_areas", on_pick=_pick)
    left, right = st.columns(2, gap="small")
    with left:
        chart(need_charts.months_chart(selection), key="needs_months")
    with right:
        open_list(selection)


def open_list(selection: Selection) -> None:
    """The needs that wait, the oldest first; a row opens the card of its need."""
    language, area = selection.language, own_area(selection)
    if not data.scope().signed_in:
        _message(say("needs.sign_in", language))
        return
    found = load.open_needs(selection, area)
    caption = open_title(found, name_of(selection, area), language)
    with st.container(key="needs_open"):
        st.html(f'<h3 class="needs-heading">{escape(caption)}</h3>')
        if found.empty:
            return
        every = selection.switch("rows") == "all"
        shown = found if every else found.iloc[: listing.FIRST]
        linked_table(
            listing.rows(shown, partial(name_of, selection), language),
            key="needs_list",
            codes=[str(one) for one in shown["need_id"]],
            language=language,
            caption=caption,
            picked=selection.detail,
            on_pick=lambda need: address.go(_toggled(address.current(), need)),
            height=LIST_HEIGHT,
        )
        if len(found) > listing.FIRST:
            counted = {"shown": number(listing.FIRST), "count": number(len(found))}
            words = say(f"needs.rows_{'first' if every else 'all'}", language, **counted)
            rows = "" if every else "all"
            step(words, lambda now: now.with_switch("rows", rows), key="needs_rows")


def events_part(selection: Selection) -> None:
    """Events: by month, category and severity, the gravest in words, how long they took."""
    language = selection.language
    _heading(say("needs.part_events", language))
    if not data.scope().signed_in:
        _message(say("needs.sign_in", language))
        return
    by_month = load.events_by_month(selection)
    if not by_month.known:
        _message(event_charts.nothing_happened(selection, by_month))
        return
    left, right = st.columns(2, gap="small")
    with left:
        chart(event_charts.categories_chart(selection, by_month), key="needs_events")
        delay = _switch(selection, "needs_delays", lambda one: say(f"needs.choice_{one}", language))
        chart(
            event_charts.delays_chart(selection, delay),
            key="needs_delays_chart",
            on_pick=lambda code: address.go(
                _filtered(address.current(), "situation_category", code)
            ),
        )
    with right:
        found = load.events(selection, own_area(selection))
        severe = found[found["severity"] == SEVERE]
        note = say("needs.severe_subtitle", language,
                   **need_charts.where(selection, own_area(selection)))  # fmt: skip
        title = severe_title(severe, language)
        st.html(timeline_html(severe, title, note, partial(name_of, selection), language))
        chart(event_charts.severity_chart(selection, by_month), key="needs_severity")


def _card(selection: Selection) -> None:
    language, found = selection.language, load.detail(selection)
    with st.container(key="needs_card"):
        if found is None:
            _message(say("needs.card_missing", language))
        else:
            tambon = str(found["tambon_code"])
            above = [one.display_name(language) for one in data.areas().ancestors(tambon)[:-1]]
            name = data.areas().get(tambon).display_name(language)
            st.html(card_html(found, " ".join([name, *above]), language))
        with st.container(key="needs_card_ways", horizontal=True, gap="small"):
            close = say("needs.card_close", language)
            step(close, lambda now: now.with_detail(""), key="needs_close", style="secondary")
            if found is not None and tambon != selection.area:
                into = say("needs.go_into", language, area=name)
                step(into, partial(Selection.with_area, code=tambon), key="needs_card_into")


def _picked(selection: Selection, answer: pd.DataFrame) -> None:
    """The marked area with its value and rank, and the way into it."""
    language, code = selection.language, selection.picked
    if code not in answer.index:
        return
    indicator, name = registry.get(selection.indicator), name_of(selection, code)
    row = answer.loc[[code]].iloc[0]
    value = show_value(indicator, float(row["value"]), str(row["flag"]), language)
    parts = []
    if row["flag"] == str(Flag.OK) and not (pd.isna(row["lower"]) or pd.isna(row["upper"])):
        limits = limits_text(indicator, row, language)
        parts.append(say("charts.limits", language, limits=limits))
    ranks = ranked(indicator, answer).dropna()
    if code in ranks.index:
        first, last = (number(at(ranks, code, side)) for side in ("rank_from", "rank_to"))
        rank = first if first == last else f"{first}–{last}"
        order = say(f"charts.order_{indicator.direction}", language)
        told = say("charts.rank", language, rank=rank, total=number(len(ranks)))
        parts.append(f"{told} ({order})")
    with st.container(key="needs_picked"):
        st.html(
            f'<div class="needs-picked" role="status">▸ <b>{escape(name)}</b> '
            f"{escape(indicator.name(language))} <b>{escape(value)}</b>"
            f"<p>{escape(' · '.join(parts))}</p></div>"
        )
        with st.container(key="needs_picked_ways", horizontal=True, gap="small"):
            into = say("needs.go_into", language, area=name)
            step(into, partial(Selection.with_area, code=code), key="needs_into")
            let_go = say("needs.let_go", language)
            step(let_go, lambda now: now.with_pick(""), key="needs_let_go")


def _switch(selection: Selection, name: str, show: Callable[[str], str]) -> str:
    """A switch of this screen; gives the chosen value. ``show`` says what a value is."""
    values = data.choices().switches[name]
    chosen = selection.switch(name) or values[0]
    switch(
        say(f"needs.choose_{name}", selection.language),
        values,
        chosen,
        partial(_with_switch, name=name, first=values[0]),
        key=f"switch_{name}",
        show=show,
    )
    return chosen


def _with_switch(now: Selection, value: str, name: str, first: str) -> Selection:
    return now.with_switch(name, "" if value == first else value)


def _filtered(now: Selection, name: str, code: str) -> Selection:
    """Cut down to one value of a filter, or let it go where it was cut down to it already."""
    return now.with_filter(name, () if now.chosen(name) == (code,) else (code,))


def _toggled(now: Selection, id_: str) -> Selection:
    return now.with_detail("" if id_ == now.detail else id_)


def _pick(code: str) -> None:
    address.go(address.current().with_pick(code))


def _heading(text: str) -> None:
    st.html(f'<h2 class="needs-part">{escape(text)}</h2>')


def _message(text: str) -> None:
    st.html(f'<div class="needs-message" role="note">{escape(text)}</div>')
