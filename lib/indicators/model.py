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
    AMOUNT = "amount"  # a size in the unit of the indicator: baht, kilometres
    QUOTIENT = "quotient"  # against the region, which is 1


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


class Estimate(StrEnum):
    """What is taken over the members of a sample, see lib.statistics."""

    MEDIAN = "median"  # with order-statistic limits
    SURVIVAL_MEDIAN = "survival median"  # time by which it happened to half, counting the open
    SURVIVAL = "survival"  # share to whom it has not happened by the time `at`
    INCIDENCE = "incidence"  # share to whom it has happened by the time `at`


@dataclass(frozen=True)
class Sample:
    """The members over which a median or a curve is taken: rows of a relation.

    ``value``, ``event`` and ``entry`` are SQL like those of a Measure, one number a row: the
    value (or the time watched; rows without one are left out), what happened at its end (0 not
    yet, 1 what is asked for, 2 what rules it out) and the time from which a row was watched.
    ``at`` is the time, in the unit of the value, at which a curve is read off.
    """

    source: str
    estimate: Estimate
    value: str
    where: str = "TRUE"
    event: str = "1"
    entry: str = "0"
    at: float = 0.0


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
    denominator; ``relative`` divides it by the same of the whole region. An indicator with a
    ``sample`` has ``scale`` times its estimate instead; its denominator is the size of the sample
    and its numerator the number of events. ``levels`` are those at which it is known.
    Where nothing was counted a count is nothing, unless it ``may_be_untold``: then it is not known.
    A flow of days that have not come is not known either, unless it tells ``ahead``. ``signed_in``
    marks what the public view never shows.
    """

    code: str
    kind: Kind
    direction: Direction
    flow: bool
    numerator: Measure | None = None
    denominator: Measure | None = None
    sample: Sample | None = None
    scale: float = 1.0
    decimals: int = 0
    interval: Interval = Interval.NONE
    few_below: int = 0
    needs_report: bool = False
    filters: tuple[str, ...] = ()
    levels: tuple[Level, ...] = tuple(Level)
    relative: bool = False
    may_be_untold: bool = False
    ahead: bool = False
    signed_in: bool = False

    def __post_init__(self) -> None:
        if (self.numerator is None) == (self.sample is None):
            raise ValueError(f"{self.code} must have a numerator or a sample, and not both.")

    @property
    def measures(self) -> "tuple[Measure | Sample, ...]":
        """All that it is counted from."""
        found = (self.numerator, self.denominator, self.sample)
        return tuple(one for one in found if one is not None)


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
