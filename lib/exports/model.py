"""What is taken away, as plain values.

The screens fill these in their own words and figures (already cut to the viewer's rights, already
suppressed); the writers of this package know file formats and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

import pandas as pd

from geo.codes import Level

Language = Literal["th", "en"]
Progress = Callable[[int, int], None]  # how many steps are done, of how many; may raise to stop
MOST_FACTS = 3


@dataclass(frozen=True)
class Stamp:
    """What every export says of itself.

    ``title`` is what it is ("Coverage", "Monthly report"), ``lines`` are names with their values
    in the order in which they are shown: area, period, filters, as-of date. ``source`` is the line
    of source and data date, ``simulated`` the words that mark simulated data (empty for real
    ones), ``link`` the address that shows the same, ``made`` when it was taken (with a zone).
    ``words`` has the few words that writers need themselves ("page", "figures", "notes" …), from
    the section ``exports`` of the catalogue, in ``language``. ``internal`` are the words that mark
    what is not to leave the office (empty where it may).
    """

    title: str
    lines: tuple[tuple[str, str], ...]
    source: str
    simulated: str
    link: str
    made: datetime
    language: Language
    words: Mapping[str, str]
    internal: str = ""

    @property
    def marks(self) -> str:
        """What stands on every page, sheet and picture: internal, simulated; empty for neither."""
        return " · ".join(filter(None, (self.internal, self.simulated)))

    def say(self, key: str, **values: object) -> str:
        """One of the words, with ``values`` in their places; KeyError where it is not there."""
        return self.words[key].format(**values)


@dataclass(frozen=True, eq=False)
class Table:
    """Figures as they stand on the screen.

    The columns of ``frame`` are the words of the heads; numbers are numbers, shown with
    ``decimals`` (by column); what is suppressed or missing is text or NaN as on the screen. The
    first ``stub`` columns name a row. ``notes`` are lines below it.
    """

    title: str
    frame: pd.DataFrame
    decimals: Mapping[str, int] = field(default_factory=dict)
    stub: int = 1
    notes: tuple[str, ...] = ()


class Fill(StrEnum):
    """A fill that is no colour: hatching for no data, dots for too few or suppressed."""

    HATCHED = "none"
    DOTTED = "dots"


class Sign(StrEnum):
    """A sign over an area: outside the limits of a funnel, a cluster of high or low values."""

    NONE = ""
    UP = "up"
    DOWN = "down"
    HIGH = "high"
    LOW = "low"
    PICKED = "picked"


@dataclass(frozen=True)
class MapArea:
    """One area of a map: its colour (#RRGGBB) or pattern, its figure as it is read.

    ``value`` is the number behind the figure, NaN where there is none or it is hidden. ``size`` is
    the value of its circle on a map with circles. ``label`` stands in the sign of a picked area in
    place of its tick.
    """

    code: str
    name: str
    fill: str | Fill
    text: str
    value: float
    sign: Sign = Sign.NONE
    size: float | None = None
    label: str = ""


@dataclass(frozen=True)
class LegendLine:
    """One line of a legend: a colour (#RRGGBB), pattern or sign, and how many areas have it."""

    label: str
    look: str | Fill | Sign
    count: int | None = None


@dataclass(frozen=True)
class CircleScale:
    """Circles whose area is proportional to a value: the largest, the steps shown, the unit."""

    most: float
    steps: tuple[float, ...]
    label: str


@dataclass(frozen=True)
class Dot:
    """A point, in degrees (EPSG:4326), in a colour (#RRGGBB)."""

    longitude: float
    latitude: float
    colour: str


@dataclass(frozen=True)
class Ring:
    """A circle over the ground around a point, in degrees (EPSG:4326) and metres."""

    longitude: float
    latitude: float
    metres: float


@dataclass(frozen=True)
class MapDrawing:
    """A map as it stands on a screen.

    ``level`` is that of the areas, ``focus`` the area that is shown whole (the region's code: all
    of it). ``tiles`` draws amphoe as tiles of one size. ``selected`` gets a strong outline.
    ``dots`` are points that the viewer may see; their legend follows in ``dot_legend``. ``rings``
    say how far something reaches. Names of places are written in ``language``; ``kilometres`` and
    ``north`` are what the scale bar and the arrow say in it.
    """

    title: str
    subtitle: str
    level: Level
    focus: str
    areas: tuple[MapArea, ...]
    legend: tuple[LegendLine, ...]
    source: str
    alt: str
    circles: CircleScale | None = None
    tiles: bool = False
    selected: str = ""
    dots: tuple[Dot, ...] = ()
    dot_legend: tuple[LegendLine, ...] = ()
    rings: tuple[Ring, ...] = ()
    language: Language = "th"
    kilometres: str = "km"
    north: str = "N"


@dataclass(frozen=True)
class KeyLine:
    """One entry of a chart's key: its words, colour and how it is drawn (fill, line, dot …)."""

    label: str
    colour: str
    shape: str = "fill"


@dataclass(frozen=True, eq=False)
class ChartDrawing:
    """A chart as it stands on a screen: a plotly figure in the house look, None when empty.

    ``table`` has the same figures; ``empty`` says why there is nothing to draw.
    """

    title: str
    subtitle: str
    source: str
    figure: Any
    table: Table
    alt: str
    key: tuple[KeyLine, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""


Drawing = MapDrawing | ChartDrawing


@dataclass(frozen=True)
class Fact:
    """A figure with what it stands against.

    ``against`` is its reference and how it stands to it, ``change`` how it has changed, ``limits``
    between which values it lies. ``side`` (of ``against``) and ``turn`` (of ``change``) are
    "better", "worse" or "", and never the only sign: the words say it too.
    """

    label: str
    value: str
    unit: str = ""
    against: str = ""
    change: str = ""
    side: str = ""
    limits: str = ""
    turn: str = ""


@dataclass(frozen=True, eq=False)
class Slide:
    """A slide: a sentence made from the figures, one map, chart or table, up to three figures.

    ``key`` names it within its deck. ``notes`` are for the speaker only.

    Raises ValueError for more figures than a slide may have.
    """

    key: str
    headline: str
    body: Drawing | Table | None
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.facts) > MOST_FACTS:
            raise ValueError(
                f"Slide {self.key!r} has {len(self.facts)} figures: {MOST_FACTS} at most."
            )


@dataclass(frozen=True, eq=False)
class Deck:
    """Slides in their order, and what they show."""

    stamp: Stamp
    slides: tuple[Slide, ...]


Part = str | tuple[Fact, ...] | Drawing | Table


@dataclass(frozen=True, eq=False)
class Section:
    """A section of a paper: paragraphs, rows of figures, maps, charts and tables in order.

    ``annex`` starts a page of its own behind all others.
    """

    heading: str
    parts: tuple[Part, ...]
    annex: bool = False


@dataclass(frozen=True, eq=False)
class Paper:
    """A report on A4 paper."""

    stamp: Stamp
    sections: tuple[Section, ...]
