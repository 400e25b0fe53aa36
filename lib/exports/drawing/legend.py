"""The legend of a map with its counts, circles in steps, the scale bar and the north arrow."""

import math
from dataclasses import dataclass

from lib.exports.drawing.canvas import Box, Canvas, words_height
from lib.exports.drawing.fonts import width
from lib.exports.drawing.looks import (
    DOT_SHAPES,
    INK,
    LINE,
    QUIET,
    RINGS,
    SURFACE,
    TRIANGLES,
    fill_of,
    marker_of,
)
from lib.exports.drawing.rich import Line, widest, wrapped
from lib.exports.model import CircleScale, LegendLine, MapDrawing, Sign

ROW = 1.55  # of the size: from line to line
PAD = 0.7
SWATCH = (1.7, 1.05)
HEADING = 15.0  # of the size: the widest that a line of the heading may be
STEPS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True)
class Legend:
    """What a legend says, how large its words are, and how large it is, points."""

    heading: tuple[Line, ...]
    lines: tuple[LegendLine, ...]
    dots: tuple[LegendLine, ...]
    circles: CircleScale | None
    largest: float
    size: float
    sample: str = ""  # in the sign of picked areas, where those have labels

    @property
    def room(self) -> tuple[float, float]:
        """Width and height of its box."""
        every = (*self.lines, *self.dots)
        if not every and not self.circles:
            return 0.0, 0.0
        words = max((width(one.label, self.size) for one in every), default=0.0)
        counts = max((width(_count(one), self.size) for one in every), default=0.0)
        wide = (SWATCH[0] + 0.6) * self.size + words + (0.8 * self.size + counts if counts else 0)
        wide = max(wide, widest(self.heading, self.size, 600), self._circles_room[0])
        high = words_height(len(self.heading), self.size) + len(every) * ROW * self.size
        gap = 0.6 * self.size if self.dots and self.lines else 0.0
        high += gap + self._circles_room[1]
        high += 0.6 * self.size if self.circles and every else 0.0
        return wide + 2 * PAD * self.size, high + 2 * PAD * self.size

    @property
    def _circles_room(self) -> tuple[float, float]:
        if self.circles is None:
            return 0.0, 0.0
        steps = self.circles.steps
        radius = max(map(self.radius, steps), default=0.0)
        words = max((width(_number(one), self.size) for one in steps), default=0.0)
        head = width(self.circles.label, self.size, 600)
        high = max(2 * radius, len(steps) * 1.25 * self.size)
        return max(2 * radius + 1.4 * self.size + words, head), high + 2.0 * self.size

    def radius(self, value: float) -> float:
        """The radius of the circle of a value, points."""
        most = self.circles.most if self.circles else 1.0
        return max(0.8, self.largest * math.sqrt(value / most))


def legend_of(drawing: MapDrawing, size: float, largest: float, *, headed: bool) -> Legend:
    """The legend of a map; with the unit above it where nothing else says it."""
    heading = tuple(wrapped(drawing.subtitle, size, HEADING * size, 600)) if (
        headed and drawing.subtitle) else ()  # fmt: skip
    sample = "1" if any(area.label for area in drawing.areas) else ""
    return Legend(
        heading, drawing.legend, drawing.dot_legend, drawing.circles, largest, size, sample
    )


def _count(line: LegendLine) -> str:
    return "" if line.count is None else f"({line.count:,})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def draw_legend(canvas: Canvas, box: Box, legend: Legend) -> None:
    """Put a legend into its box."""
    size = legend.size
    canvas.rectangle(box, facecolor=SURFACE, edgecolor=LINE, linewidth=0.8, round_by=2.5,
                     name="legend")  # fmt: skip
    inner = box.inset(PAD * size)
    top = inner.top
    if legend.heading:
        head = canvas.words(inner.left, top, legend.heading, size, weight=600, up="top",
                            name="legend-heading")  # fmt: skip
        top = head.bottom
    for line in legend.lines:
        _draw_row(canvas, inner, top, line, size, "", legend.sample)
        top -= ROW * size
    if legend.dots and legend.lines:
        top -= 0.6 * size
    for number, line in enumerate(legend.dots):
        _draw_row(canvas, inner, top, line, size, DOT_SHAPES[number % len(DOT_SHAPES)])
        top -= ROW * size
    if legend.circles:
        top -= 0.6 * size if legend.lines or legend.dots else 0.0
        _draw_circles(canvas, Box(inner.left, inner.bottom, inner.right, top), legend)


