"""Area codes of the Department of Provincial Administration (TIS 1099), as text.

2 digits are a province, 4 an amphoe, 6 a tambon; the first digits of a code name its parents.
The region, a set of them chosen in `data/region.toml`, has a code that is not digits.
"""

import re
from enum import StrEnum


class Level(StrEnum):
    """Levels of area, from the widest to the narrowest."""

    REGION = "region"
    PROVINCE = "province"
    AMPHOE = "amphoe"
    TAMBON = "tambon"

    @property
    def rank(self) -> int:
        """0 for the region up to 3 for tambon: the order in which tables list the levels."""
        return list(Level).index(self)


CODE_LENGTH = {Level.PROVINCE: 2, Level.AMPHOE: 4, Level.TAMBON: 6}
_LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTH.items()}
_DIGITS = re.compile(r"[0-9]+")
_REGION = re.compile(r"[a-z][a-z0-9_-]*")


def level_of(code: str) -> Level:
    """Level that a code belongs to, by its form alone.

    Raises ValueError for text that is neither 2, 4 or 6 digits nor a region code (a lower-case
    letter, then letters, digits, "-" or "_").
    """
    if _DIGITS.fullmatch(code) and len(code) in _LEVEL_OF_LENGTH:
        return _LEVEL_OF_LENGTH[len(code)]
    if _REGION.fullmatch(code):
        return Level.REGION
    raise ValueError(
        f"{code!r} is not an area code: use 2 digits for a province, 4 for an amphoe, 6 for a "
        "tambon (as text, with no TH in front), or the region's code in lower-case letters."
    )


def parent_of(code: str, region: str | None = None) -> str | None:
    """Code one level up: tambon > amphoe > province > `region`; the region has no parent."""
    level = level_of(code)
    if level is Level.REGION:
        return None
    return region if level is Level.PROVINCE else code[:-2]


def is_within(code: str, ancestor: str) -> bool:
    """Whether `code` is `ancestor` or lies in it; every area lies in the region."""
    if level_of(ancestor) is Level.REGION:
        return level_of(code) is not Level.REGION or code == ancestor
    return level_of(code) is not Level.REGION and code.startswith(ancestor)
