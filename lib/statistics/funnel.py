"""Funnel plots: which areas lie further from the rate of all than chance takes them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc, gammainc, gammaincc, ndtr

from lib.statistics.columns import index_of, numbers
from lib.statistics.intervals import Z95

Z998 = 3.090232306167813  # two-sided 99.8 % quantile of the standard normal distribution
LEAST_AREAS = 10  # with fewer, winsorising a tenth at each end leaves the outliers in
# A tail beyond 37 standard deviations is less than the smallest number a computer holds.
_MOST_Z = 37.0


Floats = NDArray[np.float64]


class Chance(StrEnum):
    """How the numerator varies by chance: binomial for shares, Poisson for rates."""

    SHARE = "share"
    RATE = "rate"


class Place(StrEnum):
    """Where an area lies in the funnel."""

    FAR_BELOW = "below 99.8"
    BELOW = "below 95"
    INSIDE = "inside"
    ABOVE = "above 95"
    FAR_ABOVE = "above 99.8"
    NOT_COMPUTED = "not computed"


@dataclass(frozen=True)
class Funnel:
    """A funnel: its centre (share 0 to 1, or events per unit of the base), the over-dispersion
    found (the limits widen by its square root; 1 for none), and the areas.

    `areas` has the columns value, z, lower95, upper95, lower998, upper998 and place, on the index
    of the input.
    """

    chance: Chance
    centre: float
    dispersion: float
    areas: pd.DataFrame

    def curve(self, denominators: ArrayLike) -> pd.DataFrame:
        """The four limits over a range of denominators, for drawing: indexed by denominator."""
        n = numbers(denominators)
        limits = _all_limits(self.chance, self.centre, n, self.dispersion)
        return pd.DataFrame(limits, index=pd.Index(n, name="denominator"))


def funnel(
    numerators: ArrayLike, denominators: ArrayLike, chance: Chance, centre: float | None = None
) -> Funnel:
    """Place every area in the funnel of all, or of a target given as `centre`.

    The limits are exact (see limits). Over-dispersion is multiplicative, and widens the limits on
    the scale of the normal deviate: 1.96 becomes 1.96 sqrt(phi), and the limit is the exact
    quantile of that tail. So limits of shares stay within 0 and 1, phi = 1 gives the plain exact
    limits, and large areas get Spiegelhalter's centre +- 1.96 sqrt(phi) s. Multiplicative rather
    than additive, because the funnel stays a funnel: an additive variance lets the large areas,
    on which most depends, pass with any rate.
    `z` is (value - centre) / (s sqrt(phi)), a guide to order by; `place` goes by the exact limits,
    and a value on a limit is inside. Areas without denominator are "not computed".
    Source: D. J. Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    index = index_of(numerators, denominators)
    x, n = numbers(numerators), numbers(denominators)
    usable = (n > 0) & ~np.isnan(x)
    x, n = np.where(usable, x, np.nan), np.where(usable, n, np.nan)
    if centre is None:
        centre = float(np.nansum(x) / np.nansum(n)) if usable.any() else np.nan
    z = _standardised(chance, x, n, centre)
    phi = dispersion(z) if np.isfinite(z).sum() >= LEAST_AREAS else 1.0
    phi = max(1.0, phi)
    found = {"value": x / n, "z": z / np.sqrt(phi), **_all_limits(chance, centre, n, phi)}
    areas = pd.DataFrame(found, index=index)
    areas["place"] = _places(areas)
    return Funnel(chance, centre, phi, areas)


def dispersion(z: ArrayLike, winsorised: float = 0.1) -> float:
    """Over-dispersion phi: mean of the squared z-scores after winsorising.

    The lowest and highest tenth of the scores are set to the tenth and ninetieth percentile, so
    that the areas that the funnel is to find do not widen it. Missing without scores; may be
    below 1, which calls for no correction. Winsorising makes it cautious: where the scores are
    normal it finds about two thirds of their variance.
    Source: Spiegelhalter (2005), section 4.
    """
    scores = numbers(z)
    scores = scores[np.isfinite(scores)]
    if not len(scores):
        return np.nan
    low, high = np.quantile(scores, [winsorised, 1 - winsorised])
    return float(np.mean(np.clip(scores, low, high) ** 2))


