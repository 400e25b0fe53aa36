"""Dates as offices write them: what days a text may stand for.

Offices write day, month, year, of the Buddhist Era or of the Common Era: years from 1900 to 2200
are of the Common Era, those from 2400 to 2743 of the Buddhist Era. A year of two digits may be
of either, unless the era stands with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import polars as pl

from lib.imports.spelling.rules import Words, date_rules
from lib.imports.spelling.spelling import fold
from lib.store.cells import ERA, YEARS
from lib.store.personal import western_digits

DAY_FIRST, MONTH_FIRST = "dm", "md"
BUDDHIST, COMMON = "be", "ce"
_BUDDHIST_YEARS = (2400, 2743)
# Years of two digits: of the Buddhist Era 2500-2599, of the Common Era the same hundred years.
_CENTURY, _FIRST_YEAR = 2500, 1957
_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_NUMBERS = re.compile(r"\d+")
_LONGEST = 60  # nothing longer is a date


@dataclass(frozen=True)
class Reading:
    """A day that a text may stand for, and what was assumed for it: order and era, or nothing."""

    day: date
    order: str = ""
    era: str = ""


@dataclass(frozen=True)
class _Gap:
    """The words between numbers."""

    month: int | None = None
    era: str = ""


def clean_dates(cells: pl.Series) -> pl.Series:
    """Texts with Arabic digits and without a time of day."""
    return western_digits(cells).str.replace(_time(), "").str.strip_chars(" \t\u00a0")


@lru_cache(maxsize=65536)
def readings(text: str, *, month: bool) -> tuple[Reading, ...]:
    """Every day that a text (of `clean_dates`) may stand for; none where it is no date.

    With `month` the text may be a month without a day, which stands for its first day.
    """
    if len(text) > _LONGEST:
        return ()
    if found := _SERIAL.fullmatch(text):
        return _serial(int(found[1]))
    numbers = _NUMBERS.findall(text)
    gaps = [_gap(gap) for gap in _NUMBERS.split(text)]
    if not 1 <= len(numbers) <= 3 or any(gap is None for gap in gaps):
        return ()
    known = [gap for gap in gaps if gap is not None]
    eras = {gap.era for gap in known if gap.era}
    if len(eras) > 1:
        return ()
    era = next(iter(eras), "")
    named = [place for place, gap in enumerate(known) if gap.month]
    if not named:
        found_days = _numeric(numbers, era, month=month)
    elif len(named) == 1:
        found_days = _named(numbers, known[named[0]].month or 0, named[0], era, month=month)
    else:
        return ()
    return _first_of_month(found_days) if month else found_days


def shown(day: date, *, month: bool) -> tuple[str, str]:
    """A day (or its month) in Thai, of the Buddhist Era, and in English."""
    names = date_rules().shown
    before = "" if month else f"{day.day} "
    return (
        f"{before}{names['th'][day.month - 1]} {day.year + ERA}",
        f"{before}{names['en'][day.month - 1]} {day.year}",
    )


def _serial(number: int) -> tuple[Reading, ...]:
    first, last = date_rules().serials
    if not first <= number <= last:
        return ()
    return (Reading(_EPOCH + timedelta(days=number)),)


def _numeric(numbers: Sequence[str], era: str, *, month: bool) -> tuple[Reading, ...]:
    if len(numbers) == 3:
        return _three(numbers, era)
    if len(numbers) == 1:
        return _compact(numbers[0], era, month=month)
    if not month:
        return ()
    first, second = numbers
    if len(first) == 4 or (len(first) == 2 and int(first) > 12):
        first, second = second, first
    return _days(["1"], [first], second, era)


def _three(numbers: Sequence[str], era: str) -> tuple[Reading, ...]:
    first, second, third = numbers
    if len(first) == 4 or (len(first) == 2 and int(first) > 31):
        return _days([third], [second], first, era)
    by_day = _days([first], [second], third, era)
    by_month = _days([second], [first], third, era)
    if {one.day for one in by_day} == {one.day for one in by_month}:
        return by_day
    return tuple(Reading(one.day, DAY_FIRST, one.era) for one in by_day) + tuple(
        Reading(one.day, MONTH_FIRST, one.era) for one in by_month
    )


def _compact(number: str, era: str, *, month: bool) -> tuple[Reading, ...]:
    """20251205, 05122568 and, for a month, 202512: never more than one of them is a day."""
    if len(number) == 8:
        year_first = _days([number[6:]], [number[4:6]], number[:4], era)
        return year_first or _days([number[:2]], [number[2:4]], number[4:], era)
    if len(number) == 6 and month:
        return _days(["1"], [number[4:]], number[:4], era)
    return ()


def _named(
    numbers: Sequence[str], month_number: int, place: int, era: str, *, month: bool
) -> tuple[Reading, ...]:
    """Days of a text with a month's name, which stands before the number at `place`."""
    months = [str(month_number)]
    if len(numbers) == 2 and place < 2:
        first, second = numbers
        if len(first) == 4:
            first, second = second, first
        return _days([first], months, second, era)
    if len(numbers) == 1 and month and (place == 0 or len(numbers[0]) == 4):
        return _days(["1"], months, numbers[0], era)
    return ()


