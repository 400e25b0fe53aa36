"""The committed outputs of data/built: always run, whether or not the sources are at hand."""

import hashlib
import json
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.areas import BUILT, AreaRegistry, layer, population
from geo.build import COUNTRIES
from geo.codes import CODE_LENGTH, Level
from geo.encode import decode_lines, decode_polygons

LEVELS = (Level.PROVINCE, Level.AMPHOE, Level.TAMBON)
UTM = "EPSG:32647"

# Published figures (SOURCES.md): km2 in UTM 47N; registered on 31 December 2021.
KM2 = {"90": 3018.8, "94": 1968.0, "95": 4475.9, "96": 4494.1}
PEOPLE_2021 = {
    "9003": 108_245,
    "9004": 69_546,
    "9005": 78_782,
    "9006": 80_365,
    "90": 336_938,
    "94": 729_581,
    "95": 542_314,
    "96": 809_660,
    "": 2_418_493,
}


@cache
def web() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((BUILT / "layers" / "web.json").read_text("utf-8"))
    return loaded


@cache
def web_layer(level: Level) -> gpd.GeoSeries:
    shapes = {
        code: decode_polygons(polygons, web()["scale"])
        for code, polygons in web()["layers"][level].items()
    }
    return gpd.GeoSeries(shapes, crs="EPSG:4326")


@cache
def land() -> shapely.MultiPolygon:
    return decode_polygons(web()["land"], web()["scale"])


@cache
def region_shape() -> shapely.Geometry:
    return shapely.union_all(web_layer(Level.PROVINCE).to_numpy())


def metric(shape: shapely.Geometry) -> Any:
    return gpd.GeoSeries([shape], crs="EPSG:4326").to_crs(UTM).iloc[0]


@pytest.mark.parametrize(("level", "number"), [("province", 4), ("amphoe", 37), ("tambon", 290)])
def test_counts(level: str, number: int, registry: AreaRegistry) -> None:
    assert len(registry.at_level(level)) == number
    assert len(layer(level)) == number
    assert len(web()["layers"][level]) == number


def test_every_file_has_the_same_codes(registry: AreaRegistry) -> None:
    tambon = [area.code for area in registry.at_level(Level.TAMBON)]
    assert layer(Level.TAMBON)["code"].tolist() == tambon
    assert list(web()["layers"]["tambon"]) == tambon
    assert list(web()["areas"]) == list(registry.areas)
    years = population().groupby("year")["tambon_code"].agg(list)
    assert years.index.tolist() == list(range(1994, 2022))
    assert all(codes == tambon for codes in years)


@pytest.mark.parametrize(("code", "km2"), KM2.items())
def test_km2_of_provinces(code: str, km2: float, registry: AreaRegistry) -> None:
    assert registry.get(code).km2 == pytest.approx(km2, abs=0.06)
    parts = [area.km2 for area in registry.descendants(code, Level.TAMBON)]
    assert sum(parts) == pytest.approx(km2, abs=0.06)


@pytest.mark.parametrize(("prefix", "people"), PEOPLE_2021.items())
def test_population_of_2021(prefix: str, people: int) -> None:
    rows = population()
    rows = rows[(rows["year"] == 2021) & rows["tambon_code"].str.startswith(prefix)]
    assert rows["total"].sum() == people
    assert (rows["male"] + rows["female"] == rows["total"]).all()


def test_names_and_partial_province(registry: AreaRegistry) -> None:
    assert registry.region.name_th == "จังหวัดชายแดนภาคใต้"
    assert registry.get("90").name_th == "สงขลา (4 อำเภอ)"
    assert registry.get("90").name_en == "Songkhla (4 amphoe)"
    assert registry.get("94").name_th == "ปัตตานี"
    assert all(area.name_th.strip() and area.name_en.strip() for area in registry.areas.values())


def test_villages_sum_up(registry: AreaRegistry) -> None:
    tambon = registry.at_level(Level.TAMBON)
    assert sum(area.villages == 0 for area in tambon) == 8
    for area in registry.areas.values():
        below = registry.descendants(area.code, Level.TAMBON)
        assert area.villages == sum(part.villages or 0 for part in below)


