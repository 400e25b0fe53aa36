"""The work list: against plain pandas, against the indicators, and who may have it."""

from datetime import date, timedelta

import pandas as pd
import pytest

from geo.codes import Level
from lib.access.scope import Role, Scope
from lib.indicators.evaluate import Question, evaluate
from lib.indicators.filters import FilterRefused, Filters
from lib.indicators.work_list import (
    AGES,
    PARTS,
    ListRefused,
    Part,
    age_of,
    may_see,
    work_counts,
    work_list,
)
from lib.periods import fiscal_year
from lib.store.lake import Store

DAYS = (date(2026, 6, 30), date(2025, 12, 15), date(2023, 10, 20))
AREAS = ("south", "94", "9409", "940901")
KEPT = {"late": (1, 10**6), "week": (-7, 0), "coming": (-30, -8)}
SECRET = ("person_key", "sex", "age_group", "employment_before", "name")


@pytest.fixture(scope="module")
def tables(store: Store, scope: Scope) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Follow-ups and services as they lie in the store."""
    return store.query("FROM follow_up", scope), store.query("FROM service", scope)


def by_hand(
    tables: tuple[pd.DataFrame, pd.DataFrame], area: str, as_of: date, part: str, filters: Filters
) -> pd.DataFrame:
    """The same list in plain pandas."""
    rows, services = tables
    day = pd.Timestamp(as_of)
    rows = rows[rows["done_on"].isna() | (rows["done_on"] > day)]
    for name, chosen in filters:
        rows = rows[rows[name].astype(str).isin(chosen)]
    if area != "south":
        rows = rows[rows["tambon_code"].str.startswith(area)]
    late = (day - rows["due_on"]).dt.days
    least, most = KEPT[part]
    rows = rows.assign(days_late=late)[(late >= least) & (late <= most)]
    kinds = services.set_index("service_id")["service_type"]
    kind = rows["subject_id"].map(kinds).where(rows["subject"] == "service")
    rows = rows.assign(service_type=kind)
    return pd.DataFrame(rows.sort_values(["due_on", "tambon_code", "follow_up_id"]))


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("area", AREAS)
def test_as_by_hand(
    store: Store,
    scope: Scope,
    tables: tuple[pd.DataFrame, pd.DataFrame],
    area: str,
    as_of: date,
    part: Part,
) -> None:
    got = work_list(store, scope, area, as_of, part)
    wanted = by_hand(tables, area, as_of, str(part), ())
    assert got["follow_up_id"].tolist() == wanted["follow_up_id"].tolist()
    for name in ("subject", "subject_id", "round", "tambon_code", "amphoe_code", "days_late"):
        assert got[name].tolist() == wanted[name].tolist(), name
    assert got["due_on"].tolist() == wanted["due_on"].dt.date.tolist()
    assert got["service_type"].fillna("").tolist() == wanted["service_type"].fillna("").tolist()


@pytest.mark.parametrize(
    "filters",
    [
        (("round", ("3", "12")),),
        (("subject", ("group",)),),
        (("round", ("1",)), ("subject", ("service",))),
    ],
    ids=str,
)
def test_filters(
    store: Store, scope: Scope, tables: tuple[pd.DataFrame, pd.DataFrame], filters: Filters
) -> None:
    got = work_list(store, scope, "94", DAYS[0], Part.LATE, filters)
    wanted = by_hand(tables, "94", DAYS[0], "late", filters)
    assert len(got) > 0
    assert got["follow_up_id"].tolist() == wanted["follow_up_id"].tolist()
    assert work_counts(store, scope, "94", DAYS[0], filters)["late"].sum() == len(got)


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("level", [Level.AMPHOE, Level.TAMBON])
def test_agrees_with_the_indicators(store: Store, scope: Scope, as_of: date, level: Level) -> None:
    """What is listed is what is counted: overdue, of each age, and coming."""
    question = Question("follow_ups_overdue", level, fiscal_year(2569), as_of=as_of)
    digits = 4 if level is Level.AMPHOE else 6
    rows = {part: work_list(store, scope, "south", as_of, part) for part in Part}
    late = rows[Part.LATE]
    pairs = {"follow_ups_overdue": late, "follow_ups_coming": pd.concat(
        [rows[Part.WEEK], rows[Part.COMING]])}  # fmt: skip
    pairs |= {f"overdue_{age}": late[late["age"] == age] for age in AGES}
    for code, listed in pairs.items():
        asked = Question(code, question.level, question.period, as_of=as_of)
        counted = evaluate(store, scope, asked)["value"]
        found = listed["tambon_code"].str[:digits].value_counts()
        assert counted.sum() == len(listed), code
        assert counted[counted > 0].astype(int).to_dict() == found.to_dict(), code


def test_counts_are_those_of_the_lists(store: Store, scope: Scope) -> None:
    for as_of in DAYS:
        counts = work_counts(store, scope, "9409", as_of)
        for part in Part:
            found = work_list(store, scope, "9409", as_of, part)["tambon_code"].value_counts()
            kept = counts[str(part)]
            assert kept[kept > 0].to_dict() == found.to_dict()


def test_no_day_is_in_two_parts_or_in_none() -> None:
    for days in range(-30, 400):
        inside = [part for part, of in PARTS.items() if of.least <= days <= of.most]
        assert len(inside) == 1, days
        assert bool(age_of(days)) == (inside == [Part.LATE])


@pytest.mark.parametrize(
    ("days", "age"),
    [(-30, ""), (0, ""), (1, "1_30"), (30, "1_30"), (31, "31_90"), (90, "31_90"),
     (91, "over_90"), (5000, "over_90")],
)  # fmt: skip
def test_ages(days: int, age: str) -> None:
    assert age_of(days) == age


def test_it_tells_nothing_of_persons(store: Store, scope: Scope) -> None:
    got = work_list(store, scope, "9409", DAYS[0], Part.LATE)
    assert not set(SECRET) & set(got.columns)
    keys = store.query(
        "SELECT DISTINCT person_key FROM service WHERE person_key IS NOT NULL", scope
    )
    assert len(keys) > 1000
    assert not set(keys["person_key"]) & set(got.astype(str).to_numpy().ravel())


def test_a_list_of_nothing(store: Store, scope: Scope) -> None:
    """Before the first record there is nothing to do, and the columns are there."""
    got = work_list(store, scope, "9409", date(2020, 1, 1), Part.LATE)
    assert got.empty
    assert "age" in got.columns
    assert work_counts(store, scope, "9409", date(2020, 1, 1)).empty


OFFICER = Scope(Role.OFFICER, ("9409",))


@pytest.mark.parametrize(
    ("who", "area", "allowed"),
    [
        (Scope.everything(), "south", True),
        (Scope.everything(), "940901", True),
        (Scope.public(), "9409", False),
        (Scope(Role.PUBLIC, ("94",)), "9409", False),
        (OFFICER, "9409", True),
        (OFFICER, "940901", True),
        (OFFICER, "94", False),
        (OFFICER, "9410", False),
        (OFFICER, "south", False),
        (Scope(Role.PLANNER, ("94", "9501")), "9409", True),
        (Scope(Role.PLANNER, ("94", "9501")), "9502", False),
    ],
)
def test_who_may_have_it(store: Store, who: Scope, area: str, allowed: bool) -> None:
    assert may_see(who, area) is allowed
    if allowed:
        work_list(store, who, area, DAYS[0], Part.WEEK)
        work_counts(store, who, area, DAYS[0])
        return
    with pytest.raises(ListRefused, match=area):
        work_list(store, who, area, DAYS[0], Part.WEEK)
    with pytest.raises(ListRefused, match=area):
        work_counts(store, who, area, DAYS[0])


def test_a_filter_that_cuts_no_follow_up_is_refused(store: Store, scope: Scope) -> None:
    with pytest.raises(FilterRefused, match="subject, round"):
        work_list(store, scope, "9409", DAYS[0], Part.LATE, (("sex", ("female",)),))


def test_the_list_of_a_later_day_grows_by_the_days(store: Store, scope: Scope) -> None:
    """What was to come this week and is not done is late 8 days on."""
    week = work_list(store, scope, "94", DAYS[1], Part.WEEK)
    later = DAYS[1] + timedelta(days=8)
    late = set(work_list(store, scope, "94", later, Part.LATE)["follow_up_id"])
    done = store.query(
        "SELECT follow_up_id FROM follow_up WHERE done_on <= CAST(? AS DATE)", scope, [later]
    )
    assert set(week["follow_up_id"]) <= late | set(done["follow_up_id"])
