"""What an indicator is: its words, its rules and the relations that it counts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo.codes import Level


class Kind(StrEnum):
    """What sort of figure the value is; it decides how the figure is shown and classed."""

    COUNT = "count"
    SHARE = "share"  # per cent
    RATE = "rate"  # per 1,000
    DAYS = "days"


class Direction(StrEnum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


class Interval(StrEnum):
    """Which 95 % limits a value carries."""

    NONE = "none"
    WILSON = "wilson"
    BYAR = "byar"


class Flag(StrEnum):
    """How far a value can be relied on."""

    OK = "ok"
    FEW = "few"
    SUPPRESSED = "suppressed"
    NO_DATA = "no data"


@dataclass(frozen=True)
class Measure:
    """One number for each area and period: an aggregate over the rows of a relation.

    ``source`` is a table of the store or a relation of ``lib.indicators.relations``;
    ``aggregate`` and ``where`` are SQL in DuckDB's dialect over its columns and those of the
    period: ``start_on``, ``end_on``, ``as_of`` and ``until`` (the earlier of the last two).
    ``where`` joins a table to the period; a relation is joined already and needs none.
    """

    source: str
    aggregate: str
    where: str = "TRUE"


@dataclass(frozen=True)
class Words:
    """The words of an indicator in one language."""

    name: str
    meaning: str
    formula: str
    unit: str


class Theme(StrEnum):
    """What an indicator is about; pickers and the dictionary are in this order."""

    COVERAGE = "coverage"
    GROUPS = "groups"
    FOLLOW_UP = "follow_up"
    NEEDS = "needs"
    LABOUR = "labour"
    CONTEXT = "context"


@dataclass(frozen=True, eq=False, kw_only=True)
class Definition:
    """What is counted, for any level, period and filter.

    The value is ``scale * numerator / denominator``, or the numerator when there is no
    denominator. ``signed_in`` marks what the public view never shows.
    """

    code: str
    kind: Kind
    direction: Direction
    flow: bool
    numerator: Measure
    denominator: Measure | None = None
    scale: float = 1.0
    decimals: int = 0
    interval: Interval = Interval.NONE
    few_below: int = 0
    needs_report: bool = False
    filters: tuple[str, ...] = ()
    signed_in: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Indicator(Definition):
    """A definition with its words; equal only to itself.

    ``breaks`` are the fixed class breaks of each level: the upper limits of all classes but the
    last.
    """

    theme: Theme
    words: Mapping[str, Words]
    breaks: Mapping[Level, tuple[float, ...]]

    @property
    def thai(self) -> str:
        """Name in Thai."""
        return self.words["th"].name

    @property
    def english(self) -> str:
        """Name in English."""
        return self.words["en"].name

    def name(self, language: str) -> str:
        """Name in ``language`` ("th" or "en")."""
        return self.words[language].name

    def unit(self, language: str) -> str:
        """Unit of the value in ``language``."""
        return self.words[language].unit
