"""The map behind one function: `area_map` paints a `MapPicture` and tells what was clicked."""

from lib.views.map.component import area_map, clicked
from lib.views.picture import AreaPaint, LegendEntry, MapPicture, Pattern

__all__ = ["AreaPaint", "LegendEntry", "MapPicture", "Pattern", "area_map", "clicked"]
