"""PowerPoint of a deck, read back: words, figures, tables, notes, marks, fonts."""

import math
import shutil
import subprocess
import tomllib
from collections import Counter
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import segno
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn

from geo.codes import Level
from lib.exports.model import (
    ChartDrawing,
    Deck,
    Fact,
    KeyLine,
    Language,
    MapDrawing,
    Slide,
    Stamp,
    Table,
)
from lib.exports.slides import write_pptx
from lib.exports.slides.settings import sizes
from lib.views.charts.theme import axis, figure, label, value_axis

WORDS = Path(__file__).parents[2] / "data" / "words"
LINK = "http://10.0.0.5:8501/coverage?area=94&lang=th"
MARK = "ข้อมูลจำลอง ไม่ใช่ผลการดำเนินงานจริง"
LONG = "อำเภอยะรังติดตามผลได้ร้อยละ 82.5 สูงกว่าค่าอ้างอิง " * 6
FACTS = (
    Fact("ผู้รับบริการ", "1,234", "คน", "เป้าหมาย 1,000", "▲ 4.2% จากปีก่อน", "better"),
    Fact("ตำบลที่ไม่มีกิจกรรม", "12", "ตำบล", "จาก 115 ตำบล", "▲ 3 ตำบล (แย่ลง)", "worse"),
    Fact("อัตราการติดตามผล", "71.0%", "", "ค่าอ้างอิง 80%", "= ไม่เปลี่ยน"),
)
FRAME = pd.DataFrame(
    {"ตำบล": [f"ตำบลที่ {n}" for n in range(120)],
     "คน": [float(n * 1000) if n % 7 else math.nan for n in range(120)],
     "ร้อยละ": [n + 0.25 for n in range(120)]}
)  # fmt: skip
TABLE = Table("ตารางตำบล", FRAME, {"คน": 0, "ร้อยละ": 1}, 1, ("หมายเหตุของตาราง",))
MAP = MapDrawing("แผนที่", "ต่อพันคน", Level.AMPHOE, "94", (), (), "ที่มา", "แผนที่ของปัตตานี")
calls: list[tuple[float, float, dict[str, Any]]] = []


def stamp(language: Language = "th", link: str = LINK, simulated: str = MARK) -> Stamp:
    words = tomllib.loads((WORDS / f"exports.{language}.toml").read_text(encoding="utf-8"))
    lines = (
        ("พื้นที่", "จังหวัดปัตตานี"),
        ("ช่วงเวลา", "ปีงบประมาณ 2569"),
        ("ตัวกรอง", "ทั้งหมด"),
    )
    made = datetime(2026, 7, 3, 14, 5, tzinfo=ZoneInfo("Asia/Bangkok"))
    return Stamp("การประชุมประจำเดือน", lines, "ที่มา: ระบบรายงาน · ข้อมูลถึง 30 มิ.ย. 2569", simulated,
                 link, made, language, words["exports"])  # fmt: skip


def chart() -> ChartDrawing:
    """Three bars as the screens draw them."""
    names, found = ["ก", "ข", "ค"], [12.3, 8.1, 3.0]
    layout = {
        "xaxis": value_axis(0, 15),
        "yaxis": axis(range=[2.5, -0.5], tickvals=[0, 1, 2], ticktext=names),
        "annotations": [label(str(value), x=1, y=n, xref="paper", yref="y")
                        for n, value in enumerate(found)],
    }  # fmt: skip
    bars = {"type": "bar", "orientation": "h", "x": found, "y": [0, 1, 2],
            "marker": {"color": "#6F9DB4"}, "customdata": names, "hovertext": names,
            "hoverinfo": "text"}  # fmt: skip
    table = Table("t", pd.DataFrame({"พื้นที่": names, "ค่า": found}), {"ค่า": 1})
    return ChartDrawing("ก สูงสุด", "ปี 2569", "ที่มา", figure([bars], layout, 200), table,
                        "แผนภูมิแท่งของ 3 พื้นที่", (KeyLine("ผลจริง", "#6F9DB4"),),
                        ("ง ไม่มีข้อมูล",))  # fmt: skip


SLIDES = (
    Slide("map", "แผนที่ของจังหวัด", MAP, FACTS, ("พูดเรื่องแผนที่", "บรรทัดที่สอง")),
    Slide("chart", "ก สูงสุด", chart(), FACTS[:1], ("พูดเรื่องแผนภูมิ",)),
    Slide("table", "ตารางของทุกตำบล", TABLE, FACTS[:2], ("พูดเรื่องตาราง",)),
    Slide("long", LONG, None, FACTS, ()),
)


