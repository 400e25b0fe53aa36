"""Fields of colour: categories or areas by month, and the days of a calendar."""

import calendar
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from lib.views.charts.model import Chart, Head, KeyEntry, Shape
from lib.views.charts.months import Months
from lib.views.charts.theme import INK, QUIET, Spec, axis, figure, folded, ink_on, label, safe
from lib.views.classing import Classing, classify
from lib.views.formats import month_name, number, thai_date
from lib.views.picture import Pattern
from lib.views.words import Language, say

ROW, CELL, TWO_LINES = 28, 22, 54  # px
CELL_TEXT = 7  # columns up to which the figures stand in the cells
WEEKS_A_ROW = 27  # half a year of weeks side by side, so that a phone can read the days


@dataclass(frozen=True)
class _Grid:
    """A grid of values: one row a name, one column a name; missing (nan) where not known."""

    values: pd.DataFrame
    rows: Sequence[str]
    columns: Sequence[str]
    classes: Classing
    decimals: int
    unit: str
    language: Language

    def traces(self, *, written: bool) -> list[Spec]:
        """The cells, and what is written in them: figures, or a dash where nothing is known."""
        fills, values = self._fills(), self.values.to_numpy(dtype=float)
        count = len(self.classes.colours)
        steps = [
            [edge / count, colour]
            for place, colour in enumerate(self.classes.colours)
            for edge in (place, place + 1)
        ]
        across, down = list(range(values.shape[1])), list(range(values.shape[0]))
        cells: Spec = {
            "type": "heatmap", "x": across, "y": down, "z": fills, "zmin": -0.5,
            "zmax": count - 0.5, "colorscale": steps, "showscale": False, "xgap": 2, "ygap": 2,
            "hoverinfo": "text", "hoverongaps": True, **self._said(values),
        }  # fmt: skip
        marks = [
            (c, r, number(values[r][c], self.decimals) if written else "", fills[r][c])
            for r in down for c in across
        ]  # fmt: skip
        marks = [(c, r, "–" if fill is None else text, fill) for c, r, text, fill in marks]
        told = [one for one in marks if one[2]]
        return [cells, {
            "type": "scatter", "mode": "text", "hoverinfo": "skip",
            "x": [c for c, _, _, _ in told], "y": [r for _, r, _, _ in told],
            "text": [text for _, _, text, _ in told],
            "textfont": {"size": 14, "color": [self._ink(fill) for _, _, _, fill in told]},
        }]  # fmt: skip

    def key(self) -> tuple[KeyEntry, ...]:
        """The classes, and the dash where there is one."""
        entries = [
            KeyEntry(text, colour)
            for text, colour in zip(self.classes.labels, self.classes.colours, strict=True)
        ]
        if bool(self.values.isna().to_numpy().any()):
            words = say("value.no_data", self.language)
            entries.append(KeyEntry(words, QUIET, Shape.DASH))
        return tuple(entries)

    def _fills(self) -> list[list[int | None]]:
        wide = self.values.shape[1]
        flat = [self.classes.fills[str(n)] for n in range(self.values.size)]
        plain = [None if isinstance(one, Pattern) else one for one in flat]
        return [plain[start : start + wide] for start in range(0, len(plain), wide)]

    def _ink(self, fill: int | None) -> str:
        if fill is None:
            return QUIET
        return ink_on(self.classes.colours[fill])

    def _said(self, values: Any) -> Spec:
        """What the cells say: the row by its name on the axis, the column, the value."""
        names = [safe(one) for one in self.columns]
        return {
            "hovertemplate": "<b>%{y} · %{customdata}</b><br>%{text}<extra></extra>",
            "customdata": [names] * len(values),
            "text": [[self._value(value) for value in row] for row in values],
        }

    def _value(self, value: float) -> str:
        """A value with its unit, or that it is not known."""
        if math.isnan(value):
            return say("value.no_data", self.language)
        text = number(value, self.decimals)
        return say("value.with_unit", self.language, value=text, unit=self.unit)


def _classed(
    values: pd.DataFrame, breaks: Sequence[float], decimals: int, language: Language
) -> Classing:
    flat = pd.Series(values.to_numpy(dtype=float).ravel()).replace(math.inf, math.nan)
    flat.index = pd.Index([str(n) for n in range(len(flat))])
    return classify(flat, breaks, lang=language, decimals=decimals, zero=0 not in breaks)


