"""What Office can draw: bars, lines over months, points, coloured cells; as plain values."""

import math
from dataclasses import dataclass

Number = float | None


@dataclass(frozen=True)
class Axis:
    """An axis of numbers: its ends, the distance of its ticks, how its numbers are written."""

    low: float
    high: float
    step: float | None = None
    written: str = "#,##0"
    title: str = ""
    log: bool = False
    shown: bool = True
    grid: bool = True

    @property
    def start(self) -> float:
        """Where Office begins: its ticks are counted from there, so that it must be one."""
        if self.log:
            size = 10.0 ** math.floor(math.log10(self.low))
            return next(part * size for part in (5, 2, 1) if part * size <= self.low * 1.000001)
        if not self.step:
            return self.low
        return round(math.floor(self.low / self.step + 1e-9) * self.step, 9)

    @property
    def fine(self) -> float:
        """What a chart on a screen may have rounded away from a value along this axis."""
        return abs(self.high - self.low) / 1500


@dataclass(frozen=True)
class Stroke:
    """A line: colour (#RRGGBB), width in px of a screen, plotly's dash."""

    colour: str
    width: float
    dash: str = "solid"


@dataclass(frozen=True)
class Limits:
    """How far the limits reach beyond each value, None where there are none."""

    plus: tuple[Number, ...]
    minus: tuple[Number, ...]
    stroke: Stroke


@dataclass(frozen=True)
class Run:
    """A series: values with their looks, one a point or one for all.

    ``x`` is for points only. A fill of "" is none. ``labels`` are the words at the points, ""
    for none, at ``side`` (Office's word: r, l, t, ctr, outEnd …). ``listed`` is off for what only
    helps to draw.
    """

    name: str
    values: tuple[Number, ...]
    x: tuple[Number, ...] = ()
    fills: tuple[str, ...] = ("",)
    outlines: tuple[Stroke | None, ...] = (None,)
    stroke: Stroke | None = None
    symbols: tuple[str, ...] = ("none",)
    sizes: tuple[float, ...] = (8.0,)
    labels: tuple[str, ...] = ()
    label_colour: str = "#1F2933"
    side: str = "outEnd"
    limits: Limits | None = None
    written: str = "General"
    listed: bool = True


@dataclass(frozen=True)
class Reference:
    """A line over all rows at a value: a target, the whole."""

    name: str
    value: float
    stroke: Stroke


@dataclass(frozen=True)
class Bars:
    """Bars from zero, the first category on top (or left when ``upright``)."""

    categories: tuple[str, ...]
    runs: tuple[Run, ...]
    axis: Axis
    upright: bool = False
    stacked: bool = False
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Months:
    """Lines over months; a missing value is a gap."""

    categories: tuple[str, ...]
    runs: tuple[Run, ...]
    axis: Axis


@dataclass(frozen=True)
class Points:
    """Points and lines over two axes of numbers.

    ``rows`` name the whole numbers of the upward axis, from 0 at the top; ``beside`` are the words
    at the right end of the rows.
    """

    runs: tuple[Run, ...]
    across: Axis
    up: Axis
    rows: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cells:
    """A field of coloured cells: heads of the columns, names of the rows, colours ("" none)."""

    heads: tuple[str, ...]
    names: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    fills: tuple[tuple[str, ...], ...]


Plot = Bars | Months | Points | Cells
