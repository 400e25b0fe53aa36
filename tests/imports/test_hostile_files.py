"""Hostile and broken files: one clear message each, in bounded time, and the reader lives on."""

import os
import resource
import time
from pathlib import Path

import pytest
from hostile import FILES, wide_ods
from make_corpus import HEADERS, plain

from lib.imports.reading.confined import read_confined
from lib.imports.reading.kinds import label
from lib.imports.reading.source import read
from lib.imports.sheets import Source
from lib.store.findings import Findings, is_warning


@pytest.mark.parametrize("name", FILES)
def test_one_message(name: str, tmp_path: Path) -> None:
    make, kind = FILES[name]
    path = tmp_path / name
    path.write_bytes(make())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(Source(name, path))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert isinstance(found, Findings)
    assert list(found.counts.items()) == [(kind, 1)]
    assert not is_warning(kind)
    for lang in ("th", "en"):
        assert name in next(iter(found)).line(lang)
    assert grown < 400_000, "kilobytes that this process has grown by"
    assert [path] == list(tmp_path.iterdir()), "nothing is left beside the file"


def test_empty_cells_to_the_end_of_a_sheet_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "x.ods"
    path.write_bytes(wide_ods())
    sheets = read(Source("x.ods", path))
    assert isinstance(sheets, list)
    assert sheets[0].cells.shape == (1, len(HEADERS))


def children() -> set[str]:
    """The processes that this one has started and that are still there."""
    own = str(os.getpid())
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == own and fields[0] != "Z":
            found.add(status.parent.name)
    return found


def test_time_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    path.write_bytes(plain())
    before = children()
    found = read_confined(Source(path.name, path), seconds=0.0)
    assert isinstance(found, Findings)
    assert list(found.counts) == ["slow_file"]
    assert children() <= before


class Stop(Exception):
    """What a user's click raises."""


def test_whoever_watches_can_stop_it(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    path.write_bytes(plain())
    before, started = children(), []

    def stop(share: float) -> None:
        started.append(children() - before)
        raise Stop(share)

    with pytest.raises(Stop):
        read(Source(path.name, path), watch=stop)
    assert started[0], "the process was there"
    deadline = time.monotonic() + 10
    while children() - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children() <= before


def test_shares_only_grow(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    path.write_bytes(plain())
    shares: list[float] = []
    assert isinstance(read(Source(path.name, path), watch=shares.append), list)
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    found = read(Source("gone.xlsx", tmp_path / "gone.xlsx"))
    assert isinstance(found, Findings)
    assert list(found.counts) == ["unreadable_file"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("กิจกรรม ต.ค. 68.xlsx", "กิจกรรม ต.ค. 68.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.xls", "a.xls"),
        ("a\u202egnp.xlsx", "agnp.xlsx"),
        ("a\0b\nc.csv", "ab c.csv"),
        ("\u200b", "?"),
        ("..", ".."),
        ("", "?"),
        ("ก" * 500 + ".xlsx", "ก" * 114 + "….xlsx"),
        ("<script>alert(1)</script>.csv", "script>.csv"),
    ],
)
def test_names_are_labels(name: str, shown: str) -> None:
    assert label(name) == shown
