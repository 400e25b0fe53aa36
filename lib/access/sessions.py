"""Sessions: who has signed in, for how long, and until when.

Only the SHA-256 of a token is kept, so that who reads the file can't come in with it.
"""

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lib.access.config import SessionRules
from lib.access.database import Clock, Database, utc_now
from lib.access.visitor import Way

TOUCHED = timedelta(minutes=1)  # how often it is noted that a session is in use
SHORTEST_KEY, LONGEST_TOKEN = 32, 512  # characters
# How long the keys of a service are remembered: its sign-in is believed for 31 days at most
# (Streamlit's cookie), and must not begin again what has ended.
REMEMBERED = timedelta(days=60)
# A clock may be set back a little; a session of days to come is none.
_AHEAD = timedelta(minutes=5)


class SessionEnded(Exception):
    """The key that a session was to begin with belongs to one that has ended, or to somebody else:
    sign in anew at the service.
    """


@dataclass(frozen=True)
class Session:
    """A session that goes on."""

    account: str
    way: Way
    begun: datetime


class Sessions:
    """The sessions in a file (that of the accounts), by the rules of the configuration."""

    def __init__(self, file: Path, rules: SessionRules, *, now: Clock = utc_now) -> None:
        self._database, self._rules, self._now = Database(file), rules, now

    def begin(self, account: str, way: Way, key: str = "") -> str:
        """Begin a session and give its token: a new one, or the ``key`` of a service's sign-in.

        A key begins one session ever: raises SessionEnded when its session is over or another
        account's, and leaves one that goes on as it is.
        """
        token = key or secrets.token_urlsafe(32)
        self.take(account, way, token)
        return token

    def take(self, account: str, way: Way, key: str) -> bool:
        """Begin the session of a key as `begin` does; whether there was none before."""
        if not SHORTEST_KEY <= len(key) <= LONGEST_TOKEN:
            raise ValueError(f"A key has {SHORTEST_KEY} to {LONGEST_TOKEN} characters.")
        now = self._now().timestamp()
        with self._database.writing() as connection:
            self._forget(connection, now)
            known = _row(connection, key)
            if known is None:
                connection.execute(
                    "INSERT INTO session VALUES (?, ?, ?, ?, ?, NULL)",
                    (digest(key), account, str(way), now, now),
                )
        if known is not None and (known["account"] != account or not self._goes_on(known, now)):
            raise SessionEnded("This sign-in is over: sign in anew at the service.")
        return known is None

    def find(self, token: str) -> Session | None:
        """The session of a token; None when it has ended, was left idle or is too old."""
        now = self._now().timestamp()
        with self._database.reading() as connection:
            row = _row(connection, token)
        if row is None or row["ended"] is not None:
            return None
        going = self._goes_on(row, now)
        if not going or now - row["seen"] >= TOUCHED.total_seconds():
            with self._database.writing() as connection:
                # What is over stays over, also should the clock be set back.
                column = "seen" if going else "ended"
                changed = connection.execute(
                    f"UPDATE session SET {column} = ? WHERE digest = ? AND ended IS NULL",
                    (now, row["digest"]),
                ).rowcount
            going = going and changed == 1
        begun = datetime.fromtimestamp(row["begun"], UTC)
        return Session(row["account"], Way(row["way"]), begun) if going else None

    def known(self, token: str) -> bool:
        """Whether there is or was a session of this token."""
        with self._database.reading() as connection:
            return _row(connection, token) is not None

    def bar(self, key: str) -> None:
        """Let no session begin with this key."""
        now = self._now().timestamp()
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO session VALUES (?, '', ?, ?, ?, ?)",
                (digest(key), str(Way.OIDC), now, now, now),
            )

    def end(self, token: str) -> None:
        """End a session; nothing happens when there is none."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE session SET ended = ? WHERE digest = ? AND ended IS NULL",
                (self._now().timestamp(), digest(token)),
            )

    def end_all(self, account: str) -> int:
        """End all sessions of an account; gives how many there were."""
        with self._database.writing() as connection:
            return end_sessions(connection, account, self._now().timestamp())

    def _goes_on(self, row: sqlite3.Row, now: float) -> bool:
        return (
            row["ended"] is None
            and now - row["begun"] < self._rules.longest.total_seconds()
            and now - row["seen"] < self._rules.idle.total_seconds()
            and max(row["begun"], row["seen"]) - now < _AHEAD.total_seconds()
        )

    def _forget(self, connection: sqlite3.Connection, now: float) -> None:
        """Delete what could not come back: our own tokens at their end, keys of a service later."""
        connection.execute(
            "DELETE FROM session WHERE way <> ? AND (ended IS NOT NULL OR begun < ?)",
            (str(Way.OIDC), now - self._rules.longest.total_seconds()),
        )
        remembered = max(REMEMBERED, 2 * self._rules.longest).total_seconds()
        connection.execute("DELETE FROM session WHERE begun < ?", (now - remembered,))


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token[: LONGEST_TOKEN + 1].encode("utf-8", "replace")).hexdigest()


def end_sessions(
    connection: sqlite3.Connection, account: str, now: float, *, keep: str = ""
) -> int:
    """End all sessions of an account but that of the token ``keep``, within a transaction.

    Keys that were made for the account end as well, because its stamp is then another one.
    """
    connection.execute(
        "UPDATE account SET stamp = lower(hex(randomblob(16))) WHERE name = ?", (account,)
    )
    return connection.execute(
        "UPDATE session SET ended = ? WHERE account = ? AND digest <> ? AND ended IS NULL",
        (now, account, digest(keep)),
    ).rowcount


def _row(connection: sqlite3.Connection, token: str) -> sqlite3.Row | None:
    found: sqlite3.Row | None = connection.execute(
        "SELECT * FROM session WHERE digest = ?", (digest(token),)
    ).fetchone()
    return found
