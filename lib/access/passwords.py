"""Passwords: the rules for new ones, the hash that is kept (argon2id), one-time passwords.

The rules are those of NIST SP 800-63B, 5.1.1.2: long enough, not one that everybody tries, and no
rules of composition.
"""

import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lib.access.config import AccessError, PasswordRules
from lib.settings import ROOT

COMMON = ROOT / "data" / "common_passwords.txt"
LONGEST = 128  # characters
# Without what is taken for another sign when it is read out or copied by hand.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_OWN = 4  # letters and digits that a password must have beside names and well-known words
_LONGEST_UNIT = 6  # of what is only repeated
_HASHER = PasswordHasher()  # argon2id with the parameters that the library advises
_AT_ONCE = BoundedSemaphore(4)  # each takes 64 MB: a flood of sign-ins must not take all there is


class PasswordRefused(ValueError):
    """A new password can't be taken.

    ``code`` says why: old (the old one is wrong), locked (too many wrong ones), short, long,
    simple (one sign or sequence), name, known (well known), same (as the old one), signs (what no
    keyboard writes).
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"The password can't be taken: {code}.")
        self.code = code


def one_time() -> str:
    """A password for the first sign-in: 79 bits in four groups, easy to read out."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def check_new(password: str, name: str, rules: PasswordRules) -> None:
    """Raise PasswordRefused unless the password may be that of the account ``name``."""
    if len(password) > LONGEST or len(normal := _normal(password)) > LONGEST:
        raise PasswordRefused("long")
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Cn") for sign in normal):
        raise PasswordRefused("signs")
    if len(normal) < rules.shortest:
        raise PasswordRefused("short")
    if _simple(normal):
        raise PasswordRefused("simple")
    folded = normal.casefold()
    if _left(folded, [name, name[::-1]]) < _OWN:
        raise PasswordRefused("name")
    if _left(folded, [*common(), name]) < _OWN:
        raise PasswordRefused("known")


def hashed(password: str) -> str:
    """The hash to keep, with its own salt and parameters."""
    with _AT_ONCE:
        return _HASHER.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one of a kept hash; takes as long where there is none.

    Raises AccessError for a hash that is damaged.
    """
    nobody = _nobody()  # before anything depends on who asks
    try:
        with _AT_ONCE:
            found = _HASHER.verify(kept or nobody, _normal(password[: LONGEST + 1]))
    except InvalidHashError as error:
        raise AccessError("A kept password is damaged: reset it (python -m lib user).") from error
    except VerificationError:
        return False
    return found and kept is not None and len(password) <= LONGEST


def same(one: str, other: str) -> bool:
    """Whether two passwords are spelled the same."""
    return _normal(one) == _normal(other)


def outdated(kept: str) -> bool:
    """Whether a hash has parameters that the library no longer advises."""
    return _HASHER.check_needs_rehash(kept)


@cache
def common() -> tuple[str, ...]:
    """The well-known passwords and parts of such, the longest first."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    words = {_normal(line).casefold() for line in lines if line and not line.startswith("#")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _nobody() -> str:
    """The hash that stands for accounts that are not there."""
    with _AT_ONCE:
        return _HASHER.hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    """One spelling for what different keyboards write; halves of pairs can't be hashed."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode("utf-8")


def _simple(password: str) -> bool:
    """Whether a short unit is only repeated, or each sign is the one after the last."""
    units = range(1, min(_LONGEST_UNIT, len(password) // 2) + 1)
    if any(password[unit:] == password[:-unit] for unit in units):
        return True
    steps = {ord(after) - ord(sign) for sign, after in pairwise(password)}
    return len(steps) == 1 and abs(steps.pop()) <= 1


def _left(password: str, words: Iterable[str]) -> int:
    """How many letters and digits are left of a password without these words."""
    for word in words:
        password = password.replace(word, " ")
    return sum(sign.isalnum() for sign in password)
