"""Importing: files are chosen, checked, corrected and, once nothing is wrong, stored."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lib.settings import Settings
from lib.store.batches import Batch
from lib.store.model import TABLES
from lib.views import data
from lib.views.desk import links, sentences
from lib.views.desk.asked import questions
from lib.views.desk.found import corrected_file, findings
from lib.views.desk.plain import paragraph
from lib.views.desk.preview import corrections, picture_of_rows, placed
from lib.views.desk.session import (
    LONGEST_NAME,
    Session,
    check_again,
    hand_in,
    put_away,
    session,
    store,
)
from lib.views.selection import Selection
from lib.views.words import Language, say

MOST_MEGABYTES = 200  # a file; Streamlit holds it in memory while it comes
FOUND = ""  # stands for "find the table by yourself"


def show(selection: Selection) -> None:
    """The part of the screen: what was imported last, the files, what was found in them."""
    now, language = session(), selection.language
    if now.stored is not None:
        _stored(now.stored, selection)
    if Settings.from_environment().data is not None:
        st.warning(say("desk_trouble.closed_folder", language))
        return
    if now.checked is None:
        _choose(now, language)
    else:
        _result(now, selection)


def _stored(batch: Batch, selection: Selection) -> None:
    """What the last import did, and where to look at it."""
    language = selection.language
    if not batch.stored:
        st.info(say("desk.same_again", language))
        return
    said = sentences.counted(batch.counts, language)
    st.success(say("desk.stored", language, number=batch.number, rows=said))
    links.after_import(batch, selection)


def _choose(now: Session, language: Language) -> None:
    """The first step: which files, and which table they are."""
    _heading("desk.step_files", language)
    paragraph(say("desk.intro", language))
    _uploader(now, say("desk.upload", language), language)
    limit = f"{MOST_MEGABYTES:,}"
    paragraph(say("desk.upload_note", language, limit=limit), "quiet")
    _table(now, language)
    if data.snapshot().info.simulated:
        paragraph(say("desk.where_sample", language), "note")
    if now.tray is not None:  # the check was called off or failed
        names = sentences.files(now.tray.sources, language)
        paragraph(say("desk.files_waiting", language, files=names))
        st.button(
            say("desk.check", language), key="desk_check", type="primary",
            on_click=check_again, args=(now,),
        )  # fmt: skip


def _result(now: Session, selection: Selection) -> None:
    """The second step and, where nothing is wrong, the third."""
    checked, language = now.checked, selection.language
    assert checked is not None
    _heading("desk.step_result", language)
    st.html(sentences.headline_html(checked, language))
    _files(now, language)
    if not checked.told:
        _simulated(now, language)
    elif checked.prepared.ready and checked.changes_anything:
        _import(now, language)
    questions(now, checked.prepared, language)
    if checked.prepared.findings.errors:
        corrected_file(checked.prepared, language)
    if not checked.prepared.ready:
        _uploader(now, say("desk.upload_corrected", language), language)
    where = placed(checked.prepared)
    left, right = st.columns((3, 2), gap="medium") if where.tambon else (st.container(), None)
    with left:
        sentences.understood(checked.prepared, language)
        corrections(checked.prepared, language)
        findings(checked.prepared, language)
    if right is not None:
        with right:
            picture_of_rows(where, language)


def _files(now: Session, language: Language) -> None:
    """Which files these are, as which table they were read, and the way to others."""
    assert now.tray is not None
    with st.container(key="desk_files", horizontal=True, vertical_alignment="bottom", gap="small"):
        paragraph(sentences.files(now.tray.sources, language, now.tray.sizes), "files")
        _table(now, language)
        st.button(
            say("desk.other_files", language), key="desk_other", on_click=put_away, args=(now,)
        )


def _uploader(now: Session, label: str, language: Language) -> None:
    """Where files come in; it is a new one after each delivery, so that it is empty again."""
    key = f"desk_upload_{now.uploads}"
    with st.container(key="desk_uploader"):
        st.file_uploader(
            label, accept_multiple_files=True, key=key, max_upload_size=MOST_MEGABYTES,
            on_change=_take, args=(key,),
        )  # fmt: skip


def _take(key: str) -> None:
    """Check what came in, and let go of Streamlit's own copies of it."""
    uploads: Sequence[UploadedFile] = st.session_state.get(key) or ()
    now = session()
    if not uploads or now.work is not None:
        return
    now.uploads += 1
    hand_in(now, list(uploads))
    if (context := get_script_run_ctx()) is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def _table(now: Session, language: Language) -> None:
    """The table that the sheets are taken for, found by itself unless somebody says so."""
    st.session_state["desk_table"] = now.table

    def chosen() -> None:
        now.table = st.session_state["desk_table"]
        check_again(now)

    st.selectbox(
        say("desk.table", language),
        [FOUND, *TABLES],
        key="desk_table",
        format_func=lambda name: (
            sentences.table_name(name, language) if name else say("desk.table_found", language)
        ),
        on_change=chosen,
    )


def _simulated(now: Session, language: Language) -> None:
    """Asked where no id tells: are the rows real ones or simulated?"""

    def chosen() -> None:
        now.simulated = st.session_state["desk_simulated"] == "simulated"
        check_again(now)

    with st.container(key="desk_question_simulated", border=True):
        st.radio(
            say("desk.which_rows", language),
            ("simulated", "real"),
            index=None,
            key="desk_simulated",
            format_func=lambda one: say(f"desk.rows_{one}", language),
            on_change=chosen,
        )


def _import(now: Session, language: Language) -> None:
    """The third step: who imports, and the button that does it."""
    assert now.checked is not None
    _heading("desk.step_import", language)
    first = not now.checked.desk.simulated and data.snapshot().info.simulated
    where = "first" if first else "sample" if now.checked.desk.simulated else "real"
    paragraph(say(f"desk.goes_{where}", language), "note")
    with st.container(key="desk_import", horizontal=True, vertical_alignment="bottom", gap="small"):
        who(now, say("desk.author", language))
        st.button(
            say("desk.import", language), key="desk_import_now", type="primary",
            on_click=lambda: store(now, st.session_state.get("desk_author", "")),
        )  # fmt: skip
    name_missing(now, language)


def who(now: Session, label: str) -> None:
    """Who imports or takes back: the person of the account; else asked, kept for the session."""
    if now.of.account:
        shown = now.of.shown or now.of.account
        paragraph(f"{label}: {shown}", "files")
        return
    st.session_state.setdefault("desk_author", now.author)
    st.text_input(label, key="desk_author", max_chars=LONGEST_NAME, autocomplete="name")


def name_missing(now: Session, language: Language) -> None:
    """Says that a name is needed, where the button was pressed without one."""
    if now.nameless:
        st.error(say("desk.author_missing", language))


def _heading(key: str, language: Language) -> None:
    st.html(f'<h2 class="desk-step">{say(key, language)}</h2>')
