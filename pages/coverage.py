"""Coverage: whom the services reach, how often, who reports; funnel, ranking, months."""

import streamlit as st

from lib.views.coverage import load, panels
from lib.views.mapped.facts import facts
from lib.views.mapped.panel import map_panel, table, top_line
from lib.views.mapped.picked import picked_panel
from lib.views.mapped.screen import begin


def show() -> None:
    """The screen; the map is sent first, because it takes the browser longest."""
    if (selection := begin(panels.STYLE)) is None:
        return
    top_line(selection)
    reports = panels.shows_reports(selection)
    notes = st.container()
    left, right = st.columns((2, 1), gap="small")
    with left:
        panels.map_choice(selection)
        if reports:
            panels.reports_panel(selection)
        else:
            answer = map_panel(selection)
    figures = facts(selection, load.FIGURES)
    with notes:
        panels.head(selection, figures)
    with right:
        panels.figures_panel(selection, figures)
        if reports:
            panels.reports_chart(selection)
        else:
            picked_panel(selection, answer)
            panels.chart_panel(selection, answer)
    panels.months_panel(selection)
    panels.mix_panel(selection)
    if reports:
        panels.reports_table(selection)
    else:
        table(selection, answer)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
