"""A workbook as a package of parts: reading, relations, kinds of content, and writing it again."""

import posixpath
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lib.imports.marking.xml import NotPatchable, elements, first, prefix_of, quoted, tidy

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument"
_TYPES = "[Content_Types].xml"
_LARGEST_PART = 64 << 20  # of those that are held whole; sheets are streamed
_LARGEST = 2 << 30
_MOST_PARTS = 10_000
_BLOCK = 1 << 20
# What opening and reading a damaged archive raises, whichever way it is damaged.
_BROKEN = (BadZipFile, OSError, EOFError, zlib.error, LZMAError, struct.error, ValueError,
           RuntimeError)  # fmt: skip
_LEVEL = 3  # of compression: a third of the time of the default, a tenth more bytes
_EMPTY_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True)
class Relation:
    """From a part to another; `target` is the name of the part, empty for one outside."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a workbook, and those that are to be different when it is written."""

    def __init__(self, file: Path | IO[bytes]) -> None:
        """Open a package; NotPatchable for what is none, is too large or has doubtful names."""
        try:
            self._archive = ZipFile(file)
        except _BROKEN as error:
            raise NotPatchable(f"not a zip archive: {error}") from error
        entries = self._archive.infolist()
        self._actual = {entry.filename.lstrip("/").lower(): entry for entry in entries}
        if len(self._actual) < len(entries) or len(entries) > _MOST_PARTS:
            raise NotPatchable("parts of the same name, or too many")
        if sum(entry.file_size for entry in entries) > _LARGEST:
            raise NotPatchable("too large")
        if any(entry.flag_bits & 1 for entry in entries) or _TYPES.lower() not in self._actual:
            raise NotPatchable("encrypted, or not a workbook")
        self._changed: dict[str, bytes] = {}
        self._reserved: set[str] = set()

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._actual or part in self._changed

    def names(self) -> Iterator[str]:
        """The names of all parts, as they were."""
        return (entry.filename.lstrip("/") for entry in self._actual.values())

    def read(self, part: str) -> bytes:
        """The bytes of a part as they now are; NotPatchable when it is missing or damaged."""
        if part in self._changed:
            return self._changed[part]
        entry = self._entry(part)
        if entry.file_size > _LARGEST_PART:
            raise NotPatchable(f"{part} is too large")
        return b"".join(self.blocks(part))

    def tidy(self, part: str) -> bytes:
        """A part of XML, checked."""
        return tidy(self.read(part))

    def blocks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part as they were, piece by piece."""
        try:
            with self._archive.open(self._entry(part)) as handle:
                while block := handle.read(_BLOCK):
                    yield block
        except _BROKEN as error:
            raise NotPatchable(f"{part} is damaged: {error}") from error

    def write(self, part: str, data: bytes) -> None:
        """Give a part other content, or add it."""
        self._changed[part] = data

    def reserve(self, part: str) -> None:
        """Say that a part will be changed only while the package is being written."""
        self._reserved.add(part.lower())

    def free_name(self, pattern: str) -> str:
        """A name that no part has, from a pattern with {} for a number."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> list[Relation]:
        """Where a part leads to; the empty name is the package itself."""
        name = _relations_of(part)
        if name not in self:
            return []
        data, found = self.tidy(name), []
        for one in elements(data, "Relationship"):
            kind, target = one.get("Type") or "", one.get("Target") or ""
            if kind.startswith("http://purl.oclc.org"):
                raise NotPatchable("the strict variant of the format")
            inside = (one.get("TargetMode") or "Internal") == "Internal"
            path = self._resolve(part, target) if inside else ""
            found.append(Relation(one.get("Id") or "", kind.rpartition("/")[2], path))
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation to another part; its id."""
        name = _relations_of(part)
        taken = {one.id for one in self.relations(part)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        data = self.tidy(name) if name in self else _EMPTY_RELATIONS
        new = f'Id="rId{number}" Type="{OFFICE}/{kind}" Target="/{quoted(target)}"'
        self._append(name, data, "Relationships", f"Relationship {new}")
        return f"rId{number}"

    def unrelate(self, part: str) -> None:
        """Take away all relations of a part."""
        if (name := _relations_of(part)) in self:
            self.write(name, _EMPTY_RELATIONS)

    def declare(self, part: str, content: str) -> None:
        """Say what kind of content a part has."""
        data = self.tidy(_TYPES)
        known = {(one.get("PartName") or "").lower() for one in elements(data, "Override")}
        if f"/{part}".lower() not in known:
            new = f'Override PartName="/{quoted(part)}" ContentType="{content}"'
            self._append(_TYPES, data, "Types", new)

    def declare_ending(self, ending: str, content: str) -> None:
        """Say what kind of content the parts have whose names end so."""
        data = self.tidy(_TYPES)
        known = {(one.get("Extension") or "").lower() for one in elements(data, "Default")}
        if ending not in known:
            new = f'Default Extension="{ending}" ContentType="{content}"'
            self._append(_TYPES, data, "Types", new, at_start=True)

    def content_of(self, part: str) -> str:
        """What kind of content a part is said to have; empty where nothing is said."""
        data = self.tidy(_TYPES)
        said = (one for one in elements(data, "Override") if one.get("PartName") == f"/{part}")
        return next((one.get("ContentType") or "" for one in said), "")

    def save(
        self, file: IO[bytes], streams: Mapping[str, Iterator[bytes]], finish: Callable[[], None]
    ) -> None:
        """Write the package: what nothing touches, the `streams`, then what was changed.

        `finish` is called when the streams have gone by, to change what they have changed in
        turn, such as the styles.
        """
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as out:
            changed = {name.lower() for name in (*self._changed, *streams)} | self._reserved
            for entry in self._actual.values():
                part = entry.filename.lstrip("/")
                if not entry.is_dir() and part.lower() not in changed:
                    self._copy(out, part, self.blocks(part), entry.date_time)
            for part, blocks in streams.items():
                self._copy(out, part, blocks)
            finish()
            for part, data in sorted(self._changed.items()):
                self._copy(out, part, iter([data]))

    @staticmethod
    def _copy(
        out: ZipFile,
        part: str,
        blocks: Iterator[bytes],
        when: tuple[int, int, int, int, int, int] = (1980, 1, 1, 0, 0, 0),
    ) -> None:
        info = ZipInfo(part, when)
        info.compress_type = ZIP_DEFLATED
        with out.open(info, "w", force_zip64=True) as handle:
            for block in blocks:
                handle.write(block)

    def _entry(self, part: str) -> ZipInfo:
        if part.lower() not in self._actual:
            raise NotPatchable(f"{part} is missing")
        return self._actual[part.lower()]

    def _resolve(self, part: str, target: str) -> str:
        """The name of a part from a target, in the spelling that the archive has."""
        folder = posixpath.dirname(part)
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        path = posixpath.normpath(path)
        entry = self._actual.get(path.lower())
        return entry.filename.lstrip("/") if entry else path

    def _append(
        self, part: str, data: bytes, root: str, new: str, *, at_start: bool = False
    ) -> None:
        element, prefix = first(data, root), prefix_of(data)
        if element is None:
            raise NotPatchable(f"{part} has no {root}")
        tag = b"<" + prefix + new.encode() + b"/>"
        if element.inside == element.end:  # an empty root in one tag
            opened = data[element.start : element.end].rstrip(b"/>").rstrip() + b">"
            whole = opened + tag + b"</" + prefix + root.encode() + b">"
            self.write(part, data[: element.start] + whole + data[element.end :])
            return
        at = element.inside if at_start else element.inside_end
        self.write(part, data[:at] + tag + data[at:])


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
