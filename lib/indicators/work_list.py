"""The work list of an office: the follow-ups that are late, due this week or coming, unnamed.

A row tells what is to be followed up and where, never who: the keys of persons stay in the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from geo.codes import is_within
from lib.access.scope import Scope
from lib.indicators.cutting import Cut
from lib.indicators.filters import OF_FOLLOW_UP, Filters, check
from lib.store.lake import Store


class Part(StrEnum):
    """The parts of a work list: what was due before the as-of date, within 7 days, within 30."""

    LATE = "late"
    WEEK = "week"
    COMING = "coming"


class ListRefused(PermissionError):
    """A work list that this scope has no right to."""


@dataclass(frozen=True)
class Days:
    """Days from a due date to the as-of date, both ends within; below zero they are to go."""

    least: int
    most: int


# Late is what the indicator follow_ups_overdue counts; the other two make up follow_ups_coming.
PARTS: Mapping[Part, Days] = {
    Part.LATE: Days(1, 1_000_000),
    Part.WEEK: Days(-7, 0),
    Part.COMING: Days(-30, -8),
}
AGES: Mapping[str, Days] = {
    "1_30": Days(1, 30),
    "31_90": Days(31, 90),
    "over_90": Days(91, 1_000_000),
}
COLUMNS = (
    "follow_up_id", "subject", "subject_id", "round", "amphoe_code", "tambon_code",
    "service_type", "due_on", "days_late",
)  # fmt: skip
ORDER = ["due_on", "tambon_code", "follow_up_id"]
DAYS_LATE = "date_diff('day', due_on, CAST(? AS DATE))"
OPEN = "(done_on IS NULL OR done_on > CAST(? AS DATE))"


def work_list(
    store: Store, scope: Scope, area: str, as_of: date, part: Part, filters: Filters = ()
) -> pd.DataFrame:
    """The follow-ups of one part of the work list of an area, the earliest due first.

    One row a follow-up that was not done by ``as_of``: follow_up_id, subject ("service" or
    "group"), subject_id, round (months), amphoe_code, tambon_code, service_type (missing for a
    group), due_on (date), days_late (whole days from the due date to ``as_of``; below zero they
    are still to go) and age (a key of ``AGES``, empty for what is not late). ``filters`` are those
    of the indicators of follow-up. Raises ListRefused where the scope has no right to the list and
    FilterRefused for other filters.
    """
    return _rows(store, scope, area, as_of, PARTS[part], filters)


def due_until(store: Store, scope: Scope, area: str, as_of: date, last: date) -> pd.DataFrame:
    """All that is open and due by a day, in the order and with the columns of the work list.

    ``last`` may lie further ahead than the 30 days of the list. Raises ListRefused.
    """
    ahead = Days(-(last - as_of).days, PARTS[Part.LATE].most)
    return _rows(store, scope, area, as_of, ahead, ())


def _rows(
    store: Store, scope: Scope, area: str, as_of: date, days: Days, filters: Filters
) -> pd.DataFrame:
    """Follow-ups that are so many days late, as ``work_list`` gives them."""
    cut = _cut(scope, area, as_of, filters)
    found = store.query(
        f"""
        SELECT follow_up_id, subject, subject_id, round, follow_up.amphoe_code,
            follow_up.tambon_code, due_on, {DAYS_LATE} AS days_late,
            CASE WHEN subject = 'service' THEN service_type END AS service_type
        FROM follow_up LEFT JOIN service ON service_id = subject_id
        WHERE {DAYS_LATE} BETWEEN {days.least} AND {days.most} AND {cut}
        ORDER BY {", ".join(f"follow_up.{one}" for one in ORDER)}
        """,
        scope,
        [as_of, as_of, *cut.values],
    )
    found = found[list(COLUMNS)]
    found["due_on"] = pd.to_datetime(found["due_on"]).dt.date
    found["days_late"] = found["days_late"].astype("int64")
    return found.assign(age=[age_of(days) for days in found["days_late"]])


def work_counts(
    store: Store, scope: Scope, area: str, as_of: date, filters: Filters = ()
) -> pd.DataFrame:
    """How many follow-ups each part of the work list has, by tambon.

    Index ``tambon_code``, one whole number for each ``Part``; tambon without any are not in it.
    Raises ListRefused and FilterRefused as ``work_list`` does.
    """
    cut = _cut(scope, area, as_of, filters)
    counts = ", ".join(
        f"sum(CASE WHEN days BETWEEN {days.least} AND {days.most} THEN 1 ELSE 0 END) AS {part}"
        for part, days in PARTS.items()
    )
    found = store.query(
        f"""
        SELECT tambon_code, {counts} FROM (
            SELECT follow_up.tambon_code, {DAYS_LATE} AS days FROM follow_up WHERE {cut}
        ) AS waiting
        WHERE days >= {PARTS[Part.COMING].least} GROUP BY tambon_code ORDER BY tambon_code
        """,
        scope,
        [as_of, *cut.values],
    )
    return found.set_index("tambon_code")[[str(part) for part in Part]].astype("int64")


def age_of(days_late: int) -> str:
    """The age group of what is ``days_late`` days late; empty for what is not late."""
    return next((age for age, of in AGES.items() if of.least <= days_late <= of.most), "")


def may_see(scope: Scope, area: str) -> bool:
    """Whether the scope has a right to the work list of an area: signed in, and within its own."""
    return scope.signed_in and (not scope.areas or any(is_within(area, own) for own in scope.areas))


def _cut(scope: Scope, area: str, as_of: date, filters: Filters) -> Cut:
    """Which follow-ups of the area are open; raises ListRefused and FilterRefused."""
    if not may_see(scope, area):
        own = ", ".join(scope.areas) if scope.signed_in else "none, without signing in"
        raise ListRefused(
            f"This scope has no right to the work list of {area!r}. Ask for an area within those "
            f"it holds for: {own}."
        )
    check("A work list", OF_FOLLOW_UP, filters)
    tambon = "follow_up.tambon_code"
    allowed = Cut.allowed(scope, tambon).within([area], tambon)
    return allowed.also(OPEN, as_of).filtered(filters, "follow_up")
