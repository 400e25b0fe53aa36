"""Templates: what stands in them, and that the importer takes them back."""

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from packages import check_package

from lib.imports.reading.layout import lay_out
from lib.imports.reading.source import read
from lib.imports.sheets import Source
from lib.imports.spelling.values import normalise
from lib.imports.templates import (
    LAST_ROW,
    example_marks,
    own_sheets,
    template,
    template_name,
)
from lib.imports.templating.examples import example
from lib.imports.templating.lists import choices, list_of, range_name
from lib.store.check import check_table
from lib.store.codelists import Language, code_list
from lib.store.findings import Findings
from lib.store.model import TABLES, FieldType, Table

ALL = list(TABLES.values())
RULES = {
    FieldType.INTEGER: "whole",
    FieldType.AMOUNT: "decimal",
    FieldType.LATITUDE: "decimal",
    FieldType.LONGITUDE: "decimal",
    FieldType.DATE: "custom",
}
LANGUAGES: tuple[Language, ...] = ("th", "en")


def opened(tables: list[Table], language: Language = "th") -> openpyxl.Workbook:
    data = template(tables, language)
    check_package(data)
    return openpyxl.load_workbook(io.BytesIO(data))


def sent(path: Path, data: bytes) -> tuple[list, Findings]:  # type: ignore[type-arg]
    path.write_bytes(data)
    sheets = read(Source(path.name, path))
    assert isinstance(sheets, list), sheets
    return lay_out(sheets, None)


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_headers_are_thai_and_say_what_is_needed(table: Table) -> None:
    sheet = opened([table]).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [item.thai for item in table.fields]
    assert sheet.freeze_panes == "A2"
    for cell, item in zip(sheet[1], table.fields, strict=True):
        needed = "ต้องกรอกทุกแถว" if item.required else "ไม่มีข้อมูลให้เว้นว่าง"
        assert cell.comment.text.startswith(needed)
    looks = {
        item.required: cell.fill.fgColor.rgb
        for cell, item in zip(sheet[1], table.fields, strict=True)
    }
    assert len(set(looks.values())) == len(looks)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_importer_takes_a_template_back_and_leaves_the_example_out(
    table: Table, language: Language, tmp_path: Path
) -> None:
    delivered, findings = sent(tmp_path / "แบบฟอร์ม.xlsx", template([table], language))
    assert delivered == []
    assert "no_rows" in findings.counts
    assert set(findings.counts) <= {"example_left_out", "no_rows"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_in_template_is_stored_as_it_was_meant(language: Language, tmp_path: Path) -> None:
    """The example without its mark, below the example, in every table at once."""
    book = openpyxl.load_workbook(io.BytesIO(template(ALL, language)))
    for table, sheet in zip(ALL, book.worksheets, strict=False):
        row = dict(example(table, language))
        first = table.fields[0].name
        row[first] = re.sub(r"^[^:]+: ", "", str(row[first]))
        for column, item in enumerate(table.fields, start=1):
            sheet.cell(3, column, row[item.name])
    with io.BytesIO() as out:
        book.save(out)
        delivered, findings = sent(tmp_path / "all.xlsx", out.getvalue())
    assert set(findings.counts) == {"example_left_out"}
    assert {one.table.name for one in delivered} == set(TABLES)
    for one in delivered:
        normal = normalise(one, {})
        assert (normal.questions, len(normal.findings)) == ((), 0), list(normal.findings)
        checked = check_table(normal.delivered, today=date(2026, 6, 30))
        assert not checked.findings, [found.line("en") for found in checked.findings]
        assert checked.frame.height == 1
        assert checked.frame.width == len(one.table.fields)


def test_lists_hold_every_code_and_place() -> None:
    book = opened(ALL)
    sheet = book["รายการรหัส"]
    names = {list_of(item) for table in ALL for item in table.fields} - {None}
    assert {range_name(str(name)) for name in names} == set(book.defined_names)
    for name in names:
        [(title, cells)] = list(book.defined_names[range_name(str(name))].destinations)
        shown = [row[0].value for row in book[title][cells.replace("$", "")]]
        assert shown == [one.shown for one in choices(str(name), "th")]
        assert len(set(shown)) == len(shown)
    assert len(choices("tambon", "th")) == 290
    assert len(choices("amphoe", "th")) == 37
    assert [one.code for one in choices("sex", "th")] == list(code_list("sex").codes)
    assert sheet.sheet_state == "visible"


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_are_ruled_by_what_the_model_says(language: Language) -> None:
    book = opened(ALL, language)
    for table, sheet in zip(ALL, book.worksheets, strict=False):
        rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
        for column, item in enumerate(table.fields, start=1):
            letter = get_column_letter(column)
            rule = rules[f"{letter}2:{letter}{LAST_ROW}"]
            expected = "list" if list_of(item) or item.choices else RULES.get(item.type)
            assert rule.type == expected, item.name
            # What Excel allows; beyond it calls the file damaged.
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
            assert len(rule.error or "") <= 255
            assert len(rule.errorTitle or "") <= 32
            assert len(str(rule.formula1 or "")) <= 255


def test_what_could_turn_into_a_number_or_a_date_is_text() -> None:
    sheet = opened([TABLES["report"]]).worksheets[0]
    formats = [sheet.column_dimensions[letter].number_format for letter in "ABCD"]
    assert formats == ["@", "@", "yyyy\\-mm\\-dd", "0"]
    assert sheet["C2"].value.date() == date(2025, 12, 5)
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("2025-12", "s")


def test_sheet_that_explains_says_all_that_must_be_known() -> None:
    sheet = opened([TABLES["activity"]])["คำอธิบาย"]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    for item in TABLES["activity"].fields:
        assert item.thai in text
    for word in ("เลขประจำตัวประชาชน", "หมายเลขโทรศัพท์", "5 ธ.ค. 2568", "กรมการปกครอง", "สอบถาม"):
        assert word in text
    assert "ต้องตรงกับรหัสบัณฑิตแรงงานในตารางบัณฑิตแรงงาน" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets(language: Language) -> None:
    names = opened(ALL, language).sheetnames
    assert len(names) == len(ALL) + 2
    assert all(len(name) <= 31 for name in names)
    assert set(names[-2:]) <= set(own_sheets())


def test_same_template_has_the_same_bytes() -> None:
    assert template(ALL, "th") == template(ALL, "th")


def test_names_of_files_and_marks() -> None:
    assert template_name([TABLES["activity"]], "th") == "แบบฟอร์ม กิจกรรม.xlsx"
    assert template_name(ALL, "th") == "แบบฟอร์มทุกตาราง.xlsx"
    assert example_marks() == ("ตัวอย่าง:", "Example:")
    with pytest.raises(ValueError, match="at least one table"):
        template([], "th")
