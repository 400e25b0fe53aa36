"""Exact confidence limits, for whole columns at once; here because scipy takes time to import."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, gammainccinv, gammaincinv, ndtr

from lib.statistics.intervals import Z95, Limits


def clopper_pearson(successes: ArrayLike, trials: ArrayLike, z: float = Z95) -> Limits:
    """Exact limits of a share: quantiles of beta distributions.

    Returns lower and upper limits as shares in [0, 1]; missing where there are no trials. They
    are wider than Wilson's and hold their level for every true share.
    Source: C. J. Clopper and E. S. Pearson (1934), Biometrika 26, 404-413.
    """
    tail = ndtr(-z)
    n = np.where(np.asarray(trials, dtype=float) > 0, trials, np.nan).astype(float)
    x = np.where(np.isnan(n), np.nan, successes).astype(float)
    lower = np.where(x == 0, 0.0, betaincinv(np.where(x == 0, 1, x), n - x + 1, tail))
    upper = np.where(x == n, 1.0, betaincinv(x + 1, np.where(x == n, 1, n - x), 1 - tail))
    return np.where(np.isnan(x), np.nan, lower), np.where(np.isnan(x), np.nan, upper)


def garwood(events: ArrayLike, z: float = Z95) -> Limits:
    """Exact limits of a Poisson count; divide them by the base for the limits of a rate.

    The lower limit of no events is 0. Missing stays missing.
    Source: F. Garwood (1936), Biometrika 28, 437-442.
    """
    tail = ndtr(-z)
    count = np.asarray(events, dtype=float)
    lower = np.where(count == 0, 0.0, gammaincinv(np.where(count == 0, 1, count), tail))
    return lower, gammainccinv(count + 1, tail)
