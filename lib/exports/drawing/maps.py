"""A map in a box of the page: the ground, the areas in their colours, signs, names, legend."""

import math
from collections.abc import Iterable
from dataclasses import replace

from geo.codes import Level, is_within, level_of
from lib.exports.drawing import ground
from lib.exports.drawing.canvas import Box, Canvas
from lib.exports.drawing.charts import text_size
from lib.exports.drawing.legend import (
    Legend,
    draw_dot,
    draw_legend,
    draw_picked,
    draw_scale,
    draw_triangle,
    legend_of,
    scale_room,
)
from lib.exports.drawing.looks import (
    ABROAD,
    COAST,
    DIMMED,
    DOT_SHAPES,
    INK,
    LAND,
    LINE,
    PLAIN,
    RINGS,
    SEA,
    SURFACE,
    TRIANGLES,
    fill_of,
)
from lib.exports.drawing.names import draw_names, named
from lib.exports.drawing.tiled import draw_tiles
from lib.exports.drawing.view import Placed, View, placed
from lib.exports.model import Fill, MapArea, MapDrawing, Sign

WORDS = 0.8  # of the words of a chart of the same width
LINES = {Level.PROVINCE: (INK, 1.5, 0.9), Level.AMPHOE: (INK, 0.8, 0.6),
         Level.TAMBON: ("#7B8794", 0.55, 0.9)}  # fmt: skip
CIRCLE_SHARE = {Level.PROVINCE: 0.09, Level.AMPHOE: 0.052, Level.TAMBON: 0.024}
SIGN_SIZE = {Level.PROVINCE: 1.5, Level.AMPHOE: 1.2, Level.TAMBON: 0.95}  # of the map's words
LARGEST = 0.13  # of the shorter side: the largest circle
RING_DASH = (0, (3.0, 2.4))


def draw_map(canvas: Canvas, box: Box, drawing: MapDrawing, *, headed: bool = False) -> Placed:
    """A map with legend, scale and north arrow; ``headed`` with the unit above the legend.

    Raises UnknownAreaError for an area that is not in the region.
    """
    size = max(8.0, WORDS * text_size(box.width))
    if drawing.tiles:
        return draw_tiles(canvas, box, drawing, size, headed=headed)
    drawing = _without_either(drawing)
    focus = ground.shape_of(drawing.focus)
    legend = legend_of(drawing, size, _largest(drawing, box), headed=headed)
    found = placed(box, focus, focus, legend.room, scale_room(size))
    _draw_ground(canvas, found.view)
    _draw_areas(canvas, found.view, drawing)
    _draw_rings(canvas, found.view, drawing)
    taken = _draw_signs(canvas, found.view, drawing, size)
    lifts = _draw_circles(canvas, found.view, drawing, legend)
    _draw_dots(canvas, found.view, drawing, size)
    fixed = [one.inset(-3) for one in (found.legend, found.scale) if one]
    draw_names(canvas, named(drawing, found.view, size, [*taken, *fixed], lifts))
    if found.legend and legend.room[0]:
        draw_legend(canvas, found.legend, legend)
    if found.scale:
        words = (drawing.kilometres, drawing.north)
        draw_scale(canvas, found.scale, found.view.scale, size, words)
    canvas.rectangle(box.inset(0.4), facecolor="none", edgecolor=LINE, linewidth=0.8)
    return found


def _without_either(drawing: MapDrawing) -> MapDrawing:
    """Circles or points: on the whole region circles, nearer the points in their place."""
    if not (drawing.circles and drawing.dots):
        return drawing
    if level_of(drawing.focus) is Level.REGION:
        return replace(drawing, dots=(), dot_legend=())
    plain = tuple(
        area if isinstance(area.fill, Fill) else replace(area, fill=PLAIN, size=None)
        for area in drawing.areas
    )
    used = {area.fill for area in plain}
    legend = tuple(one for one in drawing.legend if isinstance(one.look, Sign) or one.look in used)
    return replace(drawing, areas=plain, legend=legend, circles=None)


def _largest(drawing: MapDrawing, box: Box) -> float:
    """The radius of the largest circle: it grows as the map goes nearer, at half its pace."""
    short = min(box.width, box.height)
    ends = [ground.ends_of(ground.shape_of(code))
            for code in (ground.registry().region.code, drawing.focus)]  # fmt: skip
    whole, part = (max(east - west, north - south) for west, south, east, north in ends)
    usual = CIRCLE_SHARE[drawing.level] * short * math.sqrt(whole / part)
    return min(usual, LARGEST * short)


def _draw_ground(canvas: Canvas, view: View) -> None:
    import shapely  # noqa: PLC0415 (maps only)

    canvas.rectangle(view.frame, facecolor=SEA, name="sea")
    around = ground.background()
    seen = view.ground(view.frame.inset(-20))
    land = shapely.intersection(around.land, seen)
    if not land.is_empty:
        canvas.path(view.outline(land), facecolor=LAND, edgecolor=COAST,
                    linewidth=0.6, clip=view.frame, name="land")  # fmt: skip
    borders = shapely.intersection(around.borders, seen)
    if not borders.is_empty:
        canvas.path(view.outline(borders), facecolor="none", edgecolor=ABROAD, clip=view.frame,
                    linewidth=1.0, linestyle=(0, (5, 3)), name="borders")  # fmt: skip


