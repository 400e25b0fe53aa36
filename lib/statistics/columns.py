"""Columns in, frames out: the index of the areas is kept through every statistic."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray


def index_of(*columns: ArrayLike) -> pd.Index:
    """The index of the first column that has one, else 0, 1, 2 and so on.

    Raises ValueError when two columns have different indexes: numbers of different areas would
    be put together.
    """
    found = [column.index for column in columns if isinstance(column, pd.Series)]
    if any(not index.equals(found[0]) for index in found[1:]):
        raise ValueError("The columns have different indexes: reindex them to the same areas.")
    return found[0] if found else pd.RangeIndex(np.atleast_1d(np.asarray(columns[0])).size)


def numbers(column: ArrayLike) -> NDArray[np.float64]:
    """A column as floating-point numbers; what is missing is NaN."""
    if isinstance(column, pd.Series):
        return column.to_numpy(dtype=float, na_value=np.nan)
    return np.atleast_1d(np.asarray(column, dtype=float))
