"""A small map of an area and those around it, as SVG for the screen and for paper."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import numpy as np
import shapely

from geo.codes import Level
from geo.encode import decode_polygons
from lib.views.assets import GEOMETRY
from lib.views.charts.theme import width_of
from lib.views.map.multiples import PATTERNS
from lib.views.picture import Pattern

WIDTH, HEIGHT = 320, 250
MARGIN = 0.06  # of the longer side, around what is shown
SEA, LAND, PLAIN, LINE, OWN = "#DCE9F0", "#F2EFE9", "#FFFFFF", "#9AA5B1", "#1F2933"
LABELS = {"screen": 12, "paper": 18}  # px: height of a name; on paper the map is small
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """An area on the map: its name, where the name stands (EPSG:4326), its figure and fill.

    ``fill`` is a colour or a pattern; the area with ``href`` is a link that the page follows by
    its ``code``.
    """

    code: str
    name: str
    longitude: float
    latitude: float
    text: str
    fill: str | Pattern
    href: str = ""


@dataclass(frozen=True)
class _Frame:
    """Degrees to pixels: one scale for both ways, north up."""

    west: float
    north: float
    squeeze: float
    scale: float

    def x(self, longitude: float) -> float:
        return (longitude - self.west) * self.squeeze * self.scale

    def y(self, latitude: float) -> float:
        return (self.north - latitude) * self.scale


def locator(level: Level, own: str, spots: Sequence[Spot], words: str) -> str:
    """SVG of the areas of ``spots``, the one of ``own`` with a strong outline.

    Other areas of the level are plain and without a name. ``words`` say what it is. A name that
    would cover another is left out; it is in the title of its area.
    Raises KeyError for an area that the level does not have.
    """
    shapes = outlines(level)
    frame, view = _frame([shapes[one.code] for one in spots])
    fills = {one.code: one for one in spots}
    others = [
        code
        for code, shape in shapes.items()
        if code not in fills and shapely.intersects(shape, view)
    ]
    parts = [f'<path d="M0 0H{WIDTH}V{HEIGHT}H0z" fill="{SEA}"/>']
    parts.append(f'<path d="{_path(shapely.intersection(_land(), view), frame)}" fill="{LAND}"/>')
    plain = "".join(_path(shapely.intersection(shapes[code], view), frame) for code in others)
    parts.append(f'<path d="{plain}" fill="{PLAIN}" stroke="{LINE}" stroke-width=".7"/>')
    parts += [_area(one, _path(shapes[one.code], frame), one.code == own) for one in spots]
    if own in fills:
        edge = _path(shapes[own], frame)
        parts.append(f'<path d="{edge}" fill="none" stroke="{OWN}" stroke-width="2.6"/>')
    parts += [_names(spots, own, frame, medium, size) for medium, size in LABELS.items()]
    return (
        f'<svg class="locator" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f'aria-label="{escape(words)}"><defs>{PATTERNS.format("pl-")}</defs>{"".join(parts)}</svg>'
    )


@cache
def outlines(level: Level) -> Mapping[str, shapely.Geometry]:
    """The shapes of all areas of a level (EPSG:4326), as exact as the map in the browser has them.

    Of the region its provinces.
    """
    web = _web()
    wanted = Level.PROVINCE if level is Level.REGION else level
    return {
        code: decode_polygons(flat, web["scale"]) for code, flat in web["layers"][wanted].items()
    }


@cache
def _land() -> shapely.Geometry:
    web = _web()
    return shapely.make_valid(decode_polygons(web["land"], web["scale"]))


@cache
def _web() -> Any:
    return json.loads(GEOMETRY.read_text("utf-8"))


def _frame(shapes: Sequence[shapely.Geometry]) -> tuple[_Frame, shapely.Geometry]:
    """The scale that shows the shapes as large as they go, and the box of what is in sight."""
    west, south, east, north = shapely.total_bounds(list(shapes))
    squeeze = float(np.cos(np.radians((south + north) / 2)))
    wide, high = (east - west) * squeeze, north - south
    room = MARGIN * max(wide, high)
    scale = min(WIDTH / (wide + 2 * room), HEIGHT / (high + 2 * room))
    half_wide, half_high = WIDTH / scale / squeeze / 2, HEIGHT / scale / 2
    x, y = (west + east) / 2, (south + north) / 2
    box = shapely.box(x - half_wide, y - half_high, x + half_wide, y + half_high)
    return _Frame(float(x - half_wide), float(y + half_high), squeeze, float(scale)), box


def _area(one: Spot, path: str, own: bool) -> str:
    fill = f"url(#pl-{one.fill})" if isinstance(one.fill, Pattern) else one.fill
    said = escape(f"{one.name}: {one.text}" if one.text else one.name)
    drawn = (
        f'<path d="{path}" fill="{fill}" stroke="{LINE}" stroke-width="1"><title>{said}</title>'
        "</path>"
    )
    if own or not one.href:
        return drawn
    link = f'href="{escape(one.href)}" data-code="{one.code}" aria-label="{said}"'
    return f"<a {link}>{drawn}</a>"


def _names(spots: Sequence[Spot], own: str, frame: _Frame, medium: str, size: int) -> str:
    """Names with a halo, the own one first; none over another or beyond the edge."""
    taken: list[Box] = []
    parts = []
    shift = size + 1  # how far a name may give way
    for one in sorted(spots, key=lambda one: one.code != own):
        half = width_of(one.name, size) / 2
        x = min(max(frame.x(one.longitude), half + 2), WIDTH - half - 2)
        y = min(max(frame.y(one.latitude), size + shift), HEIGHT - 6 - shift)
        boxes = [(x - half, y + by - size, x + half, y + by + 4) for by in (0, shift, -shift)]
        free = next((box for box in boxes if not any(_over(box, one) for one in taken)), None)
        if free is None:
            continue
        taken.append(free)
        weight = ' font-weight="700"' if one.code == own else ""
        place = f'x="{x:.0f}" y="{free[3] - 4:.0f}"'
        parts.append(f'<text {place} text-anchor="middle"{weight}>{escape(one.name)}</text>')
    return f'<g class="names {medium}" aria-hidden="true">{"".join(parts)}</g>'


def _over(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _path(shape: shapely.Geometry, frame: _Frame) -> str:
    """All rings of a shape as one path, to a tenth of a pixel and no finer than half of one."""
    coarse = shapely.simplify(shape, 0.4 / frame.scale)
    rings = [
        ring
        for part in shapely.get_parts(coarse)
        if isinstance(part, shapely.Polygon)
        for ring in (part.exterior, *part.interiors)
    ]
    return "".join(_ring(shapely.get_coordinates(ring), frame) for ring in rings)


def _ring(points: Any, frame: _Frame) -> str:
    steps = [f"{frame.x(x):.1f} {frame.y(y):.1f}" for x, y in points]
    return f"M{'L'.join(steps)}z" if len(steps) > 3 else ""
