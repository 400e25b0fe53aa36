"""Follow-up: what is done, late and coming, what became of the people, the work list."""

import streamlit as st

from lib.views.follow_up import load, panels, work
from lib.views.mapped.facts import facts
from lib.views.mapped.panel import map_panel, table, top_line
from lib.views.mapped.screen import begin


def show() -> None:
    """The screen; the map is sent first, because it takes the browser longest."""
    if (selection := begin(panels.STYLE)) is None:
        return
    if work.on_paper(selection):
        work.paper(selection)
        return
    top_line(selection)
    notes = st.container()
    left, right = st.columns((2, 1), gap="small")
    with left:
        answer = map_panel(selection)
    figures = facts(selection, load.FIGURES)
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
