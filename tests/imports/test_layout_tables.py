"""Which table a sheet is, and where its header stands."""

from pathlib import Path

import polars as pl
import pytest

from lib.imports.reading.layout import lay_out
from lib.imports.sheets import Sheet, Source
from lib.store.check import Delivered
from lib.store.findings import Findings
from lib.store.model import TABLES, normal_header

Row = list[str]
ACTIVITY = ["activity_id", "date", "tambon_code", "mission", "work_level", "activity_type",
            "participants_male", "participants_female"]  # fmt: skip
DATA = ["A1", "2025-12-05", "940101", "labour", "2", "mobile_service", "10", "12"]
REPORT = ["รหัสตำบล", "เดือน", "วันที่ส่งรายงาน"]
REPORTED = ["940101", "2025-12", "2026-01-04"]


def sheet(rows: list[Row], name: str = "Sheet1", file: str = "x.xlsx", **more: object) -> Sheet:
    width = max(map(len, rows), default=0)
    filled = [row + [""] * (width - len(row)) for row in rows]
    schema = {str(number): pl.String for number in range(width)}
    cells = pl.DataFrame(filled, schema=schema, orient="row")
    return Sheet(Source(file, Path(file)), name, cells, **more)  # type: ignore[arg-type]


def laid(*sheets: Sheet, table: str | None = None) -> tuple[list[Delivered], Findings]:
    return lay_out(sheets, TABLES[table] if table else None)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
@pytest.mark.parametrize("language", ["name", "thai", "english"])
def test_every_table_is_known_by_its_headers(table: object, language: str) -> None:
    headers = [getattr(item, language) for item in table.fields]  # type: ignore[attr-defined]
    (one,), findings = laid(sheet([["ชื่อเรื่อง"], [], headers, ["x"] * len(headers)]))
    assert one.table is table
    assert list(one.columns.values()) == list(range(len(headers)))
    assert one.rows.to_list() == [4]
    assert not findings


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_what_is_needed_is_enough(table: object) -> None:
    headers = [item.thai for item in table.fields if item.required]  # type: ignore[attr-defined]
    (one,), _ = laid(sheet([headers, ["x"] * len(headers)]))
    assert one.table is table


@pytest.mark.parametrize(
    ("name", "file", "table"),
    [
        ("need", "x.xlsx", "need"),
        ("ความต้องการ", "x.xlsx", "need"),
        ("ความต้องการ ธ.ค. 68", "x.xlsx", "need"),
        ("Needs", "x.xlsx", "need"),
        ("Sheet1", "ความต้องการ 2568.xlsx", "need"),
        ("Sheet1", "situation.xlsx", "situation"),
        ("สถานการณ์หรือเหตุการณ์ด้านแรงงาน", "need.xlsx", "situation"),
    ],
)
def test_a_name_decides_where_headers_do_not(name: str, file: str, table: str) -> None:
    """Both tables have these columns, and need more."""
    rows = [["tambon_code", "category", "status", "people"], ["940101", "x", "y", "1"]]
    (one,), _ = laid(sheet(rows, name, file))
    assert one.table.name == table


def test_headers_win_over_a_name() -> None:
    (one,), _ = laid(sheet([REPORT, REPORTED], "กิจกรรม", "กิจกรรม.xlsx"))
    assert one.table.name == "report"


def test_neither_name_nor_headers() -> None:
    rows = [["tambon_code", "category", "status", "people"], ["940101", "x", "y", "1"]]
    delivered, findings = laid(sheet(rows))
    assert not delivered
    assert len(findings.errors) == 1
    assert set(findings.counts) <= {"several_tables", "unknown_table"}


def test_what_is_asked_for_is_taken() -> None:
    rows = [["tambon_code", "category", "status"], ["940101", "x", "y"]]
    (one,), findings = laid(sheet(rows), table="need")
    assert one.table.name == "need"
    assert not findings


def test_a_sheet_without_a_table_beside_one_is_told_of() -> None:
    (one,), findings = laid(sheet([ACTIVITY, DATA]), sheet([["งบประมาณ"], ["1200"]], "งบ"))
    assert one.sheet == "Sheet1"
    assert [(found.kind, found.sheet) for found in findings] == [("sheet_left_out", "งบ")]
    assert not findings.errors


def test_own_sheets_are_passed_over() -> None:
    own = [sheet([["วิธีกรอก"]], name) for name in ("คำอธิบาย", "Explanation", "สรุปผลการตรวจ (2)")]
    _, findings = laid(sheet([ACTIVITY, DATA]), *own, sheet([ACTIVITY], "Lists", hidden=True))
    assert not findings


def test_a_sheet_with_a_header_counts_whatever_its_name() -> None:
    (one,), _ = laid(sheet([ACTIVITY, DATA], "รายการ"))
    assert one.sheet == "รายการ"


TITLES = [["แบบรายงานกิจกรรม"], [], ["ประจำเดือน", "ธันวาคม"]]
GROUPED = [[*ACTIVITY[:6], "ผู้เข้าร่วม", ""], [""] * 6 + ["ชาย", "หญิง"]]


@pytest.mark.parametrize(
    ("above", "header", "merged", "first"),
    [
        ([], [ACTIVITY], (), 2),
        (TITLES, [ACTIVITY], (), 5),
        ([["บรรทัด"]] * 30, [ACTIVITY], (), 32),
        ([[]] * 100, [ACTIVITY], (), 102),
        (TITLES, [ACTIVITY], ((1, 0, 1, 7), (4, 0, 4, 0)), 5),
        (TITLES, GROUPED, (), 6),
        (TITLES, GROUPED, ((4, 6, 4, 7), *((4, at, 5, at) for at in range(6))), 6),
        ([], [["", "", "", "", "", "", "ผู้เข้าร่วม", ""], [*ACTIVITY[:6], "ชาย", "หญิง"]], (), 3),
        ([], [ACTIVITY, [f"({number})" for number in range(1, 9)]], (), 3),
        ([], [ACTIVITY, [str(number) for number in range(1, 9)]], (), 3),
        ([], [ACTIVITY, ["", "", "", "", "", "", "(คน)", "(คน)"]], (), 3),
        ([], [[TABLES["activity"].field(name).thai for name in ACTIVITY], ACTIVITY], (), 3),
    ],
)
def test_where_a_header_stands(
    above: list[Row], header: list[Row], merged: tuple[tuple[int, ...], ...], first: int
) -> None:
    (one,), findings = laid(sheet([*above, *header, DATA], merged=merged))
    assert one.rows.to_list() == [first]
    assert one.cells.row(0) == tuple(DATA)
    headers = one.table.by_header
    assert [headers[normal_header(name)].name for name in one.cells.columns] == ACTIVITY
    assert not findings


def test_numbers_are_those_of_the_spreadsheet() -> None:
    moved = sheet([ACTIVITY, DATA], first_row=8, first_column=27)
    (one,), _ = laid(moved)
    assert one.rows.to_list() == [9]
    assert one.columns["activity_id"] == 27


def test_a_column_twice_is_an_error() -> None:
    _, findings = laid(sheet([[*ACTIVITY, "วันที่จัดกิจกรรม"], [*DATA, "2025-12-06"]]))
    assert dict(findings.errors.counts) == {"double_column": 1}


def test_unknown_columns_are_handed_on() -> None:
    """The check says of them what it says of any; a place may be told by them."""
    (one,), findings = laid(sheet([[*ACTIVITY, "บ้าน", "บ้าน", "ลำดับ"], [*DATA, "x", "y", "1"]]))
    assert one.cells.columns[8:] == ["บ้าน", "บ้าน (2)"]
    assert not findings