def _draw_areas(canvas: Canvas, view: View, drawing: MapDrawing) -> None:
    """The fills, the lines between the areas and those of the wider levels above them."""
    import shapely  # noqa: PLC0415 (maps only)

    known = {area.code: area for area in drawing.areas}
    seen = view.ground(view.frame.inset(-20))
    for code, shape in ground.shapes(drawing.level).items():
        if not shapely.intersects(shape, seen):
            continue
        inside = is_within(code, drawing.focus) or is_within(drawing.focus, code)
        area = known.get(code)
        look = _fill(drawing, area)
        name = f"area-{code}" if area else f"blank-{code}"
        path = view.outline(shape)
        if not inside:
            canvas.path(path, facecolor=LAND, clip=view.frame)
        canvas.path(path, clip=view.frame, name=name, alpha=None if inside else DIMMED, **look)
    for level in reversed(ground.LEVELS[: ground.LEVELS.index(drawing.level) + 1]):
        colour, wide, alpha = LINES[level]
        lines = shapely.intersection(ground.borders(level), seen)
        if not lines.is_empty:
            canvas.path(view.outline(lines), facecolor="none", alpha=alpha, edgecolor=colour,
                        linewidth=wide, clip=view.frame, name=f"lines-{level}")  # fmt: skip
    if level_of(drawing.focus) is not Level.REGION:
        _outline(canvas, view, [drawing.focus], INK, 2.2, "focus")
    if drawing.selected and drawing.selected != drawing.focus:
        _outline(canvas, view, [drawing.selected], INK, 2.6, "selected")


def _fill(drawing: MapDrawing, area: MapArea | None) -> dict[str, object]:
    """The look of an area; under circles it is plain."""
    if area is None:
        return fill_of(LAND)
    if drawing.circles and not isinstance(area.fill, Fill):
        return fill_of(PLAIN)
    return fill_of(area.fill)


def _outline(
    canvas: Canvas, view: View, codes: Iterable[str], colour: str, wide: float, name: str,
    dash: object = "-",
) -> None:  # fmt: skip
    """Strong lines around areas, on a white rim so that they stand out from dark fills too."""
    paths = [view.outline(ground.shape_of(code)) for code in codes]
    for path in paths:
        canvas.path(path, facecolor="none", edgecolor=SURFACE, linewidth=wide + 2.4,
                    clip=view.frame)  # fmt: skip
    for path in paths:
        canvas.path(path, facecolor="none", edgecolor=colour, linewidth=wide, linestyle=dash,
                    clip=view.frame, name=name)  # fmt: skip


def _draw_signs(canvas: Canvas, view: View, drawing: MapDrawing, size: float) -> list[Box]:
    """Rings and triangles; gives the room of the triangles."""
    for sign, (colour, dash) in RINGS.items():
        codes = [area.code for area in drawing.areas if area.sign is sign]
        _outline(canvas, view, codes, colour, 2.4, f"sign-{sign}", dash)
    taken, own = [], SIGN_SIZE[drawing.level] * size
    for area in drawing.areas:
        if area.sign in TRIANGLES:
            at = view.at(*ground.label_point(ground.registry().get(area.code)))
            draw_triangle(canvas, at, area.sign, own, f"sign-{area.code}")
            taken.append(Box(at[0], at[1], at[0], at[1]).inset(-0.5 * own))
        elif area.sign is Sign.PICKED:
            at = view.at(*ground.label_point(ground.registry().get(area.code)))
            half = draw_picked(canvas, at, area.label, own, f"sign-{area.code}")
            taken.append(Box(at[0], at[1], at[0], at[1]).inset(-half - 0.04 * own))
    return taken


def _draw_rings(canvas: Canvas, view: View, drawing: MapDrawing) -> None:
    """How far something reaches, each as a dashed line on a white one."""
    spots = [
        view.at(*map(float, spot))
        for spot in ground.projected(
            [one.longitude for one in drawing.rings], [one.latitude for one in drawing.rings]
        )
    ]
    for colour, wide, dash, name in ((SURFACE, 2.6, "-", ""), (INK, 0.9, RING_DASH, "ring")):
        for one, spot in zip(drawing.rings, spots, strict=True):
            canvas.circle(spot, one.metres * view.scale, facecolor="none", edgecolor=colour,
                          linewidth=wide, linestyle=dash, clip=view.frame, name=name)  # fmt: skip


def _draw_circles(
    canvas: Canvas, view: View, drawing: MapDrawing, legend: Legend
) -> dict[str, float]:
    """Values as circles, the large ones below; gives their radii."""
    if drawing.circles is None:
        return {}
    sized = [(area.size, area) for area in drawing.areas if area.size is not None and area.size > 0]
    radii: dict[str, float] = {}
    for value, area in sorted(sized, key=lambda one: (-one[0], one[1].code)):
        at = view.at(*ground.label_point(ground.registry().get(area.code)))
        radii[area.code] = legend.radius(value)
        colour = "#B8C0C9" if isinstance(area.fill, Fill) else area.fill
        strength = 1.0 if is_within(area.code, drawing.focus) else DIMMED
        canvas.circle(at, radii[area.code], facecolor=(colour, 0.88 * strength), linewidth=0.8,
                      edgecolor=(INK, 0.75 * strength), clip=view.frame,
                      name=f"circle-{area.code}")  # fmt: skip
    return radii


def _draw_dots(canvas: Canvas, view: View, drawing: MapDrawing, size: float) -> None:
    """Points, each kind in a shape of its own."""
    if not drawing.dots:
        return
    kinds = [str(one.look) for one in drawing.dot_legend]
    spots = ground.projected([one.longitude for one in drawing.dots],
                             [one.latitude for one in drawing.dots])  # fmt: skip
    own = size * (0.6 if len(spots) > 300 else 0.8)
    for one, spot in zip(drawing.dots, spots, strict=True):
        x, y = view.at(float(spot[0]), float(spot[1]))
        if view.frame.holds(Box(x, y, x, y)):
            kind = kinds.index(one.colour) if one.colour in kinds else 0
            draw_dot(canvas, (x, y), one.colour, DOT_SHAPES[kind % len(DOT_SHAPES)], own, "dot")
