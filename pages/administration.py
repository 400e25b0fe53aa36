"""Administration: accounts and their rights, the trail, what each role may do."""

from lib.views import address
from lib.views.access import panels


def show() -> None:
    """The screen: the switch between its parts, and the part that is chosen."""
    selection = address.current()
    if panels.closed(selection.language):
        return
    panels.style()
    panels.head(selection)
    panels.body(selection)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
