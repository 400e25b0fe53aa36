"""The plane of a chart: a plotly layout in a box of the page, its axes, ticks and grid."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.exports.drawing.canvas import Box, Canvas, words_height
from lib.exports.drawing.looks import DASHES, INK, QUIET
from lib.exports.drawing.rich import Line, parsed, widest

Spec = Mapping[str, Any]
ROOM = 2.0  # px between a place and the words that stand above or below it
_FOLD = re.compile(r"<br\s*/?>")
TICK_GAP = 3.0  # px between a tick and its words
_AXES = {"xaxis", "yaxis"}
_KNOWN_LAYOUT = _AXES | {
    "annotations", "bargap", "barmode", "dragmode", "font", "height", "hoverdistance", "hoverlabel",
    "hovermode", "margin", "shapes", "showlegend", "template", "paper_bgcolor", "plot_bgcolor",
}  # fmt: skip


class CannotDraw(ValueError):
    """Something of a figure that pictures do not know: it is told, never left out unsaid."""


@dataclass(frozen=True)
class Scale:
    """A linear axis: its ends, and where they stand on the page, points."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands."""
        return self.start + self.share(value) * (self.end - self.start)

    def share(self, value: float) -> float:
        """How far along the axis a value lies: 0 at its start, 1 at its end."""
        return (value - self.low) / ((self.high - self.low) or 1.0)


