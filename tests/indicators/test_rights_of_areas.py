"""Who is signed in for some areas gets exact figures of these, and the protected view elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pytest

from geo.codes import Level
from lib.access.scope import Role, Scope
from lib.indicators import evaluate as asking
from lib.indicators import group_mix, registry
from lib.indicators.change import compare
from lib.indicators.cube import NUMBERS, ProtectedCube, ProtectedRefused, check_allowed, cube
from lib.indicators.earlier import first_day
from lib.indicators.evaluate import (
    AreaRefused,
    Question,
    evaluate,
    evaluate_by,
    evaluate_curves,
    evaluate_periods,
)
from lib.indicators.figures import figures
from lib.indicators.filters import FILTERS, FilterRefused
from lib.indicators.model import Estimate, Flag
from lib.indicators.work_list import Part, work_counts, work_list
from lib.periods import Period, fiscal_year, month, quarter
from lib.store.lake import Store

# The cube of the whole sample takes a minute: one worker makes it for all of these tests.
pytestmark = pytest.mark.xdist_group("cube")

EVERYTHING, PUBLIC = Scope.everything(), Scope.public()
SIGNED_IN = [role for role in Role if Scope(role).signed_in]
AREAS = [(), ("94",), ("9410",)]
AMPHOE = Scope(Role.PLANNER, ("9410",))
SCATTERED = Scope(Role.VIEWER, ("9410", "95"))
CODES = list(registry.indicators())
YEAR = fiscal_year(2569)
FREE = Period(date(2026, 1, 15), date(2026, 3, 10))
CURVES = [
    one.code
    for one in registry.indicators().values()
    if one.sample and one.sample.estimate is not Estimate.MEDIAN
]


@pytest.fixture(scope="module")
def whole(store: Store) -> ProtectedCube:
    """The cube, made before anything asks for it."""
    return cube(store, asking.protected_folder())


@pytest.fixture(scope="module")
def once(store: Store) -> Callable[..., pd.DataFrame]:
    """`figures`, each computed once: twelve scopes ask the same."""

    @cache
    def found(indicator: Any, level: Level, asked: tuple[Any, ...], filters: Any) -> pd.DataFrame:
        return figures(store, EVERYTHING, indicator, level, asked, filters)

    def kept(_: Store, scope: Scope, indicator: Any, level: Level, asked: Any, filters: Any) -> Any:
        assert scope == EVERYTHING, "A quotient against the region needs all rows."
        return found(indicator, level, tuple(asked), filters).copy()

    return kept


@pytest.fixture
def quick(
    whole: ProtectedCube, once: Callable[..., pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(whole.table)
    monkeypatch.setattr(asking, "figures", once)


@pytest.fixture
def no_cube(monkeypatch: pytest.MonkeyPatch) -> None:
    """The protected cube can't be had: nobody waits for it who does not need it."""

    def never(*_: object) -> None:
        raise AssertionError("The cube was asked for.")

    monkeypatch.setattr(asking, "protected", never)
    monkeypatch.setattr(asking, "protected_periods", never)


def covered(found: pd.DataFrame, areas: tuple[str, ...]) -> pd.Series:
    """Which rows lie within areas, found out from the codes alone; all where there are none."""
    codes = pd.Series(found.index.get_level_values("area_code"), index=found.index)
    return codes.map(lambda code: not areas or code.startswith(areas)).astype(bool)


