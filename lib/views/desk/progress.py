"""What the screen shows while something is under way: how far it is, and how to stop it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lib.imports.prepare import CHECK, COMPARE, READ
from lib.store.progress import Stage
from lib.views.desk.session import Session, session
from lib.views.desk.work import Step, Work
from lib.views.formats import number
from lib.views.words import Language, say

EVERY = 0.4  # seconds between looks
# Where on the bar a stage begins and ends; what takes long gets most of it.
SPANS: Mapping[str, tuple[float, float]] = {
    READ: (0.05, 0.5), CHECK: (0.5, 0.9), COMPARE: (0.9, 1),
    Stage.WAITING: (0.05, 0.05), Stage.COMPARING: (0.1, 0.3),
    Stage.STORING: (0.3, 0.95), Stage.COMMITTING: (0.95, 1),
}  # fmt: skip
COUNTED = (READ, CHECK, Stage.STORING)  # stages that tell how much of them is done


def shown(now: Session, language: Language) -> bool:
    """Shows the work that is under way; False when there is none."""
    if now.work is None:
        return False
    key = f"desk.doing_{now.work.name}"
    st.html(f'<h2 class="desk-step">{say(key, language)}</h2>')
    st.fragment(_look, run_every=EVERY)(language)
    return True


def _look(language: Language) -> None:
    """One look at the work; when it has ended the whole screen is shown anew."""
    work = session().work
    if work is None or work.done:
        st.rerun()
    st.progress(on_bar(work.step), text=words(work, language))
    if work.can_cancel:
        st.button(say("desk.cancel", language), key="desk_cancel", on_click=work.cancel)
    st.html(f'<p class="desk-line quiet">{say("desk.leave", language)}</p>')


def on_bar(step: Step) -> float:
    """How far the bar is, 0 to 1."""
    begin, end = SPANS.get(step.stage, (0.0, 0.0))
    return begin + (end - begin) * step.share


def words(work: Work[Any], language: Language) -> str:
    """Which stage it is at, with what is done of it."""
    step = work.step
    if work.cancelling:
        return say("desk.cancelling", language)
    if not step.stage:
        return say(f"desk.doing_{work.name}", language)
    said = say(f"desk.stage_{step.stage}", language)
    if step.total <= 1 or step.stage not in COUNTED:
        return said
    done, total = number(step.done), number(step.total)
    return say("desk.stage_share", language, stage=said, done=done, total=total)
