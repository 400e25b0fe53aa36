"""Occupational groups: where they are, what they do, whom they hold, how long they last."""

from lib.views.groups import panels
from lib.views.groups.places import placed
from lib.views.mapped.screen import points_screen


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
