"""Figures in few bytes: numbers as fine as a screen shows them, everything said once.

A change of the period sends every chart of a screen again, and what is sent is what a slow line
waits for.
"""

import json
import math
import re
from collections.abc import Sequence
from itertools import takewhile, zip_longest
from typing import Any

Part = dict[str, Any]

STEPS = 2000  # of an axis: more than a chart has pixels
DIGITS = 7  # of any other number
BREAK = "<br>"
NO_CODE = 0  # stands before what a point says where the point has no code of its own
_NUMBER = re.compile(r"(\d(?:[\d,.]*\d)?)")
_PLAIN = re.compile(r"\d+(\.\d+)?")
_SOLID: Part = {"marker": {"opacity": 1}}
# Solid points that stay as they are when another one is clicked: plotly lets points through where
# their sizes differ, and dims what is not chosen. Names on a figure have no arrows.
TEMPLATE: Part = {
    "data": {
        kind: [{**_SOLID, "selected": _SOLID, "unselected": _SOLID}] for kind in ("bar", "scatter")
    },
    "layout": {"annotationdefaults": {"showarrow": False}},
}


def lean(traces: Sequence[Part], layout: Part) -> tuple[list[Part], Part]:
    """The traces and the layout of a figure, looking and saying the same in fewer bytes.

    Coordinates are rounded to less than a pixel of the range of their axis; what all points of a
    trace look like is told once, fonts only where they differ from that of the layout. What the
    points of a trace say (``hovertext``, one a point) becomes a ``hovertemplate`` with what
    differs in ``customdata``, behind the code of the point. Expects ``TEMPLATE`` in the layout.
    """
    across, up = (_places(layout.get(name, {}).get("range")) for name in ("xaxis", "yaxis"))
    plain = layout.get("font", {})
    fonts: Part = {
        name: _plain(layout[name], "tickfont", plain) for name in ("xaxis", "yaxis")
        if name in layout
    }  # fmt: skip
    fonts["annotations"] = [
        {key: value for key, value in _plain(one, "font", plain).items() if key != "showarrow"}
        for one in layout.get("annotations", [])
    ]
    return [_trace(spoken(one), across, up) for one in traces], _short(layout | fonts)


def spoken(trace: Part) -> Part:
    """The trace with a template in place of its hover texts, where that is shorter."""
    texts = trace.get("hovertext")
    if not isinstance(texts, list | tuple) or not all(texts) or any("%{" in one for one in texts):
        return trace
    template, cells = shared(texts)
    codes = trace.get("customdata") or [NO_CODE] * len(texts)
    said = {
        "hovertemplate": f"{template}<extra></extra>",
        "customdata": [[code, *row] for code, row in zip(codes, cells, strict=True)],
    }
    if len(json.dumps(said)) > len(json.dumps([texts, codes])):
        return trace
    return {key: value for key, value in trace.items() if key != "hovertext"} | said


def shared(texts: Sequence[str]) -> tuple[str, list[list[str | float]]]:
    """What the texts have in common, and what each has of its own.

    The first is a template of plotly in which ``%{customdata[n]}`` stands for the cell ``n`` - 1
    of the second, which has one row a text.
    """
    split = [text.split(BREAK) for text in texts]
    full = min(map(len, split))
    template, columns = "", list[Sequence[str]]()
    for place, lines in enumerate(zip_longest(*split)):
        # A line that only some texts have brings its own break.
        whole = lines if place < full else [f"{BREAK}{one}" if one else "" for one in lines]
        template += BREAK if 0 < place < full else ""
        for piece in _pieces(whole):
            if isinstance(piece, str):
                template += piece
            else:
                columns.append(piece)
                template += f"%{{customdata[{len(columns)}]}}"
    rows = [list(map(_cell, row)) for row in zip(*columns, strict=True)]
    return template, rows or [[] for _ in texts]


def _pieces(lines: Sequence[str]) -> list[str | Sequence[str]]:
    """A line in all texts, in pieces: a text where it is the same in all, else one a text."""
    cut = [_NUMBER.split(line) for line in lines]
    if len({tuple(one[::2]) for one in cut}) > 1:
        start, end = _ends(lines)
        own = [line[len(start) : len(line) - len(end)] for line in lines]
        return [start, own, end]
    return [one[0] if len(set(one)) == 1 else one for one in zip(*cut, strict=True)]


def _ends(lines: Sequence[str]) -> tuple[str, str]:
    """What all lines begin with, and what they end with beyond that."""
    start = _beginning(lines)
    return start, _beginning([line[len(start) :][::-1] for line in lines])[::-1]


def _beginning(lines: Sequence[str]) -> str:
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*lines, strict=False))
    return lines[0][: sum(1 for _ in alike)]


def _cell(text: str) -> str | float:
    """A number where a browser writes it just like the text: it needs no quotes."""
    if not _PLAIN.fullmatch(text) or ("." in text and text.endswith("0")):
        return text
    value = float(text) if "." in text else int(text)
    return value if str(value) == text else text


def _places(ends: Sequence[float] | None) -> int | None:
    """Decimals of the numbers along an axis; None where its ends are not known."""
    span = abs(ends[1] - ends[0]) if ends else 0.0
    return max(0, math.ceil(-math.log10(span / STEPS))) if span > 0 else None


def _plain(part: Part, name: str, usual: Part) -> Part:
    """The part without what its font has from the usual one anyway."""
    own = {key: value for key, value in part.get(name, {}).items() if value != usual.get(key)}
    rest = {key: value for key, value in part.items() if key != name}
    return rest | {name: own} if own else rest


def _trace(trace: Part, across: int | None, up: int | None) -> Part:
    base = across if trace.get("orientation") == "h" else up
    places = {"x": across, "y": up, "base": base}
    found = {
        key: value if key == "customdata" else _short(value, places.get(key))
        for key, value in trace.items()
    }
    if "error_x" in trace:
        ends = {key: _short(trace["error_x"][key], across) for key in ("array", "arrayminus")}
        found["error_x"] |= ends
    if "marker" in found:
        found["marker"] = _once(found["marker"])
    return found


def _once(marker: Part) -> Part:
    """The look of points, a list of one and the same as that one."""
    return {
        key: _once(value) if isinstance(value, dict)
        else value[0] if isinstance(value, list) and value and value.count(value[0]) == len(value)
        else value
        for key, value in marker.items()
    }  # fmt: skip


def _short(value: Any, places: int | None = None) -> Any:
    """All numbers of a tree rounded; whole ones without a decimal point."""
    if isinstance(value, dict):
        return {key: _short(one, places) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_short(one, places) for one in value]
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    kept = float(f"{value:.{DIGITS}g}") if places is None else round(value, places)
    return int(kept) if kept.is_integer() else float(kept)
