"""Figures of an area as exports show them: what the screen says, in plain words."""

import re
from html import unescape

from geo.codes import Level
from lib.exports.model import Fact as Taken
from lib.views.charts.areas import limits_text
from lib.views.formats import Turn, change_words
from lib.views.mapped.cards import reference_words, unit_words, value_words
from lib.views.mapped.facts import Fact
from lib.views.words import Language, say


def fact_of(one: Fact, level: Level, language: Language) -> Taken:
    """A figure with what it stands against; ``level`` is that of the area that it is about."""
    found = one.figure
    return Taken(
        label=found.indicator.name(language),
        value=value_words(found, level, language),
        unit=" ".join(unit_words(found, language)),
        against=_reference(one, language),
        change=_change(one, language),
        side=_side(one),
        limits=_limits(one, language),
        turn=_turn(one),
    )


def _limits(one: Fact, language: Language) -> str:
    if not one.limited:
        return ""
    limits = limits_text(one.figure.indicator, one, language)
    return say("mapped.limits", language, limits=limits)


def _reference(one: Fact, language: Language) -> str:
    return unescape(re.sub(r"<[^>]+>", "", reference_words(one.figure, language, " ")))


def _change(one: Fact, language: Language) -> str:
    found = one.figure
    if found.against is None:
        return ""
    if found.change is None:
        return say(f"figures.incomparable_{found.against}", language)
    words = f"{_sign(one)} {change_words(found.change, language)} "
    words += say(f"figures.against_{found.against}", language)
    return f"{words} · {say('figures.maybe_chance', language)}" if found.unclear else words


def _sign(one: Fact) -> str:
    return {1: "▲", -1: "▼", 0: "="}[one.figure.change.sign if one.figure.change else 0]


def _side(one: Fact) -> str:
    """How it stands to its reference, of those that rest on enough cases."""
    found = one.figure
    if found.reference is None or not found.solid:
        return ""
    return "worse" if found.missed else "better"


def _turn(one: Fact) -> str:
    """What its change means; nothing where it may be chance."""
    found = one.figure
    if found.change is None or found.unclear:
        return ""
    return {Turn.BETTER: "better", Turn.WORSE: "worse"}.get(found.change.turn, "")
