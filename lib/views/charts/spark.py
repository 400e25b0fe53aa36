"""A line so small that it stands in a sentence or a cell of a table: an image with words."""

import base64
import math
from collections.abc import Sequence
from html import escape

from lib.views.words import Language, say

WIDTH, HEIGHT, MARGIN = 104, 36, 4
NO_PATH = ""
FLATTEST = 0.25
INK = "#0B4F6C"


def spark(values: Sequence[float], language: Language) -> str:
    """HTML of an image of the line through the values; empty with fewer than two known ones."""
    path = spark_line(values)
    if not path:
        return ""
    x, y = path.replace("M", "L").split("L")[-1].split(" ")
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.6"/>'
        f'<circle cx="{x}" cy="{y}" r="2.6" fill="{INK}"/></svg>'
    )
    packed = base64.b64encode(drawing.encode()).decode()
    words = escape(say("figures.spark", language, count=len(values)))
    return (
        f'<img class="spark" width="{WIDTH}" height="{HEIGHT}" alt="{words}" '
        f'src="data:image/svg+xml;base64,{packed}">'
    )


def spark_line(values: Sequence[float]) -> str:
    """SVG path data of a line through the values, from the left; gaps where one is missing.

    The line spans a box of WIDTH by HEIGHT from its least value to its greatest, or, where they
    differ by less than a FLATTEST part of the greatest, from further apart: noise stays flat.
    Empty with fewer than two values.
    """
    known = [value for value in values if math.isfinite(value)]
    if len(known) < 2:
        return NO_PATH
    spread = max(max(known) - min(known), FLATTEST * max(map(abs, known))) or 1.0
    foot = (max(known) + min(known) - spread) / 2
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points, pen = [], "M"
    for place, value in enumerate(values):
        if not math.isfinite(value):
            pen = "M"
            continue
        height = (HEIGHT - 2 * MARGIN) * (value - foot) / spread
        points.append(f"{pen}{MARGIN + place * step:.1f} {HEIGHT - MARGIN - height:.1f}")
        pen = "L"
    return "".join(points)
