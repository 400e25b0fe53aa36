"""What the overview says: comparisons, figures, sentences and areas that need attention."""

import math
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.earlier import Against, Comparison
from lib.indicators.model import Kind
from lib.indicators.references import missed_by, references
from lib.periods import fiscal_year, month
from lib.statistics.change import Mark
from lib.store.lake import Store
from lib.views import data
from lib.views.charts.spark import spark_line
from lib.views.formats import change
from lib.views.mapped.headline import headline, notes
from lib.views.overview.attention import LISTED, ranked
from lib.views.overview.cards import cards
from lib.views.overview.figures import Figure, figure
from lib.views.overview.sentences import bad, good, more_equal, reasons_words, where
from lib.views.severe import events_address, open_severe, severe_words
from lib.views.words import say

REFERENCES = {"plan_progress": 100.0, "follow_up_rate": 80.0, "days_since_last_activity": 60.0}


def answer(code: str, values: dict[str, float | tuple[float, str]]) -> pd.DataFrame:
    """An answer of ``evaluate``: values by area, with a flag where one is given."""
    rows = []
    for area, given in values.items():
        value, flag = given if isinstance(given, tuple) else (given, "ok")
        rows.append((area, value, 10.0, 20.0, math.nan, math.nan, flag))
    columns = ["area_code", "value", "numerator", "denominator", "lower", "upper", "flag"]
    return pd.DataFrame(rows, columns=columns).set_index("area_code")


def a_figure(code: str, value: float, before: float | None = None, flag: str = "ok") -> Figure:
    indicator = registry.get(code)
    turned = change(indicator, value, before) if before is not None else None
    return Figure(
        indicator, value, flag, references().get(code), turned, Against.YEAR if turned else None
    )


def test_a_figure_out_of_the_answer() -> None:
    columns = ["value", "flag"]
    rows = [(90.0, "ok"), (80.0, "ok"), (70.0, "ok"), (math.nan, "no data")]
    index = pd.MultiIndex.from_product([range(4), ["south"]])
    got = figure(
        registry.get("tambon_reached"),
        pd.DataFrame(rows, columns=columns, index=index),
        "south",
        Comparison(Against.YEAR, fiscal_year(2568)),
        100.0,
    )
    assert got.change is not None
    assert (got.value, got.change.amount, got.months[0]) == (90.0, 10.0, 70.0)
    assert math.isnan(got.months[1])
    assert got.missed == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("code", "value", "reference", "missed"),
    [
        ("plan_progress", 100.0, 100.0, 0.0),
        ("plan_progress", 120.0, 100.0, 0.0),
        ("plan_progress", 60.0, 100.0, 0.4),
        ("plan_progress", 0.0, 100.0, 1.0),
        ("days_since_last_activity", 60.0, 60.0, 0.0),
        ("days_since_last_activity", 90.0, 60.0, 0.5),
        ("days_since_last_activity", 500.0, 60.0, 1.0),
        ("days_since_last_activity", math.inf, 60.0, 1.0),
    ],
)
def test_how_far_a_reference_is_missed(
    code: str, value: float, reference: float, missed: float
) -> None:
    assert missed_by(registry.get(code), value, reference) == pytest.approx(missed)


def test_references_are_of_indicators_that_exist() -> None:
    assert set(references()) <= set(registry.indicators())
    assert references()["follow_up_rate"] == 80


@pytest.mark.parametrize(
    ("code", "now", "then", "mark"),
    [
        ("follow_up_rate", (800, 1000), (600, 1000), Mark.UP),
        ("follow_up_rate", (602, 1000), (600, 1000), Mark.NOT_CLEAR),
        ("people_served", (900, 1), (1200, 1), Mark.DOWN),
        ("people_served", (1205, 1), (1200, 1), Mark.NOT_CLEAR),
        ("plan_progress", (80, 100), (60, 100), Mark.NOT_COMPUTED),
    ],
)
def test_a_change_is_set_beside_chance(
    code: str, now: tuple[int, int], then: tuple[int, int], mark: Mark
) -> None:
    indicator = registry.get(code)
    scale = 100 if indicator.kind is Kind.SHARE else 1
    rows = [
        (scale * part / of, part, of, math.nan, math.nan, "ok") for part, of in (now, then, now)
    ]
    columns = ["value", "numerator", "denominator", "lower", "upper", "flag"]
    index = pd.MultiIndex.from_product([range(3), ["south"]])
    answers = pd.DataFrame(rows, columns=columns, index=index)
    compared = Comparison(Against.YEAR, fiscal_year(2568))
    got = figure(indicator, answers, "south", compared, None, days=365)
    assert (got.mark, got.unclear) == (mark, mark is Mark.NOT_CLEAR)
    assert figure(indicator, answers, "south", compared, None).mark is Mark.NOT_COMPUTED