def alike(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Assert that two answers are the same to the last digit, types and order too."""
    pd.testing.assert_frame_equal(found, expected, check_exact=True, check_index_type=False)


def answered(code: str) -> bool:
    """Whether the protected view knows the indicator."""
    return not registry.get(code).signed_in


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("code", CODES)
def test_own_rows_are_exact_and_others_those_of_everyone(
    store: Store, code: str, level: Level
) -> None:
    question = Question(code, level, YEAR)
    exact = evaluate(store, EVERYTHING, question)
    public = evaluate(store, PUBLIC, question) if answered(code) else None
    for role in SIGNED_IN:
        for areas in AREAS:
            found = evaluate(store, Scope(role, areas), question)
            own = covered(found, areas)
            assert found.index.equals(exact.index)
            alike(found[own], exact[own])
            if public is not None:
                alike(found[~own], public[~own])
            else:
                nothing(found[~own])


def nothing(found: pd.DataFrame) -> None:
    """Assert that rows have no number and say that something is hidden."""
    assert found[NUMBERS].isna().all(axis=None)
    assert (found["flag"] == str(Flag.SUPPRESSED)).all()


def _filtered(code: str) -> Question | None:
    accepted = registry.get(code).filters
    if not accepted:
        return None
    values = FILTERS[accepted[0]].values[:1]
    return Question(code, Level.AMPHOE, YEAR, filters=((accepted[0], values),))


BEYOND: dict[str, Callable[[str], Question | None]] = {
    "filter": _filtered,
    "free dates": lambda code: Question(code, Level.AMPHOE, FREE),
    "as-of date": lambda code: Question(code, Level.TAMBON, YEAR, as_of=date(2026, 3, 31)),
}


@pytest.mark.usefixtures("quick", "no_cube")
@pytest.mark.parametrize("beyond", BEYOND)
@pytest.mark.parametrize("code", CODES)
def test_beyond_the_protected_view_only_own_rows_have_numbers(
    store: Store, code: str, beyond: str
) -> None:
    question = BEYOND[beyond](code)
    if question is None:
        with pytest.raises(FilterRefused):
            evaluate(store, AMPHOE, Question(code, Level.AMPHOE, YEAR, filters=(("x", ("y",)),)))
        return
    with pytest.raises(ProtectedRefused):
        check_allowed(question, [question.period])
    exact = evaluate(store, EVERYTHING, question)
    for areas in AREAS:
        found = evaluate(store, Scope(Role.OFFICER, areas), question)
        own = covered(found, areas)
        assert found.index.equals(exact.index)
        assert list(found.columns) == list(exact.columns)
        alike(found[own], exact[own])
        nothing(found[~own])


@pytest.mark.usefixtures("no_cube")
@pytest.mark.parametrize(
    "question",
    [
        Question("people_served", Level.AMPHOE, YEAR, areas=("9410",)),
        Question("people_served", Level.TAMBON, YEAR, areas=("9410",)),
        Question("occupation_quotient", Level.TAMBON, YEAR, areas=("941001", "9501")),
        Question("contacts", Level.PROVINCE, YEAR, areas=("95",)),
    ],
    ids=str,
)
def test_a_question_within_ones_own_areas_never_needs_the_cube(
    store: Store, question: Question
) -> None:
    alike(evaluate(store, SCATTERED, question), evaluate(store, EVERYTHING, question))


@pytest.mark.parametrize(
    "question",
    [
        Question("people_served", Level.TAMBON, YEAR, areas=("94",)),
        Question("people_served", Level.TAMBON, YEAR, areas=("9410", "9501", "9601")),
        Question("people_served", Level.PROVINCE, YEAR, areas=("94", "95")),
        Question("contacts", Level.REGION, YEAR, areas=("south",)),
        Question("contacts", Level.AMPHOE, YEAR, areas=("south",)),
    ],
    ids=str,
)
def test_picked_rows_are_those_of_all_of_them(
    store: Store, whole: ProtectedCube, question: Question
) -> None:
    found = evaluate(store, SCATTERED, question)
    every = evaluate(store, SCATTERED, replace(question, areas=()))
    alike(found, every.loc[found.index])
    assert found.index.equals(evaluate(store, EVERYTHING, question).index)


def test_where_nobody_is_covered_nothing_exact_is_computed(
    store: Store, whole: ProtectedCube, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("An exact figure was asked for.")

    monkeypatch.setattr(asking, "figures", never)
    question = Question("people_served", Level.PROVINCE, quarter(2569, 2))
    alike(evaluate(store, AMPHOE, question), evaluate(store, PUBLIC, question))


PERIODS = [month(date(2026, 5, 1)), quarter(2569, 2), YEAR]


def test_several_periods(store: Store, whole: ProtectedCube) -> None:
    question = Question("people_served", Level.TAMBON, YEAR, areas=("94",))
    exact, found, public = (
        evaluate_periods(store, scope, question, PERIODS) for scope in (EVERYTHING, AMPHOE, PUBLIC)
    )
    own = covered(found, AMPHOE.areas)
    assert found.index.equals(exact.index)
    alike(found[own], exact[own])
    alike(found[~own], public[~own])
    assert (found["flag"] == str(Flag.SUPPRESSED)).any()


def test_one_period_beyond_the_view_hides_the_others_in_all(store: Store) -> None:
    question = Question("people_served", Level.AMPHOE, YEAR)
    found = evaluate_periods(store, AMPHOE, question, [*PERIODS, FREE])
    own = covered(found, AMPHOE.areas)
    alike(found[own], evaluate_periods(store, EVERYTHING, question, [*PERIODS, FREE])[own])
    nothing(found[~own])


@pytest.mark.usefixtures("no_cube")
def test_by_the_values_of_a_filter(store: Store) -> None:
    question = Question("people_served", Level.AMPHOE, YEAR)
    exact, found = (evaluate_by(store, scope, question, "sex") for scope in (EVERYTHING, AMPHOE))
    own = covered(found, AMPHOE.areas)
    assert found.index.equals(exact.index)
    alike(found[own], exact[own])
    nothing(found[~own])


@pytest.mark.parametrize("level", [Level.REGION, Level.PROVINCE, Level.AMPHOE])
@pytest.mark.parametrize("code", CURVES)
def test_curves_are_of_own_areas(store: Store, code: str, level: Level) -> None:
    question = Question(code, level, YEAR)
    exact, found, none = (
        evaluate_curves(store, scope, question)
        for scope in (EVERYTHING, SCATTERED, Scope(Role.VIEWER, ("9001",)))
    )
    alike(found, exact[covered(exact, SCATTERED.areas)])
    alike(none, exact[covered(exact, ("9001",))])
    assert none.dtypes.equals(exact.dtypes)
    assert none.index.names == exact.index.names


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        (Question("people_served", Level.AMPHOE, YEAR, areas=("99",)), AreaRefused),
        (Question("people_served", Level.AMPHOE, YEAR, areas=("941001",)), AreaRefused),
        (Question("contacts", Level.AMPHOE, YEAR, filters=(("legal_form", ("x",)),)),
         FilterRefused),
        (Question("contacts", Level.AMPHOE, YEAR, filters=(("sex", ("x",)),)), FilterRefused),
        (Question("no_such", Level.AMPHOE, YEAR), registry.UnknownIndicator),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_refused_is_refused_to_all(
    store: Store, question: Question, refusal: type[Exception]
) -> None:
    for scope in (EVERYTHING, AMPHOE):
        with pytest.raises(refusal):
            evaluate(store, scope, question)


def test_a_change_of_others_is_told_by_the_protected_view_alone(
    store: Store, whole: ProtectedCube
) -> None:
    question = Question("people_served", Level.TAMBON, quarter(2569, 2))
    exact, found, public = (
        compare(store, scope, question).areas for scope in (EVERYTHING, AMPHOE, PUBLIC)
    )
    own = covered(found, AMPHOE.areas)
    alike(found[own], exact[own])
    alike(found[~own], public[~own])
    assert found["now"][~own].isna().any()


@pytest.mark.parametrize("scope", [PUBLIC, AMPHOE, EVERYTHING], ids=["public", "9410", "all"])
def test_how_far_the_data_reach_back_is_the_same_for_all(
    store: Store, whole: ProtectedCube, scope: Scope
) -> None:
    compared = compare(store, scope, Question("contacts", Level.PROVINCE, YEAR.year_before()))
    earliest = store.query("SELECT min(date) AS first FROM activity", EVERYTHING)["first"][0]
    assert first_day(store) == earliest.date() <= compared.comparison.period.start


@pytest.mark.parametrize(
    ("scope", "area", "known"),
    [
        (AMPHOE, "9410", True),
        (AMPHOE, "941001", True),
        (AMPHOE, "94", False),
        (AMPHOE, "south", False),
        (SCATTERED, "95", True),
        (Scope(Role.VIEWER), "south", True),
        (PUBLIC, "9410", False),
    ],
)
def test_what_groups_are_is_told_of_own_areas(
    store: Store, scope: Scope, area: str, known: bool
) -> None:
    day = date(2026, 6, 30)
    exact = group_mix.group_counts(store, EVERYTHING, day, area)
    found = group_mix.group_counts(store, scope, day, area)
    alike(found, exact if known else exact.iloc[:0])
    mix = group_mix.occupation_mix(found)
    assert (mix["flag"] == str(Flag.OK if known else Flag.NO_DATA)).all()
    assert mix["value"].notna().all() == known


@pytest.mark.parametrize("role", SIGNED_IN)
def test_a_work_list_is_the_same_with_less_right(store: Store, role: Role) -> None:
    """The store cuts what the list reads, and takes nothing of one's own away."""
    day, own = date(2026, 6, 30), Scope(role, ("94",))
    for part in Part:
        lists = [work_list(store, scope, "9410", day, part) for scope in (own, EVERYTHING)]
        alike(*lists)
    alike(*(work_counts(store, scope, "9410", day) for scope in (own, EVERYTHING)))
