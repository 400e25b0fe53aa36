"""Lines over months of a figure."""

import math
from collections.abc import Sequence

from lib.exports.model import ChartDrawing
from lib.exports.slides.exact import Column, find_column
from lib.exports.slides.looks import spread
from lib.exports.slides.numbers import number_format
from lib.exports.slides.reading import Drawn, Part, each, listed, numbers, solid, stroke
from lib.exports.slides.spec import Axis, Limits, Months, Number, Run, Stroke

BAND = 5.0  # px: limits are wide and pale, as the band of a screen is


def months(drawing: ChartDrawing, drawn: Drawn) -> Months | None:
    """The lines of a figure over months; None for a figure of another kind.

    Its table has a row a month. A plan, which is a step on a screen, is a dash a month.
    """
    ends = listed(drawn.part("xaxis").get("range"))
    count = len(drawing.table.frame)
    if len(ends) != 2 or [round(float(one), 6) for one in ends] != [-0.6, round(count - 0.4, 6)]:
        return None
    axis = drawn.axis("yaxis")
    names = tuple(str(one) for one in drawing.table.frame.iloc[:, 0])
    runs: list[Run] = []
    band: Part | None = None
    for trace in drawn.traces:
        if trace.get("fill"):
            band = trace
            continue
        runs.append(_run(drawing, drawn, trace, band, count, axis))
        band = None
    for name, value, look in drawn.levels("y"):
        words = name or _key(drawing, look.colour)
        runs.append(Run(words, (value,) * count, stroke=look, written=axis.written))
    return Months(names, tuple(runs), axis)


def _run(
    drawing: ChartDrawing, drawn: Drawn, trace: Part, band: Part | None, count: int, axis: Axis
) -> Run:
    places = [round(float(one)) for one in listed(trace["x"])]
    values = spread(numbers(trace["y"]), places, count, None)
    column = find_column(drawing.table, tuple(range(count)), values, axis)
    exact = column.values if column else tuple(values)
    marker, look = trace.get("marker") or {}, stroke(trace.get("line"))
    plan = (trace.get("line") or {}).get("shape") == "hvh"
    own = {
        "symbols": tuple(
            "circle" if size else "none" for size in each(marker.get("size"), len(places), 0)
        ),
        "fills": tuple(
            _seen(solid(str(one)), look.colour)
            for one in each(marker.get("color"), len(places), look.colour)
        ),
    }
    return Run(
        column.head if column else _name(drawing, drawn, values, look.colour),
        exact,
        stroke=None if plan else look,
        symbols=("dash",) if plan else tuple(spread(own["symbols"], places, count, "none")),
        fills=(look.colour,) if plan else tuple(spread(own["fills"], places, count, look.colour)),
        outlines=(Stroke(look.colour, 1.6),),
        sizes=(20.0,) if plan else (7.0,),
        limits=_limits(drawing, exact, band, axis, column) if band is not None else None,
        written=axis.written if not drawing.table.decimals else _format(drawing, column, axis),
    )


def _format(drawing: ChartDrawing, column: Column | None, axis: Axis) -> str:
    """How values are written: with the decimals of the table, and % where the axis has it."""
    places = drawing.table.decimals.get(column.head, 0) if column else 0
    return number_format([f"{0:.{places}f}{'%' if '%' in axis.written else ''}"])


def _name(drawing: ChartDrawing, drawn: Drawn, values: Sequence[Number], colour: str) -> str:
    last = next((one for one in reversed(values) if one is not None), math.nan)
    return drawn.level_name(last, "y") or _key(drawing, colour) or drawing.title


def _key(drawing: ChartDrawing, colour: str) -> str:
    return next((one.label for one in drawing.key if one.colour.upper() == colour), "")


def _limits(
    drawing: ChartDrawing, exact: Sequence[Number], band: Part, axis: Axis, column: Column | None
) -> Limits:
    """The ends of a band: of each month the first is the lower one, the second the upper one."""
    count = len(exact)
    ends: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for x, y in zip(numbers(band["x"]), numbers(band["y"]), strict=True):
        if x is not None and y is not None:
            ends[round(x) in ends[0]][round(x)] = y
    found: list[tuple[Number, ...]] = []
    without: tuple[str, ...] = (column.head,) if column else ()
    for side in ends:
        drawn = [side.get(place) for place in range(count)]
        limit = find_column(drawing.table, tuple(range(count)), drawn, axis, without=without)
        found.append(limit.values if limit else tuple(drawn))
        without += (limit.head,) if limit else ()
    lower, upper = found
    return Limits(
        tuple(_reach(value, end) for value, end in zip(exact, upper, strict=True)),
        tuple(_reach(end, value) for value, end in zip(exact, lower, strict=True)),
        Stroke(solid(str(band.get("fillcolor", "#D9DEE4"))), BAND),
    )


def _seen(inside: str, colour: str) -> str:
    """A hollow point is pale inside, not white: LibreOffice draws no outlines of points."""
    if inside != "#FFFFFF":
        return inside
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(0.3 * part + 0.7 * 255):02X}" for part in parts)


def _reach(low: Number, high: Number) -> Number:
    return None if low is None or high is None else max(0.0, round(high - low, 9))
