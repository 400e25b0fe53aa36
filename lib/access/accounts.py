"""Accounts: who may sign in, with which rights. Every change is told to the trail with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lib.access import guesses, passwords
from lib.access.config import AccessError, LockOut, PasswordRules
from lib.access.database import Clock, Database, utc_now
from lib.access.guesses import SignInRefused
from lib.access.names import LONGEST_NAME, normal_name, normal_shown, normal_subject
from lib.access.passwords import PasswordRefused
from lib.access.scope import Role, Scope
from lib.access.sessions import end_sessions
from lib.access.trail import Event, Trail

FIRST = "admin"  # the account that the first start makes
_SELECT = "SELECT account.*, locked_until FROM account LEFT JOIN guess USING (name)"


class AccountRefused(AccessError):
    """Nothing was changed.

    ``code`` says why: unknown, name (not one that can be), taken, shown, subject, role, last
    (nobody would be left who may give rights), service (has no password of ours).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in; ``subject`` is what a sign-in service calls them, or empty.

    ``stamp`` is another one each time all sessions of the account are ended.
    """

    name: str
    shown: str
    scope: Scope
    subject: str
    closed: bool
    must_change: bool
    locked_until: datetime | None
    made_on: datetime
    last_sign_in: datetime | None
    stamp: str


class Accounts:
    """The accounts in a file. Names may be given in any spelling; `by` is who does it."""

    def __init__(
        self, file: Path, rules: PasswordRules, lock_out: LockOut, trail: Trail,
        *, now: Clock = utc_now,
    ) -> None:  # fmt: skip
        self._database, self._rules, self._lock_out = Database(file), rules, lock_out
        self._trail, self._now = trail, now

    def add(self, name: str, shown: str, scope: Scope, *, by: str, subject: str = "") -> str:
        """Make an account and give its one-time password; "" where a service signs it in.

        Raises AccountRefused for what can't be, or is there already.
        """
        own, called, rights = _own_name(name), normal_shown(shown), _own_scope(scope)
        known_as = normal_subject(subject)
        if not called:
            raise AccountRefused("shown", "Say how the person is called.")
        if bool(subject.strip()) != bool(known_as):
            raise AccountRefused("subject", f"{subject!r} can't be the name of a service's word.")
        password = "" if known_as else passwords.one_time()
        kept = passwords.hashed(password) if password else None
        with self._database.writing() as connection:
            self._insert(connection, (own, called, rights, known_as, kept), by)
        return password

    def first(self) -> tuple[str, str] | None:
        """Make the first administrator unless there is any account; name and one-time password."""
        if self.every():
            return None
        password = passwords.one_time()
        whole, kept = Scope(Role.ADMINISTRATOR), passwords.hashed(password)
        with self._database.writing() as connection:
            if connection.execute("SELECT count(*) FROM account").fetchone()[0]:
                return None  # another process was first
            self._insert(connection, (FIRST, FIRST, whole, "", kept), "")
        return FIRST, password

    def reset(self, name: str, *, by: str) -> str:
        """Give a new one-time password, which also unlocks; all sessions of the account end."""
        password = passwords.one_time()
        kept = passwords.hashed(password)
        with self._changing(name) as (connection, account):
            if connection.execute(
                "UPDATE account SET password = ?, must_change = 1 "
                "WHERE name = ? AND password IS NOT NULL", (kept, account.name)
            ).rowcount == 0:  # fmt: skip
                raise AccountRefused(
                    "service",
                    f"{account.name} signs in at the service as {account.subject}: the password "
                    "is changed there.",
                )
            guesses.forget(connection, account.name)
            self._end(connection, account.name)
            self._trail.write(Event.PASSWORD, by, account=account.name, change="reset")
        return password

    def change_password(self, name: str, old: str, new: str, *, keep: str = "") -> None:
        """Change one's own password; all sessions end but that of the token ``keep``.

        Raises PasswordRefused. Wrong old ones count for the lock-out like those of a sign-in.
        """
        try:
            account = self.check(name, old)
        except SignInRefused as refused:
            who = known.name if (known := self.find(name)) else ""
            self._trail.write(Event.SIGN_IN_REFUSED, who, code=refused.code, way="change")
            raise PasswordRefused("locked" if refused.code == "locked" else "old") from refused
        passwords.check_new(new, account.name, self._rules)
        if passwords.same(old, new):
            raise PasswordRefused("same")
        kept = passwords.hashed(new)
        with self._changing(account.name) as (connection, _):
            connection.execute(
                "UPDATE account SET password = ?, must_change = 0 WHERE name = ?",
                (kept, account.name),
            )
            self._end(connection, account.name, keep)
            self._trail.write(Event.PASSWORD, account.name, account=account.name, change="own")

    def give_rights(self, name: str, scope: Scope, *, by: str) -> None:
        """Give an account another role or other areas; its sessions end."""
        rights = _own_scope(scope)
        with self._changing(name) as (connection, account):
            connection.execute(
                "UPDATE account SET role = ?, areas = ? WHERE name = ?",
                (str(rights.role), ",".join(rights.areas), account.name),
            )
            _refuse_none_left(connection, account)
            self._end(connection, account.name)
            self._trail.write(
                Event.RIGHTS, by, account=account.name, role=str(rights.role),
                areas=",".join(rights.areas), role_before=str(account.scope.role),
                areas_before=",".join(account.scope.areas),
            )  # fmt: skip

    def close(self, name: str, *, by: str) -> None:
        """Let nobody sign in with an account any more; its sessions end, its name stays taken."""
        with self._changing(name) as (connection, account):
            connection.execute("UPDATE account SET closed = 1 WHERE name = ?", (account.name,))
            _refuse_none_left(connection, account)
            self._end(connection, account.name)
            self._trail.write(Event.ACCOUNT, by, account=account.name, change="close")

    def reopen(self, name: str, *, by: str) -> None:
        """Open a closed account again, with the password and the rights that it had."""
        with self._changing(name) as (connection, account):
            connection.execute("UPDATE account SET closed = 0 WHERE name = ?", (account.name,))
            self._trail.write(Event.ACCOUNT, by, account=account.name, change="reopen")

    def unlock(self, name: str, *, by: str) -> None:
        """End the lock that wrong passwords brought."""
        with self._changing(name) as (connection, account):
            guesses.forget(connection, account.name)
            self._trail.write(Event.ACCOUNT, by, account=account.name, change="unlock")

    def check(self, name: str, password: str, *, address: str = "") -> Account:
        """The account of a name and its password; raises SignInRefused.

        Takes the same time for names that are not there. ``address`` is where the visitor comes
        from: too many wrong ones from there are refused whatever their name.
        """
        own, now = normal_name(name), self._now().timestamp()
        kept, tried = self._try(own or "", own or name, address, now)
        if not passwords.matches(kept, password) or kept is None or own is None:
            raise SignInRefused("wrong")
        fresh = passwords.hashed(password) if passwords.outdated(kept) else kept
        with self._database.writing() as connection:
            guesses.right(connection, tried)
            # Only while the password is still the one that was looked at.
            signed_in = connection.execute(
                "UPDATE account SET password = ?, last_sign_in = CASE closed WHEN 0 THEN ? "
                "ELSE last_sign_in END WHERE name = ? AND password = ?", (fresh, now, own, kept)
            ).rowcount  # fmt: skip
            account = _find(connection, own)
        if account is None or not signed_in:
            raise SignInRefused("wrong")
        if account.closed:
            raise SignInRefused("closed")
        return account

    def signed_in(self, name: str) -> None:
        """Note that a service has signed somebody in."""
        with self._changing(name) as (connection, account):
            connection.execute(
                "UPDATE account SET last_sign_in = ? WHERE name = ?",
                (self._now().timestamp(), account.name),
            )

    def by_subject(self, subject: str) -> Account | None:
        """The account of whom a service calls so."""
        known_as = normal_subject(subject)
        if not known_as:
            return None
        with self._database.reading() as connection:
            row = connection.execute(f"{_SELECT} WHERE subject = ?", (known_as,)).fetchone()
            return _account(row) if row else None

    def find(self, name: str) -> Account | None:
        """The account of a name; None when there is none."""
        own = normal_name(name)
        with self._database.reading() as connection:
            return _find(connection, own) if own else None

    def every(self) -> list[Account]:
        """All accounts by name, the closed ones too."""
        with self._database.reading() as connection:
            return [_account(row) for row in connection.execute(f"{_SELECT} ORDER BY name")]

    def _insert(
        self, connection: sqlite3.Connection, own: tuple[str, str, Scope, str, str | None], by: str
    ) -> None:
        name, shown, rights, subject, password = own
        if _find(connection, name):
            raise AccountRefused("taken", f"There is an account {name} already: take another name.")
        taken = connection.execute("SELECT name FROM account WHERE subject = ?", (subject,))
        if (other := taken.fetchone()) is not None:
            raise AccountRefused("subject", f"{subject} belongs to the account {other[0]}.")
        areas = ",".join(rights.areas)
        connection.execute(
            "INSERT INTO account (name, shown, role, areas, subject, password, must_change, "
            "made_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (name, shown, str(rights.role), areas, subject or None, password,
             password is not None, self._now().timestamp()),
        )  # fmt: skip
        guesses.forget(connection, name)
        self._trail.write(
            Event.ACCOUNT, by, account=name, change="add", role=str(rights.role), areas=areas
        )

    def _try(
        self, own: str, typed: str, address: str, now: float
    ) -> tuple[str | None, guesses.Try]:
        """Count a try; the hash to look at, and what to take back when it was right."""
        refused = None
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT password FROM account WHERE name = ?", (own,)
            ).fetchone()  # fmt: skip
            counted = own if row else guesses.counted_unknown(typed)
            try:
                tried = guesses.begin_try(connection, counted, address, self._lock_out, now)
            except SignInRefused as error:
                refused = error  # raised after the count is kept
        if refused is not None:
            raise refused
        return (row["password"] if row else None), tried

    @contextmanager
    def _changing(self, name: str) -> Iterator[tuple[sqlite3.Connection, Account]]:
        """A transaction and the account to change, as it was; raises AccountRefused for none."""
        own = normal_name(name)
        with self._database.writing() as connection:
            account = _find(connection, own) if own else None
            if account is None:
                raise AccountRefused(
                    "unknown", f"There is no account {name!r}: `python -m lib user list` shows all."
                )
            yield connection, account

    def _end(self, connection: sqlite3.Connection, name: str, keep: str = "") -> None:
        end_sessions(connection, name, self._now().timestamp(), keep=keep)


def _own_name(name: str) -> str:
    own = normal_name(name)
    if own is None:
        raise AccountRefused(
            "name",
            f"{name!r} can't be a name: 2 to {LONGEST_NAME} Latin or Thai letters, digits and ._- "
            "that begin with a letter or a digit.",
        )
    return own


def _own_scope(scope: Scope) -> Scope:
    """The rights to keep: areas in order, without those within another."""
    if scope.role is Role.PUBLIC:
        roles = ", ".join(role for role in Role if role is not Role.PUBLIC)
        raise AccountRefused("role", f"Who is not signed in has the role public: give {roles}.")
    provinces = {code for code in scope.areas if len(code) == 2}
    within = {code for code in scope.areas if len(code) == 4 and code[:2] in provinces}
    return Scope(scope.role, tuple(sorted(set(scope.areas) - within)))


def _refuse_none_left(connection: sqlite3.Connection, before: Account) -> None:
    """Somebody must be left who may give rights in the whole region."""
    was = not before.closed and before.scope == Scope(Role.ADMINISTRATOR)
    left = connection.execute(
        "SELECT count(*) FROM account WHERE role = ? AND areas = '' AND NOT closed",
        (str(Role.ADMINISTRATOR),),
    ).fetchone()[0]
    if was and not left:
        raise AccountRefused(
            "last",
            f"{before.name} is the last open administrator of the whole region: make another one "
            "first, or nobody could give rights.",
        )


def _find(connection: sqlite3.Connection, name: str) -> Account | None:
    row = connection.execute(f"{_SELECT} WHERE account.name = ?", (name,)).fetchone()
    return _account(row) if row else None


def _account(row: sqlite3.Row) -> Account:
    try:
        areas = tuple(filter(None, row["areas"].split(",")))
        return Account(
            name=row["name"], shown=row["shown"], scope=Scope(Role(row["role"]), areas),
            subject=row["subject"] or "", closed=bool(row["closed"]),
            must_change=bool(row["must_change"]), locked_until=_time(row["locked_until"]),
            made_on=datetime.fromtimestamp(row["made_on"], UTC),
            last_sign_in=_time(row["last_sign_in"]), stamp=row["stamp"],
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError) as error:
        raise AccessError(
            f"The account {row['name']!r} is damaged ({error}): restore it from a backup."
        ) from error


def _time(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
