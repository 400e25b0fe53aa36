"""From a figure of this project to what Office can draw."""

from lib.exports.model import ChartDrawing
from lib.exports.slides.bars import bars
from lib.exports.slides.fields import cells
from lib.exports.slides.months import months
from lib.exports.slides.reading import Drawn
from lib.exports.slides.scatter import points
from lib.exports.slides.spec import Plot


def plot_of(drawing: ChartDrawing) -> Plot | None:
    """What Office draws of a chart; None for one that it cannot draw, or that has no figure.

    A calendar of days is the one chart of this project that it cannot.
    """
    if drawing.figure is None:
        return None
    drawn = Drawn.of(drawing.figure)
    kinds = {str(one.get("type")) for one in drawn.traces}
    if "heatmap" in kinds:
        return cells(drawing, drawn)
    if "bar" in kinds:
        return bars(drawing, drawn)
    return months(drawing, drawn) or points(drawing, drawn)
