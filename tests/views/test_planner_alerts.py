"""Alerts on the planner and the overview: grouped, filtered, with links; the feed's address."""

import re
from collections import Counter
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from lib.access.scope import Role, Scope
from lib.access.visitor import Visitor, Way
from lib.planning import feed
from lib.planning.alerts import KINDS, MEANT, Alert
from lib.planning.alerts import alerts as alerts_of
from lib.store.lake import Store
from lib.views import data, visitor
from lib.views.overview.alerts import TOLD
from lib.views.planner import alerts, polled
from lib.views.reading import from_query
from lib.views.selection import Selection
from lib.views.visitor import Standing
from lib.views.words import LANGUAGES, say
from tests.views.on_screen import html_of, opened

pytestmark = pytest.mark.usefixtures("own_store")
AMPHOE, NO_BREAK = "9401", "\u00a0"


@pytest.fixture
def start() -> Selection:
    data.begin_run()
    return data.choices("planner").start()


def an_alert(kind: str, area: str = "940101", meant: str = "centre", severity: int = 1) -> Alert:
    return Alert(kind, area, date(2026, 5, 1), 40.0, 30.0, 2, severity, meant)


SEVERAL = [
    an_alert("severe_event", meant="province", severity=3),
    an_alert("severe_event", "940102", meant="province", severity=3),
    an_alert("plan_behind", AMPHOE, meant="province", severity=2),
    an_alert("need_waiting", "940103"),
]


def test_kinds_come_by_their_gravest() -> None:
    groups = alerts.by_kind(SEVERAL)
    assert list(groups) == ["severe_event", "plan_behind", "need_waiting"]
    assert [len(one) for one in groups.values()] == [2, 1, 1]


@pytest.mark.parametrize(
    ("kind", "meant", "count"),
    [("", "", 4), ("severe_event", "", 2), ("", "centre", 1), ("plan_behind", "centre", 0),
     ("plan_behind", "province", 1), ("no_activity", "", 0)],
)  # fmt: skip
def test_filters_by_kind_and_who_is_meant(
    start: Selection, kind: str, meant: str, count: int
) -> None:
    chosen = start.with_switch("alerts_kind", kind).with_switch("alerts_for", meant)
    assert len(alerts.chosen(chosen, SEVERAL)) == count


def test_the_switches_are_those_of_the_rules() -> None:
    switches = data.choices("planner").switches
    assert set(switches["alerts_kind"]) == {"all", *KINDS}
    assert set(switches["alerts_for"]) == {"all", *MEANT}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_alert_leads_to_where_it_can_be_seen(start: Selection, kind: str, language) -> None:  # type: ignore[no-untyped-def]
    there = urlsplit(alerts.seen_at(an_alert(kind), start.with_language(language)))
    query = {key: values[0] for key, values in parse_qs(there.query).items()}
    selection, problems = from_query(query, data.choices(there.path))
    assert problems == ()
    assert selection.area == "940101"
    assert selection.language == language
    screen, indicator, switches = alerts.SEEN_AT[kind]
    assert there.path == screen
    assert selection.indicator == (indicator or data.choices(screen).start_indicator)
    assert selection.switches == switches


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_since_when_and_what_clears(language) -> None:  # type: ignore[no-untyped-def]
    rows = alerts.as_rows(SEVERAL, language)
    assert len(rows) == len(SEVERAL)
    assert rows.columns.is_unique
    assert (rows != "").all(axis=None)


def test_the_headline_counts_all_and_the_gravest(start: Selection) -> None:
    said = alerts.headline(start.with_language("en"), SEVERAL)
    assert said == "Whole area has 4 alerts; the gravest: Severe events not resolved, 2"
    assert alerts.headline(start.with_language("en"), []) == "Whole area has no alerts"


def test_the_part_lists_what_the_core_found(store: Store) -> None:
    at = opened("planner", planner="alerts", area=AMPHOE, rows="all", lang="en")
    found = alerts_of(store, Scope.everything(), store.info.data_date, AMPHOE)
    assert found
    page = html_of(at)
    assert page.count("<li><p>") == len(found)
    for kind, count in Counter(one.kind for one in found).items():
        assert f"{say(f'planner_alert.{kind}', 'en')} {count}" in page
    assert {one.key for one in at.get("download_button")} >= {
        "planner_alerts_file_csv", "planner_alerts_file_atom",
    }  # fmt: skip


def test_a_choice_that_leaves_nothing_says_how_to_go_on() -> None:
    at = opened("planner", planner="alerts", area=AMPHOE, alerts_kind="severe_event", lang="en")
    assert [one.value for one in at.info] == [say("planner.alerts_none_chosen", "en")]


# The overview


