"""Slides as HTML: what they say, what people wrote in them, and the page that stands alone."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from geo.codes import Level
from lib.exports.model import (
    ChartDrawing,
    Deck,
    Drawing,
    Fact,
    LegendLine,
    MapArea,
    MapDrawing,
    Slide,
    Stamp,
    Table,
)
from lib.exports.web.slides import BODY, WIDE, payload, slide_html, standalone

WORDS = {"page_of": "หน้า {page}/{pages}", "player_start": "เริ่ม", "other": "ไม่ใช่ของสไลด์",
         "line_filters_none": "ไม่มี", "slide_whole": "ร้อยละ,กว่า"}  # fmt: skip
STAMP = Stamp(
    title="ประชุม",
    lines=(("พื้นที่", "จ.ปัตตานี"), ("ช่วงเวลา", "มิ.ย. 2569"), ("ตัวกรอง", "ไม่มี")),
    source="ข้อมูลถึง 30 มิ.ย. 2569",
    simulated="ข้อมูลจำลอง",
    link="?area=94",
    made=datetime(2026, 7, 1, tzinfo=UTC),
    language="th",
    words=WORDS,
)
TABLE = Table(
    "อำเภอที่ต้องดูแล",
    pd.DataFrame({"อำเภอ": ["ยะรัง", "มายอ"], "ร้อยละ": [1234.56, float("nan")]}),
    {"ร้อยละ": 1},
)
MAP = MapDrawing(
    "ความครอบคลุม", "คนต่อพัน", Level.AMPHOE, "94",
    (MapArea("9401", "อ.เมือง", "#112233", "12", 12.0),), (LegendLine("1–2", "#112233", 1),),
    "ที่มา", 'แผนที่ "ตัวอย่าง"',
)  # fmt: skip
CHART = ChartDrawing("t", "คน · รายเดือน", "s", None, TABLE, "กราฟ", empty="ยังไม่มีข้อมูล")
FACT = Fact("ผู้รับบริการ", "1,234", "คน", "อ้างอิง 80%", "▲ เพิ่มขึ้น", "worse")
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


class Drawer:
    """Gives an empty picture and remembers the sizes that were asked for."""

    def __init__(self) -> None:
        self.sizes: list[tuple[float, float]] = []

    def __call__(self, _: Drawing, width: float, height: float) -> bytes:
        self.sizes.append((width, height))
        return SVG


def html_of(slide: Slide, stamp: Stamp = STAMP) -> str:
    return slide_html(slide, stamp, 2, 9, Drawer())


def test_a_slide_says_all_of_it() -> None:
    found = html_of(Slide("a", "มากที่สุดที่ อ.ยะรัง", MAP, (FACT,)))
    for words in (
        "มากที่สุดที่ อ.ยะรัง", "1,234", "คน", "อ้างอิง 80%", "▲ เพิ่มขึ้น", "จ.ปัตตานี · มิ.ย. 2569",
        "ข้อมูลถึง 30 มิ.ย. 2569", "ข้อมูลจำลอง", "หน้า 2/9", "ความครอบคลุม · คนต่อพัน",
    ):  # fmt: skip
        assert words in found
    assert 'alt="แผนที่ &quot;ตัวอย่าง&quot;"' in found
    assert 'class="against worse"' in found


def test_a_slide_says_its_filters() -> None:
    filtered = replace(STAMP, lines=(*STAMP.lines[:2], ("ตัวกรอง", "ภารกิจ: ด้านแรงงาน")))
    assert "มิ.ย. 2569 · ตัวกรอง: ภารกิจ: ด้านแรงงาน<" in html_of(Slide("a", "ข", MAP), filtered)
    assert "ตัวกรอง" not in html_of(Slide("a", "ข", MAP))


def test_words_that_a_browser_would_cut_stay_whole() -> None:
    found = html_of(Slide("a", "ติดตามไม่พบร้อยละ 13.9 เกินมาแล้วกว่า 90 วัน", MAP))
    for word in ("ร้อยละ", "กว่า"):
        assert f'<span class="whole">{word}</span>' in found


def test_a_table_says_its_notes() -> None:
    found = html_of(Slide("a", "ข", replace(TABLE, notes=("ตัวกรองไม่มีผล <b>",))))
    assert "ตัวกรองไม่มีผล &lt;b&gt;" in found


def test_real_data_are_not_called_simulated() -> None:
    found = html_of(Slide("a", "ข้อความ", TABLE), replace(STAMP, simulated=""))
    assert "simulated" not in found


def test_a_table_shows_its_figures_as_the_screen_does() -> None:
    found = html_of(Slide("a", "ข้อความ", TABLE))
    assert '<td class="number">1,234.6</td>' in found
    assert '<td class="number">–</td>' in found
    assert "<caption>อำเภอที่ต้องดูแล</caption>" in found


def test_an_empty_chart_says_why() -> None:
    assert "ยังไม่มีข้อมูล" in html_of(Slide("a", "ข้อความ", CHART))


@pytest.mark.parametrize(("facts", "size"), [((FACT,), BODY), ((), WIDE)])
def test_a_picture_fills_its_place(facts: tuple[Fact, ...], size: tuple[float, float]) -> None:
    drawer = Drawer()
    slide_html(Slide("a", "ข้อความ", MAP, facts), STAMP, 1, 1, drawer)
    assert drawer.sizes == [size]


def test_what_people_wrote_stays_text() -> None:
    bad = '<script>alert(1)</script>"&'
    slide = Slide(
        bad, bad, replace(TABLE, title=bad, frame=pd.DataFrame({bad: [bad]})),
        (Fact(bad, bad, bad, bad, bad),),
    )  # fmt: skip
    stamp = replace(STAMP, source=bad, simulated=bad, lines=((bad, bad), (bad, bad)))
    assert "<script" not in html_of(slide, stamp)
    page = standalone(Deck(replace(stamp, title=bad), (slide,)), {}).decode()
    assert page.count("<script") == 1
    assert page.count("</script") == 1


def test_the_player_gets_its_words_and_the_notes() -> None:
    deck = Deck(STAMP, (Slide("a", "หนึ่ง", TABLE, notes=("พูด",)), Slide("b", "สอง", MAP)))
    steps: list[tuple[int, int]] = []
    found = payload(deck, draw=Drawer(), progress=lambda *step: steps.append(step))
    assert [one["headline"] for one in found["slides"]] == ["หนึ่ง", "สอง"]
    assert found["slides"][0]["notes"] == ["พูด"]
    assert found["words"] == {"start": "เริ่ม"}
    assert steps == [(0, 2), (1, 2), (2, 2)]
    json.dumps(found)


def test_the_digest_tells_whether_anything_changed() -> None:
    deck = Deck(STAMP, (Slide("a", "หนึ่ง", TABLE),))
    later = Deck(replace(STAMP, made=datetime(2027, 1, 1, tzinfo=UTC)), deck.slides)
    other = Deck(STAMP, (Slide("a", "สอง", TABLE),))
    first, second, third = (payload(one, draw=Drawer())["digest"] for one in (deck, later, other))
    assert first == second
    assert first != third


def test_the_page_alone_asks_for_nothing_from_elsewhere() -> None:
    page = standalone(Deck(STAMP, (Slide("a", "หนึ่ง", TABLE),)), {400: b"font"}).decode()
    assert "หนึ่ง" in page
    assert not re.findall(r"""(?:src|href)=["']?(?!data:)|url\((?!data:)|import |https?://""", page)
