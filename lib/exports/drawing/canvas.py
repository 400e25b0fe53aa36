"""A page in points (1/72 inch) from its lower left corner, on which shapes and words are put.

One matplotlib figure without axes: whoever draws says where everything stands, and later things
lie above earlier ones. Nothing here changes a setting of matplotlib for good.
"""

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from lib.exports.drawing.fonts import ASCENT, DESCENT, LINE, MIDDLE, pieces, properties, width
from lib.exports.drawing.looks import INK
from lib.exports.drawing.rich import BOLD, Line, line_width, plain, widest

MM = 72 / 25.4  # points
_SALT = "picture"  # ids of SVG are made from it: the same drawing gives the same bytes


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def inset(self, by: float) -> "Box":
        """The box without a margin on all sides; with a wider one for a negative margin."""
        return Box(self.left + by, self.bottom + by, self.right - by, self.top - by)

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top

    def holds(self, other: "Box") -> bool:
        """Whether the other one lies in this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )


class Canvas:
    """A page of ``width`` by ``height`` points."""

    def __init__(self, width: float, height: float, colour: str = "#FFFFFF") -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 (pictures only)
        from matplotlib.figure import Figure  # noqa: PLC0415
        from matplotlib.transforms import Affine2D  # noqa: PLC0415

        width, height = round(width, 2), round(height, 2)
        self.box = Box(0.0, 0.0, width, height)
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=colour)
        self.agg: Any = FigureCanvasAgg(self.figure)
        self.points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans
        self._order = 1.0
        self._names: Counter[str] = Counter()

    def add(self, artist: Any, *, clip: Box | None = None, name: str = "") -> Any:
        """Put something of matplotlib, in points, on top of all that is there; gives it back.

        ``name`` becomes its id in SVG, with a number behind it where others have it too.
        """
        from matplotlib.transforms import Bbox, TransformedBbox  # noqa: PLC0415 (pictures only)

        artist.set_zorder(self._order)
        self._order += 1.0
        if not artist.is_transform_set():
            artist.set_transform(self.points)
        self.figure.add_artist(artist)
        if clip is not None:
            ends = Bbox.from_extents(clip.left, clip.bottom, clip.right, clip.top)
            artist.set_clip_box(TransformedBbox(ends, self.points))
        if name:
            self._names[name] += 1
            times = self._names[name]
            artist.set_gid(name if times == 1 else f"{name}.{times}")
        return artist

    def rectangle(
        self, box: Box, *, clip: Box | None = None, name: str = "", round_by: float = 0.0,
        **look: Any,
    ) -> Any:  # fmt: skip
        """A rectangle; without a line unless ``edgecolor`` is given."""
        from matplotlib.patches import FancyBboxPatch, Rectangle  # noqa: PLC0415

        plain_look: dict[str, Any] = {"linewidth": 0.0, "edgecolor": "none"} | look
        corner = (box.left, box.bottom)
        if round_by:
            style = f"round,pad=0,rounding_size={round_by:g}"
            artist: Any = FancyBboxPatch(corner, box.width, box.height, boxstyle=style,
                                         mutation_scale=1, **plain_look)  # fmt: skip
        else:
            artist = Rectangle(corner, box.width, box.height, **plain_look)
        return self.add(artist, clip=clip, name=name)

    def path(self, path: Any, *, clip: Box | None = None, name: str = "", **look: Any) -> Any:
        """An outline in points, filled and drawn as ``look`` says."""
        from matplotlib.patches import PathPatch  # noqa: PLC0415 (pictures only)

        plain_look: dict[str, Any] = {
            "linewidth": 0.0,
            "edgecolor": "none",
            "joinstyle": "round",
        } | look
        return self.add(PathPatch(path, **plain_look), clip=clip, name=name)

    def line(
        self, points: Sequence[tuple[float, float]], *, clip: Box | None = None, name: str = "",
        **look: Any,
    ) -> Any:  # fmt: skip
        """A line through points."""
        from matplotlib.lines import Line2D  # noqa: PLC0415 (pictures only)

        ends = {"solid_capstyle": "butt", "dash_capstyle": "butt", "solid_joinstyle": "round"}
        xs, ys = zip(*points, strict=True)
        return self.add(Line2D(xs, ys, **(ends | look)), clip=clip, name=name)

    def circle(self, at: tuple[float, float], radius: float, *, clip: Box | None = None,
               name: str = "", **look: Any) -> Any:  # fmt: skip
        """A circle around a point."""
        from matplotlib.patches import Circle  # noqa: PLC0415 (pictures only)

        plain_look: dict[str, Any] = {"linewidth": 0.0, "edgecolor": "none"} | look
        return self.add(Circle(at, radius, **plain_look), clip=clip, name=name)

    def words(
        self, x: float, y: float, text: str | Sequence[Line], size: float, *, weight: int = 400,
        colour: str = INK, across: str = "left", up: str = "middle", align: str = "",
        halo: float = 0.0, halo_colour: str = "#FFFFFF", ground: str = "", ground_alpha: float = 1,
        spacing: float = LINE, name: str = "",
    ) -> Box:  # fmt: skip
        """Lines of words; gives the box that they take.

        ``across`` (left, center, right) and ``up`` (top, middle, bottom) say which part of the
        box stands at the point, ``align`` where lines shorter than the widest stand in it.
        """
        lines = plain(text) if isinstance(text, str) else text
        box = words_box(x, y, lines, size, weight, across, up, spacing)
        if ground:
            self.rectangle(box, facecolor=ground, alpha=ground_alpha)
        rest = {"left": 0.0, "center": 0.5, "right": 1.0}[align or across]
        step = spacing * size
        middle = (box.bottom + box.top) / 2
        for place, line in enumerate(lines):
            base = middle + ((len(lines) - 1) / 2 - place) * step - MIDDLE * size
            start = box.left + rest * (box.width - line_width(line, size, weight))
            self._line(start, base, line, size, weight, colour, halo, halo_colour, name)
        return box

    def _line(
        self, x: float, base: float, line: Line, size: float, weight: int, colour: str,
        halo: float, halo_colour: str, name: str,
    ) -> None:  # fmt: skip
        from matplotlib.text import Text  # noqa: PLC0415 (pictures only)

        for run in line:
            heavy = BOLD if run.bold else weight
            for piece, path in pieces(run.text, heavy):
                font = properties(path, size)
                if halo:
                    self.path(_outline(x, base, piece, font), facecolor=halo_colour,
                              edgecolor=halo_colour, linewidth=2 * halo)  # fmt: skip
                text = Text(x, base, piece, color=run.colour or colour, va="baseline", ha="left",
                            fontproperties=font, parse_math=False)  # fmt: skip
                self.add(text, name=name)
                x += width(piece, size, heavy)

    def png(self, dpi: int, about: Iterable[tuple[str, str]] = ()) -> bytes:
        """The page as PNG, so many pixels an inch, with words about it inside the file."""
        from matplotlib import rc_context  # noqa: PLC0415 (pictures only)
        from PIL import Image, PngImagePlugin  # noqa: PLC0415 (pictures only)

        wide, high = (round(side / 72 * dpi) for side in (self.box.width, self.box.height))
        self.figure.set_dpi(dpi)
        self.figure.set_size_inches((wide + 1e-3) / dpi, (high + 1e-3) / dpi)
        with rc_context({"text.hinting": "none"}):  # letters as wide as they were measured
            self.agg.draw()
        image = Image.fromarray(_rgb(self.agg.buffer_rgba()))
        told = PngImagePlugin.PngInfo()
        for key, text in about:
            told.add_itxt(key, text)
        out = io.BytesIO()
        image.save(out, "PNG", dpi=(dpi, dpi), pnginfo=told, compress_level=4)
        return out.getvalue()

    def svg(self, title: str, description: str) -> bytes:
        """The page as SVG with words as outlines, a title and a description."""
        from matplotlib import rc_context  # noqa: PLC0415 (pictures only)

        out = io.StringIO()
        with rc_context({"svg.fonttype": "path", "svg.hashsalt": _SALT}):
            none = {"Date": None, "Creator": None, "Format": None, "Type": None}
            self.figure.savefig(out, format="svg", metadata=none)
        return _told(out.getvalue(), title, description).encode()


def words_box(
    x: float, y: float, lines: Sequence[Line], size: float, weight: int = 400,
    across: str = "left", up: str = "middle", spacing: float = LINE,
) -> Box:  # fmt: skip
    """The box that lines of words take; see ``Canvas.words``."""
    wide = widest(lines, size, weight)
    high = words_height(len(lines), size, spacing)
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[across] * wide
    bottom = y - {"bottom": 0.0, "middle": 0.5, "top": 1.0}[up] * high
    return Box(left, bottom, left + wide, bottom + high)


def words_height(count: int, size: float, spacing: float = LINE) -> float:
    """The height of so many lines of words, tone marks and tails included, points."""
    return size * (ASCENT + DESCENT + (count - 1) * spacing) if count else 0.0


def _rgb(buffer: Any) -> Any:
    import numpy as np  # noqa: PLC0415 (with matplotlib)

    return np.ascontiguousarray(np.asarray(buffer)[:, :, :3])


def _told(svg: str, title: str, description: str) -> str:
    """The SVG with its title and description where screen readers look for them."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    head = f'{svg[start:end]} role="img" aria-labelledby="picture-title picture-words">'
    named = f'\n <title id="picture-title">{escape(title)}</title>'
    told = f'\n <desc id="picture-words">{escape(description)}</desc>'
    return svg[:start] + head + named + told + svg[end + 1 :]


def _outline(x: float, base: float, piece: str, font: Any) -> Any:
    """The outline of words, to a tenth of a point: enough for what shines around them."""
    from matplotlib.path import Path  # noqa: PLC0415 (pictures only)
    from matplotlib.textpath import TextPath  # noqa: PLC0415

    found = TextPath((x, base), piece, prop=font)
    return Path(found.vertices.round(1), found.codes)
