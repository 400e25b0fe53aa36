"""What the sheets of an xlsb have that calamine does not tell: errors, and how far out cells lie.

The parts are rows of records: a kind and a length, both in bytes of seven bits, and the content.
"""

import posixpath
import struct
from collections.abc import Iterator

from lib.imports.reading.biff import ERRORS
from lib.imports.reading.limits import MOST_MARKED, Refused, check_extent
from lib.imports.reading.package import Package

_ROW, _BLANK, _ERROR, _FORMULA_ERROR, _LAST_CELL, _SHEET = 0, 1, 3, 11, 11, 156


def xlsb_marks(package: Package) -> dict[str, dict[tuple[int, int], str]]:
    """Texts of error cells by sheet and (row, column) from 0; every part is looked through."""
    package.look_through({})
    try:
        return {
            name: _marks(name, b"".join(package.pieces(part)))
            for name, part in _sheet_parts(package).items()
        }
    except (struct.error, IndexError) as error:
        raise Refused("damaged_file") from error


def _sheet_parts(package: Package) -> dict[str, str]:
    relations = {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lower()
        for one in package.tree("xl/_rels/workbook.bin.rels").iter()
        if one.tag.endswith("}Relationship")
    }
    parts = {}
    for kind, content in _records(package.small("xl/workbook.bin")):
        if kind == _SHEET:
            relation, after = _string(content, 8)
            name, _ = _string(content, after)
            part = relations.get(relation, "").lstrip("/")
            if part in package.entries:
                parts[name] = part
    return parts


def _marks(sheet: str, data: bytes) -> dict[tuple[int, int], str]:
    texts: dict[tuple[int, int], str] = {}
    row = width = 0
    for kind, content in _records(data):
        if kind == _ROW and len(content) >= 4:
            (row,) = struct.unpack_from("<I", content)
        elif _BLANK < kind <= _LAST_CELL and len(content) >= 4:
            (column,) = struct.unpack_from("<I", content)
            width = max(width, column + 1)
            check_extent(sheet, row + 1, width, (row, column))
            if kind in (_ERROR, _FORMULA_ERROR) and len(texts) < MOST_MARKED:
                texts[row, column] = ERRORS.get(content[8], "#N/A")
    return texts


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        kind, at = data[at], at + 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (data[at] & 0x7F) << 7, at + 1
        length = 0
        for step in range(4):
            byte, at = data[at], at + 1
            length |= (byte & 0x7F) << 7 * step
            if not byte & 0x80:
                break
        yield kind, data[at : at + length]
        at += length


def _string(content: bytes, at: int) -> tuple[str, int]:
    (size,) = struct.unpack_from("<I", content, at)
    end = at + 4 + 2 * size
    return content[at + 4 : end].decode("utf-16-le", "replace"), end
