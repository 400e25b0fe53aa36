"""Texts made harmless for spreadsheets: no formula, no character that XML forbids.

What people hand in may hold anything. In a workbook a text is stored as text and never computed;
a CSV file has no types, so that there a text which a program would compute gets an apostrophe.
"""

import re
from collections.abc import Iterable

# A text that begins so is computed by spreadsheets, the wide forms by those of East Asia.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_CHARACTERS = 32_767  # of a cell
LONGEST_TITLE = 31
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffd]")
_TITLES_IN_USE = frozenset({"history"})  # Excel keeps it for itself


def neutral(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it."""
    bare = text.lstrip(" \u00a0\u200b\ufeff")
    return f"'{text}" if bare.startswith(FORMULA_STARTS) else text


def lawful(text: str) -> str:
    """The text without what XML forbids (control characters, halves of pairs): � instead."""
    return _FORBIDDEN.sub("\ufffd", text)


def cell_text(text: str) -> str:
    """The text as a cell of a workbook can hold it: lawful, and cut where it is too long."""
    kept = lawful(text)
    return kept if _units(kept) <= MOST_CHARACTERS else f"{_cut(kept, MOST_CHARACTERS - 1)}…"


def sheet_title(text: str, taken: Iterable[str] = ()) -> str:
    """A name that a sheet can have: up to 31 characters, none of []:*?/\\, not among `taken`."""
    used = {name.casefold() for name in taken} | _TITLES_IN_USE
    plain = _cut(_NOT_IN_TITLES.sub(" ", lawful(text)).strip().strip("'").strip(), LONGEST_TITLE)
    title, number = plain or "Sheet", 1
    while title.casefold() in used:
        number += 1
        title = f"{_cut(plain or 'Sheet', LONGEST_TITLE - 6)} ({number})"
    return title


def _units(text: str) -> int:
    """Length as spreadsheets count it, in units of UTF-16."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _cut(text: str, most: int) -> str:
    kept = text[:most]
    while _units(kept) > most:
        kept = kept[:-1]
    return kept.rstrip()
