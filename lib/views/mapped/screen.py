"""How a screen with a map begins, and how one with points on its map stands."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pandas as pd
import streamlit as st

from lib.views import address, asking, data
from lib.views.house import MAP
from lib.views.map import chosen_point
from lib.views.mapped.panel import map_panel, top_line
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
    selection: Selection,
    placed: Placed,
    *,
    tambon_of: Callable[[Selection], str],
    under: Callable[[Selection], None],
    beside: Callable[[Selection, pd.DataFrame], None],
) -> tuple[Selection, pd.DataFrame]:
    """The upper part of a screen whose map has points: the map, what stands under and beside it.

    A click on a point opens its card: the selection comes back with it, with the figures on the
    map. What is open has a ring; ``tambon_of`` gives the tambon that it lies in, empty where there
    is no such thing. The map is sent first, because it takes the browser longest.
    """
    if placed.points is not None and (place := chosen_point(MAP, placed.points)):
        selection = selection.with_detail(placed.ids[place])
        address.go(selection)
    spot = spot_of(selection, placed, tambon_of(selection)) if selection.detail else None
    top_line(selection)
    left, right = st.columns((2, 1), gap="small")
    with left:
        answer = map_panel(selection, extra=lambda picture: replace(placed.on(picture), spot=spot))
        under(selection)
    with right:
        beside(selection, answer)
    return selection, answer


def spot_of(selection: Selection, placed: Placed, tambon: str) -> Spot | None:
    """Where on the map the thing is whose card is open: its point, else the point of its tambon.

    None where there is no such thing.
    """
    for place, id_ in placed.ids.items():
        if id_ == selection.detail:
            return Spot(place.latitude, place.longitude, place.text)
    if not tambon:
        return None
    area = data.areas().get(tambon)
    return Spot(area.latitude, area.longitude, area.display_name(selection.language), exact=False)