@pytest.mark.parametrize("shapes", ["print", "web"])
def test_layers_are_coverages_that_dissolve_into_one_another(shapes: str) -> None:
    def series(level: Level) -> gpd.GeoSeries:
        return web_layer(level) if shapes == "web" else layer(level).set_index("code").geometry

    tambon = series(Level.TAMBON)
    assert tambon.is_valid.all()
    assert shapely.coverage_is_valid(tambon.to_numpy())
    for level in (Level.PROVINCE, Level.AMPHOE):
        union = tambon.groupby(tambon.index.str[: CODE_LENGTH[level]]).agg(
            lambda part: shapely.coverage_union_all(part.to_numpy())
        )
        assert union.index.tolist() == series(level).index.tolist()
        same = shapely.equals(union.to_numpy(), series(level).to_numpy())
        assert same.all(), union.index[~same].tolist()


@pytest.mark.parametrize(("shapes", "worst"), [("print", 0.003), ("web", 0.03)])
def test_simplified_areas_stay_true(shapes: str, worst: float, registry: AreaRegistry) -> None:
    tambon = (
        web_layer(Level.TAMBON)
        if shapes == "web"
        else layer(Level.TAMBON).set_index("code").geometry
    )
    km2 = tambon.to_crs(UTM).area / 1e6
    error = {code: abs(km2[code] / registry.get(code).km2 - 1) for code in km2.index}
    assert max(error.values()) < worst, max(error, key=error.__getitem__)


def test_label_points_lie_in_their_areas(registry: AreaRegistry) -> None:
    for level in LEVELS:
        areas = registry.at_level(level)
        points = shapely.points([(area.longitude, area.latitude) for area in areas])
        for shapes in (layer(level).geometry, web_layer(level)):
            assert shapely.contains(shapes.to_numpy(), points).all()


def test_neighbours_are_those_that_share_a_line(registry: AreaRegistry) -> None:
    rows = pd.read_csv(BUILT / "neighbours.csv", dtype={"code": "str", "neighbour": "str"})
    pairs = rows.set_index(["code", "neighbour"])["border_km"]
    assert pairs.index.is_unique
    assert pairs.to_dict() == {(b, a): km for (a, b), km in pairs.items()}
    assert (pairs > 0).all()
    # Oracle: intersections of the polygons of the print layer, another way than the build's.
    frame = layer(Level.TAMBON)
    one, other = frame.sindex.query(frame.geometry, predicate="touches")
    shapes, codes = frame.geometry.to_numpy(), frame["code"].to_numpy()
    lines = shapely.length(shapely.intersection(shapes[one], shapes[other])) > 0
    found = set(zip(codes[one[lines]], codes[other[lines]], strict=True))
    assert found == {pair for pair in pairs.index if len(pair[0]) == 6}


def test_sizes_for_the_browser() -> None:
    assert (BUILT / "layers" / "web.json").stat().st_size < 350_000
    assert (BUILT / "layers" / "tambon.geojson").stat().st_size < 2_500_000


def data_files() -> list[Path]:
    every = [*BUILT.rglob("*"), COUNTRIES]
    return sorted(p for p in every if p.is_file() and not p.name.endswith(".meta.json"))


