"""Then and now, or one and another: two dots a row and what lies between them."""

import math
from typing import Any

import pandas as pd

from lib.indicators.model import Direction, Indicator
from lib.indicators.model import Kind as Measured
from lib.statistics.change import Mark
from lib.views.charts.areas import Name, full_value, rows_of, some_names, value_column
from lib.views.charts.model import Chart, Head, KeyEntry, Shape
from lib.views.charts.theme import (
    ATTENTION,
    BETTER,
    EARLIER,
    FOOT,
    INK,
    PLAIN,
    PRIMARY,
    QUIET,
    ROW,
    SURFACE,
    Spec,
    axis,
    figure,
    folded,
    row_axis,
    row_height,
    safe,
)
from lib.views.formats import ARROWS, Turn, change, change_amount, number, show_change
from lib.views.words import Language, say

SHOWN = 20


def dumbbell(
    indicator: Indicator,
    changed: pd.DataFrame,
    head: Head,
    *,
    name: Name,
    language: Language,
    then: str,
    now: str,
    picked: str = "",
    most: int = SHOWN,
    by_change: bool = True,
) -> Chart:
    """Two values a row, the change written beside them.

    ``changed`` has the columns then, now and, where it was computed, mark (those of
    ``lib.indicators.change.marked_change``), indexed by area or category; ``then`` and ``now``
    are the words for the two. A change that may be chance is grey; the others are coloured by
    whether they are for the better. Rows are in the order of the change, the best first, unless
    ``by_change`` is off; of more than ``most`` the first and the last are shown, and the picked
    one.
    """
    table, decimals = _table(indicator, changed, name, language, then, now)
    finite = changed[["then", "now"]].map(math.isfinite).all(axis=1)
    known = changed[finite.astype(bool)]
    lost = [str(code) for code in changed.index[~finite.astype(bool)]]
    notes = (
        (say("charts.apart", language, why=say("charts.not_comparable", language),
             count=number(len(lost)), names=some_names(lost, name, language)),) if lost else ()
    )  # fmt: skip
    if known.empty:
        empty = say("charts.empty", language)
        return Chart(
            head, language, None, table, empty, decimals=decimals, empty=empty, notes=notes
        )
    if by_change:
        known = _in_order(indicator, known)
    hint = ""
    if len(known) > most:
        count, known = len(known), _ends(known, most, picked)
        words = say("charts.ends_of", language, shown=number(len(known)), count=number(count))
        notes, hint = (words, *notes), say("charts.see_all", language)
    better = sum(_turn(indicator, row) is Turn.BETTER for row in rows_of(known))
    worse = sum(_turn(indicator, row) is Turn.WORSE for row in rows_of(known))
    return Chart(
        head,
        language,
        _figure(indicator, known, name, language, picked, then, now),
        table,
        say("charts.alt_change", language, title=head.title, count=number(len(known)),
            better=number(better), worse=number(worse)),
        codes=tuple(str(code) for code in known.index),
        picked=picked,
        key=_key(indicator, known, then, now, language),
        notes=notes,
        decimals=decimals,
        hint=hint,
    )  # fmt: skip


def _in_order(indicator: Indicator, known: pd.DataFrame) -> pd.DataFrame:
    """The change for the better first."""
    sign = 1 if indicator.direction is Direction.LESS else -1
    order = (sign * (known["now"] - known["then"])).sort_values(kind="stable").index
    return known.loc[order]


