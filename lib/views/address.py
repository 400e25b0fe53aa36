"""The address of the browser: the one source of what a screen shows.

Each run reads it with ``begin``; every control writes it with ``go``. Streamlit empties the
address when another screen is opened, so the selection is kept for the session and written
back then, unless the new address brings a selection of its own.
"""

import streamlit as st

from lib.views.data import choices
from lib.views.selection import KEYS, Problem, Selection, from_query
from lib.views.words import LANGUAGES, Language

SELECTION, SCREEN = "selection", "screen"


def begin(screen: str) -> tuple[Selection, tuple[Problem, ...]]:
    """The selection that this run shows on ``screen``, and what the address got wrong."""
    given = {key: st.query_params[key] for key in KEYS if key in st.query_params}
    moved = st.session_state.get(SCREEN, screen) != screen
    st.session_state[SCREEN] = screen
    if moved and not given:
        given = current().to_query(choices())
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
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def language() -> Language:
    """The language of the address, before anything else of it can be read."""
    for one in LANGUAGES:
        if one == st.query_params.get("lang"):
            return one
    kept = st.session_state.get(SELECTION)
    return kept.language if isinstance(kept, Selection) else LANGUAGES[0]
