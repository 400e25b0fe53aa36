"""Needs and situations: what people raised, what was answered and how fast, events."""

from lib.views.mapped.screen import points_screen
from lib.views.needs import panels
from lib.views.needs.places import placed


def show() -> None:
    """The screen."""
    points_screen(
        panels.STYLE,
        placed=placed,
        place_of=panels.place_of,
        under=panels.under,
        beside=panels.side,
        below=panels.below,
    )


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
