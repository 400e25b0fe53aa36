"""Lists of open needs and of events: against plain pandas, the indicators, and the rights."""

from datetime import date

import pandas as pd
import pytest

from geo.codes import Level
from lib.access.scope import Role, Scope
from lib.indicators.evaluate import Question, evaluate
from lib.indicators.event_list import EVENT_TYPES, NEED_TYPES, by_month, events, open_needs
from lib.indicators.filters import FilterRefused, Filters
from lib.periods import Period, fiscal_year, month
from lib.store.lake import Store

NOW = date(2026, 6, 30)
YEAR = fiscal_year(2569)
DAYS = (NOW, date(2025, 12, 3), date(2024, 1, 15), date(2020, 1, 1))
PERIODS = (YEAR, Period(date(2025, 11, 20), date(2025, 12, 5)), fiscal_year(2560))
OFFICER = Scope(Role.OFFICER, ("9410", "95"))
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables(store: Store, scope: Scope) -> Tables:
    """Needs and events as they lie in the store."""
    return {name: store.query(f"FROM {name}", scope) for name in ("need", "situation")}


def needs_by_hand(tables: Tables, as_of: date) -> pd.DataFrame:
    """Needs that were raised and had no answer by the day, the oldest first."""
    rows, day = tables["need"], pd.Timestamp(as_of)
    waiting = rows["answered_on"].isna() | (rows["answered_on"] > day)
    rows = rows[(rows["raised_on"] <= day) & waiting & (rows["status"] != "closed")]
    rows = rows.assign(days_open=(day - rows["raised_on"]).dt.days)
    return rows.sort_values(["raised_on", "tambon_code", "need_id"])


