"""How a screen with a map begins, and how one with points on its map stands."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

import pandas as pd
import streamlit as st

from lib.views import address, asking, data
from lib.views.house import MAP
from lib.views.map import chosen_point
from lib.views.mapped.panel import map_panel, table, top_line
from lib.views.picture import MapPicture, Place, Points, Spot
from lib.views.selection import Selection
from lib.views.states import nothing

STYLE = Path(__file__).with_name("mapped.css")


class Placed(Protocol):
    """Points for the map, or none, and the id of what each of them stands for."""

    @property
    def points(self) -> Points | None:
        """The points; None where there are none to show."""

    @property
    def ids(self) -> Mapping[Place, str]:
        """What each point stands for."""

    def on(self, picture: MapPicture) -> MapPicture:
        """The picture with these points."""


Own = TypeVar("Own", bound=Placed)  # the points of one screen, with what else it knows of them


def begin(style: Path | None = None) -> Selection | None:
    """The selection that a screen shows, with its look; None where its period has no data.

    The screen then says why, and there is nothing more to show.
    """
    selection = address.current()
    if message := asking.why_empty(selection):
        nothing(message, selection.language)
        return None
    if style is not None:
        st.html(STYLE)
        st.html(style)
    return selection


def points_screen(
    style: Path,
    *,
    placed: Callable[[Selection], Own],
    place_of: Callable[[Selection], Spot | None],
    under: Callable[[Selection, Own], None],
    beside: Callable[[Selection, pd.DataFrame], None],
    below: Callable[[Selection], None],
) -> None:
    """A screen whose map has points: the map, what stands under, beside and below it, its table.

    ``placed`` gives the points. A click on one opens its card, within the same run. What is open
    has a ring at its point or, where the map has none, at ``place_of``. The map is sent first,
    because it takes the browser longest.
    """
    if (selection := begin(style)) is None:
        return
    points = placed(selection)
    if points.points is not None and (place := chosen_point(MAP, points.points)):
        selection = selection.with_detail(points.ids[place])
        address.go(selection)
    spot = spot_of(selection, points) or place_of(selection) if selection.detail else None
    top_line(selection)
    left, right = st.columns((2, 1), gap="small")
    with left:
        answer = map_panel(selection, extra=lambda picture: replace(points.on(picture), spot=spot))
        under(selection, points)
    with right:
        beside(selection, answer)
    below(selection)
    table(selection, answer)


def spot_of(selection: Selection, placed: Placed) -> Spot | None:
    """Where on the map the point is whose card is open; None where it has none."""
    for place, id_ in placed.ids.items():
        if id_ == selection.detail:
            return Spot(place.latitude, place.longitude, place.text)
    return None


def spot_of_tambon(selection: Selection, code: str) -> Spot:
    """The point of a tambon, for what lies in it and nobody is told where."""
    area = data.areas().get(code)
    return Spot(area.latitude, area.longitude, area.display_name(selection.language), exact=False)
