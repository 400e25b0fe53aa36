"""How the cells and sheets of a workbook look, on the screen and on paper."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lib.exports.model import Stamp
from lib.neutral import FORMULA_STARTS, cell_text

FONT = "Tahoma"  # on every machine with Office, with Thai letters
INK, QUIET_INK, PRIMARY, SERIOUS = "FF1F2933", "FF52606D", "FF0B4F6C", "FF8C2D04"
TEXT_FORMAT = "@"
A4 = 9
MARGIN = 0.5  # inches

Horizontal = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Look:
    """Size, weight and colours of a text; styles are made once and shared by all cells."""

    size: int = 10
    bold: bool = False
    ink: str = INK
    fill: str = ""
    wrap: bool = True
    underline: bool = False

    @cached_property
    def font(self) -> Font:
        """The font of the look."""
        line: Literal["single"] | None = "single" if self.underline else None
        return Font(name=FONT, size=self.size, bold=self.bold, color=self.ink, underline=line)

    def on(
        self, cell: Cell, horizontal: Horizontal | None = None, wrap: bool | None = None
    ) -> None:
        """Give a cell this look."""
        cell.font = self.font
        cell.alignment = Alignment(
            horizontal=horizontal, vertical="top", wrap_text=self.wrap if wrap is None else wrap
        )
        if self.fill:
            cell.fill = PatternFill("solid", fgColor=self.fill)


TITLE = Look(size=15, bold=True, wrap=False)
STRONG = Look(bold=True, ink=PRIMARY, wrap=False)
HEAD = Look(bold=True, fill="FFD9DEE4")
STUB = Look(bold=True)
TEXT = Look()
QUIET = Look(ink=QUIET_INK)
LINK = Look(ink=PRIMARY, underline=True)
MARK = Look(size=11, bold=True, ink=SERIOUS, wrap=False)


def put(
    sheet: Worksheet, row: int, column: int, text: str, look: Look, *, wrap: bool | None = None
) -> Cell:
    """Write a text that looks so."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # none of ours is merged
    look.on(cell, wrap=wrap)
    write_text(cell, text)
    return cell


def write_text(cell: Cell, text: str) -> None:
    """A text that stays one, whatever it begins with, also when somebody edits the cell.

    Excel keeps the mark that a text is not to be computed apart from the text itself; it is what
    a typed apostrophe makes.
    """
    cell.value = cell_text(text)
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    if text.lstrip(" \u00a0\u200b\ufeff").startswith(FORMULA_STARTS):
        cell.quotePrefix = True


def for_print(sheet: Worksheet, stamp: Stamp, *, wide: bool, heads: int | None = None) -> None:
    """A4, as wide as the paper; the row of heads, the mark and the page on every page."""
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = copy(sheet.page_margins)
    margins.left = margins.right = MARGIN
    sheet.page_margins = margins
    sheet.sheet_view.showGridLines = False
    if heads is not None:
        sheet.print_title_rows = f"{heads}:{heads}"
    head, foot = HeaderFooterItem(), HeaderFooterItem()
    head.left.text, head.right.text = _plain(stamp.title), _plain(stamp.marks)
    foot.left.text, foot.right.text = _plain(stamp.source), "&P / &N"
    sheet.oddHeader, sheet.oddFooter = head, foot


def _plain(text: str) -> str:
    """A text for the head or foot of a page, where "&" begins a command."""
    return text.replace("&", "&&")
