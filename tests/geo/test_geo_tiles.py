"""The tile map: one cell an amphoe, provinces whole, neighbours near, the same every time."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_country import Toy

from geo.areas import BUILT, AreaRegistry
from geo.codes import Level
from geo.tiles import TILE_COLUMNS, drawn, pieces, tile_table

TEXT = dict.fromkeys(("code", "parent", "neighbour", "amphoe_code"), "str")


def built(name: str) -> pd.DataFrame:
    return pd.read_csv(BUILT / name, dtype=TEXT)


@pytest.fixture(scope="module")
def tiles() -> pd.DataFrame:
    return built("tiles.csv")


def region_of(points: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """An area table of amphoe alone, from longitude and latitude by code."""
    return pd.DataFrame(
        {
            "code": list(points),
            "level": "amphoe",
            "centroid_longitude": [point[0] for point in points.values()],
            "centroid_latitude": [point[1] for point in points.values()],
        }
    )


NO_NEIGHBOURS = pd.DataFrame({"level": [], "code": [], "neighbour": []})


def test_committed_tiles_are_those_of_the_committed_areas(tiles: pd.DataFrame) -> None:
    made = tile_table(built("areas.csv"), built("neighbours.csv"))
    pd.testing.assert_frame_equal(made, tiles, check_dtype=False)


def test_every_amphoe_has_a_cell_of_its_own(tiles: pd.DataFrame, registry: AreaRegistry) -> None:
    assert tiles["amphoe_code"].tolist() == [a.code for a in registry.at_level(Level.AMPHOE)]
    assert not tiles.duplicated(["column", "row"]).any()
    assert tiles[["column", "row"]].min().tolist() == [0, 0]


def test_provinces_are_whole(tiles: pd.DataFrame) -> None:
    cells = tiles[["column", "row"]].to_numpy()
    provinces = tiles["amphoe_code"].str[:2].tolist()
    assert pieces(cells, provinces) == {"90": 1, "94": 1, "95": 1, "96": 1}


def test_pieces_are_counted_along_edges_only() -> None:
    cells = np.array([[0, 0], [1, 0], [3, 0], [4, 1], [2, 0]])
    assert pieces(cells, ["a", "a", "a", "a", "b"]) == {"a": 3, "b": 1}


def test_nine_in_ten_neighbours_touch(tiles: pd.DataFrame, registry: AreaRegistry) -> None:
    cell = {row.amphoe_code: (row.column, row.row) for row in tiles.itertuples()}
    far = [
        max(abs(a - b) for a, b in zip(cell[code], cell[other.code], strict=True))
        for code in cell
        for other in registry.neighbours(code)
    ]
    assert sum(steps == 1 for steps in far) >= 0.85 * len(far)
    assert max(far) <= 3


@pytest.mark.parametrize(
    ("one", "side", "other"),
    [
        ("9003", "north", "9004"),  # Chana, Na Thawi
        ("9401", "north", "9410"),  # Mueang Pattani, Yarang
        ("9003", "west", "9401"),  # Chana, Mueang Pattani
        ("9503", "north", "9502"),  # Bannang Sata, Betong
        ("9502", "west", "9602"),  # Betong, Tak Bai
        ("9401", "north", "9602"),  # Mueang Pattani, Tak Bai
    ],
)
def test_arranged_like_the_geography(one: str, side: str, other: str, tiles: pd.DataFrame) -> None:
    axis = "row" if side == "north" else "column"
    cell = tiles.set_index("amphoe_code")[axis]
    assert cell[one] < cell[other]


def test_the_build_makes_tiles_of_another_region(toy: Toy) -> None:
    toy.build()
    rows = pd.read_csv(toy.out / "tiles.csv", dtype=TEXT)
    # 9401 in the south, 9402 in the middle, 9501 in the north.
    assert tuple(rows.columns) == TILE_COLUMNS
    order = rows.sort_values("row")["amphoe_code"].tolist()
    assert order == ["9501", "9402", "9401"]
    assert (toy.out / "tiles.csv.meta.json").is_file()


def test_one_amphoe_and_several_at_one_place() -> None:
    assert tile_table(region_of({"9401": (101.0, 6.0)}), NO_NEIGHBOURS).values.tolist() == [
        ["9401", 0, 0]
    ]
    same = tile_table(region_of({f"94{n:02}": (101.0, 6.0) for n in range(5)}), NO_NEIGHBOURS)
    assert not same.duplicated(["column", "row"]).any()


def test_drawn_as_text() -> None:
    rows = pd.DataFrame({"amphoe_code": ["9401", "9402"], "column": [0, 1], "row": [1, 0]})
    assert drawn(rows) == ".... 9402\n9401 ...."


degrees = st.floats(5, 21).map(lambda value: round(value, 4))


@settings(max_examples=25, deadline=None)
@given(places=st.lists(st.tuples(degrees, degrees), min_size=1, max_size=40), order=st.randoms())
def test_any_region_in_any_order(places: list[tuple[float, float]], order: object) -> None:
    points = {f"{10 + n % 3}{n:02}": place for n, place in enumerate(places)}
    areas = region_of(points)
    tiles = tile_table(areas, NO_NEIGHBOURS)
    assert tiles["amphoe_code"].tolist() == sorted(points)
    assert not tiles.duplicated(["column", "row"]).any()
    shuffled = areas.iloc[order.sample(range(len(areas)), len(areas))]  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(tile_table(shuffled, NO_NEIGHBOURS), tiles)
