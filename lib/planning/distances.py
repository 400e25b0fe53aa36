"""How far people have to a place of service: from geometry, or from a matrix by road.

Places are tambon (six digits: the point that stands for it) and labour centres (four digits: the
amphoe office, where the labour centre of the amphoe is).
"""

import csv
import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from pyproj import Geod

from geo.areas import BUILT, load_registry
from geo.codes import Level
from lib.planning.reasons import Fault, PlanError
from lib.settings import ROOT

FILE = ROOT / "data" / "planning.toml"
DECIMALS = 3  # metres, and thousandths of a minute: finer than any of it is known
_SHOWN = 5  # lines or codes that a message names


class Unit(StrEnum):
    """In what a reach is set."""

    KM = "km"
    MINUTES = "minutes"


class Origin(StrEnum):
    """Where distances come from."""

    GEOMETRY = "geometry"
    MATRIX = "matrix"


@dataclass(frozen=True)
class Assumptions:
    """What distances rest on: km by road for each km in a straight line, km/h, a matrix file."""

    detour: float
    speed_kmh: float
    matrix: Path | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.detour < math.inf:
            raise PlanError(
                Fault.SETTINGS,
                f"detour is {self.detour}: it must be 1 or more, no road is shorter than straight.",
                ("detour",),
            )
        if not 0 < self.speed_kmh < math.inf:
            raise PlanError(
                Fault.SETTINGS,
                f"speed_kmh is {self.speed_kmh}: it must be a speed above zero.",
                ("speed_kmh",),
            )


@dataclass(frozen=True)
class Point:
    """Where a place is (EPSG:4326)."""

    code: str
    latitude: float
    longitude: float


@dataclass(frozen=True, eq=False)
class Distances:
    """Ways from each tambon (index) to each place (columns), rounded to metres; inf: no way.

    `km` is None where a matrix has minutes only. `timed` says whether minutes were given; else
    they are km at the speed of the assumptions.
    """

    km: pd.DataFrame | None
    minutes: pd.DataFrame
    origin: Origin
    timed: bool
    assumptions: Assumptions

    def of(self, unit: Unit | str) -> pd.DataFrame:
        """The table of one unit. Raises PlanError for km that the matrix does not have."""
        if Unit(unit) is Unit.MINUTES:
            return self.minutes
        if self.km is None:
            raise PlanError(
                Fault.NO_KILOMETRES,
                "The matrix has minutes only: set the reach in minutes, or add a column km.",
            )
        return self.km


def assumptions(file: Path = FILE) -> Assumptions:
    """Those of a settings file, section [distances]. Raises PlanError for what makes no sense."""
    found = tomllib.loads(file.read_text(encoding="utf-8")).get("distances", {})
    for name in ("detour", "speed_kmh"):
        value = found.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            message = f"{file.name}: [distances] needs {name} = a number, not {value!r}."
            raise PlanError(Fault.SETTINGS, message, (name,))
    matrix = found.get("matrix", "")
    if not isinstance(matrix, str):
        message = f"{file.name}: [distances] needs matrix = the name of a file, or empty."
        raise PlanError(Fault.SETTINGS, message, ("matrix",))
    path = file.parent / matrix.strip() if matrix.strip() else None
    return Assumptions(float(found["detour"]), float(found["speed_kmh"]), path)


def load_distances(known: Assumptions | None = None) -> Distances:
    """From every tambon of the region to every place: of the matrix, else from geometry."""
    known = known or assumptions()
    tambon, places = tambon_points(), (*tambon_points(), *centre_points())
    if known.matrix is None:
        return from_geometry(tambon, places, known)
    codes = ([point.code for point in tambon], [point.code for point in places])
    return from_matrix(known.matrix, *codes, known)


@cache
def tambon_points() -> tuple[Point, ...]:
    """The point within each tambon that stands for it, by code."""
    return tuple(
        Point(area.code, area.latitude, area.longitude)
        for area in load_registry().at_level(Level.TAMBON)
    )


