"""What a layer holds: areas with their figures, and the classes that they are drawn in."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.areas import layer as shapes_of
from geo.codes import Level
from lib.exports.model import CircleScale, Fill, LegendLine, Stamp

NAMES = ("code", "name_th", "name_en", "parent")
NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
TEXTS = ("flag", "shown", "class", "class_label", "sign")
GEOMETRY = "geom"


@dataclass(frozen=True)
class LayerClass:
    """One class: what the column ``class`` holds of it, and its line in the legend."""

    key: str
    line: LegendLine

    @property
    def look(self) -> str | Fill:
        """Its colour (#RRGGBB) or pattern."""
        look = self.line.look
        return look if isinstance(look, Fill) else str(look)

    @property
    def label(self) -> str:
        """Its words with the number of its areas, as in the legend of the map."""
        count = "" if self.line.count is None else f" ({self.line.count})"
        return f"{self.line.label}{count}"


@dataclass(frozen=True, eq=False)
class AreaLayer:
    """Figures of the areas of one level, one row an area.

    ``name`` is that of the table: small Latin letters, digits and lines. ``figures`` has the code
    as index, of NUMBERS those that the screen shows, and all of TEXTS; a figure that is hidden,
    missing or infinite is missing here, and ``flag`` and ``shown`` say why. ``heads`` are the
    words for the columns. ``classes`` are those of the map, ``circles`` its scale where it has
    circles in place of fills.

    Raises ValueError for a class that a row names and the legend has not, for hidden figures that
    are there, and for columns that are not known.
    """

    name: str
    title: str
    level: Level
    figures: pd.DataFrame
    heads: Mapping[str, str]
    classes: tuple[LayerClass, ...]
    circles: CircleScale | None = None

    def __post_init__(self) -> None:
        columns = set(self.figures.columns)
        if unknown := columns ^ ({*TEXTS} | (columns & {*NUMBERS})):
            raise ValueError(
                f"Layer {self.name}: columns {sorted(unknown)} are unknown or missing."
            )
        lost = set(self.figures["class"]) - {one.key for one in self.classes}
        if lost:
            raise ValueError(f"Layer {self.name}: no class {sorted(lost)} in its legend.")
        hidden = self.figures["flag"].isin(["suppressed", "no data"])
        numbers = [name for name in NUMBERS if name in columns]
        if self.figures.loc[hidden, numbers].notna().to_numpy().any():
            raise ValueError(f"Layer {self.name}: figures that are hidden have to be missing.")


def frame_of(layer: AreaLayer) -> gpd.GeoDataFrame:
    """The areas with names, figures and shapes (EPSG:4326), in the order of their codes.

    Raises ValueError for a code that the boundaries do not have.
    """
    shapes = shapes_of(layer.level).set_index("code")
    if lost := sorted(set(layer.figures.index) - set(shapes.index)):
        raise ValueError(f"Layer {layer.name}: no boundary for {', '.join(lost[:5])}.")
    joined = shapes.join(layer.figures, how="inner").sort_index().rename_axis("code").reset_index()
    numbers = [name for name in NUMBERS if name in joined.columns]
    joined[numbers] = joined[numbers].astype(float)
    return joined[[*NAMES, *numbers, *TEXTS, "geometry"]]


def described(layer: AreaLayer, stamp: Stamp) -> str:
    """What the layer shows, in lines: mark, area, period, filters, source, link."""
    lines = [f"{name}: {value}" for name, value in stamp.lines]
    return "\n".join(filter(None, (layer.title, stamp.marks, *lines, stamp.source, stamp.link)))
