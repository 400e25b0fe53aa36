"""Sheets as a new workbook of text: cells as they came, nothing computed, nothing reformatted.

For what can't be edited in place (CSV, older Excel, ODS) and for reports. Every cell is text and
formatted as text, so that no program takes one for a number, a date or a formula.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from lib.imports.marking.notes import cell_name, column_letters
from lib.imports.marking.xml import quoted
from lib.neutral import MOST_CHARACTERS

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SLICE = 20_000
_TEXT, _HEADER = 1, 2  # styles
_FORBIDDEN = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x{fffe}\\x{ffff}]"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="10"/>'
    '<name val="Tahoma"/><family val="2"/></font><font><b/><sz val="10"/><name val="Tahoma"/>'
    '<family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    "<left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    'builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, eq=False)
class PlainSheet:
    """A sheet of text: `rows` are the numbers of the rows of `cells`, rising.

    `columns` are those of the sheet in which the columns stand, the first being 0. With `heading`
    the first row is bold and stays in view.
    """

    name: str
    cells: pl.DataFrame
    rows: pl.Series
    columns: Sequence[int]
    merged: Sequence[tuple[int, int, int, int]] = ()
    heading: bool = False


def write_plain(sheets: Sequence[PlainSheet], file: IO[bytes]) -> None:
    """Write a workbook; at least one sheet. Rows and columns beyond a sheet's room are left out."""
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as out:
        for name, content in _small_parts(sheets).items():
            _write(out, name, iter([content.encode()]))
        for number, sheet in enumerate(sheets, start=1):
            _write(out, f"xl/worksheets/sheet{number}.xml", _sheet(sheet))


def _write(out: ZipFile, name: str, blocks: Iterator[bytes]) -> None:
    info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    with out.open(info, "w", force_zip64=True) as handle:
        for block in blocks:
            handle.write(block)


def _small_parts(sheets: Sequence[PlainSheet]) -> dict[str, str]:
    numbers = range(1, len(sheets) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for n in numbers
    )
    listed = "".join(
        f'<sheet name="{quoted(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}</Types>'
    )
    relations = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": f'{relations}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews>'
        f'<workbookView activeTab="0"/></bookViews><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{relations}{related}<Relationship Id="rId{len(sheets) + 1}"'
        f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


def _sheet(sheet: PlainSheet) -> Iterator[bytes]:
    view = '<sheetView workbookViewId="0"/>'
    if sheet.heading:
        view = (
            '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
            'activePane="bottomLeft" state="frozen"/></sheetView>'
        )
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews>{view}</sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{_columns(sheet)}<sheetData>'
    ).encode()
    kept = int((sheet.rows <= MOST_ROWS).sum())
    for start in range(0, kept, _SLICE):
        size = min(_SLICE, kept - start)
        yield _rows(sheet, start, size).encode()
    merged = "".join(
        f'<mergeCell ref="{cell_name(top, left)}:{cell_name(bottom, right)}"/>'
        for top, left, bottom, right in sheet.merged
    )
    merged = f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else ""
    quiet = '<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/>'
    yield f"</sheetData>{merged}{quiet}</ignoredErrors></worksheet>".encode()


def _columns(sheet: PlainSheet) -> str:
    """Widths after the first rows, and text as the format of cells that are still empty."""
    found = []
    for name, column in zip(sheet.cells.columns, sheet.columns, strict=True):
        if column < MOST_COLUMNS:
            longest = sheet.cells[name].head(1000).str.len_chars().max()
            width = min(max(int(str(longest or 0)) + 2, 10), 50)
            found.append(
                f'<col min="{column + 1}" max="{column + 1}" width="{width}" style="{_TEXT}" '
                'customWidth="1"/>'
            )
    return f"<cols>{''.join(found)}</cols>" if found else ""


def _rows(sheet: PlainSheet, start: int, size: int) -> str:
    """Some rows as markup, made column by column."""
    numbers = sheet.rows.slice(start, size).cast(pl.String).alias("row")
    frame = sheet.cells.slice(start, size)
    style = pl.lit(str(_TEXT))
    if sheet.heading:
        first = int(sheet.rows[0]) if len(sheet.rows) else 0
        style = pl.when(pl.col("row") == str(first)).then(pl.lit(str(_HEADER))).otherwise(style)
    cells = []
    for name, column in zip(frame.columns, sheet.columns, strict=True):
        if column < MOST_COLUMNS:
            cells.append(_cells(pl.lit(frame[name]), column_letters(column), style))
    row = pl.concat_str(pl.lit('<row r="'), pl.col("row"), pl.lit('">'), *cells, pl.lit("</row>"))
    return "".join(pl.DataFrame({"row": numbers}).select(row.alias("xml"))["xml"])


def _cells(values: pl.Expr, letters: str, style: pl.Expr) -> pl.Expr:
    """The cells of a column as markup; empty where there is nothing."""
    shown = (
        values.fill_null("")
        .str.head(MOST_CHARACTERS)
        .str.replace_all(_FORBIDDEN, "\ufffd")
        .str.replace_many(["&", "<", ">", "\r"], ["&amp;", "&lt;", "&gt;", "&#13;"])
    )
    start = pl.concat_str(
        pl.lit(f'<c r="{letters}'), pl.col("row"), pl.lit('" t="inlineStr" s="'), style
    )
    cell = pl.concat_str(
        start, pl.lit('"><is><t xml:space="preserve">'), shown, pl.lit("</t></is></c>")
    )
    return pl.when(shown == "").then(pl.lit("")).otherwise(cell)