def drawn(_: object, width: float, height: float, **more: Any) -> bytes:
    """A picture, and what was asked for."""
    calls.append((width, height, more))
    kept = BytesIO()
    segno.make("map").save(kept, kind="png", scale=20)
    return kept.getvalue()


def made(slides: tuple[Slide, ...] = SLIDES, **more: Any) -> bytes:
    return write_pptx(Deck(stamp(**more), slides), map_png=drawn, chart_png=drawn)


@pytest.fixture(scope="module")
def file() -> bytes:
    return made()


@pytest.fixture(scope="module")
def deck(file: bytes) -> Any:
    return Presentation(BytesIO(file))


def shape(slide: Any, name: str) -> Any:
    return next(one for one in slide.shapes if one.name == name)


def names(slide: Any) -> list[str]:
    return [one.name for one in slide.shapes]


def test_slides_come_in_order_behind_a_title(deck: Any) -> None:
    told = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert told[0] == "การประชุมประจำเดือน"
    assert told[1:4] == [one.headline for one in SLIDES[:3]]
    assert told[4:6] == ["ตารางของทุกตำบล (ต่อ)"] * 2
    assert told[6] == LONG


def test_pages_are_counted(deck: Any) -> None:
    count = len(deck.slides)
    for number, slide in enumerate(deck.slides, start=1):
        page = shape(slide, "page")
        assert page.text_frame.text == f"หน้า {number} จาก {count}"
        assert page._element.find(f".//{qn('a:fld')}").get("type") == "slidenum"


def test_the_title_says_what_it_is(deck: Any) -> None:
    said = shape(deck.slides[0], "about").text_frame.text
    for words in ("พื้นที่: จังหวัดปัตตานี", "ช่วงเวลา: ปีงบประมาณ 2569", "ตัวกรอง: ทั้งหมด",
                  "ข้อมูลถึง 30 มิ.ย. 2569", "จัดทำเมื่อ 3 ก.ค. 2569 14:05 น."):  # fmt: skip
        assert words in said


def test_every_slide_is_marked_and_says_its_source(deck: Any) -> None:
    for slide in deck.slides:
        assert shape(slide, "simulated").text_frame.text == MARK
        assert shape(slide, "source").text_frame.text == stamp().source
        assert shape(slide, "link").click_action.hyperlink.address == LINK


def test_real_data_have_no_mark_and_a_local_link_no_code() -> None:
    for link in ("", "/coverage?area=94", "file:///tmp/x"):
        found = Presentation(BytesIO(made(SLIDES[:2], link=link, simulated="")))
        assert not any({"simulated", "link"} & set(names(slide)) for slide in found.slides)


def test_figures_stand_with_what_they_are_against(deck: Any) -> None:
    for number, fact in enumerate(FACTS, start=1):
        said = shape(deck.slides[1], f"fact-{number}").text_frame.text.split("\n")
        assert said[0] == fact.label
        assert said[1] == f"{fact.value} {fact.unit}".strip()
        assert said[2:] == [fact.against, fact.change]
    assert "fact-2" not in names(deck.slides[2])


def test_the_map_is_sharp_and_described(deck: Any) -> None:
    picture = shape(deck.slides[1], "map")
    assert picture._element.nvPicPr.cNvPr.get("descr") == MAP.alt
    calls.clear()
    made(SLIDES[:1])
    ((width, height, more),) = calls
    assert more == {"bare": True, "dpi": 288}
    assert width * 36000 == pytest.approx(picture.width, rel=1e-3)
    assert height * 36000 == pytest.approx(picture.height, rel=1e-3)


def test_a_chart_is_native(deck: Any) -> None:
    found = shape(deck.slides[2], "chart")
    assert found._element.nvGraphicFramePr.cNvPr.get("descr") == "แผนภูมิแท่งของ 3 พื้นที่"
    (bars,) = found.chart.plots[0].series
    assert (bars.name, list(bars.values)) == ("ผลจริง", [12.3, 8.1, 3.0])
    assert list(found.chart.plots[0].categories) == ["ก", "ข", "ค"]
    assert "ง ไม่มีข้อมูล" in shape(deck.slides[2], "notes-of-body").text_frame.text


