"""A shared store is backed up, cleared of old rows and upgraded like one in a folder."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from small_tables import INFO, activities, services

from lib.access.scope import Scope
from lib.operations.backup import back_up
from lib.operations.restore import restore
from lib.operations.retention import delete, due
from lib.settings import Settings
from lib.store.lake import Store
from lib.store.place import place_of
from lib.store.rebuilding import form_of
from lib.store.rewriting import in_lake
from lib.store.upgrading import form_at, upgrade
from lib.store.writer import transaction

SCOPE = Scope.everything()
REAL = replace(INFO, simulated=False)


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    where = f"{database}&files={tmp_path / 'files'}"
    with Store.create(where, REAL, {"service": services(40), "activity": activities(10)}) as store:
        store.append({"service": later()}, author="a", message="later")
    own = tmp_path / "own.toml"
    own.write_text("[retention]\nservice = 12\nfollow_up = 0\nneed = 0\n")
    return Settings(var=tmp_path / "var", store=where, access=own)


def later() -> pl.DataFrame:
    return services(5, "SIM-L").with_columns(date=pl.lit(date(2026, 6, 1)))


def count(where: Path | str) -> int:
    with Store.open(where) as store:
        return int(store.query("SELECT count(*) AS n FROM service", SCOPE)["n"][0])


def test_backup_and_restore_into_a_folder(settings: Settings, tmp_path: Path) -> None:
    archive = back_up(settings, tmp_path / "s.tar.gz", who="test").file
    there = Settings(var=tmp_path / "there" / "var")
    restore(there, archive, who="test")
    with Store.open(there.var / "store", read_only=False) as store:
        newest = store.batches()[0]
        store.undo(newest.batch_id, author="test")
    assert count(there.var / "store") == 40
    assert count(str(settings.store)) == 45


def test_old_rows_go_from_every_file(settings: Settings, tmp_path: Path) -> None:
    batch, gone = delete(settings, due(settings, date(2026, 11, 1)), who="test")
    assert batch is not None
    assert gone["service"].rows == 40
    assert count(str(settings.store)) == 5
    for file in (tmp_path / "files").rglob("*.parquet"):
        texts = pl.read_parquet(file).select(pl.col(pl.String))
        assert not any(texts[name].str.contains("SIM-S").any() for name in texts.columns), file


def test_an_older_form_is_upgraded(settings: Settings) -> None:
    place = place_of(str(settings.store))
    with transaction(place) as connection:
        connection.execute(f"ALTER TABLE {in_lake('service')} DROP COLUMN referred_to")
        assert "referred_to" not in form_of(connection)["service"]
    assert [step.added for step in upgrade(place, "test")] == [("referred_to",)]
    assert "referred_to" in form_at(place)["service"]
    assert count(str(settings.store)) == 45
