"""What the sheets of an ods have that calamine does not tell.

Merged cells, errors, formulas without their value, and how far out filled cells lie: repeated
cells take no room in the file and would in memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from lib.imports.reading.limits import MOST_MARKED, MOST_MERGED, Refused, check_extent

Merged = tuple[int, int, int, int]
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_FURTHEST = 1 << 21
_LONGEST = 200


@dataclass
class OdsMarks:
    """Of one sheet: texts of marked cells by (row, column) from 0, its merged ranges, its reach."""

    sheet: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    far: tuple[int, int] = (0, 0)

    def reach(self, row: int, column: int) -> None:
        """A filled cell lies there; both count from 0."""
        if column >= self.columns:
            self.far = (row, column)
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        check_extent(self.sheet, self.rows, self.columns, self.far)


class OdsWatch:
    """Takes content.xml piece by piece; `sheets` are its tables in order."""

    def __init__(self) -> None:
        """A parser that takes no declared entity."""
        self.sheets: list[OdsMarks] = []
        self._row, self._rows, self._column = 0, 1, 0
        self._error: tuple[int, int] | None = None
        self._text = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = _refuse_entity

    def __call__(self, piece: bytes) -> None:
        """Take the next piece; an empty one is the end."""
        try:
            self._parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            raise Refused("damaged_file") from error

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _CELLS:
            if self.sheets:
                self._cell(attributes)
        elif name == f"{_TABLE}table-row":
            self._row += self._rows
            self._rows = _count(attributes, "number-rows-repeated")
            self._column = 0
        elif name == f"{_TABLE}table":
            self.sheets.append(OdsMarks(attributes.get(f"{_TABLE}name", "")))
            self._row, self._rows = 0, 0

    def _cell(self, attributes: Mapping[str, str]) -> None:
        sheet, at = self.sheets[-1], (self._row, self._column)
        repeated = _count(attributes, "number-columns-repeated")
        if f"{_OFFICE}value-type" in attributes or f"{_TABLE}formula" in attributes:
            sheet.reach(self._row + max(self._rows, 1) - 1, self._column + repeated - 1)
        across = _count(attributes, "number-columns-spanned")
        down = _count(attributes, "number-rows-spanned")
        if (across > 1 or down > 1) and len(sheet.merged) < MOST_MERGED:
            sheet.merged.append((*at, at[0] + down - 1, at[1] + across - 1))
        if attributes.get(f"{_CALC}value-type") == "error":
            self._error, self._text = at, ""
        elif f"{_TABLE}formula" in attributes and f"{_OFFICE}value-type" not in attributes:
            formula = attributes[f"{_TABLE}formula"]
            self._mark(at, formula[formula.find("=") :][:_LONGEST] if "=" in formula else "=…")
        self._column += repeated

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}table-cell" and self._error:
            self._mark(self._error, self._text.strip()[:_LONGEST] or "#N/A")
            self._error = None

    def _characters(self, text: str) -> None:
        if self._error and len(self._text) < _LONGEST:
            self._text += text

    def _mark(self, at: tuple[int, int], text: str) -> None:
        if len(self.sheets[-1].texts) < MOST_MARKED:
            self.sheets[-1].texts[at] = text


def _count(attributes: Mapping[str, str], name: str) -> int:
    """How often a cell is repeated or how far it spans: 1 unless it says so."""
    text = attributes.get(_TABLE + name, "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    return min(max(number, 1), _FURTHEST)


def _refuse_entity(*_: object) -> None:
    raise Refused("xml_entities")
