"""Needs and situations: what people raised, what was answered and how fast, events."""

from functools import partial

from lib.views.mapped.panel import table
from lib.views.mapped.screen import begin, points_screen
from lib.views.needs import panels
from lib.views.needs.places import placed


def show() -> None:
    """The screen."""
    if (selection := begin(panels.STYLE)) is None:
        return
    points = placed(selection)
    under = partial(panels.under, placed=points)
    selection, answer = points_screen(
        selection, points, tambon_of=panels.tambon_of, under=under, beside=panels.side
    )
    panels.below(selection)
    table(selection, answer)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
