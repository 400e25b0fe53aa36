"""Data desk: files are checked, corrected and imported; the history, undo, templates."""

from lib.views import address
from lib.views.desk import panels


def show() -> None:
    """The screen: the switch between its parts, and the part that is chosen."""
    selection = address.current()
    panels.style(selection.language)
    panels.head(selection)
    if not panels.closed(selection.language):
        panels.body(selection)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
