"""A backup: all that the program keeps, of one moment of the store, in one file.

The store is copied of one version while others go on writing; accounts by SQLite's own copying;
the other files are only ever added to or replaced whole. Not the secrets, unless asked for: with
them the keys of persons could be tried against lists of citizen numbers, and nobody could any
more without.
"""

import os
import shutil
import tempfile
import tomllib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from lib.access.config import read_access
from lib.access.database import FILE, FOLDER, Database, sync_folder
from lib.access.trail import Event, Trail
from lib.operations.archive import (
    CONFIG,
    FORM,
    SECRETS,
    VAR,
    Manifest,
    StoreTold,
    digest,
    members_of,
    read_archive,
    write_archive,
)
from lib.operations.places import (
    MADE_AGAIN,
    PASSING,
    SECRET,
    STORE,
    OperationRefused,
    held,
    no_room_told,
    store_place,
    working_folder,
)
from lib.settings import ROOT, Settings
from lib.store.batches import read_info
from lib.store.copying import copy_as_it_is
from lib.store.locks import hold_shared, is_held
from lib.store.place import IN_USE, WRITE_LOCK, Folder, Place
from lib.store.rebuilding import reading
from lib.store.rewriting import in_lake

ENDING = ".tar.gz"
_PART = ".part-"
# Neither state nor needed: locks, and what a program of before the secrets' own folder left.
_LEFT_OUT = (".lock", ".log", ".part")


@dataclass(frozen=True)
class Backup:
    """A backup that was made: its file, what is in it, and the SHA-256 of the file."""

    file: Path
    manifest: Manifest
    sha256: str


def back_up(settings: Settings, target: Path, *, who: str, with_secrets: bool = False) -> Backup:
    """Make a backup; `target` is the file (.tar.gz), or a folder, where it is named by the time.

    The file is there whole or not at all, and is read again and checked before it is. Raises
    OperationRefused for a file that exists, DiskFull, StoreError, OSError.
    """
    file = _file(target)
    with (
        no_room_told("the backup"),
        working_folder(settings.var, ".backup-") as work,
    ):
        folder = work / "files"
        store = _gather(settings, folder, with_secrets)
        manifest = Manifest(
            form=FORM,
            program=program_version(),
            made_on=datetime.now(UTC),
            store=store,
            broken_trail=Trail(folder / VAR / FOLDER).verify(),
            configuration=asdict(read_access(settings)),
            files=members_of(folder),
        )
        sha256 = _write(file, manifest, folder)
    Trail(settings.var / FOLDER).write(
        Event.BACKUP, who, file=file.name, sha256=sha256, files=len(manifest.files),
        with_keys="yes" if with_secrets else "no",
    )  # fmt: skip
    return Backup(file, manifest, sha256)


def program_version() -> str:
    """The version of the program, as pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _file(target: Path) -> Path:
    if target.is_dir():
        return target / f"labour-{datetime.now(UTC):%Y%m%d-%H%M%S}{ENDING}"
    if not target.name.endswith(ENDING):
        raise OperationRefused(f"{target}: give a folder, or a file whose name ends in {ENDING}.")
    if target.exists():
        raise OperationRefused(f"{target} exists already: a backup is not written over another.")
    if not target.parent.is_dir():
        raise OperationRefused(f"There is no folder {target.parent}: is its disk mounted?")
    return target


def _gather(settings: Settings, folder: Path, with_secrets: bool) -> StoreTold | None:
    """Copy all that goes into the archive below a folder."""
    (folder / VAR).mkdir(parents=True)
    place = None if settings.data is not None else store_place(settings)
    store = None if place is None else _copy_store(place, folder / VAR / STORE)
    accounts = settings.var / FOLDER / FILE
    if accounts.is_file():
        (folder / VAR / FOLDER).mkdir(exist_ok=True)
        Database(accounts).copy_to(folder / VAR / FOLDER / FILE)
    for path in sorted(settings.var.glob("*")):
        if path.name not in {*MADE_AGAIN, STORE, SECRET}:
            _copy(path, folder / VAR / path.name)
    if settings.access is not None:
        _copy(settings.access, folder / CONFIG / "access.toml")
    if with_secrets:
        if not settings.secrets.is_dir():
            raise OperationRefused(f"There is no folder {settings.secrets} with secrets to keep.")
        for path in sorted(settings.secrets.iterdir()):
            if path.name not in PASSING:
                _copy(path, folder / SECRETS / path.name)
    return store


def _copy_store(place: Place, target: Path) -> StoreTold:
    with held(place):
        rows = copy_as_it_is(place, target)
    for lock in (IN_USE, WRITE_LOCK):
        (target / lock).unlink(missing_ok=True)
    shutil.rmtree(target / "spill", ignore_errors=True)
    with reading(Folder(target)) as connection:
        info = read_info(connection, in_lake)
    return StoreTold(info.simulated, info.data_date.isoformat(), info.loaded_from, str(place), rows)


def _copy(source: Path, target: Path) -> None:
    """Copy a file, or a folder with all in it, but for what is only on its way or a lock."""
    if source.name.startswith(".") or source.name.endswith(_LEFT_OUT):
        return
    if source.is_dir() and not source.is_symlink():
        for path in sorted(source.iterdir()):
            _copy(path, target / path.name)
    elif source.is_file():
        if target.exists():  # the accounts, copied before; their file must not be opened here
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(source, target)
        if source.suffix == ".jsonl":
            _cut_unfinished(target)


def _cut_unfinished(log: Path) -> None:
    """Take off a last line that was on its way when a log was copied."""
    with log.open("r+b") as file:
        file.truncate(file.read().rfind(b"\n") + 1)


def _write(file: Path, manifest: Manifest, folder: Path) -> str:
    """Write the archive under another name, read it again, and name it at last; its SHA-256."""
    for old in file.parent.glob(f".*{ENDING}{_PART}*"):
        if not is_held(old):
            old.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}{_PART}", dir=file.parent)
    part = Path(name)
    lock = hold_shared(part)
    try:
        with os.fdopen(handle, "wb") as out:
            write_archive(out, manifest, folder)
            out.flush()
            os.fsync(out.fileno())
        read_archive(part)
        sha256 = digest(part)
        if file.exists():  # another came meanwhile; disks to carry away often know no links
            raise OperationRefused(f"{file} exists already: give another name.")
        part.rename(file)
    finally:
        os.close(lock)
        part.unlink(missing_ok=True)
    sync_folder(file.parent)
    return sha256
