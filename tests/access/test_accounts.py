"""Accounts: names, passwords, locks, rights; what attackers try, and what must always hold."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from access_kit import (
    FILE,
    GOOD,
    PLANNER,
    QUICK,
    WHOLE,
    Clock,
    Counting,
    accounts_in,
    at_once,
    code_of,
    guess,
    hashing,
    make_first,
    sessions_in,
)
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access import passwords
from lib.access.accounts import AccountRefused, Accounts
from lib.access.config import AccessError, PasswordRules
from lib.access.database import Database
from lib.access.names import normal_name, normal_shown, normal_subject
from lib.access.passwords import PasswordRefused, check_new
from lib.access.scope import Role, Scope
from lib.access.trail import Event, Trail
from lib.access.visitor import Way

RULES = PasswordRules(shortest=12)


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with hashing(QUICK):
        yield


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    """An administrator, and a planner with the password GOOD."""
    made = accounts_in(tmp_path)
    made.add("boss", "หัวหน้า", WHOLE, by="test")
    made.change_password("planner", made.add("planner", "ผู้วางแผน", PLANNER, by="test"), GOOD)
    return made


# Names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Planner", "planner"),
        ("  planner ", "planner"),
        ("ｐｌａｎｎｅｒ", "planner"),
        ("somchai.j", "somchai.j"),
        ("สมชาย", "สมชาย"),
        ("อำเภอ", "อ\u0e4d\u0e32เภอ"),
        ("แผน๑", "แผน1"),
        ("x", None),
        ("", None),
        ("x" * 41, None),
        ("-x", None),
        ("ัก", None),
        ("plan ner", None),
        ("plan\u200bner", None),
        ("plаnner", None),  # the а is Cyrillic
        ("plan\x00ner", None),
        ("a\nb", None),
        ("?123", None),
        ("\ud800\ud800", None),
    ],
)
def test_names_have_one_spelling(typed: str, name: str | None) -> None:
    assert normal_name(typed) == name


@given(st.text(max_size=60))
def test_a_spelling_stays_what_it_is(typed: str) -> None:
    name = normal_name(typed)
    assert name is None or (normal_name(name) == name and 2 <= len(name) <= 40)


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9ก-ฮ._-]{1,20}", fullmatch=True))
def test_case_and_width_make_no_second_name(typed: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in typed)
    assert normal_name(typed) is not None
    assert {normal_name(one) for one in (typed.upper(), typed.lower(), f" {typed}\t", wide)} == {
        normal_name(typed)
    }


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        (" Somchai@Example.ORG ", "somchai@example.org"),
        ("\u212aim@example.org", "\u212aim@example.org"),  # the sign of Kelvin is no k
        ("ｓomchai@example.org", "ｓomchai@example.org"),
        ("a\nb", ""),
        ("x" * 255, ""),
    ],
)
def test_no_subject_passes_for_another(told: str, subject: str) -> None:
    assert normal_subject(told) == subject


def test_what_is_shown_stays_on_its_line() -> None:
    assert normal_shown(" สมชาย\nใจดี \u202e ") == "สมชาย ใจดี"


# Passwords


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "short"),
        ("x" * 129, "long"),
        ("ﷺ" * 8, "long"),  # 18 characters each, once normalised
        ("tab\tbetween two", "signs"),
        ("aaaaaaaaaaaa", "simple"),
        ("abcabcabcabc", "simple"),
        ("abcdefghijklm", "simple"),
        ("zyxwvutsrqponm", "simple"),
        ("กขฃคฅฆงจฉชซฌ", "simple"),
        ("planner.one!!", "name"),
        ("eno.rennalp99", "name"),
        ("PLANNER.ONE planner.one", "name"),
        ("planner.one-password", "known"),
        ("password12345", "known"),
        ("P@ssw0rd 2569", "known"),
        ("qwertyuiop123", "known"),
        ("890123456789", "known"),
        ("ｐａｓｓｗｏｒｄ１２３４５", "known"),
        ("รหัสผ่าน123456", "known"),
        ("pattani-labour-2569", "known"),
    ],
)
def test_passwords_that_are_refused(password: str, code: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        check_new(password, "planner.one", RULES)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "password",
    [GOOD, "correct horse battery staple", "twelvelettrs", "ทะเลน้อย ยามเย็น", "🦜🦋🐟🪁 สี่ อย่าง"],
)
def test_passwords_that_are_taken(password: str) -> None:
    check_new(password, "planner.one", RULES)


def test_the_shortest_is_what_the_configuration_says() -> None:
    check_new("ทะเลน้อย", "planner", PasswordRules(shortest=8))
    with pytest.raises(PasswordRefused, match="short"):
        check_new("ทะเลน้อย", "planner", PasswordRules(shortest=9))


def test_one_spelling_for_what_keyboards_write_in_two(accounts: Accounts) -> None:
    first = accounts.add("other", "x", PLANNER, by="")
    accounts.change_password("other", first, "น้ำ café ﬁsh ทะเล")
    assert code_of(accounts, "other", "น้ํา cafe\u0301 fish ทะเล") == "in"


def test_well_known_ones_are_in_a_file_of_data() -> None:
    assert len(passwords.common()) >= 200
    assert all(word == word.casefold() for word in passwords.common())


def test_hashes_are_argon2id_with_the_parameters_of_the_library() -> None:
    with hashing(PasswordHasher()):
        kept = passwords.hashed(GOOD)
        assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        assert passwords.matches(kept, GOOD)
        assert not passwords.matches(kept, GOOD + " ")
        assert kept != passwords.hashed(GOOD)


def test_a_hash_of_old_parameters_is_made_anew_at_sign_in(accounts: Accounts) -> None:
    with hashing(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)):
        assert code_of(accounts, "planner", "wrong") == "wrong"
        assert stored(accounts, "password").startswith("$argon2id$v=19$m=8,")
        assert code_of(accounts, "planner", GOOD) == "in"
        assert stored(accounts, "password").startswith("$argon2id$v=19$m=16,")
        assert code_of(accounts, "planner", GOOD) == "in"


def test_one_time_passwords_are_long_clear_and_never_the_same() -> None:
    made = [passwords.one_time() for _ in range(300)]
    assert len(set(made)) == 300
    assert all(len(one) == 19 and not set(one) & set("il1o0 ") for one in made)
    for one in made:
        check_new(one, "planner", RULES)


def test_a_one_time_password_is_to_be_changed(accounts: Accounts) -> None:
    first = accounts.add("new", "ใหม่", PLANNER, by="boss")
    assert accounts.check("new", first).must_change
    with pytest.raises(PasswordRefused, match="same"):
        accounts.change_password("new", first, first)
    with pytest.raises(PasswordRefused, match="old"):
        accounts.change_password("new", "wrong", GOOD)
    with pytest.raises(PasswordRefused, match="short"):
        accounts.change_password("new", first, "short")
    accounts.change_password("new", first, GOOD)
    assert not accounts.check("new", GOOD).must_change
    assert code_of(accounts, "new", first) == "wrong"


def test_guessing_the_old_password_at_an_open_screen_locks_too(accounts: Accounts) -> None:
    for _ in range(5):
        with pytest.raises(PasswordRefused, match="old"):
            accounts.change_password("planner", "wrong", GOOD + "!")
    with pytest.raises(PasswordRefused, match="locked"):
        accounts.change_password("planner", GOOD, GOOD + "!")
    refused = accounts._trail.read(events=[Event.SIGN_IN_REFUSED])
    assert [(one.who, one.told["way"]) for one in refused] == [("planner", "change")] * 6


# Locks


def test_locks_double_up_to_a_day_and_end_with_the_right_password(tmp_path: Path) -> None:
    clock = Clock()
    accounts = accounts_in(tmp_path, clock)
    password = accounts.add("planner", "x", PLANNER, by="")
    for minutes in (15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440):
        assert [code_of(accounts, "planner", "wrong") for _ in range(6)] == [
            *["wrong"] * 5,
            "locked",
        ]
        clock.turn(minutes=minutes, seconds=-1)
        assert code_of(accounts, "planner", password) == "locked"
        clock.turn(seconds=1)
    assert code_of(accounts, "planner", password) == "in"
    assert [code_of(accounts, "planner", "wrong") for _ in range(5)] == ["wrong"] * 5
    clock.turn(minutes=15)
    assert code_of(accounts, "planner", password) == "in"


def test_the_last_try_may_be_the_right_one(accounts: Accounts) -> None:
    assert [code_of(accounts, "planner", "wrong") for _ in range(4)] == ["wrong"] * 4
    assert code_of(accounts, "planner", GOOD) == "in"
    assert [code_of(accounts, "planner", "wrong") for _ in range(5)] == ["wrong"] * 5


@pytest.mark.parametrize("how", ["unlock", "reset"])
def test_an_administrator_unlocks(accounts: Accounts, how: str) -> None:
    for _ in range(5):
        code_of(accounts, "planner", "wrong")
    locked = accounts.find("planner")
    assert locked is not None
    assert locked.locked_until is not None
    password = GOOD
    if how == "unlock":
        accounts.unlock("planner", by="boss")
    else:
        password = accounts.reset("planner", by="boss")
    assert code_of(accounts, "planner", password) == "in"


def test_other_spellings_of_a_name_do_not_get_more_tries(accounts: Accounts) -> None:
    spelled = ["planner", "PLANNER", " planner", "ｐｌａｎｎｅｒ", "pLanner\n"]
    assert [code_of(accounts, one, "wrong") for one in spelled] == ["wrong"] * 5
    assert {code_of(accounts, one, GOOD) for one in spelled} == {"locked"}
    never = ["plan\u200bner", "plаnner", "planner\x00", "planner%", "' OR 1=1 --"]
    assert {code_of(accounts, one, GOOD) for one in never} == {"wrong"}


def test_a_clock_that_goes_back_opens_no_lock(tmp_path: Path) -> None:
    clock = Clock()
    accounts = accounts_in(tmp_path, clock)
    password = accounts.add("planner", "x", PLANNER, by="")
    for _ in range(5):
        code_of(accounts, "planner", "wrong")
    clock.turn(hours=-3)
    assert code_of(accounts, "planner", password) == "locked"
    accounts.unlock("planner", by="boss")
    assert code_of(accounts, "planner", password) == "in"


def test_names_that_are_not_there_answer_alike_and_take_as_long(accounts: Accounts) -> None:
    accounts.add("oidc", "x", PLANNER, by="", subject="a@example.org")
    accounts.close("planner", by="boss")
    told: dict[str, list[tuple[str, int]]] = {}
    for name in ("boss", "planner", "oidc", "nobody", "", "plan\x00ner", "x" * 5000, "\ud800"):
        told[name] = []
        for _ in range(7):
            counting = Counting()
            with hashing(counting):
                told[name].append((code_of(accounts, name, "wrong"), counting.verified))
    assert set(map(tuple, told.values())) == {(*[("wrong", 1)] * 5, ("locked", 0), ("locked", 0))}


def test_a_password_typed_as_a_name_is_kept_nowhere(accounts: Accounts, tmp_path: Path) -> None:
    typed = "correcthorsebattery"
    code_of(accounts, typed, "x")
    assert not any(typed.encode() in one.read_bytes() for one in tmp_path.iterdir())
    counted = sqlite3.connect(tmp_path / FILE).execute("SELECT name FROM guess").fetchall()
    assert [len(name) for (name,) in counted] == [7]  # too little to find it again


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\ud800", "a\x00b", "ﷺ" * 100])
def test_no_password_is_a_fault(accounts: Accounts, password: str) -> None:
    assert code_of(accounts, "planner", password) == "wrong"


def test_many_wrong_ones_from_an_address_are_slowed_whatever_the_name(tmp_path: Path) -> None:
    clock = Clock()
    accounts = accounts_in(tmp_path, clock)
    password = accounts.add("planner", "x", PLANNER, by="")
    for number in range(30):
        assert code_of(accounts, f"user{number}", "wrong", "203.0.113.7") == "wrong"
    counting = Counting()
    with hashing(counting):
        assert code_of(accounts, "planner", password, "203.0.113.7") == "slow"
        assert code_of(accounts, "planner", "wrong", "::ffff:203.0.113.7") == "slow"
    assert counting.verified == 0
    assert code_of(accounts, "planner", password, "203.0.113.8") == "in"  # not locked by it
    clock.turn(minutes=16)
    assert code_of(accounts, "planner", password, "203.0.113.7") == "in"


def test_right_ones_between_do_not_hide_the_wrong_ones(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    own = accounts.add("own", "x", PLANNER, by="")
    codes = []
    for number in range(32):
        codes.append(code_of(accounts, f"user{number}", "wrong", "203.0.113.7"))
        codes.append(code_of(accounts, "own", own, "203.0.113.7"))
    assert codes.index("slow") == 59


def test_a_network_of_one_host_is_one_address(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    for number in range(30):
        code_of(accounts, f"user{number}", "wrong", f"2001:db8:1:2::{number:x}")
    assert code_of(accounts, "user", "wrong", "2001:db8:1:2:ffff::1") == "slow"
    assert code_of(accounts, "user", "wrong", "2001:db8:1:3::1") == "wrong"


def test_two_processes_get_no_more_tries_than_one(accounts: Accounts, tmp_path: Path) -> None:
    found = at_once(guess, tmp_path, 8, processes=3)
    assert sorted(chain(*found)) == ["locked"] * 19 + ["wrong"] * 5


# Rights


def test_an_account_is_what_was_said_of_it(accounts: Accounts) -> None:
    assert accounts.add("o1", " สมหญิง\n ดี ", Scope(Role.OFFICER, ("9401", "95", "9501", "9401")),
                        by="boss", subject="O1@Example.org") == ""  # fmt: skip
    one = accounts.by_subject("o1@EXAMPLE.org")
    assert one == accounts.find("O1")
    assert one is not None
    assert (one.shown, one.scope) == ("สมหญิง ดี", Scope(Role.OFFICER, ("9401", "95")))
    assert not one.closed
    assert not one.must_change
    assert one.locked_until is one.last_sign_in is None
    assert accounts.by_subject("") is None
    assert [one.name for one in accounts.every()] == ["boss", "o1", "planner"]


@pytest.mark.parametrize(
    ("name", "shown", "scope", "subject", "code"),
    [
        ("x", "x", PLANNER, "", "name"),
        ("BOSS", "x", PLANNER, "", "taken"),
        ("new", " \n", PLANNER, "", "shown"),
        ("new", "x", Scope.public(), "", "role"),
        ("new", "x", PLANNER, "A@example.org", "subject"),
        ("new", "x", PLANNER, "a\nb", "subject"),
    ],
)
def test_what_cannot_be_added(
    accounts: Accounts, name: str, shown: str, scope: Scope, subject: str, code: str
) -> None:
    accounts.add("first", "x", PLANNER, by="", subject="a@example.org")
    before = accounts.every()
    with pytest.raises(AccountRefused) as refused:
        accounts.add(name, shown, scope, by="", subject=subject)
    assert refused.value.code == code
    assert accounts.every() == before


def test_an_account_of_a_service_has_no_password_of_ours(accounts: Accounts) -> None:
    accounts.add("o1", "x", PLANNER, by="", subject="a@example.org")
    with pytest.raises(AccountRefused, match="signs in at the service as a@example"):
        accounts.reset("o1", by="boss")
    assert code_of(accounts, "o1", "") == "wrong"


def test_a_closed_account_says_so_to_who_knows_its_password_only(accounts: Accounts) -> None:
    accounts.close("planner", by="boss")
    assert code_of(accounts, "planner", "wrong") == "wrong"
    assert code_of(accounts, "planner", GOOD) == "closed"
    accounts.reopen("planner", by="boss")
    assert accounts.check("planner", GOOD).scope == PLANNER


@pytest.mark.parametrize("action", ["reset", "close", "reopen", "unlock"])
def test_actions_need_an_account(accounts: Accounts, action: str) -> None:
    with pytest.raises(AccountRefused, match="There is no account 'nobody'"):
        getattr(accounts, action)("nobody", by="boss")


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    accounts.add("local", "x", Scope(Role.ADMINISTRATOR, ("94",)), by="")
    for lose in (
        lambda: accounts.close("boss", by="boss"),
        lambda: accounts.give_rights("boss", PLANNER, by="boss"),
        lambda: accounts.give_rights("boss", Scope(Role.ADMINISTRATOR, ("94",)), by="boss"),
    ):
        with pytest.raises(AccountRefused, match="make another one first") as refused:
            lose()
        assert refused.value.code == "last"
    accounts.give_rights("planner", WHOLE, by="boss")
    accounts.close("boss", by="planner")
    assert [one.name for one in accounts.every() if one.closed] == ["boss"]


STEPS = st.tuples(st.sampled_from("abc"), st.sampled_from(["close", "reopen", "whole", "less"]))


@settings(max_examples=25, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_somebody_is_always_left_who_may_give_rights(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    accounts = accounts_in(tmp_path_factory.mktemp("left"))
    for name in "abc":
        accounts.add(name * 2, "x", WHOLE, by="")
    for name, step in steps:
        with suppress(AccountRefused):
            if step in ("close", "reopen"):
                getattr(accounts, step)(name * 2, by="")
            else:
                accounts.give_rights(name * 2, WHOLE if step == "whole" else PLANNER, by="")
        assert any(one.scope == WHOLE and not one.closed for one in accounts.every())


def test_changes_end_the_sessions_of_that_account_alone(accounts: Accounts, tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    bystander = sessions.begin("boss", Way.PASSWORD)

    def ended_by(change: object) -> bool:
        token = sessions.begin("planner", Way.PASSWORD)
        assert callable(change)
        change()
        return sessions.find(token) is None

    assert not ended_by(lambda: accounts.check("planner", GOOD))
    assert ended_by(lambda: accounts.give_rights("planner", Scope(Role.VIEWER), by="boss"))
    assert ended_by(lambda: accounts.close("planner", by="boss"))
    assert not ended_by(lambda: accounts.reopen("planner", by="boss"))
    given_out = []
    assert ended_by(lambda: given_out.append(accounts.reset("planner", by="boss")))
    own, other = (sessions.begin("planner", Way.PASSWORD) for _ in range(2))
    accounts.change_password("planner", given_out[0], GOOD, keep=own)
    assert sessions.find(own) is not None
    assert sessions.find(other) is None
    assert sessions.find(bystander) is not None


def test_a_change_that_the_trail_cannot_be_told_is_not_made(
    accounts: Accounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sessions_in(tmp_path).begin("planner", Way.PASSWORD)

    def full(*_: object, **__: object) -> None:
        raise AccessError("no room")

    monkeypatch.setattr(Trail, "write", full)
    before = accounts.every()
    with pytest.raises(AccessError, match="no room"):
        accounts.close("planner", by="boss")
    with pytest.raises(AccessError, match="no room"):
        accounts.add("new", "x", PLANNER, by="boss")
    assert accounts.every() == before
    assert sessions_in(tmp_path).find(token) is not None


def test_the_trail_is_told_of_every_change_and_of_no_password(
    accounts: Accounts, tmp_path: Path
) -> None:
    accounts.give_rights("planner", Scope(Role.VIEWER, ("95", "96")), by="boss")
    password = accounts.reset("planner", by="boss")
    told = Trail(tmp_path).read()
    assert [(one.event, one.who, one.told["account"]) for one in told] == [
        (Event.PASSWORD, "boss", "planner"),
        (Event.RIGHTS, "boss", "planner"),
        (Event.PASSWORD, "planner", "planner"),
        (Event.ACCOUNT, "test", "planner"),
        (Event.ACCOUNT, "test", "boss"),
    ]
    assert dict(told[1].told) == {
        "account": "planner", "role": "viewer", "areas": "95,96", "role_before": "planner",
        "areas_before": "9401",
    }  # fmt: skip
    text = (tmp_path / "trail.jsonl").read_text(encoding="utf-8")
    assert password not in text
    assert GOOD not in text


def test_only_one_of_several_starts_makes_the_first_administrator(tmp_path: Path) -> None:
    found = [one for one in at_once(make_first, tmp_path, processes=3) if one is not None]
    accounts = accounts_in(tmp_path)
    assert len(found) == 1
    assert accounts.check(*found[0]).scope == WHOLE
    assert accounts.first() is None
    assert len(Trail(tmp_path).read()) == 1


# The file


def test_files_are_for_us_alone(accounts: Accounts, tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.chmod(0o644)  # as a restored copy may be
    accounts.every()
    assert {one.stat().st_mode & 0o777 for one in tmp_path.iterdir()} == {0o600}
    accounts_in(tmp_path / "made" / "here").every()
    assert (tmp_path / "made" / "here").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("keep", "filled"), [(0.0, 1), (0.1, 1), (0.2, 1), (0.3, 0)])
def test_a_damaged_file_is_said_to_be_damaged(
    accounts: Accounts, tmp_path: Path, keep: float, filled: int
) -> None:
    file = tmp_path / FILE
    whole = file.read_bytes()
    kept = int(len(whole) * keep)
    file.write_bytes(whole[:kept] + b"\xa5" * (len(whole) - kept) * filled)
    with pytest.raises(AccessError, match=r"accounts.sqlite3 is damaged .* from a backup"):
        accounts.check("planner", GOOD)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE account SET role = 'king'", "account .* is damaged"),
        ("UPDATE account SET made_on = 'x'", "account .* is damaged"),
        ("UPDATE account SET password = 'x'", "kept password is damaged"),
        ("PRAGMA user_version = 9", "version 9, this program knows 2"),
        ("DROP TABLE guess", "can't be used: no such table"),
    ],
)
def test_what_stands_in_the_file_is_not_believed(
    accounts: Accounts, tmp_path: Path, change: str, told: str
) -> None:
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute(change)
    with pytest.raises(AccessError, match=told):
        accounts.check("planner", GOOD)


VERSION_1 = """
CREATE TABLE account (
    name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, areas TEXT NOT NULL,
    subject TEXT UNIQUE, password TEXT, closed INTEGER NOT NULL DEFAULT 0,
    must_change INTEGER NOT NULL DEFAULT 0, made_on REAL NOT NULL, last_sign_in REAL
) WITHOUT ROWID;
INSERT INTO account SELECT name, shown, role, areas, subject, password, closed, must_change,
    made_on, last_sign_in FROM later.account;
