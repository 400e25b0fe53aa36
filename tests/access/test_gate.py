"""The gate: coming in, looking, going; the ways that are open; what those try who have no right."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from access_kit import GOOD, PLANNER, QUICK, WHOLE, Clock, Counting, gate_in, hashing

from lib.access.config import AccessError
from lib.access.gate import Gate
from lib.access.guesses import SignInRefused
from lib.access.scope import Role, Scope
from lib.access.trail import Event
from lib.access.visitor import Visitor, Way
from lib.settings import Settings

KEY = "key-of-the-sign-in-at-the-service-" + "0" * 30
BOTH = "accounts = true\noidc = true"


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with hashing(QUICK):
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(tmp_path: Path, clock: Clock) -> Gate:
    """A planner with the password GOOD, and somebody whom a service signs in."""
    made = gate_in(tmp_path, clock, BOTH)
    accounts = made.accounts
    accounts.add("boss", "หัวหน้า", WHOLE, by="test")
    accounts.change_password("planner", accounts.add("planner", "ผู้วางแผน", PLANNER, by="x"), GOOD)
    accounts.add(
        "guest", "แขก", Scope(Role.VIEWER, ("95",)), by="test", subject="guest@example.org"
    )
    return made


def refused(gate: Gate, name: str, password: str, address: str = "") -> str:
    with pytest.raises(SignInRefused) as error:
        gate.sign_in(name, password, address=address)
    return error.value.code


def told(gate: Gate, event: Event) -> list[tuple[str, dict[str, str | int]]]:
    return [(one.who, dict(one.told)) for one in reversed(gate.trail.read(events=[event]))]


def test_who_signs_in_is_a_visitor_until_signing_out(gate: Gate) -> None:
    token = gate.sign_in("Planner", GOOD, address="203.0.113.7")
    assert gate.visitor(token) == Visitor(PLANNER, "planner", "ผู้วางแผน", Way.PASSWORD)
    account = gate.accounts.find("planner")
    assert account is not None
    assert account.last_sign_in == Clock().at
    gate.sign_out(token)
    gate.sign_out(token)
    assert gate.visitor(token) is None
    assert told(gate, Event.SIGN_IN) == [("planner", {"way": "password", "address": "203.0.113.7"})]
    assert told(gate, Event.SIGN_OUT) == [("planner", {"sessions": 1})]


def test_a_gate_of_another_process_knows_the_session(gate: Gate, tmp_path: Path) -> None:
    token = gate.sign_in("planner", GOOD)
    assert gate_in(tmp_path, Clock(), BOTH).visitor(token) == gate.visitor(token) is not None


def test_signing_out_everywhere_ends_all_of_the_account(gate: Gate) -> None:
    one, two = gate.sign_in("planner", GOOD), gate.sign_in("planner", GOOD)
    other = gate.sign_in_oidc("guest@example.org", KEY)
    gate.sign_out(one, everywhere=True)
    assert gate.visitor(one) is gate.visitor(two) is None
    assert gate.visitor(KEY) == other is not None
    assert told(gate, Event.SIGN_OUT) == [("planner", {"sessions": 2})]


def test_a_change_of_rights_holds_at_once_and_ends_the_sessions(gate: Gate) -> None:
    token = gate.sign_in("planner", GOOD)
    gate.accounts.give_rights("planner", Scope(Role.VIEWER, ("96",)), by="boss")
    assert gate.visitor(token) is None
    seen = gate.visitor(gate.sign_in("planner", GOOD))
    assert seen is not None
    assert seen.scope == Scope(Role.VIEWER, ("96",))


def test_rights_are_read_anew_each_time(gate: Gate, tmp_path: Path) -> None:
    token = gate.sign_in("planner", GOOD)
    with sqlite3.connect(tmp_path / "var" / "access" / "accounts.sqlite3") as connection:
        connection.execute("UPDATE account SET role = 'viewer', areas = '96'")  # no session ended
    seen = gate.visitor(token)
    assert seen is not None
    assert seen.scope == Scope(Role.VIEWER, ("96",))


def test_the_token_of_a_closed_account_opens_nothing_ever_again(gate: Gate) -> None:
    token = gate.sign_in("planner", GOOD)
    gate.accounts.close("planner", by="boss")
    assert gate.visitor(token) is None
    assert refused(gate, "planner", GOOD) == "closed"
    gate.accounts.reopen("planner", by="boss")
    assert gate.visitor(token) is None
    assert gate.visitor(gate.sign_in("planner", GOOD)) is not None


def test_a_session_of_an_account_that_was_closed_behind_its_back(
    gate: Gate, tmp_path: Path
) -> None:
    token = gate.sign_in("planner", GOOD)
    with sqlite3.connect(tmp_path / "var" / "access" / "accounts.sqlite3") as connection:
        connection.execute("UPDATE account SET closed = 1")
    assert gate.visitor(token) is None


def test_no_token_from_before_the_sign_in_is_taken_over(gate: Gate) -> None:
    planted = gate.sign_in("planner", GOOD)
    gate.sign_out(planted)
    mine = gate.sign_in("planner", GOOD)
    again = gate.sign_in("planner", GOOD)
    assert len({planted, mine, again}) == 3
    assert gate.visitor(planted) is None


def test_a_one_time_password_opens_nothing_until_it_is_changed(gate: Gate) -> None:
    password = gate.accounts.reset("planner", by="boss")
    token = gate.sign_in("planner", password)
    seen = gate.visitor(token)
    assert seen is not None
    assert (seen.scope, seen.account, seen.must_change) == (Scope.public(), "planner", True)
    gate.accounts.change_password("planner", password, GOOD, keep=token)
    assert gate.visitor(token) == replace(seen, scope=PLANNER, must_change=False)


def test_sessions_end_by_the_clock(gate: Gate, clock: Clock) -> None:
    token = gate.sign_in("planner", GOOD)
    clock.turn(minutes=29)
    assert gate.visitor(token) is not None
    clock.turn(minutes=30)
    assert gate.visitor(token) is None
    gate.sign_out(token)
    assert told(gate, Event.SIGN_OUT) == []


# The trail of those who were refused


def test_refusals_are_told_with_the_name_of_an_account_only(gate: Gate, tmp_path: Path) -> None:
    assert refused(gate, "PLANNER", "wrong", "203.0.113.7") == "wrong"
    assert refused(gate, GOOD, "planner") == "wrong"  # the password in the field of the name
    assert refused(gate, "nobody", "wrong") == "wrong"
    assert told(gate, Event.SIGN_IN_REFUSED) == [
        ("planner", {"code": "wrong", "way": "password", "address": "203.0.113.7"}),
        ("", {"code": "wrong", "way": "password"}),
        ("", {"code": "wrong", "way": "password"}),
    ]
    text = gate.trail.file.read_text(encoding="utf-8")
    assert GOOD not in text
    assert json.dumps(GOOD)[1:-1] not in text


def test_a_flood_from_an_address_is_told_once(gate: Gate) -> None:
    codes = [refused(gate, f"user{number}", "wrong", "203.0.113.7") for number in range(80)]
    assert codes == ["wrong"] * 30 + ["slow"] * 50
    assert [one["code"] for _, one in told(gate, Event.SIGN_IN_REFUSED)] == ["wrong"] * 30 + [
        "slow"
    ]


def test_a_locked_account_keeps_the_sessions_that_it_has(gate: Gate) -> None:
    token = gate.sign_in("planner", GOOD)
    for _ in range(5):
        refused(gate, "planner", "wrong")
    assert refused(gate, "planner", GOOD) == "locked"
    assert gate.visitor(token) is not None  # a stranger locks out, but does not throw out


# A service that signs people in


def test_a_service_signs_in_whom_an_account_names(gate: Gate, clock: Clock) -> None:
    seen = gate.sign_in_oidc("Guest@Example.org", KEY, address="203.0.113.7")
    assert seen == Visitor(Scope(Role.VIEWER, ("95",)), "guest", "แขก", Way.OIDC)
    for _ in range(3):
        clock.turn(minutes=20)
        assert gate.sign_in_oidc("guest@example.org", KEY) == gate.visitor(KEY) == seen
    assert told(gate, Event.SIGN_IN) == [("guest", {"way": "oidc", "address": "203.0.113.7"})]


def test_the_cookie_of_the_service_does_not_bring_a_session_back(gate: Gate, clock: Clock) -> None:
    assert gate.sign_in_oidc("guest@example.org", KEY) is not None
    gate.sign_out(KEY)
    for days in (0, 1, 30):
        clock.turn(days=days)
        assert gate.sign_in_oidc("guest@example.org", KEY) is None
        assert gate.visitor(KEY) is None
    assert gate.sign_in_oidc("guest@example.org", KEY[::-1]) is not None  # a new sign-in there
    assert len(told(gate, Event.SIGN_IN)) == 2


def test_a_key_is_not_for_somebody_else(gate: Gate) -> None:
    gate.accounts.add("other", "x", PLANNER, by="", subject="other@example.org")
    assert gate.sign_in_oidc("guest@example.org", KEY) is not None
    assert gate.sign_in_oidc("other@example.org", KEY) is None
    assert gate.sign_in_oidc("", KEY) is None
    token = gate.sign_in("planner", GOOD)
    assert gate.sign_in_oidc("guest@example.org", token) is None  # no key of the service


@pytest.mark.parametrize("subject", ["stranger@example.org", "", "boss", "guest@example.org\n.th"])
def test_strangers_are_told_of_once_and_stay_outside(gate: Gate, subject: str) -> None:
    for _ in range(3):
        assert gate.sign_in_oidc(subject, KEY) is None
    assert told(gate, Event.SIGN_IN_REFUSED) == [("", {"code": "unknown", "way": "oidc"})]
    gate.accounts.add("late", "x", PLANNER, by="boss", subject="stranger@example.org")
    assert gate.sign_in_oidc("stranger@example.org", KEY) is None  # signs in anew
    assert gate.sign_in_oidc("stranger@example.org", KEY[::-1]) is not None


def test_a_closed_account_is_closed_to_its_service_too(gate: Gate) -> None:
    gate.sign_in_oidc("guest@example.org", KEY)
    gate.accounts.close("guest", by="boss")
    assert gate.sign_in_oidc("guest@example.org", KEY) is None
    assert gate.sign_in_oidc("guest@example.org", KEY[::-1]) is None
    assert told(gate, Event.SIGN_IN_REFUSED) == [("guest", {"code": "closed", "way": "oidc"})]


# The ways that are open


@pytest.mark.parametrize(
    ("ways", "password", "service"),
    [
        (BOTH, True, True),
        ("accounts = false\noidc = true", False, True),
        ("accounts = true\noidc = false", True, False),
        ("accounts = false\noidc = false", False, False),
    ],
)
def test_only_the_ways_of_the_configuration_are_open(
    gate: Gate, tmp_path: Path, ways: str, password: bool, service: bool
) -> None:
    token = gate.sign_in("planner", GOOD)
    gate.sign_in_oidc("guest@example.org", KEY)
    other = gate_in(tmp_path, Clock(), ways)
    assert (other.visitor(token) is not None) == password
    assert (other.visitor(KEY) is not None) == service
    assert (other.sign_in_oidc("guest@example.org", KEY[::-1]) is not None) == service
    counting = Counting()
    with hashing(counting):
        if password:
            other.sign_in("planner", GOOD)
        else:
            assert refused(other, "planner", GOOD) == "wrong"
    assert counting.verified == password


def test_the_first_start_makes_one_administrator(tmp_path: Path) -> None:
    gate = gate_in(tmp_path, ways="accounts = true")
    made = gate.first_administrator()
    assert made is not None
    assert gate.first_administrator() is None
    token = gate.sign_in(*made)
    seen = gate.visitor(token)
    assert seen is not None
    assert seen.must_change
    gate.accounts.change_password(made[0], made[1], GOOD, keep=token)
    seen = gate.visitor(token)
    assert seen is not None
    assert seen.scope == Scope(Role.ADMINISTRATOR)


def test_no_account_is_made_where_passwords_open_nothing(tmp_path: Path) -> None:
    assert gate_in(tmp_path, ways="accounts = false\noidc = true").first_administrator() is None


def test_a_damaged_file_or_configuration_lets_nobody_in(gate: Gate, tmp_path: Path) -> None:
    token = gate.sign_in("planner", GOOD)
    file = tmp_path / "var" / "access" / "accounts.sqlite3"
    file.write_bytes(b"SQLite format 3\x00" + b"\x00" * 5000)
    for ask in (
        lambda: gate.visitor(token),
        lambda: gate.sign_in("planner", GOOD),
        lambda: gate.sign_in_oidc("guest@example.org", KEY[::-1]),
        gate.first_administrator,
    ):
        with pytest.raises(AccessError, match=r"accounts\.sqlite3"):
            ask()
    (tmp_path / "access.toml").write_text("[ways")
    with pytest.raises(AccessError, match=r"access\.toml"):
        Gate(Settings(var=tmp_path, access=tmp_path / "access.toml"))


def test_looking_writes_nothing_to_disk_but_the_minute(gate: Gate, clock: Clock) -> None:
    token = gate.sign_in("planner", GOOD)
    file = gate.trail.folder / "accounts.sqlite3"
    before, lines = file.read_bytes(), gate.trail.file.read_bytes()
    for _ in range(20):
        clock.turn(seconds=2)
        gate.visitor(token)
        gate.visitor("no token")
    assert (file.read_bytes(), gate.trail.file.read_bytes()) == (before, lines)
