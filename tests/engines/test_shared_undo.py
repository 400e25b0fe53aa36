"""Corrections, undo and faults where the catalogue is in PostgreSQL; copies between places."""

import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import fault_process
import pandas as pd
import pytest
from fault_process import climb, fall, height_of, tables
from servers import Server
from small_tables import INFO, activities

from lib.access.scope import Scope
from lib.store import catalog
from lib.store.copying import copy_store
from lib.store.engine import POSTGRES, connect
from lib.store.errors import StoreBusy, StoreError, UndoRefused
from lib.store.lake import Counts, Store
from lib.store.place import Shared
from lib.store.progress import Job, Stage
from lib.store.schema import all_columns

SCOPE = Scope.everything()
TRIES = int(os.environ.get("STORE_TRIES", "4"))
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["fault_process"])


@pytest.fixture
def where(database: str, tmp_path: Path) -> str:
    """Address of a shared store of height 0."""
    address = f"{database}&files={tmp_path / 'files'}"
    Store.create(address, INFO, tables(0)).close()
    return address


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with Store.open(where, read_only=False) as opened:
        yield opened


def rows(store: Store, table: str) -> pd.DataFrame:
    return store.query(f"FROM {table} ORDER BY ALL", SCOPE)


def test_corrections_and_undo_leave_plain_files(store: Store) -> None:
    before = {name: rows(store, name) for name in ("activity", "service")}
    climb(store)
    climb(store)
    assert height_of(store) == (3, 2)
    first = store.batches()[1]
    assert store.undo_preview(first.batch_id).blockers[0].reason == "corrected"
    with pytest.raises(UndoRefused):
        store.undo(first.batch_id, author="a")
    fall(store)
    fall(store)
    assert height_of(store) == (5, 0)
    for name, was in before.items():
        assert rows(store, name).equals(was)
    assert store.info == INFO
    with connect(POSTGRES) as connection:
        store.place.attach_catalog(connection)
        files = catalog.files_at(connection, store.place, store.version())
    assert set(files) == set(all_columns())
    assert all(table.plain for table in files.values())


def test_its_history_is_undone_in_a_copy_on_either_side(store: Store, tmp_path: Path) -> None:
    climb(store)
    climb(store)
    with copy_store(store, tmp_path / "t") as copy:
        assert copy.batches() == store.batches()
        assert height_of(copy) == height_of(store)
        fall(copy)
        fall(copy)
        assert height_of(copy) == (5, 0)
        assert copy.info == INFO
    assert height_of(store) == (3, 2)


def test_the_same_rows_at_once_are_stored_once(where: str, store: Store) -> None:
    def put(one: Store) -> bool:
        return one.append(tables(1), author="a", message="1").stored

    with Store.open(where, read_only=False) as other, ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(put, (store, other))) == [False, True]
    assert height_of(store) == (2, 1)


def test_should_the_lock_be_lost_the_second_commit_fails(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the connection that holds it breaks, while the one that writes goes on."""
    monkeypatch.setattr(Shared, "alone", lambda *_: nullcontext())
    rows = {"activity": activities(5, "SIM-Z")}

    def another_import(stage: Stage, *_: int) -> None:
        if stage is Stage.COMMITTING:
            store.append(rows, author="b", message="m")

    with pytest.raises(StoreBusy):
        store.append(rows, author="a", message="m", job=Job(another_import))
    found = store.query("FROM activity WHERE activity_id LIKE 'SIM-Z%'", SCOPE)
    assert len(found) == 5


def test_a_server_lost_on_the_way_leaves_old_or_new(store: Store, server: Server) -> None:
    name = str(store.place.address).rpartition("/")[2].partition("?")[0]  # type: ignore[union-attr]
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )
    told: list[str] = []
    for at in (Stage.COMPARING, Stage.STORING, Stage.COMMITTING):
        job = Job(
            lambda stage, *_, at=at: stage is at and server.ask(server.address("postgres"), cut)
        )
        with Store.open(store.place, read_only=False) as writer:
            before = height_of(writer)
            with pytest.raises(StoreError) as refused:
                writer.append(tables(1), author="a", message="1", job=job)
        told.append(str(refused.value))
        with Store.open(store.place) as reader:
            assert height_of(reader) == before
    assert not any(server.password in text for text in told)
    with Store.open(store.place, read_only=False) as writer:
        climb(writer)
        assert height_of(writer) == (2, 1)


def test_killed_at_random_while_another_reads(where: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with Store.open(where) as reader:
        for seed in range(TRIES):
            chance, ready = random.Random(seed), tmp_path / f"ready-{seed}"
            task = (where, seed, "INTERVAL 1 DAY", str(ready))
            process = CONTEXT.Process(target=fault_process.write_until_killed, args=task)
            process.start()
            while not ready.exists():
                assert process.is_alive()
                time.sleep(0.005)
            stop_at = height_of(reader)[0] + chance.choice([0, 1, 2])
            while (now := height_of(reader))[0] < stop_at:
                seen.append(now)
            time.sleep(chance.uniform(0.0, 0.4))
            process.kill()
            process.join()
            seen.append(height_of(reader))
    assert [commits for commits, _ in seen] == sorted(commits for commits, _ in seen)
    with Store.open(where, read_only=False) as store:
        commits, height = height_of(store)
        climb(store)
        fall(store)
        assert height_of(store) == (commits + 2, height)


def test_counts_and_dates_come_back_as_they_went(store: Store) -> None:
    batch = store.append(
        {"activity": activities(500)}, author="ยะลา", message="'\"\\", data_date=date(2026, 8, 1)
    )
    assert batch.counts == {"activity": Counts(new=100, changed=342, same=58)}
    assert store.batches()[0] == batch
    assert store.info.data_date == date(2026, 8, 1)
