"""Overview: five figures, one map, three sentences, what needs attention; or all alerts."""

import streamlit as st

from lib.views.mapped.panel import map_panel, table, top_line
from lib.views.mapped.screen import begin
from lib.views.overview import alerts, load, panels


def show() -> None:
    """The screen; the map is sent first, because it takes the browser longest."""
    if (selection := begin()) is None:
        return
    if alerts.opened(selection):
        alerts.every(selection)
        return
    top_line(selection)
    figures_place = st.container(key="overview_figures")
    left, right = st.columns((2, 1), gap="small")
    with left:
        answer = map_panel(selection)
    figures = load.five_figures(selection)
    with figures_place:
        panels.figure_row(selection, figures)
    with right:
        watched = load.watched(selection)
        panels.summary(selection, figures, watched)
        panels.attention_list(selection, watched)
    table(selection, answer)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
