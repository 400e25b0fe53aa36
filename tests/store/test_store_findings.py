"""The texts of findings, and the report that people read."""

import re

import polars as pl
import pytest

from lib.settings import ROOT
from lib.store.findings import Finding, Findings, Group, catalogue, report

HINTED = {"hint_th", "hint_en"}
OWN = ("personal", "check", "cells", "findings", "references")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("kind", catalogue())
def test_every_kind_speaks_both_languages(kind: str) -> None:
    texts = catalogue()[kind]
    assert set(texts) - HINTED == {"problem_th", "problem_en", "remedy_th", "remedy_en"}
    assert set(texts) & HINTED in (set(), HINTED)
    for part in ("problem", "remedy", "hint"):
        named = [
            {name.removesuffix(f"_{lang}") for name in PLACEHOLDER.findall(texts[f"{part}_{lang}"])}
            for lang in ("th", "en")
            if f"{part}_{lang}" in texts
        ]
        # A fact may be left out in one language, but never be unknown to the other.
        assert not named or named[0] >= named[1] or named[1] >= named[0]


def test_no_thai_stands_in_the_source() -> None:
    """But for the digits: the texts are in data/words, and tables in data/tables.toml."""
    files = [ROOT / "lib" / "opening.py", *(ROOT / "lib" / "imports").rglob("*.py")]
    files += [ROOT / "lib" / "store" / f"{name}.py" for name in OWN]
    for file in files:
        assert not re.search("[\u0e01-\u0e4f\u0e5a-\u0e7f]", file.read_text(encoding="utf-8")), file


def test_the_line_of_the_brief() -> None:
    finding = Finding("activity.csv", "not_integer", 12, "participants_male", "สิบ")
    assert finding.line("en") == (
        "activity.csv row 12, column participants_male: “สิบ” is not a whole number. "
        "Write digits only, for example 10."
    )
    assert finding.line("th") == (
        "activity.csv แถวที่ 12 คอลัมน์ participants_male: “สิบ” ไม่ใช่จำนวนเต็ม เขียนเป็นตัวเลขเท่านั้น เช่น 10"
    )


def numbers(count: int) -> Group:
    rows = pl.Series(range(2, count + 2), dtype=pl.UInt32)
    return Group("a.csv", "not_integer", "people", rows, pl.Series(["x"] * count))


@pytest.mark.parametrize(("count", "lines"), [(1, 1), (5, 5), (6, 6), (1_000_000, 6)])
def test_the_report_shows_the_first_of_each_kind(count: int, lines: int) -> None:
    findings = Findings((numbers(count),))
    text = report(findings, "en").splitlines()
    assert len(text) == lines
    assert len(findings) == count
    if count > 5:
        assert text[-1] == f"  … and {count - 5:,} more of this kind in a.csv, column people"


def test_findings_add_up() -> None:
    findings = Findings((numbers(2),)) + Findings((Group("b.csv", "empty_file"), numbers(1)))
    assert findings.counts == {"not_integer": 3, "empty_file": 1}
    assert [finding.row for finding in findings] == [2, 3, None, 2]
    assert not Findings()


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("1101700230708", "••••••••••708"),
        ("โทร 081-234-5678", "โทร •••-•••-•678"),
        ("a\nb", "a b"),
        ("x" * 500, "x" * 80 + "…"),
    ],
)
def test_no_message_repeats_a_personal_number(cell: str, shown: str) -> None:
    rows = pl.Series([2], dtype=pl.UInt32)
    finding = Group("a.csv", "not_date", "date", rows, pl.Series([cell]))[0]
    assert finding.value == shown
    assert cell not in finding.line("th") + finding.line("en")
