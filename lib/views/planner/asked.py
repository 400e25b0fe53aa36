"""What the planner asks of ``lib.planning``, kept by area, day and what the planner has set."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of, parent_of
from lib.indicators.evaluate import Question
from lib.periods import fiscal_year, fiscal_year_of
from lib.planning import alerts as alerting
from lib.planning import firmness as firming
from lib.planning import need, situation
from lib.planning.need import Figures
from lib.planning.rules import Shaking, shaking
from lib.views import asking, data
from lib.views.planner.choice import Choice
from lib.views.selection import Selection, shown_within

KEPT = 64  # answers of a kind, some hundred KB at most
FIRST_PART = 3  # of few tambon, firmness is about the first third: to be among all says nothing


def ranking(selection: Selection, choice: Choice) -> pd.DataFrame:
    """Tambon by unmet need, the greatest first, as ``need.ranked`` gives them.

    They are those that the map shows. Raises PlanRefused, as all of this module does.
    """
    return need.ranked(_needs(selection).values, choice.weight_numbers())


def moved(selection: Selection, choice: Choice) -> pd.DataFrame:
    """What the weights do to the ranks against those of the rules: as ``need.moved``."""
    return need.moved(ranking(selection, choice), ranking(selection, Choice()))


def how_firm(selection: Selection) -> Shaking:
    """How the ranking is shaken: where there are few tambon, for the first third of them."""
    how = shaking()
    third = max(1, len(_needs(selection).values) // FIRST_PART)
    return replace(how, first=min(how.first, third))


def firm(selection: Selection, choice: Choice) -> pd.DataFrame:
    """How each rank stands up to shaking: as ``firmness.firmness``."""
    weights = choice.weight_numbers()
    how, figures = how_firm(selection), _needs(selection)
    key = data.state_key("firm", *_about(selection), choice.weights, how)
    return _firm(key, figures, dict(weights) if weights else None, how).copy()


def labour(selection: Selection, area: str, level: Level) -> pd.DataFrame:
    """The labour situation of an area by tambon or amphoe: as ``situation.labour_situation``."""
    as_of = asking.as_of(selection)
    return _labour(data.state_key("labour", area, as_of, level), area, as_of, level).copy()


def served(selection: Selection, area: str) -> float:
    """The different people served in an area in the fiscal year to the day."""
    as_of = asking.as_of(selection)
    year = fiscal_year(fiscal_year_of(as_of))
    found = data.ask(Question("people_served", level_of(area), year, as_of, (area,)))
    return float(found["value"].iloc[0])


def alerts(selection: Selection) -> list[alerting.Alert]:
    """The alerts of the selected area, of a tambon those of the tambon; none without the right."""
    as_of = asking.as_of(selection)
    return list(_alerts(data.state_key("alerts", selection.area, as_of), selection.area, as_of))


def amphoe_of(area: str) -> str:
    """The amphoe that an area is or lies in; empty for what is wider."""
    level = level_of(area)
    return area if level is Level.AMPHOE else parent_of(area) or "" if level is Level.TAMBON else ""


def _about(selection: Selection) -> tuple[str, date]:
    return shown_within(selection.area), asking.as_of(selection)


def _needs(selection: Selection) -> Figures:
    about = _about(selection)
    return _figures(data.state_key("need", *about), *about)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _figures(key: str, _area: str, _as_of: date) -> Figures:
    return need.need_figures(data.store(), data.scope(), _area, _as_of)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _firm(
    key: str, _figures: Figures, _weights: dict[str, float] | None, _how: Shaking
) -> pd.DataFrame:
    return firming.firmness(_figures, _weights, _how)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _labour(key: str, _area: str, _as_of: date, _level: Level) -> pd.DataFrame:
    return situation.labour_situation(data.store(), data.scope(), _area, _as_of, _level)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _alerts(key: str, _area: str, _as_of: date) -> tuple[alerting.Alert, ...]:
    return tuple(alerting.alerts(data.store(), data.scope(), _as_of, _area))
