"""Coverages: polygons that share their borders, simplified and dissolved without gaps."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import BuildError


def simplify_coverage(
    coverage: gpd.GeoSeries, tolerance: float, decimals: int, crs: str
) -> gpd.GeoSeries:
    """The coverage with fewer vertices, still without gaps and overlaps, EPSG:4326.

    Shared borders are simplified once (shapely.coverage_simplify, Visvalingam-Whyatt), in the
    projected `crs` with `tolerance` in metres, then rounded to `decimals` degrees.
    Raises BuildError when rounding breaks the coverage.
    """
    metric = coverage.to_crs(crs)
    simpler = shapely.coverage_simplify(metric.to_numpy(), tolerance)
    degrees = gpd.GeoSeries(simpler, index=coverage.index, crs=crs).to_crs("EPSG:4326")
    rounded = shapely.transform(degrees.to_numpy(), lambda xy: np.round(xy, decimals))
    # Rounding can put neighbouring vertices on one spot; the same ones in both neighbours.
    rounded = tidy(shapely.remove_repeated_points(rounded))
    if not (shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded)):
        raise BuildError(
            f"Simplified to {tolerance:g} m and rounded to {decimals} decimals, the tambon no "
            "longer fit together; choose another tolerance under [simplify] in the region file."
        )
    return gpd.GeoSeries(rounded, index=coverage.index, crs="EPSG:4326")


def dissolve_coverage(coverage: gpd.GeoSeries, groups: pd.Series) -> gpd.GeoSeries:
    """Union of the members of each group, indexed and sorted by group; same CRS, same vertices."""
    unions = {
        group: shapely.coverage_union_all(coverage[groups == group].to_numpy())
        for group in sorted(groups.unique())
    }
    tidied = tidy(np.array(list(unions.values()), dtype=object))
    return gpd.GeoSeries(tidied, index=pd.Index(unions, dtype="str"), crs=coverage.crs)


def tidy(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The same shapes in a canonical order of rings, exteriors counter-clockwise (RFC 7946)."""
    ordered: npt.NDArray[np.object_] = shapely.orient_polygons(
        shapely.normalize(geometries), exterior_cw=False
    )
    return ordered


def shared_borders(coverage: gpd.GeoSeries, codes: Sequence[str]) -> pd.DataFrame:
    """Length of the border that each pair of polygons shares: columns code, neighbour, km.

    `coverage` is in a projected CRS in metres. In a valid coverage neighbours have the very same
    segments on a shared border, so equal segments are matched, which is exact and needs no
    tolerance. Every pair is listed once, code < neighbour.
    """
    segments = _segments(coverage, codes)
    pairs = segments.merge(segments, on=["x1", "y1", "x2", "y2"], suffixes=("", "_other"))
    pairs = pairs[pairs["code"] < pairs["code_other"]]
    pairs = pairs.assign(km=np.hypot(pairs["x2"] - pairs["x1"], pairs["y2"] - pairs["y1"]) / 1000)
    pairs = pairs.rename(columns={"code_other": "neighbour"})
    return pairs.groupby(["code", "neighbour"])[["km"]].sum().reset_index()


def _segments(coverage: gpd.GeoSeries, codes: Sequence[str]) -> pd.DataFrame:
    parts = []
    for code, geometry in zip(codes, coverage, strict=True):
        for ring in shapely.get_rings(geometry):
            xy = shapely.get_coordinates(ring)
            ends = np.hstack([xy[:-1], xy[1:]])
            # Neighbours run along a border in opposite directions: put the lower end first.
            swap = (ends[:, 0] > ends[:, 2]) | (
                (ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3])
            )
            ends[swap] = ends[swap][:, [2, 3, 0, 1]]
            parts.append(pd.DataFrame(ends, columns=["x1", "y1", "x2", "y2"]).assign(code=code))
    return pd.concat(parts, ignore_index=True)
