"""The built layers: GeoJSON for print and for finding the tambon of a point, and the web layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import mapping

from geo.background import Background
from geo.codes import Level
from geo.coverage import dissolve_coverage, simplify_coverage
from geo.encode import encode_lines, encode_polygons
from geo.region import Region
from geo.sidecar import write_json
from geo.tables import group_codes

SCALE = 10_000
WEB_DECIMALS = 4
PRINT_DECIMALS = 5
LAYER_LEVELS = (Level.PROVINCE, Level.AMPHOE, Level.TAMBON)


@dataclass(frozen=True)
class Layers:
    """One GeoSeries a level, EPSG:4326, indexed and sorted by code.

    Amphoe and provinces are dissolved from exactly these tambon, so that borders coincide.
    """

    by_level: Mapping[Level, gpd.GeoSeries]

    @property
    def bounds(self) -> list[float]:
        """West, south, east, north of the region, degrees."""
        return [round(float(edge), 5) for edge in self.by_level[Level.PROVINCE].total_bounds]


def print_layers(tambon: gpd.GeoDataFrame, region: Region) -> Layers:
    """The finer layers (about 15 m, 5 decimals) of the study area."""
    coverage = tambon.set_index("code").geometry
    return dissolve_levels(
        simplify_coverage(coverage, region.print_m, PRINT_DECIMALS, region.crs), region
    )


def web_tambon(around: gpd.GeoDataFrame, region: Region) -> gpd.GeoSeries:
    """Every tambon of the boundary files at web resolution (about 100 m, 4 decimals).

    The tambon around the region are simplified along with it, as they are part of its background.
    """
    coverage = around.set_index("code").geometry
    return simplify_coverage(coverage, region.web_m, WEB_DECIMALS, region.crs)


def dissolve_levels(tambon: gpd.GeoSeries, region: Region) -> Layers:
    """The given tambon with the amphoe and provinces that they make up."""
    levels = {
        level: dissolve_coverage(tambon, group_codes(tambon.index, level, region.code))
        for level in LAYER_LEVELS
    }
    return Layers(levels)


def write_geojson(path: Path, shapes: gpd.GeoSeries, areas: pd.DataFrame) -> int:
    """Write one level as GeoJSON (RFC 7946); properties code, name_th, name_en, parent.

    `areas` is the area table. Gives the number of features.
    """
    names = areas.set_index("code")[["name_th", "name_en", "parent"]]
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, **names.loc[code].to_dict()},
            "geometry": mapping(shape),
        }
        for code, shape in shapes.items()
    ]
    write_json(path, {"type": "FeatureCollection", "features": features})
    return len(features)


def web_layer(layers: Layers, background: Background, areas: pd.DataFrame) -> dict[str, Any]:
    """The browser layer as one JSON value; see `geo.encode` for how geometry is written.

    Keys: scale (units a degree), bounds of the region, layers (level > code > polygons), land
    (with the region in it, so that its coast is the only one), borders (between countries, but
    for the region's own outline), areas (code > names, label point, parent, bounds).
    """
    encoded = {
        str(level): {code: encode_polygons(shape, SCALE) for code, shape in shapes.items()}
        for level, shapes in layers.by_level.items()
    }
    return {
        "scale": SCALE,
        "bounds": layers.bounds,
        "layers": encoded,
        "land": encode_polygons(background.land, SCALE),
        "borders": encode_lines(background.borders, SCALE),
        "areas": _web_areas(layers, areas),
    }


def _web_areas(layers: Layers, areas: pd.DataFrame) -> dict[str, list[Any]]:
    columns = ("code", "name_th", "name_en", "longitude", "latitude", "parent")
    boxes: dict[str, list[float]] = {}
    for shapes in layers.by_level.values():
        edges = shapely.bounds(shapes.to_numpy()).round(WEB_DECIMALS).tolist()
        boxes |= dict(zip(shapes.index, edges, strict=True))
    return {
        code: [
            name_th,
            name_en,
            round(longitude, WEB_DECIMALS),
            round(latitude, WEB_DECIMALS),
            # The region, at the top, has neither parent nor a polygon of its own.
            parent if isinstance(parent, str) else None,
            *boxes.get(code, layers.bounds),
        ]
        for code, name_th, name_en, longitude, latitude, parent in zip(
            *(areas[column] for column in columns), strict=True
        )
    }
