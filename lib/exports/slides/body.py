"""The body of a slide: a map, a chart or a table, with the words around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lib.exports.model import ChartDrawing, Drawing, KeyLine, MapDrawing, Slide, Stamp, Table
from lib.exports.slides.charts import add_chart
from lib.exports.slides.kinds import plot_of
from lib.exports.slides.page import ABOVE, BODY_RIGHT, FOOT, LEFT, RIGHT
from lib.exports.slides.spec import Bars, Cells, Months, Plot, Points
from lib.exports.slides.tables import Grid, add_table, cell_text, is_wide, lay
from lib.exports.slides.text import (
    INK,
    QUIET,
    Box,
    Say,
    Type,
    high,
    lines_of,
    text_box,
)

MapPicture = Callable[..., bytes]  # (drawing, width_mm, height_mm, *, bare, dpi): PNG
MM = 338.6666667 / 1920
GAP = 14
SIGNS = {"fill": "■", "line": "━", "dot": "●", "ring": "○", "outline": "□", "dash": "┅"}
MOST_NOTES = 2


@dataclass(frozen=True)
class Pictures:
    """How what is no native part is drawn; the functions of ``lib.exports.drawing``."""

    map_png: MapPicture
    chart_png: MapPicture


@dataclass(frozen=True)
class Page:
    """One slide to be: rows of its table when it has one, and whether it goes on from another."""

    slide: Slide
    grid: Grid | None = None
    rows: range = range(0)
    goes_on: bool = False
    left_out: int = 0


def pages_of(slide: Slide, top: float, stamp: Stamp, type_: Type) -> list[Page]:
    """The slides that one needs: more than one for a table that is too long for it.

    A table goes on for as many slides as ``data/exports.toml`` says; how many rows are left then
    is said on the last one.
    """
    table = _table_of(slide)
    if table is None:
        return [Page(slide)]
    grid, title, _ = table
    head = _head_height(title, "", type_)
    foot = FOOT - 24 - high(type_.sizes.of("foot"), 2)
    laid = [lay(grid, _right(slide, goes_on, type_) - LEFT, type_) for goes_on in (False, True)]
    room = foot - top - GAP - head
    # Rows of the first slide are those of its narrower table; all others are laid wide.
    above = ABOVE if facts_above(slide, type_) else 0
    first = laid[0].pages(room - above, room)[0]
    pages = [Page(slide, grid, first)]
    while pages[-1].rows.stop < len(grid.rows) and len(pages) < type_.sizes.table_slides:
        start = pages[-1].rows.stop
        used, end = laid[1].head, start
        while end < len(grid.rows) and (end == start or used + laid[1].heights[end] <= room):
            used += laid[1].heights[end]
            end += 1
        pages.append(Page(slide, grid, range(start, end), goes_on=True))
    left = len(grid.rows) - pages[-1].rows.stop
    pages[-1] = Page(slide, grid, pages[-1].rows, pages[-1].goes_on, left)
    return pages


def add_body(
    made: Any, page: Page, top: float, stamp: Stamp, type_: Type, pictures: Pictures
) -> list[str]:
    """Put the body below ``top``; the lines that the speaker gets because of it."""
    body = page.slide.body
    right = _right(page.slide, page.goes_on, type_)
    if page.slide.facts and not page.goes_on and facts_above(page.slide, type_):
        top += ABOVE
    box = Box(LEFT, top + GAP, right - LEFT, FOOT - 20 - top - GAP)
    if body is None:
        return []
    if page.grid is not None:
        return _put_table(made, page, box, stamp, type_)
    if isinstance(body, MapDrawing):
        return _put_map(made, body, page.slide.headline, box, type_, pictures)
    if isinstance(body, ChartDrawing):
        return _put_chart(made, body, page.slide.headline, box, type_, pictures)
    return []


def _table_of(slide: Slide) -> tuple[Grid, str, str] | None:
    """Texts, title and description of what is a table on a slide; None where nothing is."""
    if isinstance(slide.body, Table):
        return Grid.of(slide.body), _other(slide.body.title, slide.headline), slide.body.title
    if isinstance(slide.body, ChartDrawing):
        plot = plot_of(slide.body)
        if isinstance(plot, Cells):
            rows = tuple((name, *texts) for name, texts in zip(plot.names, plot.texts, strict=True))
            fills = tuple(("", *row) for row in plot.fills)
            figures = (False, *(True for _ in plot.heads[1:]))
            return Grid(plot.heads, rows, figures, 1, fills), slide.body.subtitle, slide.body.alt
    return None


def _right(slide: Slide, goes_on: bool, type_: Type) -> float:
    return BODY_RIGHT if slide.facts and not goes_on and not facts_above(slide, type_) else RIGHT


def facts_above(slide: Slide, type_: Type) -> bool:
    """Whether the figures stand above the body: beside a table too wide for two thirds."""
    table = _table_of(slide) if slide.facts else None
    return table is not None and is_wide(table[0], BODY_RIGHT - LEFT, type_)


def _other(words: str, headline: str) -> str:
    """Words that are not the headline again."""
    return "" if words.strip() == headline.strip() else words


def _about(drawing: Drawing, headline: str, size: float) -> list[list[Say]]:
    """Title, unless the headline says it, and subtitle."""
    texts = (_other(drawing.title, headline), drawing.subtitle)
    return [[Say(text, size, QUIET)] for text in texts if text]


def _head_height(title: str, subtitle: str, type_: Type) -> float:
    size = type_.sizes.of("subtitle")
    return sum(high(size) + 6 for one in (title, subtitle) if one)


def _head(made: Any, lines: Sequence[Sequence[Say]], box: Box, type_: Type) -> Box:
    """Lines above a body; the room that is left for it."""
    shown = [one for one in lines if one and any(say.text for say in one)]
    if not shown:
        return box
    tall = 0.0
    for one in shown:
        text = "".join(say.text for say in one)
        tall += high(one[0].size, lines_of(text, one[0].size, box.width))
    text_box(made, Box(box.left, box.top, box.width, tall), type_, shown, "about")
    return Box(box.left, box.top + tall + 8, box.width, box.height - tall - 8)


def _below(made: Any, texts: Sequence[str], box: Box, type_: Type) -> Box:
    """Notes below a body; the room that is left above them."""
    size = type_.sizes.of("foot")
    shown = [one for one in texts if one][:MOST_NOTES]
    shown = [one for one in shown if lines_of(one, size, box.width) <= 2]
    if not shown:
        return box
    tall = sum(high(size, lines_of(one, size, box.width)) for one in shown)
    place = Box(box.left, box.bottom - tall, box.width, tall)
    text_box(made, place, type_, [[Say(one, size, QUIET)] for one in shown], "notes-of-body")
    return Box(box.left, box.top, box.width, box.height - tall - 8)


def _put_table(made: Any, page: Page, box: Box, stamp: Stamp, type_: Type) -> list[str]:
    found = _table_of(page.slide)
    assert found is not None
    assert page.grid is not None
    _, title, alt = found
    size = type_.sizes.of("subtitle")
    box = _head(made, [[Say(title, size, QUIET)]] if title else [], box, type_)
    body = page.slide.body
    told = list(body.notes) if isinstance(body, Table | ChartDrawing) else []
    said = list(told)
    if page.left_out:
        said.insert(0, stamp.say("slides_rows_left", count=f"{page.left_out:,}"))
    laid = lay(page.grid, box.width, type_)
    _below(made, said, box, type_)
    add_table(made, page.grid, laid, list(page.rows), (box.left, box.top), type_, "table", alt)
    return told


def _put_map(
    made: Any, drawing: MapDrawing, headline: str, box: Box, type_: Type, pictures: Pictures
) -> list[str]:
    size = type_.sizes.of("subtitle")
    lines = _about(drawing, headline, size)
    box = _head(made, lines, box, type_)
    _picture(made, pictures.map_png, drawing, box, drawing.alt, type_)
    return []


def _picture(
    made: Any, draw: MapPicture, drawing: MapDrawing | ChartDrawing, box: Box, alt: str, type_: Type
) -> None:
    png = draw(drawing, box.width * MM, box.height * MM, bare=True, dpi=type_.sizes.picture_dpi)
    picture = made.shapes.add_picture(BytesIO(png), *box.emu)
    picture.name = "map" if isinstance(drawing, MapDrawing) else "chart-picture"
    picture._element.nvPicPr.cNvPr.set("descr", alt)


def _put_chart(
    made: Any, drawing: ChartDrawing, headline: str, box: Box, type_: Type, pictures: Pictures
) -> list[str]:
    size = type_.sizes.of("subtitle")
    plot = plot_of(drawing)
    lines = _about(drawing, headline, size)
    native = isinstance(plot, Bars | Months | Points)
    key = _key(drawing, plot, type_) if native else []
    box = _head(made, [*lines, *([key] if key else [])], box, type_)
    if native:  # a picture brings its key and its notes
        box = _below(made, drawing.notes, box, type_)
    if drawing.figure is None:
        words = [[Say(drawing.empty, type_.sizes.of("text"), QUIET)]]
        text_box(made, box, type_, words, "empty")
    elif isinstance(plot, Bars | Months | Points):
        add_chart(made, plot, box, type_, "chart", drawing.alt)
    else:
        _picture(made, pictures.chart_png, drawing, box, drawing.alt, type_)
        return [*drawing.notes, *_as_lines(drawing.table)]
    return list(drawing.notes)


def _key(drawing: ChartDrawing, plot: Plot | None, type_: Type) -> list[Say]:
    """The key in one line: that of the chart, or the names of its lines."""
    size = type_.sizes.of("foot") + 1
    entries = list(drawing.key)
    if isinstance(plot, Months) and len(plot.runs) > 1:
        entries = [
            KeyLine(run.name, run.stroke.colour if run.stroke else run.fills[0],
                    "line" if run.stroke and run.stroke.dash == "solid" else "dash")
            for run in reversed(plot.runs)
        ]  # fmt: skip
    if isinstance(plot, Bars):
        entries += [KeyLine(one.name, one.stroke.colour, "bar") for one in plot.references]
    if isinstance(plot, Points) and not plot.rows and not entries:
        lines = [run for run in plot.runs if run.listed and run.stroke and run.name]
        named = [run for run in lines if not any(run.labels)]
        entries = [KeyLine(run.name, run.stroke.colour, "line") for run in named if run.stroke]
    said: list[Say] = []
    for one in entries:
        # Signs stay with their words when the line breaks.
        said.append(Say(f"{SIGNS.get(one.shape, '|')}\u00a0", size, one.colour, bold=True))
        label = one.label.replace(" ", "\u00a0")
        said.append(Say(f"{label}     ", size, INK))
    return said


def _as_lines(table: Table) -> list[str]:
    """A table as lines of text, for the speaker."""
    places = [table.decimals.get(str(name), 0) for name in table.frame.columns]
    rows = [" | ".join(map(str, table.frame.columns))]
    rows += [
        " | ".join(cell_text(value, place) for value, place in zip(row, places, strict=True))
        for row in table.frame.itertuples(index=False, name=None)
    ]
    return rows
