"""Forests over which figures add up, and the ways in which a count can move within them.

An axis of a cube (areas, time, parts of a count) is a forest: the figure of a node is the sum of
those of its children. A *move* along one axis takes one from a leaf and gives it to another, or
puts one more in: it is what a change of the underlying counts looks like on that axis.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float64]
Path = tuple[int, ...]
NO_PARENT = -1


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves of one node over the same ``nodes``.

    A move raises one row of ``raised`` and lowers one of ``lowered``, each chosen freely (way,
    node; 1 where the way passes). With ``to_root`` nothing is lowered.
    """

    nodes: Indices
    raised: Numbers
    lowered: Numbers
    to_root: bool

    @property
    def possible(self) -> bool:
        """Whether there is a move at all."""
        return self.to_root or len(self.lowered) > 0

    @cached_property
    def ways(self) -> tuple[Indices, Indices]:
        """The rows of ``raised`` and of ``lowered`` as places in ``nodes``; none is -1."""
        return _places(self.raised), _places(self.lowered)

    @cached_property
    def signed(self) -> Numbers:
        """Every move as a row: 1 for the nodes raised, -1 for those lowered, 0 for the rest."""
        if self.to_root:
            return self.raised
        pairs = self.raised[:, None, :] - self.lowered[None, :, :]
        return pairs.reshape(-1, len(self.nodes))

    @cached_property
    def touched(self) -> Numbers:
        """Every move as a row: 1 for the nodes that it changes."""
        return np.abs(self.signed)


@dataclass(frozen=True, eq=False)
class Forest:
    """Nodes 0, 1, ... by the parent of each (NO_PARENT for a root).

    ``loose``: a node may hold more than its children do, such as what was done within a quarter
    but after the month that it fell due in. Raises ValueError for parents that are not there or
    go round in a circle.
    """

    parents: tuple[int, ...]
    loose: bool = False
    _moves: dict[tuple[int, int], Moves] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for node in range(len(self)):
            if not NO_PARENT <= self.parents[node] < len(self):
                raise ValueError(f"Node {node} has the parent {self.parents[node]}, which is none.")
            slow = fast = node
            while fast != NO_PARENT and self.parents[fast] != NO_PARENT:
                slow, fast = self.parents[slow], self.parents[self.parents[fast]]
                if slow == fast:
                    raise ValueError(f"The parents of node {node} go round in a circle.")

    def __len__(self) -> int:
        return len(self.parents)

    def children(self, node: int) -> list[int]:
        """The nodes right below."""
        return self._children.get(node, [])

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for node, parent in enumerate(self.parents):
            found.setdefault(parent, []).append(node)
        return found

    def upward(self, node: int) -> Path:
        """The node and all above it, nearest first."""
        parent = self.parents[node]
        return (node,) if parent == NO_PARENT else (node, *self.upward(parent))

    def downward(self, node: int) -> Iterator[Path]:
        """The ways from below the node down to each leaf; one empty way for a leaf itself."""
        below = self.children(node)
        if not below:
            yield ()
        for child in below:
            yield from ((child, *way) for way in self.downward(child))

    def leaves_below(self, node: int) -> int:
        """How many leaves the node stands for; 1 for a leaf."""
        return sum(1 for _ in self.downward(node))

    def steps(self, node: int) -> int:
        """How many widths of moves there are from the node, see ``moves``."""
        depth = len(self.upward(node))
        return 2 * depth + 1 if self.loose else depth

    def moves(self, node: int, step: int) -> Moves:
        """The moves that change the node (by +1), of one width.

        Step 0 trades with a sibling and so changes nothing above; each further step trades one
        level higher; the step at the depth of the node changes its root. A loose forest has as
        many more, of moves that change nothing below the node and its siblings, and a last one
        that changes the node alone.
        """
        key = node, step
        if key not in self._moves:
            self._moves[key] = self._made(node, step)
        return self._moves[key]

    def _made(self, node: int, step: int) -> Moves:
        above = self.upward(node)
        if step == 2 * len(above):
            return Moves(np.array([node]), np.ones((1, 1)), np.zeros((0, 1)), to_root=True)
        whole = step < len(above)
        height = step % len(above)
        top = above[height]
        below = self.downward(node) if whole else [()]
        raised = [(*way, *above[: height + 1]) for way in below]
        to_root = self.parents[top] == NO_PARENT
        siblings = [] if to_root else self.children(self.parents[top])
        lowered = [
            (sibling, *way)
            for sibling in siblings
            if sibling != top
            for way in (self.downward(sibling) if whole else [()])
        ]
        nodes = sorted({node for way in raised + lowered for node in way})
        return Moves(np.array(nodes), _rows(raised, nodes), _rows(lowered, nodes), to_root)


def _rows(ways: Sequence[Path], nodes: Sequence[int]) -> Numbers:
    place = {node: number for number, node in enumerate(nodes)}
    rows = np.zeros((len(ways), len(nodes)))
    for row, way in zip(rows, ways, strict=True):
        row[[place[node] for node in way]] = 1
    return rows


def _places(rows: Numbers) -> Indices:
    length = int(rows.sum(axis=1).max(initial=0))
    found = np.argsort(rows == 0, axis=1, kind="stable")[:, :length]
    return np.where(np.take_along_axis(rows, found, axis=1) > 0, found, -1)
