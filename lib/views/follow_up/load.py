"""The questions that the follow-up screen asks of the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.filters import OF_FOLLOW_UP, Filters
from lib.indicators.model import Flag
from lib.indicators.work_list import AGES, Part, may_see, work_counts, work_list
from lib.periods import Period
from lib.store.codelists import code_list
from lib.views import asking, data
from lib.views.selection import Selection, shown_within

FIGURES = ("follow_up_rate", "follow_ups_overdue", "follow_ups_coming", "outcome_not_reached")
OUTCOMES = code_list("outcome").codes
RATE, INCOME, ROSE, WORK = (
    "follow_up_rate", "income_change", "income_rose", "work_within_12_months",
)  # fmt: skip
KEPT_LISTS = 64


@dataclass(frozen=True, eq=False)
class Outcomes:
    """How many were found in which state: one row an area (or round), one column an outcome.

    ``flags`` say how far each row can be relied on.
    """

    counts: pd.DataFrame
    flags: pd.Series


@dataclass(frozen=True, eq=False)
class Income:
    """The change of income by area, and of the selected area with the share whose income rose."""

    figures: pd.DataFrame
    whole: pd.Series
    rose: pd.Series


@dataclass(frozen=True, eq=False)
class Months:
    """The follow-up rate in each month of the period, and a year earlier where known.

    ``answer`` has index (number of the month, area): first the months, then those before.
    """

    answer: pd.DataFrame
    months: tuple[Period, ...]
    before: tuple[Period, ...]


def overdue_by_age(selection: Selection) -> pd.DataFrame:
    """How many are overdue for how long: one row an area on the map, one column an age.

    The ages are those of ``AGES``, the youngest first; what is not known or not shown is missing.
    """
    inside = shown_within(selection.area)
    columns = {
        age: _counts(
            data.ask(asking.question(selection, f"overdue_{age}", selection.level, inside))
        )
        for age in AGES
    }
    return pd.DataFrame(columns)


def outcomes_by_area(selection: Selection) -> Outcomes:
    """Outcomes of the selected area and, below it, of the areas on the map."""
    inside = shown_within(selection.area)
    parts = _outcomes(selection, selection.level, inside)
    if selection.area in parts.counts.index:
        return parts
    whole = _outcomes(selection, level_of(selection.area), selection.area)
    return Outcomes(pd.concat([whole.counts, parts.counts]), pd.concat([whole.flags, parts.flags]))


def outcomes_by_round(selection: Selection) -> Outcomes:
    """Outcomes of the selected area in each round, by the months of the round."""
    level, area = level_of(selection.area), selection.area
    return _put(
        {
            code: pd.DataFrame(
                data.ask_by(asking.question(selection, f"outcome_{code}", level, area), "round").xs(
                    area, level="area_code"
                )
            )
            for code in OUTCOMES
        }
    )


def income(selection: Selection) -> Income:
    """The change of income of the areas on the map and of the selected area."""
    inside = shown_within(selection.area)
    figures = data.ask(asking.question(selection, INCOME, selection.level, inside))
    return Income(figures, _own(selection, INCOME), _own(selection, ROSE))


def compared_areas(selection: Selection) -> tuple[str, ...]:
    """The areas whose curves are drawn: the selected or picked one, and the whole region.

    The region is shown with its provinces. Curves are not known of tambon: the amphoe that one
    lies in stands for it.
    """
    region = data.areas().region.code
    chosen = selection.picked or selection.area
    known = registry.get(WORK).levels
    above = [one.code for one in data.areas().ancestors(chosen)]
    own = next(one for one in (chosen, *above) if level_of(one) in known)
    if own == region:
        return (region, *(one.code for one in data.areas().at_level(Level.PROVINCE)))
    return (own, region)


def work_curves(selection: Selection) -> pd.DataFrame:
    """Who had work by when: index (area, days), for the areas that are compared."""
    areas = compared_areas(selection)
    levels = dict.fromkeys(map(level_of, areas))
    found = [
        data.ask_curves(
            asking.question(selection, WORK, level, *(a for a in areas if level_of(a) is level))
        )
        for level in levels
    ]
    return pd.concat(found)


def months(selection: Selection) -> Months:
    """The follow-up rate of the selected area (or the picked one) by month."""
    own = selection.picked or selection.area
    first = data.snapshot().first_day
    now = asking.months(selection.period, asking.as_of(selection))
    before = tuple(one.year_before() for one in now)
    before = before if before and before[0].start >= first.replace(day=1) else ()
    asked = asking.question(selection, RATE, level_of(own), own)
    return Months(data.ask_periods(asked, [*now, *before]), now, before)


def list_area(selection: Selection) -> str:
    """The area whose work list is shown: the picked one, else the selected one."""
    return selection.picked or selection.area


def list_filters(selection: Selection) -> Filters:
    """The chosen filters that cut a work list."""
    return tuple(one for one in selection.filters if one[0] in OF_FOLLOW_UP)


def listed(selection: Selection, part: Part) -> pd.DataFrame:
    """The rows of a part of the work list; raises ListRefused."""
    area, as_of = list_area(selection), asking.as_of(selection)
    filters = list_filters(selection)
    return _listed(_key(area, as_of, part, filters), area, as_of, part, filters)


def waiting(selection: Selection) -> pd.DataFrame:
    """How many are in each part of the work list, by tambon; raises ListRefused."""
    return _waiting(selection, list_area(selection))


def longest_lists(selection: Selection) -> Mapping[str, pd.Series]:
    """How many are in each part of the list of every amphoe within the area and the scope."""
    scope, area = data.scope(), list_area(selection)
    own = (area,) if may_see(scope, area) else tuple(o for o in scope.areas if o.startswith(area))
    if area == data.areas().region.code and scope.areas:
        own = scope.areas
    counts = [_waiting(selection, one) for one in own] if scope.signed_in else []
    if not counts:
        return {}
    found = pd.concat(counts)
    summed = found.groupby(found.index.str[:4]).sum()
    return {str(code): row for code, row in summed.iterrows()}


def _waiting(selection: Selection, area: str) -> pd.DataFrame:
    as_of, filters = asking.as_of(selection), list_filters(selection)
    return _counted(_key(area, as_of, filters), area, as_of, filters)


def _own(selection: Selection, code: str) -> pd.Series:
    asked = asking.question(selection, code, level_of(selection.area), selection.area)
    return data.ask(asked).iloc[0]


def _outcomes(selection: Selection, level: Level, *areas: str) -> Outcomes:
    return _put(
        {
            code: data.ask(asking.question(selection, f"outcome_{code}", level, *areas))
            for code in OUTCOMES
        }
    )


def _put(found: Mapping[str, pd.DataFrame]) -> Outcomes:
    counts = pd.DataFrame({code: _numerators(one) for code, one in found.items()})
    return Outcomes(counts, found[OUTCOMES[0]]["flag"])


def _numerators(answer: pd.DataFrame) -> pd.Series:
    """How many; nobody where nobody was followed up, missing where it is not shown."""
    hidden = answer["flag"] == str(Flag.SUPPRESSED)
    return answer["numerator"].mask(hidden)


def _counts(answer: pd.DataFrame) -> pd.Series:
    return answer["value"].where(answer["flag"].isin([str(Flag.OK), str(Flag.FEW)]))


def _key(*parts: object) -> str:
    state = data.snapshot()
    return "|".join(map(repr, (str(data.store().folder), state.version, data.scope(), *parts)))


@st.cache_data(show_spinner=False, max_entries=KEPT_LISTS)
def _listed(key: str, _area: str, _as_of: date, _part: Part, _filters: Filters) -> pd.DataFrame:
    return work_list(data.store(), data.scope(), _area, _as_of, _part, _filters)


@st.cache_data(show_spinner=False, max_entries=KEPT_LISTS)
def _counted(key: str, _area: str, _as_of: date, _filters: Filters) -> pd.DataFrame:
    return work_counts(data.store(), data.scope(), _area, _as_of, _filters)
