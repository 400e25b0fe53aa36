"""Templates to fill in: one a table, or all of them in one workbook."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lib.imports.templates import template, template_name
from lib.store.model import TABLES, Table
from lib.views.desk.plain import paragraph
from lib.views.desk.sentences import table_name
from lib.views.selection import Selection
from lib.views.words import LANGUAGES, Language, say

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHOSEN = "desk_template_language"


def show(selection: Selection) -> None:
    """The part of the screen: all tables in one workbook, then each with what it is for."""
    language = selection.language
    paragraph(say("desk.templates_intro", language))
    st.session_state.setdefault(CHOSEN, language)
    written = st.segmented_control(
        say("desk.template_language", language),
        LANGUAGES,
        key=CHOSEN,
        required=True,
        format_func=lambda one: say(f"desk.template_{one}", language),
    )
    written = written or language
    with st.container(key="desk_template_all", border=True):
        every = list(TABLES.values())
        paragraph(say("desk.template_every", language, count=len(every)))
        _download(say("desk.template_download_all", language), every, written, "all", "primary")
    with st.container(key="desk_templates"):
        for name, table in TABLES.items():
            with st.container(key=f"desk_template_{name}", border=True):
                st.html(f'<h3 class="desk-part">{table_name(name, language)}</h3>')
                paragraph(say(f"desk_template.{name}", language))
                label = say("desk.template_download", language, table=table_name(name, language))
                _download(label, [table], written, name, "secondary")


def _download(label: str, tables: Sequence[Table], written: Language, key: str, style: str) -> None:
    """A button that makes the workbook when it is pressed."""
    st.download_button(
        label,
        partial(template, tables, written),
        file_name=template_name(tables, written),
        mime=WORKBOOK,
        key=f"desk_template_get_{key}",
        type="primary" if style == "primary" else "secondary",
        on_click="ignore",
    )
