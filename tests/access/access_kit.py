"""What the tests of access share: a clock to turn, accounts in a folder, processes at once."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from lib.access import passwords
from lib.access.accounts import Accounts
from lib.access.config import LockOut, PasswordRules, SessionRules
from lib.access.gate import Gate
from lib.access.guesses import SignInRefused
from lib.access.scope import Role, Scope
from lib.access.sessions import Sessions
from lib.access.trail import Event, Trail
from lib.settings import Settings

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "ข้าวยำ ริมทะเล 4 จาน"  # a password that can be taken
WHOLE = Scope(Role.ADMINISTRATOR)
PLANNER = Scope(Role.PLANNER, ("9401",))
FILE = "accounts.sqlite3"


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


class Counting:
    """A hasher that counts how often it is asked."""

    def __init__(self, hasher: PasswordHasher = QUICK) -> None:
        self.hasher, self.verified = hasher, 0

    def hash(self, password: str) -> str:
        return self.hasher.hash(password)

    def verify(self, kept: str, password: str) -> bool:
        self.verified += 1
        return bool(self.hasher.verify(kept, password))

    def check_needs_rehash(self, kept: str) -> bool:
        return self.hasher.check_needs_rehash(kept)


@contextmanager
def hashing(hasher: Any) -> Iterator[None]:
    """Another hasher for passwords: the real one takes 64 MB and a tenth of a second each time."""
    before = passwords._HASHER
    passwords._HASHER = hasher
    passwords._nobody.cache_clear()
    try:
        yield
    finally:
        passwords._HASHER = before
        passwords._nobody.cache_clear()


def accounts_in(folder: Path, clock: Clock | None = None, tries: int = 5) -> Accounts:
    now = clock or Clock()
    rules, lock_out = PasswordRules(shortest=12), LockOut(tries=tries, minutes=15)
    return Accounts(folder / FILE, rules, lock_out, Trail(folder, now), now=now)


def sessions_in(folder: Path, clock: Clock | None = None) -> Sessions:
    return Sessions(
        folder / FILE, SessionRules(idle_minutes=30, longest_hours=12), now=clock or Clock()
    )


def gate_in(folder: Path, clock: Clock | None = None, ways: str = "") -> Gate:
    """A gate; `ways` is what the configuration says of the ways in."""
    file = folder / "access.toml"
    file.write_text(f"[ways]\n{ways}\n[oidc]\ndiscovery = 'https://id.test/'\nclient_id = 'us'\n")
    return Gate(Settings(var=folder / "var", access=file), now=clock or Clock())


def code_of(accounts: Accounts, name: str, password: str, address: str = "") -> str:
    """What came of a try: the code of the refusal, or `in`."""
    try:
        accounts.check(name, password, address=address)
    except SignInRefused as refused:
        return refused.code
    return "in"


def at_once(work: Callable[..., object], *given: object, processes: int = 3) -> list[Any]:
    """What a function of a module gives in several processes that begin at the same moment."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(processes), context.Queue()
    started = [
        context.Process(target=_work, args=(work, given, number, start, results))
        for number in range(processes)
    ]
    for one in started:
        one.start()
    found = [results.get(timeout=120) for _ in started]
    for one in started:
        one.join(30)
    return found


def _work(work: Callable[..., object], given: Any, number: int, start: Any, results: Any) -> None:
    start.wait(60)
    results.put(work(*given, number))


def guess(folder: Path, times: int, number: int) -> list[str]:
    """Wrong passwords for an account, one after the other."""
    accounts = accounts_in(folder)
    with hashing(QUICK):
        return [code_of(accounts, "planner", f"wrong {number} {time}") for time in range(times)]


def make_first(folder: Path, number: int) -> tuple[str, str] | None:
    with hashing(QUICK):
        return accounts_in(folder).first()


def write_lines(folder: Path, times: int, number: int) -> int:
    """Lines of this process in the trail; gives its id."""
    trail = Trail(folder)
    for time in range(times):
        trail.write(Event.EXPORT, f"p{number}", rows=time)
    return os.getpid()
