"""Occupational groups: what the charts say, which points there are, the card, the screen."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from geo.areas import load_registry
from geo.codes import Level
from lib.access.scope import Role, Scope
from lib.indicators import registry
from lib.periods import fiscal_year
from lib.store.lake import Store
from lib.views import data
from lib.views.charts import Series
from lib.views.groups import charts, load, survival
from lib.views.groups.card import card_html, history_table
from lib.views.groups.listing import area_of, rows
from lib.views.groups.load import Card
from lib.views.groups.places import placed, placed_by
from lib.views.groups.sentences import extremes, mix_message, status_message
from lib.views.reading import Problem, from_query
from lib.views.selection import Choices, Selection
from lib.views.words import Language, say
from tests.views.on_screen import html_of, opened_in_house

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Language, ...] = ("th", "en")
START = Selection(fiscal_year(2569), "south", Level.AMPHOE, "groups_active")


@pytest.fixture(autouse=True)
def own_store(store: Store) -> Iterator[None]:
    """The sample store of the session is there before a screen asks for it."""
    assert store.info.simulated
    yield
    st.cache_data.clear()


def answer(*areas: tuple[str, float, float, float, str]) -> pd.DataFrame:
    """An answer of ``evaluate``: code, value, limits, flag."""
    columns = ["area_code", "value", "lower", "upper", "flag"]
    return pd.DataFrame(areas, columns=columns).set_index("area_code")


A = ("a", 80.0, 70.0, 90.0, "ok")
LOW = ("b", 40.0, 30.0, 50.0, "ok")
NEAR = ("c", 75.0, 65.0, 85.0, "ok")
CERTAIN = ("d", 100.0, 100.0, 100.0, "ok")  # a curve on which nothing has happened
FEW = ("e", 5.0, 0.0, 50.0, "few")
NONE = ("f", math.nan, math.nan, math.nan, "no data")


@pytest.mark.parametrize(
    ("areas", "sentence"),
    [
        ((), "Groups that last 2 years: nothing has enough data to be compared yet"),
        ((FEW, NONE), "Groups that last 2 years: nothing has enough data to be compared yet"),
        ((A, FEW), "Groups that last 2 years: A, 80.0%"),
        ((A, LOW, NEAR, NONE), "Groups that last 2 years: A is highest with 80.0%, clearly apart "
         "from B, lowest with 40.0%"),
        ((A, NEAR), "Groups that last 2 years: A is highest with 80.0%, C lowest with 75.0%, but "
         "not clearly apart"),
        ((CERTAIN, LOW), "Groups that last 2 years: D is highest with 100.0%, B lowest with "
         "40.0%, but not clearly apart"),
        ((A, ("g", 80.04, 70.0, 90.0, "ok")),
         "Groups that last 2 years: the same for all 2, 80.0%"),
    ],
)  # fmt: skip
def test_highest_and_lowest(
    areas: tuple[tuple[str, float, float, float, str], ...], sentence: str
) -> None:
    got = extremes(registry.get("group_survival_2"), answer(*areas), str.upper, "en")
    assert got == sentence


LABELS = {"61": "Farmers", "75": "Cooks", "52": "Sellers"}


def mix(*occupations: tuple[str, float, float, float]) -> pd.DataFrame:
    """A mix: code, groups, quotient and its lower limit."""
    columns = ["occupation", "value", "quotient", "quotient_lower"]
    frame = pd.DataFrame(occupations, columns=columns).set_index("occupation")
    return frame.assign(denominator=frame["value"].sum())


@pytest.mark.parametrize(
    ("occupations", "sentence"),
    [
        ([("61", 0.0, math.nan, math.nan)], "No active groups match what was chosen"),
        ([("61", 6.0, 1.1, 0.8), ("75", 2.0, 0.5, 0.2)], "Farmers: most groups, 6 of 8 (75.0%)"),
        ([("61", 6.0, 0.9, 0.6), ("75", 2.0, 3.0, 1.2)],
         "Farmers: most groups, 6 of 8 (75.0%). Cooks: clearly more than in the region (3.0 "
         "times)"),
        ([("61", 4.0, 1.0, 0.8), ("52", 4.0, 1.0, 0.8)],
         "Farmers and Sellers: most groups, 4 of 8 each"),
    ],
)  # fmt: skip
def test_what_the_mix_says(
    occupations: list[tuple[str, float, float, float]], sentence: str
) -> None:
    assert mix_message(mix(*occupations), LABELS, "en") == sentence


MONTHS = (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("active", "sentence"),
    [
        ((5.0, 6.0, 9.0), "Active groups rose from 5 to 9 in 3 months; 2 have closed"),
        ((9.0, 9.0, 5.0), "Active groups fell from 9 to 5 in 3 months; 2 have closed"),
        ((5.0, 7.0, 5.0), "Active groups ended 3 months as they began, with 5; 2 have closed"),
        ((math.nan,) * 3, "The states of groups are not known in this period"),
    ],
)
def test_what_the_months_say(active: tuple[float, ...], sentence: str) -> None:
    others = [Series(name, MONTHS, (1.0, 1.0, 2.0)) for name in ("dormant", "closed")]
    assert status_message([Series("active", MONTHS, active), *others], "en") == sentence


def test_months_without_series_say_so() -> None:
    assert status_message([], "en") == say("groups.status_none", "en")


CHOICES = Choices(date(2026, 6, 30), {"south": None, "94": "south"}, {}, {}, ("groups_active",),
                  "groups_active")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "detail", "problems"),
    [
        ("SIM-G000001", "SIM-G000001", ()),
        ("กก_1", "กก_1", ()),
        ("กลุ่มที่ 1/2569", "กลุ่มที่ 1/2569", ()),
        ("a\nb", "", (Problem("detail"),)),
        ("x" * 201, "", (Problem("detail"),)),
    ],
)
def test_the_open_card_is_in_the_address(
    text: str, detail: str, problems: tuple[Problem, ...]
) -> None:
    selection, found = from_query({"detail": text}, CHOICES)
    assert (selection.detail, found) == (detail, problems)
    assert from_query(selection.to_query(CHOICES), CHOICES) == (selection, ())
    assert selection.with_detail(text).detail == detail
    assert selection.with_area("94").detail == ""


@pytest.mark.parametrize(
    ("area", "picked", "listed"),
    [("south", "", ""), ("94", "", ""), ("94", "9410", "9410"), ("9410", "", "9410"),
     ("9410", "941001", "941001"), ("941001", "", "941001")],
)  # fmt: skip
def test_groups_are_listed_of_an_amphoe_or_tambon(area: str, picked: str, listed: str) -> None:
    assert area_of(replace(START, area=area, picked=picked)) == listed


def known(*groups: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Groups: id, tambon, occupation, status, latitude."""
    columns = ["group_id", "tambon_code", "occupation", "status", "latitude"]
    frame = pd.DataFrame(groups, columns=columns)
    return frame.assign(name=frame["group_id"] + "!", longitude=101.3)


