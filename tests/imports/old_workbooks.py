"""Writers of the smallest xls and xlsb that have what the tests need; no library writes them."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_SECTOR = 512
_FREE, _CHAIN_END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_DATE_FORMAT, _GENERAL = 1, 0  # places in the list of cell formats
ERRORS = {
    "#NULL!": 0,
    "#DIV/0!": 7,
    "#VALUE!": 15,
    "#REF!": 23,
    "#NAME?": 29,
    "#NUM!": 36,
    "#N/A": 42,
}


@dataclass(frozen=True)
class Cell:
    """A cell whose value is an error that a formula gives (or was typed)."""

    error: str
    formula: bool = False


Value = str | float | bool | date | Cell | None
Rows = Sequence[Sequence[Value]]
Range = tuple[int, int, int, int]


def _day(value: date) -> float:
    return float((value - date(1899, 12, 30)).days)


def xls(
    sheets: Mapping[str, Rows],
    *,
    merged: Sequence[Range] = (),
    hidden: Sequence[str] = (),
    password: bool = False,
) -> bytes:
    """An xls (BIFF8 in a compound file); `merged` counts from 0 and is of the first sheet."""
    bodies = [
        _sheet(rows, merged if number == 0 else ()) for number, rows in enumerate(sheets.values())
    ]
    names = [(name, name in hidden) for name in sheets]
    start = len(_globals(names, [0] * len(names), password))
    offsets = [start + sum(map(len, bodies[:number])) for number in range(len(bodies))]
    return compound({"Workbook": _globals(names, offsets, password) + b"".join(bodies)})


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _globals(names: list[tuple[str, bool]], offsets: list[int], password: bool) -> bytes:
    parts = [_record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))]
    if password:
        parts.append(_record(0x2F, struct.pack("<HHH", 0, 1, 2) + bytes(48)))
    parts += [_record(0x42, struct.pack("<H", 1200)), _record(0x22, struct.pack("<H", 0))]
    for number_format in (0, 14):
        parts.append(
            _record(0xE0, struct.pack("<HHHBBBBIIH", 0, number_format, 1, 0, 0, 0, 0, 0, 0, 0))
        )
    for (name, is_hidden), offset in zip(names, offsets, strict=True):
        text = name.encode("utf-16-le")
        parts.append(
            _record(0x85, struct.pack("<IBBBB", offset, is_hidden, 0, len(text) // 2, 1) + text)
        )
    return b"".join([*parts, _record(0x0A)])


def _sheet(rows: Rows, merged: Sequence[Range]) -> bytes:
    parts = [_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))]
    width = max((len(row) for row in rows), default=0)
    parts.append(_record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                parts.append(_cell(number, column, value))
    if merged:
        ranges = b"".join(
            struct.pack("<HHHH", top, low, left, right) for top, left, low, right in merged
        )
        parts.append(_record(0xE5, struct.pack("<H", len(merged)) + ranges))
    return b"".join([*parts, _record(0x0A)])


def _cell(row: int, column: int, value: Value) -> bytes:
    if isinstance(value, Cell) and value.formula:
        result = bytes([2, 0, ERRORS[value.error], 0, 0, 0, 0xFF, 0xFF])
        place = struct.pack("<HHH", row, column, _GENERAL)
        return _record(0x06, place + result + struct.pack("<HIH", 0, 0, 3) + b"\x1c\x17\x00")
    if isinstance(value, Cell | bool):
        code = ERRORS[value.error] if isinstance(value, Cell) else int(value)
        is_error = isinstance(value, Cell)
        return _record(0x205, struct.pack("<HHHBB", row, column, _GENERAL, code, is_error))
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        head = struct.pack("<HHHHB", row, column, _GENERAL, len(text) // 2, 1)
        return _record(0x204, head + text)
    form = _DATE_FORMAT if isinstance(value, date) else _GENERAL
    number = _day(value) if isinstance(value, date) else float(value or 0)
    return _record(0x203, struct.pack("<HHHd", row, column, form, number))


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file that holds these streams."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(data: bytes) -> int:
        first, count = len(sectors), max(-(-len(data) // _SECTOR), 1)
        padded = data.ljust(count * _SECTOR, b"\0")
        sectors.extend(padded[at * _SECTOR : (at + 1) * _SECTOR] for at in range(count))
        table.extend([*range(first + 1, first + count), _CHAIN_END])
        return first

    # Streams under 4,096 bytes would lie elsewhere; they are filled up instead.
    places = {
        name: (add(data.ljust(4096, b"\0")), max(len(data), 4096)) for name, data in streams.items()
    }
    directory = _entry("Root Entry", 5, _CHAIN_END, 0, child=1)
    for number, (name, (first, size)) in enumerate(places.items()):
        right = number + 2 if number + 1 < len(places) else _FREE
        directory += _entry(name, 2, first, size, right=right)
    directory_at = add(directory)
    count = -(-(len(table) + 1) // (_SECTOR // 4 - 1))
    first_of_table = len(table)
    table += [_FAT] * count
    table += [_FREE] * (count * _SECTOR // 4 - len(table))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    )
    head += bytes(6) + struct.pack("<II", 0, count)
    head += struct.pack("<IIIIIII", directory_at, 0, 4096, _CHAIN_END, 0, _CHAIN_END, 0)
    places_of_table = [*range(first_of_table, first_of_table + count)]
    head += struct.pack("<109I", *places_of_table, *[_FREE] * (109 - count))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _entry(
    name: str, kind: int, first: int, size: int, *, child: int = _FREE, right: int = _FREE
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def xlsb(sheets: Mapping[str, Rows]) -> bytes:
    """An xlsb."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        parts.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{kinds}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        listed = "".join(
            f'<Relationship Id="rId{number}" Type="{kinds}/worksheet" '
            f'Target="worksheets/sheet{number}.bin"/>'
            for number in range(1, len(sheets) + 1)
        )
        parts.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{package}/relationships">{listed}</Relationships>',
        )
        bundle = b"".join(
            _binary(156, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name))
            for number, name in enumerate(sheets, start=1)
        )
        book = _binary(131) + _binary(143) + bundle + _binary(144) + _binary(132)
        parts.writestr("xl/workbook.bin", book)
        for number, rows in enumerate(sheets.values(), start=1):
            parts.writestr(f"xl/worksheets/sheet{number}.bin", _binary_sheet(rows))
    return out.getvalue()


def _binary_sheet(rows: Rows) -> bytes:
    width = max((len(row) for row in rows), default=1)
    parts = [
        _binary(129),
        _binary(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)),
        _binary(145),
    ]
    for number, row in enumerate(rows):
        parts.append(_binary(0, struct.pack("<I", number) + bytes(13)))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                parts.append(_binary(6, head + _wide(value)))
            elif isinstance(value, Cell):
                parts.append(_binary(3, head + bytes([ERRORS[value.error]])))
            elif isinstance(value, bool):
                parts.append(_binary(4, head + bytes([value])))
            elif value is not None:
                number_ = _day(value) if isinstance(value, date) else float(value)
                parts.append(_binary(5, head + struct.pack("<d", number_)))
    return b"".join([*parts, _binary(146), _binary(130)])


def _binary(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(content)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
