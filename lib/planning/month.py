"""The draft of an amphoe's work in the next month: which tambon, which activity, and why.

It is made from alerts, mobile service days, needs that wait, follow-ups and the ranking of unmet
need. Rows are for people to change: nothing is planned before somebody saves it (lib.plan_desk).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from geo.codes import Level, level_of
from lib.access.scope import Scope
from lib.indicators.cutting import Cut
from lib.indicators.event_list import open_needs
from lib.indicators.work_list import ORDER as WORK_ORDER
from lib.indicators.work_list import due_until
from lib.periods import (
    Period,
    add_months,
    fiscal_year,
    fiscal_year_of,
    month,
    month_end,
    quarter,
    quarter_of,
)
from lib.planning.alerts import Alert, alerts
from lib.planning.asking import days_back, planned_areas
from lib.planning.month_rules import MonthRules, month_rules
from lib.planning.need import LEAST_SHARE
from lib.store.lake import Store, StoreInfo

WEEKS = 4  # days 1-7, 8-14, 15-21, and the rest of the month
WEEK_DAYS = 7
MONTHS_OF_YEAR = 12
NEVER = -1  # the count of a reason that stands for "never"
BEHIND = "plan_behind"
# In the order in which a tambon's reasons are taken up.
ALERT, SERVICE, NEED, FOLLOW, PART = "alert", "service", "need", "follow_ups", "part"
ORDER = (ALERT, SERVICE, NEED, FOLLOW, PART)
_USUAL = """
    SELECT count(*) AS held FROM activity
    WHERE date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND {cut}
"""
_HOLDERS = """
    SELECT DISTINCT tambon_code, officer_id FROM officer
    WHERE start_date <= CAST(? AS DATE) AND (end_date IS NULL OR end_date >= CAST(? AS DATE))
        AND {cut}
    ORDER BY tambon_code, officer_id
"""
_SHORT = """
    SELECT area_code, activity_type, planned - coalesce(held, 0) AS short FROM (
        SELECT area_code, activity_type,
            sum(target_activities * CASE WHEN quarter = ? THEN CAST(? AS DOUBLE) ELSE 1 END)
                AS planned
        FROM plan
        WHERE fiscal_year = ? AND quarter <= ? AND substr(area_code, 1, 4) = ?
        GROUP BY area_code, activity_type
    ) AS meant LEFT JOIN (
        SELECT {place} AS held_area, activity_type AS held_type, count(*) AS held FROM activity
        WHERE date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND {cut} GROUP BY 1, 2
    ) AS done ON held_area = area_code AND held_type = activity_type
    WHERE length(area_code) = ? ORDER BY short DESC, activity_type
