"""Quality of stored data: each planted fault is found where it is, and none where there is none."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from geo.codes import Level
from lib.access.scope import Role, Scope
from lib.access.visitor import Visitor
from lib.desk import Desk
from lib.imports.log import (
    MOST_RUNS,
    LoggedCheck,
    Spot,
    append,
    cut,
    log_check,
    log_file,
    numbers,
    read_log,
    runs,
)
from lib.imports.sheets import Source
from lib.indicators.evaluate import Question, evaluate_periods
from lib.periods import month
from lib.quality.faults import FAMILIES, family_of
from lib.quality.quality import Quality, empty_rows, look, wanted
from lib.quality.reports import LATE, MISSING, due_reports
from lib.quality.summary import by_amphoe, by_field, by_kind, total
from lib.quality.trend import by_amphoe as errors_by_amphoe
from lib.quality.trend import by_month, counted, places, within
from lib.settings import ROOT, Settings
from lib.store.codelists import Language
from lib.store.findings import catalogue, in_general
from lib.store.lake import Store, StoreInfo
from lib.store.model import TABLES
from lib.store.reference import area_frame
from lib.store.schema import polars_type

UNTIL = date(2026, 6, 30)
EVERYTHING = Scope.everything()
TAMBON = area_frame().filter(pl.col("level") == "tambon").sort("code")["code"].to_list()
Rows = dict[str, list[dict[str, object]]]


def activity(number: int, code: str, **changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "activity_id": f"A{number}", "date": date(2026, 1 + number % 5, 1 + number % 28),
        "tambon_code": code, "mission": "labour", "work_level": "2",
        "activity_type": "community_forum", "channel": "field",
        "participants_male": 10 + number % 7, "participants_female": 12 + number % 5,
    }  # fmt: skip
    return plain | changes


def follow_up(number: int, **changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "follow_up_id": f"F{number}", "subject": "service", "subject_id": "S0",
        "tambon_code": "950101", "round": 1, "due_on": date(2026, 3, 1),
        "done_on": date(2026, 3, 2), "outcome": "in_work",
    }  # fmt: skip
    return plain | changes


def service(number: int, **changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "service_id": f"S{number}", "date": date(2026, 2, 1), "tambon_code": "950101",
        "person_key": f"{number:032x}", "sex": "female", "age_group": "60+",
        "employment_before": "employed", "service_type": "job_placement",
    }  # fmt: skip
    return plain | changes


def clean() -> Rows:
    """Rows of three amphoe with nothing wrong: reports of the last 3 months, all in time."""
    return {
        "activity": [activity(n, ("940101", "950101", "960101")[n % 3]) for n in range(90)],
        "service": [service(n) for n in range(5)],
        "follow_up": [follow_up(n) for n in range(5)],
        "report": [
            {"tambon_code": code, "month": start, "submitted_on": due, "activities": 2}
            for code in TAMBON
            for start, due in (
                (date(2026, 3, 1), date(2026, 4, 5)),
                (date(2026, 4, 1), date(2026, 5, 1)),
                (date(2026, 5, 1), date(2026, 6, 2)),
            )
        ],
    }


def made(folder: Path, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> Store:
    """A store of these rows; what the check of files would refuse is stored all the same."""
    tables = {
        name: pl.DataFrame(
            list(some_rows),
            schema={
                field: polars_type(TABLES[name].field(field).type)
                for field in dict.fromkeys(key for row in some_rows for key in row)
            },
        )
        for name, some_rows in rows.items()
    }
    return Store.create(folder / "store", StoreInfo(True, UNTIL, "Test", "x"), tables)


def looked(folder: Path, rows: Rows, scope: Scope = EVERYTHING) -> Quality:
    with made(folder, rows) as store:
        return look(store, scope, until=UNTIL, today=None)


def found(quality: Quality) -> list[tuple[str, str, str, str]]:
    rows = quality.faults.rows.select("family", "kind", "id", "amphoe_code").sort("id", "kind")
    return [tuple(row) for row in rows.rows()]


def test_a_clean_store_has_no_faults(tmp_path: Path) -> None:
    quality = looked(tmp_path, clean())
    assert found(quality) == []
    every = total(by_amphoe(quality), quality).row(0, named=True)
    assert (every["due"], every["late"], every["missing"]) == (3 * len(TAMBON), 0, 0)
    assert (every["in_time"], every["per_1000"], every["faults"]) == (100, 0, 0)
    assert by_kind(quality).is_empty()


def test_an_empty_store_has_no_figures(tmp_path: Path) -> None:
    quality = looked(tmp_path, {})
    assert found(quality) == []
    assert by_amphoe(quality).is_empty()
    assert by_field(quality).is_empty()
    assert total(by_amphoe(quality), quality)["per_1000"].to_list() == [None]


PLANTED: dict[str, tuple[str, dict[str, object], str, str, str]] = {
    "a double": (
        "activity", activity(0, "940101", activity_id="X"), "duplicate", "same_but_id", "9401",
    ),
    "an outlier": (
        "activity", activity(3, "940101", activity_id="X", participants_male=9000), "outlier",
        "unusual_number", "9401",
    ),
    "done before due": (
        "follow_up", follow_up(9, follow_up_id="X", done_on=date(2026, 1, 2)), "impossible",
        "done_before_due", "9501",
    ),
    "outcome of nothing": (
        "follow_up", follow_up(9, follow_up_id="X", done_on=None), "impossible", "needs_other",
        "9501",
    ),
    "dates out of order": (
        "need",
        {"need_id": "X", "raised_on": date(2026, 3, 1), "tambon_code": "960101", "people": 3,
         "category": "training", "status": "answered", "answered_on": date(2026, 2, 1)},
        "impossible", "before_other", "9601",
    ),
    "a point far off": (
        "activity", activity(4, "940101", activity_id="X", latitude=5.8, longitude=101.9),
        "place", "point_far", "9401",
    ),
    "a village that is not there": (
        "activity", activity(4, "940201", activity_id="X", village_no=88), "place",
        "village_beyond", "9402",
    ),
    "a tambon that was taken off the list": (
        "activity", activity(4, "940199", activity_id="X"), "place", "unknown_area", "9401",
    ),
    "a tambon outside the study": (
        "activity", activity(4, "100101", activity_id="X"), "place", "area_outside", "",
    ),
    "a code that was taken off the list": (
        "activity", activity(4, "940101", activity_id="X", channel="pigeon"), "value",
        "unknown_code", "9401",
    ),
    "a service of no activity": (
        "service", service(9, service_id="X", activity_id="none"), "value", "unknown_reference",
        "9501",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_each_planted_fault_is_found_where_it_is(tmp_path: Path, name: str) -> None:
    table, row, family, kind, amphoe = PLANTED[name]
    rows = clean()
    rows.setdefault(table, []).append(row)
    quality = looked(tmp_path, rows)
    assert found(quality) == [(family, kind, "X", amphoe)]
    (figures,) = by_amphoe(quality).filter(pl.col("amphoe_code") == amphoe).rows(named=True)
    assert {one: figures[one] for one in FAMILIES} == {one: int(one == family) for one in FAMILIES}
    assert figures["faults"] == 1
    (told,) = by_kind(quality).rows(named=True)
    finding = quality.faults.finding(told["group"], told["at"])
    assert (told["count"], finding.kind) == (1, kind)
    assert finding.problem("th") != finding.problem("en")


def test_a_report_of_none_beside_activities(tmp_path: Path) -> None:
    rows = clean()
    told = next(
        row for row in rows["report"]
        if row["tambon_code"] == "940101" and row["month"] == date(2026, 4, 1)
    )  # fmt: skip
    told["activities"] = 0
    quality = looked(tmp_path, rows)
    assert found(quality) == [("impossible", "report_of_none", "940101 · 2026-04", "9401")]


def test_the_double_names_the_row_that_it_is_like(tmp_path: Path) -> None:
    rows = clean()
    rows["activity"].append(activity(0, "940101", activity_id="X"))
    quality = looked(tmp_path, rows)
    (row,) = quality.faults.rows.rows(named=True)
    assert "A0" in quality.faults.finding(row["group"], row["at"]).problem("en")


def test_late_and_missing_reports_are_counted_by_amphoe(tmp_path: Path) -> None:
    rows = clean()
    mine = [row for row in rows["report"] if str(row["tambon_code"]).startswith("9401")]
    mine[0]["submitted_on"] = date(2026, 4, 15)  # due on 5 April
    mine[1]["submitted_on"] = date(2026, 7, 2)  # after the data end: not in yet
    rows["report"].remove(mine[2])
    quality = looked(tmp_path, rows)
    figures = {row["amphoe_code"]: row for row in by_amphoe(quality).rows(named=True)}
    assert (figures["9401"]["late"], figures["9401"]["missing"]) == (1, 2)
    assert figures["9401"]["days"] == 10
    assert all(not row["late"] + row["missing"] for code, row in figures.items() if code != "9401")
    states = quality.reports.filter(pl.col("state") != "on_time").sort("month")
    assert states["state"].to_list() == [LATE, MISSING, MISSING]
    assert states["days"].to_list() == [10, 56, 25]


def test_months_before_the_first_report_are_not_missing(tmp_path: Path) -> None:
    with made(tmp_path, clean()) as store:
        months = due_reports(store, UNTIL)["month"].unique().sort().to_list()
    assert months == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]


def test_reports_are_those_of_the_indicators(store: Store) -> None:
    """The states agree with report_completeness and report_timeliness, amphoe by amphoe."""
    until = store.info.data_date
    reports = due_reports(store, until)
    months = [month(one) for one in reports["month"].unique().sort()]
    sums: dict[str, list[float]] = {}
    for code in ("report_completeness", "report_timeliness"):
        asked = Question(code, Level.AMPHOE, months[0], as_of=until)
        answer = evaluate_periods(store, EVERYTHING, asked, months)
        for area, part in answer.groupby(level=1):
            sums.setdefault(str(area), []).extend(
                [part["numerator"].sum(), part["denominator"].sum()]
            )
    for amphoe, group in reports.group_by("amphoe_code"):
        counts = group["state"].value_counts()
        states = dict(zip(counts["state"], counts["count"], strict=True))
        received = group.height - states.get(MISSING, 0)
        on_time = states.get("on_time", 0)
        assert sums[str(amphoe[0])] == [received, group.height, on_time, group.height]


def test_shares_of_filled_fields_and_their_rows(tmp_path: Path) -> None:
    rows = clean()
    for row in rows["activity"][:40]:
        row["channel"] = None
    with made(tmp_path, rows) as store:
        quality = look(store, EVERYTHING, until=UNTIL, today=None)
        empty = empty_rows(store, EVERYTHING, TABLES["activity"], "channel")
    fields = {(r["table"], r["field"]): r for r in by_field(quality).rows(named=True)}
    channel = fields["activity", "channel"]
    assert (channel["rows"], channel["empty"], round(channel["share"], 1)) == (90, 40, 55.6)
    assert empty["id"].sort().to_list() == sorted(f"A{n}" for n in range(40))
    assert empty.group_by("amphoe_code").len().sort("amphoe_code")["len"].to_list() == [14, 13, 13]
    with pytest.raises(KeyError):
        empty_rows(store, EVERYTHING, TABLES["activity"], "date")


def test_every_wanted_field_has_its_rows(store: Store) -> None:
    """The rows with an empty field are as many as the figures say, for every field."""
    quality = look(store, EVERYTHING, until=store.info.data_date, today=None)
    told = {
        (row["table"], row["field"]): row["empty"] for row in by_field(quality).rows(named=True)
    }
    for (table, field), count in told.items():
        assert empty_rows(store, EVERYTHING, TABLES[table], field).height == count
    assert set(told) == {(name, one) for name in TABLES for one in wanted(TABLES[name])}


def test_a_scope_sees_its_own_areas(tmp_path: Path) -> None:
    rows = clean()
    rows["activity"] += [
        activity(0, "940101", activity_id="X"),
        activity(1, "950101", activity_id="Y"),
    ]
    quality = looked(tmp_path, rows, Scope(Role.PLANNER, ("95",)))
    assert found(quality) == [("duplicate", "same_but_id", "Y", "9501")]
    codes = {*quality.totals["amphoe_code"], *quality.filled["amphoe_code"],
             *quality.reports["amphoe_code"]}  # fmt: skip
    assert {code[:2] for code in codes} == {"95"}


def test_the_public_sees_nothing(tmp_path: Path) -> None:
    with made(tmp_path, {}) as store, pytest.raises(PermissionError):
        look(store, Scope.public(), until=UNTIL, today=None)


def test_every_kind_belongs_to_a_family() -> None:
    assert {family_of(kind) for kind in catalogue()} == set(FAMILIES)


# The log of checks


def a_check(day: int = 1, digest: str = "a", errors: int = 2) -> LoggedCheck:
    at = datetime(2026, 3, day, 9, tzinfo=UTC)
    kinds = {"9401": {"unknown_code": errors}} if errors else {}
    return LoggedCheck(at, "ผู้ตรวจ", (("ข้อมูล.xlsx", digest),), {"9401": 100, "": 3}, kinds, {})


def test_what_is_logged_is_read_back(tmp_path: Path) -> None:
    file = log_file(tmp_path)
    assert read_log(file) == []
    checks = [a_check(1), a_check(2, errors=0)]
    for one in checks:
        append(file, one)
    assert read_log(file) == checks


@given(some.data())
def test_a_line_cut_off_spoils_no_other(
    tmp_path_factory: pytest.TempPathFactory, data: some.DataObject
) -> None:
    file = tmp_path_factory.mktemp("log") / "checks.jsonl"
    append(file, a_check(1))
    whole = file.stat().st_size
    append(file, a_check(2))
    os.truncate(file, data.draw(some.integers(whole, file.stat().st_size - 2)))
    append(file, a_check(3))
    assert read_log(file) == [a_check(1), a_check(3)]


@pytest.mark.parametrize(
    "line", ["[]", "3", "{}", "\x00", '{"at": "x"}', '{"at": "2026-01-01", "files": 3}', "null"]
)
def test_what_is_no_line_of_the_log_is_passed_over(tmp_path: Path, line: str) -> None:
    file = tmp_path / "checks.jsonl"
    file.write_text(f"{line}\n", encoding="utf-8")
    append(file, a_check(1))
    assert read_log(file) == [a_check(1)]


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from lib.imports.log import LoggedCheck, append
file, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    append(file, LoggedCheck(at, who, (("x" * 9000, str(number)),), {"9401": 1}, {}, {}))
"""


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    file, count = tmp_path / "checks.jsonl", 300
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(file), who, str(count)], cwd=ROOT)
        for who in ("a", "b")
    ]
    assert [one.wait(120) for one in writers] == [0, 0]
    logged = read_log(file)
    for who in ("a", "b"):
        mine = [one.files[0][1] for one in logged if one.who == who]
        assert mine == [str(number) for number in range(count)]


