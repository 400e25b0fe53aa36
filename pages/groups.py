"""Occupational groups: where they are, what they do, whom they hold, how long they last."""

from functools import partial

from lib.views.groups import panels
from lib.views.groups.places import placed
from lib.views.mapped.panel import table
from lib.views.mapped.screen import begin, points_screen


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
