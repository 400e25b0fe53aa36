"""What saving a month's draft does to the plan: targets of its quarter, from what to what.

The target becomes what was held in the quarter to the day of the data, what is drafted, and what is
still to come of drafts of its other months that were saved as plans, where that is more than the
target is already; that of people rises with it, and not by itself, as the mean of participants
moves with each import. So saving the same draft twice changes nothing. A row dated ahead of the
data was not held: what it tells of may be in the draft as well.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from lib.access.scope import Scope
from lib.indicators.cutting import Cut
from lib.periods import Period, month
from lib.planning.asking import days_back, planned_areas
from lib.planning.drafts import DraftLost, Drafts
from lib.planning.month import Visit, is_over, present, quarter_of_month
from lib.planning.month_rules import MonthRules, month_rules
from lib.store.lake import Store

_PEOPLE = "coalesce(participants_male, 0) + coalesce(participants_female, 0)"
_KNOWN = "(participants_male IS NOT NULL OR participants_female IS NOT NULL)"
_HELD = """
    SELECT tambon_code, activity_type, count(*) AS held, sum({people}) AS people
    FROM activity WHERE date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND {cut}
    GROUP BY tambon_code, activity_type
"""
_MEAN = """
    SELECT {place} AS area, activity_type, avg({people}) AS people FROM activity
    WHERE date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND {known} AND {cut}
    GROUP BY 1, 2
"""
_PLAN = """
    SELECT area_code, activity_type, target_activities, target_people FROM plan
    WHERE fiscal_year = ? AND quarter = ? AND substr(area_code, 1, 4) = ?
