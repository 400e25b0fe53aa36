"""Which cells of a cube of counts are hidden, so that no small count can be worked out.

The cube has three axes, each a forest: areas (tambon in amphoe in provinces in the region), time
(months in quarters in fiscal years) and parts (late and on time in done in due). Whoever reads it
may take any sum and difference of the cells shown. Hidden are

1. the small counts themselves, from 1 to ``SMALL``;
2. others beside them, so that each hidden cell has a *certificate*: another cube of counts that
   shows exactly the same, in which that cell differs by one and no count is negative. The reader
   cannot tell the two apart.

A certificate is the product of one move along each axis (``lib.statistics.forests``): one person
more here and one fewer there, in this month and the other way round in that one. All cells that
it changes must be hidden. Where none has all of its cells hidden already, the one is taken that
hides least: narrow cells before wide ones, small counts before large ones. Zeros are left shown
where it can be helped, and then hidden cells stay at least 1 in the other cube. Where siblings do
not do (an amphoe of one tambon), it reaches a level higher, at last to the top, whose total is
then hidden too. Certificates stay good when more is hidden, so that the work ends, and the same
cube always gives the same cells.

Counts of distinct people do not add up: they are only known to lie between the largest of their
children and the sum of all. They are treated as if they did add up. That is the stricter case:
equations tie hidden cells closer together than such bounds do, and a trade within a shown total
leaves the sum of its children, and so both sides of the upper bound, as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

import numpy as np
import numpy.typing as npt

from lib.statistics.forests import Forest, Indices, Moves, Numbers

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Certificate = tuple[float, tuple[Indices, ...]]  # what it costs, and the cells that it changes
SMALL = 4
_WIDE = 2.0**32  # what hiding costs comes before how large the hidden counts are


@dataclass(frozen=True, eq=False)
class Cube:
    """Counts over (area, time, part), with the forest of each axis.

    ``implied`` marks parts that are not published and follow from those that are, such as the
    men among members: nothing of them needs hiding, and still nobody may work them out.
    ``weights`` say how dear each part is to its readers. ``steady``: figures that often stay the
    same from one date to the next; what is hidden at one date is hidden at all, or "it did not
    change" would give it away. ``known`` are cells whose nothing a reader knows from elsewhere,
    such as nobody where nothing was held; they protect nothing. Raises ValueError when the shapes
    do not fit or a count is negative.
    """

    counts: Counts
    areas: Forest
    time: Forest
    parts: Forest
    implied: tuple[bool, ...] = ()
    weights: tuple[float, ...] = ()
    steady: bool = False
    known: Mask | None = None

    def __post_init__(self) -> None:
        shape = len(self.areas), len(self.time), len(self.parts)
        if self.counts.shape != shape:
            raise ValueError(f"The counts have the shape {self.counts.shape}, the axes {shape}.")
        if (self.counts < 0).any():
            raise ValueError("A count is negative: counts are 0 or more.")
        for name in ("implied", "weights"):
            if len(getattr(self, name)) not in (0, shape[2]):
                raise ValueError(f"There are {shape[2]} parts: give {name} of all of them.")

    @property
    def axes(self) -> tuple[Forest, Forest, Forest]:
        """The forests of areas, time and parts."""
        return self.areas, self.time, self.parts

    @property
    def may_be_hidden(self) -> Mask:
        """Cells whose count the reader does not know from elsewhere."""
        return np.ones(self.counts.shape, dtype=bool) if self.known is None else ~self.known

    @property
    def implied_mask(self) -> Mask:
        """Which parts are implied, one for each."""
        return np.array(self.implied or (False,) * len(self.parts), dtype=bool)


def small(counts: Counts) -> Mask:
    """Which counts are so small that they are hidden for their own sake."""
    return (counts >= 1) & (counts <= SMALL)


def suppress(cube: Cube) -> Mask:
    """The cells to hide, shaped like the counts, see ``Suppression``."""
    return Suppression(cube).hidden


class Suppression:
    """What is hidden of a cube: ``hidden`` is shaped like the counts.

    Cells of implied parts are marked too where a certificate changes them: what is published
    elsewhere and comes to the same must be hidden there.
    """

    def __init__(self, cube: Cube) -> None:
        self.cube = cube
        counts, implied = cube.counts, cube.implied_mask
        self.hidden = np.zeros(counts.shape, dtype=bool)
        self.certified = np.zeros(counts.shape, dtype=bool)
        # Whether a cell may rise by one (room of 1) and fall by one (2). At first hidden cells
        # stay at least 1, as if zeros were never hidden; where that won't do, at least 0.
        certain, possible = np.minimum(counts, 2), np.minimum(counts + cube.may_be_hidden, 2)
        certain[:, :, implied] = possible[:, :, implied]
        self.rooms = certain.astype(np.int8), possible.astype(np.int8)
        self.weight = self._weights()
        self.cost = self.weight * _WIDE + np.minimum(counts, _WIDE / 2**10)
        self.cost[:, :, implied] = 0
        if cube.steady:
            self.cost[:] = self.cost.sum(axis=1, keepdims=True)
        self.hide(small(counts))

    def hide(self, cells: Mask) -> None:
        """Hide these cells as well, and what they need beside them; zeros are left as they are."""
        more = cells & (self.cube.counts > 0)
        while more.any():
            self._hide(more)
            self._certify_all()
            # Certificates of a loose cube pass over sums that it need not obey; some it does.
            more = given_away(self.cube, self.hidden)

    def _certify_all(self) -> None:
        while len(todo := self._uncertified()):
            for cell in todo:
                if not self.certified[cell]:
                    self._certify(cell)

    def _weights(self) -> npt.NDArray[np.float64]:
        areas, time, parts = (
            np.array([forest.leaves_below(node) for node in range(len(forest))], dtype=float)
            for forest in self.cube.axes
        )
        weights = np.array(self.cube.weights) if self.cube.weights else parts
        found: npt.NDArray[np.float64] = np.einsum("a,t,k->atk", areas, time, weights)
        return found

    def _uncertified(self) -> list[tuple[int, int, int]]:
        """Hidden cells without a certificate, the widest first."""
        cells = np.argwhere(self.hidden & ~self.certified)
        order = np.argsort(-self.weight[tuple(cells.T)], kind="stable")
        return [(int(a), int(t), int(k)) for a, t, k in cells[order]]

    def _hide(self, cells: Mask) -> None:
        if self.cube.steady:
            cells = cells | (cells.any(axis=1, keepdims=True) & (self.cube.counts > 0))
        self.hidden |= cells
        self.cost[cells] = 0

    def _certify(self, cell: tuple[int, int, int]) -> None:
        """Give the cell a certificate and hide what it changes."""
        changed = self._narrowest(cell)
        if changed is not None:
            self.certified[changed] = True
            if not self.hidden[changed].all():
                everything = np.zeros_like(self.hidden)
                everything[changed] = True
                self._hide(everything)
        else:
            # The counts do not fit together at all: nothing but zeros is shown.
            self._hide((self.cube.counts > 0) | self.hidden)
            self.certified[:] = True

    def _narrowest(self, cell: tuple[int, int, int]) -> tuple[Indices, ...] | None:
        """The cells of the cheapest among the narrowest certificates."""
        axes = list(zip(self.cube.axes, cell, strict=True))
        widths = product(*(range(forest.steps(node)) for forest, node in axes))
        for _, group in groupby(sorted(widths, key=lambda width: (sum(width), width)), key=sum):
            moves = [
                [forest.moves(node, step) for (forest, node), step in zip(axes, width, strict=True)]
                for width in group
            ]
            for room in self.rooms:
                found = [one for one in (self._cheapest(each, room) for each in moves) if one]
                if found:
                    return min(found, key=lambda one: one[0])[1]
        return None

    def _cheapest(self, moves: Sequence[Moves], room: npt.NDArray[np.int8]) -> Certificate | None:
        """What the cheapest product of one move an axis costs, and the cells that it changes.

        The moves may be made forwards or backwards. In the way are cells that rise without a
        room of 1 and cells that fall without 2: half of (both, plus or minus their difference
        by the sign of the cell), so that all products are counted at once.
        """
        if not all(one.possible for one in moves):
            return None
        _, time, parts = moves
        block = np.ix_(*(one.nodes for one in moves))
        left = room[block]
        no_rise, no_fall = (left < 1).astype(float), (left < 2).astype(float)
        cost = _summed(self.cost[block], time.touched, parts.touched)
        either = _summed(no_rise + no_fall, time.touched, parts.touched)
        differ = _summed(no_rise - no_fall, time.signed, parts.signed)
        found = [
            _chosen(moves, cost, either + differ, either - differ),
            _chosen(moves, cost, either - differ, either + differ),
        ]
        return min((one for one in found if one), key=lambda one: one[0], default=None)


def _summed(table: Numbers, time: Numbers, parts: Numbers) -> Numbers:
    """(area, move, move) from (area, time, part): the sum over the cells of each two moves."""
    found: Numbers = time @ table @ parts.T
    return found


def _chosen(
    moves: Sequence[Moves], cost: Numbers, rising: Numbers, falling: Numbers
) -> Certificate | None:
    """The cheapest product whose cells are free, in the areas that rise and in those that fall.

    The tables are (area, move, move). Ways through the areas are chosen each for itself: what
    one costs does not depend on the other.
    """
    areas, time, parts = moves
    rises, falls = areas.ways
    price, up = _least(rises, cost, rising)
    down = None
    if not areas.to_root:
        more, down = _least(falls, cost, falling)
        price = price + more
    at = np.unravel_index(int(price.argmin()), price.shape)
    if not np.isfinite(price[at]):
        return None
    through = areas.raised[up[at]] + (0 if down is None else areas.lowered[down[at]])
    changed = through, time.touched[at[0]], parts.touched[at[1]]
    nodes = [one.nodes[row > 0] for one, row in zip(moves, changed, strict=True)]
    return float(price[at]), np.ix_(*nodes)


def _least(ways: Indices, cost: Numbers, in_the_way: Numbers) -> tuple[Numbers, Indices]:
    """For each two moves the cost of the cheapest free way through the areas, and which it is."""
    blocked, price = (
        np.concatenate([table, np.zeros_like(table[:1])])[ways].sum(axis=1)
        for table in (in_the_way, cost)
    )
    price[blocked >= 1] = np.inf
    return price.min(axis=0), price.argmin(axis=0)


def given_away(cube: Cube, hidden: Mask) -> Mask:
    """Cells to hide so that sums and differences, one after the other, give nothing hidden.

    Of each sum that leaves one hidden count over, the smallest count that is shown. Only sums
    that do hold are looked at.
    """
    unknown = hidden | cube.implied_mask
    more = np.zeros_like(hidden)
    again = True
    while again:
        again = False
        for axis, forest in enumerate(cube.axes):
            views = [np.moveaxis(one, axis, 0) for one in (cube.counts, hidden, unknown, more)]
            for parent in range(len(forest)):
                if children := forest.children(parent):
                    again |= _look(views, [parent, *children])
    return more & ~hidden


def _look(views: Sequence[npt.NDArray[Any]], terms: list[int]) -> bool:
    """Work out what is the only unknown of a sum; note in ``more`` what would have kept it."""
    counts, hidden, unknown, more = views
    these = counts[terms]
    alone = (unknown[terms].sum(axis=0) == 1) & (these[0] == these[1:].sum(axis=0))
    if not alone.any():
        return False
    at = np.nonzero(alone)
    which = np.array(terms)[unknown[terms].argmax(axis=0)[at]]
    lost = hidden[(which, *at)] & (counts[(which, *at)] > 0)
    none = np.iinfo(np.int64).max
    shown = np.where(unknown[terms] | (these == 0), none, these).reshape(len(terms), -1)
    shown = shown[:, np.flatnonzero(alone)]
    cover = np.array(terms)[shown.argmin(axis=0)]
    keep = lost & (shown.min(axis=0) < none)
    more[(cover[keep], *(place[keep] for place in at))] = True
    unknown[(which, *at)] = False
    return True
