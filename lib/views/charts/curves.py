"""Step curves: survival and cumulative incidence of a few groups, with limits."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.views.charts.areas import rows_of
from lib.views.charts.labels import ends, fit_beside
from lib.views.charts.lean import BREAK, NO_CODE, shared
from lib.views.charts.model import Chart, Head, KeyEntry, Shape
from lib.views.charts.theme import (
    EARLIER,
    PRIMARY,
    Spec,
    category_colours,
    figure,
    label,
    nice_ticks,
    safe,
    tinted,
    value_axis,
)
from lib.views.formats import number
from lib.views.words import Language, say

MOST = 5
PLOT, TOP, BOTTOM = 280, 26, 50
STEPS, QUIET_STEPS = 240, 16  # of time: one point in each shows a change, one in so many stays
FEW = 24  # points that are all drawn
VALUES = ["value", "lower", "upper"]
# Of the axis: a change of less than the width of a line does not show; limits are pale anyway.
SEEN = np.array([2, 4, 4]) / PLOT
FINE = 30.0  # per cent on the whole axis: on a shorter one a second decimal shows


def step_curves(
    curves: pd.DataFrame,
    head: Head,
    *,
    names: Mapping[str, str],
    language: Language,
    time_unit: str,
    value_unit: str,
    picked: str = "",
    until: float | None = None,
    falling: bool = True,
    every: float | None = None,
    divide: float = 1.0,
) -> Chart:
    """The share to whom it has not (or has, unless ``falling``) happened by each time.

    ``curves`` are those of ``evaluate_curves``: index (code, time), columns value, lower, upper
    (per cent) and at_risk. ``names`` gives the codes to draw, at most five of them, and their
    names; the rest of the frame is not drawn. The axis ends at ``until``. The table has the curve
    at round times, ``every`` so many units apart, with how many were still watched. Times of the
    frame are divided by ``divide``: 30.4375 makes months of days.
    """
    if divide != 1.0:
        levels = [curves.index.get_level_values(0), curves.index.get_level_values(1) / divide]
        curves = curves.set_axis(pd.MultiIndex.from_arrays(levels), axis=0)
    shown = [code for code in names if code in curves.index.get_level_values(0)][:MOST]
    end = until or _end(curves, shown)
    times = _times(end, every)
    table, decimals = _table(curves, shown, names, times, time_unit, language, falling)
    if not shown or end <= 0:
        empty = say("charts.empty", language)
        return Chart(head, language, None, table, empty, decimals=decimals, empty=empty)
    rows = {code: _of(curves, code) for code in shown}
    rows = {code: one[one.index <= end] for code, one in rows.items()}
    drawn = _Drawn(rows, names, language, picked, end, falling)
    return Chart(
        head, language, drawn.figure(times, time_unit, value_unit), table,
        _alt(head, rows, names, end, time_unit, language),
        codes=tuple(shown), picked=picked, key=drawn.key(),
        notes=(say("charts.band", language),), decimals=decimals, stub=2,
    )  # fmt: skip


@dataclass(frozen=True)
class _Drawn:
    """What the curves look like: up to the time ``end``, by code."""

    rows: Mapping[str, pd.DataFrame]
    names: Mapping[str, str]
    language: Language
    picked: str
    end: float
    falling: bool

    def figure(self, times: Sequence[float], time_unit: str, value_unit: str) -> Any:
        """The plotly figure; ``times`` are marked on the axis."""
        span, colours = (0.0, 1.01 * self._top()), self._colours()
        marks = [
            (self.names[code], colours[code], float(one["value"].iloc[-1]))
            for code, one in self.rows.items()
        ] if self._beside() and len(self.rows) > 1 else []  # fmt: skip
        notes, room = ends(marks, span, PLOT)
        unit = label(safe(value_unit), x=0, xref="paper", xanchor="left", y=1, yref="paper",
                     yanchor="bottom", yshift=3)  # fmt: skip
        title = {"text": safe(time_unit), "font": {"size": 14}, "standoff": 4}
        layout = {
            "xaxis": value_axis(0.0, self.end, showgrid=False, tickvals=times,
                                ticktext=[number(one) for one in times], title=title),
            "yaxis": value_axis(*span, per_cent=True),
            "margin": {"l": 4, "r": room, "t": TOP, "b": BOTTOM, "pad": 2},
            "annotations": [*notes, unit],
            "hoverdistance": 30,
        }  # fmt: skip
        traces = [one for code in self.rows for one in self._traces(code, colours[code], time_unit)]
        return figure(traces, layout, PLOT + TOP + BOTTOM)

    def key(self) -> tuple[KeyEntry, ...]:
        """The colours, where names do not fit beside the ends."""
        if self._beside() or len(self.rows) == 1:
            return ()
        colours = self._colours()
        return tuple(KeyEntry(self.names[code], colours[code], Shape.LINE) for code in self.rows)

    def _beside(self) -> bool:
        return fit_beside([self.names[code] for code in self.rows])

    def _top(self) -> float:
        """The end of the axis, per cent."""
        highest = max(float(one[["value", "upper"]].max().max()) for one in self.rows.values())
        return 100.0 if self.falling else min(100.0, 1.06 * highest or 100.0)

    def _colours(self) -> dict[str, str]:
        shown = list(self.rows)
        if len(shown) == 1 or self.picked in shown:
            alone = len(shown) == 1
            return {code: PRIMARY if code == self.picked or alone else EARLIER for code in shown}
        return dict(zip(shown, category_colours(len(shown)), strict=True))

    def _traces(self, code: str, colour: str, unit: str) -> list[Spec]:
        """The line of a curve over the band of its limits."""
        strong = not self.picked or code == self.picked
        top = self._top()
        places = 1 if top >= FINE else 2
        rows = thinned(self.rows[code], top).round(dict.fromkeys(VALUES, places))
        template, cells = shared([self._said(code, row, unit, places) for row in rows_of(rows)])
        line: Spec = {
            "type": "scatter", "mode": "lines", "x": list(rows.index), "y": rows["value"].tolist(),
            "line": {"color": colour, "width": 2.5 if strong else 1.6, "shape": "hv"},
            "hovertemplate": f"{template}<extra></extra>",
            "customdata": [[NO_CODE, *row] for row in cells],
        }  # fmt: skip
        return [*(_band(rows, colour) if strong else []), line]

    def _said(self, code: str, row: Any, unit: str, places: int) -> str:
        """The words of a point; its own time and value are told by plotly."""
        lines = [f"<b>{safe(self.names[code])}</b>",
                 f"%{{x:,.1f}} {safe(unit)}: %{{y:.{places}f}}%"]  # fmt: skip
        if not (math.isnan(row.lower) or math.isnan(row.upper)):
            limits = f"{_share(row.lower, places)}–{_share(row.upper, places)}"
            lines.append(say("charts.limits", self.language, limits=limits))
        lines.append(say("charts.at_risk", self.language, count=number(row.at_risk)))
        return BREAK.join(lines)


def thinned(curve: pd.DataFrame, top: float) -> pd.DataFrame:
    """The rows of a curve by time that a screen can tell apart, each as it is.

    Of the rows within each of 240 equal steps of time the last one stays, and of those the ones
    that differ from the one kept before by what shows on an axis up to ``top`` per cent, and some
    of the others, so that there is always a point near by to be asked. First and last stay. That
    leaves some 120 where a curve goes through the whole axis.
    """
    if len(curve) <= FEW:
        return curve
    times = curve.index.to_numpy(dtype=float)
    steps = np.linspace(times[0], times[-1], STEPS)
    places = np.unique(np.searchsorted(times, steps, side="right") - 1)
    values = curve[VALUES].to_numpy(dtype=float)[places]
    kept = [0]
    for at in range(1, len(places)):
        # Compared so that limits which begin or end count as a change.
        same = np.isclose(values[at], values[kept[-1]], rtol=0, atol=SEEN * top, equal_nan=True)
        if not same.all() or at - kept[-1] >= QUIET_STEPS or at == len(places) - 1:
            kept.append(at)
    return curve.iloc[places[kept]]


def _band(rows: pd.DataFrame, colour: str) -> list[Spec]:
    """The limits as a pale band: an unseen step below, and one above filled down to it."""
    known = rows[rows[["lower", "upper"]].notna().all(axis=1)]
    if known.empty:
        return []
    plain: Spec = {"type": "scatter", "mode": "lines", "x": list(known.index),
                   "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}  # fmt: skip
    filled = {"fill": "tonexty", "fillcolor": tinted(colour, 0.15)}
    return [
        {**plain, "y": known["lower"].tolist(), "fill": "none"},
        {**plain, "y": known["upper"].tolist(), **filled},
    ]


def _of(curves: pd.DataFrame, code: str) -> pd.DataFrame:
    """The curve of one group, by time."""
    return pd.DataFrame(curves.xs(code, level=0)).sort_index()


def _end(curves: pd.DataFrame, shown: Sequence[str]) -> float:
    times = [float(curves.xs(code, level=0).index.max()) for code in shown]
    return max(times, default=0.0)


def _times(end: float, every: float | None) -> list[float]:
    if end <= 0:
        return []
    if every:
        return [n * every for n in range(int(end / every + 1e-9) + 1)]
    return nice_ticks(0.0, end)


def _share(value: float, places: int = 1) -> str:
    return f"{number(value, places)}%"


def _table(
    curves: pd.DataFrame, shown: Sequence[str], names: Mapping[str, str],
    times: Sequence[float], unit: str, language: Language, falling: bool,
) -> tuple[pd.DataFrame, dict[str, int]]:  # fmt: skip
    heads = {
        "group": say("charts.group", language),
        "time": unit,
        "value": say("charts.remaining" if falling else "charts.happened", language),
        "lower": say("table.lower", language),
        "upper": say("table.upper", language),
        "at_risk": say("charts.at_risk_head", language),
    }
    rows = []
    for code in shown:
        curve = _of(curves, code)
        for time in times:
            before = curve[curve.index <= time]
            after = curve[curve.index >= time]
            if before.empty or time > float(curve.index.max()):
                continue
            now = before.iloc[-1]
            risk = after["at_risk"].iloc[0]
            rows.append([names[code], time, now["value"], now["lower"], now["upper"], risk])
    table = pd.DataFrame(rows, columns=list(heads.values()))
    limits = [heads[one] for one in ("value", "lower", "upper")]
    table[limits] = table[limits].astype(float).round(1)
    decimals = dict.fromkeys(limits, 1) | {heads["time"]: 0, heads["at_risk"]: 0}
    return table, decimals


def _alt(
    head: Head, rows: Mapping[str, pd.DataFrame], names: Mapping[str, str], end: float, unit: str,
    language: Language,
) -> str:  # fmt: skip
    lines = [
        say(
            "charts.alt_curve",
            language,
            name=names[code],
            value=_share(float(one["value"].iloc[-1])),
            time=number(min(end, float(one.index.max()))),
            unit=unit,
        )
        for code, one in rows.items()
    ]
    return " ".join([f"{head.title}.", *lines])
