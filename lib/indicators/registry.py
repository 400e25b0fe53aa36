"""The registry: every indicator, defined once.

What is counted stands here; names, meanings, formulas, units and class breaks are in
``data/indicators.toml``.
"""

import difflib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from geo.codes import Level
from lib.indicators.filters import OF_ACTIVITY, OF_FOLLOW_UP, OF_GROUP, OF_SERVICE
from lib.indicators.model import Direction, Indicator, Interval, Kind, Measure, Words
from lib.periods import Period

WORDS_FILE = Path(__file__).parents[2] / "data" / "indicators.toml"
LANGUAGES = ("th", "en")
TOO_FEW = 20  # a rate of people or follow-ups over fewer than this is marked, not ranked
IN_PERIOD = "date BETWEEN start_on AND until"
DUE = "due_on BETWEEN start_on AND until"

_TAMBON = Measure("tambon", "count(*)")
_PEOPLE = Measure("service", "count(DISTINCT person_key)", IN_PERIOD)
# The people of an area are known only where those of every tambon in it are.
_POPULATION = Measure(
    "registered_population", "CASE WHEN count(total) = count(*) THEN sum(total) END"
)
_DUE = Measure("follow_up", "count(*)", DUE)
_OF_RATE = tuple(
    name for name in OF_SERVICE if name not in ("sex", "age_group", "employment_before")
)


class UnknownIndicator(KeyError):
    """A code that is not in the registry."""

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by code, in the order in which pickers list them."""
    words = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    defined = _definitions(words)
    if unknown := sorted(set(words) - {one.code for one in defined}):
        raise ValueError(f"{WORDS_FILE.name} describes {unknown[0]!r}, which is not defined.")
    return {one.code: one for one in defined}


def get(code: str) -> Indicator:
    """The indicator with this code; raises UnknownIndicator, naming those that exist."""
    if code not in indicators():
        near = difflib.get_close_matches(code, indicators(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownIndicator(
            f"There is no indicator {code!r}.{hint} Choose from: {', '.join(indicators())}."
        )
    return indicators()[code]


def class_breaks(indicator: Indicator, level: Level, period: Period) -> tuple[float, ...]:
    """Fixed class breaks of the indicator at a level, for periods like this one.

    The breaks of a flow that grows with time are kept for a fiscal year; a period up to a
    month uses a twelfth of them, up to a quarter a fourth, up to half a year a half. They stay
    the same from one month (quarter, year) to the next.
    """
    yearly = indicator.breaks[level]
    if not indicator.flow or indicator.kind not in (Kind.COUNT, Kind.RATE):
        return yearly
    part = next((part for days, part in ((31, 12), (92, 4), (184, 2)) if period.days <= days), 1)
    return tuple(_round_break(limit / part) for limit in yearly)


def _round_break(value: float) -> float:
    """To two significant figures, so that a legend reads well."""
    return float(f"{value:.2g}")


def _definitions(words: Mapping[str, Any]) -> tuple[Indicator, ...]:
    def define(code: str, **rules: Any) -> Indicator:
        if code not in words:
            raise ValueError(f"{WORDS_FILE.name} has no words for {code}: add [{code}.th].")
        entry = words[code]
        return Indicator(
            code=code,
            words={language: Words(**entry[language]) for language in LANGUAGES},
            breaks={Level(level): tuple(limits) for level, limits in entry["breaks"].items()},
            **rules,
        )

    return (
        define(
            "tambon_reached",
            kind=Kind.SHARE,
            direction=Direction.MORE,
            flow=True,
            numerator=Measure("activity", "count(DISTINCT tambon_code)", IN_PERIOD),
            denominator=_TAMBON,
            scale=100,
            decimals=1,
            needs_report=True,
            filters=OF_ACTIVITY,
        ),
        define(
            "contacts",
            kind=Kind.COUNT,
            direction=Direction.MORE,
            flow=True,
            numerator=Measure(
                "activity", "sum(participants_male + participants_female)", IN_PERIOD
            ),
            needs_report=True,
            filters=OF_ACTIVITY,
        ),
        define(
            "people_served",
            kind=Kind.COUNT,
            direction=Direction.MORE,
            flow=True,
            numerator=_PEOPLE,
            needs_report=True,
            filters=OF_SERVICE,
        ),
        define(
            "people_served_per_1000",
            kind=Kind.RATE,
            direction=Direction.MORE,
            flow=True,
            numerator=_PEOPLE,
            denominator=_POPULATION,
            scale=1000,
            decimals=1,
            interval=Interval.BYAR,
            few_below=TOO_FEW,
            needs_report=True,
            filters=_OF_RATE,
        ),
        define(
            "days_since_last_activity",
            kind=Kind.DAYS,
            direction=Direction.LESS,
            flow=False,
            numerator=Measure("last_activity", "median(days)"),
            filters=OF_ACTIVITY,
        ),
        define(
            "plan_progress",
            kind=Kind.SHARE,
            direction=Direction.MORE,
            flow=True,
            numerator=Measure("activity", "count(*)", IN_PERIOD),
            denominator=Measure(
                "phased_plan", "sum(target)", "counts_above OR at_level = 'tambon'"
            ),
            scale=100,
            decimals=1,
            needs_report=True,
            filters=("activity_type",),
        ),
        define(
            "groups_active",
            kind=Kind.COUNT,
            direction=Direction.MORE,
            flow=False,
            numerator=Measure("group_now", "count(*)", "status = 'active'"),
            filters=OF_GROUP,
        ),
        define(
            "group_members",
            kind=Kind.COUNT,
            direction=Direction.MORE,
            flow=False,
            numerator=Measure("group_now", "sum(members)", "status = 'active'"),
            filters=OF_GROUP,
        ),
        define(
            "follow_up_rate",
            kind=Kind.SHARE,
            direction=Direction.MORE,
            flow=True,
            numerator=Measure("follow_up", "count(*)", f"{DUE} AND done_on <= as_of"),
            denominator=_DUE,
            scale=100,
            decimals=1,
            interval=Interval.WILSON,
            few_below=TOO_FEW,
            filters=OF_FOLLOW_UP,
        ),
        define(
            "follow_ups_overdue",
            kind=Kind.COUNT,
            direction=Direction.LESS,
            flow=False,
            numerator=Measure(
                "follow_up",
                "count(*)",
                "due_on < as_of AND (done_on IS NULL OR done_on > as_of)",
            ),
            filters=OF_FOLLOW_UP,
        ),
    )
