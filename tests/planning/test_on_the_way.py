"""Which follow-ups are on the way of a month's activities: the work list's, none of them twice."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access.scope import Role, Scope
from lib.indicators.work_list import Part, work_counts, work_list
from lib.periods import month_end
from lib.planning.asking import PlanRefused
from lib.planning.month import Visit, draft_month, in_order, next_month, waiting
from lib.planning.month_rules import month_rules
from lib.planning.need import unmet_need
from lib.planning.on_the_way import VISIT, on_the_way
from lib.store.lake import Store

Load = Callable[..., Store]
DAY, JULY = date(2026, 6, 30), date(2026, 7, 1)
AMPHOE, HERE, THERE = "9401", "940101", "940102"
PLANNER = Scope(Role.PLANNER, (AMPHOE,))
AHEAD = 30  # days that the work list looks ahead


def rows(*of: tuple[str, int]) -> pd.DataFrame:
    """A work list: tambon and day of July that each is due on, in its order."""
    found = pd.DataFrame(
        [(f"F-{n}", code, date(2026, 7, day)) for n, (code, day) in enumerate(of)],
        columns=["follow_up_id", "tambon_code", "due_on"],
    )
    return found.sort_values(["due_on", "tambon_code", "follow_up_id"], ignore_index=True)


def visit(tambon: str, week: int, count: int, kind: str = "job_matching") -> Visit:
    return Visit(tambon, kind, week, follow_ups=count)


def taken(visits: list[Visit], of: pd.DataFrame) -> list[tuple[str, int]]:
    found = on_the_way(visits, of)
    return list(zip(found["follow_up_id"], found[VISIT].astype(int), strict=True))


FIVE = rows((HERE, 1), (HERE, 3), (HERE, 2), (THERE, 1), (HERE, 4))  # F-0, F-2, F-1, F-4 of HERE


@pytest.mark.parametrize(("visits", "expected"), [
    ([visit(HERE, 1, 2)], [("F-0", 0), ("F-2", 0)]),
    ([visit(HERE, 2, 2), visit(HERE, 1, 1)], [("F-0", 0), ("F-2", 1), ("F-1", 1)]),
    ([visit(HERE, 1, 9), visit(HERE, 1, 9, "a")],
     [("F-0", 0), ("F-2", 0), ("F-1", 0), ("F-4", 0)]),
    ([visit(THERE, 1, 1), visit(HERE, 2, 1)], [("F-3", 0), ("F-0", 1)]),
    ([visit(HERE, 1, 0)], []),
    ([visit("940109", 1, 5)], []),
    ([], []),
])  # fmt: skip
def test_the_earlier_activity_takes_the_earlier_ones(
    visits: list[Visit], expected: list[tuple[str, int]]
) -> None:
    assert taken(visits, FIVE) == expected


_VISITS = st.lists(st.builds(visit, st.sampled_from([HERE, THERE]), st.integers(1, 4),
                             st.integers(0, 6)), max_size=8)  # fmt: skip
_ROWS = st.lists(st.tuples(st.sampled_from([HERE, THERE]), st.integers(1, 31)), max_size=20)


@given(_VISITS, _ROWS)
def test_none_is_taken_twice_and_the_first_come_first(
    visits: list[Visit], of: list[tuple[str, int]]
) -> None:
    every, found = rows(*of), on_the_way(visits, rows(*of))
    assert not found["follow_up_id"].duplicated().any()
    for code in (HERE, THERE):
        here = every.loc[every["tambon_code"] == code, "follow_up_id"].tolist()
        wanted = sum(one.follow_ups for one in visits if one.tambon == code)
        assert found.loc[found["tambon_code"] == code, "follow_up_id"].tolist() == here[:wanted]
    ordered = in_order(visits)
    assert all(ordered[int(at)].tambon == code
               for at, code in zip(found[VISIT], found["tambon_code"], strict=True))  # fmt: skip


def of_the_work_list(store: Store, scope: Scope, as_of: date, last: date) -> pd.DataFrame:
    """What the work list shows of the amphoe, all of its parts, due by a day."""
    parts = pd.concat([work_list(store, scope, AMPHOE, as_of, part) for part in Part])
    return parts[parts["due_on"] <= last].reset_index(drop=True)


@pytest.mark.parametrize("as_of", [date(2026, 5, 31), date(2026, 1, 31), DAY, date(2026, 2, 10)])
def test_what_waits_is_the_work_list_to_the_end_of_the_month(store: Store, as_of: date) -> None:
    begin = next_month(as_of)
    last = month_end(begin)
    found = waiting(store, PLANNER, AMPHOE, as_of, begin)
    shown = of_the_work_list(store, PLANNER, as_of, last)
    near = found[found["due_on"] <= as_of + timedelta(days=AHEAD)].reset_index(drop=True)
    pd.testing.assert_frame_equal(near, shown)
    assert len(found) == len(near) or last > as_of + timedelta(days=AHEAD)
    assert (found["due_on"] <= last).all()


def test_the_number_of_a_row_is_what_the_work_list_shows(store: Store) -> None:
    as_of = date(2026, 5, 31)  # June has 30 days, which is as far as the work list looks
    ranking = unmet_need(store, PLANNER, AMPHOE, as_of)
    found = draft_month(store, PLANNER, AMPHOE, as_of, ranking, {})
    counts = work_counts(store, PLANNER, AMPHOE, as_of).sum(axis=1)
    room = month_rules().follow_ups_a_visit
    seen = Counter[str]()
    for one in found.visits:
        assert one.follow_ups == min(room, int(counts.get(one.tambon, 0)) - seen[one.tambon])
        seen[one.tambon] += one.follow_ups
    assert any(one.follow_ups for one in found.visits)
    taken_ = on_the_way(found.visits, waiting(store, PLANNER, AMPHOE, as_of, found.month))
    assert taken_[VISIT].value_counts().to_dict() == {
        place: one.follow_ups for place, one in enumerate(in_order(found.visits)) if one.follow_ups
    }


def test_the_last_day_of_a_long_month_counts(load: Load) -> None:
    store = load(
        follow_up=[
            f"F-1,service,S-1,{HERE},3,2026-07-31,",
            f"F-2,service,S-1,{HERE},6,2026-08-01,",
            f"F-3,service,S-1,{HERE},12,2026-06-01,2026-06-20",
        ],
        service=[f"S-1,2026-04-15,{HERE},{'a' * 32},female,25-34,information"],
    )
    assert waiting(store, PLANNER, AMPHOE, DAY, JULY)["follow_up_id"].tolist() == ["F-1"]


def test_without_the_right_or_elsewhere_nothing_is_told(store: Store) -> None:
    for scope in (Scope(Role.VIEWER, (AMPHOE,)), Scope(Role.PLANNER, ("9402",))):
        with pytest.raises(PlanRefused):
            waiting(store, scope, AMPHOE, DAY, JULY)
    assert "person_key" not in waiting(store, PLANNER, AMPHOE, DAY, JULY).columns
