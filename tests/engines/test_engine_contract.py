"""The contract of the engines: every indicator of the registry gives the same figures on each.

Indicators, levels and filters come from the registry, so that a new one is compared from the day
it is defined. The embedded engine is the measure; its own figures have oracles elsewhere.
"""

import time
from collections.abc import Iterator
from datetime import date
from statistics import median

import numpy as np
import pandas as pd
import pytest
from servers import LOOSE_SOCKETS, NO_SPARK, Server, spark_is_here

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators.evaluate import Question, evaluate, evaluate_periods
from lib.indicators.filters import FILTERS, Filters
from lib.indicators.model import Indicator
from lib.indicators.registry import indicators
from lib.periods import Period
from lib.store.lake import Store

SPARK = pytest.param(
    "spark", marks=[pytest.mark.engines, pytest.mark.filterwarnings(*LOOSE_SOCKETS)]
)
SCOPE = Scope.everything()
YEAR = Period(date(2025, 10, 1), date(2026, 6, 30))
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
MONTH = Period(date(2026, 5, 1), date(2026, 5, 31))
RELATIVE = 1e-9


@pytest.fixture(params=["postgresql", SPARK])
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Name and address of an engine; skipped when it is not here."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("server")
        yield request.param, server.new_database()
    elif spark_is_here():
        yield request.param, "local[2]"
    else:
        pytest.skip(NO_SPARK)


def filtered(indicator: Indicator, place: int) -> Filters:
    """One value of a filter that the indicator accepts: its first (0) or its last (-1)."""
    accepted = [indicator.filters[place]] if indicator.filters else []
    return tuple((name, FILTERS[name].values[:1]) for name in accepted)


def answers(store: Store, indicator: Indicator) -> Iterator[tuple[str, pd.DataFrame, float]]:
    """What was asked, the figures and the seconds: levels, periods, an as-of date, filters."""
    code = indicator.code
    for question in (
        Question(code, Level.TAMBON, YEAR),
        Question(code, Level.PROVINCE, QUARTER, as_of=date(2026, 2, 10)),
        Question(code, Level.AMPHOE, YEAR, filters=filtered(indicator, 0)),
    ):
        start = time.perf_counter()
        yield str(question), evaluate(store, SCOPE, question), time.perf_counter() - start
    several = Question(code, Level.REGION, YEAR, filters=filtered(indicator, -1))
    start = time.perf_counter()
    figures = evaluate_periods(store, SCOPE, several, [QUARTER, MONTH])
    yield f"two periods of {several}", figures, time.perf_counter() - start


def difference(ours: pd.DataFrame, theirs: pd.DataFrame) -> float:
    """The largest relative difference; infinite where anything but a number differs."""
    numbers = ours.columns[ours.dtypes.map(pd.api.types.is_numeric_dtype)]
    rest = ours.columns.difference(numbers)
    alike = (ours.dtypes.equals(theirs.dtypes), ours.index.equals(theirs.index))
    if not all(alike) or not ours[rest].equals(theirs[rest]):
        return float("inf")
    one, other = (frame[numbers].to_numpy(dtype=float) for frame in (ours, theirs))
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    with np.errstate(invalid="ignore"):
        apart = np.abs(one - other) / np.maximum(np.abs(one), np.abs(other))
    apart = np.where(np.isnan(apart), np.inf, apart)
    return float(np.where(same, 0.0, apart).max(initial=0.0))


def test_the_whole_registry_gives_the_same_figures(
    engine: tuple[str, str], small: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    name, address = engine
    apart: dict[str, float] = {}
    seconds: dict[str, list[float]] = {"embedded": [], name: []}
    with Store.open(small.folder, engine=address) as other:
        other.query("SELECT 1 FROM area", SCOPE)  # what an engine makes ready once a version
        for indicator in indicators().values():
            pairs = zip(answers(small, indicator), answers(other, indicator), strict=True)
            for (asked, ours, here), (_, theirs, there) in pairs:
                apart[asked] = difference(ours, theirs)
                seconds["embedded"].append(here)
                seconds[name].append(there)
    with capsys.disabled():
        print(f"\n{'engine':12}{'indicators':>12}{'questions':>11}{'apart':>10}{'median ms':>11}")
        for one, taken in seconds.items():
            largest = 0.0 if one == "embedded" else max(apart.values())
            print(
                f"{one:12}{len(indicators()):>12}{len(taken):>11}{largest:>10.0e}"
                f"{1000 * median(taken):>11.1f}"
            )
    wrong = {asked: by for asked, by in apart.items() if not by <= RELATIVE}
    assert not wrong, f"{len(wrong)} of {len(apart)} differ on {name}: {list(wrong.items())[:5]}"


def test_a_difference_is_seen() -> None:
    """The measure itself: it must not call different figures the same."""
    figures = pd.DataFrame({"value": [1.0, np.nan, np.inf], "flag": ["ok", "ok", "few"]})
    assert difference(figures, figures.copy()) == 0
    assert difference(figures, figures.assign(value=[1.001, np.nan, np.inf])) > RELATIVE
    assert difference(figures, figures.assign(value=[1.0, 0.0, np.inf])) == np.inf
    assert difference(figures, figures.assign(value=[1.0, np.nan, 5.0])) == np.inf
    assert difference(figures, figures.assign(flag="ok")) == np.inf
    assert difference(figures, figures.iloc[:2]) == np.inf
