"""What a map shows, as plain values; nothing here knows how it is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from geo.codes import Level
from lib.views.words import Language


class Pattern(StrEnum):
    """A fill that is no class: hatching for no data, dots for too few or suppressed."""

    NONE = "none"
    DOTS = "dots"


class Form(StrEnum):
    """The shapes of the areas: as they lie, or amphoe as tiles of one size (`geo.tiles`)."""

    GEOGRAPHIC = "geographic"
    TILES = "tiles"


class Mark(StrEnum):
    """A sign over an area, told by its shape and not by a colour alone.

    Triangles for values outside the limits of a funnel, a solid and a dashed ring for clusters of
    high and low values, a tick for areas that a plan has picked.
    """

    NONE = ""
    UP = "up"
    DOWN = "down"
    HIGH = "high"
    LOW = "low"
    PICKED = "picked"


@dataclass(frozen=True)
class AreaPaint:
    """One area: its class (an index into the picture's colours) or pattern, and its words.

    `text` is the figure as the viewer reads it, `note` a second line of the hover card, `mark` a
    sign over the area, `size` the value of its circle in a picture with circles. `label` stands in
    the sign of a picked area in place of its tick: a number or two.
    """

    code: str
    fill: int | Pattern
    text: str
    note: str = ""
    mark: Mark = Mark.NONE
    size: float | None = None
    label: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """One line of a legend: a colour (#RRGGBB), pattern or mark and how many areas have it."""

    label: str
    colour: str | Pattern | Mark
    count: int


@dataclass(frozen=True)
class Circles:
    """The scale of circles whose area is proportional to a value (`AreaPaint.size`).

    `most` is the value of the largest circle; pictures that are compared have the same one.
    `steps` are the values that the legend shows, `label` says what they are.

    Raises ValueError for a scale that does not start above zero or steps beyond it.
    """

    most: float
    steps: tuple[float, ...]
    label: str

    def __post_init__(self) -> None:
        if not (isfinite(self.most) and self.most > 0):
            raise ValueError(f"The largest circle stands for {self.most}: it has to be above 0.")
        if any(not 0 < step <= self.most for step in self.steps):
            raise ValueError(f"Steps {self.steps} have to lie above 0 and up to {self.most}.")


@dataclass(frozen=True)
class Place:
    """One point, in degrees (EPSG:4326), with the code of the tambon that it lies in.

    `kind` is an index into the legend of the points.
    """

    latitude: float
    longitude: float
    area: str
    kind: int
    text: str
    note: str = ""

    @property
    def spot(self) -> tuple[str, float, float, str, str]:
        """All but the kind, in the order in which points are sorted."""
        return self.area, self.longitude, self.latitude, self.text, self.note


@dataclass(frozen=True)
class Points:
    """Points that the map shows when it is near, in the order that `points` gives them.

    Only for viewers who have the right to places: what is in here goes to the browser. `legend`
    has a colour (and by its place a shape) for each kind; with `choosable` a click on a point
    comes back (`chosen_point`). `stock` are places of any kind that do not change from picture to
    picture, whether shown or not: the browser gets them once, and with a picture only which ones
    it shows and of which kind.

    Raises ValueError for a kind without an entry in the legend.
    """

    places: tuple[Place, ...]
    legend: tuple[LegendEntry, ...]
    choosable: bool = False
    stock: tuple[Place, ...] = ()

    def __post_init__(self) -> None:
        kinds = range(len(self.legend))
        for place in self.places:
            if place.kind not in kinds:
                raise ValueError(
                    f"A point in {place.area} is of kind {place.kind}, but the legend of the "
                    f"points has {len(kinds)} entries: kinds are 0 to {len(kinds) - 1}."
                )


def points(
    places: Iterable[Place],
    legend: tuple[LegendEntry, ...],
    *,
    choosable: bool = False,
    stock: Iterable[Place] = (),
) -> Points:
    """Points in the order that packs best and that the browser counts them by.

    That is by area, longitude and latitude; those of the `stock` come first, each spot of it once.
    """
    kept = {one.spot: one for one in sorted(stock, key=lambda one: one.spot)}
    first: dict[object, Place] = {}
    rest: list[Place] = []
    for one in sorted(places, key=lambda one: (one.spot, one.kind)):
        if one.spot in kept and one.spot not in first:
            first[one.spot] = one
        else:
            rest.append(one)
    return Points((*first.values(), *rest), legend, choosable, tuple(kept.values()))


@dataclass(frozen=True)
class Spot:
    """The place of the one thing whose card is open, in degrees (EPSG:4326), and its name.

    With `exact` it is the place itself, else the point of the tambon that it lies in.
    """

    latitude: float
    longitude: float
    name: str
    exact: bool = True


@dataclass(frozen=True)
class Ring:
    """A circle over the ground around a point, in degrees (EPSG:4326) and metres: a reach."""

    latitude: float
    longitude: float
    metres: float


@dataclass(frozen=True)
class MapPicture:
    """All that a map shows at one moment.

    `level` is the level of the filled areas (province, amphoe or tambon), `focus` the area to
    zoom to (the region's code: all of it), `selected` the area with the strong outline,
    `source` the line with the date of the data and the source of the boundaries. Areas of the
    level that are not among `areas` stay blank and take no clicks.

    `form` draws amphoe as tiles of one size. `picked` is an area that the viewer chose elsewhere,
    in a chart or a table: it gets an outline and its name. With `circles` the areas are plain and
    each value is a circle in the colour of its class. `points` open when the map is near. `centres`
    offers the labour centres: None not at all, else whether they show until the viewer says
    otherwise. Maps of one page with the same `linked` name move together. `spot` gets a ring, and
    the map moves there only if it is out of view. `rings` lie over the areas; `subtitle` or the
    legend says what they are.

    Raises ValueError for a level without areas, a class without a colour, or tiles of a level
    other than amphoe.
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
    form: Form = Form.GEOGRAPHIC
    picked: str | None = None
    circles: Circles | None = None
    points: Points | None = None
    centres: bool | None = None
    linked: str = ""
    spot: Spot | None = None
    rings: tuple[Ring, ...] = ()

    def __post_init__(self) -> None:
        if self.level is Level.REGION:
            raise ValueError("A map fills provinces, amphoe or tambon, not the region as one.")
        if self.form is Form.TILES and self.level is not Level.AMPHOE:
            raise ValueError(f"Tiles are amphoe, not {self.level}: ask for the geographic form.")
        classes = range(len(self.colours))
        for area in self.areas:
            if not isinstance(area.fill, Pattern) and area.fill not in classes:
                raise ValueError(
                    f"Area {area.code} is of class {area.fill}, but the picture has "
                    f"{len(self.colours)} colours: classes are 0 to {len(self.colours) - 1}."
                )
