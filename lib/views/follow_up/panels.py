"""The parts of the follow-up screen as they stand on it."""

from functools import partial
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from lib.indicators import registry
from lib.indicators.model import Flag, Indicator
from lib.indicators.spread import ranked
from lib.views import data
from lib.views.charts import show
from lib.views.charts.areas import at, limits_text
from lib.views.controls import step, switch
from lib.views.follow_up import charts, load
from lib.views.follow_up.cards import cards
from lib.views.follow_up.work import pick
from lib.views.formats import number, show_value
from lib.views.mapped.panel import not_applied_line
from lib.views.overview.load import nothing_matches
from lib.views.selection import Selection
from lib.views.states import nothing
from lib.views.words import Language, say

STYLE = Path(__file__).with_name("style.css")
OUTCOMES_BY = "outcomes"


def style() -> None:
    """The look of this screen, on the screen and on paper."""
    st.html(STYLE)


def head(selection: Selection, figures: list[load.Headline]) -> None:
    """That the filters leave nothing, or which figures they do not cut."""
    shown = [one.figure for one in figures]
    if nothing_matches(selection, shown):
        nothing(say("empty.filtered", selection.language), selection.language)
    asked = [registry.get(code) for code in (selection.indicator, load.INCOME, load.WORK)]
    not_applied_line(selection, [*(one.indicator for one in shown), *asked])


def side(selection: Selection, figures: list[load.Headline], answer: pd.DataFrame) -> None:
    """Beside the map: the figures, the marked area, what is overdue by age."""
    st.html(cards(figures, charts.area_name(selection, selection.area), selection.language))
    _picked(selection, answer)
    show.chart(charts.overdue_chart(selection), key="follow_up_overdue", on_pick=pick, heading=2)


def below(selection: Selection) -> None:
    """Below map and work list: outcomes, months, income, time to work."""
    left, right = st.columns(2, gap="small")
    with left:
        _outcomes(selection)
    with right:
        show.chart(charts.months_chart(selection), key="follow_up_months", heading=2)
        show.chart(charts.work_chart(selection), key="follow_up_work", heading=2)
    with left:
        show.chart(charts.income_chart(selection), key="follow_up_income", on_pick=pick, heading=2)


def _outcomes(selection: Selection) -> None:
    language = selection.language
    by = selection.switch(OUTCOMES_BY) or "areas"
    switch(
        say("follow_up.outcomes_by", language),
        data.choices().switches[OUTCOMES_BY],
        by,
        lambda now, value: now.with_switch(OUTCOMES_BY, "" if value == "areas" else value),
        key="follow_up_outcomes_by",
        show=lambda value: say(f"follow_up.outcomes_by_{value}", language),
    )
    rounds = by == "rounds"
    chart = charts.outcomes_chart(selection, rounds=rounds)
    key = "follow_up_outcomes_rounds" if rounds else "follow_up_outcomes"
    show.chart(chart, key=key, on_pick=None if rounds else pick, heading=2)


def _picked(selection: Selection, answer: pd.DataFrame) -> None:
    """The marked area with its value and rank, and the way into it."""
    language, code = selection.language, selection.picked
    if code not in answer.index:
        return
    name, indicator = charts.area_name(selection, code), registry.get(selection.indicator)
    with st.container(key="follow_up_picked"):
        st.html(picked_words(indicator, answer, code, name, language))
        with st.container(key="follow_up_picked_ways", horizontal=True, gap="xsmall"):
            go = say("follow_up.picked_go", language)
            step(go, partial(Selection.with_area, code=code), key="follow_up_go")
            drop = say("follow_up.picked_drop", language)
            step(drop, partial(Selection.with_pick, code=code), key="follow_up_drop")


def picked_words(
    indicator: Indicator, answer: pd.DataFrame, code: str, name: str, language: Language
) -> str:
    """Name and value of a marked area, its limits and the ranks that it can have, as HTML."""
    row = answer.loc[[code]].iloc[0]
    value = show_value(indicator, float(row["value"]), str(row["flag"]), language)
    parts = []
    if row["flag"] == str(Flag.OK) and not (pd.isna(row["lower"]) or pd.isna(row["upper"])):
        limits = limits_text(indicator, row, language)
        parts.append(say("charts.limits", language, limits=limits))
    ranks = ranked(indicator, answer).dropna()
    if code in ranks.index:
        first, last = (number(at(ranks, code, side)) for side in ("rank_from", "rank_to"))
        place = first if first == last else f"{first}–{last}"
        parts.append(say("charts.rank", language, rank=place, total=number(len(ranks))))
    label = f"{indicator.name(language)} {value}"
    return (
        f'<div class="follow-picked" role="status">▸ <b>{escape(name)}</b> {escape(label)}'
        f"<p>{escape(' · '.join(parts))}</p></div>"
    )
