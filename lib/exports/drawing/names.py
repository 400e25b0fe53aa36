"""Names on a map: the important ones first, and only where they run into nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.areas import Area
from geo.codes import Level, is_within, level_of, parent_of
from lib.exports.drawing.canvas import Box, Canvas, words_box
from lib.exports.drawing.ground import ends_of, label_point, registry, shapes
from lib.exports.drawing.looks import INK, QUIET
from lib.exports.drawing.rich import plain
from lib.exports.drawing.view import View
from lib.exports.model import MapDrawing

SIZES = {Level.PROVINCE: 1.15, Level.AMPHOE: 1.0, Level.TAMBON: 0.9}  # of the map's words
WEIGHTS = {Level.PROVINCE: 700, Level.AMPHOE: 600, Level.TAMBON: 400}
LEAST = 8.0  # points
HALO = 1.5  # points
TIGHT = 1.12  # of the size: the height of a name; its lines need no room above
SHIFTS = (0.0, -0.9, 0.9, -1.6, 1.6)  # of the height: where a name may move to find room


@dataclass(frozen=True)
class Name:
    """A name that found its place."""

    area: Area
    text: str
    box: Box
    size: float
    weight: int
    inside: bool


def named(
    drawing: MapDrawing, view: View, size: float, taken: Sequence[Box], lifts: dict[str, float]
) -> list[Name]:
    """The names that fit, out of the way of what is ``taken``.

    ``lifts`` are the radii (points) of circles by area: their names stand below them first.
    """
    boxes, found = list(taken), list[Name]()
    for area in _candidates(drawing, view):
        text = area.name(drawing.language)
        own = max(LEAST, SIZES[area.level] * size)
        weight = WEIGHTS[area.level]
        for box in _places(area, view, text, own, weight, lifts.get(area.code, 0.0)):
            if view.frame.inset(2).holds(box) and not any(box.meets(one) for one in boxes):
                boxes.append(box)
                inside = is_within(area.code, _around(drawing))
                found.append(Name(area, text, box, own, weight, inside))
                break
    return found


def draw_names(canvas: Canvas, names: Sequence[Name]) -> None:
    """Put the names on the page, with a white rim."""
    for one in names:
        x, y = one.box.middle
        canvas.words(x, y, one.text, one.size, weight=one.weight, across="center", halo=HALO,
                     colour=INK if one.inside else QUIET, name=f"name-{one.area.code}")  # fmt: skip


def _around(drawing: MapDrawing) -> str:
    """The area whose parts are named: of a tambon the amphoe around it."""
    if level_of(drawing.focus) is Level.TAMBON:
        return parent_of(drawing.focus) or drawing.focus
    return drawing.focus


def _candidates(drawing: MapDrawing, view: View) -> Iterator[Area]:
    around = _around(drawing)
    whole, near = level_of(around) is Level.REGION, level_of(around) is Level.AMPHOE
    if drawing.level is Level.PROVINCE and whole:
        levels = [Level.PROVINCE]
    else:
        levels = [Level.AMPHOE, *([Level.TAMBON] if drawing.level is Level.TAMBON else [])]

    def weight(area: Area) -> tuple[bool, bool, int, float, str]:
        return (
            area.code != drawing.selected, not is_within(area.code, around),
            levels.index(area.level), -area.km2, area.code,
        )  # fmt: skip

    wanted = [
        area for level in levels for area in registry().at_level(level)
        if not (near and area.code == around)
        and (level is not Level.TAMBON or _is_roomy(area, view, drawing, near=near, around=around))
    ]  # fmt: skip
    yield from sorted(wanted, key=weight)


def _is_roomy(area: Area, view: View, drawing: MapDrawing, *, near: bool, around: str) -> bool:
    """Whether a tambon has a name: all of one amphoe; of a province those wider than theirs."""
    if not is_within(area.code, around) or level_of(around) is Level.REGION:
        return False
    if near or area.code == drawing.selected:
        return True
    west, _, east, _ = ends_of(shapes(Level.TAMBON)[area.code])
    text = plain(area.name(drawing.language))
    return words_box(0, 0, text, LEAST).width < 0.9 * (east - west) * view.scale


def _places(
    area: Area, view: View, text: str, size: float, weight: int, lift: float
) -> Iterator[Box]:
    x, y = view.at(*label_point(area))
    wide = words_box(0, 0, plain(text), size, weight).width + 2 * HALO
    high = TIGHT * size
    middles = [y - lift - high / 2 - 1, y + lift + high / 2 + 1] if lift > 0.8 * high else []
    middles += [y + shift * high for shift in SHIFTS]
    for middle in middles:
        yield Box(x - wide / 2, middle - high / 2, x + wide / 2, middle + high / 2)
