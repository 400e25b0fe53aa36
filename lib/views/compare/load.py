"""The questions that the comparison asks of the store, and which two things it compares."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.calendar import newest_alike
from lib.indicators.change import marked_change
from lib.indicators.model import Flag, Indicator
from lib.indicators.pairs import Difference, alike, difference
from lib.periods import Period, add_months, month, month_start
from lib.views import asking, data
from lib.views.selection import Kind, Selection, period_of, shown_within

POPULATION = "registered_population"
MONTHS = 24


@dataclass(frozen=True, eq=False)
class Pair:
    """One indicator of two areas, or of one area in two periods: single rows of figures."""

    indicator: Indicator
    one: pd.DataFrame
    other: pd.DataFrame
    difference: Difference


@dataclass(frozen=True)
class Periods:
    """Two periods as they are compared: cut to the same part of each, the present one first."""

    now: Period
    then: Period

    @property
    def days(self) -> tuple[int, int]:
        """Lengths of the two."""
        return self.now.days, self.then.days


def compares_periods(selection: Selection) -> bool:
    """Whether two periods are compared, not two areas."""
    return selection.switch("versus") == "periods"


def first(selection: Selection) -> str:
    """The first area: the selected one; of the region, its province with most people."""
    if level_of(selection.area) is not Level.REGION:
        return selection.area
    people = _people(selection, Level.PROVINCE)
    return max(sorted(people), key=lambda code: people[code])


def second(selection: Selection) -> str:
    """The second area: the chosen one of the same level, else a peer.

    That is the neighbour whose registered population is nearest; without neighbours any area of
    the level. Empty where the level has one area alone.
    """
    own = first(selection)
    if selection.versus != own and selection.versus in peers(selection):
        return selection.versus
    near = [one.code for one in data.areas().neighbours(own)]
    return nearest(own, near or list(peers(selection)), _people(selection, level_of(own)))


def nearest(own: str, codes: list[str], people: Mapping[str, float]) -> str:
    """The area whose population is nearest to that of ``own``, of equals the first by code."""
    others = [code for code in sorted(codes) if code != own]
    if not others:
        return ""
    size = people.get(own, 0.0)
    return min(others, key=lambda code: abs(people.get(code, 0.0) - size))


def peers(selection: Selection) -> tuple[str, ...]:
    """All areas of the level of the first one, without it."""
    own = first(selection)
    return tuple(one.code for one in data.areas().at_level(level_of(own)) if one.code != own)


def at_area(selection: Selection, code: str) -> Selection:
    """The selection for one of the two areas, at the shown level where it divides the area."""
    there = selection.with_area(code).with_level(selection.level)
    return replace(there, picked=selection.picked)


def level_shown(selection: Selection) -> Level:
    """The level of the areas on the maps."""
    return drawn_first(selection).level


def last_day(selection: Selection) -> date:
    """The last day that either period counts."""
    return selection.as_of or data.snapshot().info.data_date


def other_period(selection: Selection) -> tuple[Kind, Period]:
    """The chosen second period, else the same a year before, else the one before, else the newest.

    Of those proposed, one that has data.
    """
    chosen = selection.versus_period
    if chosen and chosen != (selection.kind, selection.period):
        return chosen
    proposed = (selection.period.year_before(), selection.period.before(), *_known(selection))
    others = [one for one in proposed if one != selection.period]
    found = next((one for one in others if _has_data(one)), others[0])
    return selection.kind, found


def offered_periods(selection: Selection) -> list[tuple[Kind, Period]]:
    """Periods to choose from, the newest first; own dates offer a year and a step back."""
    own, chosen = (selection.kind, selection.period), other_period(selection)
    found = {(selection.kind, one) for one in _known(selection)} | {chosen}
    return sorted(found - {own}, key=lambda one: one[1], reverse=True)


def periods(selection: Selection) -> Periods | None:
    """The two periods as they are compared; None where the second one has no data.

    Both are cut to the part that the data reach into; in the protected view to the newest quarter
    or month that is over in both, and None where there is none.
    """
    both = chosen_periods(selection)
    cut = alike if data.scope().whole else newest_alike
    found = cut(both.now, both.then, last_day(selection))
    return Periods(*found) if found and _has_data(both.then) else None


def chosen_periods(selection: Selection) -> Periods:
    """The two periods as they were chosen."""
    return Periods(selection.period, other_period(selection)[1])


def waits(selection: Selection) -> bool:
    """Whether two periods with data have to be over before the protected view compares them."""
    return not data.scope().whole and _has_data(other_period(selection)[1])


def drawn_first(selection: Selection) -> Selection:
    """The selection that the first map is drawn from, but for its days."""
    return selection if compares_periods(selection) else at_area(selection, first(selection))


def _known(selection: Selection) -> list[Period]:
    """Periods of the kind of the selection that have data, the newest first."""
    begin, last = month_start(data.snapshot().first_day), data.snapshot().info.data_date
    if selection.kind is Kind.DATES:
        steps = (selection.period.year_before(), selection.period.before())
        return [one for one in steps if _has_data(one)]
    months = (last.year - begin.year) * 12 + last.month - begin.month
    starts = (add_months(begin, ahead) for ahead in range(months + 1))
    return sorted({period_of(selection.kind, one) for one in starts}, reverse=True)


def _has_data(period: Period) -> bool:
    state = data.snapshot()
    return period.end >= state.first_day and period.start <= state.info.data_date


def in_period(selection: Selection, period: Period) -> Selection:
    """The selection for the days of one of the two periods."""
    return replace(selection, period=period, as_of=None)


def area_pairs(selection: Selection, one: str, other: str) -> list[Pair]:
    """The headline indicators of two areas."""
    found = []
    for code in data.choices().indicators:
        indicator = registry.get(code)
        asked = asking.question(selection, code, level_of(one))
        answer = data.ask(asked)
        rows = answer.loc[[one]], answer.loc[[other]]
        found.append(Pair(indicator, *rows, difference(indicator, *rows)))
    return found


def period_pairs(selection: Selection, two: Periods) -> list[Pair]:
    """The headline indicators of the area in two periods."""
    found = []
    for code in data.choices().indicators:
        indicator, level = registry.get(code), level_of(selection.area)
        rows = [
            data.ask(asking.question(in_period(selection, each), code, level, selection.area))
            for each in (two.now, two.then)
        ]
        found.append(
            Pair(indicator, rows[0], rows[1], difference(indicator, rows[0], rows[1], two.days))
        )
    return found


def map_answers(selection: Selection, two: Periods) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures of the areas on the map, in the present period and in the other."""
    now, then = (in_period(selection, each) for each in (two.now, two.then))
    return asking.map_answer(now), asking.map_answer(then)


