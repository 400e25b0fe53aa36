"""The parts of the briefing screen: which slides, for whom, the slides themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import streamlit as st

from geo.codes import Level, level_of
from lib.exports.keeping import NotKept
from lib.exports.model import Progress
from lib.views import address, data
from lib.views.briefing import build, kept
from lib.views.briefing.player import player
from lib.views.briefing.sequences import MOST_SLIDES, plans, sequences
from lib.views.controls import choose, step, switch
from lib.views.mapped.switches import chosen_of
from lib.views.selection import Selection, period_of
from lib.views.taking.seen import take_place
from lib.views.words import Language, listed, say

STYLE = Path(__file__).with_name("briefing.css")
LOOK_SECONDS = 15  # between two looks at the store, while the slides are live
PLAYER, OWN_KEY = "briefing_player", "briefing_own"
SHOWN_FOR = "briefing_shown_for"  # the scope that the screen was made for


def style() -> None:
    """The look of this screen."""
    st.html(STYLE)


def choices(selection: Selection) -> None:
    """Which sequence, which slides of one's own, how long each stays, what is kept."""
    language = selection.language
    st.session_state[SHOWN_FOR] = data.scope()
    with st.container(
        key="briefing_choices", horizontal=True, vertical_alignment="center", gap="small"
    ):
        if selection.slides:
            st.html(f'<b class="briefing-name">{say("briefing.title_own", language)}</b>')
            back = say("briefing.back_to_ready", language)
            step(back, lambda now: replace(now, slides=()), key="briefing_ready")
        else:
            switch(
                say("briefing.sequence", language),
                data.choices().switches[build.SEQUENCE],
                chosen_of(selection, build.SEQUENCE),
                with_sequence,
                key="briefing_sequence",
                show=lambda name: say(f"briefing.title_{name}", language),
            )
        _own(selection)
        choose(
            say("briefing.seconds", language),
            data.choices().switches[build.PACE],
            chosen_of(selection, build.PACE),
            lambda now, value: now.with_switch(build.PACE, value if int(value) else ""),
            key="briefing_seconds",
            show=lambda one: _stays(int(one), language),
        )
        kept.menu(selection)
    for words in _remarks(selection):
        st.html(f'<p class="briefing-note" role="note">{words}</p>')


@st.fragment(run_every=LOOK_SECONDS)
def live() -> None:
    """The slides of the newest figures; painted anew when the data have changed."""
    before, for_whom = data.snapshot(), st.session_state.get(SHOWN_FOR)
    data.begin_run()
    if data.snapshot().version != before.version or for_whom not in (None, data.scope()):
        st.rerun()  # the days above and the names of files are of the newest data and rights too
    selection = address.current()
    if not build.any_shown(selection):
        return  # the screen says which slides are for those signed in
    with _progress(selection.language) as progress:
        shown = build.shown(selection, progress)
    player(shown, key=PLAYER, seconds=_seconds(selection))


def pinned(selection: Selection) -> None:
    """The slides as they were when they were pinned, or that they are not there."""
    language = selection.language
    take_place()
    back = say("briefing.back_to_live", language)
    found = kept.pinned(selection)
    words = kept.words_of(found, language) if found else say("briefing.missing", language)
    with st.container(key="briefing_pinned", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="briefing-note" role="status">{words}</p>')
        step(back, lambda now: now.with_detail(""), key="briefing_live", style="secondary")
    if found is None:
        return
    try:
        with _progress(language) as progress:
            shown = build.pinned_shown(found.id, progress)
    except NotKept:
        st.warning(say("briefing.unreadable", language))
        return
    player(shown, key=PLAYER, seconds=_seconds(selection))


@contextmanager
def _progress(language: Language) -> Iterator[Progress]:
    """A bar for as long as slides are made."""
    bar = st.empty()

    def tell(done: int, steps: int) -> None:
        bar.progress(done / max(steps, 1), text=say("briefing.making", language))

    try:
        yield tell
    finally:
        bar.empty()


def with_sequence(now: Selection, name: str) -> Selection:
    """Another ready sequence, with the newest period of the kind that it is for."""
    first, *_ = data.choices().switches[build.SEQUENCE]
    kind, last = sequences()[name].kind, data.snapshot().info.data_date
    newest = period_of(kind, min(now.period.end, max(last, now.period.start)))
    moved = now if now.kind is kind else now.with_period(kind, newest)
    return moved.with_switch(build.SEQUENCE, "" if name == first else name)


def _own(selection: Selection) -> None:
    """One's own slides, in the order in which they are chosen."""
    language = selection.language
    with st.popover(say("briefing.choose", language), key="briefing_choose"):
        st.session_state[OWN_KEY] = list(build.names(selection))
        st.multiselect(
            say("briefing.own_slides", language),
            list(plans()),
            key=OWN_KEY,
            format_func=lambda name: say(f"briefing_slide.{name}", language),
            max_selections=MOST_SLIDES,
            on_change=_choose,
            placeholder=say("briefing.own_slides", language),
        )
        st.caption(say("briefing.own_hint", language))


def _choose() -> None:
    chosen = tuple(name for name in st.session_state[OWN_KEY] if name in plans())
    address.go(replace(address.current(), slides=chosen))


def _remarks(selection: Selection) -> list[str]:
    """That the sequence is meant for another level, and which slides are left out."""
    language, found = selection.language, []
    if not selection.slides:
        within = sequences()[chosen_of(selection, build.SEQUENCE)].within
        if within is not level_of(selection.area) and within is not Level.REGION:
            found.append(say(f"briefing.choose_{within}", language))
    if closed := build.left_out(selection):
        names = [say(f"briefing_slide.{name}", language) for name in closed]
        found.append(say("briefing.left_out", language, slides=listed(names, language)))
    return found


def _stays(seconds: int, language: Language) -> str:
    if not seconds:
        return say("briefing.by_hand", language)
    return say("briefing.each", language, seconds=seconds)


def _seconds(selection: Selection) -> int:
    return int(chosen_of(selection, build.PACE))
