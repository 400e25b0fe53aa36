"""Occupational groups: where they are, what they do, whom they hold, how long they last."""

import streamlit as st

from lib.views import address, asking
from lib.views.groups import panels
from lib.views.groups.places import placed
from lib.views.mapped.panel import map_panel, table, top_line
from lib.views.states import nothing


def show() -> None:
    """The screen; the map is sent first, because it takes the browser longest."""
    selection = address.current()
    if message := asking.why_empty(selection):
        nothing(message, selection.language)
        return
    panels.style()
    points = placed(selection)
    selection = panels.opened(selection, points)
    top_line(selection)
    left, right = st.columns((2, 1), gap="small")
    with left:
        answer = map_panel(selection, extra=points.on)
        panels.points_note(selection, points)
        panels.group_rows(selection)
    with right:
        panels.side(selection)
    panels.below(selection)
    table(selection, answer)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