@pytest.mark.parametrize(
    ("mark", "shown", "hidden"),
    [
        (
            Mark.UP,
            ['class="better"', "up 5.0 points", "more than chance", "on last year"],
            "may be",
        ),
        (Mark.NOT_CLEAR, ["up 5.0 points · may be chance"], 'class="better"'),
        (Mark.NOT_COMPUTED, ['class="better"', "up 5.0 points"], "chance"),
    ],
)
def test_a_card_says_whether_a_change_may_be_chance(
    mark: Mark, shown: list[str], hidden: str
) -> None:
    html = cards([replace(a_figure("follow_up_rate", 70.0, 65.0), mark=mark)], "en")
    assert [words for words in shown if words not in html] == []
    assert hidden not in html


def test_a_change_that_may_be_chance_is_neither_good_nor_bad() -> None:
    rose = replace(a_figure("people_served", 110.0, 100.0), mark=Mark.NOT_CLEAR)
    fell = replace(a_figure("groups_active", 90.0, 100.0), mark=Mark.NOT_CLEAR)
    assert good([rose, fell], "en") == say("sentence.good_none", "en")
    assert bad([rose, fell], "en") == say("sentence.bad_none", "en")
    met = replace(a_figure("follow_up_rate", 85.0, 84.0), mark=Mark.NOT_CLEAR)
    assert good([rose, met], "en").endswith(say("sentence.chance_year", "en"))


@pytest.mark.parametrize(("as_of", "count"), [(None, 11), (date(2023, 10, 1), 0)])
def test_severe_events_that_are_not_over(as_of: date | None, count: int, store: Store) -> None:
    """Whatever the period and the filters; the newest is told."""
    start = data.choices().start()
    here = replace(start, as_of=as_of, period=month(as_of) if as_of else start.period)
    found = open_severe(here.with_filter("severity", ("1",)))
    day = as_of or store.info.data_date
    truth = store.query(
        "SELECT count(*) AS n FROM situation WHERE severity = 3 AND reported_on <= ? "
        "AND occurred_on <= ? AND (resolved_on IS NULL OR resolved_on > ?)",
        Scope.everything(),
        [day, day, day],
    )["n"].iloc[0]
    assert len(found) == truth == count
    if count:
        how_many, newest = severe_words(found, "en")
        assert how_many == "11 severe events not yet resolved;"
        assert "Tambon" in newest
        assert found["occurred_on"].is_monotonic_decreasing
        assert parse_qs(urlsplit(events_address(here)).query) == {"map": ["situations"]}


def test_areas_are_ranked_by_what_they_are_short_of() -> None:
    answers = {
        "plan_progress": answer("plan_progress", {"9401": 50.0, "9402": 120.0, "9403": 90.0}),
        "follow_up_rate": answer(
            "follow_up_rate", {"9401": 80.0, "9402": (0.0, "few"), "9403": 40.0}
        ),
        "days_since_last_activity": answer(
            "days", {"9401": 10.0, "9402": (math.nan, "no data"), "9403": math.inf}
        ),
    }
    found = ranked(registry.indicators(), answers, REFERENCES)
    assert [(one.area, one.score) for one in found] == [("9403", 1.6), ("9401", 0.5)]
    assert [reason.indicator.code for reason in found[0].reasons] == [
        "days_since_last_activity",
        "follow_up_rate",
        "plan_progress",
    ]


def _areas(**values: float) -> list:
    answers = {"plan_progress": answer("plan_progress", dict(values))}
    return ranked(registry.indicators(), answers, REFERENCES)


def test_silence_is_not_held_against_an_area() -> None:
    """No activity on record and no report either: nothing is known, and nothing is said."""
    answers = {
        "days_since_last_activity": answer("days", {"9401": math.inf, "9402": 100.0}),
        "tambon_reached": answer("reached", {"9401": math.nan, "9402": 0.0}),
    }
    answers["tambon_reached"].loc["9401", "flag"] = "no data"
    assert [one.area for one in ranked(registry.indicators(), answers, references())] == ["9402"]


def test_never_says_it_all() -> None:
    answers = {
        "days_since_last_activity": answer("days", {"9401": math.inf}),
        "tambon_reached": answer("reached", {"9401": 0.0}),
        "plan_progress": answer("plan", {"9401": 30.0}),
    }
    (one,) = ranked(registry.indicators(), answers, references())
    assert reasons_words(one, "en", 2) == ["no activity on record", "30.0% of the plan done"]


