"""Figures of an area as HTML, as tiles or as rows: one notation on every screen with a map.

A change that may be chance is said so and has no colour; one that is more than chance has a star.
"""

from collections.abc import Callable, Sequence
from html import escape

from geo.codes import Level
from lib.indicators.model import Direction
from lib.indicators.model import Kind as Measured
from lib.statistics.change import Mark
from lib.views.charts.areas import limits_text
from lib.views.charts.spark import spark
from lib.views.formats import (
    Turn,
    number,
    plain_value,
    reference_value,
    show_change,
    show_value,
)
from lib.views.mapped.facts import Fact
from lib.views.mapped.headline import is_yes_or_no
from lib.views.overview.figures import Figure
from lib.views.words import Language, say

SIDES = {Turn.BETTER: "better", Turn.WORSE: "worse", Turn.NEITHER: "same"}


def tiles(facts: Sequence[Fact], area: str, level: Level, language: Language) -> str:
    """The figures two by two; ``area`` is the name of what they are about, ``level`` its level."""

    def tile(one: Fact) -> str:
        """What stands in a tile below the name."""
        reference = reference_words(one.figure, language, "<br> ")
        # The two ends of the limits stay on one line.
        whole = f'<span class="whole">{escape(_limits(one, language))}</span>'
        limits = say("mapped.limits", language, limits="{limits}").format(limits=whole)
        return (
            f'<div class="line">{_value(one.figure, level, language)}{_unit(one, language)}'
            f'<span class="reference">{reference}</span></div>'
            f'<div class="change">{_change(one.figure, language, short=True)}'
            f"{f'<div>{limits}</div>' if one.limited else ''}</div>"
        )

    return _list("is-tiles", facts, area, language, tile)


def rows(
    facts: Sequence[Fact], area: str, level: Level, language: Language, *, sparks: bool = False
) -> str:
    """The figures below each other: name and change, the months where asked for, the value."""

    def row(one: Fact) -> str:
        """What stands in a row beside the name."""
        reference = reference_words(one.figure, language, " ")
        limits = escape(_limits(one, language)) if one.limited else ""
        title = escape(say("charts.limits", language, limits=limits))
        below = f'<span title="{title}">({limits})</span> ' if limits else ""
        drawn = spark(one.figure.months, language) if sparks else ""
        change = _change(one.figure, language)
        return (
            f"{drawn}{_value(one.figure, level, language)}"
            f'<div class="change">{change}{f" · {reference}" if reference else ""}</div>'
            f'<div class="below">{below}{_unit(one, language)}</div>'
        )

    return _list("is-rows with-sparks" if sparks else "is-rows", facts, area, language, row)


def _list(
    look: str, facts: Sequence[Fact], area: str, language: Language, inside: Callable[[Fact], str]
) -> str:
    label = escape(say("mapped.figures", language, area=area))
    items = "".join(
        f'<div class="fact" role="listitem" '
        f'title="{escape(one.figure.indicator.words[language].meaning)}">'
        f'<div class="what">{escape(one.figure.indicator.name(language))}</div>{inside(one)}</div>'
        for one in facts
    )
    return f'<div class="facts {look}" role="list" aria-label="{label}">{items}</div>'


def value_words(one: Figure, level: Level, language: Language) -> str:
    """The figure of an area of ``level`` as it is read, or that there is none to show."""
    if not one.known:
        return show_value(one.indicator, one.value, one.flag, language)
    if is_yes_or_no(one.indicator, level):
        return say("legend.reached" if one.value > 0 else "legend.not_reached", language)
    return plain_value(one.indicator, one.value, language)


def unit_words(one: Figure, language: Language) -> list[str]:
    """The unit of a count or of days (that of a rate is in its name), and that cases are few."""
    if not one.known:
        return []
    text = plain_value(one.indicator, one.value, language)
    counted = one.indicator.kind is not Measured.SHARE and text.replace(",", "").isdigit()
    unit = one.indicator.unit(language) if counted else ""
    few = "" if one.solid else say("value.few_mark", language)
    return [words for words in (unit, few) if words]


def _value(one: Figure, level: Level, language: Language) -> str:
    words = value_words(one, level, language)
    none = "" if one.known and not is_yes_or_no(one.indicator, level) else " none"
    return f'<span class="value{none}">{escape(words)}</span>'


def _unit(one: Fact, language: Language) -> str:
    words = unit_words(one.figure, language)
    return " ".join(f'<small class="unit">{escape(word)}</small>' for word in words)


def _limits(one: Fact, language: Language) -> str:
    return limits_text(one.figure.indicator, one, language) if one.limited else ""


def reference_words(one: Figure, language: Language, between: str) -> str:
    """How the value stands to its reference: a sign and words, not colour alone."""
    if one.reference is None:
        return ""
    shown = reference_value(one.indicator, one.reference, language)
    words = escape(say("figures.reference", language, value=shown))
    if not one.solid:
        return words
    if not one.missed:
        met = escape(say("figures.met", language))
        return f'{words}{between}<b class="better">✓ {met}</b>'
    more = one.indicator.direction is Direction.MORE
    gap = number(abs(one.reference - one.value), one.indicator.decimals)
    if one.indicator.kind is Measured.SHARE:
        gap += say("change.points", language)
    missed = escape(say("figures.short" if more else "figures.over", language, gap=gap))
    return f'{words}{between}<b class="worse">! {missed}</b>'


def _change(one: Figure, language: Language, *, short: bool = False) -> str:
    """The change with its sign, and whether it may be chance; short, not against which days."""
    if one.against is None:
        return escape(say("figures.no_earlier", language))
    if one.change is None:
        return escape(say(f"figures.incomparable_{one.against}", language))
    side = "same" if one.unclear else SIDES[one.change.turn]
    change = escape(show_change(one.change, language))
    against = escape(say(f"figures.against_{one.against}", language))
    chance = f"· {escape(say('figures.maybe_chance', language))}" if one.unclear else ""
    words = chance if short and chance else f"{against} {chance}"
    return f'<b class="{side}">{change}{star(one, language)}</b> {words}'


def star(one: Figure, language: Language) -> str:
    """A star after a change that is more than chance; empty after others."""
    if one.mark not in (Mark.UP, Mark.DOWN):
        return ""
    words = escape(say("figures.more_than_chance", language))
    return f'<span role="img" aria-label="{words}" title="{words}">*</span>'
