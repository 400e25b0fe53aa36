"""Which areas need attention, by a rule that anyone can check.

Each area is set against the reference values of four indicators. What it is short of a
reference, as a part of that reference (at most 1), is its shortfall there; the sum over the four
is its score, and the areas with the highest scores come first. A value of too few cases, and one
that is not known, adds nothing; no activity on record is not held against an area that sent no
reports either. An area that meets every reference is not listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import pandas as pd

from lib.indicators.model import Flag, Indicator
from lib.indicators.references import missed_by

WATCHED = ("plan_progress", "follow_up_rate", "days_since_last_activity", "tambon_reached")
LISTED = 5


@dataclass(frozen=True)
class Reason:
    """One reference that an area misses."""

    indicator: Indicator
    value: float
    reference: float
    missed: float


@dataclass(frozen=True)
class Attention:
    """An area and the references that it misses, the widest miss first."""

    area: str
    score: float
    reasons: tuple[Reason, ...]


def ranked(
    indicators: Mapping[str, Indicator],
    answers: Mapping[str, pd.DataFrame],
    references: Mapping[str, float],
) -> list[Attention]:
    """Areas that miss a reference, the highest score first, equal scores by code.

    ``answers`` are answers of ``evaluate`` by indicator, all of one level.
    """
    silent = _silent(answers)
    reasons: dict[str, list[Reason]] = {}
    for code, answer in answers.items():
        if code in references:
            for area, reason in _misses(indicators[code], answer, references[code]):
                if area not in silent or isfinite(reason.value):
                    reasons.setdefault(area, []).append(reason)
    found = [_attention(area, found) for area, found in reasons.items()]
    return sorted(found, key=lambda one: (-one.score, one.area))


def first_equals(areas: list[Attention]) -> list[Attention]:
    """The areas that share the highest score."""
    return [one for one in areas if one.score == areas[0].score]


def _silent(answers: Mapping[str, pd.DataFrame]) -> set[str]:
    """Areas of which it is not known whether anything happened."""
    reached = answers.get("tambon_reached")
    return set() if reached is None else set(reached.index[reached["flag"] == str(Flag.NO_DATA)])


def _misses(
    indicator: Indicator, answer: pd.DataFrame, reference: float
) -> list[tuple[str, Reason]]:
    solid = answer[(answer["flag"] == str(Flag.OK)) & answer["value"].notna()]
    found = []
    for area, value in solid["value"].items():
        missed = missed_by(indicator, float(value), reference)
        if missed > 0:
            found.append((str(area), Reason(indicator, float(value), reference, missed)))
    return found


def _attention(area: str, reasons: list[Reason]) -> Attention:
    ordered = sorted(reasons, key=lambda one: -one.missed)
    return Attention(area, round(sum(one.missed for one in ordered), 6), tuple(ordered))
