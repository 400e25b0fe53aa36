"""Person keys: hashed with a secret of this machine, so that nobody can be found by them.

HMAC-SHA256 of the key in one spelling, the first 32 hexadecimal digits. The secret is made at the
first start and lies apart from the data, so that no copy of the data takes it along; without it
a hash can't be tried against a list of citizen numbers. Beside the data lies a check of it, from
which nothing of the secret can be found: rows hashed with another secret would make two persons
of one, so a secret that is lost or changed is not replaced without a word.
"""

import hmac
import logging
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from lib.access.database import sync_folder
from lib.settings import Settings
from lib.store.errors import StoreError
from lib.store.model import TABLES, FieldType
from lib.store.personal import ZERO_WIDTH, western_digits

LOG = logging.getLogger("dashboard")
SECRET_NAME = "person.key"
CHECK_NAME = "person-key.check"
OLD_FOLDER = "secret"  # under VAR, where earlier versions of the program kept it
SECRET_BYTES = 32
HASH_DIGITS = 32
_GAPS = rf"[\s\-\x{{2010}}-\x{{2015}}./_{ZERO_WIDTH}]"


class SecretError(StoreError):
    """The secret is missing, damaged, or not the one that the stored persons were hashed with."""


def prepare_secrets(settings: Settings) -> None:
    """Make the folder of the secrets and the secret in it, as the start of the server does.

    One that an earlier version kept under VAR is moved. Killed at any moment, or run by two
    processes at once, there is one secret in the end and it is not lost. Raises SecretError when
    there are two that differ, or none where rows were hashed with one; OSError.
    """
    file = settings.secrets / SECRET_NAME
    _make_private(settings.secrets)
    _move(settings.var / OLD_FOLDER / SECRET_NAME, file)
    if not file.exists():
        _refuse_lost(settings, file)
        _write_once(file, secrets.token_bytes(SECRET_BYTES))
    _narrow(file, 0o600)
    secret = read_secret(settings.secrets)
    settings.var.mkdir(parents=True, exist_ok=True)
    _write_once(settings.var / CHECK_NAME, _check(secret))
    _refuse_another(settings, secret)


def person_secret(settings: Settings) -> bytes:
    """The secret that person keys are hashed with; raises what `prepare_secrets` raises."""
    prepare_secrets(settings)
    return read_secret(settings.secrets)


def read_secret(folder: Path) -> bytes:
    """The secret in a folder of secrets; raises SecretError where it is missing or damaged."""
    file = folder / SECRET_NAME
    try:
        secret = file.read_bytes()
    except FileNotFoundError as error:
        raise SecretError(f"There is no {file}: start the program once, it makes it.") from error
    if len(secret) != SECRET_BYTES:
        raise SecretError(
            f"{file} is damaged ({len(secret)} bytes, {SECRET_BYTES} expected): put back the copy "
            "from your backup. With a new secret, the same person would count as two."
        )
    return secret


def hash_persons(tables: Mapping[str, pl.DataFrame], secret: bytes) -> dict[str, pl.DataFrame]:
    """The tables with every person key hashed; nothing of the raw key is left in them."""
    hashed = dict(tables)
    for name, frame in tables.items():
        for field in TABLES[name].fields:
            if field.type is FieldType.PERSON and field.name in frame.columns:
                keys = hash_keys(frame[field.name], secret)
                hashed[name] = hashed[name].with_columns(keys)
    return hashed


def hash_keys(keys: pl.Series, secret: bytes) -> pl.Series:
    """Hashes of the keys, same name and order; empty cells stay empty."""
    spelled = one_spelling(keys)
    unique = spelled.drop_nulls().unique()
    hashes = [hmac.digest(secret, key.encode(), "sha256").hex()[:HASH_DIGITS] for key in unique]
    return spelled.replace_strict(unique, pl.Series(hashes, dtype=pl.String)).alias(keys.name)


def one_spelling(keys: pl.Series) -> pl.Series:
    """Keys in the one spelling that is hashed, so that a person known to two offices is one.

    Outer spaces go, Thai and full-width digits become Arabic, and a number of 13 digits loses
    its dashes, dots, slashes and spaces.
    """
    plain = western_digits(keys.str.strip_chars())
    bare = plain.str.replace_all(_GAPS, "")
    is_number = bare.str.contains(r"^[0-9]{13}$")
    return bare.zip_with(is_number.fill_null(False), plain)


def _make_private(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _narrow(folder, 0o700)


def _narrow(place: Path, most: int) -> None:
    """Take away rights that nobody else should have; says so where that is not possible."""
    mode = place.stat().st_mode & 0o777
    if mode & ~most:
        try:
            place.chmod(mode & most)
        except PermissionError:
            LOG.warning("%s can be read by others (%o): give it the rights %o.", place, mode, most)


def _move(old: Path, new: Path) -> None:
    """Move the secret of an earlier version: there under its new name before the old one goes."""
    try:
        secret = old.read_bytes()
    except FileNotFoundError:
        return
    _write_once(new, secret)
    if new.read_bytes() != secret:
        raise SecretError(
            f"{old} and {new} are two secrets, and persons may have been hashed with either: keep "
            "the one that the newer imports were hashed with, and move the other one away."
        )
    old.unlink(missing_ok=True)
    with suppress(OSError):  # something else may lie there
        old.parent.rmdir()


def _refuse_lost(settings: Settings, file: Path) -> None:
    check = settings.var / CHECK_NAME
    if check.exists():
        raise SecretError(
            f"{file} is gone, and persons were hashed with it: put it back from where it is kept. "
            f"If it is lost for good, remove {check}: a new one is made, and who is known already "
            "will count as somebody else from then on."
        )


def _refuse_another(settings: Settings, secret: bytes) -> None:
    check = settings.var / CHECK_NAME
    if not hmac.compare_digest(check.read_bytes().strip(), _check(secret)):
        raise SecretError(
            f"{settings.secrets / SECRET_NAME} is not the secret that the persons in "
            f"{settings.var} were hashed with: put that one back, or remove {check} if it is lost "
            "for good. Who is known already will then count as somebody else."
        )


def _check(secret: bytes) -> bytes:
    return hmac.digest(secret, b"check of the secret of person keys", "sha256").hex()[:16].encode()


def _write_once(file: Path, content: bytes) -> None:
    """Write a file that others see whole or not at all; one that is there already stays."""
    if file.exists():
        return
    own = file.with_name(f".{file.name}.{os.getpid()}-{secrets.token_hex(4)}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another process was first; its file then holds
            os.link(own, file)
    finally:
        own.unlink()
    sync_folder(file.parent)
