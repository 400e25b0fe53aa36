"""Ramadan and the monsoon, from ``data/seasons.toml``: what charts over time shade."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from lib.periods import Period, month_end

SEASONS = Path(__file__).parents[3] / "data" / "seasons.toml"


class SeasonKind(StrEnum):
    """What a season is."""

    RAMADAN = "ramadan"
    MONSOON = "monsoon"


class SeasonsUnreadable(ValueError):
    """An entry of the file that does not say what it must."""


@dataclass(frozen=True)
class Season:
    """Days of a season, both ends counted; ``announced`` unless they may be a day off."""

    kind: SeasonKind
    period: Period
    announced: bool
    source: str


@dataclass(frozen=True)
class _Yearly:
    """A season of the same months every year; it may run over the turn of the year."""

    kind: SeasonKind
    first_month: int
    last_month: int
    source: str

    def of(self, year: int) -> Season:
        """The season that begins in ``year``."""
        over = self.last_month < self.first_month
        end = month_end(date(year + over, self.last_month, 1))
        return Season(self.kind, Period(date(year, self.first_month, 1), end), True, self.source)


def seasons(span: Period, file: Path = SEASONS) -> tuple[Season, ...]:
    """The seasons that touch the days of ``span``, by their first day.

    Raises SeasonsUnreadable, naming the entry, for a file that is not as it must be.
    """
    dated, yearly = _read(file)
    years = range(span.start.year - 1, span.end.year + 1)
    found = [*dated, *(one.of(year) for one in yearly for year in years)]
    touching = (
        one for one in found if one.period.start <= span.end and one.period.end >= span.start
    )
    return tuple(sorted(touching, key=lambda one: (one.period.start, one.kind)))


@cache
def _read(file: Path) -> tuple[tuple[Season, ...], tuple[_Yearly, ...]]:
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    dated = tuple(
        _season(f"{file.name}, season {place}", entry)
        for place, entry in enumerate(entries.get("season", []), start=1)
    )
    yearly = tuple(
        _every_year(f"{file.name}, every_year {place}", entry)
        for place, entry in enumerate(entries.get("every_year", []), start=1)
    )
    return dated, yearly


def _season(where: str, entry: Mapping[str, Any]) -> Season:
    start, end = entry.get("start"), entry.get("end")
    if not isinstance(start, date) or not isinstance(end, date) or end < start:
        raise SeasonsUnreadable(
            f"{where}: start and end must be dates (2025-03-02), the end not before the start; "
            f"they are {start!r} and {end!r}."
        )
    certainty = entry.get("certainty")
    if certainty not in ("announced", "approximate"):
        raise SeasonsUnreadable(
            f"{where}: certainty must be announced or approximate, not {certainty!r}."
        )
    return Season(
        _kind(where, entry), Period(start, end), certainty == "announced", _source(where, entry)
    )


def _every_year(where: str, entry: Mapping[str, Any]) -> _Yearly:
    months = entry.get("first_month"), entry.get("last_month")
    if not all(isinstance(one, int) and 1 <= one <= 12 for one in months):
        raise SeasonsUnreadable(f"{where}: first_month and last_month must be 1 to 12.")
    return _Yearly(
        _kind(where, entry), int(entry["first_month"]), int(entry["last_month"]),
        _source(where, entry),
    )  # fmt: skip


def _kind(where: str, entry: Mapping[str, Any]) -> SeasonKind:
    kind = entry.get("kind")
    if kind not in list(SeasonKind):
        names = ", ".join(SeasonKind)
        raise SeasonsUnreadable(f"{where}: kind must be one of {names}, not {kind!r}.")
    return SeasonKind(kind)


def _source(where: str, entry: Mapping[str, Any]) -> str:
    source = entry.get("source")
    if not isinstance(source, str) or not source.strip():
        raise SeasonsUnreadable(f"{where}: say in source where the days are from.")
    return source
