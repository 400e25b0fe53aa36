"""The figures as HTML: label, value, reference, change and spark line, each with words."""

from collections.abc import Sequence
from html import escape

from lib.indicators.model import Kind as Measured
from lib.views.charts.spark import spark
from lib.views.formats import plain_value, show_change, show_value
from lib.views.mapped.cards import SIDES, reference_words, star
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
    return f'<div class="reference">{reference_words(one, language, " · ")}</div>'


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
    return f'<b class="{SIDES[one.change.turn]}">{change} {star(one, language)}</b> {against}'
