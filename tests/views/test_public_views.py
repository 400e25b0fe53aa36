"""Every screen as who is not signed in sees it: whole, and made of the protected view alone."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import evaluate, registry
from lib.indicators.calendar import newest_alike
from lib.indicators.cube import ProtectedCube, cube
from lib.indicators.evaluate import protected_folder
from lib.indicators.model import Flag
from lib.periods import Period, fiscal_year, month, quarter
from lib.store.lake import Store
from lib.views import data
from lib.views.words import LANGUAGES, Language, listed, say

# The cube of the whole sample takes a minute: one worker makes it for all of these tests.
pytestmark = pytest.mark.xdist_group("cube")

CONFIG = tomllib.loads(data.SCREENS.read_text("utf-8"))
SCREENS = (
    "overview",
    "coverage",
    "groups",
    "follow_up",
    "needs",
    "profile",
    "compare",
    "briefing",
)
MAPS = [(screen, code) for screen in SCREENS for code in CONFIG[screen]["map"]]
CLOSED = [(screen, code) for screen, code in MAPS if registry.get(code).signed_in]
# What the screens read beside the cube: it tells of no person, group or event.
FACTS = re.compile(r"SELECT min\(date\) AS first FROM activity")
MID_JUNE = date(2026, 6, 15)
OCT, OCT_AFTER, FEB, MAY = (
    date(2024, 10, 1), date(2025, 10, 1), date(2026, 2, 1), date(2026, 5, 1)
)  # fmt: skip
QUERIES = [
    {},
    {"period": "2026-05", "lang": "en"},
    {"period": "fy2569q2"},
    {"period": "fy2568"},
    {"area": "94", "level": "tambon"},
    {"area": "9410"},
    {"area": "941001"},
    {"area": "941001", "period": "2025-12"},
    {"level": "province"},
    {"pick": "9410"},
    {"form": "tiles"},
    {"classes": "natural", "rates": "smoothed", "signs": "funnel"},
    {"classes": "quantile", "signs": "spots"},
]
OF_ONE = [
    ("coverage", {"coverage_map": "reports", "coverage_reports": "areas"}),
    ("coverage", {"coverage_chart": "funnel", "map": "people_served_per_1000"}),
    ("groups", {"curve": "occupation", "members": "rate"}),
    ("follow_up", {"outcomes": "rounds", "list": "coming"}),
    ("follow_up", {"area": "9410", "sheet": "print", "rows": "all"}),
    ("needs", {"map": "situations", "needs_points": "severity", "needs_answers": "areas"}),
    ("compare", {"versus": "periods"}),
    ("compare", {"versus": "periods", "period": "fy2568", "vsperiod": "fy2567"}),
    ("compare", {"versus": "periods", "period": "2026-06", "area": "9410"}),
    ("compare", {"versus": "periods", "classes": "natural", "rates": "smoothed"}),
    ("compare", {"vs": "95", "area": "94", "classes": "quantile"}),
]
BEYOND = [
    ({"mission": "labour"}, ["mission"]),
    ({"asof": "2026-02-15"}, ["asof"]),
    ({"period": "2026-01-15..2026-02-03"}, ["period"]),
    ({"vsperiod": "2026-01-15..2026-02-03", "detail": "SIM-G000522"}, ["detail", "vsperiod"]),
]


@pytest.fixture(scope="module")
def whole(store: Store) -> Iterator[ProtectedCube]:
    """The cube, made before any screen asks for it."""
    yield cube(store, protected_folder())
    st.cache_data.clear()


@pytest.fixture
def read(whole: ProtectedCube, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nobody is signed in: queries that read rows are noted, exact figures cannot be had."""
    assert len(whole.table)
    rows, query = [], Store.query

    def noted(self: Store, sql: str, scope: Scope, *rest: Any) -> Any:
        found = query(self, sql, scope, *rest)
        if FACTS.match(sql):
            return found
        assert not scope.signed_in, "A screen asked with the rights of somebody else."
        if len(found):
            rows.append(sql)
        return found

    def exact(*_: object, **__: object) -> None:
        raise AssertionError("An exact figure was asked for.")

    monkeypatch.setattr(data, "scope", Scope.public)
    monkeypatch.setattr(Store, "query", noted)
    monkeypatch.setattr(evaluate, "figures", exact)
    monkeypatch.setattr(evaluate, "counted", exact)
    return rows


