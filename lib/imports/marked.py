"""The workbook that goes back to its people: every bad cell coloured and explained.

An .xlsx or .xlsm is edited in place, so that all else in it stays as it was. What can't be edited
so (CSV, .xls, .ods, damaged files) comes back as a new workbook of text with the same marks.
"""

import io
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

import polars as pl

from lib.imports.marking.edit import edit
from lib.imports.marking.marks import Marks, Where, collect
from lib.imports.marking.package import Package
from lib.imports.marking.plain import MOST_ROWS, PlainSheet, write_plain
from lib.imports.marking.summary import About
from lib.imports.marking.xml import NotPatchable
from lib.imports.reading.kinds import label
from lib.imports.reading.source import read
from lib.imports.sheets import Sheet, Source
from lib.imports.wording import both, say
from lib.neutral import lawful, sheet_title
from lib.store.check import Delivered
from lib.store.codelists import Language
from lib.store.findings import Findings

TIME_ZONE = ZoneInfo("Asia/Bangkok")
_LOG = logging.getLogger(__name__)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*\ufffd]')


@dataclass(frozen=True)
class Marked:
    """A marked workbook: a name for it, its bytes, and what was done.

    `cells` are those coloured, `notes` those with a note that says why. `kept` tells whether it
    is the workbook that came, with all that was in it, or a new one with its cells as text.
    """

    name: str
    data: bytes
    cells: int
    notes: int
    kept: bool


def summary_titles() -> tuple[str, ...]:
    """What the sheet with the summary may be called; reading leaves such a sheet out."""
    return both("summary.sheet")


def mark(
    source: Source,
    delivered: Sequence[Delivered],
    findings: Findings,
    language: Language,
    *,
    sheets: Sequence[Sheet] | None = None,
    on: date | None = None,
) -> Marked:
    """The file with every cell that has a finding coloured and annotated, a summary before it.

    Findings about a column mark its header; those about no cell stand in the summary only, and so
    do those about other files nowhere. `sheets` are those of the file; where they are needed (for
    the header of a column, or the cells of what is not .xlsx) and not given, it is read again.
    `on` is the day of the check (today in Thailand). Marks of an earlier round are taken away.
    Raises nothing about the file: one that can't be read gives its summary alone.
    """
    day = on or datetime.now(TIME_ZONE).date()
    headed = any(one.rows is None and one.column for one in findings.groups)
    if sheets is None and (headed or not delivered):
        sheets = _sheets(source)
    marks = collect(Where(source, delivered, sheets or ()), findings, language)
    if not delivered and not sheets:
        # What reading has refused (it may be a bomb) is not opened here either.
        return _anew(source, {}, marks, day, language)
    try:
        return _in_place(source, marks, About(label(source.name), day), language)
    except (NotPatchable, ValueError) as reason:  # a number in the markup that is none
        _LOG.info("%s comes back as text: %s", source.name, reason)
        found = _sheets(source) if sheets is None else sheets
        plain = _plain_sheets(source, delivered, found)
        return _anew(source, plain, marks, day, language)


def _sheets(source: Source) -> Sequence[Sheet]:
    """The sheets of a file, none when it can't be read."""
    sheets = read(source)
    return () if isinstance(sheets, Findings) else sheets


def _in_place(source: Source, marks: Marks, about: About, language: Language) -> Marked:
    package = Package(source.path)
    try:
        edited = edit(package, marks, about, language)
    finally:
        package.close()
    name = _name(source, edited.ending, language)
    return Marked(name, edited.data, edited.cells, edited.notes, kept=True)


def _anew(
    source: Source, plain: Mapping[str, PlainSheet], marks: Marks, day: date, language: Language
) -> Marked:
    """A new workbook of text with the marks."""
    notes = [say("summary.as_text" if plain else "summary.alone", language)]
    if any((sheet.rows > MOST_ROWS).any() for sheet in plain.values()):
        notes.append(say("summary.long", language, most=f"{MOST_ROWS:,}"))
    about = About(label(source.name), day, tuple(notes))
    empty = PlainSheet("-", pl.DataFrame(), pl.Series(dtype=pl.UInt32), ())
    with io.BytesIO() as file:
        write_plain(list(plain.values()) or [empty], file)
        edited = edit(Package(file), _renamed(marks, plain), about, language)
    name = _name(source, ".xlsx", language)
    return Marked(name, edited.data, edited.cells, edited.notes, kept=False)


def _plain_sheets(
    source: Source, delivered: Sequence[Delivered], sheets: Sequence[Sheet]
) -> dict[str, PlainSheet]:
    """The sheets of a file as text, by the names that they have there."""
    plain: dict[str, PlainSheet] = {}

    def title(name: str) -> str:
        stem = PurePath(label(source.name)).stem
        return sheet_title(name or stem, [*summary_titles(), *(one.name for one in plain.values())])

    for sheet in sheets:
        if sheet.cells.width and sheet.name not in summary_titles():
            rows = pl.int_range(
                sheet.first_row, sheet.first_row + sheet.cells.height, dtype=pl.UInt32, eager=True
            )
            columns = [sheet.first_column + int(name) for name in sheet.cells.columns]
            name = title(sheet.name)
            plain[sheet.name] = PlainSheet(name, sheet.cells, rows, columns, sheet.merged)
    for one in delivered:
        if (
            one.file in (source.name, label(source.name))
            and one.sheet not in plain
            and one.cells.width
        ):
            plain[one.sheet] = _of_delivered(title(one.sheet), one)
    return plain


def _of_delivered(name: str, one: Delivered) -> PlainSheet:
    """What was read of a sheet, its header just above the first row."""
    cells = one.cells if one.written is None else one.written
    places = {header: one.columns.get(header, at) for at, header in enumerate(cells.columns)}
    order = sorted(places, key=lambda header: places[header])
    head = pl.DataFrame({str(at): [header] for at, header in enumerate(order)})
    body = cells.select(pl.col(header).alias(str(at)) for at, header in enumerate(order))
    first = max(int(one.rows[0]) - 1, 1) if len(one.rows) else 1
    rows = pl.concat([pl.Series([first], dtype=pl.UInt32), one.rows.cast(pl.UInt32)])
    columns = [places[header] for header in order]
    return PlainSheet(name, pl.concat([head, body.cast(pl.String)]), rows, columns)


def _renamed(marks: Marks, plain: Mapping[str, PlainSheet]) -> Marks:
    """Marks under the names that the sheets have in the new workbook."""
    sheets = {plain[name].name: one for name, one in marks.sheets.items() if name in plain}
    lines = tuple(
        replace(line, sheet=plain[line.sheet].name) if line.sheet in plain else line
        for line in marks.lines
    )
    return Marks(sheets, lines, marks.silent)


def _name(source: Source, ending: str, language: Language) -> str:
    """A name for the marked file, from that of the file that came; never a path."""
    said = both("summary.suffix")
    stem = PurePath(label(source.name)).stem
    for suffix in said:
        stem = stem.removesuffix(f" ({suffix})").removesuffix(f"_{suffix}")
    plain = _NOT_IN_NAMES.sub("_", lawful(stem)).strip(" .")[:80]
    return f"{plain or 'file'}_{say('summary.suffix', language)}{ending}"
