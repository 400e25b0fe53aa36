"""The commands of the data desk, as an office would use them, on a store of their own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lib import desk as desk_module
from lib.access.scope import Scope
from lib.access.visitor import Visitor
from lib.commands import run
from lib.imports.listing import COLUMNS
from lib.imports.reading.source import source_of
from lib.settings import Settings
from lib.store.model import TABLES

HEADS = (
    "รหัสกิจกรรม,วันที่จัดกิจกรรม,ตำบล,อำเภอ,ภารกิจหลัก,ระดับการดำเนินงาน,ประเภทกิจกรรม,ผู้เข้าร่วมชาย,ผู้เข้าร่วมหญิง"
)
ROW = "A-{id},5 ธ.ค. 2568,ต.ตะลุโบะ,เมืองปัตตานี,ด้านแรงงาน,2,แนะแนวอาชีพ,{male},๑๕"

Desk = tuple[Path, pytest.CaptureFixture[str]]


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    for name in ("DATA", "STORE", "ENGINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR", str(tmp_path / "var"))
    return tmp_path, capsys


def activities(folder: Path, *males: object, name: str = "activity.csv", first: int = 1) -> str:
    rows = [ROW.format(id=first + place, male=male) for place, male in enumerate(males)]
    file = folder / name
    file.write_text("\n".join(["รายงานประจำเดือน,,,,,,,,", HEADS, *rows, ""]), encoding="cp874")
    return str(file)


def batch_ids(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert run(["batches"]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [line.split()[0] for line in lines if not line.startswith(" ")]


def people(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    figure = "indicator contacts --level region --from 2025-12-01 --to 2025-12-31 --csv -"
    assert run(figure.split()) == 0
    return capsys.readouterr().out.splitlines()[1].split(",")[1]


def test_imports_corrects_and_takes_back(desk: Desk) -> None:
    folder, capsys = desk
    file = activities(folder, "๑๒", 3)
    assert run(["import", file, "--dry-run"]) == 0
    assert "activity: 2 new" in capsys.readouterr().out
    assert batch_ids(capsys) == []

    assert run(["import", file, "--author", "ม."]) == 0
    assert float(people(capsys)) == 45
    assert run(["import", file]) == 0
    assert "all of it is in the store already" in capsys.readouterr().out

    activities(folder, 20, 3)
    assert run(["import", file, "--dry-run"]) == 0
    assert "activity: 1 changed, 1 same" in capsys.readouterr().out
    assert run(["import", file]) == 0
    assert float(people(capsys)) == 53

    correction, first = batch_ids(capsys)
    assert run(["undo", first]) == 1  # the correction stands on it
    assert "stands on it: it corrected rows" in capsys.readouterr().err
    assert run(["undo", correction, "--dry-run"]) == 0
    assert "activity: 1 restored" in capsys.readouterr().out
    assert run(["undo", correction]) == 0
    assert float(people(capsys)) == 45
    assert run(["undo", first]) == 0
    assert len(batch_ids(capsys)) == 4


def test_findings_keep_everything_out_and_go_to_a_report(desk: Desk) -> None:
    folder, capsys = desk
    report = folder / "findings.csv"
    file = activities(folder, "สิบ", 3)
    assert run(["import", file, "--report", str(report), "--language", "en"]) == 1
    said = capsys.readouterr()
    assert "activity.csv row 3" in said.err
    assert "“สิบ”" in said.err
    assert "Nothing was stored." in said.err
    lines = report.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines[0].split(",")) == len(COLUMNS)
    assert ",H3,สิบ," in lines[1]
    assert batch_ids(capsys) == []


def test_a_row_in_two_files_is_found(desk: Desk) -> None:
    folder, capsys = desk
    files = [activities(folder, 1, 2), activities(folder, 5, name="activity 2.csv", first=2)]
    assert run(["import", *files, "--table", "activity"]) == 1
    assert "stands in activity.csv:4" in capsys.readouterr().err
    assert batch_ids(capsys) == []


def test_sheets_of_a_table_have_the_same_columns(desk: Desk) -> None:
    folder, capsys = desk
    more = folder / "more.csv"
    heads, row = f"{HEADS},หมู่ที่", f"{ROW.format(id=9, male=1)},4"
    more.write_text(f"{heads}\n{row}\n", encoding="utf-8")
    assert run(["import", activities(folder, 1), str(more), "--table", "activity"]) == 1
    assert "this sheet has no column Village number" in capsys.readouterr().err


def test_simulated_and_real_rows_stay_apart(desk: Desk) -> None:
    folder, capsys = desk
    assert run(["import", activities(folder, 1), "--simulated"]) == 1
    assert "mixed" in capsys.readouterr().err
    assert run(["import", activities(folder, 1)]) == 0
    assert run(["batches", "--simulated"]) == 1
    assert "holds real data" in capsys.readouterr().err


def test_a_folder_that_is_shown_takes_no_imports(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, capsys = desk
    monkeypatch.setenv("DATA", str(folder))
    assert run(["import", activities(folder, 1)]) == 1
    assert "start it without DATA" in capsys.readouterr().err


def test_two_first_imports_at_once_both_land(desk: Desk) -> None:
    folder, capsys = desk
    files = [activities(folder, 1), activities(folder, 2, name="activity b.csv", first=2)]
    who = Visitor(Scope.everything())
    own = desk_module.Desk(Settings.from_environment(), who=who)
    ready = [own.prepare([source_of(Path(file))], table=TABLES["activity"]) for file in files]
    assert [one.counts["activity"].new for one in ready] == [1, 1]
    with ThreadPoolExecutor(2) as pool:
        stored = list(pool.map(lambda one: own.store(one, author="ม."), ready))
    assert {one.batch_id for one in stored} == set(batch_ids(capsys))
    assert float(people(capsys)) == 33
