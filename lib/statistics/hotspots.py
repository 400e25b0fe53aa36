"""Hot spots: areas that are alike, or unlike, the areas around them more than chance makes them."""

import warnings
from collections.abc import Iterable, Mapping
from enum import StrEnum
from threading import Lock

import numpy as np
import pandas as pd
from esda.moran import Moran_Local
from libpysal.weights import W
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

LEAST_AREAS = 8
# The smallest p-value is 2 / 10,000: under a false discovery rate of 5 % that can be clear when
# at least 0.4 % of the areas have it (2 of 377, 30 of 7,400).
PERMUTATIONS = 9_999
FALSE_DISCOVERY_RATE = 0.05
_SEED = 2569
# esda draws from numpy's one global generator: two calls at once would disturb each other's.
_ONE_AT_A_TIME = Lock()


class Spot(StrEnum):
    """What an area is among its neighbours."""

    HIGH_AMONG_HIGH = "high among high"
    LOW_AMONG_LOW = "low among low"
    HIGH_AMONG_LOW = "high among low"
    LOW_AMONG_HIGH = "low among high"
    NOT_CLEAR = "not clear"
    NOT_COMPUTED = "not computed"


_QUADRANTS = {
    1: Spot.HIGH_AMONG_HIGH,
    2: Spot.LOW_AMONG_HIGH,
    3: Spot.LOW_AMONG_LOW,
    4: Spot.HIGH_AMONG_LOW,
}


def hot_spots(
    values: pd.Series, pairs: Iterable[tuple[str, str]], permutations: int = PERMUTATIONS
) -> pd.DataFrame:
    """Local Moran's I of each area, with permutation p-values and a false discovery rate of 5 %.

    I_i = (n - 1) z_i sum_j(w_ij z_j) / sum(z^2), z being the deviation from the mean, w one over
    the number of neighbours. `values` has unique area codes as index; `pairs` are neighbours, in
    either order, once or twice; pairs with an area that has no value are left out. p_value is
    two-sided: twice the smaller tail of I over random neighbours, the area itself held fixed.
    q_value is p after Benjamini and Hochberg, over the areas tested; a spot is clear when it is
    at most 0.05. The same values give the same result in any order.
    Returns columns moran, p_value, q_value and spot, on the index of the values. Areas without a
    finite value are "not computed" and count for nothing; an area without neighbours is "not
    computed" but its value counts. With fewer than 8 values or all the same, none is computed.
    Raises ValueError when a code comes twice.
    Source: L. Anselin (1995), Geographical Analysis 27, 93-115; Y. Benjamini and Y. Hochberg
    (1995), Journal of the Royal Statistical Society B 57, 289-300; for maps M. C. Castro and
    B. H. Singer (2006), Geographical Analysis 38, 180-208.
    """
    if not values.index.is_unique:
        twice = sorted(set(values.index[values.index.duplicated()]))
        raise ValueError(f"Each area has one value; these codes come twice: {', '.join(twice)}.")
    spots = pd.DataFrame(
        {"moran": np.nan, "p_value": np.nan, "q_value": np.nan, "spot": Spot.NOT_COMPUTED},
        index=values.index,
    ).astype({"spot": object})
    known = values[np.isfinite(values.astype(float))].astype(float).sort_index()
    around = _neighbours(known.index, pairs)
    if len(known) < LEAST_AREAS or _constant(known) or not any(around.values()):
        return spots
    moran = _local_moran(known, around, permutations)
    tested = np.array([bool(around[code]) for code in known.index])
    codes = known.index[tested]
    p_value = _two_sided(moran.p_sim[tested], permutations)
    q_value = false_discovery_control(p_value, method="bh")
    spots.loc[codes, "moran"] = moran.Is[tested]
    spots.loc[codes, "p_value"] = p_value
    spots.loc[codes, "q_value"] = q_value
    spots.loc[codes, "spot"] = _classes(moran.q[tested], q_value)
    return spots


def _neighbours(codes: pd.Index, pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    around: dict[str, set[str]] = {code: set() for code in codes}
    for one, other in pairs:
        if one in around and other in around and one != other:
            around[one].add(other)
            around[other].add(one)
    return {code: sorted(neighbours) for code, neighbours in around.items()}


def _constant(values: pd.Series) -> bool:
    """All the same, up to rounding."""
    spread = float(values.max() - values.min())
    return spread <= 1e-12 * float(values.abs().max())


def _local_moran(
    values: pd.Series, around: Mapping[str, list[str]], permutations: int
) -> Moran_Local:
    weights = W(dict(around), id_order=list(values.index), silence_warnings=True)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # That the test has one side is known and made good; the other is on sparse matrices.
        warnings.simplefilter("ignore")
        state = np.random.get_state()
        try:
            return Moran_Local(
                values.to_numpy(),
                weights,
                transformation="r",
                permutations=permutations,
                keep_simulations=False,
                seed=_SEED,
            )
        finally:
            np.random.set_state(state)


def _two_sided(smaller_tail: NDArray[np.float32], permutations: int) -> NDArray[np.float64]:
    """esda gives the smaller tail, in single precision: (count + 1) / (permutations + 1)."""
    count = np.round(smaller_tail.astype(np.float64) * (permutations + 1))
    return np.minimum(1.0, 2 * count / (permutations + 1))


def _classes(quadrants: NDArray[np.int64], q_value: NDArray[np.float64]) -> NDArray[np.object_]:
    clear = q_value <= FALSE_DISCOVERY_RATE
    found = [
        _QUADRANTS[int(quadrant)] if is_clear else Spot.NOT_CLEAR
        for quadrant, is_clear in zip(quadrants, clear, strict=True)
    ]
    return np.array(found, dtype=object)
