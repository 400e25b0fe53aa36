"""Land and borders around the region, made to fit its surveyed coast and border.

Natural Earth 1:10m strays up to 3 km from the surveyed outline. Drawn as it is, it shows a second
coastline and a second border. So its land is cut to fit: where a strip of it, narrower than twice
`match_m`, lies between our tambon and the sea (or the neighbouring country), it is an error of
scale and is dropped. Such strips are found by a morphological opening (erosion, then dilation),
which also leaves a smooth arc where our coast ends and that of Natural Earth goes on.
"""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.errors import BuildError
from geo.region import Region

_GRID = 1e-4  # degrees; the grid of the web layer
_TOUCH_M = 60.0  # two shapes this near each other touch
_EDGE_M = 15.0  # the opening of a curve by straight chords leaves crumbs thinner than this
_SMALLEST_M2 = 1e6  # holes and crumbs smaller than 1 km2 are not drawn
_LAGOON_M = 1500.0  # water narrower than twice this inside a tambon is an error of scale


@dataclass(frozen=True)
class Background:
    """Land around and under the region, and borders between countries beyond it; EPSG:4326."""

    land: MultiPolygon
    borders: MultiLineString


@dataclass(frozen=True)
class _Ground:
    """What the background is made of, in the region's projected CRS, metres."""

    region: BaseGeometry
    around: BaseGeometry
    home: BaseGeometry
    abroad: gpd.GeoSeries
    view: BaseGeometry
    match_m: float

    @property
    def tambon(self) -> BaseGeometry:
        """All surveyed land."""
        return self.region.union(self.around)

    @property
    def natural_earth(self) -> BaseGeometry:
        """All land of Natural Earth."""
        return shapely.union_all([self.home, *self.abroad])


def read_countries(path: Path) -> gpd.GeoSeries:
    """Countries of the Natural Earth extract, EPSG:4326, indexed by their ISO number."""
    if not path.is_file():
        raise BuildError(
            f"{path}, the Natural Earth extract, is missing: restore it from the repository or "
            "make it anew with python -m geo.natural_earth."
        )
    frame = gpd.read_file(path)
    return frame.set_index("id").sort_index().geometry


def make_background(tambon: gpd.GeoSeries, countries: gpd.GeoSeries, region: Region) -> Background:
    """Background for the region out of all surveyed `tambon` (web resolution) and `countries`.

    Land contains the tambon with their own vertices, so that both draw the same coast.
    """
    ground = _ground(tambon, countries, region)
    land = _land(ground)
    borders = _borders(ground, land)
    chosen = _union(tambon[_chosen(tambon, region)])
    view = _view(tambon, region)
    # On the grid of the tambon first: edges that differ by a hair would cross, and get a vertex
    # there. One more union with the region then leaves shared edges identical.
    in_degrees = shapely.set_precision(_to_degrees(land, region.crs), _GRID)
    whole = _polygons(shapely.union(in_degrees, chosen, grid_size=_GRID))
    seen = shapely.intersection(whole, view, grid_size=_GRID)
    lines = shapely.intersection(_to_degrees(borders, region.crs), view)
    return Background(_polygons(seen), _lines(lines))


def _chosen(tambon: gpd.GeoSeries, region: Region) -> list[bool]:
    return [region.contains(code) for code in tambon.index]


def _view(tambon: gpd.GeoSeries, region: Region, more: float = 0.0) -> BaseGeometry:
    west, south, east, north = tambon[_chosen(tambon, region)].total_bounds
    margin = region.margin + more
    edges = (west - margin, south - margin, east + margin, north + margin)
    view: BaseGeometry = shapely.box(*(round(edge, 1) for edge in edges))
    return view


def _ground(tambon: gpd.GeoSeries, countries: gpd.GeoSeries, region: Region) -> _Ground:
    # Wider than the view, so that what the opening does at the edge stays out of sight.
    wide = _view(tambon, region, more=0.3)
    near = countries.intersection(wide)
    near = near[~near.is_empty].to_crs(region.crs)
    metric = tambon.to_crs(region.crs)
    chosen = _chosen(tambon, region)
    every = _union(metric)
    # The home country is the one that holds the tambon.
    home = near.intersection(every).area.idxmax()
    return _Ground(
        region=_union(metric[chosen]),
        around=_union(metric[~np.array(chosen)]),
        home=near[home],
        abroad=near.drop(home),
        view=gpd.GeoSeries([wide], crs="EPSG:4326").to_crs(region.crs).iloc[0],
        match_m=region.match_m,
    )


