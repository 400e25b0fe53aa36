"""The labour situation beside the work: small stores by hand, the sample against plain pandas."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from geo.codes import Level
from lib.access.scope import Role, Scope
from lib.planning import situation
from lib.planning.asking import PlanRefused, planned_areas
from lib.planning.situation import labour_situation
from lib.store.codelists import code_list
from lib.store.lake import Store

NOW = date(2026, 6, 30)
YEAR = ("2025-10-01", "2026-06-30")
CATEGORIES = code_list("labour_category").codes
PLANNER = Scope(Role.PLANNER, ("9408", "95"))


def counts(tambon: str, day: str, categories: tuple[str, ...], people: int) -> list[str]:
    return [f"{tambon},{day},{one},{people + n}" for n, one in enumerate(categories)]


def test_the_newest_count_by_the_day_and_never_told_stays_missing(load) -> None:
    store = load(
        labour_situation=[
            *counts("940801", "2025-11-05", CATEGORIES, 10),
            *counts("940801", "2026-05-05", CATEGORIES, 20),
            *counts("940801", "2026-07-01", CATEGORIES, 90),
            *counts("940802", "2026-02-01", ("seasonal",), 7),
        ]
    )
    got = labour_situation(store, Scope.everything(), "9408", NOW)
    assert list(got.loc["940801", list(CATEGORIES)]) == [20, 21, 22, 23, 24, 25]
    assert {got.loc["940801", f"observed_{one}"].date() for one in CATEGORIES} == {date(2026, 5, 5)}
    assert got.loc["940802", "seasonal"] == 7
    assert got.loc["940802", list(CATEGORIES)].notna().sum() == 1
    assert pd.isna(got.loc["940802", "observed_informal"])
    assert got.loc["940803", list(CATEGORIES)].isna().all()
    few = ["940801", "940802", "940803"]
    assert got.loc[few, "counted_seasonal"].tolist() == [1, 1, 0]
    assert got.loc[few, "counted_informal"].tolist() == [1, 0, 0]
    people = got.loc[few, "population"].tolist()
    assert got.loc[few, "base_seasonal"].tolist() == [*people[:2], 0]
    assert set(got["tambon"]) == {1}
    earlier = labour_situation(store, Scope.everything(), "9408", date(2026, 3, 1))
    assert earlier.loc["940801", "out_of_work"] == 10

    amphoe = labour_situation(store, Scope.everything(), "9408", NOW, Level.AMPHOE).loc["9408"]
    assert (amphoe["seasonal"], amphoe["counted_seasonal"], amphoe["tambon"]) == (28, 2, len(got))
    assert amphoe["base_seasonal"] == sum(people[:2]) < amphoe["population"]
    assert (amphoe["counted_informal"], amphoe["base_informal"]) == (1, people[0])
    assert amphoe["observed_seasonal"].date() == date(2026, 2, 1), "the oldest of its tambon"


def test_what_a_rate_divides_by(
    store: Store, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The people of the tambon that were counted, missing where those of any of them are."""
    whole = labour_situation(store, scope, "9408", NOW)
    first, second = whole.index[:2]
    asked = situation.answer

    def some_unknown(
        store: Store, scope: Scope, code: str, *about: Any, **more: Any
    ) -> pd.DataFrame:
        found = asked(store, scope, code, *about, **more)
        if code == "registered_population" and first in found.index:
            found.loc[first, "value"] = float("nan")
        return found

    monkeypatch.setattr(situation, "answer", some_unknown)
    rows = store.query("FROM labour_situation WHERE amphoe_code = '9408'", scope)
    assert first in set(rows["tambon_code"])
    got = labour_situation(store, scope, "9408", NOW)
    assert pd.isna(got.loc[first, "base_informal"])
    assert got.loc[second, "base_informal"] == whole.loc[second, "population"]
    amphoe = labour_situation(store, scope, "9408", NOW, Level.AMPHOE).loc["9408"]
    assert pd.isna(amphoe["base_informal"])
    assert amphoe["counted_informal"] == whole["counted_informal"].sum()


