"""Occupational groups one by one: the list of an area, and what is known of a single group.

Single groups are for who is signed in, within the areas of the scope: the public view is one fixed
cube of figures and holds no rows. A group's place, and its name, which often says the village, go
to who may see places; for others a group lies in its tambon and has no name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.codes import Level, level_of
from lib.access.scope import Scope
from lib.indicators.filters import FILTERS, OF_GROUP, Filters, check
from lib.store.lake import Store

LIST = "the list of groups"
PLACED = ("name", "latitude", "longitude")  # what only those who may see places are told
TYPES = {
    "group_id": "str", "name": "str", "tambon_code": "str", "occupation": "str",
    "product": "str", "legal_form": "str", "founded_on": "datetime64[us]", "status": "str",
    "members": "Int64", "women": "Int64", "income": "float64", "income_per_member": "float64",
    "observed_on": "datetime64[us]", "latitude": "float64", "longitude": "float64",
}  # fmt: skip
HISTORY_TYPES = {
    "observed_on": "datetime64[us]", "status": "str", "members": "Int64", "women": "Int64",
    "income": "float64", "income_per_member": "float64",
}  # fmt: skip
FOLLOW_UP_TYPES = {
    "follow_up_id": "str", "round": "Int64", "due_on": "datetime64[us]",
    "done_on": "datetime64[us]", "outcome": "str", "state": "str",
}  # fmt: skip
_PER_MEMBER = """
    CASE WHEN members_male + members_female > 0
    THEN CAST(monthly_income AS DOUBLE) / (members_male + members_female) END
"""
_GROUPS = """
    SELECT {columns}
    FROM (
        SELECT group_id, observed_on, status, members_male + members_female AS members,
            members_female AS women, CAST(monthly_income AS DOUBLE) AS income,
            {per_member} AS income_per_member,
            row_number() OVER (PARTITION BY group_id ORDER BY observed_on DESC) AS place
        FROM group_state WHERE observed_on <= CAST(? AS DATE)
    ) AS state
    JOIN occupational_group ON occupational_group.group_id = state.group_id
    WHERE place = 1 {conditions}
    ORDER BY tambon_code, occupational_group.group_id
"""
_HISTORY = """
    SELECT observed_on, status, members_male + members_female AS members,
        members_female AS women, CAST(monthly_income AS DOUBLE) AS income,
        {per_member} AS income_per_member
    FROM group_state
    JOIN occupational_group ON occupational_group.group_id = group_state.group_id
    WHERE observed_on <= CAST(? AS DATE) AND group_state.group_id = ? {conditions}
    ORDER BY observed_on
"""
_FOLLOW_UPS = """
    SELECT follow_up_id, round, due_on,
        CASE WHEN done_on <= CAST(? AS DATE) THEN done_on END AS done_on,
        CASE WHEN done_on <= CAST(? AS DATE) THEN outcome END AS outcome,
        CASE WHEN done_on <= CAST(? AS DATE) AND done_on <= due_on THEN 'on_time'
            WHEN done_on <= CAST(? AS DATE) THEN 'late'
            WHEN due_on < CAST(? AS DATE) THEN 'overdue'
            ELSE 'coming' END AS state
    FROM follow_up
    WHERE subject = 'group' AND subject_id = ? {conditions}
    ORDER BY due_on, follow_up_id
"""


@dataclass(frozen=True)
class Cut:
    """Conditions that follow a WHERE, with the values of their placeholders."""

    text: str = ""
    values: tuple[object, ...] = ()

    def also(self, condition: str, *values: object) -> "Cut":
        """This cut and one condition more."""
        return Cut(f"{self.text} AND {condition}", (*self.values, *values))


def groups(
    store: Store,
    scope: Scope,
    as_of: date,
    areas: Sequence[str] = (),
    filters: Filters = (),
) -> pd.DataFrame:
    """Groups that were known on the day, as they were last seen by then.

    One row a group, by tambon and id. Columns: group_id, name, tambon_code, occupation, product,
    legal_form, founded_on, status (active, dormant, closed), members, women (whole numbers),
    income and income_per_member (baht a month, missing where it was not told), observed_on,
    latitude and longitude (EPSG:4326, missing where there is none). ``areas`` picks those within
    any of the areas, none is all; ``filters`` are occupation and legal_form.

    Raises FilterRefused for another filter or a value that it does not have.
    """
    check(LIST, OF_GROUP, filters)
    cut = _within(_allowed(scope), areas)
    for name, values in filters:
        marks = ", ".join("?" * len(values))
        condition = FILTERS[name].conditions["occupational_group"].format(values=marks)
        cut = cut.also(condition, *values)
    return _rows(store, scope, as_of, cut)


def group(store: Store, scope: Scope, as_of: date, group_id: str) -> pd.DataFrame:
    """The one row of a group, with the columns of ``groups``; none where the scope has no right."""
    cut = _allowed(scope).also("occupational_group.group_id = ?", group_id)
    return _rows(store, scope, as_of, cut)


def group_history(store: Store, scope: Scope, as_of: date, group_id: str) -> pd.DataFrame:
    """What was seen of a group by the day, from the first time to the last.

    Columns: observed_on, status, members, women, income, income_per_member, as in ``groups``.
    """
    cut = _allowed(scope)
    values = (as_of.isoformat(), group_id, *cut.values)
    text = _HISTORY.format(per_member=_PER_MEMBER, conditions=cut.text)
    found = store.query(text, scope, values)
    return found.astype(HISTORY_TYPES)


def group_follow_ups(store: Store, scope: Scope, as_of: date, group_id: str) -> pd.DataFrame:
    """The follow-ups of a group as they stood on the day, by the day that they are due.

    Columns: follow_up_id, round (months), due_on, done_on, outcome and state: on_time, late,
    overdue, coming. What came after the day is not known: done_on and outcome are missing then.
    """
    cut = _allowed(scope)
    day = as_of.isoformat()
    values = (day, day, day, day, day, group_id, *cut.values)
    found = store.query(_FOLLOW_UPS.format(conditions=cut.text), scope, values)
    return found.astype(FOLLOW_UP_TYPES)


def _rows(store: Store, scope: Scope, as_of: date, cut: Cut) -> pd.DataFrame:
    placed = "{0}" if scope.sees_places else "CAST(NULL AS {1}) AS {0}"
    kinds = dict(zip(PLACED, ("VARCHAR", "DOUBLE", "DOUBLE"), strict=True))
    columns = [
        placed.format(name, kinds[name])
        if name in PLACED
        else "occupational_group.group_id"
        if name == "group_id"
        else name
        for name in TYPES
    ]
    text = _GROUPS.format(columns=", ".join(columns), per_member=_PER_MEMBER, conditions=cut.text)
    found = store.query(text, scope, (as_of.isoformat(), *cut.values))
    return found.astype(TYPES)


def _allowed(scope: Scope) -> Cut:
    """Rows that the scope may be told of: none unless signed in, else those of its areas."""
    return _within(Cut(), scope.areas) if scope.signed_in else Cut(" AND FALSE")


def _within(cut: Cut, areas: Sequence[str]) -> Cut:
    """The cut, and only what lies in one of the areas; none of them, or the region, is all."""
    if not areas or any(level_of(code) is Level.REGION for code in areas):
        return cut
    either = " OR ".join("tambon_code LIKE ?" for _ in areas)
    return cut.also(f"({either})", *(f"{code}%" for code in areas))
