"""What the part of mobile service days asks, kept by area, day and what the planner has set."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import pandas as pd
import streamlit as st

from geo.codes import is_within
from geo.locate import locate
from lib.periods import Period, fiscal_year, fiscal_year_of
from lib.planning.asking import answer, planned_areas
from lib.planning.covering import (
    Change,
    CoveringPlan,
    change,
    not_served,
    plan_days,
    where_known,
    with_place,
    without,
)
from lib.planning.distances import Distances, Unit, centre_points, load_distances
from lib.planning.task import Task
from lib.views import asking, data
from lib.views.planner.choice import Choice
from lib.views.selection import Selection, shown_within

KEPT = 64
UNITS = {"k": Unit.KM, "m": Unit.MINUTES}
CENTRE_DIGITS = 4  # of the code of a labour centre; a tambon has six


@dataclass(frozen=True)
class Condition:
    """A place that the planner has pinned or forbidden, and what that costs in people reached."""

    code: str
    pinned: bool
    costs: Change


def plan(selection: Selection, choice: Choice) -> CoveringPlan:
    """The best places for the days, as far as solved. Raises PlanRefused and PlanError."""
    areas, as_of = _about(selection)
    key = data.state_key("days", areas, as_of, _solved_by(choice))
    people, _ = _counted(selection)
    return _plan(key, areas, people, choice)


def worth(selection: Selection, choice: Choice, code: str) -> Change:
    """What it does to forbid a place of the plan, or to pin one that it has not.

    Raises what ``plan`` raises; PlanError too where as many places are pinned as there are days.
    """
    areas, as_of = _about(selection)
    key = data.state_key("worth", areas, as_of, _solved_by(choice), code)
    return _worth(key, plan(selection, choice), code)


def conditions(selection: Selection, choice: Choice) -> tuple[Condition, ...]:
    """The price of each place that is pinned or forbidden, all others staying as they are."""
    best = plan(selection, choice)
    areas, as_of = _about(selection)
    found = []
    for code, pinned in (
        *((one, True) for one in best.task.pinned),
        *((one, False) for one in best.task.forbidden),
    ):
        key = data.state_key("price", areas, as_of, _solved_by(choice), code)
        found.append(Condition(code, pinned, _price(key, best, code)))
    return tuple(found)


def outside(selection: Selection, choice: Choice) -> tuple[str, ...]:
    """Pinned and forbidden places that lie beyond the area and so play no part."""
    areas, _ = _about(selection)
    return tuple(
        code
        for code in (*choice.pinned, *choice.forbidden)
        if not any(is_within(code, area) for area in areas)
    )


def unknown(selection: Selection) -> tuple[str, ...]:
    """Tambon of the area whose population is not known: they are in no plan.

    Raises PlanError where that is all of them.
    """
    return _counted(selection)[1]


def ways() -> Distances:
    """Distances to the places, as they are configured. Raises PlanError."""
    return _ways()


def counted(selection: Selection) -> Period:
    """The days in which people count as served: the fiscal year to the day."""
    as_of = asking.as_of(selection)
    return Period(fiscal_year(fiscal_year_of(as_of)).start, as_of)


def tambon_of(code: str) -> str:
    """The tambon that a place stands in: of a labour centre the one with the amphoe office."""
    return _centres()[code] if len(code) == CENTRE_DIGITS else code


def _about(selection: Selection) -> tuple[tuple[str, ...], date]:
    """The areas to plan for, those of the scope within what the map shows, and the day."""
    return planned_areas(data.scope(), shown_within(selection.area)), asking.as_of(selection)


def _counted(selection: Selection) -> tuple["pd.Series[int]", tuple[str, ...]]:
    """Whom a plan counts, and the tambon of which nobody knows how many there are."""
    areas, as_of = _about(selection)
    return _people(data.state_key("days people", areas, as_of), areas, as_of)


def _solved_by(choice: Choice) -> Choice:
    """What of a choice a plan depends on."""
    return replace(choice, weights=())


@st.cache_resource(show_spinner=False)
def _ways() -> Distances:
    return load_distances()


@cache
def _centres() -> dict[str, str]:
    points = centre_points()
    found = locate([one.longitude for one in points], [one.latitude for one in points])
    return {one.code: str(code) for one, code in zip(points, found, strict=True)}


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _plan(
    key: str, _areas: tuple[str, ...], _people: "pd.Series[int]", _choice: Choice
) -> CoveringPlan:
    return plan_days(_task(_areas, _people, _choice))


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _worth(key: str, _plan: CoveringPlan, _code: str) -> Change:
    return without(_plan, _code) if _code in _plan.codes else with_place(_plan, _code)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _price(key: str, _plan: CoveringPlan, _code: str) -> Change:
    """What would change if one condition were let go."""
    task = _plan.task
    return change(
        _plan,
        plan_days(
            replace(
                task,
                pinned=tuple(one for one in task.pinned if one != _code),
                forbidden=tuple(one for one in task.forbidden if one != _code),
            )
        ),
    )


def _task(areas: tuple[str, ...], people: "pd.Series[int]", choice: Choice) -> Task:
    def inside(code: object) -> bool:
        return any(is_within(str(code), area) for area in areas)

    found = ways().of(UNITS[choice.unit])
    columns = [code for code in found.columns if inside(code)]
    return Task(
        people=people,
        distances=found.loc[people.index, columns],
        reach=choice.reach,
        days=choice.days,
        pinned=tuple(filter(inside, choice.pinned)),
        forbidden=tuple(filter(inside, choice.forbidden)),
    )


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _people(
    key: str, _areas: tuple[str, ...], _as_of: date
) -> tuple["pd.Series[int]", tuple[str, ...]]:
    """Registered people not yet served in the fiscal year to the day, by tambon.

    And the tambon that are left out, because their population is not known.
    """
    store, scope = data.store(), data.scope()
    year = fiscal_year(fiscal_year_of(_as_of))
    population = answer(store, scope, "registered_population", _areas, year, _as_of)["value"]
    served = answer(store, scope, "people_served", _areas, year, _as_of)["value"]
    known, left_out = where_known(population)
    return not_served(known, served), left_out