def a_screen(screen: str) -> None:
    """A screen in the frame of the house."""
    import importlib

    from lib.views.house import _frame, _prepare
    from lib.views.states import room

    with room():
        _prepare()
        _frame(screen, screen)
        importlib.import_module(f"pages.{screen}").show()


def opened(screen: str, **query: str) -> AppTest:
    """The screen at an address; it must have come to its end."""
    at = AppTest.from_function(a_screen, args=(screen,), default_timeout=60)
    at.query_params.update(query)
    at.run()
    assert not at.exception
    assert [one.value for one in at.error] == []
    return at


def words_of(at: AppTest) -> str:
    """All HTML and all messages of a screen."""
    html = [one.proto.body for one in at.main if one.type == "html"]
    sheets = [_html_of(one.proto.json) for one in at.get("bidi_component")]
    said = [one.value for kind in (at.info, at.warning, at.caption) for one in kind]
    return "\n".join(map(str, [*html, *sheets, *said])).replace("\u00a0", " ")


def _html_of(sent: str) -> str:
    """What a component of our own was sent; a sheet or small maps are HTML in JSON."""
    found = json.loads(sent or "{}")
    return str(found.get("html", "")) if isinstance(found, dict) else str(found)


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_is_whole(screen: str, query: dict[str, str], read: list[str]) -> None:
    opened(screen, **query)
    assert read == []


@pytest.mark.parametrize(("screen", "query"), OF_ONE, ids=str)
def test_choices_of_one_screen(screen: str, query: dict[str, str], read: list[str]) -> None:
    opened(screen, **query)
    assert read == []


