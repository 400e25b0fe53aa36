"""Bars, points, lines and cells of a plotly figure on the plane of a chart."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lib.exports.drawing.canvas import Box
from lib.exports.drawing.looks import DASHES, INK, QUIET, marker_of
from lib.exports.drawing.plot import CannotDraw, Plot, paint
from lib.exports.drawing.rich import parsed

Spec = Mapping[str, Any]
Point = tuple[float, float]
_TRACE = {
    "type", "x", "y", "customdata", "hovertext", "hoverinfo", "hovertemplate", "hoverongaps",
    "selected", "unselected", "marker", "cliponaxis", "text", "textfont", "textposition",
}  # fmt: skip
_OWN = {
    "bar": {"orientation", "width", "base", "error_x", "insidetextanchor", "textangle",
            "constraintext"},
    "scatter": {"mode", "line", "fill", "fillcolor", "connectgaps", "error_x", "orientation"},
    "heatmap": {"z", "zmin", "zmax", "colorscale", "showscale", "xgap", "ygap"},
}  # fmt: skip
_ORDER = ("heatmap", "bar", "scatter")  # from the bottom, as plotly puts them


def draw_traces(plot: Plot, traces: Sequence[Spec]) -> None:
    """All traces, cells below bars below points. Raises CannotDraw for what is not known."""
    for trace in traces:
        _check(trace)
    for kind in _ORDER:
        below: list[Point] = []
        for number, trace in enumerate(traces):
            if trace["type"] == kind:
                below = _DRAWN[kind](plot, trace, f"{kind}-{number}", below)


def _check(trace: Spec) -> None:
    kind = trace["type"]
    if kind not in _OWN:
        raise CannotDraw(f"A trace of type {kind!r}: pictures know {', '.join(_OWN)}.")
    if strange := set(trace) - _TRACE - _OWN[kind]:
        raise CannotDraw(f"A {kind} with {sorted(strange)}: teach traces.py to draw it.")


def values(found: Any) -> list[float]:
    """Numbers of a trace; nan where there is none."""
    return [math.nan if one is None else float(one) for one in found]


def each(found: Any, count: int, usual: Any = None) -> list[Any]:
    """One value a point: a list as it is, anything else for all of them."""
    if found is None:
        return [usual] * count
    if isinstance(found, str | int | float):
        return [found] * count
    return list(found)


# ---- bars


def _bars(plot: Plot, trace: Spec, name: str, below: list[Point]) -> list[Point]:
    flat = trace.get("orientation", "v") == "h"
    places, lengths = (values(trace[side]) for side in (("y", "x") if flat else ("x", "y")))
    count = len(places)
    marker = trace.get("marker", {})
    gap = 1.0 - float(plot.layout.get("bargap", 0.2))
    thick = [float(one) for one in each(trace.get("width"), count, gap * _step(places))]
    bases = [float(one) for one in each(trace.get("base"), count, 0.0)]
    looks = [_bar_look(plot, marker, n, count) for n in range(count)]
    for n, (place, length) in enumerate(zip(places, lengths, strict=True)):
        if math.isnan(place) or math.isnan(length):
            continue
        box = _bar_box(plot, flat, place, thick[n], bases[n], bases[n] + length)
        plot.canvas.rectangle(box, clip=plot.box.inset(-2 * plot.unit), name=f"{name}-{n}",
                              **looks[n])  # fmt: skip
    _error_lines(plot, trace, name)
    for n, text in enumerate(each(trace.get("text"), count, "")):
        if text and not (math.isnan(places[n]) or math.isnan(lengths[n])):
            box = _bar_box(plot, flat, places[n], thick[n], bases[n], bases[n] + lengths[n])
            _bar_text(plot, trace, flat, box, str(text))
    return below


def _step(places: Sequence[float]) -> float:
    """The distance of neighbouring bars."""
    known = sorted({one for one in places if not math.isnan(one)})
    return min((b - a for a, b in itertools.pairwise(known)), default=1.0)


def _bar_box(plot: Plot, flat: bool, place: float, thick: float, start: float, end: float) -> Box:
    along, across = (plot.x, plot.y) if flat else (plot.y, plot.x)
    ends = sorted((along(start), along(end)))
    sides = sorted((across(place - thick / 2), across(place + thick / 2)))
    if flat:
        return Box(ends[0], sides[0], ends[1], sides[1])
    return Box(sides[0], ends[0], sides[1], ends[1])


def _bar_look(plot: Plot, marker: Spec, n: int, count: int) -> dict[str, Any]:
    colour, alpha = paint(each(marker.get("color"), count, INK)[n])
    line, pattern = marker.get("line", {}), marker.get("pattern", {})
    thick = plot.unit * float(each(line.get("width"), count, 0)[n])
    look: dict[str, Any] = {"facecolor": (colour, alpha)}
    if thick:
        look |= {"edgecolor": each(line.get("color"), count, INK)[n], "linewidth": thick}
    shape = each(pattern.get("shape"), count, "")[n]
    if shape:
        look |= {"hatch": {"/": "////", "\\": "\\\\\\\\", ".": "...", "x": "xxx"}[shape],
                 "hatchcolor": pattern.get("fgcolor", QUIET), "hatch_linewidth": 1.0}  # fmt: skip
    return look


def _bar_text(plot: Plot, trace: Spec, flat: bool, box: Box, text: str) -> None:
    font = trace.get("textfont", {})
    size, colour = plot.font({"font": font})
    x, y = box.middle
    if trace.get("textposition", "inside") == "inside":
        plot.canvas.words(x, y, parsed(text), size, colour=colour, across="center", name="bar-text")
    elif flat:
        plot.canvas.words(box.right + 3 * plot.unit, y, parsed(text), size, colour=colour,
                          name="bar-text")  # fmt: skip
    else:
        plot.canvas.words(x, box.top + 1 * plot.unit, parsed(text), size, colour=colour,
                          across="center", up="bottom", name="bar-text")  # fmt: skip


def _error_lines(plot: Plot, trace: Spec, name: str) -> None:
    """The limits of the values as thin level lines."""
    error = trace.get("error_x")
    if not error:
        return
    if error.get("type", "data") != "data" or error.get("width", 0):
        raise CannotDraw("Limits of figures are given by value and have no caps.")
    xs, ys, more = values(trace["x"]), values(trace["y"]), values(error["array"])
    less = more if error.get("symmetric", "arrayminus" not in error) else values(
        error["arrayminus"])  # fmt: skip
    for n, (x, y) in enumerate(zip(xs, ys, strict=True)):
        if more[n] > 0 or less[n] > 0:
            plot.canvas.line([plot.at(x - less[n], y), plot.at(x + more[n], y)],
                             color=error.get("color", INK), name=f"{name}-limits-{n}",
                             linewidth=plot.unit * float(error.get("thickness", 2)))  # fmt: skip


# ---- points and lines


def _points(plot: Plot, trace: Spec, name: str, below: list[Point]) -> list[Point]:
    """A line with its fill, limits, points and words; gives the line for one filled down to it."""
    xs, ys = values(trace["x"]), values(trace["y"])
    parts = set(trace.get("mode", "lines").split("+"))
    if parts - {"lines", "markers", "text", "none"}:
        raise CannotDraw(f"A scatter of mode {trace['mode']!r}.")
    runs = [_stepped(run, trace.get("line", {}).get("shape", "linear"))
            for run in _runs(xs, ys, joined=bool(trace.get("connectgaps")))]  # fmt: skip
    on_page = [[plot.at(*point) for point in run] for run in runs]
    _fill(plot, trace, on_page, below, name)
    free = trace.get("cliponaxis") is False
    if "lines" in parts:
        _line(plot, trace.get("line", {}), on_page, name, None if free else plot.box)
    _error_lines(plot, trace, name)
    if "markers" in parts:
        _markers(plot, trace, xs, ys, name)
    if "text" in parts:
        _texts(plot, trace, xs, ys)
    return [point for run in on_page for point in run]


def _runs(xs: Sequence[float], ys: Sequence[float], *, joined: bool) -> Iterator[list[Point]]:
    """The line in pieces, cut where a value is missing."""
    run: list[Point] = []
    for x, y in zip(xs, ys, strict=True):
        if math.isfinite(x) and math.isfinite(y):
            run.append((x, y))
        elif run and not joined:
            yield run
            run = []
    if run:
        yield run


def _stepped(run: list[Point], shape: str) -> list[Point]:
    """The points of a line with the corners of its steps."""
    if shape == "linear":
        return run
    corners: Mapping[str, Callable[[Point, Point], list[Point]]] = {
        "hv": lambda a, b: [(b[0], a[1]), b],
        "vh": lambda a, b: [(a[0], b[1]), b],
        "hvh": lambda a, b: [((a[0] + b[0]) / 2, a[1]), ((a[0] + b[0]) / 2, b[1]), b],
    }
    if shape not in corners:
        raise CannotDraw(f"A line of shape {shape!r}: pictures know linear, hv, vh and hvh.")
    return [run[0], *(point for a, b in itertools.pairwise(run)
                      for point in corners[shape](a, b))]  # fmt: skip


def _fill(plot: Plot, trace: Spec, runs: list[list[Point]], below: list[Point], name: str) -> None:
    from matplotlib.path import Path  # noqa: PLC0415 (pictures only)

    kind = trace.get("fill", "none")
    if kind == "none":
        return
    if kind not in ("toself", "tonexty"):
        raise CannotDraw(f"A fill {kind!r}: pictures know toself and tonexty.")
    whole = [point for run in runs for point in run]
    rings = runs if kind == "toself" else [[*whole, *reversed(below)]]
    colour, alpha = paint(trace["fillcolor"])
    for number, ring in enumerate(one for one in rings if len(one) > 2):
        plot.canvas.path(Path([*ring, ring[0]], closed=True), facecolor=(colour, alpha),
                         clip=plot.box, name=f"{name}-fill-{number}")  # fmt: skip


def _line(plot: Plot, line: Spec, runs: list[list[Point]], name: str, clip: Box | None) -> None:
    thick = plot.unit * float(line.get("width", 2))
    if not thick:
        return
    colour, alpha = paint(line.get("color", INK))
    dash = DASHES[line.get("dash", "solid")]
    for number, run in enumerate(runs):
        if len(run) > 1:
            plot.canvas.line(run, color=colour, alpha=alpha, linewidth=thick, clip=clip,
                             linestyle=dash, name=f"{name}-line-{number}")  # fmt: skip


def _markers(plot: Plot, trace: Spec, xs: list[float], ys: list[float], name: str) -> None:
    marker, count = trace.get("marker", {}), len(xs)
    sizes = [plot.unit * float(one) for one in each(marker.get("size"), count, 6)]
    colours = each(marker.get("color"), count, INK)
    symbols = each(marker.get("symbol"), count, "circle")
    strength = [float(one) for one in each(marker.get("opacity"), count, 1)]
    line = marker.get("line", {})
    widths = [plot.unit * float(one) for one in each(line.get("width"), count, 0)]
    edges = each(line.get("color"), count, INK)
    for n, (x, y) in enumerate(zip(xs, ys, strict=True)):
        if sizes[n] and strength[n] and math.isfinite(x) and math.isfinite(y):
            colour, alpha = paint(colours[n])
            look: dict[str, Any] = {"facecolor": (colour, alpha * strength[n])}
            if widths[n]:
                look |= {"edgecolor": edges[n], "linewidth": widths[n]}
            symbol(plot, plot.at(x, y), symbols[n], sizes[n], look, f"{name}-point-{n}")


def symbol(
    plot: Plot, at: Point, kind: str, size: float, look: Mapping[str, Any], name: str
) -> None:
    """A symbol of a size (points across) at a point of the page."""
    from matplotlib.transforms import Affine2D  # noqa: PLC0415 (pictures only)

    try:
        path = marker_of(kind)
    except KeyError as error:
        raise CannotDraw(f"A point of the symbol {kind!r}: teach looks.py to draw it.") from error
    plot.canvas.path(path.transformed(Affine2D().scale(size).translate(*at)), name=name, **look)


def _texts(plot: Plot, trace: Spec, xs: list[float], ys: list[float]) -> None:
    """Words at points."""
    font = trace.get("textfont", {})
    size, _ = plot.font({"font": {key: value for key, value in font.items() if key == "size"}})
    colours = each(font.get("color"), len(xs), INK)
    where = trace.get("textposition", "middle center").split()
    up = {"middle": "middle", "top": "bottom", "bottom": "top"}[where[0]]
    across = {"center": "center", "left": "right", "right": "left"}[where[1]]
    for n, text in enumerate(each(trace.get("text"), len(xs), "")):
        if text:
            plot.canvas.words(*plot.at(xs[n], ys[n]), parsed(str(text)), size, colour=colours[n],
                              across=across, up=up, name="point-text")  # fmt: skip


# ---- cells


def _cells(plot: Plot, trace: Spec, name: str, below: list[Point]) -> list[Point]:
    xs, ys = values(trace["x"]), values(trace["y"])
    half_x, half_y = _step(xs) / 2, _step(ys) / 2
    gap_x, gap_y = (plot.unit * float(trace.get(one, 0)) / 2 for one in ("xgap", "ygap"))
    for row, y in zip(trace["z"], ys, strict=True):
        for n, (cell, x) in enumerate(zip(row, xs, strict=True)):
            if cell is None or math.isnan(cell):
                continue
            sides = sorted((plot.x(x - half_x), plot.x(x + half_x)))
            ends = sorted((plot.y(y - half_y), plot.y(y + half_y)))
            box = Box(sides[0] + gap_x, ends[0] + gap_y, sides[1] - gap_x, ends[1] - gap_y)
            plot.canvas.rectangle(box, facecolor=_shade(trace, float(cell)),
                                  name=f"{name}-{y:g}-{n}")  # fmt: skip
    return below


def _shade(trace: Spec, value: float) -> str:
    """The colour of a value in a scale of steps."""
    low, high = float(trace["zmin"]), float(trace["zmax"])
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    steps = [(float(edge), str(colour)) for edge, colour in trace["colorscale"]]
    for (start, one), (end, other) in itertools.pairwise(steps):
        if start <= share <= end and end > start:
            if one != other:
                raise CannotDraw("A colour scale that runs: cells of figures have steps.")
            return one
    raise CannotDraw(f"A colour scale without a step at {share:g}.")


_DRAWN: Mapping[str, Callable[[Plot, Spec, str, list[Point]], list[Point]]] = {
    "heatmap": _cells,
    "bar": _bars,
    "scatter": _points,
}
