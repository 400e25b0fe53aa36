"""The parts of the screen of needs and situations as they stand on it."""

from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.codes import level_of
from lib.indicators import registry
from lib.indicators.event_list import SEVERE
from lib.views import address, data
from lib.views.charts.linked import linked_table
from lib.views.controls import step
from lib.views.formats import number
from lib.views.mapped.cards import rows
from lib.views.mapped.empty import chart_or_ways, nothing_here
from lib.views.mapped.facts import facts
from lib.views.mapped.names import area_name
from lib.views.mapped.panel import not_applied_line
from lib.views.mapped.picked import pick, picked_panel
from lib.views.mapped.screen import spot_of_tambon
from lib.views.mapped.switches import screen_switch
from lib.views.needs import event_charts, listing, load, need_charts
from lib.views.needs.cards import card_html, timeline_html
from lib.views.needs.load import own_area
from lib.views.needs.places import Placed
from lib.views.needs.sentences import open_title, severe_title
from lib.views.picture import Spot
from lib.views.selection import Selection, shown_within
from lib.views.states import closed_words, nothing, withheld
from lib.views.words import say

STYLE = Path(__file__).with_name("needs.css")
LIST_HEIGHT, MONTHS_HEIGHT = 290, 260  # px


def place_of(selection: Selection) -> Spot | None:
    """The tambon of the event or need whose card is open; None where there is none such."""
    found = load.detail(selection)
    return None if found is None else spot_of_tambon(selection, str(found["tambon_code"]))


def under(selection: Selection, placed: Placed) -> None:
    """Under the map: of events, what colours the points; the needs that wait."""
    language = selection.language
    if placed.points is not None:
        with st.container(key="needs_points_line", horizontal=True, vertical_alignment="center"):
            _switch(selection, "needs_points", lambda one: say(f"needs.points_{one}", language))
            words = say("needs.points_note", language, count=number(len(placed.points.places)))
            st.html(f'<div class="note">{escape(words)}</div>')
    _open_list(selection)


def side(selection: Selection, answer: pd.DataFrame) -> None:
    """Beside the map: the card that is open, the figures, the marked area, the categories."""
    language = selection.language
    found = facts(selection, load.HEADLINE)
    shown = [one.figure for one in found]
    if selection.filters and not any(one.known and one.value > 0 for one in shown):
        nothing(say("empty.filtered", language), language)
    not_applied_line(
        selection, [registry.get(selection.indicator), *(one.indicator for one in shown)]
    )
    if selection.detail:
        _card(selection)
    area, level = area_name(selection, selection.area), level_of(selection.area)
    st.html(rows(found, area, level, language))
    picked_panel(selection, answer)
    if not withheld("need_categories", language):
        chart_or_ways(
            selection,
            need_charts.category_chart(selection),
            key="needs_category",
            on_pick=lambda code: address.go(_filtered(address.current(), "need_category", code)),
        )


def below(selection: Selection) -> None:
    """Below the map: the needs, then the events."""
    language = selection.language
    _heading(say("needs.part_needs", language))
    left, right = st.columns(2, gap="small")
    with left:
        if not withheld("need_curves", language):
            by = _switch(
                selection, "needs_answers", lambda one: say(f"needs.answers_{one}", language)
            )
            curves = need_charts.curves_chart(selection, areas=by == "areas")
            few = say("needs.curves_few", language, few=registry.get(load.DAYS).few_below)
            chart_or_ways(selection, curves, key="needs_curves", why=few)
    with right:
        speed = _switch(selection, "needs_speed", lambda one: say(f"needs.speed_{one}", language))
        areas = need_charts.area_chart(selection, speed)
        chart_or_ways(
            selection, areas, key="needs_areas", on_pick=pick, about=shown_within(selection.area)
        )
    if not withheld("need_months", language):
        months = need_charts.months_chart(selection)
        chart_or_ways(selection, months, key="needs_months", height=MONTHS_HEIGHT)
    _events(selection)


def _open_list(selection: Selection) -> None:
    """The needs that wait, the oldest first; a row opens the card of its need."""
    language, area = selection.language, own_area(selection)
    if not data.exact(selection.area):
        _message(closed_words("needs.sign_in", language))
        return
    found = load.open_needs(selection, area)
    caption = open_title(found, area_name(selection, area), language)
    with st.container(key="needs_open"):
        st.html(f'<h3 class="needs-heading">{escape(caption)}</h3>')
        if found.empty:
            return
        every = selection.switch("rows") == "all"
        shown = found if every else found.iloc[: listing.FIRST]
        linked_table(
            listing.rows(shown, partial(area_name, selection), language),
            key="needs_list",
            codes=[str(one) for one in shown["need_id"]],
            language=language,
            caption=caption,
            picked=selection.detail,
            on_pick=lambda need: address.go(_toggled(address.current(), need)),
            height=LIST_HEIGHT,
            hint=say("charts.open_hint", language),
        )
        if len(found) > listing.FIRST:
            counted = {"shown": number(listing.FIRST), "count": number(len(found))}
            words = say(f"needs.rows_{'first' if every else 'all'}", language, **counted)
            value = "" if every else "all"
            step(words, lambda now: now.with_switch("rows", value), key="needs_rows")


def _events(selection: Selection) -> None:
    """Events: by month, category and severity, the gravest in words, how long they took."""
    language = selection.language
    _heading(say("needs.part_events", language))
    if not data.exact(selection.area):
        _message(closed_words("needs.sign_in", language))
        return
    by_month = load.events_by_month(selection)
    if not by_month.known:
        why = event_charts.nothing_happened(selection, by_month)
        nothing_here(selection, why, key="needs_events")
        return
    left, right = st.columns(2, gap="small")
    with left:
        found = event_charts.categories_chart(selection, by_month)
        chart_or_ways(selection, found, key="needs_events")
        delay = _switch(selection, "needs_delays", lambda one: say(f"needs.choice_{one}", language))
        chart_or_ways(
            selection,
            event_charts.delays_chart(selection, delay),
            key="needs_delays_chart",
            on_pick=lambda code: address.go(
                _filtered(address.current(), "situation_category", code)
            ),
        )
    with right:
        _severe(selection)
        severity = event_charts.severity_chart(selection, by_month)
        chart_or_ways(selection, severity, key="needs_severity")


def _severe(selection: Selection) -> None:
    """The gravest events, one by one."""
    language, area = selection.language, own_area(selection)
    found = load.events(selection, area)
    severe = found[found["severity"] == SEVERE]
    note = say("needs.severe_subtitle", language, **need_charts.where(selection, area))
    title = severe_title(severe, language)
    st.html(timeline_html(severe, title, note, partial(area_name, selection), language))


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


def _switch(selection: Selection, name: str, show: Callable[[str], str]) -> str:
    """A switch of this screen; gives its value. ``show`` says what a value is."""
    return screen_switch(selection, name, say(f"needs.choose_{name}", selection.language), show)


def _filtered(now: Selection, name: str, code: str) -> Selection:
    """Cut down to one value of a filter, or let it go where it was cut down to it already."""
    return now.with_filter(name, () if now.chosen(name) == (code,) else (code,))


def _toggled(now: Selection, id_: str) -> Selection:
    return now.with_detail("" if id_ == now.detail else id_)


def _heading(text: str) -> None:
    st.html(f'<h2 class="needs-part">{escape(text)}</h2>')


def _message(text: str) -> None:
    st.html(f'<div class="message" role="note">{escape(text)}</div>')
