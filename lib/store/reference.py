"""The reference tables that queries can name beside those of the model, from data/built."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lib.settings import ROOT
from lib.store.errors import ModelError

BUILT_FOLDER = ROOT / "data" / "built"
AREA_COLUMNS = ("code", "level", "parent", "name_th", "name_en", "km2", "villages")
POPULATION_COLUMNS = ("year", "male", "female", "total")
EARTH_KM = 6371.0088  # mean radius


def reference_frames(folder: Path = BUILT_FOLDER) -> Mapping[str, pl.DataFrame]:
    """All of them by the name under which a query reads them."""
    return {
        "area": area_frame(folder),
        "population": population_frame(folder),
        "labour_force": labour_force_frame(folder),
    }


@cache
def area_frame(folder: Path = BUILT_FOLDER) -> pl.DataFrame:
    """One row an area of every level, with the codes of its own province and amphoe.

    Columns: code, level, parent, name_th, name_en, km2, villages, province_code, amphoe_code and
    centre_km, the great-circle distance in km from the point that stands for a tambon to the
    labour centre of its amphoe; missing for other levels and where the centre is not known.
    """
    code, level = pl.col("code"), pl.col("level")
    province = pl.when(level != "region").then(code.str.head(2))
    amphoe = pl.when(level.is_in(["amphoe", "tambon"])).then(code.str.head(4))
    areas = _read(folder / "areas.csv").with_columns(province_code=province, amphoe_code=amphoe)
    centres = _read(folder / "offices.csv").select(
        "amphoe_code",
        *(pl.col(name).alias(f"centre_{name}") for name in ("latitude", "longitude")),
    )
    areas = areas.join(centres, on="amphoe_code", how="left", maintain_order="left")
    places = ("latitude", "longitude", "centre_latitude", "centre_longitude")
    distance = pl.Series(_great_circle_km(*(_radians(areas, name) for name in places)))
    return areas.select(
        *AREA_COLUMNS[:5],
        pl.col("km2").cast(pl.Float64),
        pl.col("villages").cast(pl.Int32),
        "province_code",
        "amphoe_code",
        centre_km=pl.when(level == "tambon").then(distance.fill_nan(None)),
    )


@cache
def population_frame(folder: Path = BUILT_FOLDER) -> pl.DataFrame:
    """Registered population on 31 December, one row a tambon and year (C.E.).

    Columns: tambon_code, amphoe_code, province_code, year, male, female, total.
    """
    code = pl.col("tambon_code")
    return _read(folder / "population.csv").select(
        code,
        code.str.head(4).alias("amphoe_code"),
        code.str.head(2).alias("province_code"),
        *(pl.col(name).cast(pl.Int32) for name in POPULATION_COLUMNS),
    )


@cache
def labour_force_frame(folder: Path = BUILT_FOLDER) -> pl.DataFrame:
    """Labour force survey: one row a province and quarter, in persons of 15 years and over.

    Columns: province_code, ends_on (last day of the calendar quarter), labour_force, unemployed.
    The figures are for the whole province, even where the region holds some of its amphoe only.
    """
    year, quarter = (pl.col(name).cast(pl.Int32) for name in ("year_ce", "quarter"))
    people = pl.col("thousand_persons").cast(pl.Float64) * 1000
    return (
        _read(folder / "labour_force.csv")
        .group_by(
            "province_code",
            ends_on=pl.date(year, quarter * 3, 1).dt.month_end(),
            maintain_order=True,
        )
        .agg(
            labour_force=people.sum(),
            unemployed=people.filter(pl.col("status") == "unemployed").sum(),
        )
        .sort("province_code", "ends_on")
    )


@cache
def area_codes(folder: Path = BUILT_FOLDER) -> frozenset[str]:
    """Codes of every amphoe and tambon of the study area."""
    areas = area_frame(folder)
    return frozenset(areas.filter(pl.col("level").is_in(["amphoe", "tambon"]))["code"])


@cache
def reference_digest() -> str:
    """What tells the reference tables of this program from those of another one."""
    digest = hashlib.blake2b()
    for name, frame in reference_frames().items():
        digest.update(f"{name} {frame.schema}\n{frame.write_csv()}".encode())
    return digest.hexdigest()


def _read(file: Path) -> pl.DataFrame:
    if not file.exists():
        raise ModelError(f"{file} is missing: build the areas with `python -m geo.build`.")
    return pl.read_csv(file, infer_schema=False)


def _radians(areas: pl.DataFrame, column: str) -> NDArray[np.float64]:
    degrees: NDArray[np.float64] = areas[column].cast(pl.Float64).to_numpy()
    return np.radians(degrees)


def _great_circle_km(
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    to_latitude: NDArray[np.float64],
    to_longitude: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Distance on a sphere between points in radians (haversine); missing where one is."""
    half: NDArray[np.float64] = np.sin((to_latitude - latitude) / 2) ** 2
    half += np.cos(latitude) * np.cos(to_latitude) * np.sin((to_longitude - longitude) / 2) ** 2
    angle: NDArray[np.float64] = np.arcsin(np.sqrt(half))
    return 2 * EARTH_KM * angle
