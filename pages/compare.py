"""Compare: two areas or two periods side by side, on one scale."""

from lib.views.compare import load, panels
from lib.views.mapped.panel import top_line
from lib.views.mapped.screen import begin


def show() -> None:
    """The screen: what is compared, the two maps, the charts and all figures of both."""
    if (selection := begin()) is None:
        return
    selection = panels.follow_second_map(selection)
    panels.style()
    top_line(selection)
    panels.controls(selection)
    if load.compares_periods(selection):
        panels.periods(selection)
    else:
        panels.areas(selection)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
