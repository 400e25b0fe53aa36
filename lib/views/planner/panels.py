"""The frame of the planner: where one is, the switch between its parts, what is refused."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from lib.planning.asking import PlanRefused
from lib.views import address, asking, data
from lib.views.controls import switch
from lib.views.mapped.screen import STYLE as MAPPED
from lib.views.planner import alerts, annex, days, load, month, month_asked, situation
from lib.views.planner import next as where_next
from lib.views.planner.top import day_line
from lib.views.selection import Selection
from lib.views.states import nothing
from lib.views.words import say

STYLE = Path(__file__).with_name("planner.css")
SWITCH = annex.SCREEN  # its files join the menu of this screen
# The parts of the screen, each with what shows it; data/screens.toml has their order.
PARTS: Mapping[str, Callable[[Selection], None]] = {
    "next": where_next.show,
    "situation": situation.show,
    "days": days.show,
    "load": load.show,
    "month": month.show,
    "alerts": alerts.show,
}


def begin() -> Selection | None:
    """The selection that the screen shows, with its look; None where its days have no data."""
    selection = address.current()
    if message := asking.why_empty(selection):
        nothing(message, selection.language)
        return None
    st.html(MAPPED)
    st.html(STYLE)
    return selection


def head(selection: Selection) -> None:
    """The trail of areas, the day that all of it is as of, and the parts to switch between."""
    language = selection.language
    # A month is planned from the day of the data, whatever period is chosen.
    planned = month_asked.as_of(selection) if part_of(selection) == "month" else None
    day_line(selection, say("planner.not_filtered", language), planned)
    switch(
        say("planner.part", language),
        parts(),
        part_of(selection),
        lambda now, part: now.with_switch(SWITCH, "" if part == parts()[0] else part),
        key="planner_part",
        show=lambda part: say(f"planner.part_{part}", language),
    )


def body(selection: Selection) -> None:
    """The part that is chosen; where its area is not one that the planner holds, that is said."""
    try:
        PARTS[part_of(selection)](selection)
    except PlanRefused:
        st.info(say("planner.refused", selection.language))


def parts() -> tuple[str, ...]:
    """The parts of the screen in their order, the first of them where it opens."""
    return tuple(one for one in data.choices().switches[SWITCH] if one in PARTS)


def part_of(selection: Selection) -> str:
    """The part that is shown."""
    asked = selection.switch(SWITCH)
    return asked if asked in parts() else parts()[0]