@pytest.fixture
def desk(settings: Settings, store: Store) -> Desk:
    return Desk(settings, simulated=True, who=Visitor(Scope.everything()))


def test_a_check_is_logged_by_kind_and_amphoe_without_cells(tmp_path: Path, desk: Desk) -> None:
    file = tmp_path / "กิจกรรม.csv"
    head = "รหัสกิจกรรม,วันที่จัดกิจกรรม,ตำบล,อำเภอ,ภารกิจหลัก,ระดับการดำเนินงาน,ประเภทกิจกรรม,ชาย,หญิง"
    rows = [
        "SIM-Q1,15/06/2569,สะบารัง,เมืองปัตตานี,ด้านแรงงาน,2,หน่วยบริการเคลื่อนที่,3,4",
        "SIM-Q2,15/06/2569,สะบารัง,เมืองปัตตานี,ด้านแรงงาน,2,ไม่มีในรายการ,3,4",
        "SIM-Q3,ไม่ใช่วัน,สะเตง,เมืองยะลา,ด้านแรงงาน,2,หน่วยบริการเคลื่อนที่,3,4",
        "SIM-Q4,15/06/2569,ไม่มีตำบลนี้,ไม่มีอำเภอนี้,ด้านแรงงาน,2,หน่วยบริการเคลื่อนที่,3,4",
    ]
    file.write_text("\n".join([head, *rows]), encoding="utf-8")
    prepared = desk.prepare([Source("กิจกรรม.csv", file)])
    log_check(prepared, tmp_path, who="ผู้ตรวจ")
    (logged,) = read_log(log_file(tmp_path))
    assert logged.rows == {"9401": 2, "9501": 1, "": 1}
    assert set(logged.errors) == {"9401", "9501", ""}
    assert logged.errors["9401"] == {"unknown_label": 1}
    assert logged.errors["9501"] == {"unreadable_date": 1}
    total_errors = sum(sum(kinds.values()) for kinds in logged.errors.values())
    assert total_errors == len(prepared.findings.errors)
    text = log_file(tmp_path).read_text(encoding="utf-8")
    assert "SIM-Q" not in text
    assert "ไม่มี" not in text
    assert logged.files[0][0] == "กิจกรรม.csv"
    assert len(json.loads(text.strip())["files"][0][1]) == 64


