"""What lies where under VAR, and folders put in place of others all at once."""

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from lib.access.database import sync_folder
from lib.opening import real_store
from lib.settings import Settings
from lib.store.errors import DiskFull, StoreError
from lib.store.locks import hold_shared, is_held
from lib.store.place import IN_USE, Folder, Place, place_of

# Under VAR, and made again when it is missing: the sample, stores made of DATA, the cache of the
# protected view; and files on their way in.
MADE_AGAIN = frozenset({"sample", "data", "protected", "uploads"})
# Among the secrets, and only good for a while: what sessions are signed with, the first password.
COOKIE = "cookie.secret"
PASSING = frozenset({COOKIE, "first-administrator.txt"})
STORE, SECRET = "store", "secret"
WORKING = "working.lock"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_AT_FDCWD, _EXCHANGE = -100, 2  # of renameat2(2)


class OperationRefused(StoreError):
    """Nothing was done; the message says why and what to do."""


def store_place(settings: Settings) -> Place | None:
    """Where the store of real data is: STORE, or the one under VAR; None when there is none.

    Raises OperationRefused where DATA names a folder: its files are what there is.
    """
    if settings.data is not None:
        raise OperationRefused(
            f"The dashboard shows the folder {settings.data}: its files are the data, look after "
            "them where they are. Unset DATA for what the program itself keeps."
        )
    if settings.store is not None:
        return place_of(settings.store)
    real = real_store(settings)
    return None if real is None else Folder(real)


@contextmanager
def held(place: Place) -> Iterator[None]:
    """Tell others meanwhile that a store is in use."""
    handle = place.hold()
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def in_use(var: Path) -> bool:
    """Whether a dashboard or a command has a store under VAR open."""
    found = (var / STORE, *(var / "sample").glob("*"), *(var / "data").glob("*/*"))
    return any(is_held(folder / IN_USE) for folder in found)


@contextmanager
def working_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder for work on the way, for this user alone, gone at the end.

    What killed processes left of the same prefix is swept away first.
    """
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent, prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    (folder / WORKING).touch()
    handle = hold_shared(folder / WORKING)
    try:
        yield folder
    finally:
        os.close(handle)
        # What was exchanged for it has no such file, and is not ours to delete.
        if (folder / WORKING).exists():
            shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path, prefix: str) -> None:
    """Delete what killed processes left of their work."""
    for old in parent.glob(f"{prefix}*"):
        if (old / WORKING).exists() and not is_held(old / WORKING):
            shutil.rmtree(old, ignore_errors=True)


def put_in_place(made: Path, place: Path, aside: Path) -> bool:
    """Make a folder stand in the place of another, which then stands `aside`.

    Whoever looks finds the one or the other, never none or a part: the two are exchanged in one
    step where the file system can. Gives whether there was another; `made` is without its lock of
    work after this.
    """
    there = place.exists()
    if there and not _exchange(made, place):
        place.rename(aside)
        made.rename(place)
        there = False
    elif not there:
        made.rename(place)
    (place / WORKING).unlink(missing_ok=True)
    if there:
        made.rename(aside)
    sync_folder(place.parent)
    return aside.exists()


def aside_of(place: Path) -> Path:
    """A name beside a folder to put it aside under, which nothing has."""
    now = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (f"{place.name}.before-{now}{more}" for more in ("", *(f"-{n}" for n in range(2, 99))))
    return next(path for path in map(place.with_name, names) if not path.exists())


def recover_exchanged(place: Path, prefix: str) -> list[Path]:
    """Name what was exchanged and not yet put aside when a process was killed; gives the names."""
    found = []
    for left in place.parent.glob(f"{prefix}*"):
        if not (left / WORKING).exists():
            found.append(left.rename(aside_of(place)))
    return found


@contextmanager
def no_room_told(what: str) -> Iterator[None]:
    """Errors of a full disk as DiskFull, in words."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFull(
            f"There is no room left for {what} ({error.filename or 'on that disk'}): nothing was "
            "changed. Make room, and try again."
        ) from error


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system can't."""
    with suppress(AttributeError):
        call = ctypes.CDLL(None, use_errno=True).renameat2
        done = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
        if done == 0:
            return True
        if (number := ctypes.get_errno()) not in (errno.ENOSYS, errno.EINVAL):
            raise OSError(number, os.strerror(number), str(other))
    return False
