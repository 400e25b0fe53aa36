"""The figures as HTML: label, value, reference, change and spark line, each with words."""

from collections.abc import Sequence
from html import escape

from lib.indicators.model import Direction
from lib.indicators.model import Kind as Measured
from lib.statistics.change import Mark
from lib.views.charts.spark import spark
from lib.views.formats import (
    Turn,
    number,
    plain_value,
    reference_value,
    show_change,
    show_value,
)
from lib.views.overview.figures import Figure
from lib.views.words import Language, say


def cards(figures: Sequence[Figure], language: Language) -> str:
    """The row of figures."""
    heading = escape(say("figures.heading", language))
    body = "".join(_card(one, language) for one in figures)
    return f'<div class="figures" role="list" aria-label="{heading}">{body}</div>'


def _card(one: Figure, language: Language) -> str:
    change = f'<div class="change">{_change(one, language)}</div>'
    name = escape(one.indicator.name(language))
    meaning = escape(one.indicator.words[language].meaning)
    return (
        f'<div class="figure" role="listitem" title="{meaning}"><div class="label">{name}</div>'
        f'<div class="line">{_value(one, language)}{spark(one.months, language)}</div>'
        f"{_reference(one, language)}{change}</div>"
    )


def _value(one: Figure, language: Language) -> str:
    if not one.known:
        words = escape(show_value(one.indicator, one.value, one.flag, language))
        return f'<div class="value none">{words}</div>'
    unit = "" if one.indicator.kind is Measured.SHARE else one.indicator.unit(language)
    few = f'<span class="few">{escape(say("value.few_mark", language))}</span>'
    return (
        f'<div class="value">{escape(plain_value(one.indicator, one.value, language))}'
        f'<span class="unit">{escape(unit)}</span>{"" if one.solid else few}</div>'
    )


def _reference(one: Figure, language: Language) -> str:
    """The reference and how the value stands to it: a sign and a word, not colour alone."""
    if one.reference is None:
        return f'<div class="reference">{escape(say("figures.no_reference", language))}</div>'
    reference = reference_value(one.indicator, one.reference, language)
    words = escape(say("figures.reference", language, value=reference))
    if not one.solid:
        return f'<div class="reference">{words}</div>'
    if not one.missed:
        met = escape(say("figures.met", language))
        return f'<div class="reference">{words} · <b class="better">✓ {met}</b></div>'
    more = one.indicator.direction is Direction.MORE
    gap = number(abs(one.reference - one.value), one.indicator.decimals)
    if one.indicator.kind is Measured.SHARE:
        gap += say("change.points", language)
    missed = escape(say("figures.short" if more else "figures.over", language, gap=gap))
    return f'<div class="reference">{words} · <b class="worse">! {missed}</b></div>'


def _change(one: Figure, language: Language) -> str:
    """The change: quiet where it may be chance, with a star where it is more than that."""
    if one.against is None:
        return escape(say("figures.no_earlier", language))
    if one.change is None:
        return escape(say(f"figures.incomparable_{one.against}", language))
    change = escape(show_change(one.change, language))
    if one.unclear:
        return f"{change} · {escape(say('figures.maybe_chance', language))}"
    against = escape(say(f"figures.against_{one.against}", language))
    side = {Turn.BETTER: "better", Turn.WORSE: "worse", Turn.NEITHER: "same"}[one.change.turn]
    return f'<b class="{side}">{change}{_star(one, language)}</b> {against}'


def _star(one: Figure, language: Language) -> str:
    if one.mark not in (Mark.UP, Mark.DOWN):
        return ""
    words = escape(say("figures.more_than_chance", language))
    return f' <span role="img" aria-label="{words}" title="{words}">*</span>'
