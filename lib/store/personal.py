"""Personal numbers in text: citizen numbers and phone numbers, to refuse and to mask them.

A citizen number has 13 digits, the last of which checks the others (Department of Provincial
Administration: 11 minus the sum of digit x weight 13..2, modulo 11, its last digit). Phone
numbers are those of the numbering plan of Thailand: mobile 06/08/09 and ten digits, fixed 02-07
and nine digits, with 0 or +66 in front.
"""

import re
from enum import StrEnum

import polars as pl

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_GAP = r"[\s\-\u2010-\u2015]?"
_LOOSE = r"[\s\-\u2010-\u2015()]{0,2}"
# Digits after a decimal point are not the start of a number of their own.
_START = r"(?<!\d)(?<!\d\.)"
_CITIZEN = re.compile(rf"{_START}\d{_GAP}\d{{4}}{_GAP}\d{{5}}{_GAP}\d{{2}}{_GAP}\d(?!\d)")
_PHONE = re.compile(
    rf"{_START}(?:\+66|0066|0)(?:{_LOOSE}[689](?:{_LOOSE}\d){{8}}|{_LOOSE}[2-7](?:{_LOOSE}\d){{7}})"
    r"(?!\d)"
)
# What may hold either: nine digits that stand together, and not after a decimal point.
_CANDIDATE = (
    r"(?:^|[^0-9๐-๙.]|(?:^|[^0-9๐-๙])\.)"
    r"[0-9๐-๙](?:[\s\-\x{2010}-\x{2015}()]{0,2}[0-9๐-๙]){8}"
)
_SHOWN_DIGITS = 3


class Personal(StrEnum):
    """Kinds of personal number, named as the kinds of finding."""

    CITIZEN = "citizen_number"
    PHONE = "phone_number"


def has_check_digit(number: str) -> bool:
    """Whether 13 digits end in the check digit of the other twelve."""
    digits = [int(digit) for digit in number]
    total = sum(digit * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return len(digits) == 13 and (11 - total % 11) % 10 == digits[12]


def personal_number(text: str) -> Personal | None:
    """The kind of personal number in a text, None when there is none."""
    plain = text.translate(THAI_DIGITS)
    if any(has_check_digit(re.sub(r"\D", "", found)) for found in _CITIZEN.findall(plain)):
        return Personal.CITIZEN
    return Personal.PHONE if _PHONE.search(plain) else None


def find_personal(cells: pl.Series) -> dict[Personal, pl.Series]:
    """Positions of cells that hold personal numbers, by kind; kinds not found are left out."""
    candidates = cells.str.contains(_CANDIDATE).fill_null(False).arg_true()
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
    plain = text.translate(THAI_DIGITS)
    for pattern in (_CITIZEN, _PHONE):
        plain = pattern.sub(_hide, plain)
    return plain if "•" in plain else text


def _hide(found: re.Match[str]) -> str:
    text = found.group()
    shown = 0
    hidden: list[str] = []
    for character in reversed(text):
        shown += character.isdigit()
        hide = character.isdigit() and shown > _SHOWN_DIGITS
        hidden.append("•" if hide else character)
    return "".join(reversed(hidden))
