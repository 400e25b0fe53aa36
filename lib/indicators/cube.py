"""The protected view: one fixed cube of figures, protected as a whole.

Every public indicator at every level for every month, quarter and fiscal year that the data touch
up to the data date, and nothing else: no free dates, no as-of date, no filter. It is made once
for each state of the data by the first who asks, kept as one file, and read from there. Figures
are exact and their sums agree until ``lib.statistics.suppression`` has said what is hidden.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import Level, parent_of
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.calendar import Calendar, kind_of
from lib.indicators.figures import figures
from lib.indicators.hiding import Exact, hidden_rows
from lib.indicators.model import Flag, Indicator
from lib.indicators.people import AHEAD, DENOMINATOR, NUMERATOR, WITHOUT_BASE
from lib.indicators.statement import Asked
from lib.periods import Period, fiscal_year, fiscal_year_of, quarter, quarter_of
from lib.store.lake import Store
from lib.store.locks import exclusive

if TYPE_CHECKING:
    from lib.indicators.evaluate import Question

NUMBERS = ["value", "numerator", "denominator", "lower", "upper"]
KEYS = ["indicator", "level", "start", "end", "area_code"]
Rows = npt.NDArray[np.bool_]
LONGEST_YEARS = 10  # of data; what is older is not published
KEPT_FILES = 3
LIBRARY = Path(__file__).parents[1]
SOURCES = ("indicators/*.py", "statistics/*.py", "periods.py", "../data/built/*.csv")
# The days that make a period one that the data touch.
FIRST_DAY = """
    SELECT min(day) AS day FROM (
        SELECT min(date) AS day FROM activity UNION ALL SELECT min(date) FROM service
        UNION ALL SELECT min(due_on) FROM follow_up UNION ALL SELECT min(done_on) FROM follow_up
        UNION ALL SELECT min(raised_on) FROM need UNION ALL SELECT min(occurred_on) FROM situation
        UNION ALL SELECT min(month) FROM report
    )
