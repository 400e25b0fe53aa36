"""What occupational groups are: how many of each occupation and legal form, against the region."""

from datetime import date

import numpy as np
import pandas as pd

from geo.codes import Level, level_of
from lib.access.scope import Scope
from lib.indicators.cutting import Cut
from lib.indicators.filters import FILTERS, Filters
from lib.indicators.measures import TOO_FEW_PLACES
from lib.indicators.model import Flag
from lib.statistics.quotient import location_quotient
from lib.store.lake import Store

ACTIVE = "active"
_COUNTS = """
    SELECT occupation, legal_form, status, count(*) AS everywhere,
        sum(CASE WHEN tambon_code LIKE ? THEN 1 ELSE 0 END) AS inside
    FROM (
        SELECT group_id, status,
            row_number() OVER (PARTITION BY group_id ORDER BY observed_on DESC) AS place
        FROM group_state WHERE observed_on <= CAST(? AS DATE)
    ) AS state
    JOIN occupational_group ON occupational_group.group_id = state.group_id
    WHERE place = 1
    GROUP BY occupation, legal_form, status
    ORDER BY occupation, legal_form, status
"""
TYPES = {"occupation": "str", "legal_form": "str", "status": "str"}
NUMBERS = ("inside", "everywhere")


def group_counts(store: Store, scope: Scope, as_of: date, area: str) -> pd.DataFrame:
    """Groups known on the day by occupation, legal form and newest status.

    Columns occupation, legal_form, status, inside (groups in the area) and everywhere (in the
    whole region, which the quotients of one's own area tell anyway). None for an area that the
    scope does not cover: the protected view has neither free dates nor these kinds.
    """
    types = TYPES | dict.fromkeys(NUMBERS, "int64")
    if not scope.covers(area):
        return Cut.no_rows(types)
    prefix = "" if level_of(area) is Level.REGION else area
    found = store.query(_COUNTS, Scope.everything(), (f"{prefix}%", as_of.isoformat()))
    return found[list(types)].astype(types)


def occupation_mix(counts: pd.DataFrame, legal_forms: tuple[str, ...] = ()) -> pd.DataFrame:
    """Active groups by occupation with their location quotient; legal forms cut both sides.

    Index: codes of the occupations in their order. Columns: those of ``evaluate`` (value and
    numerator are the groups of the area, the denominator all its active groups) and quotient,
    quotient_lower and quotient_upper: the share of the occupation over that in the region, with
    Wilson's limits, missing where the area has fewer than 6 groups or the region none. Without
    legal forms they are the figures of the indicator ``occupation_quotient``. No counts at all
    are no data, not none.
    """
    active = _cut(counts[counts["status"] == ACTIVE], "legal_form", legal_forms)
    codes = list(FILTERS["occupation"].values)
    sums = active.groupby("occupation")[list(NUMBERS)].sum().reindex(codes, fill_value=0)
    quotients = location_quotient(sums[["inside"]].T, sums["everywhere"]).droplevel("area")
    total = float(sums["inside"].sum())
    if total < TOO_FEW_PLACES:
        quotients = quotients * np.nan
    limits = {
        name: quotients[column]
        for name, column in (
            ("quotient", "quotient"), ("quotient_lower", "lower"), ("quotient_upper", "upper")
        )
    }  # fmt: skip
    mix = pd.DataFrame(
        {
            "value": sums["inside"].astype(float),
            "numerator": sums["inside"].astype(float),
            "denominator": total,
            "lower": np.nan,
            "upper": np.nan,
            "flag": str(Flag.OK),
        }
    )
    if counts.empty:
        mix = mix.assign(value=np.nan, numerator=np.nan, denominator=np.nan, flag=str(Flag.NO_DATA))
    return mix.assign(**limits).rename_axis("occupation")


def largest(counts: pd.DataFrame, name: str, most: int, filters: Filters = ()) -> tuple[str, ...]:
    """The occupations or legal forms (``name``) with most groups in the area, whatever status.

    At most ``most`` of them, of the groups that ``filters`` leave; equals in the order of their
    code list.
    """
    for column, values in filters:
        counts = _cut(counts, column, values)
    sums = counts.groupby(name)["inside"].sum()
    order = {code: place for place, code in enumerate(FILTERS[name].values)}
    found = sorted(
        (code for code in order if sums.get(code, 0) > 0),
        key=lambda code: (-int(sums[code]), order[code]),
    )
    return tuple(found[:most])


def _cut(counts: pd.DataFrame, name: str, chosen: tuple[str, ...]) -> pd.DataFrame:
    return counts[counts[name].isin(chosen)] if chosen else counts
