"""The history of imports: who, when, from which files, what changed; and taking one back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from lib.desk import NotAllowed
from lib.store.batches import Batch, Kind
from lib.store.errors import UndoRefused
from lib.store.undo import UndoPreview
from lib.views import address, data
from lib.views.desk import importing, sentences
from lib.views.desk.paging import page_number, pager
from lib.views.desk.plain import paragraph
from lib.views.desk.session import Session, Trouble, desk, session, undo
from lib.views.desk.trouble import told
from lib.views.formats import number, thai_date
from lib.views.selection import Selection
from lib.views.words import Language, listed, say

TIME_ZONE = ZoneInfo("Asia/Bangkok")
PAGE, PER_PAGE = "desk_history_page", 20
HASH_SHOWN = 8  # characters


def show(selection: Selection) -> None:
    """The part of the screen: the newest first; one of them opened to be taken back."""
    now, language = session(), selection.language
    batches = desk().batches(data.store().place)
    numbers = {one.batch_id: one.number for one in batches}
    if now.undone is not None and now.undone.undoes in numbers:
        said = sentences.counted(now.undone.counts, language)
        number_ = numbers[now.undone.undoes]
        st.success(say("desk.undone", language, number=number_, rows=said))
    if not batches:
        st.info(say("desk.history_empty", language))
        return
    paragraph(say("desk.history_intro", language))
    if now.of.scope.areas:
        paragraph(say("desk.history_areas", language), "note")
    first = page_number(PAGE, len(batches), PER_PAGE) * PER_PAGE
    for one in batches[first : first + PER_PAGE]:
        _card(one, numbers, now, selection)
    pager(PAGE, len(batches), PER_PAGE, language)


def when(made_on: datetime, language: Language) -> str:
    """Day and time in Thailand: 5 ธ.ค. 2568 14:05 น."""
    there = made_on.astimezone(TIME_ZONE)
    day = thai_date(there.date(), language)
    return say("desk.when", language, day=day, time=f"{there:%H:%M}")


def card_html(one: Batch, numbers: dict[str, int], language: Language) -> str:
    """One batch as a card."""
    head = say(f"desk.kind_{one.kind}", language, number=number(one.number))
    author = say("desk.first_author", language) if one.kind is Kind.FIRST else one.author
    lines = [say("desk.by", language, author=author, when=when(one.made_on, language))]
    if one.files:
        names = [f"{file.name} ({file.sha256[:HASH_SHOWN]})" for file in one.files]
        lines.append(say("desk.from_files", language, files=listed(names, language)))
    lines.append(sentences.counted(one.counts, language))
    state = ""
    if one.undone_by is not None:
        said = say("desk.was_undone", language, number=number(numbers.get(one.undone_by, 0)))
        state = f'<span class="state">{escape(said)}</span>'
    elif one.undoes is not None:
        lines.append(say("desk.undoes", language, number=number(numbers.get(one.undoes, 0))))
    told_ = "".join(f"<p>{escape(line)}</p>" for line in lines)
    mark = " undone" if state else ""
    return f'<article class="desk-batch{mark}"><h3>{escape(head)}{state}</h3>{told_}</article>'


def _card(one: Batch, numbers: dict[str, int], now: Session, selection: Selection) -> None:
    language = selection.language
    opened = selection.detail == one.batch_id
    with st.container(key=f"desk_batch_{one.number}", border=True):
        with st.container(
            key=f"desk_batch_line_{one.number}", horizontal=True, vertical_alignment="top"
        ):
            st.html(card_html(one, numbers, language))
            if one.kind is Kind.IMPORT and one.undone_by is None and not opened:
                st.button(
                    say("desk.undo", language, number=number(one.number)),
                    key=f"desk_undo_{one.number}",
                    on_click=_open,
                    args=(one.batch_id,),
                )
        if opened:
            _undo(one, numbers, now, language)


def _undo(one: Batch, numbers: dict[str, int], now: Session, language: Language) -> None:
    """What taking it back would do, and the confirmation; or why it can't be."""
    try:
        found = desk().undo_preview(one.batch_id, data.store().place)
    except (UndoRefused, NotAllowed) as refused:
        st.warning(told(Trouble(refused), language))
        st.button(say("desk.undo_close", language), key="desk_undo_close", on_click=_open)
        return
    if found.blockers:
        st.warning(blocked(found, numbers, language))
        st.button(say("desk.undo_close", language), key="desk_undo_close", on_click=_open)
        return
    _confirm(found, now, language)


def _confirm(found: UndoPreview, now: Session, language: Language) -> None:
    batch = found.batch
    rows = sentences.counted(found.counts, language)
    day = thai_date(found.data_date, language)
    paragraph(say("desk.undo_would", language, rows=rows, date=day), "note")
    with st.container(
        key="desk_confirm", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        importing.who(now, say("desk.author_undo", language))
        st.button(
            say("desk.undo_confirm", language, number=number(batch.number)),
            key="desk_undo_confirm",
            type="primary",
            on_click=_take_back,
            args=(now, batch.batch_id),
        )
        st.button(say("desk.undo_not", language), key="desk_undo_close", on_click=_open)
    importing.name_missing(now, language)


def blocked(found: UndoPreview, numbers: dict[str, int], language: Language) -> str:
    """Why a batch can't be taken back yet: what stands on it, in the order to take that back."""
    reasons = [
        say(
            f"desk.blocked_{one.reason}", language, number=number(one.batch.number),
            table=sentences.table_name(one.table, language), count=number(one.rows),
        )
        for one in found.blockers
    ]  # fmt: skip
    first = number(max(one.batch.number for one in found.blockers))
    return say("desk.blocked", language, reasons=_joined(reasons, language), number=first)


def _joined(reasons: Sequence[str], language: Language) -> str:
    return listed(list(dict.fromkeys(reasons)), language)


def _take_back(now: Session, batch_id: str) -> None:
    """Begin the undo, and close what asked for it; open still when the name is missing."""
    undo(now, batch_id, st.session_state.get("desk_author", ""))
    if not now.nameless:
        address.go(replace(address.current(), detail=""))


def _open(batch_id: str = "") -> None:
    """Open a batch to be taken back, or close the one that is open."""
    now = session()
    now.nameless, now.undone, now.trouble = False, None, None
    address.go(replace(address.current(), detail=batch_id))
