"""Small folders with answers worked out by hand: where a zero is known, and what a plan is."""

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
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
NEED = "need_id,raised_on,tambon_code,source,category,status,answered_on\n"
SITUATION = (
    "situation_id,occurred_on,reported_on,tambon_code,category,severity,status,resolved_on\n"
)
SERVED = "service_id,date,tambon_code,person_key,sex,age_group,service_type,employment_before\n"
FOLLOW_UP = (
    "follow_up_id,subject,subject_id,tambon_code,round,due_on,done_on,outcome,income_before,"
    "income_after\n"
)
GROUP = "group_id,name,tambon_code,occupation,founded_on\n"
GROUP_STATE = "group_id,observed_on,status,members_male,members_female,monthly_income\n"
PLAN = "fiscal_year,quarter,area_code,activity_type,target_activities\n"
NOVEMBER, FIRST_QUARTER = month(date(2025, 11, 1)), quarter(2569, 1)

LABOUR_FORCE = Path(__file__).parents[2] / "data" / "built" / "labour_force.csv"
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


def line(
    store: Store, code: str, area: str, period: Period, as_of: date | None = None, **filters: str
) -> list[float | None]:
    """Value, numerator, denominator, lower and upper of one area; None for what is missing."""
    level = {2: Level.PROVINCE, 4: Level.AMPHOE, 6: Level.TAMBON}.get(len(area), Level.REGION)
    chosen = tuple((name, (one,)) for name, one in filters.items())
    question = Question(code, level, period, as_of, (area,), chosen)
    row = evaluate(store, Scope.everything(), question).loc[area].drop("flag")
    return [None if pd.isna(one) else round(float(one), 6) for one in row]


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


def test_days_to_answer_count_the_still_open(load: Load) -> None:
    """Answered after 3 and 10 days, one open for 29: two thirds, then one third are waiting."""
    store = load(
        need=NEED
        + "n1,2025-11-01,940801,forum,capital,answered,2025-11-04\n"
        + "n2,2025-11-02,940801,forum,capital,answered,2025-11-12\n"
        + "n3,2025-11-01,940801,forum,capital,open,\n"
        + "n4,2025-11-01,940801,forum,capital,closed,\n"
    )
    assert line(store, "days_to_answer", "940801", NOVEMBER)[:3] == [10, 2, 3], "n4 has no end"
    early = line(store, "days_to_answer", "940801", NOVEMBER, date(2025, 11, 8))
    assert early[:3] == [math.inf, 1, 3], "n2 was not answered yet"
    assert line(store, "days_to_answer", "940802", NOVEMBER) == [None, None, 0, None, None]
    assert value(store, "days_to_answer", "940801", FIRST_QUARTER, date(2025, 10, 31)) is None


def test_one_answer_tells_no_limits(load: Load) -> None:
    """After the only one nothing is open and the limits of the curve are not known."""
    store = load(
        situation=SITUATION
        + "e1,2025-11-01,2025-11-02,940801,accident,1,resolved,2025-11-09\n"
        + "e2,2025-11-01,2025-11-02,940802,accident,1,open,\n"
    )
    resolved = line(store, "days_to_resolution", "940801", NOVEMBER)
    assert resolved == [8, 1, 1, None, math.inf]
    still = line(store, "days_to_resolution", "940802", NOVEMBER)
    assert still == [math.inf, 0, 1, math.inf, math.inf]
    assert line(store, "days_to_report", "9408", NOVEMBER) == [1, None, 2, None, None]


def test_an_event_that_is_not_reported_yet_does_not_count(load: Load) -> None:
    store = load(
        situation=SITUATION
        + "e1,2025-11-01,2025-11-02,940801,accident,1,open,\n"
        + "e2,2025-11-01,2025-11-20,940801,accident,1,open,\n"
    )
    assert line(store, "days_to_report", "940801", NOVEMBER)[::2] == [10, 2, None]
    assert line(store, "days_to_report", "940801", NOVEMBER, date(2025, 11, 10))[::2] == [
        1,
        1,
        None,
    ]


