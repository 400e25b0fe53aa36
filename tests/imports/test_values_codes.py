"""Codes written as labels."""

import pytest
from spelled import cells, spelled

from lib.store.codelists import code_list, list_names
from lib.store.model import TABLES

FIELDS = {item.codes: (table.name, item.name) for table in TABLES.values() for item in table.fields
          if item.codes}  # fmt: skip


def test_every_list_is_used() -> None:
    assert set(FIELDS) == set(list_names())


@pytest.mark.parametrize("name", list_names())
def test_every_label_is_its_code(name: str) -> None:
    table, field = FIELDS[name]
    for number, entry in enumerate(code_list(name).entries, start=1):
        written = [
            entry.code,
            entry.thai,
            entry.english,
            f"  {entry.thai} ",
            entry.english.upper(),
            entry.thai.replace(" ", ""),
            f"{entry.code} {entry.thai}",
            f"{entry.code}: {entry.english}",
        ]
        # Where codes are numbers themselves, a number in front is the code.
        written.append(f"{entry.code if entry.code.isdecimal() else number}. {entry.thai}")
        normal = spelled(table, {field: written})
        assert cells(normal, field) == [entry.code] * len(written)
        assert not normal.findings


@pytest.mark.parametrize(
    ("table", "field", "written", "code"),
    [
        ("service", "sex", "ญ.", "female"),
        ("service", "sex", "เพศชาย", "male"),
        ("service", "age_group", "25 - 34 ปี", "25-34"),
        ("service", "age_group", "60 ปี ขึ้นไป", "60+"),
        ("activity", "work_level", "ระดับที่ 2", "2"),
        ("activity", "work_level", "3.0", "3"),
        ("activity", "activity_type", "บริการเคลื่อนที่", "mobile_service"),
        ("service", "referred_to", "ศอ.บต.", "sbpac"),
        ("occupational_group", "occupation", "๕๒", "๕๒"),
        ("occupational_group", "occupation", "52.0", "52"),
    ],
)
def test_other_ways_to_write_a_code(table: str, field: str, written: str, code: str) -> None:
    assert cells(spelled(table, {field: [written]}), field) == [code]


@pytest.mark.parametrize(
    ("table", "field", "written", "guess"),
    [
        ("service", "sex", "หญง", "หญิง (female)"),
        ("activity", "mission", "ด้านแรงาน", "ด้านแรงงาน (labour)"),
        ("activity", "mission", "Secruity", "ด้านความมั่นคง (security)"),
        # The number is a code, and that of another label.
        ("occupational_group", "occupation", "61. พนักงานขาย", None),
        # Another number is another thing, however alike the rest.
        ("activity", "work_level", "ระดับ 5", None),
        ("service", "sex", "คน", None),
    ],
)
def test_a_slip_is_suggested_and_never_taken(
    table: str, field: str, written: str, guess: str | None
) -> None:
    normal = spelled(table, {field: [written]})
    assert cells(normal, field) == [written]
    (finding,) = normal.findings
    assert finding.kind == ("misspelt_label" if guess else "unknown_label")
    assert finding.facts.get("other") == guess
    assert finding.value == written
    assert not finding.warning
