"""Briefings that are kept by name: live ones as a way to them, pinned ones as they were."""

from datetime import datetime
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lib.access.scope import Right
from lib.desk import recorded_as
from lib.exports.shelf import MOST_KEPT, MOST_NAME, Kept, ShelfFull
from lib.imports.folder import TIME_ZONE
from lib.views import address, data, visitor
from lib.views.briefing import build
from lib.views.briefing.rights import may_remove, may_see
from lib.views.formats import thai_date
from lib.views.selection import Selection
from lib.views.words import Language, say

NAME_KEY, SAID, ASKED = "briefing_name", "briefing_said", "briefing_asked"


def menu(selection: Selection) -> None:
    """Keep this briefing, and what is kept already."""
    language, keeps = selection.language, data.scope().may(Right.KEEP)
    shown = [one for one in build.shelf().every() if may_see(one, data.scope())]
    if not (keeps or shown):
        return  # what is kept has names that people gave
    with st.popover(say("briefing.kept", language), key="briefing_kept"):
        if keeps:
            _keeping(language)
        if said := st.session_state.pop(SAID, ""):
            st.html(f'<p class="briefing-said" role="status">{escape(said)}</p>')
        for one in shown:
            _row(one, selection)


def _keeping(language: Language) -> None:
    """The name of a briefing, and the buttons that keep it."""
    st.text_input(say("briefing.name", language), key=NAME_KEY, max_chars=MOST_NAME)
    with st.container(horizontal=True, gap="small"):
        for pin in (False, True):
            st.button(
                say("briefing.pin" if pin else "briefing.keep", language),
                key=f"briefing_{'pin' if pin else 'keep'}",
                on_click=_keep,
                args=(pin,),
            )
    st.caption(say("briefing.keep_hint", language))


def pinned(selection: Selection) -> Kept | None:
    """The pinned briefing that the address names; None when it is not there for who asks."""
    found = build.shelf().find(selection.detail)
    return found if found and found.pinned and may_see(found, data.scope()) else None


def words_of(one: Kept, language: Language) -> str:
    """Name, day and author of a pinned briefing, as HTML."""
    day = thai_date(one.made.astimezone(TIME_ZONE).date(), language)
    key = "briefing.pinned_by" if one.author else "briefing.pinned"
    return escape(say(key, language, name=one.name, date=day, author=one.author))


def _row(one: Kept, selection: Selection) -> None:
    language = selection.language
    day = thai_date(one.made.astimezone(TIME_ZONE).date(), language)
    state = say("briefing.state_pinned" if one.pinned else "briefing.state_live", language)
    told = " · ".join(filter(None, (state, day, one.author)))
    with st.container(
        key=f"briefing_row_{one.id}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        query = f"detail={one.id}" if one.pinned else one.query
        st.html(
            f'<p class="briefing-row"><a href="?{escape(query)}" target="_self">'
            f"{escape(one.name)}</a> <small>{escape(told)}</small></p>"
        )
        if not may_remove(one, data.scope(), recorded_as(visitor.visitor())):
            return
        if st.session_state.get(ASKED) == one.id:
            sure = say("briefing.remove_sure", language)
            st.button(sure, key=f"briefing_sure_{one.id}", on_click=_remove, args=(one.id,))
        else:
            remove = say("briefing.remove", language)
            st.button(
                remove, key=f"briefing_remove_{one.id}", type="tertiary",
                on_click=_ask, args=(one.id,),
            )  # fmt: skip


def _keep(pin: bool) -> None:
    now, language = address.current(), address.current().language
    who, scope = visitor.visitor(), data.scope()
    if not scope.may(Right.KEEP):
        st.session_state[SAID] = say("briefing.not_allowed", language)
        return
    query = now.with_detail("").to_query(data.choices())
    one = Kept(
        id="", name=st.session_state.get(NAME_KEY, ""), query=urlencode(query),
        made=datetime.now(TIME_ZONE), author=who.shown or who.account, pinned=pin,
        role=str(scope.role), areas=scope.areas, account=recorded_as(who),
    )  # fmt: skip
    if not one.name.strip():
        st.session_state[SAID] = say("briefing.name_missing", language)
        return
    try:
        found = build.shelf().keep(one, build.deck(now) if pin else None)
    except ShelfFull:
        st.session_state[SAID] = say("briefing.full", language, most=MOST_KEPT)
        return
    except OSError:
        st.session_state[SAID] = say("briefing.not_written", language)
        return
    st.session_state[SAID] = say("briefing.was_kept", language, name=found.name)
    st.session_state[NAME_KEY] = ""
    if pin:
        address.go(now.with_detail(found.id))


def _ask(id_: str) -> None:
    st.session_state[ASKED] = id_


def _remove(id_: str) -> None:
    found = build.shelf().find(id_)
    if found and not may_remove(found, data.scope(), recorded_as(visitor.visitor())):
        st.session_state[SAID] = say("briefing.not_allowed", address.current().language)
        return
    build.shelf().remove(id_)
    if address.current().detail == id_:
        address.go(address.current().with_detail(""))