def _land(ground: _Ground) -> BaseGeometry:
    sea = ground.view.difference(ground.natural_earth)
    beyond = ground.natural_earth.difference(ground.tambon)
    strips = _strips(beyond, sea, ground)
    kept = beyond.difference(strips)
    corners = _corners(kept, strips, ground)
    around = ground.around.difference(_lagoons(sea, ground))
    return _filled(shapely.union_all([kept, corners, around, ground.region]))


def _corners(kept: BaseGeometry, strips: BaseGeometry, ground: _Ground) -> BaseGeometry:
    """What to give back of `strips` where our coast ends, so that no false inlet opens there.

    The opening rounds off the corner between our last tambon and the coast that goes on; a
    closing (dilation, then erosion) of the land finds that notch.
    """
    closed = _closed(kept.union(ground.tambon), ground.match_m)
    notches = shapely.get_parts(closed.intersection(strips))
    return shapely.union_all(notches[shapely.dwithin(notches, kept, _TOUCH_M)])


def _lagoons(sea: BaseGeometry, ground: _Ground) -> BaseGeometry:
    """Water that tambon around the region share out among them, as those on a lagoon do."""
    water = _opened(sea.intersection(ground.around), _LAGOON_M)
    # Somewhat wider, so that no thread of land stays where the two shores nearly meet.
    return water.buffer(_LAGOON_M / 3).intersection(ground.around)


def _strips(land: BaseGeometry, other: BaseGeometry, ground: _Ground) -> BaseGeometry:
    """Narrow strips of `land` that lie beside both the tambon and the `other` (sea, abroad)."""
    kept = _opened(land, ground.match_m).buffer(_EDGE_M)
    narrow = shapely.get_parts(land.difference(kept))
    beside_other = shapely.dwithin(narrow, other, _TOUCH_M)
    beside_us = shapely.dwithin(narrow, ground.tambon, ground.match_m)
    return shapely.union_all(narrow[beside_other & beside_us])


def _borders(ground: _Ground, land: BaseGeometry) -> BaseGeometry:
    abroad = shapely.union_all(ground.abroad.to_numpy())
    beyond = ground.home.difference(ground.tambon)
    home = ground.tambon.union(beyond.difference(_strips(beyond, abroad, ground)))
    inland = land.buffer(-_TOUCH_M)
    ours = ground.region.boundary.buffer(_TOUCH_M)
    line = _filled(home).boundary.intersection(inland).difference(ours)
    return shapely.union_all([line, _borders_abroad(ground).difference(ground.tambon)])


def _borders_abroad(ground: _Ground) -> BaseGeometry:
    countries = ground.abroad.to_numpy()
    shared = [
        one.boundary.intersection(other.boundary)
        for position, one in enumerate(countries)
        for other in countries[position + 1 :]
    ]
    return shapely.union_all(shared)


def _opened(shape: BaseGeometry, radius: float) -> BaseGeometry:
    opened = shape.buffer(-radius, quad_segs=16).buffer(radius, quad_segs=16)
    # A coarse chord is enough for an arc that stands for an unknown coast.
    return opened.simplify(_EDGE_M / 2)


def _closed(shape: BaseGeometry, radius: float) -> BaseGeometry:
    return shape.buffer(radius, quad_segs=16).buffer(-radius, quad_segs=16).simplify(_EDGE_M / 2)


def _filled(shape: BaseGeometry) -> BaseGeometry:
    """Without holes and parts too small to draw."""
    parts = [part for part in shapely.get_parts(shape) if part.area >= _SMALLEST_M2]
    return shapely.union_all(
        [
            shapely.Polygon(
                part.exterior,
                [r for r in part.interiors if shapely.Polygon(r).area >= _SMALLEST_M2],
            )
            for part in parts
        ]
    )


def _union(shapes: gpd.GeoSeries) -> BaseGeometry:
    union: BaseGeometry = shapely.coverage_union_all(shapes.to_numpy())
    return union


def _to_degrees(shape: BaseGeometry, crs: str) -> BaseGeometry:
    degrees: BaseGeometry = gpd.GeoSeries([shape], crs=crs).to_crs("EPSG:4326").iloc[0]
    return degrees


def _polygons(shape: BaseGeometry) -> MultiPolygon:
    parts = shapely.get_parts(shapely.normalize(shape))
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    return MultiPolygon(list(shapely.orient_polygons(polygons, exterior_cw=False)))


def _lines(shape: BaseGeometry) -> MultiLineString:
    parts = pd.Series(shapely.get_parts(shape))
    lines = [part for part in parts if part.geom_type == "LineString"]
    if not lines:
        return MultiLineString()
    merged = shapely.line_merge(MultiLineString(lines))
    return MultiLineString(list(shapely.get_parts(shapely.normalize(merged))))
