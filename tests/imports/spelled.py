"""Small tables of the tests of values: cells in, what became of them out."""

from collections.abc import Mapping, Sequence

import polars as pl

from lib.imports.sheets import Answers
from lib.imports.spelling.normal import Normal
from lib.imports.spelling.values import normalise
from lib.store.check import Delivered

Columns = Mapping[str, Sequence[str]]


def spelled(table: str, columns: Columns, answers: Answers | None = None) -> Normal:
    """Some columns of a table, put into the spelling of the model."""
    return normalise(Delivered.of(table, pl.DataFrame(columns)), answers or {})


def cells(normal: Normal, header: str) -> list[str]:
    """The cells of a column after that."""
    return normal.delivered.cells[header].to_list()
