"""Native tables: figures as they stand on the screen, as many rows as a slide has room for."""

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import pandas as pd
from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu

from lib.exports.model import Table
from lib.exports.slides.numbers import written
from lib.exports.slides.text import (
    INK,
    LINE,
    PX,
    SURFACE,
    Box,
    Say,
    Type,
    colour_of,
    high,
    lines_of,
    width_of,
    write,
)

PAD, SIDE = 6, 12  # px above and below, and beside the text of a cell
HEAD = "#E8EEF2"
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # Office's name of "no style, no grid"
READABLE = 12  # pt
WIDEST = 560  # px of a column of words, where others need room


@dataclass(frozen=True)
class Grid:
    """Texts of a table with what they look like; ``fills`` are colours of cells, "" for none."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]
    stub: int = 1
    fills: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, table: Table) -> "Grid":
        """The texts of a table: numbers with commas and their decimals, a dash for none."""
        frame = table.frame
        figures = tuple(
            place >= table.stub and pd.api.types.is_numeric_dtype(frame[name])
            for place, name in enumerate(frame.columns)
        )
        places = [table.decimals.get(str(name), 0) for name in frame.columns]
        rows = tuple(
            tuple(cell_text(value, place) for value, place in zip(row, places, strict=True))
            for row in frame.itertuples(index=False, name=None)
        )
        return cls(tuple(map(str, frame.columns)), rows, figures, table.stub)


@dataclass(frozen=True)
class Laid:
    """A table laid out: size of its text (pt), widths of columns and heights of rows (px)."""

    size: float
    widths: tuple[float, ...]
    head: float
    heights: tuple[float, ...]

    def pages(self, first: float, others: float) -> list[range]:
        """The rows that each slide has room for, below the head: of the first one, of others."""
        found: list[range] = []
        start, used = 0, self.head
        for place, tall in enumerate(self.heights):
            room = others if found else first
            if used + tall > room and place > start:
                found.append(range(start, place))
                start, used = place, self.head
            used += tall
        return [*found, range(start, len(self.heights))]


def cell_text(value: object, places: int) -> str:
    """A cell as people read it."""
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return "–"
    if isinstance(value, Real) and not isinstance(value, bool):
        return written(float(value), places)
    return str(value)


def lay(grid: Grid, width: float, type_: Type) -> Laid:
    """The largest size at which no word of a head and no figure is cut, down to the least."""
    size, least = type_.sizes.of("table"), type_.sizes.of("table_least")
    while True:
        needs = [_needs(grid, place, size) for place in range(len(grid.heads))]
        tight, wished = (sum(one[which] for one in needs) for which in (0, 1))
        # Down to a readable size whole texts stay in one line; below it only words and figures.
        if wished <= width or (size <= READABLE and tight <= width) or size <= least:
            break
        size = max(least, size - 1)
    widths = _shared(needs, width)
    heights = [_tall(row, widths, size) for row in grid.rows]
    return Laid(size, widths, _tall(grid.heads, widths, size), tuple(heights))


def is_wide(grid: Grid, width: float, type_: Type) -> bool:
    """Whether a table needs more than this width at its least size."""
    size = type_.sizes.of("table_least")
    return sum(_needs(grid, place, size)[0] for place in range(len(grid.heads))) > width


def add_table(
    slide: Any, grid: Grid, laid: Laid, rows: Sequence[int], at: tuple[float, float], type_: Type,
    name: str, alt: str,
) -> Any:  # fmt: skip
    """Rows of a table as a native one, its left upper corner at ``at`` (px)."""
    tall = laid.head + sum(laid.heights[row] for row in rows)
    box = Box(at[0], at[1], sum(laid.widths), tall)
    frame = slide.shapes.add_table(len(rows) + 1, len(grid.heads), *box.emu)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    table = frame.table
    table.first_col = grid.stub > 0
    table.horz_banding = False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    for place, wide in enumerate(laid.widths):
        table.columns[place].width = Emu(round(wide * PX))
    for place, tall_ in enumerate((laid.head, *(laid.heights[row] for row in rows))):
        table.rows[place].height = Emu(round(tall_ * PX))
    for column, text in enumerate(grid.heads):
        _cell(
            table.cell(0, column),
            Say(text, laid.size, bold=True),
            type_,
            HEAD,
            grid.figures[column],
        )
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(grid.rows[row]):
            fill = grid.fills[row][column] if grid.fills else ""
            colour = ink_on(fill) if fill else INK
            _cell(table.cell(line, column), Say(text, laid.size, colour), type_, fill or SURFACE,
                  grid.figures[column])  # fmt: skip
    return frame


def ink_on(colour: str) -> str:
    """Ink or white, whichever reads better on a colour (#RRGGBB)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.225 else SURFACE


def _cell(cell: Any, say: Say, type_: Type, fill: str, figure: bool) -> None:
    write(cell.text_frame, type_, [[say]], align=PP_ALIGN.RIGHT if figure else PP_ALIGN.LEFT)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Emu(SIDE * PX)
    cell.margin_top = cell.margin_bottom = Emu(PAD * PX)
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"))
    line.set("w", "9525")
    etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr")).set(
        "val", LINE[1:]
    )
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour_of(fill)


def _needs(grid: Grid, place: int, size: float) -> tuple[float, float, float]:
    """Widths of a column, px: for its longest word or figure, the best one, for its whole text."""
    texts = [row[place] for row in grid.rows]
    # Numbers and words of the latin script are never cut; a Thai head breaks between its words.
    words = [word for text in (grid.heads[place],) for word in text.split(" ")]
    head = max(min(width_of(word, size, bold=True), 11 * size) for word in words)
    whole = max((width_of(text, size) for text in texts), default=0.0)
    least = whole if grid.figures[place] else min(whole, 14 * size)
    best = max(min(whole, WIDEST), min(width_of(grid.heads[place], size, bold=True), 260))
    extra = 2 * SIDE + 2
    best = max(best, head, least)
    return max(least, head) + extra, best + extra, max(best, whole) + extra


def _shared(needs: Sequence[tuple[float, float, float]], width: float) -> tuple[float, ...]:
    """Widths that fill the room: what each needs, and the rest where more is wanted."""
    least, best, whole = (sum(one[which] for one in needs) for which in range(3))
    if best <= width < whole:
        part = (width - best) / (whole - best)
        return tuple(low + part * (top - low) for _, low, top in needs)
    if whole <= width:
        # A narrow table stays narrow: figures far from their names are hard to read.
        scale = min(width / whole, 1.25)
        return tuple(one * scale for _, _, one in needs)
    if least >= width:
        return tuple(one * width / least for one, _, _ in needs)
    part = (width - least) / (best - least)
    return tuple(low + part * (top - low) for low, top, _ in needs)


def _tall(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = max(
        lines_of(text, size, wide - 2 * SIDE) for text, wide in zip(row, widths, strict=True)
    )
    return high(size, lines) + 2 * PAD
