"""Cells as offices write them, put into the spelling that the check accepts.

Only cells that the check would refuse are looked at, each text of a column once; all others stay
as they came, so that a clean table comes back untouched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from lib.imports.sheets import Answers
from lib.imports.spelling.days import swapped_by_program, turn_days
from lib.imports.spelling.labels import turn_codes
from lib.imports.spelling.normal import Normal, Turned, Wrong
from lib.imports.spelling.numbers import turn_numbers
from lib.imports.spelling.placecolumns import place_columns, turn_places
from lib.imports.spelling.points import turn_points
from lib.imports.spelling.rules import empty_words
from lib.store.cells import Parsed, parse, positions, tidy
from lib.store.check import Delivered
from lib.store.findings import Findings, Group, is_warning
from lib.store.model import Field, FieldType, normal_header
from lib.store.reference import area_codes

_BY_ROW = (FieldType.TAMBON, FieldType.AREA, FieldType.LATITUDE, FieldType.LONGITUDE)


def normalise(delivered: Delivered, answers: Answers) -> Normal:
    """A table in the spelling of the model, with what is wrong and what has to be asked.

    Columns that only help to tell a place (amphoe and province beside a tambon) are taken out of
    `cells`; `written` keeps every column as it came. Raises nothing about the cells.
    """
    written = delivered.cells if delivered.written is None else delivered.written
    headers = _headers(delivered)
    # What helps is read as it came, where it has been taken out before.
    places, spare = place_columns(delivered.table, written.columns)
    beside = [name for name in spare if name not in headers]
    came = tidy(delivered.cells.select(list(headers)).with_columns(written.select(beside)))
    text = came.with_columns(
        _without_empty(came[name]).alias(name)
        for name in came.columns
        if name in spare or headers[name].type is not FieldType.CODE
    )
    turned = {
        header: _turn(item, header, text[header], answers)
        for header, item in headers.items()
        if item.type not in _BY_ROW
    }
    turned |= {one.header: turn_places(one, text, answers) for one in places}
    text = text.with_columns(turned[one.header].values.alias(one.header) for one in places)
    turned |= turn_points(headers, text)
    cells = delivered.cells.with_columns(
        _changed(delivered.cells[header], came[header], one.values).alias(header)
        for header, one in turned.items()
        if not one.values.equals(came[header], null_equal=True)
    )
    cells = cells.drop(spare, strict=False)
    return _normal(replace(delivered, cells=cells, written=written), headers, turned)


def _headers(delivered: Delivered) -> dict[str, Field]:
    """The fields of the columns that are known."""
    by_header = delivered.table.by_header
    found = {name: by_header.get(normal_header(name)) for name in delivered.cells.columns}
    return {name: item for name, item in found.items() if item is not None}


def _without_empty(cells: pl.Series) -> pl.Series:
    """Cells without words that say that there is nothing."""
    nothing = positions(cells.str.to_lowercase().is_in(sorted(empty_words())))
    return cells.scatter(nothing, None) if len(nothing) else cells


def _turn(item: Field, header: str, cells: pl.Series, answers: Answers) -> Turned:
    """One column by itself: only what is not accepted already is looked at."""
    parsed = parse(item, cells, area_codes())
    bad = _bad(parsed)
    if not len(bad):
        return Turned(cells)
    part = _turn_part(item, header, cells.gather(bad), parsed.values, answers)
    wrong = [replace(one, at=bad.gather(one.at)) for one in part.wrong]
    if item.type is FieldType.DATE:
        wrong.append(Wrong("swapped_days", swapped_by_program(cells.gather(bad), parsed.values)))
    waiting = None if part.waiting is None else bad.gather(part.waiting)
    return Turned(cells.scatter(bad, part.values), tuple(wrong), part.questions, waiting)


def _bad(parsed: Parsed) -> pl.Series:
    parts = [at.cast(pl.UInt32) for at in parsed.bad.values()]
    return pl.concat(parts).unique().sort() if parts else pl.Series(dtype=pl.UInt32)


def _turn_part(
    item: Field, header: str, cells: pl.Series, known: pl.Series, answers: Answers
) -> Turned:
    if item.type is FieldType.CODE:
        return turn_codes(cells, item.codes or "")
    if item.type.is_date:
        month = item.type is FieldType.MONTH
        return turn_days(cells, known, header, answers, month=month)
    return turn_numbers(cells)


def _changed(cells: pl.Series, came: pl.Series, values: pl.Series) -> pl.Series:
    """The cells as they came where nothing was changed; empty ones are "" where something was."""
    same = came.eq_missing(values)
    return cells.zip_with(same, values.fill_null(""))


def _normal(
    delivered: Delivered, headers: Mapping[str, Field], turned: Mapping[str, Turned]
) -> Normal:
    groups: list[Group] = []
    spoken: dict[str, pl.Series] = {}
    for header, one in turned.items():
        groups += _groups(delivered, header, headers[header], one.wrong)
        at = [wrong.at for wrong in one.wrong if not is_warning(wrong.kind)]
        at += [] if one.waiting is None else [one.waiting]
        places = pl.concat([part.cast(pl.UInt32) for part in at]) if at else pl.Series([])
        if len(places):
            spoken[header] = delivered.rows.gather(places.unique().sort())
    questions = tuple(question for one in turned.values() for question in one.questions)
    return Normal(delivered, Findings(tuple(groups)), questions, spoken)


def _groups(
    delivered: Delivered, header: str, item: Field, wrong: tuple[Wrong, ...]
) -> Iterator[Group]:
    written = delivered.cells if delivered.written is None else delivered.written
    for one in wrong:
        if not len(one.at):
            continue
        yield Group(
            file=delivered.file,
            kind=one.kind,
            column=header,
            rows=delivered.rows.gather(one.at),
            values=written[header].gather(one.at) if one.values is None else one.values,
            facts={"label_th": item.thai, "label_en": item.english, **one.facts},
            others=one.others,
            sheet=delivered.sheet,
        )
