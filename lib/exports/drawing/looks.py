"""Colours, patterns and signs of pictures: those of the screens."""

from typing import TYPE_CHECKING, Any

from lib.exports.model import Fill, Sign

if TYPE_CHECKING:
    from matplotlib.path import Path as Outline

INK, QUIET, LINE, SURFACE = "#1F2933", "#52606D", "#D9DEE4", "#FFFFFF"
PRIMARY, SERIOUS = "#0B4F6C", "#8C2D04"
SEA, LAND, COAST, ABROAD, PLAIN = "#DCE9F0", "#F2EFE9", "#CFC9BC", "#B5AD9C", "#FBFAF7"
TILES_GROUND = "#F7F8FA"
DIMMED = 0.22  # of areas outside the one that is shown
# What stands in place of a colour: its ground, the pattern of matplotlib on it and its colour.
PATTERNS: dict[Fill, dict[str, Any]] = {
    Fill.HATCHED: {"facecolor": "#FFFFFF", "hatch": "/////", "hatchcolor": "#AEB7C1"},
    Fill.DOTTED: {"facecolor": "#E6E9EC", "hatch": "....", "hatchcolor": "#66727F"},
}
PATTERN_LINE = 0.9  # points
RINGS: dict[Sign, tuple[str, Any]] = {
    Sign.HIGH: (SERIOUS, "-"),
    Sign.LOW: (PRIMARY, (0, (0.9, 1.6))),
    Sign.PICKED: (INK, "-"),
}
TRIANGLES = {Sign.UP: ((0.0, 0.56), (0.5, -0.44), (-0.5, -0.44)),
             Sign.DOWN: ((0.0, -0.56), (0.5, 0.44), (-0.5, 0.44))}  # fmt: skip
# Points of groups are told by shape as well as by colour, in the order of their legend.
DOT_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "hexagon")
DASHES: dict[str, Any] = {
    "solid": "-",
    "dash": (0, (4.5, 2.5)),
    "dot": (0, (1.0, 1.8)),
    "dashdot": (0, (4.5, 2.0, 1.0, 2.0)),
    "longdash": (0, (8.0, 3.0)),
}
_MARKERS = {
    "circle": "o", "circle-open": "o", "square": "s", "diamond": "D", "triangle-up": "^",
    "triangle-down": "v", "triangle-left": "<", "triangle-right": ">", "cross": "P", "x": "X",
    "hexagon": "h", "line-ns": "|", "line-ew": "_",
}  # fmt: skip


def fill_of(look: str | Fill) -> dict[str, Any]:
    """How matplotlib is told a colour (#RRGGBB) or a pattern."""
    if isinstance(look, Fill):
        return {**PATTERNS[look], "hatch_linewidth": PATTERN_LINE}
    return {"facecolor": look}


def marker_of(symbol: str) -> "Outline":
    """The outline of a symbol, one unit across. Raises KeyError for a symbol that is not known."""
    from matplotlib.markers import MarkerStyle  # noqa: PLC0415 (pictures only)

    style = MarkerStyle(_MARKERS[symbol])
    return style.get_path().transformed(style.get_transform())


def ink_on(colour: str) -> str:
    """Ink or white, whichever reads better on a colour (#RRGGBB)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    # Ink has a luminance of 0.022; the two contrasts are equal where (L + .05)^2 = 1.05 x .072.
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.225 else SURFACE