def events_by_hand(tables: Tables, period: Period, as_of: date) -> pd.DataFrame:
    """Events of the period that were known on the day, in order of time."""
    rows, day = tables["situation"], pd.Timestamp(as_of)
    inside = rows["occurred_on"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    rows = rows[inside & (rows["occurred_on"] <= day) & (rows["reported_on"] <= day)]
    over = rows["resolved_on"].where(rows["resolved_on"] <= day)
    rows = rows.assign(
        resolved_on=over,
        days_to_report=(rows["reported_on"] - rows["occurred_on"]).dt.days,
        days_open=(over.fillna(day) - rows["occurred_on"]).dt.days,
    )
    return rows.sort_values(["occurred_on", "tambon_code", "situation_id"])


def same(got: pd.DataFrame, expected: pd.DataFrame, types: dict[str, str]) -> None:
    """Value for value and type for type."""
    assert {name: str(kind) for name, kind in got.dtypes.items()} == types
    plain = expected[list(types)].reset_index(drop=True)
    assert len(got) == len(plain)
    for name in types:
        left, right = got[name].astype(object), plain[name].astype(object)
        equal = (left == right).fillna(False).astype(bool)
        assert (equal | (left.isna() & right.isna())).all(), name


@pytest.mark.parametrize("as_of", DAYS)
def test_open_needs_by_hand(store: Store, scope: Scope, tables: Tables, as_of: date) -> None:
    same(open_needs(store, scope, "south", as_of), needs_by_hand(tables, as_of), NEED_TYPES)


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("period", PERIODS)
def test_events_by_hand(
    store: Store, scope: Scope, tables: Tables, period: Period, as_of: date
) -> None:
    got = events(store, scope, "south", period, as_of)
    same(got, events_by_hand(tables, period, as_of), EVENT_TYPES)


def test_the_sample_has_something_of_each(tables: Tables) -> None:
    assert len(needs_by_hand(tables, NOW)) > 1000
    found = events_by_hand(tables, YEAR, NOW)
    assert set(found["severity"]) == {1, 2, 3}
    assert found["resolved_on"].isna().any()
    assert found["resolved_on"].notna().any()


NEED_FILTERS: tuple[Filters, ...] = (
    (),
    (("need_category", ("capital", "market")),),
    (("need_category", ("work",)), ("source", ("visit",))),
)
EVENT_FILTERS: tuple[Filters, ...] = (
    (),
    (("severity", ("3",)),),
    (("severity", ("1", "2")), ("situation_category", ("disaster", "accident"))),
)


@pytest.mark.parametrize("as_of", DAYS[:2])
@pytest.mark.parametrize("area", ["south", "94", "9410", "941001"])
@pytest.mark.parametrize("filters", NEED_FILTERS)
def test_as_many_needs_as_the_indicator_counts(
    store: Store, scope: Scope, area: str, as_of: date, filters: Filters
) -> None:
    asked = Question("needs_open", Level.TAMBON, Period(as_of, as_of), None, (area,), filters)
    figures = evaluate(store, scope, asked)["value"]
    found = open_needs(store, scope, area, as_of, filters).groupby("tambon_code").size()
    assert set(found.index) <= set(figures.index)
    assert (found.reindex(figures.index, fill_value=0) == figures.fillna(0)).all()


@pytest.mark.parametrize("area", ["south", "96", "9601", "960101"])
@pytest.mark.parametrize("period", PERIODS[:2])
@pytest.mark.parametrize("filters", EVENT_FILTERS)
def test_as_many_events_and_people_as_the_indicators_count(
    store: Store, scope: Scope, area: str, period: Period, filters: Filters
) -> None:
    found = events(store, scope, area, period, NOW, filters)
    counts = found.groupby("tambon_code").size()
    for code, by_hand in (
        ("situations", counts),
        ("situation_people", found.groupby("tambon_code")["people"].sum().astype(float)),
    ):
        asked = Question(code, Level.TAMBON, period, NOW, (area,), filters)
        figures = evaluate(store, scope, asked)["value"]
        assert (by_hand.reindex(figures.index, fill_value=0) == figures.fillna(0)).all(), code


def test_nothing_without_signing_in(store: Store) -> None:
    public = Scope.public()
    for found, types in (
        (open_needs(store, public, "south", NOW), NEED_TYPES),
        (events(store, public, "9410", YEAR, NOW), EVENT_TYPES),
    ):
        assert (len(found), list(found.columns)) == (0, list(types))


@pytest.mark.parametrize(
    ("area", "prefixes"),
    [("south", ("9410", "95")), ("94", ("9410",)), ("9410", ("9410",)), ("96", ()),
     ("950101", ("950101",))],
)  # fmt: skip
def test_only_within_the_areas_of_the_scope(
    store: Store, scope: Scope, area: str, prefixes: tuple[str, ...]
) -> None:
    every = open_needs(store, scope, "south", NOW)
    inside = every["tambon_code"].str.startswith(prefixes)
    own = open_needs(store, OFFICER, area, NOW)
    assert list(own["need_id"]) == list(every["need_id"][inside])
    every = events(store, scope, "south", YEAR, NOW)
    inside = every["tambon_code"].str.startswith(prefixes)
    own = events(store, OFFICER, area, YEAR, NOW)
    assert list(own["situation_id"]) == list(every["situation_id"][inside])


@pytest.mark.parametrize("filters", [(("severity", ("3",)),), (("source", ("nowhere",)),)])
def test_needs_refuse_another_filter(store: Store, scope: Scope, filters: Filters) -> None:
    with pytest.raises(FilterRefused, match=r"list of open needs|no value"):
        open_needs(store, scope, "south", NOW, filters)


@pytest.mark.parametrize("filters", [(("source", ("visit",)),), (("severity", ("4",)),)])
def test_events_refuse_another_filter(store: Store, scope: Scope, filters: Filters) -> None:
    with pytest.raises(FilterRefused, match=r"list of events|no value"):
        events(store, scope, "south", YEAR, NOW, filters)


def test_no_row_says_who(store: Store, scope: Scope) -> None:
    told = {*open_needs(store, scope, "south", NOW), *events(store, scope, "south", YEAR, NOW)}
    assert not told & {"person_key", "name", "latitude", "longitude", "village_no", "activity_id"}


def test_events_by_month() -> None:
    days = ["2026-04-30", "2026-05-01", "2026-05-31", "2026-05-31"]
    found = pd.DataFrame({"occurred_on": pd.to_datetime(days), "severity": [1, 3, 3, 2]})
    months = [month(date(2026, 4, 1)), month(date(2026, 5, 1)), month(date(2026, 6, 1))]
    got = by_month(found, months, "severity", (3, 2, 1))
    assert list(got.columns) == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]
    assert got.to_dict("split")["data"] == [[0, 2, 0], [0, 1, 0], [1, 0, 0]]
    assert by_month(found[:0], months, "severity", (3,)).to_numpy().sum() == 0


def test_all_events_of_a_year_are_in_its_months(store: Store, scope: Scope) -> None:
    found = events(store, scope, "south", YEAR, NOW)
    months = [month(one) for one in YEAR.months()]
    got = by_month(found, months, "category", sorted(set(found["category"])))
    assert got.to_numpy().sum() == len(found) > 50
