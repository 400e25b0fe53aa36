"""Numbers and empty cells as offices write them."""

import pytest
from spelled import cells, spelled


@pytest.mark.parametrize(
    ("table", "field", "written", "number"),
    [
        ("activity", "participants_male", "1,250 คน", "1250"),
        ("activity", "participants_male", "๑,๒๕๐ คน", "1250"),
        ("activity", "participants_male", "จำนวน 12 ราย", "12"),
        ("activity", "participants_male", "12คน.", "12"),
        ("activity", "participants_male", "1 250", "1250"),
        ("activity", "village_no", "หมู่ที่ 3", "3"),
        ("activity", "village_no", "ม.3", "3"),
        ("activity", "village_no", "Moo 12", "12"),
        ("plan", "quarter", "ไตรมาสที่ ๒", "2"),
        ("plan", "quarter", "Q3", "3"),
        ("plan", "fiscal_year", "ปีงบประมาณ พ.ศ. 2568", "2568"),
        ("follow_up", "round", "6 เดือน", "6"),
        ("follow_up", "income_before", "1,250.00 บาท", "1250.00"),
        ("follow_up", "income_before", "฿1,250", "1250"),
        ("follow_up", "income_before", "6,500.- ", "6500"),
        ("follow_up", "income_before", "6500 บาท/เดือน", "6500"),
        ("situation", "severity", "ระดับ 2", "2"),
    ],
)
def test_a_number_is_found_among_words(table: str, field: str, written: str, number: str) -> None:
    assert cells(spelled(table, {field: [written]}), field) == [number]


@pytest.mark.parametrize(
    "written",
    ["12", " 12 ", "๑๒", "1,250", "12.0", "12 (5)", "สิบ", "5-10", "5 ล้าน", "1,25 คน", "x"],
)
def test_what_is_right_or_unclear_stays_as_it_came(written: str) -> None:
    normal = spelled("activity", {"participants_male": [written]})
    assert cells(normal, "participants_male") == [written]
    assert not normal.findings


@pytest.mark.parametrize("word", ["-", "–", " - ", "ไม่มี", "N/A", "ไม่ระบุ", "null"])
@pytest.mark.parametrize(
    "field", ["officer_id", "village_no", "channel", "latitude", "tambon_code", "date"]
)
def test_words_for_nothing_are_empty(word: str, field: str) -> None:
    normal = spelled("activity", {field: [word, "x"]})
    assert cells(normal, field)[0] == ""


def test_nothing_is_no_person() -> None:
    """Two people that are not known are not the same one."""
    normal = spelled("service", {"person_key": ["-", "B-17", "-"]})
    assert cells(normal, "person_key") == ["", "B-17", ""]
