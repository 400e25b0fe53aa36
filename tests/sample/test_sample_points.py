"""Points of the sample lie in their tambon."""

from collections.abc import Mapping

import polars as pl
import pytest

from geo.locate import locate


@pytest.mark.parametrize(("table", "share"), [("activity", 0.70), ("occupational_group", 0.90)])
def test_points_lie_in_their_tambon(
    tables: Mapping[str, pl.DataFrame], table: str, share: float
) -> None:
    frame = tables[table].drop_nulls(["latitude", "longitude"])
    found = locate(frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    assert found.tolist() == frame["tambon_code"].to_list()
    assert len(frame) / len(tables[table]) == pytest.approx(share, abs=0.03)
    assert tables[table]["latitude"].null_count() == tables[table]["longitude"].null_count()
    assert (frame["latitude"] * 1e4 - (frame["latitude"] * 1e4).round()).abs().max() < 1e-6  # type: ignore[operator]
