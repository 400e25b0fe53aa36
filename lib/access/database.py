"""The file of accounts and sessions: SQLite, in short transactions.

Every use opens a connection of its own, so that threads and processes may share it. Nothing in
this process may open the file in another way: closing it would undo the locks that SQLite holds.
`Database.copy_to` makes a copy.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lib.access.config import AccessError

Clock = Callable[[], datetime]
FOLDER, FILE = "access", "accounts.sqlite3"  # under VAR
VERSION = 2
WAIT_SECONDS = 10.0
# Times are seconds since 1970. A guess is a name or an address that somebody tried. The stamp of an
# account is another one each time all of its sessions are ended.
_TABLES = """
CREATE TABLE account (
    name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, areas TEXT NOT NULL,
    subject TEXT UNIQUE, password TEXT, closed INTEGER NOT NULL DEFAULT 0,
    must_change INTEGER NOT NULL DEFAULT 0, made_on REAL NOT NULL, last_sign_in REAL,
    stamp TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE guess (
    name TEXT PRIMARY KEY, failures INTEGER NOT NULL, locks INTEGER NOT NULL,
    locked_until REAL NOT NULL, last REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE failure (id INTEGER PRIMARY KEY, address TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX failure_address ON failure (address, at);
CREATE TABLE session (
    digest TEXT PRIMARY KEY, account TEXT NOT NULL, way TEXT NOT NULL, begun REAL NOT NULL,
    seen REAL NOT NULL, ended REAL
) WITHOUT ROWID;
CREATE INDEX session_account ON session (account);
"""
# What brings a file of an earlier version to the next one, by the version that it has.
_UPGRADES = {1: "ALTER TABLE account ADD COLUMN stamp TEXT NOT NULL DEFAULT ''"}


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def private_folder(folder: Path) -> None:
    """Make a folder that nobody else may look into; an open one is closed to others."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep_private(folder)


def keep_private(path: Path) -> None:
    """Take the rights of others from a file or folder, as a restored copy may have them."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        path.chmod(mode & 0o700)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Database:
    """The file; it is made when it is first used."""

    file: Path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state; raises AccessError when the file can't be read."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other writer runs beside; undone by any error within it."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def copy_to(self, file: Path) -> None:
        """Write a whole copy, of one moment, to a file that is not there yet."""
        if file.exists():
            raise AccessError(f"{file} is there already: name a new file.")
        with self._opened() as connection, _told(file):
            _make(file)
            with closing(sqlite3.connect(file)) as copy:
                connection.backup(copy)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._opened() as connection:
            connection.execute(begin)
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with _told(self.file):
            self._prepare()
            with closing(
                sqlite3.connect(self.file, timeout=WAIT_SECONDS, isolation_level=None)
            ) as connection:
                connection.row_factory = sqlite3.Row
                _complete(connection, self.file)
                yield connection

    def _prepare(self) -> None:
        if not self.file.exists():
            private_folder(self.file.parent)
            _make(self.file)
        keep_private(self.file)


def _make(file: Path) -> None:
    """An empty file for us alone; never opened where one is there, for the sake of its locks."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return  # another process was first


def _complete(connection: sqlite3.Connection, file: Path) -> None:
    """Make the tables in a new file, bring an earlier one up; refuse one of a newer program."""
    if _version(connection) < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _missing(_version(connection)):  # another process may have been first
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(_version(connection), VERSION)}")
        connection.commit()
    if (found := _version(connection)) != VERSION:
        raise AccessError(
            f"{file} has version {found}, this program knows {VERSION}: start the version of the "
            "program that wrote it, or a newer one."
        )


def _missing(found: int) -> Iterator[str]:
    """The statements that bring a file of a version to this one; of a new file all tables."""
    if found == 0:
        yield from filter(str.strip, _TABLES.split(";"))
    else:
        yield from (_UPGRADES[version] for version in range(found, VERSION))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """What went wrong with the file, and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise AccessError(f"{file} is being written by another process: try again.") from error
        raise AccessError(f"{file} can't be used: {error}. Check disk room and rights.") from error
    except sqlite3.DatabaseError as error:
        raise AccessError(
            f"{file} is damaged ({error}): stop the program and restore it from a backup."
        ) from error
    except OSError as error:
        raise AccessError(f"{file} can't be used: {error}") from error
