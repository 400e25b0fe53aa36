"""Decks that are kept: the text gives back what was, and nothing else is taken for one."""

import json
import math
from datetime import UTC, datetime

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.codes import Level
from lib.exports.keeping import FORM, NotKept, from_text, to_text
from lib.exports.model import (
    ChartDrawing,
    CircleScale,
    Deck,
    Dot,
    Fact,
    Fill,
    KeyLine,
    LegendLine,
    MapArea,
    MapDrawing,
    Sign,
    Slide,
    Stamp,
    Table,
)

STAMP = Stamp(
    title="ประชุมประจำเดือน",
    lines=(("พื้นที่", "จ.ปัตตานี"), ("ช่วงเวลา", "มิ.ย. 2569")),
    source="ข้อมูลถึง 30 มิ.ย. 2569",
    simulated="ข้อมูลจำลอง",
    link="?area=94",
    made=datetime(2026, 7, 1, 9, 30, tzinfo=UTC),
    language="th",
    words={"page_of": "หน้า {page}/{pages}"},
)
TABLE = Table(
    "ตาราง",
    pd.DataFrame(
        {
            "อำเภอ": ["ยะรัง", "มายอ", "หนองจิก"],
            "ร้อยละ": [1.123456789012345, math.nan, -0.1],
            "คน": [1, 2, 3],
            "แสดง": [1.5, "ไม่แสดง", "ยังไม่มีข้อมูล"],
        }
    ),
    {"ร้อยละ": 1},
    notes=("หมายเหตุ",),
)
MAP = MapDrawing(
    title="ความครอบคลุม",
    subtitle="คนต่อ 1,000",
    level=Level.AMPHOE,
    focus="94",
    areas=(
        MapArea("9401", "อ.เมือง", Fill.HATCHED, "ยังไม่มีข้อมูล", 0.0),
        MapArea("9402", "อ.โคกโพธิ์", "#112233", "12.5", 12.5, Sign.UP, size=3.5),
    ),
    legend=(
        LegendLine("10–20", "#112233", 1),
        LegendLine("ไม่มี", Fill.DOTTED, 1),
        LegendLine("สูง", Sign.UP, None),
    ),
    source="ที่มา",
    alt="แผนที่",
    circles=CircleScale(100.0, (50.0, 100.0), "คน"),
    dots=(Dot(101.25, 6.5, "#445566"),),
)
CHART = ChartDrawing(
    title="เรียงลำดับ",
    subtitle="คน",
    source="ที่มา",
    figure=go.Figure(
        {"data": [{"type": "bar", "x": [1, 2.123456789, None], "y": ["ก", "ข", "ค"]}]}
    ),
    table=TABLE,
    alt="กราฟแท่ง",
    key=(KeyLine("ก", "#111111", "dot"),),
)


def deck_of(*bodies: MapDrawing | ChartDrawing | Table | None) -> Deck:
    fact = Fact("คน", "1,234", "คน", "อ้างอิง 80%", "▲ เพิ่มขึ้น 3%", "better")
    slides = [
        Slide(f"s{place}", f"ข้อความ {place}", body, (fact,), ("บันทึก",))
        for place, body in enumerate(bodies)
    ]
    return Deck(STAMP, tuple(slides))


@pytest.mark.parametrize("body", [MAP, CHART, TABLE, None], ids=["map", "chart", "table", "none"])
def test_what_is_kept_comes_back(body: MapDrawing | ChartDrawing | Table | None) -> None:
    kept = deck_of(body)
    back = from_text(to_text(kept))
    assert back.stamp == kept.stamp
    if not isinstance(body, ChartDrawing):  # plotly writes its template in any order
        assert to_text(back) == to_text(kept)
    found = back.slides[0]
    assert (found.headline, found.facts, found.notes) == (
        kept.slides[0].headline, kept.slides[0].facts, kept.slides[0].notes,
    )  # fmt: skip
    if isinstance(body, MapDrawing):
        assert found.body == body
    if isinstance(body, ChartDrawing):
        assert isinstance(found.body, ChartDrawing)
        assert found.body.figure == body.figure
    if isinstance(body, Table):
        assert isinstance(found.body, Table)
        pd.testing.assert_frame_equal(found.body.frame, body.frame, check_exact=True)


@settings(deadline=None)
@given(st.lists(st.floats(allow_infinity=False, width=64), min_size=1, max_size=20))
def test_figures_keep_every_digit(values: list[float]) -> None:
    table = Table("t", pd.DataFrame({"a": [str(one) for one in values], "n": values}))
    body = from_text(to_text(deck_of(table))).slides[0].body
    assert isinstance(body, Table)
    for now, then in zip(body.frame["n"], values, strict=True):
        assert (math.isnan(now) and math.isnan(then)) or now == then


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"form": 99, "deck": {}}', f'{{"form": {FORM}, "deck": 5}}',
     f'{{"form": {FORM}, "deck": {{"slides": []}}}}'],
)  # fmt: skip
def test_other_texts_are_no_decks(text: str) -> None:
    with pytest.raises(NotKept):
        from_text(text)


def test_a_text_that_was_cut_is_no_deck() -> None:
    whole = to_text(deck_of(MAP, CHART))
    for end in range(0, len(whole) - 1, 997):
        with pytest.raises(NotKept):
            from_text(whole[:end])
    assert json.loads(whole)["form"] == FORM
