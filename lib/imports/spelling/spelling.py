"""Texts as they are compared: what looks the same is the same."""

import re
import unicodedata
from functools import lru_cache

from lib.store.personal import THAI_DIGITS

# Nikhahit before a tone mark: how some keyboards write sara am under one.
_AM = re.compile("\u0e4d([\u0e48-\u0e4b])")
_TONE_AM = r"\1" + "\u0e4d"


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A text without case, spaces and signs, with one form of Thai vowels and of digits.

    Kept are letters, marks, digits and "+".
    """
    plain = unicodedata.normalize("NFKC", text).translate(THAI_DIGITS).casefold()
    plain = _AM.sub(_TONE_AM, plain).replace("\u0e40\u0e40", "\u0e41")  # two sara e for sara ae
    return "".join(one for one in plain if one == "+" or unicodedata.category(one)[0] in "LMN")
