"""Answers for who is signed in for some areas only: own rows exact, the others protected.

The rows of areas that the scope covers are those that anyone gets who may see everything: they are
computed over the whole region, as a quotient against the region needs, and then cut. All other
rows, those of wider areas above one's own too, are the protected view's where that answers the
question, else they have no numbers. docs/protection.md says what own figures tell of others.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators.cube import NUMBERS, ProtectedRefused, check_allowed
from lib.indicators.model import Flag
from lib.periods import Period
from lib.store.reference import reference_frames

if TYPE_CHECKING:
    from lib.indicators.evaluate import Question

Answer = Callable[[], pd.DataFrame]


def mixed(
    scope: Scope,
    question: "Question",
    periods: Sequence[Period],
    codes: Sequence[str],
    *,
    exact: Answer,
    protected: Answer,
) -> pd.DataFrame:
    """Figures of the areas ``codes`` for each period: index (period number, ``area_code``).

    ``exact`` and ``protected`` give all areas of the level; neither is asked unless a row of the
    answer is to come from it, so that a question within one's own areas never needs the cube.
    """
    own = [code for code in codes if scope.covers(code)]
    parts = []
    if own:
        parts.append(_rows(exact(), own))
    if len(own) < len(codes):
        others = [code for code in codes if not scope.covers(code)]
        known = _answered(question, periods)
        parts.append(_rows(protected(), others) if known else _hidden(len(periods), others))
    return pd.concat(parts).sort_index() if len(parts) > 1 else parts[0]


@cache
def codes_of(level: Level) -> tuple[str, ...]:
    """Codes of all areas of a level, sorted."""
    areas = reference_frames()["area"]
    return tuple(sorted(areas.filter(areas["level"] == str(level))["code"]))


def _answered(question: "Question", periods: Sequence[Period]) -> bool:
    """Whether the protected view answers the question at all."""
    try:
        check_allowed(question, periods)
    except ProtectedRefused:
        return False
    return True


def _rows(found: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    return found[found.index.get_level_values("area_code").isin(codes)]


def _hidden(periods: int, codes: Sequence[str]) -> pd.DataFrame:
    """Rows without numbers."""
    index = pd.MultiIndex.from_product([range(periods), codes], names=["period_id", "area_code"])
    found = pd.DataFrame(np.nan, index=index, columns=NUMBERS)
    return found.assign(flag=str(Flag.SUPPRESSED))
