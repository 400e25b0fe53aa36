"""Numbers as they are written on a screen and in Office."""

import math
import re
from collections.abc import Sequence
from html import unescape

_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?")


def plain(text: str) -> str:
    """A text of a figure without tags, in one line."""
    return unescape(_TAG.sub("", text.replace("<br>", " "))).strip()


def written(value: float, decimals: int) -> str:
    """A number with commas; a dash for none."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.{decimals}f}"
    return text[1:] if float(text.replace(",", "")) == 0 and text.startswith("-") else text


def number_format(texts: Sequence[str]) -> str:
    """Office's format of numbers that are written like these: 12.5% is ``#,##0.0"%"``."""
    known = [one for one in texts if _NUMBER.match(one)]
    places = max((len(one.partition(".")[2].rstrip("%")) for one in known), default=0)
    sign = '"%"' if any(one.endswith("%") for one in known) else ""
    return f"#,##0{'.' if places else ''}{'0' * places}{sign}"


def read_number(text: str) -> float | None:
    """The number that a text begins with and is, but for a sign of per cent; None for words."""
    found = _NUMBER.fullmatch(text.strip().removesuffix("%").replace("−", "-"))
    return float(found[0].replace(",", "")) if found else None


def finite(value: object) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None
