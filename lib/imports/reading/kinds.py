"""What a file is, told by its first bytes: the name says nothing."""

import re
import unicodedata
from collections.abc import Mapping

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # sheets older than Excel 97
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MARKUP = re.compile(rb"\A(?:<!--.*?-->|<\?xml[^>]*>|<![^>]*>|\s|\xef\xbb\xbf)*", re.DOTALL)
_HTML = re.compile(rb"(?i)<(?:html|head|body|table|meta|style|div|script)\b")
_PAGE = re.compile(rb"(?i)<(?:html|table)\b")
_LONGEST_LABEL = 120
# What people send by mistake: how it begins, and the kind of finding that says what it is.
_OTHERS: Mapping[bytes, str] = {
    b"%PDF": "pdf_file",
    b"\x89PNG": "picture_file",
    b"\xff\xd8\xff": "picture_file",
    b"GIF8": "picture_file",
    b"BM": "picture_file",
    b"II*\0": "picture_file",
    b"MM\0*": "picture_file",
    b"Rar!": "archive_file",
    b"7z\xbc\xaf": "archive_file",
    b"\x1f\x8b": "archive_file",
    b"BZh": "archive_file",
    b"{\\rtf": "document_file",
    b"MZ": "other_file",
    b"\x7fELF": "other_file",
    b"SQLite format 3": "other_file",
    b"\0\1\0\0Standard": "other_file",
    b"PAR1": "other_file",
}
_PRINTABLE_ONLY = (b"BM", b"MZ", b"BZh")  # which a text may begin with as well


def kind_of(start: bytes) -> str:
    """What a file is by its first bytes: zip, ole2, text, or the finding that says what else.

    A zip and an ole2 may hold a workbook or something else.
    """
    if start.startswith(_ZIP):
        return "zip"
    if start.startswith(_OLE2) or (start[:2] in _BIFF and b"\0" in start[:8]):
        return "ole2"
    if (other := _other(start)) is not None:
        return other
    text = _plain(start)
    rest = _MARKUP.sub(b"", text, count=1)
    if _HTML.match(rest) or (_PAGE.search(text) and rest.startswith(b"<")):
        return "html_file"
    return "other_file" if text.lstrip().startswith(b"<?xml") else "text"


def _other(start: bytes) -> str | None:
    for magic, kind in _OTHERS.items():
        if start.startswith(magic) and not (magic in _PRINTABLE_ONLY and b"\0" not in start):
            return kind
    is_picture = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    is_picture |= start[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1")
    return "picture_file" if is_picture else None


def label(name: str) -> str:
    """A name fit to be shown: no folders, no control or direction characters, not too long."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(
        " " if char in "\t\r\n" else char
        for char in unicodedata.normalize("NFC", last)
        if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn") or char in "\t\r\n"
    )
    short = " ".join(seen.split())
    if len(short) > _LONGEST_LABEL:
        head, dot, ending = short.rpartition(".")
        tail = f"….{ending}" if dot and len(ending) <= 5 else "…"
        short = (head or short)[: _LONGEST_LABEL - len(tail)] + tail
    return short or "?"


def _plain(start: bytes) -> bytes:
    """The bytes of a text as ASCII would have them, for looking at its first letters."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.replace(b"\0", b"")[2:]
    return start
