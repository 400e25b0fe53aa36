"""A backup restored elsewhere is the same; one that is not whole, or not ours, changes nothing."""

import gzip
import hashlib
import io
import json
import os
import resource
import signal
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from operated import EVERYTHING, copied, figures, same_figures, service, services_of, settings_at

from lib.access.gate import Gate
from lib.access.trail import Event, Trail
from lib.commands import run
from lib.exports.shelf import Shelf
from lib.imports.persons import SecretError, person_secret
from lib.operations.archive import MANIFEST, ArchiveRefused, read_archive
from lib.operations.backup import back_up
from lib.operations.places import OperationRefused
from lib.operations.restore import restore
from lib.settings import Settings
from lib.store.errors import DiskFull, StoreError
from lib.store.lake import Store

EVERY_DAY = date(2026, 6, 2)
Entries = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture
def archive(place: Settings, tmp_path: Path) -> Path:
    return back_up(place, tmp_path / "one.tar.gz", who="test").file


def entries(archive: Path) -> Entries:
    found = []
    with tarfile.open(archive) as tar:
        for member in tar:
            source = tar.extractfile(member)
            assert source is not None
            found.append((member, source.read()))
    return found


def rewritten(archive: Path, change: Callable[[Entries], Entries]) -> Path:
    """The archive with other entries, as somebody with tar would make it."""
    changed = change(entries(archive))
    file = archive.with_name("changed.tar.gz")
    with tarfile.open(file, "w:gz") as tar:
        for member, content in changed:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))
    return file


def edited(archive: Path, edit: Callable[[dict], None]) -> Path:
    """The archive with another manifest."""

    def change(found: Entries) -> Entries:
        manifest = json.loads(found[0][1])
        edit(manifest)
        return [(found[0][0], json.dumps(manifest).encode()), *found[1:]]

    return rewritten(archive, change)


def state_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-shm"))
    }


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_restored_elsewhere_all_is_as_it_was(
    place: Settings, archive: Path, tmp_path: Path
) -> None:
    there = settings_at(tmp_path / "there")
    (there.secrets).mkdir(parents=True)
    (there.secrets / "person.key").write_bytes((place.secrets / "person.key").read_bytes())
    done = restore(there, archive, who="test")
    assert done.trouble == ""
    same_figures(figures(place), figures(there))
    with Store.open(place.var / "store") as before, Store.open(there.var / "store") as after:
        assert after.batches() == before.batches()
        assert after.info == before.info
    password = (place.var / "password").read_text()
    gate = Gate(there)
    assert gate.visitor(gate.sign_in("somchai", password)) is not None
    assert gate.trail.verify() == []
    events = [one.event for one in gate.trail.read()]
    assert events[:2] == [Event.SIGN_IN, Event.RESTORE]
    assert events[-1] is Event.ACCOUNT
    assert [one.name for one in Shelf(there.var / "briefings").every()] == ["รายเดือน"]
    # The line that was on its way is not in it, nor what is made again.
    assert (there.var / "desk" / "checks.jsonl").read_text() == '{"at": 1}\n'
    assert not (there.var / "protected").exists()
    assert person_secret(there) == person_secret(place)


def test_undo_works_after_it_on_every_batch(place: Settings, archive: Path, tmp_path: Path) -> None:
    there = settings_at(tmp_path / "there")
    restore(there, archive, who="test")
    for settings in (place, there):
        with Store.open(settings.var / "store", read_only=False) as store:
            for batch in store.batches()[:2]:
                store.undo(batch.batch_id, author="test")
    same_figures(figures(place), figures(there))
    assert services_of(there) == services_of(place)


def test_sessions_of_a_backup_are_over(place: Settings, tmp_path: Path) -> None:
    gate = Gate(place)
    token = gate.sign_in("somchai", (place.var / "password").read_text())
    (place.secrets / "cookie.secret").write_bytes(b"c" * 32)
    archive = back_up(place, tmp_path / "one.tar.gz", who="test").file
    there = settings_at(tmp_path / "there")
    there.secrets.mkdir(parents=True)
    (there.secrets / "cookie.secret").write_bytes(b"c" * 32)
    assert restore(there, archive, who="test").sessions == 1
    assert not (there.secrets / "cookie.secret").exists()
    assert Gate(place).visitor(token) is not None
    assert Gate(there).visitor(token) is None


