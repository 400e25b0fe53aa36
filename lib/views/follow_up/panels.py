"""The parts of the follow-up screen as they stand on it."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.codes import level_of
from lib.indicators import registry
from lib.views import data
from lib.views.follow_up import charts, load
from lib.views.mapped.cards import tiles
from lib.views.mapped.empty import chart_or_ways
from lib.views.mapped.facts import Fact
from lib.views.mapped.names import area_name
from lib.views.mapped.panel import not_applied_line
from lib.views.mapped.picked import pick, picked_panel
from lib.views.mapped.switches import screen_switch
from lib.views.overview.load import nothing_matches
from lib.views.selection import Selection, shown_within
from lib.views.states import nothing, withheld
from lib.views.words import say

STYLE = Path(__file__).with_name("style.css")
OUTCOMES_BY = "outcomes"


def head(selection: Selection, figures: list[Fact]) -> None:
    """That the filters leave nothing, or which figures they do not cut."""
    shown = [one.figure for one in figures]
    if nothing_matches(selection, shown):
        nothing(say("empty.filtered", selection.language), selection.language)
    asked = [registry.get(code) for code in (selection.indicator, load.INCOME, load.WORK)]
    not_applied_line(selection, [*(one.indicator for one in shown), *asked])


def side(selection: Selection, figures: list[Fact], answer: pd.DataFrame) -> None:
    """Beside the map: the figures, the marked area, what is overdue by age."""
    area, level = area_name(selection, selection.area), level_of(selection.area)
    st.html(tiles(figures, area, level, selection.language))
    picked_panel(selection, answer)
    chart = charts.overdue_chart(selection)
    chart_or_ways(
        selection,
        chart,
        key="follow_up_overdue",
        on_pick=pick,
        about=shown_within(selection.area),
        heading=2,
    )


def below(selection: Selection) -> None:
    """Below map and work list: outcomes, months, income, time to work."""
    left, right = st.columns(2, gap="small")
    with left:
        _outcomes(selection)
    with right:
        chart_or_ways(selection, charts.months_chart(selection), key="follow_up_months", heading=2)
        if not withheld("work_curves", selection.language):
            chart_or_ways(selection, charts.work_chart(selection), key="follow_up_work", heading=2)
    with left:
        chart_or_ways(
            selection,
            charts.income_chart(selection),
            key="follow_up_income",
            on_pick=pick,
            heading=2,
        )


def _outcomes(selection: Selection) -> None:
    language, rounds = selection.language, False
    if data.choices().free:  # rounds are a filter
        label = say("follow_up.outcomes_by", language)
        by = screen_switch(
            selection, OUTCOMES_BY, label, lambda one: say(f"follow_up.outcomes_by_{one}", language)
        )
        rounds = by == "rounds"
    chart = charts.outcomes_chart(selection, rounds=rounds)
    key = "follow_up_outcomes_rounds" if rounds else "follow_up_outcomes"
    chart_or_ways(selection, chart, key=key, on_pick=None if rounds else pick, heading=2)
