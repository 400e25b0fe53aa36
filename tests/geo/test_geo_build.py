"""The build on toy sources: same bytes, whole outputs, and a clear stop for every bad input."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from toy_country import LABOUR, OFFICES, POPULATION, VILLAGES, Toy, toy_boundaries

from geo.areas import BUILT, layer, load_registry, population
from geo.build import ROOT, main
from geo.errors import BuildError
from geo.locate import locate
from geo.region import load_region


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_same_input_gives_same_bytes(toy: Toy, tmp_path: Path) -> None:
    toy.build()
    toy.build(tmp_path / "again")
    first, second = bytes_of(toy.out), bytes_of(tmp_path / "again")
    assert first == second
    assert len(first) == 20


def test_build_replaces_an_older_build_and_leaves_nothing_else(toy: Toy) -> None:
    toy.build()
    before = bytes_of(toy.out)
    (toy.out / "areas.csv").write_text("spoilt", "utf-8")
    assert toy.run() == 0
    assert bytes_of(toy.out) == before
    assert sorted(p.name for p in toy.folder.iterdir()) == ["built", "region.toml", "sources"]


def test_toy_areas_are_as_drawn(toy: Toy) -> None:
    toy.build()
    registry = load_registry(toy.out)
    assert [area.code for area in registry.at_level("amphoe")] == ["9401", "9402", "9501"]
    assert registry.get("94").name_th == "จ94"
    assert registry.get("95").name_th == "จ95 (1 อำเภอ)"
    assert registry.get("95").name_en == "Name 95 (1 amphoe)"
    assert registry.get("toy").villages == sum(range(8))
    assert [area.code for area in registry.neighbours("940202")] == [
        "940102",
        "940201",
        "940203",
        "950102",
    ]
    # A square of 0.1 degree at 6.25 N: 0.1 x 110.58 km by 0.1 x 110.66 km.
    assert registry.get("940101").km2 == pytest.approx(11.058 * 11.066, rel=0.003)


def test_toy_layers_and_points(toy: Toy) -> None:
    toy.build()
    tambon = layer("tambon", toy.out)
    assert shapely.coverage_is_valid(tambon.geometry.to_numpy())
    found = locate([101.15, 101.25, 101.35, 99.0], [6.25, 6.35, 6.45, 6.0], tambon)
    # The last cell of the grid, 950201, is of an amphoe that was not chosen.
    assert found[:2].tolist() == ["940101", "940202"]
    assert found[2:].isna().all()
    assert set(population(toy.out)["tambon_code"]) == set(toy.codes)


def test_unknown_villages_stay_unknown(toy: Toy) -> None:
    toy.write(VILLAGES, toy.read(VILLAGES).query("tambon_code != '940101'"))
    toy.add_to_region('[expected]\nincomplete_tables = ["villages"]')
    toy.build()
    registry = load_registry(toy.out)
    unknown = [code for code, area in registry.areas.items() if area.villages is None]
    assert unknown == ["toy", "94", "9401", "940101"]


def drop_polygon(toy: Toy) -> None:
    toy.write_boundaries(toy_boundaries().query("ADM3_PCODE != 'TH940102'"))


def drop_everywhere(toy: Toy) -> None:
    toy.write_boundaries(toy_boundaries().query("ADM3_PCODE != 'TH940202'"))
    for table in (POPULATION, VILLAGES):
        toy.write(table, toy.read(table).query("tambon_code != '940202'"))


def reshape(toy: Toy, code: str, change: Callable[[shapely.Geometry], shapely.Geometry]) -> None:
    rows = toy_boundaries()
    chosen = rows["ADM3_PCODE"] == "TH" + code
    rows.loc[chosen, "geometry"] = rows.loc[chosen, "geometry"].map(change)
    toy.write_boundaries(rows)


def shrink(toy: Toy) -> None:
    reshape(toy, "940202", lambda shape: shape.buffer(-0.001))


def overlap(toy: Toy) -> None:
    reshape(toy, "940202", lambda shape: shape.buffer(0.001))


def bow_tie(toy: Toy) -> None:
    crossed = shapely.Polygon([(101.1, 6.2), (101.2, 6.3), (101.2, 6.2), (101.1, 6.3)])
    reshape(toy, "940101", lambda shape: crossed)


def attribute(field: str, value: str) -> Callable[[Toy], None]:
    def change(toy: Toy) -> None:
        rows = toy_boundaries()
        rows.loc[0, field] = value
        toy.write_boundaries(rows)

    return change


def without(table: str, query: str) -> Callable[[Toy], None]:
    return lambda toy: toy.write(table, toy.read(table).query(f"not ({query})"))


def cell(table: str, column: str, value: str) -> Callable[[Toy], None]:
    def change(toy: Toy) -> None:
        rows = toy.read(table)
        rows.loc[0, column] = value
        toy.write(table, rows)

    return change


def twice(table: str) -> Callable[[Toy], None]:
    return lambda toy: toy.write(table, pd.concat([toy.read(table)] * 2))


def region(old: str, new: str) -> Callable[[Toy], None]:
    def change(toy: Toy) -> None:
        toy.region.write_text(toy.region.read_text("utf-8").replace(old, new), "utf-8")

    return change


def expected(text: str) -> Callable[[Toy], None]:
    return lambda toy: toy.add_to_region("[expected]\n" + text)


def strange_file(toy: Toy) -> None:
    toy.out.mkdir()
    (toy.out / "notes.txt").write_text("mine", "utf-8")


BAD = {
    "polygon missing": (drop_polygon, ["population of 2020", "without a polygon", "940102"]),
    "hole in the region": (drop_everywhere, ["hole in the region", "101.2500, 6.3500"]),
    "gap": (shrink, ["hole in the region", "101.2"]),
    "overlap": (overlap, ["overlap", "940202", "shared borders"]),
    "polygon not valid": (bow_tie, ["not valid", "940101"]),
    "code twice": (attribute("ADM3_PCODE", "TH940102"), ["more than once", "940102"]),
    "code malformed": (attribute("ADM3_PCODE", "TH94011"), ["6 digits", "94011"]),
    "parent wrong": (attribute("ADM2_PCODE", "TH9402"), ["ADM2_PCODE", "940101"]),
    "name empty": (attribute("ADM3_TH", " "), ["No name_th", "940101"]),
    "amphoe name empty": (attribute("ADM2_EN", ""), ["No amphoe_en", "940101"]),
    "count": (expected("tambon = 9"), ["8 tambon", "9 were expected"]),
    "km2": (expected("km2 = { 94 = 700 }"), ["Province 94", "700.0", "expected.km2"]),
    "population total": (
        expected("population_2021 = { 9401 = 91 }"),
        ["9401 in 2021", "adds up to 90", "91 was expected"],
    ),
    "year incomplete": (
        without(POPULATION, "tambon_code == '940203' and year == '2020'"),
        ["population of 2020", "no row", "940203", "incomplete_tables"],
    ),
    "population empty": (without(POPULATION, "year > '0'"), ["no row", "940101"]),
    "population twice": (twice(POPULATION), ["more than once", "940101"]),
    "sum wrong": (cell(POPULATION, "male", "11"), ["male + female", "940101 in 2020"]),
    "figure empty": (cell(POPULATION, "female", ""), ["empty figures", "940101"]),
    "not a number": (cell(POPULATION, "male", "ten"), ["male", "not whole numbers"]),
    "villages missing": (without(VILLAGES, "tambon_code == '950101'"), ["villages", "950101"]),
    "villages unknown": (cell(VILLAGES, "villages", ""), ["village table", "940101"]),
    "office missing": (without(OFFICES, "amphoe_code == '9402'"), ["No office", "9402"]),
    "office nowhere": (cell(OFFICES, "latitude", ""), ["coordinates", "9401"]),
    "office twice": (twice(OFFICES), ["more than once", "9401"]),
    "labour force missing": (without(LABOUR, "province_code == '95'"), ["labour force", "95"]),
    "column missing": (
        lambda toy: toy.write(VILLAGES, toy.read(VILLAGES)[["tambon_code"]]),
        ["tambon_villages_2022.csv", "lacks the columns villages"],
    ),
    "table missing": (
        lambda toy: (toy.sources / OFFICES).unlink(),
        ["one file district_offices.csv", "found none", "--sources"],
    ),
    "province unknown": (
        region('["94"]', '["94", "93"]'),
        ["93", "boundaries do not have", "shapefile"],
    ),
    "amphoe of a whole province": (region('"9501"', '"9401"'), ["9401", "taken whole"]),
    "code not text": (region('"9501"', "9501"), ["quotes"]),
    "code of a tambon": (region('"9501"', '"950101"'), ["950101", "another level than amphoe"]),
    "region code of digits": (region('"toy"', '"99"'), ["99", "another level than region"]),
    "no area chosen": (
        lambda toy: (region('["94"]', "[]")(toy), region('["9501"]', "[]")(toy)),
        ["chooses no area"],
    ),
    "entry missing": (region('name_th = "ของเล่น"', ""), ["has no 'name_th'"]),
    "entry of the wrong kind": (region("web_m = 100", 'web_m = "far"'), ["wrong kind"]),
    "table name unknown": (expected('incomplete_tables = ["roads"]'), ["roads", "population"]),
    "not TOML": (region("code =", "code"), ["region.toml", "cannot be read"]),
    "crs in degrees": (region("EPSG:32647", "EPSG:4326"), ["degrees", "EPSG:32647"]),
    "crs unknown": (region("EPSG:32647", "EPSG:1"), ["EPSG:1", "not known"]),
    "file of another hand": (strange_file, ["notes.txt", "no build wrote"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_stops_the_build(case: str, toy: Toy, capsys: pytest.CaptureFixture[str]) -> None:
    spoil, words = BAD[case]
    spoil(toy)
    before = sorted(path.name for path in toy.folder.iterdir())
    assert toy.run() == 1
    message = capsys.readouterr().err
    assert message.startswith("Nothing was built. ")
    assert message.count("\n") == 1
    assert [word for word in words if word not in message] == []
    assert sorted(path.name for path in toy.folder.iterdir()) == before


def test_a_failed_build_leaves_the_older_one(toy: Toy) -> None:
    toy.build()
    before = bytes_of(toy.out)
    without(OFFICES, "amphoe_code == '9402'")(toy)
    assert toy.run() == 1
    assert bytes_of(toy.out) == before


def test_no_shapefile_and_no_prj(toy: Toy) -> None:
    for path in toy.sources.rglob("*.prj"):
        path.unlink()
    with pytest.raises(BuildError, match="names no coordinate system"):
        toy.build()
    for path in toy.sources.rglob("*.shp"):
        path.unlink()
    with pytest.raises(BuildError, match="has no shapefile"):
        toy.build()


def test_region_file_of_the_repository() -> None:
    chosen = load_region(ROOT / "data" / "region.toml")
    assert chosen.province_codes == ("90", "94", "95", "96")
    assert chosen.contains("900601")
    assert not chosen.contains("900101")


def songkhla(text: str) -> str:
    whole = text.replace('["94"]', '["90"]').replace('["9501"]', "[]")
    return whole + '[expected]\nincomplete_tables = ["population", "villages", "offices"]'


def yala(text: str) -> str:
    return text.replace('["94"]', '["95"]').replace('["9501"]', "[]")


@pytest.mark.parametrize(
    ("change", "tambon", "amphoe", "km2"),
    [(songkhla, 127, 16, 7740.9), (yala, 58, 8, 4475.9)],
    ids=["Songkhla", "Yala"],
)
def test_other_regions_need_no_code(
    change: Callable[[str], str],
    tambon: int,
    amphoe: int,
    km2: float,
    toy: Toy,
    real_sources: Path,
) -> None:
    toy.region.write_text(change(toy.region.read_text("utf-8")), "utf-8")
    paths = ["--sources", real_sources, "--region", toy.region, "--out", toy.out]
    assert main([str(path) for path in paths]) == 0
    registry = load_registry(toy.out)
    assert len(registry.at_level("tambon")) == tambon
    assert len(registry.at_level("amphoe")) == amphoe
    assert registry.region.km2 == pytest.approx(km2, abs=0.1)
    web = json.loads((toy.out / "layers" / "web.json").read_text("utf-8"))
    assert len(web["layers"]["tambon"]) == tambon
    assert isinstance(layer("tambon", toy.out), gpd.GeoDataFrame)


def test_committed_outputs_are_what_the_sources_give(real_sources: Path, tmp_path: Path) -> None:
    assert main(["--sources", str(real_sources), "--out", str(tmp_path / "built")]) == 0
    fresh, committed = bytes_of(tmp_path / "built"), bytes_of(BUILT)
    assert sorted(fresh) == sorted(committed)
    assert [name for name in fresh if fresh[name] != committed[name]] == []
