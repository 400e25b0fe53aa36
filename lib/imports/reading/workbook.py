"""The process that reads one workbook: `python -m lib.imports.reading.workbook FILE`.

It limits its own memory and time before it opens the file, and writes what it finds to its
standard output in frames (a letter, the length, the bytes): P a share done, S a sheet as Arrow
IPC with its description in the metadata of the schema, F a finding, E the end. It knows little
of the rest of the program, so that it starts quickly and can do no harm.
"""

import datetime
import io
import json
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import python_calamine as calamine

from lib.imports.reading.biff import xls_marks
from lib.imports.reading.limits import (
    LONGEST_TEXT,
    MEMORY_BYTES,
    MOST_MERGED,
    MOST_SHEETS,
    PROCESSOR_SECONDS,
    Refused,
    check_extent,
)
from lib.imports.reading.odsmarks import OdsWatch
from lib.imports.reading.package import Package
from lib.imports.reading.xlsbmarks import xlsb_marks
from lib.imports.reading.xlsxmarks import Marks, sheet_parts

HEADER = struct.Struct("<cQ")
_BATCH_ROWS = 20_000
_LONGEST_NUMBER = 1e15  # from here on Excel has lost digits
_LOOKED = 0.3  # the share of the work that looking through a package takes
_Cell = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta
Emit = Callable[[bytes, bytes], None]


def limit() -> None:
    """Bound the memory and the time of this process; it can write no file."""
    try:
        import resource  # noqa: PLC0415 (not on every system)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_workbook(path: Path, emit: Emit) -> None:
    """Hand every sheet of a workbook to `emit`; raises Refused for one that is not read."""
    looked = _look(path)
    emit(b"P", struct.pack("<d", _LOOKED))
    try:
        with calamine.load_workbook(str(path)) as book:
            sheets = book.sheets_metadata
            if len(sheets) > MOST_SHEETS:
                raise Refused("many_sheets", {"limit": str(MOST_SHEETS), "count": str(len(sheets))})
            for number, sheet in enumerate(sheets):
                _read_sheet(book, sheet, looked, emit)
                done = _LOOKED + (1 - _LOOKED) * (number + 1) / len(sheets)
                emit(b"P", struct.pack("<d", done))
    except calamine.PasswordError as error:
        raise Refused("password_file") from error
    except (calamine.CalamineError, OSError) as error:
        raise Refused("damaged_file") from error


class _Looked:
    """What is known of a workbook before its cells are read."""

    def __init__(self, macros: bool = False) -> None:
        self.macros = macros
        self.texts: Mapping[str, Mapping[tuple[int, int], str]] = {}
        self.merged: dict[str, list[tuple[int, int, int, int]]] = {}


def _look(path: Path) -> _Looked:
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return _look_old(path)
    package = Package(path)
    kind = package.kind()
    looked = _Looked(macros=any(name.endswith("vbaproject.bin") for name in package.entries))
    if kind == "ods":
        watch = OdsWatch()
        package.look_through({"content.xml": watch})
        for sheet in watch.sheets:
            looked.merged[sheet.sheet] = sheet.merged
        looked.texts = {sheet.sheet: sheet.texts for sheet in watch.sheets}
    elif kind == "xlsx":
        marks = {part: Marks(name) for name, part in sheet_parts(package).items()}
        package.look_through(marks)
        looked.texts = {mark.sheet: mark.texts for mark in marks.values()}
    else:
        looked.texts = xlsb_marks(package)
    return looked


def _look_old(path: Path) -> _Looked:
    old = xls_marks(path.read_bytes())
    looked = _Looked(old.macros)
    looked.texts = old.texts
    return looked


def _read_sheet(
    book: calamine.CalamineWorkbook,
    meta: calamine.SheetMetadata,
    looked: _Looked,
    emit: Emit,
) -> None:
    if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
        return
    hidden = meta.visible is not calamine.SheetVisibleEnum.Visible
    about: dict[str, Any] = {"name": meta.name, "hidden": hidden, "macros": looked.macros}
    about |= {"column": 0, "merged": []}
    batches: list[pa.RecordBatch] = []
    if not hidden:
        sheet = book.get_sheet_by_name(meta.name)
        texts = dict(looked.texts.get(meta.name, {}))
        area = _Area.around(sheet, texts)
        check_extent(meta.name, area.rows, area.width, (area.rows - 1, area.first + area.width - 1))
        ranges = looked.merged.get(meta.name) or [
            (*first, *last) for first, last in sheet.merged_cell_ranges or []
        ]
        about |= {"column": area.first, "merged": ranges[:MOST_MERGED]}
        batches = list(_batches(sheet, area, texts)) if area.rows else []
    emit(b"S", _packed(batches, about))


