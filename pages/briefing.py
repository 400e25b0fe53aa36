"""Briefing: slides of the figures for a meeting, live or pinned, and to take away."""

from lib.views.briefing import panels
from lib.views.mapped.panel import top_line
from lib.views.mapped.screen import begin


def show() -> None:
    """The screen: which slides, the slides side by side, and the show over everything."""
    if (selection := begin()) is None:
        return
    panels.style()
    if selection.detail:
        panels.pinned(selection)
        return
    top_line(selection)
    panels.choices(selection)
    panels.live()


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
