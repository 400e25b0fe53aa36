"""The built tables: areas and neighbours."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.codes import CODE_LENGTH, Level, parent_of
from geo.coverage import dissolve_coverage, shared_borders
from geo.region import Region
from geo.sources import Sources

AREA_COLUMNS = (
    "code",
    "level",
    "parent",
    "name_th",
    "name_en",
    "km2",
    "latitude",
    "longitude",
    "centroid_latitude",
    "centroid_longitude",
    "villages",
)
_LABEL_TOLERANCE_M = 10.0


def area_table(sources: Sources, region: Region) -> pd.DataFrame:
    """One row an area, region first, then by level and code; columns `AREA_COLUMNS`.

    km2 is the area of the full geometry in the region's projected CRS. latitude and longitude are
    a point deep inside the area for a label or a symbol (centre of the largest inscribed circle);
    the centroid may lie outside a bent area. Degrees, EPSG:4326. villages is empty (never 0)
    where the source has no figure for all of the area.
    """
    metric = sources.tambon.set_index("code").geometry.to_crs(region.crs)
    villages = sources.villages.rows.set_index("tambon_code")["villages"].reindex(metric.index)
    names = area_names(sources, region)
    levels = []
    for level in Level:
        groups = group_codes(metric.index, level, region.code)
        shapes = dissolve_coverage(metric, groups)
        table = _measures(shapes, region.crs).assign(level=str(level))
        table["parent"] = [parent_of(code, region.code) for code in shapes.index]
        table["name_th"] = [names[code][0] for code in shapes.index]
        table["name_en"] = [names[code][1] for code in shapes.index]
        # An unknown part makes the sum unknown.
        table["villages"] = villages.groupby(groups).agg(lambda part: part.sum(skipna=False))
        levels.append(table.rename_axis("code").reset_index())
    return pd.concat(levels, ignore_index=True)[list(AREA_COLUMNS)]


def group_codes(tambon: pd.Index, level: Level, region: str) -> pd.Series:
    """For each tambon code the code of the area of `level` that it lies in, indexed by tambon."""
    if level is Level.REGION:
        return pd.Series(region, index=tambon, dtype="str")
    return pd.Series(tambon.str[: CODE_LENGTH[level]], index=tambon, dtype="str")


def _measures(shapes: gpd.GeoSeries, crs: str) -> pd.DataFrame:
    largest = np.array([_largest_part(shape) for shape in shapes], dtype=object)
    # The circle comes as a line from its centre to the edge.
    circles = shapely.maximum_inscribed_circle(largest, _LABEL_TOLERANCE_M)
    labels = gpd.GeoSeries(shapely.get_point(circles, 0), crs=crs).to_crs("EPSG:4326")
    centroids = shapes.centroid.to_crs("EPSG:4326")
    values = {
        "km2": (shapes.area / 1e6).round(3).to_numpy(),
        "latitude": labels.y.round(5).to_numpy(),
        "longitude": labels.x.round(5).to_numpy(),
        "centroid_latitude": centroids.y.round(5).to_numpy(),
        "centroid_longitude": centroids.x.round(5).to_numpy(),
    }
    return pd.DataFrame(values, index=shapes.index)


def _largest_part(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    part: shapely.Geometry = parts[np.argmax(shapely.area(parts))]
    return part


def area_names(sources: Sources, region: Region) -> dict[str, tuple[str, str]]:
    """Thai and English name of every area of the region, by code.

    A province of which only some amphoe are chosen says how many, so that nobody takes its
    figures for those of the whole province.
    """
    tambon = sources.tambon
    names = {region.code: (region.name_th, region.name_en)}
    for prefix, code in (("", "code"), ("amphoe_", "amphoe_code"), ("province_", "province_code")):
        columns = (tambon[code], tambon[f"{prefix or 'name_'}th"], tambon[f"{prefix or 'name_'}en"])
        names |= {key: (th, en) for key, th, en in zip(*columns, strict=True)}
    names |= {code: pair for code, pair in region.province_names.items() if code in names}
    return names | _partial_names(sources, names)


def _partial_names(
    sources: Sources, names: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    every = sources.around.groupby("province_code")["amphoe_code"].nunique()
    chosen = sources.tambon.groupby("province_code")["amphoe_code"].nunique()
    partial = chosen[chosen < every.reindex(chosen.index)]
    return {
        str(code): (f"{names[str(code)][0]} ({n} อำเภอ)", f"{names[str(code)][1]} ({n} amphoe)")
        for code, n in partial.items()
    }


def neighbour_table(sources: Sources, region: Region) -> pd.DataFrame:
    """Pairs of areas with a common border: columns level, code, neighbour, border_km.

    Both directions are listed; a single common point is no border. Lengths are of the full
    geometry in the region's CRS; those of amphoe and provinces are sums over their tambon.
    """
    metric = sources.tambon.geometry.to_crs(region.crs)
    tambon = shared_borders(metric, sources.tambon["code"].tolist())
    levels = []
    for level in (Level.PROVINCE, Level.AMPHOE, Level.TAMBON):
        pairs = tambon.assign(
            code=tambon["code"].str[: CODE_LENGTH[level]],
            neighbour=tambon["neighbour"].str[: CODE_LENGTH[level]],
        )
        pairs = pairs[pairs["code"] != pairs["neighbour"]]
        back = pairs.rename(columns={"code": "neighbour", "neighbour": "code"})
        both = pd.concat([pairs, back]).groupby(["code", "neighbour"])[["km"]].sum().reset_index()
        levels.append(both.assign(level=str(level), border_km=both["km"].round(3)))
    table: pd.DataFrame = pd.concat(levels, ignore_index=True)
    return table[["level", "code", "neighbour", "border_km"]]