def heat(
    values: pd.DataFrame,
    head: Head,
    *,
    names: Mapping[str, str],
    language: Language,
    breaks: Sequence[float],
    unit: str,
    decimals: int = 0,
    first: str = "",
) -> Chart:
    """One row a category or area, one column a month, coloured in the classes of the map.

    ``values`` is indexed by code, its columns are first days of months in order; missing values
    (nan) are cells with a dash. ``breaks`` are the upper limits of all classes but the last; zero
    has a class of its own. ``first`` heads the names in the table.
    """
    columns: list[Any] = [one for one in values.columns if isinstance(one, date)]
    shown = values[columns].loc[[code for code in values.index if code in names]].astype(float)
    months = Months.over(columns, language) if columns else None
    rows = [names[str(code)] for code in shown.index]
    heads = [first or say("charts.category", language)]
    table = pd.DataFrame(shown.round(decimals).to_numpy(),
                         columns=months.names if months else [])  # fmt: skip
    table.insert(0, heads[0], rows)
    places = dict.fromkeys(table.columns[1:], decimals)
    if months is None or shown.empty or shown.isna().to_numpy().all():
        return _empty(head, table, places, language)
    classes = _classed(shown, breaks, decimals, language)
    grid = _Grid(shown, rows, months.names, classes, decimals, unit, language)
    texts = [safe(one) for one in rows]
    layout = {
        "xaxis": months.axis() | {"range": [-0.5, months.count - 0.5], "showline": False},
        "yaxis": axis(range=[len(rows) - 0.5, -0.5], tickvals=list(range(len(rows))),
                      ticktext=[folded(one) for one in texts],
                      tickfont={"size": 14, "color": INK}),
        "margin": {"l": 4, "r": 8, "t": 6, "b": TWO_LINES, "pad": 2},
    }  # fmt: skip
    tall = any("<br>" in folded(one) for one in texts)
    height = len(rows) * (ROW + (14 if tall else 0)) + 6 + TWO_LINES
    drawn = figure(grid.traces(written=months.count <= CELL_TEXT), layout, height)
    return Chart(
        head, language, drawn, table, _alt(head, shown, rows, months.names, decimals, language),
        key=grid.key(), decimals=places,
    )  # fmt: skip


def heat_calendar(
    values: pd.Series,
    head: Head,
    *,
    language: Language,
    breaks: Sequence[float],
    unit: str,
    decimals: int = 0,
) -> Chart:
    """The days of half a year or less a field: a column a week, a row a weekday.

    ``values`` is indexed by day (``date``); days that are missing, or nan, are cells with a dash.
    Longer series go on in fields below. Weeks begin on Monday.
    """
    days: list[Any] = sorted(one for one in values.index if isinstance(one, date))
    table = pd.DataFrame({
        say("charts.day", language): [thai_date(one, language) for one in days],
        unit: values.reindex(days).astype(float).to_numpy(),
    })  # fmt: skip
    if not days or values.isna().all():
        return _empty(head, table, {unit: decimals}, language)
    weekdays = say("charts.weekdays", language).split(",")
    start = days[0] - timedelta(days=days[0].weekday())
    weeks = (days[-1] - start).days // 7 + 1
    blocks = [range(at, min(at + WEEKS_A_ROW, weeks)) for at in range(0, weeks, WEEKS_A_ROW)]
    known = {one: float(value) for one, value in values.to_dict().items()}
    wide = min(weeks, WEEKS_A_ROW)
    rows: list[list[float]] = []
    texts: list[str] = []
    marks: list[Spec] = []
    for block in blocks:
        marks += _month_marks(start, block, len(rows), language)
        rows.append([math.nan] * wide)
        texts.append("")
        for weekday in range(7):
            cells = [start + timedelta(days=7 * week + weekday) for week in block]
            line = [known.get(one, math.nan) for one in cells]
            rows.append(line + [math.nan] * (wide - len(line)))
            texts.append(weekdays[weekday])
    frame = pd.DataFrame(rows)
    classes = _classed(frame, breaks, decimals, language)
    grid = _Days(frame, texts, [""] * wide, classes, decimals, unit, language, start=start,
                 first=days[0], last=days[-1])  # fmt: skip
    shown = [n for n, text in enumerate(texts) if text]
    layout = {
        "xaxis": axis(range=[-0.5, wide - 0.5], side="top"),
        "yaxis": axis(range=[len(rows) - 0.5, -0.5], tickvals=shown,
                      ticktext=[texts[n] for n in shown]),
        "margin": {"l": 4, "r": 8, "t": 4, "b": 4, "pad": 2},
        "annotations": marks,
    }  # fmt: skip
    return Chart(
        head, language, figure(grid.traces(written=False), layout, len(rows) * CELL + 12), table,
        say("charts.alt_calendar", language, title=head.title, first=thai_date(days[0], language),
            last=thai_date(days[-1], language)),
        key=grid.key(), decimals={unit: decimals},
    )  # fmt: skip


