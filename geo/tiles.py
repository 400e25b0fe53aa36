"""The tile map: every amphoe as one cell of a grid, all the same size, arranged like the geography.

    python -m geo.tiles          prints the arrangement of data/built

Cells are given out by an assignment that moves the centroids as little as possible in sum. That
is done on grids of several shapes; the one kept holds each province together and leaves most
neighbours beside each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import ceil

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata

from geo.areas import BUILT
from geo.codes import Level, parent_of

TILE_COLUMNS = ("amphoe_code", "column", "row")
# Shapes tried: cells for each amphoe, how much wider than the region, how far the centroids are
# spread towards even distances, as dense parts would else push each other away.
_ROOM = (1.0, 1.1, 1.25, 1.4, 1.55)
_STRETCH = (0.75, 0.85, 1.0, 1.15, 1.3)
_SPREAD = (0.0, 0.25, 0.5, 0.75, 1.0)

Numbers = NDArray[np.float64]
Cells = NDArray[np.int64]  # a line an amphoe: column, row


@dataclass(frozen=True)
class _Amphoe:
    """The amphoe to arrange: codes, their provinces, plane coordinates, pairs of neighbours."""

    codes: list[str]
    provinces: list[str]
    x: Numbers
    y: Numbers
    pairs: Cells


def tile_table(areas: pd.DataFrame, neighbours: pd.DataFrame) -> pd.DataFrame:
    """One row an amphoe, by code: `TILE_COLUMNS`; column 0 is the westernmost, row 0 the north.

    `areas` and `neighbours` are the built tables (`geo.tables`), with their codes as text. The
    same tables give the same tiles.
    """
    amphoe = _amphoe(areas, neighbours)
    arranged = [_arranged(amphoe, grid, spread) for grid, spread in _shapes(amphoe)]
    best = min(arranged, key=lambda one: one[0])[1]
    cells = best - best.min(axis=0)
    values = {"amphoe_code": amphoe.codes, "column": cells[:, 0], "row": cells[:, 1]}
    return pd.DataFrame(values)[list(TILE_COLUMNS)]


def _amphoe(areas: pd.DataFrame, neighbours: pd.DataFrame) -> _Amphoe:
    rows = areas[areas["level"] == str(Level.AMPHOE)].sort_values("code")
    codes = [str(code) for code in rows["code"]]
    place = {code: number for number, code in enumerate(codes)}
    latitude = rows["centroid_latitude"].to_numpy(float)
    pairs = neighbours[neighbours["level"] == str(Level.AMPHOE)]
    return _Amphoe(
        codes,
        [str(parent_of(code)) for code in codes],
        rows["centroid_longitude"].to_numpy(float) * np.cos(np.radians(latitude.mean())),
        -latitude,
        np.array(
            [
                (place[one], place[other])
                for one, other in zip(pairs["code"], pairs["neighbour"], strict=True)
                if one < other
            ],
            dtype=np.int64,
        ).reshape(-1, 2),
    )


def _shapes(amphoe: _Amphoe) -> Iterator[tuple[tuple[int, int], float]]:
    """Grids (columns, rows) with a cell for every amphoe, each with every spread."""
    number = len(amphoe.codes)
    wide, high = (max(float(np.ptp(axis)), 1e-6) for axis in (amphoe.x, amphoe.y))
    ratio = min(max(wide / high, 1 / number), number)
    grids = set()
    for room, stretch in product(_ROOM, _STRETCH):
        columns = max(1, round((number * room * ratio * stretch) ** 0.5))
        rows = max(1, round(number * room / columns), ceil(number / columns))
        grids.add((columns, rows))
    return product(sorted(grids), _SPREAD)


def _arranged(
    amphoe: _Amphoe, grid: tuple[int, int], spread: float
) -> tuple[tuple[float, ...], Cells]:
    """The cells of one grid and how bad they are: a smaller tuple is a better arrangement."""
    columns, rows = grid
    cells: Cells = np.array(list(product(range(columns), range(rows))), dtype=np.int64)
    wanted = np.column_stack(
        [_spread(amphoe.x, spread) * (columns - 1), _spread(amphoe.y, spread) * (rows - 1)]
    )
    # Rounded, so that another machine's last digits give the same cells.
    cost = ((wanted[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2).round(6)
    line, chosen = linear_sum_assignment(cost)
    given = cells[chosen]
    parts = sum(pieces(given, amphoe.provinces).values())
    return (parts, _parted(given, amphoe.pairs), float(cost[line, chosen].sum())), given


def _spread(values: Numbers, share: float) -> Numbers:
    """Values from 0 to 1, moved by `share` of the way towards even distances."""
    return (1 - share) * _unit(values) + share * _unit(rankdata(values))


def _unit(values: Numbers) -> Numbers:
    extent = np.ptp(values)
    return (values - values.min()) / extent if extent else np.full(len(values), 0.5)


def _parted(cells: Cells, pairs: Cells) -> int:
    """Pairs of neighbours whose cells do not touch, not even at a corner."""
    apart = np.abs(cells[pairs[:, 0]] - cells[pairs[:, 1]])
    return int((apart.max(axis=1) > 1).sum()) if len(pairs) else 0


def pieces(cells: Cells, provinces: list[str]) -> Mapping[str, int]:
    """Into how many pieces, joined along edges, the cells (column, row) of each province fall."""
    left = {
        (int(column), int(row)): province
        for (column, row), province in zip(cells, provinces, strict=True)
    }
    found = dict.fromkeys(provinces, 0)
    while left:
        start, province = next(iter(left.items()))
        found[province] += 1
        todo = [start]
        while todo:
            column, row = cell = todo.pop()
            if left.get(cell) != province:
                continue
            del left[cell]
            todo += [(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)]
    return found


def drawn(tiles: pd.DataFrame) -> str:
    """The arrangement as text, a line a row, to look at."""
    at = {(row.row, row.column): str(row.amphoe_code) for row in tiles.itertuples()}
    rows, columns = range(tiles["row"].max() + 1), range(tiles["column"].max() + 1)
    return "\n".join(" ".join(at.get((row, column), "....") for column in columns) for row in rows)


if __name__ == "__main__":
    print(drawn(pd.read_csv(BUILT / "tiles.csv", dtype={"amphoe_code": "str"})))
