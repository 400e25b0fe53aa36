"""The area profile: its rows, its sentences, its drawings, and the sheet of every kind of area."""

import json
import math
import re
from collections.abc import Iterator

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from geo.areas import load_registry
from geo.codes import Level
from lib.indicators import registry
from lib.indicators.earlier import Against
from lib.periods import month
from lib.statistics.change import Mark
from lib.statistics.funnel import Place
from lib.store.codelists import code_list
from lib.store.lake import Store
from lib.views.formats import change
from lib.views.profile.blocks import groups, near, plan_title
from lib.views.profile.drawings import plan_bars, trend_key, trend_line, trend_words
from lib.views.profile.load import GROUPS, NEAR, Part, Quarter, Trend, Value
from lib.views.profile.locator import Spot, locator
from lib.views.profile.rows import Past, Rank, Row, row
from lib.views.profile.sentences import MOST, Sentence, findings, stands_out
from lib.views.profile.sheet import out
from lib.views.profile.strip import strip
from lib.views.profile.table import figures
from lib.views.words import Language, say

NAN = math.nan


def answer(rows: dict[str, tuple[float, float]], flag: str = "ok") -> pd.DataFrame:
    """Figures of a share or rate: numerator and denominator by area."""
    found = {
        code: (100 * x / n, x, n, 100 * x / n - 1, 100 * x / n + 1, flag)
        for code, (x, n) in rows.items()
    }
    columns = ["value", "numerator", "denominator", "lower", "upper", "flag"]
    return pd.DataFrame.from_dict(found, orient="index", columns=columns)


def a_row(code: str, value: float, *, flag: str = "ok", before: float | None = None,
          mark: Mark = Mark.NOT_COMPUTED, reference: float | None = None,
          rank: Rank | None = None, place: Place = Place.NOT_COMPUTED) -> Row:  # fmt: skip
    indicator = registry.get(code)
    turned = None if before is None else change(indicator, value, before)
    return Row(indicator, value, flag, NAN, NAN, pd.Series([value, 1.0, 2.0]), 1.5, reference,
               rank, place, turned, mark, Against.YEAR)  # fmt: skip


def test_a_row_out_of_the_figures() -> None:
    many = {f"n{place}": (50.0 + place % 3, 100.0) for place in range(30)}
    now = answer({"own": (95.0, 100.0), **many})
    past = Past(answer({"own": (60.0, 100.0), **many}), Against.YEAR, (90, 90))
    got = row(registry.get("follow_up_rate"), "own", now, past, whole=52.0, reference=80.0)
    assert (got.value, got.missed, got.whole) == (95.0, 0.0, 52.0)
    assert got.rank == Rank(1, 1, 31)
    assert got.place is Place.FAR_ABOVE
    assert got.mark is Mark.UP
    assert got.change is not None
    assert got.change.amount == 35.0


def test_an_area_alone_has_no_place() -> None:
    now = answer({"own": (95.0, 100.0)})
    got = row(registry.get("follow_up_rate"), "own", now, None, whole=95.0, reference=None)
    assert (got.rank, got.place, got.change) == (None, Place.NOT_COMPUTED, None)
    assert strip(got, "en") == ""


