"""The work of the next month in an amphoe: a draft from the figures, edited, kept, and planned."""

import logging
import uuid
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from lib.desk import DeskClosed, NotAllowed
from lib.periods import quarter_of
from lib.plan_desk import MonthRefused, TargetsMoved
from lib.planning.drafts import Draft, DraftChanged, DraftLost
from lib.planning.month import Visit
from lib.planning.targets import Saving
from lib.store.errors import DiskFull, StoreBusy, StoreError
from lib.views import data
from lib.views.charts.table import html_table
from lib.views.controls import step
from lib.views.desk.plain import literal
from lib.views.desk.session import LONGEST_NAME
from lib.views.formats import number, with_numbers_whole
from lib.views.planner import month_asked as asked
from lib.views.planner import month_export  # noqa: F401 (its files join the menu)
from lib.views.planner import month_follow as follow
from lib.views.planner import month_rows as rows
from lib.views.planner import month_words as words
from lib.views.planner.month_asked import Session
from lib.views.planner.month_editor import editor, is_edited
from lib.views.selection import Selection
from lib.views.words import Language, say

STYLE = Path(__file__).with_name("days.css")
AUTHOR = "planner_month_author"
WARNED = ("newer", "planned_newer", "planned_unmarked")  # of what is told, what asks for care
LOG = logging.getLogger("dashboard")
# What a save can end with, and its words; anything else is said with a number for the log.
TROUBLES: dict[type[Exception], str] = {
    NotAllowed: "not_allowed", TargetsMoved: "moved", StoreBusy: "busy", DiskFull: "disk_full",
}  # fmt: skip


def show(selection: Selection) -> None:
    """The part: the amphoe to be chosen, or its draft."""
    st.html(STYLE)
    amphoe = asked.amphoe_of(selection)
    if not amphoe:
        _choose(selection)
        return
    language = selection.language
    try:
        with st.spinner(say("planner_month.drafting", language)):
            now = asked.session(selection, amphoe)
    except DraftLost:
        LOG.exception("A draft can't be read")
        st.error(say("planner_month.lost", language))
        return
    _take_newer(now, selection)
    top = st.container()  # both above the rows, so that they are in sight; they tell of them
    bar = st.container()
    visits, faults = editor(now, selection)
    for line in rows.fault_words(faults, language):
        st.error(line)
    if ways := follow.ways(visits, asked.waiting(selection, amphoe), selection):
        st.html(ways)
    with top:
        _top(now, visits, selection)
    with bar:
        _keeping(now, visits, selection, ready=not faults)
    _planning(now, visits, selection, ready=not faults)


def _top(now: Session, visits: tuple[Visit, ...], selection: Selection) -> None:
    """What the draft has, as it is edited; what has become of it, and what was done last."""
    drafted = replace(now.base, visits=visits)
    st.html(f'<h2 class="headline">{_html(words.headline(drafted, selection))}</h2>')
    note = f"{words.most_types(drafted, selection)} {words.state(now.base, selection)}"
    st.html(f'<p class="note">{_html(note)}</p>')
    _tell(now, selection.language)


def _choose(selection: Selection) -> None:
    """The amphoe of the area, one of which has to be chosen."""
    language = selection.language
    st.html(f'<h2 class="headline">{_html(say("planner_month.choose", language))}</h2>')
    with st.container(key="planner_month_choose", horizontal=True, gap="small"):
        for code in asked.offered(selection):
            name = data.areas().get(code).display_name(language)
            into = partial(Selection.with_area, code=code)
            step(name, into, key=f"planner_month_{code}", style="secondary")


def _take_newer(now: Session, selection: Selection) -> None:
    """Show what somebody else has kept meanwhile, where nothing is edited here yet."""
    try:
        kept = asked.kept(now.base.area, now.base.month)
    except DraftLost:
        LOG.exception("A draft can't be read")
        return
    if kept is None or kept.number == now.base.number:
        if not now.base.number and not is_edited(now):
            now.base = asked.draft(selection, now.base.area)  # figures may have moved
        return
    if not is_edited(now):
        asked.open_again(now, kept, "opened", author=kept.author)
    else:
        now.told = ("newer", {"author": kept.author})


