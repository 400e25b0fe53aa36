"""Whatever rows a file has, a query gives the same rows back."""

import csv
import io
from datetime import date

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.access.scope import Scope
from lib.imports.csvfile import read_csv
from lib.store.check import Delivered, check_table
from lib.store.codelists import code_list
from lib.store.lake import Store, StoreInfo
from lib.store.model import TABLES

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zs", "Zl", "Zp", "Nd")),
    min_size=1,
    max_size=12,
)
GROUPS = st.lists(
    st.fixed_dictionaries(
        {
            "group_id": WORDS,
            "name": WORDS,
            "tambon_code": st.sampled_from(["940101", "950102", "960101"]),
            "village_no": st.none() | st.integers(1, 99),
            "occupation": st.sampled_from(code_list("occupation").codes),
            "product": st.none() | WORDS,
            "founded_on": st.dates(date(2007, 1, 1), date(2026, 6, 30)),
        }
    ),
    max_size=20,
    unique_by=lambda row: row["group_id"],
)


def told_apart(deliveries: list[list[dict[str, object]]]) -> list[list[dict[str, object]]]:
    """Deliveries of which none corrects a row of another."""
    return [
        [row | {"group_id": f"{number}{row['group_id']}"} for row in rows]
        for number, rows in enumerate(deliveries)
    ]


def written(rows: list[dict[str, object]]) -> bytes:
    columns = ["group_id", "name", "tambon_code", "village_no", "occupation", "product"]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*columns, "founded_on"], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@given(GROUPS)
@settings(deadline=None)
def test_csv_to_typed_rows(rows: list[dict[str, object]]) -> None:
    delivered = read_csv("g.csv", TABLES["occupational_group"], written(rows))
    assert isinstance(delivered, Delivered)
    checked = check_table(delivered, today=date(2026, 7, 1))
    assert [finding.line("en") for finding in checked.findings] == []
    assert checked.frame.to_dicts() == rows


@given(st.lists(GROUPS, min_size=1, max_size=3).map(told_apart))
@settings(deadline=None, max_examples=5, suppress_health_check=list(HealthCheck))
def test_csv_to_store_to_query(
    tmp_path_factory: pytest.TempPathFactory, deliveries: list[list[dict[str, object]]]
) -> None:
    info = StoreInfo(False, date(2026, 6, 30), "test", "f")
    folder = tmp_path_factory.mktemp("round") / "s"
    with Store.create(folder, info) as store:
        for number, rows in enumerate(deliveries):
            delivered = read_csv("g.csv", TABLES["occupational_group"], written(rows))
            assert isinstance(delivered, Delivered)
            frame = check_table(delivered).frame
            store.append({"occupational_group": frame}, author="a", message=str(number))
        found = store.query(
            "SELECT g.*, b.message FROM occupational_group g JOIN batch b USING (batch_id)",
            Scope.everything(),
        )
        stored = pl.from_pandas(found.astype({"founded_on": "datetime64[us]"}))
    for number, rows in enumerate(deliveries):
        mine = found[found["message"] == str(number)]
        got = {row["group_id"]: row for row in mine.to_dict("records")}
        assert len(mine) == len(rows)
        for row in rows:
            for column, value in row.items():
                cell = got[str(row["group_id"])][column]
                if value is None:
                    assert pd.isna(cell)
                elif isinstance(value, date):
                    assert cell.date() == value
                else:
                    assert cell == value
    assert stored.height == sum(map(len, deliveries))
