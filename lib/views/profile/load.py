"""The questions that the area profile asks of the store."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.evaluate import Question
from lib.indicators.group_mix import largest
from lib.indicators.model import Flag, Indicator
from lib.periods import Period, add_months, fiscal_year, fiscal_year_of, month, month_end, quarter
from lib.store.codelists import code_list
from lib.views import asking, data
from lib.views.groups.load import counts, filters_of
from lib.views.profile.rows import Past, Row, row
from lib.views.selection import Selection
from lib.views.severe import open_severe

FIGURES = (
    "tambon_reached",
    "villages_reached",
    "people_served_per_1000",
    "plan_progress",
    "days_since_last_activity",
    "breadth",
    "report_completeness",
    "members_per_1000",
    "income_per_member",
    "group_survival_2",
    "follow_up_rate",
    "income_rose",
    "work_within_12_months",
    "needs_answered_share",
    "days_to_answer",
)
TRENDS = (
    "people_served",
    "activities",
    "follow_up_rate",
    "follow_ups_overdue",
    "groups_active",
    "needs_open",
)
NEAR = ("people_served_per_1000", "plan_progress", "follow_up_rate", "members_per_1000")
GROUPS = ("groups_active", "groups_dormant", "groups_closed", "group_members", "women_share")
OVERDUE = ("overdue_1_30", "overdue_31_90", "overdue_over_90")
COMING = "follow_ups_coming"
OPEN = ("follow_ups_overdue", *OVERDUE, COMING, "needs_open", "needs_open_over_30")
LABOUR = tuple(f"labour_{code}" for code in code_list("labour_category").codes)
MONTHS = 24
SEVERE = ("severity", ("3",))


@dataclass(frozen=True)
class Value:
    """A figure of the area and what it was in the earlier days, missing where there are none."""

    indicator: Indicator
    value: float
    flag: str
    before: float

    @property
    def known(self) -> bool:
        """Whether there is a figure that may be shown."""
        return self.flag in (Flag.OK, Flag.FEW)


@dataclass(frozen=True, eq=False)
class Trend:
    """A figure of the area by month; missing where nothing is known."""

    indicator: Indicator
    months: tuple[Period, ...]
    values: tuple[float, ...]
    reference: float | None


@dataclass(frozen=True)
class Quarter:
    """A quarter of the fiscal year: activities held, planned, and planned up to the as-of date.

    What was held is missing where nothing is known of it, and where the quarter has not begun.
    """

    number: int
    actual: float
    planned: float
    to_date: float


@dataclass(frozen=True)
class Part:
    """A part of a whole, as a code of its list, with its count."""

    code: str
    count: int


@dataclass(frozen=True)
class Matters:
    """What waits, beside the figures of it.

    ``needs`` are the categories of the open needs and ``severe`` those of the events of the highest
    severity in the period, those with most first; ``waiting`` is how many of these events, of any
    time, are not over.
    """

    needs: tuple[Part, ...]
    severe: tuple[Part, ...]
    waiting: int


def level(selection: Selection) -> Level:
    """The level of the area, which is that of its peers."""
    return level_of(selection.area)


def rows(selection: Selection) -> list[Row]:
    """The headline figures of the area; whether one tambon was reached is no share."""
    tambon = level(selection) is Level.TAMBON
    codes = [code for code in FIGURES if not (tambon and code == "tambon_reached")]
    return [_row(selection, registry.get(code)) for code in codes]


def near(selection: Selection) -> tuple[str, ...]:
    """The areas that share a border with the area; of the region its provinces."""
    areas = data.areas()
    if level(selection) is Level.REGION:
        return tuple(one.code for one in areas.children(selection.area))
    return tuple(one.code for one in areas.neighbours(selection.area))


def near_figures(selection: Selection) -> Mapping[str, pd.DataFrame]:
    """The figures of the area and of those near it, by indicator."""
    codes = near(selection)
    inside = level_of(codes[0]) if codes else level(selection)
    found = {}
    for code in NEAR:
        answer = data.ask(asking.question(selection, code, inside))
        if selection.area not in answer.index:
            own = data.ask(asking.question(selection, code, level(selection), selection.area))
            answer = pd.concat([own, answer])
        found[code] = answer.loc[[selection.area, *codes]]
    return found


def values(selection: Selection, codes: tuple[str, ...]) -> dict[str, Value]:
    """Figures of the area alone, now and in the earlier days; those that who asks may see."""
    return {one.code: _value(selection, one) for one in data.seen(codes)}


def trends(selection: Selection) -> list[Trend]:
    """The figures of the last two years of months, as far as the data reach back."""
    months = trend_months(selection)
    return [_trend(selection, registry.get(code), months) for code in TRENDS] if months else []


def trend_months(selection: Selection) -> tuple[Period, ...]:
    """Whole months up to the as-of date, the oldest first."""
    last = asking.as_of(selection)
    newest = last.replace(day=1) if last == month_end(last) else add_months(last, -1)
    first = data.snapshot().first_day
    found = (month(add_months(newest, -back)) for back in range(MONTHS - 1, -1, -1))
    return tuple(one for one in found if one.end >= first)


def plan(selection: Selection) -> list[Quarter]:
    """Activities and the plan in the quarters of the fiscal year; empty without a plan.

    The protected view has them up to the end of the quarter that the period ends in.
    """
    as_of = asking.as_of(selection)
    if not data.exact(selection.area):
        return _begun_quarters(selection)
    year = fiscal_year_of(as_of)
    quarters = [quarter(year, number) for number in (1, 2, 3, 4)]
    asked = replace(_level_wide(selection, "plan_progress"), as_of=as_of)
    done = data.ask_periods(asked, quarters).xs(selection.area, level=1)
    whole = replace(asked, as_of=fiscal_year(year).end)
    planned = data.ask_periods(whole, quarters).xs(selection.area, level=1)["denominator"]
    if not (planned > 0).any():
        return []
    return [
        Quarter(
            place + 1,
            float(done["numerator"].iloc[place]) if quarters[place].start <= as_of else math.nan,
            float(planned.iloc[place]),
            float(done["denominator"].iloc[place]) if quarters[place].start <= as_of else 0.0,
        )
        for place in range(len(quarters))
    ]


def occupations(selection: Selection) -> list[Part]:
    """The occupations of the active groups in the area, those with most first."""
    known = counts(selection)
    active = known[known["status"] == "active"]
    filters = filters_of(selection)
    found = largest(active, "occupation", len(code_list("occupation").codes), filters)
    for name, chosen in filters:
        active = active[active[name].isin(chosen)]
    sums = active.groupby("occupation")["inside"].sum()
    return [Part(code, int(sums[code])) for code in found]


def matters(selection: Selection) -> Matters | None:
    """What waits in the area; None for who is not signed in: filters cut it out."""
    if not data.exact(selection.area):
        return None
    needs = _parts(selection, _level_wide(selection, "needs_open"), "need_category")
    waiting = len(open_severe(selection))
    return Matters(tuple(needs), tuple(_severe(selection)), waiting)


def _begun_quarters(selection: Selection) -> list[Quarter]:
    as_of = asking.as_of(selection)
    year = fiscal_year_of(as_of)
    begun = [one for one in (1, 2, 3, 4) if quarter(year, one).start <= as_of]
    asked = _level_wide(selection, "plan_progress")
    answer = data.ask_periods(asked, [quarter(year, one) for one in begun])
    rows = pd.DataFrame(answer.xs(selection.area, level=1))[["numerator", "denominator"]]
    if not (rows["denominator"] > 0).any():
        return []
    return [
        Quarter(number, float(held), float(planned), float(planned))
        for number, held, planned in zip(begun, *(rows[name] for name in rows), strict=True)
    ]


def _severe(selection: Selection) -> list[Part]:
    asked = _level_wide(selection, "situations")
    others = tuple(one for one in asked.filters if one[0] != SEVERE[0])
    cut = replace(asked, filters=tuple(sorted((*others, SEVERE))))
    return _parts(selection, cut, "situation_category")


def _parts(selection: Selection, asked: Question, name: str) -> list[Part]:
    answer = pd.DataFrame(data.ask_by(asked, name).xs(selection.area, level=1))
    shown = answer[answer["flag"].isin([str(Flag.OK), str(Flag.FEW)]) & (answer["value"] > 0)]
    ordered = shown.sort_values("value", ascending=False, kind="stable")["value"]
    return [Part(str(code), int(value)) for code, value in ordered.items()]


def _level_wide(selection: Selection, code: str) -> Question:
    """The question for all areas of the level, so that the answer serves the next area too."""
    return asking.question(selection, code, level(selection))


def _row(selection: Selection, indicator: Indicator) -> Row:
    asked = asking.question(selection, indicator.code, level(selection))
    compared = asking.comparison(selection)
    counted = selection.period.until(asking.as_of(selection))
    periods = [selection.period, *([compared.period] if compared else [])]
    answer = data.ask_periods(asked, periods)
    past = None
    if compared and counted:
        days = (counted.days, compared.period.days)
        past = Past(answer.loc[[1]].droplevel(0), compared.against, days)
    region = data.areas().region.code
    whole = data.ask(asking.question(selection, indicator.code, Level.REGION, region))
    return row(
        indicator,
        selection.area,
        answer.loc[[0]].droplevel(0),
        past,
        whole=float(whole["value"].iloc[0]),
        reference=asking.reference_of(asked),
    )


def _value(selection: Selection, indicator: Indicator) -> Value:
    compared = asking.comparison(selection)
    periods = [selection.period, *([compared.period] if compared else [])]
    asked = _level_wide(selection, indicator.code)
    answer = pd.DataFrame(data.ask_periods(asked, periods).xs(selection.area, level=1))
    before = float(answer["value"].iloc[1]) if compared else float("nan")
    return Value(indicator, float(answer["value"].iloc[0]), str(answer["flag"].iloc[0]), before)


def _trend(selection: Selection, indicator: Indicator, months: tuple[Period, ...]) -> Trend:
    asked = _level_wide(selection, indicator.code)
    answer = pd.DataFrame(data.ask_periods(asked, months).xs(selection.area, level=1))
    hidden = answer["flag"].isin([str(Flag.SUPPRESSED), str(Flag.NO_DATA)])
    shown = answer["value"].mask(hidden)
    reference = asking.reference_of(asked)
    return Trend(indicator, months, tuple(float(value) for value in shown), reference)
