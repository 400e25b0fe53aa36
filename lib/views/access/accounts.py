"""The accounts: a table of all of them, and beside it the one that is managed."""

from datetime import datetime

import streamlit as st

from lib.access.accounts import Account
from lib.views import visitor
from lib.views.access import managing
from lib.views.access.actions import is_locked
from lib.views.access.names import areas_named, role_name
from lib.views.access.reach import managed
from lib.views.desk.history import TIME_ZONE, when
from lib.views.desk.paging import page_number, pager
from lib.views.desk.plain import paragraph, table
from lib.views.formats import number, thai_date, with_numbers_whole
from lib.views.selection import Selection
from lib.views.words import Language, say

PAGE, PER_PAGE = "administration_accounts_page", 20
SEARCHED = "administration_search"
COLUMNS = ("name", "person", "role", "area", "state", "last")


def show(selection: Selection) -> None:
    """The part of the screen."""
    language = selection.language
    every = managed(visitor.visitor().scope, visitor.gate().accounts.every())
    with st.container(key="administration_accounts"):
        with st.container(key="administration_manage"):
            managing.show(every, language)
        with st.container(key="administration_table"):
            _table(every, language)


def _table(every: list[Account], language: Language) -> None:
    if not every:
        st.info(say("access.no_accounts", language))
        return
    sought = ""
    if len(every) > PER_PAGE:
        sought = st.text_input(say("access.search", language), key=SEARCHED, max_chars=80)
    found = [one for one in every if fits(one, sought)]
    if not found:
        paragraph(say("access.search_nothing", language))
        return
    first = page_number(PAGE, len(found), PER_PAGE) * PER_PAGE
    count = number(len(found))
    table(
        [say(f"access.col_{name}", language) for name in COLUMNS],
        [row(one, language) for one in found[first : first + PER_PAGE]],
        caption=say("access.accounts_caption", language, count=count),
    )
    pager(PAGE, len(found), PER_PAGE, language)


def fits(account: Account, sought: str) -> bool:
    """Whether what was typed is part of the name of an account or a person."""
    text = " ".join(sought.casefold().split())
    return text in account.name.casefold() or text in account.shown.casefold()


def row(account: Account, language: Language) -> tuple[str, ...]:
    """The cells of an account, by COLUMNS."""
    last = account.last_sign_in
    return (
        account.name,
        account.shown,
        role_name(account.scope.role, language),
        areas_named(account.scope.areas, language),
        state(account, language),
        with_numbers_whole(when(last, language))
        if last is not None
        else say("access.never_in", language),
    )


def state(account: Account, language: Language) -> str:
    """Whether an account can be used, and why not."""
    if account.closed:
        return say("access.state_closed", language)
    if is_locked(account) and account.locked_until is not None:
        return _locked(account.locked_until.astimezone(TIME_ZONE), language)
    if account.must_change:
        return say("access.state_new", language)
    return say("access.state_service" if account.subject else "access.state_open", language)


def _locked(until: datetime, language: Language) -> str:
    """Until when an account is locked; with the day where that is not today."""
    clock = f"{until:%H:%M}"
    if until.date() == datetime.now(TIME_ZONE).date():
        return say("access.state_locked", language, time=with_numbers_whole(clock))
    day = thai_date(until.date(), language)
    return say("access.state_locked_on", language, day=day, time=clock)
