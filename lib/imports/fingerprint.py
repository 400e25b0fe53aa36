"""Fingerprints: whether what a store was made from has changed since."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from lib.store.codelists import CODES_FOLDER
from lib.store.model import TABLES_FILE
from lib.store.reference import BUILT_FOLDER

FORM = "4"  # raise it when the same files would be checked or kept in another way
DATASET_FILE = "dataset.toml"
_DIGITS = 20


def table_files(folder: Path) -> list[Path]:
    """The CSV files of a folder, sorted by name."""
    return sorted(
        path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file()
    )


def folder_fingerprint(folder: Path) -> str:
    """Fingerprint of the files of a folder that a load reads, and of the model."""
    files = [*table_files(folder), folder / DATASET_FILE]
    return combine({path.name: digest_file(path) for path in files if path.is_file()})


def digest_file(file: Path) -> str:
    """Digest of the bytes of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, hashlib.blake2b).hexdigest()


def digest(data: bytes) -> str:
    """Digest of bytes, the same as `digest_file` of a file that holds them."""
    return hashlib.blake2b(data).hexdigest()


def combine(digests: Mapping[str, str]) -> str:
    """One fingerprint of named digests and of the model that they are checked against."""
    parts = [f"{name}={digests[name]}" for name in sorted(digests)]
    return _join([model_fingerprint(), *parts])


def files_fingerprint(files: Iterable[Path]) -> str:
    """Fingerprint of some files of the program, whatever order they are given in."""
    return combine({f"{path.parent.name}/{path.name}": digest_file(path) for path in files})


@cache
def model_fingerprint() -> str:
    """Fingerprint of what decides how rows are checked and kept: tables, code lists, areas."""
    files = [TABLES_FILE, *sorted(CODES_FOLDER.glob("*.csv")), BUILT_FOLDER / "areas.csv"]
    return _join([FORM, *(f"{path.name}={digest_file(path)}" for path in files)])


def _join(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(parts).encode()).hexdigest()[:_DIGITS]
