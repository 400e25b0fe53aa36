"""Rates of small areas drawn towards the rate of all: empirical Bayes, global.

`esda.smoothing.Empirical_Bayes` has the same formula but lets the variance between areas become
negative, and one area without population makes every area missing; so the formulas stand here.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from lib.statistics.columns import index_of, numbers


def smooth_rates(events: ArrayLike, base: ArrayLike) -> pd.DataFrame:
    """Empirical Bayes estimates of Poisson rates, by moments.

    With the overall rate m and the variance between areas A = max(0, sum(n (r - m)^2) / sum(n) - m
    / mean(n)), an area's weight is A / (A + m / n), its estimate m + weight (r - m).
    Returns columns raw, smoothed (events per unit of the base) and weight (0: all from the
    overall rate; 1: all its own), on the index of the columns; missing where the base is zero or
    anything is missing, which counts for nothing in the other areas either.
    Source: R. J. Marshall (1991), Applied Statistics 40, 283-294.
    """
    index = index_of(events, base)
    x, n = _usable(events, base)
    overall, spread = _overall(x, n)
    between = max(0.0, spread - overall / _mean(n))
    with np.errstate(invalid="ignore"):
        weight = between / (between + overall / n)
    return _estimates(x / n, weight, overall, index)


def smooth_shares(successes: ArrayLike, trials: ArrayLike) -> pd.DataFrame:
    """Empirical Bayes estimates of shares, by moments.

    With the overall share m, v = m (1 - m), the weighted variance of the shares s2 and A = max(0,
    s2 - v / mean(n)), an area's weight is n A / (n A + v - s2): for shares the chance part of the
    variance is smaller than for rates.
    Returns columns raw, smoothed (shares, 0 to 1) and weight, as smooth_rates does.
    Source: M. Martuzzi and P. Elliott (1996), Statistics in Medicine 15, 1867-1873.
    """
    index = index_of(successes, trials)
    x, n = _usable(successes, trials)
    overall, spread = _overall(x, n)
    chance = overall * (1 - overall)
    between = max(0.0, spread - chance / _mean(n))
    with np.errstate(invalid="ignore"):
        weight = n * between / (n * between + chance - spread)
    return _estimates(x / n, weight, overall, index)


def _usable(
    numerator: ArrayLike, denominator: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, n = numbers(numerator), numbers(denominator)
    usable = (n > 0) & ~np.isnan(x)
    return np.where(usable, x, np.nan), np.where(usable, n, np.nan)


def _overall(x: NDArray[np.float64], n: NDArray[np.float64]) -> tuple[float, float]:
    """The rate of all areas, and the variance of the rates, weighted by the base."""
    total = float(np.nansum(n))
    if total == 0:
        return np.nan, np.nan
    overall = float(np.nansum(x)) / total
    return overall, float(np.nansum(n * (x / n - overall) ** 2)) / total


def _mean(n: NDArray[np.float64]) -> float:
    known = n[~np.isnan(n)]
    return float(known.mean()) if len(known) else np.nan


def _estimates(
    raw: NDArray[np.float64], weight: NDArray[np.float64], overall: float, index: pd.Index
) -> pd.DataFrame:
    """Areas that do not differ at all (0 / 0) have no weight of their own."""
    weight = np.where(np.isnan(weight) & ~np.isnan(raw), 0.0, weight)
    columns = {"raw": raw, "smoothed": overall + weight * (raw - overall), "weight": weight}
    return pd.DataFrame(columns, index=index)
