"""The map behind one function: `area_map` paints a `MapPicture` and tells what was clicked."""

from lib.views.map.component import area_map, chosen_point, clicked
from lib.views.picture import (
    AreaPaint,
    Circles,
    Form,
    LegendEntry,
    MapPicture,
    Mark,
    Pattern,
    Place,
    Points,
    Spot,
    points,
)

__all__ = [
    "AreaPaint",
    "Circles",
    "Form",
    "LegendEntry",
    "MapPicture",
    "Mark",
    "Pattern",
    "Place",
    "Points",
    "Spot",
    "area_map",
    "chosen_point",
    "clicked",
    "points",
]
