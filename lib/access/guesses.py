"""Counting wrong passwords: by name, which locks it, and by address, which slows it down.

A try is counted before its password is looked at and taken back when it was right, in transactions
that no other writer runs beside. So many tries at once are as many as one after the other.
"""

import hashlib
import ipaddress
import sqlite3
from dataclasses import dataclass
from datetime import timedelta

from lib.access.config import LockOut

LONGEST_LOCK = timedelta(days=1)
WINDOW = timedelta(minutes=15)
MOST_FAILURES = 30  # from one address within the window
_FORGOTTEN = timedelta(days=30)  # names that nobody tries any more


class SignInRefused(Exception):
    """Nobody is let in.

    ``code`` says why: wrong (the name or the password), locked (too many wrong ones), closed (the
    account, told to who knows its password only), slow (too many wrong ones from this address).
    ``quiet`` is set where the trail has been told already.
    """

    def __init__(self, code: str, *, quiet: bool = False) -> None:
        super().__init__(f"Sign-in refused: {code}.")
        self.code, self.quiet = code, quiet


@dataclass(frozen=True)
class Try:
    """A try that has been counted as wrong."""

    name: str
    failure: int | None


def counted_unknown(typed: str) -> str:
    """Under what the tries of a name are counted that has no account.

    It is locked like all others, so that a lock does not tell them apart. Somebody may have typed
    a password there: what is kept is too little to find it again.
    """
    return "?" + hashlib.sha256(typed.encode("utf-8", "replace")).hexdigest()[:6]


def counted_address(address: str) -> str:
    """Under what an address is counted: itself, or the network of 64 bits that a host has whole."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return address.strip()[:64]
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)


def begin_try(
    connection: sqlite3.Connection, name: str, address: str, rules: LockOut, now: float
) -> Try:
    """Count a try as wrong; raises SignInRefused for a name that is locked, an address too quick.

    Within a writing transaction, which is to be kept also when this raises.
    """
    failure = _count_address(connection, counted_address(address), now) if address else None
    known = connection.execute("SELECT * FROM guess WHERE name = ?", (name,)).fetchone()
    failures, locks, until = known[1:4] if known else (0, 0, 0.0)
    if now < until:
        raise SignInRefused("locked")
    failures += 1
    if failures >= rules.tries:
        until, failures, locks = now + _lock(rules, locks).total_seconds(), 0, locks + 1
    connection.execute(
        "REPLACE INTO guess VALUES (?, ?, ?, ?, ?)", (name, failures, locks, until, now)
    )
    connection.execute(
        "DELETE FROM guess WHERE last < ?", (now - _FORGOTTEN.total_seconds(),)
    )  # fmt: skip
    return Try(name, failure)


def right(connection: sqlite3.Connection, tried: Try) -> None:
    """Take a try back that was right, and all wrong ones of its name before it."""
    forget(connection, tried.name)
    connection.execute("DELETE FROM failure WHERE id = ?", (tried.failure,))


def forget(connection: sqlite3.Connection, name: str) -> None:
    """Unlock a name."""
    connection.execute("DELETE FROM guess WHERE name = ?", (name,))


def _lock(rules: LockOut, locks: int) -> timedelta:
    """How long the next lock of a name holds: twice as long as the last, up to a day."""
    doubled = timedelta(minutes=rules.minutes) * (1 << min(locks, 20))
    return min(doubled, max(LONGEST_LOCK, timedelta(minutes=rules.minutes)))


def _count_address(connection: sqlite3.Connection, address: str, now: float) -> int | None:
    """Count a try of an address; raises SignInRefused, quietly after the first time."""
    window = WINDOW.total_seconds()
    # Those of days to come are of a clock that was wrong.
    connection.execute(
        "DELETE FROM failure WHERE at NOT BETWEEN ? AND ?", (now - window, now + window)
    )
    found = connection.execute(
        "SELECT count(*) FROM failure WHERE address = ?", (address,)
    ).fetchone()[0]
    if found > MOST_FAILURES:
        raise SignInRefused("slow", quiet=True)
    added = connection.execute(
        "INSERT INTO failure (address, at) VALUES (?, ?)", (address, now)
    ).lastrowid
    if found == MOST_FAILURES:
        raise SignInRefused("slow")
    return added
