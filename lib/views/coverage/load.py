"""The questions that the coverage screen asks of the store."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.model import Indicator
from lib.periods import Period, report_due
from lib.views import asking, data
from lib.views.coverage import months
from lib.views.coverage.reports import STATES, state_frame
from lib.views.selection import Kind, Selection, shown_within

FIGURES = (
    "tambon_reached",
    "people_served_per_1000",
    "days_since_last_activity",
    "report_completeness",
)
REFERRALS = "referrals"


@dataclass(frozen=True)
class Mix:
    """What an indicator is split into: its figures by code, and those of the earlier days."""

    indicator: Indicator
    filter: str
    figures: pd.DataFrame
    before: pd.Series | None


@dataclass(frozen=True)
class Months:
    """The map's indicator in each month: index (number of the month, area), and of the whole."""

    periods: tuple[Period, ...]
    areas: pd.DataFrame
    whole: pd.DataFrame


def whole_value(selection: Selection) -> float:
    """The value of the map's indicator for the selected area as a whole."""
    area = shown_within(selection.area)
    answer = data.ask(asking.question(selection, selection.indicator, level_of(area), area))
    return float(answer["value"].iloc[0])


def region_value(selection: Selection) -> float:
    """The value of the map's indicator for the whole region, in which each person counts once."""
    region = data.areas().region.code
    asked = asking.question(selection, selection.indicator, level_of(region), region)
    return float(data.ask(asked)["value"].iloc[0])


def shown_months(selection: Selection) -> tuple[Period, ...]:
    """The months that stand beside the selection, the oldest first."""
    return months.window(selection, _newest(selection), data.snapshot().first_day)


def whole_period(selection: Selection) -> tuple[Kind, Period]:
    """The period that a month is a part of on this screen; any other period itself."""
    return months.whole(selection, _newest(selection), data.snapshot().first_day)


def by_month(selection: Selection) -> Months:
    """The map's indicator in each of the months, for the areas on the map and as a whole."""
    periods, inside = shown_months(selection), shown_within(selection.area)
    asked = asking.question(selection, selection.indicator, selection.level, inside)
    one = asking.question(selection, selection.indicator, level_of(inside), inside)
    whole = data.ask_periods(one, periods).droplevel(1)
    return Months(periods, data.ask_periods(asked, periods), whole)


def reports_month(selection: Selection) -> Period:
    """The month whose reports are on the map: the chosen one, else the newest that was due.

    Of a period without a month that was due, its newest month.
    """
    if selection.kind is Kind.MONTH:
        return selection.period
    shown = shown_months(selection)
    known = selection.as_of or data.snapshot().info.data_date
    return next((one for one in reversed(shown) if report_due(one.start) < known), shown[-1])


def tambon_reports(selection: Selection, periods: tuple[Period, ...]) -> pd.DataFrame:
    """States of the reports of each tambon on the map: index (number of the month, tambon)."""
    return _reports(selection, Level.TAMBON, shown_within(selection.area), periods)


def reports_by_month(selection: Selection) -> pd.DataFrame:
    """States of the reports of the selected area: one row a month, by its number."""
    inside = shown_within(selection.area)
    counts = _reports(selection, level_of(inside), inside, shown_months(selection))
    return counts.droplevel(1)


def reports_by_area(selection: Selection) -> pd.DataFrame:
    """States of the reports of the period to date: one row an area of the level."""
    counted = selection.period
    if data.exact(selection.area):  # the protected view has whole periods, to the same day
        counted = counted.until(asking.as_of(selection)) or counted
    inside = shown_within(selection.area)
    return _reports(selection, selection.level, inside, (counted,)).droplevel(0)


def mix(selection: Selection, name: str) -> Mix:
    """Activities of the selected area split by a filter, or referrals by agency."""
    referred = name == REFERRALS
    code, filter_ = (REFERRALS, "referred_to") if referred else ("activities", name)
    asked = asking.question(selection, code, level_of(selection.area), selection.area)
    figures = data.ask_by(asked, filter_).droplevel(1)
    before = None
    if compared := asking.comparison(selection):
        then = replace(asked, period=compared.period, as_of=None)
        before = data.ask_by(then, filter_).droplevel(1)["value"]
    return Mix(registry.get(code), filter_, figures, before)


def _reports(
    selection: Selection, level: Level, inside: str, periods: tuple[Period, ...]
) -> pd.DataFrame:
    answers = {
        state: data.ask_periods(asking.question(selection, code, level, inside), periods)
        for state, code in STATES.items()
    }
    return state_frame(answers)


def _newest(selection: Selection) -> date:
    """The last day that figures are known of."""
    last = data.snapshot().info.data_date
    return min(selection.as_of or last, last)
