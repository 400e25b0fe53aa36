"""Every indicator against the plain pandas calculation, on the sample."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.areas import load_registry, population
from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.evaluate import Question, evaluate
from lib.periods import Period
from lib.sample import generate
from lib.store.lake import Store
from tests.indicators import oracle, oracle_samples
from tests.indicators.oracle import Asked, World

ORACLE = {**oracle.ORACLE, **oracle_samples.ORACLE}

QUESTIONS = {
    "fiscal year to date": (date(2025, 10, 1), date(2026, 9, 30), None),
    "a month": (date(2026, 3, 1), date(2026, 3, 31), None),
    "odd dates over a year's end": (date(2024, 11, 17), date(2025, 2, 3), None),
    "as it stood in the middle": (date(2024, 10, 1), date(2025, 9, 30), date(2025, 4, 14)),
    "known later": (date(2024, 10, 1), date(2025, 3, 31), date(2025, 8, 1)),
    "before anything": (date(2020, 1, 1), date(2020, 12, 31), None),
    "after the data": (date(2026, 8, 1), date(2026, 8, 31), None),
}
DATA_DATE = date(2026, 6, 30)


@pytest.fixture(scope="module")
def world() -> World:
    tables = {name: table.to_pandas() for name, table in generate().items()}
    for table in tables.values():
        for column in table.columns:
            if column in ("date", "month") or column.endswith("_on"):
                table[column] = pd.to_datetime(table[column])
    areas = load_registry()
    villages = {area.code: area.villages or 0 for area in areas.at_level(Level.TAMBON)}
    return World(tables, sorted(villages), villages, population())


# Flows that are not known for days that have not come: all but what the reports are expected to be.
OF_DAYS_THAT_CAME = {
    "activities", "contacts", "partner_share", "people_served", "people_served_per_1000",
    "plan_progress", "referrals", "tambon_reached", "villages_reached", "follow_up_rate",
    "follow_ups_due", "follow_ups_on_time", "follow_ups_late", "income_rose", "needs_raised",
    "needs_answered", "needs_answered_share", "situations", "situation_people",
    *(code for code in registry.indicators() if code.startswith("outcome_")),
}  # fmt: skip


def test_the_oracle_knows_every_indicator() -> None:
    assert set(ORACLE) == set(registry.indicators())


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("code", ORACLE)
def test_same_figures(
    world: World, store: Store, scope: Scope, code: str, name: str, level: Level
) -> None:
    start, end, as_of = QUESTIONS[name]
    got = evaluate(store, scope, Question(code, level, Period(start, end), as_of))
    asked = asked_of(name, level)
    expected = ORACLE[code](world, asked)
    if asked.until < asked.start and code in OF_DAYS_THAT_CAME:
        expected = expected.assign(value=np.nan, numerator=np.nan)
    same(world, got, expected, level)


# Alone, together, and one that hardly any group has.
OCCUPATIONS = [("61",), ("75", "73"), ("92",)]


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("occupations", OCCUPATIONS)
def test_same_quotient_of_an_occupation(
    world: World,
    store: Store,
    scope: Scope,
    occupations: tuple[str, ...],
    name: str,
    level: Level,
) -> None:
    start, end, as_of = QUESTIONS[name]
    filters = (("occupation", occupations),)
    question = Question("occupation_quotient", level, Period(start, end), as_of, filters=filters)
    got = evaluate(store, scope, question)
    expected = oracle_samples.occupation_quotient(world, asked_of(name, level), occupations)
    same(world, got, expected, level)


def asked_of(name: str, level: Level) -> Asked:
    start, end, as_of = QUESTIONS[name]
    return Asked(str(level), start, end, as_of or min(end, DATA_DATE), as_of or DATA_DATE)


def same(world: World, got: pd.DataFrame, expected: pd.DataFrame, level: Level) -> None:
    assert list(got.index) == list(expected.index.sort_values()) == world.areas(str(level))
    for column in expected.columns:
        pd.testing.assert_series_equal(
            got[column], expected[column].sort_index(), check_names=False, rtol=1e-9,
            check_dtype=column != "flag",
        )  # fmt: skip
