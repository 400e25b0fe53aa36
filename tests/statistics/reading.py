"""The oracles: figures from outside, kept as CSV with their origin in the lines that begin #."""

from pathlib import Path

import numpy as np
import pandas as pd

ORACLES = Path(__file__).parent / "oracles"


def oracle(name: str) -> pd.DataFrame:
    """One oracle; group and area codes are text, what is empty is missing."""
    codes = {"group": str, "area": str, "neighbours": str, "quadrant": str}
    return pd.read_csv(ORACLES / f"{name}.csv", comment="#", dtype=codes)


def published(statistic: str, values: bool = False) -> pd.DataFrame:
    """The printed figures of one statistic."""
    table = oracle("published_values" if values else "published")
    return table[table["statistic"] == statistic].reset_index(drop=True)


def same(found: object, wanted: object, tolerance: float = 1e-9) -> None:
    """Equal within a relative tolerance, missing where missing."""
    np.testing.assert_allclose(
        np.asarray(found, dtype=float),
        np.asarray(wanted, dtype=float),
        rtol=tolerance,
        atol=tolerance,
    )