def test_groups_are_at_risk_from_the_day_they_were_first_seen(load: Load) -> None:
    """g2 was found closed after 182 days, when g1 was watched too and g3 was not known yet."""
    store = load(
        occupational_group=GROUP
        + "".join(f"g{n},ก,940801,61,2024-01-01\n" for n in (1, 2, 3))
        + "g4,ก,940801,61,2024-01-01\n",
        group_state=GROUP_STATE
        + "g1,2024-02-01,active,1,1,\ng1,2025-03-01,active,1,1,\n"
        + "g2,2024-01-01,active,1,1,\ng2,2024-07-01,closed,1,1,\n"
        + "g3,2024-12-01,active,1,1,\ng3,2025-06-01,dormant,1,1,\n"
        + "g4,2024-03-01,closed,1,1,\n",
    )
    found = line(store, "group_survival_1", "9408", NOVEMBER)
    assert found[:3] == [50, 1, 3], "g4 was closed when first seen: nobody saw how long it lasted"
    assert 0 < found[3] < 50 < found[4] < 100
    assert value(store, "group_survival_2", "9408", NOVEMBER) is None, "nobody watched so long"
    before = line(store, "group_survival_1", "9408", NOVEMBER, date(2024, 6, 30))
    assert before == [None, 0, 1, None, None], "g2 was seen on its first day only, and then not"


def test_where_no_group_is_left_the_share_has_no_limits(load: Load) -> None:
    store = load(
        occupational_group=GROUP + "g1,ก,940801,61,2024-01-01\ng2,ข,940801,61,2024-01-01\n",
        group_state=GROUP_STATE
        + "g1,2024-01-01,active,1,1,\ng1,2024-02-01,closed,1,1,\n"
        + "g2,2024-01-01,active,1,1,\ng2,2024-03-01,closed,1,1,\n",
    )
    assert line(store, "group_survival_1", "9408", NOVEMBER) == [0, 2, 2, None, None]


def services(*people: tuple[int, str, str]) -> str:
    """One service a person (number, day, work before), all in one tambon."""
    return SERVED + "".join(
        f"s{n},{day},940801,p{n},male,25-34,job_placement,{work}\n" for n, day, work in people
    )


def rounds(*done: tuple[int, str, str]) -> str:
    """Follow-ups (service, day done, outcome)."""
    return FOLLOW_UP + "".join(
        f"f{n},service,s{of},940801,1,{day},{day},{outcome},,\n"
        for n, (of, day, outcome) in enumerate(done)
    )


def test_moving_away_competes_with_work(load: Load) -> None:
    """Of three one moves after 30 days, one works after 61, one is found without work later."""
    store = load(
        service=services(
            (1, "2025-06-01", "unemployed"), (2, "2025-06-01", "student"),
            (3, "2025-05-01", "outside"), (4, "2025-06-01", "employed"),
            (5, "2023-11-01", "unemployed"), (6, "2025-06-01", "unemployed"),
        ),
        follow_up=rounds(
            (1, "2025-07-01", "moved_away"), (2, "2025-08-01", "in_work"),
            (3, "2025-06-01", "no_change"), (3, "2025-12-01", "no_change"),
            (3, "2026-01-01", "not_reached"), (4, "2025-06-02", "in_work"),
            (5, "2023-11-02", "in_work"), (6, "2025-07-01", "not_reached"),
        ),
    )  # fmt: skip
    found = line(store, "work_within_6_months", "9408", NOVEMBER, date(2026, 3, 31))
    assert found[:3] == [pytest.approx(100 / 3), 1, 3]
    assert 0 < found[3] < 100 / 3 < found[4] < 100
    year = value(store, "work_within_12_months", "9408", NOVEMBER, date(2026, 3, 31))
    assert year is None, "the third was watched for 214 days"
    earlier = line(store, "work_within_6_months", "9408", NOVEMBER, date(2025, 7, 15))
    assert earlier == [None, 1, 3, None, None], "s5 was served within 24 months then"


def test_where_all_were_found_the_share_stays(load: Load) -> None:
    """Nobody is watched for half a year, but nobody is left either: one of two works."""
    store = load(
        service=services((1, "2025-06-01", "unemployed"), (2, "2025-06-01", "unemployed")),
        follow_up=rounds((1, "2025-07-01", "in_work"), (2, "2025-08-01", "moved_away")),
    )
    assert line(store, "work_within_6_months", "9408", NOVEMBER)[:3] == [50, 1, 2]


