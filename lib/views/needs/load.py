"""The questions that the screen of needs and situations asks of the store."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import event_list
from lib.indicators.filters import FILTERS, OF_NEED, OF_SITUATION, Filters
from lib.indicators.model import Flag
from lib.periods import Period, month_start
from lib.store.codelists import code_list
from lib.views import asking, data
from lib.views.mapped.names import area_name
from lib.views.selection import Selection, shown_within

HEADLINE = (
    "needs_raised",
    "needs_answered_share",
    "days_to_answer",
    "needs_open",
    "needs_open_over_30",
    "situations",
    "situation_people",
)
RAISED, ANSWERED, SHARE, DAYS = (
    "needs_raised", "needs_answered", "needs_answered_share", "days_to_answer",
)  # fmt: skip
EVENTS, REPORT, RESOLUTION = "situations", "days_to_report", "days_to_resolution"
NAMED = 6  # categories of events with a colour of their own; the rest is "other"
MOST_CURVES = 5
KEPT = 64  # lists kept by this screen, each a few hundred KB at most


@dataclass(frozen=True, eq=False)
class Categories:
    """Needs of an area by category.

    ``raised`` and ``share`` are the figures of all of them (rows of ``evaluate``), ``shares`` the
    share answered by category, ``counts`` how many were answered and are waiting (missing where
    that is not known).
    """

    raised: pd.Series
    share: pd.Series
    shares: pd.DataFrame
    counts: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Curves:
    """Curves of how many needs were answered by when, with their names and median days.

    ``frame`` has index (code, days) and is cumulative, in per cent; ``figures`` are those of
    ``evaluate`` by code.
    """

    frame: pd.DataFrame
    names: Mapping[str, str]
    figures: pd.DataFrame


@dataclass(frozen=True, eq=False)
class MonthsOfEvents:
    """Events by month: rows of a category or severity, columns first days of months.

    Months of which nothing is known are missing (nan).
    """

    months: tuple[date, ...]
    by_category: pd.DataFrame
    by_severity: pd.DataFrame

    @property
    def known(self) -> bool:
        """Whether there is any event to show."""
        return bool(self.by_category.sum().sum() > 0)


def own_area(selection: Selection) -> str:
    """The area that charts and lists are about: the picked one, else the selected one."""
    return selection.picked or selection.area


def whole(selection: Selection, code: str, area: str) -> pd.Series:
    """The figure of one area: a row of ``evaluate``."""
    return data.ask(asking.question(selection, code, level_of(area), area)).iloc[0]


def by_area(selection: Selection, code: str) -> pd.DataFrame:
    """Figures of the areas that the map shows."""
    within = shown_within(selection.area)
    return data.ask(asking.question(selection, code, selection.level, within))


def by_category(selection: Selection) -> Categories:
    """What was raised and answered of every category of need.

    The filter of categories does not cut it: it is where categories are chosen.
    """
    every, area = selection.with_filter("need_category", ()), own_area(selection)
    counts = {code: _counts(_by(every, code, "need_category")) for code in (RAISED, ANSWERED)}
    return Categories(
        raised=whole(every, RAISED, area),
        share=whole(every, SHARE, area),
        shares=_by(every, SHARE, "need_category"),
        counts=pd.DataFrame(
            {"answered": counts[ANSWERED], "waiting": counts[RAISED] - counts[ANSWERED]}
        ),
    )


def delays(selection: Selection, code: str) -> pd.DataFrame:
    """Days to report or to resolution of every category of event: rows of ``evaluate``."""
    return _by(selection.with_filter("situation_category", ()), code, "situation_category")


def curves_by_source(selection: Selection) -> Curves:
    """How fast needs of each source were answered, in the area."""
    values = selection.chosen("source") or FILTERS["source"].values
    codes = code_list("need_source")
    named = {one: codes.label(one, selection.language) for one in values}
    return _gathered(
        {one: (selection.with_filter("source", (one,)), own_area(selection)) for one in values},
        named,
    )


def curves_of_areas(selection: Selection) -> Curves:
    """How fast needs of the area were answered, beside the areas that it lies in.

    The whole region is shown with its provinces.
    """
    own, areas = own_area(selection), data.areas()
    if own == areas.region.code:
        codes = [own, *(one.code for one in areas.at_level(Level.PROVINCE))][:MOST_CURVES]
    else:
        codes = [own, *(one.code for one in areas.ancestors(own))]
    named = {code: area_name(selection, code) for code in codes}
    return _gathered({code: (selection, code) for code in codes}, named)


def months(selection: Selection) -> tuple[Period, ...]:
    """The months that charts of months show."""
    return asking.months(selection.period, asking.as_of(selection))


def needs_by_month(selection: Selection, code: str) -> pd.DataFrame:
    """Needs of the area by the month that they were raised in: index (number, area).

    What was answered counts up to the as-of date of the screen, not to the end of each month.
    """
    area, as_of = own_area(selection), asking.as_of(selection)
    answers = {
        number: data.ask(
            asking.question(replace(selection, period=one, as_of=as_of), code, level_of(area), area)
        )
        for number, one in enumerate(months(selection))
    }
    return pd.concat(answers) if answers else pd.DataFrame()


def open_needs(selection: Selection, area: str) -> pd.DataFrame:
    """The needs of an area that wait for an answer, the oldest first."""
    filters = tuple(one for one in selection.filters if one[0] in OF_NEED)
    as_of = asking.as_of(selection)
    return _needs(_key("needs", area, as_of, filters), area, as_of, filters).copy()


def events(selection: Selection, area: str) -> pd.DataFrame:
    """The labour events of an area in the period, in order of time."""
    return _events_in(selection, area, selection.period)


def events_by_month(selection: Selection) -> MonthsOfEvents:
    """The events of the area by month, category and severity."""
    shown, area = months(selection), own_area(selection)
    if not shown:
        return MonthsOfEvents((), pd.DataFrame(), pd.DataFrame())
    found = _events_in(selection, area, Period(shown[0].start, shown[-1].end))
    categories = selection.chosen("situation_category") or FILTERS["situation_category"].values
    severities = selection.chosen("severity") or FILTERS["severity"].values
    by_category = event_list.by_month(found, shown, "category", categories)
    by_severity = event_list.by_month(found, shown, "severity", [int(one) for one in severities])
    unknown = _unknown_months(selection, area, shown)
    for counts in (by_category, by_severity):
        counts.loc[:, [one for one in counts if one in unknown and not counts[one].any()]] = None
    starts = tuple(month_start(one.start) for one in shown)
    return MonthsOfEvents(starts, by_category, by_severity.rename(index=str))


def event_kinds(selection: Selection) -> tuple[str, ...]:
    """The categories of events with a colour of their own, in the order of the code list.

    They are the most frequent ones of the whole region up to the as-of date, so that a category
    keeps its colour whatever is chosen.
    """
    so_far = Period(
        min(data.snapshot().first_day, asking.as_of(selection)), asking.as_of(selection)
    )
    region = data.areas().region.code
    counts = _events_in(replace(selection, filters=()), region, so_far)["category"].value_counts()
    every = [one for one in FILTERS["situation_category"].values if one != "other"]
    ordered = sorted(every, key=lambda one: -int(counts.get(one, 0)))
    return tuple(one for one in every if one in ordered[:NAMED])


def detail(selection: Selection) -> pd.Series | None:
    """The event or open need whose card is open; None where there is none such."""
    within = shown_within(selection.area)
    for found, key in (
        (events(selection, within), "situation_id"),
        (open_needs(selection, within), "need_id"),
    ):
        rows = found[found[key] == selection.detail]
        if len(rows):
            return rows.iloc[0]
    return None


def _counts(answer: pd.DataFrame) -> pd.Series:
    return answer["value"].where(answer["flag"].isin([str(Flag.OK), str(Flag.FEW)]))


def _by(selection: Selection, code: str, name: str) -> pd.DataFrame:
    area = own_area(selection)
    asked = asking.question(selection, code, level_of(area), area)
    return data.ask_by(asked, name).droplevel("area_code")


def _gathered(asked: Mapping[str, tuple[Selection, str]], names: Mapping[str, str]) -> Curves:
    """One curve a question, of those that rest on enough cases to be drawn."""
    questions = {
        code: asking.question(selection, DAYS, level_of(area), area)
        for code, (selection, area) in asked.items()
    }
    figures = pd.concat({code: data.ask(one).iloc[0] for code, one in questions.items()}, axis=1).T
    solid = [code for code in questions if figures["flag"][code] == str(Flag.OK)]
    if not solid:
        return Curves(pd.DataFrame(index=pd.MultiIndex.from_arrays([[], []])), {}, figures)
    lines = {code: data.ask_curves(questions[code]).droplevel("area_code") for code in solid}
    left = pd.concat(lines)
    # What is no longer waiting was answered; the limits change their sides.
    frame = left.assign(
        value=100 - left["value"], lower=100 - left["upper"], upper=100 - left["lower"]
    )
    return Curves(frame, {code: names[code] for code in solid}, figures)


def _events_in(selection: Selection, area: str, period: Period) -> pd.DataFrame:
    filters = tuple(one for one in selection.filters if one[0] in OF_SITUATION)
    as_of = asking.as_of(selection)
    key = _key("events", area, period, as_of, filters)
    return _events(key, area, period, as_of, filters).copy()


def _unknown_months(selection: Selection, area: str, shown: tuple[Period, ...]) -> set[date]:
    asked = asking.question(selection, EVENTS, level_of(area), area)
    flags = data.ask_periods(asked, shown)["flag"]
    return {
        month_start(one.start)
        for one, flag in zip(shown, flags, strict=True)
        if flag == str(Flag.NO_DATA)
    }


def _key(*parts: object) -> str:
    state = data.snapshot()
    return "|".join(map(repr, (str(data.store().folder), state.version, data.scope(), *parts)))


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _needs(key: str, _area: str, _as_of: date, _filters: Filters) -> pd.DataFrame:
    return event_list.open_needs(data.store(), data.scope(), _area, _as_of, _filters)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _events(key: str, _area: str, _period: Period, _as_of: date, _filters: Filters) -> pd.DataFrame:
    return event_list.events(data.store(), data.scope(), _area, _period, _as_of, _filters)
