"""Needs that wait for an answer and labour events, one by one: lists for who is signed in.

A row says what was raised or happened and in which tambon, never who and nowhere nearer. The
public view is one fixed cube of figures and holds no rows: without signing in, lists are empty.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd

from lib.access.scope import Scope
from lib.indicators.cutting import Cut
from lib.indicators.filters import OF_NEED, OF_SITUATION, Filters, check
from lib.indicators.needs import OCCURRED, OPEN
from lib.periods import Period, month_start
from lib.store.lake import Store

NEED_TYPES = {
    "need_id": "str", "raised_on": "datetime64[us]", "days_open": "int64", "category": "str",
    "source": "str", "people": "Int64", "referred_to": "str", "amphoe_code": "str",
    "tambon_code": "str",
}  # fmt: skip
EVENT_TYPES = {
    "situation_id": "str", "occurred_on": "datetime64[us]", "reported_on": "datetime64[us]",
    "days_to_report": "int64", "category": "str", "severity": "int64", "people": "Int64",
    "amphoe_code": "str", "tambon_code": "str", "resolved_on": "datetime64[us]",
    "days_open": "int64",
}  # fmt: skip
SEVERE = 3  # the gravest of the three severities
_NEEDS = """
    SELECT need_id, raised_on, date_diff('day', raised_on, as_of) AS days_open, category, source,
        people, referred_to, amphoe_code, tambon_code
    FROM need, (SELECT CAST(? AS DATE) AS as_of) AS asked
    WHERE raised_on <= as_of AND {open} AND {cut}
    ORDER BY raised_on, tambon_code, need_id
"""
_EVENTS = """
    SELECT situation_id, occurred_on, reported_on,
        date_diff('day', occurred_on, reported_on) AS days_to_report, category, severity, people,
        amphoe_code, tambon_code,
        CASE WHEN resolved_on <= as_of THEN resolved_on END AS resolved_on,
        date_diff('day', occurred_on,
            CASE WHEN resolved_on <= as_of THEN resolved_on ELSE as_of END) AS days_open
    FROM situation, (
        SELECT CAST(? AS DATE) AS start_on, CAST(? AS DATE) AS until, CAST(? AS DATE) AS as_of
    ) AS asked
    WHERE {occurred} AND {cut}
    ORDER BY occurred_on, tambon_code, situation_id
"""


def open_needs(
    store: Store, scope: Scope, area: str, as_of: date, filters: Filters = ()
) -> pd.DataFrame:
    """The needs of an area that wait for an answer on the day, the oldest first.

    One row a need that the indicator ``needs_open`` counts: need_id, raised_on, days_open (whole
    days from the day raised to ``as_of``), category, source, people (missing where not told),
    referred_to (the agency, as far as the newest state of the need tells one), amphoe_code and
    tambon_code. Only what lies within the areas of the scope; nothing for a scope that is not
    signed in. ``filters`` are need_category and source; raises FilterRefused for others.
    """
    check("The list of open needs", OF_NEED, filters)
    if not scope.signed_in:
        return Cut.no_rows(NEED_TYPES)
    cut = _cut(scope, area, "need", filters)
    text = _NEEDS.format(open=OPEN, cut=cut)
    found = store.query(text, scope, (as_of.isoformat(), *cut.values))
    return found[list(NEED_TYPES)].astype(NEED_TYPES)


def events(
    store: Store, scope: Scope, area: str, period: Period, as_of: date, filters: Filters = ()
) -> pd.DataFrame:
    """The labour events of an area in a period that were reported by the day, in order of time.

    One row an event that the indicator ``situations`` counts: situation_id, occurred_on,
    reported_on, days_to_report, category, severity (1 to 3, the gravest), people (missing where
    not told), amphoe_code, tambon_code, resolved_on (missing where it was not over by ``as_of``)
    and days_open (whole days from the event to its resolution, to ``as_of`` where there is none).
    Rights are those of ``open_needs``; ``filters`` are situation_category and severity; raises
    FilterRefused for others.
    """
    check("The list of events", OF_SITUATION, filters)
    if not scope.signed_in:
        return Cut.no_rows(EVENT_TYPES)
    cut = _cut(scope, area, "situation", filters)
    days = (period.start, min(period.end, as_of), as_of)
    text = _EVENTS.format(occurred=OCCURRED, cut=cut)
    found = store.query(text, scope, (*(day.isoformat() for day in days), *cut.values))
    return found[list(EVENT_TYPES)].astype(EVENT_TYPES)


def by_month(
    found: pd.DataFrame, months: Sequence[Period], column: str, values: Sequence[object]
) -> pd.DataFrame:
    """How many of these events fell in each month, by a column of theirs.

    One row a value of ``values``, one column the first day of a month; whole numbers as floats.
    """
    starts = [month_start(one.start) for one in months]
    when = [month_start(day.date()) for day in found["occurred_on"]]
    counted = Counter(zip(found[column], when, strict=True))
    rows = [[float(counted[value, one]) for one in starts] for value in values]
    return pd.DataFrame(rows, index=list(values), columns=starts, dtype=float)


def _cut(scope: Scope, area: str, table: str, filters: Filters) -> Cut:
    """What a scope may see of an area, cut by filters whose values were checked."""
    return Cut.allowed(scope).within([area]).filtered(filters, table)
