"""The study area as configuration: reads `data/region.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.codes import Level, level_of
from geo.errors import BuildError

TABLES = ("population", "villages", "offices", "labour_force")


@dataclass(frozen=True)
class Expected:
    """What the builder of a region knows beforehand; the build stops when it does not hold.

    `counts` of areas by level; `km2` by province code; `population` by year, then by province or
    amphoe code. `incomplete_tables` are source tables that are known not to cover every area.
    """

    counts: Mapping[Level, int] = field(default_factory=dict)
    km2: Mapping[str, float] = field(default_factory=dict)
    population: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    incomplete_tables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Region:
    """A study area: whole provinces and picked amphoe, with how to draw them.

    `crs` is projected, in metres; `print_m`, `web_m` and `match_m` are metres, `margin` degrees.
    """

    code: str
    name_th: str
    name_en: str
    provinces: tuple[str, ...]
    amphoe: tuple[str, ...]
    crs: str
    print_m: float
    web_m: float
    match_m: float
    margin: float
    province_names: Mapping[str, tuple[str, str]]
    expected: Expected

    def contains(self, code: str) -> bool:
        """Whether an amphoe or tambon belongs to the study area, by its code."""
        return code[:2] in self.provinces or code[:4] in self.amphoe

    @property
    def province_codes(self) -> tuple[str, ...]:
        """Provinces that are in the study area, whole or in part."""
        return tuple(sorted({*self.provinces, *(code[:2] for code in self.amphoe)}))


def load_region(path: Path) -> Region:
    """Read a region file; raises BuildError that names the entry at fault."""
    try:
        with path.open("rb") as file:
            text = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BuildError(f"{path} cannot be read as a region file: {error}.") from error
    try:
        region = _region(text)
    except KeyError as error:
        raise BuildError(
            f"{path} has no {error}; see data/region.toml for what a region file needs."
        ) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BuildError(f"{path} has a value of the wrong kind: {error}") from error
    _check_codes(region, path)
    _check_crs(region, path)
    return region


def _region(text: Mapping[str, Any]) -> Region:
    names = text.get("province_names", {})
    return Region(
        code=text["code"],
        name_th=text["name_th"],
        name_en=text["name_en"],
        provinces=tuple(text.get("provinces", ())),
        amphoe=tuple(text.get("amphoe", ())),
        crs=text["crs"],
        print_m=float(text["simplify"]["print_m"]),
        web_m=float(text["simplify"]["web_m"]),
        match_m=float(text["background"]["match_m"]),
        margin=float(text["background"]["margin_degrees"]),
        province_names={code: (name["th"], name["en"]) for code, name in names.items()},
        expected=_expected(text.get("expected", {})),
    )


def _expected(text: Mapping[str, Any]) -> Expected:
    levels = {"provinces": Level.PROVINCE, "amphoe": Level.AMPHOE, "tambon": Level.TAMBON}
    incomplete = frozenset(text.get("incomplete_tables", ()))
    if unknown := incomplete - set(TABLES):
        raise ValueError(f"incomplete_tables names {sorted(unknown)}; choose from {TABLES}.")
    years = {key.removeprefix("population_"): key for key in text if key.startswith("population_")}
    return Expected(
        counts={level: int(text[key]) for key, level in levels.items() if key in text},
        km2={code: float(km2) for code, km2 in text.get("km2", {}).items()},
        population={int(year): dict(text[key]) for year, key in years.items()},
        incomplete_tables=incomplete,
    )


def _check_crs(region: Region, path: Path) -> None:
    try:
        metric = CRS.from_user_input(region.crs).is_projected
    except CRSError as error:
        raise BuildError(f"{path}: crs {region.crs!r} is not known ({error}).") from error
    if not metric:
        raise BuildError(
            f"{path}: crs {region.crs!r} is in degrees; areas need a projected one in metres, such "
            "as EPSG:32647 (UTM 47N)."
        )


def _check_codes(region: Region, path: Path) -> None:
    wanted: list[tuple[str, Level]] = [(region.code, Level.REGION)]
    wanted += [(code, Level.PROVINCE) for code in region.provinces]
    wanted += [(code, Level.AMPHOE) for code in region.amphoe]
    for code, level in wanted:
        try:
            fits = level_of(code) is level
        except (TypeError, ValueError) as error:
            raise BuildError(f"{path}: {error} Write codes in quotes.") from error
        if not fits:
            raise BuildError(f"{path}: {code!r} is a code of another level than {level}.")
    if not wanted[1:]:
        raise BuildError(f"{path} chooses no area: give provinces, amphoe, or both.")
    if doubled := [code for code in region.amphoe if code[:2] in region.provinces]:
        raise BuildError(
            f"{path} picks amphoe {', '.join(doubled)} of a province that is already taken whole; "
            "leave them out of amphoe."
        )
