"""Layers: opened by GDAL they hold the figures, the shapes and the classes of the map."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest

from geo.areas import layer as shapes_of
from geo.codes import Level
from lib.exports.geo.layer import AreaLayer, LayerClass
from lib.exports.geo.write import geojson, write_geojson, write_geopackage
from lib.exports.model import CircleScale, Fill, LegendLine, Stamp
from lib.views.words import section

SHAPES = shapes_of(Level.AMPHOE).set_index("code")
CLASSES = (
    LayerClass("1", LegendLine("0–50", "#FFFFCC", 17)),
    LayerClass("2", LegendLine("มากกว่า 50", "#253494", 17)),
    LayerClass("few", LegendLine("จำนวนน้อย", Fill.DOTTED, 2)),
    LayerClass("no_data", LegendLine("ยังไม่มีข้อมูล", Fill.HATCHED, 1)),
)
STAMP = Stamp(
    title="ความครอบคลุม",
    lines=(("พื้นที่", "ทั้งพื้นที่"), ("ช่วงเวลา", "ปีงบประมาณ 2569")),
    source="ข้อมูลถึง 30 มิ.ย. 2569",
    simulated="ข้อมูลจำลอง",
    link="/coverage",
    made=datetime(2026, 7, 1, tzinfo=UTC),
    language="th",
    words=section("exports", "th"),
)


def layer(circles: CircleScale | None = None, **changed: object) -> AreaLayer:
    codes = list(SHAPES.index)
    count = len(codes)
    keys = ["1"] * 17 + ["2"] * 17 + ["few", "few", "no_data"]
    flags = ["ok"] * 34 + ["few", "suppressed", "no data"]
    values = np.linspace(1, 99, count) / 3
    values[-2:] = np.nan
    labels = {one.key: one.line.label for one in CLASSES}
    figures = pd.DataFrame(
        {
            "value": values, "numerator": values * 2, "denominator": np.where(np.isnan(values),
            np.nan, 7.0), "flag": flags, "shown": [f"{one:.1f}%" for one in values], "class": keys,
            "class_label": [labels[key] for key in keys], "sign": "",
        },
        index=codes,
    )  # fmt: skip
    given = {"name": "tambon_reached_amphoe", "title": "ตำบลที่ได้รับบริการ", "level": Level.AMPHOE,
             "figures": figures, "heads": {"value": "ตำบลที่ได้รับบริการ (ร้อยละ)"},
             "classes": CLASSES, "circles": circles}  # fmt: skip
    return AreaLayer(**{**given, **changed})  # type: ignore[arg-type]


def opened(layers: list[AreaLayer], folder: Path) -> Path:
    path = folder / "out.gpkg"
    path.write_bytes(write_geopackage(layers, STAMP))
    return path


def test_geopackage_has_the_figures_and_the_shapes_of_the_layer(tmp_path: Path) -> None:
    one = layer()
    found = gpd.read_file(opened([one], tmp_path), layer=one.name).set_index("code")
    assert found.crs == "EPSG:4326"
    assert len(found) == len(SHAPES) == 37
    for name in ("value", "numerator", "denominator"):
        pd.testing.assert_series_equal(found[name], one.figures[name], check_names=False)
    for name in ("flag", "shown", "class", "class_label"):
        assert found[name].tolist() == one.figures[name].tolist()
    assert found["name_th"].tolist() == SHAPES["name_th"].tolist()
    assert found["parent"].tolist() == SHAPES["parent"].tolist()
    assert found.geometry.is_valid.all()
    assert found.geometry.reindex(SHAPES.index).geom_equals(SHAPES.geometry).all()


def test_hidden_figures_are_null_with_their_flag(tmp_path: Path) -> None:
    one = layer()
    found = gpd.read_file(opened([one], tmp_path), layer=one.name)
    hidden = found[found["flag"].isin(["suppressed", "no data"])]
    assert len(hidden) == 2
    assert hidden[["value", "numerator", "denominator"]].isna().to_numpy().all()


def test_qgis_opens_the_layer_in_the_classes_of_the_map(tmp_path: Path) -> None:
    one, other = layer(), layer(name="other", circles=CircleScale(50, (50, 10), "คน"))
    path = opened([one, other], tmp_path)
    styles = pyogrio.read_dataframe(path, layer="layer_styles", read_geometry=False)
    info = pyogrio.read_info(path, layer=one.name)
    assert styles["f_table_name"].tolist() == [one.name, "other"]
    assert styles["f_geometry_column"].tolist() == [info["geometry_name"]] * 2
    assert styles["useAsDefault"].tolist() == [True, True]
    assert list(pyogrio.list_layers(path)[:, 0]) == [one.name, "other", "layer_styles"]
    for text in styles["styleQML"]:
        renderer = ElementTree.fromstring(text).find("renderer-v2")
        assert renderer is not None
        assert renderer.get("attr") == "class"
        categories = renderer.findall("categories/category")
        assert [(c.get("value"), c.get("label")) for c in categories] == [
            ("1", "0–50 (17)"), ("2", "มากกว่า 50 (17)"), ("few", "จำนวนน้อย (2)"),
            ("no_data", "ยังไม่มีข้อมูล (1)"),
        ]  # fmt: skip


def drawn(text: str) -> list[list[tuple[str | None, str | None]]]:
    """The layers of each symbol of a style, with their colour."""
    symbols = ElementTree.fromstring(text).findall("renderer-v2/symbols/symbol")
    return [
        [(one.get("class"), next((p.get("v") for p in one.findall("prop")
          if p.get("k") in ("color", "line_color")), None)) for one in symbol.iter("layer")]
        for symbol in symbols
    ]  # fmt: skip


def test_styles_have_the_colours_and_patterns_of_the_legend(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(write_geojson(layer(), STAMP))) as packed:
        text = packed.read("tambon_reached_amphoe.qml").decode()
        sld = packed.read("tambon_reached_amphoe.sld").decode()
    plain = drawn(text)
    assert plain[:2] == [
        [("SimpleFill", "255,255,204,255")], [("SimpleFill", "37,52,148,255")],
    ]  # fmt: skip
    assert [name for name, _ in plain[2]] == ["SimpleFill", "PointPatternFill", "SimpleMarker"]
    assert [name for name, _ in plain[3]] == ["SimpleFill", "LinePatternFill", "SimpleLine"]
    rules = ElementTree.fromstring(sld).iter("{http://www.opengis.net/sld}Rule")
    assert [rule.findtext("{http://www.opengis.net/sld}Name") for rule in rules] == [
        "1", "2", "few", "no_data",
    ]  # fmt: skip
    assert "#253494" in sld


def test_counts_are_circles_whose_area_is_the_value() -> None:
    circles = CircleScale(50, (50, 10), "คน")
    with zipfile.ZipFile(io.BytesIO(write_geojson(layer(circles), STAMP))) as packed:
        root = ElementTree.fromstring(packed.read("tambon_reached_amphoe.qml").decode())
    found = [one.get("value") for one in root.iter("Option") if one.get("name") == "expression"]
    assert found == ['sqrt(max(coalesce("value", 0), 0) / 50) * 14'] * 2


def test_geojson_is_read_by_gdal_and_says_what_it_shows(tmp_path: Path) -> None:
    one, path = layer(), tmp_path / "one.geojson"
    path.write_bytes(geojson(one, STAMP))
    found = gpd.read_file(path).set_index("code")
    assert found.crs == "EPSG:4326"
    pd.testing.assert_series_equal(found["value"], one.figures["value"], check_names=False)
    assert found.geometry.geom_equals(SHAPES.geometry).all()
    whole = json.loads(path.read_text(encoding="utf-8"))
    assert whole["metadata"]["simulated"] == "ข้อมูลจำลอง"
    assert whole["metadata"]["ช่วงเวลา"] == "ปีงบประมาณ 2569"


def test_geopackage_says_what_it_shows(tmp_path: Path) -> None:
    one = layer()
    path = opened([one], tmp_path)
    info = pyogrio.read_info(path, layer=one.name)
    assert info["layer_metadata"]["simulated"] == "ข้อมูลจำลอง"
    assert info["layer_metadata"]["DESCRIPTION"].splitlines() == [
        one.title, "ข้อมูลจำลอง", "พื้นที่: ทั้งพื้นที่", "ช่วงเวลา: ปีงบประมาณ 2569",
        "ข้อมูลถึง 30 มิ.ย. 2569", "/coverage",
    ]  # fmt: skip


WRONG = [
    ({"class": "9"}, "no class"),
    ({"flag": "suppressed"}, "have to be missing"),
    ({"more": 1}, "unknown or missing"),
]


@pytest.mark.parametrize(("columns", "words"), WRONG)
def test_wrong_layers_are_refused(columns: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        layer(figures=layer().figures.assign(**columns))


def test_layers_need_names_of_their_own_and_known_areas() -> None:
    with pytest.raises(ValueError, match="name of its own"):
        write_geopackage([layer(), layer()], STAMP)
    figures = layer().figures.rename(index={SHAPES.index[0]: "1001"})
    with pytest.raises(ValueError, match="no boundary for 1001"):
        geojson(layer(figures=figures), STAMP)
