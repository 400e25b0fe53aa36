"""The cookies of the doors, and the secret that their tokens are signed with."""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from starlette.responses import Response

SESSION = "labour_session"
ROLE = "labour_role"
VISIT = "labour_visit"  # of a browser before anybody signs in: binds forms to it
SECRET_NAME = "cookie.secret"
SECRET_BYTES = 32
_LONGEST = 200


def set_cookie(response: Response, name: str, value: str, base: str, *, secure: bool) -> None:
    """A cookie for this server alone, until the browser closes, out of reach of scripts."""
    response.set_cookie(name, value, path=base or "/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(response: Response, name: str, base: str, *, secure: bool) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(name, path=base or "/", secure=secure, httponly=True, samesite="lax")


def new_visit() -> str:
    """A value for the cookie that forms are bound to."""
    return secrets.token_urlsafe(24)


def form_token(secret: bytes, visit: str) -> str:
    """What a form must send back to be from a page that this browser was given."""
    return sign(secret, "form", visit)


def is_form_token(secret: bytes, visit: str, given: str) -> bool:
    """Whether a form brings the token of its browser."""
    plausible = bool(visit) and len(visit) <= _LONGEST and len(given) <= _LONGEST
    return plausible and hmac.compare_digest(form_token(secret, visit).encode(), given.encode())


def sign(secret: bytes, purpose: str, *parts: str) -> str:
    """A digest of parts that only who has the secret can make; purposes don't mix."""
    text = "\x1f".join((purpose, *parts)).encode("utf-8", "surrogatepass")
    return hmac.new(secret, text, hashlib.sha256).hexdigest()


@lru_cache(maxsize=8)
def cookie_secret(folder: Path) -> bytes:
    """The secret of this server, made in the folder of secrets when it is not there yet.

    Raises OSError where the folder can't be written, ValueError for a secret that is too short.
    """
    file = folder / SECRET_NAME
    if not file.exists():
        _make(file)
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
    secret = file.read_bytes().strip()
    if len(secret) < SECRET_BYTES:
        raise ValueError(f"{file} is too short for a secret: remove it, a new one will be made.")
    return secret


def _make(file: Path) -> None:
    """Write a secret in one step: of several processes at once, all take the first one's."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(secrets.token_hex(SECRET_BYTES).encode())
            written.flush()
            os.fsync(written.fileno())
        try:
            os.link(part, file)
        except FileExistsError:
            return
    finally:
        part.unlink()