def test_too_few_cases_are_neither_ranked_nor_judged() -> None:
    now = pd.concat([answer({"own": (1.0, 2.0)}, "few"), answer({"a": (5.0, 100.0)})])
    past = Past(answer({"own": (2.0, 2.0)}, "few"), Against.YEAR, (90, 90))
    got = row(registry.get("follow_up_rate"), "own", now, past, whole=9.0, reference=80.0)
    assert (got.rank, got.place, got.change, got.missed) == (None, Place.NOT_COMPUTED, None, 0.0)
    assert findings([got]) == []


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (a_row("follow_up_rate", 50, reference=80), "50%, short of the reference of 80%"),
        (a_row("follow_up_rate", 79, reference=80), None),  # missed by less than a twentieth
        (
            a_row("days_since_last_activity", math.inf, reference=60),
            "never, above the reference of 60 days",
        ),
        (
            a_row("follow_up_rate", 90, place=Place.FAR_ABOVE),
            "90%, above the figure of all amphoe together by more than chance",
        ),
        (
            a_row("follow_up_rate", 40, place=Place.BELOW),
            "40%, below the figure of all amphoe together by more than chance",
        ),
        (a_row("plan_progress", 99, rank=Rank(1, 3, 37)), "99%, in the best tenth of 37 amphoe"),
        (
            a_row("plan_progress", 9, rank=Rank(35, 37, 37)),
            "9%, in the tenth of 37 amphoe that needs most work",
        ),
        (a_row("plan_progress", 99, rank=Rank(1, 4, 37)), None),  # perhaps not in the best tenth
        (a_row("plan_progress", 99, rank=Rank(1, 1, 4)), "99%, the best of 4 amphoe"),
        (a_row("plan_progress", 9, rank=Rank(4, 4, 4)), "9%, the last of 4 amphoe"),
        (a_row("plan_progress", 9, rank=Rank(3, 4, 4)), None),
        (
            a_row("follow_up_rate", 70, before=60, mark=Mark.UP),
            "70%, up 10.0 points on the same days last year, which is more than chance",
        ),
        (a_row("follow_up_rate", 70, before=60, mark=Mark.NOT_CLEAR), None),
        (a_row("plan_progress", 70, before=60), None),  # complete counts carry no chance
        (
            a_row("follow_up_rate", 50, before=40, mark=Mark.UP, reference=80,
                  place=Place.FAR_BELOW),
            "50%, short of the reference of 80% and below the figure of all amphoe together by "
            "more than chance, but up 10.0 points on the same days last year, which is more than "
            "chance",
        ),
    ],
)  # fmt: skip
def test_what_stands_out(one: Row, words: str | None) -> None:
    (found,) = stands_out([one], "amphoe", "en")
    if words is None:
        assert found.text == say("profile.out_none", "en")
        assert found.good is None
        return
    name, _, told = found.text.partition(": ")
    assert name == one.indicator.english
    assert re.sub(r"(\d)\.0%", r"\1%", told) == words


def test_at_most_five_and_the_bad_ones_first() -> None:
    bad = [a_row("follow_up_rate", value, reference=80) for value in range(10, 17)]
    good = a_row("plan_progress", 99, rank=Rank(1, 1, 37))
    found = stands_out([good, *bad], "amphoe", "en")
    assert [one.good for one in found] == [False] * (MOST - 1) + [True]


def test_nothing_known_is_said_so() -> None:
    rows = [a_row("follow_up_rate", NAN, flag="no data"), a_row("plan_progress", 50, flag="few")]
    assert [one.text for one in stands_out(rows, "x", "th")] == [say("profile.out_unknown", "th")]
    assert stands_out([], "x", "th")[0].text == say("profile.out_unknown", "th")


ROWS = some.builds(
    a_row,
    some.sampled_from(["follow_up_rate", "days_to_answer", "people_served_per_1000"]),
    some.floats(0, 100) | some.just(math.inf),
    flag=some.sampled_from(["ok", "few"]),
    before=some.floats(1, 100) | some.none(),
    mark=some.sampled_from(Mark),
    reference=some.floats(1, 100) | some.none(),
    rank=some.builds(
        lambda ends, more: Rank(min(ends), max(ends), max(ends) + more),
        some.tuples(some.integers(1, 290), some.integers(1, 290)),
        some.integers(0, 100),
    )
    | some.none(),
    place=some.sampled_from(Place),
)


@given(some.lists(ROWS, max_size=12), some.sampled_from(["th", "en"]))
def test_there_is_always_something_to_say(rows: list[Row], language: str) -> None:
    found = stands_out(rows, "x", language)  # type: ignore[arg-type]
    assert 1 <= len(found) <= MOST
    assert all(one.text for one in found)
    goods = [one.good for one in found if one.good is not None]
    assert goods == sorted(goods)


@given(ROWS)
def test_every_row_has_its_cells(one: Row) -> None:
    html = figures([one], "title", "note", "en")
    assert html.count("<td") == (5 if one.rank else 3)
    assert "nan" not in html


