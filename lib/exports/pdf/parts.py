"""Tables, figures and drawings as the templates read them."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from numbers import Real
from typing import Any
from unicodedata import category

import pandas as pd

from lib.exports.drawing import chart_svg, map_svg
from lib.exports.model import ChartDrawing, Drawing, Fact, MapDrawing, Progress, Table

Draw = Callable[[Drawing, float, float], bytes]  # a drawing, its width and height (mm): an SVG
NOTHING = "–"
FIGURE = re.compile(r"-?[\d,]+(\.\d+)?( ?[%*])?")
MARKS = ("Mn", "Me", "Cf")  # signs that take no room of their own
NARROWEST, WIDEST, PADDING = 4, 30, 2  # letters of a column


def drawn(drawing: Drawing, width: float, height: float) -> bytes:
    """A map or chart as SVG, ``width`` by ``height`` mm, without the words around it."""
    if isinstance(drawing, MapDrawing):
        return map_svg(drawing, width, height, bare=True)
    return chart_svg(replace(drawing, notes=()), width, height, bare=True)  # notes are text here


@dataclass
class Pictures:
    """The drawings of one document by the names of their files, and how far the work is."""

    draw: Draw
    steps: int
    progress: Progress | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    done: int = 0

    def add(self, drawing: Drawing, width: float, height: float) -> str:
        """Draw; gives the name of the file, empty for a chart that has nothing to draw."""
        name = ""
        if not (isinstance(drawing, ChartDrawing) and drawing.figure is None):
            name = f"{len(self.files)}.svg"
            self.files[name] = self.draw(drawing, width, height)
        self.step()
        return name

    def step(self) -> None:
        """One more step is done."""
        self.done += 1
        if self.progress:
            self.progress(self.done, self.steps)


def drawing_data(one: Drawing, file: str) -> dict[str, Any]:
    """A drawing as the templates read it."""
    chart = one if isinstance(one, ChartDrawing) else None
    return {
        "kind": "drawing",
        "title": whole_numbers(one.title),
        "subtitle": whole_numbers(one.subtitle),
        "source": whole_numbers(one.source),
        "alt": one.alt or one.title,
        "file": file,
        "empty": chart.empty if chart else "",
        "notes": list(map(whole_numbers, chart.notes)) if chart else [],
    }


def facts_data(facts: Sequence[Fact]) -> dict[str, Any]:
    """Figures as the templates read them."""
    shown = [{name: whole_numbers(text) for name, text in asdict(one).items()} for one in facts]
    return {"kind": "facts", "facts": shown}


def table_data(one: Table) -> dict[str, Any]:
    """A table as the templates read it: texts, which columns are figures, and their widths."""
    frame, heads = one.frame, [str(name) for name in one.frame.columns]
    figures = [
        place >= one.stub and _is_figures(frame.iloc[:, place]) for place in range(len(heads))
    ]
    columns = [
        [cell_text(value, one.decimals.get(head)) for value in frame.iloc[:, place]]
        for place, head in enumerate(heads)
    ]
    return {
        "kind": "table",
        "title": whole_numbers(one.title),
        "heads": heads,
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "figures": figures,
        "stub": one.stub,
        "widths": [_width(head, cells) for head, cells in zip(heads, columns, strict=True)],
        "notes": list(map(whole_numbers, one.notes)),
    }


def cell_text(value: object, decimals: int | None) -> str:
    """A cell as people read it: numbers with commas between thousands, a dash for none.

    Raises ValueError for infinity, which has to be said in words.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return NOTHING
    if not isinstance(value, Real) or isinstance(value, bool):
        return str(value)
    if math.isinf(value):
        raise ValueError("A table has an infinite number: put words in its place.")
    text = f"{float(value):,.{decimals or 0}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def whole_numbers(text: str) -> str:
    """The text with each number kept on one line with the words beside it: ร้อยละ 80, 12 คน.

    Words of a date are, too: 5 ธ.ค. 2568; the hyphen of a name and the dash of a span stay.
    """
    return re.sub(r" (?=\d)|(?<=\d) (?=[^·–(])", "\u00a0", text)


def room_of(text: str) -> int:
    """How many letters stand beside each other; marks above and below take no room."""
    return sum(category(one) not in MARKS for one in text)


def _is_figures(values: pd.Series) -> bool:
    """Whether a column has figures: numbers, or texts that are a number with its sign."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return True
    return any(
        bool(FIGURE.fullmatch(one))
        if isinstance(one, str)
        else isinstance(one, Real) and not isinstance(one, bool)
        for one in values
    )


def _width(head: str, cells: Sequence[str]) -> float:
    """How wide a column should be beside others, in letters; heads take up to three lines."""
    longest = max(map(room_of, cells), default=0)
    return float(min(max(longest, math.ceil(room_of(head) / 3) + 2, NARROWEST), WIDEST) + PADDING)
