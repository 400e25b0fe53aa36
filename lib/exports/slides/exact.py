"""Values of a figure as its table has them.

Figures are sent to browsers in few bytes, rounded to less than a pixel, and points beyond an axis
stand at its end; the table of a chart has the values to the last digit that is shown. Here each
series of a figure is found again in the table: rows by code, name or place, columns by values.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from lib.exports.model import Table
from lib.exports.slides.numbers import finite
from lib.exports.slides.spec import Axis, Number

Rows = tuple[int | None, ...]


@dataclass(frozen=True)
class Column:
    """A column that has a series: its head, its values at the points."""

    head: str
    values: tuple[Number, ...]


def rows_by_name(table: Table, names: Sequence[str], codes: Sequence[str]) -> Rows:
    """The row of the table for each point, by code where the table has codes, else by name.

    Names that occur twice are taken in their order. None where there is no such row.
    """
    by_code = {str(code): place for place, code in enumerate(table.frame.index)}
    free: dict[str, list[int]] = {}
    if len(table.frame.columns):
        for place, name in enumerate(table.frame.iloc[:, 0]):
            free.setdefault(str(name), []).append(place)
    found: list[int | None] = []
    for place, name in enumerate(names):
        code = codes[place] if place < len(codes) else ""
        if code and code in by_code:
            found.append(by_code[code])
            continue
        left = free.get(name, [])
        found.append(left.pop(0) if len(left) > 1 else left[0] if left else None)
    return tuple(found)


def find_column(
    table: Table, rows: Rows, values: Sequence[Number], axis: Axis, *,
    prefer: str = "", without: Sequence[str] = (),
) -> Column | None:  # fmt: skip
    """The first column that has these values in these rows, but for what a figure rounds.

    Columns whose head begins with ``prefer`` come first, those in ``without`` not at all. Points
    without a row keep their own value. None where no column has them.
    """
    heads = [str(one) for one in table.frame.columns[table.stub :] if str(one) not in without]
    if prefer:
        heads.sort(key=lambda head: not head.startswith(prefer))
    for head in heads:
        series = table.frame[head]
        if not pd.api.types.is_numeric_dtype(series):
            continue
        cells = [None if row is None else finite(float(series.iloc[row])) for row in rows]
        fine = axis.fine + 0.500001 * 10 ** -table.decimals.get(head, 0)
        if _same(values, cells, rows, axis, fine):
            told = zip(cells, values, rows, strict=True)
            return Column(head, tuple(v if row is None else c for c, v, row in told))
    return None


def _same(
    values: Sequence[Number], cells: Sequence[Number], rows: Rows, axis: Axis, fine: float
) -> bool:
    """Whether the cells are the values; at least one of them must be known."""
    told = [(v, c) for v, c, row in zip(values, cells, rows, strict=True) if row is not None]
    return any(c is not None for _, c in told) and all(_fits(v, c, axis, fine) for v, c in told)


def _fits(value: Number, cell: Number, axis: Axis, fine: float) -> bool:
    if value is None or cell is None:
        # What has no number in the table stands at the end of the axis, if anywhere.
        return (value is None and cell is None) or (cell is None and value == _near(value, axis))
    if abs(value - cell) <= fine:
        return True
    return (cell > axis.high and abs(value - axis.high) <= axis.fine) or (
        cell < axis.low and abs(value - axis.low) <= axis.fine
    )


def _near(value: Number, axis: Axis) -> Number:
    """The value itself where it is at the end of the axis, else None."""
    if value is None:
        return None
    return value if abs(value - axis.high) <= axis.fine else None
