"""The files that somebody has handed in, kept for as long as they are worked on.

They lie in a folder of their own under names of ours; the names that they came with are for
people only. The folder goes when the tray is emptied or forgotten; what a killed process left is
swept away the next day.
"""

import re
import shutil
import time
import weakref
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

from lib.imports.reading.kinds import label
from lib.imports.sheets import Source

FOLDER = "uploads"  # within VAR
PREFIX = "tray-"
LEFT_SECONDS = 24 * 3600
_CHUNK = 1 << 20


class Upload(Protocol):
    """A file out of the browser."""

    name: str

    def read(self, size: int, /) -> bytes:
        """Its next bytes."""


class Tray:
    """Files in a folder that only this program's user may look into, and their sizes in bytes."""

    def __init__(self, uploads: Iterable[Upload], var: Path) -> None:
        """Copy files into a folder under `var`; raises OSError when there is no room."""
        place = var / FOLDER
        place.mkdir(parents=True, exist_ok=True)
        sweep(place)
        folder = Path(mkdtemp(prefix=PREFIX, dir=place))
        self._emptying = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        sources: list[Source] = []
        try:
            for number, upload in enumerate(uploads):
                path = folder / f"{number}"
                _copy(upload, path)
                name = _unlike(label(upload.name), [one.name for one in sources])
                sources.append(Source(name, path))
        except BaseException:
            self.empty()
            raise
        self.sources = tuple(sources)
        self.sizes = tuple(one.path.stat().st_size for one in sources)

    def empty(self) -> None:
        """Delete the files."""
        self._emptying()


def sweep(place: Path) -> None:
    """Delete the folders that processes left behind which could not tidy up."""
    for old in place.glob(f"{PREFIX}*"):
        if time.time() - old.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)


def _copy(upload: Upload, path: Path) -> None:
    with path.open("wb") as file:
        while part := upload.read(_CHUNK):
            file.write(part)


def _unlike(name: str, others: list[str]) -> str:
    """The name, with a number where another file has it already: findings are told apart by it."""
    number, one = 2, name
    while one in others:
        one = re.sub(r"(\.\w{1,5})?$", rf" ({number})\1", name, count=1)
        number += 1
    return one