def changed(
    selection: Selection, now: pd.DataFrame, then: pd.DataFrame, two: Periods
) -> pd.DataFrame:
    """Then and now of each area on the map, with the mark; what is not solid is missing."""
    solid = [
        each.assign(value=each["value"].where(each["flag"] == str(Flag.OK))) for each in (now, then)
    ]
    return marked_change(registry.get(selection.indicator), solid[0], solid[1], two.days)


def months(selection: Selection) -> tuple[Period, ...]:
    """The whole months up to the as-of date that lines of areas show, the oldest first."""
    last = asking.as_of(selection)
    newest = add_months(last, 0) if last == month(last).end else add_months(last, -1)
    found = (month(add_months(newest, -back)) for back in range(MONTHS - 1, -1, -1))
    return tuple(one for one in found if one.end >= data.snapshot().first_day)


def by_month(selection: Selection, area: str, periods_: tuple[Period, ...]) -> pd.DataFrame:
    """The map's indicator of an area in each month: index (number of the month, area)."""
    asked = asking.question(selection, selection.indicator, level_of(area), area)
    return data.ask_periods(asked, periods_)


def months_of(selection: Selection, two: Periods) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """The months of both periods; for short ones the year of months that ends with each."""
    now, then = (asking.months(each, each.end) for each in (two.now, two.then))
    count = min(len(now), len(then))
    return now[-count:] if count else (), then[-count:] if count else ()


def shown_area(selection: Selection) -> str:
    """The area whose parts are on the maps when periods are compared."""
    return shown_within(selection.area)


def _people(selection: Selection, level: Level) -> dict[str, float]:
    answer = data.ask(asking.question(selection, POPULATION, level))
    return {str(code): float(value) for code, value in answer["value"].fillna(0.0).items()}
