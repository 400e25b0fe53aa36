"""Names of files: readable, and taken by every system."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.exports.names import MOST, MOST_OF_PART, file_name

NAMES = [
    (("ความครอบคลุม", "ยะรัง", "ปีงบประมาณ 2569", "ข้อมูลถึง 2569-06-30"),
     "ความครอบคลุม_ยะรัง_ปีงบประมาณ2569_ข้อมูลถึง2569-06-30.xlsx"),
    (("Coverage", "Sai Buri", "Q3/2569", "simulated"), "Coverage_Sai-Buri_Q3-2569_simulated.xlsx"),
    (("ไตรมาส 3/2569", ""), "ไตรมาส3-2569.xlsx"),
    (('a\\b/c:d*e?f"g<h>i|j', "x."), "a-b-c-d-e-f-g-h-i-j_x.xlsx"),
    (("CON",), "_CON.xlsx"),
    (("nul.tar",), "_nul.tar.xlsx"),
    (("ก\u0e33\u200b ข",), "ก\u0e33ข.xlsx"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "name"), NAMES)
def test_names(parts: tuple[str, ...], name: str) -> None:
    assert file_name(parts, "xlsx") == name


def test_nothing_left_is_an_error() -> None:
    with pytest.raises(ValueError, match="name it in words"):
        file_name(("...", " / "), "xlsx")


@given(some.lists(some.text(max_size=200), max_size=6))
def test_every_system_takes_every_name(parts: list[str]) -> None:
    name = file_name((*parts, "ทุกระบบ"), "xlsx")
    assert not set(name) & set('\\/:*?"<>|\0\n\t')
    assert not name.startswith((" ", "."))
    assert name.endswith(".xlsx")
    assert not name.removesuffix(".xlsx").endswith((" ", "."))
    assert len(name.encode()) <= MOST + 1
    assert unicodedata.is_normalized("NFC", name)


def test_long_parts_are_cut_between_letters() -> None:
    name = file_name(("กี่" * 100, "ยะรัง"), "xlsx")
    first = name.partition("_")[0]
    assert len(first.encode()) <= MOST_OF_PART
    assert unicodedata.category(first[-1]) in ("Lo", "Mn")
    assert len(first) % 3 == 0  # whole syllables of one letter and two signs
    assert name.endswith("_ยะรัง.xlsx")
