"""The strip at the top of every screen: who looks, and with simulated data the switch of roles."""

from html import escape
from pathlib import Path

import streamlit as st

from lib.access.scope import Role, Scope
from lib.access.visitor import Visitor, Way
from lib.views import visitor
from lib.views.access.links import link_html
from lib.views.access.names import (
    EVERYWHERE,
    area_choices,
    area_name,
    areas_named,
    rights_named,
    rights_short,
    role_name,
)
from lib.views.desk.plain import literal
from lib.views.words import Language, say

STYLE = Path(__file__).with_name("strip.css")
WHOLE = ""  # stands for the whole region in the list of areas


def who(language: Language) -> None:
    """Who looks at this screen, and the way to be somebody else."""
    now = visitor.visitor()
    st.html(STYLE)
    with st.container(key="who", horizontal=True, vertical_alignment="center", gap="small"):
        match now.way:
            case Way.TRIAL:
                _trial(now.scope, language)
            case Way.NONE:
                _ways_in(language)
            case _:
                _account(now, language)


def _trial(scope: Scope, language: Language) -> None:
    """Simulated data: what is tried now, and folded under it the other roles and areas."""
    role = f"**{literal(rights_short(scope, language))}**"
    with st.popover(say("access.trial", language, role=role), key="who_trial"):
        _roles(scope, language)


@st.fragment
def _roles(scope: Scope, language: Language) -> None:
    """The choice of a role and an area; the screen is shown anew by the link alone."""
    st.html(f'<p class="who-line">{escape(say("access.trial_intro", language))}</p>')
    chosen = st.selectbox(
        say("access.role", language),
        list(Role),
        index=list(Role).index(scope.role),
        key="who_role",
        format_func=lambda one: role_name(one, language),
    )
    role, area = chosen or scope.role, WHOLE
    if role not in EVERYWHERE:
        choices = [WHOLE, *area_choices()]
        now = scope.areas[0] if scope.areas else WHOLE
        area = st.selectbox(
            say("access.area", language),
            choices,
            index=choices.index(now) if now in choices else 0,
            key="who_area",
            format_func=lambda one: area_name(one, language) if one else areas_named((), language),
        )
    st.html(f'<p class="who-line quiet">{escape(say(f"access_may.{role}", language))}</p>')
    wanted = Scope(role, (area,) if area else ())
    words = say("access.trial_go", language, role=rights_short(wanted, language))
    st.html(link_html(words, "role", "go", **{"as": f"{role}:{area or ''}"}))


def _account(now: Visitor, language: Language) -> None:
    """Somebody signed in: name, role and area, and folded under it the account and the way out."""
    label = f"**{literal(now.shown or now.account)}**"
    if not now.must_change:
        label += f" {literal(rights_short(now.scope, language))}"
    with st.popover(label, key="who_account"):
        lines = [now.shown or now.account, *_standing(now, language)]
        first, *others = (escape(one) for one in lines)
        st.html(
            f'<p class="who-line"><b>{first}</b></p>'
            + "".join(f'<p class="who-line">{one}</p>' for one in others)
            + link_html(say("access.account", language), "account")
            + link_html(say("access.sign_out", language), "account", part="sessions")
        )


def _standing(now: Visitor, language: Language) -> list[str]:
    """Role and areas in full, and what that means for the figures."""
    if now.must_change:
        return [say("access.must_change", language)]
    lines = [rights_named(now.scope, language)]
    if now.scope.areas:
        lines.append(say("access.outside", language))
    return lines


def _ways_in(language: Language) -> None:
    """Nobody signed in: the way to the page that has every way in that is configured."""
    ways = visitor.gate().config.ways
    if ways.accounts or ways.oidc:
        st.html(link_html(say("access.sign_in", language), "sign-in", "in"))
