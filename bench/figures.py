"""Every indicator over the sample and over 1 M activities, beside the same in hand-written SQL.

`python -m bench figures`

Both are asked by turns, so that what else the machine does falls on both; the values must agree.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from bench.by_hand import OCCUPATION, READ_AT, STATEMENTS, VALUES
from bench.timing import median_ms
from geo.areas import load_registry
from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.evaluate import Question, evaluate, evaluate_curves
from lib.indicators.filters import Filters
from lib.indicators.model import Theme
from lib.indicators.spread import spots
from lib.opening import open_store, sample_store
from lib.periods import fiscal_year
from lib.settings import Settings
from lib.statistics.hotspots import hot_spots
from lib.store.lake import Store

YEAR = fiscal_year(2569)
AS_OF = date(2026, 6, 30)
FILTERS: Mapping[str, Filters] = {"occupation_quotient": (("occupation", (OCCUPATION,)),)}
LARGE = 17.0  # times the sample: about 1 M activities, 5 M services
TIMES = 5
COUNTRY = (74, 100)  # a grid of 7,400 areas, as many as Thailand has tambon


@dataclass(frozen=True)
class Timed:
    """Median milliseconds of one indicator, through evaluate and by hand."""

    code: str
    theme: Theme
    ms: float
    hand_ms: float

    @property
    def ratio(self) -> float:
        """How many times as long as by hand."""
        return self.ms / self.hand_ms


def main() -> None:
    """Print milliseconds for each indicator, for the fiscal year to date, and for statistics."""
    with tempfile.TemporaryDirectory() as folder:
        _print("sample", open_store(Settings.from_environment()))
        with sample_store(Path(folder), scale=LARGE) as large:
            _print(f"sample x {LARGE:g}", large)
            _print_statistics(large)


def question_of(code: str) -> Question:
    """The question of this bench: by tambon, or by the lowest level it is known at."""
    level = registry.get(code).levels[-1]
    return Question(code, level, YEAR, as_of=AS_OF, filters=FILTERS.get(code, ()))


def by_hand(store: Store, scope: Scope, code: str) -> pd.DataFrame:
    """What the hand-written statement gives for each area, in columns of ``evaluate``.

    The value; of a curve the members (denominator) and how many events there were by the time at
    which it is read off (numerator), not the estimate.
    """
    found = store.query(STATEMENTS[code], scope)
    if code in VALUES:
        return found.iloc[:, 1].astype(float).set_axis(pd.Index(found.iloc[:, 0])).to_frame("value")
    area, days, event = (found.iloc[:, number] for number in range(3))
    happened = (event == 1) & (days <= READ_AT[code])
    return (
        pd.DataFrame({"denominator": 1.0, "numerator": happened.astype(float)}).groupby(area).sum()
    )


def disagreements(store: Store, scope: Scope, code: str) -> list[str]:
    """Areas for which evaluate and the statement by hand give different figures.

    Areas that the statement does not name must have nothing: a zero, "never", or no value.
    """
    found = evaluate(store, scope, question_of(code))
    other = by_hand(store, scope, code)
    ours = found[other.columns]
    unknown = other.index.difference(ours.index)
    other = other.reindex(ours.index)
    none = other.isna() & (ours.isna() | (ours == 0) | np.isinf(ours))
    same = (none | np.isclose(ours, other, rtol=1e-9)).all(axis=1)
    return [*unknown, *ours.index[~same]]


def _print(name: str, store: Store) -> None:
    scope = Scope.everything()
    counts = store.query(
        "SELECT (SELECT count(*) FROM activity) AS activities, count(*) AS services FROM service",
        scope,
    ).iloc[0]
    print(
        f"{name}: {counts['activities']:,} activities, {counts['services']:,} services; "
        f"median ms of {TIMES} by turns, load {os.getloadavg()[0]:.1f}"
    )
    print(f"  {'indicator':26} {'evaluate':>8} {'by hand':>8} {'ratio':>6}")
    timed = []
    for one in _timed(store, scope):
        print(f"  {one.code:26} {one.ms:8.1f} {one.hand_ms:8.1f} {one.ratio:6.1f}", flush=True)
        timed.append(one)
    _print_themes(timed)


def _timed(store: Store, scope: Scope) -> Iterator[Timed]:
    for code, indicator in registry.indicators().items():
        if wrong := disagreements(store, scope, code):
            raise SystemExit(f"{code} is not what it is by hand in {', '.join(wrong[:5])}.")
        ours = partial(evaluate, store, scope, question_of(code))
        yield Timed(code, indicator.theme, *_by_turns(ours, partial(by_hand, store, scope, code)))


def _by_turns(*calls: Callable[[], object]) -> list[float]:
    """Median milliseconds of each call, called one after the other again and again."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(TIMES):
        for call, times in zip(calls, taken, strict=True):
            start = time.perf_counter()
            call()
            times.append(1000 * (time.perf_counter() - start))
    return [statistics.median(times) for times in taken]


def _print_themes(timed: list[Timed]) -> None:
    print(f"  {'theme':12} {'median':>8} {'by hand':>8}   slowest")
    for theme in Theme:
        ones = [one for one in timed if one.theme is theme]
        slowest = max(ones, key=lambda one: one.ms)
        print(
            f"  {theme:12} {statistics.median(one.ms for one in ones):8.1f} "
            f"{statistics.median(one.hand_ms for one in ones):8.1f}   "
            f"{slowest.code} {slowest.ms:.1f} (by hand {slowest.hand_ms:.1f})"
        )
    print(f"  load at the end {os.getloadavg()[0]:.1f}", flush=True)


def _print_statistics(store: Store) -> None:
    """Curves, medians and permutations: what takes more than counting."""
    scope = Scope.everything()
    print(f"  statistics, median ms of {TIMES}, load {os.getloadavg()[0]:.1f}")
    for code in ("group_survival_1", "work_within_12_months", "days_to_answer"):
        curves = partial(evaluate_curves, store, scope, question_of(code))
        print(f"  {'every curve of ' + code:44} {median_ms(curves, TIMES):8.1f}")
    figures = evaluate(store, scope, question_of("people_served_per_1000"))
    local = partial(spots, figures, _neighbours(Level.TAMBON))
    print(f"  {f'hot spots of {len(figures):,} tambon':44} {median_ms(local, TIMES):8.1f}")
    values, pairs = _country()
    national = partial(hot_spots, values, pairs)
    print(f"  {f'hot spots of {len(values):,} areas of a grid':44} {median_ms(national, 3):8.1f}")


def _neighbours(level: Level) -> list[tuple[str, str]]:
    areas = load_registry()
    return [
        (one.code, two.code) for one in areas.at_level(level) for two in areas.neighbours(one.code)
    ]


def _country() -> tuple[pd.Series, list[tuple[str, str]]]:
    """Values that rise and fall over a grid, with noise; neighbours share an edge or a corner."""
    rows, columns = COUNTRY
    cells = {(y, x): f"{y:03}{x:03}" for y in range(rows) for x in range(columns)}
    wave = [np.sin(y / 9) + np.cos(x / 11) for y, x in cells]
    noise = np.random.default_rng(2569).normal(0, 0.7, len(cells))
    steps = ((0, 1), (1, -1), (1, 0), (1, 1))
    pairs = [
        (code, cells[y + down, x + right])
        for (y, x), code in cells.items()
        for down, right in steps
        if (y + down, x + right) in cells
    ]
    return pd.Series(np.array(wave) + noise, index=list(cells.values())), pairs


if __name__ == "__main__":
    main()
