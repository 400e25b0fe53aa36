"""Service days against every subset of places, against CBC, and what must always hold."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pandas as pd
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.covering import not_served_people
from lib.planning.covering import (
    CoveringPlan,
    change,
    freed,
    not_served,
    plan_days,
    where_known,
    with_place,
    without,
)
from lib.planning.distances import Unit, load_distances
from lib.planning.reasons import Fault, Note, PlanError, Why
from lib.planning.task import Task
from lib.store.lake import Store

INF = float("inf")


def task(
    people: Mapping[str, int],
    ways: Mapping[str, Mapping[str, float]],
    reach: float = 10,
    days: int = 1,
    **more: tuple[str, ...],
) -> Task:
    table = pd.DataFrame.from_dict(ways, orient="index").astype(float)
    return Task(pd.Series(people, dtype="int64"), table, reach, days, **more)


# Four tambon on a road, 8 km from one to the next; each of them and a centre "1" by C are places.
STREET = {"A": 0, "B": 8, "C": 16, "D": 24, "1": 17}
PEOPLE = {"A": 100, "B": 200, "C": 300, "D": 150}
ALL, SPARE = Note.EVERYBODY_REACHED, Note.DAYS_TO_SPARE


def street(days: int = 1, reach: float = 10, **more: tuple[str, ...]) -> Task:
    ways = {one: {place: abs(STREET[one] - km) for place, km in STREET.items()} for one in PEOPLE}
    return task(PEOPLE, ways, reach, days, **more)


@pytest.mark.parametrize(
    ("asked", "codes", "reached", "notes"),
    [
        (street(0), (), 0, ()),
        # C and 1 reach B, C and D; to C they have less way, 2,800 people-km against 3,150
        (street(1), ("C",), 650, ()),
        (street(2), ("C", "B"), 750, (ALL,)),
        (street(9), ("C", "B"), 750, (ALL, SPARE)),
        (street(1, reach=7.99), ("1",), 450, ()),
        (street(1, reach=8), ("C",), 650, ()),
        (street(1, reach=0), ("C",), 300, ()),
        (street(1, forbidden=("C",)), ("1",), 650, ()),
        (street(1, forbidden=("C", "1")), ("B",), 600, ()),
        (street(1, pinned=("A",)), ("A",), 300, ()),
        (street(2, pinned=("A",)), ("C", "A"), 750, (ALL,)),
        (street(3, pinned=("D", "B")), ("B", "D"), 750, (ALL, SPARE)),
        (street(2, pinned=("C", "1")), ("1", "C"), 650, ()),
        (street(2, forbidden=tuple(STREET)), (), 0, (Note.NOTHING_IN_REACH, SPARE)),
        (task({"A": 0}, {"A": {"A": 0}}), (), 0, (Note.NO_DEMAND, SPARE)),
        (task({"A": 0}, {"A": {"A": 0}}, pinned=("A",)), ("A",), 0, (Note.NO_DEMAND,)),
        (task({"A": 5}, {"A": {"B": 11}}), (), 0, (Note.NOTHING_IN_REACH, SPARE)),
        (task({"A": 5}, {"A": {"B": INF}}), (), 0, (Note.NOTHING_IN_REACH, SPARE)),
        (task({}, {"A": {"A": 0}}), (), 0, (Note.NO_DEMAND, SPARE)),
        # as many people with as much way: the lower code
        (task({"A": 5}, {"A": {"C": 3, "B": 3}}), ("B",), 5, (ALL,)),
    ],
)
def test_by_hand(
    asked: Task, codes: tuple[str, ...], reached: int, notes: tuple[Note, ...]
) -> None:
    plan = plan_days(asked)
    assert (plan.codes, plan.reached, plan.notes) == (codes, reached, notes)
    assert plan.proven
    assert plan.gap == 0


def test_says_what_each_place_adds_and_who_is_left() -> None:
    plan = plan_days(street(2, reach=8, forbidden=("D", "C")))
    # B reaches A, B and C (600), 1 reaches C and D (450), to C it is the nearer
    assert [
        (one.code, one.adds, one.adds_in, one.only_here, one.serves, one.in_reach)
        for one in plan.places
    ] == [
        ("B", 600, ("A", "B", "C"), 300, 300, 600),
        ("1", 150, ("D",), 150, 450, 450),
    ]
    assert plan.tambon["place"].to_dict() == {"A": "B", "B": "B", "C": "1", "D": "1"}
    assert plan.tambon["distance"].to_dict() == {"A": 8, "B": 0, "C": 1, "D": 7}
    assert plan.share == 1
    assert plan.unreached.empty


@pytest.mark.parametrize(
    ("asked", "whys"),
    [
        (street(1), {"A": Why.NOT_CHOSEN}),
        (street(1, reach=5), {"B": Why.NOT_CHOSEN, "D": Why.NOT_CHOSEN, "A": Why.NOT_CHOSEN}),
        (street(2, forbidden=("A", "B")), {"A": Why.FORBIDDEN}),
        (task({"A": 5, "B": 9}, {"A": {"C": 11}, "B": {"C": 2}}), {"A": Why.TOO_FAR}),
        (task({"A": 5, "B": 9}, {"A": {"C": INF}, "B": {"C": 2}}), {"A": Why.TOO_FAR}),
        (task({"A": 0, "B": 9}, {"A": {"C": 11}, "B": {"C": 2}}), {}),
        (street(0), dict.fromkeys("CBDA", Why.NOT_CHOSEN)),
    ],
)
def test_says_why_people_are_not_reached(asked: Task, whys: Mapping[str, Why]) -> None:
    assert list(plan_days(asked).unreached["why"].items()) == list(whys.items())


def test_says_how_far_it_is_for_those_left() -> None:
    left = plan_days(street(1, forbidden=("A",))).unreached
    columns = ["nearest_chosen", "chosen_distance", "nearest_allowed", "allowed_distance"]
    assert left.loc["A", columns].tolist() == ["C", 16, "B", 8]
    nowhere = plan_days(task({"A": 5}, {"A": {"C": INF}})).unreached
    assert nowhere.loc["A", columns].isna().all()


def test_what_if() -> None:
    plan = plan_days(street(1))
    lost = without(plan, "C")
    assert (lost.more, lost.came, lost.went, lost.proven) == (0, ("1",), ("C",), True)
    held = with_place(plan, "A")
    assert (held.more, held.came, held.went) == (-350, ("A",), ("C",))
    back = freed(held.plan)
    assert (back.more, back.plan.codes) == (350, plan.codes)
    assert without(held.plan, "A").plan.task.pinned == ()
    assert with_place(lost.plan, "C").plan.task.forbidden == ()


FAULTS = {
    "half a day": (lambda: street(days=1.5), Fault.NOT_DAYS),  # type: ignore[arg-type]
    "days below nothing": (lambda: street(days=-1), Fault.NOT_DAYS),
    "reach below nothing": (lambda: street(reach=-1), Fault.NOT_REACH),
    "no end of the reach": (lambda: street(reach=INF), Fault.NOT_REACH),
    "no reach": (lambda: street(reach=float("nan")), Fault.NOT_REACH),
    "people not known": (
        lambda: Task(pd.Series({"A": np.nan}), pd.DataFrame({"A": {"A": 0.0}}), 1, 1),
        Fault.NOT_PEOPLE,
    ),
    "people below nothing": (lambda: task({"A": -1}, {"A": {"A": 0}}), Fault.NOT_PEOPLE),
    "half a person": (
        lambda: Task(pd.Series({"A": 0.5}), pd.DataFrame({"A": {"A": 0.0}}), 1, 1),
        Fault.NOT_PEOPLE,
    ),
    "people twice": (
        lambda: replace(street(), people=pd.Series([1, 2], index=["A", "A"])),
        Fault.CODES_TWICE,
    ),
    "people without a row": (lambda: task({"X": 1}, {"A": {"A": 0}}), Fault.NO_DISTANCE),
    "distance below nothing": (lambda: task({"A": 1}, {"A": {"A": -1}}), Fault.NOT_DISTANCES),
    "distance not known": (
        lambda: task({"A": 1}, {"A": {"A": float("nan")}}),
        Fault.NOT_DISTANCES,
    ),
    "unknown pin": (lambda: street(pinned=("X",)), Fault.UNKNOWN_PLACE),
    "unknown forbidden": (lambda: street(forbidden=("X",)), Fault.UNKNOWN_PLACE),
    "pinned twice": (lambda: street(2, pinned=("A", "A")), Fault.CODES_TWICE),
    "pinned and forbidden": (
        lambda: street(pinned=("A",), forbidden=("A",)),
        Fault.PINNED_AND_FORBIDDEN,
    ),
    "more pinned than days": (lambda: street(1, pinned=("A", "B")), Fault.TOO_MANY_PINNED),
    "no time": (lambda: plan_days(street(), time_limit=0), Fault.NOT_TIME),
    "no such place": (lambda: without(plan_days(street()), "A"), Fault.NOT_CHOSEN),
    "population not known": (
        lambda: not_served(pd.Series({"A": np.nan}), pd.Series({"A": 1})),
        Fault.NOT_PEOPLE,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_refuses(name: str) -> None:
    act, fault = FAULTS[name]
    with pytest.raises(PlanError) as caught:
        act()
    assert caught.value.fault is fault


def test_people_not_served() -> None:
    population, served = pd.Series({"A": 10.0, "B": 5, "C": 7}), pd.Series({"A": 4, "B": 9.0})
    assert not_served(population, served).to_dict() == {"A": 6, "B": 0, "C": 7}


def test_tambon_of_an_unknown_population_are_left_out_and_named() -> None:
    known, unknown = where_known(pd.Series({"A": 10.0, "B": np.nan, "C": 0.0}))
    assert known.to_dict() == {"A": 10, "C": 0}, "nobody is a figure, not known is none"
    assert unknown == ("B",)
    assert where_known(pd.Series({"A": 1.0}))[1] == ()


def test_without_any_population_there_is_no_plan() -> None:
    with pytest.raises(PlanError) as caught:
        where_known(pd.Series({"A": np.nan, "B": np.nan}))
    assert (caught.value.fault, caught.value.about) == (Fault.NOBODY_KNOWN, ("A", "B"))


# What must hold of any task


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    way = st.one_of(st.integers(0, 9), st.just(INF))
    grid = draw(
        st.lists(st.lists(way, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    )
    places = [f"p{number}" for number in range(columns)]
    codes = [f"t{number}" for number in range(rows)]
    people = draw(st.lists(st.integers(0, 9), min_size=rows, max_size=rows))
    kinds = draw(st.lists(st.sampled_from("......+-"), min_size=columns, max_size=columns))
    pinned = tuple(place for place, kind in zip(places, kinds, strict=True) if kind == "+")
    return Task(
        pd.Series(people, index=codes),
        pd.DataFrame(grid, index=codes, columns=places, dtype=float),
        reach=draw(st.integers(0, 8)),
        days=len(pinned) + draw(st.integers(0, 4)),
        pinned=pinned,
        forbidden=tuple(place for place, kind in zip(places, kinds, strict=True) if kind == "-"),
    )


def reached(asked: Task, places: tuple[str, ...]) -> int:
    near = (asked.distances[list(places)] <= asked.reach).any(axis=1)
    return int(asked.people[near.reindex(asked.people.index)].sum())


def way(asked: Task, places: tuple[str, ...]) -> float:
    """People times km of those who are reached."""
    least = asked.distances[list(places)].min(axis=1)
    return float((asked.people * least)[least <= asked.reach].sum())


def best(asked: Task) -> tuple[int, int]:
    """By every subset: the most people, and the fewest places that reach them."""
    free = [place for place in asked.allowed if place not in asked.pinned]
    found = [
        (reached(asked, (*asked.pinned, *more)), -len(asked.pinned) - size)
        for size in range(min(asked.days - len(asked.pinned), len(free)) + 1)
        for more in combinations(free, size)
    ]
    people, places = max(found)
    return people, -places


@settings(deadline=None, max_examples=200)
@given(tasks())
def test_no_subset_reaches_more(asked: Task) -> None:
    plan = plan_days(asked)
    people, fewest = best(asked)
    assert plan.reached == plan.bound == people == reached(asked, plan.codes)
    assert plan.proven
    assert set(asked.pinned) <= set(plan.codes) <= set(asked.allowed)
    assert len(plan.codes) == len(set(plan.codes)) <= asked.days
    if plan.reached == plan.reachable:
        assert len(plan.places) == fewest


@settings(deadline=None, max_examples=100)
@given(tasks())
def test_parts_make_the_whole(asked: Task) -> None:
    plan = plan_days(asked)
    assert sum(place.adds for place in plan.places) == plan.reached
    assert sum(place.serves for place in plan.places) == plan.reached
    assert plan.reached + plan.unreached["people"].sum() == plan.total
    assert [place.adds for place in plan.places] == sorted(
        (place.adds for place in plan.places), reverse=True
    )
    for place in plan.places:
        rest = tuple(code for code in plan.codes if code != place.code)
        assert plan.reached - reached(asked, rest) == place.only_here <= place.adds
        assert place.in_reach == reached(asked, (place.code,)) >= max(place.adds, place.serves)
        assert asked.people[list(place.adds_in)].sum() == place.adds
        assert place.adds or place.pinned
    table = plan.tambon
    assert (table["why"].isna() == table["reached"]).all()
    assert (table["distance"].notna() == table["reached"]).all()
    for code, row in table[table["reached"]].iterrows():
        assert row["distance"] == asked.distances.loc[code, list(plan.codes)].min()
        assert row["distance"] == asked.distances.at[code, row["place"]] <= asked.reach


@settings(deadline=None, max_examples=100)
@given(tasks())
def test_no_single_exchange_is_better(asked: Task) -> None:
    plan = plan_days(asked)
    mine = (-plan.reached, way(asked, plan.codes), sorted(plan.codes))
    for place in set(plan.codes) - set(asked.pinned):
        rest = tuple(code for code in plan.codes if code != place)
        for other in set(asked.allowed) - set(plan.codes):
            new = (*rest, other)
            assert mine <= (-reached(asked, new), way(asked, new), sorted(new))


@settings(deadline=None, max_examples=60)
@given(tasks(), st.randoms())
def test_the_order_of_what_is_given_plays_no_part(asked: Task, random: Random) -> None:
    rows, columns = list(asked.people.index), list(asked.distances.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    other = replace(
        asked,
        people=asked.people[rows],
        distances=asked.distances.loc[rows[::-1], columns],
        pinned=asked.pinned[::-1],
    )
    one, two = plan_days(asked), plan_days(other)
    assert one.places == two.places
    pd.testing.assert_frame_equal(one.tambon, two.tambon)


@settings(deadline=None, max_examples=60)
@given(tasks(), st.data())
def test_more_freedom_never_reaches_less(asked: Task, data: st.DataObject) -> None:
    plan = plan_days(asked)
    assert plan_days(replace(asked, days=asked.days + 1)).reached >= plan.reached
    assert plan_days(replace(asked, reach=asked.reach + 1)).reached >= plan.reached
    assert freed(plan).more >= 0
    for place in plan.places:
        lost = without(plan, place.code)
        if not place.pinned:
            assert -place.only_here <= lost.more <= 0
    place = data.draw(st.sampled_from(sorted(asked.distances.columns)))
    if place in asked.allowed and len({*asked.pinned, place}) <= asked.days:
        held = with_place(plan, place)
        assert held.more <= 0
        assert place in held.plan.codes
        assert (held.more == 0) or (place not in plan.codes)


# The study area


@pytest.fixture(scope="module")
def people(store: Store) -> pd.Series:
    """Registered people whom the sample's services did not reach in the fiscal year."""
    return not_served_people(store)


