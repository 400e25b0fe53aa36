"""Location quotients."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.statistics.quotient import location_quotient
from tests.statistics.reading import published, same


def test_meets_the_printed_example() -> None:
    row = published("location_quotient", values=True).iloc[0]
    counts = pd.DataFrame({"it": [row["x"]], "other": [row["n"] - row["x"]]}, index=["area"])
    region = pd.Series({"it": row["x2"], "other": row["n2"] - row["x2"]})
    found = location_quotient(counts, region).loc[("area", "it")]
    assert round(found["quotient"], 7) == row["value"]
    assert found["lower"] < found["quotient"] < found["upper"] < 1


def test_zeros_and_missing_are_cases() -> None:
    counts = pd.DataFrame({"a": [2, 0, 0], "b": [6, 0, 4], "c": [0, 0, 0]}, index=["x", "y", "z"])
    found = location_quotient(counts)["quotient"].unstack()
    same(found.loc["x", ["a", "b"]], [0.25 * 12 / 2, 0.75 * 12 / 10])
    assert found.loc["y"].isna().all()
    assert found["c"].isna().all()
    assert found.loc["z", "a"] == 0
    assert location_quotient(counts.iloc[:0]).empty
    assert np.isnan(
        location_quotient(counts.astype(float).replace(6, np.nan))["quotient"]["x", "b"]
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=8))
def test_the_mean_by_area_is_one(rows: list) -> None:
    """Weighted by the areas' totals, the quotients of a category average 1."""
    counts = pd.DataFrame(rows, columns=list("abc"))
    found = location_quotient(counts)
    for category, table in found.dropna().groupby("category"):
        assert counts[category].sum() > 0
        same(np.average(table["quotient"], weights=table["total"]), 1)
        assert (table["lower"] <= table["quotient"] + 1e-9).all()
        assert (table["quotient"] <= table["upper"] + 1e-9).all()
    same(found["expected"].sum(), counts.to_numpy().sum())