@dataclass(frozen=True)
class Plot:
    """A plane: its box on the page, both axes, and how many points a pixel of the figure is."""

    canvas: Canvas
    box: Box
    x: Scale
    y: Scale
    unit: float
    layout: Spec

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the data on the page."""
        return self.x(x), self.y(y)

    def across(self, value: Any, reference: str) -> float:
        """Where a place along the x axis stands, of the data or a share of the plane (paper)."""
        if reference in ("paper", "x domain"):
            return self.box.left + float(value) * self.box.width
        _only(reference, "x")
        return self.x(float(value))

    def upward(self, value: Any, reference: str) -> float:
        """Where a place along the y axis stands, of the data or a share of the plane (paper)."""
        if reference in ("paper", "y domain"):
            return self.box.bottom + float(value) * self.box.height
        _only(reference, "y")
        return self.y(float(value))

    def font(self, *parts: Spec) -> tuple[float, str]:
        """Size in points and colour of words: the first of the fonts that has them."""
        fonts = [*(one.get("font", {}) for one in parts), self.layout.get("font", {})]
        size = next((float(one["size"]) for one in fonts if "size" in one), 14.0)
        return size * self.unit, next((one["color"] for one in fonts if "color" in one), INK)


def _only(reference: str, axis: str) -> None:
    if reference != axis:
        raise CannotDraw(f"A place on axis {reference!r}: figures have one axis {axis!r} each way.")


def plotted(canvas: Canvas, box: Box, layout: Spec, unit: float) -> Plot:
    """The plane of a layout in a box: what its margins and the words of its ticks leave.

    Raises CannotDraw for a layout with something in it that is not known.
    """
    if strange := set(layout) - _KNOWN_LAYOUT:
        raise CannotDraw(f"The layout of a figure has {sorted(strange)}: teach plot.py to draw it.")
    across, upward = (_axis(layout, name) for name in ("xaxis", "yaxis"))
    margin = {side: unit * float(layout.get("margin", {}).get(side, 0)) for side in "lrtb"}
    pad = unit * float(layout.get("margin", {}).get("pad", 0))
    size = _tick_size(upward, layout, unit)
    rows = _row_words(upward, size, box.height - margin["t"] - margin["b"])
    wide = widest([line for lines in rows for line in lines], size)
    left = max(margin["l"], wide + pad + unit * TICK_GAP if wide else 0.0)
    ends = {"top": margin["t"], "bottom": margin["b"]}
    side = across.get("side", "bottom")
    ends[side] = max(ends[side], _below(across, layout, unit, pad))
    inner = Box(box.left + left, box.bottom + ends["bottom"],
                box.right - margin["r"], box.top - ends["top"])  # fmt: skip
    # Words at the ends of the axis are centred on their ticks and may reach over the box.
    before, behind = _overhang(across, layout, unit, inner, box)
    inner = Box(inner.left + before, inner.bottom, inner.right - behind, inner.top)
    if inner.width < 20 or inner.height < 10:
        raise CannotDraw(
            f"{box.width:.0f} x {box.height:.0f} points leave no room for the chart: ask for more."
        )
    x = _scale(across, inner.left, inner.right)
    y = _scale(upward, inner.bottom, inner.top)
    return Plot(canvas, inner, x, y, unit, layout)


def _scale(axis: Spec, start: float, end: float) -> Scale:
    low, high = axis["range"]
    return Scale(float(low), float(high), start, end)


def _axis(layout: Spec, name: str) -> Spec:
    axis: Spec = layout.get(name, {})
    if "range" not in axis:
        raise CannotDraw(f"The {name} of a figure has no range: give it one.")
    if axis.get("tickangle", 0):
        raise CannotDraw("Ticks of pictures stand upright: a figure has a tickangle.")
    if axis.get("type", "linear") != "linear":
        raise CannotDraw(f"An axis of type {axis['type']!r}: pictures have linear ones.")
    if name == "yaxis" and axis.get("title", {}).get("text"):
        raise CannotDraw("A title beside the y axis: put it above as an annotation.")
    return axis


def _ticks(axis: Spec) -> tuple[list[float], list[str]]:
    """Places and words of the ticks."""
    if axis.get("tickmode", "array") != "array":
        raise CannotDraw("Ticks of figures are given one by one (tickmode array).")
    places, words = list(axis.get("tickvals", ())), list(axis.get("ticktext", ()))
    if len(places) != len(words):
        raise CannotDraw(f"An axis has {len(places)} ticks and {len(words)} words for them.")
    return [float(one) for one in places], [str(one) for one in words]


def _row_words(axis: Spec, size: float, height: float) -> list[list[Line]]:
    """The words of the ticks of rows; what was folded for a phone is one line in low rows."""
    places, texts = _ticks(axis)
    room = height / max(len(places), 1)
    found = [parsed(text) for text in texts]
    if any(words_height(len(lines), size) > room for lines in found if len(lines) > 1):
        return [parsed(_FOLD.sub(" ", text)) for text in texts]
    return found


def _tick_size(axis: Spec, layout: Spec, unit: float) -> float:
    usual = layout.get("font", {}).get("size", 14)
    return unit * float(axis.get("tickfont", {}).get("size", usual))


def _tick_colour(axis: Spec, layout: Spec) -> str:
    usual = layout.get("font", {}).get("color", INK)
    return str(axis.get("tickfont", {}).get("color", usual))


def _below(axis: Spec, layout: Spec, unit: float, pad: float) -> float:
    """The room of the words of the x axis, with its title."""
    size = _tick_size(axis, layout, unit)
    lines = max((len(parsed(text)) for text in _ticks(axis)[1]), default=0)
    high = _offset(axis, unit, pad) + words_height(lines, size) if lines else 0.0
    if title := axis.get("title", {}):
        high += unit * (
            float(title.get("standoff", 4)) + 1.4 * title.get("font", {}).get("size", 14)
        )
    return high


def _offset(axis: Spec, unit: float, pad: float) -> float:
    """From the plane to the words of its ticks."""
    ticks = unit * float(axis.get("ticklen", 5)) if axis.get("ticks") == "outside" else 0.0
    return max(pad, ticks) + unit * 1.0


def _overhang(axis: Spec, layout: Spec, unit: float, inner: Box, box: Box) -> tuple[float, float]:
    """How far words below the plane reach over the left and the right edge of the box."""
    places, texts = _ticks(axis)
    size = _tick_size(axis, layout, unit)
    scale = _scale(axis, inner.left, inner.right)
    spans = [(scale(at), widest(parsed(text), size) / 2)
             for at, text in zip(places, texts, strict=True)]  # fmt: skip
    before = max([0.0, *(box.left - at + half for at, half in spans)])
    return before, max([0.0, *(at + half - box.right for at, half in spans)])


def draw_axes(plot: Plot) -> None:
    """Grid, lines, ticks and words of both axes."""
    _draw_across(plot, plot.layout["xaxis"])
    _draw_upward(plot, plot.layout["yaxis"])


def _draw_across(plot: Plot, axis: Spec) -> None:
    canvas, box, unit = plot.canvas, plot.box, plot.unit
    places, texts = _ticks(axis)
    size = _tick_size(axis, plot.layout, unit)
    colour = _tick_colour(axis, plot.layout)
    pad = unit * float(plot.layout.get("margin", {}).get("pad", 0))
    top = axis.get("side", "bottom") == "top"
    edge, sign = (box.top, 1.0) if top else (box.bottom, -1.0)
    if axis.get("showline"):
        canvas.line([(box.left, edge), (box.right, edge)], color=axis.get("linecolor", QUIET),
                    linewidth=unit)  # fmt: skip
    lines = 0
    for at, text in zip(places, texts, strict=True):
        x = plot.x(at)
        if axis.get("showgrid"):
            canvas.line([(x, box.bottom), (x, box.top)], color=axis["gridcolor"], linewidth=unit)
        if axis.get("ticks") == "outside":
            length = unit * float(axis.get("ticklen", 5))
            canvas.line([(x, edge), (x, edge + sign * length)], linewidth=unit,
                        color=axis.get("tickcolor", QUIET))  # fmt: skip
        words = parsed(text)
        lines = max(lines, len(words))
        canvas.words(x, edge + sign * _offset(axis, unit, pad), words, size, colour=colour,
                     across="center", up="bottom" if top else "top", name="tick-x")  # fmt: skip
    if title := axis.get("title", {}):
        font = title.get("font", {})
        below = _offset(axis, unit, pad) + words_height(lines, size)
        below += unit * float(title.get("standoff", 4)) / 2
        canvas.words((box.left + box.right) / 2, edge - below, parsed(title["text"]),
                     unit * font.get("size", 14), colour=font.get("color", QUIET),
                     across="center", up="top", name="title-x")  # fmt: skip


def _draw_upward(plot: Plot, axis: Spec) -> None:
    canvas, box, unit = plot.canvas, plot.box, plot.unit
    places, _ = _ticks(axis)
    size = _tick_size(axis, plot.layout, unit)
    colour = _tick_colour(axis, plot.layout)
    pad = unit * (float(plot.layout.get("margin", {}).get("pad", 0)) + TICK_GAP)
    rows = _row_words(axis, size, box.height)
    for at, lines in zip(places, rows, strict=True):
        y = plot.y(at)
        if axis.get("showgrid"):
            canvas.line([(box.left, y), (box.right, y)], color=axis["gridcolor"], linewidth=unit)
        canvas.words(box.left - pad, y, lines, size, colour=colour, across="right", name="tick-y")


def draw_shapes(plot: Plot, layer: str) -> None:
    """Lines and rectangles of the layout that lie below the data, or above."""
    for number, shape in enumerate(plot.layout.get("shapes", ())):
        if shape.get("layer", "above") == layer:
            _draw_shape(plot, shape, f"shape-{number}")


def _draw_shape(plot: Plot, shape: Spec, name: str) -> None:
    xs = [plot.across(shape[side], shape.get("xref", "x")) for side in ("x0", "x1")]
    ys = [plot.upward(shape[side], shape.get("yref", "y")) for side in ("y0", "y1")]
    line = shape.get("line", {})
    thick = plot.unit * float(line.get("width", 2))
    alpha = float(shape.get("opacity", 1))
    dash = DASHES[line.get("dash", "solid")]
    if shape["type"] == "line":
        plot.canvas.line(list(zip(xs, ys, strict=True)), color=line.get("color", INK), alpha=alpha,
                         linewidth=thick, linestyle=dash, name=name)  # fmt: skip
    elif shape["type"] == "rect":
        box = Box(min(xs), min(ys), max(xs), max(ys))
        edge: dict[str, Any] = {"edgecolor": line.get("color", INK), "linewidth": thick}
        plot.canvas.rectangle(box, facecolor=shape.get("fillcolor", "none"), alpha=alpha, name=name,
                              clip=plot.box, **(edge if thick else {}))  # fmt: skip
    else:
        raise CannotDraw(f"A shape of type {shape['type']!r}: pictures know line and rect.")


def draw_annotations(plot: Plot) -> None:
    """Words of the layout, where they stand on the screen."""
    for one in plot.layout.get("annotations", ()):
        _draw_annotation(plot, one)


def _draw_annotation(plot: Plot, one: Spec) -> None:
    if one.get("showarrow"):
        raise CannotDraw("An annotation with an arrow: words of figures have none.")
    xref, yref = one.get("xref", "x"), one.get("yref", "y")
    x = plot.across(one["x"], xref) + plot.unit * float(one.get("xshift", 0))
    y = plot.upward(one["y"], yref) + plot.unit * float(one.get("yshift", 0))
    size, colour = plot.font(one)
    across = _anchor(one.get("xanchor", "auto"), one["x"], xref, ("left", "center", "right"))
    up = _anchor(one.get("yanchor", "auto"), one["y"], yref, ("bottom", "middle", "top"))
    y += plot.unit * ROOM * {"bottom": 1, "middle": 0, "top": -1}[up]
    ground, alpha = paint(one["bgcolor"]) if "bgcolor" in one else ("", 1.0)
    plot.canvas.words(x, y, parsed(one["text"]), size, colour=colour, across=across, up=up,
                      align=one.get("align", "center"), ground=ground, ground_alpha=alpha,
                      name="annotation")  # fmt: skip


def _anchor(given: str, place: Any, reference: str, sides: Sequence[str]) -> str:
    """The part of a text that stands at its place; by the third of the plane that it is in."""
    if given != "auto":
        return given
    if reference != "paper":
        return sides[1]
    return sides[0] if float(place) < 1 / 3 else sides[2] if float(place) > 2 / 3 else sides[1]


def paint(colour: str) -> tuple[str, float]:
    """A colour of plotly as #RRGGBB and how much of it is seen, 0 to 1.

    Raises CannotDraw for a colour in another form.
    """
    if colour.startswith("#") and len(colour) == 7:
        return colour, 1.0
    if colour.startswith(("rgba(", "rgb(")):
        parts = [float(one) for one in colour[colour.index("(") + 1 : -1].split(",")]
        red, green, blue = (round(one) for one in parts[:3])
        return f"#{red:02X}{green:02X}{blue:02X}", parts[3] if len(parts) > 3 else 1.0
    raise CannotDraw(f"The colour {colour!r}: figures say #RRGGBB or rgba(r,g,b,a).")
