"""The frame of the administration: its heading, the switch between its parts, simulated data."""

from pathlib import Path

import streamlit as st

from lib.views import data, visitor
from lib.views.access import accounts, rights, trail
from lib.views.access.session import forget, may_administer
from lib.views.controls import switch
from lib.views.desk.plain import paragraph
from lib.views.filters import data_note
from lib.views.selection import Selection
from lib.views.words import Language, say

STYLES = [
    Path(__file__).parents[1] / "desk" / "desk.css",  # its lines and tables
    Path(__file__).with_name("access.css"),
]
SWITCH = "administration"
PARTS = {"accounts": accounts.show, "trail": trail.show, "rights": rights.show}


def style() -> None:
    """What this screen looks like beyond the look of the house."""
    for one in STYLES:
        st.html(one)


def head(selection: Selection) -> None:
    """The heading and the switch between the parts."""
    language, parts = selection.language, data.choices().switches[SWITCH]
    with st.container(
        key="administration_head", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(f'<h1 class="screen-title">{say("access.title", language)}</h1>')
        switch(
            say("access.part", language),
            parts,
            part_of(selection),
            lambda now, part: now.with_switch(SWITCH, "" if part == parts[0] else part),
            key="administration_part",
            show=lambda part: say(f"access.part_{part}", language),
        )
        st.html(data_note(data.snapshot().info, language))


def body(selection: Selection) -> None:
    """The part that is chosen."""
    if data.snapshot().info.simulated:
        paragraph(say("access.simulated", selection.language), "note")
    PARTS[part_of(selection)](selection)


def part_of(selection: Selection) -> str:
    """The part of the screen that is shown."""
    return selection.switch(SWITCH) or data.choices().switches[SWITCH][0]


def closed(language: Language) -> bool:
    """Whether the screen is closed to who asks; it then says so, and shows nothing of before."""
    if may_administer(visitor.visitor()):
        return False
    forget()
    st.info(say("rights.closed_administration", language))
    return True
