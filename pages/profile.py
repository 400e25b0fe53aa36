"""Area profile: one area on one sheet, among its peers, made to be printed on A4."""

from lib.views import address, asking
from lib.views.mapped.panel import top_line
from lib.views.profile import panels
from lib.views.states import nothing


def show() -> None:
    """The screen: the trail of areas, and the sheet."""
    selection = address.current()
    if message := asking.why_empty(selection):
        nothing(message, selection.language)
        return
    panels.style()
    top_line(selection)
    panels.show(selection)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
