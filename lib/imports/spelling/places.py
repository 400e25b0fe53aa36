"""Places as offices write them: codes, names with their prefixes, names in columns of their own."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from geo.codes import CODE_LENGTH, Level
from lib.imports.spelling.areas import LEVELS, AreaNames, Codes, area_names
from lib.imports.spelling.rules import Words, place_rules
from lib.store.personal import THAI_DIGITS

CONTRADICTS, MISSPELT, UNKNOWN = "place_contradicts", "misspelt_place", "unknown_place"
_MARKS = dict(zip(LEVELS, "\ue000\ue001\ue002", strict=True))
_SPLIT = re.compile("([\ue000-\ue002])")
_CODE = re.compile(r"(?<![\w.])(?:TH)?(\d{8}|\d{6}|\d{4})(?:\.0+)?(?![\w.])", re.IGNORECASE)
_EMPTY = re.compile(r"[\W_]*")


@dataclass(frozen=True)
class Outcome:
    """What became of a place: a code, several to ask about, or what is wrong with it.

    `other` says which area a wrong one was taken for, in words.
    """

    code: str | None = None
    asked: tuple[str, ...] = ()
    kind: str | None = None
    other: str = ""


@dataclass(frozen=True)
class _Named:
    """A text taken apart: its code, the names by level, and a name that says no level."""

    code: str | None = None
    names: Mapping[Level, str] = field(default_factory=dict)
    bare: str = ""


def find_place(
    text: str,
    beside: Mapping[Level, str],
    digits: Sequence[int],
    *,
    sure: bool = True,
    suggest: bool = True,
) -> Outcome:
    """The area that a cell means, with what the columns beside it say.

    `digits` are the lengths of code that the field takes. What stands beside a code must agree
    with it, unless it is not `sure` that it is about the same place. Looking for what a misspelt
    name resembles takes long, and can be left out (`suggest`). An empty outcome means that the
    cell is to be left as it is.
    """
    areas = area_names()
    parts = _take_apart(text)
    if parts is None:
        return Outcome(kind=UNKNOWN)
    helpers = _beside(beside)
    if parts.code is not None:
        names = {**(helpers if sure else {}), **parts.names}
        if parts.bare:
            names[_level(parts.code)] = parts.bare
        return _of_code(areas, parts.code, names)
    names = {**helpers, **parts.names}
    if not (parts.bare or parts.names) and Level.TAMBON not in names:
        return _amphoe_beside(areas, names, digits)
    return _of_names(areas, parts.bare, names, parts.names, digits, suggest=suggest)


def _level(code: str) -> Level:
    return next(level for level, length in CODE_LENGTH.items() if length == len(code))


def _take_apart(text: str) -> _Named | None:
    """Code and names of a text; None where they do not make one place."""
    plain = unicodedata.normalize("NFKC", text.translate(THAI_DIGITS))
    code = None
    if found := _CODE.search(plain):
        code = found[1][: CODE_LENGTH[Level.TAMBON]]
        plain = f"{plain[: found.start()]} {plain[found.end() :]}"
    for level, pattern in _after().items():
        plain = pattern.sub(rf"{_MARKS[level]}\1,", plain)
    for level, pattern in _before().items():
        plain = pattern.sub(_MARKS[level], plain)
    bare, *marked = _SPLIT.split(plain)
    names: dict[Level, str] = {}
    levels = {mark: level for level, mark in _MARKS.items()}
    for mark, name in zip(marked[::2], marked[1::2], strict=True):
        if levels[mark] in names or _EMPTY.fullmatch(name):
            return None
        names[levels[mark]] = name
    return _Named(code, names, "" if _EMPTY.fullmatch(bare) else bare)


def _beside(beside: Mapping[Level, str]) -> dict[Level, str]:
    """Names and codes by level from the columns beside, each of which may name its parents too."""
    names: dict[Level, str] = {}
    for level, text in beside.items():
        parts = _take_apart(text)
        if parts is None:
            continue
        own = parts.bare or parts.code
        found = {**({level: own} if own else {}), **parts.names}
        names |= {one: name for one, name in found.items() if one not in names or one is level}
    return names


def _of_code(areas: AreaNames, code: str, names: Mapping[Level, str]) -> Outcome:
    """A code, when the names agree with it; one outside the study is for the check to refuse."""
    if code not in areas.registry:
        return Outcome(code)
    for level, name in names.items():
        length = CODE_LENGTH[level]
        if length > len(code):
            continue
        own, meant = code[:length], _codes(areas, level, name)
        if own in meant or areas.alike(level, name, own):
            continue
        if meant or level is not Level.TAMBON:
            return Outcome(kind=CONTRADICTS, other=areas.full(code)[0])
    return Outcome(code)


def _codes(areas: AreaNames, level: Level, name: str) -> Codes:
    if name.isdecimal():
        return frozenset({name}) & areas.known[level]
    return areas.codes(level, name)


def _amphoe_beside(areas: AreaNames, names: Mapping[Level, str], digits: Sequence[int]) -> Outcome:
    """The amphoe that stands beside an empty cell, where the field takes one."""
    if CODE_LENGTH[Level.AMPHOE] not in digits or Level.AMPHOE not in names:
        return Outcome()
    return _of_names(areas, "", names, {Level.AMPHOE: names[Level.AMPHOE]}, digits, suggest=True)


def _of_names(
    areas: AreaNames,
    bare: str,
    names: Mapping[Level, str],
    own: Mapping[Level, str],
    digits: Sequence[int],
    *,
    suggest: bool,
) -> Outcome:
    """The one area of the names, several of them, or what is wrong."""
    levels = _meant(bare, own, names, digits)
    if not levels:
        return Outcome(kind=UNKNOWN)
    texts = {level: bare or names[level] for level in levels}
    within, strange = _within(areas, names, levels)
    meant = {code for level, text in texts.items() for code in _codes(areas, level, text)}
    found = sorted(code for code in meant if all(_inside(code, one) for one in within))
    if strange:
        return _outside(areas, found if suggest else [], strange)
    if len(found) == 1:
        return Outcome(found[0])
    if found:
        return Outcome(asked=tuple(found))
    if meant:
        return Outcome(kind=CONTRADICTS, other=_listed(areas, sorted(meant)))
    near = [
        code
        for level, text in (texts if suggest else {}).items()
        for code in areas.likely(
            level,
            text,
            [one for one in areas.known[level] if all(_inside(one, some) for some in within)],
        )
    ]
    return _unknown(areas, near)


def _meant(
    bare: str, own: Mapping[Level, str], names: Mapping[Level, str], digits: Sequence[int]
) -> list[Level]:
    """The levels that a cell may be of: of what it says itself, else of what stands beside it."""
    taken = [level for level in (Level.TAMBON, Level.AMPHOE) if CODE_LENGTH[level] in digits]
    if bare:
        lowest = [level for level in taken if level not in own]
        return lowest[:1] if own and lowest else lowest
    named = own or names
    lowest_named = next((level for level in LEVELS if level in named), None)
    if Level.TAMBON in names and Level.TAMBON in taken:
        return [Level.TAMBON]
    return [lowest_named] if lowest_named in taken and lowest_named else []


def _within(
    areas: AreaNames, names: Mapping[Level, str], levels: Sequence[Level]
) -> tuple[list[Codes], list[tuple[Level, str]]]:
    """Areas that the place lies in, and names of such areas that are not known."""
    lowest = LEVELS.index(levels[-1])
    wider = {level: names[level] for level in LEVELS[lowest + 1 :] if level in names}
    codes = {level: _codes(areas, level, name) for level, name in wider.items()}
    strange = [(level, wider[level]) for level, found in codes.items() if not found]
    return [found for found in codes.values() if found], strange


def _inside(code: str, wider: Codes) -> bool:
    return any(code.startswith(one) for one in wider)


def _outside(
    areas: AreaNames, found: Sequence[str], strange: Sequence[tuple[Level, str]]
) -> Outcome:
    """A name whose amphoe or province is not known: misspelt, or of another part of the country."""
    near = [
        code
        for code in found
        if all(areas.alike(level, name, code[: CODE_LENGTH[level]]) for level, name in strange)
    ]
    return _unknown(areas, near)


def _unknown(areas: AreaNames, near: Sequence[str]) -> Outcome:
    if near:
        return Outcome(kind=MISSPELT, other=_listed(areas, near))
    return Outcome(kind=UNKNOWN)


def _listed(areas: AreaNames, codes: Sequence[str]) -> str:
    shown = list(dict.fromkeys(codes))[:3]
    return "; ".join(f"{areas.full(code)[0]} ({code})" for code in shown)


@cache
def _before() -> Mapping[Level, re.Pattern[str]]:
    before = place_rules().before
    return {level: re.compile(_words(before[level]), re.IGNORECASE) for level in LEVELS}


@cache
def _after() -> Mapping[Level, re.Pattern[str]]:
    after = place_rules().after
    own = "".join(_MARKS.values())
    return {
        level: re.compile(rf"([^,;/{own}]+?)\s*\b(?:{_words(after[level])})\b", re.IGNORECASE)
        for level in LEVELS
    }


def _words(words: Words) -> str:
    """Any of some words; those of Latin letters stand alone."""
    parts = []
    for word in words:
        plain = re.escape(unicodedata.normalize("NFKC", word))
        start = r"(?<![A-Za-z])" if word[0].isascii() else ""
        end = r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
        parts.append(f"{start}{plain}{end}")
    return "(?:" + "|".join(parts) + ")"
