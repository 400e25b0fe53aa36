"""The figures of the selected area as HTML: value, reference, and a change marked beside chance."""

from collections.abc import Sequence
from html import escape

from geo.codes import Level
from lib.indicators.model import Direction
from lib.indicators.model import Kind as Measured
from lib.statistics.change import Mark
from lib.views.coverage.load import Headline
from lib.views.formats import (
    Turn,
    number,
    plain_value,
    reference_value,
    show_change,
    show_value,
)
from lib.views.mapped.headline import is_yes_or_no
from lib.views.overview.figures import Figure
from lib.views.words import Language, say

SIDES = {Turn.BETTER: "better", Turn.WORSE: "worse", Turn.NEITHER: "same"}


def cards(figures: Sequence[Headline], area: str, level: Level, language: Language) -> str:
    """The figures two by two; ``area`` is the name of what they are about, ``level`` its level."""
    label = escape(say("coverage.figures", language, area=area))
    body = "".join(_card(one, level, language) for one in figures)
    return f'<div class="coverage-figures" role="list" aria-label="{label}">{body}</div>'


def _card(one: Headline, level: Level, language: Language) -> str:
    indicator = one.figure.indicator
    meaning = escape(indicator.words[language].meaning)
    return (
        f'<div class="item" role="listitem" title="{meaning}">'
        f'<div class="label">{escape(indicator.name(language))}</div>'
        f'<div class="line">{_value(one.figure, level, language)}'
        f'<span class="reference">{_reference(one.figure, language)}</span></div>'
        f'<div class="change">{_change(one, language)}</div></div>'
    )


def _value(one: Figure, level: Level, language: Language) -> str:
    if not one.known:
        words = show_value(one.indicator, one.value, one.flag, language)
        return f'<span class="value none">{escape(words)}</span>'
    if is_yes_or_no(one.indicator, level):
        words = say("legend.reached" if one.value > 0 else "legend.not_reached", language)
        return f'<span class="value none">{escape(words)}</span>'
    text = escape(plain_value(one.indicator, one.value, language))
    days = one.indicator.kind is Measured.DAYS and text.replace(",", "").isdigit()
    unit = escape(one.indicator.unit(language)) if days else ""
    few = "" if one.solid else f"<small>{escape(say('value.few_mark', language))}</small>"
    return f'<span class="value">{text}<small>{unit}</small>{few}</span>'


def _reference(one: Figure, language: Language) -> str:
    """How the value stands to its reference: a sign and words, not colour alone."""
    if one.reference is None:
        return ""
    words = say(
        "figures.reference", language, value=reference_value(one.indicator, one.reference, language)
    )
    if not one.solid:
        return escape(words)
    if not one.missed:
        met = escape(say("figures.met", language))
        return f'{escape(words)} <br><b class="better">✓ {met}</b>'
    more = one.indicator.direction is Direction.MORE
    gap = number(abs(one.reference - one.value), one.indicator.decimals)
    if one.indicator.kind is Measured.SHARE:
        gap += say("change.points", language)
    missed = escape(say("figures.short" if more else "figures.over", language, gap=gap))
    return f'{escape(words)} <br><b class="worse">! {missed}</b>'


def _change(one: Headline, language: Language) -> str:
    """The change with its sign; coloured only where it may be more than chance."""
    figure = one.figure
    if figure.against is None:
        return escape(say("figures.no_earlier", language))
    if figure.change is None:
        return escape(say(f"figures.incomparable_{figure.against}", language))
    unclear = one.mark is Mark.NOT_CLEAR
    side = "same" if unclear else SIDES[figure.change.turn]
    change = escape(show_change(figure.change, language))
    against = escape(say(f"figures.against_{figure.against}", language))
    words = {
        Mark.NOT_CLEAR: say("coverage.maybe_chance", language),
        Mark.NOT_COMPUTED: "",
    }.get(one.mark, say("coverage.more_than_chance", language))
    chance = f" · {escape(words)}" if words else ""
    return f'<b class="{side}">{change}</b> {against}{chance}'
