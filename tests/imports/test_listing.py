"""Findings as tables and as reports for people."""

import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from packages import check_package

from lib.imports.listing import (
    COLUMNS,
    UnknownFormat,
    findings_summary,
    findings_table,
    report_bytes,
    write_report,
)
from lib.store.check import Delivered
from lib.store.findings import Findings, Group
from lib.store.model import TABLES

HEADS = {"ผู้เข้าร่วมชาย": 27, "ผู้เข้าร่วมหญิง": 2}
CELLS = pl.DataFrame({head: ["x", "y", "z"] for head in HEADS})
ROWS = pl.Series([5, 6, 8], dtype=pl.UInt32)
ONE = Delivered("a.xlsx", TABLES["activity"], CELLS, ROWS, "มิ.ย.", columns=HEADS)
FINDINGS = Findings((
    Group("a.xlsx", "ignored_column", "อื่น", facts={"free_th": "ก", "free_en": "a"}),
    Group("a.xlsx", "not_integer", "ผู้เข้าร่วมชาย", ROWS, pl.Series(["=1+1", "หก", "=1+1"]),
          sheet="มิ.ย."),
    Group("a.xlsx", "not_integer", "ผู้เข้าร่วมหญิง", ROWS[:1], pl.Series(["081-234-5678"]),
          sheet="มิ.ย."),
    Group("b.csv", "empty_file"),
))  # fmt: skip


def test_table_has_a_row_a_finding_with_its_cell() -> None:
    table = findings_table(FINDINGS, "th", [ONE])
    assert tuple(table.columns) == COLUMNS
    shown = table.select("level", "file", "sheet", "row", "column", "cell", "value", "kind")
    assert shown.rows() == [
        ("ต้องแก้ไข", "a.xlsx", "มิ.ย.", 5, "ผู้เข้าร่วมชาย", "AB5", "=1+1", "not_integer"),
        ("ต้องแก้ไข", "a.xlsx", "มิ.ย.", 6, "ผู้เข้าร่วมชาย", "AB6", "หก", "not_integer"),
        ("ต้องแก้ไข", "a.xlsx", "มิ.ย.", 8, "ผู้เข้าร่วมชาย", "AB8", "=1+1", "not_integer"),
        ("ต้องแก้ไข", "a.xlsx", "มิ.ย.", 5, "ผู้เข้าร่วมหญิง", "C5", "•••-•••-•678", "not_integer"),
        ("ต้องแก้ไข", "b.csv", "", None, "", "", "", "empty_file"),
        ("ควรตรวจสอบ", "a.xlsx", "", None, "อื่น", "", "", "ignored_column"),
    ]
    assert table["problem"][1] == "“หก” ไม่ใช่จำนวนเต็ม"
    assert table["remedy"][1] == "เขียนเป็นตัวเลขเท่านั้น เช่น 10"


def test_table_says_what_each_finding_says() -> None:
    table = findings_table(FINDINGS, "en", [ONE])
    said = sorted((one.problem("en"), one.remedy("en")) for one in FINDINGS)
    assert sorted(table.select("problem", "remedy").rows()) == said


def test_no_findings_are_a_table_without_rows() -> None:
    assert findings_table(Findings(), "th").schema == findings_table(FINDINGS, "th").schema
    assert findings_summary(Findings(), "th").height == 0


def test_summary_counts_by_kind() -> None:
    summary = findings_summary(FINDINGS, "en")
    assert summary.select("level", "count", "where", "kind").rows() == [
        ("To correct", 4, "a.xlsx › มิ.ย. › ผู้เข้าร่วมชาย, a.xlsx › มิ.ย. › ผู้เข้าร่วมหญิง", "not_integer"),
        ("To correct", 1, "b.csv", "empty_file"),
        ("To look at", 1, "a.xlsx › อื่น", "ignored_column"),
    ]


def test_csv_report_opens_in_thai_and_computes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    write_report(FINDINGS, "th", file, [ONE])
    assert file.read_bytes().startswith("\ufeffระดับ,ไฟล์,แผ่นงาน".encode())
    table = pl.read_csv(file, infer_schema=False)
    assert table["ค่าที่พบ"].to_list()[:2] == ["'=1+1", "หก"]
    assert table["ช่อง"].to_list()[:2] == ["AB5", "AB6"]


def test_excel_report_has_the_summary_and_all_findings() -> None:
    data = report_bytes(FINDINGS, "th", ".XLSX", [ONE])
    check_package(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["สรุปผลการตรวจ", "ทุกรายการ"]
    rows = [[cell.value for cell in row] for row in book["ทุกรายการ"].iter_rows()]
    assert len(rows) == len(FINDINGS) + 1
    assert rows[1][5:7] == ["AB5", "=1+1"]
    assert {c.data_type for row in book["ทุกรายการ"].iter_rows() for c in row if c.value} == {"s"}


def test_other_endings_are_refused() -> None:
    with pytest.raises(UnknownFormat, match=r"use \.csv or \.xlsx"):
        report_bytes(FINDINGS, "th", ".pdf")
