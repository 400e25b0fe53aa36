"""Follow-up: what is done, late and coming, what became of the people, the work list."""

import streamlit as st

from lib.views import address, asking
from lib.views.follow_up import load, panels, work
from lib.views.mapped.panel import map_panel, table, top_line
from lib.views.states import nothing


def show() -> None:
    """The screen; the map is sent first, because it takes the browser longest."""
    selection = address.current()
    if message := asking.why_empty(selection):
        nothing(message, selection.language)
        return
    panels.style()
    if work.on_paper(selection):
        work.paper(selection)
        return
    top_line(selection)
    notes = st.container()
    left, right = st.columns((2, 1), gap="small")
    with left:
        answer = map_panel(selection)
    figures = load.headlines(selection)
    with notes:
        panels.head(selection, figures)
    with right:
        panels.side(selection, figures, answer)
    work.work_panel(selection)
    panels.below(selection)
    table(selection, answer)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
