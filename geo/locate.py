"""Finds the tambon that points lie in."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.areas import layer
from geo.codes import Level

Coordinates = pd.Series | npt.ArrayLike


def locate(
    longitude: Coordinates, latitude: Coordinates, tambon: gpd.GeoDataFrame | None = None
) -> pd.Series:
    """Tambon code of each point, as text; missing outside the region and where a coordinate is.

    Longitudes and latitudes are of equal length, degrees, EPSG:4326. `tambon` is a layer with
    code and geometry, by default the built one (true to about 15 m). The result keeps the index
    of `longitude` when that is a Series and is named tambon_code. A point on a shared border gets
    the lowest code of its neighbours. Raises ValueError for input of another shape or kind.
    """
    x, y = _numbers(longitude, "longitude"), _numbers(latitude, "latitude")
    if x.shape != y.shape:
        raise ValueError(
            f"locate got {x.size} longitudes and {y.size} latitudes; give one of each for a point."
        )
    _check_index(longitude, latitude)
    polygons = (layer(Level.TAMBON) if tambon is None else tambon).sort_values("code")
    found = _first_containing(x, y, polygons.geometry.to_numpy())
    codes = np.array([*polygons["code"], None], dtype=object)
    index = longitude.index if isinstance(longitude, pd.Series) else None
    return pd.Series(codes[found], index=index, name="tambon_code", dtype="str")


def _numbers(values: Coordinates, name: str) -> npt.NDArray[np.float64]:
    if isinstance(values, pd.Series) and not pd.api.types.is_numeric_dtype(values.dtype):
        kind = str(values.dtype)
        raise ValueError(f"{name} is of type {kind}: turn it into numbers (pandas.to_numeric).")
    try:
        numbers = np.asarray(
            values.to_numpy(dtype="float64", na_value=np.nan)
            if isinstance(values, pd.Series)
            else values,
            dtype="float64",
        )
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is not all numbers ({error}): use NaN where missing.") from error
    if numbers.ndim != 1:
        raise ValueError(
            f"{name} has {numbers.ndim} dimensions, locate needs a flat list: put a single point "
            "as [longitude], [latitude]."
        )
    return numbers


def _check_index(longitude: Coordinates, latitude: Coordinates) -> None:
    if not (isinstance(longitude, pd.Series) and isinstance(latitude, pd.Series)):
        return
    if not longitude.index.equals(latitude.index):
        raise ValueError("longitude and latitude have different indexes: take both from one table.")


def _first_containing(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    polygons: npt.NDArray[np.object_],
) -> npt.NDArray[np.intp]:
    """Position of the first polygon that covers each point, -1 for none.

    Points are sorted by x, so that each polygon looks at those in its own box only; no object is
    made for a point, which is what takes most of the time of a spatial join.
    """
    found = np.full(x.size, -1, dtype=np.intp)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    order = usable[np.argsort(x[usable], kind="stable")]
    x, y = x[order], y[order]
    # From the last polygon to the first, so that the first one stays on a shared border.
    for position in range(len(polygons) - 1, -1, -1):
        west, south, east, north = shapely.bounds(polygons[position])
        near = slice(np.searchsorted(x, west, "left"), np.searchsorted(x, east, "right"))
        boxed = np.flatnonzero((y[near] >= south) & (y[near] <= north)) + near.start
        inside = shapely.intersects_xy(polygons[position], x[boxed], y[boxed])
        found[order[boxed[inside]]] = position
    return found
