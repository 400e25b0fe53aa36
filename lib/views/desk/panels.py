"""The frame of the data desk: its heading, the switch between its parts, what goes wrong."""

from pathlib import Path

import streamlit as st

from lib.views import data
from lib.views.controls import switch
from lib.views.desk import history, importing, progress, quality, templates
from lib.views.desk.links import (
    SCREEN,
    SWITCH,
    cleared,
    every_part,
    part_name,
    part_of,
    parts,
    withheld_part,
)
from lib.views.desk.session import session, settle
from lib.views.desk.trouble import told
from lib.views.doors import inline
from lib.views.filters import data_note
from lib.views.formats import number
from lib.views.rights import open_to
from lib.views.selection import Selection
from lib.views.words import Language, say

STYLE = Path(__file__).with_name("desk.css")
# Words of the uploader that Streamlit has in English only; desk.css puts these in their place.
REPLACED = ("button", "drop", "failed", "remove", "add")
TROUBLED = ("import", "history")  # parts whose work can fail
PARTS = {
    "import": importing.show,
    "history": history.show,
    "quality": quality.show,
    "templates": templates.show,
}


def style(language: Language) -> None:
    """What this screen looks like beyond the look of the house, and the words of its uploader."""
    st.html(STYLE)
    limit = number(importing.MOST_MEGABYTES)
    said = "".join(
        f'--desk-{name}:"{say(f"desk_upload.{name}", language, limit=limit)}";' for name in REPLACED
    )
    st.html(f"<style>:root{{{said}}}</style>")
    st.html(f"<script>{inline.uploader()}</script>", unsafe_allow_javascript=True)


def head(selection: Selection) -> None:
    """The heading, how far the data reach, and the switch between the parts."""
    language = selection.language
    with st.container(key="desk_head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<h1 class="screen-title">{say("house.desk", language)}</h1>')
        if parts():
            switch(
                say("desk.part", language),
                parts(),
                part_of(selection),
                lambda now, part: cleared(now).with_switch(
                    SWITCH, "" if part == every_part()[0] else part
                ),
                key="desk_part",
                show=lambda part: part_name(part, language),
            )
        st.html(data_note(data.snapshot().info, language))


def body(selection: Selection) -> None:
    """The part that is chosen, or the work that is under way."""
    now, language = session(), selection.language
    settle(now)
    if progress.shown(now, language):
        return
    part = part_of(selection)
    if kept := withheld_part(selection):
        st.info(say("desk.closed_part", language, part=part_name(kept, language)))
    if now.trouble is not None and part in TROUBLED:
        st.error(told(now.trouble, language))
    PARTS[part](selection)


def closed(language: Language) -> bool:
    """Whether the desk is closed to who asks; the screen then says so, and for whom it is."""
    if open_to(SCREEN, data.scope()):
        return False
    key = "rights.closed_desk" if data.scope().signed_in else "desk.closed"
    st.info(say(key, language))
    return True
