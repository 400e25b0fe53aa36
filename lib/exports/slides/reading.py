"""A plotly figure of this project taken apart: its traces, axes and the words on it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lib.exports.slides.numbers import finite, number_format, plain, read_number
from lib.exports.slides.spec import Axis, Number, Stroke

Part = Mapping[str, Any]
NO_FILL = ""
_RGBA = re.compile(r"rgba?\(([^)]*)\)")
_WHITE = (255, 255, 255)


@dataclass(frozen=True, eq=False)
class Drawn:
    """The parts of a figure as plain values."""

    traces: tuple[Part, ...]
    layout: Part

    @classmethod
    def of(cls, figure: Any) -> "Drawn":
        """Those that are seen; what only answers to a pointer is left out."""
        parts = figure.to_dict()
        traces = tuple(one for one in parts["data"] if not _unseen(one))
        return cls(traces, parts.get("layout", {}))

    @property
    def annotations(self) -> list[Part]:
        """Words on the figure."""
        return list(self.layout.get("annotations") or [])

    @property
    def shapes(self) -> list[Part]:
        """Lines and bands on the figure."""
        return list(self.layout.get("shapes") or [])

    def part(self, name: str) -> Part:
        """A part of the layout, empty where there is none."""
        return self.layout.get(name) or {}

    def axis(self, name: str, *, shown: bool = True) -> Axis:
        """An axis of numbers; its numbers are written as its ticks are."""
        part = self.part(name)
        ends = [float(one) for one in listed(part.get("range"))] or [0.0, 1.0]
        ticks = [float(one) for one in listed(part.get("tickvals"))]
        texts = [plain(str(one)) for one in listed(part.get("ticktext"))]
        steps = {round(b - a, 9) for a, b in pairwise(ticks)}
        known = [read_number(one) for one in texts]
        log = bool(ticks) and all(
            value is not None and value > 0 and abs(at - math.log10(value)) < 1e-4
            for at, value in zip(ticks, known, strict=True)
        )
        title = part.get("title") or {}
        words = title.get("text", "") if isinstance(title, Mapping) else str(title)
        return Axis(
            low=min(ends), high=max(ends), step=min(steps) if steps and not log else None,
            written=number_format(texts), title=plain(words or ""), log=log,
            shown=shown and bool(texts), grid=bool(part.get("showgrid")),
        )  # fmt: skip

    def row_names(self, count: int) -> tuple[str, ...]:
        """Names of the rows 0, 1, 2 … of the upward axis, or of its words at the left."""
        part = self.part("yaxis")
        ticks = zip(listed(part.get("tickvals")), listed(part.get("ticktext")), strict=True)
        names = {round(float(at)): plain(str(text)) for at, text in ticks}
        if not names:
            left = [
                one
                for one in self.annotations
                if one.get("x") == 0 and one.get("xref") == "paper" and one.get("yref") == "y"
            ]
            names = {round(float(one["y"])): plain(one["text"]) for one in left}  # fmt: skip
        return tuple(names.get(place, "") for place in range(count))

    def beside(self, count: int) -> tuple[str, ...]:
        """Words at the right end of the rows; of several columns all, from the left."""
        found: dict[int, list[tuple[float, str]]] = {}
        for one in self.annotations:
            if one.get("x") == 1 and one.get("xref") == "paper" and one.get("yref") == "y":
                at = float(one["y"])
                if at >= -0.2:
                    shift = float(one.get("xshift") or 0)
                    found.setdefault(round(at), []).append((shift, plain(one["text"])))
        return tuple(
            " · ".join(text for _, text in sorted(found.get(place, [])) if text)
            for place in range(count)
        )

    def level_name(self, value: float, way: str) -> str:
        """The words of a line at a value of the axis ``way`` (x or y); empty without."""
        span = abs(self.axis(f"{way}axis").high - self.axis(f"{way}axis").low) or 1.0
        near = [one for one in self.annotations
                if finite(one.get(way)) is not None and one.get(f"{way}ref", way) == way
                and abs(float(one[way]) - value) < span / 1000
                and not (way == "x" and one.get("y", -0.5) != -0.5)]  # fmt: skip
        return plain(near[0]["text"]).removeprefix("●").strip() if near else ""

    def unit(self) -> str:
        """The words above the upward axis; empty without."""
        top = [one for one in self.annotations
               if one.get("x") == 0 and one.get("xref") == "paper"
               and one.get("y") == 1 and one.get("yref") == "paper"]  # fmt: skip
        return plain(top[0]["text"]) if top else ""

    def levels(self, way: str) -> list[tuple[str, float, Stroke]]:
        """Straight lines over the whole figure at a value of the axis ``way``: name, value, look.

        Short ones, that join two points, and lines across the other axis are none of them.
        """
        other = "y" if way == "x" else "x"
        found = []
        for one in self.shapes:
            if one.get("type") != "line" or one.get(f"{way}ref", way) != way:
                continue
            start, end = finite(one.get(f"{way}0")), finite(one.get(f"{way}1"))
            if start is None or start != end or one.get(f"{other}0") == one.get(f"{other}1"):
                continue
            if way == "y" and one.get("xref") != "paper":  # joins two points of a row
                continue
            if (one.get("line") or {}).get("dash") == "dot":
                continue
            found.append((self.level_name(start, way), start, stroke(one.get("line"))))
        return found


def listed(value: Any) -> list[Any]:
    """A list of whatever plotly keeps a list in."""
    if value is None or isinstance(value, str):
        return []
    return list(value.tolist() if hasattr(value, "tolist") else value)


def numbers(value: Any) -> list[Number]:
    """A list of numbers, None where one is missing."""
    return [finite(one) for one in listed(value)]


def each(value: Any, count: int, usual: Any = None) -> list[Any]:
    """One value a point, of a list or of what all share."""
    if value is None:
        return [usual] * count
    found = listed(value) if not isinstance(value, str | int | float) else []
    return found if len(found) == count else [value if not found else found[0]] * count


def codes(trace: Part) -> list[str]:
    """The code of each point; empty where it has none."""
    found = []
    for one in listed(trace.get("customdata")):
        first = one[0] if isinstance(one, list | tuple) and one else one
        found.append(first if isinstance(first, str) else "")
    return found


def stroke(line: Any, usual: str = "#52606D") -> Stroke:
    """The look of a line."""
    part = line or {}
    return Stroke(solid(part.get("color") or usual), float(part.get("width") or 1.0),
                  part.get("dash") or "solid")  # fmt: skip


def solid(colour: str) -> str:
    """A colour as #RRGGBB over white; "" for one that is not seen."""
    found = _RGBA.match(colour)
    if not found:
        return colour.upper()
    parts = [float(one) for one in found[1].split(",")]
    alpha = parts[3] if len(parts) > 3 else 1.0
    if alpha == 0:
        return NO_FILL
    mixed = [round(alpha * p + (1 - alpha) * w) for p, w in zip(parts, _WHITE, strict=False)]
    return "#" + "".join(f"{one:02X}" for one in mixed)


def _unseen(trace: Part) -> bool:
    marker = trace.get("marker") or {}
    if marker.get("opacity") == 0 or trace.get("visible") is False:
        return True
    # A bar over each row, without a colour, that answers for all its parts.
    return bool(
        trace.get("type") == "bar" and marker.get("color") == "rgba(0,0,0,0)"
        and trace.get("hoverinfo") != "skip"
    )  # fmt: skip
