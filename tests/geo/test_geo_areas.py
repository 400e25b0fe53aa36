"""Codes, encoding, registry, and points to tambon."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import AreaRegistry, layer, load_registry, population
from geo.codes import Level, is_within, level_of, parent_of
from geo.encode import decode_lines, decode_polygons, encode_lines, encode_polygons
from geo.errors import BuildError, UnknownAreaError
from geo.locate import locate
from geo.natural_earth import decode_arcs, decode_country, main, read_topology

TAMBON_CODES = st.from_regex(r"[1-9][0-9]{5}", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("south", Level.REGION, None),
        ("94", Level.PROVINCE, "south"),
        ("9410", Level.AMPHOE, "94"),
        ("941001", Level.TAMBON, "9410"),
    ],
)
def test_level_and_parent(code: str, level: Level, parent: str | None) -> None:
    assert level_of(code) is level
    assert parent_of(code, "south") == parent


@pytest.mark.parametrize("code", ["", "9", "941", "9410011", "TH94", "٩٤", "94 ", "South", "-"])
def test_no_code(code: str) -> None:
    with pytest.raises(ValueError, match="is not an area code: use 2 digits"):
        level_of(code)


@pytest.mark.parametrize(
    ("code", "ancestor", "within"),
    [
        ("941001", "9410", True),
        ("941001", "94", True),
        ("941001", "south", True),
        ("9410", "9410", True),
        ("south", "south", True),
        ("94", "9410", False),
        ("951001", "94", False),
        ("south", "94", False),
        ("south", "north", False),
    ],
)
def test_is_within(code: str, ancestor: str, within: bool) -> None:
    assert is_within(code, ancestor) is within


@given(TAMBON_CODES)
def test_parents_lead_to_the_region(code: str) -> None:
    line = [code]
    while (parent := parent_of(line[-1], "south")) is not None:
        line.append(parent)
    assert [level_of(item) for item in line] == list(reversed(Level))
    assert all(is_within(code, item) for item in line)


WHOLE = st.integers(-1_800_000, 1_800_000)


@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=2, max_size=30))
def test_lines_come_back(points: list[tuple[int, int]]) -> None:
    kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
    line = shapely.LineString([(x / 10_000, y / 10_000) for x, y in points])
    (steps,) = encode_lines(line, 10_000)
    assert all(type(step) is int for step in steps)
    if len(kept) > 1:
        (back,) = decode_lines([steps], 10_000)
        assert list(back.coords) == [(x / 10_000, y / 10_000) for x, y in kept]


def test_polygons_come_back_with_holes_and_parts() -> None:
    holed = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    shape = shapely.MultiPolygon([holed, shapely.box(5, 5, 6, 6)])
    back = decode_polygons(encode_polygons(shape, 10_000), 10_000)
    assert shapely.equals_identical(shapely.normalize(back), shapely.normalize(shape))


def test_registry_family(registry: AreaRegistry) -> None:
    assert registry.region.code == "south"
    assert [area.code for area in registry.children("south")] == ["90", "94", "95", "96"]
    assert len(registry.children("94")) == 12
    assert registry.children("941001") == ()
    assert [area.code for area in registry.ancestors("941001")] == ["9410", "94", "south"]
    assert len(registry.descendants("south", "tambon")) == 290
    assert [area.code for area in registry.descendants("9410", "amphoe")] == ["9410"]
    assert registry.descendants("9410", "province") == ()
    assert "941001" in registry
    assert "930101" not in registry


def test_every_area_is_a_child_of_its_parent(registry: AreaRegistry) -> None:
    for area in registry.areas.values():
        if area.parent is not None:
            assert area in registry.children(area.parent)
        assert all(
            registry.get(area.code) in registry.neighbours(n.code)
            for n in registry.neighbours(area.code)
        )


@pytest.mark.parametrize(
    ("code", "thai", "english"),
    [
        ("941001", "ต.ยะรัง", "Tambon Yarang"),
        ("9410", "อ.ยะรัง", "Amphoe Yarang"),
        ("94", "จ.ปัตตานี", "Pattani"),
        ("90", "จ.สงขลา (4 อำเภอ)", "Songkhla (4 amphoe)"),
        ("south", "จังหวัดชายแดนภาคใต้", "Southern border provinces"),
    ],
)
def test_display_names(code: str, thai: str, english: str, registry: AreaRegistry) -> None:
    assert registry.get(code).display_name() == thai
    assert registry.get(code).display_name("en") == english


@pytest.mark.parametrize(
    ("code", "near"), [("9499", "9401"), ("941099", "941001"), ("97", "90"), ("", "90")]
)
def test_unknown_code_lists_near_ones(code: str, near: str, registry: AreaRegistry) -> None:
    with pytest.raises(KeyError) as caught:
        registry.get(code)
    assert isinstance(caught.value, UnknownAreaError)
    assert str(caught.value).startswith(f"No area {code!r} in the region. Near codes: ")
    assert near in str(caught.value).split(".")[1]


@pytest.mark.parametrize("method", ["children", "ancestors", "neighbours"])
def test_every_method_refuses_unknown_codes(method: str, registry: AreaRegistry) -> None:
    with pytest.raises(UnknownAreaError):
        getattr(registry, method)("9499")


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    for load in (load_registry, population):
        with pytest.raises(FileNotFoundError, match=r"run python -m geo\.build"):
            load(tmp_path)
    with pytest.raises(ValueError, match="no layer of the region"):
        layer("region")


def test_label_points_are_found(registry: AreaRegistry) -> None:
    areas = registry.at_level(Level.TAMBON)
    found = locate([a.longitude for a in areas], [a.latitude for a in areas])
    assert found.tolist() == [area.code for area in areas]


def test_a_million_points_as_a_spatial_join_finds_them() -> None:
    numbers = np.random.default_rng(1)
    x, y = numbers.uniform(100.4, 102.2, 1_000_000), numbers.uniform(5.5, 7.2, 1_000_000)
    found = locate(x, y)
    assert len(found) == 1_000_000
    some = slice(0, 20_000)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x[some], y[some]), crs="EPSG:4326")
    oracle = points.sjoin(layer("tambon"), predicate="within", how="left")["code"]
    pd.testing.assert_series_equal(found[some], oracle, check_names=False)
    assert 0.3 < found.isna().mean() < 0.7


def test_missing_and_outside_points() -> None:
    x = pd.Series([101.3, None, 101.3, 6.5, np.inf], index=list("abcde"))
    y = pd.Series([6.5, 6.5, np.nan, 101.3, 6.5], index=list("abcde"))
    found = locate(x, y)
    assert found.index.tolist() == list("abcde")
    assert found.name == "tambon_code"
    assert found["a"].startswith("95")
    assert found[1:].isna().all()
    assert locate([], []).empty


def test_points_on_borders_get_the_lowest_code() -> None:
    frame = layer("tambon")
    shapes, codes = frame.geometry.to_numpy(), frame["code"].to_numpy()
    vertices = shapely.get_coordinates(shapes)[::7]
    one, other = shapely.STRtree(shapes).query(shapely.points(vertices), predicate="intersects")
    lowest = pd.Series(codes[other]).groupby(one).min()
    several = pd.Series(codes[other]).groupby(one).size() > 1
    assert several.sum() > 1000
    found = locate(vertices[:, 0], vertices[:, 1])
    assert found.tolist() == lowest.tolist()
    shuffled = frame.sample(frac=1, random_state=3)
    assert locate(vertices[:, 0], vertices[:, 1], shuffled).tolist() == lowest.tolist()


@pytest.mark.parametrize(
    ("longitude", "latitude", "message"),
    [
        ([101.3], [6.5, 6.6], "1 longitudes and 2 latitudes"),
        ([[101.3]], [[6.5]], "put a single point as"),
        (101.3, 6.5, "put a single point as"),
        (["east"], [6.5], "use NaN where missing"),
        (pd.Series(["101.3"]), pd.Series(["6.5"]), "pandas.to_numeric"),
        (pd.Series([1.0], index=[1]), pd.Series([1.0], index=[2]), "different indexes"),
    ],
)
def test_wrong_shapes_are_refused(longitude: object, latitude: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        locate(longitude, latitude)  # type: ignore[arg-type]


TOPOLOGY = {
    "transform": {"scale": [0.5, 0.5], "translate": [100, 0]},
    "arcs": [[[0, 0], [4, 0], [0, 4]], [[0, 0], [0, 4], [4, 0]], [[9, 9], [0, 0]]],
}


def test_topojson_arcs_are_joined_forwards_and_backwards() -> None:
    arcs = decode_arcs(TOPOLOGY)
    square = decode_country({"type": "Polygon", "arcs": [[0, ~1]]}, arcs)
    assert square.equals(shapely.box(100, 0, 102, 2))
    # A ring that quantisation shrank to a point is left out.
    both = decode_country({"type": "MultiPolygon", "arcs": [[[0, ~1]], [[2]]]}, arcs)
    assert both.equals(square)


def test_natural_earth_command_refuses_other_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"type": "FeatureCollection"}', "utf-8")
    assert main(["--world-atlas", str(other), "--out", str(tmp_path / "out")]) == 1
    assert "npm pack world-atlas@2.0.2" in capsys.readouterr().err
    with pytest.raises(BuildError, match="cannot be read"):
        read_topology(tmp_path / "none.json")
