"""Location quotient: how much of an area's whole a category is, against the region."""

import numpy as np
import pandas as pd

from lib.statistics.intervals import Z95, wilson


def location_quotient(
    counts: pd.DataFrame, region: pd.Series | None = None, z: float = Z95
) -> pd.DataFrame:
    """Share of a category in the area over its share in the region.

    `counts` has areas as index and categories as columns; `region` has the counts of the region
    by category, else they are the sums of the areas. The limits are Wilson's of the area's share,
    over the region's share, taken as known.
    Returns columns count, total (of the area), expected (count at the region's share), quotient,
    lower and upper, indexed by area and category. The quotient is missing where the area has
    nothing or the region has none of the category; a missing count stays missing.
    Source: P. S. Florence (1939), Report on the location of industry, PEP, London; W. Isard
    (1960), Methods of Regional Analysis, chapter 7.
    """
    whole = counts.sum() if region is None else region.reindex(counts.columns, fill_value=0)
    everything = float(whole.sum())
    reference = whole.astype(float) / (everything if everything > 0 else np.nan)
    total = counts.sum(axis=1).to_numpy(dtype=float)[:, None]
    count = counts.to_numpy(dtype=float)
    share = reference.where(reference > 0).to_numpy()[None, :]
    low, high = wilson(count, np.broadcast_to(total, count.shape), z)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.where(total > 0, count / total, np.nan) / share
    columns = {
        "count": count,
        "total": np.broadcast_to(total, count.shape),
        "expected": total * reference.fillna(0).to_numpy()[None, :],
        "quotient": quotient,
        "lower": low / share,
        "upper": high / share,
    }
    index = pd.MultiIndex.from_product([counts.index, counts.columns], names=["area", "category"])
    return pd.DataFrame({name: column.ravel() for name, column in columns.items()}, index=index)
