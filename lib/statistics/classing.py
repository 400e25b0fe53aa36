"""Class breaks for maps: quantiles, natural breaks, fixed ones, and around a target.

Every function returns rising breaks: the upper limits, inclusive, of all classes but the last.
One area, ties, or nothing at all give fewer classes, down to one (no breaks). Missing and
infinite values are left out: a map shows "never" as a class of its own. Round the values as they
are shown before they come here, so that a label never contradicts its class.
"""

import warnings
from collections.abc import Iterable

import mapclassify
import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.statistics.columns import numbers

MOST_CLASSES = 7
Breaks = tuple[float, ...]


def quantile_breaks(values: ArrayLike, classes: int = 5) -> Breaks:
    """Breaks that put about as many areas in each class; tied areas stay together.

    Source: mapclassify.Quantiles (linear interpolation, type 7 of Hyndman and Fan 1996).
    Raises ValueError for fewer than 1 or more than 7 classes.
    """
    known = _known(values, classes)
    if not len(known):
        return ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # fewer values than classes is a case
        found = mapclassify.Quantiles(known, k=classes).bins
    # Interpolation between equal values may come out a hair below them.
    return _rising(np.clip(found, known.min(), known.max()), known)


def natural_breaks(values: ArrayLike, classes: int = 5) -> Breaks:
    """Breaks that make the classes as alike inside as they can be (Fisher-Jenks).

    The least sum of squared deviations from the class means, over all ways to class; exact, by
    dynamic programming over distinct values. mapclassify.FisherJenks finds the same, but without
    a compiler (numba) takes 3 s for 1,000 areas and minutes for the 7,400 tambon of the country,
    and sums in single precision.
    Source: W. D. Fisher (1958), Journal of the American Statistical Association 53, 789-798;
    G. F. Jenks (1977), Optimal data classification for choropleth maps, University of Kansas.
    Raises ValueError for fewer than 1 or more than 7 classes.
    """
    known = _known(values, classes)
    distinct, counts = np.unique(known, return_counts=True)
    if len(distinct) <= classes:
        return _rising(distinct[:-1], known)
    return _rising(distinct[_last_of_classes(distinct, counts, classes)], known)


def fixed_breaks(breaks: Iterable[float]) -> Breaks:
    """Breaks that someone gave, sorted and each once.

    Raises ValueError when one is not a finite number, or when they make more than 7 classes.
    """
    given = sorted({float(limit) for limit in breaks})
    if not np.isfinite(given).all():
        raise ValueError(f"Class breaks have to be finite numbers, not {given}.")
    _check(len(given) + 1)
    return tuple(given)


def target_breaks(values: ArrayLike, target: float, classes: int = 4) -> Breaks:
    """Breaks around a target, which is a break itself: as many classes below it as above.

    The classes are equally wide, and reach as far as the value furthest from the target; an odd
    number of classes puts one class around the target, its break in the middle left out. Values
    that all meet the target give that one break.
    Raises ValueError for fewer than 2 or more than 7 classes, or a target that is not finite.
    """
    if classes < 2 or not np.isfinite(target):
        raise ValueError("Classes around a target need a finite target and at least two classes.")
    known = _known(values, classes)
    reach = float(np.abs(known - target).max()) if len(known) else 0.0
    if reach == 0:
        return (float(target),)
    steps = np.arange(1, classes) * 2 / classes - 1
    return tuple(float(limit) for limit in target + reach * steps)


def _known(values: ArrayLike, classes: int) -> NDArray[np.float64]:
    _check(classes)
    column = numbers(values)
    return column[np.isfinite(column)]


def _check(classes: int) -> None:
    if not 1 <= classes <= MOST_CLASSES:
        raise ValueError(f"A map has 1 to {MOST_CLASSES} classes, not {classes}.")


def _rising(limits: NDArray[np.float64], known: NDArray[np.float64]) -> Breaks:
    """Each limit once, and none that would leave the last class empty."""
    return tuple(float(limit) for limit in np.unique(limits) if limit < known.max())


def _last_of_classes(
    values: NDArray[np.float64], counts: NDArray[np.int64], classes: int
) -> NDArray[np.int64]:
    """Places of the last value of each class but the last, for sorted distinct values."""
    shifted = values - np.average(values, weights=counts)  # smaller squares, less rounding
    n, s1, s2 = (
        np.r_[0.0, np.cumsum(column)] for column in (counts, counts * shifted, counts * shifted**2)
    )
    size = len(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = np.r_[0.0, (s2 - s1**2 / n)[1:]]
    starts = np.zeros((classes + 1, size + 1), dtype=np.int64)
    for number in range(2, classes + 1):
        best = np.full(size + 1, np.inf)
        for end in range(number, size + 1):
            first = np.arange(number - 1, end)  # where the last class begins
            inside = s2[end] - s2[first] - (s1[end] - s1[first]) ** 2 / (n[end] - n[first])
            place = int(np.argmin(cost[first] + inside))
            starts[number, end] = first[place]
            best[end] = cost[first[place]] + inside[place]
        cost = best
    ends = [size]
    for number in range(classes, 1, -1):
        ends.append(int(starts[number, ends[-1]]))
    return np.array(ends[:0:-1], dtype=np.int64) - 1
