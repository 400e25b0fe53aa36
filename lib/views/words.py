"""Everything that the interface says, from the catalogues in ``data/words``.

``th.toml`` and ``en.toml`` hold what all screens say; ``<screen>.th.toml`` and ``<screen>.en.toml``
what one of them says, in a section of that name. Both languages hold the same keys and the same
placeholders. A key is written with dots: ``say("filters.mission", "th")``.

Thai stands without spaces between words, but an abbreviation begins after one ("ส่วน อ.เบตง",
"และ ก.พ. 2569"): where a value that begins with an abbreviation would touch a Thai letter, ``say``
and ``listed`` put a space between them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
WORDS = Path(__file__).parents[2] / "data" / "words"
LETTER = r"[\u0e01-\u0e59]"  # Thai letters, signs and digits
TOUCHING = re.compile(rf"(?<={LETTER})\{{(\w+)\}}")  # a place right after a Thai letter
ABBREVIATED = re.compile(rf"(?!\d){LETTER}{{1,4}}\.[\s\d\u0e01-\u0e59]")


def say(key: str, language: Language, **values: object) -> str:
    """The words for ``key`` in ``language`` ("th" or "en"), with ``values`` put in their places.

    Raises KeyError for a key or a placeholder that the catalogue does not have.
    """
    words = catalogue(language)
    if key not in words:
        raise KeyError(f"No file of data/words for {language!r} has {key!r}: add it to both.")
    text = words[key]
    if language == "th":
        text = TOUCHING.sub(lambda place: _parted(place, values), text)
    return text.format(**values)


def listed(items: list[str], language: Language) -> str:
    """Several names as one phrase: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    head = say("list.comma", language).join(items[:-1]) + say("list.and", language)
    parted = language == "th" and ABBREVIATED.match(items[-1])
    return f"{head} {items[-1]}" if parted else head + items[-1]


def section(name: str, language: Language) -> dict[str, str]:
    """The words of one section of the catalogue, by their keys within it."""
    words = catalogue(language).items()
    return {key.removeprefix(f"{name}."): text for key, text in words if key.startswith(f"{name}.")}


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """All words of a language by their keys."""
    words: dict[str, str] = {}
    for file in [WORDS / f"{language}.toml", *sorted(WORDS.glob(f"*.{language}.toml"))]:
        found = dict(_flat(tomllib.loads(file.read_text(encoding="utf-8")), ""))
        if twice := sorted(set(found) & set(words)):
            raise ValueError(f"{file.name} says {twice[0]!r} once more: keep one of the two.")
        words |= found
    return words


def _parted(place: re.Match[str], values: Mapping[str, object]) -> str:
    """A place of a text, after a space where its value begins with an abbreviation."""
    begun = ABBREVIATED.match(str(values.get(place[1], "")))
    return f" {place[0]}" if begun else place[0]


def _flat(tree: Mapping[str, object], before: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, str(value)
