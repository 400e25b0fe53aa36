"""What an xls has that calamine does not tell: errors in cells, macros, what else it may be.

An xls is a small file system (a compound file) with a stream of records in it. Only the records
that matter are looked at.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lib.imports.reading.limits import MOST_MARKED, Refused

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # the numbers from here on are no sectors
_FORMULA, _END, _FILE_PASSWORD, _BOUND_SHEET, _BOOLEAN_OR_ERROR = 0x06, 0x0A, 0x2F, 0x85, 0x205
_DOCUMENTS = ("WordDocument", "PowerPoint Document")


@dataclass
class XlsMarks:
    """Texts of error cells by sheet and (row, column) from 0, and whether there are macros."""

    texts: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    macros: bool = False


def xls_marks(data: bytes) -> XlsMarks:
    """Look through an xls; raises Refused when it is none, damaged or under a password."""
    if not data.startswith(_SIGNATURE):
        raise Refused("damaged_file")
    try:
        streams = _Compound(data)
        book = _book(streams)
        texts = {name: dict(_errors(book, start)) for name, start in _sheets(book)}
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Refused("damaged_file") from error
    return XlsMarks(texts, "_VBA_PROJECT_CUR" in streams.names)


def _book(streams: "_Compound") -> bytes:
    if "EncryptedPackage" in streams.names:
        raise Refused("password_file")
    if any(name in streams.names for name in _DOCUMENTS):
        raise Refused("document_file")
    for name in ("Workbook", "Book"):
        if name in streams.names:
            return streams.read(name)
    raise Refused("damaged_file")


def _records(book: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record up to the end of the part that begins at `start`."""
    at, depth = start, 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, at + 4, length
        # Charts within a sheet begin and end within it.
        depth += (kind & 0xFF) == 0x09 and kind in (0x809, 0x409, 0x209, 0x09)
        depth -= kind == _END
        if depth <= 0:
            return
        at += 4 + length


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    for kind, at, length in _records(book, 0):
        if kind == _FILE_PASSWORD:
            raise Refused("password_file")
        if kind == _BOUND_SHEET and length > 8:
            (start,) = struct.unpack_from("<I", book, at)
            size, flags = book[at + 6], book[at + 7]
            wide = flags & 1
            text = book[at + 8 : at + 8 + size * (2 if wide else 1)]
            yield text.decode("utf-16-le" if wide else "latin-1"), start


def _errors(book: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    found = 0
    for kind, at, length in _records(book, start):
        if kind == _BOOLEAN_OR_ERROR and length >= 8 and book[at + 7]:
            code = book[at + 6]
        elif (
            kind == _FORMULA
            and length >= 14
            and book[at + 6] == 2
            and book[at + 12 : at + 14] == b"\xff\xff"
        ):
            code = book[at + 8]
        else:
            continue
        row, column = struct.unpack_from("<HH", book, at)
        yield (row, column), ERRORS.get(code, "#N/A")
        found += 1
        if found >= MOST_MARKED:
            return


class _Compound:
    """A compound file: its streams by name."""

    def __init__(self, data: bytes) -> None:
        """Read the directory; struct.error or Refused when it is damaged."""
        self._data = data
        shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or self._mini_shift != 6:
            raise Refused("damaged_file")
        self._size = 1 << shift
        directory, self._cutoff, mini, _, more, _ = struct.unpack_from("<I4xIIIII", data, 48)
        self._next = self._table(more)
        self._mini_next = self._numbers(self._chain(mini))
        self.names: dict[str, tuple[int, int]] = {}
        self._mini = b""
        self._read_directory(self._chain(directory))

    def read(self, name: str) -> bytes:
        """The bytes of a stream."""
        start, size = self.names[name]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        step = 1 << self._mini_shift
        sectors = _follow(self._mini_next, start)
        return b"".join(self._mini[one * step : one * step + step] for one in sectors)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _table(self, more: int) -> tuple[int, ...]:
        """The table that gives the next sector of each."""
        places = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while more < _LAST_SECTOR and more not in seen:
            seen.add(more)
            numbers = self._numbers(self._sector(more))
            if not numbers:
                break
            places += numbers[:-1]
            more = numbers[-1]
        known = [one for one in dict.fromkeys(places) if one < _LAST_SECTOR]
        return self._numbers(b"".join(map(self._sector, known)))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(one) for one in _follow(self._next, start))

    def _read_directory(self, data: bytes) -> None:
        for at in range(0, len(data) - 127, 128):
            (length,) = struct.unpack_from("<H", data, at + 64)
            name = data[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", data, at + 116)
            if data[at + 66] == 5:
                self._mini = self._chain(start)[:size]
            elif name:
                self.names.setdefault(name, (start, size))


def _follow(table: tuple[int, ...], start: int) -> Iterator[int]:
    """The sectors of a chain in order; one that turns back on itself ends there."""
    steps = 0
    while start < len(table) and steps < len(table):
        yield start
        start = table[start]
        steps += 1