CELLS = """รหัสกิจกรรม,วันที่จัดกิจกรรม,ตำบล,อำเภอ,ภารกิจหลัก,ระดับการดำเนินงาน,ประเภทกิจกรรม,ชาย,หญิง,สมชาย ใจดี
SIM-Q1,ไม่ใช่วัน,สะบารัง,เมืองปัตตานี,ด้านแรงงาน,2,เวทีประชาคม,3,4,
SIM-Q2,ไม่ใช่วัน,สะเตง,เมืองยะลา,ด้านแรงงาน,2,เวทีประชาคม,3,4,0812345678
SIM-Q3,ไม่ใช่วัน,สะบารัง,เมืองปัตตานี,ด้านแรงงาน,2,เวทีประชาคม,3,4,
"""


def test_the_log_says_in_which_cells_findings_stand(tmp_path: Path, desk: Desk) -> None:
    file = tmp_path / "a.csv"
    file.write_text(CELLS, encoding="utf-8")
    prepared = desk.prepare([Source("a.csv", file)])
    log_check(prepared, tmp_path)
    checks = read_log(log_file(tmp_path))
    found = places(checks, warning=False)
    assert found.lost == 0
    assert found.rows.height == len(prepared.findings.errors)
    cells = found.rows.select("file", "column", "row", "kind", "amphoe_code").sort("kind", "row")
    day = "วันที่จัดกิจกรรม"
    assert cells.rows() == [
        ("a.csv", "J", 3, "phone_number", "9501"),  # a header that nobody knows may be a name
        ("a.csv", day, 2, "unreadable_date", "9401"),
        ("a.csv", day, 3, "unreadable_date", "9501"),
        ("a.csv", day, 4, "unreadable_date", "9401"),
    ]
    assert places(checks, warning=False, amphoe="9501").rows["row"].sort().to_list() == [3, 3]
    text = log_file(tmp_path).read_text(encoding="utf-8")
    assert not [cell for cell in ("SIM-Q", "ไม่ใช่", "สมชาย", "0812345678") if cell in text]


