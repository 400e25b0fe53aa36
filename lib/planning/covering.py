"""Mobile service days: the places that reach most people not yet served.

`plan_days(Task(people, load_distances().of("km"), reach=10, days=5))` is a plan; `without`,
`with_place` and `freed` say what a condition changes in it.
"""

import math
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.planning.reasons import Fault, Note, PlanError, Why
from lib.planning.solver import Choice, Grid, choose
from lib.planning.task import Task, check_people

TIME_LIMIT = 20.0  # seconds
_THOUSAND = 1000  # distances are compared and added in thousandths


@dataclass(frozen=True)
class Place:
    """A chosen place, and what it does for the plan, in people.

    `adds`: whom it reaches and no place before it in the plan does, living in `adds_in`.
    `only_here`: whom no other place of the plan reaches, so at most what is lost without it.
    `serves`: to whom it is the nearest of the plan. `in_reach`: all within its reach.
    """

    code: str
    adds: int
    adds_in: tuple[str, ...]
    only_here: int
    serves: int
    in_reach: int
    pinned: bool


@dataclass(frozen=True, eq=False)
class CoveringPlan:
    """The places for the days of a task, in the order of what each adds.

    `total` people are asked for, `reachable` by any allowed place, `reached` by this plan; no plan
    can reach more than `bound`. `tambon` has a row for each tambon, by code: people, reached,
    place (the nearest of the plan within reach), distance to it, why it is not reached (Why), and
    however far: nearest_chosen, chosen_distance, nearest_allowed, allowed_distance. Missing where
    there is none. `seconds` is how long it took.
    """

    task: Task
    places: tuple[Place, ...]
    total: int
    reachable: int
    reached: int
    bound: int
    tambon: pd.DataFrame
    seconds: float

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the places, in their order."""
        return tuple(place.code for place in self.places)

    @property
    def share(self) -> float | None:
        """Reached people as a part of all, 0 to 1; None when there are none to reach."""
        return self.reached / self.total if self.total else None

    @property
    def proven(self) -> bool:
        """No plan under these conditions can reach more."""
        return self.bound == self.reached

    @property
    def gap(self) -> float:
        """How many more a better plan might reach, as a part of the bound: 0 when proven."""
        return (self.bound - self.reached) / self.bound if self.bound else 0.0

    @property
    def unreached(self) -> pd.DataFrame:
        """Rows of `tambon` with people who are not reached, most people first, then by code."""
        rows = self.tambon[(self.tambon["people"] > 0) & ~self.tambon["reached"]]
        return rows.sort_values("people", ascending=False, kind="stable")

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is to be said about the plan."""
        said = {
            Note.NO_DEMAND: not self.total,
            Note.NOTHING_IN_REACH: self.total > 0 and not self.reachable,
            Note.EVERYBODY_REACHED: 0 < self.reachable == self.reached,
            Note.DAYS_TO_SPARE: len(self.places) < self.task.days,
            Note.NOT_PROVEN: not self.proven,
        }
        return tuple(note for note, holds in said.items() if holds)


@dataclass(frozen=True)
class Change:
    """What another plan does to this one: `more` people reached (negative: fewer), places changed.

    Certain when both plans are `proven`.
    """

    more: int
    came: tuple[str, ...]
    went: tuple[str, ...]
    proven: bool
    plan: CoveringPlan


def where_known(population: pd.Series) -> tuple[pd.Series, tuple[str, ...]]:
    """The population of the tambon that have a figure, and the codes of those that have none.

    Who lives where nobody knows how many do can't be counted, and is not nobody: such tambon are
    left out of a plan and named. Raises PlanError where there is a figure for none.
    """
    known = population.dropna()
    unknown = tuple(map(str, population.index[population.isna()]))
    if unknown and known.empty:
        message = (
            f"The population is not known of any of the {len(unknown)} tambon asked for: without "
            "it there is nobody to reach. Add their figures, or ask for a wider area."
        )
        raise PlanError(Fault.NOBODY_KNOWN, message, unknown)
    return known, unknown


def not_served(population: pd.Series, served: pd.Series) -> pd.Series:
    """People not yet served by tambon: the registered less the different persons served there.

    A tambon without a figure in `served` counts as not served at all. Never less than nothing:
    services reach people who are registered elsewhere. Raises PlanError for a population that is
    not known.
    """
    check_people(population)
    left = (population - served.reindex(population.index).fillna(0)).clip(lower=0)
    check_people(left)
    return left.astype("int64")


def plan_days(task: Task, time_limit: float = TIME_LIMIT) -> CoveringPlan:
    """The places that reach most people, proven where the time limit (seconds) allows.

    Raises PlanError for a time limit that is not above zero.
    """
    if not 0 < time_limit < math.inf:
        message = f"The time limit is {time_limit}: set seconds above zero."
        raise PlanError(Fault.NOT_TIME, message)
    start = time.perf_counter()
    people = task.people.sort_index().astype("int64")
    ways = task.distances.loc[people.index, list(task.allowed)]
    grid = _grid(task, people, ways)
    choice = choose(grid, time_limit)
    tambon = _tambon(task, people, ways, [ways.columns[place] for place in choice.places])
    return CoveringPlan(
        task=task,
        places=tuple(_places(grid, choice, ways, tambon)),
        total=int(people.sum()),
        reachable=grid.reachable,
        reached=grid.reached(choice.places),
        bound=choice.bound,
        tambon=tambon,
        seconds=time.perf_counter() - start,
    )


