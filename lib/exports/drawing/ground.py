"""The shapes of maps, out of the built web layer, in metres of UTM zone 47N (EPSG:32647).

North is up: at the region's east end the grid turns by less than 0.3 degrees from it. A metre of
the grid is a metre on the ground within 0.05 %.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from geo.areas import BUILT, Area, AreaRegistry, load_registry
from geo.codes import Level

if TYPE_CHECKING:
    import numpy as np
    import shapely
    from matplotlib.path import Path as Outline
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

CRS = "EPSG:32647"
LEVELS = (Level.PROVINCE, Level.AMPHOE, Level.TAMBON)
TILE = (1.3, 1.0)  # width and height of a tile: Thai names are wide


class NotBuilt(FileNotFoundError):
    """The layer that maps are drawn from is not there."""


@dataclass(frozen=True)
class Background:
    """Land around and under the region, and the lines between countries beyond it, metres."""

    land: "shapely.Geometry"
    borders: "shapely.Geometry"


@cache
def registry() -> AreaRegistry:
    """The areas of the region."""
    return load_registry()


@cache
def _web() -> Any:
    path = BUILT / "layers" / "web.json"
    if not path.is_file():
        raise NotBuilt(f"{path} is missing: run python -m geo.build or restore data/built.")
    return json.loads(path.read_text("utf-8"))


@cache
def _transformer() -> Any:
    from pyproj import Transformer  # noqa: PLC0415 (maps only)

    return Transformer.from_crs("EPSG:4326", CRS, always_xy=True)


def projected(
    longitudes: "Sequence[float] | Numbers", latitudes: "Sequence[float] | Numbers"
) -> "Numbers":
    """Points in metres, one row each."""
    import numpy as np  # noqa: PLC0415 (maps only)

    return np.column_stack(_transformer().transform(longitudes, latitudes))


@cache
def shapes(level: Level) -> Mapping[str, "shapely.Geometry"]:
    """The areas of a level by code, metres."""
    from geo.encode import decode_polygons  # noqa: PLC0415 (maps only)

    web = _web()
    found = {
        code: decode_polygons(flat, web["scale"]) for code, flat in web["layers"][level].items()
    }
    return dict(zip(found, _flat(found.values()), strict=True))


@cache
def borders(level: Level) -> "shapely.Geometry":
    """The lines between the areas of a level and around them, each once, metres."""
    import shapely  # noqa: PLC0415 (maps only)

    return shapely.line_merge(shapely.union_all(shapely.boundary(list(shapes(level).values()))))


@cache
def background() -> Background:
    """What lies around the region."""
    import shapely  # noqa: PLC0415 (maps only)

    from geo.encode import decode_lines, decode_polygons  # noqa: PLC0415

    web = _web()
    land = decode_polygons(web["land"], web["scale"])
    lines = shapely.MultiLineString(decode_lines(web["borders"], web["scale"]))
    return Background(*_flat([land, lines]))


def _flat(found: Iterable["shapely.Geometry"]) -> Any:
    import shapely  # noqa: PLC0415 (maps only)

    return shapely.transform(list(found), lambda at: projected(at[:, 0], at[:, 1]))


def ends_of(shape: "shapely.Geometry") -> tuple[float, float, float, float]:
    """West, south, east and north of a shape."""
    import shapely  # noqa: PLC0415 (maps only)

    west, south, east, north = shapely.bounds(shape)
    return float(west), float(south), float(east), float(north)


@cache
def tiles() -> Mapping[str, "shapely.Geometry"]:
    """Amphoe as tiles of one size by code; a unit is the height of a tile, north is up."""
    import shapely  # noqa: PLC0415 (maps only)

    wide, high = TILE
    with (BUILT / "tiles.csv").open(encoding="utf-8", newline="") as file:
        cells = {row["amphoe_code"]: (int(row["column"]), int(row["row"]))
                 for row in csv.DictReader(file)}  # fmt: skip
    return {
        code: shapely.box(x * wide, -(y + 1) * high, (x + 1) * wide, -y * high)
        for code, (x, y) in cells.items()
    }


def tiles_of(code: str) -> "shapely.Geometry":
    """The tiles of an area as one shape: its own, those in it, or that of the amphoe it is in."""
    import shapely  # noqa: PLC0415 (maps only)

    region = registry().region.code
    found = [shape for amphoe, shape in tiles().items()
             if code == region or amphoe.startswith(code) or code.startswith(amphoe)]  # fmt: skip
    return shapely.union_all(found)


def shape_of(code: str) -> "shapely.Geometry":
    """The shape of any area, metres; the region is the union of its provinces."""
    area = registry().get(code)
    if area.level is Level.REGION:
        return _region()
    return shapes(area.level)[code]


@cache
def _region() -> "shapely.Geometry":
    import shapely  # noqa: PLC0415 (maps only)

    return shapely.union_all(list(shapes(Level.PROVINCE).values()))


def label_point(area: Area) -> tuple[float, float]:
    """A point well inside an area, metres, where its name stands."""
    x, y = projected([area.longitude], [area.latitude])[0]
    return float(x), float(y)


def outline(shape: "shapely.Geometry") -> "Outline":
    """All rings of polygons, or all lines, as one path."""
    import numpy as np  # noqa: PLC0415 (maps only)
    import shapely  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415

    parts = shapely.get_parts(shape)
    rings = [ring for part in parts for ring in (
        (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,))]  # fmt: skip
    points = [shapely.get_coordinates(ring) for ring in rings]
    codes = np.full(sum(map(len, points)), Path.LINETO, dtype=Path.code_type)
    codes[np.cumsum([0, *map(len, points[:-1])])] = Path.MOVETO
    return Path(np.concatenate(points), codes)
