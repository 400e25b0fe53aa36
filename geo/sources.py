"""Reads the published sources as they are and selects the study area by code."""

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import BuildError
from geo.region import Region
from geo.sidecar import Source

_FIELDS = {
    "ADM3_PCODE": "code",
    "ADM3_TH": "name_th",
    "ADM3_EN": "name_en",
    "ADM2_PCODE": "amphoe_code",
    "ADM2_TH": "amphoe_th",
    "ADM2_EN": "amphoe_en",
    "ADM1_PCODE": "province_code",
    "ADM1_TH": "province_th",
    "ADM1_EN": "province_en",
}
_POPULATION = ("tambon_code", "year", "male", "female", "total", "houses")
_OFFICES = ("amphoe_code", "name_th", "name_en", "latitude", "longitude")
_DOPA = "Department of Provincial Administration (DOPA)"
_TAMBON_REPOSITORY = "github.com/Ahoerstemeier/tambon, commit b5dfcce"
_NO_LICENCE = "none stated; official statistics"

BOUNDARIES = Source(
    "Royal Thai Survey Department, through OCHA (COD-AB Thailand)",
    "Subnational administrative boundaries, level 3 (cod-ab-tha)",
    "2022-01, by province in github.com/prasertcbs/thailand_gis, commit 1682c1d",
    "CC BY-IGO",
)
POPULATION = Source(
    f"{_DOPA}, civil registration",
    "Registered population and houses by tambon, 31 December each year, 1994-2021",
    f"{_TAMBON_REPOSITORY} (2015: a3a8dd9, 2016: 8fc3132)",
    _NO_LICENCE,
)
VILLAGES = Source(_DOPA, "Villages by tambon, 2022", _TAMBON_REPOSITORY, _NO_LICENCE)
OFFICES = Source(_DOPA, "Amphoe offices with coordinates", _TAMBON_REPOSITORY, _NO_LICENCE)
LABOUR_FORCE = Source(
    "National Statistical Office",
    "Labour Force Survey by province, quarter, sex and status, thousand persons",
    "table ST_02_2005005_4, 2020-2025",
    "NSO open data",
)


@dataclass(frozen=True)
class Table:
    """Rows of one source table, with the source that its sidecars name."""

    rows: pd.DataFrame
    source: Source


@dataclass(frozen=True)
class Sources:
    """The sources, selected for a region.

    `tambon` (EPSG:4326; code, names of tambon, amphoe and province) and `tables` hold the study
    area only; `around` holds every tambon of the boundary files, for the background.
    """

    tambon: gpd.GeoDataFrame
    around: gpd.GeoDataFrame
    boundaries: Source
    population: Table
    villages: Table
    offices: Table
    labour_force: Table


def read_sources(folder: Path, region: Region) -> Sources:
    """Read all sources under `folder`; raises BuildError for what is missing or not as expected."""
    shapefiles = tuple(sorted((folder / "boundaries").glob("*/*.shp")))
    if not shapefiles:
        raise BuildError(f"{folder / 'boundaries'} has no shapefile (*/*.shp); check --sources.")
    around = read_boundaries(shapefiles)
    chosen = around[[region.contains(code) for code in around["code"]]].reset_index(drop=True)
    # The attributes of a shapefile lie in files beside it, so all of them are part of the source.
    parts = tuple(sorted(part for shp in shapefiles for part in shp.parent.glob(f"{shp.stem}.*")))
    return Sources(
        tambon=chosen,
        around=around,
        boundaries=replace(BOUNDARIES, files=parts),
        population=_population(folder, region),
        villages=_villages(folder, region),
        offices=_offices(folder, region),
        labour_force=_labour_force(folder, region),
    )


def read_boundaries(shapefiles: tuple[Path, ...]) -> gpd.GeoDataFrame:
    """All tambon of the shapefiles, EPSG:4326, sorted by code; codes without the leading TH."""
    frames = [_read_shapefile(path) for path in shapefiles]
    every = pd.concat(frames, ignore_index=True).sort_values("code", ignore_index=True)
    return gpd.GeoDataFrame(every, geometry="geometry", crs="EPSG:4326")


def _read_shapefile(path: Path) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_file(path)
    except Exception as error:  # the readers raise many kinds; all mean the same to the caller
        raise BuildError(f"{path} cannot be read as a shapefile: {error}") from error
    if lacking := sorted(set(_FIELDS) - set(frame.columns)):
        raise BuildError(f"{path} lacks the fields {', '.join(lacking)} of an OCHA ADM3 layer.")
    if frame.crs is None:
        raise BuildError(f"{path} names no coordinate system: put its .prj file beside it.")
    frame = frame.rename(columns=_FIELDS)[[*_FIELDS.values(), "geometry"]].to_crs("EPSG:4326")
    for column in ("code", "amphoe_code", "province_code"):
        frame[column] = frame[column].astype("str").str.removeprefix("TH")
    return frame


def _population(folder: Path, region: Region) -> Table:
    path = _one_file(folder / "population", "tambon_population_*.csv")
    rows = _read_csv(path, _POPULATION)[list(_POPULATION)]
    rows = _select(rows, "tambon_code", region)
    numbers = _POPULATION[1:]
    rows[list(numbers)] = rows[list(numbers)].apply(lambda column: _whole(column, path))
    rows = rows.sort_values(["tambon_code", "year"], ignore_index=True)
    return Table(rows, replace(POPULATION, files=(path,)))


def _villages(folder: Path, region: Region) -> Table:
    path = _one_file(folder / "population", "tambon_villages_*.csv")
    rows = _select(_read_csv(path, ("tambon_code", "villages")), "tambon_code", region)
    rows["villages"] = _whole(rows["villages"], path)
    return Table(rows, replace(VILLAGES, files=(path,)))


def _offices(folder: Path, region: Region) -> Table:
    path = _one_file(folder / "offices", "district_offices.csv")
    rows = _select(_read_csv(path, _OFFICES)[list(_OFFICES)], "amphoe_code", region)
    return Table(rows, replace(OFFICES, files=(path,)))


def _labour_force(folder: Path, region: Region) -> Table:
    path = _one_file(folder / "labour_force", "labour_force_quarterly_*.csv")
    rows = _read_csv(path, ("province_code",))
    rows = rows[rows["province_code"].isin(region.province_codes)].reset_index(drop=True)
    return Table(rows, replace(LABOUR_FORCE, files=(path,)))


def _one_file(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise BuildError(f"{folder} must hold one file {pattern}, found {names}; check --sources.")
    return found[0]


def _read_csv(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    # As text, so that codes keep their form and figures are written back as published.
    rows = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    if lacking := [column for column in columns if column not in rows.columns]:
        raise BuildError(f"{path} lacks the columns {', '.join(lacking)}.")
    return rows


def _select(rows: pd.DataFrame, column: str, region: Region) -> pd.DataFrame:
    # As a typed mask: an empty list would select columns.
    chosen = rows[np.array([region.contains(str(code)) for code in rows[column]], dtype=bool)]
    return chosen.sort_values(column, ignore_index=True)


def _whole(column: pd.Series, path: Path) -> pd.Series:
    try:
        return pd.to_numeric(column).astype("Int64")
    except (TypeError, ValueError) as error:
        raise BuildError(f"{path}, column {column.name}: not whole numbers ({error}).") from error
