"""What stands out about an area, in sentences made from its figures.

A figure stands out when it misses its reference by more than a twentieth of it, lies outside the
funnel limits of its peers, surely belongs to the best or worst tenth of them (of fewer than ten
peers: is surely the first or the last), or has changed by more than chance. Each of these is a
clause with a weight; a figure's clauses make one sentence, and the sentences with the most weight
are told, the bad ones first. Where all of them would be bad and something good is left, the last
gives way to it. A value of too few cases is not judged. So no sentence says what the figures do
not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lib.statistics.change import Mark
from lib.statistics.funnel import Place
from lib.views.formats import Turn, named_value, number, spoken_change, spoken_reference
from lib.views.profile.rows import Row
from lib.views.words import Language, listed, say

MOST = 5
LEAST_MISS = 0.05
TENTH = 10
MOST_WEIGHED = 50.0  # a change of this much, in points or per cent, counts in full
SIDES = {
    Place.FAR_ABOVE: ("up", 2.0),
    Place.ABOVE: ("up", 1.2),
    Place.BELOW: ("down", 1.2),
    Place.FAR_BELOW: ("down", 2.0),
}


@dataclass(frozen=True)
class Clause:
    """One thing that stands out about a figure: what, whether it is good, how much it weighs."""

    kind: Literal["missed", "up", "down", "best", "worst", "first", "last", "changed"]
    good: bool
    weight: float


@dataclass(frozen=True)
class Finding:
    """A figure that stands out, and why."""

    row: Row
    clauses: tuple[Clause, ...]

    @property
    def weight(self) -> float:
        """How much it stands out."""
        return sum(one.weight for one in self.clauses)

    @property
    def good(self) -> bool:
        """Whether what is good about it weighs more than what is not."""
        return sum(one.weight if one.good else -one.weight for one in self.clauses) > 0


@dataclass(frozen=True)
class Sentence:
    """A sentence, and whether it is good news; None where it is neither."""

    text: str
    good: bool | None


def stands_out(rows: Sequence[Row], peers: str, language: Language) -> list[Sentence]:
    """At most five sentences; one that says so where nothing stands out or nothing is known.

    ``peers`` is the word for an area of the level: อำเภอ.
    """
    if not any(one.solid for one in rows):
        return [Sentence(say("profile.out_unknown", language), None)]
    found = findings(rows)
    if not found:
        return [Sentence(say("profile.out_none", language), None)]
    return [Sentence(sentence(one, peers, language), one.good) for one in found]


def findings(rows: Sequence[Row]) -> list[Finding]:
    """The figures that stand out most, the bad ones first, each side by weight."""
    every = [Finding(one, clauses(one)) for one in rows if one.solid]
    every = sorted((one for one in every if one.clauses), key=lambda one: -one.weight)
    chosen, rest = every[:MOST], every[MOST:]
    better = [one for one in rest if one.good]
    if better and not any(one.good for one in chosen):
        chosen = [*chosen[:-1], better[0]]
    return sorted(chosen, key=lambda one: one.good)


def clauses(row: Row) -> tuple[Clause, ...]:
    """Everything that stands out about a figure."""
    found: list[Clause] = []
    if row.missed > LEAST_MISS:
        found.append(Clause("missed", False, 0.5 + row.missed))
    if row.place in SIDES:
        side, weight = SIDES[row.place]
        found.append(Clause("up" if side == "up" else "down", (side == "up") != row.less, weight))
    found += _ranked(row)
    if row.change and row.change.turn is not Turn.NEITHER and row.mark in (Mark.UP, Mark.DOWN):
        weight = 0.5 + min(row.change.amount / MOST_WEIGHED, 1.0)
        found.append(Clause("changed", row.change.turn is Turn.BETTER, weight))
    return tuple(found)


def sentence(finding: Finding, peers: str, language: Language) -> str:
    """The figure and what is said of it: what weighs more first, the other side after "but"."""
    row = finding.row
    said = {
        side: listed(
            [_clause(one, row, peers, language) for one in finding.clauses if one.good is side],
            language,
        )
        for side in (True, False)
    }
    first, second = said[finding.good], said[not finding.good]
    told = say("profile.out_but", language, one=first, other=second) if second else first
    name = row.indicator.name(language)
    value = named_value(row.indicator, row.value, language)
    return say("profile.out_sentence", language, name=name, value=value, told=told)


def _ranked(row: Row) -> list[Clause]:
    """Whether the area is surely in the best or the worst tenth, or of few the first or last."""
    rank = row.rank
    if rank is None:
        return []
    if rank.total < TENTH:
        if rank.worst == 1:
            return [Clause("first", True, 0.8)]
        return [Clause("last", False, 0.8)] if rank.best == rank.total else []
    if rank.worst * TENTH <= rank.total:
        return [Clause("best", True, 1.0)]
    if (rank.total - rank.best + 1) * TENTH <= rank.total:
        return [Clause("worst", False, 1.0)]
    return []


def _clause(one: Clause, row: Row, peers: str, language: Language) -> str:
    if one.kind == "missed" and row.reference is not None:
        side = "over" if row.less else "short"
        words = spoken_reference(row.indicator, row.reference, language)
        return say(f"profile.out_{side}", language, reference=words)
    if one.kind == "changed" and row.change is not None:
        words = spoken_change(row.change, language)
        return say(f"profile.out_since_{row.against}", language, change=words)
    total = number(row.rank.total) if row.rank else ""
    return say(f"profile.out_{one.kind}", language, peers=peers, total=total)
