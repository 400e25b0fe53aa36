"""The ugly files of the corpus: what each gives when it is read and laid out."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from make_corpus import FIELDS, FILES, FOLDER, ROWS

from lib.imports.reading.layout import lay_out
from lib.imports.reading.source import read
from lib.imports.sheets import Source
from lib.store.check import Delivered
from lib.store.findings import Findings, report
from lib.store.model import normal_header

EXPECTED: Mapping[str, dict[str, Any]] = tomllib.loads(
    (FOLDER / "expected.toml").read_text(encoding="utf-8")
)
TEXTS = [tuple(str(int(v) if isinstance(v, float) else v) for v in row) for row in ROWS]


@cache
def understood(path: Path) -> tuple[list[Delivered], Findings]:
    sheets = read(Source(path.name, path))
    return ([], sheets) if isinstance(sheets, Findings) else lay_out(sheets, None)


def by_field(one: Delivered) -> pl.DataFrame:
    headers = one.table.by_header
    names = {text: headers[normal_header(text)].name for text in one.cells.columns}
    return one.cells.rename(names).select(FIELDS)


def test_every_file_is_in_the_table() -> None:
    there = {path.name for path in FOLDER.iterdir()} - {"expected.toml"}
    assert there == set(EXPECTED) == set(FILES)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_file_gives(name: str) -> None:
    wanted = EXPECTED[name]
    delivered, findings = understood(FOLDER / name)
    tables: dict[str, dict[str, list[int]]] = {}
    for one in delivered:
        tables.setdefault(one.table.name, {})[one.sheet] = one.rows.to_list()
    known = ("findings", "columns", "cells")
    assert tables == {key: value for key, value in wanted.items() if key not in known}
    assert dict(findings.counts) == wanted.get("findings", {})
    for header, at in wanted.get("columns", {}).items():
        assert all(one.columns[header] == at for one in delivered)
    activities = [by_field(one) for one in delivered if one.table.name == "activity"]
    if activities and wanted.get("cells", True):
        assert pl.concat(activities).rows() == TEXTS
    assert bool(report(findings, "th")) == bool(report(findings, "en")) == bool(findings)


CELLS = {
    "merged_data_cells.xlsx": ("รหัสตำบล", ["940101", "940101", "940101"]),
    "libre_merged.ods": ("รหัสตำบล", ["940101", "940101", "940101"]),
    "incomplete_rows.xlsx": ("รหัสกิจกรรม", ["A1", "A2", "A3", "A4"]),
    "old_with_errors.xls": ("ผู้เข้าร่วมชาย", ["#REF!", "3", "0"]),
    "libre_errors.ods": ("ผู้เข้าร่วมชาย", ["#DIV/0!"]),
    "long_numbers.csv": ("รหัสกิจกรรม", ["1.23457E+12", "0012", "A3"]),
    "ragged.csv": ("ภารกิจหลัก", ["บ้าน", "information", "labour"]),
}
KINDS = {
    "วันที่จัดกิจกรรม": ["2025-12-05", "2026-01-13"],  # the second with a time of day
    "รหัสกิจกรรม": ["A1", "1234567890123"],
    "รหัสตำบล": ["940101", "950102"],
    "ระดับการดำเนินงาน": ["2", ""],
    "ผู้เข้าร่วมชาย": ["10", "0.5"],
    "ผู้เข้าร่วมหญิง": ["12", "=G3*2"],
    "หมู่ที่": ["#REF!", "09:30"],
    "ช่องทาง": ["TRUE", ""],
}


@pytest.mark.parametrize("name", CELLS)
def test_cells_of_a_column(name: str) -> None:
    header, cells = CELLS[name]
    (one,), _ = understood(FOLDER / name)
    assert one.cells[header].to_list() == cells


@pytest.mark.parametrize("header", KINDS)
def test_cells_by_what_excel_holds(header: str) -> None:
    (one,), _ = understood(FOLDER / "kinds_of_cells.xlsx")
    assert one.cells[header].to_list() == KINDS[header]


def test_a_fresh_corpus_gives_the_same(tmp_path: Path) -> None:
    """The script still makes what the folder holds."""
    for name in ("two_header_rows.xlsx", "old.xls", "libre.ods", "binary.xlsb"):
        (tmp_path / name).write_bytes(FILES[name]())
        fresh, _ = understood(tmp_path / name)
        kept, _ = understood(FOLDER / name)
        assert [one.cells.rows() for one in fresh] == [one.cells.rows() for one in kept]
