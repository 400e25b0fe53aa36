"""Same seed, same tables; other seeds, sizes and regions; CSV out and in again."""

import json
import shutil
import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lib.sample import DATA_DATE, generate, write_csv
from lib.sample.generator import BUILT
from lib.store.model import TABLES, FieldType

Tables = Mapping[str, pl.DataFrame]


def fingerprint(frame: pl.DataFrame, *columns: str) -> str:
    return sha256(frame.select(columns).write_csv().encode()).hexdigest()[:16]


def test_same_seed_same_tables(tables: Tables) -> None:
    again = generate()
    for name, frame in tables.items():
        assert_frame_equal(frame, again[name])


@pytest.mark.parametrize(
    ("table", "columns", "expected"),
    [
        ("activity", ("activity_id", "date", "tambon_code", "activity_type"), "1d8a1dc763b9dbec"),
        ("service", ("service_id", "person_key", "service_type"), "4911e061cd78712d"),
        ("follow_up", ("subject_id", "round", "due_on", "done_on", "outcome"), "819e45da6d29ac8f"),
    ],
)
def test_tables_are_those_of_this_version(
    tables: Tables, table: str, columns: tuple[str, ...], expected: str
) -> None:
    """A change here is a change of the sample: raise GENERATOR_VERSION with it."""
    assert fingerprint(tables[table], *columns) == expected


def test_another_seed_another_sample(tables: Tables) -> None:
    other = generate(seed=1, scale=0.1)
    assert not other["activity"].head(100).equals(tables["activity"].head(100))


@pytest.mark.parametrize("scale", [0.1, 2.0])
def test_volumes_follow_the_scale(tables: Tables, scale: float) -> None:
    scaled = generate(scale=scale)
    for name in ("activity", "service", "occupational_group", "follow_up", "need"):
        assert len(scaled[name]) == pytest.approx(scale * len(tables[name]), rel=0.08)


def smaller_region(built: Path, to: Path, province: str) -> Path:
    """The built files cut down to one province, without land or neighbours."""
    (to / "layers").mkdir(parents=True)
    for name, code in (
        ("areas", "code"),
        ("population", "tambon_code"),
        ("offices", "amphoe_code"),
    ):
        frame = pl.read_csv(built / f"{name}.csv", schema_overrides={code: pl.String})
        frame.filter(pl.col(code).str.starts_with(province)).write_csv(to / f"{name}.csv")
    web = json.loads((built / "layers" / "web.json").read_text(encoding="utf-8"))
    (to / "layers" / "web.json").write_text(json.dumps(web | {"land": []}), encoding="utf-8")
    return to


def test_another_region_gets_its_share(tables: Tables, tmp_path: Path) -> None:
    yala = generate(built=smaller_region(BUILT, tmp_path / "built", "95"))
    share = 542_314 / 2_418_493
    for name in ("activity", "service", "occupational_group", "follow_up"):
        assert len(yala[name]) == pytest.approx(share * len(tables[name]), rel=0.1)
        if "tambon_code" in yala[name].columns:
            assert yala[name]["tambon_code"].str.starts_with("95").all()


def test_csv_round_trip(tables: Tables, tmp_path: Path) -> None:
    write_csv(tables, tmp_path / "out")
    for name, frame in tables.items():
        months = [f.name for f in TABLES[name].fields if f.type is FieldType.MONTH]
        schema = {
            column: pl.String if column in months else dtype
            for column, dtype in frame.schema.items()
        }
        back = pl.read_csv(tmp_path / "out" / f"{name}.csv", schema=schema)
        for month in months:
            assert back[month].str.contains(r"^\d{4}-\d{2}$").all()
            back = back.with_columns((pl.col(month) + "-01").str.to_date().alias(month))
        assert_frame_equal(back, frame)
    shutil.rmtree(tmp_path / "out")


def test_dataset_says_that_it_is_simulated(tables: Tables, tmp_path: Path) -> None:
    write_csv({name: frame.head(1) for name, frame in tables.items()}, tmp_path)
    dataset = tomllib.loads((tmp_path / "dataset.toml").read_text(encoding="utf-8"))
    assert dataset["simulated"] is True
    assert dataset["data_date"] == DATA_DATE
    assert "จำลอง" in dataset["note_thai"]
    assert "imulated" in dataset["note_english"]
