"""The figures of the selected area as HTML: value, limits, reference, change beside chance."""

import math
from collections.abc import Sequence
from html import escape

from lib.indicators.model import Direction
from lib.indicators.model import Kind as Measured
from lib.statistics.change import Mark
from lib.views.follow_up.load import Headline
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

SIDES = {Turn.BETTER: "better", Turn.WORSE: "worse", Turn.NEITHER: "same"}


def cards(figures: Sequence[Headline], area: str, language: Language) -> str:
    """The figures two by two; ``area`` is the name of what they are about."""
    label = escape(say("follow_up.figures", language, area=area))
    body = "".join(_card(one, language) for one in figures)
    return f'<div class="follow-figures" role="list" aria-label="{label}">{body}</div>'


def _card(one: Headline, language: Language) -> str:
    indicator = one.figure.indicator
    meaning = escape(indicator.words[language].meaning)
    return (
        f'<div class="item" role="listitem" title="{meaning}">'
        f'<div class="label">{escape(indicator.name(language))}</div>'
        f'<div class="line">{_value(one.figure, language)}{_beside(one.figure, language)}</div>'
        f'<div class="change">{_limits(one, language)}{_change(one, language)}</div></div>'
    )


def _value(one: Figure, language: Language) -> str:
    if not one.known:
        words = show_value(one.indicator, one.value, one.flag, language)
        return f'<span class="value none">{escape(words)}</span>'
    text = escape(plain_value(one.indicator, one.value, language))
    few = "" if one.solid else f"<small>{escape(say('value.few_mark', language))}</small>"
    return f'<span class="value">{text}{few}</span>'


def _limits(one: Headline, language: Language) -> str:
    if not one.figure.known or math.isnan(one.lower) or math.isnan(one.upper):
        return ""
    limits = f"{number(one.lower, 1)}–{number(one.upper, 1)}%"
    return f"<div>{escape(say('follow_up.limits', language, limits=limits))}</div>"


def _beside(one: Figure, language: Language) -> str:
    """How the value stands to its reference: a sign and words, not colour alone."""
    if one.reference is None:
        return ""
    return f'<span class="beside">{_reference(one, one.reference, language)}</span>'


def _reference(one: Figure, reference: float, language: Language) -> str:
    shown = reference_value(one.indicator, reference, language)
    words = escape(say("figures.reference", language, value=shown))
    if not one.solid:
        return words
    if not one.missed:
        return f'{words}<br><b class="better">✓ {escape(say("figures.met", language))}</b>'
    more = one.indicator.direction is Direction.MORE
    gap = number(abs(reference - one.value), one.indicator.decimals)
    if one.indicator.kind is Measured.SHARE:
        gap += say("change.points", language)
    missed = escape(say("figures.short" if more else "figures.over", language, gap=gap))
    return f'{words}<br><b class="worse">! {missed}</b>'


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
    chance = f" · {escape(say('follow_up.maybe_chance', language))}" if unclear else ""
    return f'<b class="{side}">{change}</b> {against}{chance}'
