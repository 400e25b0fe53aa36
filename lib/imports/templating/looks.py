"""How the cells of a template look."""

from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_INK, _QUIET_INK, _PRIMARY = "FF1F2933", "FF52606D", "FF0B4F6C"
TEXT_FORMAT = "@"
DATE_FORMAT = "yyyy\\-mm\\-dd"


@dataclass(frozen=True)
class Look:
    """Size and colours of a text."""

    size: int = 10
    bold: bool = False
    italic: bool = False
    ink: str = _INK
    fill: str = ""
    wrap: bool = True


TITLE = Look(size=15, bold=True, wrap=False)
SECTION = Look(size=12, bold=True, ink=_PRIMARY, wrap=False)
HEAD = Look(bold=True, fill="FFD9DEE4")
REQUIRED = Look(bold=True, ink="FFFFFFFF", fill=_PRIMARY)
STRONG = Look(wrap=False)
WRAP = Look()
QUIET = Look(ink=_QUIET_INK, wrap=False)
EXAMPLE = Look(italic=True, ink=_QUIET_INK, fill="FFF2EFE9", wrap=False)


def put(sheet: Worksheet, row: int, column: int, value: object, look: Look) -> Cell:
    """Write a value that looks so; a text stays a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # none of ours is merged
    cell.value = value  # type: ignore[assignment]  # texts, numbers and days
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT
    cell.font = Font(
        name="Tahoma", size=look.size, bold=look.bold, italic=look.italic, color=look.ink
    )
    cell.alignment = Alignment(vertical="top", wrap_text=look.wrap)
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    return cell


def fit_for_print(sheet: Worksheet) -> None:
    """A4 on its side, as wide as the paper."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
