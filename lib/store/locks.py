"""Locks between processes, on files: let go by the kernel when a process ends, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.store.errors import StoreBusy

_POLL_SECONDS = 0.05


@contextmanager
def exclusive(file: Path, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold the file alone; waits as long as it takes, or raises StoreBusy after a time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(handle, wait_seconds)
        yield
    finally:
        os.close(handle)


def hold_shared(file: Path) -> int:
    """Hold the file together with others; gives the handle, whose closing lets go."""
    handle = os.open(file, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def is_held(file: Path) -> bool:
    """Whether any process holds the file, alone or shared."""
    if not file.exists():
        return False
    handle = os.open(file, os.O_RDONLY)
    try:
        return not _try(handle)
    finally:
        os.close(handle)


def _acquire(handle: int, wait_seconds: float | None) -> None:
    if wait_seconds is None:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return
    give_up = time.monotonic() + wait_seconds
    while not _try(handle):
        if time.monotonic() > give_up:
            raise StoreBusy("Another import is being stored: try again in a minute.")
        time.sleep(_POLL_SECONDS)


def _try(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