def test_the_secrets_stay_out_unless_asked_for(
    place: Settings, archive: Path, tmp_path: Path
) -> None:
    secret = person_secret(place)
    (place.secrets / "cookie.secret").write_bytes(b"c" * 32)
    assert not read_archive(archive).with_secrets
    assert secret not in b"".join(content for _, content in entries(archive))
    there = settings_at(tmp_path / "there")
    done = restore(there, archive, who="test")
    assert "person.key is gone" in done.trouble
    with pytest.raises(SecretError, match="put it back"):
        person_secret(there)
    whole = back_up(place, tmp_path / "two.tar.gz", who="test", with_secrets=True).file
    named = [one.path for one in read_archive(whole).files if one.path.startswith("secrets/")]
    assert named == ["secrets/person.key"]
    elsewhere = settings_at(tmp_path / "elsewhere")
    assert restore(elsewhere, whole, who="test").trouble == ""
    assert person_secret(elsewhere) == secret
    assert stat.S_IMODE(elsewhere.secrets.stat().st_mode) == 0o700
    assert stat.S_IMODE((elsewhere.secrets / "person.key").stat().st_mode) == 0o600


def test_a_backup_is_for_this_user_alone_and_told_in_the_trail(
    place: Settings, archive: Path, tmp_path: Path
) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["here", "one.tar.gz"]
    assert not list(place.var.glob(".*"))
    entry = Trail(place.var / "access").read(events=[Event.BACKUP])[0]
    assert entry.told["file"] == "one.tar.gz"
    with pytest.raises(OperationRefused, match="exists already"):
        back_up(place, archive, who="test")
    assert back_up(place, tmp_path, who="test").file.name.startswith("labour-")


def test_a_backup_while_imports_run_is_of_one_moment(place: Settings, tmp_path: Path) -> None:
    """Each import brings as many services as activities; no backup has more of one."""
    before = services_of(place)
    stop = threading.Event()

    def keep_importing() -> None:
        with Store.open(place.var / "store", read_only=False) as store:
            number = 1000
            while not stop.is_set():
                rows = [service(n, EVERY_DAY) for n in range(number, number + 10)]
                needs = [need(n) for n in range(number, number + 10)]
                tables = {"service": pl.DataFrame(rows), "need": pl.DataFrame(needs)}
                store.append(tables, author="a", message="m")
                number += 10

    with Store.open(place.var / "store") as store:
        needs = int(store.query("SELECT count(*) AS n FROM need", EVERYTHING)["n"][0])
    writer = threading.Thread(target=keep_importing)
    writer.start()
    try:
        told = [
            back_up(place, tmp_path / f"{n}.tar.gz", who="test").manifest.store for n in range(3)
        ]
    finally:
        stop.set()
        writer.join()
    rows = [one.rows for one in told if one is not None]
    assert len(rows) == 3
    assert all(one["service"] - before == one["need"] - needs for one in rows)
    assert all(one["batch"] - 3 == (one["need"] - needs) / 10 for one in rows)
    assert rows[-1]["batch"] > rows[0]["batch"] >= 3


def need(number: int) -> dict[str, object]:
    return {
        "need_id": f"N-N{number}", "raised_on": EVERY_DAY, "tambon_code": "940101",
        "category": "training", "status": "open",
    }  # fmt: skip


def cut(archive: Path) -> Path:
    file = archive.with_name("cut.tar.gz")
    file.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    return file


def flipped(archive: Path) -> Path:
    """A byte of what is in a file is another, and the packing right again."""
    raw = bytearray(gzip.decompress(archive.read_bytes()))
    place = raw.rindex(b"PAR1") - 40
    raw[place] ^= 1
    file = archive.with_name("flipped.tar.gz")
    file.write_bytes(gzip.compress(bytes(raw)))
    return file


def without_one(archive: Path) -> Path:
    return rewritten(archive, lambda found: found[:-1])


def with_another(archive: Path) -> Path:
    return rewritten(archive, lambda found: [*found, (tarfile.TarInfo("var/more"), b"more")])


def twice(archive: Path) -> Path:
    return rewritten(archive, lambda found: [*found, found[-1]])


def linked(archive: Path) -> Path:
    def change(found: Entries) -> Entries:
        link = tarfile.TarInfo(found[-1][0].name)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        return [*found[:-1], (link, b"")]

    return rewritten(archive, change)


