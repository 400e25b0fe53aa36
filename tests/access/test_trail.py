"""The trail: what is written stays, in order, on a line of its own, and changes show."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from access_kit import Clock, at_once, write_lines
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access import trail as trail_module
from lib.access.config import AccessError
from lib.access.trail import LONGEST, START, Event, Trail, clean
from lib.settings import ROOT

TEXTS = st.text(st.characters(), max_size=400)


def filled(folder: Path, lines: int = 5) -> Trail:
    trail = Trail(folder, Clock())
    for number in range(lines):
        trail.write(Event.EXPORT, f"ผู้ใช้{number}", rows=number, what="ตาราง")
    return trail


def test_a_line_says_when_what_and_who(tmp_path: Path) -> None:
    clock = Clock()
    trail = Trail(tmp_path, clock)
    trail.write(Event.IMPORT, "planner", batch="b1", rows=12)
    [one] = trail.read()
    assert (one.at, one.event, one.who) == (clock.at, Event.IMPORT, "planner")
    assert dict(one.told) == {"batch": "b1", "rows": 12}
    raw = json.loads((tmp_path / "trail.jsonl").read_text(encoding="utf-8"))
    assert list(raw) == ["at", "event", "who", "told", "before"]
    assert raw["before"] == START


def test_nothing_is_there_before_the_first_line(tmp_path: Path) -> None:
    trail = Trail(tmp_path / "none")
    assert (trail.read(), trail.verify(), list(trail.lines())) == ([], [], [])
    assert not trail.folder.exists()


def test_folder_and_file_are_for_us_alone(tmp_path: Path) -> None:
    trail = filled(tmp_path / "made" / "here")
    assert trail.folder.stat().st_mode & 0o777 == 0o700
    assert trail.file.stat().st_mode & 0o777 == 0o600
    trail.file.chmod(0o644)
    trail.write(Event.UNDO, "x")
    assert trail.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name", ["password", "token", "secret", "New_Password", "session_token", "person_key", "cookie"]
)
def test_secrets_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no secrets"):
        Trail(tmp_path).write(Event.ACCOUNT, "boss", **{name: "x"})
    assert Trail(tmp_path).read() == []


@pytest.mark.parametrize("value", [1.5, None, b"x", ["x"], 1 << 63])
def test_only_texts_and_whole_numbers_are_told(tmp_path: Path, value: object) -> None:
    with pytest.raises(ValueError, match="tell a text or a number"):
        Trail(tmp_path).write(Event.ACCOUNT, "boss", what=value)  # type: ignore[arg-type]


def test_a_line_does_not_take_everything(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="up to 20"):
        Trail(tmp_path).write(Event.EXPORT, "x", **{f"v{number}": 1 for number in range(21)})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\nb", "a b"),
        ("a\r\n\tb", "a b"),
        ('x"}\n{"at": "2026', 'x"} {"at": "2026'),
        ("a\u2028b\u0085c", "a b c"),
        ("\u202eabc", "abc"),
        ("\x1b[31mred", "[31mred"),
        ("\ud800", ""),
        ("ก" * 301, "ก" * 299 + "…"),
        ("ำ น้ำ", "ำ น้ำ"),
    ],
)
def test_no_text_makes_a_line_or_hides_one(tmp_path: Path, text: str, kept: str) -> None:
    trail = Trail(tmp_path)
    trail.write(Event.SIGN_IN_REFUSED, text, address=text)
    [one] = trail.read()
    assert (one.who, one.told["address"]) == (kept, kept)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(-(2**62), 2**62)), min_size=1, max_size=5))
def test_whatever_is_told_stays_on_its_line(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, str, int]]
) -> None:
    trail = Trail(tmp_path_factory.mktemp("told"))
    for who, what, rows in told:
        trail.write(Event.EXPORT, who, what=what, rows=rows)
    assert trail.file.read_bytes().count(b"\n") == len(told)
    assert [(one.who, one.told["what"], one.told["rows"]) for one in reversed(trail.read())] == [
        (clean(who), clean(what), rows) for who, what, rows in told
    ]
    assert all(len(clean(text)) <= LONGEST for who, what, _ in told for text in (who, what))
    assert trail.verify() == []


def test_reading_finds_the_newest_that_fit(tmp_path: Path) -> None:
    clock = Clock()
    trail, begun = Trail(tmp_path, clock), clock.at
    for number in range(60):
        trail.write(Event.IMPORT if number % 3 else Event.EXPORT, f"p{number % 2}", number=number)
        clock.turn(minutes=1)

    def numbers(**asked: object) -> list[object]:
        return [one.told["number"] for one in trail.read(**asked)]  # type: ignore[arg-type]

    assert numbers() == list(range(59, -1, -1))
    assert numbers(most=3) == [59, 58, 57]
    assert numbers(most=0) == []
    assert numbers(events=[Event.EXPORT], most=2) == [57, 54]
    assert numbers(who="p1", events={Event.EXPORT}) == list(range(57, -1, -6))
    at = begun + timedelta(minutes=10)
    assert numbers(since=at, until=at + timedelta(minutes=2)) == [11, 10]
    assert numbers(who="nobody") == []


@pytest.mark.parametrize("block", [1, 7, 150, 1 << 16])
def test_reading_from_the_end_by_blocks_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(trail_module, "_BLOCK", block)
    trail = filled(tmp_path)
    assert [one.told["rows"] for one in trail.read()] == [4, 3, 2, 1, 0]
    assert trail.verify() == []


def test_a_clock_that_goes_back_hides_no_line(tmp_path: Path) -> None:
    clock = Clock()
    trail, begun = Trail(tmp_path, clock), clock.at
    trail.write(Event.UNDO, "a")
    clock.turn(days=-400)
    trail.write(Event.UNDO, "b")
    assert [one.who for one in trail.read(since=begun)] == ["a"]
    assert trail.verify() == []


# What a fault leaves, and what somebody changes


def test_a_line_that_was_cut_off_anywhere_is_told_and_spoils_nothing(tmp_path: Path) -> None:
    trail = filled(tmp_path, 3)
    whole = trail.file.read_bytes()
    last = whole[:-1].rindex(b"\n") + 1
    for end in range(last + 1, len(whole) - 1, 5):
        trail.file.write_bytes(whole[:end])
        assert trail.verify() == [3]
        assert len(trail.read()) == 2
        trail.write(Event.UNDO, "next")
        trail.write(Event.UNDO, "after")
        assert trail.verify() == [3]
        assert [one.who for one in trail.read(most=2)] == ["after", "next"]
        assert trail.file.read_bytes().startswith(whole[:end] + b"\n")


def test_a_line_without_its_line_break_is_whole(tmp_path: Path) -> None:
    trail = filled(tmp_path, 2)
    trail.file.write_bytes(trail.file.read_bytes()[:-1])
    trail.write(Event.UNDO, "next")
    assert trail.verify() == []
    assert len(trail.read()) == 3


@pytest.fixture(scope="module")
def four_lines(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trail, bytes]:
    trail = filled(tmp_path_factory.mktemp("changed"), 4)
    return trail, trail.file.read_bytes()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_byte_changed_before_the_last_line_shows(
    four_lines: tuple[Trail, bytes], data: st.DataObject
) -> None:
    trail, whole = four_lines[0], bytearray(four_lines[1])
    place = data.draw(st.integers(0, whole[:-1].rindex(b"\n")))
    whole[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    trail.file.write_bytes(whole)
    assert trail.verify() != []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda lines: lines[1:], [1]),
        (lambda lines: [*lines[:2], *lines[3:]], [3]),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], [3]),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], [2, 3, 4]),
        (lambda lines: [lines[0], lines[1].replace(b'"rows": 1', b'"rows": 7'), *lines[2:]], [3]),
        (lambda lines: [lines[0], b"\n", *lines[1:]], [2, 3]),
        (lambda lines: [lines[0], b"[" * 100_000 + b"\n", *lines[1:]], [2, 3]),
        (lambda lines: [lines[0], b'{"before": 3}\n', *lines[1:]], [2, 3]),
        (lambda lines: [lines[0], b"\xff\x00\n", *lines[1:]], [2, 3]),
        (lambda lines: lines[:-1], []),  # what a chain alone can't show
    ],
)  # fmt: skip
def test_lines_changed_taken_out_or_put_in_show(
    tmp_path: Path, change: object, broken: list[int]
) -> None:
    assert callable(change)
    trail = filled(tmp_path)
    lines = trail.file.read_bytes().splitlines(keepends=True)
    trail.file.write_bytes(b"".join(change(lines)))
    assert trail.verify() == broken
    trail.write(Event.UNDO, "next")  # goes on from what is there
    assert trail.verify() == broken
    assert trail.read(most=1)[0].who == "next"


def test_digests_are_those_that_the_next_lines_hold(tmp_path: Path) -> None:
    trail = filled(tmp_path)
    lines = trail.file.read_bytes().splitlines()
    assert [one.digest for one in trail.lines()][:-1] == [
        json.loads(line)["before"] for line in lines[1:]
    ]


def test_what_cannot_be_written_is_not_written_by_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail = filled(tmp_path)
    before, write = trail.file.read_bytes(), os.write

    def full(handle: int, text: bytes) -> int:
        if len(text) < 60:
            raise OSError(28, "No space left on device")
        return write(handle, text[:40])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(AccessError, match="No space left on device"):
        trail.write(Event.UNDO, "x")
    monkeypatch.undo()
    assert trail.file.read_bytes() == before


def test_a_folder_that_is_a_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AccessError, match="can't be written"):
        Trail(tmp_path / "file").write(Event.UNDO, "x")


def test_processes_that_write_at_once_keep_the_chain(tmp_path: Path) -> None:
    assert len(set(at_once(write_lines, tmp_path, 60, processes=3))) == 3
    trail = Trail(tmp_path)
    assert trail.verify() == []
    written = [(one.who, one.told["rows"]) for one in reversed(trail.read())]
    assert sorted(written) == [(f"p{who}", rows) for who in range(3) for rows in range(60)]
    for who in ("p0", "p1", "p2"):
        assert [rows for name, rows in written if name == who] == list(range(60))


def test_a_process_that_is_killed_leaves_a_chain_that_goes_on(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom lib.access.trail import Event, Trail\n"
        f"trail = Trail(Path({str(tmp_path)!r}))\n"
        "while True: trail.write(Event.EXPORT, 'x' * 300, what='y' * 300)\n"
    )
    trail = Trail(tmp_path)
    for _ in range(3):
        size = trail.file.stat().st_size if trail.file.exists() else 0
        with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as process:
            while process.poll() is None:
                if trail.file.exists() and trail.file.stat().st_size > size + 20_000:
                    process.send_signal(signal.SIGKILL)
                time.sleep(0.001)
        trail.write(Event.UNDO, "next")
        assert trail.read(most=1)[0].who == "next"
    lines = list(trail.lines())
    assert sum(not line.fits for line in lines) <= 3  # at most the line that was being written
    assert len(trail.read(most=10_000)) + len(trail.verify()) == len(lines)
