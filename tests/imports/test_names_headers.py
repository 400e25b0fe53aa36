"""The other headers that a column may have."""

from pathlib import Path

import pytest

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


def test_two_fields_may_not_share_another_header(tmp_path: Path) -> None:
    file = tmp_path / "tables.toml"
    file.write_text(DOUBLE, encoding="utf-8")
    with pytest.raises(ModelError, match="a and b share the header 'day'"):
        load_tables(file)
