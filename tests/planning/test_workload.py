"""Workload: shares and fair shares by hand and in plain pandas, moves that prove their gain."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.scope import Role, Scope
from lib.planning.asking import PlanRefused
from lib.planning.rules import LoadRules, RulesError, load_rules
from lib.planning.workload import (
    Change,
    Move,
    Still,
    Workload,
    by_centre,
    by_officer,
    moves,
    officer_loads,
    tambon_loads,
    why_still,
    workload,
)
from lib.store.lake import Store

NOW = date(2026, 6, 30)
NEEDS_ONLY = LoadRules(365, 3, 0.05, {"needs": 1.0})
OFFICERS = [
    "o1,940801,2020-01-01,",
    "o2,940801,2020-01-01,2026-06-30",  # the last day still counts
    "o3,940801,2020-01-01,2026-06-29",
    "o4,940802,2026-07-01,",
    "o2,940802,2021-01-01,",
    "o5,950701,2020-01-01,",
]


def needs(tambon: str, count: int) -> list[str]:
    return [f"{tambon}-{n},2026-01-01,{tambon},forum,work,open," for n in range(count)]


def work(loads: dict[str, float], held: dict[str, set[str]]) -> Workload:
    """A workload with these loads of tambon, for the whole region."""
    pairs = [(officer, tambon) for tambon, holders in held.items() for officer in sorted(holders)]
    names = ["population", "activities", "follow_ups", "needs", "people_served"]
    tambon = pd.DataFrame(1.0, index=sorted(loads), columns=names)
    tambon["holders"] = [len(held.get(one, ())) for one in tambon.index]
    tambon["load"] = pd.Series(loads)
    return Workload(tambon, pd.DataFrame(pairs, columns=["officer_id", "tambon_code"]), ("south",))


def test_who_holds_what_on_the_day_and_shares_it(load) -> None:
    store = load(
        officer=OFFICERS,
        need=[*needs("940801", 6), *needs("940802", 4), *needs("940803", 5), *needs("950701", 1)],
    )
    found = workload(store, Scope.everything(), "south", NOW, NEEDS_ONLY)
    got = by_officer(found)
    assert got["needs"].to_dict() == {
        ("9408", "o1"): 3,
        ("9408", "o2"): 7,
        ("9507", "o5"): 1,
    }
    assert got["tambon"].tolist() == [1, 2, 1]
    # 11 needs are held by three officers: the mean is 11/3, and 1 of the load.
    assert got["load"].tolist() == pytest.approx([9 / 11, 21 / 11, 3 / 11])
    assert got["load"].mean() == pytest.approx(1)
    assert got["fair"].tolist() == pytest.approx([7.5 * 3 / 11] * 2 + [3 / 11]), "9408 has 15 needs"
    assert got["population"].notna().all()
    assert got["activities"].isna().all(), "no activity was ever delivered"

    centre = by_centre(store, Scope.everything(), found, NOW, NEEDS_ONLY)
    one = centre.loc["9408"]
    assert (one["officers"], one["needs"]) == (2, 15)
    assert one["without_officer"] == (found.tambon.index.str[:4] == "9408").sum() - 2
    assert one["largest"] == pytest.approx(21 / 11)
    assert one["spread"] == pytest.approx(7 / 5)
    assert centre.loc["9501", "officers"] == 0
    assert pd.isna(centre.loc["9501", "fair"])
    day_after = workload(store, Scope.everything(), "south", NOW + timedelta(days=1), NEEDS_ONLY)
    assert by_officer(day_after).loc["9408"]["needs"].to_dict() == {"o1": 6, "o2": 2, "o4": 2}


def test_who_holds_tambon_in_two_amphoe_counts_in_each_by_the_part_that_lies_there() -> None:
    found = work(
        {"940801": 4.0, "940802": 2.0, "940803": 3.0, "950101": 1.0, "950102": 6.0},
        {"940801": {"a"}, "940802": {"b"}, "950101": {"b"}, "950102": {"c"}},
    )
    got = by_officer(found)
    assert got["part"].to_dict() == {
        ("9408", "a"): 1, ("9408", "b"): 0.5, ("9501", "b"): 0.5, ("9501", "c"): 1,
    }  # fmt: skip
    assert got["elsewhere"].tolist() == [0, 1, 1, 0]
    # 9408 has a load of 9 for one officer and a half, 9501 of 7.
    assert got["fair"].tolist() == pytest.approx([6, 3, 7 / 3, 14 / 3])
    assert "people_served" not in got


def test_heads_and_full_time_officers_of_a_centre(store: Store, scope: Scope) -> None:
    whole = workload(store, scope, "south", NOW)
    here = whole.holders["tambon_code"].str.startswith("9408")
    one = whole.holders[here].iloc[0]["officer_id"]
    away = pd.DataFrame([{"officer_id": one, "tambon_code": "950101"}])
    found = Workload(whole.tambon, pd.concat([whole.holders, away]), ("south",))
    centre, before = by_centre(store, scope, found, NOW), by_centre(store, scope, whole, NOW)
    assert (before["officers"] == before["full_time"]).all()
    mine = (found.holders["officer_id"] == one).sum()
    assert centre.loc["9408", "officers"] == before.loc["9408", "officers"]
    assert centre.loc["9501", "officers"] == before.loc["9501", "officers"] + 1
    assert centre.loc["9408", "full_time"] == pytest.approx(
        before.loc["9408", "officers"] - 1 / mine
    )
    assert centre["full_time"].sum() == pytest.approx(found.holders["officer_id"].nunique())
    assert centre.loc["9408", "fair"] > before.loc["9408", "fair"]
    assert (centre["spread"].dropna() >= 1).all()


def test_a_load_is_a_mean_of_what_is_known() -> None:
    rules = LoadRules(365, 3, 0.05, {"population": 3.0, "needs": 1.0, "activities": 2.0})
    figures = pd.DataFrame(
        {
            "population": [1000.0, 3000.0, 500.0],
            "needs": [2.0, 6.0, float("nan")],
            "activities": [0.0, 0.0, 0.0],  # nothing anywhere: no part of the load
            "holders": [1, 1, 0],
        }
    )
    got = tambon_loads(figures, 2, rules)
    assert got.tolist() == pytest.approx([0.5, 1.5, 0.25])


def test_the_sample_as_in_plain_pandas(store: Store, scope: Scope) -> None:
    found = workload(store, scope, "south", NOW)
    got, day = by_officer(found), pd.Timestamp(NOW)
    rows = store.query("FROM officer", scope)
    rows = rows[(rows["start_date"] <= day) & (rows["end_date"].isna() | (rows["end_date"] >= day))]
    rows = rows.assign(many=rows.groupby("tambon_code")["officer_id"].transform("nunique"))

    def shared(counts: pd.Series) -> list[float]:
        part = rows["tambon_code"].map(counts).fillna(0) / rows["many"]
        return part.groupby([rows["tambon_code"].str[:4], rows["officer_id"]]).sum().tolist()

    owed, need = store.query("FROM follow_up", scope), store.query("FROM need", scope)
    held = store.query("FROM activity", scope)
    waiting = owed["done_on"].isna() | (owed["done_on"] > day)
    near = owed["due_on"] <= day + timedelta(days=30)
    open_ = need["answered_on"].isna() & (need["status"] != "closed")
    year = (held["date"] <= day) & (held["date"] > day - timedelta(days=365))
    counts = {
        "follow_ups": owed[waiting & near].groupby("tambon_code").size(),
        "needs": need[open_].groupby("tambon_code").size(),
        "activities": held[year].groupby("tambon_code").size(),
    }
    for name, by_tambon in counts.items():
        assert got[name].tolist() == pytest.approx(shared(by_tambon)), name
    assert got["load"].mean() == pytest.approx(1)
    centre = by_centre(store, scope, found, NOW)
    assert centre["officers"].sum() == len(got) == rows["officer_id"].nunique()
    assert centre["without_officer"].sum() == 290 - rows["tambon_code"].nunique()
    sums = found.tambon.groupby(found.tambon.index.str[:4])["needs"].sum()
    assert centre["needs"].tolist() == sums.tolist()


@pytest.mark.parametrize(
    ("loads", "held", "wanted"),
    [
        # Three tambon with one, none with the other two: handing one over leaves 2, sharing 2.5.
        (
            {"940801": 1.0, "940802": 1.0, "940803": 1.0, "940804": 0.0},
            {"940801": {"a"}, "940802": {"a"}, "940803": {"a"}, "940804": {"b"}},
            [("940801", "a", "b", "hand over", 3, 2)],
        ),
        # One heavy tambon each: only sharing helps, 4 -> 2.5 for the one who takes part.
        (
            {"940801": 4.0, "940802": 0.5},
            {"940801": {"a"}, "940802": {"b"}},
            [("940801", "a", "b", "share", 4, 2.5)],
        ),
        # Even already, and one alone.
        ({"940801": 1.0, "940802": 1.0}, {"940801": {"a"}, "940802": {"b"}}, []),
        ({"940801": 9.0}, {"940801": {"a"}}, []),
        # The one without much work is in another amphoe.
        ({"940801": 9.0, "950101": 0.1}, {"940801": {"a"}, "950101": {"b"}}, []),
        # b carries work elsewhere too, so its load is not known from here alone.
        (
            {"940801": 4.0, "940802": 0.5, "950101": 8.0},
            {"940801": {"a"}, "940802": {"b"}, "950101": {"b"}},
            [],
        ),
    ],
)
def test_moves_by_hand(
    loads: dict[str, float], held: dict[str, set[str]], wanted: list[tuple[object, ...]]
) -> None:
    got = [
        (one.tambon, one.giver, one.taker, str(one.change), one.largest_before, one.largest_after)
        for one in moves(work(loads, held))
    ]
    assert got[:1] == wanted[:1]
    assert bool(got) == bool(wanted)


def after(held: dict[str, frozenset[str]], move: Move) -> dict[str, frozenset[str]]:
    gone = {move.giver} if move.change is Change.HAND_OVER else set()
    return held | {move.tambon: (held[move.tambon] - gone) | {move.taker}}


TAMBON = [f"{amphoe}{n:02}" for amphoe in ("9408", "9501", "9602") for n in range(1, 6)]
holders = st.frozensets(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=3)


@settings(deadline=None, max_examples=60)
@given(
    loads=st.fixed_dictionaries({one: st.floats(0, 5) for one in TAMBON}),
    names=st.fixed_dictionaries(dict.fromkeys(TAMBON, holders)),
)
def test_every_move_keeps_its_promise(
    loads: dict[str, float], names: dict[str, frozenset[str]]
) -> None:
    """Each lowers the largest load of its amphoe as it says, and stays within it."""
    held = {one: frozenset(f"{one[:4]}{who}" for who in some) for one, some in names.items()}
    told = moves(work(loads, held))
    for amphoe in ("9408", "9501", "9602"):
        here = {one: some for one, some in held.items() if one.startswith(amphoe)}
        mine = [one for one in told if one.amphoe == amphoe]
        assert len(mine) <= 3
        for move in mine:
            assert {move.tambon[:4], move.giver[:4], move.taker[:4]} == {amphoe}
            assert move.giver in here[move.tambon]
            assert move.taker not in here[move.tambon]
            assert max(officer_loads(here, loads).values()) == pytest.approx(move.largest_before)
            here = after(here, move)
            assert max(officer_loads(here, loads).values()) == pytest.approx(move.largest_after)
            assert move.largest_after <= 0.95 * move.largest_before
            assert all(here.values()), "no tambon is left without an officer"
        assert not {one.giver for one in mine} & {one.taker for one in mine}


@settings(deadline=None, max_examples=60)
@given(
    loads=st.fixed_dictionaries({one: st.floats(0, 5) for one in TAMBON}),
    names=st.fixed_dictionaries(
        dict.fromkeys(TAMBON, st.frozensets(st.sampled_from("abcde"), max_size=3))
    ),
)
def test_fair_shares_add_up_to_the_load(
    loads: dict[str, float], names: dict[str, frozenset[str]]
) -> None:
    """Of every amphoe with officers, and so of all of them, whoever works in several."""
    got = by_officer(work(loads, {one: set(some) for one, some in names.items() if some}))
    by_amphoe = got.groupby("amphoe_code")["fair"].sum()
    for amphoe in {one[:4] for one, some in names.items() if some}:
        total = sum(load for one, load in loads.items() if one.startswith(amphoe))
        assert by_amphoe[amphoe] == pytest.approx(total)
    parts = got.groupby("officer_id")["part"].sum()
    assert parts.tolist() == pytest.approx([1] * len(parts))


def test_moves_of_the_sample_stay_within_their_amphoe(store: Store, scope: Scope) -> None:
    found = workload(store, scope, "south", NOW)
    told = moves(found)
    assert told
    homes = found.holders.groupby("officer_id")["tambon_code"].agg(lambda some: {*some.str[:4]})
    for one in told:
        assert homes[one.giver] == homes[one.taker] == {one.amphoe}


@pytest.mark.parametrize(("area", "amphoe"), [("south", {"9408", "9409"}), ("940801", {"9408"})])
def test_a_planner_sees_the_officers_of_the_own_area_only(
    store: Store, area: str, amphoe: set[str]
) -> None:
    planner = Scope(Role.PLANNER, ("9408", "9409"))
    found = workload(store, planner, area, NOW)
    assert set(found.tambon.index.str[:4]) == {"9408", "9409"}
    assert set(found.holders["tambon_code"].str[:4]) == {"9408", "9409"}
    assert set(by_officer(found).index.get_level_values("amphoe_code")) == amphoe
    assert set(by_centre(store, planner, found, NOW).index) == amphoe
    assert {one.amphoe for one in moves(found)} <= amphoe
    assert found.tambon["load"].notna().all()


@pytest.mark.parametrize(
    ("who", "area"),
    [
        (Scope.public(), "9408"),
        (Scope(Role.VIEWER), "9408"),
        (Scope(Role.OFFICER), "9408"),
        (Scope(Role.PLANNER, ("9409",)), "9408"),
    ],
)
def test_nobody_else_sees_any_officer(store: Store, who: Scope, area: str) -> None:
    with pytest.raises(PlanRefused):
        workload(store, who, area, NOW)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("needs = 1", "rain = 1", "rain"), ("= 1\n[", "= -1\n[", "not below 0"),
     ("needs = 1", "needs = 0", "one weight is above")],
)  # fmt: skip
def test_rules_of_loads_that_cannot_be_used(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = "[workload]\ndays = 1\nleast_gain = 0.1\nmoves = 1\n[workload.weights]\nneeds = 1\n"
    assert old in text
    file = tmp_path / "planning.toml"
    file.write_text(text.replace(old, new))
    with pytest.raises(RulesError, match=message):
        load_rules(file)


@pytest.mark.parametrize(("loads", "held", "why"), [
    ({"940101": 1.0}, {}, Still.NOBODY),
    ({"940101": 1.0, "940102": 3.0}, {"940101": {"a"}, "940102": {"a"}}, Still.ONE),
    ({"940101": 1.0, "940102": float("nan")}, {"940101": {"a"}, "940102": {"b"}}, Still.UNKNOWN),
    ({"940101": 1.0, "940102": float("nan")}, {"940101": {"a", "b"}}, Still.LITTLE),
    ({"940101": 1.0, "940102": 1.0}, {"940101": {"a"}, "940102": {"b"}}, Still.LITTLE),
])  # fmt: skip
def test_why_there_is_no_move(
    loads: dict[str, float], held: dict[str, set[str]], why: Still
) -> None:
    found = work(loads, held)
    assert moves(found) == []
    assert why_still(found) == {"9401": why}


@pytest.mark.parametrize("elsewhere", [{"a", "b"}, {"a"}])
def test_who_holds_tambon_elsewhere_is_why_there_is_no_move(elsewhere: set[str]) -> None:
    """Of two officers at least two must be free to give and take, one of them the busiest."""
    loads = {"940101": 5.0, "940102": 4.0, "940103": 1.0, "940201": 0.1}
    held = {"940101": {"a"}, "940102": {"a"}, "940103": {"b"}, "940201": elsewhere}
    found = work(loads, held)
    assert [one for one in moves(found) if one.amphoe == "9401"] == []
    assert why_still(found)["9401"] is Still.ELSEWHERE
