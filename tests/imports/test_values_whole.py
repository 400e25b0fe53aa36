"""Whole tables: clean ones come back untouched, and doing it twice changes nothing more."""

from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spelled import cells, spelled

from lib.imports.spelling.normal import Normal
from lib.imports.spelling.values import normalise
from lib.sample.generator import generate
from lib.store.check import Delivered, check_table
from lib.store.model import TABLES, FieldType
from lib.store.reference import area_codes, area_frame

UGLY: dict[FieldType, list[str]] = {
    FieldType.DATE: ["5/12/2568", "5 ธ.ค. 68", "2568-12-05", "45996", "4/25/2568", "x", "-"],
    FieldType.MONTH: ["ธ.ค. 2568", "12/68", "2025-12", "x"],
    FieldType.INTEGER: ["1,250 คน", "๑๒", "12.5", "ไม่มี", "x"],
    FieldType.AMOUNT: ["1,250.- ", "6500 บาท", "1e4", "-", "x"],
    FieldType.TAMBON: ["ต.สะบารัง", "สะกอม", "940101.0", "100101", "ตะลุโบ", "x", "", "9401"],
    FieldType.AREA: ["ยะรัง", "อ.ยะรัง", "940101", "x", ""],
    FieldType.LATITUDE: ["6°52'10\"N", "101.25", "6.8695", "757330", "", "x"],
    FieldType.LONGITUDE: ["101°15'E", "6.8695", "101.2505", "760000", "", "x"],
    FieldType.CODE: ["1. ชาย", "ชาย", "หญง", "x", "-", "2", "labour"],
    FieldType.TEXT: ["กลุ่ม ก", "-", "5 ธ.ค. 68", " x "],
    FieldType.ID: ["A1", "-", "1,250", "n/a"],
    FieldType.PERSON: ["B-17", "-", "1-1017-00230-70-8"],
}


@cache
def sample() -> dict[str, pl.DataFrame]:
    """The sample as its files have it: text, nothing being an empty cell."""
    return {
        name: frame.with_columns(
            pl.col(item.name).dt.strftime("%Y-%m")
            for item in TABLES[name].fields
            if item.type is FieldType.MONTH
        ).with_columns(pl.all().cast(pl.String).fill_null(""))
        for name, frame in generate(scale=0.02).items()
    }


@pytest.mark.parametrize("name", TABLES)
def test_a_clean_table_is_left_alone(name: str) -> None:
    delivered = Delivered.of(name, sample()[name])
    normal = normalise(delivered, {})
    assert normal.delivered.cells.equals(delivered.cells)
    assert normal.delivered.written is not None
    assert normal.delivered.written.equals(delivered.cells)
    assert not normal.findings
    assert not normal.questions
    assert not normal.spoken


def ugly(name: str, choose: st.DataObject, rows: int) -> Delivered:
    columns = {
        item.name: choose.draw(
            st.lists(st.sampled_from(UGLY[item.type]), min_size=rows, max_size=rows)
        )
        for item in TABLES[name].fields
    }
    beside = st.lists(
        st.sampled_from(["เมือง", "ยะรัง", "เทพา", "", "x"]), min_size=rows, max_size=rows
    )
    columns["จังหวัด"] = choose.draw(st.sampled_from([["ปัตตานี"] * rows, [""] * rows]))
    if name != "officer":
        columns["ชื่ออำเภอ"] = choose.draw(beside)
    return Delivered.of(name, pl.DataFrame(columns))


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(sorted(TABLES)), st.integers(1, 6))
def test_twice_is_once(data: st.DataObject, name: str, rows: int) -> None:
    once = normalise(ugly(name, data, rows), {})
    again = normalise(once.delivered, {})
    assert again.delivered.cells.equals(once.delivered.cells)
    assert again.delivered.written is not None
    assert once.delivered.written is not None
    assert again.delivered.written.equals(once.delivered.written)


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(sorted(TABLES)), st.integers(1, 6))
def test_what_was_not_turned_is_spoken_of_or_refused(
    data: st.DataObject, name: str, rows: int
) -> None:
    """No cell is both taken and spoken of, and none that is wrong goes by in silence."""
    delivered = ugly(name, data, rows)
    normal = normalise(delivered, {})
    checked = check_table(normal.delivered, leave_unknown=True)
    rest = normal.rest(checked.findings)
    assert not {"double_column", "unknown_column"} & set(rest.counts)
    for header, spoken in normal.spoken.items():
        cut = pl.DataFrame({"row": delivered.rows, "came": delivered.cells[header]})
        left = cut.with_columns(now=normal.delivered.cells[header]).filter(
            pl.col("row").is_in(spoken.implode())
        )
        assert left["came"].equals(left["now"].alias("came"))
    waiting = sum(question.rows for question in normal.questions)
    assert len(checked.findings.errors) <= len(rest.errors) + waiting + 2 * len(normal.findings)


