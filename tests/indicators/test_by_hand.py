"""Small folders with answers worked out by hand: where a zero is known, and what a plan is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators.evaluate import Question, evaluate
from lib.opening import open_store
from lib.periods import Period, fiscal_year, month, quarter
from lib.settings import Settings
from lib.store.lake import Store

ACTIVITY = (
    "activity_id,date,tambon_code,mission,work_level,activity_type,participants_male,"
    "participants_female\n"
)
REPORT = "tambon_code,month,submitted_on,activities\n"
SERVICE = "service_id,date,tambon_code,person_key,sex,age_group,service_type\n"
PLAN = "fiscal_year,quarter,area_code,activity_type,target_activities\n"
NOVEMBER, FIRST_QUARTER = month(date(2025, 11, 1)), quarter(2569, 1)

Load = Callable[..., Store]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Makes a store of CSV texts, one argument a table; the data reach to the end of March 2026."""

    def make(**tables: str) -> Store:
        folder = tmp_path / "data"
        folder.mkdir()
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        (folder / "dataset.toml").write_text("data_date = 2026-03-31\n", encoding="utf-8")
        return open_store(Settings(var=tmp_path / "var", data=folder))

    return make


def value(
    store: Store, code: str, area: str, period: Period, as_of: date | None = None, **filters: str
) -> float | None:
    """The value of one area; None for no data."""
    level = {4: Level.AMPHOE, 6: Level.TAMBON}.get(len(area), Level.REGION)
    chosen = tuple((name, (one,)) for name, one in filters.items())
    question = Question(code, level, period, as_of, (area,), chosen)
    row = evaluate(store, Scope.everything(), question).loc[area]
    return None if row["flag"] == "no data" else float(row["value"])


def test_a_month_without_activity_is_zero_only_where_it_was_reported(load: Load) -> None:
    store = load(
        activity=ACTIVITY + "a1,2025-11-10,940801,labour,2,job_matching,3,4\n",
        report=REPORT
        + "".join(
            f"940802,2025-{number},{sent},0\n"
            for number, sent in (("10", "2025-11-03"), ("11", "2025-12-03"), ("12", "2026-01-04"))
        )
        + "940803,2025-11,2025-12-03,0\n940804,2025-11,2025-12-03,12\n",
    )
    assert value(store, "contacts", "940801", NOVEMBER) == 7
    assert value(store, "contacts", "940802", NOVEMBER) == 0
    assert value(store, "contacts", "940803", NOVEMBER) == 0
    assert value(store, "contacts", "940804", NOVEMBER) is None, "it tells of 12 activities"
    assert value(store, "contacts", "940701", NOVEMBER) is None
    assert value(store, "contacts", "940802", FIRST_QUARTER) == 0
    assert value(store, "contacts", "940803", FIRST_QUARTER) is None, "two months are missing"
    assert value(store, "tambon_reached", "940802", NOVEMBER) == 0
    # Asked as of the last day of the month the report had not come in yet.
    assert value(store, "contacts", "940802", NOVEMBER, date(2025, 11, 30)) is None
    assert value(store, "contacts", "940802", NOVEMBER, date(2025, 12, 31)) == 0


def test_reports_alone_can_tell_of_nothing(load: Load) -> None:
    store = load(report=REPORT + "940802,2025-11,2025-12-03,0\n")
    assert value(store, "contacts", "940802", NOVEMBER) == 0
    assert value(store, "people_served", "940802", NOVEMBER) is None, "no services were delivered"


def test_a_filter_by_activities_that_were_not_delivered_leaves_nothing_known(load: Load) -> None:
    store = load(
        service=SERVICE + "s1,2025-11-10,940801,p1,male,25-34,benefits\n",
        report=REPORT + "940801,2025-11,2025-12-03,1\n",
    )
    assert value(store, "people_served", "940801", NOVEMBER) == 1
    assert value(store, "people_served", "940801", NOVEMBER, mission="labour") is None


