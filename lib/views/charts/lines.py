"""Lines over months: actual, plan and the period before, with limits and seasons."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from lib.indicators.model import Indicator
from lib.indicators.model import Kind as Measured
from lib.views.charts.areas import target_label, value_name
from lib.views.charts.labels import LABELLED, ends, fit_beside
from lib.views.charts.model import Chart, Head, KeyEntry, Role, Series, Shape
from lib.views.charts.months import Months
from lib.views.charts.theme import (
    EARLIER,
    INK,
    PRIMARY,
    SURFACE,
    Spec,
    category_colours,
    figure,
    label,
    nice_ticks,
    safe,
    tinted,
    value_axis,
)
from lib.views.formats import number, plain_value
from lib.views.words import Language, say

PLOT, BOTTOM, TOP = 250, 50, 26  # px


def lines(
    indicator: Indicator,
    series: Sequence[Series],
    head: Head,
    *,
    language: Language,
    picked: str = "",
    target: float | None = None,
    shaded: bool = True,
    quarters: bool = True,
) -> Chart:
    """One or several series over months.

    The period before is light grey and lies over the same months; the plan is a thin step; others
    have a colour each. Up to four are named at their ends, more by a key. The band is the 95 %
    limits, a hollow point rests on too few cases, a gap is not known. ``shaded`` marks Ramadan
    and the monsoon, ``quarters`` the fiscal quarters.
    """
    used = [one for one in series if any(map(math.isfinite, one.values))]
    now = [month for one in series if one.role is not Role.BEFORE for month in one.months]
    months = Months.over(now, language) if now else None
    table, decimals = _table(indicator, series, months, language)
    if months is None or not used:
        empty = say("charts.empty", language)
        return Chart(head, language, None, table, empty, decimals=decimals, empty=empty)
    drawn = _Drawn(indicator, used, months, language, picked, target)
    beside = fit_beside(drawn.names(), LABELLED + (target is not None))
    return Chart(
        head,
        language,
        drawn.figure(shaded, quarters, named=beside),
        table,
        _alt(indicator, head, used[0], months, language),
        codes=tuple(one.code for one in used if one.code),
        picked=picked,
        key=() if beside else tuple(drawn.key()),
        notes=drawn.notes(),
        decimals=decimals,
    )


@dataclass(frozen=True)
class _Drawn:
    """What the series look like."""

    indicator: Indicator
    series: list[Series]
    months: Months
    language: Language
    picked: str
    target: float | None

    def figure(self, shaded: bool, quarters: bool, *, named: bool) -> Any:
        """The plotly figure."""
        span = self._span()
        notes, room = ends(self._end_marks() if named else [], span, PLOT)
        notes += self._named_inside() if named else []
        shapes: list[Spec] = []
        top, bottom, unit = TOP, BOTTOM, safe(self.indicator.unit(self.language))
        if shaded:
            bands, names, above = self.months.shading(unit)
            shapes, notes, top = shapes + bands, notes + names, top + above
        if quarters:
            starts, names = self.months.quarters()
            shapes, notes = shapes + starts, notes + names
            bottom += 20 if names else 0
        if self.target is not None:
            shapes.append(_level(self.target))
        notes.append(label(unit, x=0, xref="paper", xanchor="left", y=1, yref="paper",
                           yanchor="bottom", yshift=top - TOP))  # fmt: skip
        layout = {
            "xaxis": self.months.axis() | {"automargin": False},
            "yaxis": value_axis(*span, per_cent=self.indicator.kind is Measured.SHARE),
            "margin": {"l": 4, "r": room, "t": top, "b": bottom, "pad": 2},
            "shapes": shapes,
            "annotations": notes,
            "hovermode": "x",
            "hoverdistance": 60,
        }
        traces = [trace for one in self._ordered() for trace in self._traces(one)]
        return figure([*traces, self._hover()], layout, PLOT + top + bottom)

    def key(self) -> list[KeyEntry]:
        """The colours of the series, when they are too many to be named beside their ends."""
        found = [KeyEntry(one.label, self.colour(one), Shape.LINE) for one in self.series]
        if self.target is not None:
            words = target_label(self.indicator, self.target, self.language)
            found.append(KeyEntry(words, INK, Shape.LINE))
        return found

    def names(self) -> list[str]:
        """What would stand beside the ends of the lines."""
        return [text for text, _, _ in self._end_marks()]

    def notes(self) -> tuple[str, ...]:
        """What hollow points and bands mean, where there are any."""
        told = []
        if any(one.lower for one in self.series):
            told.append(say("charts.band", self.language))
        if any(any(one.few) for one in self.series):
            told.append(say("charts.hollow", self.language))
        return (" · ".join(told),) if told else ()

    def colour(self, one: Series) -> str:
        """The colour of a series by what it stands for."""
        if one.role is not Role.OTHER:
            plain = {Role.ACTUAL: PRIMARY, Role.PLAN: INK, Role.BEFORE: EARLIER}
            return plain[one.role]
        if self.picked:
            return PRIMARY if one.code == self.picked else EARLIER
        others = [each for each in self.series if each.role is Role.OTHER]
        return category_colours(len(others))[others.index(one)]

    def _ordered(self) -> list[Series]:
        """What is behind comes first: the past, the plan, the others, the picked, the actual."""
        order = [Role.BEFORE, Role.PLAN, Role.OTHER, Role.ACTUAL]
        return sorted(self.series, key=lambda one: (order.index(one.role), one.code == self.picked))

    def places(self, one: Series) -> list[int]:
        """Where the months of a series stand; the period before over the same months."""
        if one.role is Role.BEFORE:
            start = one.months[0]
            return [Months(start, 1, self.language).place(month) for month in one.months]
        return [self.months.place(month) for month in one.months]

    def _span(self) -> tuple[float, float]:
        found = [
            value
            for one in self.series
            for value in (*one.values, *one.lower, *one.upper)
            if math.isfinite(value)
        ]
        found += [] if self.target is None else [self.target]
        low, high = min(found), max(found)
        room = 0.07 * ((high - low) or abs(high) or 1.0)
        # From zero unless the lines stay so far above it that they would be flat.
        low = 0.0 if 0 <= low < 0.35 * high else low - room
        high += room
        if self.indicator.kind is Measured.SHARE and max(found) <= 100:
            high = min(high, 100.0)
        ticks = nice_ticks(low, high)
        return (min(low, ticks[0]) if ticks else low), (high if high > low else low + 1)

    def _traces(self, one: Series) -> list[Spec]:
        colour, at = self.colour(one), self.places(one)
        values = [value if math.isfinite(value) else None for value in one.values]
        wide = {Role.BEFORE: 2.0, Role.PLAN: 1.6}.get(one.role, 2.5)
        line: Spec = {"color": colour, "width": wide}
        if one.role is Role.PLAN:
            line["shape"] = "hvh"
        trace: Spec = {
            "type": "scatter", "mode": "lines+markers", "x": at, "y": values, "line": line,
            "hoverinfo": "skip", "cliponaxis": False, "connectgaps": False,
            "marker": _markers(one, colour),
        }  # fmt: skip
        if one.role is Role.PLAN:
            trace["mode"] = "lines"
        return [*self._band(one, at, colour), trace]

    def _band(self, one: Series, at: Sequence[int], colour: str) -> list[Spec]:
        """The limits as a pale band, one shape for each run of months that have them."""
        if not one.lower or not one.upper:
            return []
        x: list[float | None] = []
        y: list[float | None] = []
        rows = list(zip(at, one.lower, one.upper, strict=True))
        for run in _runs(rows):
            x += [place for place, _, _ in run] + [place for place, _, _ in reversed(run)] + [None]
            y += [low for _, low, _ in run] + [high for _, _, high in reversed(run)] + [None]
        return [{
            "type": "scatter", "mode": "lines", "x": x[:-1], "y": y[:-1], "fill": "toself",
            "fillcolor": tinted(colour, 0.16), "line": {"color": tinted(colour, 0.35), "width": 1},
            "hoverinfo": "skip",
        }]  # fmt: skip

    def _last(self, one: Series) -> tuple[int, float]:
        """Where a series ends, and its value there."""
        rows = zip(self.places(one), one.values, strict=True)
        return max((place, value) for place, value in rows if math.isfinite(value))

    def _early(self, one: Series) -> bool:
        """Whether a series ends before the axis does, so that its name stands at its last point."""
        return self._last(one)[0] < self.months.count - 1

    def _named_inside(self) -> list[Spec]:
        """Names, with the last value, of the series that end early."""
        return [
            label(
                f"<b>{safe(one.label)} {plain_value(self.indicator, value, self.language)}</b>",
                x=place, y=value, xanchor="right" if place > self.months.count / 2 else "left",
                yanchor="bottom", yshift=7, font={"size": 14, "color": INK},
                bgcolor="rgba(255,255,255,0.75)", borderpad=0,
            )
            for one in self.series if self._early(one) and len(self.series) > 1
            for place, value in [self._last(one)]
        ]  # fmt: skip

    def _end_marks(self) -> list[tuple[str, str, float]]:
        marks = [
            (one.label, self.colour(one), self._last(one)[1])
            for one in self.series
            if not self._early(one) and len(self.series) > 1
        ]
        if self.target is not None:
            words = target_label(self.indicator, self.target, self.language)
            marks.append((words, INK, self.target))
        return marks

    def _hover(self) -> Spec:
        """One unseen point a month, which says what all series are in it."""
        texts, tops = [], []
        for place, name in enumerate(self.months.names):
            lines_, heights = [f"<b>{name}</b>"], [0.0]
            for one in self.series:
                at = self.places(one)
                if place not in at:
                    continue
                number_ = at.index(place)
                lines_.append(self._said(one, number_))
                value = one.values[number_]
                heights += [value] if math.isfinite(value) else []
            texts.append("<br>".join(lines_))
            tops.append(max(heights))
        return {
            "type": "scatter", "mode": "markers", "x": list(range(self.months.count)), "y": tops,
            "hovertext": texts, "hoverinfo": "text", "marker": {"opacity": 0, "size": 1},
        }  # fmt: skip

    def _said(self, one: Series, place: int) -> str:
        value = one.values[place]
        if math.isnan(value):
            text = say("value.no_data", self.language)
        else:
            text = plain_value(self.indicator, value, self.language)
        if one.lower and math.isfinite(one.lower[place]):
            ends_ = (plain_value(self.indicator, side[place], self.language)
                     for side in (one.lower, one.upper))  # fmt: skip
            text += f" ({'–'.join(ends_)})"
        if one.few and one.few[place]:
            text += f" · {say('value.few_mark', self.language)}"
        dot = f'<span style="color:{self.colour(one)}">●</span>'
        return f"{dot} {safe(one.label)}: {text}"


def _markers(one: Series, colour: str) -> Spec:
    """Points on short lines and on what stands alone; hollow where the cases are too few."""
    short = len(one.months) <= 15
    few = one.few or (False,) * len(one.months)
    known = [math.isfinite(value) for value in one.values]
    alone = [
        known[n] and not (n and known[n - 1]) and not (n + 1 < len(known) and known[n + 1])
        for n in range(len(known))
    ]
    last = max((n for n, one_ in enumerate(known) if one_), default=-1)
    shown = [short or alone[n] or few[n] or n == last for n in range(len(known))]
    return {
        "size": [7 if one_ else 0 for one_ in shown],
        "color": [SURFACE if thin else colour for thin in few],
        "line": {"color": colour, "width": 1.6},
    }


def _runs(
    rows: Sequence[tuple[int, float, float]],
) -> list[list[tuple[int, float, float]]]:
    """Runs of months that have both limits."""
    found: list[list[tuple[int, float, float]]] = [[]]
    for row in rows:
        if math.isfinite(row[1]) and math.isfinite(row[2]):
            found[-1].append(row)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def _level(value: float) -> Spec:
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value,
        "line": {"color": INK, "width": 2.5}, "layer": "above",
    }  # fmt: skip


def _table(
    indicator: Indicator, series: Sequence[Series], months: Months | None, language: Language
) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row a month, a column (or three) for each series; missing where nothing is known."""
    every: list[date] = months.all if months else []
    parts: dict[str, Any] = {say("charts.month", language): months.names if months else []}
    decimals: dict[str, int] = {}
    for one in series:
        first = one.months[0] if one.role is Role.BEFORE else (every or [date(1, 1, 1)])[0]
        at = {Months(first, 1, language).place(month): n for n, month in enumerate(one.months)}
        columns = {one.label if len(series) > 1 else value_name(indicator, language): one.values}
        if one.lower:
            columns[say("charts.lower_of", language, name=one.label)] = one.lower
            columns[say("charts.upper_of", language, name=one.label)] = one.upper
        for words, values in columns.items():
            decimals[words] = indicator.decimals
            parts[words] = [
                _shown(values[at[place]], indicator.decimals) if place in at else math.nan
                for place in range(len(every))
            ]
    return pd.DataFrame(parts), decimals


def _shown(value: float, decimals: int) -> float:
    return round(value, decimals) if math.isfinite(value) else math.nan


def _alt(indicator: Indicator, head: Head, one: Series, months: Months, language: Language) -> str:
    known = [n for n, value in enumerate(one.values) if math.isfinite(value)]
    names = [Months(month, 1, language).names[0] for month in one.months]
    return say(
        "charts.alt_lines",
        language,
        title=head.title,
        name=one.label,
        first=names[known[0]],
        first_value=plain_value(indicator, one.values[known[0]], language),
        last=names[known[-1]],
        last_value=plain_value(indicator, one.values[known[-1]], language),
        count=number(months.count),
    )