def without(plan: CoveringPlan, code: str, time_limit: float = TIME_LIMIT) -> Change:
    """What a chosen place is worth: the best plan in which it is forbidden.

    Raises PlanError for a place that the plan has not.
    """
    if code not in plan.codes:
        message = f"{code} is not in the plan. Its places: {', '.join(plan.codes) or '(none)'}."
        raise PlanError(Fault.NOT_CHOSEN, message, (code,))
    return change(plan, plan_days(plan.task.forbid(code), time_limit))


def with_place(plan: CoveringPlan, code: str, time_limit: float = TIME_LIMIT) -> Change:
    """What it costs to pin a place: the best plan with it. Raises PlanError as Task does."""
    return change(plan, plan_days(plan.task.pin(code), time_limit))


def freed(plan: CoveringPlan, time_limit: float = TIME_LIMIT) -> Change:
    """What the pinned and forbidden places cost: the best plan without such conditions."""
    return change(plan, plan_days(plan.task.free(), time_limit))


def change(plan: CoveringPlan, other: CoveringPlan) -> Change:
    """From one plan to another."""
    return Change(
        more=other.reached - plan.reached,
        came=tuple(code for code in other.codes if code not in plan.codes),
        went=tuple(code for code in plan.codes if code not in other.codes),
        proven=plan.proven and other.proven,
        plan=other,
    )


def _grid(task: Task, people: pd.Series, ways: pd.DataFrame) -> Grid:
    distance = np.rint(ways.to_numpy(dtype=float) * _THOUSAND)
    within = distance <= round(task.reach * _THOUSAND)
    return Grid(
        people=people.to_numpy(),
        distance=np.where(within, distance, np.inf),
        pinned=tuple(sorted(ways.columns.get_indexer(pd.Index(task.pinned)).tolist())),
        days=task.days,
    )


def _tambon(task: Task, people: pd.Series, ways: pd.DataFrame, chosen: list[str]) -> pd.DataFrame:
    """The table of a plan, as `CoveringPlan.tambon` says."""
    nearest, near = _nearest(ways[sorted(chosen)])
    allowed, allowed_near = _nearest(ways)
    reached = _within(task, near)
    anywhere = _within(task, task.distances.loc[people.index].min(axis=1))
    why = pd.Series(Why.TOO_FAR, index=people.index, dtype=object)
    for said, holds in (
        (Why.FORBIDDEN, anywhere),
        (Why.NOT_CHOSEN, _within(task, allowed_near)),
        (None, reached),
    ):
        why[holds] = said
    return pd.DataFrame(
        {
            "people": people,
            "reached": reached,
            "place": nearest.where(reached, None),
            "distance": near.where(reached),
            "why": why,
            "nearest_chosen": nearest,
            "chosen_distance": near,
            "nearest_allowed": allowed,
            "allowed_distance": allowed_near,
        }
    )


def _within(task: Task, distance: pd.Series) -> pd.Series:
    """As `_grid` compares, and not where there is no way."""
    return (distance * _THOUSAND).round() <= round(task.reach * _THOUSAND)


def _nearest(ways: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Code and distance of the nearest column for each row, the lower code of equal ones."""
    if not len(ways.columns):
        nothing = pd.Series(np.nan, index=ways.index)
        return nothing.astype(object).where(nothing.notna(), None), nothing
    values = ways.to_numpy(dtype=float)
    least = pd.Series(values.min(axis=1), index=ways.index)
    codes = pd.Series(
        ways.columns.to_numpy(dtype=object)[values.argmin(axis=1)], index=ways.index, dtype=object
    )
    known = np.isfinite(least)
    return codes.where(known, None), least.where(known)


def _places(grid: Grid, choice: Choice, ways: pd.DataFrame, tambon: pd.DataFrame) -> list[Place]:
    """The chosen places in their order, with what each does."""
    near = np.isfinite(grid.distance[:, choice.places])
    served = tambon["people"].groupby(tambon["place"]).sum()
    found, left = [], grid.people
    for number, column in enumerate(choice.places):
        here, code = near[:, number], str(ways.columns[column])
        found.append(
            Place(
                code=code,
                adds=int(left @ here),
                adds_in=tuple(ways.index[here & (left > 0)]),
                only_here=int(grid.people @ (here & (near.sum(axis=1) == 1))),
                serves=int(served.get(code, 0)),
                in_reach=int(grid.people @ here),
                pinned=column in grid.pinned,
            )
        )
        left = np.where(here, 0, left)
    return found