def test_income_changes_are_those_of_the_newest_round(load: Load) -> None:
    rows = [(1, 1, "2025-11-02", 1000, 4000), (1, 3, "2025-11-20", 1000, 1500),
            (2, 1, "2025-11-03", 2000, 1800), (3, 1, "2025-11-04", 3000, "")]  # fmt: skip
    store = load(
        service=services(*((n, "2025-10-01", "unemployed") for n in (1, 2, 3))),
        follow_up=FOLLOW_UP
        + "".join(
            f"f{s}{n},service,s{s},940801,{n},{day},{day},no_change,{before},{after}\n"
            for s, n, day, before, after in rows
        ),
    )
    assert line(store, "income_change", "940801", NOVEMBER)[:3] == [150, None, 2]
    assert line(store, "income_change", "940801", NOVEMBER, date(2025, 11, 10))[:3] == [
        1400,
        None,
        2,
    ]


def test_income_of_groups_that_told_it(load: Load) -> None:
    incomes = {1: "4000", 2: "6000", 3: "", 4: "90000"}
    store = load(
        occupational_group=GROUP + "".join(f"g{n},ก,940801,61,2024-01-01\n" for n in incomes),
        group_state=GROUP_STATE
        + "".join(
            f"g{n},2025-10-05,{'dormant' if n == 4 else 'active'},1,3,{income}\n"
            for n, income in incomes.items()
        ),
    )
    assert line(store, "income_per_member", "940801", NOVEMBER) == [1250, None, 2, None, None]


def test_a_quotient_is_against_the_whole_region(load: Load) -> None:
    """Farmers are 1 of 2 groups here and 1 of 4 in the region."""
    store = load(
        occupational_group=GROUP
        + "g1,ก,940801,61,2024-01-01\ng2,ก,940801,73,2024-01-01\n"
        + "g3,ก,950101,73,2024-01-01\ng4,ก,950101,75,2024-01-01\n",
        group_state=GROUP_STATE + "".join(f"g{n},2025-10-05,active,1,1,\n" for n in (1, 2, 3, 4)),
    )
    ask = {"period": NOVEMBER, "as_of": None, "occupation": "61"}
    assert line(store, "occupation_quotient", "940801", **ask)[:3] == [2, 1, 2]
    assert line(store, "occupation_quotient", "95", **ask)[:3] == [0, 0, 2]
    assert line(store, "occupation_quotient", "south", **ask)[:3] == [1, 1, 4]
    assert line(store, "occupation_quotient", "9401", **ask) == [None, 0, None, None, None]
    ask["occupation"] = "92"
    assert value(store, "occupation_quotient", "940801", **ask) is None, "the region has none"


def test_the_survey_is_of_the_newest_quarter_that_had_ended(load: Load) -> None:
    """Pattani in the second and third quarter of 2025, in thousands as published, of 15 and over:
    a stock, so the as-of date counts and not the end of the period."""
    store = load(activity=ACTIVITY)
    built = pd.read_csv(LABOUR_FORCE).query("province_code == 94 and year_ce == 2025")
    quarters = built.groupby("quarter")["thousand_persons"].sum() * 1000
    idle = built[built["status"] == "unemployed"].groupby("quarter")["thousand_persons"].sum()
    last = month(date(2025, 9, 1))
    for period, as_of, of in (
        (last, None, 3),
        (last, date(2025, 9, 29), 2),
        (month(date(2025, 6, 1)), date(2025, 12, 31), 3),
    ):
        assert value_of_province(store, "labour_force", period, as_of) == quarters[of]
        rate = value_of_province(store, "unemployment_rate", period, as_of)
        assert rate == pytest.approx(100_000 * idle[of] / quarters[of])
    assert value(store, "labour_force", "south", last) is None
    assert value(store, "labour_force", "9408", last) is None


def value_of_province(store: Store, code: str, period: Period, as_of: date | None) -> float | None:
    return line(store, code, "94", period, as_of)[0]


def test_what_was_never_told_is_not_nothing(store: Store) -> None:
    """Before the first count, and of days that have not come, nothing is known."""
    past, future = Period(date(1985, 10, 1), date(1986, 9, 30)), fiscal_year(2580)
    for code in ("labour_out_of_work", "labour_force", "registered_population"):
        figures = evaluate(store, Scope.everything(), Question(code, Level.PROVINCE, past))
        assert set(figures["flag"]) == {"no data"}, code
    for code in ("situations", "follow_ups_due", "needs_raised", "activities"):
        figures = evaluate(store, Scope.everything(), Question(code, Level.PROVINCE, future))
        assert set(figures["flag"]) == {"no data"}, code
    ahead = evaluate(store, Scope.everything(), Question("reports_not_due", Level.PROVINCE, future))
    assert (ahead["value"] > 0).all()