"""


@dataclass(frozen=True, eq=False)
class ProtectedCube:
    """The whole cube: ``table`` has KEYS, NUMBERS and flag, sorted by area within each period."""

    table: pd.DataFrame
    places: Mapping[tuple[str, str, str, str], slice]

    @classmethod
    def of(cls, table: pd.DataFrame) -> "ProtectedCube":
        """The cube of a table in which the rows of a level and period lie together."""
        codes = np.stack([table[key].cat.codes.to_numpy() for key in KEYS[:-1]])
        starts = np.flatnonzero((codes[:, 1:] != codes[:, :-1]).any(axis=0)) + 1
        edges = [0, *starts.tolist(), len(table)]
        names = table[KEYS[:-1]].iloc[edges[:-1]].itertuples(index=False, name=None)
        places = map(slice, edges[:-1], edges[1:])
        return cls(table, dict(zip(names, places, strict=True)))

    def figures(self, indicator: str, level: Level, period: Period) -> pd.DataFrame:
        """NUMBERS and flag by ``area_code``; no data for a period that is not in the cube."""
        days = period.start.isoformat(), period.end.isoformat()
        key = (indicator, str(level), *days)
        empty = key not in self.places
        if empty:
            key = next(one for one in self.places if one[:2] == key[:2])
        rows = self.table.iloc[self.places[key]]
        codes = pd.Index(rows["area_code"].astype("str"), name="area_code")
        found = rows[[*NUMBERS, "flag"]].astype({"flag": "str"}).set_axis(codes)
        return (
            found.assign(flag=str(Flag.NO_DATA), **dict.fromkeys(NUMBERS, np.nan))
            if empty
            else found
        )


class ProtectedRefused(ValueError):
    """A question that the protected view does not answer; says which ones it does."""


def protected(store: Store, question: "Question", folder: Path) -> pd.DataFrame:
    """The figures of a question as ``evaluate`` gives them, for every area of the level.

    Hidden rows have no numbers and the flag ``suppressed``; periods that the data do not touch
    are ``no data``. ``folder`` is where the cube is kept. ``question.areas`` is not read: picking
    rows is up to the caller. Raises ProtectedRefused for what is not in the cube (another kind of
    period, an as-of date, a filter, an indicator for those signed in) and UnknownIndicator.
    """
    return protected_periods(store, question, [question.period], folder).droplevel("period_id")


def protected_periods(
    store: Store, question: "Question", periods: Sequence[Period], folder: Path
) -> pd.DataFrame:
    """The same for several periods: index (period number, ``area_code``)."""
    check_allowed(question, periods)
    whole = cube(store, folder)
    found = {
        number: whole.figures(question.indicator, question.level, period)
        for number, period in enumerate(periods)
    }
    return pd.concat(found, names=["period_id"])


def check_allowed(question: "Question", periods: Sequence[Period]) -> None:
    """Raise ProtectedRefused when the protected view does not answer the question."""
    if registry.get(question.indicator).signed_in:
        raise ProtectedRefused(f"{question.indicator} is for those signed in only: sign in.")
    if question.filters:
        names = ", ".join(name for name, _ in question.filters)
        raise ProtectedRefused(
            f"The protected view has no filters, and {names} was asked for: leave it out or "
            "sign in."
        )
    if question.as_of is not None:
        raise ProtectedRefused(
            "The protected view knows only the state at the end of a period: leave the as-of date "
            "out or sign in."
        )
    for period in periods:
        if kind_of(period) is None:
            raise ProtectedRefused(
                f"The protected view has no figures from {period.start} to {period.end}: ask for a "
                "month, a quarter or a fiscal year (from 1 October), or sign in."
            )


def cube(store: Store, folder: Path) -> ProtectedCube:
    """The cube of the newest state of the data, made when there is none yet.

    One process makes the file, others wait for it.
    """
    file = folder / f"{_key(store)}.parquet"
    if not file.exists():
        with exclusive(folder / "making.lock"):
            while not file.exists():
                made, key = make(store), _key(store)
                if folder / f"{key}.parquet" == file:
                    _save(made, file)
                else:  # data came in meanwhile: what was read may be of both states
                    file = folder / f"{key}.parquet"
    return _read(file)


def is_made(store: Store, folder: Path) -> bool:
    """Whether the cube of the newest state of the data is there already."""
    return (folder / f"{_key(store)}.parquet").exists()


def make(store: Store) -> pd.DataFrame:
    """The cube as one table: KEYS, NUMBERS and flag, protected."""
    return protect(*exact_tables(store))


def exact_tables(store: Store) -> tuple[dict[str, pd.DataFrame], Calendar]:
    """Unprotected figures of every public indicator for every period of the calendar.

    Columns period_id, level, area_code, NUMBERS and flag; sorted by period, level and area.
    """
    data_date = store.info.data_date
    calendar = Calendar(_first_day(store, data_date), data_date)
    asked = [Asked(one, min(one.end, data_date), data_date) for one in calendar.periods]
    public = [one for one in registry.indicators().values() if not one.signed_in]
    return {one.code: _all_levels(store, one, asked, calendar) for one in public}, calendar


def protect(tables: Mapping[str, pd.DataFrame], calendar: Calendar) -> pd.DataFrame:
    """The tables as one, with the numbers of hidden rows gone."""
    hidden = {code: mask.T.ravel() for code, mask in hidden_rows(exact(tables, calendar)).items()}
    shown = dict(tables)
    for code in WITHOUT_BASE & set(tables):
        shown[code] = tables[code].assign(**{NUMERATOR: np.nan, DENOMINATOR: np.nan})
    for code in AHEAD & set(tables):
        hidden[code] = _of_days_to_come(tables[code], calendar)
    for code, rows in hidden.items():
        shown[code] = shown[code].copy()
        shown[code].loc[rows, NUMBERS] = np.nan
        shown[code].loc[rows, "flag"] = str(Flag.SUPPRESSED)
    return _as_one(shown, calendar)


def _of_days_to_come(table: pd.DataFrame, calendar: Calendar) -> Rows:
    """The rows of tambon for periods with a part of a quarter that is not over.

    A plan goes by quarters, so part of one tells all of it: where somebody will be in the rest.
    """
    over = np.array([_quarter_end(one.end) <= calendar.last for one in calendar.periods])
    running = ~over[table["period_id"].to_numpy()]
    return np.asarray((table["level"] == str(Level.TAMBON)).to_numpy() & running, dtype=bool)


def _quarter_end(day: date) -> date:
    return quarter(fiscal_year_of(day), quarter_of(day)).end


def _first_day(store: Store, data_date: date) -> date:
    found = store.query(FIRST_DAY, Scope.everything())["day"].iloc[0]
    earliest = fiscal_year(fiscal_year_of(data_date) - LONGEST_YEARS + 1).start
    first = data_date if pd.isna(found) else pd.Timestamp(found).date()
    return min(max(first, earliest), data_date)


def _all_levels(
    store: Store, indicator: Indicator, asked: Sequence[Asked], calendar: Calendar
) -> pd.DataFrame:
    """Exact figures of all levels, sorted by period and, from the region down, by area."""
    # Curves and medians of a state take long: those of a quarter are those of its last month.
    places = list(range(len(asked)))
    if indicator.sample and not indicator.flow:
        places = list(calendar.states)
    once = [asked[place] for place in dict.fromkeys(places)]
    parts = []
    for level in Level:
        found = figures(store, Scope.everything(), indicator, level, once)
        areas = len(found) // len(once)
        rows = [row for place in places for row in range(place * areas, (place + 1) * areas)]
        one = found.iloc[rows].reset_index()
        one["period_id"] = np.repeat(np.arange(len(asked)), areas)
        parts.append(one.assign(level=str(level), rank=level.rank))
    together = pd.concat(parts, ignore_index=True)
    return together.sort_values(["period_id", "rank", "area_code"], ignore_index=True)


def exact(tables: Mapping[str, pd.DataFrame], calendar: Calendar) -> Exact:
    """The figures of the tables, by area and period."""
    some = next(iter(tables.values()))
    codes = list(some["area_code"][some["period_id"] == 0])
    place = {code: number for number, code in enumerate(codes)}
    region = next(code for code in codes if parent_of(code) is None and not code.isdigit())
    above = (parent_of(code, region) for code in codes)
    shape = len(calendar.periods), len(codes)
    return Exact(
        {
            (code, column): table[column].to_numpy(dtype=float).reshape(shape).T
            for code, table in tables.items()
            for column in (NUMERATOR, DENOMINATOR)
        },
        tuple(-1 if one is None else place[one] for one in above),
        calendar,
    )


def _as_one(tables: Mapping[str, pd.DataFrame], calendar: Calendar) -> pd.DataFrame:
    table = pd.concat(tables, names=["indicator"]).reset_index(level="indicator")
    for column in ("start", "end"):
        days = [getattr(one, column).isoformat() for one in calendar.periods]
        table[column] = np.array(days, dtype=object)[table["period_id"]]
    text = dict.fromkeys([*KEYS, "flag"], "category")
    return table[[*KEYS, *NUMBERS, "flag"]].astype(text)


def _save(table: pd.DataFrame, file: Path) -> None:
    """Put the table in place all at once, and delete the oldest files; the lock is held."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".making", dir=file.parent)
    os.close(handle)
    building = Path(name)
    try:
        table.to_parquet(building, index=False)
        building.replace(file)
    finally:
        building.unlink(missing_ok=True)
    files = sorted(file.parent.glob("*.parquet"), key=lambda one: one.stat().st_mtime)
    for old in (one for one in files[:-KEPT_FILES] if one != file):
        old.unlink()


@lru_cache(maxsize=2)
def _read(file: Path) -> ProtectedCube:
    table = pd.read_parquet(file)
    return ProtectedCube.of(table.astype(dict.fromkeys([*KEYS, "flag"], "category")))


def _key(store: Store) -> str:
    """Names the state of the data and of the program that makes the cube from it."""
    info = store.info
    state = f"{info.fingerprint} {info.data_date} {store.version()} {_program()}"
    return hashlib.blake2b(state.encode(), digest_size=12).hexdigest()


@cache
def _program() -> str:
    files = sorted(file for pattern in SOURCES for file in LIBRARY.glob(pattern))
    return hashlib.blake2b(b"".join(file.read_bytes() for file in files)).hexdigest()
