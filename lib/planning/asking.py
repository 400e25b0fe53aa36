"""What planning asks of the indicators: with a right to plan, within the areas of the scope."""

from datetime import date, timedelta

import pandas as pd

from geo.codes import Level, is_within
from lib.access.scope import Right, Scope
from lib.indicators.evaluate import Question, evaluate
from lib.periods import Period
from lib.store.lake import Store


class PlanRefused(PermissionError):
    """A plan, or what it is made from, that this scope has no right to."""


def planned_areas(scope: Scope, area: str, right: Right = Right.PLAN) -> tuple[str, ...]:
    """What of an area a scope may plan for: the area itself, or those of its own that lie in it.

    Raises PlanRefused without the right and for an area that shares nothing with the scope,
    ValueError for what is no code of an area.
    """
    if not scope.may(right):
        raise PlanRefused(
            f"A {scope.role} has no right to {right!r}: sign in as somebody who has it."
        )
    inside = tuple(own for own in scope.areas if is_within(own, area))
    if scope.whole or scope.covers(area):
        return (area,)
    if not inside:
        raise PlanRefused(
            f"This scope has no right to plan for {area!r}. Ask for an area within those it holds "
            f"for: {', '.join(scope.areas)}."
        )
    return tuple(sorted(set(inside)))


def answer(
    store: Store,
    scope: Scope,
    code: str,
    areas: tuple[str, ...],
    period: Period,
    as_of: date,
    level: Level = Level.TAMBON,
) -> pd.DataFrame:
    """The figures of an indicator for every area of the level in ``areas``, as of a day."""
    return evaluate(store, scope, Question(code, level, period, as_of, areas))


def days_back(as_of: date, days: int) -> Period:
    """The period of so many days that ends with ``as_of``."""
    return Period(as_of - timedelta(days=days - 1), as_of)
