"""Several processes, and processes killed at any moment: the old rows or the new, never a part."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from small_tables import INFO, activities

from lib.access.scope import Scope
from lib.store.engine import SQLITE, connect
from lib.store.lake import Store
from lib.store.place import CATALOG_NAME

SCOPE = Scope.everything()
ROOT = Path(__file__).parents[2]
ROWS = 3_000


@contextmanager
def writer(what: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A writing process, past its start; killed at the end if it still runs."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).with_name("writer_process.py"))]
    with subprocess.Popen(
        [*command, what, str(folder), str(ROWS)], env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            yield process
        finally:
            process.kill()


def in_step(store: Store) -> int:
    """Number of batches; asserts that all tables and records show the same ones."""
    found = store.query(
        "SELECT (SELECT count(*) FROM activity) AS activities, "
        "(SELECT count(*) FROM service) AS services, (SELECT count(*) FROM batch) AS batches",
        SCOPE,
    ).iloc[0]
    assert found["activities"] == found["services"] == ROWS * found["batches"]
    return int(found["batches"])


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_a_store_is_made(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "s"
    with writer("create", folder) as process:
        time.sleep(random.Random(seed).uniform(0.0, 0.6))
        process.kill()
    if folder.exists():
        with Store.open(folder) as store:
            assert in_step(store) == 1
            assert store.info == INFO
    else:
        Store.create(folder, INFO).close()


def test_readers_while_another_process_writes_and_is_killed(tmp_path: Path) -> None:
    chance = random.Random(7)
    Store.create(tmp_path / "s", INFO).close()
    with Store.open(tmp_path / "s") as reader:
        seen = [0]
        for _ in range(3):
            with writer("append", tmp_path / "s") as process:
                stop_at = seen[-1] + 1
                while seen[-1] < stop_at:
                    seen.append(in_step(reader))
                give_up = time.monotonic() + chance.uniform(0.0, 0.4)
                while time.monotonic() < give_up:
                    seen.append(in_step(reader))
                process.kill()
            seen.append(in_step(reader))
            with Store.open(tmp_path / "s") as fresh:
                assert in_step(fresh) == in_step(reader)
        assert seen == sorted(seen)


def test_the_next_writer_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", INFO, {"activity": activities(5)}) as store:
        orphan = store.folder / "data" / "main" / "activity" / "ducklake-half.parquet"
        orphan.write_bytes(b"half a file")
        store.append({"activity": activities(5, "SIM-B")}, author="a", message="m")
        assert not orphan.exists()
        assert len(store.query("FROM activity", SCOPE)) == 10


def test_a_write_cut_short_between_files_and_catalogue_leaves_nothing(tmp_path: Path) -> None:
    """Rows without their commit: the transaction of a writer that dies before it."""
    with Store.create(tmp_path / "s", INFO, {"activity": activities(5)}) as store:
        with connect(SQLITE) as connection:
            store.place.attach_lake(connection, read_only=False)
            connection.execute("BEGIN")
            connection.execute("INSERT INTO lake.main.activity FROM lake.main.activity")
            assert len(store.query("FROM activity", SCOPE)) == 5
        assert len(store.query("FROM activity", SCOPE)) == 5
        assert (store.folder / CATALOG_NAME).exists()
