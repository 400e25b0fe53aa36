"""Checks of the sources before anything is built; each failure is one clear paragraph."""

from collections.abc import Callable, Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.codes import CODE_LENGTH, Level, level_of
from geo.errors import BuildError
from geo.region import Region
from geo.sources import Sources

# Wider gaps are holes in the union, found apart; a wider search takes narrow bays for gaps.
_GAP_M = 1.0
_KM2_TOLERANCE = 0.1
_NAMES = ("name_th", "name_en", "amphoe_th", "amphoe_en", "province_th", "province_en")


def check_sources(sources: Sources, region: Region) -> None:
    """Run every check, in the order in which one failure would cause the next.

    Raises BuildError at the first that does not hold.
    """
    checks: tuple[Callable[[Sources, Region], None], ...] = (
        check_codes,
        check_chosen,
        check_names,
        check_counts,
        check_coverage,
        check_areas,
        check_population,
        check_villages,
        check_offices,
        check_labour_force,
    )
    for check in checks:
        check(sources, region)


def check_codes(sources: Sources, region: Region) -> None:
    """Tambon codes of the boundaries are well formed, unique, and agree with their parents."""
    rows = sources.around
    bad = [code for code in rows["code"] if not _is_tambon(code)]
    _stop_if(bad, "The boundaries have codes that are not TH and 6 digits", "correct ADM3_PCODE")
    doubled = rows["code"][rows["code"].duplicated()]
    _stop_if(doubled, "The boundaries list tambon more than once", "keep one polygon a code")
    stray = rows["code"][
        (rows["amphoe_code"] != rows["code"].str[:4])
        | (rows["province_code"] != rows["code"].str[:2])
    ]
    _stop_if(stray, "ADM2_PCODE or ADM1_PCODE does not begin these tambon", "correct the parents")


def check_chosen(sources: Sources, region: Region) -> None:
    """Every province and amphoe of the region file is in the boundaries."""
    codes = sources.tambon["code"]
    present = {*codes.str[:2], *codes.str[:4]}
    missing = [code for code in (*region.provinces, *region.amphoe) if code not in present]
    _stop_if(
        missing,
        "The region file chooses areas that the boundaries do not have",
        "add their shapefile to sources/boundaries or take them out of the region file",
    )


def check_names(sources: Sources, region: Region) -> None:
    """Every tambon has its Thai and English names, and those of its parents."""
    for column in _NAMES:
        values = sources.tambon[column]
        empty = sources.tambon["code"][values.isna() | (values.astype("str").str.strip() == "")]
        _stop_if(empty, f"No {column} in the boundaries", "fill the name in the attribute table")


def check_counts(sources: Sources, region: Region) -> None:
    """As many areas of each level as the region file expects."""
    for level, expected in region.expected.counts.items():
        found = sources.tambon["code"].str[: CODE_LENGTH[level]].nunique()
        if found != expected:
            raise BuildError(
                f"The boundaries hold {found} {level} of the region, {expected} were expected: a "
                "shapefile may be incomplete, or [expected] in the region file is not right."
            )


def check_coverage(sources: Sources, region: Region) -> None:
    """Polygons are valid, without overlaps and without gaps.

    All tambon of the files are looked at, as those around the region serve as its background.
    """
    rows = sources.around.set_index("code").geometry.to_crs(region.crs)
    broken = rows.index[rows.isna() | rows.is_empty | ~rows.is_valid]
    _stop_if(broken, "The boundaries have polygons that are not valid", "repair them")
    edges = shapely.coverage_invalid_edges(rows.to_numpy(), gap_width=_GAP_M)
    wrong = rows.index[~shapely.is_empty(edges)]
    _stop_if(
        wrong,
        f"Tambon overlap, or leave gaps narrower than {_GAP_M:g} m, so they are no coverage",
        "mend the shared borders so that neighbours have the same vertices",
    )
    _stop_if(_gaps(rows[[region.contains(code) for code in rows.index]], rows), _HOLE, _HOLE_REMEDY)


_HOLE = "There is a hole in the region that no tambon fills, near longitude, latitude"
_HOLE_REMEDY = "add the missing tambon to the shapefile"


def _gaps(chosen: gpd.GeoSeries, every: gpd.GeoSeries) -> list[str]:
    # A tambon of another region may lie in the middle of this one; open water is not enclosed.
    whole = shapely.get_parts(shapely.coverage_union_all(every.to_numpy()))
    holes = [ring for part in whole for ring in part.interiors]
    inside = shapely.coverage_union_all(chosen.to_numpy())
    points = [shapely.Polygon(ring).representative_point() for ring in holes]
    near = [point for point, ring in zip(points, holes, strict=True) if ring.intersects(inside)]
    degrees = gpd.GeoSeries(near, crs=every.crs).to_crs("EPSG:4326")
    return [f"{point.x:.4f}, {point.y:.4f}" for point in degrees]


