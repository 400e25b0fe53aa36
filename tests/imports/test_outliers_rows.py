"""Warnings about rows that are unlikely: none in the sample, each where it is planted."""

from collections.abc import Sequence

import polars as pl
import pytest

from lib.imports.checks.impossible import between_tables
from lib.imports.checks.likely import likely_rules
from lib.imports.checks.outliers import columns_compared, outliers
from lib.store.check import Checked, Delivered, check_table
from lib.store.findings import catalogue, is_warning
from lib.store.model import TABLES


def checked(table: str, rows: Sequence[dict[str, object]]) -> Checked:
    frame = pl.DataFrame(rows).with_columns(pl.all().cast(pl.String).fill_null(""))
    return check_table(Delivered.of(table, frame))


def meetings(
    count: int, people: int = 20, kind: str = "community_forum"
) -> list[dict[str, object]]:
    return [
        {
            "activity_id": f"{kind}{number}",
            "activity_type": kind,
            "participants_male": people + number % 7,
            "participants_female": people,
        }
        for number in range(count)
    ]


def test_one_number_far_from_the_others_is_shown_with_what_is_usual() -> None:
    rows = meetings(60)
    rows[10]["participants_female"] = 2000
    (finding,) = outliers(checked("activity", rows))
    assert (finding.kind, finding.row, finding.value) == ("unusual_number", 12, "2,023")
    assert finding.warning
    assert "เวทีประชาคม" in finding.problem("th")
    assert "Community forum" in finding.problem("en")
    assert "from 60 rows" in finding.problem("en")


def test_what_is_much_for_one_kind_is_usual_for_another() -> None:
    rows = meetings(60) + meetings(60, 300, "mobile_service")
    assert not outliers(checked("activity", rows))
    rows[0]["participants_male"] = 300
    assert [one.row for one in outliers(checked("activity", rows))] == [2]


@pytest.mark.parametrize("count", [1, 10, 28])
def test_few_rows_tell_nothing(count: int) -> None:
    assert not outliers(checked("activity", [*meetings(count), *meetings(1, 5000)]))


def test_stored_rows_tell_what_is_usual() -> None:
    stored = checked("activity", meetings(60)).frame.select(
        "activity_type", "participants_male", "participants_female"
    ).with_columns(date=pl.lit(None, pl.Date), tambon_code=pl.lit(None, pl.String))  # fmt: skip
    new = checked("activity", meetings(1, 5000))
    assert outliers(new, stored).counts == {"unusual_number": 1}
    assert set(stored.columns) == set(columns_compared("activity"))


@pytest.mark.parametrize(("income", "warned"), [(10, 1), (0, 0), (4000, 0), (9_000_000, 1)])
def test_incomes_may_be_too_low_as_well(income: int, warned: int) -> None:
    rows = [
        {"follow_up_id": f"F{n}", "income_before": 5000 + 100 * (n % 20)} for n in range(50)
    ] + [{"follow_up_id": "F", "income_before": income}]
    assert len(outliers(checked("follow_up", rows))) == warned


def test_one_slip_does_not_move_what_is_usual() -> None:
    """Nor do many: the middle of them all holds until half of them are wrong."""
    rows = meetings(60) + meetings(20, 50_000)
    assert len(outliers(checked("activity", rows))) == 20


def month_of(tambon: str, month: int, count: int) -> list[dict[str, object]]:
    return [
        {
            "activity_id": f"{tambon}-{month}-{n}",
            "date": f"2025-{month:02}-05",
            "tambon_code": tambon,
        }
        for n in range(count)
    ]


def test_a_month_with_many_more_rows_is_shown() -> None:
    rows = [row for tambon in ("940101", "940102", "940103") for month in range(1, 13)
            for row in month_of(tambon, month, 8 + month % 3)]  # fmt: skip
    assert not _counts(rows)
    rows += [{**row, "activity_id": f"{row['activity_id']}b"}
             for row in month_of("940102", 7, 300)]  # fmt: skip
    (finding,) = _counts(rows)
    assert finding.value == "940102"
    assert "ก.ค. 2568" in finding.problem("th")
    assert "Jul 2025" in finding.problem("en")
    assert finding.facts["other"].startswith("309 > ")


def _counts(rows: list[dict[str, object]]) -> list:  # type: ignore[type-arg]
    found = outliers(checked("activity", rows))
    return [one for one in found if one.kind == "unusual_count"]