def test_the_overview_folds_the_alerts_and_leads_to_them(store: Store) -> None:
    page = unescape(html_of(opened("overview", area=AMPHOE, lang="en")))
    found = alerts_of(store, Scope.everything(), store.info.data_date, AMPHOE)
    groups = alerts.by_kind(found)
    body = page.partition('<div class="overview-alerts">')[2].partition("</div></div>")[0]
    each = max(1, TOLD // len(groups))
    told = [one for several in groups.values() for one in several[:each]]
    assert body.count("<li>") == len(told)
    for one in told:
        assert feed.alert_title(one, "en") in body.replace(NO_BREAK, " ")
        assert f'<p class="note">{alerts.clears_words(one, "en")}</p>' in body
    for kind, several in groups.items():
        assert f"planner?lang=en&area={AMPHOE}&alerts_kind={kind}&planner=alerts" in body
        assert f"{say(f'planner_alert.{kind}', 'en')} {len(several)}<" in body


@pytest.mark.parametrize(
    ("role", "led"),
    [(Role.PUBLIC, ""), (Role.VIEWER, "overview"), (Role.OFFICER, "overview"),
     (Role.PLANNER, "planner"), (Role.ADMINISTRATOR, "planner")],
)  # fmt: skip
def test_alerts_on_the_overview_are_for_who_may_see_figures(
    monkeypatch: pytest.MonkeyPatch, role: Role, led: str
) -> None:
    looks(monkeypatch, role)
    page = unescape(html_of(opened("overview", area=AMPHOE, lang="en")))
    body = page.partition('<div class="overview-alerts">')[2].partition("</div></div>")[0]
    assert bool(body) is bool(led)
    links = set(re.findall(r'href="(\w+)\?[^"]*?(\w+)=alerts"', body))
    assert links == ({(led, led)} if led else set())


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OFFICER])
@pytest.mark.parametrize("area", [AMPHOE, "94", "south"])
def test_who_may_not_plan_sees_all_alerts_of_their_areas_on_the_overview(
    monkeypatch: pytest.MonkeyPatch, store: Store, role: Role, area: str
) -> None:
    looks(monkeypatch, role, AMPHOE)
    at = opened("overview", overview="alerts", area=area, rows="all", lang="en")
    found = alerts_of(store, Scope.everything(), store.info.data_date, AMPHOE)
    page = unescape(html_of(at))
    assert page.count("<li><p>") == len(found)
    assert f"Amphoe Mueang Pattani has {len(found)} alerts" in page
    assert {one.key for one in at.get("download_button")} >= {
        "planner_alerts_file_csv", "planner_alerts_file_atom",
    }  # fmt: skip
    assert [one.label for one in at.expander] == [say("planner.feed", "en")]
    assert 'class="figures"' not in page
    at.button(key="alerts_back").click().run()
    assert 'class="figures"' in html_of(at)


@pytest.mark.parametrize(
    ("role", "areas", "key"),
    [(Role.PUBLIC, (), "closed"), (Role.VIEWER, ("9410",), "refused")],
)
def test_all_alerts_are_refused_to_who_may_not_see_them_there(
    monkeypatch: pytest.MonkeyPatch, role: Role, areas: tuple[str, ...], key: str
) -> None:
    looks(monkeypatch, role, *areas)
    at = opened("overview", overview="alerts", area=AMPHOE, lang="en")
    assert [one.value for one in at.info] == [say(f"alerts.{key}", "en")]
    assert not at.get("download_button")
    assert "<li><p>" not in html_of(at)


@pytest.mark.parametrize(
    ("areas", "words"),
    [((), "Whole area"), ((AMPHOE,), "Amphoe Mueang Pattani"),
     ((AMPHOE, "9402"), "Amphoe Mueang Pattani and Amphoe Khok Pho"),
     ((AMPHOE, "9402", "9403", "9404"), "your 4 areas")],
)  # fmt: skip
def test_the_headline_names_what_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, start: Selection, areas: tuple[str, ...], words: str
) -> None:
    looks(monkeypatch, Role.VIEWER, *areas)
    assert alerts.areas_words(start.with_language("en")) == words


def looks(monkeypatch: pytest.MonkeyPatch, role: Role, *areas: str) -> None:
    """Somebody with a role looks."""
    who = Standing(Visitor(Scope(role, areas), way=Way.TRIAL))
    monkeypatch.setattr(visitor, "standing", lambda: who)


# The feed


def test_with_simulated_data_the_addresses_have_no_key(start: Selection) -> None:
    found = polled.addresses(start.with_area(AMPHOE))
    assert set(found) == {"atom", "csv"}
    for kind, address in found.items():
        there = urlsplit(address)
        assert there.path.endswith(f"/alerts.{kind}")
        assert parse_qs(there.query) == {"area": [AMPHOE], "lang": ["th"]}


def test_the_addresses_are_of_ones_own_area_where_that_is_one(
    monkeypatch: pytest.MonkeyPatch, start: Selection
) -> None:
    looks(monkeypatch, Role.VIEWER, AMPHOE)
    (area,) = parse_qs(urlsplit(polled.addresses(start)["csv"]).query)["area"]
    assert area == AMPHOE
