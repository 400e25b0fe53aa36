"""The protected view, made ahead of those who need it: that takes a minute for each state.

With real data the server makes it at its start and after each import. With simulated data it is
made when the first visitor tries a role that needs it, who is told why it takes so long.
"""

import logging
import time
from threading import Thread

import streamlit as st

from lib.access.scope import Scope
from lib.access.visitor import Visitor
from lib.imports.persons import prepare_secrets
from lib.indicators.cube import cube, is_made
from lib.indicators.evaluate import protected_folder
from lib.settings import read_settings
from lib.views import data, opened
from lib.views.doors import start
from lib.views.overview.load import first_answers
from lib.views.visitor import acting_as
from lib.views.words import Language, say

LOOK_SECONDS = 10
LOG = logging.getLogger("dashboard")


def wait(language: Language) -> None:
    """Before a screen is shown to somebody who needs the protected view: it is there, or made."""
    if data.scope().whole or is_made(data.store(), protected_folder()):
        return
    with st.spinner(say("rights.protecting", language)):
        cube(data.store(), protected_folder())


def get_ready() -> None:
    """The secrets, the store, the areas and the first figures; a thread then looks after the
    protected view.
    """
    try:
        prepare_secrets(read_settings())
        with acting_as(Visitor(Scope.everything())):
            first_answers()
    finally:
        Thread(target=_look_after, name="protected-view", daemon=True).start()


def _look_after() -> None:
    """With real data, and once they have come: the way in is open, and each new state protected."""
    while True:
        try:
            opened.refresh()
            if not data.store().info.simulated:
                start.greet(read_settings())
                _protect()
        except Exception:  # the next look tries again, and so does the first visitor
            LOG.exception("The protected view could not be looked after.")
        time.sleep(LOOK_SECONDS)


def _protect() -> None:
    """Make the cube of a new state, and what the public sees first."""
    if is_made(data.store(), protected_folder()):
        return
    cube(data.store(), protected_folder())
    with acting_as(Visitor.nobody()):
        first_answers()
