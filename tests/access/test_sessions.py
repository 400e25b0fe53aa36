"""Sessions: how long they last, whose they are, and that what has ended never comes back."""

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from access_kit import FILE, Clock, sessions_in
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.sessions import SessionEnded, Sessions
from lib.access.visitor import Way

KEY = "key-of-the-sign-in-at-the-service-" + "0" * 30


def test_a_session_is_whose_it_is(tmp_path: Path) -> None:
    clock = Clock()
    sessions = sessions_in(tmp_path, clock)
    found = sessions.find(sessions.begin("planner", Way.PASSWORD))
    assert found is not None
    assert (found.account, found.way, found.begun) == ("planner", Way.PASSWORD, clock.at)


def test_tokens_are_long_and_only_their_hash_is_kept(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    tokens = [sessions.begin("planner", Way.PASSWORD) for _ in range(50)]
    assert len(set(tokens)) == 50
    assert all(len(token) == 43 for token in tokens)  # 32 bytes
    kept = {digest for (digest,) in rows(tmp_path, "digest")}
    assert kept == {hashlib.sha256(token.encode()).hexdigest() for token in tokens}
    file = (tmp_path / FILE).read_bytes()
    assert not any(token.encode() in file for token in tokens)


@pytest.mark.parametrize("token", ["", "x", "x" * 100_000, "\ud800", "\x00", "' OR 1=1 --", "%"])
def test_what_is_no_token_finds_nothing(tmp_path: Path, token: str) -> None:
    sessions = sessions_in(tmp_path)
    real = sessions.begin("planner", Way.PASSWORD)
    sessions.end(token)
    assert sessions.find(token) is None
    assert sessions.find(real + "x") is None
    assert sessions.find(real) is not None


@pytest.mark.parametrize(
    ("clicks", "alive"),
    [
        ([29.9], True),
        ([30], False),
        ([29] * 24, True),  # 11 h 36 min
        ([29] * 24 + [23.9], True),
        ([29] * 24 + [24], False),  # 12 h, though in use
        ([15, 29.9], True),
        ([0.5] * 3 + [29.4], True),  # what comes within a minute may go unwritten
    ],
)
def test_a_session_ends_idle_or_old(tmp_path: Path, clicks: list[float], alive: bool) -> None:
    clock = Clock()
    sessions = sessions_in(tmp_path, clock)
    token = sessions.begin("planner", Way.PASSWORD)
    for minutes in clicks[:-1]:
        clock.turn(minutes=minutes)
        assert sessions.find(token) is not None
    clock.turn(minutes=clicks[-1])
    assert (sessions.find(token) is not None) == alive


def test_a_session_in_use_is_written_once_a_minute(tmp_path: Path) -> None:
    clock = Clock()
    sessions = sessions_in(tmp_path, clock)
    token = sessions.begin("planner", Way.PASSWORD)
    seen = []
    for _ in range(40):
        clock.turn(seconds=10)
        sessions.find(token)
        seen.extend(rows(tmp_path, "seen"))
    assert len(set(seen)) == 7  # in 400 seconds, with the beginning


def test_ending_ends_one_or_all(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    one, two, three = (sessions.begin("planner", Way.PASSWORD) for _ in range(3))
    other = sessions.begin("viewer", Way.PASSWORD)
    sessions.end(one)
    assert sessions.find(one) is None
    assert sessions.end_all("planner") == 2
    assert sessions.end_all("planner") == 0
    assert [sessions.find(token) for token in (one, two, three)] == [None] * 3
    assert sessions.find(other) is not None


def test_the_key_of_a_service_begins_one_session_ever(tmp_path: Path) -> None:
    clock = Clock()
    sessions = sessions_in(tmp_path, clock)
    assert sessions.begin("planner", Way.OIDC, KEY) == KEY
    assert sessions.begin("planner", Way.OIDC, KEY) == KEY  # goes on
    assert len(rows(tmp_path, "digest")) == 1
    with pytest.raises(SessionEnded):
        sessions.begin("viewer", Way.OIDC, KEY)
    found = sessions.find(KEY)
    assert found is not None
    assert found.account == "planner"
    sessions.end(KEY)
    for days in (0, 1, 1, 29, 28):  # the cookie of the service lives for 31 days
        clock.turn(days=days)
        with pytest.raises(SessionEnded):
            sessions.begin("planner", Way.OIDC, KEY)
        assert sessions.find(KEY) is None


@pytest.mark.parametrize("minutes", [31, 13 * 60])
def test_a_key_whose_session_ran_out_does_not_begin_again(tmp_path: Path, minutes: int) -> None:
    clock = Clock()
    sessions = sessions_in(tmp_path, clock)
    sessions.begin("planner", Way.OIDC, KEY)
    clock.turn(minutes=minutes)
    with pytest.raises(SessionEnded):
        sessions.begin("planner", Way.OIDC, KEY)


def test_a_barred_key_begins_nothing(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    sessions.bar(KEY)
    assert sessions.known(KEY)
    with pytest.raises(SessionEnded):
        sessions.begin("planner", Way.OIDC, KEY)
    going = sessions.begin("planner", Way.OIDC, KEY[::-1])
    sessions.bar(going)  # what goes on goes on
    assert sessions.find(going) is not None


@pytest.mark.parametrize("key", ["short", "x" * 31, "x" * 513])
def test_a_key_is_long_enough_not_to_be_guessed(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="32 to 512"):
        sessions_in(tmp_path).begin("planner", Way.OIDC, key)


def test_what_cannot_come_back_is_forgotten(tmp_path: Path) -> None:
    clock = Clock()
    sessions = sessions_in(tmp_path, clock)
    sessions.end(sessions.begin("planner", Way.PASSWORD))
    sessions.begin("old", Way.PASSWORD)
    sessions.begin("service", Way.OIDC, KEY)
    sessions.begin("new", Way.PASSWORD)
    assert sorted(rows(tmp_path, "account")) == [("new",), ("old",), ("service",)]
    clock.turn(hours=13)
    sessions.begin("next", Way.PASSWORD)
    assert sorted(rows(tmp_path, "account")) == [("next",), ("service",)]
    clock.turn(days=61)
    sessions.begin("next", Way.PASSWORD)
    assert rows(tmp_path, "account") == [("next",)]


@pytest.mark.parametrize(
    ("back", "alive"), [(1, True), (4, True), (6, False), (60 * 24 * 365, False)]
)
def test_a_clock_that_is_set_back(tmp_path: Path, back: int, alive: bool) -> None:
    clock = Clock()
    sessions = sessions_in(tmp_path, clock)
    token = sessions.begin("planner", Way.PASSWORD)
    clock.turn(minutes=-back)
    assert (sessions.find(token) is not None) == alive


def test_a_session_seen_in_days_to_come_is_over(tmp_path: Path) -> None:
    clock = Clock()
    sessions = sessions_in(tmp_path, clock)
    token = sessions.begin("planner", Way.PASSWORD)
    clock.turn(minutes=25)
    assert sessions.find(token) is not None
    clock.turn(minutes=-25)  # else it could be left idle for 55 minutes
    assert sessions.find(token) is None


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["find", "find", "find", "end", "end_all", "begin"]),
            st.integers(min_value=-40, max_value=400),
        ),
        max_size=12,
    )
)
def test_what_is_over_stays_over_whatever_the_clock_does(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    clock, folder = Clock(), tmp_path_factory.mktemp("over")
    sessions = sessions_in(folder, clock)
    begun, over = clock.at, False
    sessions.begin("planner", Way.OIDC, KEY)
    for step, minutes in steps:
        clock.turn(minutes=minutes)
        if step == "end":
            sessions.end(KEY)
        elif step == "end_all":
            sessions.end_all("planner")
        elif step == "begin":
            sessions.begin("other", Way.PASSWORD)
        over = over or step in ("end", "end_all")
        found = sessions.find(KEY)
        assert not (over and found)
        assert found is None or (clock.at - begun).total_seconds() < 12 * 3600
        over = over or found is None


def test_threads_share_the_file(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    tokens = [sessions.begin(f"user{number}", Way.PASSWORD) for number in range(8)]

    def use(number: int) -> list[str | None]:
        found = [sessions.find(tokens[number]) for _ in range(20)]
        sessions.end_all(f"user{number}")
        return [one.account if one else None for one in [*found, sessions.find(tokens[number])]]

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(use, range(8)))
    assert told == [[f"user{number}"] * 20 + [None] for number in range(8)]


def rows(folder: Path, column: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / FILE)
    try:
        return connection.execute(f"SELECT {column} FROM session").fetchall()
    finally:
        connection.close()


def test_sessions_are_in_the_file_of_the_accounts(tmp_path: Path) -> None:
    token = sessions_in(tmp_path).begin("planner", Way.PASSWORD)
    assert isinstance(sessions_in(tmp_path), Sessions)
    assert sessions_in(tmp_path).find(token) is not None  # another object, the same file
