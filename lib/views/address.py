"""The address of the browser: the one source of what a screen shows.

Each run reads it with ``begin``; every control writes it with ``go``. Streamlit empties the
address when another screen is opened, so the selection is kept for the session and written
back then, unless the new address brings a selection of its own. Each screen keeps the indicator
that was chosen there.
"""

import time
from dataclasses import dataclass

import streamlit as st

from lib.views.data import SCREEN, choices
from lib.views.reading import Problem, from_query
from lib.views.selection import Selection
from lib.views.words import LANGUAGES, Language

SELECTION, WRITTEN, CHOSEN = "selection", "address_written", "chosen_indicators"
IN_FLIGHT_SECONDS = 1.0


@dataclass(frozen=True)
class Written:
    """A change of the address that the browser may not have heard of yet."""

    at: float
    before: dict[str, str]
    after: dict[str, str]

    def outdates(self, given: dict[str, str]) -> bool:
        """Whether ``given`` is the address before the change, in a run asked for before it.

        A run that the browser asks for while the change is on its way to it still carries the
        old address; later than that the old address is the visitor's wish to go back.
        """
        in_flight = time.monotonic() - self.at < IN_FLIGHT_SECONDS
        return in_flight and given == self.before and given != self.after


def begin(screen: str) -> tuple[Selection, tuple[Problem, ...]]:
    """The selection that this run shows on ``screen``, and what the address got wrong."""
    left = st.session_state.get(SCREEN, screen)
    kept = current().to_query(choices(left))
    st.session_state[SCREEN] = screen
    known = choices().keys
    given = {key: st.query_params[key] for key in known if key in st.query_params}
    if left != screen and not given:
        # The open card belongs to the screen that was left, the indicator to each screen.
        given = kept | {"map": st.session_state.get(CHOSEN, {}).get(screen, ""), "detail": ""}
    written = st.session_state.get(WRITTEN)
    if isinstance(written, Written) and written.outdates(given):
        given = written.after
    selection, problems = from_query(given, choices())
    go(selection)
    return selection, problems


def current() -> Selection:
    """The selection of this session, as the last run showed it."""
    kept = st.session_state.get(SELECTION)
    return kept if isinstance(kept, Selection) else choices().start()


def go(selection: Selection) -> None:
    """Show ``selection``: keep it and write it into the address if it is not there yet."""
    query = selection.to_query(choices())
    st.session_state[SELECTION] = selection
    indicators = st.session_state.get(CHOSEN, {})
    st.session_state[CHOSEN] = indicators | {st.session_state.get(SCREEN): selection.indicator}
    before = st.query_params.to_dict()
    if before != query:
        st.session_state[WRITTEN] = Written(time.monotonic(), before, query)
        st.query_params.from_dict(query)


def language() -> Language:
    """The language of the address, before anything else of it can be read."""
    for one in LANGUAGES:
        if one == st.query_params.get("lang"):
            return one
    kept = st.session_state.get(SELECTION)
    return kept.language if isinstance(kept, Selection) else LANGUAGES[0]
