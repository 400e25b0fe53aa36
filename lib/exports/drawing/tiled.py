"""A map of tiles: each amphoe a tile of one size, so that small ones are seen as well."""

from typing import TYPE_CHECKING

from geo.codes import Level, is_within
from lib.exports.drawing import ground
from lib.exports.drawing.canvas import Box, Canvas
from lib.exports.drawing.fonts import width
from lib.exports.drawing.legend import Legend, draw_legend, draw_triangle, legend_of
from lib.exports.drawing.looks import (
    DIMMED,
    INK,
    LAND,
    LINE,
    QUIET,
    RINGS,
    SURFACE,
    TILES_GROUND,
    TRIANGLES,
    fill_of,
    ink_on,
)
from lib.exports.drawing.rich import Line, plain, widest, wrapped
from lib.exports.drawing.view import Placed, View, placed
from lib.exports.model import Fill, MapArea, MapDrawing

if TYPE_CHECKING:
    import shapely

LEAST = 6.0  # points
TIGHT = 1.25  # of the size: from line to line in a tile


def draw_tiles(
    canvas: Canvas, box: Box, drawing: MapDrawing, size: float, *, headed: bool
) -> Placed:
    """The tiles with their names and figures, and the legend; distances mean nothing here."""
    focus = ground.tiles_of(drawing.focus)
    legend: Legend = legend_of(drawing, size, 0.0, headed=headed)
    found = placed(box, focus, focus, legend.room, (0.0, 0.0))
    view = found.view
    canvas.rectangle(box, facecolor=TILES_GROUND, name="ground")
    known = {area.code: area for area in drawing.areas}
    for code, shape in ground.tiles().items():
        _draw_tile(canvas, view, drawing, known.get(code), code, _box(view, shape))
    for province in ground.registry().at_level(Level.PROVINCE):
        path = view.outline(ground.tiles_of(province.code))
        canvas.path(path, facecolor="none", edgecolor=INK, linewidth=1.8, clip=box,
                    name=f"line-{province.code}")  # fmt: skip
    _draw_marks(canvas, view, drawing, size)
    _draw_names(canvas, view, drawing, known, size)
    if found.legend and legend.room[0]:
        draw_legend(canvas, found.legend, legend)
    canvas.rectangle(box.inset(0.4), facecolor="none", edgecolor=LINE, linewidth=0.8)
    return found


def _box(view: View, shape: "shapely.Geometry") -> Box:
    west, south, east, north = ground.ends_of(shape)
    return Box(*view.at(west, south), *view.at(east, north))


def _draw_tile(
    canvas: Canvas, view: View, drawing: MapDrawing, area: MapArea | None, code: str, tile: Box
) -> None:
    inside = is_within(code, drawing.focus)
    look = fill_of(area.fill if area else LAND)
    canvas.rectangle(tile, edgecolor=SURFACE, linewidth=2.2, clip=view.frame,
                     alpha=None if inside else DIMMED,
                     name=f"area-{code}" if area else f"blank-{code}", **look)  # fmt: skip


def _draw_marks(canvas: Canvas, view: View, drawing: MapDrawing, size: float) -> None:
    """Rings inside the tiles, triangles in their corners, the outline of the selected one."""
    tiles = ground.tiles()
    for area in drawing.areas:
        tile = _box(view, tiles[area.code])
        if area.sign in RINGS:
            colour, dash = RINGS[area.sign]
            canvas.rectangle(tile.inset(3.2), facecolor="none", edgecolor=colour, linewidth=2.2,
                             linestyle=dash, name=f"sign-{area.sign}")  # fmt: skip
        elif area.sign in TRIANGLES:
            own = min(size, tile.height / 3.6)
            at = (tile.right - 0.9 * own, tile.top - 0.9 * own)
            draw_triangle(canvas, at, area.sign, own, f"sign-{area.code}")
    if drawing.selected:
        path = view.outline(ground.tiles_of(drawing.selected))
        for colour, wide in ((SURFACE, 5.0), (INK, 2.6)):
            canvas.path(path, facecolor="none", edgecolor=colour, linewidth=wide, name="selected")


def _draw_names(
    canvas: Canvas, view: View, drawing: MapDrawing, known: dict[str, MapArea], size: float
) -> None:
    """A name in each tile in one size for all, smaller where it would not go in; its figure."""
    for code, shape in ground.tiles().items():
        tile, text = _box(view, shape), ground.registry().get(code).name(drawing.language)
        if not view.frame.holds(tile):
            continue
        found = _lines(text, size, tile)
        if found is None:
            continue
        (lines, own), area = found, known.get(code)
        colour = _ink(drawing, area, code)
        figure = area.text if area and _fits(area.text, own, len(lines), tile) else ""
        x, y = tile.middle
        halo = 1.4 if area and isinstance(area.fill, Fill) else 0.0
        below = 0.62 * own if figure else 0.0
        canvas.words(x, y + below, lines, own, weight=600, colour=colour, across="center",
                     halo=halo, spacing=TIGHT, name=f"name-{code}")  # fmt: skip
        if figure:
            down = (0.62 * len(lines) + 0.04) * own
            canvas.words(x, y - down, figure, 0.92 * own, colour=colour, across="center",
                         halo=halo, name=f"figure-{code}")  # fmt: skip


def _lines(text: str, size: float, tile: Box) -> tuple[list[Line], float] | None:
    """A name in one line or two and its size; None where no size that is read goes in."""
    room, best = tile.width - 4, None
    for lines in (plain(text), wrapped(text, size, min(room, 0.7 * width(text, size, 600)), 600)):
        share = room / max(widest(lines, size, 600), 1.0)
        own = min(size, size * share, tile.height / (1.7 + TIGHT * len(lines)))
        if len(lines) <= 2 and own >= LEAST and (best is None or own > 1.15 * best[1]):
            best = (lines, own)
    return best


def _fits(text: str, size: float, lines: int, tile: Box) -> bool:
    """Whether a figure goes into its tile below a name of so many lines."""
    fits = width(text, 0.92 * size) <= tile.width - 4
    return bool(text) and fits and tile.height >= (1.5 + TIGHT * lines) * size


def _ink(drawing: MapDrawing, area: MapArea | None, code: str) -> str:
    if not is_within(code, drawing.focus):
        return QUIET
    return INK if area is None or isinstance(area.fill, Fill) else ink_on(area.fill)
