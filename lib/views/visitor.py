"""Who looks: found anew for every run of a screen and for every click, and kept for that run.

A run belongs to one visitor from its start to its end. What runs outside of it (a callback before
it, a part that runs by itself, a file that is made when its button is pressed) asks again, so that
somebody who has signed out in another tab is signed out here as well.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.areas import load_registry
from lib.access.gate import Gate
from lib.access.scope import Role, Scope
from lib.access.visitor import Visitor, Way
from lib.settings import Settings
from lib.views import opened
from lib.views.doors import oidc

SESSION_COOKIE, ROLE_COOKIE = "labour_session", "labour_role"
LOOKED, RUNNING = "visitor_looked", "visitor_running"
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")  # sent by proxies
SECONDS = 1.0  # for which an answer holds outside of a run
_ACTING: ContextVar[Visitor | None] = ContextVar("acting", default=None)


@dataclass(frozen=True)
class Standing:
    """A visitor and the session that says so; the token is empty where there is none."""

    visitor: Visitor
    token: str = ""
    at: float = 0.0


def visitor() -> Visitor:
    """Who looks; outside of any run nobody, or with simulated data the program itself."""
    if (acting := _ACTING.get()) is not None:
        return acting
    return standing().visitor


def standing() -> Standing:
    """The same with its session, to be kept by what goes on after the run."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return Standing(_trial("") if opened.store().info.simulated else Visitor.nobody())
    kept = st.session_state.get(LOOKED)
    fresh = isinstance(kept, Standing) and time.monotonic() - kept.at < SECONDS
    if isinstance(kept, Standing) and (fresh or st.session_state.get(RUNNING)):
        return kept
    return look()


def look() -> Standing:
    """Find out anew who looks, from the cookies of this tab."""
    found = replace(_found(), at=time.monotonic())
    st.session_state[LOOKED] = found
    return found


@contextmanager
def run() -> Iterator[None]:
    """One run of a screen: whoever looks at its start looks until its end."""
    look()
    st.session_state[RUNNING] = True
    try:
        yield
    finally:
        st.session_state[RUNNING] = False


@contextmanager
def acting_as(who: Visitor) -> Iterator[None]:
    """For what happens outside of a run: it sees what this visitor may see."""
    before = _ACTING.set(who)
    try:
        yield
    finally:
        _ACTING.reset(before)


def still(kept: Standing) -> bool:
    """Whether a visitor kept from a run still has the rights that it had then."""
    if not kept.token:
        return kept.visitor.way is not Way.TRIAL or opened.store().info.simulated
    now = gate().visitor(kept.token)
    return now is not None and now.scope == kept.visitor.scope


def closed() -> bool:
    """Whether nothing is shown to who looks: not signed in, and the public view is closed."""
    return visitor().way is Way.NONE and not gate().config.ways.public


def on_this_machine() -> bool:
    """Whether the browser runs on the machine of the server, with no proxy between them."""
    passed_on = (st.context.headers.get(name) for name in PASSED_ON)
    return not isinstance(st.context.ip_address, str) and not any(
        isinstance(one, str) for one in passed_on
    )


def gate() -> Gate:
    """What knows accounts, sessions and the trail, by the settings of this process."""
    return _gate(Settings.from_environment())


@lru_cache(maxsize=4)
def _gate(settings: Settings) -> Gate:
    return Gate(settings)


def _found() -> Standing:
    opened.refresh()
    if opened.store().info.simulated:
        return Standing(_trial(_cookie(ROLE_COOKIE)))
    token = _cookie(SESSION_COOKIE)
    if token and (known := gate().visitor(token)) is not None:
        return Standing(known, token)
    if (service := oidc.signed_in_by_service()) is not None:
        subject, key = service
        if (known := gate().sign_in_oidc(subject, key)) is not None:
            return Standing(known, key)
    return Standing(Visitor.nobody())


def _cookie(name: str) -> str:
    """A cookie that this tab came with; empty without it, and where no browser is behind a run."""
    value: object = st.context.cookies.get(name, "")
    return value if isinstance(value, str) else ""


def _trial(text: str) -> Visitor:
    """The role that is tried with simulated data, as ``role:area,area``; unless said the widest."""
    role, _, areas = text.partition(":")
    if role not in set(Role):
        return Visitor(Scope(Role.ADMINISTRATOR), way=Way.TRIAL)
    known = load_registry().areas
    codes = tuple(code for code in areas.split(",") if code in known and len(code) in (2, 4))
    if areas and not codes:
        return Visitor(Scope.public(), way=Way.TRIAL)
    return Visitor(Scope(Role(role), codes), way=Way.TRIAL)