@pytest.mark.parametrize("path", data_files(), ids=lambda path: path.name)
def test_sidecars_match_their_files(path: Path) -> None:
    meta = json.loads(path.with_name(path.name + ".meta.json").read_text("utf-8"))
    assert meta["file"] == path.name
    assert meta["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert meta["rows"] > 0
    assert meta["made_by"]
    assert meta["sources"]
    for source in meta["sources"]:
        assert all(source[key] for key in ("publisher", "title", "version", "licence"))
        assert source["sha256_of_files"]
        assert all(len(checksum) == 64 for checksum in source["sha256_of_files"].values())


def test_sidecars_name_the_sources_at_hand(real_sources: Path) -> None:
    for path in data_files():
        meta = json.loads(path.with_name(path.name + ".meta.json").read_text("utf-8"))
        for source in meta["sources"]:
            for name, checksum in source["sha256_of_files"].items():
                file = real_sources / name
                if file.is_file():
                    assert hashlib.sha256(file.read_bytes()).hexdigest() == checksum


def test_web_areas_and_bounds(registry: AreaRegistry) -> None:
    for code, (name_th, name_en, lon, lat, parent, *box) in web()["areas"].items():
        area = registry.get(code)
        assert (name_th, name_en, parent) == (area.name_th, area.name_en, area.parent)
        assert shapely.box(*box).contains(shapely.Point(lon, lat))
    tambon = web_layer(Level.TAMBON)
    for code, bounds in tambon.bounds.round(4).iterrows():
        assert web()["areas"][code][5:] == bounds.tolist()
    assert web()["bounds"] == tambon.total_bounds.round(4).tolist()


def test_land_holds_the_region_whole() -> None:
    missing = metric(region_shape()).difference(metric(land()))
    assert missing.area < 1
    assert land().is_valid


# Places along our coast that Natural Earth alone has as land, and others where it is right.
FALSE_LAND = [
    ("sea off Narathiwat", 101.946, 6.355),
    ("sea off Yaring", 101.355, 6.9145),
    ("sea off Chana", 100.6916, 7.0797),
    ("sea off Bacho", 101.8487, 6.4351),
    ("Pattani bay", 101.2814, 6.9418),
]
PLACES = [
    *((place, lon, lat, False) for place, lon, lat in FALSE_LAND),
    ("Gulf of Thailand", 101.8, 7.2, False),
    ("Songkhla lake", 100.45, 7.19, False),
    ("Andaman sea", 99.2, 6.6, False),
    ("Hat Yai", 100.47, 7.0, True),
    ("Kelantan, beside Tak Bai", 102.12, 6.2, True),
    ("Perak, beside Betong", 100.99, 5.70, True),
    ("Kedah, beside Sadao", 100.42, 6.45, True),
    ("Nakhon Si Thammarat", 99.97, 8.43, True),
    ("Langkawi", 99.8, 6.37, True),
]


@pytest.mark.parametrize(("place", "lon", "lat", "dry"), PLACES, ids=[p[0] for p in PLACES])
def test_land_and_sea(place: str, lon: float, lat: float, dry: bool) -> None:
    assert land().contains(shapely.Point(lon, lat)) is dry


def second_coast_km(ground: shapely.Geometry) -> float:
    """Length of coast within 3 km of the region that is not the region's own outline."""
    ours = metric(region_shape())
    coast = metric(ground).boundary
    return float(coast.intersection(ours.buffer(3000)).difference(ours.buffer(15)).length / 1000)


def test_no_second_coastline() -> None:
    # What is left is where the coast goes on, north of Chana and east of Tak Bai.
    assert second_coast_km(land()) < 8
    assert second_coast_km(natural_earth()) > 100


def natural_earth() -> shapely.Geometry:
    return gpd.read_file(COUNTRIES, bbox=tuple(land().bounds)).union_all()


def test_natural_earth_alone_would_fail_these_tests() -> None:
    points = shapely.points([(lon, lat) for _, lon, lat in FALSE_LAND])
    assert shapely.contains(natural_earth(), points).all()


def test_no_slivers_of_sea_beside_the_region() -> None:
    holes = [ring for part in land().geoms for ring in part.interiors]
    near = [ring for ring in holes if ring.distance(region_shape()) < 0.02]
    assert near == []


def test_borders_are_not_those_of_the_region() -> None:
    ours = metric(region_shape())
    lines = metric(shapely.MultiLineString(decode_lines(web()["borders"], web()["scale"])))
    assert lines.intersection(ours.boundary.buffer(50)).is_empty
    # Beside the region a border may only lead away from it, from one end.
    assert lines.intersection(ours.buffer(3000)).length < 5000
    assert 80_000 < lines.length < 160_000
    assert lines.distance(ours) < 150


def test_borders_cross_land_only() -> None:
    lines = decode_lines(web()["borders"], web()["scale"])
    assert all(land().buffer(1e-3).contains(line) for line in lines)


def test_borders_of_tambon_do_not_cross() -> None:
    provinces = web_layer(Level.PROVINCE)
    overlaps = [a.intersection(b).area for a, b in combinations(provinces, 2)]
    assert max(overlaps) == 0


def test_coast_of_land_is_the_outline_of_the_region() -> None:
    ours = metric(region_shape()).boundary
    shared = metric(land()).boundary.intersection(ours.buffer(15))
    assert 230_000 < shared.length < 260_000
    # Vertex by vertex; what is left are the ends, where the coast leaves the region.
    assert shared.difference(ours.buffer(0.5)).length < 500