def test_work_done_and_planned_of_the_fiscal_year(load) -> None:
    store = load(
        activity=[
            "a1,2025-11-10,940801,labour,2,job_matching,3,4",
            "a2,2025-09-30,940801,labour,2,job_matching,3,4",  # of the year before
            "a3,2026-07-01,940801,labour,2,job_matching,3,4",  # not yet
        ],
        service=[
            "s1,2025-11-10,940801,p1,male,25-34,benefits",
            "s2,2025-12-10,940801,p1,male,25-34,benefits",
            "s3,2025-12-10,940802,p1,male,25-34,benefits",
        ],
        need=["n1,2026-01-01,940801,forum,work,open,", "n2,2026-01-01,940801,forum,work,closed,"],
        follow_up=["f1,group,g1,940801,1,2026-06-29,", "f2,group,g1,940801,3,2026-06-30,"],
        plan=[
            "2569,1,940801,job_matching,92", "2569,4,940801,job_matching,92",
            "2569,1,9507,job_matching,40", "2568,1,940801,job_matching,500",
        ],
    )  # fmt: skip
    got = labour_situation(store, Scope.everything(), "south", NOW)
    one = got.loc["940801"]
    done = ["activities", "people_served", "needs_open", "follow_ups_overdue"]
    assert list(one[[*done, "planned", "planned_to_date"]]) == [1, 1, 1, 1, 184, 92]
    assert pd.isna(got.loc["940803", "activities"]), "nothing was reported: not known, not nothing"
    assert pd.isna(got.loc["950701", "planned"]), "its amphoe plans as a whole"
    amphoe = labour_situation(store, Scope.everything(), "south", NOW, Level.AMPHOE)
    assert amphoe.loc["9507", "planned"] == 40
    assert amphoe.loc["9408", "people_served"] == 1, "one person in two tambon"
    assert len(got) == 290


def test_the_sample_as_in_plain_pandas(store: Store, scope: Scope) -> None:
    got = labour_situation(store, scope, "south", NOW)
    rows = store.query("FROM labour_situation", scope)
    rows = rows[rows["observed_on"] <= pd.Timestamp(NOW)].sort_values("observed_on")
    newest = rows.groupby(["tambon_code", "category"])[["people", "observed_on"]].last().unstack()
    for name in CATEGORIES:
        wanted = newest["people", name].reindex(got.index)
        assert got[name].fillna(-1).tolist() == wanted.fillna(-1).tolist(), name
        days = newest["observed_on", name].reindex(got.index)
        assert got[f"observed_{name}"].tolist() == days.tolist(), name
    held = store.query("FROM activity", scope)
    held = held[held["date"].between(*YEAR)].groupby("tambon_code").size()
    known = got["activities"].dropna()
    assert known.tolist() == held.reindex(known.index).fillna(0).tolist()
    plan = store.query("FROM plan WHERE length(area_code) = 6 AND fiscal_year = 2569", scope)
    wanted = plan.groupby("area_code")["target_activities"].sum().reindex(got.index)
    assert got["planned"].fillna(-1).tolist() == pytest.approx(wanted.fillna(-1).tolist())


@pytest.mark.parametrize(
    ("area", "amphoe"),
    [
        ("south", {"9408", *(f"95{n:02}" for n in range(1, 9))}),
        ("94", {"9408"}),
        ("9501", {"9501"}),
    ],
)
def test_only_what_the_scope_covers_comes(store: Store, area: str, amphoe: set[str]) -> None:
    got = labour_situation(store, PLANNER, area, NOW)
    assert {code[:4] for code in got.index} == amphoe
    whole = labour_situation(store, Scope.everything(), "south", NOW)
    pd.testing.assert_frame_equal(got, whole.loc[got.index])


@pytest.mark.parametrize(
    ("who", "area"),
    [
        (Scope.public(), "south"),
        (Scope(Role.VIEWER), "south"),
        (Scope(Role.OFFICER, ("9408",)), "9408"),
        (PLANNER, "96"),
        (PLANNER, "940701"),
    ],
)
def test_others_are_refused(store: Store, who: Scope, area: str) -> None:
    with pytest.raises(PlanRefused):
        labour_situation(store, who, area, NOW)


def test_a_level_that_it_is_not_told_by(store: Store, scope: Scope) -> None:
    with pytest.raises(ValueError, match="by tambon or amphoe, not by province"):
        labour_situation(store, scope, "94", NOW, Level.PROVINCE)
    with pytest.raises(PlanRefused, match="ask for its amphoe"):
        labour_situation(store, scope, "940801", NOW, Level.AMPHOE)


def test_areas_of_a_plan() -> None:
    assert planned_areas(PLANNER, "950101") == ("950101",)
    assert planned_areas(PLANNER, "south") == ("9408", "95")
    assert planned_areas(Scope(Role.PLANNER), "south") == ("south",)
    with pytest.raises(ValueError, match="not an area code"):
        planned_areas(PLANNER, "9")
