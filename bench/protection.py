"""How much the protected view hides, and how long it takes to make: python -m bench.protection"""

import time
from collections.abc import Sequence
from datetime import date

import pandas as pd

from geo.codes import Level
from lib.indicators import cube
from lib.indicators.calendar import MONTH, QUARTER, YEAR, kind_of
from lib.indicators.model import Flag
from lib.indicators.people import BUNDLES, shown_parts
from lib.opening import open_store
from lib.periods import Period
from lib.settings import read_settings


def shares(table: pd.DataFrame, first: date) -> pd.DataFrame:
    """Per cent of the rows with data that are hidden: (bundle, level) by kind of period.

    Periods that begin before the ``first`` day of the data are left out.
    """
    codes = table["indicator"].astype("str")
    bundles = {code: parts[0][0] for code in codes.unique() if (parts := shown_parts(code))}
    known = table[(table["flag"] != Flag.NO_DATA) & codes.isin(bundles)]
    known = known[known["start"].astype("str") >= first.isoformat()]
    periods = [
        Period(date.fromisoformat(start), date.fromisoformat(end))
        for start, end in zip(known["start"].astype("str"), known["end"].astype("str"), strict=True)
    ]
    return (
        known.assign(
            bundle=known["indicator"].astype("str").map(bundles),
            level=known["level"].astype("str"),
            kind=[str(kind_of(period)) for period in periods],
            hidden=100.0 * (known["flag"] == Flag.SUPPRESSED),
        )
        .groupby(["bundle", "level", "kind"])["hidden"]
        .mean()
        .unstack("kind")
    )


def main() -> None:
    """Make the cube of the store that is shown and print the shares as a Markdown table."""
    store = open_store(read_settings())
    start = time.perf_counter()
    tables, calendar = cube.exact_tables(store)
    counted = time.perf_counter()
    found = shares(cube.protect(tables, calendar), calendar.first)
    done = time.perf_counter()
    print(f"figures {counted - start:.0f} s, protecting them {done - counted:.0f} s\n")
    kinds = (YEAR, QUARTER, MONTH)
    print("| figures | " + " | ".join(f"{level}: year, quarter, month" for level in Level) + " |")
    print("|---" * (len(Level) + 1) + "|")
    for bundle in BUNDLES:
        cells = [_cell(found, bundle.code, level, kinds) for level in Level]
        print(f"| {bundle.code} | " + " | ".join(cells) + " |")


def _cell(found: pd.DataFrame, bundle: str, level: Level, kinds: Sequence[str]) -> str:
    if (bundle, str(level)) not in found.index:
        return "not made"
    return ", ".join(f"{value:.0f}" for value in found.loc[(bundle, str(level)), list(kinds)])


if __name__ == "__main__":
    main()