def check_areas(sources: Sources, region: Region) -> None:
    """Square kilometres of each province as the region file expects, within 0.1."""
    metric = sources.tambon.geometry.to_crs(region.crs)
    km2 = (metric.area / 1e6).groupby(sources.tambon["province_code"]).sum()
    for code, expected in region.expected.km2.items():
        found = float(km2.get(code, 0.0))
        if abs(found - expected) > _KM2_TOLERANCE:
            raise BuildError(
                f"Province {code} measures {found:.1f} km2 in the boundaries, {expected:.1f} were "
                "expected: a border differs, or [expected.km2] in the region file is not right."
            )


def check_population(sources: Sources, region: Region) -> None:
    """The population table has every tambon in every year, sums agree, totals are as expected."""
    rows = sources.population.rows
    for year, part in rows.groupby("year"):
        _same_codes(f"population of {year}", "population", part["tambon_code"], sources, region)
    if rows.empty:
        _same_codes("population", "population", rows["tambon_code"], sources, region)
    empty = rows["tambon_code"][rows[["male", "female", "total"]].isna().any(axis=1)]
    _stop_if(empty, "The population table has empty figures for", "fill them or drop the year")
    sums = rows[(rows["male"] + rows["female"] != rows["total"]).fillna(False)]
    _stop_if(
        sums["tambon_code"] + " in " + sums["year"].astype("str"),
        "male + female is not total in the population table for",
        "correct the figures at the source",
    )
    for year, expected in region.expected.population.items():
        _check_totals(rows[rows["year"] == year], year, expected)


def _check_totals(rows: pd.DataFrame, year: int, expected: Mapping[str, int]) -> None:
    for code, total in expected.items():
        found = int(rows["total"][rows["tambon_code"].str.startswith(code)].sum())
        if found != total:
            raise BuildError(
                f"The population of {code} in {year} adds up to {found:,}, {total:,} was expected: "
                f"rows differ, or [expected.population_{year}] in the region file is not right."
            )


def check_villages(sources: Sources, region: Region) -> None:
    """The village table has exactly the tambon of the region, with a figure for each."""
    rows = sources.villages.rows
    _same_codes("villages", "villages", rows["tambon_code"], sources, region)
    bad = rows["tambon_code"][rows["villages"].isna() | (rows["villages"] < 0).fillna(False)]
    _stop_if(bad, "The village table has no proper number for", "fill in 0 or more")


def check_offices(sources: Sources, region: Region) -> None:
    """Every amphoe of the region has one office with coordinates."""
    rows = sources.offices.rows
    doubled = rows["amphoe_code"][rows["amphoe_code"].duplicated()]
    _stop_if(doubled, "The office table lists amphoe more than once", "keep one office an amphoe")
    if "offices" not in region.expected.incomplete_tables:
        missing = sorted(set(sources.tambon["amphoe_code"]) - set(rows["amphoe_code"]))
        _stop_if(missing, "No office in district_offices.csv for amphoe", _fill_or_allow("offices"))
    degrees = rows[["latitude", "longitude"]].apply(pd.to_numeric, errors="coerce")
    bad = degrees.isna().any(axis=1) | (degrees["latitude"].abs() > 90)
    _stop_if(rows["amphoe_code"][bad], "No proper coordinates for the office of", "correct them")


def check_labour_force(sources: Sources, region: Region) -> None:
    """The labour force table has rows for every province of the region."""
    if "labour_force" not in region.expected.incomplete_tables:
        present = set(sources.labour_force.rows["province_code"])
        missing = sorted(set(region.province_codes) - present)
        _stop_if(missing, "No labour force figures for province", _fill_or_allow("labour_force"))


def check_finite(values: pd.DataFrame) -> None:
    """No measure that the build computed is missing or infinite (a sign of a bad projection)."""
    numbers = values.select_dtypes("float")
    if not np.isfinite(numbers.to_numpy()).all():
        raise BuildError("Areas or label points came out infinite; check crs in the region file.")


def _same_codes(what: str, table: str, codes: pd.Series, sources: Sources, region: Region) -> None:
    known = set(sources.tambon["code"])
    doubled = codes[codes.duplicated()]
    _stop_if(doubled, f"The table of {what} lists tambon more than once", "keep one row each")
    extra = sorted(set(codes) - known)
    _stop_if(extra, f"The table of {what} has tambon without a polygon", "add it or drop the row")
    if table not in region.expected.incomplete_tables:
        missing = sorted(known - set(codes))
        _stop_if(missing, f"The table of {what} has no row for tambon", _fill_or_allow(table))


def _fill_or_allow(table: str) -> str:
    return (
        "add the rows, or, if the source truly does not cover them, say so in the region file "
        f'with incomplete_tables = ["{table}"] under [expected]'
    )


def _is_tambon(code: str) -> bool:
    try:
        return level_of(code) is Level.TAMBON
    except ValueError:
        return False


def _stop_if(items: Iterable[object], what: str, remedy: str) -> None:
    listed = [str(item) for item in items]
    if listed:
        shown = ", ".join(listed[:8]) + (f" and {len(listed) - 8} more" if len(listed) > 8 else "")
        raise BuildError(f"{what}: {shown}. To go on, {remedy}.")
