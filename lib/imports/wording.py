"""The words of the workbooks that this package writes, from data/words/workbooks.toml."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache

from lib.periods import BUDDHIST_ERA
from lib.settings import ROOT
from lib.store.codelists import Language

WORDS_FILE = ROOT / "data" / "words" / "workbooks.toml"
LANGUAGES: tuple[Language, ...] = ("th", "en")


def say(key: str, language: Language, **values: object) -> str:
    """A text ("summary.title") in a language, with `values` put in; KeyError when unknown."""
    section, _, name = key.partition(".")
    text = _words()[section][f"{name}_{language}"]
    return text.format(**values) if values else text


def both(key: str) -> tuple[str, ...]:
    """A text in all languages: what is written in one is recognised whichever it was."""
    return tuple(say(key, language) for language in LANGUAGES)


def knows(key: str, language: Language) -> bool:
    """Whether there is such a text."""
    section, _, name = key.partition(".")
    return f"{name}_{language}" in _words().get(section, {})


def day(on: date, language: Language) -> str:
    """The day in words: day, short month and year of the Buddhist Era in Thai, C.E. in English."""
    month = say("common.months", language).split(",")[on.month - 1]
    return f"{on.day} {month} {on.year + BUDDHIST_ERA if language == 'th' else on.year}"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
