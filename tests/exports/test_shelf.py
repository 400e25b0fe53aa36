"""The shelf of briefings: kept whole or not at all, listed, found, removed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lib.exports import shelf as module
from lib.exports.keeping import NotKept, to_text
from lib.exports.model import Deck, Slide, Stamp
from lib.exports.shelf import Kept, Shelf, ShelfFull

NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
LIVE = Kept("", "ประชุม จ.ปัตตานี", "area=94", NOW, "ม.", pinned=False, role="planner", areas=("94",))
STAMP = Stamp("t", (), "s", "", "?", NOW, "th", {})
DECK = Deck(STAMP, (Slide("a", "ข้อความ", None),))


def test_a_live_one_comes_back_as_it_was(tmp_path: Path) -> None:
    found = Shelf(tmp_path / "new").keep(LIVE)
    assert replace(found, id="") == LIVE
    assert Shelf(tmp_path / "new").find(found.id) == found
    assert Shelf(tmp_path / "new").every() == [found]


def test_a_pinned_one_has_its_deck(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    found = shelf.keep(replace(LIVE, pinned=True), DECK)
    assert to_text(shelf.deck(found.id)) == to_text(DECK)
    shelf.remove(found.id)
    assert shelf.every() == []
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotKept):
        shelf.deck(found.id)


def test_the_newest_comes_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for hour in (1, 3, 2):
        shelf.keep(replace(LIVE, name=f"{hour}", made=NOW + timedelta(hours=hour)))
    assert [one.name for one in shelf.every()] == ["3", "2", "1"]


@pytest.mark.parametrize("name", ["", "   ", "ก" * 81])
def test_names_are_not_empty_nor_long(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        Shelf(tmp_path).keep(replace(LIVE, name=name))
    assert Shelf(tmp_path).every() == []


def test_a_pin_without_a_deck_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="deck"):
        Shelf(tmp_path).keep(replace(LIVE, pinned=True))
    with pytest.raises(ValueError, match="deck"):
        Shelf(tmp_path).keep(LIVE, DECK)


@pytest.mark.parametrize("id_", ["", "..", "../../etc/passwd", "a" * 12 + "/", "A" * 12, "\x00"])
def test_ids_from_an_address_stay_in_the_folder(tmp_path: Path, id_: str) -> None:
    outside = tmp_path / "aaaaaaaaaaaa.json"
    outside.write_text("{}", encoding="utf-8")
    shelf = Shelf(tmp_path / "inner")
    assert shelf.find(id_) is None
    with pytest.raises(NotKept):
        shelf.deck(id_)
    shelf.remove(id_)
    assert outside.exists()


def test_a_file_that_is_broken_is_passed_over(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    found = shelf.keep(LIVE)
    (tmp_path / "0123456789ab.json").write_text('{"id": 1', encoding="utf-8")
    (tmp_path / "x.part").write_text("half", encoding="utf-8")
    assert shelf.every() == [found]


def test_the_shelf_is_full_at_some_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    shelf = Shelf(tmp_path)
    for name in "ab":
        shelf.keep(replace(LIVE, name=name))
    with pytest.raises(ShelfFull):
        shelf.keep(replace(LIVE, name="c"))


@pytest.mark.parametrize("kept", [0, 1])
def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    """Full from the first file on, or from the second."""
    written: list[int] = []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) > kept:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        Shelf(tmp_path).keep(replace(LIVE, pinned=True), DECK)
    assert list(tmp_path.iterdir()) == []
