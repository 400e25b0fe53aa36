"""Areas beside each other: shrunk rates, funnel limits, hot spots, ranks with their doubt."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.indicators.model import Direction, Flag, Indicator, Interval
from lib.statistics.funnel import Chance, Funnel, funnel
from lib.statistics.smoothing import smooth_rates, smooth_shares

RANK_COLUMNS = ["rank_from", "rank_to"]


class NotARate(ValueError):
    """What only rates and shares have was asked of something else."""


def chance_of(indicator: Indicator) -> Chance | None:
    """How the numerator varies by chance; None for what is no rate or share of people."""
    if indicator.relative:
        return None
    return {Interval.WILSON: Chance.SHARE, Interval.BYAR: Chance.RATE}.get(indicator.interval)


def smoothed(indicator: Indicator, figures: pd.DataFrame) -> pd.Series:
    """Values drawn towards the value of all areas (empirical Bayes), in the unit of the value.

    ``figures`` are those of all areas of one level. Raises NotARate for what has no rate.
    """
    smooth = smooth_shares if _chance(indicator) is Chance.SHARE else smooth_rates
    parts = smooth(*_usable(figures))
    return (indicator.scale * parts["smoothed"]).rename("smoothed")


def funnelled(indicator: Indicator, figures: pd.DataFrame) -> Funnel:
    """The funnel of all areas of one level; shares and rates per 1, not per 100 or 1,000.

    Raises NotARate for what has no rate.
    """
    return funnel(*_usable(figures), _chance(indicator))


def spots(figures: pd.DataFrame, neighbours: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Local Moran's I of the areas of one level; see lib.statistics.hotspots.

    Values of too few cases count as missing.
    """
    from lib.statistics.hotspots import hot_spots  # noqa: PLC0415 (esda takes seconds to import)

    solid = figures["value"].where(figures["flag"] == str(Flag.OK))
    return hot_spots(solid, neighbours)


def ranked(indicator: Indicator, figures: pd.DataFrame) -> pd.DataFrame:
    """The best and the worst rank that each area can have, 1 being the best.

    An area is surely ahead of another when its limits (its value, where there are none) lie wholly
    on the better side. Direction "neither" ranks the largest first. Columns rank_from and rank_to
    are missing for areas that cannot be ranked: too few cases, hidden, or nothing known.
    """
    solid = figures[figures["flag"] == str(Flag.OK)]
    sign = -1.0 if indicator.direction is Direction.LESS else 1.0
    value = solid["value"].to_numpy(dtype=float)
    limits = [solid[name].fillna(solid["value"]).to_numpy() for name in ("lower", "upper")]
    low, high = (sign * limits[0], sign * limits[1]) if sign > 0 else (-limits[1], -limits[0])
    if not len(value):
        low = high = np.zeros(0)
    ahead = np.array([(low > one).sum() for one in high], dtype=float)
    behind = np.array([(high < one).sum() for one in low], dtype=float)
    ranks = pd.DataFrame({"rank_from": ahead + 1, "rank_to": len(solid) - behind}, solid.index)
    return ranks.reindex(figures.index)


def _chance(indicator: Indicator) -> Chance:
    found = chance_of(indicator)
    if found is None:
        raise NotARate(
            f"{indicator.code} is no rate or share of people or follow-ups: choose one that "
            "carries Wilson's or Byar's limits."
        )
    return found


def _usable(figures: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    known = ~figures["flag"].isin([str(Flag.NO_DATA), str(Flag.SUPPRESSED)])
    return figures["numerator"].where(known), figures["denominator"].where(known)
