"""Beside the table: a new account, or what is done to the one that is chosen."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from lib.access.accounts import Account
from lib.access.scope import Role, Scope
from lib.views import visitor
from lib.views.access import actions
from lib.views.access.actions import ADD, RIGHTS
from lib.views.access.names import (
    EVERYWHERE,
    area_choices,
    area_name,
    areas_named,
    rights_named,
    role_name,
)
from lib.views.access.session import Issued, Managing, managing
from lib.views.desk.plain import literal, paragraph
from lib.views.words import Language, say

GIVEN = tuple(role for role in Role if role is not Role.PUBLIC)  # roles that an account may have
CHOSEN = "administration_chosen"
LONGEST = {"name": 40, "shown": 80, "subject": 254}  # characters of what is typed


def show(every: Sequence[Account], language: Language) -> None:
    """What came of the last action, the choice of an account, and what can be done to it."""
    now = managing()
    known = {one.name: one for one in every}
    _choice(now, known, language)
    _told(now, language)
    _issued(now, language)
    if now.doing == ADD:
        _new(now, language)
    elif now.chosen in known:
        _one(now, known[now.chosen], language)


def _told(now: Managing, language: Language) -> None:
    """What was done, or why it was not."""
    if now.refused:
        words = say(f"access_refused.{now.refused}", language, reference=now.reference)
        st.error(words)
    elif now.done is not None:
        action, name, count = now.done
        st.success(say(f"access_done.{action}", language, name=literal(name), count=count))


def _issued(now: Managing, language: Language) -> None:
    """A one-time password, to be told to its person; never anywhere but here."""
    if (issued := now.issued) is None:
        return
    with st.container(key="administration_issued", border=True):
        st.html(issued_html(issued, language))
        st.button(say("access.issued_away", language), key="issued_away", on_click=actions.ask)


def issued_html(issued: Issued, language: Language) -> str:
    """The password in large letters, and what to do with it."""
    head = escape(say("access.issued", language, name=issued.name))
    note = escape(say("access.issued_note", language))
    return (
        f'<p class="desk-line">{head}</p><p class="access-password" translate="no">'
        f'<code>{escape(issued.password)}</code></p><p class="desk-line quiet">{note}</p>'
    )


def _choice(now: Managing, known: dict[str, Account], language: Language) -> None:
    """The list of the accounts, and the button for a new one."""
    names = list(known)
    st.session_state[CHOSEN] = now.chosen if now.chosen in known else None
    with st.container(key="administration_choice", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("access.choose", language),
            names,
            key=CHOSEN,
            placeholder=say("access.choose_one", language),
            format_func=lambda name: _label(known[name]),
            on_change=_chosen,
        )
        st.button(say("access.new", language), key="account_new", on_click=actions.ask, args=(ADD,))


def _chosen() -> None:
    actions.choose(st.session_state.get(CHOSEN) or "")


def _label(account: Account) -> str:
    return f"{account.name} · {account.shown}" if account.shown else account.name


def _new(now: Managing, language: Language) -> None:
    """A new account: its name, the person, role and areas."""
    fields = ["name", "shown"]
    if visitor.gate().config.ways.oidc:
        fields.append("subject")
    with st.container(key="administration_new", border=True):
        _heading(say("access.new", language))
        for field in fields:
            st.text_input(
                say(f"access.new_{field}", language),
                key=_key(now, field),
                max_chars=LONGEST[field],
                help=say(f"access.new_{field}_help", language),
                autocomplete="off",
            )
        scope = _scope(Scope(Role.VIEWER), _form(now), language)
        paragraph(say("access.would_add", language, rights=rights_named(scope, language)), "note")
        _buttons(ADD, language, lambda: _add(now))


def _form(now: Managing) -> str:
    return f"new_{now.forms}"


def _key(now: Managing, field: str) -> str:
    return f"{_form(now)}_{field}"


def _add(now: Managing) -> None:
    """What was typed and chosen is read when the button is pressed: the last may come with it."""
    name, shown, subject = (
        str(st.session_state.get(_key(now, field)) or "").strip() for field in LONGEST
    )
    actions.add(name, shown, _chosen_scope(_form(now)), subject)


def _one(now: Managing, account: Account, language: Language) -> None:
    """The chosen account: its rights, and the actions; one of them opened to be confirmed."""
    with st.container(key="administration_one", border=True):
        _heading(account.shown or account.name)
        paragraph(rights_named(account.scope, language))
        if account.subject:
            paragraph(say("access.signs_in_as", language, subject=account.subject), "quiet")
        if account.name == visitor.visitor().account:
            paragraph(say("access.own", language), "quiet")
        doing = now.doing if now.doing in actions.possible(account) else ""
        if doing:
            _confirm(now, doing, account, language)
            return
        with st.container(key="administration_actions", horizontal=True, gap="small"):
            for action in actions.possible(account):
                st.button(
                    say(f"access_action.{action}", language), key=f"account_{action}",
                    on_click=actions.ask, args=(action,),
                )  # fmt: skip


def _confirm(now: Managing, action: str, account: Account, language: Language) -> None:
    """What an action would do, in words, and the button that does it."""
    name = account.name
    if action != RIGHTS:
        paragraph(say(f"access_ask.{action}", language, name=name), "note")
        _buttons(action, language, lambda: actions.do(action, name))
        return
    key = f"rights_{now.forms}"
    scope = _scope(account.scope, key, language)
    same = scope == account.scope
    words = say("access.same_rights", language) if same else say(
        f"access_ask.{action}", language, name=name, before=rights_named(account.scope, language),
        after=rights_named(scope, language),
    )  # fmt: skip
    paragraph(words, "note")
    _buttons(action, language, lambda: actions.give_rights(name, _chosen_scope(key)), disabled=same)


def _scope(now: Scope, key: str, language: Language) -> Scope:
    """The choice of a role and, for those that are given for some areas only, of the areas."""
    role: Role = st.selectbox(
        say("access.role", language),
        GIVEN,
        index=GIVEN.index(now.role),
        key=f"{key}_role",
        format_func=lambda one: role_name(one, language),
    )
    paragraph(say(f"access_may.{role}", language), "quiet")
    if role in EVERYWHERE:
        return Scope(role)
    choices = area_choices()
    st.multiselect(
        say("access.areas", language),
        choices,
        default=[code for code in now.areas if code in choices],
        key=f"{key}_areas",
        placeholder=areas_named((), language),
        format_func=lambda code: area_name(code, language),
    )
    return _chosen_scope(key)


def _chosen_scope(key: str) -> Scope:
    """The rights as they are chosen now, which may be later than the last time they were shown."""
    role: Role = st.session_state[f"{key}_role"]
    if role in EVERYWHERE:
        return Scope(role)
    areas = st.session_state.get(f"{key}_areas", ())
    return Scope(role, tuple(code for code in area_choices() if code in areas))


def _buttons(
    action: str, language: Language, do: Callable[[], None], *, disabled: bool = False
) -> None:
    with st.container(key="administration_buttons", horizontal=True, gap="small"):
        st.button(
            say(f"access_do.{action}", language), key=f"do_{action}", type="primary", on_click=do,
            disabled=disabled,
        )  # fmt: skip
        st.button(say("access.not", language), key="do_not", on_click=actions.ask)


def _heading(text: str) -> None:
    st.html(f'<h2 class="access-heading">{escape(text)}</h2>')
