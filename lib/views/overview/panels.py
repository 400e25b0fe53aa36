"""The parts of the overview as they stand on the screen."""

from functools import partial
from html import escape

import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.views import data
from lib.views.controls import step
from lib.views.filters import not_applied
from lib.views.formats import with_numbers_whole
from lib.views.overview import load
from lib.views.overview.alerts import alert_line
from lib.views.overview.attention import LISTED, Attention
from lib.views.overview.cards import cards
from lib.views.overview.figures import Figure
from lib.views.overview.load import Watched
from lib.views.overview.sentences import bad, good, more_equal, reasons_words, where
from lib.views.selection import Selection
from lib.views.severe import events_address, open_severe, severe_words
from lib.views.states import nothing
from lib.views.taking.seen import see_note
from lib.views.words import listed, say

MAP_HEIGHT = 426  # the least; style.css gives it what the window has left
REASONS = 2


def figure_row(selection: Selection, figures: list[Figure]) -> None:
    """The five figures, and which filters do not cut them or leave nothing."""
    if load.nothing_matches(selection, figures):
        nothing(say("empty.filtered", selection.language), selection.language)
    st.html(cards(figures, selection.language))
    shown = [one.indicator for one in figures] + [registry.get(selection.indicator)]
    if note := not_applied(selection, list(dict.fromkeys(shown))):
        st.html(f'<div class="not-applied">{note}</div>')
        see_note(note)


def summary(selection: Selection, figures: list[Figure], watched: Watched) -> None:
    """Three sentences: what is good, what is not, where to look."""
    language = selection.language

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
        with st.container(key="watch_head", horizontal=True, vertical_alignment="center"):
            heading = say(f"attention.heading_{watched.level}", language)
            st.html(f'<h2 class="attention-heading">{heading}</h2>')
            alerts_place = st.container(key="overview_alerts_place")
            with st.popover(say("attention.rule_heading", language), type="tertiary"):
                names = [one.name(language) for one in watched.indicators]
                st.markdown(say("attention.rule", language, indicators=listed(names, language)))
        _severe(selection)
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
        with alerts_place:  # last: they take longer than the list
            alert_line(selection)


def _severe(selection: Selection) -> None:
    """Severe events that are not over stand above what the rule ranks."""
    found, language = open_severe(selection), selection.language
    if found.empty:
        return
    count, newest = map(escape, severe_words(found, language))
    st.html(
        f'<p class="severe" role="note"><b aria-hidden="true">!</b> '
        f'<a href="{escape(events_address(selection))}" target="_self">{count}</a> {newest}</p>'
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
