"""Rows of the table, and what stands around them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_layout_tables import ACTIVITY, DATA, Row, laid, sheet

GROUP = ["รหัสกลุ่มอาชีพ", "ชื่อกลุ่ม", "รหัสตำบล", "หมวดอาชีพ", "วันที่จัดตั้ง", "ผลิตภัณฑ์"]
ROW = ["G1", "กลุ่มรวมใจ", "940101", "61", "2560-01-01", "ผ้า"]
WORDS = ["รวม", "รวมใจพัฒนา", "หมายเหตุ", "ลงชื่อ", "ทั้งหมด", "total", "(นายก)", "ตัวอย่างผ้า", "*",
         "เฉลี่ยสุข", "#REF!", "=1+1", " "]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["รวม", "", "", "", "", "", "13", "16"], "total_left_out"),
        (["", "", "", "", "", "รวมทั้งสิ้น", "13", "16"], "total_left_out"),
        (["รวม 2 ครั้ง", "", "", "", "", "", "13", "16"], "total_left_out"),
        (["รวม (2)", "", "", "", "", "", "13", "16"], "total_left_out"),
        (["TOTAL:", "", "", "", "", "", "13", "16"], "total_left_out"),
        (["รวมอำเภอเมืองยะลา", "", "", "", "", "", "13", "16"], "total_left_out"),
        (["", "", "ค่าเฉลี่ย", "", "", "", "6.5", "8"], "total_left_out"),
        (["หมายเหตุ: ข้อมูลเบื้องต้น"], "note_left_out"),
        (["", "", "", "", "ลงชื่อ..........ผู้รายงาน"], "note_left_out"),
        (["* นับซ้ำได้"], "note_left_out"),
        (["ที่มา: ศูนย์แรงงานอำเภอ", "", "", "หน้า 1"], "note_left_out"),
        (["A9"], None),
        (["A9", "2026-01-01"], None),
        (["A9", "", "รวมทุ่ง", "", "", "", "1", "2"], None),
        (["", "2026-01-01", "940101", "labour"], None),
        (["รวม", *DATA[1:]], None),
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_incomplete_rows(row: Row, kind: str | None, last: bool) -> None:
    rows = [ACTIVITY, DATA, row] if last else [ACTIVITY, row, DATA]
    (one,), findings = laid(sheet(rows))
    assert len(one.rows) == (2 if kind is None else 1)
    assert dict(findings.counts) == ({kind: 1} if kind else {})
    if kind:
        (found,) = findings
        assert found.row == (3 if last else 2)
        assert not findings.errors


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        ([[], ["", "", "", "", "บัณฑิตแรงงาน"]], 1),
        ([["รวม"], ["ผู้ส่ง นางสาวอามีเนาะ"], ["โทรสารภายใน"]], 1),
        ([[], ["A9", "2026-01-01"]], 2),  # a row with its key is a row, gap or not
        ([["A8"], ["A9"]], 3),
        ([["หมายเหตุ"], ["เพิ่มเติม", "", "อีกข้อ"]], 2),
    ],
)
def test_lines_below(below: list[Row], kept: int) -> None:
    (one,), findings = laid(sheet([ACTIVITY, DATA, *below]))
    assert len(one.rows) == kept
    assert not findings.errors


def test_numbered_rows_of_an_empty_form_are_nothing() -> None:
    rows = [["ที่", *ACTIVITY, "รวม"], ["1", *DATA, "22"], ["2", *[""] * 8, "0"], ["3"]]
    (one,), findings = laid(sheet(rows))
    assert one.rows.to_list() == [2]
    assert dict(findings.counts) == {"total_column": 1}


def test_an_example_of_a_template_is_none() -> None:
    example = ["ตัวอย่าง A0", *DATA[1:]]
    (one,), findings = laid(sheet([ACTIVITY, example, DATA]))
    assert one.rows.to_list() == [3]
    assert dict(findings.counts) == {"example_left_out": 1}


def test_sheets_of_a_template_that_nobody_filled_in_are_no_news() -> None:
    example = ["ตัวอย่าง A0", *DATA[1:]]
    empty = sheet([ACTIVITY, example], "กิจกรรม 2")
    (one,), findings = laid(sheet([ACTIVITY, DATA]), empty)
    assert one.sheet == "Sheet1"
    assert not findings
    delivered, findings = laid(empty)
    assert not delivered
    assert dict(findings.counts) == {"no_rows": 1}


def test_headings_over_sections() -> None:
    rows = [ACTIVITY, ["อำเภอเมืองยะลา"], DATA, ["อำเภอรามัน"], DATA]
    (one,), _ = laid(sheet(rows, merged=((2, 0, 2, 7), (4, 0, 4, 7))))
    assert one.rows.to_list() == [3, 5]
    (one,), _ = laid(sheet(rows))
    assert one.rows.to_list() == [2, 3, 4, 5], "without the merging it may be a row"


def test_merged_cells_stand_for_all_rows() -> None:
    second = ["A2", "", "", *DATA[3:]]
    merged = ((2, 1, 3, 1), (2, 2, 3, 2), (4, 0, 4, 3))
    (one,), _ = laid(sheet([ACTIVITY, DATA, second, ["A3", *DATA[1:]]], merged=merged))
    assert one.cells["date"].to_list() == ["2025-12-05"] * 3
    assert one.cells["tambon_code"].to_list() == ["940101"] * 3
    assert one.cells["activity_id"].to_list() == ["A1", "A2", "A3"]


def test_merged_cells_do_not_make_rows() -> None:
    (one,), _ = laid(sheet([ACTIVITY, DATA, [], []], merged=((2, 0, 4, 0), (2, 1, 3, 1))))
    assert one.rows.to_list() == [2]


def test_merged_ranges_anywhere_do_no_harm() -> None:
    merged = ((1, 0, 1, 7), (-5, 0, 900, 3), (2, 90, 7, 99), (2, 3, 1_048_576, 3), (9, 9, 1, 1))
    everywhere = ((1, 0, 1_048_576, 16_383),) * 100_000
    (one,), _ = laid(sheet([ACTIVITY, DATA], merged=merged + everywhere))
    assert one.rows.to_list() == [2]


texts = st.one_of(st.sampled_from(WORDS), st.text("กรวม ()0aA*.", min_size=1, max_size=8))


@given(
    names=st.lists(texts.filter(lambda text: text.strip()), min_size=1, max_size=6),
    products=st.lists(texts, min_size=6, max_size=6),
    blanks=st.lists(st.booleans(), min_size=6, max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_a_complete_row_is_never_left_out(
    names: list[str], products: list[str], blanks: list[bool]
) -> None:
    """Whatever its texts say, wherever it stands."""
    rows, numbers = [GROUP], []
    for number, (name, product, blank) in enumerate(zip(names, products, blanks, strict=False)):
        rows += [[]] if blank else []
        rows.append([f"G{number}", name, "940101", "61", "2560-01-01", product])
        numbers.append(len(rows))
    (one,), _ = laid(sheet([*rows, ["รวม", str(len(names))], ["หมายเหตุ"]]))
    assert one.rows.to_list() == numbers
    assert one.cells["ชื่อกลุ่ม"].to_list() == names


@given(st.lists(st.lists(texts | st.just(""), max_size=6), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_every_filled_row_is_taken_or_told_of(body: list[Row]) -> None:
    """Nothing that stands in a known column goes without a word."""
    delivered, findings = laid(sheet([GROUP, ROW, *body]))
    rows = {row for one in delivered for row in one.rows.to_list()}
    told = {found.row for found in findings if found.row is not None}
    repeated = {
        number
        for number, row in enumerate(body, start=3)
        if sum(text.strip() == header for text, header in zip(row, GROUP, strict=False)) >= 2
    }
    explained = {3, 4}  # (1), (2), ... right under the header
    filled = {number for number, row in enumerate(body, start=3) if "".join(row).strip()}
    assert filled - rows - told - repeated <= explained
    assert rows <= filled | {2}


@pytest.mark.parametrize(
    ("column", "text", "kind"),
    [
        ("activity_id", "#REF!", "error_value"),
        ("activity_id", "=A1&B1", "formula_without_value"),
        ("participants_male", "=SUM(A1:A9)", "formula_without_value"),
        ("activity_id", "1.23457E+12", "shortened_number"),
        ("tambon_code", "9.40101E+5", "shortened_number"),
        ("participants_male", "#REF!", None),  # the check names it: it is no number
        ("activity_id", "#12", None),
    ],
)
def test_cells_that_say_something_else(column: str, text: str, kind: str | None) -> None:
    row = [text if name == column else cell for name, cell in zip(ACTIVITY, DATA, strict=True)]
    _, findings = laid(sheet([ACTIVITY, DATA, row]))
    assert [(found.kind, found.row, found.column) for found in findings] == (
        [(kind, 3, column)] if kind else []
    )
