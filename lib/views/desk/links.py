"""From the desk to the screens that show what was imported."""

from dataclasses import replace
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lib.store.batches import Batch
from lib.views import data
from lib.views.selection import Kind, Selection, period_of
from lib.views.words import Language, say

SCREEN = SWITCH = "desk"


def after_import(batch: Batch, selection: Selection) -> None:
    """The ways on from an import: the map of the days it tells of, and the history."""
    language = selection.language
    map_, history = (say(f"desk.see_{name}", language) for name in ("map", "history"))
    st.html(
        f'<p class="desk-links"><a href="{escape(map_address(batch, selection))}" target="_self">'
        f'{map_}</a><a href="{escape(part_address("history", selection))}" target="_self">'
        f"{history}</a></p>"
    )


def map_address(batch: Batch, selection: Selection) -> str:
    """The map of coverage for the fiscal year that the rows reach into."""
    there = replace(cleared(selection), indicator=data.choices("coverage").start_indicator)
    if batch.data_date is not None:
        there = there.with_period(Kind.YEAR, period_of(Kind.YEAR, batch.data_date))
    return _address("coverage", there)


def part_address(part: str, selection: Selection) -> str:
    """A part of this screen."""
    there = replace(cleared(selection), indicator=data.choices(SCREEN).start_indicator)
    return _address(SCREEN, there.with_switch(SWITCH, part))


def cleared(selection: Selection) -> Selection:
    """The selection without what only this screen has."""
    return replace(selection.with_switch(SWITCH, ""), detail="", picked="")


def _address(screen: str, there: Selection) -> str:
    query = urlencode(there.to_query(data.choices(screen)))
    return f"{screen}?{query}" if query else screen


def part_of(selection: Selection) -> str:
    """The part of the screen that is shown."""
    return selection.switch(SWITCH) or parts()[0]


def parts() -> tuple[str, ...]:
    """The parts of the screen, the first of them where it opens."""
    return data.choices().switches[SWITCH]


def part_name(part: str, language: Language) -> str:
    """What a part is called."""
    return say(f"desk.part_{part}", language)
