"""The list of groups: against plain pandas, against the indicators, and who may have what of it."""

from datetime import date

import pandas as pd
import pytest

from geo.codes import Level, parent_of
from lib.access.scope import Role, Scope
from lib.indicators.evaluate import Question, evaluate, evaluate_by
from lib.indicators.filters import FilterRefused, Filters
from lib.indicators.group_list import (
    FOLLOW_UP_TYPES,
    HISTORY_TYPES,
    TYPES,
    group,
    group_follow_ups,
    group_history,
    groups,
)
from lib.indicators.group_mix import group_counts, largest, occupation_mix
from lib.periods import Period
from lib.store.lake import Store

NOW = date(2026, 6, 30)
DAYS = (NOW, date(2025, 2, 14), date(2023, 10, 20), date(2020, 1, 1))
VIEWER, OFFICER = Scope(Role.VIEWER), Scope(Role.OFFICER, ("9410", "95"))
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables(store: Store, scope: Scope) -> Tables:
    """Groups, their states and follow-ups as they lie in the store."""
    names = ("occupational_group", "group_state", "follow_up")
    return {name: store.query(f"FROM {name}", scope) for name in names}


def by_hand(tables: Tables, as_of: date) -> pd.DataFrame:
    """The newest state of each group by the day, in plain pandas."""
    state = tables["group_state"]
    seen = state[state["observed_on"] <= pd.Timestamp(as_of)]
    newest = seen.sort_values("observed_on").drop_duplicates("group_id", keep="last")
    known = newest.merge(tables["occupational_group"], on="group_id")
    members = known["members_male"] + known["members_female"]
    income = known["monthly_income"].astype(float)
    return known.assign(
        members=members,
        women=known["members_female"],
        income=income,
        income_per_member=income / members.where(members > 0),
    ).sort_values(["tambon_code", "group_id"])


