"""The command line, run as its user runs it."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from lib.commands import run

ROOT = Path(__file__).parents[1]
YEAR = ["--from", "2025-10-01", "--to", "2026-09-30"]


def figures(capsys: pytest.CaptureFixture[str], *arguments: str) -> pd.DataFrame:
    assert run(["indicator", *arguments, "--csv", "-"]) == 0
    return pd.read_csv(io.StringIO(capsys.readouterr().out), dtype={"area_code": str})


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["indicator", *arguments, "--csv", "-"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_indicator_as_csv(capsys: pytest.CaptureFixture[str]) -> None:
    table = figures(capsys, "follow_up_rate", "--level", "amphoe", *YEAR)
    assert list(table.columns) == [
        "area_code", "value", "numerator", "denominator", "lower", "upper", "flag",
    ]  # fmt: skip
    assert len(table) == 37
    assert (100 * table["numerator"] / table["denominator"] - table["value"]).abs().max() < 1e-9


def test_indicator_to_a_file_with_areas_filters_and_as_of(tmp_path: Path) -> None:
    place = tmp_path / "out.csv"
    arguments = [
        "indicator", "contacts", "--level", "tambon", *YEAR, "--as-of", "2026-01-31",
        "--area", "9401", "95", "--filter", "mission=labour", "mission=security", "--csv",
    ]  # fmt: skip
    assert run([*arguments, str(place)]) == 0
    table = pd.read_csv(place, dtype={"area_code": str})
    assert set(table["area_code"].str[:2]) == {"94", "95"}
    assert set(table.loc[table["area_code"].str[:2] == "94", "area_code"].str[:4]) == {"9401"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing", "--level", "region", *YEAR], "Choose from: tambon_reached"),
        (["contacts", "--level", "region", *YEAR, "--filter", "sex=male"], "accepts: mission"),
        (["contacts", "--level", "region", *YEAR, "--filter", "mission"], "write NAME=VALUE"),
        (["contacts", "--level", "amphoe", *YEAR, "--area", "1234"], "No amphoe lies in"),
        (
            ["contacts", "--level", "region", "--from", "2026-01-02", "--to", "2026-01-01"],
            "swap the two dates",
        ),
    ],
)
def test_refusals(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert words in refusal(capsys, *arguments)


def test_a_date_that_is_none_says_how_to_write_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["indicator", "contacts", "--level", "region", "--from", "1/10/2568", "--to", "x"])
    assert "for example 2026-06-30" in capsys.readouterr().err


def test_indicators_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["indicators"]) == 0
    out = capsys.readouterr().out
    assert "people_served_per_1000" in out
    assert "ผู้รับบริการต่อประชากรพันคน" in out


@pytest.mark.parametrize(("command", "page"), [("tables", "data"), ("dictionary", "indicators")])
def test_written_docs_are_up_to_date(tmp_path: Path, command: str, page: str) -> None:
    assert run([command, "--out", str(tmp_path / "page.md")]) == 0
    written = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert written == (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8"), (
        f"Run: .venv/bin/python -m lib {command} --out docs/{page}.md"
    )


def test_the_sample_comes_back_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`sample --out` and `DATA=` meet: the same figures, and still marked as simulated."""
    question = ["people_served", "--level", "amphoe", *YEAR]
    expected = figures(capsys, *question)
    assert run(["sample", "--out", str(tmp_path / "sample")]) == 0
    environment = {**os.environ, "DATA": str(tmp_path / "sample"), "VAR": str(tmp_path / "var")}
    answer = subprocess.run(
        [sys.executable, "-m", "lib", "indicator", *question, "--csv", "-"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    got = pd.read_csv(io.StringIO(answer.stdout), dtype={"area_code": str})
    pd.testing.assert_frame_equal(got, expected)


def test_data_that_does_not_hold_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "report.csv").write_text(
        "tambon_code,month,submitted_on,activities\n940101,2026-01,2026-02-03,สิบ\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "DATA": str(tmp_path / "data"), "VAR": str(tmp_path / "var")}
    answer = subprocess.run(
        [sys.executable, "-m", "lib", "indicator", "contacts", "--level", "region", *YEAR,
         "--csv", "-"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 1
    assert answer.stdout == ""
    for words in ("report.csv", "activities", "สิบ", "2"):
        assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_change_against_a_year_ago_and_the_days_before(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["change", "follow_up_rate", "--level", "province", *YEAR, "--csv", "-"]
    assert run(arguments) == 0
    out, err = capsys.readouterr()
    table = pd.read_csv(io.StringIO(out), dtype={"area_code": str})
    assert list(table["area_code"]) == ["90", "94", "95", "96"]
    assert (table["now"] - table["then"] - table["change"]).abs().max() < 1e-9
    assert err == "against 2024-10-01 to 2025-06-30\n"
    assert run([*arguments, "--against", "before"]) == 0
    assert capsys.readouterr().err == "against 2024-10-01 to 2025-06-30\n"
    first = ["--from", "2023-10-01", "--to", "2023-10-31"]
    assert run(["change", "contacts", "--level", "region", *first, "--csv", "-"]) == 1
    assert "choose a later period" in capsys.readouterr().err


def test_a_copied_store_gives_the_same_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ["people_served_per_1000", "--level", "amphoe", *YEAR]
    before = figures(capsys, *question)
    assert run(["copy-store", str(tmp_path / "copy")]) == 0
    assert "STORE" in capsys.readouterr().out
    monkeypatch.setenv("STORE", str(tmp_path / "copy"))
    pd.testing.assert_frame_equal(figures(capsys, *question), before)
    monkeypatch.delenv("STORE")
    assert run(["copy-store", str(tmp_path / "copy")]) == 1, "there is one already"
