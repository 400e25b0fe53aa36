"""Which store is opened, and when it is made again."""

import os
import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from datetime import date
from pathlib import Path

import pytest
from deliveries import FILES, Deliver

from lib import opening
from lib.access.scope import Scope
from lib.imports.folder import FolderRefused
from lib.opening import open_store
from lib.settings import ROOT, Settings
from lib.store.errors import StoreMissing
from lib.store.lake import Store, StoreInfo
from lib.store.locks import exclusive

SCOPE = Scope.everything()
OPEN = """
import sys
from pathlib import Path
from lib.access.scope import Scope
from lib.opening import open_store
from lib.settings import Settings
print("ready", flush=True)
sys.stdin.readline()
store = open_store(Settings.from_environment())
print(store.folder.name, len(store.query("FROM activity", Scope.everything())), flush=True)
"""


def rows(store: Store) -> int:
    return len(store.query("FROM activity", SCOPE))


def stores(var: Path) -> list[Path]:
    return [path for path in var.glob("data/*/*") if path.is_dir()]


def test_a_folder_has_a_store_of_its_own_until_it_changes(deliver: Deliver, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var", data=deliver())
    with open_store(settings) as first, open_store(settings) as again:
        assert first.folder == again.folder
        assert rows(first) == rows(again) == 2
        assert first.info.data_date == date(2026, 5, 14)
        deliver({"activity.csv": FILES["activity.csv"].rsplit("A2", 1)[0]})
        with open_store(settings) as changed:
            assert rows(changed) == 1
            assert changed.folder != first.folder
            assert rows(first) == 2, "who still reads the old store keeps it"
            assert len(stores(settings.var)) == 2
    deliver({"activity.csv": FILES["activity.csv"]})
    with open_store(settings) as back:
        assert rows(back) == 2
        deliver({"dataset.toml": "data_date = 2026-05-31"})
        with open_store(settings) as dated:
            assert dated.info.data_date == date(2026, 5, 31)


def test_a_folder_that_was_in_order_and_is_not_any_more(deliver: Deliver, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var", data=deliver())
    open_store(settings).close()
    deliver({"activity.csv": FILES["activity.csv"].replace("labour", "labor")})
    with pytest.raises(FolderRefused, match="Probably labour") as refused:
        open_store(settings)
    assert len(refused.value.findings) == 1
    with pytest.raises(FolderRefused, match="there is no folder"):
        open_store(Settings(var=tmp_path / "var", data=tmp_path / "nowhere"))


def test_two_folders_have_two_stores(deliver: Deliver, tmp_path: Path) -> None:
    var = tmp_path / "var"
    first = deliver()
    second = first.rename(tmp_path / "other")
    deliver({"activity.csv": None, "service.csv": None})
    with (
        open_store(Settings(var=var, data=first)) as a,
        open_store(Settings(var=var, data=second)) as b,
    ):
        assert (rows(a), rows(b)) == (0, 2)


def test_a_real_store_goes_before_the_sample(tmp_path: Path) -> None:
    info = StoreInfo(False, date(2026, 6, 30), "test", "f")
    Store.create(tmp_path / "var" / "store", info).close()
    with open_store(Settings(var=tmp_path / "var")) as store:
        assert store.info == info
    with open_store(Settings(var=tmp_path, store=tmp_path / "var" / "store")) as store:
        assert store.info == info
    with pytest.raises(StoreMissing):
        open_store(Settings(var=tmp_path, store=tmp_path / "nothing"))


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_folder_that_is_none_leaves_nothing_behind(tmp_path: Path, kind: str) -> None:
    data = tmp_path / "data.csv"
    if kind == "file":
        data.write_text("x", encoding="utf-8")
    with pytest.raises(FolderRefused, match="1 thing to correct"):
        open_store(Settings(var=tmp_path / "var", data=data))
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("inside", [None, "notes.txt", "data"])
def test_a_folder_without_a_catalogue_is_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str | None
) -> None:
    place = tmp_path / "var" / "store"
    place.mkdir(parents=True)
    if inside:
        (place / inside).mkdir()
    info = StoreInfo(True, date(2026, 6, 30), "sample", "f")
    monkeypatch.setattr(
        opening, "sample_store", lambda folder, **_: Store.create(folder / "s", info)
    )
    with open_store(Settings(var=tmp_path / "var")) as store:
        assert store.info == info
    with pytest.raises(StoreMissing):
        open_store(Settings(var=tmp_path / "var", store=place))


def test_no_store_is_opened_while_another_process_may_sweep(
    deliver: Deliver, tmp_path: Path
) -> None:
    settings = Settings(var=tmp_path / "var", data=deliver())
    open_store(settings).close()
    folder = stores(settings.var)[0]
    with ThreadPoolExecutor() as pool:
        with exclusive(folder.parent / "making.lock"):
            later = pool.submit(open_store, settings)
            with pytest.raises(NotYet):
                later.result(timeout=0.5)
            shutil.rmtree(folder)
        with later.result() as store:
            assert rows(store) == 2


def test_the_sample_is_as_old_as_all_that_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[Path] = []
    monkeypatch.setattr(opening, "files_fingerprint", lambda read: files.extend(read) or "f")
    opening._sample_fingerprint()
    names = {path.relative_to(ROOT).as_posix() for path in files}
    assert {"data/built/layers/web.json", "data/built/areas.csv", "lib/periods.py"} <= names


def test_the_sample_is_made_once(settings: Settings, store: Store) -> None:
    assert store.info.simulated
    assert store.info.data_date == date(2026, 6, 30)
    with open_store(settings) as again:
        assert again.folder == store.folder
    assert rows(store) > 50_000


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, Settings()),
        ({"DATA": "", "STORE": " "}, Settings()),
        ({"VAR": "/v", "DATA": "/d"}, Settings(var=Path("/v"), data=Path("/d"))),
        ({"STORE": "/s"}, Settings(store=Path("/s"))),
    ],
)
def test_settings(environment: dict[str, str], expected: Settings) -> None:
    assert Settings.from_environment(environment) == expected


def test_data_and_store_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="unset one of them"):
        Settings.from_environment({"DATA": "/d", "STORE": "/s"})


def start(data: Path, var: Path) -> subprocess.Popen[str]:
    """A process that opens the folder's store when it is sent a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN],
        cwd=ROOT,
        env=os.environ | {"DATA": str(data), "VAR": str(var)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_who_start_at_once_make_one_store(deliver: Deliver, tmp_path: Path) -> None:
    data, var = deliver(), tmp_path / "var"
    running = [start(data, var) for _ in range(2)]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = {process.communicate()[0] for process in running}
    assert answers == {f"{stores(var)[0].name} 2\n"}
    assert len(stores(var)) == 1


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_the_first_start(deliver: Deliver, tmp_path: Path, seed: int) -> None:
    data, var = deliver(), tmp_path / "var"
    with start(data, var) as process:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(random.Random(seed).uniform(0.05, 0.8))
        process.kill()
    with open_store(Settings(var=var, data=data)) as store:
        assert rows(store) == 2
        assert stores(var) == [store.folder], "what was half made is gone"