@dataclass(frozen=True)
class _Days(_Grid):
    """A grid of the days of weeks in blocks of eight rows: a free one, then Monday to Sunday."""

    start: date
    first: date
    last: date

    def day(self, row: int, column: int) -> date | None:
        """The day of a cell; None where it belongs to none that is shown."""
        block, weekday = divmod(row, 8)
        if not weekday:
            return None
        week = block * WEEKS_A_ROW + column
        found = self.start + timedelta(days=7 * week + weekday - 1)
        return found if self.first <= found <= self.last else None

    def traces(self, *, written: bool) -> list[Spec]:
        """The cells, with a dash on days, and on no others, of which nothing is known."""
        cells, marks = super().traces(written=written)
        kept = [n for n, at in enumerate(zip(marks["x"], marks["y"], strict=True))
                if self.day(at[1], at[0]) is not None]  # fmt: skip
        for name in ("x", "y", "text"):
            marks[name] = [marks[name][n] for n in kept]
        marks["textfont"] = {"size": 14, "color": QUIET}
        return [cells, marks]

    def key(self) -> tuple[KeyEntry, ...]:
        """The classes, and the dash where a day has one."""
        entries = [one for one in super().key() if one.shape is not Shape.DASH]
        rows, columns = self.values.shape
        gaps = any(
            self.day(r, c) is not None and math.isnan(float(self.values.to_numpy()[r][c]))
            for r in range(rows) for c in range(columns)
        )  # fmt: skip
        if gaps:
            entries.append(KeyEntry(say("value.no_data", self.language), QUIET, Shape.DASH))
        return tuple(entries)

    def _said(self, values: Any) -> Spec:
        """What the days say; cells that are no days say nothing, which a template cannot do."""
        return {
            "text": [[self._of_day(self.day(r, c), value) for c, value in enumerate(row)]
                     for r, row in enumerate(values)]
        }  # fmt: skip

    def _of_day(self, day: date | None, value: float) -> str:
        if day is None:
            return ""
        return f"<b>{thai_date(day, self.language)}</b><br>{self._value(value)}"


def _month_marks(start: date, block: range, row: int, language: Language) -> list[Spec]:
    """Names of the months above the weeks in which they begin."""
    marks = []
    for place, week in enumerate(block):
        monday = start + timedelta(days=7 * week)
        days = [monday + timedelta(days=n) for n in range(7)]
        opening = next((one for one in days if one.day == 1), None)
        if opening is None and place:
            continue
        month = opening or monday
        left = calendar.monthrange(month.year, month.month)[1] - month.day
        if place == 0 and opening is None and left < 14:
            continue
        marks.append(label(month_name(month, language), x=place - 0.5, y=row, xanchor="left",
                           yanchor="middle"))  # fmt: skip
    return marks


def _empty(
    head: Head, table: pd.DataFrame, decimals: Mapping[str, int], language: Language
) -> Chart:
    words = say("charts.empty", language)
    return Chart(head, language, None, table, words, decimals=decimals, empty=words)


def _alt(
    head: Head, values: pd.DataFrame, rows: Sequence[str], columns: Sequence[str], decimals: int,
    language: Language,
) -> str:  # fmt: skip
    flat = values.to_numpy(dtype=float)
    place: Any = pd.DataFrame(flat).stack().idxmax()
    return say(
        "charts.alt_heat", language, title=head.title, row=rows[place[0]],
        column=columns[place[1]], value=number(flat[place[0]][place[1]], decimals),
    )  # fmt: skip