@pytest.fixture(scope="module")
def km() -> pd.DataFrame:
    return load_distances().of(Unit.KM)


def by_cbc(people: pd.Series, near: pd.DataFrame, days: int) -> int:
    """The most people, by another solver with a model of its own."""
    model = pulp.LpProblem("days", pulp.LpMaximize)
    place = {code: pulp.LpVariable(f"p{code}", cat="Binary") for code in near.columns}
    row = {code: pulp.LpVariable(f"t{code}", 0, 1) for code in near.index}
    model += pulp.lpSum(int(people[code]) * row[code] for code in near.index)
    model += pulp.lpSum(place.values()) <= days
    for code in near.index:
        model += row[code] <= pulp.lpSum(place[one] for one in near.columns[near.loc[code]])
    model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0, gapAbs=0.5))
    assert model.sol_status == pulp.LpSolutionOptimal
    return round(pulp.value(model.objective))


@pytest.mark.parametrize("days", [5, 10, 20])
@pytest.mark.parametrize("reach", [10, 15, 20])
def test_the_study_area_against_cbc(
    people: pd.Series, km: pd.DataFrame, reach: float, days: int
) -> None:
    plan = plan_days(Task(people, km, reach, days), time_limit=120)
    assert plan.proven
    assert plan.reached == by_cbc(people, km <= reach, days)
    assert len(plan.places) == days


