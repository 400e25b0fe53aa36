"""The sheet that stands first in a marked workbook: what was found, with links to the cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lib.imports.marking.boxes import lines_of
from lib.imports.marking.marks import LINKS, MOST_NOTES, Line, Marks
from lib.imports.marking.notes import cell_name
from lib.imports.marking.styles import ERROR_COLOUR, WARNING_COLOUR, Styles
from lib.imports.marking.xml import quoted, text
from lib.imports.wording import day, say
from lib.neutral import cell_text
from lib.store.codelists import Language

MOST_LINES = 2000
_WIDTHS = (16, 52, 52, 20, 24, 10, *([10] * LINKS))
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_INK, _LINK, _QUIET = "FF1F2933", "FF0B4F6C", "FF52606D"
_HEAD_FILL = "FFD9DEE4"
_WRAP = 'vertical="top" wrapText="1"'


@dataclass(frozen=True)
class About:
    """What the summary says of the file; `notes` are things to know, such as what is left out."""

    file: str
    on: date
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Cell:
    """A cell of the summary: a text or a number, its style, and where it leads to."""

    content: str | int
    style: int
    target: str = ""


@dataclass(frozen=True)
class _Looks:
    """The styles of the summary."""

    title: int
    plain: int
    flow: int
    strong: int
    head: int
    error: int
    warning: int
    count: int
    link: int

    @classmethod
    def of(cls, styles: Styles) -> "_Looks":
        """The looks, added to the styles of a workbook."""

        def font(size: int, colour: str = _INK, more: str = "") -> str:
            return f'{more}<sz val="{size}"/><color rgb="{colour}"/><name val="Tahoma"/>'

        plain, bold = font(10), font(10, more="<b/>")
        link = font(10, _LINK).replace("<sz", "<u/><sz")
        return cls(
            title=styles.add(font(15, more="<b/>"), number=49),
            plain=styles.add(plain, alignment=_WRAP, number=49),
            flow=styles.add(plain, alignment='vertical="top"', number=49),
            strong=styles.add(bold, alignment='vertical="top"', number=49),
            head=styles.add(bold, _HEAD_FILL, _WRAP, 49),
            error=styles.add(bold, ERROR_COLOUR, _WRAP, 49),
            warning=styles.add(bold, WARNING_COLOUR, _WRAP, 49),
            count=styles.add(plain, alignment='vertical="top"', number=3),
            link=styles.add(link, alignment='vertical="top"', number=49),
        )


def summary_sheet(marks: Marks, about: About, styles: Styles, language: Language) -> bytes:
    """The sheet as a part of a workbook; `styles` gets what it needs."""
    looks = _Looks.of(styles)
    top = [*_top(marks, about, looks, language), []]
    if marks.lines:
        top.append(_header(looks, language))
    rows = [*top, *(_line(line, looks, language) for line in marks.lines[:MOST_LINES])]
    return _sheet(rows, len(top) - 1 if marks.lines else len(top))


def _top(marks: Marks, about: About, looks: _Looks, language: Language) -> Iterator[list[_Cell]]:
    yield [_Cell(say("summary.title", language), looks.title)]
    yield [
        _Cell(say("summary.file", language), looks.strong),
        _Cell(about.file, looks.flow),
    ]
    yield [
        _Cell(say("summary.date", language), looks.strong),
        _Cell(day(about.on, language), looks.flow),
    ]
    errors = sum(line.count for line in marks.lines if not line.warning)
    warnings = sum(line.count for line in marks.lines if line.warning)
    yield [
        _Cell(say("note.error", language), looks.error),
        _Cell(
            say("summary.errors" if errors else "summary.no_errors", language, count=f"{errors:,}"),
            looks.flow,
        ),
    ]
    yield [
        _Cell(say("note.warning", language), looks.warning),
        _Cell(
            say(
                "summary.warnings" if warnings else "summary.no_warnings",
                language,
                count=f"{warnings:,}",
            ),
            looks.flow,
        ),
    ]
    if marks.lines:
        yield [_Cell("", looks.flow), _Cell(say("summary.next", language), looks.flow)]
    for note in _notes(marks, about, language):
        yield [_Cell(say("summary.note", language), looks.strong), _Cell(note, looks.flow)]


def _notes(marks: Marks, about: About, language: Language) -> Iterator[str]:
    yield from about.notes
    if marks.silent:
        most, silent = f"{MOST_NOTES:,}", f"{marks.silent:,}"
        yield say("summary.silent", language, most=most, count=silent)
    if len(marks.lines) > MOST_LINES:
        yield say("summary.more_lines", language, count=f"{len(marks.lines) - MOST_LINES:,}")


def _header(looks: _Looks, language: Language) -> list[_Cell]:
    names = ("level", "problem", "remedy", "sheet", "column", "count")
    cells = [_Cell(say(f"table.{name}", language), looks.head) for name in names]
    links = _Cell(say("summary.links", language), looks.head)
    return [*cells, links, *[_Cell("", looks.head)] * (LINKS - 1)]


def _line(line: Line, looks: _Looks, language: Language) -> list[_Cell]:
    level = "warning" if line.warning else "error"
    return [
        _Cell(say(f"note.{level}", language), getattr(looks, level)),
        *(_Cell(one, looks.plain) for one in (line.problem, line.remedy, line.sheet, line.column)),
        _Cell(line.count, looks.count),
        *(_Cell(name, looks.link, _target(line.sheet, name)) for name in line.cells),
    ]


def _target(sheet: str, cell: str) -> str:
    name = sheet.replace("'", "''")
    return f"'{name}'!{cell}"


def _sheet(rows: Sequence[Sequence[_Cell]], top: int) -> bytes:
    """The sheet; texts of the first `top` rows run on over the empty cells beside them."""
    placed = [
        (number, column, cell)
        for number, row in enumerate(rows, start=1)
        for column, cell in enumerate(row)
    ]
    links = "".join(
        f'<hyperlink ref="{cell_name(row, column)}" location="{quoted(cell.target)}" '
        f'display="{quoted(str(cell.content))}"/>'
        for row, column, cell in placed
        if cell.target
    )
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_WIDTHS, start=1)
    )
    numbered = enumerate(rows, start=1)
    body = "".join(_row(number, row, wraps=number > top) for number, row in numbered)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetPr><tabColor rgb="{_LINK}"/></sheetPr><sheetViews>'
        f'<sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/>'
        f'</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
        f"<sheetData>{body}</sheetData>"
        f"{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape"/></worksheet>'
    ).encode()


def _row(number: int, cells: Sequence[_Cell], *, wraps: bool) -> str:
    inside = "".join(_cell(cell_name(number, column), cell) for column, cell in enumerate(cells))
    # Spreadsheets don't measure rows that nobody has seen.
    texts = [(str(cell.content), max(_WIDTHS[at] - 2, 4)) for at, cell in enumerate(cells)]
    lines = max((lines_of(*one) for one in texts), default=1) if wraps else 1
    height = f' ht="{min(max(lines * 14 + 2, 24 if number == 1 else 16), 400)}" customHeight="1"'
    return f'<row r="{number}"{height}>{inside}</row>'


def _cell(name: str, cell: _Cell) -> str:
    if isinstance(cell.content, int):
        return f'<c r="{name}" s="{cell.style}"><v>{cell.content}</v></c>'
    if not cell.content:
        return f'<c r="{name}" s="{cell.style}"/>'
    shown = text(cell_text(cell.content))
    return (
        f'<c r="{name}" s="{cell.style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t>'
        "</is></c>"
    )
