"""Coordinates as phones and surveys write them: degrees and minutes, metres, both the wrong way."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lib.imports.checks.coordinates import metres_outside, to_degrees
from lib.imports.spelling.normal import Turned, Wrong
from lib.imports.spelling.rules import point_rules
from lib.store.cells import parse
from lib.store.model import Field, FieldType
from lib.store.personal import western_digits
from lib.store.reference import area_codes

SWAPPED, METRES = "swapped_coordinates", "metres_for_degrees"
_HALF_TURN, _QUARTER_TURN = 180.0, 90.0
_LEAST_METRES = 1000.0
_DECIMALS = 6  # about 0.1 m
_DECIMAL_COMMA = re.compile(r"(\d{1,3}),(\d{4,})")
_PARTS = re.compile(
    r"(\d{1,3}(?:\.\d+)?)\s*(?:[\u00b0\u00ba]\s*|\s+|$)"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:['\u2019\u2032\u00b4]\s*|\s+|$))?"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:''|[\"\u201d\u2033])?)?"
)
Numbers = NDArray[np.float64]


def turn_points(headers: Mapping[str, Field], cells: pl.DataFrame) -> dict[str, Turned]:
    """Latitudes and longitudes as decimal degrees, by header.

    Degrees with minutes are turned; metres of the survey's projection are turned where the point
    then lies in the tambon that is stated, and refused elsewhere; so are pairs that are swapped.
    `cells` are tidied, with codes of tambon.
    """
    by_type = {item.type: header for header, item in headers.items()}
    pair = [by_type.get(FieldType.LATITUDE), by_type.get(FieldType.LONGITUDE)]
    if pair[0] is None or pair[1] is None:
        return {header: Turned(cells[header]) for header in pair if header is not None}
    north, east = pair[0], pair[1]
    bad = _bad(headers[north], cells[north]) | _bad(headers[east], cells[east])
    at = bad.arg_true()
    untouched = {header: Turned(cells[header]) for header in (north, east)}
    if not len(at):
        return untouched
    texts = {header: _in_degrees(cells[header].gather(at)) for header in (north, east)}
    latitude, longitude = (texts[header].cast(pl.Float64, strict=False) for header in texts)
    swapped = _swapped(latitude, longitude)
    metres = ((latitude.abs() > _LEAST_METRES) & (longitude.abs() > _LEAST_METRES)).fill_null(False)
    stated = _stated(by_type, cells, at)
    found = _from_metres(stated, latitude, longitude, metres)
    refused = swapped | (metres & found["latitude"].is_null())
    turned = {}
    for header, name in ((north, "latitude"), (east, "longitude")):
        degrees = found[name].round(_DECIMALS).cast(pl.String)
        new = degrees.fill_null(texts[header])
        new = new.zip_with(~refused, cells[header].gather(at))
        turned[header] = Turned(cells[header].scatter(at, new))
    wrong = _wrong(at, swapped, metres & found["latitude"].is_null(), latitude, longitude)
    turned[north] = Turned(turned[north].values, wrong)
    turned[east] = Turned(turned[east].values, waiting=at.filter(refused))
    return turned


def _bad(item: Field, cells: pl.Series) -> pl.Series:
    found = [at.cast(pl.UInt32) for at in parse(item, cells, area_codes()).bad.values()]
    marks = pl.repeat(False, len(cells), eager=True)
    return marks.scatter(pl.concat(found), True) if found else marks


def _in_degrees(cells: pl.Series) -> pl.Series:
    """Texts as decimal degrees where they are degrees in another form."""
    texts = western_digits(cells)
    into = {text: new for text in texts.unique().drop_nulls() if (new := _degrees(text))}
    return texts.replace(list(into), list(into.values())) if into else texts


def _degrees(text: str) -> str | None:
    """Degrees with minutes and seconds, a sign or a letter, as decimals; None for other texts."""
    plain = _sides().sub(" ", text).strip()
    if found := _DECIMAL_COMMA.fullmatch(plain):
        return f"{found[1]}.{found[2]}"
    found = _PARTS.fullmatch(plain)
    if found is None:
        return None
    whole, minutes, seconds = (float(part) if part else 0.0 for part in found.groups())
    if minutes >= 60 or seconds >= 60 or (minutes and not whole.is_integer()):
        return None
    return f"{whole + minutes / 60 + seconds / 3600:.{_DECIMALS}f}"


def _swapped(latitude: pl.Series, longitude: pl.Series) -> pl.Series:
    """Whether a pair makes a place only the other way round."""
    wide = (latitude.abs() > _QUARTER_TURN) & (latitude.abs() <= _HALF_TURN)
    return (wide & (longitude.abs() <= _QUARTER_TURN)).fill_null(False)


def _stated(by_type: Mapping[FieldType, str], cells: pl.DataFrame, at: pl.Series) -> pl.Series:
    if FieldType.TAMBON not in by_type:
        return pl.Series([None] * len(at), dtype=pl.String)
    return cells[by_type[FieldType.TAMBON]].gather(at)


def _from_metres(
    stated: pl.Series, latitude: pl.Series, longitude: pl.Series, metres: pl.Series
) -> pl.DataFrame:
    """Degrees of points in metres that then lie where they are stated, null for the others.

    Which of the two is the easting is told by the place, or else by the column.
    """
    if not metres.any():
        nothing = pl.Series([None] * len(stated), dtype=pl.Float64)
        return pl.DataFrame({"latitude": nothing, "longitude": nothing})
    first, second = (
        np.where(metres.to_numpy(), one.fill_null(np.nan).to_numpy(), np.nan)
        for one in (latitude, longitude)
    )
    ways = [_near(stated, easting, northing)
            for easting, northing in ((second, first), (first, second))]  # fmt: skip
    (lon, lat, near), (other_lon, other_lat, other_near) = ways
    # Where both would do, the columns are taken at their word.
    x = np.where(near, lon, np.where(other_near, other_lon, np.nan))
    y = np.where(near, lat, np.where(other_near, other_lat, np.nan))
    return pl.DataFrame({"latitude": y, "longitude": x}).fill_nan(None)


def _near(
    stated: pl.Series, easting: Numbers, northing: Numbers
) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    longitude, latitude = to_degrees(easting, northing)
    away = metres_outside(stated, longitude, latitude)
    return longitude, latitude, away <= point_rules().tolerance_m


def _wrong(
    at: pl.Series,
    swapped: pl.Series,
    metres: pl.Series,
    latitude: pl.Series,
    longitude: pl.Series,
) -> tuple[Wrong, ...]:
    pairs = _pairs(longitude, latitude)
    return (
        Wrong(SWAPPED, at.filter(swapped), pairs.filter(swapped)),
        Wrong(METRES, at.filter(metres), _pairs(latitude, longitude).filter(metres)),
    )


def _pairs(first: Iterable[float | None], second: Iterable[float | None]) -> pl.Series:
    return pl.Series(
        [f"{_short(one)}, {_short(other)}" for one, other in zip(first, second, strict=True)],
        dtype=pl.String,
    )


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".")


@cache
def _sides() -> re.Pattern[str]:
    """Letters and words for north and east."""
    rules = point_rules()
    words = "|".join(re.escape(word) for word in (*rules.north, *rules.east))
    return re.compile(rf"(?:(?<![A-Za-z])(?:{words})(?![A-Za-z]))\.?", re.IGNORECASE)
