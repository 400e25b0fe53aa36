"""What the part of the month asks: the proposal, the draft that is kept, the targets it changes."""

from collections import Counter
from collections.abc import Mapping
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
from lib.planning.targets import Saving, planned_beside, saving
from lib.settings import Settings
from lib.views import asking, data, visitor
from lib.views.planner import asked, days_asked
from lib.views.planner.choice import read
from lib.views.selection import Selection

KEPT = 32
KEY = "planner_month_sessions"  # what is edited in the tab, by amphoe and month
Beside = Mapping[date, tuple[Visit, ...]]  # what other months of the quarter were planned to hold
EDITORS = "planner_month_editors"  # how many editors the tab has had


@dataclass
class Session:
    """The draft that one visitor is editing in this tab, as it was when it was opened.

    ``editor`` numbers the editors, a new one for each that is opened; ``table`` is what it starts
    from, and ``look`` what that was made of. ``edited`` is what its rows were in the last run,
    None where nothing is edited. ``anew`` is a draft in place of the one that is kept. ``told`` is
    what is to be said once of what was done last, a key of the words with its values.
    """

    of: Visitor
    base: Draft
    editor: int = 0
    table: pd.DataFrame | None = None
    look: object = None
    edited: pd.DataFrame | None = None
    anew: bool = False
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


def as_of(selection: Selection) -> date:
    """The day that the draft is made from, whatever is filtered."""
    return asking.as_of(_present(selection))


def begin(selection: Selection) -> date:
    """The first day of the month that is planned: the one after the data, whatever is filtered."""
    return next_month(as_of(selection))


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
    choice, day = read(now.plan), as_of(selection)
    inside = now.with_area(amphoe)
    key = data.state_key("month", amphoe, day, choice)
    return _proposal(key, inside, amphoe, day)


def officers(selection: Selection, amphoe: str) -> set[str]:
    """The pseudonyms of those who hold a tambon of the amphoe."""
    return {one for held in proposal(selection, amphoe).officers.values() for one in held}


def waiting(selection: Selection, amphoe: str) -> pd.DataFrame:
    """The follow-ups that activities of the month may take on their way: as ``month.waiting``."""
    day, first = as_of(selection), begin(selection)
    return _waiting(data.state_key("month waiting", amphoe, day, first), amphoe, day, first)


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
    beside = planned_beside(drafts(), amphoe, month, present(data.snapshot().info))
    counted = tuple(
        (first, tuple(sorted(Counter((one.tambon, one.activity_type) for one in of).items())))
        for first, of in ((month, visits), *beside.items())
    )
    key = data.state_key("targets", amphoe, month, counted)
    return _preview(key, amphoe, month, visits, beside)


def may_plan(selection: Selection) -> bool:
    """Whether who looks may plan for the amphoe that is chosen."""
    if not data.scope().may(Right.PLAN):
        return False
    try:
        return bool(amphoe_of(selection))
    except PlanRefused:
        return False


def session(selection: Selection, amphoe: str) -> Session:
    """What is being edited: of this visitor, amphoe and month; else it is opened anew.

    What the visitor has edited of other amphoe stays until it is kept or dropped.
    """
    who, about = visitor.visitor(), (amphoe, begin(selection))
    every: dict[tuple[str, date], Session] = st.session_state.get(KEY) or {}
    if any(one.of != who for one in every.values()):
        every = {}
    if about not in every:
        every[about] = Session(who, draft(selection, amphoe))
    st.session_state[KEY] = every
    return every[about]


def next_editor() -> int:
    """The number of an editor that is opened now."""
    number = int(st.session_state.get(EDITORS, 0)) + 1
    st.session_state[EDITORS] = number
    return number


def open_again(now: Session, base: Draft, told: str = "", **values: str) -> None:
    """Edit another draft in place of the one that is open; what was edited in that is dropped."""
    now.base, now.table, now.edited, now.anew = base, None, None, False
    now.told = (told, values)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _proposal(key: str, _selection: Selection, _amphoe: str, _as_of: date) -> Proposal:
    ranking = asked.ranking(_selection, read(_selection.plan))
    places, reached = _service_days(_selection)
    return draft_month(
        data.store(), data.scope(), _amphoe, _as_of, ranking, places, reached=reached
    )


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _waiting(key: str, _amphoe: str, _as_of: date, _begin: date) -> pd.DataFrame:
    return planning.waiting(data.store(), data.scope(), _amphoe, _as_of, _begin)


def _service_days(selection: Selection) -> tuple[dict[str, int], frozenset[str]]:
    """Where service days are best held in the amphoe, with whom each adds, and all tambon that
    they reach; none without a plan.
    """
    try:
        plan = days_asked.plan(selection, read(selection.plan))
    except PlanError:  # the part of the service days says why
        return {}, frozenset()
    found = Counter[str]()
    for one in plan.places:
        found[days_asked.tambon_of(one.code)] += one.adds
    reached = plan.tambon.index[plan.tambon["reached"].astype(bool)]
    return dict(found), frozenset(map(str, reached))


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _preview(
    key: str, _amphoe: str, _month: date, _visits: tuple[Visit, ...], _beside: Beside
) -> Saving:
    return saving(data.store(), data.scope(), _amphoe, _month, _visits, beside=_beside)
