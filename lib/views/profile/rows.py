"""The rows of the sheet: one figure of the area with its target, its past and its peers."""

import math
from dataclasses import dataclass

import pandas as pd

from lib.indicators.change import marked_change
from lib.indicators.earlier import Against
from lib.indicators.model import Direction, Flag, Indicator
from lib.indicators.references import missed_by
from lib.indicators.spread import chance_of, funnelled, ranked
from lib.statistics.change import Mark
from lib.statistics.funnel import Place
from lib.views.formats import Change, change

FEWEST_PEERS = 2  # an area alone has no place


@dataclass(frozen=True)
class Rank:
    """The best and the worst place that an area can have among ``total`` that can be ranked."""

    best: int
    worst: int
    total: int


@dataclass(frozen=True, eq=False)
class Row:
    """One figure of the area.

    ``peers`` are the solid, finite values of all areas of the level, the own one among them;
    ``whole`` is the value of the region; ``reference`` and ``rank`` are None where there is none.
    ``place`` is where the area lies in the funnel of its level.
    """

    indicator: Indicator
    value: float
    flag: str
    lower: float
    upper: float
    peers: pd.Series
    whole: float = math.nan
    reference: float | None = None
    rank: Rank | None = None
    place: Place = Place.NOT_COMPUTED
    change: Change | None = None
    mark: Mark = Mark.NOT_COMPUTED
    against: Against | None = None

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return self.flag in (Flag.OK, Flag.FEW) and not math.isnan(self.value)

    @property
    def solid(self) -> bool:
        """Whether the value rests on enough cases to be judged."""
        return self.known and self.flag == Flag.OK

    @property
    def limited(self) -> bool:
        """Whether the value has limits to show."""
        return self.known and not (math.isnan(self.lower) or math.isnan(self.upper))

    @property
    def missed(self) -> float:
        """How far the value is from its reference, 0 to 1; 0 without a reference."""
        if self.reference is None or not self.solid:
            return 0.0
        return missed_by(self.indicator, self.value, self.reference)

    @property
    def less(self) -> bool:
        """Whether less is better."""
        return self.indicator.direction is Direction.LESS


@dataclass(frozen=True, eq=False)
class Past:
    """The figures of all areas of the level in the earlier days, and the days of both."""

    figures: pd.DataFrame
    against: Against
    days: tuple[int, int]


def row(
    indicator: Indicator,
    area: str,
    now: pd.DataFrame,
    past: Past | None,
    *,
    whole: float,
    reference: float | None,
) -> Row:
    """The row of ``area``; ``now`` are the figures of all areas of its level."""
    own = now.loc[[area]]
    flag = str(own["flag"].iloc[0])
    value, lower, upper = (float(own[name].iloc[0]) for name in ("value", "lower", "upper"))
    solid = now["value"][(now["flag"] == str(Flag.OK)) & now["value"].notna()]
    return Row(
        indicator=indicator,
        value=value,
        flag=flag,
        lower=lower,
        upper=upper,
        peers=solid[solid < math.inf],
        whole=whole,
        reference=reference,
        rank=_rank(indicator, now, area),
        place=_place(indicator, now, area),
        change=_change(indicator, own, past, area),
        mark=_mark(indicator, own, past, area),
        against=past.against if past else None,
    )


def _rank(indicator: Indicator, now: pd.DataFrame, area: str) -> Rank | None:
    if indicator.direction is Direction.NEITHER:
        return None
    ranks = ranked(indicator, now).dropna()
    if area not in ranks.index or len(ranks) < FEWEST_PEERS:
        return None
    best, worst = (int(ranks[name].to_dict()[area]) for name in ("rank_from", "rank_to"))
    return Rank(best, worst, len(ranks))


def _place(indicator: Indicator, now: pd.DataFrame, area: str) -> Place:
    """Where the area lies in the funnel; not computed for what is too few or has no funnel."""
    if chance_of(indicator) is None or len(now) < FEWEST_PEERS:
        return Place.NOT_COMPUTED
    if str(now["flag"].to_dict()[area]) != Flag.OK:
        return Place.NOT_COMPUTED
    return Place(funnelled(indicator, now).areas["place"].to_dict()[area])


def _change(indicator: Indicator, own: pd.DataFrame, past: Past | None, area: str) -> Change | None:
    """The change of a solid value from a solid value."""
    if past is None or area not in past.figures.index:
        return None
    then = past.figures.loc[[area]]
    if not (own["flag"].iloc[0] == then["flag"].iloc[0] == str(Flag.OK)):
        return None
    return change(indicator, float(own["value"].iloc[0]), float(then["value"].iloc[0]))


def _mark(indicator: Indicator, own: pd.DataFrame, past: Past | None, area: str) -> Mark:
    if past is None or _change(indicator, own, past, area) is None:
        return Mark.NOT_COMPUTED
    marked = marked_change(indicator, own, past.figures.loc[[area]], past.days)
    return Mark(marked["mark"].iloc[0])
