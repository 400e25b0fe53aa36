"""The choice of places that reaches most people: maximal covering location, solved by HiGHS.

The models are those of spopt: MCLP (most people with n places) and, where everybody can be
reached, LSCP (all of them with the fewest places). People are whole numbers, so a bound less than
one person above what is reached is a proof.
Source: R. Church and C. ReVelle (1974), Papers of the Regional Science Association 32, 101-118;
C. Toregas, R. Swain, C. ReVelle and L. Bergman (1971), Operations Research 19, 1363-1373.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Bounds of the solver are floating-point numbers near whole ones: nearer by far than this.
_ROUNDING = 1e-3
_FEASIBLE = 2  # how HiGHS says that it has a solution
_OPTIONS = {
    "threads": 1,  # each viewer's own, and the same course every time
    "gapRel": 0.0,
    "gapAbs": 0.9,  # objectives are whole numbers: nothing better than this is left to find
    "mip_allow_restart": False,  # a third faster over the study area
}


@dataclass(frozen=True, eq=False)
class Grid:
    """`people` of each row, `distance` of rows to places (inf: out of reach), places to be kept.

    Finite distances are whole numbers (thousandths), so that sums over people are exact.
    """

    people: NDArray[np.int64]
    distance: NDArray[np.float64]
    pinned: tuple[int, ...]
    days: int

    def reached(self, places: Sequence[int]) -> int:
        """People whom these places reach."""
        return int(self.people[np.isfinite(self.distance[:, places]).any(axis=1)].sum())

    @property
    def reachable(self) -> int:
        """People whom all places together reach."""
        return self.reached(range(self.distance.shape[1]))


@dataclass(frozen=True)
class Choice:
    """Places in the order of what each adds, and the most people that any choice can reach."""

    places: tuple[int, ...]
    bound: int


def choose(grid: Grid, seconds: float) -> Choice:
    """The places that reach most people within the days, each of them once, the pinned among them.

    Of choices that reach as many, one is kept that no exchange of a single place can better:
    less way for those reached (sum of people times distance), then lower numbers of places. The
    same grid gives the same choice unless `seconds` cut the solver short; then it is the best
    that was found, which is never worse than always taking the place that adds most. Where fewer
    places than days reach everybody who can be reached, there are fewer.
    """
    end = time.perf_counter() + seconds
    chosen, reachable = _greedy(grid), grid.reachable
    bound = grid.reached(grid.pinned) if len(grid.pinned) == grid.days else reachable
    if grid.reached(chosen) < bound:
        solved, bound = _most_people(grid, end - time.perf_counter())
        chosen = max(chosen, solved, key=grid.reached)
    if len(chosen) > len(grid.pinned) and grid.reached(chosen) == reachable:
        chosen = min(chosen, _fewest_places(grid, end - time.perf_counter()), key=len)
    settled = _in_order(grid, _settled(grid, chosen))
    return Choice(tuple(settled), max(bound, grid.reached(settled)))


def _greedy(grid: Grid) -> list[int]:
    """The pinned places, and then always the one that adds most."""
    chosen, near = list(grid.pinned), np.isfinite(grid.distance)
    left = np.where(near[:, chosen].any(axis=1), 0, grid.people)
    while len(chosen) < grid.days and (left @ near).max(initial=0) > 0:
        chosen.append(int(np.argmax(left @ near)))
        left = np.where(near[:, chosen[-1]], 0, left)
    return chosen


def _in_order(grid: Grid, chosen: Sequence[int]) -> list[int]:
    """Chosen places by what each adds to those before it, without those that add nothing.

    Pinned places stay in any case; of those that add as much the lower number comes first.
    """
    near, left = np.isfinite(grid.distance), grid.people
    rest, order = sorted(chosen), list[int]()
    while rest:
        adds = left @ near[:, rest]
        best = rest.pop(int(np.argmax(adds)))
        if adds.max() > 0 or best in grid.pinned:
            order.append(best)
        left = np.where(near[:, best], 0, left)
    return order


def _settled(grid: Grid, chosen: Sequence[int]) -> list[int]:
    """Places exchanged one by one while that is better, as `choose` says what is better.

    It ends: each exchange reaches more, or the same with less way, or both the same with a lower
    number.
    """
    places, changed = sorted(chosen), True
    while changed:
        changed = False
        for place in [one for one in places if one not in grid.pinned]:
            others = [other for other in places if other != place]
            better = _best_beside(grid, others)
            if better != place:
                places, changed = sorted([*others, better]), True
    return places


def _best_beside(grid: Grid, others: list[int]) -> int:
    """The best place to go with the others."""
    free = np.setdiff1d(np.arange(grid.distance.shape[1]), others)
    covered = grid.distance[:, others].min(axis=1, initial=np.inf)
    distance = np.minimum(covered[:, None], grid.distance[:, free])
    near = np.isfinite(distance)
    reached, way = grid.people @ near, grid.people @ np.where(near, distance, 0)
    return int(free[np.lexsort((free, way, -reached))[0]])


def _most_people(grid: Grid, seconds: float) -> tuple[list[int], int]:
    """The choice and the bound of MCLP."""
    from spopt.locate import MCLP  # type: ignore[import-untyped] # noqa: PLC0415 (2 s to import)

    rows, places, pinned = _that_matter(grid)
    model = MCLP.from_cost_matrix(
        grid.distance[np.ix_(rows, places)],
        grid.people[rows],
        _radius(grid),
        min(grid.days, len(places)),
        predefined_facilities_arr=pinned,
    )
    # Once places are whole so are rows, reached or not; to the solver that is the easier question.
    for row in model.cli_vars:
        row.cat = "Continuous"
    chosen, bound = _solved(model, seconds)
    most = -bound if math.isfinite(bound) else grid.reachable
    return places[chosen].tolist(), min(grid.reachable, math.floor(most + _ROUNDING))


def _fewest_places(grid: Grid, seconds: float) -> list[int]:
    """The choice of LSCP, which reaches everybody who can be reached; all places without one."""
    from spopt.locate import LSCP  # noqa: PLC0415

    rows, places, pinned = _that_matter(grid)
    model = LSCP.from_cost_matrix(
        grid.distance[np.ix_(rows, places)], _radius(grid), predefined_facilities_arr=pinned
    )
    chosen, _ = _solved(model, seconds)
    found: list[int] = (places[chosen] if chosen.any() else places).tolist()
    return found


def _that_matter(grid: Grid) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Rows with people in reach, places that reach any or are pinned, and which of them are."""
    near = np.isfinite(grid.distance)
    rows = np.flatnonzero((grid.people > 0) & near.any(axis=1))
    pinned = np.isin(np.arange(near.shape[1]), grid.pinned)
    places = np.flatnonzero(near[rows].any(axis=0) | pinned)
    return rows, places, pinned[places].astype(np.int64)


def _radius(grid: Grid) -> float:
    """One that holds every distance but the infinite ones."""
    return float(grid.distance[np.isfinite(grid.distance)].max())


def _solved(model: Any, seconds: float) -> tuple[NDArray[np.bool_], float]:
    """Which places of a model of spopt are chosen (none without a solution), and its bound."""
    from pulp import HiGHS  # type: ignore[import-untyped] # noqa: PLC0415

    model.problem.solve(HiGHS(msg=False, timeLimit=max(seconds, 0.0), **_OPTIONS))
    info = model.problem.solverModel.getInfo()
    solved = info.primal_solution_status == _FEASIBLE
    values = [solved and place.varValue > 0.5 for place in model.fac_vars]
    return np.array(values, dtype=bool), float(info.mip_dual_bound)
