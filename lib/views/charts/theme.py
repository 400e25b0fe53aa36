"""The house look of every plotly figure: type, colours, axes. Nothing here knows Streamlit."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from lib.views.charts.lean import TEMPLATE, lean
from lib.views.classing import OKABE_ITO, OTHER
from lib.views.formats import number

FONT = "Sarabun, sans-serif"
TEXT, SMALL = 15, 14  # px; no text of a chart is smaller
INK, QUIET, LINE, GRID = "#1F2933", "#52606D", "#D9DEE4", "#E9ECEF"
SURFACE, PRIMARY = "#FFFFFF", "#0B4F6C"
BETTER, ATTENTION, SERIOUS = "#2166AC", "#D95F02", "#8C2D04"
ACTUAL, PLAIN, BEFORE, UNSURE = PRIMARY, "#6F9DB4", "#C3CAD1", "#CDD3D9"
AGES = ("#FDC692", "#E8791A", "#8C2D04")  # young to old: one hue, light to dark
MOST_CATEGORIES = len(OKABE_ITO)
EARLIER = "#8D99A5"  # lines and dots of the period before: darker than its bars
ROW = 28  # px a row of a horizontal chart
NAME = 136  # px: a wider name is folded, so that a phone has room for the bars
FOOT = 34  # px below a plot for one line of ticks
CONFIG: Mapping[str, Any] = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "showAxisDragHandles": False,
}
THAI = range(0x0E00, 0x0E80)
_WIDE = 0.58  # em of a Thai letter of Sarabun; Latin letters and digits are narrower
_NARROW = 0.55
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

Spec = dict[str, Any]


def figure(data: Sequence[Spec], layout: Spec, height: int) -> Any:
    """A plotly figure in the house look, ``height`` px high and as wide as its container.

    No mode bar, no zoom and no drag, so that a phone can scroll the page over it; what is not
    chosen keeps its strength when something is.
    """
    import plotly.graph_objects as go  # noqa: PLC0415 (takes a second, and only charts need it)

    common: Spec = {
        "template": TEMPLATE,
        "height": height,
        "font": {"family": FONT, "size": SMALL, "color": INK},
        "margin": {"l": 4, "r": 12, "t": 8, "b": 8, "pad": 4},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": SURFACE,
            "bordercolor": QUIET,
            "align": "left",
            "font": {"family": FONT, "size": TEXT, "color": INK},
        },
        "barmode": "overlay",
    }
    traces, short = lean([undimmed(one) for one in data], common | layout)
    return go.Figure({"data": traces, "layout": short})


def undimmed(trace: Spec) -> Spec:
    """The trace with points that stay as they are when another is clicked.

    For solid points without words the template does that.
    """
    strength: Spec = {}
    if (opacity := trace.get("marker", {}).get("opacity", 1)) != 1:
        strength["marker"] = {"opacity": opacity}
    if "text" in trace.get("mode", "") or (trace["type"] == "bar" and "text" in trace):
        colour = trace.get("textfont", {}).get("color", INK)
        strength["textfont"] = {"color": colour if isinstance(colour, str) else INK}
    return trace | {"selected": strength, "unselected": strength} if strength else trace


def axis(**changes: Any) -> Spec:
    """An axis that cannot be dragged, with room for its labels."""
    plain: Spec = {
        "fixedrange": True,
        "automargin": True,
        "zeroline": False,
        "showgrid": False,
        "tickangle": 0,
        "tickfont": {"family": FONT, "size": SMALL, "color": QUIET},
        "tickmode": "array",
        "tickvals": [],
        "ticktext": [],
    }
    return plain | changes


def value_axis(
    low: float, high: float, *, per_cent: bool = False, most: int = 5, **changes: Any
) -> Spec:
    """An axis of numbers with a grid: about ``most`` ticks with commas, and % for shares."""
    ticks = nice_ticks(low, high, most)
    texts = tick_texts(ticks, per_cent=per_cent)
    grid = {"showgrid": True, "gridcolor": GRID}
    return axis(range=[low, high], tickvals=ticks, ticktext=texts, **grid) | changes


def row_axis(low: float, high: float, *, per_cent: bool = False) -> Spec:
    """The value axis under rows: few ticks, for the figures stand beside the rows."""
    return value_axis(low, high, per_cent=per_cent, most=3)


def tick_texts(ticks: Sequence[float], *, per_cent: bool = False) -> list[str]:
    """Ticks with as many decimals as they need."""
    places = next(
        (n for n in range(4) if all(abs(one * 10**n - round(one * 10**n)) < 1e-6 for one in ticks)),
        4,
    )
    sign = "%" if per_cent else ""
    return [f"{number(one, places)}{sign}" for one in ticks]


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high``, at most ``most`` and one."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return [low] if math.isfinite(low) else []
    rough = (high - low) / most
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * one for one in _STEPS if size * one >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 times powers of ten between two numbers above 0; only the powers where many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for parts in ((1, 2, 5), (1, 3), (1,)):
        found = [part * 10.0**power for power in powers for part in parts]
        inside = [one for one in found if low <= one <= high]
        if len(inside) <= 6:
            return inside
    return inside


def round_up(value: float) -> float:
    """The end of an axis from 0 that holds ``value``: a round number a little above it."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(value))
    steps = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    return next(size * one for one in steps if size * one >= value * (1 - 1e-9))


def width_of(text: str, size: int = SMALL) -> int:
    """About how wide a text is in Sarabun, px; of several lines the widest. Rather too wide."""
    lines = text.replace("<b>", "").replace("</b>", "").split("<br>")
    return max(math.ceil(sum(map(_em, line)) * size) for line in lines)


def folded(text: str, limit: int = NAME) -> str:
    """A text wider than ``limit`` px in two lines, cut at the space nearest its middle, if any."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if width_of(text) <= limit or not spaces:
        return text
    cut = min(spaces, key=lambda place: max(width_of(text[:place]), width_of(text[place + 1 :])))
    return f"{text[:cut]}<br>{text[cut + 1 :]}"


def row_height(names: Sequence[str], least: int) -> int:
    """The height of the rows of a chart: room for two lines where a name has two."""
    return max(least, 40) if any("<br>" in one for one in names) else least


def safe(text: str) -> str:
    """Text that plotly shows as it is: it reads a few HTML tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def label(text: str, **changes: Any) -> Spec:
    """A text on a figure, without an arrow, that takes no clicks."""
    plain: Spec = {
        "text": text,
        "showarrow": False,
        "font": {"family": FONT, "size": SMALL, "color": QUIET},
    }
    return plain | changes


def tinted(colour: str, strength: float) -> str:
    """A colour (#RRGGBB) let through by ``strength``, 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:g})"


def ink_on(colour: str) -> str:
    """Ink or white, whichever reads better on a colour (#RRGGBB)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # Ink has a luminance of 0.022; the two contrasts are equal where (L + .05)^2 = 1.05 x .072.
    return INK if luminance > 0.225 else SURFACE


def category_colours(count: int) -> tuple[str, ...]:
    """Colours of categories, at most seven; what comes after them is "other" and grey."""
    return OKABE_ITO[:count] + (OTHER,) * max(0, count - MOST_CATEGORIES)


def _em(letter: str) -> float:
    if unicodedata.category(letter) == "Mn":
        return 0.0
    return _WIDE if ord(letter) in THAI else _NARROW