def same(got: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Value for value, whatever the types."""
    assert list(got.columns) == list(TYPES)
    plain = expected[list(TYPES)].reset_index(drop=True)
    for name in TYPES:
        left, right = got[name].astype(object), plain[name].astype(object)
        equal = (left == right).fillna(False).astype(bool)
        assert (equal | (left.isna() & right.isna())).all(), name


@pytest.mark.parametrize("as_of", DAYS)
def test_the_newest_state_of_every_group(
    store: Store, scope: Scope, tables: Tables, as_of: date
) -> None:
    got = groups(store, scope, as_of)
    same(got, by_hand(tables, as_of))
    assert {name: str(kind) for name, kind in got.dtypes.items()} == TYPES


def test_groups_become_known_over_time(store: Store, scope: Scope, tables: Tables) -> None:
    sizes = [len(groups(store, scope, day)) for day in DAYS]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (len(tables["occupational_group"]), 0)
    assert sizes[2] > 0


@pytest.mark.parametrize(
    ("areas", "filters"),
    [
        (("south",), ()),
        (("94",), ()),
        (("9410", "9501"), ()),
        (("941001",), ()),
        (("94",), (("occupation", ("61", "75")),)),
        ((), (("legal_form", ("cooperative",)), ("occupation", ("61",)))),
    ],
)
def test_areas_and_filters_pick_rows(
    store: Store, scope: Scope, tables: Tables, areas: tuple[str, ...], filters: Filters
) -> None:
    every = by_hand(tables, NOW)
    inside = every["tambon_code"].str.startswith(areas or ("",)) | ("south" in areas)
    for name, values in filters:
        inside &= every[name].isin(values)
    assert inside.any()
    same(groups(store, scope, NOW, areas, filters), every[inside])


@pytest.mark.parametrize("filters", [(("mission", ("labour",)),), (("occupation", ("99",)),)])
def test_another_filter_is_refused(store: Store, scope: Scope, filters: Filters) -> None:
    with pytest.raises(FilterRefused, match=r"the list of groups|no value"):
        groups(store, scope, NOW, (), filters)


@pytest.mark.parametrize("as_of", DAYS[:2])
@pytest.mark.parametrize("status", ["active", "dormant", "closed"])
def test_it_counts_what_the_indicators_count(
    store: Store, scope: Scope, status: str, as_of: date
) -> None:
    found = groups(store, scope, as_of)
    of_status = found[found["status"] == status]
    asked = Question(f"groups_{status}", Level.TAMBON, Period(as_of, as_of))
    figures = evaluate(store, scope, asked)["value"]
    counted = of_status.groupby("tambon_code").size().reindex(figures.index, fill_value=0)
    assert (counted.astype(float) == figures).all()


def test_members_women_and_income_are_those_of_the_indicators(store: Store, scope: Scope) -> None:
    found = groups(store, scope, NOW)
    active = found[found["status"] == "active"]
    period = Period(NOW, NOW)
    women = evaluate(store, scope, Question("women_share", Level.AMPHOE, period))
    by = active["tambon_code"].map(parent_of)
    sums = active.groupby(by)[["women", "members"]].sum().astype(float)
    assert (sums["women"] == women["numerator"]).all()
    assert (sums["members"] == women["denominator"]).all()
    income = evaluate(store, scope, Question("income_per_member", Level.AMPHOE, period))
    medians = active.groupby(by)["income_per_member"].median()
    assert medians.to_numpy() == pytest.approx(income["value"].to_numpy())


@pytest.mark.parametrize(
    ("scope_", "placed"),
    [
        (Scope(Role.ADMINISTRATOR), True),
        (Scope(Role.PLANNER), True),
        (OFFICER, True),
        (VIEWER, False),
    ],
)
def test_places_and_names_only_with_the_right(store: Store, scope_: Scope, placed: bool) -> None:
    found = groups(store, scope_, NOW)
    assert scope_.sees_places is placed
    for name in ("name", "latitude", "longitude"):
        assert found[name].notna().any() == placed, name
    assert found["tambon_code"].notna().all()


def test_who_is_not_signed_in_gets_no_single_group(store: Store, tables: Tables) -> None:
    public, id_ = Scope.public(), str(tables["group_state"]["group_id"].iloc[0])
    assert not public.sees_places
    for answer, types in (
        (groups(store, public, NOW), TYPES),
        (group(store, public, NOW, id_), TYPES),
        (group_history(store, public, NOW, id_), HISTORY_TYPES),
        (group_follow_ups(store, public, NOW, id_), FOLLOW_UP_TYPES),
    ):
        assert (len(answer), list(answer.columns)) == (0, list(types))


def test_only_groups_within_the_areas_of_the_scope(store: Store, scope: Scope) -> None:
    own = groups(store, OFFICER, NOW)
    every = groups(store, scope, NOW)
    inside = every["tambon_code"].str.startswith(("9410", "95"))
    assert list(own["group_id"]) == list(every["group_id"][inside])
    assert groups(store, OFFICER, NOW, ("9401",)).empty
    outside = str(every["group_id"][~inside].iloc[0])
    assert group(store, OFFICER, NOW, outside).empty
    assert group_history(store, OFFICER, NOW, outside).empty
    assert group_follow_ups(store, OFFICER, NOW, outside).empty
    assert len(group(store, OFFICER, NOW, str(own["group_id"].iloc[0]))) == 1


@pytest.mark.parametrize("as_of", DAYS[:2])
def test_the_history_of_a_group(store: Store, scope: Scope, tables: Tables, as_of: date) -> None:
    state = tables["group_state"]
    for id_ in ("SIM-G000001", "SIM-G000522"):
        rows = state[(state["group_id"] == id_) & (state["observed_on"] <= pd.Timestamp(as_of))]
        rows = rows.sort_values("observed_on")
        got = group_history(store, scope, as_of, id_)
        assert list(got["observed_on"]) == list(rows["observed_on"])
        assert list(got["status"]) == list(rows["status"])
        assert list(got["members"]) == list(rows["members_male"] + rows["members_female"])
        assert got["observed_on"].iloc[-1] == group(store, scope, as_of, id_)["observed_on"].iloc[0]


@pytest.mark.parametrize("as_of", DAYS[:2])
def test_the_follow_ups_of_all_groups_are_those_counted(
    store: Store, scope: Scope, tables: Tables, as_of: date
) -> None:
    """One amphoe, every group of it: the states add up to the indicators' own counts."""
    about = tables["occupational_group"]
    ids = about["group_id"][about["amphoe_code"] == "9410"]
    found = pd.concat([group_follow_ups(store, scope, as_of, str(id_)) for id_ in ids])
    counts = found["state"].value_counts()
    filters = (("subject", ("group",)),)
    asked = Question("follow_ups_overdue", Level.AMPHOE, Period(as_of, as_of), None, ("9410",),
                     filters)  # fmt: skip
    assert counts["overdue"] == evaluate(store, scope, asked)["value"].iloc[0]
    done = found[found["state"].isin(["on_time", "late"])]
    assert (done["done_on"] <= pd.Timestamp(as_of)).all()
    assert ((done["done_on"] > done["due_on"]) == (done["state"] == "late")).all()
    open_ = found[found["state"].isin(["overdue", "coming"])]
    assert open_["done_on"].isna().all()
    assert open_["outcome"].isna().all()
    assert ((open_["due_on"] < pd.Timestamp(as_of)) == (open_["state"] == "overdue")).all()


@pytest.mark.parametrize(("level", "area"), [(Level.REGION, "south"), (Level.PROVINCE, "94"),
                                             (Level.TAMBON, "941001")])  # fmt: skip
def test_the_mix_is_the_indicator_of_each_occupation(
    store: Store, scope: Scope, level: Level, area: str
) -> None:
    asked = Question("occupation_quotient", level, Period(NOW, NOW), None, (area,))
    expected = evaluate_by(store, scope, asked, "occupation").droplevel("area_code")
    got = occupation_mix(group_counts(store, scope, NOW, area))
    assert list(got.index) == list(expected.index)
    assert (got["value"] == expected["numerator"]).all()
    assert (got["denominator"] == expected["denominator"]).all()
    for ours, theirs in (("quotient", "value"), ("quotient_lower", "lower"),
                         ("quotient_upper", "upper")):  # fmt: skip
        assert got[ours].to_numpy() == pytest.approx(expected[theirs].to_numpy(), nan_ok=True)


def test_a_legal_form_cuts_the_mix_on_both_sides(
    store: Store, scope: Scope, tables: Tables
) -> None:
    known = by_hand(tables, NOW)
    chosen = known[(known["status"] == "active") & (known["legal_form"] == "cooperative")]
    inside = chosen[chosen["province_code"] == "95"]
    got = occupation_mix(group_counts(store, scope, NOW, "95"), ("cooperative",))
    assert got["value"].sum() == len(inside)
    share = (inside["occupation"] == "61").mean() / (chosen["occupation"] == "61").mean()
    assert got.loc["61", "quotient"] == pytest.approx(share)


def test_no_quotient_of_a_handful_of_groups(store: Store, scope: Scope) -> None:
    found = groups(store, scope, NOW)
    sizes = found[found["status"] == "active"].groupby("tambon_code").size()
    small, big = str(sizes.idxmin()), str(sizes.idxmax())
    assert sizes[small] < 6 <= sizes[big]
    assert occupation_mix(group_counts(store, scope, NOW, small))["quotient"].isna().all()
    assert occupation_mix(group_counts(store, scope, NOW, big))["quotient"].notna().any()


COUNTS = pd.DataFrame(
    [
        ("61", "informal", "active", 5, 9),
        ("61", "company", "closed", 1, 9),
        ("75", "informal", "active", 6, 9),
        ("52", "company", "dormant", 7, 9),
        ("94", "informal", "active", 0, 9),
    ],
    columns=["occupation", "legal_form", "status", "inside", "everywhere"],
)


@pytest.mark.parametrize(
    ("name", "most", "filters", "codes"),
    [
        ("occupation", 2, (), ("52", "61")),
        ("occupation", 9, (), ("52", "61", "75")),
        ("occupation", 9, (("legal_form", ("informal",)),), ("75", "61")),
        ("occupation", 9, (("occupation", ("75", "94")),), ("75",)),
        ("legal_form", 9, (), ("informal", "company")),
        ("legal_form", 9, (("occupation", ("91",)),), ()),
    ],
)
def test_the_largest(name: str, most: int, filters: Filters, codes: tuple[str, ...]) -> None:
    assert largest(COUNTS, name, most, filters) == codes
