"""Cells to values: one function a type of field, each from text to a typed column.

Most cells are written as they should be, and are parsed in one pass. Only what is left over
(Thai digits, thousands commas, years of the Buddhist Era, ...) is looked at again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from lib.store.codelists import code_list
from lib.store.model import Field, FieldType

SPACES = " \t\r\n\u00a0\u200b\ufeff"
LARGEST_INTEGER = 2_000_000_000
# TIS 1099: the first two digits of every province of Thailand, as ranges.
PROVINCES = ((10, 27), (30, 58), (60, 67), (70, 77), (80, 86), (90, 96))
_BUDDHIST_DATE = r"^(\d{4})-\d{1,2}-\d{1,2}$"
_BUDDHIST_MONTH = r"^(\d{4})-\d{1,2}$"
_NUMBER = r"^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$"
_ISO_MONTH = r"^\d{4}-\d{1,2}$"
YEARS = (1900, 2200)
ERA = 543  # the years that the Buddhist Era is ahead


@dataclass(frozen=True)
class Parsed:
    """Values (null where there is none) and, by kind of finding, the positions of bad cells."""

    values: pl.Series
    bad: Mapping[str, pl.Series]


def tidy(raw: pl.DataFrame) -> pl.DataFrame:
    """Cells without outer spaces; what is then empty is null."""
    stripped = pl.all().str.strip_chars(SPACES)
    return raw.select(pl.when(stripped != "").then(stripped))


def parse(field: Field, cells: pl.Series, areas: frozenset[str]) -> Parsed:
    """Typed values of a column of tidied text, and the cells that are not of the type."""
    if field.type is FieldType.CODE:
        return _parse_code(field, cells)
    if field.type in (FieldType.TAMBON, FieldType.AREA):
        return _parse_area(field, cells, areas)
    return _PARSERS.get(field.type, _parse_text)(cells)


def western_digits(cells: pl.Series) -> pl.Series:
    """The cells with Thai digits as Arabic ones."""
    return cells.str.replace_many(list("๐๑๒๓๔๕๖๗๘๙"), list("0123456789"))


def positions(mask: pl.Series) -> pl.Series:
    """Where a mask is true; null counts as false."""
    return mask.fill_null(False).arg_true()


def _parse_text(cells: pl.Series) -> Parsed:
    return Parsed(cells, {})


def _left(cells: pl.Series, values: pl.Series) -> pl.Series:
    return (cells.is_not_null() & values.is_null()).arg_true()


def _again(
    cells: pl.Series, values: pl.Series, parse_again: Callable[[pl.Series], pl.Series]
) -> tuple[pl.Series, pl.Series]:
    """Values with the left-over cells parsed another way, and the positions still left."""
    left = _left(cells, values)
    if len(left):
        values = values.scatter(left, parse_again(western_digits(cells.gather(left))))
        left = _left(cells, values)
    return values, left


def _parse_integer(cells: pl.Series) -> Parsed:
    def again(texts: pl.Series) -> pl.Series:
        whole = _numbers(texts).str.replace(r"\.0+$", "")
        return whole.cast(pl.Int64, strict=False)

    values, left = _again(cells, cells.cast(pl.Int64, strict=False), again)
    large = positions(values.abs() > LARGEST_INTEGER)
    values = values.scatter(large, None) if len(large) else values
    return Parsed(values.cast(pl.Int32), {"not_integer": left, "too_large": large})


def _parse_amount(cells: pl.Series) -> Parsed:
    values, left = _again(cells, _finite(cells), lambda texts: _finite(_numbers(texts)))
    return Parsed(values, {"not_amount": left})


def _parse_degrees(limit: float) -> Callable[[pl.Series], Parsed]:
    def parse_degrees(cells: pl.Series) -> Parsed:
        values, left = _again(cells, _finite(cells), _finite)
        off = positions(values.abs() > limit)
        values = values.scatter(off, None) if len(off) else values
        return Parsed(values, {"not_degrees": left, "off_the_globe": off})

    return parse_degrees


def _numbers(texts: pl.Series) -> pl.Series:
    """Numbers without thousands commas; null for what is not a number."""
    bare = texts.str.replace_all(",", "", literal=True)
    blank = pl.Series([None], dtype=pl.String).extend_constant(None, len(texts) - 1)
    return bare.zip_with(texts.str.contains(_NUMBER), blank)


def _finite(texts: pl.Series) -> pl.Series:
    numbers = texts.cast(pl.Float64, strict=False)
    return numbers.set(numbers.is_finite().not_().fill_null(False), None)


def _parse_date(cells: pl.Series) -> Parsed:
    return _parse_days(cells, _day, _BUDDHIST_DATE)


def _parse_month(cells: pl.Series) -> Parsed:
    return _parse_days(cells, _first_day, _BUDDHIST_MONTH)


def _parse_days(
    cells: pl.Series, to_days: Callable[[pl.Series], pl.Series], buddhist_form: str
) -> Parsed:
    values, left = _again(cells, to_days(cells), to_days)
    kind = "not_date" if to_days is _day else "not_month"
    # A year of the Buddhist Era need not be a date itself: 2567-02-29 is, as 2024-02-29.
    written = western_digits(cells.gather(left)).str.extract(buddhist_form).cast(pl.Int32)
    buddhist = _in_era(written).fill_null(False)
    year = values.dt.year()
    era = positions(_in_era(year))
    unlikely = positions(~year.is_between(*YEARS) & ~_in_era(year))
    outside = pl.concat([era, unlikely])
    bad = {
        kind: left.filter(~buddhist),
        "buddhist_date": pl.concat([era, left.filter(buddhist)]).sort(),
        "unlikely_date": unlikely,
    }
    return Parsed(values.scatter(outside, None) if len(outside) else values, bad)


def _in_era(year: pl.Series) -> pl.Series:
    """Whether a year is one of the Buddhist Era that could be meant."""
    return year.is_between(YEARS[0] + ERA, YEARS[1] + ERA)


def _day(texts: pl.Series) -> pl.Series:
    return texts.str.to_date("%Y-%m-%d", strict=False)


def _first_day(texts: pl.Series) -> pl.Series:
    written = texts.str.contains(_ISO_MONTH).fill_null(False)
    return (texts + "-01").str.to_date("%Y-%m-%d", strict=False).set(~written, None)


def _parse_code(field: Field, cells: pl.Series) -> Parsed:
    codes = pl.Series(code_list(field.codes or "").codes)
    values, left = _known(cells, codes)
    return Parsed(values, {"unknown_code": left})


def _parse_area(field: Field, cells: pl.Series, areas: frozenset[str]) -> Parsed:
    digits = field.area_digits
    own = pl.Series(sorted(code for code in areas if len(code) in digits), dtype=pl.String)
    values, left = _known(cells, own)
    texts = western_digits(cells.gather(left))
    shaped = texts.str.contains("^[0-9]+$") & texts.str.len_chars().is_in(list(digits))
    amphoe = {code[:4] for code in areas}
    thai = texts.map_elements(_in_thailand, pl.Boolean)
    inside = texts.str.head(4).is_in(sorted(amphoe))
    return Parsed(
        values,
        {
            "not_area": left.filter(~shaped),
            "area_outside": left.filter(shaped & thai & ~inside),
            "unknown_area": left.filter(shaped & (inside | ~thai)),
        },
    )


def _known(cells: pl.Series, known: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Cells that are in a list (null otherwise), and the positions of those that are not."""

    def only_known(texts: pl.Series) -> pl.Series:
        return texts.set(~texts.is_in(known.implode()).fill_null(False), None)

    return _again(cells, only_known(cells), only_known)


def _in_thailand(code: str) -> bool:
    if not code[:2].isdecimal():
        return False
    return any(first <= int(code[:2]) <= last for first, last in PROVINCES)


_PARSERS: Mapping[FieldType, Callable[[pl.Series], Parsed]] = {
    FieldType.INTEGER: _parse_integer,
    FieldType.AMOUNT: _parse_amount,
    FieldType.LATITUDE: _parse_degrees(90.0),
    FieldType.LONGITUDE: _parse_degrees(180.0),
    FieldType.DATE: _parse_date,
    FieldType.MONTH: _parse_month,
}
