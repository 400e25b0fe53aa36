"""What the part of the month asks: the proposal, the draft that is kept, the targets it changes."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import streamlit as st

from geo.codes import Level, is_within, level_of
from lib.access.scope import Right
from lib.access.visitor import Visitor
from lib.plan_desk import PlanDesk
from lib.planning import month as planning
from lib.planning.asking import PlanRefused, planned_areas
from lib.planning.drafts import Draft, Drafts
from lib.planning.month import Proposal, Visit, draft_month, next_month, present
from lib.planning.reasons import PlanError
from lib.planning.targets import Saving, saving
from lib.settings import Settings
from lib.views import asking, data, visitor
from lib.views.planner import asked, days_asked
from lib.views.planner.choice import read
from lib.views.selection import Selection

KEPT = 32
KEY = "planner_month_session"


@dataclass
class Session:
    """The draft that one visitor is editing in this tab, as it was when it was opened.

    ``editor`` numbers the editors, a new one for each draft that is opened. ``told`` is what is
    to be said once of what was done last, a key of the words with its values.
    """

    of: Visitor
    base: Draft
    editor: int = 0
    told: tuple[str, dict[str, str]] = field(default=("", {}))


def amphoe_of(selection: Selection) -> str:
    """The amphoe to draft for: the one chosen or that of the tambon; empty for a wider area.

    Raises PlanRefused for one that the scope may not plan for.
    """
    amphoe = asked.amphoe_of(selection.area)
    if amphoe:
        planned_areas(data.scope(), amphoe)
    return amphoe


def offered(selection: Selection) -> list[str]:
    """The amphoe of the area that the scope may plan for."""
    areas = planned_areas(data.scope(), selection.area)
    return [
        one.code
        for one in data.areas().at_level(Level.AMPHOE)
        if any(is_within(one.code, area) or level_of(area) is Level.REGION for area in areas)
    ]


def begin(selection: Selection) -> date:
    """The first day of the month that is planned: the one after the data, whatever is filtered."""
    return next_month(asking.as_of(_present(selection)))


def unfiltered(selection: Selection) -> Selection:
    """The same without a period of the past, as a screen opens."""
    start = data.choices().start()
    return replace(selection, kind=start.kind, period=start.period, as_of=None)


def _present(selection: Selection) -> Selection:
    """The same as of the day that planning starts from: what is over is not planned."""
    return replace(unfiltered(selection), as_of=present(data.snapshot().info))


def proposal(selection: Selection, amphoe: str) -> Proposal:
    """The draft as the figures suggest it, by what the planner has set."""
    now = _present(selection)
    choice, as_of = read(now.plan), asking.as_of(now)
    inside = now.with_area(amphoe)
    key = data.state_key("month", amphoe, as_of, choice)
    return _proposal(key, inside, amphoe, as_of)


def officers(selection: Selection, amphoe: str) -> set[str]:
    """The pseudonyms of those who hold a tambon of the amphoe."""
    return {one for held in proposal(selection, amphoe).officers.values() for one in held}


def waiting(selection: Selection, amphoe: str) -> pd.DataFrame:
    """The follow-ups that activities of the month may take on their way: as ``month.waiting``."""
    as_of, first = asking.as_of(_present(selection)), begin(selection)
    return _waiting(data.state_key("month waiting", amphoe, as_of, first), amphoe, as_of, first)


def kept(amphoe: str, month: date) -> Draft | None:
    """The draft that was kept last; raises PlanRefused, DraftLost."""
    return drafts().read(amphoe, month)


def draft(selection: Selection, amphoe: str) -> Draft:
    """The draft to be shown: the one that was kept, else the proposal."""
    month = begin(selection)
    return kept(amphoe, month) or Draft(amphoe, month, proposal(selection, amphoe).visits)


def drafts() -> Drafts:
    """The drafts of who looks; those of simulated data by themselves."""
    simulated = data.snapshot().info.simulated
    return Drafts(Settings.from_environment().var, data.scope(), simulated)


def desk() -> PlanDesk:
    """What saves plans of the store that is shown, as who looks."""
    simulated = data.snapshot().info.simulated
    return PlanDesk(Settings.from_environment(), simulated, who=visitor.visitor())


def preview(amphoe: str, month: date, visits: tuple[Visit, ...]) -> Saving:
    """What saving would do to the targets of the quarter. Raises PlanRefused."""
    planned_areas(data.scope(), amphoe)
    drafted = tuple(sorted(Counter((one.tambon, one.activity_type) for one in visits).items()))
    key = data.state_key("targets", amphoe, month, drafted)
    return _preview(key, amphoe, month, visits)


def may_plan(selection: Selection) -> bool:
    """Whether who looks may plan for the amphoe that is chosen."""
    if not data.scope().may(Right.PLAN):
        return False
    try:
        return bool(amphoe_of(selection))
    except PlanRefused:
        return False


def session(selection: Selection, amphoe: str) -> Session:
    """What is being edited: of this visitor, amphoe and month; else it is opened anew."""
    found, who = st.session_state.get(KEY), visitor.visitor()
    about = (amphoe, begin(selection))
    if isinstance(found, Session) and found.of == who and about == (
        found.base.area, found.base.month,
    ):  # fmt: skip
        return found
    number = found.editor + 1 if isinstance(found, Session) else 0
    now = Session(who, draft(selection, amphoe), number)
    st.session_state[KEY] = now
    return now


def open_again(now: Session, base: Draft, told: str = "", **values: str) -> None:
    """Edit another draft in place of the one that is open."""
    now.base, now.editor, now.told = base, now.editor + 1, (told, values)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _proposal(key: str, _selection: Selection, _amphoe: str, _as_of: date) -> Proposal:
    choice = read(_selection.plan)
    ranking = asked.ranking(_selection, choice)
    return draft_month(data.store(), data.scope(), _amphoe, _as_of, ranking, _places(_selection))


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _waiting(key: str, _amphoe: str, _as_of: date, _begin: date) -> pd.DataFrame:
    return planning.waiting(data.store(), data.scope(), _amphoe, _as_of, _begin)


def _places(selection: Selection) -> dict[str, int]:
    """Where service days are best held in the amphoe, with whom each adds; none without a plan."""
    choice = read(selection.plan)
    try:
        plan = days_asked.plan(selection, choice)
    except PlanError:  # the part of the service days says why
        return {}
    found = Counter[str]()
    for one in plan.places:
        found[days_asked.tambon_of(one.code)] += one.adds
    return dict(found)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _preview(key: str, _amphoe: str, _month: date, _visits: tuple[Visit, ...]) -> Saving:
    return saving(data.store(), data.scope(), _amphoe, _month, _visits)
