"""The menu of what can be taken away from a screen.

Nothing is made before it is asked for. What is quick is made when its button is pressed, with a
wheel on it while it lasts; what is slow shows its progress and gives a second button to save it.
"""

import json
import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from lib.exports.model import Stamp
from lib.views import address, asking, data, visitor
from lib.views.selection import Selection
from lib.views.taking.giving import given
from lib.views.taking.kinds import GROUPS, Kind, Taken, offered
from lib.views.taking.papers import BRIEFING, with_pinned  # its kinds join the menu
from lib.views.taking.seen import Seen
from lib.views.taking.stamp import name_of, now, pinned_name, stamp_of
from lib.views.words import Language, say

STYLE = Path(__file__).with_name("menu.css")
READY = "taking_ready"  # the slow file that was made last: what it is of, and its bytes
LOG = logging.getLogger("dashboard")


def take_away(seen: Seen, screen: str) -> None:
    """Show the menu in the place that the screen has kept for it; nothing where it has kept none.

    To be called after the screen has run, with what it has shown. ``screen`` is its name.
    """
    selection = address.current()
    if seen.place is None or asking.why_empty(selection):
        return
    title = say(f"house.{screen}", selection.language)
    taken = Taken(screen, selection, title, _stamp(selection, title, seen), seen)
    if screen == BRIEFING and selection.detail:
        taken = with_pinned(taken)
    with seen.place:
        _menu(taken)


def _stamp(selection: Selection, title: str, seen: Seen) -> Stamp:
    """The stamp of the screen; one that compares says what, in place of its area and period."""
    stamp = stamp_of(selection, title)
    if seen.internal:
        stamp = replace(stamp, internal=say("exports.internal", selection.language))
    if seen.notes:
        (name, filters), *others = stamp.lines[2:]
        told = (name, " · ".join((filters, *seen.notes)))
        stamp = replace(stamp, lines=(*stamp.lines[:2], told, *others))
    compared = [one.caption for one in seen.maps.values() if one.caption]
    if not compared:
        return stamp
    line = (say("exports.line_compared", selection.language), " / ".join(compared))
    return replace(stamp, lines=(line, *stamp.lines[2:]))


def _menu(taken: Taken) -> None:
    language = taken.selection.language
    groups = {name: kinds for name in GROUPS if (kinds := offered(taken, name))}
    if not groups:
        return
    st.html(STYLE)
    st.html(_failed_style(language))
    with st.popover(say("exports.take", language), key="take_menu", type="tertiary"):
        st.html(f'<p class="take-hint">{escape(say("exports.take_hint", language))}</p>')
        for name, kinds in groups.items():
            st.html(f'<p class="take-group">{escape(say(f"exports.take_{name}", language))}</p>')
            for kind in kinds:
                if kind.slow:
                    _slow(kind, taken, visitor.standing())
                else:
                    _quick(kind, taken)


def _quick(kind: Kind, taken: Taken) -> None:
    """A button that makes the file when it is pressed."""
    st.download_button(
        say(f"exports.take_{kind.key}", taken.selection.language),
        given(partial(made, kind, taken), kind.key, taken.selection),
        file_name=_file_name(kind, taken),
        mime=kind.mime,
        key=f"take_{kind.key}",
        on_click="ignore",
        type="tertiary",
        width="stretch",
    )


@st.fragment
def _slow(kind: Kind, taken: Taken, shown_to: visitor.Standing) -> None:
    """A button that makes the file with its progress shown, then one that saves it.

    It runs by itself, perhaps long after the screen: what that showed was for who looked then.
    """
    language = taken.selection.language
    if not (visitor.still(shown_to) and visitor.visitor() == shown_to.visitor):
        st.session_state.pop(READY, None)
        st.info(say("exports.take_ended", language))
        return
    of = (
        kind.key,
        shown_to.visitor,
        tuple(taken.selection.to_query(data.choices()).items()),
        data.snapshot().version,
    )
    if st.button(
        say(f"exports.take_{kind.key}", language), key=f"take_{kind.key}", type="tertiary",
        width="stretch",
    ):  # fmt: skip
        bar = st.progress(0.0, say("exports.take_making", language))
        try:
            file = made(kind, taken, partial(_tell, bar.progress, language))
        except Failed as failed:
            bar.empty()
            st.error(say("exports.take_failed", language, reference=failed.reference))
            return
        bar.empty()
        st.session_state[READY] = (of, file)
    kept = st.session_state.get(READY)
    if kept and kept[0] == of:
        st.download_button(
            say("exports.take_save", language),
            given(partial(_kept, kept[1]), kind.key, taken.selection),
            file_name=_file_name(kind, taken),
            mime=kind.mime,
            key=f"take_save_{kind.key}",
            on_click="ignore",
            type="primary",
            width="stretch",
        )


def _kept(file: bytes) -> bytes:
    return file


class Failed(RuntimeError):
    """A file could not be made; the details are in the log under the reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"A file could not be made: see {reference} in the log.")
        self.reference = reference


def made(kind: Kind, taken: Taken, progress: Callable[[int, int], None] | None = None) -> bytes:
    """The file of a kind, stamped with this moment.

    Raises Failed, with the reference under which the log has what went wrong.
    """
    stamped = replace(taken, stamp=replace(taken.stamp, made=now()))
    try:
        return kind.make(stamped, progress or _silent)
    except Exception as error:
        reference = uuid.uuid4().hex[:8].upper()
        LOG.exception("Error %s while making %s", reference, kind.key)
        raise Failed(reference) from error


def _file_name(kind: Kind, taken: Taken) -> str:
    if taken.deck is not None:
        return pinned_name(taken.deck.stamp, kind.title(taken), kind.ending)
    return name_of(taken.selection, kind.title(taken), kind.ending)


def _silent(done: int, total: int) -> None:
    """Nobody is told: the button has a wheel while the file is made."""


def _tell(bar: Callable[[float, str], object], language: Language, done: int, total: int) -> None:
    words = say("exports.take_making_step", language, done=done, total=total)
    bar(min(done / max(total, 1), 1.0), words)


def _failed_style(language: Language) -> str:
    """Streamlit says in English that a file could not be made; here are words that say what to do.

    It has no way to be told others.
    """
    words = json.dumps(say("exports.take_failed_short", language), ensure_ascii=False)
    place = '[data-testid="stPopoverBody"]:has(.take-hint) [data-testid="stDownloadButtonError"]'
    return (
        f"<style>{place}, {place} * {{ font-size: 0 !important }}"
        f"{place}::after {{ content: {words}; display: block; font-size: 0.875rem }}</style>"
    )