@pytest.mark.parametrize(
    ("values", "judged", "words"),
    [
        ({"a": 50.0, "b": 80.0}, 2, "a เพราะทำตามแผนได้ร้อยละ 50.0"),
        ({"a": 50.0, "b": 50.0}, 2, "a และb ซึ่งห่างจากค่าอ้างอิงเท่ากัน"),
        (
            {"a": 50.0, "b": 50.0, "c": 50.0, "d": 50.0},
            4,
            "มี 4 พื้นที่ที่ห่างจากค่าอ้างอิงเท่ากัน เช่น a, b และc",
        ),
        ({"a": 100.0}, 1, "ทุกพื้นที่ที่มีข้อมูลถึงค่าอ้างอิงแล้ว"),
        ({}, 0, "ยังไม่มีข้อมูลพอที่จะบอกว่าควรดูพื้นที่ใดก่อน"),
        ({"a": 20.0}, 1, "a เพราะทำตามแผนได้ร้อยละ 20.0"),
    ],
)
def test_where_to_look(values: dict[str, float], judged: int, words: str) -> None:
    assert where(_areas(**values), judged, lambda code: code, "th") == words


def test_more_areas_with_the_score_of_the_last_one_listed() -> None:
    assert more_equal(_areas(**{f"a{n}": 50.0 for n in range(LISTED + 3)})) == 3
    assert more_equal(_areas(**{f"a{n}": 50.0 for n in range(LISTED)})) == 0
    assert more_equal(_areas(**{f"a{n}": 50.0 + n for n in range(LISTED + 3)})) == 0


SINCE = "จากช่วงเดียวกันของปีก่อน"


@pytest.mark.parametrize(
    ("figures", "said_good", "said_bad"),
    [
        (  # one meets its reference, one misses it
            [a_figure("tambon_reached", 100.0, 95.0), a_figure("plan_progress", 80.0, 90.0)],
            f"ตำบลที่ได้รับบริการ ร้อยละ 100.0 ถึงค่าอ้างอิงร้อยละ 100 แล้ว และเพิ่มขึ้น 5.0 จุด {SINCE}",
            f"ความก้าวหน้าตามแผน ร้อยละ 80.0 ยังไม่ถึงค่าอ้างอิงร้อยละ 100 และลดลง 10.0 จุด {SINCE}",
        ),
        (  # no references
            [a_figure("people_served", 1100.0, 1000.0), a_figure("groups_active", 90.0, 100.0)],
            f"ผู้รับบริการ 1,100 คน เพิ่มขึ้นร้อยละ 10.0 {SINCE}",
            f"กลุ่มอาชีพที่ดำเนินการอยู่ 90 กลุ่ม ลดลงร้อยละ 10.0 {SINCE}",
        ),
        (  # what meets its reference and fell is not "nothing became worse"
            [a_figure("plan_progress", 105.0, 117.0)],
            f"ความก้าวหน้าตามแผน ร้อยละ 105.0 ถึงค่าอ้างอิงร้อยละ 100 แล้ว แต่ลดลง 12.0 จุด {SINCE}",
            f"ความก้าวหน้าตามแผน ร้อยละ 105.0 ลดลง 12.0 จุด {SINCE}",
        ),
        (  # no change is neither "and" nor "but"
            [a_figure("tambon_reached", 100.0, 100.0)],
            f"ตำบลที่ได้รับบริการ ร้อยละ 100.0 ถึงค่าอ้างอิงร้อยละ 100 แล้ว เท่ากับ{SINCE[3:]}",
            "ไม่มีตัวเลขใดที่ต่ำกว่าค่าอ้างอิงหรือแย่ลง",
        ),
        (  # what misses its reference and rose is not "nothing became better"
            [a_figure("follow_up_rate", 70.0, 60.0)],
            f"อัตราการติดตามผล ร้อยละ 70.0 เพิ่มขึ้น 10.0 จุด {SINCE}",
            f"อัตราการติดตามผล ร้อยละ 70.0 ยังไม่ถึงค่าอ้างอิงร้อยละ 80 แต่เพิ่มขึ้น 10.0 จุด {SINCE}",
        ),
        (
            [a_figure("people_served", 1000.0, 1000.0)],
            "ยังไม่มีตัวเลขใดที่ถึงค่าอ้างอิงหรือดีขึ้น",
            "ไม่มีตัวเลขใดที่ต่ำกว่าค่าอ้างอิงหรือแย่ลง",
        ),
        (
            [a_figure("follow_up_rate", 10.0, None, "few")],
            "ยังไม่มีข้อมูลพอที่จะบอกว่าสิ่งใดดีขึ้น",
            "ยังไม่มีข้อมูลพอที่จะบอกว่าสิ่งใดต้องปรับปรุง",
        ),
        ([], "ยังไม่มีข้อมูลพอที่จะบอกว่าสิ่งใดดีขึ้น", "ยังไม่มีข้อมูลพอที่จะบอกว่าสิ่งใดต้องปรับปรุง"),
    ],
)
def test_sentences(figures: list[Figure], said_good: str, said_bad: str) -> None:
    assert good(figures, "th") == said_good
    assert bad(figures, "th") == said_bad


