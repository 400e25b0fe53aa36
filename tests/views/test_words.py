"""The catalogues: both say the same things, everything they say is used, nothing else is said."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lib.views.words import LANGUAGES, catalogue, listed, say

ROOT = Path(__file__).parents[2]
VIEWS, EXPORTS = ROOT / "lib" / "views", ROOT / "lib" / "exports"
SOURCES = sorted([ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "lib").rglob("*.py")])
SCREENS = [
    path for path in SOURCES if not path.is_relative_to(ROOT / "lib") or VIEWS in path.parents
]
SCRIPTS = sorted(VIEWS.rglob("*.js"))
THAI = re.compile(r"[\u0e00-\u0e7f]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def keys_said(path: Path) -> Iterator[re.Pattern[str]]:
    """Keys that a file says: literal ones, and patterns where a part is put in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            text = _pattern(node)
            if re.match(r"[a-z_]+\\\.", text):
                yield re.compile(text)


def _pattern(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return re.escape(node.value) if isinstance(node.value, str) else ""
    parts = (
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
        for part in node.values
    )
    return "".join(parts)


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("th")) == set(catalogue("en"))


@pytest.mark.parametrize("key", sorted(catalogue("th")))
def test_both_languages_have_the_same_placeholders(key: str) -> None:
    thai, english = catalogue("th")[key], catalogue("en")[key]
    assert placeholders(thai) == placeholders(english)
    assert thai.strip() or key == "list.clauses"  # a space parts them in Thai
    assert english.strip()


def test_no_key_is_unused() -> None:
    said = [pattern for path in SOURCES for pattern in keys_said(path)]
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    unused = [
        key
        for key in catalogue("th")
        if not any(pattern.fullmatch(key) for pattern in said)
        and not (key.startswith("map_own.") and re.search(rf"\b{key[8:]}\b", scripts))
        and not (key.startswith("exports.") and _writers_say(key.removeprefix("exports.")))
    ]
    assert unused == []


def _writers_say(key: str) -> bool:
    """Whether a writer of exports says this: those get their words with the stamp."""
    if key.startswith("player_"):
        player = (EXPORTS / "web" / "player.js").read_text(encoding="utf-8")
        return f"words.{key.removeprefix('player_')}" in player
    return any(pattern.fullmatch(key) for pattern in _said_by_writers())


@cache
def _said_by_writers() -> list[re.Pattern[str]]:
    return [
        re.compile(text)
        for path in EXPORTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        and re.match(r"[a-z]+_", text := _pattern(node))
    ]


def test_every_key_said_exists() -> None:
    sections = {key.split(".")[0] for key in catalogue("th")}
    missing = [
        f"{path.relative_to(ROOT)}: {node.args[0].value}"
        for path in SCREENS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "say"
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in catalogue("th")
    ]
    assert missing == []
    assert "house" in sections


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_words_in_scripts(path: Path) -> None:
    """Only a comment may show an example."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if THAI.search(line.split("//")[0])] == []


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_thai_words_in_screens(path: Path) -> None:
    """What the interface says is in the catalogues; doc strings may show examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    }
    said = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value not in documented
        and THAI.search(node.value)
    ]
    assert said == []


def test_english_has_no_thai_but_the_name_of_the_language() -> None:
    thai = {key for key, text in catalogue("en").items() if THAI.search(text)}
    assert thai == {"house.lang_th"}


def test_an_unknown_key_names_the_file() -> None:
    with pytest.raises(KeyError, match=r"No file of data/words for 'en' has 'house.cellar'"):
        say("house.cellar", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_months(language: str) -> None:
    assert len(catalogue(language)["months.short"].split(",")) == 12  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("items", "phrase"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists(items: list[str], phrase: str) -> None:
    assert listed(items, "en") == phrase


@pytest.mark.parametrize(
    ("items", "phrase"),
    [
        (["อ.เบตง", "อ.นาทวี"], "อ.เบตง และ อ.นาทวี"),
        (["ก.ย. 2568", "พ.ย. 2568", "มิ.ย. 2569"], "ก.ย. 2568, พ.ย. 2568 และ มิ.ย. 2569"),
        (["ยะลา", "ปัตตานี"], "ยะลา และปัตตานี"),
    ],
)
def test_lists_in_thai_have_a_space_before_an_abbreviation(items: list[str], phrase: str) -> None:
    assert listed(items, "th") == phrase


@pytest.mark.parametrize("value", ["อ.เบตง", "ต.ยะรัง", "จ.ยะลา", "ก.พ. 2569", "เม.ย. 2569"])
def test_thai_has_a_space_before_an_abbreviation(value: str) -> None:
    """Whatever text an area or a month is put into, in any of its places."""
    touching = re.compile(THAI.pattern + re.escape(value))
    found = [
        text
        for key in catalogue("th")
        for place in placeholders(catalogue("th")[key])
        for values in [dict.fromkeys(placeholders(catalogue("th")[key]), 1) | {place: value}]
        if touching.search(text := say(key, "th", **values))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("area", "text"),
    [
        ("อ.รามัน", "ยังไม่มีข้อมูลรายเดือนของ อ.รามัน"),
        ("ทั้งพื้นที่", "ยังไม่มีข้อมูลรายเดือนของทั้งพื้นที่"),
        ("อบต.ยะรัง", "ยังไม่มีข้อมูลรายเดือนของ อบต.ยะรัง"),
    ],
)
def test_only_what_begins_with_an_abbreviation_is_parted(area: str, text: str) -> None:
    assert say("coverage.months_none", "th", name="x", area=area) == f"x: {text}"