@cache
def centre_points(folder: Path = BUILT) -> tuple[Point, ...]:
    """The labour centres, at the amphoe offices, by the code of the amphoe."""
    with (folder / "offices.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["amphoe_code"])
    return tuple(
        Point(row["amphoe_code"], float(row["latitude"]), float(row["longitude"])) for row in rows
    )


def from_geometry(
    tambon: Iterable[Point], places: Iterable[Point], known: Assumptions
) -> Distances:
    """The shortest line over the ground (WGS 84) times the detour factor; minutes at the speed."""
    rows, columns = tuple(tambon), tuple(places)
    one, other = np.meshgrid(np.arange(len(rows)), np.arange(len(columns)), indexing="ij")
    from_y, from_x = _coordinates(rows)
    to_y, to_x = _coordinates(columns)
    _, _, metres = Geod(ellps="WGS84").inv(from_x[one], from_y[one], to_x[other], to_y[other])
    km = pd.DataFrame(
        np.asarray(metres) / 1000 * known.detour,
        index=pd.Index([point.code for point in rows], dtype="str"),
        columns=pd.Index([point.code for point in columns], dtype="str"),
    ).round(DECIMALS)
    minutes = (km / known.speed_kmh * 60).round(DECIMALS)
    return Distances(km, minutes, Origin.GEOMETRY, timed=False, assumptions=known)


def _coordinates(points: tuple[Point, ...]) -> tuple[np.ndarray, np.ndarray]:
    found = np.array([(point.latitude, point.longitude) for point in points], dtype=float)
    return found.reshape(-1, 2)[:, 0], found.reshape(-1, 2)[:, 1]


def from_matrix(
    file: Path, tambon: Iterable[str], places: Iterable[str], known: Assumptions
) -> Distances:
    """Distances of a CSV file in UTF-8: from (tambon), to (place), km, minutes, either or both.

    Every pair must be there, and each once; there and back may differ. From a tambon to itself is
    nothing unless the file says otherwise; an empty cell means that there is no way. Raises
    PlanError for anything else, with the lines.
    """
    rows, columns = pd.Index(list(tambon), dtype="str"), pd.Index(list(places), dtype="str")
    table = _read(file)
    _codes_are_known(file, table, "from", rows)
    _codes_are_known(file, table, "to", columns)
    twice = table.index[table.duplicated(["from", "to"])]
    if len(twice):
        raise _bad_lines(Fault.PAIR_TWICE, file, twice, "a pair that an earlier line has too")
    units = {unit: _numbers(file, table, unit) for unit in Unit if unit in table.columns}
    pairs = pd.MultiIndex.from_frame(table[["from", "to"]])
    _all_pairs(file, pairs, rows, columns)
    tables = {unit: _table(values.set_axis(pairs), rows, columns) for unit, values in units.items()}
    km = tables.get(Unit.KM)
    minutes = tables.get(Unit.MINUTES)
    if minutes is None:
        assert km is not None
        minutes = (km / known.speed_kmh * 60).round(DECIMALS)
    return Distances(km, minutes, Origin.MATRIX, timed=Unit.MINUTES in tables, assumptions=known)


def _read(file: Path) -> pd.DataFrame:
    """The cells as text; the index is the number of the line in the file."""
    if not file.is_file():
        message = f"There is no file of distances {file}: correct or empty matrix in planning.toml."
        raise PlanError(Fault.NO_FILE, message, (file.name,))
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            rows = [(reader.line_num, row) for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"{file.name} is not a CSV file in UTF-8 ({error}): save it as one."
        raise PlanError(Fault.NOT_CSV, message, (file.name,)) from error
    lines = {line: [cell.strip() for cell in row] for line, row in rows}
    header = [cell.lower() for cell in lines.pop(min(lines, default=0), [])]
    wanted = {"from", "to"} <= set(header) and {*Unit} & set(header)
    if not wanted or len(set(header)) < len(header):
        message = (
            f"{file.name} has the columns {', '.join(header) or '(none)'}; it needs from, to and "
            "km or minutes or both, each once, divided by commas."
        )
        raise PlanError(Fault.COLUMNS, message, tuple(header))
    ragged = pd.Index([line for line, row in lines.items() if len(row) != len(header)])
    if len(ragged):
        raise _bad_lines(Fault.NOT_CSV, file, ragged, f"not {len(header)} cells as in the header")
    return pd.DataFrame.from_dict(lines, orient="index", columns=header, dtype="str")


def _codes_are_known(file: Path, table: pd.DataFrame, column: str, known: pd.Index) -> None:
    strange = table.index[~table[column].isin(known)]
    if len(strange):
        names = ", ".join(table[column][strange].unique()[:_SHOWN])
        kind = "tambon" if column == "from" else "tambon or centre"
        message = f"a code in the column {column} that is no {kind} of the region ({names})"
        raise _bad_lines(Fault.UNKNOWN_PLACE, file, strange, message)


def _numbers(file: Path, table: pd.DataFrame, unit: Unit) -> pd.Series:
    text = table[unit]
    found = pd.to_numeric(text.where(text != "", "inf"), errors="coerce")
    wrong = table.index[found.isna() | (found < 0) | (np.isinf(found) & (text != ""))]
    if len(wrong):
        cells = ", ".join(repr(cell) for cell in text[wrong].unique()[:_SHOWN])
        message = f"{cells} for {unit}, where a number of 0 or more, or nothing, must stand"
        raise _bad_lines(Fault.NOT_NUMBER, file, wrong, message)
    return found.astype(float).round(DECIMALS)


def _all_pairs(file: Path, pairs: pd.MultiIndex, rows: pd.Index, columns: pd.Index) -> None:
    wanted = pd.MultiIndex.from_product([rows, columns])
    missing = wanted.difference(pairs)
    missing = missing[missing.get_level_values(0) != missing.get_level_values(1)]
    if len(missing):
        names = tuple(f"{one} > {other}" for one, other in missing[:_SHOWN])
        message = (
            f"{file.name} lacks {len(missing):,} pairs of tambon and place: {', '.join(names)}"
            f"{', …' if len(missing) > _SHOWN else ''}. Add them; leave km and minutes empty "
            "where there is no way."
        )
        raise PlanError(Fault.PAIR_MISSING, message, names)


def _table(values: pd.Series, rows: pd.Index, columns: pd.Index) -> pd.DataFrame:
    table = values.unstack().reindex(index=rows, columns=columns)
    for code in rows.intersection(columns):
        table.loc[code, [code]] = table.loc[code, [code]].fillna(0.0)
    return table.rename_axis(index=None, columns=None)


def _bad_lines(fault: Fault, file: Path, lines: pd.Index, what: str) -> PlanError:
    shown = tuple(str(line) for line in lines[:_SHOWN])
    more = f" and {len(lines) - _SHOWN:,} more" if len(lines) > _SHOWN else ""
    message = f"{file.name}, line {', '.join(shown)}{more}: {what}. Correct the file."
    return PlanError(fault, message, shown)
