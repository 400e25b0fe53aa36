"""What a map shows, as plain values; nothing here knows how it is drawn."""

from dataclasses import dataclass
from enum import StrEnum

from geo.codes import Level
from lib.views.words import Language


class Pattern(StrEnum):
    """A fill that is no class: hatching for no data, dots for too few or suppressed."""

    NONE = "none"
    DOTS = "dots"


@dataclass(frozen=True)
class AreaPaint:
    """One area: its class (an index into the picture's colours) or pattern, and its words.

    `text` is the figure as the viewer reads it, `note` a second line of the hover card.
    """

    code: str
    fill: int | Pattern
    text: str
    note: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """One line of a legend: a colour (#RRGGBB) or pattern and how many areas have it."""

    label: str
    colour: str | Pattern
    count: int


@dataclass(frozen=True)
class MapPicture:
    """All that a map shows at one moment.

    `level` is the level of the filled areas (province, amphoe or tambon), `focus` the area to
    zoom to (the region's code: all of it), `selected` the area with the strong outline,
    `source` the line with the date of the data and the source of the boundaries. Areas of the
    level that are not among `areas` stay blank and take no clicks.

    Raises ValueError for a level without areas or a class without a colour.
    """

    title: str
    subtitle: str
    level: Level
    areas: tuple[AreaPaint, ...]
    colours: tuple[str, ...]
    legend: tuple[LegendEntry, ...]
    source: str
    selected: str | None
    focus: str
    lang: Language

    def __post_init__(self) -> None:
        if self.level is Level.REGION:
            raise ValueError("A map fills provinces, amphoe or tambon, not the region as one.")
        classes = range(len(self.colours))
        for area in self.areas:
            if not isinstance(area.fill, Pattern) and area.fill not in classes:
                raise ValueError(
                    f"Area {area.code} is of class {area.fill}, but the picture has "
                    f"{len(self.colours)} colours: classes are 0 to {len(self.colours) - 1}."
                )