def test_lines_of_before_say_how_many_but_not_where() -> None:
    found = places([a_check(1, errors=4)], warning=False)
    assert (found.rows.height, found.lost) == (0, 4)


@given(some.lists(some.integers(1, 2_000_000)))
def test_rows_are_kept_as_runs(rows: list[int]) -> None:
    assert numbers(runs(rows)) == sorted(rows)


def test_a_line_of_the_log_stays_short(tmp_path: Path) -> None:
    spread = runs(range(1, 4 * MOST_RUNS, 2))
    spot = Spot(0, "", "unknown_code", "ภารกิจหลัก", "9401", False, 2 * MOST_RUNS, spread)
    kept = cut([spot, spot])
    assert [len(numbers(one.rows)) for one in kept] == [MOST_RUNS, 0]
    logged = replace(a_check(errors=4 * MOST_RUNS), spots=kept)
    append(log_file(tmp_path), logged)
    assert read_log(log_file(tmp_path)) == [logged]
    assert places([logged], warning=False).lost == 3 * MOST_RUNS


def test_a_planner_sees_the_checks_of_their_own_areas() -> None:
    checks = [a_check(1), a_check(2, errors=0), a_check(3, "b", errors=1)]
    assert within(checks, ()) == checks
    assert within(checks, ("95",)) == []
    assert [one.rows for one in within(checks, ("94",))] == [{"9401": 100}] * 3


