"""The trend of errors in the files that are checked at the desk: by month, and by amphoe."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import polars as pl
import streamlit as st

from lib.imports.log import Counts, LoggedCheck
from lib.quality.trend import by_amphoe, by_month, counted
from lib.views.charts import show
from lib.views.charts.model import Chart, Head
from lib.views.charts.months import Months
from lib.views.charts.theme import INK, PRIMARY, SMALL, Spec, figure, round_up, value_axis
from lib.views.desk.plain import paragraph
from lib.views.desk.quality_checks import (
    ERRORS,
    WARNINGS,
    checks_panel,
    is_of_months,
    is_of_one,
    of_amphoe,
    of_check,
    of_month,
    when,
)
from lib.views.desk.quality_choice import Choice
from lib.views.desk.quality_grid import Cell, Row, grid
from lib.views.desk.quality_grids import pick
from lib.views.desk.quality_sentences import amphoe_name
from lib.views.formats import month_year, number
from lib.views.words import Language, say

PLOT, TOP, BOTTOM = 190, 30, 54  # px
NAMED = 6  # bars: of more only the highest and the newest have their figure, for a phone
LATEST = 10  # checks shown one by one
HASH_SHOWN = 8  # characters
COLUMNS = ("rows", "errors", "warnings", "per_1000")
HEADS = {
    "month": ("month", *COLUMNS),
    "amphoe": ("amphoe", *COLUMNS),
    "latest": ("when", "who", "files", "rows", "errors", "warnings"),
}


def trend(checks: Sequence[LoggedCheck], choice: Choice | None, language: Language) -> None:
    """The chart and the tables by month, amphoe and check, with the findings that are chosen."""
    st.html(f'<h3 class="desk-part">{say("quality.trend", language)}</h3>')
    counts = counted(checks)
    if counts.is_empty():
        paragraph(say("quality.trend_empty", language))
        return
    show.chart(trend_chart(by_month(counts), language), key="quality_trend", heading=4)
    one, months = is_of_one(choice), is_of_months(choice)
    month_grid(by_month(counts), choice, language)
    _chosen(checks, choice if months else None, language)
    amphoe_grid(by_amphoe(counts), choice, language)
    _chosen(checks, None if one or months else choice, language)
    latest_grid(checks, choice, language)
    _chosen(checks, choice if one else None, language)


def _chosen(checks: Sequence[LoggedCheck], choice: Choice | None, language: Language) -> None:
    if choice is not None:
        checks_panel(checks, choice, language)


def month_grid(months: pl.DataFrame, choice: Choice | None, language: Language) -> None:
    """One row a month, the newest first."""
    rows = [
        [Cell(month_year(row["month"], language), row["month"].toordinal()),
         *_cells(row, partial(of_month, month=f"{row['month']:%Y-%m}"))]
        for row in months.reverse().iter_rows(named=True)
    ]  # fmt: skip
    _grid("month", rows, "quality_trend_months", choice, language)


def amphoe_grid(amphoe: pl.DataFrame, choice: Choice | None, language: Language) -> None:
    """One row an amphoe, that with most errors for its rows first."""
    rows = [
        [Cell(amphoe_name(row["amphoe_code"], language)),
         *_cells(row, partial(of_amphoe, code=row["amphoe_code"]))]
        for row in amphoe.iter_rows(named=True)
    ]  # fmt: skip
    _grid("amphoe", rows, "quality_trend_amphoe", choice, language)


def latest_grid(checks: Sequence[LoggedCheck], choice: Choice | None, language: Language) -> None:
    """The newest checks one by one: when, who, which files, what was found."""
    rows = []
    for one in reversed(checks[-LATEST:]):
        files = ", ".join(f"{name} ({digest[:HASH_SHOWN]})" for name, digest in one.files)
        counts = {"rows": sum(one.rows.values()), "errors": _sum(one.errors),
                  "warnings": _sum(one.warnings)}  # fmt: skip
        cells = _cells(counts, partial(of_check, one=one))[:-1]
        rows.append([
            Cell(when(one.at, language), one.at.timestamp()), Cell(one.who or "–"), Cell(files),
            *cells,
        ])  # fmt: skip
    _grid("latest", rows, "quality_trend_latest", choice, language)


def _grid(
    name: str, rows: Sequence[Row], key: str, choice: Choice | None, language: Language
) -> None:
    st.html(f'<h4 class="desk-part">{say(f"quality.trend_by_{name}", language)}</h4>')
    heads = HEADS[name]
    grid(
        [say(f"quality.trend_{one}", language) for one in heads], rows, key=key,
        caption=say(f"quality.trend_by_{name}", language), picked=choice.text if choice else "",
        on_pick=pick, language=language,
        numbers=[at for at, one in enumerate(heads) if one in COLUMNS],
    )  # fmt: skip


def _cells(row: Mapping[str, Any], choose: Callable[[str], Choice]) -> list[Cell]:
    """The figures of a row with COLUMNS; those of findings can be chosen."""
    cells = [Cell(number(row["rows"]), row["rows"])]
    for name in (ERRORS, WARNINGS):
        count = row[name]
        cells.append(Cell(number(count), count, choose(name).text if count else ""))
    rate = row.get("per_1000")
    return [*cells, Cell(number(math.nan if rate is None else rate, 1), rate)]


def _sum(counts: Counts) -> int:
    return sum(sum(kinds.values()) for kinds in counts.values())


def trend_chart(months: pl.DataFrame, language: Language) -> Chart:
    """A bar a month: errors to a thousand checked rows; months without checks have none."""
    axis = Months.over(months["month"].to_list(), language)
    rated = months.filter(pl.col("per_1000").is_not_null())
    rates = dict(zip(rated["month"], rated["per_1000"], strict=True))
    title, subtitle = _title(rates, language), say("quality.trend_unit", language)
    head = Head(title, subtitle, say("quality.trend_source", language))
    shown = months.with_columns(per_1000=pl.col("per_1000").round(1)).to_pandas()
    frame = pd.DataFrame({
        say("charts.month", language): [month_year(one, language) for one in months["month"]],
        **{say(f"quality.trend_{name}", language): shown[name] for name in COLUMNS},
    })  # fmt: skip
    decimals = {say("quality.trend_per_1000", language): 1}
    return Chart(
        head, language, _figure(axis, rates) if rates else None, frame, title,
        empty=say("charts.empty", language), decimals=decimals,
    )  # fmt: skip


def _figure(axis: Months, rates: dict[date, float]) -> object:
    places = [axis.place(one) for one in rates]
    named = list(rates) if len(rates) <= NAMED else [max(rates), max(rates, key=lambda m: rates[m])]
    texts = [number(value, 1) if one in named else "" for one, value in rates.items()]
    bars: Spec = {
        "type": "bar", "x": places, "y": list(rates.values()), "width": 0.66,
        "marker": {"color": PRIMARY}, "textposition": "outside", "cliponaxis": False,
        "text": texts, "textangle": 0, "constraintext": "none",
        "textfont": {"color": INK, "size": SMALL},
        "hovertext": [f"{month_year(one, axis.language)}: {number(value, 1)}"
                      for one, value in rates.items()],
        "hoverinfo": "text",
    }  # fmt: skip
    layout = {
        "xaxis": axis.axis() | {"automargin": False},
        "yaxis": value_axis(0, round_up(max(rates.values())), most=3),
        "margin": {"l": 4, "r": 8, "t": TOP, "b": BOTTOM, "pad": 2},
    }
    return figure([bars], layout, PLOT + TOP + BOTTOM)


def _title(rates: dict[date, float], language: Language) -> str:
    if not rates:
        return say("quality.trend_no_rows", language)
    months = sorted(rates)
    last = {"month": month_year(months[-1], language), "rate": number(rates[months[-1]], 1)}
    if len(months) == 1:
        return say("quality.trend_one", language, **last)
    before = {"before": month_year(months[0], language), "was": number(rates[months[0]], 1)}
    return say("quality.trend_title", language, **last, **before)
