"""Medians with limits that assume nothing about the distribution, for all areas at once."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr
from scipy.stats import binom

from lib.statistics.columns import numbers
from lib.statistics.intervals import Z95


def medians(values: ArrayLike, groups: ArrayLike, z: float = Z95) -> pd.DataFrame:
    """Median of each group, with order-statistic limits.

    The limits are the k-th smallest and the k-th largest value, where k is the largest rank with
    P(B < k) <= alpha / 2 for B binomial (n, 1/2). They hold at least their level whatever the
    distribution, ties or not.
    Returns columns n, median, lower, upper (in the unit of the values), indexed by group in order.
    Missing values are left out; a group that has only those has n = 0 and no median. Too few
    values (under 6 at 95 %) have a median and no limits. Infinity counts as the longest.
    Source: W. J. Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2.
    """
    frame = pd.DataFrame({"group": np.asarray(groups), "value": numbers(values)})
    frame = frame.sort_values(["group", "value"], kind="stable")  # missing values come last
    grouped = frame.groupby("group")["value"]
    n = grouped.count()
    size = grouped.size().to_numpy(dtype=np.int64)
    starts: NDArray[np.int64] = np.cumsum(size) - size
    ordered, count = frame["value"].to_numpy(dtype=float), n.to_numpy(dtype=np.int64)
    rank = lower_ranks(count, z)
    upper_rank: NDArray[np.int64] = np.where(rank > 0, count + 1 - rank, 0)
    low_middle = _ranked(ordered, starts, ((count + 1) // 2).astype(np.int64))
    high_middle = _ranked(ordered, starts, ((count // 2 + 1) * (count > 0)).astype(np.int64))
    columns = {
        "n": count,
        "median": (low_middle + high_middle) / 2,
        "lower": _ranked(ordered, starts, rank),
        "upper": _ranked(ordered, starts, upper_rank),
    }
    return pd.DataFrame(columns, index=n.index)


def lower_ranks(counts: ArrayLike, z: float = Z95) -> NDArray[np.int64]:
    """Rank, from 1, of the lower limit of the median among so many values; 0 where there is none.

    The upper limit has the same rank from above.
    """
    sizes, places = np.unique(np.asarray(counts), return_inverse=True)
    ranks = np.maximum(binom.ppf(ndtr(-z), sizes, 0.5), 0)  # scipy says -1 for none of none
    return np.asarray(ranks, dtype=np.int64)[places]


def _ranked(
    ordered: NDArray[np.float64], starts: NDArray[np.int64], ranks: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The value of a rank (from 1) in each group of a sorted column; missing for rank 0."""
    if not len(ordered):
        return np.full(len(starts), np.nan)
    places = np.clip(starts + ranks - 1, 0, len(ordered) - 1)
    return np.where(ranks > 0, ordered[places], np.nan)
