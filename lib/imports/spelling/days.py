"""Columns of dates and months: one reading for each cell, from the column or by asking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from lib.imports.sheets import Answers, Question
from lib.imports.spelling.dates import (
    BUDDHIST,
    DAY_FIRST,
    MONTH_FIRST,
    Reading,
    clean_dates,
    readings,
    shown,
)
from lib.imports.spelling.normal import Turned, Wrong
from lib.imports.spelling.rules import date_rules

TWO_DIGIT_YEAR, DAY_MONTH_ORDER = "two_digit_year", "day_month_order"
_MONTHS = 12
_LEAST = 5  # so many on each side are no chance
_DAY_FIRST = r"^(\d{1,2})\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}$"
_LATE = 2000  # a year of two digits reads as one after this, either in one era or in the other
Texts = Mapping[str, tuple[Reading, ...]]
# What was assumed for a text, in all ways: texts of one class get one answer.
Class = tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class _Column:
    """What a column is asked about: its header, and whether it is of months."""

    header: str
    month: bool
    answers: Answers


def turn_days(
    cells: pl.Series, known: pl.Series, header: str, answers: Answers, *, month: bool
) -> Turned:
    """Cells as ISO days (months) where one is meant, and questions where it can't be told.

    `known` are the days of the column's other cells, which were ISO. A column is asked once about
    each thing that is in doubt, with its most frequent text as the example; the answer holds for
    the column. Texts are asked about with Arabic digits and without a time of day.
    """
    column = _Column(header, month, answers)
    texts = clean_dates(cells)
    counts = texts.value_counts(name="cells").sort("cells", texts.name, descending=[True, False])
    every = {text: readings(text, month=month) for text in counts[texts.name].drop_nulls()}
    found = {text: days for text, days in every.items() if days}
    left = _in_span(_in_order(found), known)
    decided, waiting = _decide(column, left)
    into = {text: _iso(day, month=month) for text, day in decided.items()}
    values = cells
    asked = [text for group in waiting.values() for text in group]
    told = texts.is_in([*into, *asked])
    if into:
        new = texts.replace_strict(list(into), list(into.values()), default=None)
        values = new.fill_null(cells)
    rows = dict(counts.iter_rows())
    return Turned(
        values,
        (Wrong("unreadable_month" if month else "unreadable_date", (~told).arg_true()),),
        questions=tuple(_questions(column, waiting, left, rows)),
        waiting=texts.is_in(asked).arg_true() if asked else None,
    )


def swapped_by_program(cells: pl.Series, known: pl.Series) -> pl.Series:
    """Positions of days whose month and day a spreadsheet has probably changed over.

    One that expects the month first makes a date of 5/12/2025 (in May) and leaves 25/12/2025 a
    text: then all real dates have a day of 12 or less, and all texts have one of 13 or more.
    `cells` are those that are no ISO days, `known` the days of the whole column.
    """
    none = pl.Series(dtype=pl.UInt32)
    texts = clean_dates(cells).str.extract(_DAY_FIRST, 1).cast(pl.Int32).drop_nulls()
    days = known.drop_nulls().dt.day()
    if len(texts) < _LEAST or len(days) < _LEAST or days.n_unique() < _LEAST // 2:
        return none
    late, early = (texts > _MONTHS).all(), (days <= _MONTHS).all()
    return known.is_not_null().arg_true() if late and early else none


def _iso(day: date, *, month: bool) -> str:
    return day.isoformat()[:7] if month else day.isoformat()


def _orders(days: tuple[Reading, ...]) -> set[str]:
    return {one.order for one in days}


def _in_order(found: Texts) -> Texts:
    """The day before the month, unless some text of the column allows only the other way.

    Then a text that can be read both ways is in doubt, and those that have the month first wait
    for it. Where no text is in doubt each has one order only, and a column that mixes them keeps
    those with the day first. What is not in doubt is left without an order.
    """
    month_first = {text for text, days in found.items() if _orders(days) == {MONTH_FIRST}}
    both = any(len(_orders(days)) > 1 for days in found.values())
    mixed = any(_orders(days) == {DAY_FIRST} for days in found.values())
    if not month_first:
        return {
            text: _unordered(one for one in days if one.order != MONTH_FIRST)
            for text, days in found.items()
        }
    if both:
        return {
            text: days if MONTH_FIRST in _orders(days) else _unordered(days)
            for text, days in found.items()
        }
    return {
        text: _unordered(days)
        for text, days in found.items()
        if not (mixed and text in month_first)
    }


def _unordered(days: Iterable[Reading]) -> tuple[Reading, ...]:
    return tuple(replace(one, order="") for one in days)


def _in_span(found: Texts, known: pl.Series) -> Texts:
    """Years of two digits that the other days of the column tell, with the ways that are left."""
    sure = [days[0].day for days in found.values() if len(days) == 1 and not days[0].era]
    sure += [day for day in (known.min(), known.max()) if isinstance(day, date)]
    if not sure:
        return found
    margin = timedelta(days=date_rules().span_days)
    first, last = min(sure) - margin, max(sure) + margin

    def near(days: tuple[Reading, ...]) -> tuple[Reading, ...]:
        eras = {one.era for one in days if first <= one.day <= last}
        if len({one.era for one in days}) < 2 or len(eras) != 1:
            return days
        return tuple(one for one in days if one.era in eras)

    return {text: near(days) for text, days in found.items()}


def _class(days: tuple[Reading, ...]) -> Class:
    return tuple(
        (one.order, one.era, one.era == BUDDHIST and one.day.year >= _LATE) for one in days
    )


def _decide(column: _Column, found: Texts) -> tuple[dict[str, date], dict[Class, list[str]]]:
    """Days of the texts that can be told, and by class those that wait for an answer.

    Where the order is in doubt, a text that has only the month first waits for it as well.
    """
    classes: dict[Class, list[str]] = {}
    doubt = any(len(_orders(days)) > 1 for days in found.values())
    decided = {}
    for text, days in found.items():
        if len(days) == 1 and not (doubt and days[0].order == MONTH_FIRST):
            decided[text] = days[0].day
        elif len(days) > 1:
            classes.setdefault(_class(days), []).append(text)
    waiting = {}
    orders = set()
    for group, texts in classes.items():
        chosen = _answer(column, group, found)
        if chosen is None:
            waiting[group] = texts
            continue
        orders.add(chosen[0])
        ways = ((text, _way(found[text], chosen)) for text in texts)
        decided |= {text: way[0].day for text, way in ways if way}
    follow = [text for text, days in found.items() if len(days) == 1 and text not in decided]
    asked = next((group for group in waiting if len({one[0] for one in group}) > 1), None)
    if asked is not None:
        waiting[asked] = waiting[asked] + follow
    elif orders == {MONTH_FIRST}:
        decided |= {text: found[text][0].day for text in follow}
    return decided, waiting


def _way(days: Iterable[Reading], chosen: tuple[str, str]) -> list[Reading]:
    return [one for one in days if (one.order, one.era) == chosen]


def _answer(column: _Column, group: Class, found: Texts) -> tuple[str, str] | None:
    """Order and era that an answer about a text of the class has chosen."""
    for (kind, header, value), choice in column.answers.items():
        days = found.get(value, ())
        if header != column.header or kind != _kind(group) or _class(days) != group:
            continue
        for one in days:
            if _iso(one.day, month=column.month) == choice:
                return one.order, one.era
    return None


def _kind(group: Class) -> str:
    eras = {era for _, era, _ in group}
    return TWO_DIGIT_YEAR if len(eras) > 1 else DAY_MONTH_ORDER


def _questions(
    column: _Column, waiting: Mapping[Class, Sequence[str]], found: Texts, rows: Mapping[str, int]
) -> list[Question]:
    questions = []
    for group, texts in waiting.items():
        example = texts[0]  # the most frequent one, for the texts are in that order
        choices = {
            _iso(one.day, month=column.month): shown(one.day, month=column.month)
            for one in found[example]
        }
        count = sum(rows[text] for text in texts)
        questions.append(Question(_kind(group), column.header, example, choices, count))
    return questions
