"""Workbooks that are zip files: looked through part by part before anything is made of them.

What the directory of the zip says is not trusted: every part is unpacked piece by piece and
counted, and nothing of it is kept.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from lib.imports.reading.limits import FREE_BYTES, MOST_BYTES, MOST_ENTRIES, MOST_RATIO, Refused

PIECE_BYTES = 1 << 20
_SMALL_PART = 4 << 20  # lists of sheets, relations, styles' kin
_ENTITY = (b"<!ENTITY", "<!ENTITY".encode("utf-16-le"), "<!ENTITY".encode("utf-16-be"))
_MARGIN = 16  # bytes looked at again, so that no mark is cut in two
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_DOCUMENTS = ("word/", "ppt/")

Watch = Callable[[bytes], None]  # gets the pieces of a part in order, then b""


class Package:
    """A zip file whose parts can be read, and are counted while they are."""

    def __init__(self, path: Path) -> None:
        """Raises Refused when the directory can't be read or lists too many parts."""
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise Refused("damaged_file") from error
        # Some programs write the names with backslashes or other capitals; none cares.
        self.entries = {_plain(info.filename): info for info in self._zip.infolist()}
        self.packed = max(path.stat().st_size, 1)
        self.unpacked = 0
        if len(self._zip.infolist()) > MOST_ENTRIES:
            raise Refused("swollen_file")
        if any(info.flag_bits & 1 for info in self._zip.infolist()):
            raise Refused("password_file")

    def kind(self) -> str:
        """ "xlsx", "xlsb" or "ods"; Refused names what else it is."""
        if "xl/workbook.xml" in self.entries:
            return "xlsx"
        if "xl/workbook.bin" in self.entries:
            return "xlsb"
        if "content.xml" in self.entries:
            return self._open_document()
        document = any(name.startswith(_DOCUMENTS) for name in self.entries)
        raise Refused("document_file" if document else "archive_file")

    def _open_document(self) -> str:
        if b"encryption-data" in self.small("META-INF/manifest.xml"):
            raise Refused("password_file")
        kind = self.small("mimetype")[:200]
        if b"opendocument" in kind and b"spreadsheet" not in kind:
            raise Refused("document_file")
        return "ods"

    def pieces(self, name: str) -> Iterator[bytes]:
        """The part piece by piece; Refused when it is damaged or swells too much."""
        info, own = self.entries[_plain(name)], 0
        try:
            with self._zip.open(info) as part:
                while piece := part.read(PIECE_BYTES):
                    own += len(piece)
                    self.unpacked += len(piece)
                    if self.unpacked > MOST_BYTES or (
                        own > FREE_BYTES and own > MOST_RATIO * max(info.compress_size, 1)
                    ):
                        raise Refused("swollen_file")
                    if own > FREE_BYTES and own > MOST_RATIO * self.packed:
                        raise Refused("swollen_file")
                    yield piece
        except RuntimeError as error:  # how zipfile says that a password is needed
            raise Refused("password_file") from error
        except _BROKEN as error:
            raise Refused("damaged_file") from error

    def small(self, name: str) -> bytes:
        """A part that is never large in a workbook; empty when it is not there."""
        if _plain(name) not in self.entries:
            return b""
        held = b""
        for piece in self.pieces(name):
            held += piece
            if len(held) > _SMALL_PART:
                raise Refused("swollen_file")
        return held

    def tree(self, name: str) -> ElementTree.Element:
        """A small part as XML; Refused when it is none, or declares entities."""
        data = self.small(name)
        if _declares(data):
            raise Refused("xml_entities")
        try:
            return ElementTree.fromstring(data)
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise Refused("damaged_file") from error

    def look_through(self, watches: Mapping[str, Watch]) -> None:
        """Unpack every part once, handing those named to their watch."""
        for name in self.entries:
            self._look(name, watches.get(name))

    def _look(self, name: str, watch: Watch | None) -> None:
        end = b""
        for piece in self.pieces(name):
            if _declares(end + piece[:_MARGIN]) or _declares(piece):
                raise Refused("xml_entities")
            end = piece[-_MARGIN:]
            if watch:
                watch(piece)
        if watch:
            watch(b"")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _declares(piece: bytes) -> bool:
    """Whether XML declares an entity, which no program that writes workbooks does."""
    return any(mark in piece for mark in _ENTITY)