"""


@dataclass(frozen=True)
class Reason:
    """Why an activity is in the draft, for the words of a screen.

    ``kind`` is one of ``ORDER``, ``code`` the rule of the alert, the category of the need or the
    part of unmet need. ``count`` is how many it is about (``NEVER``: there never was any),
    ``days`` how long it has stood.
    """

    kind: str
    code: str = ""
    count: int = 0
    days: int = 0


@dataclass(frozen=True)
class Visit:
    """One activity of a draft: where, when, what, why, follow-ups on the way, who.

    ``week`` counts from 1 to ``WEEKS``; ``day`` is set where the day is known already, and then
    lies in it. ``officer`` is a pseudonym, empty where none is known. ``note`` is the planner's
    own; no reasons: the planner has added the row.
    """

    tambon: str
    activity_type: str
    week: int
    reasons: tuple[Reason, ...] = ()
    follow_ups: int = 0
    officer: str = ""
    day: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Proposal:
    """A draft as the figures suggest it. ``month`` is its first day.

    ``usual`` is how many activities the amphoe held in a month of late, and ``most`` how many rows
    there may be for that; ``left_out`` is how many more there were reasons for. ``officers`` are
    those of each tambon.
    """

    area: str
    month: date
    visits: tuple[Visit, ...]
    usual: float
    most: int
    left_out: int
    officers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Wish:
    """Something that calls for an activity, before it has a place in the month."""

    tambon: str
    activity_type: str
    reasons: list[Reason] = field(default_factory=list)


def present(info: StoreInfo) -> date:
    """The day that planning starts from: the last one that the data cover, whatever the clock says.

    What lies after it is still to come, to the screen as to what saves its plan.
    """
    return info.data_date


def next_month(as_of: date) -> date:
    """The first day of the month that follows."""
    return add_months(as_of, 1)


def is_over(begin: date, as_of: date) -> bool:
    """Whether nothing is left to plan of the month that begins with ``begin``."""
    return month_end(begin) <= as_of


def is_far_ahead(begin: date, as_of: date) -> bool:
    """Whether the month lies behind the next one, so that nobody drafts it yet."""
    return begin > next_month(as_of)


def in_order(visits: Iterable[Visit]) -> list[Visit]:
    """By week, then day, those without a day last, then tambon and type."""
    return sorted(
        visits, key=lambda one: (one.week, one.day or date.max, one.tambon, one.activity_type)
    )


def draft_month(
    store: Store, scope: Scope, amphoe: str, as_of: date, ranking: pd.DataFrame,
    places: Mapping[str, int], rules: MonthRules | None = None, *, reached: Collection[str] = (),
) -> Proposal:  # fmt: skip
    """What the next month of an amphoe might hold, as of a day.

    ``ranking`` are the tambon by unmet need (lib.planning.need.ranked), ``places`` the tambon
    where mobile service days are best held, with whom they reach, ``reached`` all that those places
    reach: no part of unmet need calls for one more service day there. Each tambon is taken in turn,
    in the order of the ranking, with its gravest reason first, until there are as many rows as the
    amphoe usually holds activities. Raises PlanRefused where the scope has no right to plan there,
    ValueError for what is no amphoe.
    """
    if level_of(amphoe) is not Level.AMPHOE:
        raise ValueError(f"{amphoe!r} is no amphoe: a month is drafted for one amphoe.")
    planned_areas(scope, amphoe)
    rules, begin = rules or month_rules(), next_month(as_of)
    order = [str(code) for code in ranking.index if str(code).startswith(amphoe)]
    usual = _usual(store, scope, amphoe, as_of, rules)
    most = min(max(round(usual), rules.least), rules.most)
    due = _follow_ups(waiting(store, scope, amphoe, as_of, begin))
    found = [
        *_of_alerts(store, scope, amphoe, as_of, order, rules),
        *(_wish(code, rules.service_day, Reason(SERVICE, count=people))
          for code, people in places.items() if code in order),
        *_of_needs(store, scope, amphoe, as_of, rules),
        *(_wish(code, rules.follow_ups, Reason(FOLLOW, count=count, days=overdue))
          for code, (overdue, count) in due.items() if count),
        *_of_parts(ranking, order, rules, set(reached) - set(places)),
    ]  # fmt: skip
    wishes = _in_turn(_merged(found), order)
    holders = officers_of(store, scope, amphoe, as_of)
    counts = {code: count for code, (_, count) in due.items()}
    visits = _placed(wishes[:most], counts, holders, rules)
    return Proposal(amphoe, begin, visits, usual, most, len(wishes) - len(visits), holders)


def officers_of(
    store: Store, scope: Scope, area: str, as_of: date
) -> Mapping[str, tuple[str, ...]]:
    """The pseudonyms of those who hold each tambon of an area on a day; raises PlanRefused."""
    cut = Cut.allowed(scope).within(planned_areas(scope, area))
    day = as_of.isoformat()
    rows = store.query(_HOLDERS.format(cut=cut), scope, [day, day, *cut.values])
    return {
        str(code): tuple(map(str, of["officer_id"])) for code, of in rows.groupby("tambon_code")
    }


def week_of(day: date) -> int:
    """The week of its month that a day lies in, 1 to ``WEEKS``."""
    return min((day.day - 1) // WEEK_DAYS + 1, WEEKS)


def week_days(begin: date, week: int) -> Period:
    """The days of a week of the month that begins with ``begin``."""
    first = begin.replace(day=(week - 1) * WEEK_DAYS + 1)
    last = month(begin).end if week == WEEKS else begin.replace(day=week * WEEK_DAYS)
    return Period(first, last)


def _usual(store: Store, scope: Scope, amphoe: str, as_of: date, rules: MonthRules) -> float:
    """Activities of a month, as the mean of the last days."""
    days, cut = days_back(as_of, rules.days), Cut.allowed(scope).within([amphoe])
    values = [days.start.isoformat(), days.end.isoformat(), *cut.values]
    held = store.query(_USUAL.format(cut=cut), scope, values)["held"].iloc[0]
    return float(held) / (rules.days / (365.25 / MONTHS_OF_YEAR))


def waiting(store: Store, scope: Scope, amphoe: str, as_of: date, begin: date) -> pd.DataFrame:
    """The follow-ups of an amphoe that are open and due by the end of the month: rows of the work
    list, in its order. Raises PlanRefused, ListRefused.
    """
    last = month_end(begin)
    parts = [due_until(store, scope, area, as_of, last) for area in planned_areas(scope, amphoe)]
    return pd.concat(parts).sort_values(WORK_ORDER, kind="stable", ignore_index=True)


def _follow_ups(rows: pd.DataFrame) -> Mapping[str, tuple[int, int]]:
    """By tambon: follow-ups overdue on the day, and all of them."""
    return {
        str(code): (int((of["days_late"] > 0).sum()), len(of))
        for code, of in rows.groupby("tambon_code")
    }


def _of_alerts(
    store: Store, scope: Scope, amphoe: str, as_of: date, order: Sequence[str], rules: MonthRules
) -> list[_Wish]:
    """What clears the alerts of the amphoe and its tambon, as far as an activity does.

    What is behind in the amphoe as a whole is taken up where unmet need is greatest.
    """
    wishes = []
    short: dict[Level, Mapping[str, str]] = {}
    for one in alerts(store, scope, as_of, amphoe):
        level = level_of(one.area)
        if one.kind == BEHIND and level not in short:
            short[level] = _furthest_behind(store, scope, amphoe, as_of, level)
        kind = short[level].get(one.area) if one.kind == BEHIND else rules.alerts.get(one.kind)
        tambon = one.area if level is Level.TAMBON else next(iter(order), "")
        if kind and tambon:
            wishes.append(_wish(tambon, kind, _of_alert(one, as_of)))
    return wishes


def _of_alert(one: Alert, as_of: date) -> Reason:
    """Why; of what never was there are no days to be told."""
    never = not math.isfinite(one.figure)
    return Reason(ALERT, one.kind, NEVER if never else one.needed, (as_of - one.since).days)


def _furthest_behind(
    store: Store, scope: Scope, amphoe: str, as_of: date, level: Level
) -> Mapping[str, str]:
    """By area with a plan of its own: the type of which most of the plan to date is missing.

    To date: of the running quarter the share of its days that is over, as in plan_progress.
    """
    (year, number, running), digits = quarter_of_month(as_of), 6 if level is Level.TAMBON else 4
    over = Period(running.start, as_of).days / running.days
    cut = Cut.allowed(scope).within([amphoe])
    days = fiscal_year(year)
    values = [number, over, year, number, amphoe, days.start.isoformat(), as_of.isoformat(),
              *cut.values, digits]  # fmt: skip
    place = f"{level}_code"
    rows = store.query(_SHORT.format(cut=cut, place=place), scope, values)
    missing = rows[rows["short"] > 0].drop_duplicates("area_code")
    return dict(zip(missing["area_code"], missing["activity_type"], strict=True))


def _of_needs(
    store: Store, scope: Scope, amphoe: str, as_of: date, rules: MonthRules
) -> list[_Wish]:
    """An activity for each category of need that waits in a tambon, the longest wait first."""
    rows = open_needs(store, scope, amphoe, as_of)
    wishes = [
        (int(of["days_open"].max()), _wish(str(code), rules.needs[str(category)], Reason(
            NEED, str(category), len(of), int(of["days_open"].max())
        )))
        for (code, category), of in rows.groupby(["tambon_code", "category"])
        if str(category) in rules.needs
    ]  # fmt: skip
    return [wish for _, wish in sorted(wishes, key=lambda one: (-one[0], one[1].tambon))]


def _of_parts(
    ranking: pd.DataFrame, order: Iterable[str], rules: MonthRules, served: Collection[str]
) -> list[_Wish]:
    """An activity for each part that makes up enough of a tambon's unmet need.

    None that would be a service day in the tambon of ``served``: they have one within reach.
    """
    wishes = []
    for code in order:
        row: dict[Any, Any] = ranking.loc[code].to_dict()
        parts = {part: _known(row.get(f"share_{part}")) for part in rules.parts}
        least = LEAST_SHARE * _known(row["need"])
        strong = sorted(
            (-share, part) for part, share in parts.items() if share > 0 and share >= least
        )
        for _, part in strong:
            if code in served and rules.parts[part] == rules.service_day:
                continue
            value = float(row[f"value_{part}"])
            count = int(value) if math.isfinite(value) else NEVER
            wishes.append(_wish(code, rules.parts[part], Reason(PART, part, count)))
    return wishes


def _known(value: Any) -> float:
    """A number; nothing where it is not known."""
    return 0.0 if value is None or pd.isna(value) else float(value)


def _wish(tambon: str, activity_type: str, reason: Reason) -> _Wish:
    return _Wish(tambon, activity_type, [reason])


def _merged(wishes: Iterable[_Wish]) -> list[_Wish]:
    """One wish for each tambon and type, with all its reasons; in the order of the first."""
    found: dict[tuple[str, str], _Wish] = {}
    for one in wishes:
        kept = found.setdefault(
            (one.tambon, one.activity_type), _Wish(one.tambon, one.activity_type)
        )
        kept.reasons.extend(reason for reason in one.reasons if reason not in kept.reasons)
    return list(found.values())


def _in_turn(wishes: Iterable[_Wish], order: Sequence[str]) -> list[_Wish]:
    """Each tambon in turn, in the given order; of a tambon its gravest reason first."""
    waiting: dict[str, list[_Wish]] = defaultdict(list)
    for one in wishes:
        waiting[one.tambon].append(one)
    for of_tambon in waiting.values():
        of_tambon.sort(key=lambda one: ORDER.index(one.reasons[0].kind))
    rounds = max(map(len, waiting.values()), default=0)
    return [
        waiting[code][turn] for turn in range(rounds) for code in order if turn < len(waiting[code])
    ]


def _placed(
    wishes: Sequence[_Wish], due: Mapping[str, int], holders: Mapping[str, tuple[str, ...]],
    rules: MonthRules,
) -> tuple[Visit, ...]:  # fmt: skip
    """The wishes over the weeks of the month, with follow-ups on the way and who holds the place.

    Of several officers the one with the fewest rows so far is named.
    """
    left, named = Counter(due), Counter[str]()
    visits = []
    for place, one in enumerate(wishes):
        on_the_way = min(left[one.tambon], rules.follow_ups_a_visit)
        left[one.tambon] -= on_the_way
        officer = min(holders.get(one.tambon, ()), key=lambda who: (named[who], who), default="")
        named[officer] += 1
        visits.append(
            Visit(
                tambon=one.tambon,
                activity_type=one.activity_type,
                week=1 + place * WEEKS // len(wishes),
                reasons=tuple(one.reasons),
                follow_ups=on_the_way,
                officer=officer,
            )
        )
    return tuple(visits)


def quarter_of_month(begin: date) -> tuple[int, int, Period]:
    """Fiscal year (B.E.), quarter and the days of the quarter that a month lies in."""
    year, number = fiscal_year_of(begin), quarter_of(begin)
    return year, number, quarter(year, number)
