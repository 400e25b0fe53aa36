"""A table as HTML that screen readers can walk: caption, headers with their scope, figures."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from numbers import Real

import pandas as pd

from lib.views.formats import number


def html_table(
    frame: pd.DataFrame, caption: str, decimals: Mapping[str, int], stub: int = 1
) -> str:
    """The frame as HTML; the first ``stub`` columns name the rows, figures are right-aligned.

    ``decimals`` are those of the columns of numbers; a dash stands for a missing number.
    """
    names = [str(name) for name in frame.columns]
    figures = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    places = [decimals.get(name) for name in names]
    heads = "".join(
        f'<th scope="col"{_class(figures[place] and place >= stub)}>{escape(name)}</th>'
        for place, name in enumerate(names)
    )
    rows = "".join(
        f"<tr>{_cells(row, figures, places, stub)}</tr>"
        for row in frame.itertuples(index=False, name=None)
    )
    return (
        f'<div class="chart-table" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def cell_text(value: object, places: int | None) -> str:
    """A cell as people read it: numbers with commas, a dash for none."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, Real):
        return number(float(value), 0 if places is None else places)
    return str(value)


def _cells(
    row: tuple[object, ...], figures: Sequence[bool], places: Sequence[int | None], stub: int
) -> str:
    cells = []
    for place, value in enumerate(row):
        text = escape(cell_text(value, places[place]))
        if place < stub:
            cells.append(f'<th scope="row">{text}</th>')
        else:
            cells.append(f"<td{_class(figures[place])}>{text}</td>")
    return "".join(cells)


def _class(figure: bool) -> str:
    return ' class="number"' if figure else ""