def _draw_row(
    canvas: Canvas, inner: Box, top: float, line: LegendLine, size: float, dot: str,
    sample: str = "",
) -> None:  # fmt: skip
    middle = top - ROW * size / 2
    swatch = Box(inner.left, middle - SWATCH[1] * size / 2, inner.left + SWATCH[0] * size,
                 middle + SWATCH[1] * size / 2)  # fmt: skip
    if dot:
        draw_dot(canvas, swatch.middle, str(line.look), dot, 0.95 * size, "legend-dot")
    elif isinstance(line.look, Sign):
        _draw_sign_sample(canvas, swatch, line.look, size, sample)
    else:
        canvas.rectangle(swatch, edgecolor="#9AA5B1", linewidth=0.6, name="legend-swatch",
                         **fill_of(line.look))  # fmt: skip
    canvas.words(swatch.right + 0.6 * size, middle, line.label, size, name="legend-label")
    if text := _count(line):
        canvas.words(inner.right, middle, text, size, colour=QUIET, across="right",
                     name="legend-count")  # fmt: skip


def _draw_sign_sample(canvas: Canvas, box: Box, sign: Sign, size: float, sample: str) -> None:
    if sign is Sign.PICKED:
        draw_picked(canvas, box.middle, sample, (0.75 if sample else 1.05) * size, "legend-sign")
    elif sign in TRIANGLES:
        draw_triangle(canvas, box.middle, sign, 1.05 * size, "legend-sign")
    elif sign in RINGS:
        colour, dash = RINGS[sign]
        canvas.rectangle(box.inset(0.12 * size), facecolor="none", edgecolor=colour, linewidth=2.0,
                         linestyle=dash, name="legend-sign")  # fmt: skip


def draw_triangle(
    canvas: Canvas, at: tuple[float, float], sign: Sign, size: float, name: str
) -> None:
    """A triangle up or down, in ink with a white rim."""
    from matplotlib.path import Path  # noqa: PLC0415 (maps only)

    corners = [(at[0] + x * size, at[1] + y * size) for x, y in TRIANGLES[sign]]
    canvas.path(Path([*corners, corners[0]], closed=True), facecolor=SURFACE, edgecolor=SURFACE,
                linewidth=0.26 * size)  # fmt: skip
    canvas.path(Path([*corners, corners[0]], closed=True), facecolor=INK, name=name)


def draw_picked(
    canvas: Canvas, at: tuple[float, float], label: str, size: float, name: str
) -> float:
    """A disc with a tick, or with a label, on what a plan has picked; gives its radius."""
    half = (0.85 if label else 0.56) * size
    canvas.circle(at, half, facecolor=INK, edgecolor=SURFACE, linewidth=1.0, name=name)
    if label:
        words = min(1.05, 2.4 / len(label)) * size
        canvas.words(*at, label, words, weight=700, colour=SURFACE, across="center",
                     name=f"{name}-label")  # fmt: skip
    else:
        tick = [(-0.25, 0.0), (-0.05, -0.2), (0.28, 0.2)]
        canvas.line([(at[0] + across * size, at[1] + up * size) for across, up in tick],
                    color=SURFACE, linewidth=0.13 * size)  # fmt: skip
    return half


def draw_dot(
    canvas: Canvas, at: tuple[float, float], colour: str, shape: str, size: float, name: str
) -> None:
    """A point of a group: its kind is told by shape and colour."""
    from matplotlib.transforms import Affine2D  # noqa: PLC0415 (maps only)

    path = marker_of(shape).transformed(Affine2D().scale(size).translate(*at))
    canvas.path(path, facecolor=SURFACE, edgecolor=SURFACE, linewidth=0.3 * size)
    canvas.path(path, facecolor=colour, edgecolor=INK, linewidth=0.05 * size, name=name)