def _ends(known: pd.DataFrame, most: int, picked: str) -> pd.DataFrame:
    """Of many rows the first and the last, and the picked one."""
    places = {*range(math.ceil(most / 2)), *range(len(known) - most // 2, len(known))}
    places |= {place for place, code in enumerate(known.index) if code == picked}
    return known.iloc[sorted(places)]


def _figure(
    indicator: Indicator, known: pd.DataFrame, name: Name, language: Language, picked: str,
    then: str, now: str,
) -> Any:  # fmt: skip
    rows = rows_of(known)
    codes = [str(row.Index) for row in rows]
    colours = [_colour(indicator, row) for row in rows]
    names = [folded(safe(name(code))) for code in codes]
    names = [f"<b>▸ {text}</b>" if code == picked else text
             for code, text in zip(codes, names, strict=True)]  # fmt: skip
    tall = row_height(names, ROW)
    column = value_column([_change_text(indicator, row, language) for row in rows],
                          [code == picked for code in codes], list(range(len(rows))))  # fmt: skip
    found = [float(value) for row in rows for value in (row.then, row.now)]
    low, high = min(found), max(found)
    room = 0.06 * ((high - low) or abs(high) or 1.0)
    span = (low - room if low < 0 else max(0.0, low - room), high + room)
    if indicator.kind is Measured.SHARE and high <= 100:
        span = (span[0], min(span[1], 101.0))
    layout = {
        "xaxis": row_axis(*span, per_cent=indicator.kind is Measured.SHARE),
        "yaxis": axis(
            range=[len(rows) - 0.5, -0.5],
            tickvals=list(range(len(rows))),
            ticktext=names,
            tickfont={"size": 14, "color": INK},
        ),
        "margin": {"l": 4, "r": column["room"], "t": 6, "b": FOOT, "pad": 4},
        "annotations": column["annotations"],
        "shapes": [_between(place, row, colour)
                   for place, (row, colour) in enumerate(zip(rows, colours, strict=True))],
        "hovermode": "y",
        "hoverdistance": tall,
    }  # fmt: skip
    places = list(range(len(rows)))
    before: Spec = {
        "type": "scatter", "mode": "markers", "x": [float(row.then) for row in rows],
        "y": places, "hoverinfo": "skip", "cliponaxis": False,
        "marker": {"size": 11, "color": SURFACE, "line": {"color": EARLIER, "width": 2}},
    }  # fmt: skip
    after: Spec = {
        "type": "scatter", "mode": "markers", "x": [float(row.now) for row in rows], "y": places,
        "customdata": codes, "hoverinfo": "text", "cliponaxis": False,
        "hovertext": [_hover(indicator, row, name, language, then, now) for row in rows],
        "marker": {
            "size": [15 if code == picked else 12 for code in codes], "color": colours,
            "line": {"color": INK, "width": [2 if code == picked else 0 for code in codes]},
        },
    }  # fmt: skip
    return figure([before, after], layout, len(rows) * tall + 6 + FOOT)


def _between(place: int, row: Any, colour: str) -> Spec:
    return {
        "type": "line", "x0": float(row.then), "x1": float(row.now), "y0": place, "y1": place,
        "line": {"color": colour, "width": 3}, "layer": "below", "opacity": 0.55,
    }  # fmt: skip


def _turn(indicator: Indicator, row: Any) -> Turn:
    """What the change means; neither where it may be chance."""
    if getattr(row, "mark", Mark.NOT_COMPUTED) == Mark.NOT_CLEAR or row.now == row.then:
        return Turn.NEITHER
    if indicator.direction is Direction.NEITHER:
        return Turn.NEITHER
    more = row.now > row.then
    better = more == (indicator.direction is Direction.MORE)
    return Turn.BETTER if better else Turn.WORSE


def _colour(indicator: Indicator, row: Any) -> str:
    turn = _turn(indicator, row)
    if turn is Turn.NEITHER:
        clear = getattr(row, "mark", Mark.NOT_COMPUTED) in (Mark.UP, Mark.DOWN)
        return PRIMARY if clear else PLAIN
    return BETTER if turn is Turn.BETTER else ATTENTION


def _change_text(indicator: Indicator, row: Any, language: Language) -> str:
    """▲ 4.2 จุด: the sign, the amount and whether it may be chance."""
    found = change(indicator, float(row.now), float(row.then))
    if found is None:
        difference = float(row.now) - float(row.then)
        arrow = ARROWS[(difference > 0) - (difference < 0)]
        return f"{arrow} {number(abs(difference), indicator.decimals)}"
    if not found.sign:
        return ARROWS[0]
    return f"{ARROWS[found.sign]} {change_amount(found, language)}"


def _hover(
    indicator: Indicator, row: Any, name: Name, language: Language, then: str, now: str
) -> str:
    lines = [
        f"<b>{safe(name(str(row.Index)))}</b>",
        f"{safe(then)}: {full_value(indicator, float(row.then), language)}",
        f"{safe(now)}: {full_value(indicator, float(row.now), language)}",
    ]
    if found := change(indicator, float(row.now), float(row.then)):
        lines.append(show_change(found, language))
    if getattr(row, "mark", None) == Mark.NOT_CLEAR:
        lines.append(say("charts.maybe_chance", language))
    return "<br>".join(lines)


def _key(
    indicator: Indicator, known: pd.DataFrame, then: str, now: str, language: Language
) -> tuple[KeyEntry, ...]:
    """The two dots, and the colours that are there."""
    found = {_colour(indicator, row) for row in rows_of(known)}
    words = {BETTER: "charts.better", ATTENTION: "charts.worse"}
    colours = [KeyEntry(say(words[one], language), one, Shape.DOT) for one in words if one in found]
    if PLAIN in found and "mark" in known and (known["mark"] == Mark.NOT_CLEAR).any():
        colours.append(KeyEntry(say("charts.maybe_chance", language), PLAIN, Shape.DOT))
    dots = KeyEntry(then, EARLIER, Shape.RING), KeyEntry(now, QUIET, Shape.DOT)
    return (*dots, *colours)


def _table(
    indicator: Indicator, changed: pd.DataFrame, name: Name, language: Language, then: str, now: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    difference = say("charts.change", language)
    rows = rows_of(changed)
    turns = [change(indicator, float(row.now), float(row.then)) for row in rows]
    columns: dict[str, Any] = {
        say("table.area", language): [name(str(row.Index)) for row in rows],
        then: [_known(row.then, indicator.decimals) for row in rows],
        now: [_known(row.now, indicator.decimals) for row in rows],
        difference: ["–" if one is None else show_change(one, language) for one in turns],
    }
    if "mark" in changed:
        columns[say("table.flag", language)] = [
            say("charts.maybe_chance", language) if row.mark == Mark.NOT_CLEAR else ""
            for row in rows
        ]
    return pd.DataFrame(columns, index=changed.index.astype(str)), {
        then: indicator.decimals,
        now: indicator.decimals,
    }


def _known(value: float, decimals: int) -> float:
    return round(float(value), decimals) if math.isfinite(value) else math.nan
