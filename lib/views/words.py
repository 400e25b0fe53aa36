"""Everything that the interface says, from the catalogues in ``data/words``.

Both catalogues hold the same keys and the same placeholders. A key is written with dots:
``say("filters.mission", "th")``.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
WORDS = Path(__file__).parents[2] / "data" / "words"


def say(key: str, language: Language, **values: object) -> str:
    """The words for ``key`` in ``language`` ("th" or "en"), with ``values`` put in their places.

    Raises KeyError for a key or a placeholder that the catalogue does not have.
    """
    words = catalogue(language)
    if key not in words:
        raise KeyError(f"data/words/{language}.toml has no {key!r}: add it to both catalogues.")
    return words[key].format(**values)


def listed(items: list[str], language: Language) -> str:
    """Several names as one phrase: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    head = say("list.comma", language).join(items[:-1])
    return head + say("list.and", language) + items[-1]


def section(name: str, language: Language) -> dict[str, str]:
    """The words of one section of the catalogue, by their keys within it."""
    words = catalogue(language).items()
    return {key.removeprefix(f"{name}."): text for key, text in words if key.startswith(f"{name}.")}


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """All words of a language by their keys."""
    text = (WORDS / f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def _flat(tree: Mapping[str, object], before: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, str(value)
