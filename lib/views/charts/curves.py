"""Step curves: survival and cumulative incidence of a few groups, with limits."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lib.views.charts.areas import rows_of
from lib.views.charts.labels import ends, fit_beside
from lib.views.charts.model import Chart, Head, KeyEntry, Shape
from lib.views.charts.theme import (
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
    colours = _colours(shown, picked)
    rows = {code: _of(curves, code) for code in shown}
    rows = {code: one[one.index <= end] for code, one in rows.items()}
    highest = max(float(one[["value", "upper"]].max().max()) for one in rows.values())
    top = 100.0 if falling else min(100.0, 1.06 * highest or 100.0)
    low = 0.0
    labelled = fit_beside([names[code] for code in shown])
    marks = [(names[code], colours[code], float(rows[code]["value"].iloc[-1])) for code in shown]
    notes, room = ends(marks if labelled and len(shown) > 1 else [], (low, 1.01 * top), PLOT)
    layout = {
        "xaxis": value_axis(
            0.0, end, showgrid=False, tickvals=times,
            ticktext=[number(one) for one in times],
            title={"text": safe(time_unit), "font": {"size": 14}, "standoff": 4},
        ),
        "yaxis": value_axis(low, 1.01 * top, per_cent=True),
        "margin": {"l": 4, "r": room, "t": TOP, "b": BOTTOM, "pad": 2},
        "annotations": [*notes, label(safe(value_unit), x=0, xref="paper", xanchor="left", y=1,
                                      yref="paper", yanchor="bottom", yshift=3)],
        "hoverdistance": 30,
    }  # fmt: skip
    traces = [trace for code in shown
              for trace in _traces(rows[code], names[code], colours[code], end, time_unit,
                                   language, strong=not picked or code == picked)]  # fmt: skip
    return Chart(
        head,
        language,
        figure(traces, layout, PLOT + TOP + BOTTOM),
        table,
        _alt(head, rows, names, end, time_unit, language),
        codes=tuple(shown),
        picked=picked,
        key=() if labelled or len(shown) == 1 else tuple(
            KeyEntry(names[code], colours[code], Shape.LINE) for code in shown),
        notes=(say("charts.band", language),),
        decimals=decimals,
        stub=2,
    )  # fmt: skip


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


def _colours(shown: Sequence[str], picked: str) -> dict[str, str]:
    if len(shown) == 1 or picked in shown:
        return {code: PRIMARY if code == picked or len(shown) == 1 else "#8D99A5" for code in shown}
    return dict(zip(shown, category_colours(len(shown)), strict=True))


def _traces(
    rows: pd.DataFrame, name: str, colour: str, end: float, unit: str, language: Language,
    *, strong: bool,
) -> list[Spec]:  # fmt: skip
    times = [float(time) for time in rows.index]
    texts = [
        "<br>".join([f"<b>{safe(name)}</b>", f"{number(time, 1)} {safe(unit)}: {_share(row.value)}",
                     *_limits(row, language),
                     say("charts.at_risk", language, count=number(row.at_risk))])
        for time, row in zip(times, rows_of(rows), strict=True)
    ]  # fmt: skip
    limits = rows[["lower", "upper"]].notna().all(axis=1).to_numpy()
    band = [(time, row.lower, row.upper)
            for time, row, known in zip(times, rows_of(rows), limits, strict=True)
            if known]  # fmt: skip
    x, y = _stepped(band, end)
    traces: list[Spec] = [{
        "type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself",
        "fillcolor": tinted(colour, 0.15), "line": {"width": 0}, "hoverinfo": "skip",
    }] if band and strong else []  # fmt: skip
    return [*traces, {
        "type": "scatter", "mode": "lines", "x": times, "y": rows["value"].tolist(),
        "line": {"color": colour, "width": 2.5 if strong else 1.6, "shape": "hv"},
        "hovertext": texts, "hoverinfo": "text",
    }]  # fmt: skip


def _stepped(band: Sequence[tuple[float, float, float]], end: float) -> tuple[Any, Any]:
    """The outline of the band between two stepped limits."""
    upper: list[tuple[float, float]] = []
    lower: list[tuple[float, float]] = []
    for place, (time, low, high) in enumerate(band):
        until = band[place + 1][0] if place + 1 < len(band) else min(end, time)
        upper += [(time, high), (until, high)]
        lower += [(time, low), (until, low)]
    outline = upper + lower[::-1]
    return [one for one, _ in outline], [one for _, one in outline]


def _share(value: float) -> str:
    return f"{number(value, 1)}%"


def _limits(row: Any, language: Language) -> list[str]:
    if math.isnan(row.lower) or math.isnan(row.upper):
        return []
    return [say("charts.limits", language, limits=f"{_share(row.lower)}–{_share(row.upper)}")]


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
