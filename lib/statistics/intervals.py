"""Confidence limits of counts and shares, for whole columns at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054  # two-sided 95 % quantile of the standard normal distribution

Limits = tuple[NDArray[np.float64], NDArray[np.float64]]


def wilson(successes: ArrayLike, trials: ArrayLike, z: float = Z95) -> Limits:
    """Wilson score limits of a share.

    Returns lower and upper limits as shares in [0, 1]; missing where there are no trials.
    Source: E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    x = np.asarray(successes, dtype=float)
    n = np.where(np.asarray(trials, dtype=float) > 0, trials, np.nan).astype(float)
    p = x / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


def byar(events: ArrayLike, z: float = Z95) -> Limits:
    """Byar's limits of a Poisson count; divide them by the base for the limits of a rate.

    The lower limit of no events is 0. Missing stays missing.
    Source: N. E. Breslow and N. E. Day (1987), Statistical Methods in Cancer Research II,
    IARC, p. 69.
    """
    count = np.asarray(events, dtype=float)
    some = np.where(count > 0, count, 1.0)
    lower = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    more = count + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    lower = np.where(count > 0, np.maximum(lower, 0.0), 0.0)
    return np.where(np.isnan(count), np.nan, lower), upper
