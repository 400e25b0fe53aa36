"""Points and lines over two axes: dots of areas, dumbbells, strips, funnels, curves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lib.exports.model import ChartDrawing
from lib.exports.slides.exact import Rows, find_column, rows_by_name
from lib.exports.slides.looks import limits_of, outlines, said
from lib.exports.slides.numbers import number_format, plain
from lib.exports.slides.reading import Drawn, Part, codes, each, listed, numbers, solid, stroke
from lib.exports.slides.spec import Axis, Limits, Number, Points, Run, Stroke

SYMBOLS = {
    "circle": "circle", "triangle-up": "triangle", "triangle-down": "diamond",
    "triangle-right": "triangle",
}  # fmt: skip
RING, INK = "#C3CAD1", "#1F2933"
EDGE = 0.8  # of the axis: a name right of a point beyond it would be cut


def points(drawing: ChartDrawing, drawn: Drawn) -> Points:
    """The points and lines of a figure with the values of its table."""
    return _Points(drawing, drawn).read()


@dataclass(frozen=True, eq=False)
class _Points:
    """The traces of one figure that are scattered."""

    drawing: ChartDrawing
    drawn: Drawn

    @property
    def across(self) -> Axis:
        return self.drawn.axis("xaxis")

    @property
    def up(self) -> Axis:
        return self.drawn.axis("yaxis")

    def read(self) -> Points:
        """Rows of dots where the upward axis has names, else a field of points and lines."""
        ends = listed(self.drawn.part("yaxis").get("range"))
        turned = len(ends) == 2 and float(ends[0]) > float(ends[1])
        if turned and self.up.shown:
            return self._rows(round(float(ends[0]) + 0.5))
        if turned:
            return self._strip()
        return self._field()

    def _rows(self, count: int) -> Points:
        names, beside = self.drawn.row_names(count), self.drawn.beside(count)
        known = [text for text in beside if text]
        across = self.across
        runs = []
        labels = [one.label for one in self.drawing.key]
        two = len(self.drawn.traces) == 2
        for place, trace in enumerate(self.drawn.traces):
            prefer = labels[place] if two and place < len(labels) else ""
            runs.append(self._row_dots(trace, names, beside, prefer))
        if two:
            runs[1] = replace(runs[1], limits=_between(runs[0].x, runs[1].x))
        up = Axis(-0.5, count - 0.5, shown=False, grid=False)
        marks = self._upright(-0.5, count - 0.5)
        return Points((*marks, *runs), across, up, rows=names, beside=beside if known else ())

    def _row_dots(
        self, trace: Part, names: Sequence[str], beside: Sequence[str], prefer: str
    ) -> Run:
        places = [round(float(one)) for one in listed(trace["y"])]
        told = next((one for one in self.drawn.traces if codes(one)), trace)
        looked = [names[place].removeprefix("▸ ") for place in places]
        rows = rows_by_name(self.drawing.table, looked, codes(told))
        values = numbers(trace["x"])
        column = find_column(self.drawing.table, rows, values, self.across, prefer=prefer)
        words = [] if prefer else [beside[place] for place in places]
        exact = column.values if column else said(values, words, self.across)
        written = number_format(words) if words else self._format(column.head if column else "")
        run = self._dots(trace, exact, tuple(float(one) for one in places))
        bars = trace.get("error_x")
        limits = None
        if bars:
            reach = [numbers(bars[side]) for side in ("array", "arrayminus")]
            limits = limits_of(self.drawing, values, exact, reach, rows, self.across, column,
                               stroke_of=bars)  # fmt: skip
        name = prefer or (column.head if column else self.drawing.title)
        return replace(run, name=name, limits=limits, written=written)

    def _dots(self, trace: Part, x: Sequence[Number], y: Sequence[Number]) -> Run:
        """Dots as they look; without a name."""
        marker, count = trace.get("marker") or {}, len(x)
        symbols = each(marker.get("symbol"), count, "circle")
        colours = each(marker.get("color"), count, "#6F9DB4")
        return Run(
            "", tuple(y), tuple(x),
            fills=tuple(_seen(solid(str(one))) for one in colours),
            outlines=tuple(outlines(marker, count)),
            symbols=tuple(SYMBOLS.get(str(one), "circle") for one in symbols),
            sizes=tuple(float(one) for one in each(marker.get("size"), count, 8)),
        )  # fmt: skip

    def _format(self, head: str) -> str:
        places = self.drawing.table.decimals.get(head, 0)
        sign = "%" if "%" in self.across.written else ""
        return number_format([f"{0:.{places}f}{sign}"])

    def _upright(self, low: float, high: float) -> list[Run]:
        """Lines at a value over all rows, named at their upper ends."""
        return [
            Run(name, (low, high), (value, value), stroke=look, labels=(name, ""), side="t",
                label_colour=look.colour)
            for name, value, look in self.drawn.levels("x")
        ]  # fmt: skip

    def _strip(self) -> Points:
        """Dots on one line of values; the height only keeps them apart."""
        (trace,) = self.drawn.traces
        values = numbers(trace["x"])
        rows = rows_by_name(self.drawing.table, [""] * len(values), codes(trace))
        column = find_column(self.drawing.table, rows, values, self.across)
        run = self._dots(trace, column.values if column else values, numbers(trace["y"]))
        run = self._named(run, trace)
        head = column.head if column else self.drawing.title
        run = replace(run, name=head, written=self._format(head))
        up = Axis(-0.5, 0.5, shown=False, grid=False)
        return Points((*self._upright(-0.5, 0.5), run), self.across, up, rows=("",))

    def _named(self, run: Run, trace: Part) -> Run:
        """The run with the words that stand at its points on the figure."""
        labels = [""] * len(run.x)
        drawn = numbers(trace["x"]), numbers(trace["y"])
        for one in self.drawn.annotations:
            if one.get("xref", "x") != "x" or one.get("yref", "y") != "y":
                continue
            near = [n for n, (x, y) in enumerate(zip(*drawn, strict=True))
                    if x is not None and abs(x - float(one["x"])) <= self.across.fine
                    and (y is None or one.get("y") == -0.22
                         or abs(y - float(one["y"])) <= self.up.fine)]  # fmt: skip
            if near and one.get("y") != -0.5:
                labels[near[0]] = plain(one["text"])
        far = self.across.low + EDGE * (self.across.high - self.across.low)
        cut = any(
            text and x is not None and x > far for text, x in zip(labels, drawn[0], strict=True)
        )
        return replace(run, labels=tuple(labels), side="t" if cut or not self.up.shown else "r")

    def _field(self) -> Points:
        across, up = self.across, self.up
        runs = []
        for trace in self._edged():
            run = self._line(trace) if trace.get("mode") == "lines" else self._funnel_dots(trace)
            runs.append(replace(run, x=tuple(self._scaled(one) for one in run.x)))
        levels = [self._level(*one) for one in self.drawn.levels("y")]
        if across.log:
            across = replace(across, low=10**across.low, high=10**across.high)
        named = self._curve_names([*runs])
        return Points((*levels, *named), across, replace(up, title=self.drawn.unit()))

    def _level(self, name: str, value: float, look: Stroke) -> Run:
        """A line at a value; its words stand near its right end, those of a quiet one left."""
        low, high = self.across.low, self.across.high
        near = low + (0.9 if look.colour == INK else 0.12) * (high - low)
        x = tuple(self._scaled(one) for one in (low, near, high))
        return Run(name, (value,) * 3, x, stroke=look, labels=("", name, ""), side="t",
                   label_colour=look.colour)  # fmt: skip

    def _edged(self) -> list[Part]:
        """The traces, the lower edge of a band in the colour of its upper one."""
        found = list(self.drawn.traces)
        for n, (one, after) in enumerate(pairwise(found)):
            if (one.get("line") or {}).get("width") == 0 and after.get("fillcolor"):
                found[n] = {**one, "fillcolor": after["fillcolor"]}
        return found

    def _scaled(self, value: Number) -> Number:
        return 10**value if self.across.log and value is not None else value

    def _line(self, trace: Part) -> Run:
        """A line; of steps all their corners."""
        x, y = numbers(trace["x"]), numbers(trace["y"])
        look = trace.get("line") or {}
        if look.get("shape") == "hv":
            x, y = _corners(x, y)
        width = look.get("width")
        colour = solid(str(trace.get("fillcolor") or look.get("color") or "#52606D"))
        limit = width == 0  # the edge of a band
        return Run("", tuple(y), tuple(x), stroke=Stroke(colour, 1.0) if limit else stroke(look),
                   listed=not limit)  # fmt: skip

    def _curve_names(self, runs: list[Run]) -> list[Run]:
        """Curves with their names, at their ends where they have one on the figure."""
        found = []
        groups = list(dict.fromkeys(str(one) for one in self.drawing.table.frame.iloc[:, 0]))
        steps = [n for n, run in enumerate(runs) if run.listed and run.stroke]
        for n, run in enumerate(runs):
            if not run.name and n in steps and len(groups) == len(steps):
                found.append(replace(run, name=groups[steps.index(n)]))
            else:
                found.append(run if run.name else replace(run, name=self._key_name(run)))
        return found

    def _key_name(self, run: Run) -> str:
        """The words of the key for a line that looks like this; those of limits by their dashes."""
        if run.stroke is None or not run.listed:
            return ""
        shape = "dash" if run.stroke.dash != "solid" else "line"
        return next((one.label for one in self.drawing.key if one.shape == shape), "")

    def _funnel_dots(self, trace: Part) -> Run:
        x, y = numbers(trace["x"]), numbers(trace["y"])
        rows: Rows = rows_by_name(self.drawing.table, [""] * len(x), codes(trace))
        column = find_column(self.drawing.table, rows, y, self.up)
        run = self._dots(trace, self._sizes(rows, x), column.values if column else y)
        run = self._named(run, trace)
        head = column.head if column else ""
        sign = "%" if "%" in self.up.written else ""
        places = self.drawing.table.decimals.get(head, 0)
        return replace(run, name=head or self.drawing.title,
                       written=number_format([f"{0:.{places}f}{sign}"]))  # fmt: skip

    def _sizes(self, rows: Rows, x: Sequence[Number]) -> tuple[Number, ...]:
        """Sizes of the areas, in the unit of the axis, before it is made of logarithms again."""
        if not self.across.log:
            found = find_column(self.drawing.table, rows, x, self.across)
            return found.values if found else tuple(x)
        sizes = [None if one is None else 10**one for one in x]
        most = max((one for one in sizes if one is not None), default=1.0)
        # Logarithms are rounded to their fourth decimal, which is 0.02 % of a size.
        wide = Axis(0.0, most * 0.0003 * 1500)
        found = find_column(self.drawing.table, rows, sizes, wide)
        return tuple(map(_log, found.values)) if found else tuple(x)


def _seen(colour: str) -> str:
    """A ring is light grey inside: LibreOffice draws no outlines of points, and white is unseen."""
    return RING if colour in ("#FFFFFF", "") else colour


def _log(value: Number) -> Number:
    return math.log10(value) if value else None


def _between(then: Sequence[Number], now: Sequence[Number]) -> Limits:
    """What lies between two dots of a row, as a thick line from the later one."""
    gaps = [None if a is None or b is None else round(a - b, 9)
            for a, b in zip(then, now, strict=True)]  # fmt: skip
    return Limits(
        tuple(None if gap is None else max(gap, 0.0) for gap in gaps),
        tuple(None if gap is None else max(-gap, 0.0) for gap in gaps),
        Stroke("#A9B4BE", 3.0),
    )


def _corners(x: Sequence[Number], y: Sequence[Number]) -> tuple[list[Number], list[Number]]:
    """The points of a step line: level first, then up or down."""
    across, up = list(x[:1]), list(y[:1])
    for at in range(1, len(x)):
        if y[at] != y[at - 1]:
            across.append(x[at])
            up.append(y[at - 1])
        across.append(x[at])
        up.append(y[at])
    return across, up
