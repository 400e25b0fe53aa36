"""A chart in a box of the page: its key, its figure at a size that reads well, its notes."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from lib.exports.drawing.canvas import MM, Box, Canvas, words_height
from lib.exports.drawing.fonts import LINE as LINE_HEIGHT
from lib.exports.drawing.fonts import width
from lib.exports.drawing.looks import DASHES, LINE, QUIET, SURFACE
from lib.exports.drawing.plot import (
    CannotDraw,
    draw_annotations,
    draw_axes,
    draw_shapes,
    plotted,
)
from lib.exports.drawing.rich import parsed, wrapped
from lib.exports.drawing.traces import draw_traces
from lib.exports.model import ChartDrawing, KeyLine

__all__ = ["CannotDraw", "chart_height", "draw_chart"]

TEXT = 14.0  # px: what words of a figure measure on the screen
READ = 8.0  # points: the least that is read on paper
LARGEST = 14.0
PER_POINT = 17.0  # points of the width of a picture for each point of its words, from paper to wall
STRETCH = 1.6  # how much higher than on the screen a figure may be drawn
SQUEEZE = 0.75  # of the height on the screen: how low a figure may be drawn
NEAR = 1.6  # of the size: from row to row, at least
LEAST = 6.0  # points, where so many rows have to go into so little


def text_size(width_pt: float) -> float:
    """Size of the words of a chart of this width, points: 9 on a page, 14 on a slide."""
    return min(LARGEST, max(READ + 0.5, width_pt / MM / PER_POINT))


def chart_height(drawing: ChartDrawing, width_mm: float) -> float:
    """The height (mm) at which a chart of this width has its rows as on the screen.

    With its key and notes, without title and source.
    """
    size = text_size(width_mm * MM)
    return (_native(drawing, size) + _around(drawing, width_mm * MM, size)) / MM


def _native(drawing: ChartDrawing, size: float) -> float:
    if drawing.figure is None:
        return 8 * size
    return float(_spec(drawing.figure)["layout"]["height"]) * size / TEXT


def _around(drawing: ChartDrawing, width_pt: float, size: float) -> float:
    key = _key_rows(drawing.key, width_pt, size)
    notes = [line for note in drawing.notes for line in wrapped(note, _small(size), width_pt)]
    high = len(key) * 1.7 * size + words_height(len(notes), _small(size))
    return high + (0.5 * size if notes else 0.0)


def _small(size: float) -> float:
    return max(READ, 0.85 * size)


def draw_chart(canvas: Canvas, box: Box, drawing: ChartDrawing) -> None:
    """A chart with its key above and its notes below; why there is none where there is none.

    Raises CannotDraw for anything in the figure that pictures do not know, and for too small a
    box.
    """
    size = text_size(box.width)
    if drawing.figure is None:
        _draw_empty(canvas, box, drawing, size)
        return
    spec = _spec(drawing.figure)
    native = float(spec["layout"]["height"])
    unit = _unit(spec["layout"], box.height - _around(drawing, box.width, size), size)
    size = unit * TEXT  # key and notes are no larger than the words of the figure
    top = _draw_key(canvas, box, drawing.key, size)
    bottom = _draw_notes(canvas, box, drawing.notes, size)
    high = min(top - bottom, STRETCH * native * unit)
    plot = plotted(canvas, Box(box.left, top - high, box.right, top), spec["layout"], unit)
    draw_axes(plot)
    draw_shapes(plot, "below")
    draw_traces(plot, spec["data"])
    draw_shapes(plot, "above")
    draw_annotations(plot)


def _unit(layout: Mapping[str, Any], room: float, size: float) -> float:
    """Points a pixel: by the width, smaller where the rows would not go in, larger where few."""
    native, unit = float(layout["height"]), size / TEXT
    most = max(room / native, min(room / (SQUEEZE * native), _close(layout, room)))
    if unit > most:
        return max(LEAST / TEXT, min(unit, max(READ / TEXT, most)))
    return max(unit, min(1.2 * unit, room / native))


def _close(layout: Mapping[str, Any], room: float) -> float:
    """Points a pixel at which the words beside the rows stand as near to each other as may be."""
    upward, margin = layout["yaxis"], layout.get("margin", {})
    places = sorted(map(float, upward.get("tickvals", ())))
    if len(places) < 2:
        return 0.0
    low, high = upward["range"]
    step = min(b - a for a, b in pairwise(places)) / abs(float(high) - float(low))
    lines = max(len(parsed(str(text))) for text in upward["ticktext"])
    around = float(margin.get("t", 0)) + float(margin.get("b", 0))
    return step * room / (TEXT * (NEAR + LINE_HEIGHT * (lines - 1)) + step * around)


def _spec(figure: Any) -> Mapping[str, Any]:
    """A figure of plotly as plain values."""
    if isinstance(figure, Mapping):
        return figure
    found: Mapping[str, Any] = figure.to_plotly_json()
    return found


def _draw_empty(canvas: Canvas, box: Box, drawing: ChartDrawing, size: float) -> None:
    lines = wrapped(drawing.empty, size, box.width - 4 * size)
    high = min(box.height, words_height(len(lines), size) + 5 * size)
    frame = Box(box.left, box.top - high, box.right, box.top)
    canvas.rectangle(frame.inset(0.5), facecolor="#F7F8FA", edgecolor=LINE, linewidth=1)
    canvas.words(*frame.middle, lines, size, colour=QUIET, across="center", name="empty")


# ---- key and notes


def _key_rows(
    key: Sequence[KeyLine], room: float, size: float
) -> list[list[tuple[float, KeyLine]]]:
    """The entries of a key in rows, each with where it begins."""
    rows: list[list[tuple[float, KeyLine]]] = []
    x = room + 1
    for one in key:
        wide = 2.0 * size + width(one.label, size) + 1.4 * size
        if x + wide - 1.4 * size > room:
            rows.append([])
            x = 0.0
        rows[-1].append((x, one))
        x += wide
    return rows


def _draw_key(canvas: Canvas, box: Box, key: Sequence[KeyLine], size: float) -> float:
    """The key, from the top of the box; gives where it ends."""
    top = box.top
    for row in _key_rows(key, box.width, size):
        middle = top - 0.75 * size
        for x, one in row:
            start = box.left + x
            swatch = Box(start, middle - 0.42 * size, start + 1.5 * size, middle + 0.42 * size)
            draw_swatch(canvas, swatch, one.colour, one.shape)
            canvas.words(start + 2 * size, middle, one.label, size, name="key")
        top -= 1.7 * size
    return top


def draw_swatch(canvas: Canvas, box: Box, colour: str, shape: str) -> None:
    """A sample of how something is drawn: fill, line, dot, ring, outline or dash."""
    x, y = box.middle
    thick = box.height / 6
    if shape in ("fill", "outline"):
        look = {"facecolor": colour} if shape == "fill" else {
            "facecolor": SURFACE, "edgecolor": colour, "linewidth": thick}  # fmt: skip
        canvas.rectangle(box.inset(0 if shape == "fill" else thick / 2), name="key-swatch", **look)
    elif shape in ("dot", "ring"):
        radius = box.height / 2
        look = {"facecolor": colour} if shape == "dot" else {
            "facecolor": SURFACE, "edgecolor": colour, "linewidth": thick}  # fmt: skip
        canvas.circle((x, y), radius - (0 if shape == "dot" else thick / 2), name="key-swatch",
                      **look)  # fmt: skip
    elif shape in ("line", "dash"):
        dash = DASHES["solid" if shape == "line" else "dot"]
        canvas.line([(box.left, y), (box.right, y)], color=colour, linewidth=1.6 * thick,
                    linestyle=dash, name="key-swatch")  # fmt: skip
    else:
        raise CannotDraw(f"A key with {shape!r}: it knows fill, line, dot, ring, outline, dash.")


def _draw_notes(canvas: Canvas, box: Box, notes: Sequence[str], size: float) -> float:
    """The notes, up from the foot of the box; gives where they begin."""
    small = _small(size)
    lines = [line for note in notes for line in wrapped(note, small, box.width)]
    if not lines:
        return box.bottom
    canvas.words(box.left, box.bottom, lines, small, colour=QUIET, up="bottom", name="note")
    return box.bottom + words_height(len(lines), small) + 0.5 * size
