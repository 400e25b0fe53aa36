"""Areas in order: bars from zero, or dots with their limits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.indicators.model import Indicator
from lib.indicators.model import Kind as Measured
from lib.indicators.spread import ranked
from lib.views.charts.areas import (
    Name,
    apart,
    area_table,
    best_first,
    has_limits,
    hover,
    reference_lines,
    rows_of,
    solid,
    table_decimals,
    target_label,
    value_column,
)
from lib.views.charts.model import Chart, Head
from lib.views.charts.theme import (
    FOOT,
    INK,
    PLAIN,
    PRIMARY,
    QUIET,
    ROW,
    UNSURE,
    Spec,
    axis,
    figure,
    folded,
    nice_ticks,
    round_up,
    row_axis,
    row_height,
    safe,
)
from lib.views.classing import Classing
from lib.views.formats import number, plain_value
from lib.views.picture import Pattern
from lib.views.words import Language, say

UNSURE_FROM = 0.5  # of all ranks: an area whose ranks span more cannot be ranked
SHOWN = 20


@dataclass(frozen=True)
class _Row:
    """A line of the ranking: an area with its figures, or how many are left out here."""

    code: str
    figures: Any = None
    left_out: int = 0


def ranking(
    indicator: Indicator,
    figures: pd.DataFrame,
    head: Head,
    *,
    name: Name,
    language: Language,
    picked: str = "",
    classes: Classing | None = None,
    target: float | None = None,
    whole: tuple[str, float] | None = None,
    most: int = SHOWN,
    dots: bool | None = None,
) -> Chart:
    """Areas from the best to the worst value, the picked one marked.

    ``figures`` are those of ``evaluate`` for the areas to be ranked. ``classes`` gives bars the
    colours of the map. ``target`` is a dark line; ``whole`` a label and a value, as of the whole
    region, a dashed one. Of more than ``most`` areas the first and the last ones are shown, and
    the picked one always. Limits are drawn where there are any, as dots unless ``dots`` says
    otherwise: bars begin at zero, dots need not. Ranks and who cannot be ranked follow
    ``lib.indicators.spread.ranked``. Areas of too few cases or without data are named below.
    """
    ranks = ranked(indicator, figures)
    known = best_first(indicator, solid(figures))
    table, decimals = _table(indicator, figures, ranks, name, language)
    if known.empty:
        empty = say("charts.empty", language)
        return Chart(
            head, language, None, table, empty, decimals=decimals, empty=empty,
            notes=apart(figures, name, language),
        )  # fmt: skip
    limited = has_limits(indicator, known)
    as_dots = limited if dots is None else dots
    rows = _rows(known, most, picked)
    unsure = _unsure(ranks) if limited else frozenset()
    drawn = _Drawn(indicator, rows, _ranks(ranks), unsure, name, language, picked, classes)
    lines = [(safe(whole[0]), whole[1], False)] if whole else []
    if target is not None:
        lines.append((target_label(indicator, target, language), target, True))
    notes = apart(figures, name, language)
    if any(row.code in unsure for row in rows):
        notes = (say("charts.unsure", language), *notes)
    return Chart(
        head,
        language,
        drawn.figure(as_dots, limited, lines),
        table,
        _alt(indicator, head, known, name, language),
        codes=tuple(row.code for row in rows if row.code),
        picked=picked,
        notes=notes,
        decimals=decimals,
    )


@dataclass(frozen=True)
class _Drawn:
    """What the rows look like."""

    indicator: Indicator
    rows: list[_Row]
    ranks: dict[str, str]
    unsure: frozenset[str]
    name: Name
    language: Language
    picked: str
    classes: Classing | None

    def figure(self, as_dots: bool, limited: bool, lines: list[tuple[str, float, bool]]) -> Any:
        """The plotly figure of the rows."""
        span = self._span(as_dots, [value for _, value, _ in lines])
        count, names = len(self.rows), [self._label(row) for row in self.rows]
        high = row_height(names, ROW)
        areas = [(place, row) for place, row in enumerate(self.rows) if row.code]
        values = [float(row.figures.value) for _, row in areas]
        trace: Spec = {
            "x": [min(value, span[1]) for value in values],
            "y": [place for place, _ in areas],
            "customdata": [row.code for _, row in areas],
            "hovertext": [self._hover(row) for _, row in areas],
            "hoverinfo": "text",
            **(self._dots(areas) if as_dots else self._bars(areas)),
        }
        if limited:
            trace["error_x"] = _error_bars([row.figures for _, row in areas], span)
        column = value_column(
            [plain_value(self.indicator, value, self.language) for value in values],
            [row.code == self.picked for _, row in areas],
            [place for place, _ in areas],
        )
        marks = reference_lines(lines, span, count)
        layout = {
            "xaxis": row_axis(*span, per_cent=self.indicator.kind is Measured.SHARE),
            "yaxis": axis(
                range=[count - 0.5, -0.5],
                tickvals=list(range(count)),
                ticktext=names,
                tickfont={"size": 14, "color": INK},
            ),
            # A row answers over its whole length, not on its bar alone.
            "hovermode": "y",
            "hoverdistance": high,
            "bargap": 0.28,
            "margin": {"l": 4, "r": column["room"], "t": 6 + marks["top"], "b": FOOT, "pad": 4},
            "annotations": column["annotations"] + marks["annotations"],
            "shapes": marks["shapes"] + self._gaps(),
        }
        return figure([trace], layout, count * high + 6 + marks["top"] + FOOT)

    def _span(self, as_dots: bool, marks: list[float]) -> tuple[float, float]:
        """The ends of the value axis: from zero for bars, around all limits for dots."""
        rows = [row.figures for row in self.rows if row.code]
        found = [one for row in rows for one in (row.value, row.lower, row.upper)] + marks
        finite = [float(one) for one in found if math.isfinite(one)] or [0.0]
        low, high = min(finite), max(finite)
        most = 100.0 if self.indicator.kind is Measured.SHARE and high <= 100 else math.inf
        if not as_dots:
            return min(0.0, -round_up(-low) if low < 0 else 0.0), min(round_up(1.03 * high), most)
        room = 0.08 * ((high - low) or abs(high) or 1.0)
        start = low - room if low < 0 else max(0.0, low - room)
        ticks = nice_ticks(start, min(high + room, most))
        start = min(start, ticks[0]) if ticks else start
        return start, min(high + room, most)

    def _bars(self, areas: list[tuple[int, _Row]]) -> Spec:
        never = [math.isinf(float(row.figures.value)) for _, row in areas]
        return {
            "type": "bar",
            "orientation": "h",
            "marker": {
                "color": [self._colour(row.code) for _, row in areas],
                "line": self._outline(areas),
                "pattern": {
                    "shape": ["/" if one else "" for one in never],
                    "fgcolor": QUIET,
                    "size": 7,
                    "solidity": 0.25,
                },
            },
        }

    def _dots(self, areas: list[tuple[int, _Row]]) -> Spec:
        return {
            "type": "scatter",
            "mode": "markers",
            "cliponaxis": False,
            "marker": {
                "size": [13 if row.code == self.picked else 11 for _, row in areas],
                "symbol": [
                    "triangle-right" if math.isinf(float(row.figures.value)) else "circle"
                    for _, row in areas
                ],
                "color": [self._colour(row.code) for _, row in areas],
                "line": self._outline(areas),
            },
        }

    def _colour(self, code: str) -> str:
        if self.classes is not None:
            fill = self.classes.fills.get(code, Pattern.NONE)
            return UNSURE if isinstance(fill, Pattern) else self.classes.colours[fill]
        if code == self.picked:
            return PRIMARY
        return UNSURE if code in self.unsure else PLAIN

    def _outline(self, areas: Sequence[tuple[int, _Row]]) -> Spec:
        """An ink outline marks the picked one; pale colours of the map need a thin one."""
        quiet = 0.8 if self.classes is not None else 0.0
        strong = [row.code == self.picked for _, row in areas]
        return {
            "color": [INK if one else "#7B8794" for one in strong],
            "width": [2.0 if one else quiet for one in strong],
        }

    def _label(self, row: _Row) -> str:
        if not row.code:
            words = say("charts.left_out", self.language, count=number(row.left_out))
            return f'<span style="color:{QUIET}">{words}</span>'
        text = folded(safe(self.name(row.code)))
        if row.code == self.picked:
            return f"<b>▸ {text}</b>"
        return f'<span style="color:{QUIET}">{text}</span>' if row.code in self.unsure else text

    def _gaps(self) -> list[Spec]:
        """A dotted line where areas are left out."""
        return [
            {
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": place, "y1": place,
                "line": {"color": "#7B8794", "width": 1, "dash": "dot"},
            }
            for place, row in enumerate(self.rows) if not row.code
        ]  # fmt: skip

    def _hover(self, row: _Row) -> str:
        lines = [hover(self.indicator, row.code, row.figures, self.name, self.language)]
        total = number(len(self.ranks))
        if place := self.ranks.get(row.code):
            lines.append(say("charts.rank", self.language, rank=place, total=total))
        if row.code in self.unsure:
            lines.append(say("charts.unsure_one", self.language))
        return "<br>".join(lines)


def _rows(known: pd.DataFrame, most: int, picked: str) -> list[_Row]:
    """All areas; of too many the first half and the last, the picked one, and the gaps between."""
    found = [_Row(str(row.Index), row) for row in rows_of(known)]
    if len(found) <= most:
        return found
    kept = {*range(math.ceil(most / 2)), *range(len(found) - most // 2, len(found))}
    kept |= {place for place, row in enumerate(found) if row.code == picked}
    rows: list[_Row] = []
    last = -1
    for place in sorted(kept):
        if place > last + 1:
            rows.append(_Row("", left_out=place - last - 1))
        rows.append(found[place])
        last = place
    return rows


def _unsure(ranks: pd.DataFrame) -> frozenset[str]:
    """Areas whose possible ranks span more than half of all."""
    known = ranks.dropna()
    wide = known["rank_to"] - known["rank_from"] + 1 > UNSURE_FROM * len(known)
    return frozenset(str(code) for code in known.index[wide]) if len(known) > 2 else frozenset()


def _ranks(ranks: pd.DataFrame) -> dict[str, str]:
    """The ranks that each area can have, 3 or 3–12; of those that can be ranked."""
    return {
        str(row.Index): number(row.rank_from)
        if row.rank_from == row.rank_to
        else f"{number(row.rank_from)}–{number(row.rank_to)}"
        for row in rows_of(ranks.dropna())
    }


def _error_bars(rows: Sequence[Any], span: tuple[float, float]) -> Spec:
    """Limits as thin lines; none where one of them is missing, and not beyond the axis."""

    def length(row: Any, end: float) -> float:
        known = math.isfinite(row.value) and not (math.isnan(row.lower) or math.isnan(row.upper))
        return max(0.0, abs(min(max(end, span[0]), span[1]) - row.value)) if known else 0.0

    return {
        "type": "data",
        "symmetric": False,
        "array": [length(row, row.upper) for row in rows],
        "arrayminus": [length(row, row.lower) for row in rows],
        "color": QUIET,
        "thickness": 1.5,
        "width": 0,
    }


def _table(
    indicator: Indicator, figures: pd.DataFrame, ranks: pd.DataFrame, name: Name, language: Language
) -> tuple[pd.DataFrame, dict[str, int]]:
    """All areas, the best first, with the ranks that each can have."""
    order = best_first(indicator, solid(figures)).index
    ordered = figures.loc[[*order, *(code for code in figures.index if code not in set(order))]]
    table = area_table(indicator, ordered, name, language)
    places = _ranks(ranks)
    texts = [places.get(str(code), "") for code in ordered.index]
    table.insert(1, say("charts.rank_head", language), texts)
    return table, dict(table_decimals(indicator, language))


def _alt(
    indicator: Indicator, head: Head, known: pd.DataFrame, name: Name, language: Language
) -> str:
    first, last = known.iloc[0], known.iloc[-1]
    return say(
        "charts.alt_ranking",
        language,
        title=head.title,
        count=number(len(known)),
        first=name(str(known.index[0])),
        first_value=plain_value(indicator, float(first["value"]), language),
        last=name(str(known.index[-1])),
        last_value=plain_value(indicator, float(last["value"]), language),
    )
