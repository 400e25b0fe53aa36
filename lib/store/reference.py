"""The reference tables that queries can name: `area` and `population`, from data/built."""

from functools import cache
from pathlib import Path

import polars as pl

from lib.settings import ROOT
from lib.store.errors import ModelError

BUILT_FOLDER = ROOT / "data" / "built"
AREA_COLUMNS = ("code", "level", "parent", "name_th", "name_en", "km2", "villages")
POPULATION_COLUMNS = ("year", "male", "female", "total")


@cache
def area_frame(folder: Path = BUILT_FOLDER) -> pl.DataFrame:
    """One row an area of every level, with the codes of its own province and amphoe.

    Columns: code, level, parent, name_th, name_en, km2, villages, province_code, amphoe_code.
    """
    areas = _read(folder / "areas.csv").select(
        *AREA_COLUMNS[:5], pl.col("km2").cast(pl.Float64), pl.col("villages").cast(pl.Int32)
    )
    code, level = pl.col("code"), pl.col("level")
    province = pl.when(level != "region").then(code.str.head(2))
    amphoe = pl.when(level.is_in(["amphoe", "tambon"])).then(code.str.head(4))
    return areas.with_columns(province_code=province, amphoe_code=amphoe)


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
def area_codes(folder: Path = BUILT_FOLDER) -> frozenset[str]:
    """Codes of every amphoe and tambon of the study area."""
    areas = area_frame(folder)
    return frozenset(areas.filter(pl.col("level").is_in(["amphoe", "tambon"]))["code"])


def _read(file: Path) -> pl.DataFrame:
    if not file.exists():
        raise ModelError(f"{file} is missing: build the areas with `python -m geo.build`.")
    return pl.read_csv(file, infer_schema=False)