def test_the_better_side_of_a_strip_is_right() -> None:
    def places(code: str) -> list[float]:
        made = a_row(code, 2.0)
        return [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', strip(made, "en"))]

    more, less = places("follow_up_rate"), places("days_to_answer")
    assert more[1] < more[0]
    assert less[1] > less[0]


MONTHS = tuple(month(pd.Timestamp(2026, n, 1).date()) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("values", "moves", "words"),
    [
        ((1.0, 2.0, 3.0), 1, "Mar 2026: 3; in these 3 months at least 1, at most 3"),
        ((1.0, NAN, 3.0), 2, "Mar 2026: 3; in these 3 months at least 1, at most 3"),
        ((1.0, NAN, NAN), 1, "Jan 2026: 1; in these 3 months at least 1, at most 1"),
        ((0.0, 0.0, 0.0), 1, "Mar 2026: 0; in these 3 months at least 0, at most 0"),
    ],
)
def test_a_trend(values: tuple[float, ...], moves: int, words: str) -> None:
    trend = Trend(registry.get("activities"), MONTHS, values, None)
    drawn = trend_line(trend, "en")
    line = re.search(r'<path d="(M[^"]+)" fill="none" stroke="#0B4F6C" stroke-width="1.8"', drawn)
    assert line
    assert line[1].count("M") == moves
    assert trend_words(trend, "en") == words
    assert words in drawn


@pytest.mark.parametrize(
    ("first", "count", "bands", "lines", "named"),
    [
        ((2025, 10), 12, 2, 3, True),  # a whole fiscal year: the monsoon, Ramadan, three quarters
        ((2026, 4), 3, 0, 0, False),  # one quarter without a season
        ((2025, 12), 2, 1, 1, False),  # cut at both ends: the monsoon runs from November to January
    ],
)
def test_seasons_and_quarters_lie_behind_a_trend(
    first: tuple[int, int], count: int, bands: int, lines: int, named: bool
) -> None:
    start = pd.Timestamp(*first, 1)
    months = tuple(month((start + pd.DateOffset(months=n)).date()) for n in range(count))
    drawn = trend_line(Trend(registry.get("activities"), months, (1.0,) * count, None), "th")
    shades = re.findall(r'd="M([\d.]+) 0H([\d.]+)V100H[\d.]+z" fill="#', drawn)
    assert len(shades) == bands
    assert all(0 <= float(left) < float(right) <= 10 * count for left, right in shades)
    assert len(re.findall(r'd="M\d+ 0V100"', drawn)) == lines
    key = trend_key(months, "th")
    assert (say("charts.monsoon", "th") in key) == bool(bands)
    assert (say("charts.ramadan", "th") in key) == named
    assert say("profile.key_quarter", "th") in key


def test_a_trend_of_nothing() -> None:
    trend = Trend(registry.get("activities"), MONTHS, (NAN, NAN, NAN), None)
    assert trend_line(trend, "en") == ""
    assert trend_words(trend, "en") == say("value.no_data", "en")


@pytest.mark.parametrize(
    ("quarters", "words"),
    [
        ([], "This area has no plan of its own in fiscal year 2569"),
        (
            [Quarter(1, NAN, 10, 10), Quarter(2, NAN, 10, 0)],
            "There are no data yet on the plan of fiscal year 2569",
        ),
        (
            [Quarter(1, 8, 10, 10), Quarter(2, 4, 10, 5), Quarter(3, NAN, 10, 0)],
            "12 activities held of 15 planned to date (80.0%), fiscal year 2569",
        ),
    ],
)
def test_the_plan(quarters: list[Quarter], words: str) -> None:
    assert plan_title(quarters, 2569, "en") == words
    assert not quarters or "nan" not in plan_bars(quarters, "en")


def test_what_was_held_and_planned_is_said_and_keyed() -> None:
    drawn = plan_bars([Quarter(1, 1234, 1000, 1000), Quarter(2, NAN, 900, 0)], "en")
    assert re.findall(r'"number">(?:<b>)?([\d,–]+)', drawn) == ["1,234", "1,000", "–", "900"]
    assert drawn.count('<svg class="box"') == 2
    assert "M0 24H100.0V" in drawn  # the longest bar is what was held


@pytest.mark.parametrize(
    ("count", "shown"), [(0, None), (2, "A 9 · A 8"), (3, "A 9 · A 8 · A 7"),
                         (6, "A 9 · A 8 · A 7 · 3 more")]
)  # fmt: skip
def test_of_many_kinds_the_largest_and_how_many_more(count: int, shown: str | None) -> None:
    values = {code: Value(registry.get(code), 5.0, "ok", NAN) for code in GROUPS}
    codes = code_list("occupation").codes
    html = groups(values, [Part(codes[n], 9 - n) for n in range(count)], "", "en")
    found = re.search(r'<p class="mix"><b[^>]*>[^<]*</b> (.*?)</p>', html)
    text = found and re.sub(r"[^·]*?\u00a0<b>(\d+)</b>", r" A \1 ", found[1])
    assert (text and " ".join(text.split())) == shown


@pytest.mark.parametrize(("beside", "hidden"), [(3, 0), (9, 0), (10, 2), (12, 4)])
def test_on_paper_eight_areas_beside_it_are_named(beside: int, hidden: int) -> None:
    codes = [str(n) for n in range(beside + 1)]
    table = pd.DataFrame({"value": 1.0, "flag": "ok"}, index=codes)
    html = near(dict.fromkeys(NEAR, table), "0", str, str, "", "en")
    assert html.count("<tr") == beside + 2 + bool(hidden)
    assert html.count('class="screen-only"') == hidden
    assert (f"and {hidden} more" in html) == bool(hidden)


def test_what_needs_work_and_what_goes_well_are_told_apart() -> None:
    told = [Sentence("a", False), Sentence("b", False), Sentence("c", True)]
    html = out(told, "en")
    assert html.index(say("profile.bad", "en")) < html.index(">a<") < html.index(">b<")
    assert html.index(">b<") < html.index(say("profile.good", "en")) < html.index(">c<")
    assert "<h4>" not in out([Sentence("none", None)], "en")


def test_the_small_map_names_and_links_the_areas_around() -> None:
    areas = load_registry()
    own = areas.get("9410")
    spots = [
        Spot(one.code, one.name("en"), one.longitude, one.latitude, "1", "#FFFFFF", "?area=1")
        for one in (own, *areas.neighbours(own.code))
    ]
    drawn = locator(Level.AMPHOE, own.code, spots, "map")
    assert drawn.count("<a ") == len(spots) - 1
    assert 'data-code="9410"' not in drawn
    assert ">Yarang</text>" in drawn


@pytest.fixture
def own_store(store: Store) -> Iterator[None]:
    """The sample store of the session is there before the screen asks for it."""
    assert store.info.simulated
    yield
    st.cache_data.clear()


def screen() -> None:
    """The screen without the house around it."""
    from lib.views import address, data
    from pages import profile

    data.begin_run()
    address.begin("profile")
    profile.show()


def sheet(**query: str) -> str:
    """The HTML of the sheet at an address."""
    at = AppTest.from_function(screen, default_timeout=120)
    at.query_params.update(query)
    at.run()
    assert not at.exception
    (component,) = at.get("bidi_component")
    return str(json.loads(component.proto.json)["html"]).replace("\u00a0", " ")


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ({}, ["ทั้งพื้นที่", "4 จังหวัดในพื้นที่"]),
        ({"area": "96", "lang": "en"}, ["Narathiwat", "compared with 4 provinces", "of 4<"]),
        ({"area": "9410"}, ["อ.ยะรัง จ.ปัตตานี", "จาก 37", "data-code"]),
        ({"area": "941001", "lang": "en"}, ["Tambon Yarang, Amphoe Yarang, Pattani", "of 290"]),
        ({"area": "9410", "mission": "labour", "period": "2026-05"}, ["พ.ค. 2569"]),
        ({"area": "950102", "asof": "2023-11-15", "period": "fy2567"}, ["profile-sheet"]),
    ],
    ids=str,
)
def test_the_sheet_stands(query: dict[str, str], parts: list[str]) -> None:
    html = sheet(**query)
    assert [part for part in parts if part not in html] == []
    assert "nan" not in html
    language: Language = "en" if "lang" in query else "th"
    assert f'class="simulated">{say("data.simulated", language)}<' in html
    for name in ("out", "place", "main-figures", "months", "plan", "groups", "open", "labour"):
        assert f'<section class="{name}">' in html
