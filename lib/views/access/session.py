"""What an administrator has under way on this screen, and the way in which it is done.

Whoever clicks may have lost the right since the screen was shown: in another tab, by another
administrator. Every action therefore asks anew who it is, before it does anything.
"""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

import streamlit as st

from lib.access.accounts import AccountRefused
from lib.access.config import AccessError
from lib.access.scope import Right, Scope
from lib.access.visitor import Visitor
from lib.desk import recorded_as
from lib.views import visitor
from lib.views.access.reach import reaches

KEY = "administration"
SHOWN_FOR = timedelta(minutes=5)  # a password that was given out
STORE = "store"  # the code of what is no refusal: the file of the accounts can't be used
LOG = logging.getLogger("dashboard")

Given = ParamSpec("Given")


@dataclass(frozen=True)
class Issued:
    """A one-time password, to be shown until it is put away, at most for some minutes."""

    name: str
    password: str = field(repr=False)
    since: float = field(default_factory=time.monotonic)

    @property
    def over(self) -> bool:
        """Whether it has been shown long enough."""
        return time.monotonic() - self.since > SHOWN_FOR.total_seconds()


@dataclass
class Managing:
    """The account that is open, the action that waits for its confirmation, what came of the last.

    `refused` is the code of a refusal, `reference` the number by which the log knows more of it;
    `done` is what was done, with how many; `forms` numbers the forms, so that a new one is empty.
    `owner` is whose all this is: of another account, or with other rights, nothing of it is shown.
    """

    owner: Visitor
    chosen: str = ""
    doing: str = ""
    refused: str = ""
    reference: str = ""
    done: tuple[str, str, int] | None = None
    issued: Issued | None = field(default=None, repr=False)
    forms: int = 0

    def ask(self, doing: str = "") -> None:
        """Ask for the confirmation of an action, or of none; what the last one told is over."""
        self.doing, self.done, self.issued = doing, None, None
        self.refused = self.reference = ""

    def finish(self, action: str, name: str, count: int = 0) -> None:
        """An action is done: say so, and show its account."""
        self.ask()
        self.chosen, self.done = name, (action, name, count)
        self.forms += 1


def managing() -> Managing:
    """What this visitor has under way."""
    kept = st.session_state.get(KEY)
    who = visitor.visitor()
    if not isinstance(kept, Managing) or kept.owner != who:
        kept = st.session_state[KEY] = Managing(who)
    if kept.issued is not None and kept.issued.over:
        kept.issued = None
    return kept


def forget() -> None:
    """Put everything away, a password that is shown first of all."""
    st.session_state.pop(KEY, None)


def may_administer(who: Visitor) -> bool:
    """Whether this screen is there for somebody."""
    return who.scope.may(Right.ADMINISTER)


def by() -> str:
    """Who acts, as the trail names it."""
    return recorded_as(visitor.visitor())


def need_reach(other: Scope) -> None:
    """Raise AccountRefused for rights that who acts may neither give nor take."""
    if not reaches(visitor.visitor().scope, other):
        raise AccountRefused("reach", "These rights reach beyond the areas of who gives them.")


def guarded(
    action: Callable[Concatenate[Managing, Given], None],
) -> Callable[Given, None]:
    """An action for a button: does nothing for who may not (any more), and keeps a refusal."""

    @wraps(action)
    def checked(*args: Given.args, **kwargs: Given.kwargs) -> None:
        """Ask for the right anew, act, keep what was refused."""
        if not may_administer(visitor.look().visitor):
            forget()
            return
        now = managing()
        try:
            action(now, *args, **kwargs)
        except AccountRefused as refused:
            now.done, now.issued, now.refused = None, None, refused.code
        except AccessError:
            now.done, now.issued, now.refused = None, None, STORE
            now.reference = uuid.uuid4().hex[:8].upper()
            LOG.exception("Error %s on the screen of administration", now.reference)

    return checked
