"""Restore: all of a backup in the place of what is there, or nothing.

The archive is written and checked beside VAR, the store in it opened and counted, and only then
exchanged with VAR in one step. What was there is put aside, never deleted.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from lib.access.accounts import Accounts
from lib.access.config import AccessError, read_access
from lib.access.database import FILE, FOLDER
from lib.access.sessions import Sessions
from lib.access.trail import Event, Trail
from lib.imports.persons import CHECK_NAME, SecretError, person_secret
from lib.operations.archive import CONFIG, SECRETS, VAR, Manifest, digest, read_archive
from lib.operations.places import (
    COOKIE,
    MADE_AGAIN,
    STORE,
    WORKING,
    OperationRefused,
    aside_of,
    in_use,
    no_room_told,
    put_in_place,
    recover_exchanged,
    working_folder,
)
from lib.settings import Settings
from lib.store.errors import StoreBusy, StoreError
from lib.store.lake import Store
from lib.store.locks import exclusive
from lib.store.place import IN_USE, WRITE_LOCK, Folder
from lib.store.rebuilding import form_of, reading
from lib.store.rewriting import in_lake
from lib.store.upgrading import Step, upgrade

# Beside the caches, what even a program that was only started once has made.
_NO_LOSS = (*MADE_AGAIN, CHECK_NAME)


@dataclass(frozen=True)
class Restored:
    """What was done: where, what was put aside, what the store needed, what is left to do."""

    var: Path
    manifest: Manifest
    aside: tuple[Path, ...]
    steps: tuple[Step, ...]
    sessions: int
    broken_trail: tuple[int, ...]
    configuration: Path | None
    trouble: str


def restore(settings: Settings, archive: Path, *, who: str, replacing: bool = False) -> Restored:
    """Put a backup in the place of VAR of the settings, and of the secrets if it has them.

    Raises ArchiveRefused for a file that is not whole, OperationRefused while a dashboard runs
    and, unless `replacing`, where there is something to lose; StoreMismatch for the store of a
    newer program; DiskFull, StoreError, OSError. In each case all is as it was.
    """
    var = settings.var
    if not archive.is_file():
        raise OperationRefused(f"There is no file {archive}.")
    var.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{var.name}.restoring-"
    with _alone(var), no_room_told("what is restored"):
        (var / WORKING).unlink(missing_ok=True)  # of one that was killed as it ended
        found = recover_exchanged(var, prefix)
        _refuse_loss(var, replacing)
        with working_folder(var.parent, prefix) as work:
            manifest = read_archive(archive, work)
            done = _prepare(work / VAR, settings, manifest, archive)
            _refuse_secrets(work / SECRETS, settings.secrets, replacing)
            configuration = _keep_configuration(work)
            aside = _tell_and_place(work, settings, archive, who)
        trouble = _look(settings, manifest)
    return replace(
        done, aside=(*found, *aside), trouble=trouble,
        configuration=None if configuration is None else var / configuration,
    )  # fmt: skip


def count_rows(place: Folder) -> dict[str, int]:
    """Rows of every table of a store, in whatever form it is."""
    with reading(place) as connection:
        return {
            table: int(
                connection.execute(f"SELECT count(*) FROM {in_lake(table)}").fetchall()[0][0]
            )
            for table in form_of(connection)
        }


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    try:
        with exclusive(var.parent / f".{var.name}.restoring.lock", 1):
            yield
    except StoreBusy as error:
        raise OperationRefused(f"Another restore of {var} is at work: wait for it.") from error


def _refuse_loss(var: Path, replacing: bool) -> None:
    if in_use(var):
        raise OperationRefused(
            f"A dashboard or a command is at work in {var}: stop it first, and start it after."
        )
    kept = sorted(
        path.name
        for path in (var.iterdir() if var.is_dir() else ())
        if path.name not in _NO_LOSS and not path.name.endswith((".lock", ".log"))
    )
    if kept and not replacing:
        raise OperationRefused(
            f"{var} holds {', '.join(kept)}: nothing was changed. With --replace it is put aside "
            "under another name, and the backup stands in its place."
        )


def _refuse_secrets(made: Path, there: Path, replacing: bool) -> None:
    if made.is_dir() and not _same(made, there) and _any(there) and not replacing:
        raise OperationRefused(
            f"{there} holds other secrets than the backup: nothing was changed. With --replace "
            "they are put aside under another name."
        )


def _prepare(var: Path, settings: Settings, manifest: Manifest, archive: Path) -> Restored:
    """Check what was read, and make it ready to be used; raises StoreError, OperationRefused."""
    var.mkdir(exist_ok=True, mode=0o700)
    steps: list[Step] = []
    if manifest.store is not None:
        folder = Folder(var / STORE)
        _refuse_other_rows(archive, manifest.store.rows, folder)
        for lock in (IN_USE, WRITE_LOCK):
            (folder.folder / lock).touch()
        steps = upgrade(folder, "restore")
        _open(folder.folder)
    broken = Trail(var / FOLDER).verify()
    if set(broken) != set(manifest.broken_trail):
        raise OperationRefused(
            f"The trail in {archive} is not whole (lines {broken}), and was when it was made: "
            "nothing was changed. Take another backup."
        )
    ended = _end_sessions(var / FOLDER, settings, archive)
    return Restored(settings.var, manifest, (), tuple(steps), ended, tuple(broken), None, "")


def _refuse_other_rows(archive: Path, told: Mapping[str, int], folder: Folder) -> None:
    found = count_rows(folder)
    if found != dict(told):
        other = sorted(name for name in told.keys() | found if told.get(name) != found.get(name))
        raise OperationRefused(
            f"{archive}: its store has other rows than its manifest says ({', '.join(other)}): "
            "nothing was changed. Take another backup."
        )


def _open(folder: Path) -> None:
    with Store.open(folder) as store:
        store.batches()
        store.info  # noqa: B018 (asked for, to see that it can be read)


def _end_sessions(folder: Path, settings: Settings, archive: Path) -> int:
    """End the sessions of the backup: some were ended after it was made. How many there were."""
    file = folder / FILE
    if not file.is_file():
        return 0
    try:
        with closing(sqlite3.connect(file)) as connection:  # nobody else has it open yet
            said = connection.execute("PRAGMA integrity_check").fetchone()
        if said != ("ok",):
            raise OperationRefused(f"{archive}: the accounts are damaged ({said[0]}).")
        config = read_access(settings)
        accounts = Accounts(file, config.passwords, config.lock_out, Trail(folder))
        sessions = Sessions(file, config.sessions)
        return sum(sessions.end_all(one.name) for one in accounts.every())
    except (sqlite3.DatabaseError, AccessError) as error:
        raise OperationRefused(f"{archive}: the accounts can't be read: {error}") from error


def _keep_configuration(work: Path) -> Path | None:
    """Put the file of ACCESS where it can be looked at; the program does not use it by itself."""
    if not (work / CONFIG / "access.toml").is_file():
        return None
    kept = Path("restored") / "access.toml"
    (work / VAR / kept).parent.mkdir(exist_ok=True)
    shutil.move(work / CONFIG / "access.toml", work / VAR / kept)
    return kept


def _tell_and_place(work: Path, settings: Settings, archive: Path, who: str) -> list[Path]:
    """Put all in place; the trail that comes with it tells of that. What stands aside now."""
    var, aside = settings.var, aside_of(settings.var)
    Trail(work / VAR / FOLDER).write(
        Event.RESTORE, who, file=archive.name, sha256=digest(archive),
        before=aside.name if var.exists() else "",
    )  # fmt: skip
    found = []
    # Moved out of the working folder first, so that what is exchanged for it stays when that goes.
    made = work.with_name(f"{work.name}-var")
    (work / VAR / WORKING).touch()
    (work / VAR).rename(made)
    # Sign-ins of a service that ended since the backup are not known in it: with another secret
    # for the cookies none of them is believed. The program makes it when it needs one.
    (settings.secrets / COOKIE).unlink(missing_ok=True)
    if put_in_place(made, var, aside):
        found.append(aside)
    if (work / SECRETS).is_dir() and not _same(work / SECRETS, settings.secrets):
        there = settings.secrets
        there.parent.mkdir(parents=True, exist_ok=True)
        beside = there.with_name(f".{there.name}.restoring")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(work / SECRETS, beside)
        beside.chmod(0o700)
        aside = aside_of(there)
        if put_in_place(beside, there, aside):
            found.append(aside)
    return found


def _look(settings: Settings, manifest: Manifest) -> str:
    """Look at what is in place: the rows once more, and whether the secret belongs to them."""
    if manifest.store is not None:
        place = Folder(settings.var / STORE)
        _open(place.folder)
        found = count_rows(place)
        if any(found[table] != rows for table, rows in manifest.store.rows.items()):
            raise StoreError(f"The store in {place} has other rows than the backup: look at it.")
    try:
        person_secret(settings)
    except SecretError as error:
        return str(error)
    return ""


def _any(folder: Path) -> bool:
    return folder.is_dir() and any(path.is_file() for path in folder.rglob("*"))


def _same(one: Path, other: Path) -> bool:
    """Whether every file of a folder is in the other with the same bytes."""
    return all(
        (other / path.relative_to(one)).is_file()
        and (other / path.relative_to(one)).read_bytes() == path.read_bytes()
        for path in one.rglob("*")
        if path.is_file()
    )
