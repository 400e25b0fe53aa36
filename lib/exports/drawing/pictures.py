"""Pictures of maps and charts as PNG or SVG, whole or bare for papers and slides.

The same drawing and size always give the same bytes. Safe to call from several threads; they
draw one after another.
"""

from typing import Literal

from lib.exports.drawing.canvas import MM, Canvas
from lib.exports.drawing.charts import draw_chart
from lib.exports.drawing.fonts import LOCK
from lib.exports.drawing.frame import framed
from lib.exports.drawing.maps import draw_map
from lib.exports.model import ChartDrawing, Drawing, MapDrawing, Stamp

DPI = 300
PAGE = (297.0, 210.0)  # mm: A4 on its side
LEAST, MOST, PIXELS = 40.0, 1200.0, 20_000  # mm a side; pixels a side

Form = Literal["png", "svg"]


def map_svg(drawing: MapDrawing, width_mm: float, height_mm: float, *, bare: bool = False) -> bytes:
    """A map as SVG; ``bare`` without title, subtitle and source, with its legend all the same.

    Raises ValueError for a size that is none (40 to 1,200 mm a side).
    """
    return _made(drawing, None, "svg", (width_mm, height_mm), DPI, bare=bare)


def map_png(
    drawing: MapDrawing, width_mm: float, height_mm: float, *, dpi: int = DPI, bare: bool = False
) -> bytes:
    """A map as PNG of ``dpi`` pixels an inch; otherwise as ``map_svg``."""
    return _made(drawing, None, "png", (width_mm, height_mm), dpi, bare=bare)


def chart_svg(
    drawing: ChartDrawing, width_mm: float, height_mm: float, *, bare: bool = False
) -> bytes:
    """A chart as SVG; ``bare`` without title, subtitle and source, with its key and notes.

    Raises CannotDraw (a ValueError) for a figure with something in it that pictures do not know,
    and ValueError for a size that is none.
    """
    return _made(drawing, None, "svg", (width_mm, height_mm), DPI, bare=bare)


def chart_png(
    drawing: ChartDrawing, width_mm: float, height_mm: float, *, dpi: int = DPI, bare: bool = False
) -> bytes:
    """A chart as PNG of ``dpi`` pixels an inch; otherwise as ``chart_svg``."""
    return _made(drawing, None, "png", (width_mm, height_mm), dpi, bare=bare)


def picture(
    drawing: Drawing,
    stamp: Stamp,
    form: Form,
    *,
    size_mm: tuple[float, float] = PAGE,
    dpi: int = DPI,
) -> bytes:
    """A whole picture: title, legend, scale bar, north arrow, source, and the stamp at its foot.

    Simulated data are marked. Raises as ``map_svg`` and ``chart_svg`` do.
    """
    return _made(drawing, stamp, form, size_mm, dpi, bare=False)


def drawn(
    drawing: Drawing,
    size_mm: tuple[float, float],
    stamp: Stamp | None = None,
    *,
    bare: bool = False,
) -> Canvas:
    """The page with the picture on it, not yet written; hold ``fonts.LOCK`` around it."""
    canvas = Canvas(size_mm[0] * MM, size_mm[1] * MM)
    box = canvas.box if bare else framed(canvas, drawing, stamp)
    if isinstance(drawing, MapDrawing):
        draw_map(canvas, box, drawing, headed=bare)
    else:
        draw_chart(canvas, box.inset(2.0) if bare else box, drawing)
    return canvas


def _made(
    drawing: Drawing, stamp: Stamp | None, form: Form, size_mm: tuple[float, float], dpi: int,
    *, bare: bool,
) -> bytes:  # fmt: skip
    if any(not LEAST <= side <= MOST or side / 25.4 * dpi > PIXELS for side in size_mm):
        raise ValueError(
            f"A picture of {size_mm[0]:g} x {size_mm[1]:g} mm at {dpi} dpi: sides are "
            f"{LEAST:g} to {MOST:g} mm and {PIXELS:,} pixels at most."
        )
    with LOCK:
        canvas = drawn(drawing, size_mm, stamp, bare=bare)
        if form == "svg":
            return canvas.svg(drawing.title, drawing.alt)
        words = {"Title": drawing.title, "Description": drawing.alt, "Source": drawing.source}
        if stamp and stamp.marks:
            words["Comment"] = stamp.marks
        return canvas.png(dpi, words.items())
