"""The questions that a selection asks of the store, the same on every screen."""

from datetime import date

import pandas as pd

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.calendar import kind_of
from lib.indicators.earlier import Comparison, earlier, spark_months
from lib.indicators.evaluate import Question
from lib.indicators.references import references
from lib.periods import Period
from lib.views import data
from lib.views.formats import thai_date
from lib.views.selection import Selection, shown_within
from lib.views.words import say

# Both sides of these are cut by the same filters, so their references hold with filters too.
CUT_ON_BOTH_SIDES = ("plan_progress", "follow_up_rate")


def as_of(selection: Selection) -> date:
    """The day that was chosen, else the earlier of the period's end and the data date."""
    return selection.as_of or min(data.snapshot().info.data_date, selection.period.end)


def comparison(selection: Selection) -> Comparison | None:
    """The earlier days that the figures are set against."""
    found = earlier(selection.period, as_of(selection), data.snapshot().first_day)
    if found and not data.exact(selection.area) and kind_of(found.period) is None:
        return None  # the protected view knows whole periods only
    return found


def not_compared(selection: Selection) -> bool:
    """Whether there are earlier days, but none that the protected view knows."""
    found = earlier(selection.period, as_of(selection), data.snapshot().first_day)
    return found is not None and comparison(selection) is None


def months(period: Period, last: date) -> tuple[Period, ...]:
    """The months of a period up to the day ``last``, as lines of months show them.

    The last one goes as far as the day; in the protected view it is the running month.
    """
    first, whole = data.snapshot().first_day, not data.scope().whole
    return spark_months(period, last, first, whole=whole)


def question(selection: Selection, code: str, level: Level, *areas: str) -> Question:
    """A question for the period and those filters of the selection that the indicator takes."""
    accepted = registry.get(code).filters
    return Question(
        indicator=code,
        level=level,
        period=selection.period,
        as_of=selection.as_of,
        areas=areas,
        filters=tuple(one for one in selection.filters if one[0] in accepted),
    )


def why_empty(selection: Selection) -> str:
    """Why there is nothing to show for the period; empty when there may be something."""
    language, state = selection.language, data.snapshot()
    last, first = state.info.data_date, state.first_day
    if selection.period.start > last:
        return say("empty.future", language, date=thai_date(last, language))
    if selection.period.until(as_of(selection)) is None:
        return say("empty.as_of", language, date=thai_date(as_of(selection), language))
    if selection.period.end < first:
        return say("empty.before", language, date=thai_date(first, language))
    return ""


def map_question(selection: Selection) -> Question:
    """The map's indicator for the areas that the map shows."""
    within = shown_within(selection.area)
    return question(selection, selection.indicator, selection.level, within)


def map_answer(selection: Selection) -> pd.DataFrame:
    """Values of the map's indicator for the areas that the map shows."""
    return data.ask(map_question(selection))


def level_answer(selection: Selection) -> pd.DataFrame:
    """Values of the map's indicator for all areas of the level, those off the map too."""
    return data.ask(question(selection, selection.indicator, selection.level))


def reference_of(asked: Question) -> float | None:
    """The reference that the answer stands against; none where filters cut the figure alone.

    A part of the activities need not reach what is meant for all of them.
    """
    if asked.filters and asked.indicator not in CUT_ON_BOTH_SIDES:
        return None
    return references().get(asked.indicator)
