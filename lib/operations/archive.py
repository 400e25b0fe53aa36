"""The file of a backup: a gzipped tar that begins with a manifest of everything in it.

Every file is named with its size and SHA-256. Reading believes nothing else: what the manifest
does not name, names twice or describes otherwise makes the whole file refused, and names can't
lead out of the folder that it is read into.
"""

import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import cattrs

from lib.operations.places import OperationRefused

FORM = 1  # of the manifest and of what lies where
MANIFEST = "manifest.json"
# What an archive holds: what lay under VAR, the secrets, the file of ACCESS.
VAR, SECRETS, CONFIG = "var", "secrets", "config"
MOST_MANIFEST = 64 << 20  # bytes
_CHUNK = 1 << 20


class ArchiveRefused(OperationRefused):
    """The file is not a backup that this program can restore."""


@dataclass(frozen=True)
class Member:
    """A file in the archive; `path` is below one of VAR, SECRETS, CONFIG."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class StoreTold:
    """What the store said of itself when it was copied; `rows` by table of the lake."""

    simulated: bool
    data_date: str
    loaded_from: str
    place: str
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    form: int
    program: str
    made_on: datetime
    store: StoreTold | None
    broken_trail: Sequence[int]
    configuration: Mapping[str, Any]
    files: Sequence[Member]

    @property
    def with_secrets(self) -> bool:
        """Whether whoever has the file has the secrets too."""
        return any(one.path.startswith(f"{SECRETS}/") for one in self.files)

    @property
    def bytes(self) -> int:
        """Room that the files take."""
        return sum(one.bytes for one in self.files)


def members_of(folder: Path) -> list[Member]:
    """The files below a folder as members, in order; links and the like are refused."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise OperationRefused(f"{path} is neither a file nor a folder: move it elsewhere.")
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found.append(Member(name, path.stat().st_size, digest(path)))
    return found


def write_archive(out: IO[bytes], manifest: Manifest, folder: Path) -> None:
    """Write the manifest and its files, which lie in a folder; raises OSError."""
    text = json.dumps(asdict(manifest), default=str, ensure_ascii=False, indent=1).encode()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
        _add(tar, MANIFEST, len(text), io.BytesIO(text))
        for one in manifest.files:
            with (folder / one.path).open("rb") as file:
                _add(tar, one.path, one.bytes, file)


def read_archive(file: Path, into: Path | None = None) -> Manifest:
    """Check every file of an archive and, with `into`, write them below that empty folder.

    Raises ArchiveRefused for anything but a whole archive of this program or an earlier one; what
    was written by then is for the caller to throw away. Raises OSError.
    """
    with _opened(file) as tar:
        members = iter(tar)
        manifest = _read_manifest(file, tar, next(members, None))
        if into is not None:
            _refuse_little_room(manifest, into)
        left = {one.path: one for one in manifest.files}
        for member in members:
            told = left.pop(member.name, None)
            if told is None or not member.isreg() or member.size != told.bytes:
                raise _damaged(file, f"{member.name!r} is not what its manifest names")
            source = tar.extractfile(member)
            assert source is not None  # a regular file
            if _copied(source, None if into is None else into / told.path) != told.sha256:
                raise _damaged(file, f"{told.path} was changed")
        if left:
            raise _damaged(file, f"{len(left)} files are missing, {min(left)} among them")
    return manifest


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, content)


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, mode="r:gz") as tar:
            yield tar
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise _damaged(file, str(error)) from error
    except OSError as error:
        if error.errno is not None:  # what gzip finds damaged has none
            raise
        raise _damaged(file, str(error)) from error


def _read_manifest(file: Path, tar: tarfile.TarFile, first: tarfile.TarInfo | None) -> Manifest:
    if first is None or first.name != MANIFEST or not first.isreg():
        raise ArchiveRefused(f"{file} is no backup of this program: it has no manifest.")
    source = tar.extractfile(first)
    if source is None or first.size > MOST_MANIFEST:
        raise _damaged(file, "its manifest can't be read")
    try:
        raw = json.loads(source.read())
        form = int(raw["form"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(file, "its manifest can't be read") from error
    if form > FORM:
        raise ArchiveRefused(
            f"{file} was made by a newer program ({raw.get('program', 'unknown')}): restore it "
            "with that one."
        )
    try:
        manifest = _CONVERTER.structure(raw, Manifest)
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        raise _damaged(file, "its manifest can't be read") from error
    for one in manifest.files:
        _refuse_name(file, one.path)
    if len({one.path for one in manifest.files}) < len(manifest.files):
        raise _damaged(file, "its manifest names a file twice")
    return manifest


def _refuse_name(file: Path, name: str) -> None:
    """Refuse a name that leads out of the folder, or is not written in the one plain way."""
    path = PurePosixPath(name)
    plain = path.as_posix() == name and not path.is_absolute() and ".." not in path.parts
    if not plain or len(path.parts) < 2 or path.parts[0] not in (VAR, SECRETS, CONFIG):
        raise ArchiveRefused(f"{file} is refused: {name!r} is no place for a file of a backup.")
    if any(ord(sign) < 32 or sign == "\\" for sign in name):
        raise ArchiveRefused(f"{file} is refused: {name!r} is no name for a file of a backup.")


def _refuse_little_room(manifest: Manifest, into: Path) -> None:
    disk = os.statvfs(into)
    if manifest.bytes > disk.f_bavail * disk.f_frsize:
        raise OperationRefused(
            f"The backup takes {manifest.bytes:,} bytes, and there is less room in {into.parent}: "
            "nothing was changed. Make room, and try again."
        )


def _copied(source: IO[bytes], target: Path | None) -> str:
    """SHA-256 of what is read, written to a new file on the way."""
    found = hashlib.sha256()
    if target is None:
        while part := source.read(_CHUNK):
            found.update(part)
        return found.hexdigest()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while part := source.read(_CHUNK):
            found.update(part)
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    return found.hexdigest()


def _damaged(file: Path, what: str) -> ArchiveRefused:
    return ArchiveRefused(f"{file} is damaged ({what}): nothing was changed. Take another backup.")


_CONVERTER = cattrs.Converter(forbid_extra_keys=False)
_CONVERTER.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(str(value)))
