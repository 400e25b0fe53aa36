"""Area profile: one area on one sheet, among its peers, made to be printed on A4."""

from lib.views.mapped.panel import top_line
from lib.views.mapped.screen import begin
from lib.views.profile import panels


def show() -> None:
    """The screen: the trail of areas, and the sheet."""
    if (selection := begin()) is None:
        return
    panels.style()
    top_line(selection)
    panels.show(selection)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
