"""Files as offices send them: whatever they are, their sheets as text, or what is wrong."""

from dataclasses import replace
from pathlib import Path

from lib.imports.reading.confined import Watch, read_confined
from lib.imports.reading.kinds import kind_of, label
from lib.imports.reading.textfile import read_text
from lib.imports.sheets import Sheet, Source
from lib.store.findings import Findings, Group

MOST_TEXT_BYTES = 300_000_000
MOST_WORKBOOK_BYTES = 200_000_000
_START_BYTES = 4096


def read(source: Source, *, watch: Watch | None = None) -> list[Sheet] | Findings:
    """Every sheet of a file as it stands, or the findings that keep it from being read.

    What the file is, how its letters are encoded and its cells separated is found by looking at
    it. Raises nothing about the file. `watch` is told the share that is done (0 to 1) a few
    times a second; what it raises stops the reading and is raised.
    """
    source = Source(label(source.name), source.path)
    try:
        size = source.path.stat().st_size
        with source.path.open("rb") as file:
            start = file.read(_START_BYTES)
    except OSError as error:
        return _cannot(source, error)
    kind = kind_of(start)
    if (refused := _refuse(source, kind, size)) is not None:
        return Findings((refused,))
    if kind in ("zip", "ole2"):
        sheets = read_confined(source, watch)
        return sheets if isinstance(sheets, Findings) else _named_once(sheets)
    return _read_text(source, watch)


def _refuse(source: Source, kind: str, size: int) -> Group | None:
    if not size:
        return Group(source.name, "empty_file")
    if kind not in ("zip", "ole2", "text"):
        return Group(source.name, kind)
    limit = MOST_TEXT_BYTES if kind == "text" else MOST_WORKBOOK_BYTES
    if size > limit:
        facts = {"limit": f"{limit // 1_000_000:,}", "size": f"{size / 1_000_000:,.0f}"}
        return Group(source.name, "large_file", facts=facts)
    return None


def _read_text(source: Source, watch: Watch | None) -> list[Sheet] | Findings:
    if watch:
        watch(0.0)
    try:
        data = source.path.read_bytes()
    except OSError as error:
        return _cannot(source, error)
    sheet = read_text(source, data)
    if watch:
        watch(1.0)
    return Findings((sheet,)) if isinstance(sheet, Group) else [sheet]


def _cannot(source: Source, error: OSError) -> Findings:
    facts = {"reason": error.strerror or type(error).__name__}
    return Findings((Group(source.name, "unreadable_file", facts=facts),))


def _named_once(sheets: list[Sheet]) -> list[Sheet]:
    """The sheets with a number after a name that an earlier one has."""
    names: dict[str, int] = {}
    once = []
    for sheet in sheets:
        count = names[sheet.name] = names.get(sheet.name, 0) + 1
        once.append(sheet if count == 1 else replace(sheet, name=f"{sheet.name} ({count})"))
    return once


def source_of(path: Path) -> Source:
    """A file of this machine as a source, under its own name."""
    return Source(path.name, path)
