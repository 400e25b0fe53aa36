"""The commands of accounts and of the trail, as an administrator of the office uses them."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from access_kit import GOOD, QUICK, hashing

from lib import access_commands
from lib.access.gate import Gate
from lib.access.guesses import SignInRefused
from lib.access.scope import Role, Scope
from lib.access.trail import Event
from lib.commands import run
from lib.settings import Settings

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("ACCESS", "SECRETS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR", str(tmp_path / "var"))
    monkeypatch.setattr(access_commands, "_user", lambda: "somsak")
    with hashing(QUICK):
        yield


def gate() -> Gate:
    return Gate(Settings.from_environment())


def user(capsys: Said, *arguments: str) -> str:
    """What a command of accounts prints; it must not fail."""
    capsys.readouterr()
    assert run(["user", *arguments]) == 0
    return capsys.readouterr().out.strip()


def refused(capsys: Said, *arguments: str) -> str:
    """What a command that is refused says; it prints nothing else."""
    capsys.readouterr()
    assert run(list(arguments)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def add(capsys: Said, name: str = "สมชาย", *more: str) -> str:
    rights = more or ("--role", "planner", "--area", "9401", "--area", "96")
    return user(capsys, "add", name, "--shown", "สมชาย ใจดี", *rights)


def test_an_account_from_beginning_to_end(capsys: Said) -> None:
    password = add(capsys)
    token = gate().sign_in("สมชาย", password)
    assert user(capsys, "list").startswith(
        "สมชาย  สมชาย ใจดี  planner: 9401, 96  one-time password, last in 2"
    )
    gate().accounts.change_password("สมชาย", password, GOOD, keep=token)

    assert "viewer: 95" in user(capsys, "rights", "สมชาย", "--role", "viewer", "--area", "95")
    assert gate().visitor(token) is None
    token = gate().sign_in("สมชาย", GOOD)
    assert user(capsys, "sign-out", "สมชาย") == "1 sessions ended."
    assert gate().visitor(token) is None

    assert "closed" in user(capsys, "close", "สมชาย")
    with pytest.raises(SignInRefused, match="closed"):
        gate().sign_in("สมชาย", GOOD)
    assert "closed" not in user(capsys, "reopen", "สมชาย")
    gate().sign_in("สมชาย", GOOD)

    for _ in range(5):
        with pytest.raises(SignInRefused, match="wrong"):
            gate().sign_in("สมชาย", "wrong")
    assert "locked until" in user(capsys, "list")
    assert "locked" not in user(capsys, "unlock", "สมชาย")

    again = user(capsys, "reset", "สมชาย")
    assert again != password
    gate().sign_in("สมชาย", again)


def test_a_password_is_all_that_is_printed_and_is_printed_once(capsys: Said) -> None:
    password = add(capsys)
    assert len(password) == 19
    assert password not in user(capsys, "list")
    assert run(["trail"]) == 0
    assert password not in capsys.readouterr().out


def test_the_trail_names_who_ran_the_command(capsys: Said) -> None:
    add(capsys)
    user(capsys, "close", "สมชาย")
    assert {(one.event, one.who) for one in gate().trail.read()} == {(Event.ACCOUNT, "somsak")}


def test_rights_in_the_whole_region_are_asked_for_by_name(capsys: Said) -> None:
    add(capsys, "boss", "--role", "administrator", "--whole")
    boss = gate().accounts.find("boss")
    assert boss is not None
    assert boss.scope == Scope(Role.ADMINISTRATOR)
    with pytest.raises(SystemExit):
        run(["user", "add", "x1", "--shown", "x", "--role", "viewer"])
    with pytest.raises(SystemExit):
        run(["user", "add", "x1", "--shown", "x", "--role", "public", "--whole"])
    with pytest.raises(SystemExit):
        run(["user", "add", "x1", "--shown", "x", "--role", "viewer", "--whole", "--area", "94"])


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ("9999", "No area '9999' in the region. Near codes:"),
        ("10", "No area '10' in the region."),
        ("940101", "940101 is no province or amphoe"),
        ("south", "south is no province or amphoe"),
        ("๙๔", "No area"),
    ],
)
def test_areas_are_those_of_the_region(capsys: Said, area: str, told: str) -> None:
    add(capsys, "boss", "--role", "administrator", "--whole")
    rights = ("--role", "viewer", "--area", area)
    assert told in refused(capsys, "user", "add", "new", "--shown", "x", *rights)
    assert told in refused(capsys, "user", "rights", "boss", *rights)
    assert [one.name for one in gate().accounts.every()] == ["boss"]


def test_an_account_of_a_service_prints_no_password(capsys: Said) -> None:
    rights = ("--role", "viewer", "--area", "94", "--subject", "Somchai@Example.org")
    assert add(capsys, "somchai", *rights) == ""
    assert "service: somchai@example.org" in user(capsys, "list")
    assert "password is changed there" in refused(capsys, "user", "reset", "somchai")


def test_a_way_that_is_closed_is_pointed_out(capsys: Said) -> None:
    run(["user", "add", "x1", "--shown", "x", "--role", "viewer", "--whole", "--subject", "x@y.z"])
    assert "[ways] oidc is off" in capsys.readouterr().err


@pytest.mark.parametrize(
    "action", ["reset", "close", "reopen", "unlock", "sign-out", "rights"]
)  # fmt: skip
def test_names_that_are_not_there(capsys: Said, action: str) -> None:
    more = ["--role", "viewer", "--whole"] if action == "rights" else []
    assert "There is no account 'nobody'" in refused(capsys, "user", action, "nobody", *more)


def test_the_last_administrator_is_not_closed(capsys: Said) -> None:
    add(capsys, "boss", "--role", "administrator", "--whole")
    assert "make another one first" in refused(capsys, "user", "close", "boss")


def test_a_damaged_file_is_told_without_a_stack(capsys: Said, tmp_path: Path) -> None:
    add(capsys)
    (tmp_path / "var" / "access" / "accounts.sqlite3").write_bytes(b"nothing" * 500)
    assert "is damaged" in refused(capsys, "user", "list")


# The trail


def lines(capsys: Said, *arguments: str) -> list[str]:
    capsys.readouterr()
    assert run(["trail", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_trail_is_listed_by_what_is_asked_for(capsys: Said) -> None:
    trail = gate().trail
    trail.write(Event.IMPORT, "planner", rows=3)
    trail.write(Event.EXPORT, "boss", what="map")
    trail.write(Event.UNDO, "boss")
    assert [line.split("  ")[1:] for line in lines(capsys)] == [
        ["undo", "boss", ""],
        ["export", "boss", '{"what": "map"}'],
        ["import", "planner", '{"rows": 3}'],
    ]
    assert len(lines(capsys, "--most", "2")) == 2
    assert len(lines(capsys, "--who", "planner")) == 1
    assert len(lines(capsys, "--event", "undo", "--event", "import")) == 2
    with pytest.raises(SystemExit):
        run(["trail", "--event", "theft"])
    with pytest.raises(SystemExit):
        run(["trail", "--since", "yesterday"])


def test_days_are_those_of_bangkok_to_their_end(capsys: Said) -> None:
    gate().trail.write(Event.UNDO, "boss")
    day = (datetime.now(UTC) + timedelta(hours=7)).date()
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    assert len(lines(capsys, "--since", f"{day}", "--until", f"{day}")) == 1
    assert len(lines(capsys, "--since", f"{after}")) == 0
    assert len(lines(capsys, "--until", f"{before}")) == 0
    assert len(lines(capsys, "--since", f"{day}T00:00", "--until", f"{after}T00:00")) == 1
    assert len(lines(capsys, "--until", f"{day}T00:00+07:00")) == 0


def test_the_trail_goes_to_a_file_that_no_spreadsheet_computes(
    capsys: Said, tmp_path: Path
) -> None:
    gate().trail.write(Event.EXPORT, "=HYPERLINK(1)", what="ตาราง")
    assert lines(capsys, "--csv", str(tmp_path / "trail.csv")) == []
    text = (tmp_path / "trail.csv").read_text(encoding="utf-8-sig")
    [head, row] = csv.reader(io.StringIO(text))
    assert head == ["at", "event", "who", "told"]
    assert row[1:] == ["export", "'=HYPERLINK(1)", '{"what": "ตาราง"}']
    [taken, _] = gate().trail.read()
    assert (taken.event, taken.who, dict(taken.told)) == (
        Event.EXPORT, "somsak", {"what": "trail", "rows": 1},
    )  # fmt: skip
    assert len(lines(capsys, "--csv", "-")) == 3


def test_the_trail_is_checked_against_what_was_written_down(capsys: Said, tmp_path: Path) -> None:
    assert lines(capsys, "--verify") == ["No lines yet."]
    trail = gate().trail
    for number in range(4):
        trail.write(Event.EXPORT, "boss", rows=number)
    [said] = lines(capsys, "--verify")
    assert said.startswith("4 lines; the last has the digest ")
    digest = said.split()[-1]
    trail.write(Event.UNDO, "boss")
    lines(capsys, "--holds", digest.upper())

    whole = trail.file.read_bytes().splitlines(keepends=True)
    trail.file.write_bytes(b"".join(whole[:3]))  # the end is cut off
    lines(capsys, "--verify")
    assert run(["trail", "--verify", "--holds", digest]) == 1
    assert "cut off or written anew" in capsys.readouterr().err

    trail.file.write_bytes(b"".join([whole[0], *whole[2:]]))  # a line is taken out
    assert run(["trail", "--verify"]) == 1
    assert "Line 2 is cut off or does not fit" in capsys.readouterr().err