def leading_out(name: str) -> Callable[[Path], Path]:
    def change(archive: Path) -> Path:
        def rename(found: Entries) -> Entries:
            manifest = json.loads(found[0][1])
            last = found[-1][0]
            for one in manifest["files"]:
                if one["path"] == last.name:
                    one["path"] = name
            last.name = name
            return [(found[0][0], json.dumps(manifest).encode()), *found[1:]]

        return rewritten(archive, rename)

    return change


def newer(archive: Path) -> Path:
    return edited(archive, lambda manifest: manifest.update(form=2, program="9.9"))


def other_rows(archive: Path) -> Path:
    return edited(archive, lambda manifest: manifest["store"]["rows"].update(service=1))


def no_manifest(archive: Path) -> Path:
    return rewritten(archive, lambda found: found[1:])


def broken_manifest(archive: Path) -> Path:
    return rewritten(archive, lambda found: [(found[0][0], b"{"), *found[1:]])


def half_a_manifest(archive: Path) -> Path:
    return edited(archive, lambda manifest: manifest.pop("files"))


def no_archive(archive: Path) -> Path:
    file = archive.with_name("text.tar.gz")
    file.write_text("hello")
    return file


def trail_without_a_line(archive: Path) -> Path:
    """A whole archive whose trail somebody shortened in the middle."""

    def change(found: Entries) -> Entries:
        manifest = json.loads(found[0][1])
        at = next(n for n, (one, _) in enumerate(found) if one.name.endswith("trail.jsonl"))
        lines = found[at][1].splitlines(keepends=True)
        content = b"".join([lines[0], *lines[2:]])
        for one in manifest["files"]:
            if one["path"] == found[at][0].name:
                one |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        found[at] = (found[at][0], content)
        return [(found[0][0], json.dumps(manifest).encode()), *found[1:]]

    return rewritten(archive, change)


@pytest.fixture(scope="module")
def kept(made: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """A place with a longer trail, and its backup; for tests that change nothing."""
    folder = tmp_path_factory.mktemp("kept")
    place = copied(made, folder / "here")
    for number in range(3):
        Trail(place.var / "access").write(Event.EXPORT, f"somebody {number}")
    return place, back_up(place, folder / "one.tar.gz", who="test").file


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut, "damaged"),
        (flipped, "was changed"),
        (without_one, "missing"),
        (with_another, "not what its manifest names"),
        (twice, "not what its manifest names"),
        (linked, "not what its manifest names"),
        (leading_out("../out"), "no place for a file"),
        (leading_out("var/../../out"), "no place for a file"),
        (leading_out("/tmp/out"), "no place for a file"),
        (leading_out("var\\..\\out"), "no place for a file"),
        (leading_out("var/a\nb"), "no name for a file"),
        (leading_out("elsewhere/out"), "no place for a file"),
        (newer, "newer program"),
        (other_rows, "other rows"),
        (no_manifest, "no manifest"),
        (broken_manifest, "damaged"),
        (half_a_manifest, "damaged"),
        (no_archive, "damaged"),
        (trail_without_a_line, "trail"),
    ],
)
def test_what_is_not_whole_or_not_ours_changes_nothing(
    kept: tuple[Settings, Path], spoil: Callable[[Path], Path], said: str
) -> None:
    place, archive = kept
    spoiled = spoil(archive)
    before, beside = state_of(place.var), names_in(place.var.parent)
    with pytest.raises(OperationRefused, match=said):
        restore(place, spoiled, who="test", replacing=True)
    assert state_of(place.var) == before
    assert names_in(place.var.parent) == beside
    assert not (place.var.parents[1] / "out").exists()
    assert not Path("/tmp/out").exists()


def test_what_is_there_is_put_aside_only_when_asked(place: Settings, archive: Path) -> None:
    with Store.open(place.var / "store", read_only=False) as store:
        store.append(
            {"service": pl.DataFrame([service(77777, EVERY_DAY)])}, author="a", message="later"
        )
    after, now = services_of(place), state_of(place.var)
    with pytest.raises(OperationRefused, match="--replace"):
        restore(place, archive, who="test")
    assert state_of(place.var) == now
    done = restore(place, archive, who="test", replacing=True)
    assert services_of(place) == after - 1
    (aside,) = done.aside
    assert services_of(replace(place, var=aside)) == after
    assert (aside / "protected" / "cube.parquet").exists()
    told = Trail(place.var / "access").read(events=[Event.RESTORE])[0].told
    assert told["before"] == aside.name


