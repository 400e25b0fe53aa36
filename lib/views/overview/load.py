"""The questions that the overview asks of the store."""

from dataclasses import dataclass

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.model import Flag, Indicator
from lib.indicators.references import references
from lib.views import asking, data
from lib.views.overview import attention
from lib.views.overview.attention import WATCHED, Attention
from lib.views.overview.figures import FIGURES, Figure, figure
from lib.views.planner import asked as planner
from lib.views.selection import Selection, shown_within


@dataclass(frozen=True)
class Watched:
    """Areas of one level that need attention, by which indicators, and how many were judged."""

    level: Level
    areas: list[Attention]
    indicators: list[Indicator]
    judged: int


def five_figures(selection: Selection) -> list[Figure]:
    """The figures of the selected area."""
    return [_figure(selection, registry.get(code)) for code in FIGURES]


def nothing_matches(selection: Selection, figures: list[Figure]) -> bool:
    """Whether filters are set and the figures that all of them cut have nothing in them."""
    names = {name for name, _ in selection.filters}
    cut = [one for one in figures if names and names <= set(one.indicator.filters)]
    return bool(cut) and not any(one.known and one.value > 0 for one in cut)


def watched(selection: Selection) -> Watched:
    """Areas that need attention: amphoe of the region or a province, else tambon of an amphoe."""
    inside = selection.area
    level = Level.AMPHOE
    if level_of(selection.area).rank >= Level.AMPHOE.rank:
        inside = shown_within(selection.area)
        level = Level.TAMBON
    asked = {code: asking.question(selection, code, level, inside) for code in WATCHED}
    answers = {
        code: data.ask(one) for code, one in asked.items() if asking.reference_of(one) is not None
    }
    judged: set[str] = set()
    for answer in answers.values():
        judged |= set(answer.index[answer["flag"] == str(Flag.OK)])
    found = attention.ranked(registry.indicators(), answers, references())
    return Watched(level, found, [registry.get(code) for code in answers], len(judged))


def first_answers() -> None:
    """Ask what the overview shows when its address says nothing, so that it is known then."""
    start = data.choices().start()
    asking.map_answer(start)
    five_figures(start)
    watched(start)
    planner.alerts(start)


def _figure(selection: Selection, indicator: Indicator) -> Figure:
    compared = asking.comparison(selection)
    months = asking.months(selection.period, asking.as_of(selection))
    periods = [selection.period, *([compared.period] if compared else []), *months]
    asked = asking.question(selection, indicator.code, level_of(selection.area), selection.area)
    answer = data.ask_periods(asked, periods)
    counted = selection.period.until(asking.as_of(selection))
    return figure(
        indicator,
        answer,
        selection.area,
        compared,
        asking.reference_of(asked),
        days=counted.days if counted else None,
    )
