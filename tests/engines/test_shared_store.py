"""A store whose catalogue is in PostgreSQL: several programs, all or nothing, the right folder."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from servers import Server
from small_tables import INFO, activities, services

from lib.access.scope import Scope
from lib.opening import open_store
from lib.settings import Settings
from lib.store.copying import copy_store
from lib.store.errors import ServerUnreachable, StoreBusy, StoreError, StoreMismatch, StoreMissing
from lib.store.lake import Store
from lib.store.place import WRITE_LOCK, Shared, place_of
from lib.store.server import exclusive_on

SCOPE = Scope.everything()
ROOT = Path(__file__).parents[2]
WRITER = ROOT / "tests" / "store" / "writer_process.py"
ROWS = 500


@pytest.fixture
def where(database: str, tmp_path: Path) -> str:
    """Address of a shared store that is still to be made."""
    return f"{database}&files={tmp_path / 'files'}"


def count(store: Store, table: str = "activity") -> int:
    return int(store.query(f"SELECT count(*) AS n FROM {table}", SCOPE)["n"][0])


def in_step(store: Store) -> int:
    """Number of batches; asserts that all tables and records show the same ones."""
    found = store.query(
        "SELECT (SELECT count(*) FROM activity) AS activities, "
        "(SELECT count(*) FROM service) AS services, (SELECT count(*) FROM batch) AS batches",
        SCOPE,
    ).iloc[0]
    assert found["activities"] == found["services"] == ROWS * found["batches"]
    return int(found["batches"])


@contextmanager
def writer(what: str, where: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that writes batch after batch, past its start."""
    command = [sys.executable, str(WRITER), what, where, str(ROWS)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            yield process
        finally:
            process.kill()


def test_it_is_made_opened_and_written_to_by_its_address(where: str, tmp_path: Path) -> None:
    with Store.create(where, INFO, {"activity": activities(5)}) as store:
        assert store.info == INFO
        assert store.folder == tmp_path / "files"
        with open_store(Settings(store=where, var=tmp_path / "var")) as reader:
            assert count(reader) == 5
            store.append({"activity": activities(3, "SIM-B")}, author="a", message="m")
            assert count(reader) == 8
            assert [batch.rows for batch in reader.batches()] == [3, 5]
            with pytest.raises(StoreError, match="open for reading"):
                reader.append({"activity": activities(1)}, author="a", message="m")
    with pytest.raises(StoreError, match="already"):
        Store.create(where, INFO)


def test_its_questions_may_go_to_the_same_server(where: str, database: str) -> None:
    with (
        Store.create(where, INFO, {"activity": activities(5)}) as store,
        Store.open(where, engine=database) as there,
    ):
        assert count(there) == 5
        store.append({"activity": activities(3, "SIM-B")}, author="a", message="m")
        assert count(there) == 8


def test_two_programs_read_whole_commits_while_two_write(where: str) -> None:
    Store.create(where, INFO).close()
    with Store.open(where) as one, Store.open(where) as other:
        seen: dict[Store, list[int]] = {one: [0], other: [0]}
        with writer("append", where) as first, writer("append", where) as second:
            give_up = time.monotonic() + 60
            while min(batches[-1] for batches in seen.values()) < 6 and time.monotonic() < give_up:
                for reader, batches in seen.items():
                    batches.append(in_step(reader))
            assert first.poll() is second.poll() is None, "neither was turned away"
        for batches in seen.values():
            assert batches == sorted(batches)
            assert batches[-1] >= 6


def test_a_killed_writer_leaves_the_store_as_it_was(where: str) -> None:
    chance = random.Random(5)
    Store.create(where, INFO).close()
    with Store.open(where, read_only=False) as store:
        for _ in range(3):
            before = in_step(store)
            with writer("append", where) as process:
                time.sleep(chance.uniform(0.0, 0.5))
                process.kill()
            assert in_step(store) >= before
        tables = {"activity": activities(ROWS), "service": services(ROWS)}
        before = in_step(store)
        store.append(tables, author="a", message="the next one needs no repair")
        assert in_step(store) == before + 1


def test_killed_while_it_is_made_it_can_be_made_again(where: str) -> None:
    with writer("create", where) as process:
        time.sleep(0.15)
        process.kill()
    try:
        with Store.open(where) as store:
            assert in_step(store) == 1
    except (StoreMissing, StoreMismatch):
        with Store.create(where, INFO) as store:
            assert in_step(store) == 0


def test_a_second_writer_is_told_to_wait(
    where: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.store.writer.WAIT_SECONDS", 0.1)
    with Store.create(where, INFO) as store:
        with (
            exclusive_on(database, WRITE_LOCK, 1),
            pytest.raises(StoreBusy, match="Another import is being stored"),
        ):
            store.append({"activity": activities(1)}, author="a", message="m")
        assert count(store) == 0
        store.append({"activity": activities(1)}, author="a", message="m")
        assert count(store) == 1


def test_files_that_another_writer_may_still_write_are_left(where: str) -> None:
    with Store.create(where, INFO, {"activity": activities(5)}) as store:
        fresh, old = (
            store.folder / "data" / "main" / "activity" / f"{name}.parquet"
            for name in ("fresh", "old")
        )
        for file in (fresh, old):
            file.write_bytes(b"half a file")
        os.utime(old, (time.time() - 3 * 86_400,) * 2)
        store.append({"activity": activities(5, "SIM-B")}, author="a", message="m")
        assert fresh.exists()
        assert not old.exists()


def test_a_store_moves_with_its_imports(where: str, tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", INFO, {"activity": activities(40)}, author="first") as store:
        store.append({"service": services(7)}, author="ยะลา", message="มกราคม 2569")
        with copy_store(store, where) as shared, copy_store(shared, tmp_path / "t") as back:
            for copy in (shared, back):
                assert copy.info == store.info
                assert copy.batches() == store.batches()
                for table in ("activity", "service"):
                    rows = f"FROM {table} ORDER BY ALL"
                    assert copy.query(rows, SCOPE).equals(store.query(rows, SCOPE))
            shared.append({"activity": activities(1, "SIM-B")}, author="a", message="m")
            assert (count(shared), count(back), count(store)) == (41, 40, 40)
        with pytest.raises(StoreError, match="already"):
            copy_store(store, where)


def test_the_folder_must_be_that_of_the_catalogue(
    where: str, server: Server, tmp_path: Path
) -> None:
    Store.create(where, INFO).close()
    (tmp_path / "empty").mkdir()
    for folder, error in (("empty", StoreMismatch), ("nowhere", StoreMissing)):
        with pytest.raises(error, match=folder):
            Store.open(where.replace("/files", f"/{folder}"))
    with pytest.raises(StoreError, match="not empty"):
        Store.create(f"{server.new_database()}&files={tmp_path / 'files'}", INFO)


def test_what_is_wrong_is_said_without_the_password(
    where: str, database: str, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir()
    wrong = where.replace(server.password, server.password + "x")
    for address, error in (
        (where, StoreMissing), (wrong, ServerUnreachable), (database, StoreError),
    ):  # fmt: skip
        with pytest.raises(error) as refused:
            Store.open(address)
        assert server.password not in str(refused.value)
    assert server.password not in repr(place_of(where)) + str(place_of(where))


def test_an_address_keeps_what_is_the_servers(tmp_path: Path) -> None:
    address = "postgresql://me@db.example:5433/labour?sslmode=require"
    assert place_of(f"{address}&files=/srv/labour") == Shared(address, Path("/srv/labour"))
