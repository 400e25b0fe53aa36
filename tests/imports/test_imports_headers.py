"""Where the header stands, and columns without one."""

import pytest
from deliveries import FILES

from lib.imports.csvfile import read_csv
from lib.store.check import Delivered, check_table
from lib.store.findings import Findings, Group, report
from lib.store.model import TABLES

OFFICER = "officer_id,tambon_code,start_date\nO1,940101,2025-10-01\nO2,940102,2025-10-01\n"
ACTIVITY = FILES["activity.csv"]


def read(text: str, table: str = "officer") -> Delivered | Group:
    return read_csv(f"{table}.csv", TABLES[table], text.encode())


def said(text: str, table: str = "officer") -> str:
    one = read(text, table)
    assert isinstance(one, Group)
    for lang in ("th", "en"):
        assert "{" not in report(Findings((one,)), lang)
    return report(Findings((one,)), "en")


@pytest.mark.parametrize("ends", [",", ",,", ", ,", ",,,"])
def test_blank_columns_are_left_out(ends: str) -> None:
    one = read(OFFICER.replace("\n", f"{ends}\n"))
    assert isinstance(one, Delivered)
    assert one.cells.columns == ["officer_id", "tambon_code", "start_date"]
    assert one.cells.height == 2
    assert not check_table(one).findings


def test_a_blank_column_in_the_middle_and_in_semicolons() -> None:
    one = read("officer_id;;tambon_code;start_date\nO1;;940101;2025-10-01\n;;;\n")
    assert isinstance(one, Delivered)
    assert one.cells.columns == ["officer_id", "tambon_code", "start_date"]
    assert one.rows.to_list() == [2]


def test_values_under_an_empty_header() -> None:
    text = OFFICER.replace("\n", ",,\n").replace(
        "O2,940102,2025-10-01,,", "O2,940102,2025-10-01,,x"
    )
    line = said(text)
    assert line.startswith("officer.csv: column E has values (from row 3 on) and no name")
    assert "officer_id, tambon_code" in line


@pytest.mark.parametrize("above", ["\n", "\r\n\r\n", " \n", ",,\n,,\n", ";\n\n"])
def test_blank_lines_above_the_header(above: str) -> None:
    one = read(above + OFFICER)
    count = above.count("\n")
    assert isinstance(one, Delivered)
    assert one.rows.to_list() == [2 + count, 3 + count]
    assert one.cells.columns == ["officer_id", "tambon_code", "start_date"]
    group = read(above + OFFICER + "O3,940101\n")
    assert isinstance(group, Group)
    assert group[0].row == 4 + count
    group = read(above + OFFICER + 'O3,"940101\n')
    assert isinstance(group, Group)
    assert group[0].row == 4 + count


@pytest.mark.parametrize(
    ("above", "first", "header"),
    [
        ("รายงานบัณฑิตแรงงาน ปี 2569,,\n", 1, 2),
        ("รายงานบัณฑิตแรงงาน ปี 2569\n\nจังหวัดปัตตานี\n", 1, 4),
        ('"รายงาน\nปี 2569",,\n,,\n', 1, 3),
        ("\n\nTitle,,\n", 3, 4),
        ("Officer id: list,,\n,,\n", 1, 3),
        ("officer_id\n", 1, 2),
    ],
)
def test_a_title_above_the_header(above: str, first: int, header: int) -> None:
    for text in (above + OFFICER, (above + OFFICER).replace(",", ";")):
        line = said(text)
        assert line.startswith(f"officer.csv row {first}: the first row is not the header.")
        assert line.endswith(f"Row {header} looks like the header.")


def test_a_file_without_a_header() -> None:
    line = said("O1,940101,2025-10-01\nO2,940102,2025-10-01\n")
    assert line.startswith("officer.csv row 1: the first row is not the header.")
    assert "looks like" not in line


def test_a_misspelt_header_is_still_a_header() -> None:
    one = read("offcer,tambn\nO1,940101\n")
    assert isinstance(one, Delivered)
    kinds = [finding.kind for finding in check_table(one).findings]
    assert kinds.count("unknown_column") == 2


def test_no_header_repeats_a_personal_number() -> None:
    one = read(ACTIVITY.replace("activity_id", "1101700230708"), "activity")
    assert isinstance(one, Delivered)
    text = report(check_table(one).findings, "en")
    assert "••••••••••708" in text
    assert "1101700230708" not in text
