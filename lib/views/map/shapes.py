"""Outlines of areas as SVG paths, coarse enough for maps the size of a stamp."""

import json
from collections.abc import Iterable, Mapping
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.codes import CODE_LENGTH, Level, level_of
from geo.encode import decode_polygons
from lib.views.assets import GEOMETRY, TILES
from lib.views.picture import Form

KM_PER_DEGREE = 110.6
TOLERANCE_KM = 0.75  # of the outlines; at 150 pixels a pixel is about a kilometre
UNITS_PER_KM = 2.5  # of the drawing, whose numbers are whole
TILE = (26, 22)  # width and height of a tile, in units of the drawing


@dataclass(frozen=True)
class Outlines:
    """Paths (the d of SVG) by area code, the lines between provinces, and the size of it all.

    `width` and `height` are in units of the paths, which start at 0, 0 in the north-west.
    """

    paths: Mapping[str, str]
    provinces: str
    width: int
    height: int


def outlines(codes: Iterable[str], form: Form = Form.GEOGRAPHIC) -> Outlines:
    """Outlines of areas of one level; tiles are there for amphoe alone.

    Raises ValueError for no area, areas of several levels, and areas without a shape.
    """
    return _outlines(tuple(sorted(set(codes))), form)


@cache
def _outlines(codes: tuple[str, ...], form: Form) -> Outlines:
    if len(levels := {level_of(code) for code in codes}) != 1:
        raise ValueError(f"Small maps show areas of one level, not of {sorted(levels)}.")
    shapes = _tiles() if form is Form.TILES else _areas(levels.pop())
    if missing := set(codes) - set(shapes):
        raise ValueError(f"There is no shape of {sorted(missing)[:5]} in the {form} form.")
    chosen = {code: shapes[code] for code in codes}
    west, north, east, south = shapely.total_bounds(list(chosen.values()))
    provinces = [
        shapely.union_all([shape for code, shape in chosen.items() if code[:2] == province])
        for province in sorted({code[: CODE_LENGTH[Level.PROVINCE]] for code in codes})
    ]
    return Outlines(
        {code: _path(shape, west, north) for code, shape in chosen.items()},
        "".join(_path(shape, west, north) for shape in provinces),
        round(east - west),
        round(south - north),
    )


@cache
def _web() -> Any:
    return json.loads(GEOMETRY.read_text("utf-8"))


@cache
def _areas(level: Level) -> Mapping[str, shapely.Geometry]:
    """Simplified as one coverage, so that neighbours still share their border."""
    web = _web()
    shapes = {
        code: decode_polygons(flat, web["scale"]) for code, flat in web["layers"][level].items()
    }
    middle = (web["bounds"][1] + web["bounds"][3]) / 2
    scale = np.array([np.cos(np.radians(middle)), -1]) * KM_PER_DEGREE * UNITS_PER_KM

    def flat(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return points * scale

    plane = shapely.transform(np.array(list(shapes.values()), dtype=object), flat)
    coarse = shapely.coverage_simplify(plane, TOLERANCE_KM * UNITS_PER_KM)
    return dict(zip(shapes, coarse, strict=True))


@cache
def _tiles() -> Mapping[str, shapely.Geometry]:
    width, height = TILE
    with TILES.open(encoding="utf-8", newline="") as file:
        cells = {
            row["amphoe_code"]: (int(row["column"]) * width, int(row["row"]) * height)
            for row in DictReader(file)
        }
    return {code: shapely.box(x, y, x + width, y + height) for code, (x, y) in cells.items()}


def _path(shape: shapely.Geometry, west: float, north: float) -> str:
    """All rings of a shape as one path of whole steps; parts smaller than a unit are left out."""
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    return "".join(_ring(shapely.get_coordinates(ring), west, north) for ring in rings)


def _ring(points: NDArray[np.float64], west: float, north: float) -> str:
    whole = np.rint(points - [west, north]).astype(int)
    steps = np.diff(whole, axis=0)[:-1]  # z closes the ring
    steps = steps[(steps != 0).any(axis=1)]
    if len(steps) < 2:
        return ""
    # A minus sign parts two numbers as well as a space does.
    flat = "".join(f"{value}" if value < 0 else f" {value}" for value in steps.ravel())
    return f"M{whole[0][0]} {whole[0][1]}l{flat.lstrip()}z"
