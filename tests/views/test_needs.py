"""Needs and situations: what the charts say, the points of events, the lists, the screen."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from geo.areas import layer
from geo.codes import Level
from lib.access.scope import Role, Scope
from lib.indicators import registry
from lib.indicators.event_list import events, open_needs
from lib.periods import fiscal_year
from lib.store.codelists import code_list
from lib.store.lake import Store
from lib.views import data
from lib.views.charts import Series
from lib.views.mapped.facts import facts as facts_of
from lib.views.needs import load
from lib.views.needs.cards import TOLD, card_html, event_words, timeline_html
from lib.views.needs.listing import rows
from lib.views.needs.places import SEVERITIES, placed, placed_by, spots
from lib.views.needs.sentences import (
    answered_low,
    answered_title,
    between,
    delays_title,
    events_title,
    half_title,
    months_title,
    open_title,
    severe_title,
    severity_title,
)
from lib.views.selection import Selection
from lib.views.words import Language
from tests.views.on_screen import html_of, opened_in_house

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Language, ...] = ("th", "en")
NOW, YEAR = date(2026, 6, 30), fiscal_year(2569)
START = Selection(YEAR, "south", Level.AMPHOE, "needs_open", language="en")
NAN, INF = math.nan, math.inf


@pytest.fixture(autouse=True)
def own_store(store: Store) -> Iterator[None]:
    """The sample store of the session is there before a screen asks for it."""
    assert store.info.simulated
    yield
    st.cache_data.clear()


def row(value: float, flag: str = "ok", **more: float) -> pd.Series:
    """A figure as ``evaluate`` gives it."""
    limits = {"numerator": NAN, "denominator": NAN, "lower": NAN, "upper": NAN}
    return pd.Series({"value": value, **limits, **more, "flag": flag})


def table(**rows_: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(rows_).T


WHOLE = row(75.0, numerator=75.0, denominator=100.0, lower=70.0, upper=80.0)
LABELS = {"a": "Work", "b": "Capital", "c": "Market", "d": "Groups", "e": "Other"}
LOW = row(50.0, lower=40.0, upper=60.0)
NEAR = row(65.0, lower=50.0, upper=72.0)
FEW = row(0.0, "few", lower=0.0, upper=50.0)


@pytest.mark.parametrize(
    ("raised", "share", "sentence"),
    [
        (row(NAN, "no data"), row(NAN, "no data"), "Needs are not known for this period"),
        (row(0.0), row(NAN, "no data"), "No needs were raised that match what was chosen"),
        (row(9.0), row(NAN, "suppressed"), "9 needs were raised; the share answered cannot be "
         "told"),
        (row(100.0), WHOLE, "75 of 100 needs raised were answered (75.0%)"),
    ],
)  # fmt: skip
def test_what_was_answered(raised: pd.Series, share: pd.Series, sentence: str) -> None:
    assert answered_title(raised, share, "en") == sentence


@pytest.mark.parametrize(
    ("share", "parts", "sentence"),
    [
        (WHOLE, {"a": NEAR, "b": FEW}, ""),
        (WHOLE, {"a": LOW, "b": FEW, "c": NEAR}, "Answered clearly less often: Work"),
        (WHOLE, dict.fromkeys("abcde", LOW), "Answered clearly less often: Work, Capital, Market, "
         "Groups and Other"),
        (row(NAN, "suppressed"), {"a": LOW}, ""),
    ],
)  # fmt: skip
def test_what_was_answered_less_often(
    share: pd.Series, parts: dict[str, pd.Series], sentence: str
) -> None:
    assert answered_low(share, table(**parts), LABELS.__getitem__, "en") == sentence


@pytest.mark.parametrize(
    ("whole", "sentence"),
    [
        (row(31.0), "X: half of the needs raised were answered within 31 days"),
        (row(INF), "X: not yet half of the needs raised were answered"),
        (row(31.0, "few"), "X: too few needs were raised to tell how fast they are answered"),
        (row(NAN, "no data"), "X: nothing is known that tells how fast needs are answered"),
        (row(9.0, "suppressed"), "X: nothing is known that tells how fast needs are answered"),
    ],
)
def test_by_when_half_was_answered(whole: pd.Series, sentence: str) -> None:
    assert half_title(whole, "X", "en") == sentence


FAST = row(10.0, lower=5.0, upper=15.0)
SLOW = row(30.0, lower=20.0, upper=INF)
ALMOST = row(12.0, lower=8.0, upper=20.0)


@pytest.mark.parametrize(
    ("code", "rows_", "sentence"),
    [
        ("days_to_answer", {"a": FEW}, "Days to answer a need: not enough data to compare yet"),
        ("days_to_answer", {"a": FAST, "b": FEW}, "Days to answer a need: A (10 days)"),
        ("days_to_answer", {"a": SLOW, "b": FAST}, "Days to answer a need: B is fastest (10 "
         "days), clearly apart from A, the slowest (30 days)"),
        ("days_to_answer", {"a": ALMOST, "b": FAST}, "Days to answer a need: B is fastest (10 "
         "days) and A slowest (12 days), but not clearly apart"),
        ("days_to_answer", {"a": FAST, "b": FAST}, "Days to answer a need: the same for all 2 (10 "
         "days)"),
        ("days_to_answer", {"a": FAST, "b": row(INF, lower=20.0, upper=INF)}, "Days to answer a "
         "need: A is fastest (10 days), clearly apart from B, the slowest (not yet half)"),
        ("needs_answered_share", {"a": LOW, "b": WHOLE}, "Share of needs answered: B does best "
         "(75.0%), clearly apart from A (50.0%)"),
        ("needs_answered_share", {"a": NEAR, "b": WHOLE}, "Share of needs answered: from 75.0% (B) "
         "to 65.0% (A), not clearly apart"),
    ],
)  # fmt: skip
def test_the_best_and_the_worst(code: str, rows_: dict[str, pd.Series], sentence: str) -> None:
    assert between(registry.get(code), table(**rows_), str.upper, "en") == sentence


MONTHS = (date(2026, 5, 1), date(2026, 6, 1))
NAMES = ("May 2026", "Jun 2026")


@pytest.mark.parametrize(
    ("raised", "answered", "sentence"),
    [
        ((5.0, 7.0), (4.0, 1.0), "12 needs were raised and 5 answered; most were raised in Jun "
         "2026 (7)"),
        ((5.0, 5.0), (4.0, 1.0), "10 needs were raised and 5 answered; most were raised in May "
         "2026 and Jun 2026 (5)"),
        ((5.0, NAN), (4.0, NAN), "5 needs were raised and 4 answered; most were raised in May "
         "2026 (5)"),
        ((0.0, 0.0), (0.0, 0.0), "No needs were raised in the months shown"),
        ((NAN, NAN), (NAN, NAN), "Needs by month are not known for this period"),
    ],
)  # fmt: skip
def test_what_the_months_say(
    raised: tuple[float, ...], answered: tuple[float, ...], sentence: str
) -> None:
    series = [Series(name, MONTHS, one) for name, one in (("r", raised), ("a", answered))]
    assert months_title(series, NAMES, "en") == sentence


def test_no_months_are_not_known() -> None:
    assert months_title([], (), "en") == "Needs by month are not known for this period"


def counts(**rows_: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows_, index=list(MONTHS)).T


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (counts(a=(1, 4), b=(2, 0)), "7 events; most were Work (5), most happened in Jun 2026 (4)"),
        (counts(a=(1, 1)), "2 events; most were Work (2), most happened in May 2026 and Jun 2026 "
         "(1)"),
        (counts(**dict.fromkeys("abcd", (1, 0))), "4 events; at most 1 of a category and 4 in a "
         "month"),
        (counts(a=(0, 0)), "No labour events were reported for this period that match what was "
         "chosen"),
        (counts(a=(NAN, 0)), "No labour events were reported for this period that match what was "
         "chosen"),
        (counts(a=(NAN, NAN)), "Events are not known for this period"),
        (pd.DataFrame(), "Events are not known for this period"),
    ],
)  # fmt: skip
def test_what_happened(found: pd.DataFrame, sentence: str) -> None:
    assert events_title(found, LABELS, NAMES, "en") == sentence


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (counts(**{"1": (1, 1), "3": (0, 2)}), "2 of 4 events were severe (50.0%)"),
        (counts(**{"1": (1, 1), "3": (0, 0)}), "None of the 2 events was severe"),
        (counts(**{"2": (1, NAN)}), "None of the 1 events was severe"),
        (counts(**{"3": (NAN, NAN)}), "Events are not known for this period"),
    ],
)
def test_how_grave_it_was(found: pd.DataFrame, sentence: str) -> None:
    assert severity_title(found, "en") == sentence


@pytest.mark.parametrize(
    ("report", "resolution", "sentence"),
    [
        (row(2.0), row(39.0), "Half of the events were reported within 2 days, half were resolved "
         "within 39 days"),
        (row(2.0), row(INF), "Half of the events were reported within 2 days, not yet half were "
         "resolved"),
        (row(2.0), row(9.0, "few"), "Half of the events were reported within 2 days, days to "
         "resolution cannot be told"),
        (row(2.0, "few"), row(9.0, "few"), "Too few events to tell how long things take"),
        (row(NAN, "no data"), row(NAN, "no data"), "Too few events to tell how long things take"),
    ],
)  # fmt: skip
def test_how_long_it_took(report: pd.Series, resolution: pd.Series, sentence: str) -> None:
    assert delays_title(report, resolution, "en") == sentence


def event(**changes: object) -> dict[str, object]:
    """One event, as the list of events has it."""
    plain: dict[str, object] = {
        "situation_id": "E1", "occurred_on": pd.Timestamp("2026-05-02"),
        "reported_on": pd.Timestamp("2026-05-04"), "days_to_report": 2, "category": "disaster",
        "severity": 3, "people": 12, "amphoe_code": "9410", "tambon_code": "941001",
        "resolved_on": pd.Timestamp("2026-06-01"), "days_open": 30,
    }  # fmt: skip
    return plain | changes


def happened(*changes: Mapping[str, object]) -> pd.DataFrame:
    found = pd.DataFrame([event(situation_id=f"E{n}", **one) for n, one in enumerate(changes)])
    return found.astype({"people": "Int64", "resolved_on": "datetime64[us]"})


@pytest.mark.parametrize(
    ("changes", "title", "sentence"),
    [
        ({}, "1 severe events, all resolved",
         "Disaster in X; 12 people affected; resolved within 30 days"),
        ({"resolved_on": pd.NaT, "people": None}, "1 severe events, 1 not yet resolved",
         "Disaster in X; people affected not known; not resolved after 30 days"),
    ],
)  # fmt: skip
def test_an_event_in_words(changes: dict[str, object], title: str, sentence: str) -> None:
    found = happened(changes)
    assert severe_title(found, "en") == title
    assert event_words(found.iloc[0], "X", "en") == sentence
    html = timeline_html(found, title, "<note>", lambda _: "X", "en")
    assert sentence in html
    assert ('class="is-open"' in html) == ("not yet" in title)
    assert "<note>" not in html


def test_a_long_line_of_events_says_how_many_more() -> None:
    found = happened(*({"people": n} for n in range(TOLD + 3)))
    html = timeline_html(found, "", "", str, "en")
    assert html.count("<li") == TOLD
    assert "and 3 more before them" in html
    assert f"{TOLD + 2} people affected" in html  # the newest are told
    assert severe_title(found[:0], "en") == "No severe events"


def test_a_card_of_an_event_and_of_a_need(store: Store, scope: Scope) -> None:
    html = card_html(happened({"resolved_on": pd.NaT}).iloc[0], "<X>", "en")
    for words in ("Disaster", "&lt;X&gt;", "3 severe", "4 May 2026 (2 days after)",
                  "not resolved after 30 days"):  # fmt: skip
        assert words in html
    need = open_needs(store, scope, "9410", NOW).iloc[0]
    html = card_html(need, "X", "en")
    assert code_list("need_category").label(str(need["category"]), "en") in html
    assert f"<dd>{need['days_open']}</dd>" in html


def test_what_waits_in_words(store: Store, scope: Scope) -> None:
    found = open_needs(store, scope, "9410", NOW)
    oldest = (NOW - found["raised_on"].min().date()).days
    assert open_title(found, "X", "en").startswith(f"{len(found)} needs wait for an answer (X)")
    assert f"waited {oldest} days" in open_title(found, "X", "en")
    assert open_title(found[:0], "X", "en").startswith("X: no needs wait")
    for language in LANGUAGES:
        shown = rows(found, str, language)
        assert len(shown) == len(found)
        assert shown.iloc[:, 3].is_monotonic_decreasing


def test_every_point_lies_in_its_tambon(store: Store, scope: Scope) -> None:
    """However many events a tambon has: the spiral around its point stays within it."""
    areas = data.areas()
    codes = [one.code for one in areas.at_level(Level.TAMBON) for _ in range(5)]
    found = pd.DataFrame({"tambon_code": codes})
    places = spots(found, areas)
    assert len(set(places)) == len(places)
    shapes = layer(Level.TAMBON).set_index("code").to_crs(4326).geometry
    points = type(shapes).from_xy([lon for _, lon in places], [lat for lat, _ in places], crs=4326)
    outside = ~shapes.loc[codes].reset_index(drop=True).contains(points)
    assert outside.mean() < 0.01
    alone = spots(found.drop_duplicates(), areas)
    assert alone == [(areas.get(c).latitude, areas.get(c).longitude) for c in dict.fromkeys(codes)]


def test_points_of_events() -> None:
    found = happened({"category": "disaster"}, {"category": "dispute", "severity": 1})
    by_kind = placed_by(found, "category", {"disaster": "Disaster"}, ["#0072B2"], "en")
    assert by_kind.points is not None
    assert {by_kind.ids[one]: one.kind for one in by_kind.points.places} == {"E0": 0, "E1": 1}
    assert [(one.label, one.count) for one in by_kind.points.legend] == [
        ("Disaster", 1), ("other", 1),
    ]  # fmt: skip
    for place in by_kind.points.places:
        assert "stands for the tambon" in place.note
    kinds = {str(one): str(one) for one in SEVERITIES}
    grave = placed_by(found, "severity", kinds, list(SEVERITIES.values()), "en")
    assert grave.points is not None
    assert {grave.ids[one]: one.kind for one in grave.points.places} == {"E0": 0, "E1": 2}


@pytest.mark.parametrize(
    ("indicator", "scope_", "shown"),
    [
        ("situations", Scope.everything(), True),
        ("days_to_resolution", Scope(Role.VIEWER), True),
        ("needs_open", Scope.everything(), False),
        ("situations", Scope.public(), False),
    ],
)
def test_which_maps_have_points(
    store: Store, indicator: str, scope_: Scope, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "scope", lambda: scope_)
    found = placed(Selection(YEAR, "95", Level.AMPHOE, indicator, language="en"))
    assert (found.points is not None) == shown
    if found.points:
        rows_ = events(store, scope_, "95", YEAR, NOW)
        assert set(found.ids.values()) == set(rows_["situation_id"])
        assert len(found.points.places) == len(rows_)


def test_figures_of_the_screen_agree_with_each_other() -> None:
    """Categories, months and lists add up to the headline figures."""
    facts = {one.figure.indicator.code: one.figure.value for one in facts_of(START, load.HEADLINE)}
    sums = load.by_category(START).counts.sum()
    assert sums.sum() == facts["needs_raised"]
    for code in (load.RAISED, load.ANSWERED):
        months = load.needs_by_month(START, code)["value"].sum()
        assert months == (facts["needs_raised"] if code == load.RAISED else sums["answered"])
    waiting = load.open_needs(START, "south")
    assert len(waiting) == facts["needs_open"]
    assert (waiting["days_open"] > 30).sum() == facts["needs_open_over_30"]
    by_month = load.events_by_month(START)
    assert by_month.by_category.sum().sum() == facts["situations"]
    assert by_month.by_severity.sum().sum() == facts["situations"]
    assert load.events(START, "south")["people"].sum() == facts["situation_people"]


def test_curves_rise_from_nothing_within_their_limits() -> None:
    for curves in (load.curves_by_source(START), load.curves_of_areas(START)):
        assert 2 <= len(curves.names) <= load.MOST_CURVES
        for code in curves.names:
            one = curves.frame.loc[code]
            assert one["value"].iloc[0] == 0
            assert one["value"].is_monotonic_increasing
            known = one.dropna()
            assert (known["lower"] <= known["value"]).all()
            assert (known["value"] <= known["upper"]).all()
            half = float(curves.figures["value"][code])
            assert one["value"][one.index >= half].iloc[0] >= 50


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"area": "96", "map": "situations", "pick": "9608", "needs_points": "severity",
         "needs_answers": "areas", "needs_speed": "share", "needs_delays": "report", "lang": "en"},
        {"need_category": "protection", "source": "centre", "area": "9408", "severity": "3",
         "detail": "nobody"},
        {"asof": "2023-10-02", "period": "fy2567", "rows": "all"},
    ],
    ids=lambda query: "&".join(f"{key}={value}" for key, value in query.items()) or "start",
)  # fmt: skip
def test_the_screen_stands(query: dict[str, str]) -> None:
    at = opened_in_house("needs", **query)
    assert not at.exception
    assert not at.error
    assert 'class="facts is-rows"' in html_of(at)


def test_the_card_of_a_need_that_waits(store: Store) -> None:
    need = open_needs(store, Scope.everything(), "9410", NOW).iloc[0]
    told = html_of(opened_in_house("needs", area="9410", detail=str(need["need_id"]), lang="en"))
    assert "Days waiting" in told
    assert f"<dd>{need['days_open']}</dd>" in told


def test_without_signing_in_there_is_no_row(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    need = str(open_needs(store, Scope.everything(), "9410", NOW)["need_id"].iloc[0])
    here = START.with_area("9410").with_detail(need)
    found = load.detail(here)
    assert found is not None
    assert found["need_id"] == need
    monkeypatch.setattr(data, "scope", Scope.public)
    assert load.detail(here) is None
    assert load.open_needs(here, "9410").empty
    assert load.events(START, "south").empty
