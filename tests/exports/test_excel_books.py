"""Workbooks: read back, they hold what the tables hold and look as the screen does."""

import io
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lib.exports.excel import as_shown, write_workbook
from lib.exports.model import Stamp, Table
from lib.views.words import section

MARK = "ข้อมูลจำลอง & ไม่จริง"
LINES = (("พื้นที่", "อ.ยะรัง จ.ปัตตานี"), ("ช่วงเวลา", "ปีงบประมาณ 2569"), ("ตัวกรอง", "ไม่มี"))
FRAME = pd.DataFrame(
    {
        "รหัส": ["0101", "9402", "9403", "9404"],
        "พื้นที่": ["=1+1", "+66", "-5", "@ยะรัง"],
        "ร้อยละ": [6.25, 82.5, np.nan, 100 / 3],
        "คน": pd.array([1234, None, 0, 5], dtype="Int64"),
        "ค่า": ["1,234.5", "−14.6%", "ไม่แสดง", "2–7"],
        "หมายเหตุ": ["", "จำนวนน้อย", "=cmd|' /C calc'!A0", "12345"],
    }
)
TABLE = Table("ความครอบคลุม: อ.ยะรัง [1/2]?", FRAME, {"ร้อยละ": 1}, 2, ("หมายเหตุใต้ตาราง",))


def stamp(simulated: str = MARK) -> Stamp:
    return Stamp(
        title="ความครอบคลุม",
        lines=LINES,
        source="ข้อมูลถึง 30 มิ.ย. 2569",
        simulated=simulated,
        link="https://example.go.th/coverage?area=9410",
        made=datetime(2026, 7, 1, 9, 30, tzinfo=UTC),
        language="th",
        words=MappingProxyType(section("exports", "th")),
    )


def opened(*tables: Table, simulated: str = MARK) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_workbook(stamp(simulated), tables)))


def header(sheet: Worksheet) -> str | None:
    assert sheet.oddHeader is not None
    return sheet.oddHeader.right.text


def texts(book: Workbook, sheet: int) -> list[str]:
    rows = book.worksheets[sheet].iter_rows(values_only=True)
    return [str(cell) for row in rows for cell in row if cell is not None]


def body(book: Workbook) -> list[list[tuple[object, str]]]:
    """Value and number format of the cells under the heads of the first table."""
    sheet = book.worksheets[1]
    heads = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "รหัส")
    return [
        [(sheet.cell(row, column).value, sheet.cell(row, column).number_format)
         for column in range(1, 7)]
        for row in range(heads + 1, heads + 5)
    ]  # fmt: skip


def test_cells_are_what_the_screen_shows() -> None:
    assert body(opened(TABLE)) == [
        [("0101", "@"), ("=1+1", "@"), (6.2, "#,##0.0"), (1234, "#,##0"),
         (1234.5, "#,##0.0"), (None, "@")],
        [("9402", "@"), ("+66", "@"), (82.5, "#,##0.0"), ("–", "@"),
         (-0.146, '#,##0.0%;"−"#,##0.0%'), ("จำนวนน้อย", "@")],
        [("9403", "@"), ("-5", "@"), ("–", "@"), (0, "#,##0"),
         ("ไม่แสดง", "@"), ("=cmd|' /C calc'!A0", "@")],
        [("9404", "@"), ("@ยะรัง", "@"), (pytest.approx(100 / 3, abs=1e-12), "#,##0.0"),
         (5, "#,##0"), ("2–7", "@"), ("12345", "@")],
    ]  # fmt: skip


def test_nothing_is_a_formula_and_what_looks_like_one_is_marked_as_text() -> None:
    found = opened(TABLE, Table("=1+1", FRAME.rename(columns={"คน": "=2"})))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    dangerous = [one for one in cells if str(one.value).startswith(("=", "+", "@"))]
    assert len(dangerous) == 11
    assert all(one.quotePrefix for one in dangerous)


def test_cover_says_what_it_is_and_leads_to_every_sheet() -> None:
    book = opened(TABLE, TABLE)
    cover, said = book.worksheets[0], texts(book, 0)
    for value in ("ความครอบคลุม", MARK, *(part for line in LINES for part in line),
                  "ข้อมูลถึง 30 มิ.ย. 2569", "1/7/2569 เวลา 09:30 น.",
                  "https://example.go.th/coverage?area=9410", TABLE.title):  # fmt: skip
        assert value in said
    links = [cell.hyperlink for row in cover.iter_rows() for cell in row if cell.hyperlink]
    assert [one.target for one in links if one.target] == [stamp().link]
    inside = [one.location for one in links if one.location]
    assert inside == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_every_sheet_says_what_it_shows_and_prints_well() -> None:
    book = opened(TABLE, Table("สั้น", FRAME[["รหัส", "คน"]]))
    for number, sheet in enumerate(book.worksheets):
        assert MARK in texts(book, number)
        assert header(sheet) == MARK.replace("&", "&&")
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        if number:
            assert "พื้นที่: อ.ยะรัง จ.ปัตตานี" in " ".join(texts(book, number))
            assert sheet.print_title_rows == "$6:$6"
    wide, narrow = book.worksheets[1:]
    assert (wide.freeze_panes, narrow.freeze_panes) == ("C7", "B7")
    assert (wide.page_setup.orientation, narrow.page_setup.orientation) == ("landscape", "portrait")
    assert "หมายเหตุใต้ตาราง" in texts(book, 1)


def test_real_data_are_not_marked() -> None:
    book = opened(TABLE, simulated="")
    assert not any("จำลอง" in text for number in (0, 1) for text in texts(book, number))
    assert header(book.worksheets[1]) is None


def test_names_of_sheets_are_lawful_and_unique() -> None:
    titles = ["ก" * 50, "ก" * 50, "a:b/c?*[x]", "History", "", "'q'"]
    names = opened(*(Table(title, FRAME) for title in titles)).sheetnames
    assert len({name.casefold() for name in names}) == 7
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")


@given(some.floats(-1e9, 1e9), some.integers(0, 4))
def test_excel_shows_what_the_screen_shows(value: float, places: int) -> None:
    """Excel rounds the 15 digits that it keeps, halves away from zero."""
    kept = as_shown(value, places)
    digits = f"{abs(kept):.14e}"
    excel = Decimal(digits).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    screen = f"{value:.{places}f}".lstrip("-")
    assert str(excel) == screen
    assert (kept < 0) == (f"{value:.{places}f}".startswith("-") and Decimal(screen) > 0)
    assert abs(kept - value) <= 0.5 * 10**-places + abs(value) * 1e-15


def test_progress_hears_of_every_table() -> None:
    heard: list[tuple[int, int]] = []
    write_workbook(stamp(), [TABLE, TABLE], progress=lambda *step: heard.append(step))
    assert heard == [(1, 2), (2, 2)]


def test_no_tables_is_an_error() -> None:
    with pytest.raises(ValueError, match="give one at least"):
        write_workbook(stamp(), [])
