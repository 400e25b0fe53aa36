"""Papers and slides as PDF, read back."""

import io
import re
from datetime import UTC, datetime

import pandas as pd
import pikepdf
import pypdfium2 as pdfium
import pytest

from geo.codes import Level
from lib.exports.model import (
    ChartDrawing,
    Deck,
    Drawing,
    Fact,
    MapDrawing,
    Paper,
    Section,
    Slide,
    Stamp,
    Table,
)
from lib.exports.pdf import write_deck_pdf, write_paper_pdf
from lib.exports.pdf.parts import cell_text, whole_numbers
from lib.views.words import section

AWKWARD = '#set *ดาว* [วงเล็บ] $x$ _เส้น_ <a> @b \\n "คำพูด" `โค้ด` // /* ทั้งหมด'
MADE = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
ROWS = 290
TABLE = Table(
    "ตัวเลขรายตำบล",
    pd.DataFrame(
        {
            "ตำบล": [f"ตำบลที่ {place}" for place in range(ROWS)],
            "ผู้รับบริการ": [1234.0 if place else None for place in range(ROWS)],
            "อัตรา": ["ไม่แสดง" if place % 7 == 0 else place / 4 for place in range(ROWS)],
        }
    ),
    {"อัตรา": 2},
    notes=("หมายเหตุท้ายตาราง",),
)
FACTS = tuple(
    Fact(f"ตัวชี้วัด {place}", f"{80 + place}.5%", "", "ค่าอ้างอิง 80%", "▲ เพิ่มขึ้น 4.2 จุด", "better")
    for place in range(3)
)
MAP = MapDrawing(
    "อ.ยะรังมากที่สุด", "คนต่อพันคน", Level.AMPHOE, "90", (), (), "ที่มาของแผนที่", "แผนที่ 37 อำเภอ"
)
EMPTY = ChartDrawing(
    "ยังไม่มีข้อมูล", "", "", None, Table("", pd.DataFrame()), "", empty="ไม่มีรายการในช่วงนี้"
)


def stamp(simulated: str = "ข้อมูลจำลอง", title: str = "รายงานทั้งหมด") -> Stamp:
    return Stamp(
        title=title,
        lines=(("พื้นที่", "ทั้งพื้นที่"), ("ช่วงเวลา", "มิ.ย. 2569"), ("ตัวกรอง", AWKWARD)),
        source="ข้อมูลถึง 30 มิ.ย. 2569",
        simulated=simulated,
        link="https://example.org/overview?period=2026-06",
        made=MADE,
        language="th",
        words=section("exports", "th"),
    )


def box(drawing: Drawing, width: float, height: float) -> bytes:
    """A picture without anything on it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}"/></svg>'
    ).encode()


def paper(**of_stamp: str) -> Paper:
    return Paper(
        stamp(**of_stamp),
        (
            Section("ภาคผนวกของตำบล", (TABLE,), annex=True),
            Section("สรุป", (AWKWARD, FACTS, MAP)),
            Section("ว่างเปล่า", (EMPTY,)),
        ),
    )


def deck(**of_stamp: str) -> Deck:
    return Deck(
        stamp(**of_stamp),
        (
            Slide("map", AWKWARD, MAP, FACTS, ("พูดช้า ๆ",)),
            Slide("table", "ตารางยาว", TABLE),
            Slide("facts", "มีแต่ตัวเลข", None, FACTS),
            Slide("long", "ผู้รับบริการทั้งหมด 72,653 คน เพิ่มขึ้นร้อยละ 4.2 " * 5, EMPTY),
        ),
    )


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without breaks of lines."""
    found = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]
    return [re.sub(r"[\r\n]+", "", text).replace("\u00a0", " ") for text in found]