@pytest.mark.parametrize("kind", catalogue())
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_kind_can_be_said_without_a_cell(kind: str, language: Language) -> None:
    said = in_general(kind, language, "Tambon")
    assert len(said.replace("…", "")) > 10
    assert not re.search(r"[{}]|[(][^)]*…", said)


def test_a_kind_of_before_is_said_by_its_name() -> None:
    assert in_general("gone", "th") == "gone"


def test_a_file_that_is_gone_is_logged_all_the_same(
    tmp_path: Path, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    log_check(desk.prepare([Source("gone.csv", tmp_path / "gone.csv")]), tmp_path)
    (logged,) = read_log(log_file(tmp_path))
    assert logged.files == (("gone.csv", ""),)
    assert not caplog.records


def test_a_log_that_cannot_be_written_keeps_nobody_from_checking(
    tmp_path: Path, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("รหัสกิจกรรม\nSIM-1", encoding="utf-8")
    prepared = desk.prepare([Source("a.csv", file)])
    (tmp_path / "desk").write_text("a file where the folder should be", encoding="utf-8")
    log_check(prepared, tmp_path)
    assert "can't be written" in caplog.text


def test_numbers_of_persons_in_names_of_files_are_masked(tmp_path: Path, desk: Desk) -> None:
    file = tmp_path / "a.csv"
    file.write_text("รหัสกิจกรรม\nSIM-1", encoding="utf-8")
    log_check(desk.prepare([Source("1101700230708.csv", file)]), tmp_path)
    assert "1101700230708" not in log_file(tmp_path).read_text(encoding="utf-8")


def test_the_same_file_counts_once_a_month() -> None:
    counts = counted([a_check(1, errors=9), a_check(2, errors=4), a_check(3, "b", errors=1)])
    assert by_month(counts).rows() == [(date(2026, 3, 1), 206, 5, 0, 1000 * 5 / 206)]
    assert errors_by_amphoe(counts)["amphoe_code"].to_list() == ["9401", ""]
    assert errors_by_amphoe(counts)["per_1000"].to_list() == [25.0, 0.0]


def test_no_checks_are_no_trend() -> None:
    assert by_month(counted([])).is_empty()
    assert errors_by_amphoe(counted([])).is_empty()
