"""Random draws and columns shared by the subjects. Days are integers since 1970-01-01."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
from numpy.random import PCG64, Generator, SeedSequence

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)


def stream(seed: int, subject: str) -> Generator:
    """Random numbers of one subject, so that a change in one leaves the others as they were."""
    return Generator(PCG64(SeedSequence([seed, zlib.crc32(subject.encode())])))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def pick(rng: Generator, weights: npt.ArrayLike, count: int) -> Ints:
    """`count` positions of `weights`, drawn in proportion to them."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    found = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    position: Ints = np.minimum(found, len(edges) - 1).astype(np.int64)
    return position


def pick_by_row(rng: Generator, weights: Floats, row: Ints) -> Ints:
    """For each entry of `row` a column of that row of `weights` (rows, columns)."""
    rows, columns = weights.shape
    edges = np.cumsum(weights, axis=1)
    edges = edges / edges[:, -1:] + np.arange(rows)[:, None]
    found = np.searchsorted(edges.ravel(), row + rng.random(len(row)), side="right")
    column: Ints = np.minimum(found - row * columns, columns - 1).astype(np.int64)
    return column


def shares(
    table: Mapping[str, Mapping[str, float]], rows: Sequence[str], columns: Sequence[str]
) -> Floats:
    """A mapping of mappings as weights (rows, columns); what is not named is 0."""
    return np.array([[table[row].get(column, 0.0) for column in columns] for row in rows])


def whole(rng: Generator, expected: Floats) -> Ints:
    """Whole numbers that are right on average: 1.3 becomes 2 in three cases of ten."""
    return np.floor(expected + rng.random(expected.shape)).astype(np.int64)


def within(index: Ints) -> Ints:
    """Running number of each entry among equal neighbours; `index` must be sorted."""
    starts = np.flatnonzero(np.diff(index, prepend=index[0] - 1 if len(index) else 0))
    lengths = np.diff(np.append(starts, len(index)))
    return np.arange(len(index)) - np.repeat(starts, lengths)


def ids(prefix: str, number: Ints) -> pl.Series:
    """Text such as SIM-A000001 for the number 1."""
    digits = pl.Series(number).cast(pl.String).str.zfill(6)
    return pl.select(pl.concat_str(pl.lit(f"SIM-{prefix}"), digits)).to_series()


def texts(values: Sequence[str], index: Ints, known: Bools | None = None) -> pl.Series:
    """The value at each position; empty where not `known`."""
    series = pl.Series(values, dtype=pl.String).gather(pl.Series(index, dtype=pl.Int64))
    return series if known is None else blank(series, known)


def dates(days: Ints, known: Bools | None = None) -> pl.Series:
    """Dates of day numbers; empty where not `known`."""
    series = pl.Series(days.astype(np.int32)).cast(pl.Date)
    return series if known is None else blank(series, known)


def numbers(values: Ints | Floats, known: Bools) -> pl.Series:
    """Values, empty where not `known`."""
    return blank(pl.Series(values), known)


def blank(series: pl.Series, known: Bools) -> pl.Series:
    """`series`, empty where not `known`."""
    return series.set(pl.Series(~known), None)


def add_months(days: Ints, months: Ints | int) -> Ints:
    """The same day of the month so many months later, or the last one of a shorter month."""
    stamp = days.astype("datetime64[D]")
    month = stamp.astype("datetime64[M]")
    day = (stamp - month.astype("datetime64[D]")).astype(np.int64)
    target = month + np.asarray(months, dtype="timedelta64[M]")
    first = target.astype("datetime64[D]").astype(np.int64)
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - 1
    same: Ints = np.minimum(first + day, last)
    return same
