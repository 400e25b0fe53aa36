"""Which part of the ground a map shows: the area in view, free of the legend and the scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.exports.drawing.canvas import Box
from lib.exports.drawing.ground import ends_of, outline

if TYPE_CHECKING:
    import shapely
    from matplotlib.path import Path as Outline

GRID = 0.2  # points: a pixel of a printer, less than one of a screen
EDGE = 5.0  # points between the frame of a map and what stands in it
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)  # how much of the legend's width is kept free beside the area


@dataclass(frozen=True)
class View:
    """A map in its frame: the point of the ground at the middle of ``fit``, points a metre."""

    frame: Box
    fit: Box
    centre: tuple[float, float]
    scale: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the ground on the page."""
        middle = self.fit.middle
        return (
            middle[0] + (x - self.centre[0]) * self.scale,
            middle[1] + (y - self.centre[1]) * self.scale,
        )

    def outline(self, shape: "shapely.Geometry") -> "Outline":
        """A shape of the ground on the page, in whole steps of `GRID`.

        Points that fall on the one before are left out; they do so on both sides of a border.
        """
        import numpy as np  # noqa: PLC0415 (maps only)
        from matplotlib.path import Path  # noqa: PLC0415

        path = outline(shape)
        vertices = np.asarray(path.vertices) - self.centre
        steps = np.rint((vertices * self.scale + self.fit.middle) / GRID)
        codes = np.asarray(path.codes)
        moved = np.ones(len(steps), dtype=bool)
        moved[1:] = (steps[1:] != steps[:-1]).any(axis=1) | (codes[1:] != Path.LINETO)
        return Path(steps[moved] * GRID, codes[moved])

    def ground(self, box: Box) -> "shapely.Geometry":
        """The ground under a box of the page."""
        import shapely  # noqa: PLC0415 (maps only)

        middle = self.fit.middle
        xs = [self.centre[0] + (x - middle[0]) / self.scale for x in (box.left, box.right)]
        ys = [self.centre[1] + (y - middle[1]) / self.scale for y in (box.bottom, box.top)]
        return shapely.box(xs[0], ys[0], xs[1], ys[1])


@dataclass(frozen=True)
class Placed:
    """A view with the places of its legend and of the scale with its arrow."""

    view: View
    legend: Box | None
    scale: Box | None


def placed(
    frame: Box,
    focus: "shapely.Geometry",
    busy: "shapely.Geometry",
    legend: tuple[float, float],
    scale: tuple[float, float],
) -> Placed:
    """The largest view of ``focus`` at which legend and scale lie beside all that is ``busy``.

    ``legend`` and ``scale`` are their sizes, points; zero by zero where there is none. Tried are
    the whole frame with the legend in a corner, then ever more of its width kept free on the
    right or the left, then a strip at the foot.
    """
    import shapely  # noqa: PLC0415 (maps only)

    shapely.prepare(busy)
    found = [one for fit in _fits(frame, legend)
             if (one := _settled(_view(frame, fit, focus), busy, legend, scale))]  # fmt: skip
    if not found:  # a frame too small for a legend beside the area: the area stays whole
        return Placed(_view(frame, frame, focus), _corner(frame, legend, 0), None)
    return max(found, key=lambda one: (round(one.view.scale, 9), -found.index(one)))


def _fits(frame: Box, legend: tuple[float, float]) -> Iterator[Box]:
    """Parts of the frame that the area may fill."""
    for step in STEPS:
        room = step * (legend[0] + 2 * EDGE)
        if room < 0.6 * frame.width:
            yield Box(frame.left, frame.bottom, frame.right - room, frame.top)
            yield Box(frame.left + room, frame.bottom, frame.right, frame.top)
    for step in STEPS[1:]:
        room = step * (legend[1] + 2 * EDGE)
        if room < 0.6 * frame.height:
            yield Box(frame.left, frame.bottom + room, frame.right, frame.top)


def _view(frame: Box, fit: Box, focus: "shapely.Geometry") -> View:
    west, south, east, north = ends_of(focus)
    room = fit.inset(max(EDGE, 0.025 * min(fit.width, fit.height)))
    scale = min(room.width / (east - west), room.height / (north - south))
    return View(frame, fit, ((west + east) / 2, (south + north) / 2), scale)


def _settled(
    view: View, busy: "shapely.Geometry", legend: tuple[float, float], scale: tuple[float, float]
) -> Placed | None:
    """The view with its legend and scale in free places; None where there are none."""
    for box in _places(view.frame, legend):
        if _is_free(view, box, busy, ()):
            other = next((one for one in _places(view.frame, scale)
                          if _is_free(view, one, busy, (box,))), None)  # fmt: skip
            if other is not None:
                return Placed(view, box, other)
    return None


def _is_free(view: View, box: Box, busy: "shapely.Geometry", others: Sequence[Box]) -> bool:
    import shapely  # noqa: PLC0415 (maps only)

    if any(box.inset(-EDGE).meets(other) for other in others):
        return False
    return not shapely.intersects(busy, view.ground(box.inset(-EDGE / 2)))


def _corner(frame: Box, size: tuple[float, float], corner: int) -> Box:
    """A box in a corner of the frame: lower right, lower left, upper right, upper left."""
    wide, high = size
    left = frame.left + EDGE if corner % 2 else frame.right - EDGE - wide
    bottom = frame.top - EDGE - high if corner > 1 else frame.bottom + EDGE
    return Box(left, bottom, left + wide, bottom + high)


def _places(frame: Box, size: tuple[float, float]) -> Iterator[Box]:
    """Places for a box: the corners, then along both sides and the foot."""
    inside = frame.inset(EDGE)
    if size[0] > inside.width or size[1] > inside.height:
        return
    yield from (_corner(frame, size, corner) for corner in range(4))
    for part in (0.5, 0.25, 0.75):
        for corner in range(2):
            box = _corner(frame, size, corner)
            up = part * (inside.height - size[1])
            yield Box(box.left, box.bottom + up, box.right, box.top + up)
        along = part * (inside.width - size[0])
        box = _corner(frame, size, 1)
        yield Box(box.left + along, box.bottom, box.right + along, box.top)