def _keeping(now: Session, visits: tuple[Visit, ...], selection: Selection, *, ready: bool) -> None:
    """Keep the draft, or begin anew from the figures."""
    language = selection.language
    with st.container(
        key="planner_month_keep", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        _author(now, language)
        if st.button(
            say("planner_month.keep", language), key="planner_month_keep_now", disabled=not ready
        ) and _has_author(now, language):
            _keep(now, replace(now.base, visits=visits), language)
        if now.base.number and st.button(
            say("planner_month.anew", language), key="planner_month_anew"
        ):
            fresh = asked.proposal(selection, now.base.area).visits
            asked.open_again(now, replace(now.base, visits=fresh, planned=False), "anew")
            now.anew = True
            st.rerun()
    if now.anew or now.edited is not None:
        st.html(f'<p class="note"><b>{_html(say("planner_month.unkept", language))}</b></p>')
    st.html(f'<p class="note">{_html(say("planner_month.keep_note", language))}</p>')


def _author(now: Session, language: Language) -> None:
    """Who plans: the person of the account; else asked, kept for the session."""
    label = say("planner_month.author", language)
    if now.of.account:
        st.html(f'<p class="note">{escape(f"{label}: {_name(now)}")}</p>')
        return
    st.session_state.setdefault(AUTHOR, "")
    st.text_input(label, key=AUTHOR, max_chars=LONGEST_NAME, autocomplete="name")


def _name(now: Session) -> str:
    """How who plans is called."""
    if now.of.account:
        return now.of.shown or now.of.account
    return " ".join(str(st.session_state.get(AUTHOR, "")).split())


def _has_author(now: Session, language: Language) -> bool:
    """Whether who plans has said their name; it is asked for where not."""
    if _name(now):
        return True
    st.error(say("planner_month.author_missing", language))
    return False


def _keep(now: Session, draft: Draft, language: Language) -> None:
    """Keep a draft; the later of two planners is told and keeps what is on the screen."""
    try:
        kept = asked.drafts().save(replace(draft, planned=False), _name(now))
    except DraftChanged as changed:
        _changed(now, changed, language)
        return
    except (StoreBusy, OSError) as error:
        _unforeseen(error, language)
        return
    asked.open_again(now, kept, "kept")
    st.rerun()


def _changed(now: Session, changed: DraftChanged, language: Language) -> None:
    """Who has kept the draft meanwhile; nothing of this one was kept."""
    author = literal(changed.now.author) if changed.now else "–"
    st.warning(say("planner_month.changed", language, author=author))
    st.button(
        say("planner_month.open_theirs", language), key="planner_month_theirs",
        on_click=asked.open_again, args=(now, _theirs(now, changed)),
    )  # fmt: skip


def _theirs(now: Session, changed: DraftChanged) -> Draft:
    """The draft that is kept now; where it was removed, what was open, as a new one."""
    return changed.now or Draft(now.base.area, now.base.month, now.base.visits)


def _planning(
    now: Session, visits: tuple[Visit, ...], selection: Selection, *, ready: bool
) -> None:
    """What saving does to the plan, and the button that does it; or why it can't be."""
    language = selection.language
    found = asked.preview(now.base.area, now.base.month, visits)
    title = words.targets_title(found, now.base, selection)
    st.html(f'<h2 class="part-heading">{_html(title)}</h2>')
    if found.whole:
        st.html(f'<p class="note">{_html(say("planner_month.whole", language))}</p>')
    if found.targets:
        # Not noted for the menu of all screens: files of future places are marked as internal.
        with st.container(key="planner_month_targets"):
            st.html(html_table(words.target_rows(found, selection), title, {}, 2))
    if (closed := asked.desk().closed()) is not None:
        st.info(say(f"planner_month.closed_{closed.code}", language))
        return
    pressed = st.button(
        say("planner_month.plan", language, quarter=quarter_of(now.base.month)),
        key="planner_month_plan", type="primary", disabled=not (ready and found.targets),
    )  # fmt: skip
    st.html(f'<p class="note">{_html(say("planner_month.plan_note", language))}</p>')
    if pressed and _has_author(now, language):
        _plan(now, visits, found, selection)


def _plan(now: Session, visits: tuple[Visit, ...], found: Saving, selection: Selection) -> None:
    """Keep the draft, then save its targets as one batch, then mark the draft as planned."""
    language, base = selection.language, now.base
    message = words.title(base, selection)
    try:
        kept = asked.drafts().save(replace(base, visits=visits, planned=False), _name(now))
    except DraftChanged as changed:
        _changed(now, changed, language)
        return
    except (StoreBusy, OSError) as error:
        _unforeseen(error, language)  # what is edited stays in the editor
        return
    try:
        batch = asked.desk().save(
            base.area, base.month, visits, found.targets, author=_name(now), message=message
        )
    except (DeskClosed, NotAllowed, MonthRefused, TargetsMoved, StoreError, OSError) as error:
        asked.open_again(now, kept)
        _unforeseen(error, language)
        return
    _mark(now, kept, number(batch.counts["plan"].written if batch.stored else 0))
    st.rerun()


def _mark(now: Session, kept: Draft, count: str) -> None:
    """Mark the draft as planned. Its targets are stored by now, whatever becomes of the mark."""
    try:
        marked = asked.drafts().save(replace(kept, planned=True), _name(now))
    except DraftChanged as changed:
        theirs = _theirs(now, changed)
        asked.open_again(now, theirs, "planned_newer", count=count, author=theirs.author or "–")
    except (StoreBusy, OSError) as error:
        asked.open_again(now, kept, "planned_unmarked", count=count, reference=_logged(error))
    else:
        asked.open_again(now, marked, "planned", count=count)


def _unforeseen(error: Exception, language: Language) -> None:
    """What went wrong in words; what was not foreseen goes to the log under a number."""
    if isinstance(error, MonthRefused):
        st.warning(say(f"planner_month.{error.code}", language))
        return
    if isinstance(error, DeskClosed):
        st.warning(say(f"planner_month.closed_{error.code}", language))
        return
    for kind, key in TROUBLES.items():
        if isinstance(error, kind):
            st.warning(say(f"planner_month.{key}", language))
            return
    st.error(say("planner_month.failed", language, reference=_logged(error)))


def _logged(error: Exception) -> str:
    """The number under which the log has an error."""
    reference = uuid.uuid4().hex[:8].upper()
    LOG.error("Error %s in the plan of a month", reference, exc_info=error)
    return reference


def _tell(now: Session, language: Language) -> None:
    """What was done last, said once."""
    key, values = now.told
    now.told = ("", {})
    if key:
        told = {name: literal(value) for name, value in values.items()}
        (st.warning if key in WARNED else st.success)(
            say(f"planner_month.told_{key}", language, **told)
        )


def _html(text: str) -> str:
    return with_numbers_whole(escape(text))
