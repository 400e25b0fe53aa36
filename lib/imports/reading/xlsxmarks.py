"""What the sheets of an xlsx have that calamine does not tell.

Errors (#REF!) and formulas whose value was never worked out, both of which calamine takes for
empty cells, and how far out cells lie, which must be known before it makes room for them.
"""

import posixpath
import re
from dataclasses import dataclass, field
from html import unescape

from lib.imports.reading.limits import MOST_MARKED, Refused, check_extent, column_of
from lib.imports.reading.package import Package

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MOST_CARRIED = 1 << 26
_NARROW = 26  # columns that need no looking at: a million rows of them fit
_ROW = re.compile(rb"row\b[^>]*?\sr=[\"'](\d+)[\"']")
_WIDE = re.compile(rb"\sr=[\"']([A-Z]{2,})(\d+)[\"'][^>]*(?<!/)>")  # a filled cell from AA on
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_TEXT = re.compile(rb"\st=[\"'](?:str|inlineStr|s)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</")
_MARKS = (b't="e"', b"t='e'", b"<f", b":f")  # without one of them there is nothing to mark
_MARKED = re.compile(rb"\st=[\"']e[\"']|<(?:\w+:)?f\b[^>]*(?:/>|>([^<]*)</)")


@dataclass
class Marks:
    """Of one sheet: texts of marked cells by (row, column) from 0, and how far it reaches."""

    sheet: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0
    columns: int = _NARROW
    far: tuple[int, int] = (0, 0)
    _carried: bytes = b""

    def __call__(self, piece: bytes) -> None:
        """Take the next piece of the part; an empty one is its end."""
        held = self._carried + piece
        cut = len(held)
        if piece:
            cut = max(held.rfind(b"</row>"), held.rfind(b":row>"), held.rfind(b"</c>"), 0)
            if not cut and len(held) > _MOST_CARRIED:
                raise Refused("damaged_file")
        part, self._carried = held[:cut], held[cut:]
        self._reach(part)
        if any(mark in part for mark in _MARKS):
            for found in _MARKED.finditer(part):
                self._mark(part, found)
        if not piece:
            check_extent(self.sheet, self.rows, self.columns, self.far)

    def _reach(self, part: bytes) -> None:
        last = max(part.rfind(b"<row "), part.rfind(b":row "))
        if last >= 0 and (found := _ROW.match(part, last + 1)):
            self.rows = max(self.rows, int(found[1][:9]))
        for found in _WIDE.finditer(part):
            column, row = column_of(found[1][:6]), int(found[2][:9])
            self.rows = max(self.rows, row)
            if column >= self.columns:
                self.columns, self.far = column + 1, (row - 1, column)
                check_extent(self.sheet, 1, self.columns, self.far)

    def _mark(self, part: bytes, found: re.Match[bytes]) -> None:
        start = max(part.rfind(b"<c ", 0, found.end()), part.rfind(b":c ", 0, found.end()))
        ends = [part.find(end, found.end()) for end in (b"</c>", b":c>")]
        cell = part[start : min((end for end in ends if end >= 0), default=len(part))]
        place = _PLACE.search(cell)
        if start < 0 or place is None or len(self.texts) >= MOST_MARKED:
            return
        value = _VALUE.search(cell)
        at = (int(place[2]) - 1, column_of(place[1]))
        if found[0].lstrip()[:1] == b"t":
            self.texts[at] = _decoded(value[1]) if value else "#N/A"
        elif value is None and not _TEXT.search(cell[: cell.find(b">")]):
            self.texts[at] = "=" + _decoded(found[1] or b"\xe2\x80\xa6")


def sheet_parts(package: Package) -> dict[str, str]:
    """The part of each sheet of an xlsx, by the sheet's name."""
    parts = {
        name: posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
        for name, target in _targets(package)
    }
    return {name: part for name, part in parts.items() if part in package.entries}


def _targets(package: Package) -> list[tuple[str, str]]:
    relations = {
        one.get("Id", ""): one.get("Target", "")
        for one in package.tree("xl/_rels/workbook.xml.rels").iter()
        if one.tag.endswith("}Relationship")
    }
    book = package.tree("xl/workbook.xml")
    sheets = [one for one in book.iter() if one.tag.endswith("}sheet")]
    ids = [one.get(f"{{{_OFFICE}}}id") or one.get(f"{{{_STRICT}}}id") or "" for one in sheets]
    return [
        (one.get("name", ""), relations[key])
        for one, key in zip(sheets, ids, strict=True)
        if relations.get(key)
    ]


def _decoded(text: bytes) -> str:
    return unescape(text.decode("utf-8", "replace"))[:200]