def _answered(normal: Normal) -> dict[tuple[str, str, str], str]:
    return {(one.kind, one.column, one.value): next(iter(one.choices)) for one in normal.questions}


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(sorted(TABLES)), st.integers(1, 6))
def test_answers_leave_no_question(data: st.DataObject, name: str, rows: int) -> None:
    """And what was chosen is accepted by the check."""
    delivered = ugly(name, data, rows)
    answers = _answered(normalise(delivered, {}))
    normal = normalise(delivered, answers)
    assert not normal.questions
    for (_, header, text), choice in answers.items():
        came = delivered.cells[header].str.strip_chars().to_list()
        if text in came:
            assert normal.delivered.cells[header][came.index(text)] == choice


def test_the_check_speaks_of_a_cell_once() -> None:
    columns = {
        "tambon_code": ["ตะลุโบ", "940101", "สะกอม"],
        "date": ["5/12/68", "31/2/2568", "x"],
        "mission": ["labour", "-", "หหห"],
    }
    normal = spelled("activity", columns)
    checked = check_table(normal.delivered)
    kinds = normal.rest(checked.findings).counts
    assert normal.findings.counts == {
        "misspelt_place": 1,
        "unknown_label": 1,
        "unreadable_date": 2,
    }
    assert {one.kind for one in normal.questions} == {"two_digit_year", "ambiguous_place"}
    assert kinds["empty_required"] == 1
    assert not {"not_area", "unknown_code", "not_date"} & set(kinds)


def test_personal_numbers_stay_found() -> None:
    """What was said of a cell never hides one, nor does a column that is left out."""
    columns = {"tambon_code": ["1-1017-00230-70-8"], "อำเภอ": ["081-234-5678"]}
    normal = spelled("activity", columns)
    checked = check_table(normal.delivered)
    found = normal.rest(checked.findings)
    assert {"citizen_number", "phone_number"} <= set(found.counts)
    assert "1-1017" not in "".join(one.line("th") for one in [*normal.findings, *found])


def test_rows_and_columns_keep_their_numbers() -> None:
    frame = pl.DataFrame({"ตำบล": ["x", "ต.บานา"], "อำเภอ": ["", ""], "วันที่": ["5/12/2568", ""]})
    delivered = Delivered("f.xlsx", TABLES["activity"], frame, pl.Series([7, 9], dtype=pl.UInt32),
                          "s", columns={"ตำบล": 2, "อำเภอ": 3, "วันที่": 5})  # fmt: skip
    normal = normalise(delivered, {})
    (finding,) = normal.findings
    assert (finding.row, finding.column, finding.sheet, finding.file) == (7, "ตำบล", "s", "f.xlsx")
    assert cells(normal, "ตำบล") == ["x", "940104"]
    assert normal.delivered.columns == delivered.columns


def test_the_names_are_those_of_the_study() -> None:
    assert set(area_frame().filter(level="tambon")["code"]) <= area_codes()