def test_points_of_a_list() -> None:
    found = placed_by(
        known(
            ("G3", "941001", "61", "active", 6.7),
            ("G1", "941001", "91", "active", 6.8),
            ("G2", "950101", "75", "active", 6.5),
            ("G4", "941002", "61", "active", math.nan),
        ),
        "occupation", ["61", "75"], "occupation", "9410", "en",
    )  # fmt: skip
    assert found.points is not None
    assert [found.ids[place] for place in found.points.places] == ["G3", "G1", "G2"]
    assert [place.kind for place in found.points.places] == [0, 2, 1]
    assert [(entry.label[:6], entry.count) for entry in found.points.legend] == [
        ("Market", 1), ("Food p", 0), ("other", 1),
    ]  # fmt: skip
    assert (found.points.choosable, found.known, found.missing) == (True, 3, 1)


@pytest.mark.parametrize(
    ("indicator", "statuses"),
    [
        ("groups_active", {"active"}),
        ("groups_dormant", {"dormant"}),
        ("groups_closed", {"closed"}),
        ("women_share", {"active"}),
        ("group_survival_2", {"active", "dormant", "closed"}),
    ],
)
def test_the_points_are_the_groups_that_the_map_counts(indicator: str, statuses: set[str]) -> None:
    selection = replace(START, indicator=indicator)
    found, every = placed(selection), load.groups(selection)
    counted = every[every["status"].isin(statuses)]
    assert found.points is not None
    assert set(found.ids.values()) == set(counted["group_id"][counted["latitude"].notna()])
    assert found.known == len(counted)
    assert len(found.points.legend) <= 7


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PUBLIC])
def test_no_points_without_the_right(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "scope", lambda: Scope(role))
    found = placed(START)
    assert (found.points, dict(found.ids)) == (None, {})


@pytest.mark.parametrize(
    ("switches", "area", "codes"),
    [
        ((("curve", "legal_form"),), "south",
         ["informal", "community_enterprise", "cooperative", "company"]),
        ((), "941001", ["9410", "94", "south"]),
    ],
)  # fmt: skip
def test_which_curves_are_drawn(
    switches: tuple[tuple[str, str], ...], area: str, codes: list[str]
) -> None:
    found = survival.survival(replace(START, switches=switches, area=area))
    assert list(found.names) == codes
    assert set(found.frame.index.get_level_values("code")) == set(codes)
    assert list(found.figures.index) == codes
    two_years = found.frame.xs(codes[-1], level="code")
    at_two = two_years["value"][two_years.index <= 24.0].iloc[-1]
    assert at_two == pytest.approx(found.figures["value"].to_dict()[codes[-1]])


