"""The draft of a month, and the targets that saving it changes: by hand, over small stores."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.planning.asking import PlanRefused
from lib.planning.drafts import Draft, Drafts
from lib.planning.month import (
    ALERT,
    FOLLOW,
    NEED,
    NEVER,
    PART,
    SERVICE,
    WEEKS,
    Proposal,
    Visit,
    draft_month,
    next_month,
    officers_of,
    week_days,
    week_of,
)
from lib.planning.month_rules import MonthRules, month_rules
from lib.planning.need import unmet_need
from lib.planning.rules import RulesError
from lib.planning.targets import planned_beside, saving
from lib.store.lake import Store

Load = Callable[..., Store]
DAY, JULY = date(2026, 6, 30), date(2026, 7, 1)
PLANNER = Scope(Role.PLANNER, ("9401",))
HERE, THERE, ELSEWHERE = "940101", "940102", "940201"
# 24 activities of the last year in the amphoe: two a month.
HELD = [
    f"A-{n},2026-0{1 + n % 6}-1{n % 9},{(HERE, THERE)[n % 2]},labour,2,career_guidance,10,10"
    for n in range(24)
]
REPORTS = [
    f"{code},{month},{month}-28,1"
    for code in (HERE, THERE)
    for month in ("2025-07", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")
]


def rules(**changes: object) -> MonthRules:
    known = month_rules()
    return MonthRules(**{**vars(known), "least": 1, **changes})


def drafted(store: Store, scope: Scope = PLANNER, amphoe: str = "9401", **also: object) -> Proposal:
    places, reached = also.pop("places", {}), also.pop("reached", ())
    ranking = unmet_need(store, scope, amphoe, DAY)
    return draft_month(
        store,
        scope,
        amphoe,
        DAY,
        ranking,
        places,
        rules(**also),
        reached=reached,  # type: ignore[arg-type]
    )


class TestDraft:
    def test_what_waits_becomes_an_activity_with_its_reason(self, load: Load) -> None:
        store = load(
            activity=HELD,
            report=REPORTS,
            need=[
                f"N-1,2026-06-10,{HERE},forum,training,open,",
                f"N-2,2026-05-31,{HERE},forum,training,open,",
                f"N-3,2026-06-20,{THERE},forum,work,open,",
                f"N-4,2026-06-20,{THERE},forum,work,answered,2026-06-25",
                f"N-5,2026-06-20,{ELSEWHERE},forum,work,open,",
            ],
        )
        found = {
            (one.tambon, one.activity_type): one.reasons[0]
            for one in drafted(store, most=40, least=40).visits
            if one.reasons[0].kind == NEED
        }
        assert {key: (one.code, one.count, one.days) for key, one in found.items()} == {
            (HERE, "skill_development"): ("training", 2, 30),
            (THERE, "job_matching"): ("work", 1, 10),
        }

    def test_needs_with_one_answer_are_one_row_with_both_reasons(self, load: Load) -> None:
        store = load(
            activity=HELD,
            need=[
                f"N-1,2026-06-01,{HERE},forum,capital,open,",
                f"N-2,2026-06-11,{HERE},forum,group,open,",
            ],
        )
        rows = [
            one
            for one in drafted(store, least=40).visits
            if (one.tambon, one.activity_type) == (HERE, "group_support")
        ]
        assert [[reason.code for reason in one.reasons] for one in rows] == [["capital", "group"]]

    def test_service_days_alerts_follow_ups_and_parts_have_rows(self, load: Load) -> None:
        store = load(
            activity=[*HELD, f"A-99,2026-04-01,{HERE},labour,2,career_guidance,1,1"],
            report=REPORTS,
            situation=[f"E-1,2026-06-20,2026-06-21,{THERE},lay_off,3,open,"],
            follow_up=[f"F-1,service,S-1,{HERE},3,2026-07-15,"],
            service=[f"S-1,2026-04-15,{HERE},{'a' * 32},female,25-34,information"],
        )
        found = drafted(store, places={HERE: 1234, ELSEWHERE: 9}, least=40)
        kinds = {(one.tambon, reason.kind, reason.code, reason.count)
                 for one in found.visits for reason in one.reasons}  # fmt: skip
        assert (HERE, SERVICE, "", 1234) in kinds
        assert (HERE, FOLLOW, "", 1) in kinds
        assert any(tambon == THERE and kind == ALERT and code == "severe_event"
                   for tambon, kind, code, _ in kinds)  # fmt: skip
        assert any(kind == PART and code == "unreached" for _, kind, code, _ in kinds)
        assert {one.tambon[:4] for one in found.visits} == {"9401"}

    def test_no_second_service_day_where_one_reaches(self, load: Load) -> None:
        """Only the place itself and who is not reached are told that people are unreached."""
        store = load(
            activity=HELD,
            report=REPORTS,
            service=[
                f"S-{code},2026-04-15,{code},{'a' * 32},female,25-34,information"
                for code in (HERE, THERE, "940103")
            ],
        )

        def unreached(**also: object) -> dict[str, list[str]]:
            return {
                one.tambon: [reason.kind for reason in one.reasons]
                for one in drafted(store, least=60, **also).visits
                if one.activity_type == "mobile_service"
            }

        everywhere = unreached()
        assert len(everywhere) > 2
        assert set(map(tuple, everywhere.values())) == {(PART,)}
        found = unreached(places={HERE: 1234}, reached={HERE, THERE})
        assert found[HERE] == [SERVICE, PART]
        assert set(found) == set(everywhere) - {THERE}

    def test_a_tambon_that_never_had_an_activity_is_told_no_days(self, load: Load) -> None:
        silent = "940103"
        store = load(
            activity=[*HELD, f"A-99,2026-04-01,{ELSEWHERE},labour,2,career_guidance,1,1"],
            report=[*REPORTS, *(one.replace(HERE, silent)[:-1] + "0" for one in REPORTS[:7])],
        )
        found = {
            (one.tambon, reason.kind): reason.count
            for one in drafted(store, least=60).visits
            for reason in one.reasons
            if reason.code in ("no_activity", "since_last")
        }
        assert found[silent, ALERT] == NEVER
        assert found[silent, PART] == NEVER
        assert found.get((HERE, ALERT), 1) == 1

    def test_a_plan_that_is_behind_names_the_type_furthest_behind(self, load: Load) -> None:
        store = load(
            activity=HELD,
            report=REPORTS,
            plan=[
                f"2569,1,{HERE},career_guidance,20",
                f"2569,1,{HERE},job_matching,90",
                f"2569,2,{HERE},mobile_service,60",
            ],
        )
        behind = [
            one.activity_type
            for one in drafted(store, least=40).visits
            for reason in one.reasons
            if reason.code == "plan_behind" and one.tambon == HERE
        ]
        assert behind == ["job_matching"]

    @pytest.mark.parametrize(("day", "behind"), [
        (date(2026, 4, 10), "mobile_service"),  # 10 of 91 days: 9.9 of 90 are due
        (date(2026, 6, 30), "job_matching"),
    ])  # fmt: skip
    def test_of_the_running_quarter_as_much_is_due_as_of_its_days_is_over(
        self, load: Load, day: date, behind: str
    ) -> None:
        store = load(
            activity=HELD,
            report=REPORTS,
            plan=[f"2569,2,{HERE},mobile_service,40", f"2569,3,{HERE},job_matching,90"],
        )
        ranking = unmet_need(store, PLANNER, "9401", day)
        found = [
            one.activity_type
            for one in draft_month(store, PLANNER, "9401", day, ranking, {}, rules()).visits
            for reason in one.reasons
            if reason.code == "plan_behind" and one.tambon == HERE
        ]
        assert found == [behind]

    def test_as_many_rows_as_the_amphoe_usually_holds(self, load: Load) -> None:
        needs = [
            f"N-{n},2026-06-01,94010{1 + n % 9},forum,{category},open,"
            for n, category in enumerate(("work", "training", "capital", "benefits") * 9)
        ]
        store = load(activity=HELD, need=needs)
        found = drafted(store)
        assert found.usual == pytest.approx(2.0, abs=0.02)
        assert (len(found.visits), found.most) == (2, 2)
        assert found.left_out > 10
        assert len(drafted(store, least=7).visits) == 7
        assert len(drafted(store, least=7, most=9).visits) == 7

    def test_each_tambon_in_turn_the_neediest_first(self, load: Load) -> None:
        kinds = ("work", "training", "benefits", "work_abroad")
        needs = [f"N-{n},2026-06-01,{HERE},forum,{one},open," for n, one in enumerate(kinds)]
        store = load(activity=HELD, need=[*needs, f"N-9,2026-06-01,{THERE},forum,work,open,"])
        found = drafted(store, least=60)
        order = [str(code) for code in unmet_need(store, PLANNER, "9401", DAY).index]
        first = list(dict.fromkeys(one.tambon for one in found.visits))
        assert first == [code for code in order if code in first]
        turns = [one.tambon for one in found.visits]
        assert turns[: len(first)] == first

    def test_follow_ups_on_the_way_are_those_open_to_the_end_of_the_month(self, load: Load) -> None:
        due = ["2026-05-01", "2026-06-29", "2026-07-31", "2026-08-01"]
        store = load(
            activity=HELD,
            service=[f"S-{n},2026-03-15,{HERE},{n:032x},female,25-34,information"
                     for n in range(10)],
            follow_up=[f"F-{n},service,S-{n},{HERE},3,{day},"
                       for n, day in enumerate(due)]
            + [f"F-9,service,S-9,{HERE},3,2026-06-01,2026-06-20"],
            need=[f"N-1,2026-06-01,{HERE},forum,work,open,"],
        )  # fmt: skip
        found = drafted(store, least=60, follow_ups_a_visit=2)
        here = [one.follow_ups for one in found.visits if one.tambon == HERE]
        assert sum(here) == 3
        assert max(here) == 2
        (reason,) = {reason for one in found.visits for reason in one.reasons
                     if reason.kind == FOLLOW}  # fmt: skip
        assert (reason.count, reason.days) == (3, 2)

    def test_officers_are_those_in_post_on_the_day_and_take_turns(self, load: Load) -> None:
        store = load(
            activity=HELD,
            officer=[
                f"O-1,{HERE},2025-01-01,",
                f"O-2,{HERE},2025-01-01,2026-06-30",
                f"O-3,{HERE},2025-01-01,2026-06-29",
                f"O-4,{ELSEWHERE},2025-01-01,",
            ],
            need=[f"N-{n},2026-06-01,{HERE},forum,{one},open,"
                  for n, one in enumerate(("work", "training"))],
        )  # fmt: skip
        assert officers_of(store, PLANNER, "9401", DAY) == {HERE: ("O-1", "O-2")}
        here = [one.officer for one in drafted(store, least=60).visits if one.tambon == HERE]
        assert set(here) == {"O-1", "O-2"}
        assert abs(here.count("O-1") - here.count("O-2")) <= 1

    def test_a_scope_of_the_amphoe_has_the_same_draft_as_one_of_all(self, load: Load) -> None:
        store = load(
            activity=HELD, need=[f"N-1,2026-06-01,{HERE},forum,work,open,"], report=REPORTS
        )
        assert drafted(store).visits == drafted(store, Scope.everything()).visits


class TestRefused:
    @pytest.mark.parametrize("role", [role for role in Role if Right.PLAN not in RIGHTS[role]])
    def test_without_the_right(self, load: Load, role: Role) -> None:
        store = load(activity=HELD)
        ranking = unmet_need(store, PLANNER, "9401", DAY)
        with pytest.raises(PlanRefused):
            draft_month(store, Scope(role), "9401", DAY, ranking, {})
        with pytest.raises(PlanRefused):
            saving(store, Scope(role), "9401", JULY, ())
        with pytest.raises(PlanRefused):
            officers_of(store, Scope(role), "9401", DAY)

    def test_outside_of_the_areas(self, load: Load) -> None:
        store = load(activity=HELD)
        ranking = unmet_need(store, Scope.everything(), "9402", DAY)
        with pytest.raises(PlanRefused):
            draft_month(store, PLANNER, "9402", DAY, ranking, {})
        with pytest.raises(PlanRefused):
            saving(store, PLANNER, "9402", JULY, ())
        with pytest.raises(ValueError, match="940201"):
            saving(store, PLANNER, "9401", JULY, [Visit("940201", "job_matching", 1)])
        with pytest.raises(ValueError, match="no amphoe"):
            draft_month(store, Scope.everything(), "94", DAY, ranking, {})


@pytest.mark.parametrize(("text", "said"), [
    ('service_day = "nothing"', "no activity type"),
    ("days = 0", "at least 1"),
    ("most = 1", "most is not below least"),
])  # fmt: skip
def test_rules_that_cannot_be_used_are_refused(tmp_path: Path, text: str, said: str) -> None:
    name = text.partition(" =")[0]
    lines = Path("data/planning.toml").read_text(encoding="utf-8").splitlines()
    begin = lines.index("[month]")
    place = next(n for n in range(begin, len(lines)) if lines[n].startswith(f"{name} "))
    lines[place] = text
    file = tmp_path / "planning.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(RulesError, match=said):
        month_rules(file)


class TestWeeks:
    @given(st.dates(date(1997, 1, 1), date(2100, 12, 31)))
    def test_a_day_lies_in_its_week(self, day: date) -> None:
        days = week_days(day.replace(day=1), week_of(day))
        assert days.start <= day <= days.end

    @given(st.dates(date(1997, 1, 1), date(2100, 12, 31)))
    def test_the_weeks_are_the_month(self, day: date) -> None:
        weeks = [week_days(day.replace(day=1), week) for week in range(1, WEEKS + 1)]
        assert sum(one.days for one in weeks) == (next_month(day) - day.replace(day=1)).days


PLAN = [
    f"2569,4,{HERE},career_guidance,3",
    f"2569,4,{THERE},career_guidance,1",
    f"2569,3,{HERE},job_matching,9",
]
LATER = ["A-100,2026-07-02,940101,labour,2,career_guidance,30,10"]  # ahead of the data


class TestTargets:
    @pytest.mark.parametrize(("count", "held", "before", "after"), [
        (1, [], 3, None),  # 1 drafted: 3 are more
        (3, [], 3, None),
        (4, [], 3, 4),
        (3, LATER, 3, None),  # is dated ahead of the data, so that it was not held
    ])  # fmt: skip
    def test_never_below_what_it_was(
        self, load: Load, count: int, held: list[str], before: int, after: int | None
    ) -> None:
        store = load(activity=[*HELD, *held], plan=PLAN)
        visits = [Visit(HERE, "career_guidance", 1)] * count
        found = saving(store, PLANNER, "9401", JULY, visits)
        changed = {one.activity_type: (one.activities_before, one.activities)
                   for one in found.targets if one.activities != one.activities_before}  # fmt: skip
        assert changed == ({"career_guidance": (before, after)} if after else {})

    @pytest.mark.parametrize(("day", "held"), [
        ("2026-03-31", 0), ("2026-04-01", 1), ("2026-06-30", 1), ("2026-07-01", 0),
    ])  # fmt: skip
    def test_held_is_what_the_quarter_had_to_the_day_of_the_data(
        self, load: Load, day: str, held: int
    ) -> None:
        store = load(activity=[f"A-1,{day},{HERE},labour,2,group_training,30,10"])
        visits = [Visit(HERE, "group_training", 1)]
        (one,) = saving(store, PLANNER, "9401", date(2026, 6, 1), visits).targets
        assert (one.quarter, one.held, one.activities) == (3, held, held + 1)

    def test_a_row_dated_ahead_makes_no_mean(self, load: Load) -> None:
        store = load(activity=[f"A-1,2026-07-01,{HERE},labour,2,group_training,30,10"])
        (one,) = saving(store, PLANNER, "9401", JULY, [Visit(HERE, "group_training", 1)]).targets
        assert (one.held, one.people) == (0, None)

    def test_a_type_without_a_target_gets_one(self, load: Load) -> None:
        store = load(activity=HELD, plan=PLAN)
        (one,) = saving(store, PLANNER, "9401", JULY, [Visit(HERE, "job_matching", 2)]).targets
        assert (one.fiscal_year, one.quarter) == (2569, 4)
        assert (one.activities_before, one.activities) == (None, 1)
        assert (one.people_before, one.people) == (None, None)  # nobody knows how many come

    def test_people_are_the_mean_of_that_type_there(self, load: Load) -> None:
        held = [
            f"A-1,2026-05-01,{HERE},labour,2,job_matching,4,6",
            f"A-2,2026-05-02,{HERE},labour,2,job_matching,10,10",
            f"A-3,2026-05-03,{THERE},labour,2,mobile_service,50,50",
            f"A-4,2026-05-04,{ELSEWHERE},labour,2,group_training,9,9",
            f"A-5,2024-05-04,{HERE},labour,2,job_matching,900,900",  # too long ago
        ]
        visits = [
            *[Visit(HERE, "job_matching", 1)] * 2,
            Visit(HERE, "mobile_service", 1),
            Visit(HERE, "group_training", 1),
        ]
        found = saving(load(activity=held), PLANNER, "9401", JULY, visits).targets
        assert {one.activity_type: one.people for one in found} == {
            "job_matching": 30,
            "mobile_service": 100,  # of the amphoe, for none was held here
            "group_training": None,
        }

    @pytest.mark.parametrize(("count", "people"), [(1, 2), (2, 21)])
    def test_people_are_not_raised_by_the_mean_alone(
        self, load: Load, count: int, people: int
    ) -> None:
        """The mean of participants has moved from 2 to 10.5 since that target was made."""
        store = load(
            activity=[f"A-1,2026-05-01,{HERE},labour,2,job_matching,5,5",
                      f"A-2,2026-05-01,{HERE},labour,2,job_matching,5,6"],
            plan=[f"2569,4,{HERE},job_matching,1,2"],
        )  # fmt: skip
        visits = [Visit(HERE, "job_matching", 1)] * count
        found = saving(store, PLANNER, "9401", JULY, visits)
        assert [one.people for one in found.targets] == ([people] if count > 1 else [])
        assert found.enough == (1 if count == 1 else 0)

    def test_what_other_months_are_planned_to_hold_is_added(self, load: Load) -> None:
        """June has 3 planned and 1 held: 2 are to come. 2 more of another type make up for none."""
        store = load(
            activity=[f"A-1,2026-04-10,{HERE},labour,2,job_matching,5,5",
                      f"A-2,2026-06-10,{HERE},labour,2,job_matching,5,5",
                      f"A-3,2026-06-11,{HERE},labour,2,group_training,5,5",
                      f"A-4,2026-06-12,{HERE},labour,2,group_training,5,5"],
            plan=[f"2569,3,{HERE},job_matching,3,30"],
        )  # fmt: skip
        june = [*[Visit(HERE, "job_matching", 1)] * 3, Visit(HERE, "group_training", 1)]
        visits = [Visit(HERE, "job_matching", 1), Visit(HERE, "group_training", 1)]
        may = date(2026, 5, 1)
        found = saving(store, PLANNER, "9401", may, visits, beside={date(2026, 6, 1): june})
        told = {one.activity_type: (one.held, one.drafted, one.coming, one.activities, one.people)
                for one in found.targets}  # fmt: skip
        assert told == {"job_matching": (2, 1, 2, 5, 50), "group_training": (2, 1, 0, 3, 30)}
        alone = saving(store, PLANNER, "9401", may, visits).targets
        assert [one.activity_type for one in alone] == ["group_training"]

    def test_only_other_months_that_are_saved_and_not_over_count(self, tmp_path: Path) -> None:
        drafts = Drafts(tmp_path, PLANNER)
        may, june, july = (date(2026, month, 1) for month in (5, 6, 7))
        visit = Visit(HERE, "job_matching", 1)
        for first, planned in ((date(2026, 4, 1), True), (may, True), (june, True), (july, True)):
            drafts.save(Draft("9401", first, (visit,), planned=planned), "x")
        assert planned_beside(drafts, "9401", june, date(2026, 5, 20)) == {may: (visit,)}
        assert planned_beside(drafts, "9401", june, date(2026, 5, 31)) == {}
        kept = drafts.read("9401", may)
        assert kept is not None
        drafts.save(replace(kept, planned=False), "x")
        assert planned_beside(drafts, "9401", june, date(2026, 5, 20)) == {}
        with pytest.raises(PlanRefused):
            planned_beside(drafts, "9402", june, date(2026, 5, 20))

    def test_an_amphoe_that_plans_as_a_whole_is_told(self, load: Load) -> None:
        store = load(activity=HELD, plan=["2569,1,9401,career_guidance,9", *PLAN])
        assert saving(store, PLANNER, "9401", JULY, ()).whole
        other = saving(store, Scope.everything(), "9402", JULY, ())
        assert not other.whole
        assert other.targets == ()
