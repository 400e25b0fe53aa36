"""Names of files that every system takes and people can read.

>>> file_name(("ความครอบคลุม", "อ.ยะรัง", "ปีงบ 2569"), "xlsx")
'ความครอบคลุม_อ.ยะรัง_ปีงบ2569.xlsx'
"""

import re
import unicodedata

MOST_OF_PART = 120  # bytes of UTF-8
MOST = 230  # bytes of UTF-8 with the ending; systems take 255, and " (1)" comes when saved twice
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff\ufffd]')
_THAI_SPACE = re.compile(r"(?<=[\u0e00-\u0e7f.]) +(?=[\u0e00-\u0e7f0-9])|(?<=[0-9]) +(?=[\u0e00-])")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")  # kept by Windows
_EDGES = " ._-"


def file_name(parts: tuple[str, ...], ending: str) -> str:
    """The parts as one name, with lines between them: NFC, no sign that a system forbids.

    Spaces between Thai words go, others become hyphens. Each part has up to MOST_OF_PART bytes of
    UTF-8, the name up to MOST; the last parts are kept, as they tell files of one kind apart.

    Raises ValueError where nothing is left of all parts.
    """
    kept = [one for one in (_plain(part) for part in parts) if one]
    if not kept:
        raise ValueError(f"No sign of {parts!r} can stand in the name of a file: name it in words.")
    room = MOST - len(f".{ending}".encode()) - len("_".join(kept[1:]).encode()) - 1
    name = "_".join(filter(None, (_cut(kept[0], max(room, 0)), *kept[1:])))
    name = _cut(name, MOST - len(f".{ending}".encode()))
    return f"_{name}.{ending}" if _DEVICES.match(name) else f"{name}.{ending}"


def _plain(text: str) -> str:
    """One part: lawful signs, no spaces, not too long."""
    found = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text).replace("\u00a0", " "))
    found = _THAI_SPACE.sub("", re.sub(r"\s+", " ", found))
    return _cut(found.strip(_EDGES).replace(" ", "-"), MOST_OF_PART)


def _cut(text: str, most: int) -> str:
    """The text within so many bytes, never within a letter or between it and its signs."""
    kept = text.encode()[: max(most, 0)].decode(errors="ignore")
    while kept and len(kept) < len(text) and unicodedata.category(text[len(kept)]) == "Mn":
        kept = kept[:-1]
    return kept.strip(_EDGES)