def test_the_picked_area_has_a_curve_of_its_own() -> None:
    five = survival.survival(START)
    assert len(five.names) == 5
    other = next(code for code in ("9408", "9407") if code not in five.names)
    with_pick = survival.survival(replace(START, picked=other))
    assert list(with_pick.names) == [*list(five.names)[:4], other]


def test_curves_of_nothing() -> None:
    empty = replace(START, filters=(("occupation", ("63",)),))
    found = survival.survival(replace(empty, switches=(("curve", "occupation"),)))
    assert found.names == {}
    assert charts.survival_chart(empty, found).figure is None


def a_group(**changes: object) -> pd.Series:
    about = {
        "group_id": "G1", "name": "กลุ่ม <ก>", "tambon_code": "941001", "occupation": "61",
        "product": "ทุเรียน", "legal_form": "informal", "status": "active", "members": 18,
        "women": 6, "income": 36_000.0, "income_per_member": 2_000.0,
        "founded_on": pd.Timestamp("2020-02-29"), "observed_on": pd.Timestamp("2026-04-21"),
    }  # fmt: skip
    return pd.Series(about | changes)


def a_card(group: pd.Series, *states: str) -> Card:
    history = pd.DataFrame(
        {
            "observed_on": pd.to_datetime(["2025-01-05", "2026-04-21"]),
            "status": ["active", "active"],
            "members": pd.array([12, 18], dtype="Int64"),
            "women": pd.array([5, 6], dtype="Int64"),
            "income": [math.nan, 36_000.0],
            "income_per_member": [math.nan, 2_000.0],
        }
    )
    days = pd.to_datetime([f"2026-0{month}-01" for month in range(1, len(states) + 1)])
    return Card(group, history, pd.DataFrame({"state": list(states), "due_on": days}))


def test_the_card_of_a_group() -> None:
    card = a_card(a_group(), "on_time", "overdue", "overdue")
    html = card_html(card, "ต.ก อ.ข", "th")
    for words in ("กลุ่ม &lt;ก&gt;", "18 คน เป็นสตรี 6 คน", "2,000 บาทต่อเดือน", "29 ก.พ. 2563",
                  "เกินกำหนด 2 ครั้ง (ครบกำหนดแรกสุด 1 ก.พ. 2569)", "ติดตามตรงเวลา 1 ครั้ง"):  # fmt: skip
        assert words in html
    assert html.index("is-overdue") < html.index("is-on_time")
    assert list(history_table(card, "en")["Seen on"]) == ["21 Apr 2026", "5 Jan 2025"]


def test_the_card_says_what_is_not_told() -> None:
    group = a_group(
        name=math.nan, product=math.nan, legal_form=math.nan, income_per_member=math.nan
    )
    html = card_html(a_card(group), "Tambon X", "en")
    assert "Group G1" in html
    assert "not told when last seen" in html
    assert "No follow-ups on record" in html
    assert "Product" not in html


def test_rows_of_the_list(store: Store) -> None:
    found = load.groups(START, "941001")
    table = rows(found, load_registry(), "th")
    assert len(table) == len(found) > 0
    assert table["ปีที่จัดตั้ง"].astype(int).between(2500, 2569).all()


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"area": "9410", "pick": "941003", "detail": "SIM-G000522", "lang": "en"},
        {"area": "941003", "curve": "occupation", "members": "rate"},
        {"level": "province", "period": "2026-06", "map": "group_survival_2"},
        {"occupation": "63"},
        {"asof": "2023-10-02", "period": "fy2567"},
        {"detail": "nobody", "map": "groups_closed"},
    ],
    ids=lambda query: "&".join(f"{key}={value}" for key, value in query.items()) or "start",
)
def test_the_screen_stands(query: dict[str, str]) -> None:
    at = opened_in_house("groups", **query)
    assert not at.exception
    assert not at.error
    assert 'class="facts is-rows with-sparks"' in html_of(at)


def test_a_viewer_gets_no_place_of_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--area-points" in html_of(opened_in_house("groups", area="9410"))
    monkeypatch.setattr(data, "scope", lambda: Scope(Role.VIEWER))
    at = opened_in_house("groups", area="9410", detail="SIM-G000522")
    assert not at.error
    words = html_of(at)
    assert "--area-points" not in words
    assert say("groups.unnamed", "th", id="SIM-G000522") in words
