"""Delta encoding of geometry as whole numbers, for the browser layer.

A ring or line is one flat list [x0, y0, dx, dy, dx, dy, ...]: degrees times the scale, the first
point absolute, each further one as the step from the one before. Rings are closed. A polygon is
a list of rings, the exterior first.
"""

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon

Ring = list[int]


def encode_line(line: shapely.Geometry, scale: int) -> Ring:
    """A line or ring (EPSG:4326) as a flat list of steps; points that round to one are dropped."""
    xy = np.rint(shapely.get_coordinates(line) * scale).astype(int)
    moved = np.ones(len(xy), dtype=bool)
    moved[1:] = (np.diff(xy, axis=0) != 0).any(axis=1)
    steps = np.diff(xy[moved], axis=0, prepend=np.zeros((1, 2), dtype=int))
    flat: Ring = steps.ravel().tolist()
    return flat


def encode_polygons(geometry: shapely.Geometry, scale: int) -> list[list[Ring]]:
    """All polygons of a polygon or multipolygon, each as its rings."""
    return [
        [encode_line(ring, scale) for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(geometry)
    ]


def encode_lines(geometry: shapely.Geometry, scale: int) -> list[Ring]:
    """All lines of a line or multiline."""
    return [encode_line(part, scale) for part in shapely.get_parts(geometry)]


def decode_line(steps: Ring, scale: int) -> list[tuple[float, float]]:
    """Points (longitude, latitude) of an encoded line or ring."""
    xy = np.array(steps).reshape(-1, 2).cumsum(axis=0) / scale
    return [(float(x), float(y)) for x, y in xy]


def decode_polygons(polygons: list[list[Ring]], scale: int) -> MultiPolygon:
    """The multipolygon (EPSG:4326) that `encode_polygons` was given."""
    rings = [[decode_line(ring, scale) for ring in polygon] for polygon in polygons]
    return MultiPolygon([Polygon(polygon[0], polygon[1:]) for polygon in rings])


def decode_lines(lines: list[Ring], scale: int) -> list[LineString]:
    """The lines (EPSG:4326) that `encode_lines` was given."""
    return [LineString(decode_line(line, scale)) for line in lines]
