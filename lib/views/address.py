"""The address of the browser: the one source of what a screen shows.

Each run reads it with ``begin``; every control writes it with ``go``. Streamlit empties the
address when another screen is opened, so the selection is kept for the session and written
back then, unless the new address brings a selection of its own. Each screen keeps the indicator
that was chosen there.
"""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.views.data import SCREEN, choices, scope
from lib.views.reading import Problem, from_query
from lib.views.selection import Selection
from lib.views.words import LANGUAGES, Language

SELECTION, WRITTEN, CHOSEN = "selection", "address_written", "chosen_indicators"
TOLD_AT_MOST = 20  # more changes than that are never on their way at once

Query = dict[str, str]


@dataclass(frozen=True)
class Written:
    """What was written into the address and the browser may not have heard of yet.

    A run that the browser asks for while a change is on its way to it still carries an address
    from before the change, however late that run comes on a slow machine. Such a run must not
    undo the change. The browser has heard of it as soon as a run carries the new address; only
    then, or in a run that Back or Forward asks for, is an earlier address what a visitor wants.
    """

    told: tuple[Query, ...]  # what the browser held, and in turn what it was told since
    just_now: bool = False  # the last of it perhaps in the callback of the run that begins

    @property
    def newest(self) -> Query:
        """The address that the browser comes to in the end."""
        return self.told[-1]

    def then(self, before: Query, after: Query) -> "Written":
        """The same after one more change, made in a run whose address was ``before``."""
        told = self.told if before in self.told else (*self.told, before)
        told = told if told[-1] == after else (*told, after)
        return Written(told[-TOLD_AT_MOST:], just_now=True)

    def wanted(self, given: Query) -> Query:
        """What a run is to show that carries ``given`` and was not asked for by Back."""
        return self.newest if given in self.told else given

    def heard(self, given: Query) -> "Written | None":
        """What may still be on its way in a run that begins with ``given``; None for nothing."""
        if self.just_now and given == self.newest:
            return Written(self.told)
        rest = self.told[self.told.index(given) :] if given in self.told else ()
        return Written(rest) if len(rest) > 1 else None


def begin(screen: str) -> tuple[Selection, tuple[Problem, ...]]:
    """The selection that this run shows on ``screen``, and what the address got wrong."""
    left = st.session_state.get(SCREEN, screen)
    kept = current().to_query(choices(left))
    st.session_state[SCREEN] = screen
    given = _given(stayed=left == screen)
    if left != screen and not given:
        # What is open belongs to the screen that was left, the indicator to each screen.
        indicator = st.session_state.get(CHOSEN, {}).get(screen, "")
        given = kept | {"map": indicator, "detail": "", "overview": ""}
    selection, problems = from_query(given, choices())
    if not given and not isinstance(st.session_state.get(SELECTION), Selection) and scope().areas:
        selection = selection.with_area(scope().areas[0])  # one's own area, on the first visit
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
    before, written = st.query_params.to_dict(), _written()
    if before != query or (written and written.newest != query):
        written = written or Written((_known(before),))
        st.session_state[WRITTEN] = written.then(_known(before), query)
        st.query_params.from_dict(query)


def language() -> Language:
    """The language of the address, before anything else of it can be read."""
    for one in LANGUAGES:
        if one == st.query_params.get("lang"):
            return one
    kept = st.session_state.get(SELECTION)
    return kept.language if isinstance(kept, Selection) else LANGUAGES[0]


def _given(*, stayed: bool) -> Query:
    """What of the address this run is to show, on the screen where the visitor stayed or not."""
    now = _known(st.query_params.to_dict())
    written, run = _written(), get_script_run_ctx()
    if written is None or run is None:
        return now
    if run.is_history_navigation or not stayed:
        st.session_state[WRITTEN] = None
        return now
    st.session_state[WRITTEN] = written.heard(now)
    return written.wanted(now)


def _written() -> Written | None:
    written = st.session_state.get(WRITTEN)
    return written if isinstance(written, Written) else None


def _known(query: Query) -> Query:
    """The part of a query that is about a selection."""
    return {key: query[key] for key in choices().keys if key in query}