@dataclass(frozen=True)
class _Area:
    """What is read of a sheet: all rows from its first on, and columns from `first` on.

    `left` are the columns before those that the library knows of.
    """

    rows: int
    first: int
    width: int
    left: int

    @classmethod
    def around(cls, sheet: calamine.CalamineSheet, texts: Iterable[tuple[int, int]]) -> "_Area":
        """The area of a sheet that holds its values and the cells (row, column) of `texts`."""
        places = list(texts)
        if sheet.start and sheet.end:
            places += [sheet.start, sheet.end]
        if not places:
            return cls(0, 0, 0, 0)
        rows, columns = zip(*places, strict=True)
        first = min(columns)
        start = sheet.start[1] if sheet.start else first
        return cls(max(rows) + 1, first, max(columns) - first + 1, start - first)


def _batches(
    sheet: calamine.CalamineSheet, area: _Area, texts: Mapping[tuple[int, int], str]
) -> Iterator[pa.RecordBatch]:
    """The rows as text, a batch at a time, with the texts of marked cells in their places."""
    names = [str(number) for number in range(area.width)]
    rows = sheet.iter_rows() if sheet.start else iter(())
    for done in range(0, area.rows, _BATCH_ROWS):
        size = min(_BATCH_ROWS, area.rows - done)
        block: list[list[Any]] = list(islice(rows, size))
        block += [[""] * max(sheet.width, 1)] * (size - len(block))
        known = [list(map(_text, column)) for column in zip(*block, strict=True)]
        columns = [[""] * size for _ in range(area.left)] + (known if sheet.start else [])
        columns += [[""] * size for _ in range(area.width - len(columns))]
        for (row, column), text in texts.items():
            if done <= row < done + size:
                columns[column - area.first][row - done] = text
        yield pa.RecordBatch.from_arrays([pa.array(one, pa.string()) for one in columns], names)


def _text(value: _Cell) -> str:
    """A cell as text: days in ISO, whole numbers without a point."""
    if type(value) is str:
        return value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT]
    return _TEXTS[type(value)](value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < _LONGEST_NUMBER:
        return str(int(value))
    if abs(value) >= _LONGEST_NUMBER:
        return f"{value:.14E}"
    short = f"{value:.15g}"
    return f"{value:.20f}".rstrip("0") if "e" in short else short


def _time(value: datetime.time) -> str:
    return value.isoformat("seconds" if value.second else "minutes")


def _duration(value: datetime.timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    text = f"{minutes // 60}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


_TEXTS: Mapping[type, Callable[[Any], str]] = {
    float: _number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime.date: datetime.date.isoformat,
    datetime.datetime: lambda value: value.date().isoformat(),
    datetime.time: _time,
    datetime.timedelta: _duration,
}


def _packed(batches: list[pa.RecordBatch], about: Mapping[str, Any]) -> bytes:
    schema = batches[0].schema if batches else pa.schema([])
    schema = schema.with_metadata({"sheet": json.dumps(about)})
    out = io.BytesIO()
    with pyarrow.ipc.new_stream(out, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
    return out.getvalue()


def _write(letter: bytes, content: bytes) -> None:
    sys.stdout.buffer.write(HEADER.pack(letter, len(content)))
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _refuse(refused: Refused) -> None:
    found = {"kind": refused.kind, "facts": dict(refused.facts), "sheet": refused.sheet}
    _write(b"F", json.dumps(found).encode())


def main(path: Path) -> None:
    """Read one workbook and write its frames."""
    limit()
    try:
        read_workbook(path, _write)
    except Refused as refused:
        _refuse(refused)
    except MemoryError:
        _refuse(Refused("heavy_file"))
    except BaseException as error:  # a panic in the library is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | BrokenPipeError):
            raise
        _refuse(Refused("damaged_file"))
    _write(b"E", b"")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
