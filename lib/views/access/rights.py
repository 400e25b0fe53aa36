"""What each role may do, as a table, so that everyone who gives rights knows what they give."""

from html import escape

import streamlit as st

from lib.access.scope import RIGHTS, Right, Role
from lib.views.access.names import role_name
from lib.views.desk.plain import paragraph
from lib.views.selection import Selection
from lib.views.words import Language, say


def show(selection: Selection) -> None:
    """The part of the screen."""
    language = selection.language
    paragraph(say("access.rights_intro", language))
    st.html(table_html(language))
    for name in ("areas", "outside", "public"):
        paragraph(say(f"access.rights_{name}", language), "quiet")


def table_html(language: Language) -> str:
    """Roles beside each other, rights below each other; a word in each cell, not a sign alone."""
    roles = "".join(f'<th scope="col">{escape(role_name(one, language))}</th>' for one in Role)
    rows = "".join(_row(one, language) for one in Right)
    caption = escape(say("access.rights_caption", language))
    head = escape(say("access.col_right", language))
    return (
        f'<table class="desk-table access-rights"><caption>{caption}</caption>'
        f'<thead><tr><th scope="col">{head}</th>{roles}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(right: Right, language: Language) -> str:
    cells = "".join(_cell(role, right, language) for role in Role)
    name = escape(say(f"access_right.{right}", language))
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'


def _cell(role: Role, right: Right, language: Language) -> str:
    may = right in RIGHTS[role]
    words = escape(say("access.may" if may else "access.may_not", language))
    head = escape(role_name(role, language))
    return f'<td class="{"may" if may else "may-not"}" data-head="{head}">{words}</td>'
