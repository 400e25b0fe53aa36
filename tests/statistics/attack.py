"""What a reader can work out of a cube with hidden cells: sums, differences, algebra, bounds.

Knows the equations that figures obey and which cells are shown, and nothing of how the hidden
cells were chosen.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.linalg import lsqr

PRIME = 2_147_483_629  # products of two numbers below it fit into 64 bits
FREE = 1e-4  # a random solution of the equations moves a cell that is not fixed by more than this


def sums(parents: Sequence[int]) -> sparse.csr_array:
    """One row a node with children: the node less its children is nothing."""
    with_children = sorted({parent for parent in parents if parent >= 0})
    rows = sparse.lil_array((len(with_children), len(parents)))
    for row, node in enumerate(with_children):
        rows[row, node] = 1
        for child, parent in enumerate(parents):
            if parent == node:
                rows[row, child] = -1
    return rows.tocsr()


def equations(*axes: Sequence[int]) -> sparse.csr_array:
    """All that add up along any axis; columns are the cells of the cube in C order."""
    blocks = []
    for axis, parents in enumerate(axes):
        product = sparse.eye_array(1)
        for other, nodes in enumerate(axes):
            part = sums(parents) if other == axis else sparse.eye_array(len(nodes))
            product = sparse.kron(product, part)
        if product.shape[0]:
            blocks.append(product)
    size = int(np.prod([len(parents) for parents in axes]))
    return sparse.csr_array(sparse.vstack(blocks) if blocks else (0, size))


def by_difference(system: sparse.csr_array, hidden: np.ndarray) -> np.ndarray:
    """Hidden cells that one sum or difference after the other gives, until no more come."""
    uses = (system != 0).astype(int)
    unknown = hidden.ravel().copy()
    while True:
        alone = uses @ unknown == 1
        found = (uses[alone].sum(axis=0) > 0) & unknown
        if not found.any():
            return (hidden.ravel() & ~unknown).reshape(hidden.shape)
        unknown &= ~found


def by_algebra(system: sparse.csr_array, hidden: np.ndarray) -> np.ndarray:
    """Hidden cells with one solution only, exactly (by elimination modulo a prime)."""
    cells = np.flatnonzero(hidden.ravel())
    rows = system[:, cells].toarray().astype(np.int64) % PRIME
    rows = rows[(rows != 0).any(axis=1)]
    pivots = []
    for column in range(len(cells)):
        free = np.flatnonzero(rows[len(pivots) :, column]) + len(pivots)
        if not len(free):
            continue
        top = len(pivots)
        rows[[top, free[0]]] = rows[[free[0], top]]
        rows[top] = rows[top] * pow(int(rows[top, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != top]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[top]) % PRIME
        pivots.append(column)
    fixed = [column for row, column in enumerate(pivots) if np.count_nonzero(rows[row]) == 1]
    found = np.zeros(hidden.size, dtype=bool)
    found[cells[fixed]] = True
    return found.reshape(hidden.shape)


def by_chance(system: sparse.csr_array, hidden: np.ndarray, tries: int = 6) -> np.ndarray:
    """The same for many cells: those that no random solution of the equations moves."""
    cells = np.flatnonzero(hidden.ravel())
    rows = system[:, cells]
    rows = rows[np.diff(rows.tocsr().indptr) > 0]
    rng = np.random.default_rng(3)
    moved = np.zeros(len(cells))
    for _ in range(tries):
        start = rng.normal(size=len(cells))
        moved = np.maximum(moved, np.abs(start - lsqr(rows, rows @ start, atol=1e-9, btol=1e-9)[0]))
    found = np.zeros(hidden.size, dtype=bool)
    found[cells[moved < FREE]] = True
    return found.reshape(hidden.shape)


def bounds(
    system: sparse.csr_array, counts: np.ndarray, hidden: np.ndarray, cell: tuple[int, ...]
) -> tuple[int, int]:
    """Smallest and largest whole number that the cell can be when no count is negative.

    The largest is cut off at 1,000 more than the sum of all.
    """
    unknown = hidden.ravel()
    known = np.where(unknown, 0, counts.ravel()).astype(float)
    rows = system[:, np.flatnonzero(unknown)]
    target = -(system @ known)
    place = int(unknown[: np.ravel_multi_index(cell, hidden.shape)].sum())
    top = float(counts.sum() + 1000)
    ends = []
    for sign in (1, -1):
        aim = np.zeros(rows.shape[1])
        aim[place] = sign
        solved = milp(
            aim,
            constraints=LinearConstraint(rows, target, target),
            integrality=np.ones(len(aim)),
            bounds=Bounds(0, top),
        )
        assert solved.success, solved.message
        ends.append(round(sign * solved.fun))
    return ends[0], ends[1]
