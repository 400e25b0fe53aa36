"""Three sentences from the figures: what is good, what is not, where to look.

A figure is good when it meets its reference or has changed for the better, and not good when it
misses its reference or has changed for the worse; a change that may be chance counts for neither.
The first sentence names, of those that are good, one that meets its reference before one that
only improved, and of equals the one with the greatest change for the better; the second names the
one furthest from its reference before one that only worsened. Where both could name the same
figure the second names another if there is one. Figures of too few cases are not judged. So no
sentence says what the figures do not.
"""

import math
from collections.abc import Callable, Sequence
from typing import Literal

from lib.views.formats import Turn, named_value, spoken_change, spoken_reference, spoken_value
from lib.views.overview.attention import LISTED, Attention, Reason, first_equals
from lib.views.overview.figures import Figure
from lib.views.words import Language, listed, say

NAMED = 3


def good(figures: Sequence[Figure], language: Language) -> str:
    """What is good, or that nothing can be called so."""
    best = _best(figures)
    if best is None:
        return _neither("good", figures, language)
    return _sentence(best, language, "met" if _met(best) else None)


def bad(figures: Sequence[Figure], language: Language) -> str:
    """What is not good, or that nothing must be called so."""
    missed = [one for one in figures if one.missed]
    if missed:
        return _sentence(max(missed, key=lambda one: one.missed), language, "missed")
    worse = [one for one in figures if _turned(one, Turn.WORSE)]
    if worse:
        best = _best(figures)
        other = [one for one in worse if one is not best] or worse
        return _sentence(min(other, key=_gain), language, None)
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


def reasons_words(one: Attention, language: Language, most: int) -> list[str]:
    """The widest misses of an area; where there never was activity, that says it all."""
    never = any(math.isinf(reason.value) for reason in one.reasons)
    told = [reason for reason in one.reasons if not (never and reason.value == 0)]
    return [reason_words(reason, language) for reason in told[:most]]


def more_equal(areas: list[Attention]) -> int:
    """How many areas are left out of the list although they score as high as its last."""
    if len(areas) <= LISTED:
        return 0
    return sum(one.score == areas[LISTED - 1].score for one in areas[LISTED:])


def _sentence(one: Figure, language: Language, stands: Literal["met", "missed"] | None) -> str:
    """The figure, how it stands to its reference where that is told, and how it has changed."""
    name, value = one.indicator.name(language), named_value(one.indicator, one.value, language)
    state = say("sentence.state", language, name=name, value=value)
    if stands and one.reference is not None:
        reference = spoken_reference(one.indicator, one.reference, language)
        state = say(f"sentence.{stands}", language, state=state, reference=reference)
    if one.change is None or one.against is None:
        return state
    return say(f"sentence.{_link(one, stands)}", language, state=state, since=_since(one, language))


def _link(one: Figure, stands: str | None) -> str:
    """Whether the change bears out how the figure stands ("and") or goes against it ("but")."""
    if one.unclear:
        return "link"
    bears_out = {Turn.BETTER: "met", Turn.WORSE: "missed"}
    side = bears_out.get(one.change.turn) if one.change else None
    if stands is None or side is None:
        return "link"
    return "link_and" if side == stands else "link_but"


def _since(one: Figure, language: Language) -> str:
    """How the figure has changed, as the end of a sentence."""
    if one.change is None or one.change.sign == 0:
        return say(f"sentence.same_{one.against}", language)
    if one.unclear:
        return say(f"sentence.chance_{one.against}", language)
    words = spoken_change(one.change, language)
    return say(f"sentence.since_{one.against}", language, change=words)


def _neither(side: str, figures: Sequence[Figure], language: Language) -> str:
    judged = any(one.solid for one in figures)
    return say(f"sentence.{side}_none" if judged else f"sentence.{side}_unknown", language)


def _best(figures: Sequence[Figure]) -> Figure | None:
    """The figure that the first sentence names: rules as above, None when none is good."""
    met = [one for one in figures if _met(one)]
    better = [one for one in figures if _turned(one, Turn.BETTER)]
    without_miss = [one for one in better if not one.missed]
    return max(met or without_miss or better, key=_gain, default=None)


def _met(one: Figure) -> bool:
    return one.solid and one.reference is not None and not one.missed


def _turned(one: Figure, turn: Turn) -> bool:
    return one.change is not None and one.change.turn is turn and not one.unclear


def _gain(one: Figure) -> float:
    """The change for the better; negative where it was for the worse."""
    if one.change is None or one.unclear:
        return 0.0
    return {Turn.BETTER: 1, Turn.WORSE: -1}.get(one.change.turn, 0) * one.change.amount
