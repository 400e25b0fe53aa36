"""The funnel plot: which areas lie further from the value of all than chance takes them."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from lib.indicators.model import Direction, Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.statistics.funnel import Funnel, Place
from lib.views.charts.areas import (
    Name,
    area_table,
    hover,
    rows_of,
    some_names,
    table_decimals,
    target_label,
)
from lib.views.charts.labels import NARROW, Point, sides
from lib.views.charts.model import Chart, Head, KeyEntry, Shape
from lib.views.charts.theme import (
    ATTENTION,
    BETTER,
    GRID,
    INK,
    PLAIN,
    PRIMARY,
    QUIET,
    SURFACE,
    Spec,
    axis,
    figure,
    label,
    log_ticks,
    round_up,
    safe,
    value_axis,
    width_of,
)
from lib.views.formats import number, plain_value
from lib.views.words import Language, say

HEIGHT, ABOVE, BELOW = 440, 26, 52
PLOT = HEIGHT - ABOVE - BELOW
Room = tuple[float, float, float, float]  # left, bottom, right, top; px
LOG_FROM = 25  # a range of denominators wider than this is drawn on logarithms
OUTSIDE = (Place.FAR_BELOW, Place.BELOW, Place.ABOVE, Place.FAR_ABOVE)
FAR = (Place.FAR_BELOW, Place.FAR_ABOVE)
HIGH = (Place.ABOVE, Place.FAR_ABOVE)
STEPS = 120
NAMED = 6  # points with a name beside them; all that are outside are named below


def funnel_plot(
    indicator: Indicator,
    figures: pd.DataFrame,
    funnel: Funnel,
    head: Head,
    *,
    name: Name,
    language: Language,
    denominator: str,
    picked: str = "",
    within: Callable[[str], bool] | None = None,
    target: float | None = None,
) -> Chart:
    """Every area by its size and value, inside or outside of the limits of chance.

    ``funnel`` is ``lib.indicators.spread.funnelled`` of the same ``figures``, those of all areas
    of one level. ``denominator`` names the size (registered population, say). ``within`` tells
    which areas lie in the chosen one: the others are pale. Areas outside are triangles, coloured
    by what that means; the most extreme are named beside their points where a name covers no other
    point, and all are named below.
    """
    table, decimals = _table(indicator, figures, funnel, name, language)
    hidden = figures.reindex(funnel.areas.index)["flag"] == str(Flag.SUPPRESSED)
    points = funnel.areas[funnel.areas["value"].notna() & ~hidden].join(
        figures[["numerator", "denominator", "lower", "upper"]]
    )
    points = points.assign(value=points["value"] * indicator.scale)
    notes = _notes(points, name, language)
    if points.empty or not math.isfinite(funnel.centre):
        empty = say("charts.empty", language)
        return Chart(head, language, None, table, empty, decimals=decimals, empty=empty)
    drawn = _Drawn(indicator, points, funnel, name, language, picked, within or (lambda _: True))
    outside = points["place"].isin(OUTSIDE)
    return Chart(
        head,
        language,
        drawn.figure(denominator, target),
        table,
        say(
            "charts.alt_funnel",
            language,
            title=head.title,
            count=number(len(points)),
            high=number(int(points["place"].isin(HIGH).sum())),
            low=number(int((outside & ~points["place"].isin(HIGH)).sum())),
        ),
        codes=tuple(str(code) for code in points.index),
        picked=picked,
        key=drawn.key(),
        notes=notes,
        decimals=decimals,
    )


class _Drawn:
    """The points and curves of one funnel."""

    def __init__(
        self, indicator: Indicator, points: pd.DataFrame, funnel: Funnel, name: Name,
        language: Language, picked: str, within: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self.indicator, self.points, self.funnel = indicator, points, funnel
        self.name, self.language, self.picked, self.within = name, language, picked, within
        base = points["denominator"]
        self.log = bool(base.max() / base.min() > LOG_FROM)
        room = 1.12 if self.log else 1.0
        low = float(base.min()) / room if self.log else 0.0
        self.across = (max(low, 0.5) if self.log else 0.0, float(base.max()) * 1.06)
        self.share = indicator.kind is Measured.SHARE
        self.up = self._upward()

    def figure(self, denominator: str, target: float | None) -> Any:
        """The plotly figure."""
        centre = self.funnel.centre * self.indicator.scale
        notes = [self._title(self.indicator.unit(self.language))]
        lines = [self._level(centre, QUIET, 1.5, "solid")]
        taken = []
        if target is not None:
            lines.append(self._level(target, INK, 2.5, "solid"))
            words = target_label(self.indicator, target, self.language)
            below = target < centre
            notes.append(self._beside(words, target, INK, left=False, below=below))
            taken.append(self._room(words, target, left=False, below=below))
        middle = say("charts.centre", self.language,
                     value=plain_value(self.indicator, centre, self.language))  # fmt: skip
        left, below = self._free_end(middle, centre, taken)
        notes.append(self._beside(middle, centre, QUIET, left=left, below=below))
        taken.append(self._room(middle, centre, left=left, below=below))
        names = self._names(taken)
        layout = {
            "xaxis": self._sizes(denominator),
            "yaxis": value_axis(*self.up, per_cent=self.share),
            "margin": {"l": 4, "r": 10, "t": ABOVE, "b": BELOW, "pad": 4},
            "annotations": [*names, *notes],
            "shapes": lines,
            "hoverdistance": 24,
        }
        return figure([*self._curves(), self._dots()], layout, HEIGHT)

    def key(self) -> tuple[KeyEntry, ...]:
        """What the curves are."""
        return (
            KeyEntry(say("charts.limits_95", self.language), QUIET, Shape.DASH),
            KeyEntry(say("charts.limits_998", self.language), QUIET, Shape.LINE),
        )

    def _upward(self) -> tuple[float, float]:
        """The ends of the value axis: all points, and the limits where most points are."""
        usual = self.funnel.curve([round(float(self.points["denominator"].median()))])
        limits = usual.to_numpy().ravel() * self.indicator.scale
        found = np.r_[self.points["value"].to_numpy(dtype=float), limits[np.isfinite(limits)]]
        low, high = float(found.min()), float(found.max())
        room = 0.06 * ((high - low) or abs(high) or 1.0)
        low, high = max(0.0, low - room), high + room
        if self.share:
            high = min(high, 104.0)
        return (0.0 if low < 0.25 * high else low, high if high > low else low + round_up(low))

    def _curves(self) -> list[Spec]:
        low, high = self.across
        first = max(low, 1.0)
        grid = np.geomspace(first, high, STEPS) if self.log else np.linspace(first, high, STEPS)
        # Whole numbers: a share of 12.5 follow-ups has no exact limits.
        grid = np.unique(np.round(grid))
        limits = self.funnel.curve(grid) * self.indicator.scale
        at = [self._x(float(one)) for one in grid]
        return [
            {
                "type": "scatter", "mode": "lines", "x": at, "y": limits[side].tolist(),
                "line": {"color": QUIET, "width": 1.2, "dash": dash}, "hoverinfo": "skip",
            }
            for side, dash in (("lower95", "dot"), ("upper95", "dot"),
                               ("lower998", "solid"), ("upper998", "solid"))
        ]  # fmt: skip

    def _dots(self) -> Spec:
        rows = rows_of(self.points)
        mine = [self.within(str(row.Index)) for row in rows]
        outside = [row.place in OUTSIDE for row in rows]
        marked = [str(row.Index) == self.picked for row in rows]
        sizes = [14 if one else 11 if out else 8
                 for one, out in zip(marked, outside, strict=True)]  # fmt: skip
        colours = [
            PRIMARY if one and not out else self._colour(row.place, own)
            for row, one, out, own in zip(rows, marked, outside, mine, strict=True)
        ]
        return {
            "type": "scatter", "mode": "markers", "cliponaxis": False,
            "x": [self._x(float(row.denominator)) for row in rows],
            "y": [float(row.value) for row in rows],
            "customdata": [str(row.Index) for row in rows],
            "hovertext": [self._hover(row) for row in rows],
            "hoverinfo": "text",
            "marker": {
                "size": sizes, "color": colours,
                "symbol": [self._symbol(row.place) for row in rows],
                "line": {
                    "color": [INK if one else SURFACE for one in marked],
                    "width": [2.5 if one else 0.8 for one in marked],
                },
            },
        }  # fmt: skip

    def _names(self, taken: list[Room]) -> list[Spec]:
        """Names of the points outside, the furthest first, and of the picked one."""
        rows = [row for row in rows_of(self.points)
                if (row.place in OUTSIDE and self.within(str(row.Index)))
                or str(row.Index) == self.picked]  # fmt: skip
        rows.sort(key=lambda row: (str(row.Index) != self.picked,
                                   -abs(row.z) if math.isfinite(row.z) else 0.0))  # fmt: skip
        rows = rows[:NAMED]
        wanted = [
            Point(self.name(str(row.Index)), *self._at(row), must=str(row.Index) == self.picked)
            for row in rows
        ]
        named = {str(row.Index) for row in rows}
        crowd = [self._at(row) for row in rows_of(self.points) if str(row.Index) not in named]
        found = sides(wanted, PLOT, blocked=taken, crowd=crowd)
        told = [one for one in zip(rows, wanted, found, strict=True) if one[2]]
        return [self._name(row, point, side) for row, point, side in told]

    def _at(self, row: Any) -> tuple[float, float]:
        """Where a point stands in the plot, 0 to 1 from the left and from the bottom."""
        left, right = self._x(self.across[0]), self._x(self.across[1])
        across = (self._x(float(row.denominator)) - left) / (right - left)
        return across, (float(row.value) - self.up[0]) / (self.up[1] - self.up[0])

    def _room(self, words: str, value: float, *, left: bool, below: bool) -> Room:
        """The room of the words of a level at one end of its line, on a phone; px."""
        at = PLOT * (value - self.up[0]) / (self.up[1] - self.up[0])
        wide, foot = width_of(words) + 8, at - 20 if below else at
        return (0, foot, wide, foot + 20) if left else (NARROW - wide, foot, NARROW, foot + 20)

    def _free_end(self, words: str, value: float, taken: list[Room]) -> tuple[bool, bool]:
        """The end of a level, left or right, over or under it, where its words cover least."""
        points = [(x * NARROW, y * PLOT) for x, y in map(self._at, rows_of(self.points))]

        def covered(end: tuple[bool, bool]) -> int:
            room = self._room(words, value, left=end[0], below=end[1])
            over = sum(room[0] - 5 <= x <= room[2] + 5 and room[1] - 5 <= y <= room[3] + 5
                       for x, y in points)  # fmt: skip
            meets = any(room[0] < one[2] and one[0] < room[2] and room[1] < one[3]
                        and one[1] < room[3] for one in taken)  # fmt: skip
            return over + meets * len(points)

        return min([(True, False), (True, True), (False, False), (False, True)], key=covered)

    def _name(self, row: Any, point: Point, side: str) -> Spec:
        """A name beside its point, readable over other points."""
        across = {"middle right": ("left", 9), "middle left": ("right", -9)}.get(
            side, ("center", 0)
        )
        upward = {"top center": ("bottom", 6), "bottom center": ("top", -6)}.get(
            side, ("middle", 0)
        )
        text = safe(point.text)
        return label(
            f"<b>{text}</b>" if point.must else text,
            x=self._x(float(row.denominator)),
            y=float(row.value),
            xanchor=across[0],
            xshift=across[1],
            yanchor=upward[0],
            yshift=upward[1],
            font={"size": 14, "color": INK},
            bgcolor="rgba(255,255,255,0.72)",
            borderpad=0,
        )

    def _sizes(self, words: str) -> Spec:
        low, high = self.across
        title = {"text": safe(words), "font": {"size": 14, "color": QUIET}, "standoff": 6}
        if not self.log:
            return value_axis(low, high, showgrid=False, title=title)
        ticks = log_ticks(low, high)
        return axis(
            range=[self._x(low), self._x(high)],
            tickvals=[self._x(one) for one in ticks],
            ticktext=[number(one) for one in ticks],
            title=title,
            showline=True,
            linecolor=GRID,
        )

    def _x(self, size: float) -> float:
        return math.log10(size) if self.log else size

    def _colour(self, place: str, mine: bool) -> str:
        if not mine:
            return "#CBD2D9"
        if place not in OUTSIDE:
            return PLAIN
        if self.indicator.direction is Direction.NEITHER:
            return PRIMARY
        better = (place in HIGH) == (self.indicator.direction is Direction.MORE)
        return BETTER if better else ATTENTION

    def _symbol(self, place: str) -> str:
        if place not in OUTSIDE:
            return "circle"
        return "triangle-up" if place in HIGH else "triangle-down"

    def _hover(self, row: Any) -> str:
        words = say(f"charts.{_place_key(row.place)}", self.language)
        return hover(self.indicator, str(row.Index), row, self.name, self.language) + f"<br>{words}"

    def _level(self, value: float, colour: str, width: float, dash: str) -> Spec:
        return {
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value,
            "line": {"color": colour, "width": width, "dash": dash}, "layer": "below",
        }  # fmt: skip

    def _beside(self, text: str, value: float, colour: str, *, left: bool, below: bool) -> Spec:
        """The words of a level at one end of its line, over or under it."""
        return label(
            safe(text),
            x=0 if left else 1,
            xref="paper",
            xanchor="left" if left else "right",
            y=value,
            yanchor="top" if below else "bottom",
            font={"size": 14, "color": colour},
            bgcolor="rgba(255,255,255,0.8)",
        )

    def _title(self, words: str) -> Spec:
        return label(safe(words), x=0, xref="paper", xanchor="left", y=1, yref="paper",
                     yanchor="bottom")  # fmt: skip


def _place_key(place: str) -> str:
    return {
        Place.FAR_BELOW: "far_below",
        Place.BELOW: "below",
        Place.ABOVE: "above",
        Place.FAR_ABOVE: "far_above",
        Place.INSIDE: "inside",
    }.get(Place(place), "not_computed")


def _notes(points: pd.DataFrame, name: Name, language: Language) -> tuple[str, ...]:
    """The areas outside, by side, the furthest first."""
    lines = []
    for key, places in (("outside_high", HIGH), ("outside_low", (Place.FAR_BELOW, Place.BELOW))):
        found = points[points["place"].isin(places)]
        order = found["z"].abs().sort_values(ascending=False, kind="stable").index
        if len(order):
            names = some_names([str(code) for code in order], name, language)
            lines.append(say(f"charts.{key}", language, count=number(len(order)), names=names))
    return tuple(lines)


def _table(
    indicator: Indicator, figures: pd.DataFrame, funnel: Funnel, name: Name, language: Language
) -> tuple[pd.DataFrame, dict[str, int]]:
    table = area_table(indicator, figures, name, language)
    known = figures["flag"] != str(Flag.SUPPRESSED)
    decimals = dict(table_decimals(indicator, language))
    limits = funnel.areas.reindex(figures.index)
    for column in ("lower95", "upper95", "lower998", "upper998"):
        words = say(f"charts.{column}", language)
        values = (limits[column] * indicator.scale).where(known).round(indicator.decimals)
        table.insert(len(table.columns) - 1, words, values.to_numpy())
        decimals[words] = indicator.decimals
    places = limits["place"].fillna(Place.NOT_COMPUTED).where(known, Place.NOT_COMPUTED)
    table.insert(
        len(table.columns) - 1,
        say("charts.place", language),
        [say(f"charts.{_place_key(str(place))}", language) for place in places],
    )
    return table, decimals
