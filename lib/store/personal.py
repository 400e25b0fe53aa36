"""Personal numbers in text: citizen numbers and phone numbers, to refuse and to mask them.

A citizen number has 13 digits, the last of which checks the others (Department of Provincial
Administration: 11 minus the sum of digit x weight 13..2, modulo 11, its last digit). Phone
numbers are those of the numbering plan of Thailand: mobile 06/08/09 and ten digits, fixed 02-07
and nine digits, with 0, +66 or (mobile) 66 in front.

People write them with all kinds of separators, which also stand in dates, times, amounts and
coordinates; what reads as one of those is not taken for a number of a person.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import polars as pl

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_DIGITS = THAI_DIGITS | str.maketrans("０１２３４５６７８９", "0123456789")
ZERO_WIDTH = "\u200b-\u200f\u2060\ufeff\u00ad"
# Spelled out, for \s is not the same in Python and in the search over columns.
_SPACES = " \t\r\n\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DASHES = "\\-\u2010-\u2015\u2212\uff0d"
_SEPARATORS = rf"{_SPACES}{_DASHES}./_,:;|\\·~*#'"
_START = r"(?<![0-9])(?<![0-9]\.)"

_WIDE = f"[{_SPACES}]?[{_SEPARATORS}]?[{_SPACES}]?"
_GROUPED = rf"[0-9]{_WIDE}[0-9]{{4}}{_WIDE}[0-9]{{5}}{_WIDE}[0-9]{{2}}{_WIDE}[0-9](?![0-9])"
_ANYHOW = rf"[0-9](?:[{_SEPARATORS}]?[0-9]){{12}}(?![0-9])"

_LOOSE = f"[{_SPACES}{_DASHES}()]{{0,3}}"
_SPLIT = f"[{_SPACES}]?[{_DASHES}./_]?[{_SPACES}]?"
_FIRST_SPLIT = f"(?:[{_SPACES}]?[{_DASHES}./_][{_SPACES}]?|[{_SPACES}])"
# With dots and slashes only as phones are grouped: letters of offices are numbered 0505/12345.
_PHONES = (
    rf"(?:\+66|0066|0)(?:{_LOOSE}[689](?:{_LOOSE}[0-9]){{8}}|{_LOOSE}[2-7](?:{_LOOSE}[0-9]){{7}})",
    rf"(?:0|(?:\+|00)?66{_SPLIT})(?:"
    rf"[689][0-9]{_FIRST_SPLIT}[0-9]{{3}}{_SPLIT}[0-9]{{4}}"
    rf"|[689]{_FIRST_SPLIT}[0-9]{{4}}{_SPLIT}[0-9]{{4}}"
    rf"|[689][0-9]{{2}}(?P<same>[{_DASHES}._])[0-9]{{3}}(?P=same)[0-9]{{3}})",
    rf"(?:0|(?:\+|00)66{_SPLIT})(?:"
    rf"[2-7]{_FIRST_SPLIT}[0-9]{{3}}{_SPLIT}[0-9]{{4}}"
    rf"|[2-7][0-9]{_FIRST_SPLIT}[0-9]{{3}}{_SPLIT}[0-9]{{3}})",
    rf"(?:\+|00)?66{_SPLIT}[689][0-9]{{8}}",
    rf"(?:\+|00)66{_SPLIT}[2-7][0-9]{{7}}",
)


def _overlapping(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_START}(?=(?P<number>{pattern}))")


_CITIZEN_GROUPED = _overlapping(_GROUPED)
_CITIZEN_ANYHOW = _overlapping(_ANYHOW)
_PHONE = tuple(_overlapping(rf"{pattern}(?![0-9])") for pattern in _PHONES)

_YEAR = r"(?:(?:19|20|21)[0-9]{2}|2[456][0-9]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_TIME = r"(?:2[0-3]|[01]?[0-9]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_OTHERS = re.compile(
    rf"(?P<day>(?<![0-9])(?:{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}|{_DAY}[-/.]{_MONTH}[-/.]{_YEAR}"
    rf"|{_YEAR}[-/]{_MONTH}|{_MONTH}/{_YEAR}|{_TIME})(?![0-9])"
    # The year in an id: A-2026-000123.
    rf"|(?:(?<=[^\W\d_])|(?<=[^\W\d_][-_/.])){_YEAR}(?=[-_/.][0-9]))"
    r"|(?<![0-9])(?<![0-9][.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![,.]?[0-9])"
    r"|(?<![0-9+])(?<![0-9]\.)(?:0|[1-9][0-9]{0,7})\.[0-9]+(?!\.?[0-9])"
)

# The search over columns lets through all that may hold either, and little else.
_FOREIGN = "๐-๙０-９"
_UNUSUAL = f"[{_FOREIGN}{ZERO_WIDTH}]"
_GAP = f"[{_SEPARATORS}()]{{0,3}}"
_CANDIDATE = rf"[0-9](?:{_GAP}[0-9]){{12}}|(?:^|[^0-9])(?:0{_GAP}[2-9]|0066|66)(?:{_GAP}[0-9]){{7}}"
_DECIMAL_CELL = r"^-?(?:0|[1-9][0-9]{0,7})\.[0-9]+$"
_INVISIBLE = re.compile(f"[{ZERO_WIDTH}]")
_VILLAGES = re.compile("[1-9][0-9]?(?:[, ][1-9][0-9]?)+")
_SHOWN_DIGITS = 3
_LIST_PARTS = 5


class Personal(StrEnum):
    """Kinds of personal number, named as the kinds of finding."""

    CITIZEN = "citizen_number"
    PHONE = "phone_number"


@dataclass(frozen=True)
class _Span:
    """A stretch of text; `day`: it is a date, a time or the year of an id, not a quantity."""

    start: int
    end: int
    day: bool = False

    def holds(self, position: int) -> bool:
        return self.start <= position < self.end

    def is_cut_by(self, other: "_Span") -> bool:
        return self.start < other.start < self.end or self.start < other.end < self.end


def has_check_digit(number: str) -> bool:
    """Whether 13 digits end in the check digit of the other twelve."""
    digits = [int(digit) for digit in number]
    total = sum(digit * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return len(digits) == 13 and (11 - total % 11) % 10 == digits[12]


def western_digits(cells: pl.Series) -> pl.Series:
    """The cells with Thai and full-width digits as Arabic ones."""
    if not cells.str.contains(f"[{_FOREIGN}]").any():
        return cells
    return cells.str.replace_many(list(map(chr, _DIGITS)), list(map(chr, _DIGITS.values())))


def personal_number(text: str) -> Personal | None:
    """The kind of personal number in a text, None when there is none."""
    plain, _ = _readable(text)
    others = _others(plain)
    if any(
        has_check_digit(re.sub("[^0-9]", "", plain[span.start : span.end]))
        for span in _citizens(plain, others)
    ):
        return Personal.CITIZEN
    return Personal.PHONE if any(_phones(plain, others)) else None


def find_personal(cells: pl.Series) -> dict[Personal, pl.Series]:
    """Positions of cells that hold personal numbers, by kind; kinds not found are left out."""
    plain = cells
    if cells.str.contains(_UNUSUAL).any():
        plain = western_digits(cells.str.replace_all(f"[{ZERO_WIDTH}]", ""))
    may = plain.str.contains(_CANDIDATE)
    if may.any():
        may &= ~plain.str.contains(_DECIMAL_CELL)
    candidates = may.fill_null(False).arg_true()
    kinds = [personal_number(text) for text in cells.gather(candidates)]
    found = {}
    for kind in Personal:
        positions = candidates.filter(pl.Series([one is kind for one in kinds], dtype=pl.Boolean))
        if len(positions):
            found[kind] = positions
    return found


def mask(text: str) -> str:
    """The text with every number that could be personal hidden but for its last three digits."""
    if len(text) < 9:
        return text
    plain, places = _readable(text)
    shown = list(text.translate(_DIGITS))
    # What is left of one number may make another with what stands beside it.
    while spans := _could_be(plain):
        hidden = {position for span in spans for position in _to_hide(plain, span)}
        plain = "".join("•" if n in hidden else letter for n, letter in enumerate(plain))
        for position in hidden:
            shown[places[position]] = "•"
    return "".join(shown) if "•" in shown else text


def _readable(text: str) -> tuple[str, list[int]]:
    """The text with Arabic digits and nothing invisible, and where each character was."""
    if text.isascii():
        return text, list(range(len(text)))
    kept = [n for n, letter in enumerate(text) if not _INVISIBLE.match(letter)]
    return "".join(text[n] for n in kept).translate(_DIGITS), kept


def _others(plain: str) -> list[_Span]:
    """Dates, times, amounts and decimals."""
    return [
        _Span(found.start(), found.end(), found["day"] is not None)
        for found in _OTHERS.finditer(plain)
    ]


def _could_be(plain: str) -> list[_Span]:
    others = _others(plain)
    return [*_citizens(plain, others), *_phones(plain, others)]


def _citizens(plain: str, others: list[_Span]) -> Iterator[_Span]:
    """Every stretch that reads as a citizen number, whether its check digit is right or not."""
    for found in _CITIZEN_GROUPED.finditer(plain):
        span = _Span(*found.span("number"))
        if not any((one.start, one.end) == (span.start, span.end) for one in others):
            yield span
    for found in _CITIZEN_ANYHOW.finditer(plain):
        span = _Span(*found.span("number"))
        if not (_is_other(plain, span, others) or _is_list(found["number"])):
            yield span


def _phones(plain: str, others: list[_Span]) -> Iterator[_Span]:
    for pattern in _PHONE:
        for found in pattern.finditer(plain):
            if not any(one.holds(found.start()) for one in others):
                yield _Span(*found.span("number"))


def _is_other(plain: str, span: _Span, others: list[_Span]) -> bool:
    """Whether a stretch cuts or holds a date, or is made of quantities alone."""
    if any(one.is_cut_by(span) for one in others):
        return True
    inside = [one for one in others if span.holds(one.start)]
    covered = sum(_digits(plain, one) for one in inside)
    if any(one.day for one in inside):
        return True
    return covered == _digits(plain, span) and not _joined_decimals(plain, span, inside)


def _joined_decimals(plain: str, span: _Span, quantities: list[_Span]) -> bool:
    """Whether decimals hang together by signs: nobody writes quantities of 13 digits so."""
    between = {
        plain[place]
        for place in range(span.start, span.end)
        if not any(one.holds(place) for one in quantities)
    }
    return "." in plain[span.start : span.end] and bool(between & set("-/_."))


def _is_list(text: str) -> bool:
    """Whether the text counts up: the villages 1,2,3,4,5,6,7,8,9,10,11."""
    if not _VILLAGES.fullmatch(text):
        return False
    parts = [int(part) for part in re.findall("[0-9]+", text)]
    return len(parts) >= _LIST_PARTS and all(one < other for one, other in pairwise(parts))


def _digits(plain: str, span: _Span) -> int:
    return len(re.findall("[0-9]", plain[span.start : span.end]))


def _to_hide(plain: str, span: _Span) -> list[int]:
    digits = [n for n in range(span.start, span.end) if plain[n] in "0123456789"]
    return digits[:-_SHOWN_DIGITS]
