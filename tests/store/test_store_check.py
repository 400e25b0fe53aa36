"""What the checks say about single cells, rows and columns."""

from datetime import date

import polars as pl
import pytest

from lib.store.check import Checked, Delivered, check_table
from lib.store.codelists import code_list
from lib.store.findings import Finding
from lib.store.references import check_references

TODAY = date(2026, 7, 1)
ROWS: dict[str, dict[str, str]] = {
    "activity": {
        "activity_id": "A1",
        "date": "2026-05-12",
        "tambon_code": "940101",
        "village_no": "",
        "latitude": "",
        "longitude": "",
        "officer_id": "",
        "mission": "labour",
        "work_level": "2",
        "activity_type": "mobile_service",
        "participants_male": "10",
        "participants_female": "12",
    },
    "plan": {
        "fiscal_year": "2569",
        "quarter": "1",
        "area_code": "9401",
        "activity_type": "mobile_service",
        "target_activities": "4",
    },
    "report": {"tambon_code": "940101", "month": "2026-05", "submitted_on": "2026-06-03"},
    "officer": {
        "officer_id": "O1",
        "tambon_code": "940101",
        "amphoe_code": "9401",
        "start_date": "2025-10-01",
        "end_date": "",
    },
    "group_state": {
        "group_id": "G1",
        "observed_on": "2026-01-31",
        "status": "active",
        "members_male": "1",
        "members_female": "2",
        "monthly_income": "",
    },
    "follow_up": {
        "follow_up_id": "F1",
        "subject": "service",
        "subject_id": "S1",
        "tambon_code": "940101",
        "round": "3",
        "due_on": "2027-01-01",
        "done_on": "",
    },
    "situation": {
        "situation_id": "X1",
        "occurred_on": "2026-05-01",
        "reported_on": "2026-05-02",
        "tambon_code": "940101",
        "category": "dispute",
        "severity": "1",
        "status": "open",
    },
    "occupational_group": {
        "group_id": "G1",
        "name": "กลุ่มทอผ้า",
        "tambon_code": "940101",
        "occupation": "75",
        "product": "",
        "founded_on": "2024-03-01",
    },
}


def check(table: str, *changes: dict[str, str], today: date | None = TODAY) -> Checked:
    rows = [ROWS[table] | change for change in changes or ({},)]
    return check_table(Delivered.of(table, pl.DataFrame(rows)), today=today)


def kinds(checked: Checked) -> list[str]:
    return [finding.kind for finding in checked.findings]


@pytest.mark.parametrize("table", ROWS)
def test_a_right_row_has_no_findings(table: str) -> None:
    assert kinds(check(table)) == []


@pytest.mark.parametrize(
    ("table", "column", "cell", "value"),
    [
        ("activity", "participants_male", " 10 ", 10),
        ("activity", "participants_male", "1,234", 1234),
        ("activity", "participants_male", "๑๒", 12),
        ("activity", "participants_male", "๑,๒๓๔", 1234),
        ("activity", "participants_male", "10.0", 10),
        ("activity", "participants_male", "0", 0),
        ("activity", "date", "๒๐๒๕-๑๒-๐๕", date(2025, 12, 5)),
        ("activity", "date", "2024-02-29", date(2024, 2, 29)),
        ("activity", "tambon_code", "๙๔๐๑๐๑", "940101"),
        ("activity", "mission", "\u00a0labour\ufeff", "labour"),
        ("activity", "village_no", "", None),
        ("plan", "area_code", "940101", "940101"),
        ("report", "month", "2026-05", date(2026, 5, 1)),
        ("group_state", "monthly_income", "12,500.75", 12500.75),
        ("group_state", "monthly_income", "๕๐๐", 500.0),
        ("occupational_group", "product", "-", "-"),
    ],
)
def test_accepted_cells(table: str, column: str, cell: str, value: object) -> None:
    checked = check(table, {column: cell})
    assert kinds(checked) == []
    assert checked.frame[column].to_list() == [value]


