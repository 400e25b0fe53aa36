"""The trend of errors in the files that are checked at the desk: by month, and by amphoe."""

import math
from collections.abc import Sequence
from datetime import date

import pandas as pd
import polars as pl
import streamlit as st

from lib.imports.folder import TIME_ZONE
from lib.imports.log import LoggedCheck
from lib.quality.trend import by_amphoe, by_month, counted
from lib.views.charts import show
from lib.views.charts.model import Chart, Head
from lib.views.charts.months import Months
from lib.views.charts.theme import INK, PRIMARY, SMALL, Spec, figure, round_up, value_axis
from lib.views.desk.plain import paragraph, table
from lib.views.desk.quality_sentences import amphoe_name
from lib.views.formats import month_year, number, thai_date
from lib.views.words import Language, say

PLOT, TOP, BOTTOM = 190, 30, 54  # px
NAMED = 6  # bars: of more only the highest and the newest have their figure, for a phone
LATEST = 10  # checks shown one by one
HASH_SHOWN = 8  # characters
COLUMNS = ("rows", "errors", "warnings", "per_1000")


def trend(checks: Sequence[LoggedCheck], language: Language) -> None:
    """The chart by month and the table by amphoe; says so where nothing was checked yet."""
    st.html(f'<h3 class="desk-part">{say("quality.trend", language)}</h3>')
    counts = counted(checks)
    if counts.is_empty():
        paragraph(say("quality.trend_empty", language))
        return
    show.chart(trend_chart(by_month(counts), language), key="quality_trend", heading=4)
    heads = ["amphoe", *COLUMNS]
    table(
        [say(f"quality.trend_{name}", language) for name in heads],
        [
            [amphoe_name(row["amphoe_code"], language), *_cells(row)]
            for row in by_amphoe(counts).iter_rows(named=True)
        ],
        caption=say("quality.trend_table", language),
        numbers=range(1, len(heads)),
    )
    _latest(checks, language)


def _latest(checks: Sequence[LoggedCheck], language: Language) -> None:
    """The newest checks one by one: when, who, which files, what was found."""
    heads = ("when", "who", "files", "rows", "errors", "warnings")
    table(
        [say(f"quality.trend_{name}", language) for name in heads],
        [_check(one, language) for one in reversed(checks[-LATEST:])],
        caption=say("quality.trend_latest", language),
        numbers=range(3, len(heads)),
    )


def _check(one: LoggedCheck, language: Language) -> list[str]:
    at = one.at.astimezone(TIME_ZONE)
    when = say("desk.when", language, day=thai_date(at.date(), language), time=f"{at:%H:%M}")
    files = ", ".join(f"{name} ({digest[:HASH_SHOWN]})" for name, digest in one.files)
    found = (sum(sum(kinds.values()) for kinds in some.values())
             for some in (one.errors, one.warnings))  # fmt: skip
    return [when, one.who or "–", files, *map(number, (sum(one.rows.values()), *found))]


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


def _cells(row: dict[str, object]) -> list[str]:
    whole = [number(int(str(row[name]))) for name in COLUMNS[:3]]
    rate = row["per_1000"]
    return [*whole, number(math.nan if rate is None else float(str(rate)), 1)]
