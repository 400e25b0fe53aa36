"""Builds the committed tables and layers from the published sources.

    python -m geo.build --sources ../shared/sources --region data/region.toml --out data/built

The same sources give the same bytes. Nothing is written unless every check holds.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from geo.background import make_background, read_countries
from geo.check import check_finite, check_sources
from geo.errors import BuildError
from geo.layers import dissolve_levels, print_layers, web_layer, web_tambon, write_geojson
from geo.region import Region, load_region
from geo.sidecar import Source, sidecar_path, write_json, write_sidecar
from geo.sources import Sources, read_sources
from geo.tables import area_table, neighbour_table
from geo.tiles import tile_table

ROOT = Path(__file__).resolve().parents[1]
COUNTRIES = ROOT / "data" / "natural_earth" / "countries.geojson"
NATURAL_EARTH = Source(
    "Natural Earth, through npm package world-atlas 2.0.2",
    "Admin 0 countries, 1:10m, clipped",
    "Natural Earth 4.1",
    "public domain (Natural Earth); ISC (world-atlas)",
)


@dataclass(frozen=True)
class Job:
    """One build: what to read and the folder to write into."""

    sources: Path
    region: Path
    countries: Path
    out: Path


def build(job: Job) -> list[Path]:
    """Build everything into `job.out` and give the files written, sidecars left out.

    The folder is replaced as a whole once all is done. Raises BuildError, and leaves the folder
    as it was, when the sources do not hold what is needed.
    """
    region = load_region(job.region)
    sources = read_sources(job.sources, region)
    check_sources(sources, region)
    with replaced_folder(job.out) as fresh:
        areas = _write_tables(sources, region, job, fresh)
        _write_layers(sources, region, areas, job, fresh)
    return sorted(path for path in job.out.rglob("*") if _is_output(path))


def _is_output(path: Path) -> bool:
    return path.is_file() and not path.name.endswith(".meta.json")


def _write_tables(sources: Sources, region: Region, job: Job, out: Path) -> pd.DataFrame:
    areas = area_table(sources, region)
    check_finite(areas)
    neighbours = neighbour_table(sources, region)
    offices, labour = sources.offices, sources.labour_force
    boundaries, population = sources.boundaries, sources.population
    tables: tuple[tuple[str, pd.DataFrame, list[Source], str], ...] = (
        ("areas.csv", areas, [boundaries, sources.villages.source], _AREAS),
        ("neighbours.csv", neighbours, [boundaries], _NEIGHBOURS),
        ("tiles.csv", tile_table(areas, neighbours), [boundaries], _TILES),
        ("population.csv", population.rows, [population.source], _SELECTED),
        ("offices.csv", offices.rows, [offices.source], _SELECTED),
        ("labour_force.csv", labour.rows, [labour.source], _LABOUR),
    )
    for name, rows, made_from, how in tables:
        rows.to_csv(out / name, index=False, encoding="utf-8", lineterminator="\n")
        write_sidecar(out / name, made_from, job.sources, how, len(rows))
    return areas


_AREAS = (
    "Selected the region by code; areas (km2), label points (centre of the largest inscribed "
    "circle) and centroids computed in the projected CRS from the full geometry; villages summed."
)
_NEIGHBOURS = "Lengths of shared borders, from the full geometry in the projected CRS."
_TILES = (
    "Cells of a grid given to the amphoe so that their centroids move least (linear assignment); "
    "the grid that keeps provinces whole and most neighbours together."
)
_LABOUR = (
    "Selected the provinces of the region; figures as published, for the whole province even where "
    "the region holds only some of its amphoe."
)
_SELECTED = "Selected the region by code; figures as published."


def _write_layers(
    sources: Sources, region: Region, areas: pd.DataFrame, job: Job, out: Path
) -> None:
    (out / "layers").mkdir()
    how = f"Coverage simplified to {region.print_m:g} m, rounded to 5 decimals; levels dissolved."
    for level, shapes in print_layers(sources.tambon, region).by_level.items():
        path = out / "layers" / f"{level}.geojson"
        rows = write_geojson(path, shapes, areas)
        write_sidecar(path, [sources.boundaries], job.sources, how, rows, crs="EPSG:4326")
    _write_web(sources, region, areas, job, out / "layers" / "web.json")


def _write_web(sources: Sources, region: Region, areas: pd.DataFrame, job: Job, path: Path) -> None:
    every = web_tambon(sources.around, region)
    layers = dissolve_levels(every[[region.contains(code) for code in every.index]], region)
    background = make_background(every, read_countries(job.countries), region)
    write_json(path, web_layer(layers, background, areas))
    how = (
        f"Coverage simplified to {region.web_m:g} m, rounded to 4 decimals, steps as whole "
        "numbers; land of Natural Earth fitted to the surveyed coast and border."
    )
    # Sources are named from two folders, so the extract goes by its own name.
    background_source = replace(NATURAL_EARTH, files=(job.countries,))
    made_from = [sources.boundaries, background_source]
    write_sidecar(path, made_from, job.sources, how, len(areas), crs="EPSG:4326")


@contextmanager
def replaced_folder(out: Path) -> Iterator[Path]:
    """A fresh folder to write in, which takes the place of `out` when all went well.

    It stands beside `out`, so that the last step is a rename. Raises BuildError before anything
    is written when `out` holds files that no build wrote.
    """
    _refuse_foreign_files(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        new, old = fresh / "new", fresh / "old"
        new.mkdir()
        yield new
        if out.exists():
            out.rename(old)
        new.rename(out)
    finally:
        shutil.rmtree(fresh)


def _refuse_foreign_files(out: Path) -> None:
    foreign = [p for p in sorted(out.rglob("*")) if _is_output(p) and not sidecar_path(p).exists()]
    if foreign:
        raise BuildError(
            f"{out} holds {foreign[0].name}, which no build wrote, and would be replaced as a "
            "whole: give --out a folder of its own."
        )


def main(arguments: list[str] | None = None) -> int:
    """Command line; gives the exit code: 0 when built, 1 with one paragraph when not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, required=True, help="folder of the sources")
    parser.add_argument("--region", type=Path, default=ROOT / "data" / "region.toml")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "built")
    parser.add_argument("--natural-earth", type=Path, default=COUNTRIES, help="extract of land")
    options = parser.parse_args(arguments)
    job = Job(options.sources, options.region, options.natural_earth, options.out)
    try:
        written = build(job)
    except BuildError as error:
        print(f"Nothing was built. {error}", file=sys.stderr)
        return 1
    for path in written:
        print(f"{path}  {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
