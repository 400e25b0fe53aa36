"""Person keys: hashed with a secret of this machine, so that nobody can be found by them.

HMAC-SHA256 of the key in one spelling, the first 32 hexadecimal digits. The secret is made at
first use and never leaves the machine; without it a hash can't be tried against a list of
citizen numbers.
"""

import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from lib.store.errors import StoreError
from lib.store.model import TABLES, FieldType
from lib.store.personal import ZERO_WIDTH, western_digits

SECRET_BYTES = 32
HASH_DIGITS = 32
_GAPS = rf"[\s\-\x{{2010}}-\x{{2015}}./_{ZERO_WIDTH}]"


class SecretError(StoreError):
    """The secret file is there, but is not what this program wrote."""


def read_secret(var: Path) -> bytes:
    """The secret of this machine, from `secret/person.key` under `var`; made when missing.

    Two processes that make it at once end up with the same one. Raises SecretError for a
    damaged file.
    """
    file = var / "secret" / "person.key"
    if not file.exists():
        _make_secret(file)
    secret = file.read_bytes()
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


def _make_secret(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = file.with_name(f".{file.name}.{os.getpid()}-{secrets.token_hex(4)}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_bytes(SECRET_BYTES))
            out.flush()
            os.fsync(out.fileno())
        # A link fails when another process was first; its secret then holds.
        os.link(own, file)
    except FileExistsError:
        return
    finally:
        own.unlink()