@pytest.mark.parametrize("query", [{}, {"period": "2026-06"}, {"period": "fy2569q3"}], ids=str)
@pytest.mark.parametrize("screen", [*SCREENS, "compare two periods"])
def test_a_period_that_is_not_over(
    screen: str, query: dict[str, str], read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data end in the middle of a month: no curve and no figure is cut there."""
    look = data.look

    def mid_june() -> data.Snapshot:
        found = look()
        return replace(found, info=replace(found.info, data_date=MID_JUNE))

    monkeypatch.setattr(data, "look", mid_june)
    name, _, two = screen.partition(" two ")
    at = opened(name, **query, **({"versus": "periods"} if two else {}))
    assert read == []
    assert say("public.not_compared", "th") in words_of(at)


@pytest.mark.parametrize(("screen", "code"), [one for one in MAPS if one not in CLOSED])
def test_every_indicator_of_the_map(screen: str, code: str, read: list[str]) -> None:
    at = opened(screen, map=code, level="tambon", area="94")
    assert not at.warning
    assert read == []


@pytest.mark.parametrize(("screen", "code"), CLOSED)
def test_an_indicator_for_those_signed_in_is_named(screen: str, code: str, read: list[str]) -> None:
    at = opened(screen, map=code)
    assert [one.value for one in at.warning] == [_closed(["map"], "th")]
    assert registry.get(code).thai not in at.selectbox(key="map_indicator").options
    assert read == []


@pytest.mark.parametrize(("query", "keys"), BEYOND, ids=str)
@pytest.mark.parametrize("screen", SCREENS)
def test_what_an_address_asks_beyond_the_protected_view_is_named(
    screen: str, query: dict[str, str], keys: list[str], read: list[str]
) -> None:
    language: Language = "en" if "asof" in query else "th"
    at = opened(screen, **query, lang=language)
    assert [one.value for one in at.warning] == [_closed(keys, language)]
    assert set(at.query_params) <= {"lang"}
    assert read == []


def _closed(keys: list[str], language: Language) -> str:
    parts = listed([say(f"address.{key}", language) for key in keys], language)
    return say("public.address", language, parts=parts)


def test_filters_and_own_dates_are_not_offered(read: list[str]) -> None:
    at = opened("coverage")
    assert say("period.kind_dates", "th") not in at.selectbox(key="period_kind").options
    assert [one.key for one in at.button_group if str(one.key).startswith("codes_")] == []
    assert say("public.filters", "th") in words_of(at)


def test_to_those_signed_in_they_are(whole: ProtectedCube) -> None:
    at = opened("coverage")
    assert say("period.kind_dates", "th") in at.selectbox(key="period_kind").options
    assert {"codes_mission", "codes_activity_type"} <= {str(one.key) for one in at.button_group}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("screen", "parts"),
    [
        ("coverage", ["activity_mix"]),
        ("groups", ["group_mix", "group_curves"]),
        ("follow_up", ["work_curves"]),
        ("needs", ["need_categories", "need_curves", "need_months"]),
        ("profile", ["group_mix", "open_kinds"]),
    ],
)
def test_each_part_that_is_left_out_says_so(
    screen: str, parts: list[str], language: Language, read: list[str]
) -> None:
    told = words_of(opened(screen, lang=language))
    for part in parts:
        name = say(f"public_part.{part}", language)
        assert told.count(say("public.withheld", language, part=name)) == 1


@pytest.mark.parametrize("screen", ["overview", "profile"])
def test_a_hidden_count_is_not_shown(
    screen: str, whole: ProtectedCube, read: list[str], store: Store
) -> None:
    may = month(MAY)
    figures = whole.figures("people_served", Level.TAMBON, may)
    hidden = str(figures.index[figures["flag"] == str(Flag.SUPPRESSED)][0])
    told = words_of(opened(screen, area=hidden, period="2026-05", lang="en"))
    assert say("value.suppressed", "en") in told


def test_an_answer_of_another_is_not_reused(
    whole: ProtectedCube, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept for those signed in is not shown to who is not."""
    asked = evaluate.Question("people_served", Level.TAMBON, month(MAY))
    exact = data.ask(asked)
    monkeypatch.setattr(data, "scope", Scope.public)
    shown = data.ask(asked)
    hidden = shown["flag"] == str(Flag.SUPPRESSED)
    assert hidden.any()
    assert exact["value"][hidden].notna().all()
    assert shown["value"][hidden].isna().all()


@pytest.mark.parametrize(
    ("one", "other", "last", "expected"),
    [
        (
            fiscal_year(2568),
            fiscal_year(2567),
            "2026-06-15",
            (fiscal_year(2568), fiscal_year(2567)),
        ),
        (fiscal_year(2569), fiscal_year(2568), "2026-06-15", (quarter(2569, 2), quarter(2568, 2))),
        (fiscal_year(2569), fiscal_year(2568), "2026-06-30", (quarter(2569, 3), quarter(2568, 3))),
        (fiscal_year(2568), fiscal_year(2569), "2025-11-15", (month(OCT), month(OCT_AFTER))),
        (quarter(2569, 3), quarter(2569, 2), "2026-05-31", (month(MAY), month(FEB))),
        (month(date(2026, 6, 1)), month(date(2025, 6, 1)), "2026-06-15", None),
        (fiscal_year(2569), quarter(2568, 1), "2026-06-15", None),
        (quarter(2568, 1), fiscal_year(2567), "2026-06-15", (quarter(2568, 1), fiscal_year(2567))),
    ],
)
def test_the_newest_part_that_is_over_in_both(
    one: Period, other: Period, last: str, expected: tuple[Period, Period] | None
) -> None:
    assert newest_alike(one, other, date.fromisoformat(last)) == expected
