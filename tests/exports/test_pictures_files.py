"""Files of pictures: their size, their words for whoever cannot see them, the same bytes again."""

import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from geo.codes import Level
from lib.exports.drawing import chart_png, chart_svg, fonts, map_png, map_svg, picture
from lib.exports.drawing.pictures import drawn
from lib.exports.drawing.rich import Run, line_width, parsed, wrapped
from lib.exports.model import (
    ChartDrawing,
    LegendLine,
    MapArea,
    MapDrawing,
    Stamp,
    Table,
)

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
STAMP = Stamp(
    "ความครอบคลุม", (("พื้นที่", "อ.ยะรัง"), ("ช่วงเวลา", "ปีงบประมาณ 2569"), ("ข้อมูล ณ", "30 มิ.ย. 2569")),
    "ที่มา", "ข้อมูลจำลอง", "https://example.org/?area=9410",
    datetime(2026, 6, 30, tzinfo=UTC), "th", {},
)  # fmt: skip
MAP = MapDrawing(
    "ผู้รับบริการ <น้ำ> & ปั๊ม", "คนต่อพันคน", Level.AMPHOE, "94",
    (MapArea("9410", "อ.ยะรัง", "#253494", "12.3", 12.3),), (LegendLine("0–10", "#253494", 1),),
    "ข้อมูลถึง 30 มิ.ย. 2569", "แผนที่ 1 พื้นที่",
)  # fmt: skip
FIGURE = {
    "data": [{"type": "bar", "orientation": "h", "x": [3, 4], "y": [0, 1]}],
    "layout": {"xaxis": {"range": [0, 5]}, "yaxis": {"range": [-1, 2]}, "height": 200},
}
CHART = ChartDrawing("เรื่อง", "หน่วย", "ที่มา", FIGURE, Table("", pd.DataFrame()), "แท่ง 2 แท่ง")
BOTH = [(map_png, map_svg, MAP), (chart_png, chart_svg, CHART)]


@pytest.mark.parametrize(("png", "svg", "drawing"), BOTH)
@pytest.mark.parametrize(("size", "dpi"), [((210, 148), 300), ((160, 90.5), 150), ((240, 135), 96)])
def test_a_png_is_as_large_as_asked_for(
    png: Any, svg: Any, drawing: Any, size: tuple[float, float], dpi: int
) -> None:
    image = Image.open(io.BytesIO(png(drawing, *size, dpi=dpi)))
    assert image.size == tuple(round(side / 25.4 * dpi) for side in size)
    assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.02)
    assert image.info["Title"] == drawing.title
    assert image.info["Description"] == drawing.alt


@pytest.mark.parametrize(("png", "svg", "drawing"), BOTH)
def test_an_svg_says_what_it_shows(png: Any, svg: Any, drawing: Any) -> None:
    root = ET.fromstring(svg(drawing, 210, 148))
    assert root.findtext(f"{SVG}title") == drawing.title
    assert root.findtext(f"{SVG}desc") == drawing.alt
    assert float(root.get("width", "").removesuffix("pt")) == pytest.approx(
        210 / 25.4 * 72, abs=0.1
    )
    assert not list(root.iter(f"{SVG}text"))
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert set(root.get("aria-labelledby", "").split()) <= set(ids)


@pytest.mark.parametrize(("png", "svg", "drawing"), BOTH)
def test_the_same_picture_has_the_same_bytes_from_any_thread(
    png: Any, svg: Any, drawing: Any
) -> None:
    before = dict(mpl.rcParams)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda make: make(drawing, 120, 80), [png, svg] * 3))
    assert len(set(made)) == 2
    assert dict(mpl.rcParams) == before


def ids(svg: bytes) -> set[str]:
    return {(one.get("id") or "").split(".")[0] for one in ET.fromstring(svg).iter()}