def test_people_served_in_two_tambon_are_one_person_above(load: Load) -> None:
    store = load(
        service=SERVICE
        + "s1,2025-11-10,940801,p1,male,25-34,benefits\n"
        + "s2,2025-11-11,940802,p1,male,25-34,benefits\n"
        + "s3,2025-11-12,940802,p2,male,25-34,benefits\n"
    )
    figures = [
        value(store, "people_served", area, NOVEMBER) for area in ("940801", "940802", "9408")
    ]
    assert figures == [1, 2, 2]


def test_an_amphoe_plans_by_its_own_rows_or_by_its_tambon_never_both(load: Load) -> None:
    store = load(
        activity=ACTIVITY + "a1,2025-11-10,950701,labour,2,job_matching,3,4\n",
        plan=PLAN
        + "2569,1,9507,mobile_service,92\n2569,1,950701,job_matching,46\n"
        + "2569,2,950702,job_matching,90\n2569,1,950101,job_matching,92\n"
        + "2569,1,950102,job_matching,92\n",
    )
    year = fiscal_year(2569)

    def target(area: str, period: Period, as_of: date | None = None, **filters: str) -> float:
        level = Level.AMPHOE if len(area) == 4 else Level.TAMBON
        chosen = tuple((name, (one,)) for name, one in filters.items())
        question = Question("plan_progress", level, period, as_of, (area,), chosen)
        return float(evaluate(store, Scope.everything(), question).loc[area, "denominator"])

    assert target("9507", year) == 92
    assert target("950701", year) == 46
    assert target("9501", year) == 184
    assert target("9507", year, date(2025, 10, 31)) == pytest.approx(31)
    assert target("9507", Period(date(2025, 12, 1), date(2026, 1, 31))) == pytest.approx(31)
    # The amphoe plans for itself: a filter that leaves none of its rows does not change that.
    assert target("9507", year, activity_type="job_matching") != 46


def test_a_rate_over_people_that_are_not_all_known_is_no_data(load: Load) -> None:
    store = load(service=SERVICE + "s1,1990-11-10,940801,p1,male,25-34,benefits\n")
    early = Period(date(1990, 10, 1), date(1991, 9, 30))
    assert value(store, "people_served", "940801", early) == 1
    assert value(store, "people_served_per_1000", "940801", early) is None


def test_follow_ups_on_the_day_itself(load: Load) -> None:
    head = "follow_up_id,subject,subject_id,tambon_code,round,due_on,done_on\n"
    store = load(
        follow_up=head
        + "f1,group,g1,940801,1,2025-11-10,2025-11-20\n"
        + "f2,group,g2,940801,1,2025-11-20,\n"
        + "f3,group,g3,940801,1,2025-11-19,2025-11-21\n"
    )
    as_of = date(2025, 11, 20)
    assert value(store, "follow_ups_overdue", "940801", NOVEMBER, as_of) == 1, "f3 alone"
    assert value(store, "follow_up_rate", "940801", NOVEMBER, as_of) == pytest.approx(100 / 3)
    assert value(store, "follow_up_rate", "940801", NOVEMBER) == pytest.approx(200 / 3)


def test_the_newest_state_of_a_group_counts(load: Load) -> None:
    store = load(
        occupational_group="group_id,name,tambon_code,occupation,founded_on\n"
        "g1,ก,940801,61,2024-01-01\ng2,ข,940801,61,2024-01-01\n",
        group_state="group_id,observed_on,status,members_male,members_female\n"
        "g1,2025-10-05,active,2,3\ng1,2025-12-05,closed,2,3\ng2,2025-10-05,active,1,1\n",
    )
    assert value(store, "groups_active", "940801", NOVEMBER) == 2
    assert value(store, "group_members", "940801", NOVEMBER) == 7
    assert value(store, "groups_active", "940801", FIRST_QUARTER) == 1
    assert value(store, "group_members", "940801", FIRST_QUARTER) == 2


def test_never_counts_as_the_longest(load: Load) -> None:
    """Amphoe 9507 has two tambon: the middle of ten days and never is never."""
    store = load(
        activity=ACTIVITY + "a1,2025-11-10,950701,labour,2,job_matching,3,4\n",
    )
    as_of = date(2025, 11, 20)
    assert value(store, "days_since_last_activity", "950701", NOVEMBER, as_of) == 10
    assert value(store, "days_since_last_activity", "9507", NOVEMBER, as_of) == float("inf")
