"""The line above what looks from one day on: the trail of areas, that day, what can be taken."""

from datetime import date
from html import escape

import streamlit as st

from lib.views import asking
from lib.views.filters import breadcrumbs
from lib.views.formats import thai_date
from lib.views.selection import Selection
from lib.views.taking.seen import see_note, take_place
from lib.views.words import say


def day_line(selection: Selection, not_filtered: str, as_of: date | None = None) -> None:
    """The trail of areas and the day, and under it ``not_filtered`` where filters are chosen.

    ``as_of`` is the day where it is another than that of the selection.
    """
    language = selection.language
    with st.container(key="top_line", horizontal=True, vertical_alignment="center"):
        breadcrumbs(selection)
        day = thai_date(as_of or asking.as_of(selection), language)
        st.html(f'<div class="period-line">{escape(say("planner.as_of", language, day=day))}</div>')
        take_place()
    if selection.filters:
        st.html(f'<div class="not-applied">{escape(not_filtered)}</div>')
        see_note(not_filtered)
