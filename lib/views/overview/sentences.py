"""Three sentences from the figures: what is good, what is not, where to look.

A figure with a reference is good when it meets it and not good when it misses it; one without is
good when it has changed for the better and not good when for the worse. Of the good ones the
first sentence names one that meets its reference before one that only improved, and of those the
one with the greatest change; the second names the one furthest from its reference before one
that only worsened. Figures of too few cases are not judged. So no sentence can say what the
figures do not.
"""

import math
from collections.abc import Callable, Sequence

from lib.views.formats import Turn, reference_value, spoken_change, spoken_value
from lib.views.overview.attention import LISTED, Attention, Reason, first_equals
from lib.views.overview.figures import Figure
from lib.views.words import Language, listed, say

NAMED = 3


def good(figures: Sequence[Figure], language: Language) -> str:
    """What is good, or that nothing can be called so."""
    met = [one for one in figures if one.solid and one.reference is not None and not one.missed]
    better = [one for one in figures if one.reference is None and _turned(one, Turn.BETTER)]
    for key, found in (("good.met", met), ("good.better", better)):
        if found:
            return _sentence(key, max(found, key=_gain), language)
    return _neither("good", figures, language)


def bad(figures: Sequence[Figure], language: Language) -> str:
    """What is not good, or that nothing must be called so."""
    missed = [one for one in figures if one.missed]
    worse = [one for one in figures if one.reference is None and _turned(one, Turn.WORSE)]
    if missed:
        return _sentence("bad.missed", max(missed, key=lambda one: one.missed), language)
    if worse:
        return _sentence("bad.worse", max(worse, key=_amount), language)
    return _neither("bad", figures, language)


def where(
    areas: list[Attention], judged: int, name: Callable[[str], str], language: Language
) -> str:
    """Where to look first; ``judged`` is how many areas have a figure that could be judged."""
    if not judged:
        return say("where.unknown", language)
    if not areas:
        return say("where.none", language)
    first = first_equals(areas)
    names = listed([name(one.area) for one in first[:NAMED]], language)
    if len(first) > 1:
        key = "where.equals" if len(first) <= NAMED else "where.many_equals"
        return say(key, language, areas=names, count=len(first))
    reason = reason_words(areas[0].reasons[0], language)
    return say("where.first", language, area=names, reason=reason)


def reason_words(reason: Reason, language: Language) -> str:
    """A reference that is missed, with the figure: 62 % of the plan done."""
    if math.isinf(reason.value):
        return say("reason.never_active", language)
    if reason.indicator.code == "tambon_reached" and reason.value == 0:
        return say("reason.not_reached", language)
    value = spoken_value(reason.indicator, reason.value, language)
    return say(f"reason.{reason.indicator.code}", language, value=value)


def more_equal(areas: list[Attention]) -> int:
    """How many areas are left out of the list although they score as high as its last."""
    if len(areas) <= LISTED:
        return 0
    return sum(one.score == areas[LISTED - 1].score for one in areas[LISTED:])


def _sentence(key: str, one: Figure, language: Language) -> str:
    values = {
        "name": one.indicator.name(language),
        "value": spoken_value(one.indicator, one.value, language),
    }
    if one.reference is not None:
        values["reference"] = reference_value(one.indicator, one.reference, language)
    return say(f"sentence.{key}", language, **values) + _since(one, language)


def _since(one: Figure, language: Language) -> str:
    """How the figure has changed, as the end of a sentence."""
    if one.change is None or one.against is None:
        return ""
    words = spoken_change(one.change, language)
    return say(f"sentence.since_{one.against}", language, change=words)


def _neither(side: str, figures: Sequence[Figure], language: Language) -> str:
    judged = any(one.solid for one in figures)
    return say(f"sentence.{side}_none" if judged else f"sentence.{side}_unknown", language)


def _turned(one: Figure, turn: Turn) -> bool:
    return one.change is not None and one.change.turn is turn


def _gain(one: Figure) -> float:
    """The change for the better; negative where it was for the worse."""
    if one.change is None:
        return 0.0
    return {Turn.BETTER: 1, Turn.WORSE: -1}.get(one.change.turn, 0) * one.change.amount


def _amount(one: Figure) -> float:
    return one.change.amount if one.change else 0.0
