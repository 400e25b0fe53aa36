"""The questions that the overview asks of the store."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.evaluate import Question
from lib.indicators.model import Flag, Indicator
from lib.views import data
from lib.views.formats import thai_date
from lib.views.overview import attention
from lib.views.overview.attention import WATCHED, Attention
from lib.views.overview.compare import Comparison, earlier, spark_months
from lib.views.overview.figures import FIGURES, Figure, figure
from lib.views.overview.references import references
from lib.views.selection import Selection, shown_within
from lib.views.words import say

# Both sides of these are cut by the same filters, so their references hold with filters too.
CUT_ON_BOTH_SIDES = ("plan_progress", "follow_up_rate")


@dataclass(frozen=True)
class Watched:
    """Areas of one level that need attention, by which indicators, and how many were judged."""

    level: Level
    areas: list[Attention]
    indicators: list[Indicator]
    judged: int


def as_of(selection: Selection) -> date:
    """The day that was chosen, else the earlier of the period's end and the data date."""
    return selection.as_of or min(data.snapshot().info.data_date, selection.period.end)


def comparison(selection: Selection) -> Comparison | None:
    """The earlier days that the figures are set against."""
    return earlier(selection.period, as_of(selection), data.snapshot().first_day)


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


def five_figures(selection: Selection) -> list[Figure]:
    """The figures of the selected area."""
    return [_figure(selection, registry.get(code)) for code in FIGURES]


def nothing_matches(selection: Selection, figures: list[Figure]) -> bool:
    """Whether filters are set and the figures that all of them cut have nothing in them."""
    names = {name for name, _ in selection.filters}
    cut = [one for one in figures if names and names <= set(one.indicator.filters)]
    return bool(cut) and not any(one.known and one.value > 0 for one in cut)


def map_question(selection: Selection) -> Question:
    """The map's indicator for the areas that the map shows."""
    within = shown_within(selection.area)
    return question(selection, selection.indicator, selection.level, within)


def map_answer(selection: Selection) -> pd.DataFrame:
    """Values of the map's indicator for the areas that the map shows."""
    return data.ask(map_question(selection))


def watched(selection: Selection) -> Watched:
    """Areas that need attention: amphoe of the region or a province, else tambon of an amphoe."""
    inside = selection.area
    level = Level.AMPHOE
    if level_of(selection.area).rank >= Level.AMPHOE.rank:
        inside = shown_within(selection.area)
        level = Level.TAMBON
    asked = {code: question(selection, code, level, inside) for code in WATCHED}
    answers = {code: data.ask(one) for code, one in asked.items() if reference_of(one) is not None}
    judged: set[str] = set()
    for answer in answers.values():
        judged |= set(answer.index[answer["flag"] == str(Flag.OK)])
    found = attention.ranked(registry.indicators(), answers, references())
    return Watched(level, found, [registry.get(code) for code in answers], len(judged))


def reference_of(asked: Question) -> float | None:
    """The reference that the answer stands against; none where filters cut the figure alone.

    A part of the activities need not reach what is meant for all of them.
    """
    if asked.filters and asked.indicator not in CUT_ON_BOTH_SIDES:
        return None
    return references().get(asked.indicator)


def first_answers() -> None:
    """Ask what the overview shows when its address says nothing, so that it is known then."""
    start = data.choices().start()
    map_answer(start)
    five_figures(start)
    watched(start)


def _figure(selection: Selection, indicator: Indicator) -> Figure:
    compared = comparison(selection)
    months = spark_months(selection.period, as_of(selection), data.snapshot().first_day)
    periods = [selection.period, *([compared.period] if compared else []), *months]
    asked = question(selection, indicator.code, level_of(selection.area), selection.area)
    answer = data.ask_periods(asked, periods)
    return figure(indicator, answer, selection.area, compared, reference_of(asked))