def test_the_study_area_reached_by_the_fewest(people: pd.Series, km: pd.DataFrame) -> None:
    plan = plan_days(Task(people, km, 20, 40), time_limit=120)
    assert plan.notes == (Note.EVERYBODY_REACHED, Note.DAYS_TO_SPARE)
    fewer = plan_days(Task(people, km, 20, len(plan.places) - 1), time_limit=120)
    assert fewer.proven
    assert fewer.reached < plan.reached


def test_says_when_it_is_not_proven(people: pd.Series, km: pd.DataFrame) -> None:
    asked = Task(people, km, 20, 20)
    start = time.perf_counter()
    plan = plan_days(asked, time_limit=0.01)
    full = plan_days(asked, time_limit=120)
    assert Note.NOT_PROVEN in plan.notes
    assert plan.bound >= full.reached >= plan.reached > 0.9 * full.reached
    assert plan.gap == pytest.approx(1 - plan.reached / plan.bound)
    assert not change(plan, full).proven
    assert plan.seconds < time.perf_counter() - start


def test_several_at_once_and_again_give_the_same(people: pd.Series, km: pd.DataFrame) -> None:
    asked = [Task(people, km, reach, 15) for reach in (10, 15)] * 2

    def solved(one: Task) -> CoveringPlan:
        return plan_days(one, time_limit=120)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(solved, asked))
    assert [plan.places for plan in found[:2]] == [plan.places for plan in found[2:]]
