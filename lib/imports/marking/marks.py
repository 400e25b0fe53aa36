"""What is to be marked where: findings as cells of sheets, and as lines of a summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from lib.imports.marking.notes import Place, cell_name
from lib.imports.reading.headers import Header
from lib.imports.reading.kinds import label
from lib.imports.reading.layout import find_header
from lib.imports.sheets import Sheet, Source
from lib.imports.wording import say
from lib.store.check import Delivered
from lib.store.codelists import Language
from lib.store.findings import Findings, Group

MOST_NOTES = 1000  # of a kind in a workbook; the other cells are coloured only
LINKS = 5  # of a line of the summary
_MOST_TEXTS = 4  # of one cell, so that its note can be read


@dataclass
class SheetMarks:
    """The marks of a sheet: by row and column whether it is an error, and what its note says."""

    levels: dict[int, dict[int, bool]] = field(default_factory=dict)
    texts: dict[Place, list[str]] = field(default_factory=dict)

    @property
    def notes(self) -> Mapping[Place, str]:
        """The texts of the notes."""
        return {
            place: "\n\n".join(dict.fromkeys(texts[:_MOST_TEXTS]))
            for place, texts in self.texts.items()
        }

    @property
    def cells(self) -> int:
        """How many cells are marked."""
        return sum(map(len, self.levels.values()))


@dataclass(frozen=True)
class Line:
    """A line of the summary: findings of one kind in one column, and the first cells of them."""

    warning: bool
    problem: str
    remedy: str
    sheet: str
    column: str
    count: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """All marks of a file by sheet, the lines of its summary, and how many have no note."""

    sheets: Mapping[str, SheetMarks]
    lines: tuple[Line, ...]
    silent: int


@dataclass(frozen=True)
class Where:
    """Finds the cells of findings from what was delivered and, where given, the sheets."""

    source: Source
    delivered: Sequence[Delivered]
    sheets: Sequence[Sheet] = ()

    def is_about(self, file: str) -> bool:
        """Whether a name is that of the file, as it came or as it is shown."""
        return file in (self.source.name, label(self.source.name))

    def column(self, group: Group) -> int | None:
        """The column of a group, the first being 0; None when there is none to mark.

        Findings about whole rows stand in the first column.
        """
        for one in self._tables(group):
            columns = {name: at for at, name in enumerate(one.cells.columns)} | dict(one.columns)
            if group.column in columns:
                return columns[group.column]
            if group.column is None and group.rows is not None:
                return min(columns.values(), default=0)
        return 0 if group.column is None and group.rows is not None else None

    def header_row(self, group: Group) -> int | None:
        """The row of the header over a group: where it is found, else just above the rows."""
        for one in self._tables(group):
            for sheet in self.sheets:
                if sheet.name == one.sheet:
                    found = find_header(sheet, one.table)
                    if isinstance(found, Header):
                        return found.last + sheet.first_row
            if len(one.rows):
                return max(int(one.rows[0]) - 1, 1)
        return None

    def _tables(self, group: Group) -> list[Delivered]:
        return [one for one in self.delivered if (one.file, one.sheet) == (group.file, group.sheet)]


def collect(where: Where, findings: Findings, language: Language) -> Marks:
    """The marks of one file; findings about others are left out."""
    sheets: dict[str, SheetMarks] = {}
    lines, silent, said = [], 0, dict[str, int]()
    for group in findings.groups:
        if not where.is_about(group.file) or not len(group):
            continue
        places = _places(where, group)
        marks = sheets.setdefault(group.sheet, SheetMarks())
        room = max(MOST_NOTES - said.get(group.kind, 0), 0)
        for at, (row, column) in enumerate(places):
            levels = marks.levels.setdefault(row, {})
            levels[column] = levels.get(column, False) or not group.warning
            if at < room:
                marks.texts.setdefault((row, column), []).append(_note(group, at, language))
        said[group.kind] = said.get(group.kind, 0) + min(len(places), room)
        silent += max(len(places) - room, 0)
        lines.append(_line(group, places, language))
    kept = {name: marks for name, marks in sheets.items() if marks.levels}
    return Marks(kept, tuple(sorted(lines, key=lambda line: line.warning)), silent)


def _places(where: Where, group: Group) -> list[Place]:
    """The cells of a group: those of its rows, or its header; none where nothing can be marked."""
    column = where.column(group)
    if column is None:
        return []
    if group.rows is None:
        row = where.header_row(group)
        return [] if row is None else [(row, column)]
    return [(int(row), column) for row in group.rows.cast(pl.Int64)]


def _note(group: Group, at: int, language: Language) -> str:
    finding = group[at]
    level = say("note.warning" if group.warning else "note.error", language)
    remedy = say("note.remedy", language, remedy=finding.remedy(language))
    return f"{level}: {finding.problem(language)}\n{remedy}"


def _line(group: Group, places: Sequence[Place], language: Language) -> Line:
    finding = group[0]
    return Line(
        warning=group.warning,
        problem=finding.problem(language),
        remedy=finding.remedy(language),
        sheet=group.sheet,
        column=finding.column or "",
        count=len(group),
        cells=tuple(cell_name(*place) for place in places[:LINKS]),
    )