@pytest.mark.parametrize(
    ("table", "column", "cell", "kind", "said"),
    [
        ("activity", "activity_id", "  ", "empty_required", "Fill in: Activity id."),
        ("activity", "participants_male", "สิบ", "not_integer", "“สิบ” is not a whole number"),
        ("activity", "participants_male", "-", "not_integer", "for example 10"),
        ("activity", "participants_male", "1.5", "not_integer", "whole number"),
        ("activity", "participants_male", "1,23", "not_integer", "whole number"),
        ("activity", "participants_male", "-1", "too_small", "less than 0"),
        ("activity", "participants_male", "100001", "too_large", "more than 100,000"),
        ("activity", "participants_male", "3000000000", "too_large", "2,000,000,000"),
        ("activity", "village_no", "0", "too_small", "less than 1"),
        ("activity", "date", "2568-12-05", "buddhist_date", "(543 less): 2025-12-05"),
        ("activity", "date", "2567-02-29", "buddhist_date", "(543 less): 2024-02-29"),
        ("activity", "date", "๒๕๖๘-๑๒-๐๕", "buddhist_date", "(543 less): 2025-12-05"),
        ("activity", "date", "5/12/2568", "not_date", "Probably 2025-12-05"),
        ("activity", "date", "2026/05/12", "not_date", "Probably 2026-05-12"),
        ("activity", "date", "2025-02-29", "not_date", "year-month-day"),
        ("activity", "date", "45000", "not_date", "year-month-day"),
        ("activity", "date", "0025-12-05", "unlikely_date", "between the years"),
        ("activity", "date", "9999-01-01", "unlikely_date", "between the years"),
        ("activity", "date", "2400-01-01", "unlikely_date", "between the years"),
        ("activity", "date", "2201-01-01", "unlikely_date", "between the years"),
        ("activity", "date", "2744-01-01", "unlikely_date", "between the years"),
        ("activity", "date", "9999-02-30", "not_date", "year-month-day"),
        ("report", "month", "9999-01", "unlikely_date", "between the years"),
        ("activity", "date", "2026-07-02", "in_future", "today is 2026-07-01"),
        ("activity", "mission", "labor", "unknown_code", "Probably labour"),
        ("activity", "mission", "ด้านข้อมูล", "unknown_code", "Probably information"),
        ("activity", "mission", "zzz", "unknown_code", "information, labour, security"),
        ("activity", "tambon_code", "94010", "not_area", "of 6 digits"),
        ("activity", "tambon_code", "TH940101", "not_area", "of 6 digits"),
        ("activity", "tambon_code", "100101", "area_outside", "outside the study area"),
        ("activity", "tambon_code", "900101", "area_outside", "outside the study area"),
        ("activity", "tambon_code", "940199", "unknown_area", "The nearest codes are 940109."),
        ("activity", "tambon_code", "290101", "unknown_area", "no area with the code"),
        ("plan", "area_code", "94", "not_area", "of 4 or 6 digits"),
        ("plan", "area_code", "9001", "area_outside", "outside the study area"),
        ("officer", "amphoe_code", "940101", "not_area", "of 4 digits"),
        ("plan", "quarter", "5", "too_large", "more than 4"),
        ("plan", "fiscal_year", "2026", "too_small", "less than 2,540"),
        ("report", "month", "2569-05", "buddhist_date", "(543 less): 2026-05"),
        ("report", "month", "2026-05-01", "not_month", "Probably 2026-05"),
        ("report", "month", "05/2569", "not_month", "year-month"),
        ("report", "month", "2026-13", "not_month", "year-month"),
        ("report", "submitted_on", "2026-04-30", "before_other", "before Month (2026-05-01)"),
        ("officer", "end_date", "2025-09-30", "before_other", "before Start date (2025-10-01)"),
        ("group_state", "monthly_income", "ห้าร้อย", "not_amount", "is not a number"),
        ("group_state", "monthly_income", "nan", "not_amount", "is not a number"),
        ("group_state", "monthly_income", "inf", "not_amount", "is not a number"),
        ("group_state", "monthly_income", "-1", "too_small", "less than 0"),
        ("follow_up", "round", "2", "not_choice", "Use one of 1, 3, 6, 12"),
        ("situation", "severity", "4", "too_large", "more than 3"),
    ],
)
def test_refused_cells(table: str, column: str, cell: str, kind: str, said: str) -> None:
    checked = check(table, {}, {column: cell} | _own_key(table, column))
    assert kinds(checked) == [kind]
    found = next(iter(checked.findings))
    assert (found.file, found.row, found.column) == (f"{table}.csv", 3, column)
    assert said in found.line("en")
    assert "{" not in found.line("th") + found.line("en")


