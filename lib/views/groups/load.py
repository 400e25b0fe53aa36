"""The questions that the screen of occupational groups asks of the store."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import group_list, group_mix, registry
from lib.indicators.change import marked_change
from lib.indicators.earlier import spark_months
from lib.indicators.filters import OF_GROUP, Filters
from lib.periods import Period
from lib.statistics.change import Mark
from lib.views import asking, data
from lib.views.charts import Role, Series, monthly
from lib.views.overview.figures import Figure, figure
from lib.views.selection import Selection, shown_within
from lib.views.words import say

HEADLINE = (
    "groups_active",
    "group_members",
    "women_share",
    "income_per_member",
    "group_survival_2",
)
STATUSES = {"active": "groups_active", "dormant": "groups_dormant", "closed": "groups_closed"}
KEPT = 64  # answers kept by this screen, each a few hundred KB at most


@dataclass(frozen=True)
class Fact:
    """A figure of the selected area; ``clear`` says whether its change is more than chance.

    None where that cannot be told: complete counts carry no chance.
    """

    figure: Figure
    clear: bool | None


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
    return [_fact(selection, code) for code in HEADLINE]


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
    periods, first = _periods(selection)
    months = periods[first:]
    return [
        monthly(
            _over(selection, code, periods), selection.area, months, labels[status],
            role=Role.OTHER, first=first,
        )
        for status, code in STATUSES.items() if months
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


def name_of(selection: Selection, code: str) -> str:
    """The name of an area as sentences and charts of this screen say it."""
    area = data.areas().get(code)
    if area.level is Level.REGION:
        return say("area.whole", selection.language)
    return area.display_name(selection.language)


def _fact(selection: Selection, code: str) -> Fact:
    indicator, against = registry.get(code), asking.comparison(selection)
    periods, _ = _periods(selection)
    answer = _over(selection, code, periods)
    found = figure(indicator, answer, selection.area, against, None)
    counted = selection.period.until(asking.as_of(selection))
    if found.change is None or against is None or counted is None:
        return Fact(found, None)
    now, then = (pd.DataFrame(answer.xs(number, level=0)) for number in (0, 1))
    marked = marked_change(indicator, now, then, (counted.days, against.period.days))
    mark = marked["mark"].iloc[0]
    return Fact(found, None if mark == Mark.NOT_COMPUTED else mark in (Mark.UP, Mark.DOWN))


def _periods(selection: Selection) -> tuple[list[Period], int]:
    """The period, the one it is set against where there is one, months; where these begin."""
    against = asking.comparison(selection)
    months = spark_months(selection.period, asking.as_of(selection), data.snapshot().first_day)
    before = [selection.period, *([against.period] if against else [])]
    return [*before, *months], len(before)


def _over(selection: Selection, code: str, periods: list[Period]) -> pd.DataFrame:
    asked = asking.question(selection, code, level_of(selection.area), selection.area)
    return data.ask_periods(asked, periods)


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