def bookmarks(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        return [str(one.title).replace("\u00a0", " ") for one in outline.root]


def images(node: object) -> list[str]:
    """The alternative texts of all figures below a node of the structure tree."""
    if isinstance(node, pikepdf.Array):
        return [text for one in node for text in images(one)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (images(node["/K"]) if "/K" in node else [])


@pytest.fixture(scope="module")
def paper_pdf() -> bytes:
    return write_paper_pdf(paper(), draw=box)


@pytest.fixture(scope="module")
def deck_pdf() -> bytes:
    return write_deck_pdf(deck(), draw=box)


@pytest.mark.parametrize("which", ["paper_pdf", "deck_pdf"])
def test_every_page_says_source_mark_and_number(which: str, request: pytest.FixtureRequest) -> None:
    found = pages(request.getfixturevalue(which))
    for number, text in enumerate(found, start=1):
        assert "ข้อมูลถึง 30 มิ.ย. 2569" in text
        assert "ข้อมูลจำลอง" in text
        assert f"หน้า {number} จาก {len(found)}" in text


@pytest.mark.parametrize("which", ["paper_pdf", "deck_pdf"])
def test_title_language_author_and_tags(which: str, request: pytest.FixtureRequest) -> None:
    with pikepdf.open(io.BytesIO(request.getfixturevalue(which))) as document:
        assert document.docinfo["/Title"] == "รายงานทั้งหมด"
        assert "กระทรวงแรงงาน" in str(document.docinfo["/Author"])
        assert document.docinfo["/CreationDate"] == "D:20260701093000Z"
        assert document.Root["/Lang"] == "th"
        assert document.Root["/MarkInfo"]["/Marked"]
        assert document.open_metadata()["pdfuaid:part"] == "1"
        assert "แผนที่ 37 อำเภอ" in images(document.Root["/StructTreeRoot"]["/K"])


def test_real_data_have_no_mark() -> None:
    for pdf in (
        write_paper_pdf(paper(simulated=""), draw=box),
        write_deck_pdf(deck(simulated=""), draw=box),
    ):
        assert not any("จำลอง" in text for text in pages(pdf))


def test_text_is_never_markup(paper_pdf: bytes, deck_pdf: bytes) -> None:
    assert "".join(pages(paper_pdf)).count(AWKWARD) == 2
    assert AWKWARD in pages(deck_pdf)[0]
    assert AWKWARD in pages(deck_pdf)[1]
    for pdf in (
        write_paper_pdf(paper(title=AWKWARD), draw=box),
        write_deck_pdf(deck(title=AWKWARD), draw=box),
    ):
        assert AWKWARD in pages(pdf)[0]


def test_the_annex_comes_last_on_pages_of_its_own(paper_pdf: bytes) -> None:
    assert bookmarks(paper_pdf) == ["1. สรุป", "2. ว่างเปล่า", "ภาคผนวกของตำบล"]
    found = pages(paper_pdf)
    first = next(place for place, text in enumerate(found) if "ภาคผนวก 1" in text)
    assert all("ตำบลที่" not in text for text in found[:first])
    assert all("ตำบลที่" in text for text in found[first:])


def test_a_table_goes_on_with_its_heads_and_every_row(paper_pdf: bytes) -> None:
    annex = [text for text in pages(paper_pdf) if "ตำบลที่ " in text]
    assert len(annex) > 3
    assert all("ผู้รับบริการ" in text and "อัตรา" in text for text in annex)
    text = " ".join(annex)
    assert all(f"ตำบลที่ {place}" in text for place in range(ROWS))
    assert text.count("ไม่แสดง") == sum(place % 7 == 0 for place in range(ROWS))
    assert text.count("1,234") == ROWS - 1
    assert "หมายเหตุท้ายตาราง" in annex[-1]


def test_a_deck_has_a_title_page_and_one_page_a_slide(deck_pdf: bytes) -> None:
    found = pages(deck_pdf)
    parts = -(-ROWS // 11)
    assert len(found) == 1 + 1 + parts + 1 + 1
    assert "ทั้งพื้นที่" in found[0]
    assert all(fact.value in found[1] for fact in FACTS)
    assert all("ตารางยาว" in text for text in found[2 : 2 + parts])
    assert "ไม่มีรายการในช่วงนี้" in found[-1]
    assert not any("พูดช้า" in text for text in found)


def test_notes_of_the_speaker_come_only_when_asked_for() -> None:
    found = pages(write_deck_pdf(deck(), draw=box, notes=True))
    assert "พูดช้า ๆ" in found[-1]


@pytest.mark.parametrize("write", [write_paper_pdf, write_deck_pdf])
def test_the_same_content_gives_the_same_bytes(write) -> None:  # type: ignore[no-untyped-def]
    one = paper() if write is write_paper_pdf else deck()
    assert write(one, draw=box) == write(one, draw=box)


def test_progress_is_told_and_stops_the_work() -> None:
    steps: list[tuple[int, int]] = []
    write_paper_pdf(paper(), draw=box, progress=lambda done, of: steps.append((done, of)))
    assert steps == [(1, 3), (2, 3), (3, 3)]

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_deck_pdf(deck(), draw=box, progress=stop)


def test_a_sign_that_no_font_has_does_not_stop_the_paper() -> None:
    found = pages(write_paper_pdf(paper(title="รายงาน \U0001f9ff ทั้งหมด"), draw=box))
    assert "ทั้งหมด" in found[0]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 1, "1,234.5"),
        (0.04, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (float("nan"), 1, "–"),
        (None, None, "–"),
        (pd.NA, 0, "–"),
        (7, None, "7"),
        ("ไม่แสดง", 1, "ไม่แสดง"),
    ],
)
def test_cells(value: object, decimals: int | None, text: str) -> None:
    assert cell_text(value, decimals) == text


def test_a_number_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        cell_text(float("inf"), 1)


def test_numbers_stay_with_their_words() -> None:
    assert (
        whole_numbers("ร้อยละ 80 ของ 12 คน · 3") == "ร้อยละ\u00a080\u00a0ของ\u00a012\u00a0คน ·\u00a03"
    )
