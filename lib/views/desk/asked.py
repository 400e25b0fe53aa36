"""What can't be told from the files is asked, each thing once."""

import streamlit as st

from lib.imports.prepare import Prepared
from lib.imports.sheets import Question
from lib.store.findings import Finding
from lib.views.desk.plain import literal, paragraph
from lib.views.desk.session import Session, check_again
from lib.views.formats import number
from lib.views.words import Language, say

SHOWN = 20  # at a time; the answers often settle the rest


def questions(now: Session, prepared: Prepared, language: Language) -> None:
    """The open questions with what each may be answered with, and the button that checks again."""
    if not prepared.questions:
        return
    shown = prepared.questions[:SHOWN]
    with st.container(key="desk_questions", border=True):
        st.html(f'<h3 class="desk-part">{say("desk.questions", language)}</h3>')
        for at, one in enumerate(shown):
            _ask(one, f"desk_answer_{at}", language)
        if len(shown) < len(prepared.questions):
            rest = number(len(prepared.questions) - len(shown))
            paragraph(say("desk.questions_more", language, count=rest), "quiet")
        st.button(
            say("desk.answer", language), key="desk_answer", type="primary",
            on_click=_answered, args=(now, shown),
        )  # fmt: skip


def _ask(one: Question, key: str, language: Language) -> None:
    found = Finding("", one.kind, column=one.column, value=one.value)
    label = say(
        "desk.question", language, column=literal(one.column), rows=number(one.rows),
        problem=literal(found.problem(language)),
    )  # fmt: skip
    place = 0 if language == "th" else 1
    st.radio(
        label,
        list(one.choices),
        index=None,
        key=key,
        format_func=lambda choice: literal(one.choices[choice][place]),
    )


def _answered(now: Session, shown: tuple[Question, ...]) -> None:
    for at, one in enumerate(shown):
        chosen = st.session_state.get(f"desk_answer_{at}")
        if isinstance(chosen, str) and chosen in one.choices:
            now.answers[one.kind, one.column, one.value] = chosen
    check_again(now)