def _own_key(table: str, column: str) -> dict[str, str]:
    """Another key for the second row, unless the case is about the key."""
    other = {"plan": ("quarter", "2"), "report": ("tambon_code", "940102")}.get(table)
    first = next(iter(ROWS[table]))
    name, value = other or (first, ROWS[table][first] + "x")
    return {} if name == column else {name: value}


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected", "columns"),
    [
        ("6.87", "101.25", [], []),
        ("", "101.25", ["half_place"], ["latitude"]),
        ("6.87", "", ["half_place"], ["longitude"]),
        ("101.25", "6.87", ["off_the_globe"], ["latitude"]),
        ("6.87", "181", ["off_the_globe"], ["longitude"]),
        ("6°52'", "101.25", ["not_degrees"], ["latitude"]),
    ],
)
def test_places(latitude: str, longitude: str, expected: list[str], columns: list[str]) -> None:
    checked = check("activity", {"latitude": latitude, "longitude": longitude})
    assert kinds(checked) == expected
    assert [finding.column for finding in checked.findings] == columns


def test_a_place_in_one_column_only_is_half_a_place() -> None:
    row = {name: cell for name, cell in ROWS["activity"].items() if name != "latitude"}
    checked = check_table(Delivered.of("activity", pl.DataFrame([row | {"longitude": "101.2"}])))
    assert kinds(checked) == ["half_place"]


def test_simulated_rows_may_lie_in_the_future_of_the_clock() -> None:
    assert kinds(check("activity", {"date": "2030-01-01"}, today=None)) == []


def test_a_bad_required_cell_is_one_finding() -> None:
    assert kinds(check("activity", {"date": "soon"})) == ["not_date"]


def test_a_repeated_key_names_the_first_row() -> None:
    checked = check("activity", {}, {"activity_id": "A2"}, {}, {})
    found = list(checked.findings)
    assert [(finding.kind, finding.row) for finding in found] == [
        ("double_key", 4),
        ("double_key", 5),
    ]
    assert "the same activity_id stands in row 2" in found[0].line("en")


def test_a_key_of_several_fields() -> None:
    checked = check("plan", {}, {"quarter": "2"}, {"quarter": "๒"})
    assert [(finding.kind, finding.row) for finding in checked.findings] == [("double_key", 4)]


def test_columns() -> None:
    row = {name: cell for name, cell in ROWS["activity"].items() if name != "mission"}
    frame = pl.DataFrame([row | {"วันที่จัดกิจกรรม": "2026-01-01", "misson": "x", "เบอร์": "1"}])
    found = list(check_table(Delivered.of("activity", frame)).findings)
    lines = {finding.kind: finding for finding in found}
    assert kinds(check_table(Delivered.of("activity", frame))) == [
        *("double_column", "unknown_column", "unknown_column", "missing_column")
    ]
    assert "the column mission (ภารกิจหลัก) is missing" in lines["missing_column"].line("en")
    assert found[1].line("en").endswith("Probably mission.")
    assert "ภารกิจหลัก (mission)" in found[2].line("th")


