"""What is asked of a plan of service days, and the checks of it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.planning.reasons import Fault, PlanError

_SHOWN = 5  # codes that a message names


@dataclass(frozen=True, eq=False)
class Task:
    """What is asked: where to stand on `days` days.

    `people` to be reached by tambon code: whole numbers. `distances` from tambon (index, every one
    of `people` among them) to the places that may be chosen (columns), in the unit of `reach`;
    inf where there is no way. A place at just the reach is within it. `pinned` places are chosen
    in any case, `forbidden` ones never. A place is chosen for one day at most: a second day there
    reaches nobody else. The order of rows and columns plays no part.
    Raises PlanError for what makes no plan.
    """

    people: pd.Series
    distances: pd.DataFrame
    reach: float
    days: int
    pinned: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_numbers(self.reach, self.days)
        _check_tables(self.people, self.distances)
        _check_places(self)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The places that may be chosen, by code."""
        return tuple(sorted(set(self.distances.columns) - set(self.forbidden)))

    def forbid(self, code: str) -> "Task":
        """The same without a place, which is no longer pinned."""
        pinned = tuple(one for one in self.pinned if one != code)
        return replace(self, pinned=pinned, forbidden=_with(self.forbidden, code))

    def pin(self, code: str) -> "Task":
        """The same with a place that must be chosen, which is no longer forbidden."""
        forbidden = tuple(one for one in self.forbidden if one != code)
        return replace(self, pinned=_with(self.pinned, code), forbidden=forbidden)

    def free(self) -> "Task":
        """The same with nothing pinned or forbidden."""
        return replace(self, pinned=(), forbidden=())


def check_people(people: pd.Series) -> None:
    """Raise PlanError unless there is a whole number of 0 or more for each code."""
    _unique(people.index, "people")
    numbers = pd.to_numeric(people, errors="coerce").astype(float)
    wrong = numbers.index[~np.isfinite(numbers) | (numbers < 0) | (numbers % 1 != 0)]
    if len(wrong):
        message = (
            f"People must be whole numbers of 0 or more; they are not for {_list(wrong)}. Round "
            "them, and settle beforehand what stands for a figure that is not known."
        )
        raise PlanError(Fault.NOT_PEOPLE, message, tuple(wrong))


def _check_numbers(reach: float, days: int) -> None:
    if isinstance(days, bool) or not isinstance(days, int | np.integer) or days < 0:
        raise PlanError(Fault.NOT_DAYS, f"{days!r} days: set a whole number of 0 or more.")
    if isinstance(reach, bool) or not 0 <= reach < math.inf:
        raise PlanError(Fault.NOT_REACH, f"A reach of {reach!r}: set a number of 0 or more.")


def _check_tables(people: pd.Series, distances: pd.DataFrame) -> None:
    check_people(people)
    _unique(distances.index, "rows of distances")
    _unique(distances.columns, "columns of distances")
    without = people.index.difference(distances.index)
    if len(without):
        message = f"There are people but no distances for {_list(without)}: add those rows."
        raise PlanError(Fault.NO_DISTANCE, message, tuple(without))
    wrong = distances.index[~(distances >= 0).all(axis=1)]
    if len(wrong):
        message = (
            f"Distances must be 0 or more, or inf for no way; they are not from {_list(wrong)}."
        )
        raise PlanError(Fault.NOT_DISTANCES, message, tuple(wrong))


def _check_places(task: Task) -> None:
    for kind, codes in (("pinned", task.pinned), ("forbidden", task.forbidden)):
        _unique(pd.Index(codes), f"{kind} places")
        unknown = sorted(set(codes) - set(task.distances.columns))
        if unknown:
            message = (
                f"No place {_list(unknown)} to be {kind}: choose from the "
                f"{len(task.distances.columns)} columns of the distances."
            )
            raise PlanError(Fault.UNKNOWN_PLACE, message, tuple(unknown))
    both = sorted(set(task.pinned) & set(task.forbidden))
    if both:
        message = f"Pinned and forbidden at once: {_list(both)}. Choose one."
        raise PlanError(Fault.PINNED_AND_FORBIDDEN, message, tuple(both))
    if len(task.pinned) > task.days:
        message = f"{len(task.pinned)} places are pinned for {task.days} days: pin fewer."
        raise PlanError(Fault.TOO_MANY_PINNED, message, task.pinned)


def _unique(codes: pd.Index, what: str) -> None:
    if not codes.is_unique:
        twice = sorted(set(codes[codes.duplicated()]))
        message = f"Each code once, but in the {what} these come twice: {_list(twice)}."
        raise PlanError(Fault.CODES_TWICE, message, tuple(twice))


def _with(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return codes if code in codes else (*codes, code)


def _list(codes: Iterable[str]) -> str:
    names = list(codes)
    return ", ".join(names[:_SHOWN]) + (
        f" and {len(names) - _SHOWN} more" if names[_SHOWN:] else ""
    )
