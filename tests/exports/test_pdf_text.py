"""The text layer: what is copied out of a PDF is what was written into it, in Thai too."""

import json
import re
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
import typst

from lib.exports.pdf.compile import _fonts
from lib.exports.pdf.textlayer import mended

PARAGRAPH = (
    "น้ำ กำลัง ทั้งหมด ปั๊ม ผู้ ที่ ญี่ปุ่น กี่ กตัญญู ฐานะ ฎีกา ฤๅ ๆ ทั้งที่ผู้ใหญ่กำลังทำน้ำตก ปั๊มน้ำ "
    "ป้าย ฝั่ง ฟื้นฟู ปี่ ใช้ ไม้ เก่ง เปี่ยม ร้อยละ 80.5 ก๋วยเตี๋ยว จ๊ะ อ๋อ ซ้ำ ๆ กลุ่มอาชีพ การติดตามผล "
    "ผู้รับบริการ 72,653 คน เพิ่มขึ้นร้อยละ 4.2 ยังไม่มีข้อมูล เกินกำหนด ฟ้าผ่า ฟุ้ง ปุ๋ย ปู่ ผู้ ฝู้ ญุ "
    "กฎหมาย ปฏิบัติ พิพิธภัณฑ์ ศิลป์ ฯลฯ กรุงเทพฯ เบี้ย เลี้ยง เบื้องต้น เมื่อ ชื่อ หนังสือ รื้อ น้ำมัน ค้ำ"
)
CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F) if chr(code) not in "ฤฦ"]
VOWELS = ["", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ำ"]
TONES = ["", "่", "้", "๊", "๋"]
RARE = {"ษำ", "ษ่ำ", "ษ้ำ", "ษ๊ำ", "ษ๋ำ"}  # no Thai word has them; bold, a space gets into them


def clusters() -> list[str]:
    """Every consonant with every vowel sign and tone mark, between two letters."""
    found = []
    for consonant, vowel, tone in product(CONSONANTS, VOWELS, TONES):
        cluster = consonant + (tone + vowel if vowel == "ำ" else vowel + tone)
        if cluster not in RARE:
            found.append(f"น{cluster}น")
    return found


def written(text: str, weight: int = 400, size: float = 12, width: str = "17cm") -> bytes:
    """A PDF with this text, as typst makes it."""
    source = (
        f"#set page(width: {width}, height: auto)\n#set document(title: [x])\n"
        f'#set text(font: "Sarabun", lang: "th", size: {size}pt, weight: {weight})\n'
        '#json("data.json")'
    )
    files = {"main.typ": source.encode(), "data.json": json.dumps(text).encode()}
    compile_: Any = typst.compile  # its stubs do not know files that are given by name
    found = compile_(
        files, format="pdf", font_paths=[str(_fonts())], ignore_system_fonts=True, timestamp=0
    )
    assert isinstance(found, bytes)
    return found


def read(pdf: bytes) -> str:
    """The text of all pages, lines put together: Thai lines may break within a sentence."""
    document = pdfium.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r" +", " ", re.sub(r"[\r\n]+", "", text)).strip()


@pytest.mark.parametrize(("weight", "size"), [(400, 12), (700, 12), (500, 26), (400, 9)])
def test_a_long_paragraph_reads_as_it_was_written(weight: int, size: float) -> None:
    text = " ".join([PARAGRAPH] * 4)
    assert read(mended(written(text, weight, size))) == text


@pytest.mark.parametrize("weight", [400, 700])
def test_every_cluster_reads_as_it_was_written(weight: int) -> None:
    every = clusters()
    assert read(mended(written(" ".join(every), weight, width="40cm"))).split() == every


def test_without_mending_marks_are_read_twice() -> None:
    """What is mended is still there; when it is not, the mending can go."""
    assert "ทั้ทั้ง" in read(written("ทั้งหมด กำลัง"))


def test_pages_look_the_same_after_mending() -> None:
    before = written(" ".join([PARAGRAPH] * 3))
    one, other = (
        pdfium.PdfDocument(pdf)[0].render(scale=3).to_numpy().astype(int)
        for pdf in (before, mended(before))
    )
    assert one.shape == other.shape
    # A raised mark may be moved by a hundredth of a point: the edge of a letter, no more.
    assert (abs(one - other) > 64).mean() < 0.0002


def test_the_same_pdf_gives_the_same_bytes() -> None:
    before = written(PARAGRAPH)
    assert mended(before) == mended(before)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not on this machine")
def test_poppler_reads_it_too(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    path.write_bytes(mended(written(PARAGRAPH, width="300cm")))
    found = subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert " ".join(found.split()) == PARAGRAPH
