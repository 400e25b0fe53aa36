"""A long list some at a time: which of them are shown, and the way to the others."""

from functools import partial

import streamlit as st

from lib.views.desk.plain import paragraph
from lib.views.formats import number
from lib.views.words import Language, say


def page_number(key: str, count: int, per_page: int) -> int:
    """The page that is shown, counted from 0; the last one where there are fewer by now."""
    return min(int(st.session_state.get(key, 0)), max(count - 1, 0) // per_page)


def pager(key: str, count: int, per_page: int, language: Language) -> None:
    """Below the list; nothing where all of it is shown."""
    if count <= per_page:
        return
    page = page_number(key, count, per_page)
    first, last = page * per_page + 1, min((page + 1) * per_page, count)
    with st.container(key=f"{key}_pager", horizontal=True, vertical_alignment="center"):
        span = {"first": number(first), "last": number(last), "count": number(count)}
        paragraph(say("desk.shown", language, **span), "quiet")
        for name, other, there in (
            ("before", page - 1, page > 0),
            ("after", page + 1, last < count),
        ):
            st.button(
                say(f"desk.page_{name}", language),
                key=f"{key}_{name}",
                disabled=not there,
                on_click=partial(_turn, key, other),
            )


def _turn(key: str, page: int) -> None:
    st.session_state[key] = page
