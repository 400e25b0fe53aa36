"""Coverage: its sentences, its months, the four states of reports, and the screen itself."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.spread import funnelled
from lib.periods import Period, fiscal_year, month, quarter
from lib.views.coverage.months import SHOWN, whole, window
from lib.views.coverage.reports import STATES, classing, message, state_frame, states_of
from lib.views.coverage.sentences import (
    funnel_title,
    mix_title,
    months_title,
    overdue_title,
    ranking_title,
    repeated_title,
)
from lib.views.selection import Kind, Selection
from lib.views.words import say
from tests.views.on_screen import html_of, opened

NEWEST, FIRST = date(2026, 6, 30), date(2023, 10, 3)
NAN = math.nan


def figures(
    rows: Mapping[Any, tuple[float, float, float] | float | None], flag: str = "ok"
) -> pd.DataFrame:
    """Figures of ``evaluate``: a value with its limits, a value without, or nothing known."""
    found = {}
    for code, row in rows.items():
        value, lower, upper = row if isinstance(row, tuple) else (row, NAN, NAN)
        known = flag if value is not None else "no data"
        found[code] = (NAN if value is None else value, 10.0, 100.0, lower, upper, known)
    columns = ["value", "numerator", "denominator", "lower", "upper", "flag"]
    frame = pd.DataFrame.from_dict(found, orient="index", columns=columns)
    return frame.rename_axis("area_code")


@pytest.mark.parametrize(
    ("code", "rows", "words"),
    [
        ("activities", {}, "not enough data for a ranking yet"),
        ("activities", {"a": None, "b": None}, "not enough data for a ranking yet"),
        ("activities", {"a": 5.0, "b": None}, "a 5"),
        ("activities", {"a": 5.0, "b": 5.0}, "all 2 amphoe the same, 5"),
        ("activities", {"a": 5.0, "b": 9.0}, "most in b (9); least in a (5)"),
        (
            "activities",
            {"a": 5.0, "b": 9.0, "c": 9.0},
            "equally most in b and c (9); least in a (5)",
        ),
        (
            "activities",
            {"a": 5.0, "b": 9.0, "c": 9.0, "d": 9.0, "e": 9.0},
            "equally most in 4 amphoe (9); least in a (5)",
        ),
        (
            "days_since_last_activity",
            {"a": 5.0, "b": math.inf},
            "shortest in a (5); longest in b (never)",
        ),
        (
            "people_served_per_1000",
            {"a": (30.0, 28.0, 32.0), "b": (29.0, 27.0, 31.0), "c": (10.0, 8.0, 12.0)},
            "a and b share the top (too close to rank); least in c (10.0)",
        ),
        (
            "people_served_per_1000",
            {"a": (30.0, 10.0, 50.0), "b": (29.0, 9.0, 49.0)},
            "the 2 amphoe are too close to rank (their confidence intervals overlap)",
        ),
    ],
)
def test_ranking_title(code: str, rows: dict[str, Any], words: str) -> None:
    said = ranking_title(registry.get(code), figures(rows), "amphoe", str, "en")
    assert said.split(": ", 1)[1] == words


def test_too_few_cases_are_not_ranked() -> None:
    few = figures({"a": 99.0}, flag="few")
    found = pd.concat([figures({"b": 5.0, "c": 3.0}), few])
    said = ranking_title(registry.get("activities"), found, "amphoe", str, "en")
    assert said.endswith("most in b (5); least in c (3)")


@given(some.lists(some.floats(0, 1000) | some.none(), max_size=9))
def test_a_ranking_always_has_a_message(values: list[float | None]) -> None:
    rows = {f"a{place}": value for place, value in enumerate(values)}
    for language in ("th", "en"):
        assert ranking_title(registry.get("activities"), figures(rows), "x", str, language)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "not enough data to set against chance yet"),
        ({"a": 30, "b": 31, "c": 30}, "all 3 amphoe lie within what chance explains"),
        (
            {**{f"n{place}": 30 + place % 3 for place in range(30)}, "a": 400},
            "1 of 31 amphoe higher than chance explains, none lower",
        ),
        (
            {**{f"n{place}": 300 + place % 3 for place in range(30)}, "a": 40},
            "1 of 31 amphoe lower than chance explains, none higher",
        ),
    ],
)
def test_funnel_title(counts: dict[str, int], words: str) -> None:
    indicator = registry.get("people_served_per_1000")
    found = figures(dict.fromkeys(counts, 1.0))
    found["numerator"] = pd.Series(counts, dtype=float)
    found["denominator"] = 10_000.0
    said = funnel_title(indicator, funnelled(indicator, found), lambda _: True, "amphoe", "en")
    assert said.split(": ", 1)[1] == words


def test_a_funnel_tells_of_the_chosen_area_alone() -> None:
    indicator = registry.get("people_served_per_1000")
    found = figures({f"n{place}": 1.0 for place in range(30)} | {"a": 1.0})
    found["numerator"] = [30.0 + place % 3 for place in range(30)] + [400.0]
    found["denominator"] = 10_000.0
    said = funnel_title(
        indicator, funnelled(indicator, found), lambda code: code != "a", "amphoe", "en"
    )
    assert said.endswith("all 30 amphoe lie within what chance explains")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([None, None], "no monthly data for Yala yet"),
        ([None, 4.0], "Yala has data for one month alone, m1 (4)"),
        ([4.0, 4.0], "Yala the same in every month with data (4)"),
        ([4.0, 9.0, None], "Yala most in m1 (9), least in m0 (4)"),
        ([9.0, 9.0, 1.0], "Yala most in m0 and m1 (9), least in m2 (1)"),
        ([9.0, 9.0, 9.0, 9.0, 1.0], "Yala most in 4 months (9), least in m4 (1)"),
    ],
)
def test_months_title(values: list[float | None], words: str) -> None:
    frame = figures(dict(enumerate(values)))
    names = [f"m{place}" for place in range(len(values))]
    said = months_title(registry.get("activities"), frame, names, "Yala", "en")
    assert said.split(": ", 1)[1] == words


def counted(rows: dict[str, tuple[float, float, float, float]]) -> pd.DataFrame:
    """States of reports: active, overdue, zero, not due."""
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(STATES))


@pytest.mark.parametrize(
    ("by", "rows", "words"),
    [
        ("month", {}, "No data on reports yet"),
        ("month", {"a": (5, 0, 1, 0)}, "No report is overdue in any month shown (1)"),
        ("month", {"a": (5, 1, 0, 0), "b": (3, 3, 0, 0)}, "Most overdue in b: 3 of 6 tambon"),
        ("month", {"a": (3, 3, 0, 0), "b": (3, 3, 0, 0)}, "Most overdue in a and b: 3 of 6 tambon"),
        ("area", {"a": (5, 0, 1, 0)}, "No report is overdue in Yala"),
        (
            "area",
            {"a": (1, 1, 0, 0), "b": (9, 3, 0, 0)},
            "a has the largest share overdue: 1 of 2 tambon-months",
        ),
        (
            "area",
            {"a": (1, 1, 0, 0), "b": (3, 3, 0, 0)},
            "2 amphoe share the largest part overdue",
        ),
        ("area", {"a": (NAN, NAN, NAN, NAN)}, "No data on reports yet"),
    ],
)
def test_overdue_title(by: str, rows: dict[str, Any], words: str) -> None:
    said = overdue_title(counted(rows), str, "en", by=by, level="amphoe", area="Yala")
    assert said == words


@pytest.mark.parametrize(
    ("overdue", "words"),
    [
        ([[0, 0, 0, 0]], "none of 1 tambon owes"),
        ([[1, 1, 1, 0], [1, 1, 0, 0]], "1 of 2 tambon still owe"),
    ],
)
def test_tambon_that_owe_several_reports(overdue: list[list[int]], words: str) -> None:
    keys = [(time, place) for place, row in enumerate(overdue) for time in range(len(row))]
    frame = pd.DataFrame(
        {"overdue": [float(one) for row in overdue for one in row]},
        index=pd.MultiIndex.from_tuples(keys),
    )
    assert words in repeated_title(frame, 4, "en")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"a": 3.0, "b": 7.0}, "Mission: most for B, 7 activities"),
        ({"a": 7.0, "b": 7.0}, "Mission: 2 categories share the most, 7 activities each"),
        ({"a": 0.0, "b": 0.0}, "Mission: none in this period"),
        ({"a": None}, "Mission: no data yet"),
    ],
)
def test_mix_title(rows: dict[str, Any], words: str) -> None:
    said = mix_title(registry.get("activities"), figures(rows), "Mission", str.upper, "en")
    assert said == words


def test_the_four_states_are_never_merged() -> None:
    counts = counted(
        {
            "a": (1, 0, 0, 0), "b": (0, 1, 0, 0), "c": (0, 0, 1, 0), "d": (0, 0, 0, 1),
            "two": (1, 1, 0, 0), "none": (0, 0, 0, 0), "unknown": (NAN, NAN, NAN, NAN),
        }
    )  # fmt: skip
    states = states_of(counts)
    assert states.dropna().to_dict() == dict(zip("abcd", STATES, strict=True))
    found = classing(states, "en")
    assert [(one.label, one.count) for one in found.legend] == [
        ("With activity", 1), ("Overdue", 1), ("Reported zero", 1), ("Not yet due", 1),
        ("no data yet", 3),
    ]  # fmt: skip
    assert len(set(found.colours)) == 4


def test_what_is_not_known_is_no_state() -> None:
    answer = figures({"a": 1.0, "b": None})
    frame = state_frame(dict.fromkeys(STATES, answer))
    assert frame.loc["a"].tolist() == [1.0] * 4
    assert frame.loc["b"].isna().all()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((240, 30, 20, 0), "30 of 290 tambon overdue, 240 with activity"),
        ((0, 0, 0, 0), "no data yet"),
        ((NAN, 1, 1, 1), "no data yet"),
    ],
)
def test_the_message_of_the_reports(row: tuple[float, ...], words: str) -> None:
    assert words in message(pd.Series(row, index=list(STATES)), "May", "en")


def selected(kind: Kind, period: Period) -> Selection:
    return Selection(period, "south", Level.AMPHOE, "activities", kind=kind)


@pytest.mark.parametrize(
    ("kind", "period", "first", "last", "count", "back"),
    [
        (Kind.YEAR, fiscal_year(2569), (2025, 7), (2026, 6), 12, "fy2569"),
        (Kind.YEAR, fiscal_year(2568), (2024, 10), (2025, 9), 12, "fy2568"),
        (Kind.YEAR, fiscal_year(2567), (2023, 10), (2024, 9), 12, "fy2567"),
        (Kind.QUARTER, quarter(2569, 1), (2025, 1), (2025, 12), 12, "fy2569q1"),
        (Kind.MONTH, month(date(2026, 6, 1)), (2025, 7), (2026, 6), 12, "fy2569"),
        # Of the newest twelve months, though of the year before: the same maps stay.
        (Kind.MONTH, month(date(2025, 8, 1)), (2025, 7), (2026, 6), 12, "fy2569"),
        (Kind.MONTH, month(date(2025, 2, 1)), (2024, 10), (2025, 9), 12, "fy2568"),
        (Kind.DATES, Period(date(2024, 1, 5), date(2024, 2, 3)), (2023, 10), (2024, 2), 5, ""),
    ],
)
def test_months_beside_a_period(
    kind: Kind, period: Period, first: tuple[int, int], last: tuple[int, int], count: int, back: str
) -> None:
    found = window(selected(kind, period), NEWEST, FIRST)
    assert (found[0].start, found[-1].start) == (date(*first, 1), date(*last, 1))
    assert len(found) == count
    expected = {"fy2569": fiscal_year(2569), "fy2568": fiscal_year(2568)}.get(back, period)
    assert whole(selected(kind, period), NEWEST, FIRST)[1] == expected


@given(some.dates(FIRST, NEWEST))
def test_a_month_stands_among_its_months_and_does_not_move_them(day: date) -> None:
    found = window(selected(Kind.MONTH, month(day)), NEWEST, FIRST)
    assert month(day) in found
    assert len(found) <= SHOWN
    latest = window(selected(Kind.YEAR, fiscal_year(2569)), NEWEST, FIRST)
    assert month(day) not in latest or found == latest


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"map": "people_served_per_1000", "coverage_chart": "funnel", "pick": "9507"},
        {"area": "9410", "coverage_mix": "partner_agency", "lang": "en"},
        {"area": "941001", "level": "tambon", "mission": "labour"},
        {"coverage_map": "reports"},
        {"coverage_map": "reports", "coverage_reports": "areas", "period": "2026-05", "lang": "en"},
        {"asof": "2026-02-15", "map": "days_since_last_activity", "level": "tambon"},
    ],
    ids=str,
)
def test_the_screen_stands(query: dict[str, str]) -> None:
    at = opened("coverage", **query)
    assert not at.exception
    words = html_of(at)
    assert 'class="facts is-tiles"' in words
    # Where all areas are equal there is no order to draw, and that is said instead.
    assert len(at.get("plotly_chart")) + words.count('<p role="note">') == 3
    assert at.select_slider(key="coverage_slider").label


@pytest.mark.usefixtures("own_store")
def test_the_slider_sets_the_month_and_goes_back_to_the_year() -> None:
    at = opened("coverage")
    at.select_slider(key="coverage_slider").set_value("2026-03").run()
    assert "".join(at.query_params["period"]) == "2026-03"
    at.select_slider(key="coverage_slider").set_value("").run()
    assert "period" not in at.query_params


@pytest.mark.usefixtures("own_store")
def test_filters_that_leave_nothing_say_so() -> None:
    at = opened(
        "coverage", mission="security", activity="job_matching", area="950102", period="2026-06"
    )
    assert not at.exception
    assert say("empty.filtered", "th") in [one.value for one in at.info]