@pytest.mark.parametrize("index", [1, 2])
def test_thai_and_english_headers(index: int) -> None:
    delivered = Delivered.of("activity", pl.DataFrame([ROWS["activity"]]))
    fields = {f.name: f.headers[index] for f in delivered.table.fields}
    renamed = delivered.cells.rename({n: f" {fields[n].upper()} " for n in delivered.cells.columns})
    checked = check_table(Delivered.of("activity", renamed), today=TODAY)
    assert kinds(checked) == []
    assert checked.frame.columns == [n for n in fields if n in ROWS["activity"]]


def test_an_empty_table_is_in_order() -> None:
    frame = pl.DataFrame([ROWS["activity"]]).clear()
    checked = check_table(Delivered.of("activity", frame), today=TODAY)
    assert kinds(checked) == []
    assert checked.frame.height == 0


def test_no_hint_is_a_date_that_would_be_refused() -> None:
    found = next(iter(check("activity", {"date": "1/1/9999"}).findings))
    assert found.kind == "not_date"
    assert "Probably" not in found.line("en")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"outcome": "employed"}, "outcome"),
        ({"income_after": "9000"}, "income_after"),
        ({"income_before": "9000"}, None),
        ({"outcome": "employed", "income_after": "1", "done_on": "2026-06-30"}, None),
    ],
)
def test_what_came_of_a_follow_up_needs_its_day(change: dict[str, str], column: str | None) -> None:
    if "outcome" in change:
        change = change | {"outcome": code_list("outcome").codes[0]}
    checked = check("follow_up", change)
    expected = [("needs_other", column)] if column else []
    assert [(one.kind, one.column) for one in checked.findings] == expected
    row = {name: cell for name, cell in (ROWS["follow_up"] | change).items() if name != "done_on"}
    without = check_table(Delivered.of("follow_up", pl.DataFrame([row])), today=TODAY)
    given = [name for name in ("outcome", "income_after") if name in change]
    assert [one.column for one in without.findings] == given
    assert all("Done on is empty" in one.line("en") for one in without.findings)


def references(*checked: Checked) -> list[Finding]:
    return list(check_references(checked))


def test_references_are_checked_where_the_table_is_there() -> None:
    officer = check("officer")
    activity = check(
        "activity",
        {"officer_id": "O1"},
        {"activity_id": "A2", "officer_id": "O9"},
        {"activity_id": "A3"},
    )
    assert references(activity) == []
    found = references(activity, officer)
    assert [(finding.row, finding.value) for finding in found] == [(3, "O9")]
    assert "“O9” is not in the table officer" in found[0].line("en")


def test_references_to_the_store() -> None:
    activity = check("activity", {"officer_id": "O1"}, {"activity_id": "A2", "officer_id": "O9"})
    found = check_references(
        [activity],
        lambda target: pl.Series(["O1"]) if target == ("officer", "officer_id") else None,
    )
    assert [finding.value for finding in found] == ["O9"]


def test_the_subject_says_where_a_follow_up_points() -> None:
    follow_up = check(
        "follow_up",
        {"subject_id": "G1"},
        {"follow_up_id": "F2", "subject": "group", "subject_id": "G1"},
        {"follow_up_id": "F3", "subject": "group", "subject_id": "G9"},
    )
    group = check("occupational_group")
    assert [finding.row for finding in references(follow_up, group)] == [4]


def test_many_rows_with_planted_errors() -> None:
    count = 20_000
    base = pl.DataFrame([ROWS["activity"]]).select(pl.all().repeat_by(count).explode())
    number = pl.int_range(count)
    cells = base.with_columns(
        activity_id=pl.format("A{}", number),
        participants_male=pl.when(number % 100 == 7)
        .then(pl.lit("x"))
        .otherwise("participants_male"),
        date=pl.when(number % 1000 == 3).then(pl.lit("2569-01-02")).otherwise("date"),
    )
    findings = check_table(Delivered.of("activity", cells), today=TODAY).findings
    assert findings.counts == {"buddhist_date": 20, "not_integer": 200}
    rows = [finding.row for finding in findings if finding.kind == "not_integer"]
    assert rows == [n + 2 for n in range(count) if n % 100 == 7]
