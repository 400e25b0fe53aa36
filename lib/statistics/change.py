"""Change between two periods, and whether it is more than chance.

The two periods are taken as independent. Counts are taken as Poisson: where people come in groups
(participants of one activity), chance alone moves more than that, and a mark says too much; mark
activities or distinct people there.
"""

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc

from lib.statistics.columns import index_of, numbers
from lib.statistics.exact import clopper_pearson
from lib.statistics.intervals import Z95, wilson


class Mark(StrEnum):
    """What the limits say of a change, or of a distance from a target."""

    UP = "up"
    DOWN = "down"
    NOT_CLEAR = "not clear"
    NOT_COMPUTED = "not computed"


def mark(lower: ArrayLike, upper: ArrayLike, reference: ArrayLike) -> NDArray[np.object_]:
    """Mark values whose limits leave the reference out: 0 for a difference, 1 for a ratio, or a
    target for the limits of the value itself.

    Returns one Mark an entry; NOT_COMPUTED where a limit or the reference is missing.
    """
    low, high, at = np.broadcast_arrays(numbers(lower), numbers(upper), numbers(reference))
    marks = np.full(low.shape, Mark.NOT_CLEAR, dtype=object)
    marks[low > at] = Mark.UP
    marks[high < at] = Mark.DOWN
    marks[np.isnan(low) | np.isnan(high) | np.isnan(at)] = Mark.NOT_COMPUTED
    return marks


def share_change(
    successes_before: ArrayLike,
    trials_before: ArrayLike,
    successes_after: ArrayLike,
    trials_after: ArrayLike,
    z: float = Z95,
) -> pd.DataFrame:
    """Difference of two shares with Newcombe's hybrid score limits.

    With Wilson's limits (l, u) of each share: lower = d - sqrt((p2 - l2)^2 + (u1 - p1)^2), upper =
    d + sqrt((u2 - p2)^2 + (p1 - l1)^2), where d = p2 - p1 is after less before.
    Returns columns change, lower, upper (shares, -1 to 1) and mark, on the index of the columns;
    missing where either period has no trials.
    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    index = index_of(successes_before, trials_before, successes_after, trials_after)
    x1, n1, x2, n2 = map(numbers, (successes_before, trials_before, successes_after, trials_after))
    p1, p2 = (x / np.where(n > 0, n, np.nan) for x, n in ((x1, n1), (x2, n2)))
    (l1, u1), (l2, u2) = wilson(x1, n1, z), wilson(x2, n2, z)
    change = p2 - p1
    lower = change - np.hypot(p2 - l2, u1 - p1)
    upper = change + np.hypot(u2 - p2, p1 - l1)
    columns = {"change": change, "lower": lower, "upper": upper, "mark": mark(lower, upper, 0.0)}
    return pd.DataFrame(columns, index=index)


def rate_change(
    events_before: ArrayLike,
    base_before: ArrayLike,
    events_after: ArrayLike,
    base_after: ArrayLike,
    z: float = Z95,
) -> pd.DataFrame:
    """Ratio of two rates, with exact limits and the exact test.

    The base is the population of a rate; for counts it is the length of each period, so that a
    quarter of 90 days and one of 92 compare fairly. Given the sum of both counts, the later one is
    binomial: the limits are Clopper and Pearson's, as odds times base before / base after; the
    p-value is twice the smaller exact tail. Both mark the same changes.
    Returns columns ratio (after / before; infinite after nothing), lower, upper, p_value and mark,
    on the index of the columns. Two zeros are "not clear" (limits 0 and infinity); missing where a
    base is zero or anything is missing.
    Source: J. Przyborowski and H. Wilenski (1940), Biometrika 31, 313-323; limits as in R's
    poisson.test.
    """
    index = index_of(events_before, base_before, events_after, base_after)
    x1, b1, x2, b2 = map(numbers, (events_before, base_before, events_after, base_after))
    usable = (b1 > 0) & (b2 > 0) & ~np.isnan(x1 + x2)
    x1, b1, x2, b2 = (np.where(usable, column, np.nan) for column in (x1, b1, x2, b2))
    low, high = clopper_pearson(x2, x1 + x2, z)
    nothing = x1 + x2 == 0
    low, high = np.where(nothing, 0.0, low), np.where(nothing, 1.0, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, lower, upper = x2 / x1 * b1 / b2, low / (1 - low) * b1 / b2, high / (1 - high)
    upper = upper * b1 / b2
    p_value = _two_sided(x2, x1 + x2, b2 / (b1 + b2))
    marks = mark(lower, upper, 1.0)
    columns = {"ratio": ratio, "lower": lower, "upper": upper, "p_value": p_value, "mark": marks}
    return pd.DataFrame(columns, index=index)


def _two_sided(
    x: NDArray[np.float64], n: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Twice the smaller tail of a binomial count, at most 1."""
    at_least = np.where(x == 0, 1.0, betainc(np.where(x == 0, 1, x), n - x + 1, share))
    at_most = np.where(x == n, 1.0, betaincc(x + 1, np.where(x == n, 1, n - x), share))
    smaller = np.minimum(at_least, at_most)
    return np.where(np.isnan(x), np.nan, np.minimum(1.0, 2 * smaller))