CREATE TABLE guess AS SELECT * FROM later.guess;
CREATE TABLE failure AS SELECT * FROM later.failure;
CREATE TABLE session AS SELECT * FROM later.session;
PRAGMA user_version = 1;
"""


def test_a_file_of_the_version_before_is_brought_up_where_it_stands(
    accounts: Accounts, tmp_path: Path
) -> None:
    before = accounts.every()
    (tmp_path / FILE).rename(tmp_path / "later")
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("ATTACH ? AS later", (str(tmp_path / "later"),))
        connection.executescript(VERSION_1)
    assert accounts.every() == [replace(one, stamp="") for one in before]
    assert accounts.check("planner", GOOD).name == "planner"
    accounts.reset("planner", by="boss")
    changed = accounts.find("planner")
    assert changed is not None
    assert changed.stamp


def test_a_copy_is_whole_and_never_over_another_file(accounts: Accounts, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / FILE
    copy.parent.mkdir()
    Database(tmp_path / FILE).copy_to(copy)
    assert accounts_in(copy.parent).every() == accounts.every()
    assert copy.stat().st_mode & 0o777 == 0o600
    with pytest.raises(AccessError, match="there already"):
        Database(tmp_path / FILE).copy_to(copy)


def stored(accounts: Accounts, column: str) -> str:
    with accounts._database.reading() as connection:
        return str(
            connection.execute(f"SELECT {column} FROM account WHERE name = 'planner'").fetchone()[0]
        )
