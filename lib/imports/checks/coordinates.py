"""Points against the tambon that is stated with them."""

from functools import cache

import geopandas as gpd
import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geo.areas import layer
from geo.codes import Level
from geo.locate import locate
from lib.imports.spelling.areas import area_names
from lib.imports.spelling.rules import point_rules
from lib.store.check import Checked
from lib.store.findings import Findings, Group
from lib.store.model import Field, FieldType

ELSEWHERE, OUTSIDE, FAR = "point_elsewhere", "point_outside", "point_far"
Numbers = NDArray[np.float64]


def check_coordinates(checked: Checked) -> Findings:
    """Findings about points that do not lie in the tambon of their row.

    A warning where they lie next door, as when a tambon meets in another, and an error where
    they lie farther than anybody goes; data/imports.toml says how far that is.
    """
    items = [_column(checked, kind) for kind in (FieldType.LATITUDE, FieldType.LONGITUDE)]
    stated = _column(checked, FieldType.TAMBON)
    if stated is None or items[0] is None or items[1] is None:
        return Findings()
    latitude, longitude = (
        checked.frame[item.name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for item in items if item is not None
    )  # fmt: skip
    codes = checked.frame[stated.name]
    away = metres_outside(codes, longitude, latitude)
    rules = point_rules()
    at = np.flatnonzero(away > rules.tolerance_m)
    if not len(at):
        return Findings()
    codes_found = locate(longitude[at], latitude[at], _tambon())
    found = pl.Series(codes_found.astype(object).where(codes_found.notna(), None).to_list())
    found = found.cast(pl.String)
    places = pl.DataFrame({"at": at, "found": found, "km": away[at] / 1000}).with_columns(
        kind=pl.when(pl.col("km") > rules.error_km)
        .then(pl.lit(FAR))
        .when(pl.col("found").is_null())
        .then(pl.lit(OUTSIDE))
        .otherwise(pl.lit(ELSEWHERE))
    )
    return Findings(tuple(_groups(checked, items[0], codes, places)))


def metres_outside(stated: pl.Series, longitude: Numbers, latitude: Numbers) -> Numbers:
    """How far each point lies outside the tambon of a code, in metres: 0 inside.

    Missing where the code is not one of the study or a coordinate is missing.
    """
    codes, outlines = _outlines()
    places = pl.DataFrame({"code": stated}).join(
        pl.DataFrame({"code": codes, "outline": range(len(codes))}),
        on="code", how="left", maintain_order="left",
    )["outline"]  # fmt: skip
    known = places.is_not_null().to_numpy() & np.isfinite(longitude) & np.isfinite(latitude)
    away = np.full(len(stated), np.nan)
    away[known] = 0.0
    inside = locate(np.where(known, longitude, np.nan), latitude, _tambon()).to_numpy(dtype=object)
    out = np.flatnonzero(known & (inside != stated.to_numpy()))
    east, north = _to_metres().transform(longitude[out], latitude[out])
    usable = np.isfinite(east) & np.isfinite(north)
    away[out] = np.inf
    points = shapely.points(east[usable], north[usable])
    polygons = outlines[places.gather(out[usable]).to_numpy()]
    away[out[usable]] = shapely.distance(points, polygons)
    return away


def to_degrees(easting: Numbers, northing: Numbers) -> tuple[Numbers, Numbers]:
    """Longitudes and latitudes of points in metres of the survey's projection; NaN where none."""
    longitude, latitude = _to_metres().transform(easting, northing, direction="INVERSE")
    usable = np.isfinite(longitude) & np.isfinite(latitude)
    return np.where(usable, longitude, np.nan), np.where(usable, latitude, np.nan)


def _column(checked: Checked, kind: FieldType) -> Field | None:
    fields = checked.delivered.table.fields
    return next(
        (item for item in fields if item.type is kind and item.name in checked.frame.columns), None
    )


def _groups(checked: Checked, item: Field, codes: pl.Series, places: pl.DataFrame) -> list[Group]:
    names = area_names()
    rules = point_rules()
    facts = {"tolerance": f"{rules.tolerance_m:,.0f}", "far": f"{rules.error_km:,.0f}"}
    groups = []
    for (kind,), part in places.group_by("kind", maintain_order=True):
        others = [
            " → ".join(names.full(code)[0] for code in (codes[at], found) if code)
            + f": {km:,.1f} km"
            for at, found, km in part.select("at", "found", "km").iter_rows()
        ]
        groups.append(checked.group(str(kind), item, part["at"], facts, pl.Series(others)))
    return groups


@cache
def _tambon() -> gpd.GeoDataFrame:
    return layer(Level.TAMBON)


@cache
def _outlines() -> tuple[list[str], NDArray[np.object_]]:
    """Codes of the tambon and their outlines in metres."""
    tambon = _tambon().to_crs(point_rules().projected)
    return list(tambon["code"]), tambon.geometry.to_numpy()


@cache
def _to_metres() -> Transformer:
    return Transformer.from_crs("EPSG:4326", point_rules().projected, always_xy=True)
