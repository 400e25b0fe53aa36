"""Which screens are only for some, and what they say to the others."""

from collections.abc import Mapping

import streamlit as st

from lib.access.scope import Right, Scope
from lib.views.words import Language, say

# One of these is needed; a screen that is not here is for everyone.
NEEDED: Mapping[str, tuple[Right, ...]] = {
    "planner": (Right.PLAN,),
    "desk": (Right.IMPORT, Right.QUALITY),
    "administration": (Right.ADMINISTER,),
}


def open_to(screen: str, scope: Scope) -> bool:
    """Whether a screen is there for a scope at all."""
    needed = NEEDED.get(screen, ())
    return not needed or any(scope.may(one) for one in needed)


def closed_screen(screen: str, scope: Scope, language: Language) -> None:
    """What stands in the place of a screen that is not there for who asks."""
    st.html(f'<h1 class="screen-title">{say(f"house.{screen}", language)}</h1>')
    key = f"closed_{screen}" if scope.signed_in else "closed_signed_out"
    st.info(say(f"rights.{key}", language))


def nothing_open(language: Language) -> None:
    """What stands there for who is not signed in where the public view is closed."""
    st.html(f'<h1 class="screen-title">{say("house.title", language)}</h1>')
    st.info(say("rights.all_closed", language))
