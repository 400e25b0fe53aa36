"""The other headers that a column may have."""

from pathlib import Path

import polars as pl
import pytest

from lib.imports.reading.headers import find_headers
from lib.store.check import Delivered, check_table
from lib.store.errors import ModelError
from lib.store.model import TABLES, load_tables, normal_header

ALSO = [(table.name, item.name, text) for table in TABLES.values() for item in table.fields
        for text in item.also]  # fmt: skip
DOUBLE = """
[t]
thai = "ต"
english = "T"
key = ["a"]
[t.fields]
a = { type = "date", thai = "ก", english = "A", also = ["Day"] }
b = { type = "date", thai = "ข", english = "B", also = ["DAY "] }
"""


@pytest.mark.parametrize(("table", "field", "text"), ALSO)
def test_another_header_is_that_of_its_field(table: str, field: str, text: str) -> None:
    assert TABLES[table].by_header[normal_header(text)].name == field


def test_every_table_with_a_tambon_takes_its_name() -> None:
    for table in TABLES.values():
        if "tambon_code" in table.names:
            assert table.by_header[normal_header("ตำบล")].name == "tambon_code"


@pytest.mark.parametrize("name", [one for one in TABLES if "tambon_code" in TABLES[one].names])
def test_a_tambon_may_be_headed_by_its_abbreviation(name: str) -> None:
    table = TABLES[name]
    others = [item.thai for item in table.fields if item.required and item.name != "tambon_code"]
    (header,) = find_headers([["ต.", "อ.", *others]], [table])
    assert header.fields[0].name == "tambon_code"
    assert header.missing == []


def test_a_column_left_out_names_those_that_the_file_lacks() -> None:
    cells = pl.DataFrame({item.thai: ["x"] for item in TABLES["report"].fields[:-1]} | {"อื่น": ""})
    found = check_table(Delivered.of("report", cells), leave_unknown=True).findings
    (left_out,) = [one for one in found if one.kind == "ignored_column"]
    assert left_out.remedy("th").endswith(": จำนวนกิจกรรม")
    assert left_out.remedy("en").endswith("does not have: Activities.")


def test_two_fields_may_not_share_another_header(tmp_path: Path) -> None:
    file = tmp_path / "tables.toml"
    file.write_text(DOUBLE, encoding="utf-8")
    with pytest.raises(ModelError, match="a and b share the header 'day'"):
        load_tables(file)