"""


@dataclass(frozen=True)
class Target:
    """A target of a quarter that a draft raises; None where there is none or it is not known.

    ``held`` activities took place in the quarter to the day of the data, ``drafted`` ones are in
    the draft; ``coming`` ones were saved as the plans of other months of the quarter and are yet to
    be held.
    """

    fiscal_year: int
    quarter: int
    tambon: str
    activity_type: str
    held: int
    drafted: int
    activities_before: int | None
    activities: int | None
    people_before: int | None
    people: int | None
    coming: int = 0


@dataclass(frozen=True)
class Saving:
    """What saving does: the targets that change, and how many of the draft's are high enough.

    ``whole`` is whether the amphoe has a plan of its own in that fiscal year: its targets count
    for the amphoe then, and those of its tambon for the tambon alone.
    """

    targets: tuple[Target, ...]
    enough: int
    whole: bool


def saving(
    store: Store, scope: Scope, amphoe: str, begin: date, visits: Sequence[Visit],
    rules: MonthRules | None = None, *, beside: Mapping[date, Sequence[Visit]] | None = None,
) -> Saving:  # fmt: skip
    """What the visits of the month that begins with ``begin`` do to the targets of its quarter.

    ``beside`` are the visits of its other months, by their first day: as ``planned_beside``.
    Raises PlanRefused without the right to plan there, ValueError for a visit elsewhere.
    """
    planned_areas(scope, amphoe)
    if outside := sorted({one.tambon for one in visits if not one.tambon.startswith(amphoe)}):
        raise ValueError(f"{outside[0]} does not lie in {amphoe}: plan it with its own amphoe.")
    year, number, days = quarter_of_month(begin)
    today = present(store.info)
    plan = _planned(store, scope, amphoe, (year, number))
    held = _held(store, scope, amphoe, days.until(today))
    mean = _means(store, scope, amphoe, today, rules or month_rules())
    drafted = _counted(visits)
    coming = _coming(store, scope, amphoe, today, beside or {})
    targets = []
    for (tambon, kind), count in sorted(drafted.items()):
        activities, people = plan.get((tambon, kind), (None, None))
        there, came = held.get((tambon, kind), (0, 0))
        later = coming[tambon, kind]
        average = mean.get((tambon, kind), mean.get((amphoe, kind)))
        wanted = None if average is None else came + round((count + later) * average)
        raised = _more(activities, there + count + later)
        stays = raised == activities and people is not None  # the mean alone moves no target
        targets.append(
            Target(year, number, tambon, kind, there, count,
                   activities, raised, people, people if stays else _more(people, wanted), later)
        )  # fmt: skip
    changed = tuple(
        one for one in targets
        if (one.activities, one.people) != (one.activities_before, one.people_before)
    )  # fmt: skip
    return Saving(
        changed, len(targets) - len(changed), _planned_as_a_whole(store, scope, amphoe, year)
    )


def planned_beside(
    drafts: Drafts, amphoe: str, begin: date, today: date
) -> dict[date, tuple[Visit, ...]]:
    """The drafts of the other months of the quarter that were saved as plans, but for months that
    are over: what of those was not held is late. By their first day; raises PlanRefused.
    """
    _, _, days = quarter_of_month(begin)
    found = {}
    for first in days.months():
        if first == begin or is_over(first, today):
            continue
        try:
            draft = drafts.read(amphoe, first)
        except DraftLost:  # its own month says so
            continue
        if draft is not None and draft.planned:
            found[first] = draft.visits
    return found


def _counted(visits: Sequence[Visit]) -> Counter[tuple[str, str]]:
    return Counter((one.tambon, one.activity_type) for one in visits)


def _coming(
    store: Store, scope: Scope, amphoe: str, today: date, beside: Mapping[date, Sequence[Visit]]
) -> Counter[tuple[str, str]]:
    """What of the plans of other months was not held in its month yet, by tambon and type."""
    found = Counter[tuple[str, str]]()
    for first, visits in beside.items():
        held = _held(store, scope, amphoe, month(first).until(today))
        # a Counter keeps nothing below 0 here: what was held beyond a plan makes up for no other
        found += _counted(visits) - Counter({key: count for key, (count, _) in held.items()})
    return found


def _planned(
    store: Store, scope: Scope, amphoe: str, of: tuple[int, int]
) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """Targets of a quarter, of activities and of people, by area and type."""
    rows = store.query(_PLAN, scope, [*of, amphoe])
    columns = rows[["area_code", "activity_type", "target_activities", "target_people"]]
    return {
        (str(area), str(kind)): (_whole(activities), _whole(people))
        for area, kind, activities, people in columns.itertuples(index=False)
    }


def _held(
    store: Store, scope: Scope, amphoe: str, days: Period | None
) -> dict[tuple[str, str], tuple[int, int]]:
    """Activities and their participants of the days of a quarter that are over, by tambon and
    type; nothing where it has yet to begin.
    """
    if days is None:
        return {}
    cut = Cut.allowed(scope).within([amphoe])
    text = _HELD.format(people=_PEOPLE, cut=cut)
    rows = store.query(text, scope, [days.start.isoformat(), days.end.isoformat(), *cut.values])
    columns = rows[["tambon_code", "activity_type", "held", "people"]]
    return {
        (str(code), str(kind)): (int(count), int(people))
        for code, kind, count, people in columns.itertuples(index=False)
    }


def _means(
    store: Store, scope: Scope, amphoe: str, today: date, rules: MonthRules
) -> dict[tuple[str, str], float]:
    """Participants of an activity, the mean of the last days: by tambon and type, and of the
    amphoe for types that were not held in the tambon.
    """
    days = days_back(today, rules.days)
    cut = Cut.allowed(scope).within([amphoe])
    values = [days.start.isoformat(), days.end.isoformat(), *cut.values]
    found: dict[tuple[str, str], float] = {}
    for place in ("tambon_code", "amphoe_code"):
        text = _MEAN.format(place=place, people=_PEOPLE, known=_KNOWN, cut=cut)
        rows = store.query(text, scope, values)[["area", "activity_type", "people"]]
        found |= {
            (str(area), str(kind)): float(n) for area, kind, n in rows.itertuples(index=False)
        }
    return found


def _planned_as_a_whole(store: Store, scope: Scope, amphoe: str, year: int) -> bool:
    text = (
        "SELECT count(*) AS rows_ FROM plan WHERE fiscal_year = ? AND area_code = ? "
        "AND target_activities IS NOT NULL"
    )
    return bool(store.query(text, scope, [year, amphoe])["rows_"].iloc[0])


def _more(before: int | None, wanted: int | None) -> int | None:
    """The larger of the two; the one that is known where only one is."""
    known = [one for one in (before, wanted) if one is not None]
    return max(known, default=None)


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]
