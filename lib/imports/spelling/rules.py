"""How offices write values and places: the sections of data/imports.toml about cells."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lib.imports.spelling.spelling import fold
from lib.settings import ROOT

RULES_FILE = ROOT / "data" / "imports.toml"
Words = tuple[str, ...]


@dataclass(frozen=True)
class NumberRules:
    """Words around a number, longest first."""

    before: Words
    after: Words


@dataclass(frozen=True)
class DateRules:
    """Words of dates; months, eras and noise are folded (`lib.imports.spelling.spelling.fold`).

    `shown` has what the twelve months are shown as, by language. `serials` are the days of
    spreadsheets that are taken for dates.
    """

    months: Mapping[str, int]
    shown: Mapping[str, Words]
    buddhist: Words
    common: Words
    noise: Words
    time_before: Words
    time_after: Words
    serials: tuple[int, int]
    span_days: int


@dataclass(frozen=True)
class PlaceRules:
    """Words around names of areas, by level; columns that help; other names by code."""

    before: Mapping[str, Words]
    after: Mapping[str, Words]
    capital: Words
    same: tuple[tuple[str, str], ...]
    helpers: Mapping[str, Words]
    other_names: Mapping[str, Words]


@dataclass(frozen=True)
class PointRules:
    """How far a point may lie from its tambon, and how points are written."""

    tolerance_m: float
    error_km: float
    projected: str
    north: Words
    east: Words


@cache
def empty_words() -> frozenset[str]:
    """What stands in a cell that has nothing, in lower case."""
    return frozenset(word.casefold() for word in _raw()["values"]["empty"])


@cache
def number_rules() -> NumberRules:
    """How numbers are written."""
    raw = _raw()["values"]
    return NumberRules(_longest_first(raw["before"]), _longest_first(raw["after"]))


@cache
def date_rules() -> DateRules:
    """How dates are written."""
    raw = _raw()["values"]["dates"]
    lists = {"th": raw["months_th"], "en": raw["months_en"]}
    return DateRules(
        months={
            fold(text): number
            for months in lists.values()
            for number, texts in enumerate(months, start=1)
            for text in texts
        },
        shown={lang: tuple(texts[0] for texts in months) for lang, months in lists.items()},
        buddhist=_folded(raw["buddhist"]),
        common=_folded(raw["common"]),
        noise=_folded(raw["noise"]),
        time_before=_longest_first(raw["time_before"]),
        time_after=_longest_first(raw["time_after"]),
        serials=(raw["serials"][0], raw["serials"][1]),
        span_days=raw["span_days"],
    )


@cache
def code_synonyms(name: str) -> Mapping[str, Words]:
    """Other ways to write the codes of a list."""
    return {code: tuple(texts) for code, texts in _raw()["values"]["codes"].get(name, {}).items()}


@cache
def place_rules() -> PlaceRules:
    """How areas are named."""
    raw = _raw()["places"]
    levels = ("tambon", "amphoe", "province")
    return PlaceRules(
        before={level: _longest_first(raw[level]) for level in levels},
        after={level: _longest_first(raw[f"{level}_after"]) for level in levels},
        capital=tuple(raw["capital"]),
        same=tuple((one, other) for one, other in raw["same"]),
        helpers={level: tuple(texts) for level, texts in raw["helpers"].items()},
        other_names={code: tuple(texts) for code, texts in raw["other_names"].items()},
    )


@cache
def point_rules() -> PointRules:
    """How far points may lie off."""
    raw = _raw()["places"]["points"]
    return PointRules(
        raw["tolerance_m"],
        raw["error_km"],
        raw["projected"],
        tuple(raw["north"]),
        tuple(raw["east"]),
    )


def _longest_first(texts: list[str]) -> Words:
    return tuple(sorted(texts, key=len, reverse=True))


def _folded(texts: list[str]) -> Words:
    return _longest_first(sorted({fold(text) for text in texts}))


@cache
def _raw() -> Mapping[str, Any]:
    return tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
