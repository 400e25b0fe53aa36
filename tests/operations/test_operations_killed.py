"""Killed (kill -9) at any step, a backup and a restore leave the old state or the new one whole."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from operated import ROOT, copied, killed_at, service, services_of, settings_at

from lib.access.trail import Trail
from lib.operations.backup import back_up
from lib.operations.restore import restore
from lib.settings import Settings
from lib.store.lake import Store

BACKUP = 'back_up(Settings(var=Path(sys.argv[1])), Path(sys.argv[2]), who="killed")'
RESTORE = (
    "restore(Settings(var=Path(sys.argv[1])), Path(sys.argv[2]), who='killed', replacing=True)"
)
MARK = "briefings/mark.json"


@pytest.fixture(scope="module")
def earlier(made: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A backup of an earlier state, and how many services that had."""
    folder = tmp_path_factory.mktemp("earlier")
    place = copied(made, folder / "place")
    (place.var / MARK).write_text("earlier")
    return back_up(place, folder / "e.tar.gz", who="test").file, services_of(place)


@pytest.fixture
def later(place: Settings) -> tuple[Settings, int]:
    """A place that went on since, and how many services it has."""
    with Store.open(place.var / "store", read_only=False) as store:
        rows = pl.DataFrame([service(n, date(2026, 6, 5)) for n in (91, 92)])
        store.append({"service": rows}, author="a", message="later")
    (place.var / MARK).write_text("later")
    return place, services_of(place)


@pytest.mark.parametrize(
    "step",
    [
        "after lib.operations.backup.copy_as_it_is",
        "before lib.operations.backup.members_of",
        "before lib.operations.backup.write_archive",
        "after lib.operations.backup.write_archive",
        "after lib.operations.backup.read_archive",
    ],
)
def test_a_backup_killed_is_no_backup_and_the_next_one_tidies_up(
    place: Settings, tmp_path: Path, step: str
) -> None:
    target, before = tmp_path / "k" / "one.tar.gz", services_of(place)
    target.parent.mkdir()
    killed_at(step, BACKUP, str(place.var), str(target))
    assert not target.exists()
    assert list(place.var.glob(".backup-*"))
    assert back_up(place, target, who="test").manifest.store is not None
    assert [path.name for path in target.parent.iterdir()] == ["one.tar.gz"]
    assert not list(place.var.glob(".*"))
    assert services_of(place) == before


@pytest.mark.parametrize(
    ("step", "new"),
    [
        ("after lib.operations.restore.read_archive", False),
        ("after lib.operations.restore.upgrade", False),
        ("after lib.operations.restore._prepare", False),
        ("before lib.operations.restore._tell_and_place", False),
        ("before lib.operations.restore.put_in_place", False),
        ("before lib.operations.places._exchange", False),
        ("after lib.operations.places._exchange", True),
        ("before lib.operations.places.sync_folder", True),
        ("after lib.operations.restore.put_in_place", True),
        ("before lib.operations.restore._look", True),
    ],
)
def test_a_restore_killed_leaves_the_old_state_or_the_new_one(
    later: tuple[Settings, int], earlier: tuple[Path, int], step: str, new: bool
) -> None:
    place, had = later
    archive, has = earlier
    killed_at(step, RESTORE, str(place.var), str(archive))
    assert services_of(place) == (has if new else had)
    assert (place.var / MARK).read_text() == ("earlier" if new else "later")
    assert Trail(place.var / "access").verify() == []
    restore(place, archive, who="test", replacing=True)
    assert services_of(place) == has
    beside = sorted(place.var.parent.glob("var.before-*"))
    assert had in [services_of(replace(place, var=path)) for path in beside]
    left = [path.name for path in place.var.parent.glob(".*") if not path.name.endswith(".lock")]
    assert left == []


def test_without_exchange_it_is_two_steps_and_nothing_is_lost(
    later: tuple[Settings, int], earlier: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, had = later
    monkeypatch.setattr("lib.operations.places._exchange", lambda *_: False)
    done = restore(place, earlier[0], who="test", replacing=True)
    assert services_of(place) == earlier[1]
    (aside,) = done.aside
    assert services_of(replace(place, var=aside)) == had
    assert (aside / MARK).read_text() == "later"


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment(
    later: tuple[Settings, int], earlier: tuple[Path, int], seed: int
) -> None:
    place, had = later
    archive, has = earlier
    code = (
        "import sys; from operated import *\n"
        "from lib.operations.restore import restore\n"
        f"print('ready', flush=True)\n{RESTORE}\nprint('done', flush=True)\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{Path(__file__).parent}"}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(place.var), str(archive)], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(random.Random(seed).uniform(0, 1.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
    rows, mark = services_of(place), (place.var / MARK).read_text()
    assert (rows, mark) in [(had, "later"), (has, "earlier")]


def test_nothing_there_before_and_killed_is_nothing_there(
    earlier: tuple[Path, int], tmp_path: Path
) -> None:
    there = settings_at(tmp_path / "there")
    killed_at(
        "before lib.operations.restore.put_in_place", RESTORE, str(there.var), str(earlier[0])
    )
    assert not there.var.exists()
    restore(there, earlier[0], who="test")
    assert services_of(there) == earlier[1]
