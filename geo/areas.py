"""The areas of the region, as built: names, parents, children and neighbours of a code.

>>> registry = load_registry()
>>> registry.get("9410").display_name()
'อ.ยะรัง'
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import geopandas as gpd
import pandas as pd

from geo.codes import Level, is_within
from geo.errors import UnknownAreaError

BUILT = Path(__file__).resolve().parents[1] / "data" / "built"

Language = Literal["th", "en"]

_PREFIXES: Mapping[tuple[Language, Level], str] = {
    ("th", Level.PROVINCE): "จ.",
    ("th", Level.AMPHOE): "อ.",
    ("th", Level.TAMBON): "ต.",
    ("en", Level.AMPHOE): "Amphoe ",
    ("en", Level.TAMBON): "Tambon ",
}


@dataclass(frozen=True)
class Area:
    """One area. `km2` of land; latitude and longitude of a point inside, for labels (EPSG:4326).

    `parent` is None for the region. `villages` (muban) is 0 in some urban tambon and None where
    the source has no figure.
    """

    code: str
    level: Level
    parent: str | None
    name_th: str
    name_en: str
    km2: float
    latitude: float
    longitude: float
    villages: int | None

    def name(self, language: Language = "th") -> str:
        """Name without a prefix, in Thai ("th") or English ("en")."""
        return self.name_th if language == "th" else self.name_en

    def display_name(self, language: Language = "th") -> str:
        """Name as an office writes it: ต.ยะรัง, อ.ยะรัง, จ.ปัตตานี; Tambon Yarang, Pattani."""
        return _PREFIXES.get((language, self.level), "") + self.name(language)


@dataclass(frozen=True)
class AreaRegistry:
    """All areas by code, in the order region, provinces, amphoe, tambon, each by code.

    `borders` gives for each code the codes that share a border with it, on the same level.
    Every method that takes a code raises UnknownAreaError for one that is not in the region.
    """

    areas: Mapping[str, Area]
    borders: Mapping[str, tuple[str, ...]]

    def __contains__(self, code: object) -> bool:
        return code in self.areas

    def get(self, code: str) -> Area:
        """The area of a code."""
        if code not in self.areas:
            raise UnknownAreaError(_unknown(code, self.areas))
        return self.areas[code]

    @cached_property
    def region(self) -> Area:
        """The region as a whole."""
        return self.at_level(Level.REGION)[0]

    def at_level(self, level: Level | str) -> tuple[Area, ...]:
        """All areas of a level, by code."""
        wanted = Level(level)
        return tuple(area for area in self.areas.values() if area.level is wanted)

    def children(self, code: str) -> tuple[Area, ...]:
        """The areas one level down, by code; none for a tambon."""
        return self._children.get(self.get(code).code, ())

    @cached_property
    def _children(self) -> Mapping[str, tuple[Area, ...]]:
        grouped: dict[str, list[Area]] = {}
        for area in self.areas.values():
            if area.parent is not None:
                grouped.setdefault(area.parent, []).append(area)
        return {parent: tuple(members) for parent, members in grouped.items()}

    def ancestors(self, code: str) -> tuple[Area, ...]:
        """The areas that hold this one, nearest first, up to the region; without itself."""
        area, above = self.get(code), []
        while area.parent is not None:
            area = self.get(area.parent)
            above.append(area)
        return tuple(above)

    def descendants(self, code: str, level: Level | str) -> tuple[Area, ...]:
        """The areas of `level` within this one, by code; itself at its own level."""
        top = self.get(code).code
        return tuple(area for area in self.at_level(level) if is_within(area.code, top))

    def neighbours(self, code: str) -> tuple[Area, ...]:
        """The areas of the same level that share a border with this one, by code."""
        return tuple(self.areas[other] for other in self.borders.get(self.get(code).code, ()))


def _unknown(code: str, known: Iterable[str]) -> str:
    near = sorted(known, key=lambda other: _distance(str(code), other))[:5]
    return (
        f"No area {code!r} in the region. Near codes: {', '.join(near)}. Codes are text: 2 digits "
        "for a province, 4 for an amphoe, 6 for a tambon."
    )


def _distance(code: str, other: str) -> tuple[bool, int, str]:
    # Of the same length first, then by how many leading digits (the parents) they share.
    shared = sum(1 for end in range(1, len(code) + 1) if other.startswith(code[:end]))
    return len(code) != len(other), -shared, other


def load_registry(folder: Path = BUILT) -> AreaRegistry:
    """The registry out of areas.csv and neighbours.csv in `folder` (built by geo.build)."""
    areas = {row["code"]: _area(row) for row in _rows(folder / "areas.csv")}
    borders: dict[str, list[str]] = {}
    for row in _rows(folder / "neighbours.csv"):
        borders.setdefault(row["code"], []).append(row["neighbour"])
    tuples = {code: tuple(sorted(others)) for code, others in borders.items()}
    return AreaRegistry(MappingProxyType(areas), MappingProxyType(tuples))


def _area(row: Mapping[str, str]) -> Area:
    return Area(
        code=row["code"],
        level=Level(row["level"]),
        parent=row["parent"] or None,
        name_th=row["name_th"],
        name_en=row["name_en"],
        km2=float(row["km2"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        villages=int(row["villages"]) if row["villages"] else None,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with _built(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def population(folder: Path = BUILT) -> pd.DataFrame:
    """Registered population on 31 December: tambon_code, year (C.E.), male, female, total, houses.

    One row a tambon and year, sorted by both. Registered is not resident.
    Source: DOPA civil registration, see the sidecar.
    """
    whole = dict.fromkeys(("year", "male", "female", "total"), "int64")
    return pd.read_csv(
        _built(folder / "population.csv"), dtype={"tambon_code": "str", "houses": "Int64", **whole}
    )


def layer(level: Level | str, folder: Path = BUILT) -> gpd.GeoDataFrame:
    """Polygons of provinces, amphoe or tambon: code, name_th, name_en, parent, geometry.

    EPSG:4326, simplified to about 15 m, a valid coverage, sorted by code. Raises ValueError for
    the region, whose outline is the union of its provinces.
    """
    if Level(level) is Level.REGION:
        raise ValueError("There is no layer of the region: dissolve layer('province').")
    frame = gpd.read_file(_built(folder / "layers" / f"{Level(level)}.geojson"))
    text = dict.fromkeys(("code", "name_th", "name_en", "parent"), "str")
    return frame.astype(text)[[*text, "geometry"]]


def _built(path: Path) -> Path:
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing: run python -m geo.build or restore data/built."
        )
    return path
