"""From the desk to the screens that show what was imported."""

from dataclasses import replace

import streamlit as st

from lib.access.scope import Right
from lib.store.batches import Batch
from lib.views import data
from lib.views.selection import Kind, Selection, period_of
from lib.views.words import Language, say

SCREEN = SWITCH = "desk"
NEEDED = {
    "import": Right.IMPORT,
    "history": Right.IMPORT,
    "quality": Right.QUALITY,
    "templates": Right.QUALITY,
}
MAP = "coverage"


def after_import(batch: Batch, selection: Selection) -> None:
    """The ways on from an import: the map of the days it tells of, and the history."""
    with st.container(key="desk_links", horizontal=True, gap="medium"):
        _link("map", MAP, map_selection(batch, selection))
        _link("history", SCREEN, part_selection("history", selection))


def _link(name: str, screen: str, there: Selection) -> None:
    """A link that the page follows without being loaded anew, as those of the frame do."""
    # The language always stands in it: an empty address would bring the selection of before.
    query = {"lang": there.language, **there.to_query(data.choices(screen))}
    there_page = st.Page(_nothing, url_path=screen)
    st.page_link(there_page, label=say(f"desk.see_{name}", there.language), query_params=query)


def _nothing() -> None:
    """Stands for a screen: Streamlit knows it by its address."""


def map_selection(batch: Batch, selection: Selection) -> Selection:
    """The map of coverage for the fiscal year that the rows reach into."""
    there = replace(cleared(selection), indicator=data.choices(MAP).start_indicator)
    if batch.data_date is not None:
        there = there.with_period(Kind.YEAR, period_of(Kind.YEAR, batch.data_date))
    return there


def part_selection(part: str, selection: Selection) -> Selection:
    """A part of this screen."""
    there = replace(cleared(selection), indicator=data.choices(SCREEN).start_indicator)
    return there.with_switch(SWITCH, part)


def cleared(selection: Selection) -> Selection:
    """The selection without what only this screen has."""
    return replace(selection.with_switch(SWITCH, ""), detail="", picked="")


def part_of(selection: Selection) -> str:
    """The part of the screen that is shown: the one asked for, if it is for who asks."""
    asked, mine = selection.switch(SWITCH) or every_part()[0], parts()
    return asked if asked in mine else mine[0]


def withheld_part(selection: Selection) -> str:
    """The part that is asked for and is not for who asks; empty where there is none."""
    asked = selection.switch(SWITCH)
    return "" if asked in parts() else asked


def parts() -> tuple[str, ...]:
    """The parts of the screen that are for who asks, the first of them where it opens."""
    whose = data.scope()
    return tuple(one for one in every_part() if whose.may(NEEDED[one]))


def every_part() -> tuple[str, ...]:
    """All parts of the screen; the address leaves out the first."""
    return data.choices().switches[SWITCH]


def part_name(part: str, language: Language) -> str:
    """What a part is called."""
    return say(f"desk.part_{part}", language)