@pytest.mark.parametrize(
    ("table", "row", "kind"),
    [
        ("need", {"status": "answered", "answered_on": ""}, "status_without_date"),
        ("need", {"status": "answered", "answered_on": "2025-01-01"}, None),
        ("need", {"status": "closed", "answered_on": ""}, None),
        ("need", {"status": "open", "answered_on": "2025-01-01"}, "date_against_status"),
        ("need", {"status": "answered"}, None),  # the column is not there: as it is stored
        ("situation", {"status": "resolved", "resolved_on": ""}, "status_without_date"),
        ("situation", {"status": "open", "resolved_on": "2025-01-01"}, "date_against_status"),
        (
            "group_state",
            {"status": "active", "members_male": 0, "members_female": 0},
            "active_without_members",
        ),
        ("group_state", {"status": "closed", "members_male": 0, "members_female": 0}, None),
        ("group_state", {"status": "active", "members_male": 0, "members_female": 1}, None),
        ("group_state", {"status": "closed", "monthly_income": 500}, "closed_with_income"),
        ("group_state", {"status": "closed", "monthly_income": 0}, None),
        (
            "follow_up",
            {"due_on": "2025-06-30", "done_on": "2025-06-01", "outcome": "in_work"},
            "done_before_due",
        ),
        (
            "follow_up",
            {"due_on": "2025-06-30", "done_on": "2025-06-02", "outcome": "in_work"},
            None,
        ),
        ("follow_up", {"done_on": "2025-06-02", "outcome": ""}, "done_without_outcome"),
        (
            "follow_up",
            {"outcome": "income_up", "income_before": 5000, "income_after": 5000},
            "income_not_up",
        ),
        (
            "follow_up",
            {"outcome": "income_up", "income_before": 5000, "income_after": 5001},
            None,
        ),
        ("activity", {"tambon_code": "940111", "village_no": 99}, "village_beyond"),
        ("activity", {"tambon_code": "940111", "village_no": 1}, None),
    ],
)
def test_what_does_not_go_together(table: str, row: dict[str, object], kind: str | None) -> None:
    found = outliers(checked(table, [row]))
    assert list(found.counts) == ([kind] if kind else [])
    for finding in found:
        assert finding.warning
        assert finding.line("th") != finding.line("en")


def test_every_rule_is_one_of_the_tests_above() -> None:
    rules = {(name, rule.kind) for name in TABLES for rule in likely_rules(name).impossible}
    marks = test_what_does_not_go_together.pytestmark  # type: ignore[attr-defined]
    tried = {(table, kind) for table, _, kind in marks[0].args[1]}
    assert rules <= tried
    assert all(is_warning(kind) and kind in catalogue() for _, kind in rules)


def test_two_rows_that_differ_in_their_id_only() -> None:
    row: dict[str, object] = {
        "date": "2025-05-05",
        "tambon_code": "940101",
        "participants_male": 5,
        "mission": "labour",
        "work_level": 2,
        "activity_type": "community_forum",
        "participants_female": 3,
        "channel": "",
    }
    rows = [{"activity_id": "A", **row}, {"activity_id": "B", **row},
            {"activity_id": "C", **row, "participants_male": 6}]  # fmt: skip
    (finding,) = outliers(checked("activity", rows))
    assert (finding.kind, finding.row, finding.value) == ("same_but_id", 3, "B")
    assert finding.facts["other"] == "2"
    # The same id twice is an error of its own, and rows that lack something are not compared.
    rows[1]["activity_id"] = "A"
    assert not outliers(checked("activity", rows))
    half = [{k: v for k, v in one.items() if k != "date"} for one in rows]
    assert not outliers(checked("activity", half))


@pytest.mark.parametrize(("told", "warned"), [(0, 1), (1, 0)])
def test_a_report_of_nothing_beside_activities(told: int, warned: int) -> None:
    reports = checked("report", [
        {"tambon_code": "940101", "month": "2025-05", "activities": told},
        {"tambon_code": "940101", "month": "2025-06", "activities": 0},
    ])  # fmt: skip
    activities = checked("activity", [{"date": "2025-05-05", "tambon_code": "940101"}])
    found = between_tables([reports, activities])
    assert found.counts == ({"report_of_none": 1} if warned else {})
    assert not between_tables([reports])
