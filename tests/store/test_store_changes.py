"""What is told of rows before they are stored: was and becomes, field by field."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from small_tables import INFO, activities, services

from lib.store.changes import CHANGED, NEW, SAME
from lib.store.lake import Counts, Store
from lib.store.model import TABLES

STORED = activities(6).with_columns(village_no=pl.lit(4), latitude=pl.lit(6.5))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store for reading with activities SIM-A000000 to 5 in village 4."""
    folder = tmp_path_factory.mktemp("changes") / "s"
    Store.create(folder, INFO, {"activity": STORED}).close()
    with Store.open(folder) as opened:
        yield opened


def told(store: Store, rows: pl.DataFrame) -> list[tuple[object, ...]]:
    return store.changes({"activity": rows})["activity"].corrections().rows()


def test_each_row_is_told_apart_in_the_order_it_came(store: Store) -> None:
    rows = activities(9)[[8, 0, 7, 5, 1]]
    rows = rows.with_columns(
        mission=pl.when(pl.col("activity_id") == "SIM-A000005")
        .then(pl.lit("information"))
        .otherwise("mission")
    )
    found = store.changes({"activity": rows, "service": services(2)})
    assert found["activity"].kinds.to_list() == [NEW, SAME, NEW, CHANGED, SAME]
    assert found["activity"].counts == Counts(new=2, changed=1, same=2)
    assert found["service"].kinds.to_list() == [NEW, NEW]
    assert found["activity"].stored["row"].to_list() == [3]


@pytest.mark.parametrize(
    ("field", "value", "was", "becomes"),
    [
        ("village_no", 12, "4", "12"),
        ("village_no", None, "4", None),
        ("latitude", 6.25, "6.5", "6.25"),
        ("longitude", 101.0, None, "101.0"),
        ("date", date(2026, 1, 31), "2025-10-01", "2026-01-31"),
        ("tambon_code", "960101", "940101", "960101"),
        ("channel", "ตลาดนัด 'ใหญ่'", None, "ตลาดนัด 'ใหญ่'"),
    ],
)
def test_a_correction_is_shown_as_was_and_becomes(
    store: Store, field: str, value: object, was: str | None, becomes: str | None
) -> None:
    rows = STORED[:1].with_columns(pl.Series(field, [value]))
    assert told(store, rows) == [(0, field, was, becomes)]


def test_several_fields_of_several_rows(store: Store) -> None:
    rows = STORED[[5, 2]].with_columns(village_no=pl.lit(9), participants_male=pl.Series([5, 40]))
    found = store.changes({"activity": rows})["activity"]
    assert found.corrections().rows() == [
        (0, "village_no", "4", "9"),
        (1, "village_no", "4", "9"),
        (1, "participants_male", "2", "40"),
    ]
    assert found.fields == {"village_no": 2, "participants_male": 1}
    assert found.corrections(1).rows() == [(0, "village_no", "4", "9")]
    assert found.stored["activity_id"].to_list() == rows["activity_id"].to_list()
    assert set(found.stored.columns) == {"row", "batch_id", *TABLES["activity"].names}


def test_what_is_not_delivered_is_not_a_difference(store: Store) -> None:
    assert told(store, STORED.drop("village_no", "latitude")) == []
    assert told(store, STORED.with_columns(village_no=None, latitude=None)[:1]) == [
        (0, "village_no", "4", None),
        (0, "latitude", "6.5", None),
    ]


def test_nothing_delivered_and_nothing_stored(store: Store) -> None:
    found = store.changes({"activity": activities(0), "service": services(0), "plan": _plan()})
    assert [one.counts for one in found.values()] == [Counts(), Counts(), Counts(new=1)]
    assert found["activity"].corrections().columns == ["row", "field", "was", "becomes"]
    assert found["activity"].fields == {}
    assert store.changes({}) == {}


def _plan() -> pl.DataFrame:
    row = {"fiscal_year": 2569, "quarter": 1, "area_code": "9401", "activity_type": "x"}
    return pl.DataFrame([row])


def test_keys_of_several_fields_match_as_a_whole(tmp_path: Path) -> None:
    def plans(*targets: tuple[int, int, int]) -> pl.DataFrame:
        return pl.concat(
            _plan().with_columns(
                fiscal_year=pl.lit(year), quarter=pl.lit(quarter), target_people=pl.lit(people)
            )
            for year, quarter, people in targets
        )

    with Store.create(tmp_path / "s", INFO, {"plan": plans((2568, 1, 10), (2568, 2, 20))}) as store:
        found = store.changes({"plan": plans((2569, 1, 10), (2568, 2, 25), (2568, 1, 10))})["plan"]
        assert found.kinds.to_list() == [NEW, CHANGED, SAME]
        assert found.corrections().rows() == [(1, "target_people", "20", "25")]


def test_the_newest_version_counts(store: Store, tmp_path: Path) -> None:
    folder = shutil.copytree(store.folder, tmp_path / "s")
    with Store.open(folder) as reader, Store.open(folder, read_only=False) as writer:
        rows = {"activity": STORED.with_columns(village_no=pl.lit(5))}
        assert reader.changes(rows)["activity"].counts == Counts(changed=6)
        writer.append(rows, author="a", message="m")
        assert reader.changes(rows)["activity"].counts == Counts(same=6)