def test_the_worst_miss_is_named_and_a_miss_before_a_fall() -> None:
    figures = [
        a_figure("plan_progress", 90.0),
        a_figure("follow_up_rate", 40.0),
        a_figure("people_served", 1.0, 100.0),
    ]
    assert bad(figures, "en").startswith("Follow-up rate: 40.0%")


@pytest.mark.parametrize(
    ("code", "values", "reference", "words"),
    [
        (
            "plan_progress",
            {"9401": 50.0, "9402": 100.0, "9403": (10.0, "few")},
            100.0,
            "Plan progress: 1 of 2 amphoe below the reference of 100%",
        ),
        (
            "people_served",
            {"9401": 5.0, "9402": 1200.0},
            None,
            "People served: most in 9402, 1,200",
        ),
        (
            "days_since_last_activity",
            {"9401": 5.0, "9402": math.inf},
            None,
            "Days since the last activity: longest in 9402, never",
        ),
        (
            "plan_progress",
            {"9401": 101.0, "9402": 100.0},
            100.0,
            "Plan progress: all 2 amphoe meet the reference of 100%",
        ),
        (
            "plan_progress",
            {"9401": 1.0, "9402": 0.0},
            100.0,
            "Plan progress: all 2 amphoe below the reference of 100%",
        ),
        (
            "days_since_last_activity",
            {"9401": 60.0, "9402": 5.0},
            60.0,
            "Days since the last activity: all 2 amphoe within the reference of 60 days",
        ),
        (
            "people_served",
            {"9401": (math.nan, "no data")},
            None,
            "People served: no data for amphoe yet",
        ),
        ("people_served", {}, None, "People served: no data for amphoe yet"),
    ],
)
def test_the_message_of_the_map(
    code: str, values: dict[str, float | tuple[float, str]], reference: float | None, words: str
) -> None:
    got = headline(
        registry.get(code), answer(code, values), Level.AMPHOE, reference, lambda one: one, "en"
    )
    assert got == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([100.0, 0.0], "Tambon reached: no activity in 1 of 2 tambon"),
        ([100.0, 100.0], "Tambon reached: all 2 tambon had an activity"),
    ],
)
@pytest.mark.parametrize("reference", [None, 100.0])
def test_a_tambon_is_reached_or_not(
    values: list[float], words: str, reference: float | None
) -> None:
    reached = answer("tambon_reached", dict(zip(("940101", "940102"), values, strict=True)))
    indicator = registry.get("tambon_reached")
    assert headline(indicator, reached, Level.TAMBON, reference, str, "en") == words


def test_notes_give_the_counts_behind_a_rate() -> None:
    rates = answer("follow_up_rate", {"9401": 50.0})
    assert notes(registry.get("follow_up_rate"), rates, "en") == ["10 of 20"]
    rates[["lower", "upper"]] = 29.9, 70.1
    assert notes(registry.get("follow_up_rate"), rates, "en") == [
        "10 of 20 · 95% confidence interval 29.9 – 70.1"
    ]
    assert notes(registry.get("people_served"), answer("x", {"9401": 5.0}), "en") == [""]


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([], 0),
        ([1.0], 0),
        ([math.nan, 1.0], 0),
        ([1.0, 2.0, 3.0], 3),
        ([0.0, 0.0], 2),
        ([1.0, math.nan, 2.0, math.inf], 2),
    ],
)
def test_spark_lines(values: list[float], points: int) -> None:
    path = spark_line(values)
    assert path.count("M") + path.count("L") == points


def test_cards_say_everything_in_words() -> None:
    html = cards(
        [
            a_figure("tambon_reached", 100.0, 90.0),
            a_figure("plan_progress", 80.0),
            a_figure("follow_up_rate", 10.0, None, "few"),
            a_figure("groups_active", math.nan, None, "no data"),
            a_figure("days_since_last_activity", 100.0),
        ],
        "en",
    )
    assert "Cannot be compared with last year" in cards(
        [Figure(registry.get("people_served"), 5.0, "ok", against=Against.YEAR)], "en"
    )
    for words in (
        "✓ met",
        "▲ up 10.0 points",
        "! 20.0 points short",
        "Too few cases",
        "No data yet",
    ):
        assert words in html
    assert "! 40 over" in html
    assert html.count('role="listitem"') == 5