def _draw_circles(canvas: Canvas, box: Box, legend: Legend) -> None:
    """The steps of circles: they stand on one line, each with its value beside it."""
    scale, size = legend.circles, legend.size
    if scale is None:
        return
    canvas.words(box.left, box.top, scale.label, size, weight=600, up="top", name="legend-heading")
    steps = sorted(scale.steps)
    radii = [legend.radius(one) for one in steps]
    most = max(radii, default=0.0)
    x, base = box.left + most, box.bottom + 0.3 * size
    above = base - 1.25 * size
    for value, radius in zip(steps, radii, strict=True):
        canvas.circle((x, base + radius), radius, facecolor="none", edgecolor=INK, linewidth=0.8,
                      name="legend-circle")  # fmt: skip
        top = base + 2 * radius
        y = max(top, above + 1.25 * size, base + 0.4 * size)
        above = y
        canvas.line([(x, top), (x + most + 0.9 * size, y)], color="#7B8794", linewidth=0.6)
        canvas.words(x + most + 1.2 * size, y, _number(value), size, name="legend-label")


# ---- scale and north


def scale_km(metres_a_point: float, room: float) -> float:
    """The longest round distance whose bar is no longer than ``room`` points, km."""
    fits = [one for one in STEPS_KM if one * 1000 / metres_a_point <= room]
    return max(fits, default=STEPS_KM[0])


def scale_room(size: float) -> tuple[float, float]:
    """Width and height of the scale bar with the north arrow beside it, points."""
    return 15.5 * size, 3.4 * size


def draw_scale(
    canvas: Canvas, box: Box, points_a_metre: float, size: float, words: tuple[str, str]
) -> None:
    """A scale bar in two parts with its distances, and an arrow to the north beside it.

    ``words`` are those for kilometres and north.
    """
    kilometres, north = words
    distance = scale_km(1 / points_a_metre, box.width - 6.6 * size)
    long = distance * 1000 * points_a_metre
    whole = 3.4 * size + long + 0.7 * size + width(kilometres, size)
    spare = box.width - whole if box.middle[0] > canvas.box.middle[0] else 0.0
    _draw_north(canvas, box.left + spare + 1.2 * size, box.bottom, size, north)
    left, foot = box.left + spare + 3.4 * size, box.bottom + 0.35 * size
    halves = [Box(left, foot, left + long / 2, foot + 0.42 * size),
              Box(left + long / 2, foot, left + long, foot + 0.42 * size)]  # fmt: skip
    for half, colour in zip(halves, (INK, SURFACE), strict=True):
        canvas.rectangle(half, facecolor=colour, edgecolor=INK, linewidth=0.8, name="scale-bar")
    for part, text in ((0.0, "0"), (0.5, _number(distance / 2)), (1.0, _number(distance))):
        canvas.words(left + part * long, foot + 0.6 * size, text, size, across="center",
                     up="bottom", halo=1.2, name="scale-text")  # fmt: skip
    canvas.words(left + long + 0.7 * size, foot + 0.2 * size, kilometres, size, halo=1.2,
                 name="scale-text")  # fmt: skip


def _draw_north(canvas: Canvas, x: float, foot: float, size: float, word: str) -> None:
    from matplotlib.path import Path  # noqa: PLC0415 (maps only)

    tip, wing = foot + 2.2 * size, 0.62 * size
    for side, colour in ((-1, INK), (1, SURFACE)):
        half = [(x, tip), (x + side * wing, foot + 0.1 * size), (x, foot + 0.55 * size), (x, tip)]
        canvas.path(Path(half, closed=True), facecolor=colour, edgecolor=INK, linewidth=0.8,
                    name="north")  # fmt: skip
    canvas.words(x, tip + 0.05 * size, word, size, weight=600, across="center", up="bottom",
                 halo=1.2, name="north-text")  # fmt: skip