def test_a_long_table_goes_on_and_says_what_is_left(deck: Any) -> None:
    rows: list[list[str]] = []
    for slide in list(deck.slides)[3:6]:
        frame = shape(slide, "table")
        assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == TABLE.title
        found = [[cell.text for cell in row.cells] for row in frame.table.rows]
        assert found[0] == ["ตำบล", "คน", "ร้อยละ"]
        rows += found[1:]
        assert frame.top + frame.height <= shape(slide, "rule").top
    wanted = [[f"ตำบลที่ {n}", f"{n * 1000:,}" if n % 7 else "–", f"{n + 0.25:,.1f}"]
              for n in range(120)]  # fmt: skip
    assert rows == wanted[: len(rows)]
    left = shape(deck.slides[5], "notes-of-body").text_frame.text
    assert f"มีอีก {120 - len(rows)} แถวในสมุดงาน" in left


def test_speakers_have_their_notes(deck: Any) -> None:
    told = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert told[1] == "พูดเรื่องแผนที่\nบรรทัดที่สอง"
    assert told[2] == "พูดเรื่องแผนภูมิ\nง ไม่มีข้อมูล"
    assert told[3].startswith("พูดเรื่องตาราง")


@pytest.mark.parametrize(("language", "tag"), [("th", "th-TH"), ("en", "en-GB")])
def test_every_text_has_its_language_and_a_font_for_thai(language: Language, tag: str) -> None:
    found = Presentation(BytesIO(made(language=language)))
    runs = [run for slide in found.slides for page in (slide, slide.notes_slide)
            for run in page._element.iter(qn("a:r"), qn("a:fld"))
            if page is slide or run.tag == qn("a:r")]  # fmt: skip
    assert len(runs) > 100
    for run in runs:
        properties = run.find(qn("a:rPr"))
        assert properties.get("lang") == tag
        for name in ("latin", "ea", "cs"):
            assert properties.find(qn(f"a:{name}")).get("typeface") == sizes().typeface


def test_headlines_are_large_and_stay_on_the_slide(deck: Any) -> None:
    for slide in list(deck.slides)[1:6]:
        size = slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size
        assert size.pt >= 28
    for slide in deck.slides:
        for one in slide.shapes:
            assert min(one.left, one.top) >= 0
            assert one.left + one.width <= deck.slide_width
            assert one.top + one.height <= deck.slide_height
    assert deck.slide_width * 9 == deck.slide_height * 16


def test_a_file_is_whole(file: bytes) -> None:
    """Ids are unique, relationships lead somewhere, every text has a paragraph."""
    with ZipFile(BytesIO(file)) as packed:
        members = set(packed.namelist())
        assert len(members) == len(packed.namelist())
        for name in members:
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(packed.read(name))
            if name.startswith("ppt/slides/slide"):
                ids = Counter(one.get("id") for one in root.iter(qn("p:cNvPr")))
                assert max(ids.values()) == 1, name
                for body in root.iter(qn("p:txBody"), qn("a:txBody")):
                    assert body.find(qn("a:p")) is not None
            if name.endswith(".rels"):
                folder = Path(name).parent.parent
                for one in root:
                    if one.get("TargetMode") != "External":
                        target = one.get("Target")
                        path = Path(target[1:]) if target.startswith("/") else folder / target
                        parts: list[str] = []
                        for step in path.parts:
                            parts = parts[:-1] if step == ".." else [*parts, step]
                        assert "/".join(parts) in members, (name, target)


def test_progress_is_told_and_may_stop() -> None:
    told: list[tuple[int, int]] = []
    write_pptx(Deck(stamp(), SLIDES[:1]), map_png=drawn, chart_png=drawn,
               progress=lambda done, count: told.append((done, count)))  # fmt: skip
    assert told == [(0, 2), (1, 2), (2, 2)]

    def stop(done: int, _: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write_pptx(Deck(stamp(), SLIDES), map_png=drawn, chart_png=drawn, progress=stop)


def test_a_bad_file_of_sizes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "exports.toml"
    file.write_text('[fonts]\ntypeface = "x"\nfactor = 0\n[slides]\nheadline = [30]\n')
    with pytest.raises(ValueError, match=r"exports.toml: factor must be a number above 0"):
        sizes(file)


@pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="LOOK: LibreOffice is not here, so nothing has opened the file of PowerPoint",
)
def test_libreoffice_opens_every_slide(file: bytes, tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").write_bytes(file)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "deck.pptx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    import pypdfium2  # type: ignore[import-untyped]

    pages = pypdfium2.PdfDocument((tmp_path / "deck.pdf").read_bytes())
    assert len(pages) == 7
