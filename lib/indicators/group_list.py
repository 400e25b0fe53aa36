"""Occupational groups one by one: the list of an area, and what is known of a single group.

Single groups are for who is signed in, within the areas of the scope: the public view is one fixed
cube of figures and holds no rows. A group's place, and its name, which often says the village, go
to who may see places; for others a group lies in its tambon and has no name.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from lib.access.scope import Scope
from lib.indicators.cutting import Cut
from lib.indicators.filters import OF_GROUP, Filters, check
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
    WHERE place = 1 AND {cut}
    ORDER BY tambon_code, occupational_group.group_id
"""
_HISTORY = """
    SELECT observed_on, status, members_male + members_female AS members,
        members_female AS women, CAST(monthly_income AS DOUBLE) AS income,
        {per_member} AS income_per_member
    FROM group_state
    JOIN occupational_group ON occupational_group.group_id = group_state.group_id
    WHERE observed_on <= CAST(? AS DATE) AND group_state.group_id = ? AND {cut}
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
    WHERE subject = 'group' AND subject_id = ? AND {cut}
    ORDER BY due_on, follow_up_id
"""


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
    cut = Cut.allowed(scope).within(areas).filtered(filters, "occupational_group")
    return _rows(store, scope, as_of, cut)


def group(store: Store, scope: Scope, as_of: date, group_id: str) -> pd.DataFrame:
    """The one row of a group, with the columns of ``groups``; none where the scope has no right."""
    cut = Cut.allowed(scope).also("occupational_group.group_id = ?", group_id)
    return _rows(store, scope, as_of, cut)


def group_history(store: Store, scope: Scope, as_of: date, group_id: str) -> pd.DataFrame:
    """What was seen of a group by the day, from the first time to the last.

    Columns: observed_on, status, members, women, income, income_per_member, as in ``groups``.
    """
    if not scope.signed_in:
        return Cut.no_rows(HISTORY_TYPES)
    cut = Cut.allowed(scope)
    values = (as_of.isoformat(), group_id, *cut.values)
    text = _HISTORY.format(per_member=_PER_MEMBER, cut=cut)
    found = store.query(text, scope, values)
    return found.astype(HISTORY_TYPES)


def group_follow_ups(store: Store, scope: Scope, as_of: date, group_id: str) -> pd.DataFrame:
    """The follow-ups of a group as they stood on the day, by the day that they are due.

    Columns: follow_up_id, round (months), due_on, done_on, outcome and state: on_time, late,
    overdue, coming. What came after the day is not known: done_on and outcome are missing then.
    """
    if not scope.signed_in:
        return Cut.no_rows(FOLLOW_UP_TYPES)
    cut = Cut.allowed(scope)
    day = as_of.isoformat()
    values = (day, day, day, day, day, group_id, *cut.values)
    found = store.query(_FOLLOW_UPS.format(cut=cut), scope, values)
    return found.astype(FOLLOW_UP_TYPES)


def _rows(store: Store, scope: Scope, as_of: date, cut: Cut) -> pd.DataFrame:
    if not scope.signed_in:
        return Cut.no_rows(TYPES)
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
    text = _GROUPS.format(columns=", ".join(columns), per_member=_PER_MEMBER, cut=cut)
    found = store.query(text, scope, (as_of.isoformat(), *cut.values))
    return found.astype(TYPES)
