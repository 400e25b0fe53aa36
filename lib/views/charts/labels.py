"""Names beside points without names upon names: which ones fit, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from lib.views.charts.theme import INK, Spec, folded, label, safe, width_of

HEIGHT, GAP = 18, 8  # px
BESIDE, WIDEST = 70, 100  # px of a name right of a plot: folded when wider, and the most
LABELLED = 4  # series that are named beside their ends; more have a key
NARROW = 290  # px of a plot on a phone: what fits there fits everywhere


@dataclass(frozen=True)
class Point:
    """A point that wants a name: its place in the plot (0 to 1 from left and bottom)."""

    text: str
    x: float
    y: float
    must: bool = False  # the picked one: named whatever is in the way


@dataclass(frozen=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "_Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top


def sides(
    points: Sequence[Point],
    height: int,
    width: int = NARROW,
    blocked: Sequence[tuple[float, float, float, float]] = (),
    crowd: Sequence[tuple[float, float]] = (),
) -> list[str]:
    """The side of each point on which its name fits, as plotly says it; empty for none.

    Points come in the order of their weight: the first ones get their names first. ``height`` and
    ``width`` are those of the plot, px; names stay inside it and out of the ``blocked`` boxes
    (left, bottom, right, top), and off the points of the ``crowd`` (0 to 1), which want no name.
    """
    taken = [_Box(x * width - 5, y * height - 5, x * width + 5, y * height + 5)
             for x, y in [*((p.x, p.y) for p in points), *crowd]]  # fmt: skip
    fixed = [_Box(*one) for one in blocked]
    found = []
    for point in sorted(range(len(points)), key=lambda place: not points[place].must):
        own = taken[point]
        # What is fixed weighs more than a point, which a name may cover where it must.
        others = fixed * len(taken) + [box for place, box in enumerate(taken) if place != point]
        side, box = _fit(points[point], own, others, (width, height))
        if box is not None:
            taken.append(box)
        found.append((point, side))
    return [side for _, side in sorted(found)]


def _fit(
    point: Point, own: _Box, others: Sequence[_Box], room: tuple[int, int]
) -> tuple[str, _Box | None]:
    wide = width_of(point.text)
    x, y = point.x * room[0], point.y * room[1]
    boxes = {
        "middle right": _Box(own.right + 2, y - HEIGHT / 2, own.right + 2 + wide, y + HEIGHT / 2),
        "middle left": _Box(own.left - 2 - wide, y - HEIGHT / 2, own.left - 2, y + HEIGHT / 2),
        "top center": _Box(x - wide / 2, own.top, x + wide / 2, own.top + HEIGHT),
        "bottom center": _Box(x - wide / 2, own.bottom - HEIGHT, x + wide / 2, own.bottom),
    }
    inside = {
        side: box for side, box in boxes.items()
        if box.left >= 0 and box.right <= room[0] and box.bottom >= -GAP
        and box.top <= room[1] + GAP
    }  # fmt: skip
    hits = {side: sum(box.meets(other) for other in others) for side, box in inside.items()}
    free = [side for side, count in hits.items() if not count]
    if free:
        return free[0], inside[free[0]]
    if point.must:
        side = min(hits, key=lambda one: hits[one], default="top center")
        return side, boxes[side]
    return "", None


def ends(
    marks: Sequence[tuple[str, str, float]], span: tuple[float, float], height: int
) -> tuple[list[Spec], int]:
    """Labels right of the ends of lines, moved apart where they would touch, and their room.

    ``marks`` are (text, colour, value), the value being where the line ends; ``span`` are the ends
    of the value axis, ``height`` that of the plot, px. The room is the right margin they need.
    """
    places = [height * (value - span[0]) / ((span[1] - span[0]) or 1.0) for _, _, value in marks]
    texts = [folded(safe(text), BESIDE) for text, _, _ in marks]
    lines = 2 if any("<br>" in text for text in texts) else 1
    moved = spread(places, HEIGHT * lines + 2, height)
    notes = [
        label(
            f'<span style="color:{colour}">●</span> {text}',
            x=1, xref="paper", xanchor="left", xshift=4, y=value, yref="y", yanchor="middle",
            yshift=to - place, align="left", font={"size": 14, "color": INK},
        )
        for text, (_, colour, value), place, to in zip(texts, marks, places, moved, strict=True)
    ]  # fmt: skip
    return notes, max(map(width_of, texts), default=0) + 26 if marks else 12


def fit_beside(texts: Sequence[str], most: int = LABELLED) -> bool:
    """Whether names can stand right of a plot and leave a phone room for it."""
    return len(texts) <= most and all(width_of(folded(one, BESIDE)) <= WIDEST for one in texts)


def spread(places: Sequence[float], least: float, height: float) -> list[float]:
    """Heights at least ``least`` apart, in the same order, near to ``places``, inside the plot."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    # Isotonic regression of the places less the room below them moves all as little as can be.
    pools: list[list[float]] = []
    for n, one in enumerate(order):
        pools.append([places[one] - n * least])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    found = [fmean(pool) for pool in pools for _ in pool]
    found = [place + n * least for n, place in enumerate(found)]
    top = height - (len(found) - 1) * least
    found = [max(n * least, min(place, top + n * least)) for n, place in enumerate(found)]
    moved = [0.0] * len(places)
    for one, to in zip(order, found, strict=True):
        moved[one] = to
    return moved