def limits(
    chance: Chance, centre: float, denominators: ArrayLike, z: float = Z95
) -> tuple[Floats, Floats]:
    """Exact limits of a share or rate at each denominator, in its unit.

    Between two counts they are interpolated by the distribution function, so that the curve is
    smooth; a count lies outside exactly when the chance of it or one further out is under the
    tail. (Spiegelhalter's appendix interpolates so below; above, this mirrors it.)
    """
    n = numbers(denominators)
    if not centre > 0 or (chance is Chance.SHARE and centre >= 1):
        at = np.where(np.isnan(n), np.nan, centre)
        return at, at
    tail = float(ndtr(-min(z, _MOST_Z)))
    known = np.where(np.isnan(n), 1.0, n)
    low, high = _counts_inside(chance, centre, known, tail)
    below, above = _at_most(chance, centre, known), _at_least(chance, centre, known)
    lower = low - (below(low) - tail) / (below(low) - below(low - 1))
    upper = high + (above(high) - tail) / (above(high) - above(high + 1))
    most = known if chance is Chance.SHARE else np.inf
    return np.maximum(lower, 0.0) / n, np.minimum(upper, most) / n


def _counts_inside(chance: Chance, centre: float, n: Floats, tail: float) -> tuple[Floats, Floats]:
    """The smallest and the largest count whose tail, itself included, is at least `tail`.

    By bisection on the tails themselves: scipy's quantiles lose the small ones.
    """
    mean = n * centre
    # By Chernoff's bound no Poisson count beyond this has a tail within _MOST_Z.
    beyond = np.floor(n) + 1 if chance is Chance.SHARE else np.ceil(mean + 40 * np.sqrt(mean) + 500)
    below, above = _at_most(chance, centre, n), _at_least(chance, centre, n)
    low = _bisected(lambda count: below(count) >= tail, np.ceil(mean) + 1, np.full_like(n, -1.0))
    high = _bisected(lambda count: above(count) >= tail, np.maximum(np.floor(mean) - 1, 0), beyond)
    return low, high


def _bisected(
    holds: Callable[[Floats], NDArray[np.bool_]], inside: Floats, outside: Floats
) -> Floats:
    """The whole numbers furthest from `inside`, towards `outside`, at which a condition holds."""
    while (np.abs(inside - outside) > 1).any():
        middle = np.floor((inside + outside) / 2)
        held = holds(middle)
        inside, outside = np.where(held, middle, inside), np.where(held, outside, middle)
    return inside


def _at_most(chance: Chance, centre: float, n: Floats) -> Callable[[Floats], Floats]:
    """The chance of a count or fewer."""

    def tail(count: Floats) -> Floats:
        some = np.maximum(count, 0)
        if chance is Chance.SHARE:
            found = betaincc(some + 1, np.maximum(n - some, 1), centre)
            return np.where(count < 0, 0.0, np.where(count >= n, 1.0, found))
        return np.where(count < 0, 0.0, gammaincc(some + 1, n * centre))

    return tail


def _at_least(chance: Chance, centre: float, n: Floats) -> Callable[[Floats], Floats]:
    """The chance of a count or more."""

    def tail(count: Floats) -> Floats:
        some = np.maximum(count, 1)
        if chance is Chance.SHARE:
            found = betainc(some, np.maximum(n - some + 1, 1), centre)
            return np.where(count <= 0, 1.0, np.where(count > n, 0.0, found))
        return np.where(count <= 0, 1.0, gammainc(some, n * centre))

    return tail


def _all_limits(chance: Chance, centre: float, n: Floats, phi: float) -> dict[str, Floats]:
    wider = np.sqrt(phi)
    lower95, upper95 = limits(chance, centre, n, Z95 * wider)
    lower998, upper998 = limits(chance, centre, n, Z998 * wider)
    return {"lower95": lower95, "upper95": upper95, "lower998": lower998, "upper998": upper998}


def _standardised(chance: Chance, x: Floats, n: Floats, centre: float) -> Floats:
    variance = centre * (1 - centre) if chance is Chance.SHARE else centre
    if not variance > 0:
        return np.full(len(x), np.nan)
    return (x / n - centre) / np.sqrt(variance / n)


def _places(areas: pd.DataFrame) -> NDArray[np.object_]:
    value = areas["value"]
    slack = 1e-9 * value.abs()  # a value that is its limit up to rounding is inside
    places = np.full(len(areas), Place.INSIDE, dtype=object)
    places[value < areas["lower95"] - slack] = Place.BELOW
    places[value < areas["lower998"] - slack] = Place.FAR_BELOW
    places[value > areas["upper95"] + slack] = Place.ABOVE
    places[value > areas["upper998"] + slack] = Place.FAR_ABOVE
    places[value.isna() | areas["lower95"].isna()] = Place.NOT_COMPUTED
    return places
