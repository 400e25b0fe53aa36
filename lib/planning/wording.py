"""The sentences of planning, from data/words: reasons, alerts, and the feed.

Files that are taken away need whole sentences, and so do screens. In Thai every place of a text
stands after a space, because names begin with an abbreviation.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal, get_args

from lib.periods import BUDDHIST_ERA
from lib.settings import ROOT

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
WORDS = ROOT / "data" / "words"


def said(key: str, language: Language, **values: object) -> str:
    """The words for ``key`` ("alert.title") with ``values`` in their places; KeyError without."""
    section, _, name = key.partition(".")
    return _words(language)[section][name].format(**values)


def counted(key: str, language: Language, count: float, **values: object) -> str:
    """The same for a count, whose words for one have a key of their own that ends with _one."""
    section, _, name = key.partition(".")
    one = count == 1 and f"{name}_one" in _words(language)[section]
    return said(f"{key}_one" if one else key, language, count=number(count), **values)


def joined(items: list[str], language: Language, *, between: str = "list.comma") -> str:
    """Several names as one phrase: "a, b and c"; of sentences ``between`` is "list.clauses"."""
    if len(items) < 2:
        return "".join(items)
    head = said(between, language).join(items[:-1])
    return f"{head}{said('list.and', language)}{items[-1]}"


def number(value: float) -> str:
    """A whole number with commas: 12,345."""
    return f"{value:,.0f}"


def day_words(day: date, language: Language) -> str:
    """5 ธ.ค. 2568 in Thai, 5 Dec 2025 in English."""
    return f"{day.day} {month_words(day, language)}"


def month_words(day: date, language: Language) -> str:
    """ธ.ค. 2568 in Thai, Dec 2025 in English."""
    name = said("months.short", language).split(",")[day.month - 1]
    return f"{name} {day.year + BUDDHIST_ERA if language == 'th' else day.year}"


@cache
def _words(language: Language) -> Mapping[str, Mapping[str, str]]:
    """The words of planning, and those that all screens share."""
    words: dict[str, Mapping[str, str]] = {}
    for name in (f"{language}.toml", f"planning.{language}.toml"):
        words |= tomllib.loads((WORDS / name).read_text(encoding="utf-8"))
    return words