@pytest.mark.parametrize("drawing", [MAP, CHART])
def test_a_whole_picture_has_its_words_and_a_bare_one_has_not(drawing: Any) -> None:
    words = {"title", "subtitle", "foot"}
    bare = map_svg if drawing is MAP else chart_svg
    assert words <= ids(bare(drawing, 210, 148))
    assert not words & ids(bare(drawing, 210, 148, bare=True))
    assert words | {"simulated"} <= ids(picture(drawing, STAMP, "svg"))
    assert "simulated" not in ids(picture(drawing, replace(STAMP, simulated=""), "svg"))


def test_a_whole_map_has_scale_north_and_legend() -> None:
    for svg in (map_svg(MAP, 210, 148, bare=True), picture(MAP, STAMP, "svg")):
        assert {"scale-bar", "north", "legend", "legend-count", "area-9410"} <= ids(svg)


def test_the_foot_has_the_stamp_and_the_source() -> None:
    canvas = drawn(MAP, (297, 210), STAMP)
    said = "".join(one.get_text() for one in canvas.figure.get_children()
                   if (one.get_gid() or "").startswith("foot"))  # fmt: skip
    for text in (*(value for line in STAMP.lines for value in line), MAP.source, STAMP.link):
        assert text in said


def test_marks_of_simulated_data_are_in_the_file_too() -> None:
    image = Image.open(io.BytesIO(picture(CHART, STAMP, "png", size_mm=(120, 90), dpi=100)))
    assert image.info["Comment"] == STAMP.simulated


@pytest.mark.parametrize(
    ("size", "dpi"), [((10, 100), 300), ((100, 5000), 300), ((1000, 1000), 600)]
)
def test_a_size_that_is_none_is_refused(size: tuple[float, float], dpi: int) -> None:
    with pytest.raises(ValueError, match="sides are"):
        map_png(MAP, *size, dpi=dpi)


# ---- words


@pytest.mark.parametrize(
    ("text", "boxes"),
    [("ผู้รับบริการ น้ำ ที่ทำ ปั๊ม กตัญญู ฐาน 12,345.6% – ·", 0), ("▲ ▼ ● ■ ▸ ✓ ⋯ × ≥", 0), ("\ue000", 1)],
)
def test_every_letter_has_a_font(text: str, boxes: int) -> None:
    found = fonts.pieces(text)
    assert "".join(piece for piece, _ in found).count("\u25a1") == boxes
    for piece, path in found:
        assert {ord(letter) for letter in piece} <= fonts.letters_of(path)


def test_combining_marks_take_no_room() -> None:
    assert fonts.width("ที่", 10) == pytest.approx(fonts.width("ท", 10), rel=0.05)
    assert fonts.width("กกกก", 10, 700) > fonts.width("กกกก", 10)
    assert fonts.width("กก", 20) == pytest.approx(2 * fonts.width("กก", 10))


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("a<br>b", [("a",), ("b",)]),
        ("x &lt; y", [("x < y",)]),
        ('<span style="color:#52606D"><b>a</b> b</span>', [("a", " b")]),
        ("", [()]),
    ],
)
def test_markup_of_figures(markup: str, lines: list[tuple[str, ...]]) -> None:
    assert [tuple(run.text for run in line) for line in parsed(markup)] == lines


def test_runs_know_their_look() -> None:
    ((first, second),) = parsed('<b>a</b><span style="color:#0B4F6C">b</span>')
    assert first == Run("a", bold=True)
    assert second == Run("b", colour="#0B4F6C")


THAI = st.text(st.sampled_from("กขคงจ เแ่าิ้ 12ab"), max_size=80)


@given(THAI, st.floats(30, 300))
def test_lines_are_no_wider_than_their_room_and_lose_nothing(text: str, room: float) -> None:
    lines = ["".join(run.text for run in line) for line in wrapped(text, 10, room)]
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        if " " in line.strip():
            assert line_width((Run(line),), 10) <= room + 1e-6


def test_nothing_of_it_slows_the_start() -> None:
    code = "import sys, lib.exports.drawing as d; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
