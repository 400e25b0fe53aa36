"""The words around a picture: title, subtitle, mark of simulated data; source and stamp below."""

from dataclasses import dataclass

from lib.exports.drawing.canvas import MM, Box, Canvas, words_box, words_height
from lib.exports.drawing.charts import text_size
from lib.exports.drawing.fonts import width
from lib.exports.drawing.looks import LINE, QUIET, SERIOUS, SURFACE
from lib.exports.drawing.rich import Line, wrapped
from lib.exports.model import Drawing, Stamp

MARGIN = 7.0  # mm
TITLE_LINE = 1.38  # of the size: room for tone marks above tails
SMALL = 8.0  # points: source and stamp


@dataclass(frozen=True)
class _Head:
    title: list[Line]
    subtitle: list[Line]
    size: float
    badge: float  # points: the width of the mark of simulated data

    @property
    def height(self) -> float:
        """Of title and subtitle."""
        below = words_height(len(self.subtitle), self.size)
        return words_height(len(self.title), 1.4 * self.size, TITLE_LINE) + below + 0.7 * self.size


def framed(canvas: Canvas, drawing: Drawing, stamp: Stamp | None = None) -> Box:
    """Draw all words around a picture; gives the box that they leave for it."""
    page = canvas.box.inset(min(MARGIN * MM, 0.05 * canvas.box.width))
    size = text_size(page.width)
    simulated = stamp.marks if stamp else ""
    badge = width(simulated, SMALL + 1, 700) + 14 if simulated else 0.0
    room = page.width - (badge + 10 if badge else 0.0)
    head = _Head(
        wrapped(drawing.title, 1.4 * size, room, 700),
        wrapped(drawing.subtitle, size, room) if drawing.subtitle else [],
        size,
        badge,
    )
    top = _draw_head(canvas, page, head, simulated)
    bottom = _draw_foot(canvas, page, drawing.source, stamp)
    return Box(page.left, bottom, page.right, top)


def _draw_head(canvas: Canvas, page: Box, head: _Head, simulated: str) -> float:
    top = page.top
    if head.badge:
        box = Box(page.right - head.badge, top - 18, page.right, top)
        canvas.rectangle(box.inset(0.6), facecolor=SURFACE, edgecolor=SERIOUS, linewidth=1.2,
                         round_by=3)  # fmt: skip
        canvas.words(*box.middle, simulated, SMALL + 1, weight=700, colour=SERIOUS, across="center",
                     name="simulated")  # fmt: skip
    title = canvas.words(page.left, top, head.title, 1.4 * head.size, weight=700, up="top",
                         spacing=TITLE_LINE, name="title")  # fmt: skip
    if head.subtitle:
        below = title.bottom - 0.1 * head.size
        canvas.words(page.left, below, head.subtitle, head.size, colour=QUIET, up="top",
                     name="subtitle")  # fmt: skip
    return top - head.height


def _draw_foot(canvas: Canvas, page: Box, source: str, stamp: Stamp | None) -> float:
    lines = wrapped(source, SMALL, page.width) if source else []
    if stamp:
        told = [f"{name}: {value}" if name else value for name, value in stamp.lines]
        lines = [*wrapped(" · ".join(told), SMALL, page.width), *lines]
        if stamp.link:
            lines = [*lines, *wrapped(stamp.link, SMALL, page.width)]
    if not lines:
        return page.bottom
    box = words_box(page.left, page.bottom, lines, SMALL, up="bottom")
    canvas.words(page.left, page.bottom, lines, SMALL, colour=QUIET, up="bottom", name="foot")
    rule = box.top + 3
    canvas.line([(page.left, rule), (page.right, rule)], color=LINE, linewidth=0.8)
    return rule + 5
