"""One-off command: cut the Natural Earth countries around Thailand out of npm's world-atlas.

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    python -m geo.natural_earth --world-atlas package/countries-10m.json --out data/natural_earth

The extract is committed, so the build needs neither npm nor the internet. Natural Earth 1:10m is
in the public domain; world-atlas 2.0.2, which packs it as TopoJSON, is under the ISC licence.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.errors import BuildError
from geo.sidecar import Source, write_json, write_sidecar

BOX = (90.0, 0.0, 110.0, 22.0)
DECIMALS = 4
NAME = "countries.geojson"

Point = tuple[float, float]


def decode_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Arcs of a quantised TopoJSON topology as lists of (longitude, latitude), EPSG:4326.

    Arcs hold whole numbers, each point as the step from the one before (TopoJSON 1.0, 2.1.3).
    """
    (scale_x, scale_y) = topology["transform"]["scale"]
    (shift_x, shift_y) = topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            points.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(points)
    return arcs


def decode_polygon(rings: list[list[int]], arcs: list[list[Point]]) -> Polygon | None:
    """Polygon from the arc numbers of its rings; None when quantisation left no area."""
    joined = [_join(ring, arcs) for ring in rings]
    kept = [ring for ring in joined if len(ring) >= 4]
    return Polygon(kept[0], kept[1:]) if len(joined[0]) >= 4 else None


def _join(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        # A negative number is an arc read backwards: ~0 is arc 0 (TopoJSON 2.1.4).
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def decode_country(country: dict[str, Any], arcs: list[list[Point]]) -> MultiPolygon:
    """All polygons of a country of the topology, EPSG:4326."""
    several = country["type"] == "MultiPolygon"
    polygons = [
        decode_polygon(p, arcs) for p in (country["arcs"] if several else [country["arcs"]])
    ]
    return MultiPolygon([p for p in polygons if p is not None])


def extract(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """Countries that reach into `BOX`, clipped to it, as GeoJSON features sorted by id.

    Coordinates have 4 decimals (11 m; the source is good to about 1 km).
    """
    arcs = decode_arcs(topology)
    box = shapely.box(*BOX)
    features = []
    for country in topology["objects"]["countries"]["geometries"]:
        whole = shapely.make_valid(decode_country(country, arcs))
        if "id" not in country or not whole.intersects(box):
            continue
        # set_precision keeps the polygons valid, and shared arcs stay shared: same points in,
        # same points out.
        clipped = shapely.set_precision(whole.intersection(box), 10.0**-DECIMALS)
        if not clipped.is_empty:
            features.append(_feature(country, clipped))
    return sorted(features, key=lambda feature: str(feature["properties"]["id"]))


def _feature(country: dict[str, Any], geometry: BaseGeometry) -> dict[str, Any]:
    rounded = shapely.transform(shapely.normalize(geometry), lambda xy: xy.round(DECIMALS))
    properties = {"id": country["id"], "name": country["properties"]["name"]}
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def read_topology(path: Path) -> dict[str, Any]:
    """Read world-atlas' countries-10m.json; raises BuildError when it is not that."""
    try:
        topology: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(f"{path} cannot be read as JSON ({error}); {_REMEDY}") from error
    if topology.get("type") != "Topology" or "countries" not in topology.get("objects", {}):
        raise BuildError(f"{path} is not a TopoJSON file with countries; {_REMEDY}")
    return topology


_REMEDY = "get it with `npm pack world-atlas@2.0.2` and point --world-atlas at countries-10m.json."


def write_extract(world_atlas: Path, out: Path) -> Path:
    """Write the extract and its sidecar into `out`; gives the path of the extract."""
    features = extract(read_topology(world_atlas))
    out.mkdir(parents=True, exist_ok=True)
    path = out / NAME
    write_json(path, {"type": "FeatureCollection", "features": features})
    source = Source(
        publisher="Natural Earth, through npm package world-atlas",
        title="Admin 0 countries, 1:10m",
        version="world-atlas 2.0.2 (Natural Earth 4.1)",
        licence="public domain (Natural Earth); ISC (world-atlas)",
        files=(world_atlas,),
    )
    done = "TopoJSON decoded, clipped to the box, coordinates rounded."
    write_sidecar(path, [source], world_atlas.parent, done, len(features), box=BOX, decimals=4)
    return path


def main(arguments: list[str] | None = None) -> int:
    """Command line; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--world-atlas", type=Path, required=True, help="countries-10m.json")
    parser.add_argument("--out", type=Path, required=True, help="folder for the extract")
    options = parser.parse_args(arguments)
    try:
        print(write_extract(options.world_atlas, options.out))
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
