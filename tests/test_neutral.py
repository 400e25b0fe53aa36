"""Texts made harmless for spreadsheets."""

from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.neutral import FORMULA_STARTS, cell_text, lawful, neutral, sheet_title

NEUTRAL = [
    ("=1+1", "'=1+1"),
    ("+66", "'+66"),
    ("-5", "'-5"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    (" =1", "' =1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("＝1", "'＝1"),
    ("ยะรัง", "ยะรัง"),
    ("2025-12-05", "2025-12-05"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), NEUTRAL)
def test_neutral(text: str, expected: str) -> None:
    assert neutral(text) == expected


@given(st.text())
def test_what_is_neutral_begins_no_formula_and_holds_all_of_the_text(text: str) -> None:
    assert not neutral(text).startswith(FORMULA_STARTS)
    assert neutral(text).removeprefix("'").endswith(text.removeprefix("'"))
    assert neutral(neutral(text)) == neutral(text)


@given(st.text(st.characters()))
def test_lawful_text_can_be_written_as_xml(text: str) -> None:
    shown = lawful(text)
    assert len(shown) == len(text)
    assert ElementTree.fromstring(f"<t>{escape(shown)}</t>").text is not None or not shown


def test_cell_holds_what_it_can() -> None:
    assert cell_text("ก" * 32_767) == "ก" * 32_767
    assert len(cell_text("ก" * 40_000)) == 32_767
    assert cell_text("😀" * 20_000).endswith("…")
    assert len(cell_text("😀" * 20_000).encode("utf-16-le")) // 2 <= 32_767


TITLES = [
    ("กิจกรรม", (), "กิจกรรม"),
    ("a[b]:*?/\\c", (), "a b      c"),
    ("'quoted'", (), "quoted"),
    ("", (), "Sheet"),
    ("history", (), "history (2)"),
    ("ก" * 40, (), "ก" * 31),
    ("Data", ("DATA",), "Data (2)"),
    ("Data", ("data", "Data (2)"), "Data (3)"),
]


@pytest.mark.parametrize(("text", "taken", "expected"), TITLES)
def test_sheet_title(text: str, taken: tuple[str, ...], expected: str) -> None:
    assert sheet_title(text, taken) == expected


@given(st.text(), st.lists(st.text(max_size=33), max_size=4))
def test_any_text_makes_a_name_that_a_sheet_can_have(text: str, taken: list[str]) -> None:
    title = sheet_title(text, taken)
    assert 0 < len(title.encode("utf-16-le")) // 2 <= 31
    assert not set(title) & set("[]:*?/\\")
    assert not title.startswith("'")
    assert not title.endswith("'")
    assert title.casefold() not in {name.casefold() for name in taken}
