"""Limits, outlines and places of the points of a series."""

from collections.abc import Sequence
from typing import TypeVar

from lib.exports.model import ChartDrawing
from lib.exports.slides.exact import Column, Rows, find_column
from lib.exports.slides.numbers import read_number
from lib.exports.slides.reading import Part, each, solid
from lib.exports.slides.spec import Axis, Limits, Number, Stroke

T = TypeVar("T")


def limits_of(
    drawing: ChartDrawing, values: Sequence[Number], exact: Sequence[Number],
    reach: Sequence[Sequence[Number]], rows: Rows, axis: Axis, column: Column | None,
    *, stroke_of: Part,
) -> Limits:  # fmt: skip
    """Limits of values from how far they reach on the figure, as the table has them."""
    without = (column.head,) if column else ()
    found: list[tuple[Number, ...]] = []
    for sign, far in zip((1, -1), reach, strict=True):
        known = [bool(p) or bool(m) for p, m in zip(*reach, strict=True)]
        ends = [None if v is None or r is None or not k else v + sign * r
                for v, r, k in zip(values, far, known, strict=True)]  # fmt: skip
        limit = find_column(drawing.table, rows, ends, axis, without=without)
        told = limit.values if limit else tuple(ends)
        if limit:
            without = (*without, limit.head)
        found.append(tuple(
            None if v is None or end is None else max(0.0, round(sign * (end - v), 9))
            for v, end in zip(exact, told, strict=True)
        ))  # fmt: skip
    look = Stroke(
        str(stroke_of.get("color") or "#52606D"), float(stroke_of.get("thickness") or 1.5)
    )
    return Limits(found[0], found[1], look)


def said(values: Sequence[Number], words: Sequence[str], axis: Axis) -> tuple[Number, ...]:
    """Values by the words beside them, where those say the same; else as they are drawn."""
    if not words:
        return tuple(values)
    found: list[Number] = []
    for value, text in zip(values, words, strict=True):
        said = read_number(text.split(" · ")[0])
        near = value is not None and said is not None and abs(said - value) <= axis.fine + 0.5
        found.append(said if near else value)
    return tuple(found)


def outlines(marker: Part, count: int) -> list[Stroke | None]:
    """The outline of each point; None where it has no width."""
    line = marker.get("line") or {}
    widths = each(line.get("width"), count, 0)
    colours = each(line.get("color"), count, "#1F2933")
    return [Stroke(solid(str(colour)), float(width)) if width else None
            for width, colour in zip(widths, colours, strict=True)]  # fmt: skip


def spread(found: Sequence[T], places: Sequence[int], count: int, usual: T) -> list[T]:
    """Values at their places, the usual one where there is none."""
    by_place = dict(zip(places, found, strict=False))
    return [by_place.get(place, usual) for place in range(count)]
