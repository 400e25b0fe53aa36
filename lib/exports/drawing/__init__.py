"""Pictures of maps and charts at print size, made without a browser.

``pictures`` holds what others call. Everything is drawn on one ``Canvas`` in points (1/72 inch),
from the plain values of ``lib.exports.model``.
"""

from lib.exports.drawing.charts import CannotDraw, chart_height
from lib.exports.drawing.pictures import chart_png, chart_svg, map_png, map_svg, picture

__all__ = [
    "CannotDraw",
    "chart_height",
    "chart_png",
    "chart_svg",
    "map_png",
    "map_svg",
    "picture",
]
