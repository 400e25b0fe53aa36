"""Writers killed, starved of room and let loose together: the old rows or the new, never a part.

STORE_TRIES=500 tries that many seeds of each.
"""

import multiprocessing
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import fault_process
import pytest
from fault_process import climb, fall, height_of

from lib.store.engine import SQLITE, connect
from lib.store.errors import DiskFull
from lib.store.lake import Store

TRIES = int(os.environ.get("STORE_TRIES", "6"))
KEEP, KEEP_NOTHING = "INTERVAL 1 DAY", "INTERVAL 0 SECOND"
# Forked from a process that has everything imported and nothing started: a try takes 0.3 s.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["fault_process"])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of height 0 that nobody writes to."""
    folder = tmp_path_factory.mktemp("template") / "s"
    fault_process.create(folder)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "s"))


@contextmanager
def running(target: Callable[..., None], *arguments: object) -> Iterator[ForkServerProcess]:
    """A process, killed at the end if it still runs."""
    process = CONTEXT.Process(target=target, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


@contextmanager
def writing(folder: Path, seed: int, kept: str) -> Iterator[ForkServerProcess]:
    """A process that imports and undoes without end, and has begun."""
    ready = folder.parent / f"ready-{seed}"
    task = (str(folder), seed, kept, str(ready))
    with running(fault_process.write_until_killed, *task) as process:
        give_up = time.monotonic() + 60
        while not ready.exists():
            assert process.is_alive()
            assert time.monotonic() < give_up
            time.sleep(0.005)
        yield process


def goes_on(folder: Path) -> None:
    """Asserts that the store, opened anew, needs no repair: it takes an import and an undo."""
    with Store.open(folder, read_only=False) as store:
        commits, height = height_of(store)
        climb(store)
        assert height_of(store) == (commits + 1, height + 1)
        fall(store)
        assert height_of(store) == (commits + 2, height)


def left_over(folder: Path) -> set[Path]:
    """Files of data that the catalogue does not know."""
    with Store.open(folder, read_only=False) as store, connect(SQLITE) as connection:
        store.place.attach_lake(connection, read_only=True)
        store.place.attach_catalog(connection)
        known = store.place.rows(connection, "SELECT path FROM ducklake_data_file")
    names = {path for (path,) in known}
    return {path for path in (folder / "data").rglob("*.parquet") if path.name not in names}


def test_killed_at_random_while_others_read(folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    with Store.open(folder) as reader:
        for seed in range(TRIES):
            chance = random.Random(seed)
            commits, _ = height_of(reader)
            with writing(folder, seed, KEEP) as process:
                stop_at = commits + chance.choice([0, 1, 2])
                while (now := height_of(reader))[0] < stop_at:
                    seen.append(now)
                end = time.monotonic() + chance.uniform(0.0, 0.4)
                while time.monotonic() < end:
                    seen.append(height_of(reader))
                process.kill()
                process.join()
            seen.append(height_of(reader))
            with Store.open(folder) as fresh:
                assert height_of(fresh) == height_of(reader)
        assert [commits for commits, _ in seen] == sorted(commits for commits, _ in seen)
        assert seen[-1][0] >= TRIES // 2
        goes_on(folder)
        assert not left_over(folder)


def test_killed_while_old_versions_are_cleared_away(folder: Path) -> None:
    """Nothing is kept for readers here, so that every write deletes files; they look after it."""
    for seed in range(TRIES):
        with writing(folder, seed, KEEP_NOTHING):
            time.sleep(random.Random(seed).uniform(0.0, 0.6))
        with Store.open(folder) as fresh:
            height_of(fresh)
    goes_on(folder)


@pytest.mark.parametrize("largest_file", [0, 1_000, 4_000, 12_000])
def test_no_room_for_the_files(folder: Path, tmp_path: Path, largest_file: int) -> None:
    """No file may grow over a size, as on a disk or with a quota that is used up."""
    said = tmp_path / "said"
    with Store.open(folder) as reader:
        before = height_of(reader)
        task = (str(folder), largest_file, str(said))
        with running(fault_process.write_with_little_room, *task) as process:
            process.join(60)
            assert process.exitcode == 0
        answers = said.read_text(encoding="utf-8").splitlines()
        assert len(answers) == 2
        assert answers[0].startswith(("DiskFull: There is no room", "StoreError: The store in"))
        assert "nothing was stored" in answers[0]
        assert height_of(reader) == before
    goes_on(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes in memory; only who may mount has one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no `mount` here: a full disk is tried with limits on files only")
    if done.returncode:
        pytest.skip(f"may not mount, a full disk is tried with limits on files only: {done.stderr}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_runs_full(template: Path, small_disk: Path) -> None:
    folder = Path(shutil.copytree(template, small_disk / "s"))
    filler = small_disk / "filler"
    refused = 0
    with Store.open(folder, read_only=False) as store, Store.open(folder) as reader:
        for free in (0, 4_096, 20_000, 60_000, 150_000, 400_000):
            room = shutil.disk_usage(small_disk).free
            filler.write_bytes(b"x" * max(room - free, 0))
            before = height_of(reader)
            try:
                climb(store)
            except DiskFull:
                refused += 1
                assert height_of(reader) == before
            assert height_of(reader) == height_of(store)
            filler.unlink()
        assert refused >= 3
    goes_on(folder)
    assert not left_over(folder)


@pytest.mark.parametrize("seed", range(max(1, TRIES // 6)))
def test_the_same_rows_from_three_imports_at_once(folder: Path, tmp_path: Path, seed: int) -> None:
    answers = [tmp_path / f"said{number}" for number in range(3)]
    with Store.open(folder) as reader:
        before, _ = height_of(reader)
        tasks = [(str(folder), seed, str(answer)) for answer in answers]
        with (
            running(fault_process.import_same, *tasks[0]) as one,
            running(fault_process.import_same, *tasks[1]) as two,
            running(fault_process.import_same, *tasks[2]) as three,
        ):
            while any(process.is_alive() for process in (one, two, three)):
                assert height_of(reader)[1] in (0, 1)
            assert [process.exitcode for process in (one, two, three)] == [0, 0, 0]
        assert height_of(reader) == (before + 1, 1)
    said = sorted(answer.read_text(encoding="utf-8") for answer in answers)
    assert said.count("stored") == 1
    assert set(said) <= {"stored", "the same", "busy"}
    goes_on(folder)
