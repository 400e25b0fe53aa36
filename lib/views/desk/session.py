"""What one visitor has under way at the desk, kept for the session of the browser."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from lib.access.scope import Right
from lib.access.visitor import Visitor
from lib.desk import Desk, NotAllowed
from lib.settings import Settings
from lib.store.batches import Batch
from lib.store.errors import StoreError
from lib.store.model import TABLES
from lib.store.progress import Job
from lib.views import data, visitor
from lib.views.desk.checking import Asked, Checked, check
from lib.views.desk.tray import Tray, Upload
from lib.views.desk.work import Report, Work

KEY = "desk_session"
CHECK, STORE, UNDO = "check", "store", "undo"
LONGEST_NAME = 80  # characters of a person's name
LOG = logging.getLogger("dashboard")


@dataclass(frozen=True)
class Trouble:
    """What went wrong, and the number by which the log knows it where it was not foreseen."""

    error: BaseException
    reference: str = ""


@dataclass
class Session:
    """The files handed in and what became of them.

    `uploads` numbers the uploaders, a new one after each delivery. `table` is the name of the
    table that all sheets are taken for, empty while each is looked at; `simulated` what the rows
    were said to be. `stored` and `undone` are what the last work came to. All of it is of one
    visitor: `of` is who.
    """

    of: Visitor = field(default_factory=Visitor.nobody)
    author: str = ""
    nameless: bool = False
    uploads: int = 0
    table: str = ""
    simulated: bool | None = None
    answers: dict[tuple[str, str, str], str] = field(default_factory=dict)
    tray: Tray | None = None
    checked: Checked | None = None
    work: Work[Any] | None = None
    trouble: Trouble | None = None
    stored: Batch | None = None
    undone: Batch | None = None


def session() -> Session:
    """The desk of this visitor; what another one had under way in this tab is put away."""
    kept, who = st.session_state.get(KEY), visitor.visitor()
    if not isinstance(kept, Session) or kept.of != who:
        if isinstance(kept, Session):
            put_away(kept)
        kept = st.session_state[KEY] = Session(of=who)
    return kept


def settle(now: Session) -> None:
    """Take up what the work came to, once it has ended."""
    work = now.work
    if work is None or not work.done:
        return
    now.work = None
    try:
        result = work.result()
    except (StoreError, NotAllowed) as error:
        now.trouble = Trouble(error)
    except Exception as error:
        now.trouble = _unforeseen(error)
    else:
        _TAKEN_UP[work.name](now, result)


def hand_in(now: Session, uploads: list[Upload]) -> None:
    """Take files in place of those that are there, and check them."""
    if not _may_import(now):
        return
    put_away(now)
    try:
        now.tray = Tray(uploads, Settings.from_environment().var)
    except OSError as error:
        now.trouble = _unforeseen(error)
        return
    check_again(now)


def check_again(now: Session) -> None:
    """Check the files as the table and with the answers that are chosen now."""
    if now.work is not None or now.tray is None or not _may_import(now):
        return
    now.checked = now.trouble = now.stored = None
    shown = data.snapshot().info.simulated
    asked = Asked(
        Settings.from_environment(), now.tray.sources, shown, TABLES.get(now.table),
        dict(now.answers), now.simulated, visitor.visitor(), now.author,
    )  # fmt: skip
    now.work = Work(CHECK, partial(_check, asked, now.tray))


def store(now: Session, author: str) -> None:
    """Store what was checked; without a name it is asked for instead."""
    _take_name(now, author)
    checked, tray = now.checked, now.tray
    if now.work is not None or now.nameless or checked is None or tray is None:
        return
    if not _may_import(now):
        return
    now.trouble = None
    now.work = Work(STORE, partial(_store, checked, tray, now.author))


def undo(now: Session, batch_id: str, author: str) -> None:
    """Take a batch back; without a name it is asked for instead."""
    _take_name(now, author)
    if now.work is not None or now.nameless or not _may_import(now):
        return
    now.trouble = now.undone = None
    now.work = Work(UNDO, partial(_undo, desk(), batch_id, now.author))


def put_away(now: Session) -> None:
    """Delete the files, and forget what was found in them."""
    if now.tray is not None:
        now.tray.empty()
    now.tray = now.checked = now.trouble = now.stored = now.simulated = None
    now.answers = {}
    now.nameless = False


def desk() -> Desk:
    """The desk of the store that is shown."""
    simulated = data.snapshot().info.simulated
    return Desk(Settings.from_environment(), simulated, who=visitor.visitor())


def named(author: str) -> str:
    """A name as it is kept: on one line, not too long; empty when it has no letter."""
    plain = " ".join(author.split())[:LONGEST_NAME]
    return plain if any(char.isalpha() for char in plain) else ""


def _take_name(now: Session, author: str) -> None:
    """Who it is: the person of the account, else who they say they are."""
    who = visitor.visitor()
    now.author = (who.shown or who.account) if who.account else named(author)
    now.nameless = not now.author


def _may_import(now: Session) -> bool:
    """Whether who clicked may import and this desk is still theirs; the screen then says so."""
    who = visitor.visitor()
    if who == now.of and who.scope.may(Right.IMPORT):
        return True
    now.trouble = Trouble(NotAllowed("right", "Who clicked has no right to import."))
    return False


def _check(asked: Asked, _: Tray, report: Report) -> Checked:
    """The tray is held so that its files stay until the end, should the session go before."""
    return check(asked, report)


def _store(checked: Checked, _: Tray, author: str, report: Report) -> Batch:
    return checked.desk.store(checked.prepared, author=author, job=Job(watch=report))


def _undo(at: Desk, batch_id: str, author: str, report: Report) -> Batch:
    return at.undo(batch_id, author=author, job=Job(watch=report))


def _take_checked(now: Session, checked: Checked) -> None:
    now.checked = checked


def _take_stored(now: Session, batch: Batch) -> None:
    put_away(now)
    now.stored = batch


def _take_undone(now: Session, batch: Batch) -> None:
    now.undone = batch


_TAKEN_UP: dict[str, Callable[[Session, Any], None]] = {
    CHECK: _take_checked,
    STORE: _take_stored,
    UNDO: _take_undone,
}


def _unforeseen(error: Exception) -> Trouble:
    reference = uuid.uuid4().hex[:8].upper()
    LOG.error("Error %s at the data desk", reference, exc_info=error)
    return Trouble(error, reference)
