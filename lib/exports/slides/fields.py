"""Coloured cells of a figure, as a table."""

from lib.exports.model import ChartDrawing
from lib.exports.slides.numbers import finite, written
from lib.exports.slides.reading import Drawn, listed, solid
from lib.exports.slides.spec import Cells


def cells(drawing: ChartDrawing, drawn: Drawn) -> Cells | None:
    """A field with a row of the table each; None for one whose cells are days of a calendar."""
    field = next(one for one in drawn.traces if one.get("type") == "heatmap")
    frame = drawing.table.frame
    classes = [[finite(one) for one in listed(row)] for row in listed(field["z"])]
    if len(classes) != len(frame) or any(len(row) != len(frame.columns) - 1 for row in classes):
        return None
    steps = [solid(str(one[1])) for one in listed(field["colorscale"])][::2]
    places = drawing.table.decimals
    texts = tuple(
        tuple(written(float(row[n]), places.get(str(name), 0)) for n, name in
              enumerate(frame.columns[1:], start=1))
        for row in frame.itertuples(index=False, name=None)
    )  # fmt: skip
    fills = tuple(tuple("" if one is None else steps[round(one)] for one in row) for row in classes)
    heads = tuple(str(one) for one in frame.columns)
    return Cells(heads, tuple(str(one) for one in frame.iloc[:, 0]), texts, fills)
