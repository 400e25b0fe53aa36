"""How the bytes of a text stand for letters: found by themselves, without being told.

UTF-8 and UTF-16 by their marks; bytes that are valid UTF-8 are UTF-8; else Windows-874 (which
holds TIS-620) when what comes out reads as Thai. Nothing else is guessed at.
"""

import codecs
import re
from dataclasses import dataclass

from lib.imports.quotes import row_of

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BLOCK = 1 << 22
_SAMPLE = 1 << 20
_HIGH = re.compile(rb"[\x80-\xff]")
# A vowel sign or a tone mark stands on a consonant, or on another sign.
_SIGN = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_STANDING = re.compile("(?<=[\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])" + _SIGN.pattern)
_VOWEL = re.compile("[\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]")  # and signs: 4 letters in 10
_TELLING = 6  # letters
_THAI = re.compile("[\u0e01-\u0e5b]")


@dataclass(frozen=True)
class Unreadable:
    """Why bytes are no text: the kind of finding, and the row where it shows."""

    kind: str
    row: int | None = None


def as_utf8(data: bytes) -> bytes | Unreadable:
    """The text in UTF-8 without a mark, or what keeps it from being read."""
    if codec := _UTF16.get(data[:2]):
        return _utf16(data, codec)
    content = data.removeprefix(_UTF8_BOM)
    if (at := content.find(b"\0")) >= 0:
        return Unreadable("nul_byte", row_of(content, at))
    bad = _first_bad(content)
    if bad is None:
        return content
    if len(content) < len(data) or _mostly_utf8(content):
        return Unreadable("broken_text", row_of(content, bad))
    return _windows_874(content)


def _utf16(data: bytes, codec: str) -> bytes | Unreadable:
    try:
        text = data[2:].decode(codec)
    except UnicodeDecodeError:
        return Unreadable("broken_text")
    if (at := text.find("\0")) >= 0:
        return Unreadable("nul_byte", row_of(text[:at].encode(), at))
    return text.encode("utf-8")


def _first_bad(content: bytes) -> int | None:
    """The first byte that is not UTF-8, block by block; None when all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    for start in range(0, len(content), _BLOCK):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start : start + _BLOCK])
        except UnicodeDecodeError as error:
            return start - held + error.start
    held = len(decoder.getstate()[0])
    return len(content) - held if held else None


def _mostly_utf8(content: bytes) -> bool:
    """Whether the letters beyond ASCII are UTF-8 but for a few broken ones."""
    sample = b"".join(line for line in content.splitlines(True) if _HIGH.search(line))[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    good = sum(len(char.encode()) for char in sample.decode("utf-8", "ignore") if char > "\x7f")
    return good >= high * 0.5


def _windows_874(content: bytes) -> bytes | Unreadable:
    try:
        text = content.decode("cp874")
    except UnicodeDecodeError as error:
        return Unreadable("unknown_encoding", row_of(content, error.start))
    signs, thai = len(_SIGN.findall(text)), len(_THAI.findall(text))
    standing = len(_STANDING.findall(text))
    spoken = thai < _TELLING or 0.15 < len(_VOWEL.findall(text)) / thai < 0.7
    if thai < 2 or standing < signs * 0.9 or not spoken:
        high = _HIGH.search(content)
        return Unreadable("unknown_encoding", row_of(content, high.start()) if high else None)
    return text.encode("utf-8")
