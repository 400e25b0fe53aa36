"""The deck of a selection, kept for as long as its figures hold."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from lib.exports.model import Deck, Progress
from lib.exports.shelf import Shelf
from lib.exports.web.slides import payload
from lib.settings import Settings
from lib.views import data
from lib.views.briefing.sequences import Shows, plans, sequences
from lib.views.briefing.slides import may_show, slide
from lib.views.mapped.switches import chosen_of
from lib.views.selection import Selection
from lib.views.taking.stamp import stamp_of
from lib.views.words import say

SEQUENCE, PACE = "brief", "pace"  # switches of the address: which slides, how long each stays
KEPT = 16  # decks, and as the player gets them


def names(selection: Selection) -> tuple[str, ...]:
    """The slides that the selection asks for: its own ones, else those of the ready sequence."""
    return selection.slides or sequences()[chosen_of(selection, SEQUENCE)].slides


def title(selection: Selection) -> str:
    """The title of the slides."""
    name = "own" if selection.slides else chosen_of(selection, SEQUENCE)
    return say(f"briefing.title_{name}", selection.language)


def left_out(selection: Selection) -> list[str]:
    """Slides that are asked for and are not for who asks."""
    return [name for name in names(selection) if not may_show(plans()[name])]


def any_shown(selection: Selection) -> bool:
    """Whether any of the slides is for who asks."""
    return any(may_show(plans()[name]) for name in names(selection))


def any_map(selection: Selection) -> bool:
    """Whether any of the slides that are shown has a map."""
    asked = [plans()[name] for name in names(selection)]
    return any(plan.shows is Shows.MAP and may_show(plan) for plan in asked)


def deck(selection: Selection, progress: Progress | None = None) -> Deck:
    """The slides of the selection; one made before is given again while its figures hold."""
    bare = _bare(selection)
    found = _kept("deck", bare, lambda: _deck(bare, progress))
    assert isinstance(found, Deck)
    return found


def shown(selection: Selection, progress: Progress | None = None) -> dict[str, Any]:
    """The deck as the player gets it; half of the steps make the slides, the others draw them."""
    bare = _bare(selection)

    def made() -> dict[str, Any]:
        """Slides, then their drawing."""

        def first(done: int, steps: int) -> None:
            if progress:
                progress(done, 2 * steps)

        def second(done: int, steps: int) -> None:
            if progress:
                progress(steps + done, 2 * steps)

        return payload(deck(bare, first), progress=second)

    found = _kept("player", bare, made)
    assert isinstance(found, dict)
    return found


def pinned(id_: str) -> Deck:
    """The slides that were pinned, whoever asks; raises NotKept where they cannot be read."""
    found = _remembered(f"pinned|{shelf().folder}|{id_}", lambda: shelf().deck(id_))
    assert isinstance(found, Deck)
    return found


def pinned_shown(id_: str, progress: Progress | None = None) -> dict[str, Any]:
    """The slides that were pinned as the player gets them; raises NotKept as ``pinned`` does."""
    key = f"pinned player|{shelf().folder}|{id_}"
    found = _remembered(key, lambda: payload(pinned(id_), progress=progress))
    assert isinstance(found, dict)
    return found


def shelf() -> Shelf:
    """Where briefings are kept."""
    return Shelf(Settings.from_environment().var / "briefings")


def _bare(selection: Selection) -> Selection:
    """Of a selection what slides are made of: not what is marked, nor how long each stays."""
    return replace(selection, picked="", detail="").with_switch(PACE, "")


def _deck(selection: Selection, progress: Progress | None) -> Deck:
    asked = [plans()[name] for name in names(selection)]
    wanted = [plan for plan in asked if may_show(plan)]
    slides = []
    for place, plan in enumerate(wanted):
        if progress:
            progress(place, len(wanted))
        slides.append(slide(plan, selection))
    return Deck(stamp_of(selection, title(selection)), tuple(slides))


def _kept(what: str, selection: Selection, make: Callable[[], object]) -> object:
    """What was made of the same figures before, else what ``make`` gives.

    Streamlit's own memory cannot hold it: what it keeps may not show progress while it is made.
    """
    return _remembered(data.state_key(what, selection), make)


def _remembered(key: str, make: Callable[[], object]) -> object:
    memory = _memory()
    if (found := memory.get(key)) is None:
        found = memory[key] = make()
        while len(memory) > KEPT:
            memory.pop(next(iter(list(memory))), None)
    return found


@st.cache_resource(show_spinner=False)
def _memory() -> dict[str, object]:
    return {}