def _days(days: Sequence[str], months: Sequence[str], year: str, era: str) -> tuple[Reading, ...]:
    found = []
    for day, month in zip(days, months, strict=True):
        if len(day) > 2 or len(month) > 2:
            continue
        for number, assumed in _years(year, era):
            try:
                found.append(Reading(date(number, int(month), int(day)), era=assumed))
            except ValueError:
                continue
    return tuple(found)


def _years(text: str, era: str) -> list[tuple[int, str]]:
    """Years of the Common Era that a text may stand for, and the era that is assumed for each."""
    year = int(text)
    if len(text) == 4:
        buddhist = _BUDDHIST_YEARS[0] <= year <= _BUDDHIST_YEARS[1]
        common = YEARS[0] <= year <= YEARS[1]
        if buddhist and era != COMMON:
            return [(year - ERA, "")]
        return [(year, "")] if common and era != BUDDHIST else []
    if len(text) != 2:
        return []
    both = [
        (_CENTURY + year - ERA, BUDDHIST),
        (_FIRST_YEAR + (year - _FIRST_YEAR) % 100, COMMON),
    ]
    if era:
        return [(number, "") for number, assumed in both if assumed == era]
    return both


def _first_of_month(found: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The months of the days, each once."""
    months = {Reading(one.day.replace(day=1), one.order, one.era): None for one in found}
    if len({one.day for one in months}) == 1:
        return (Reading(next(iter(months)).day),)
    return tuple(months)


@lru_cache(maxsize=65536)
def _gap(text: str) -> _Gap | None:
    """What the words between numbers say; None where they are not those of a date."""
    words, rules = fold(text), date_rules()
    if not words:
        return _Gap() if re.fullmatch(r"[\s./,()'\u2019\u2010-\u2015-]*", text) else None
    era = ""
    while words and words not in rules.months:
        ends = [(BUDDHIST, word) for word in rules.buddhist if words.endswith(word)]
        ends += [(COMMON, word) for word in rules.common if words.endswith(word)]
        if ends and not era:
            era, word = ends[0]
            words = words.removesuffix(word)
            continue
        left = _without_noise(words, rules.noise)
        if left == words:
            return None
        words = left
    return _Gap(rules.months.get(words), era)


def _without_noise(words: str, noise: Words) -> str:
    """The words without one that tells nothing; ends last, for august ends like 1st."""
    for word in noise:
        if words.startswith(word):
            return words.removeprefix(word)
    for word in noise:
        if words.endswith(word):
            return words.removesuffix(word)
    return words


@cache
def _time() -> str:
    rules = date_rules()
    before = "|".join(map(re.escape, rules.time_before))
    after = "|".join(map(re.escape, rules.time_after))
    clock = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    spoken = r"\d{1,2}[.:]\d{2}"  # with a dot only where a word says that it is a time
    end = rf"(?:{clock}\s*(?:[AaPp]\.?[Mm]\.?|{after})?|{spoken}\s*(?:{after}))"
    return rf"(?:[ \t\u00a0]+|T|,\s*)(?:(?:{before})\s*)?{end}$"
