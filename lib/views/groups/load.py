"""The questions that the screen of occupational groups asks of the store."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from geo.codes import level_of
from lib.indicators import group_list, group_mix
from lib.indicators.filters import OF_GROUP, Filters
from lib.periods import Period
from lib.views import asking, data
from lib.views.charts import Role, Series, monthly
from lib.views.mapped.facts import Fact, facts
from lib.views.selection import Selection, shown_within

HEADLINE = (
    "groups_active",
    "group_members",
    "women_share",
    "income_per_member",
    "group_survival_2",
)
STATUSES = {"active": "groups_active", "dormant": "groups_dormant", "closed": "groups_closed"}
KEPT = 64  # answers kept by this screen, each a few hundred KB at most


@dataclass(frozen=True, eq=False)
class Card:
    """All that is known of one group by the as-of date."""

    group: pd.Series
    history: pd.DataFrame
    follow_ups: pd.DataFrame


def filters_of(selection: Selection) -> Filters:
    """Those filters of the selection that cut groups."""
    return tuple(one for one in selection.filters if one[0] in OF_GROUP)


def headline(selection: Selection) -> list[Fact]:
    """The five figures of the selected area, with their change and the months of the period."""
    return facts(selection, HEADLINE, months(selection))


def months(selection: Selection) -> tuple[Period, ...]:
    """The months of the period."""
    return tuple(asking.months(selection.period, asking.as_of(selection)))


def value_of(selection: Selection, code: str) -> float:
    """The figure of the selected area as a whole."""
    asked = asking.question(selection, code, level_of(selection.area), selection.area)
    return float(data.ask(asked)["value"].iloc[0])


def by_area(selection: Selection, code: str) -> pd.DataFrame:
    """Figures of the areas that the map shows."""
    within = shown_within(selection.area)
    return data.ask(asking.question(selection, code, selection.level, within))


def status_lines(selection: Selection, labels: dict[str, str]) -> list[Series]:
    """Active, dormant and closed groups of the selected area at the end of each month."""
    shown = months(selection)
    level = level_of(selection.area)
    return [
        monthly(
            data.ask_periods(asking.question(selection, code, level, selection.area), shown),
            selection.area, shown, labels[status], role=Role.OTHER,
        )
        for status, code in STATUSES.items() if shown
    ]  # fmt: skip


def counts(selection: Selection) -> pd.DataFrame:
    """Groups by occupation, legal form and status; see ``group_mix.group_counts``."""
    return _counts(_key("counts"), asking.as_of(selection), selection.area).copy()


def mix(selection: Selection) -> pd.DataFrame:
    """Active groups by occupation; see ``group_mix.occupation_mix``.

    The filter of occupations does not cut it: it is where occupations are chosen.
    """
    return group_mix.occupation_mix(counts(selection), selection.chosen("legal_form"))


def groups(selection: Selection, area: str = "") -> pd.DataFrame:
    """Groups known on the as-of date within an area (all of them unless given)."""
    areas = (area,) if area else ()
    return _groups(_key("groups"), asking.as_of(selection), areas, filters_of(selection)).copy()


def card(selection: Selection) -> Card | None:
    """What is known of the group whose card is open; None where there is no such group."""
    return _card(_key("card"), asking.as_of(selection), selection.detail)


def _key(name: str) -> str:
    return "|".join(map(repr, (name, str(data.store().folder), data.snapshot().version,
                               data.scope())))  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _counts(key: str, as_of: date, area: str) -> pd.DataFrame:
    return group_mix.group_counts(data.store(), data.scope(), as_of, area)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _groups(key: str, as_of: date, areas: tuple[str, ...], filters: Filters) -> pd.DataFrame:
    return group_list.groups(data.store(), data.scope(), as_of, areas, filters)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _card(key: str, as_of: date, group_id: str) -> Card | None:
    asked = (data.store(), data.scope(), as_of, group_id)
    found = group_list.group(*asked)
    if found.empty:
        return None
    history, follow_ups = group_list.group_history(*asked), group_list.group_follow_ups(*asked)
    return Card(found.iloc[0], history, follow_ups)
