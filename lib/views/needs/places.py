"""Events as points on the map. A point stands for the tambon: nothing nearer is on record.

Several events of one tambon lie around its point so that each can be seen; the map says so.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from geo.areas import AreaRegistry
from lib.store.codelists import code_list
from lib.views import data
from lib.views.classing import OKABE_ITO, OTHER
from lib.views.formats import thai_date
from lib.views.needs import load
from lib.views.needs.cards import ended_words
from lib.views.picture import LegendEntry, MapPicture, Place, Points, points
from lib.views.selection import Selection, shown_within
from lib.views.words import Language, say

ABOUT_EVENTS = ("situations", "situation_people", "days_to_report", "days_to_resolution")
SEVERITIES = {3: "#8C2D04", 2: "#E8791A", 1: "#FDC692"}  # one hue, the gravest darkest
TURN = math.pi * (3 - math.sqrt(5))  # golden angle: points of a spiral that keep apart
WIDEST, PART = 0.8, 0.15  # km, and part of the side of a square as large as the tambon
KM_OF_DEGREE = 111.2


@dataclass(frozen=True, eq=False)
class Placed:
    """Points of a map and the event that each stands for; none where the map is not of events."""

    points: Points | None
    ids: Mapping[Place, str]

    def on(self, picture: MapPicture) -> MapPicture:
        """The picture with these points."""
        return replace(picture, points=self.points) if self.points else picture


def placed(selection: Selection) -> Placed:
    """The events on the map as points, where the map is about events.

    The map of needs has none: points take the place of its circles when it is near.
    """
    if selection.indicator not in ABOUT_EVENTS or not data.scope().signed_in:
        return Placed(None, {})
    found = load.events(selection, shown_within(selection.area))
    language = selection.language
    if found.empty:
        return Placed(None, {})
    if coloured_by(selection) == "severity":
        kinds = {str(one): say(f"choice.severity_{one}", language) for one in SEVERITIES}
        return placed_by(found, "severity", kinds, list(SEVERITIES.values()), language)
    codes = code_list("situation_category")
    kinds = {code: codes.label(code, language) for code in load.event_kinds(selection)}
    return placed_by(found, "category", kinds, list(OKABE_ITO[: len(kinds)]), language)


def coloured_by(selection: Selection) -> str:
    """What the colours of the points say: category or severity."""
    return selection.switch("needs_points") or data.choices().switches["needs_points"][0]


def placed_by(
    found: pd.DataFrame,
    column: str,
    kinds: Mapping[str, str],
    colours: list[str],
    language: Language,
) -> Placed:
    """Points coloured by a column; what is of none of ``kinds`` is "other" at the end."""
    number = {kind: place for place, kind in enumerate(kinds)}
    of_kind = [number.get(str(one), len(kinds)) for one in found[column]]
    labels = list(kinds.values())
    if len(kinds) in of_kind:
        labels, colours = [*labels, say("legend.other", language)], [*colours, OTHER]
    legend = tuple(
        LegendEntry(label, colours[place], of_kind.count(place))
        for place, label in enumerate(labels)
    )
    areas = data.areas()
    ids = {
        Place(
            *spot,
            str(event["tambon_code"]),
            kind,
            _name(event, language),
            _told(event, language),
        ): str(event["situation_id"])
        for spot, kind, (_, event) in zip(spots(found, areas), of_kind, found.iterrows(),
                                          strict=True)
    }  # fmt: skip
    return Placed(points(ids, legend, choosable=True), ids)


def spots(found: pd.DataFrame, areas: AreaRegistry) -> list[tuple[float, float]]:
    """Latitude and longitude (EPSG:4326) of every event: the point of its tambon.

    Events that share a tambon lie on a small spiral around it, in their order.
    """
    turns = found.groupby("tambon_code").cumcount()
    sizes = found.groupby("tambon_code")["tambon_code"].transform("size")
    return [
        _around(areas, str(code), int(turn), int(size))
        for code, turn, size in zip(found["tambon_code"], turns, sizes, strict=True)
    ]


def _around(areas: AreaRegistry, code: str, turn: int, size: int) -> tuple[float, float]:
    area = areas.get(code)
    if size == 1:
        return area.latitude, area.longitude
    reach = min(WIDEST, PART * math.sqrt(area.km2)) / KM_OF_DEGREE
    away = reach * math.sqrt((turn + 0.5) / size)
    return (
        round(area.latitude + away * math.sin(turn * TURN), 6),
        round(area.longitude + away * math.cos(turn * TURN), 6),
    )


def _name(event: pd.Series, language: Language) -> str:
    """What happened and when."""
    label = code_list("situation_category").label(str(event["category"]), language)
    day = thai_date(event["occurred_on"].date(), language)
    return say("needs.points_name", language, what=label, date=day)


def _told(event: pd.Series, language: Language) -> str:
    """How grave it was, how it ended, and that the point is not the place."""
    parts = (
        say(f"choice.severity_{event['severity']}", language),
        ended_words(event, language),
        say("needs.points_where", language),
    )
    return " · ".join(parts)