def test_not_while_a_dashboard_runs(place: Settings, archive: Path) -> None:
    with (
        Store.open(place.var / "store"),
        pytest.raises(OperationRefused, match="stop it first"),
    ):
        restore(place, archive, who="test", replacing=True)


def test_other_secrets_are_put_aside_only_when_asked(place: Settings, tmp_path: Path) -> None:
    whole = back_up(place, tmp_path / "two.tar.gz", who="test", with_secrets=True).file
    there = settings_at(tmp_path / "there")
    other = person_secret(there)
    with pytest.raises(OperationRefused, match="other secrets"):
        restore(there, whole, who="test")
    assert person_secret(there) == other
    done = restore(there, whole, who="test", replacing=True)
    assert person_secret(there) == person_secret(place) != other
    kept = [path / "person.key" for path in done.aside if (path / "person.key").exists()]
    assert [path.read_bytes() for path in kept] == [other]


def test_the_configuration_comes_along(place: Settings, tmp_path: Path) -> None:
    own = tmp_path / "access.toml"
    own.write_text("[sessions]\nidle_minutes = 7\n")
    archive = back_up(replace(place, access=own), tmp_path / "c.tar.gz", who="test").file
    assert read_archive(archive).configuration["sessions"]["idle_minutes"] == 7
    there = settings_at(tmp_path / "there")
    done = restore(there, archive, who="test")
    assert done.configuration is not None
    assert done.configuration.read_text() == own.read_text()


@pytest.mark.parametrize("room", [20_000, 70_000, 180_000])
def test_a_full_disk_is_told_and_nothing_is_left(
    place: Settings, archive: Path, tmp_path: Path, room: int
) -> None:
    """No file may grow beyond a limit of the process, as a full disk would not let it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = state_of(place.var)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
        with pytest.raises(StoreError, match=r"room|can't be written to"):
            back_up(place, tmp_path / "two.tar.gz", who="test")
        with pytest.raises(DiskFull, match="There is no room"):
            restore(place, archive, who="test", replacing=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert state_of(place.var) == before
    assert not list(tmp_path.glob("*two*"))


def test_on_the_command_line(
    place: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("VAR", str(place.var))
    assert run(["backup", str(tmp_path / "b.tar.gz"), "--with-secrets"]) == 0
    said = capsys.readouterr()
    assert "service: " in said.out
    assert "The secrets are in it" in said.err
    assert run(["restore", str(tmp_path / "b.tar.gz")]) == 1
    assert "--replace" in capsys.readouterr().err
    assert run(["restore", str(tmp_path / "b.tar.gz"), "--into", str(tmp_path / "x" / "var")]) == 0
    assert "rows that the backup counted" in capsys.readouterr().out
    assert run(["backup", str(tmp_path / "b.zip")]) == 1
    monkeypatch.setenv("DATA", str(tmp_path))
    assert run(["backup", str(tmp_path / "d.tar.gz")]) == 0
    assert "keep a copy of that folder" in capsys.readouterr().err
    assert read_archive(tmp_path / "d.tar.gz").store is None


def test_damaged_accounts_are_refused(place: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(place.var / "access" / "accounts.sqlite3")) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    assert pages > 1
    archive = back_up(place, tmp_path / "a.tar.gz", who="test").file

    def change(found: Entries) -> Entries:
        manifest = json.loads(found[0][1])
        at = next(n for n, (one, _) in enumerate(found) if one.name.endswith(".sqlite3"))
        content = found[at][1][:4096] + os.urandom(len(found[at][1]) - 4096)
        for one in manifest["files"]:
            if one["path"] == found[at][0].name:
                one["sha256"] = hashlib.sha256(content).hexdigest()
        found[at] = (found[at][0], content)
        return [(found[0][0], json.dumps(manifest).encode()), *found[1:]]

    with pytest.raises(OperationRefused, match="accounts"):
        restore(settings_at(tmp_path / "there"), rewritten(archive, change), who="test")
    assert not (tmp_path / "there" / "var").exists()


def test_the_manifest_is_first_and_names_every_file(archive: Path) -> None:
    found = entries(archive)
    assert found[0][0].name == MANIFEST
    named = {one["path"] for one in json.loads(found[0][1])["files"]}
    assert named == {member.name for member, _ in found[1:]}
    assert "var/access/trail.jsonl" in named
    assert not any("lock" in name or "secret" in name for name in named)
    with pytest.raises(ArchiveRefused):
        read_archive(Path(__file__))
