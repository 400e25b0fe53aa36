"""Numbers as offices write them: 1,250.- for 1250, with words before and after."""

import re
from functools import cache

import polars as pl

from lib.imports.spelling.normal import Turned
from lib.imports.spelling.rules import Words, number_rules
from lib.store.personal import western_digits

_NUMBER = r"([+-]?(?:\d{1,3}(?:[, \u00a0]\d{3})+|\d+)(?:\.\d+)?)"


def turn_numbers(cells: pl.Series) -> Turned:
    """Cells that hold one number as that number alone: "1,250 baht" is "1250"."""
    found = western_digits(cells).str.extract(_pattern(), 1)
    return Turned(found.str.replace_all("[, \u00a0]", "").fill_null(cells))


@cache
def _pattern() -> str:
    words = number_rules()
    return rf"(?i)^(?:{_any(words.before)}\s*)*{_NUMBER}\s*(?:{_any(words.after)})?\.?$"


def _any(words: Words) -> str:
    return "(?:" + "|".join(map(re.escape, words)) + ")"
