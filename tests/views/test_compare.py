"""Comparison: which two things are compared, what is said of them, and the screen itself."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.pairs import difference
from lib.periods import quarter
from lib.statistics.change import Mark
from lib.store.lake import Store
from lib.views import asking, data
from lib.views.charts import Series
from lib.views.compare.charts import compared
from lib.views.compare.load import Pair, nearest
from lib.views.compare.panels import on_one_scale, table_rows
from lib.views.compare.sentences import (
    areas_title,
    difference_words,
    map_title,
    moved_title,
    period_title,
    told_better,
)
from lib.views.mapped.display import shown, shown_alike
from lib.views.picture import Circles, MapPicture
from lib.views.words import say

NAN = math.nan


def a_pair(code: str, first: tuple[float, float], second: tuple[float, float], *,
           scale: float = 100, flag: str = "ok", areas: str = "ab") -> Pair:  # fmt: skip
    """An indicator of two areas; of one in two periods where ``areas`` names it twice."""
    columns = ["value", "numerator", "denominator", "lower", "upper", "flag"]
    rows = [
        pd.DataFrame([(scale * x / n, x, n, NAN, NAN, flag)], index=[area], columns=columns)
        for area, (x, n) in zip(areas, (first, second), strict=True)
    ]
    indicator = registry.get(code)
    return Pair(indicator, rows[0], rows[1], difference(indicator, rows[0], rows[1], (90, 90)))


BETTER = a_pair("follow_up_rate", (90, 100), (60, 100))
WORSE = a_pair("follow_up_rate", (60, 100), (90, 100))
SAME = a_pair("follow_up_rate", (60, 100), (60, 100))
CHANCE = a_pair("follow_up_rate", (61, 100), (60, 100))
COUNT = a_pair("activities", (900, 1), (600, 1), scale=1)
FACT = a_pair("plan_progress", (90, 100), (60, 100))
DAYS = a_pair("days_since_last_activity", (3, 1), (9, 1), scale=1)
NEVER = a_pair("days_since_last_activity", (3, 1), (math.inf, 1), scale=1)
FEW = a_pair("follow_up_rate", (9, 10), (6, 10), flag="few")
NEUTRAL = a_pair("women_share", (90, 100), (60, 100))


@pytest.mark.parametrize(
    ("pair", "words", "told"),
    [
        (BETTER, "+30.0 points", "A is better, by more than chance"),
        (WORSE, "−30.0 points", "B is better, by more than chance"),
        (SAME, "0.0 points", "may be chance"),
        (CHANCE, "+1.0 points", "may be chance"),
        (COUNT, "+50.0%", ""),
        (FACT, "+30.0 points", "A is better"),
        (DAYS, "−6", "A is better"),
        (NEVER, "–", "cannot be compared"),
        (FEW, "–", "cannot be compared"),
        (NEUTRAL, "+30.0 points", "differ by more than chance"),
    ],
)
def test_a_difference_in_words(pair: Pair, words: str, told: str) -> None:
    assert difference_words(pair, "en") == words
    assert told_better(pair, "A", "B", "en") == told


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (BETTER, "A, 90.0%, is above B, 60.0% – more than chance explains"),
        (WORSE, "A, 60.0%, is below B, 90.0% – more than chance explains"),
        (CHANCE, "A, 61.0%, is above B, 60.0% – which may be chance"),
        (SAME, "the same in A and B, 60.0%"),
        (COUNT, "A, 900, is above B, 600"),
        (NEVER, "A 3, B Never"),
        (FEW, "A 90.0% (too few cases), B 60.0% (too few cases)"),
    ],
)
def test_the_message_of_two_maps(pair: Pair, words: str) -> None:
    said = map_title(pair, "A", "B", "en")
    assert said.casefold() == f"{pair.indicator.english}: {words}".casefold()


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (a_pair("follow_up_rate", (90, 100), (60, 100), areas="aa"),
         "up 30.0 points, from 60.0% (then) to 90.0% (now) – more than chance explains"),
        (a_pair("activities", (300, 1), (600, 1), scale=1, areas="aa"),
         "down 50.0%, from 600 (then) to 300 (now) – more than chance explains"),
        (a_pair("follow_up_rate", (60, 100), (60, 100), areas="aa"),
         "60.0%, the same in now and then"),
        (a_pair("people_served_per_1000", (11.82, 1), (11.76, 1), scale=1, areas="aa"),
         "11.8, the same in now and then"),
        (a_pair("activities", (300, 1), (0, 1), scale=1, areas="aa"),
         "up 300, from 0 (then) to 300 (now) – more than chance explains"),
    ],
)  # fmt: skip
def test_the_message_of_two_periods(pair: Pair, words: str) -> None:
    said = period_title(pair, "Area", "now", "then", "en")
    assert said == f"{pair.indicator.english} in Area: {words}"


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([], "no indicator yet can be tested for a difference beyond chance"),
        ([COUNT, FACT, FEW], "no indicator yet can be tested for a difference beyond chance"),
        ([SAME, CHANCE], "all 2 indicators that can be tested may differ by chance"),
        (
            [BETTER, WORSE, BETTER, CHANCE, NEUTRAL, COUNT],
            "4 of 5 indicators that can be tested differ by more than chance; A is better in 2, "
            "B in 1",
        ),
    ],
)
def test_the_message_of_all_figures(pairs: list[Pair], words: str) -> None:
    assert areas_title(pairs, "A", "B", "en") == f"A and B: {words}"


def moved(*rows: tuple[float, float, Mark]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["now", "then", "mark"])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (moved(), "not enough data yet to compare amphoe"),
        (moved((NAN, 1, Mark.NOT_COMPUTED)), "not enough data yet to compare amphoe"),
        (moved((2, 1, Mark.UP), (1, 2, Mark.DOWN), (3, 2, Mark.NOT_CLEAR)),
         "of 3 amphoe, 1 up and 1 down by more than chance"),
        (moved((2, 1, Mark.NOT_CLEAR)), "none of 1 amphoe has changed by more than chance"),
        (moved((2, 1, Mark.NOT_COMPUTED), (5, 5, Mark.NOT_COMPUTED)),
         "of 2 amphoe, 1 up and 0 down"),
        (moved((5, 5, Mark.NOT_COMPUTED)), "none of 1 amphoe has changed"),
    ],
)  # fmt: skip
def test_the_message_of_what_moved(changed: pd.DataFrame, words: str) -> None:
    indicator = registry.get("follow_up_rate")
    assert moved_title(indicator, changed, "amphoe", "en") == f"Follow-up rate: {words}"


PAIRS = some.builds(
    a_pair,
    some.sampled_from(["follow_up_rate", "people_served_per_1000", "activities", "days_to_answer"]),
    some.tuples(some.integers(0, 50), some.integers(50, 99)),
    some.tuples(some.integers(0, 50), some.integers(50, 99)),
    flag=some.sampled_from(["ok", "few", "no data"]),
    areas=some.sampled_from(["ab", "aa"]),
)


@given(some.lists(PAIRS, max_size=5), some.sampled_from(["th", "en"]))
def test_there_is_always_something_to_say(pairs: list[Pair], language: str) -> None:
    assert areas_title(pairs, "A", "B", language)  # type: ignore[arg-type]
    rows = table_rows(pairs, ("A", "B"), language)  # type: ignore[arg-type]
    assert len(rows) == len(pairs)
    for pair in pairs:
        for made in (map_title,):
            assert "nan" not in made(pair, "A", "B", language)  # type: ignore[arg-type]
        assert "nan" not in period_title(pair, "x", "A", "B", language)  # type: ignore[arg-type]
        if not math.isnan(pair.difference.amount):
            swapped = difference(pair.indicator, pair.other, pair.one, (90, 90))
            assert swapped.clear == pair.difference.clear


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["a", "b", "c"], "c"),
        (["a", "b"], "b"),
        (["a"], ""),
        ([], ""),
        (["d", "c"], "c"),  # equally near: the first by code
    ],
)
def test_the_nearest_in_people(codes: list[str], found: str) -> None:
    assert nearest("a", codes, {"a": 100, "b": 10, "c": 120, "d": 80}) == found


def test_months_that_both_know_are_compared() -> None:
    months = tuple(pd.Timestamp(2026, n, 1).date() for n in (1, 2, 3))
    first = Series("a", months, (1.0, 5.0, NAN))
    assert compared([first, Series("b", months, (2.0, 4.0, 9.0))]) == (1, 2)
    assert compared([first]) == (0, 0)


def test_circles_of_both_maps_have_one_scale() -> None:
    def drawn(circles: Circles | None) -> MapPicture:
        return MapPicture("t", "", Level.AMPHOE, (), (), (), "", None, "south", "en",
                          circles=circles)  # fmt: skip

    small, large = Circles(10, (5,), "x"), Circles(90, (50,), "x")
    assert {one.circles for one in on_one_scale([drawn(small), drawn(large)])} == {large}
    assert [one.circles for one in on_one_scale([drawn(None), drawn(None)])] == [None, None]


@pytest.fixture
def own_store(store: Store) -> Iterator[None]:
    """The sample store of the session is there before the screen asks for it."""
    assert store.info.simulated
    yield
    st.cache_data.clear()


def screen() -> None:
    """The screen without the house around it."""
    from lib.views import address, data
    from pages import compare

    data.begin_run()
    address.begin("compare")
    compare.show()


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(screen, default_timeout=120)
    at.query_params.update(query)
    return at.run()


def html(at: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in at.main if one.type == "html")


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize(
    ("query", "charts", "words"),
    [
        ({}, 1, "จ.นราธิวาส"),
        ({"area": "9410", "vs": "9501", "lang": "en"}, 1, "Amphoe Mueang Yala"),
        ({"area": "941001", "map": "people_served"}, 1, "ต.ยะรัง"),
        ({"versus": "periods"}, 2, "ปีงบประมาณ 2568"),
        (
            {"versus": "periods", "area": "94", "period": "fy2569q2", "vsperiod": "fy2568q1",
             "lang": "en"},
            2,
            "Quarter 1, fiscal year 2568",
        ),
        ({"versus": "periods", "period": "fy2567", "area": "941001", "map": "activities"}, 2, ""),
    ],
    ids=str,
)  # fmt: skip
def test_the_screen_stands(query: dict[str, str], charts: int, words: str) -> None:
    at = opened(**query)
    assert not at.exception
    assert words in html(at)
    assert len(at.get("plotly_chart")) == charts
    assert len(at.get("component_instance")) == 2


@pytest.mark.usefixtures("own_store")
def test_a_chosen_second_area_comes_with_the_proposed_first() -> None:
    at = opened()
    at.selectbox(key="compare_second").set_value("90").run()
    assert ("".join(at.query_params["area"]), "".join(at.query_params["vs"])) == ("96", "90")
    assert not at.exception


@pytest.mark.usefixtures("own_store")
def test_a_second_period_without_days_says_so() -> None:
    at = opened(versus="periods", vsperiod="fy2580")
    assert [one.value for one in at.info] == [say("compare.no_days", "th")]


@pytest.mark.usefixtures("own_store")
def test_the_maps_can_be_drawn_in_other_ways() -> None:
    at = opened(lang="en")
    keys = {str(one.key) for one in at.button_group}
    assert {"display_classes", "display_rates", "display_signs"} <= keys
    at.button_group(key="display_classes").set_value("quantile").run()
    assert not at.exception
    assert at.query_params["classes"] in ("quantile", ["quantile"])


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize("classes", ["", "quantile", "natural", "target"])
@pytest.mark.parametrize("rates", ["", "smoothed"])
def test_both_maps_have_one_scale(classes: str, rates: str) -> None:
    """Also of periods of different lengths, and of classes that are made of the figures."""
    start = replace(data.choices("compare").start(), indicator="follow_up_rate")
    now = start.with_switch("classes", classes).with_switch("rates", rates)
    then = replace(now, period=quarter(2568, 2))
    answers = [asking.map_answer(each) for each in (now, then)]
    one, other = shown_alike([now, then], answers)
    assert one.breaks == other.breaks
    assert (one.palette, len(one.figures), len(other.figures)) == (other.palette, 37, 37)
    assert not one.figures["value"].equals(other.figures["value"])
    alone = shown(now, answers[0])
    assert alone.figures.equals(one.figures)
    if classes in ("quantile", "natural"):
        assert alone.breaks != one.breaks
