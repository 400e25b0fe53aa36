"""One line of dots: the place of an area among its peers."""

import math

import pandas as pd

from lib.indicators.model import Indicator
from lib.indicators.model import Kind as Measured
from lib.indicators.spread import ranked
from lib.views.charts.areas import (
    Name,
    apart,
    area_table,
    at,
    best_first,
    hover,
    reference_lines,
    rows_of,
    solid,
    some_names,
    table_decimals,
    target_label,
)
from lib.views.charts.model import Chart, Head
from lib.views.charts.theme import (
    FOOT,
    INK,
    PLAIN,
    PRIMARY,
    SURFACE,
    Spec,
    axis,
    figure,
    label,
    safe,
    tinted,
    value_axis,
)
from lib.views.formats import number, plain_value
from lib.views.words import Language, say

LINE = 74  # px of the line with the name above it
BINS, SPREAD = 60, 0.16


def strip_plot(
    indicator: Indicator,
    figures: pd.DataFrame,
    head: Head,
    *,
    name: Name,
    language: Language,
    picked: str = "",
    target: float | None = None,
) -> Chart:
    """Every area as a dot on one line of values, the picked one marked and named.

    The median of the areas is a dashed line; the line below says which place the area has.
    """
    table, decimals = (
        area_table(indicator, figures, name, language),
        {**table_decimals(indicator, language)},
    )
    known = best_first(indicator, solid(figures))
    known = known[known["value"] < math.inf]
    notes = (*_endless(indicator, figures, name, language), *apart(figures, name, language))
    if known.empty:
        empty = say("charts.empty", language)
        return Chart(
            head, language, None, table, empty, decimals=decimals, empty=empty, notes=notes
        )
    low, high = float(known["value"].min()), float(known["value"].max())
    ends = [one for one in (low, high, target) if one is not None]
    room = 0.06 * ((max(ends) - min(ends)) or abs(max(ends)) or 1.0)
    span = (min(ends) - room if min(ends) < 0 else max(0.0, min(ends) - room), max(ends) + room)
    lines = [(say("charts.median", language,
                  value=plain_value(indicator, float(known["value"].median()), language)),
              float(known["value"].median()), False)]  # fmt: skip
    if target is not None:
        lines.append((target_label(indicator, target, language), target, True))
    marks = reference_lines(lines, span, 1)
    codes = [str(code) for code in known.index]
    trace = _dots(indicator, known, picked, name, language)
    layout = {
        "xaxis": value_axis(*span, per_cent=indicator.kind is Measured.SHARE, most=4),
        "yaxis": axis(range=[0.5, -0.5]),
        "margin": {"l": 14, "r": 14, "t": marks["top"] + 4, "b": FOOT, "pad": 4},
        "annotations": [*marks["annotations"], *_named(indicator, known, picked, name, language)],
        "shapes": marks["shapes"],
        "hoverdistance": 24,
    }
    place = _place(indicator, figures, picked, name, language)
    return Chart(
        head,
        language,
        figure([trace], layout, LINE + marks["top"] + 4 + FOOT),
        table,
        say("charts.alt_strip", language, title=head.title, count=number(len(known)), place=place),
        codes=tuple(codes),
        picked=picked,
        notes=(*([place] if place else []), *notes),
        decimals=decimals,
    )


def _dots(
    indicator: Indicator, known: pd.DataFrame, picked: str, name: Name, language: Language
) -> Spec:
    rows = rows_of(known)
    marked = [str(row.Index) == picked for row in rows]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "x": [float(row.value) for row in rows],
        "y": _stacked(known["value"]),
        "customdata": [str(row.Index) for row in rows],
        "hovertext": [hover(indicator, str(row.Index), row, name, language) for row in rows],
        "hoverinfo": "text",
        "marker": {
            "size": [16 if one else 11 for one in marked],
            "color": [PRIMARY if one else tinted(PLAIN, 0.75) for one in marked],
            "line": {"color": [INK if one else SURFACE for one in marked], "width": 1.2},
        },
    }


def _stacked(values: pd.Series) -> list[float]:
    """Heights that keep dots of near values apart: by turns above and below the line."""
    width = (float(values.max()) - float(values.min())) / BINS or 1.0
    bins = ((values - values.min()) / width).astype(int)
    turn = values.groupby(bins).cumcount()
    most = int(turn.max()) or 1
    step = min(SPREAD, 0.6 / most)
    return [0.08 + step * ((n + 1) // 2) * (1 if n % 2 else -1) for n in turn]


def _named(
    indicator: Indicator, known: pd.DataFrame, picked: str, name: Name, language: Language
) -> list[Spec]:
    """The name and value of the picked one above its dot."""
    if picked not in known.index:
        return []
    value = at(known, picked, "value")
    low, high = float(known["value"].min()), float(known["value"].max())
    share = (value - low) / ((high - low) or 1.0)
    side = "right" if share > 0.7 else "left" if share < 0.3 else "center"
    text = f"<b>{safe(name(picked))} {plain_value(indicator, value, language)}</b>"
    return [
        label(text, x=value, y=-0.22, yanchor="bottom", xanchor=side, yshift=-2,
              font={"size": 15, "color": INK}, bgcolor="rgba(255,255,255,0.85)")
    ]  # fmt: skip


def _place(
    indicator: Indicator, figures: pd.DataFrame, picked: str, name: Name, language: Language
) -> str:
    """The ranks that the picked one can have, as a sentence; empty without."""
    ranks = ranked(indicator, figures).dropna()
    if picked not in ranks.index:
        return ""
    first, last = (number(at(ranks, picked, side)) for side in ("rank_from", "rank_to"))
    key = "charts.place_of" if first == last else "charts.place_between"
    return say(
        key, language, area=name(picked), first=first, last=last, total=number(len(ranks)),
        order=say(f"charts.order_{indicator.direction}", language),
    )  # fmt: skip


def _endless(
    indicator: Indicator, figures: pd.DataFrame, name: Name, language: Language
) -> tuple[str, ...]:
    """A line that names the areas whose value is infinite: they are not on the axis."""
    never = solid(figures)
    codes = [str(code) for code in never.index[never["value"] == math.inf]]
    if not codes:
        return ()
    why = plain_value(indicator, math.inf, language)
    return (
        say("charts.apart", language, why=why, count=number(len(codes)),
            names=some_names(codes, name, language)),
    )  # fmt: skip
