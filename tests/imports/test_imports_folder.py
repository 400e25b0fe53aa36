"""A folder is taken whole or not at all, and says what is wrong in words."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from deliveries import FILES, Deliver

from lib.imports.folder import FolderRefused, LoadedFolder, load_folder
from lib.sample import write_csv
from lib.store.schema import HASHED

SECRET = b"s" * 32
TODAY = date(2026, 7, 1)
ACTIVITY = FILES["activity.csv"]
OFFICER = FILES["officer.csv"]


def load(folder: Path) -> LoadedFolder:
    return load_folder(folder, SECRET, TODAY)


def test_a_folder_in_order(deliver: Deliver) -> None:
    loaded = load(deliver())
    assert list(loaded.findings) == []
    assert {name: frame.height for name, frame in loaded.tables.items()} == {
        "activity": 2,
        "officer": 1,
        "service": 3,
    }
    assert loaded.info is not None
    assert not loaded.info.simulated
    assert loaded.info.data_date == date(2026, 5, 14)
    assert loaded.info.loaded_from == "delivery"
    keys = loaded.tables["service"]["person_key"]
    assert keys.str.contains(HASHED).all()
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    "change",
    [
        {"activity.csv": "\ufeff" + ACTIVITY},
        {"activity.csv": ACTIVITY.replace("\n", "\r\n")},
        {"activity.csv": ACTIVITY.replace("\n", "\r")},
        {"activity.csv": ACTIVITY.replace(",", ";")},
        {"activity.csv": ACTIVITY.replace(",", "\t")},
        {"activity.csv": ACTIVITY.rstrip("\n")},
        {"activity.csv": ACTIVITY + "\n,,,,,,,,\n\n"},
        {"activity.csv": ACTIVITY.replace("A2,", '"A2",')},
        {"activity.csv": None, "Activity.CSV": ACTIVITY},
        {"activity.csv": ACTIVITY.replace("mission", "ภารกิจหลัก").replace("date", "วันที่จัดกิจกรรม")},
        {"activity.csv": ACTIVITY.replace("mission", " Mission ")},
        {"notes.txt": "not a table"},
    ],
)
def test_accepted_forms(deliver: Deliver, change: dict[str, str | None]) -> None:
    loaded = load(deliver(change))
    assert list(loaded.findings) == []
    assert loaded.tables["activity"]["activity_id"].to_list() == ["A1", "A2"]


def test_a_header_alone_is_an_empty_table(deliver: Deliver) -> None:
    loaded = load(deliver({"officer.csv": OFFICER.splitlines()[0], "activity.csv": None}))
    assert [finding.kind for finding in loaded.findings] == []
    assert loaded.tables["officer"].height == 0


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            {"activity.csv": ACTIVITY.replace(",10,12", ",สิบ,12")},
            "activity.csv row 2, column participants_male: “สิบ” is not a whole number. "
            "Write digits only, for example 10.",
        ),
        (
            {"activity.csv": ACTIVITY.replace("A2,2026-05-13", "\n\nA2,2568-05-13")},
            "activity.csv row 5, column date: “2568-05-13” has a year",
        ),
        (
            {"activity.csv": ACTIVITY.replace("O1", "O7")},
            "row 2, column officer_id: “O7” is not in",
        ),
        ({"activity.csv": ACTIVITY + "A3,2026-05-13\n"}, "row 4: the row has 2 cells"),
        ({"activity.csv": ACTIVITY.replace(",3,4", ",3,4,5")}, "row 3: the row has 10 cells"),
        ({"activity.csv": ACTIVITY.replace("A2", '"A2')}, "row 3: quotation marks"),
        ({"activity.csv": ""}, "activity.csv: the file is empty"),
        ({"activity.csv": "\n \n"}, "activity.csv: the file is empty"),
        ({"activity.csv": ACTIVITY.replace("A2", "A\0")}, "row 3: there is a NUL byte"),
        ({"activity.csv": ACTIVITY.encode("utf-16")}, "not encoded as UTF-8"),
        ({"activity.csv": (ACTIVITY + "ตำบล").encode("cp874")}, "row 4: the text is not encoded"),
        ({"activity.csv": b"\x89PNG\r\n\x1a\n\x00\x00"}, "activity.csv row 3: there is a NUL byte"),
        ({"activities.csv": ACTIVITY}, "Probably activity.csv."),
        ({"กิจกรรม.csv": ACTIVITY}, "Probably activity.csv."),
        ({"ACTIVITY.csv": ACTIVITY}, "more than one file for the table activity"),
        ({"dataset.toml": "data_date = 2026-13-01"}, "dataset.toml: the file can't be read"),
        ({"dataset.toml": 'data_date = "2026-06-30"'}, "“2026-06-30” is not a date"),
        ({"dataset.toml": "data_date = 2026-12-31"}, "or is in the future"),
        (
            {"dataset.toml": "date = 2026-05-31"},
            "dataset.toml: “date” is not known. Only these can be given: data_date, simulated,",
        ),
        ({"dataset.toml": "simulated = true"}, "column activity_id: simulated rows"),
        ({"officer.csv": OFFICER.replace("O1", "SIM-O1")}, "real ones are mixed: “A1”"),
        ({"activity.csv": ACTIVITY.replace("tambon_code", "tambon_cod")}, "Probably tambon_code."),
        ({"activity.csv": ACTIVITY.replace("mission", "date")}, "the column date is there more"),
        (
            {"activity.csv": ACTIVITY.replace("A2", "081-234-5678")},
            "column activity_id: there is a phone number (•••-•••-•678)",
        ),
        (
            {"officer.csv": OFFICER.replace("O1", "1101700230708")},
            "column officer_id: there is a citizen number (••••••••••708)",
        ),
        (
            {
                "officer.csv": OFFICER.replace("end_date", "x").replace(
                    "2025-10-01", "1101700230708"
                )
            },
            "column start_date: “••••••••••708” is not a date",
        ),
        ({"officer.csv": "officer_id,โทร\nO1,๐๘๑๒๓๔๕๖๗๘\n"}, "column โทร: there is a phone number"),
    ],
)
def test_refused_whole(deliver: Deliver, change: dict[str, str | bytes], line: str) -> None:
    folder = deliver(change)
    loaded = load(folder)
    assert loaded.tables == {}
    assert loaded.info is None
    assert len(loaded.findings) > 0
    report = FolderRefused(folder, loaded.findings)
    assert line in report.report("en")
    assert "{" not in str(report)
    assert "1101700230708" not in str(report)
    assert str(report) == f"{report.report('th')}\n\n{report.report('en')}"


@pytest.mark.parametrize(
    ("month", "sent", "reach"),
    [
        ("2026-05", "2026-06-04", date(2026, 5, 31)),
        ("2026-05", "2026-05-31", date(2026, 5, 31)),
        ("2026-05", "2026-05-20", date(2026, 5, 20)),
        ("2026-05", "2026-05-03", date(2026, 5, 14)),
        ("2026-04", "2026-06-30", date(2026, 5, 14)),
        ("2026-07", "2026-07-01", TODAY),
    ],
)
def test_reports_tell_how_far_the_data_reach(
    deliver: Deliver, month: str, sent: str, reach: date
) -> None:
    head = "tambon_code,month,submitted_on\n940102,2025-01,2025-02-03\n"
    loaded = load(deliver({"report.csv": f"{head}940101,{month},{sent}\n"}))
    assert loaded.info is not None
    assert loaded.info.data_date == reach


def test_findings_of_a_folder_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "activity.csv"
    file.write_text(ACTIVITY, encoding="utf-8")
    for folder, kind in ((tmp_path / "y", "folder_missing"), (file, "folder_is_file")):
        refusal = FolderRefused(folder, load(folder).findings)
        assert [(one.file, one.kind) for one in refusal.findings] == [(folder.name, kind)]
        assert "1 thing to correct;" in refusal.report("en")
        assert "dataset.toml" not in str(refusal)
        assert "{" not in str(refusal)
    assert f"for example {tmp_path}." in refusal.report("en")


def test_the_report_counts_in_good_english(deliver: Deliver) -> None:
    folder = deliver({"officer.csv": OFFICER + "O2,999999,x\n"})
    refusal = FolderRefused(folder, load(folder).findings)
    assert "2 things to correct;" in refusal.report("en")
    assert "มีข้อที่ต้องแก้ 2 แห่ง" in refusal.report("th")


def test_folders_without_tables(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    assert [f.kind for f in load(tmp_path / "x").findings] == ["no_tables"]
    assert [f.kind for f in load(tmp_path / "y").findings] == ["folder_missing"]


def test_a_folder_named_as_a_table_is_not_read(deliver: Deliver) -> None:
    folder = deliver()
    (folder / "need.csv").mkdir()
    assert list(load(folder).findings) == []


def test_simulated_folders(deliver: Deliver) -> None:
    officer = OFFICER.replace("O1", "SIM-O1")
    change = {"officer.csv": officer, "activity.csv": None, "service.csv": None}
    loaded = load(deliver(change))
    assert loaded.info is not None
    assert loaded.info.simulated
    declared = {"officer.csv": None, "report.csv": "tambon_code,month,submitted_on\n"}
    loaded = load(deliver({**change, **declared, "dataset.toml": "simulated = true"}))
    assert loaded.info is not None
    assert loaded.info.simulated
    loaded = load(deliver({**change, "dataset.toml": "simulated = false"}))
    assert [finding.kind for finding in loaded.findings] == ["dataset_simulated"]


def test_the_data_date_may_be_given(deliver: Deliver) -> None:
    loaded = load(deliver({"dataset.toml": "data_date = 2026-05-31\nnote_thai = 'x'"}))
    assert loaded.info is not None
    assert loaded.info.data_date == date(2026, 5, 31)


def test_every_finding_has_its_row(deliver: Deliver) -> None:
    rows = "".join(f"O{n},{940101 if n % 2 else 999999},2025-10-01\n" for n in range(1000))
    folder = deliver({"officer.csv": OFFICER.splitlines()[0] + "\n" + rows, "activity.csv": None})
    findings = load(folder).findings
    assert [finding.row for finding in findings] == list(range(2, 1002, 2))
    assert len(FolderRefused(folder, findings).report("en").splitlines()) == 7


def test_what_the_sample_writes_can_be_read(tmp_path: Path) -> None:
    frame = pl.DataFrame({"tambon_code": ["940101"], "month": [date(2026, 5, 1)]})
    write_csv({"report": frame.with_columns(submitted_on=date(2026, 6, 1))}, tmp_path)
    loaded = load(tmp_path)
    assert loaded.info is not None
    assert loaded.info.simulated
    assert loaded.tables["report"]["month"].to_list() == [date(2026, 5, 1)]
