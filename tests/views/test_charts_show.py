"""A chart on a screen: its words, its table, and what a click on it calls."""

import itertools
import json
import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from lib.views.charts.labels import Point, sides, spread
from lib.views.charts.linked import payload
from lib.views.charts.model import Chart, Head, KeyEntry
from lib.views.charts.show import code_of, empty_html, foot_html, head_html
from lib.views.charts.table import cell_text, html_table
from lib.views.charts.theme import (
    INK,
    SURFACE,
    folded,
    ink_on,
    nice_ticks,
    round_up,
    tick_texts,
    width_of,
)

NASTY = "<b>\"&' ต.ก๊ำ"


def chart_of(**more: Any) -> Chart:
    parts: dict[str, Any] = {
        "head": Head(NASTY, "เรื่อง", "ที่มา"),
        "language": "th",
        "figure": None,
        "table": pd.DataFrame({"พื้นที่": ["ก"], "คน": [1234.0]}),
        "alt": "คำอธิบาย",
        "empty": "เพราะ",
    }
    return Chart(**(parts | more))


def test_words_are_escaped() -> None:
    chart = chart_of(notes=(NASTY,), key=(KeyEntry(NASTY, "#FFFFFF"),), figure=object())
    html = head_html(chart) + foot_html(chart)
    assert html.count("&lt;b&gt;&quot;&amp;&#x27;") == 3
    assert "<h3" in html
    assert "<h2" in head_html(chart, 2)


@pytest.mark.parametrize(("figure", "shown"), [(object(), True), (None, False)])
def test_a_hint_stands_below_a_figure_and_in_no_note(figure: object, shown: bool) -> None:
    chart = chart_of(figure=figure, hint="second").hinting(NASTY).hinting("")
    assert chart.hint == f"{NASTY} · second"
    assert chart.notes == ()
    assert ('class="chart-hint"' in foot_html(chart)) == shown
    assert NASTY not in foot_html(chart)


def test_a_word_that_browsers_cut_is_kept_whole() -> None:
    html = head_html(chart_of(head=Head("ลดลงในเดือนรอมฎอนทุกปี", "", "")))
    assert 'เดือน<span class="whole">รอมฎอน</span>ทุกปี' in html


def test_nothing_to_draw_says_why_and_what_to_do() -> None:
    html = empty_html(chart_of(), 180)
    assert "เพราะ" in html
    assert "ลองเลือก" in html


def test_tables_have_a_caption_and_scopes() -> None:
    frame = pd.DataFrame({"พื้นที่": ["ก", NASTY], "คน": [1234.5, math.nan], "ว่า": ["", "x"]})
    html = html_table(frame, "หัวเรื่อง", {"คน": 1})
    assert html.count('<th scope="row">') == 2
    assert html.count('<th scope="col"') == 3
    assert "<caption>หัวเรื่อง</caption>" in html
    assert '<td class="number">1,234.5</td>' in html
    assert '<td class="number">–</td>' in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(1234567, 0, "1,234,567"), (1.25, 1, "1.2"), (math.nan, 1, "–"), (None, 0, "–"),
     ("", None, ""), (-0.04, 1, "0.0"), (pd.NA, 0, "–")],
)  # fmt: skip
def test_cells(value: object, places: int | None, text: str) -> None:
    assert cell_text(value, places) == text


@pytest.mark.parametrize(
    ("point", "code"),
    [({"customdata": "94"}, "94"), ({"customdata": ["94"]}, "94"), ({}, ""),
     ({"customdata": 94}, ""), ({"customdata": []}, "")],
)  # fmt: skip
def test_code_of_a_point(point: dict[str, Any], code: str) -> None:
    assert code_of(point) == code


def test_rows_and_codes_must_match() -> None:
    with pytest.raises(ValueError, match="1 rows and 2 codes"):
        payload(pd.DataFrame({"a": ["x"]}), ["94", "95"], "th", "t", "", {}, 100)


def test_payload_has_texts_to_show_and_numbers_to_sort_by() -> None:
    frame = pd.DataFrame(
        {"พื้นที่": ["ก", "ข", "ก"], "คน": [1234.0, math.nan, 5], "ร้อยละ": [1.24, 1.21, 1.2]}
    )
    places = {"คน": 0, "ร้อยละ": 1}
    got = json.loads(json.dumps(payload(frame, ["94", "95", "94"], "th", "t", "95", places, 100)))
    assert got["columns"] == [
        [["ก", "ข"], [0, 1, 0]],
        [["1,234", "–", "5"], []],
        [["1.2"], [0, 0, 0]],
    ]
    # Whole numbers are read off their texts; what is rounded would lose its order.
    assert got["order"] == [None, None, [1.24, 1.21, 1.2]]
    assert got["numeric"] == [0, 1, 1]
    assert got["picked"] == "95"


@pytest.mark.parametrize(("hint", "told"), [("", "เน้นพื้นที่"), ("เลือกแถวเพื่อเปิด", "เพื่อเปิด")])
def test_a_table_says_what_choosing_does(hint: str, told: str) -> None:
    frame = pd.DataFrame({"a": ["x"]})
    assert payload(frame, ["94"], "th", "t", "", {}, 100, hint)["hint"].endswith(told)


def page() -> None:
    import pandas as pd
    import streamlit as st

    from lib.indicators import registry
    from lib.views.charts import Head, ranking
    from lib.views.charts.linked import linked_table
    from lib.views.charts.show import chart

    def pick(code: str) -> None:
        st.session_state.setdefault("picks", []).append(code)
        st.session_state["picked"] = "" if code == st.session_state.get("picked") else code

    frame = pd.DataFrame(
        {"value": [5.0, 9.0], "numerator": 1.0, "denominator": float("nan"),
         "lower": float("nan"), "upper": float("nan"), "flag": "ok"},
        ["9401", "9402"],
    )  # fmt: skip
    picked = st.session_state.get("picked", "")
    one = ranking(
        registry.get("activities"), frame, Head("ข้อความ", "เรื่อง", "ที่มา"),
        name=lambda code: f"อ.{code}", language="th", picked=picked,
    )  # fmt: skip
    chart(one, key="one", on_pick=pick)
    chart(ranking(registry.get("activities"), frame[:0], Head("ว่าง", "", "ที่มา"),
                  name=str, language="th"), key="two")  # fmt: skip
    chart(ranking(registry.get("activities"), frame, Head("ไม่เลือก", "", "ที่มา"),
                  name=str, language="th"), key="three")  # fmt: skip
    rows = pd.concat([one.table, one.table[:1]])  # the last row stands for nothing
    linked_table(rows, key="rows", codes=[*one.codes, ""], language="th", caption="ตาราง",
                 picked=picked, on_pick=pick)  # fmt: skip


@pytest.fixture
def at() -> AppTest:
    opened = AppTest.from_function(page, default_timeout=30).run()
    assert not opened.exception
    return opened


def element(at: AppTest, kind: str) -> Any:
    """The first of a kind: the chart that can be clicked comes before the others."""
    return next(one for one in at.main if one.type == kind).proto


def send(at: AppTest, state: WidgetState) -> None:
    """Run again with what a browser would send."""
    states = at._tree.get_widget_states()
    states.widgets.append(state)
    at._tree.get_widget_states = lambda: states  # type: ignore[method-assign]
    at.run()
    assert not at.exception


def click(at: AppTest, *codes: object) -> None:
    points = [{"customdata": code} for code in codes]
    chosen = {"selection": {"points": points, "point_indices": [], "box": [], "lasso": []}}
    place = element(at, "plotly_chart").id
    send(at, WidgetState(id=place, string_value=json.dumps(chosen)))


def picks(at: AppTest) -> list[str]:
    return at.session_state["picks"] if "picks" in at.session_state else []  # noqa: SIM401


def marked(at: AppTest) -> str:
    spec = json.loads(element(at, "plotly_chart").spec)
    return next((one for one in spec["layout"]["yaxis"]["ticktext"] if "▸" in one), "")


def test_the_chart_stands_with_its_words(at: AppTest) -> None:
    proto = element(at, "plotly_chart")
    assert proto.alt.startswith("ข้อความ แผนภูมิจัดอันดับ 2 แห่ง")
    assert json.loads(proto.config)["displayModeBar"] is False
    html = "\n".join(one.proto.body for one in at.main if one.type == "html")
    for words in ("ข้อความ", "เรื่อง", "ที่มา", "ไม่มีข้อมูลให้แสดง"):
        assert words in html


def test_a_click_gives_its_code_once_and_marks_it(at: AppTest) -> None:
    click(at, "9402")
    assert picks(at) == ["9402"]
    assert marked(at) == "<b>▸ อ.9402</b>"
    at.run()
    assert picks(at) == ["9402"]


def test_a_click_on_the_picked_one_lets_it_go(at: AppTest) -> None:
    click(at, "9402")
    click(at, "9402")
    assert picks(at) == ["9402", "9402"]
    assert marked(at) == ""


@pytest.mark.parametrize("code", ["9499", "x'); drop", 7, None])
def test_what_is_no_code_of_the_chart_is_ignored(at: AppTest, code: object) -> None:
    click(at, code)
    assert picks(at) == []


def test_choosing_no_point_before_any_pick_does_nothing(at: AppTest) -> None:
    click(at)
    assert picks(at) == []


def test_a_row_of_the_table_gives_its_code(at: AppTest) -> None:
    base = element(at, "bidi_component").id
    events = json.dumps([{"event": "pick", "value": "9401"}])
    send(at, WidgetState(id=_make_trigger_id(base, "events"), json_trigger_value=events))
    assert picks(at) == ["9401"]
    assert marked(at) == "<b>▸ อ.9401</b>"


def tables(at: AppTest) -> list[Any]:
    """The tables whose rows can be chosen."""
    return [one.proto for one in at.main if one.type == "bidi_component"]


def test_the_table_of_a_chart_gives_what_a_click_gives(at: AppTest) -> None:
    (always,) = tables(at)
    at.session_state["one-table"] = True
    at.run()
    (behind,) = [one for one in tables(at) if one.id != always.id]
    sent = json.loads(behind.json)
    assert sent["codes"] == ["9402", "9401"]
    assert sent["hint"] == "เลือกแถวเพื่อเลือกรายการนั้นในแผนภูมิ"
    events = json.dumps([{"event": "pick", "value": "9401"}])
    send(at, WidgetState(id=_make_trigger_id(behind.id, "events"), json_trigger_value=events))
    assert picks(at) == ["9401"]
    assert marked(at) == "<b>▸ อ.9401</b>"


def test_the_table_of_a_chart_without_picks_is_plain(at: AppTest) -> None:
    at.session_state["three-table"] = True
    at.run()
    assert len(tables(at)) == 1
    assert any("<caption>ไม่เลือก" in one.proto.body for one in at.main if one.type == "html")


@pytest.mark.parametrize("code", ["", "9499", 7])
def test_a_row_without_a_code_gives_nothing(at: AppTest, code: object) -> None:
    events = json.dumps([{"event": "pick", "value": code}])
    send(
        at, WidgetState(id=_make_trigger_id(tables(at)[0].id, "events"), json_trigger_value=events)
    )
    assert picks(at) == []


@given(st.lists(st.floats(0, 250), max_size=8))
def test_spread_names_do_not_touch(places: list[float]) -> None:
    moved = spread(places, 20, 250)
    order = sorted(range(len(places)), key=lambda one: places[one])
    heights = [moved[one] for one in order]
    assert all(b - a >= 20 - 1e-6 for a, b in itertools.pairwise(heights))
    if heights:
        assert heights[0] >= -1e-6
        assert heights[-1] <= 250 + 1e-6


def test_spread_leaves_alone_what_is_apart() -> None:
    assert spread([10, 200, 100], 20, 250) == [10, 200, 100]
    assert spread([100, 100], 20, 250) == [90, 110]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=30))
def test_names_beside_points_stay_in_the_plot(places: list[tuple[float, float]]) -> None:
    points = [Point("ต.ตะโละกาโปร์", x, y) for x, y in places]
    found = sides(points, 300)
    assert len(found) == len(points)
    wide = width_of(points[0].text) if points else 0
    for point, side in zip(points, found, strict=True):
        if side == "middle right":
            assert point.x * 290 + wide <= 290


def test_the_picked_point_is_named_whatever_is_in_the_way() -> None:
    crowd = [Point("x", 0.5, 0.5) for _ in range(50)]
    assert sides([*crowd, Point("Yarang", 0.5, 0.5, must=True)], 300)[-1]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_round_and_inside(low: float, span: float) -> None:
    ticks = nice_ticks(low, low + span)
    assert 1 <= len(ticks) <= 7
    slack = 1e-6 * max(1, abs(low), span)
    assert all(low - slack <= one <= low + span + slack for one in ticks)
    assert ticks == sorted(ticks)


@pytest.mark.parametrize(
    ("ticks", "texts"),
    [([0.0, 50.0, 100.0], ["0%", "50%", "100%"]), ([0, 2.5, 5], ["0.0%", "2.5%", "5.0%"])],
)
def test_ticks_have_the_decimals_they_need(ticks: list[float], texts: list[str]) -> None:
    assert tick_texts(ticks, per_cent=True) == texts


@given(st.floats(1e-6, 1e9))
def test_an_axis_holds_its_bars_and_not_much_more(value: float) -> None:
    assert value * (1 - 1e-9) <= round_up(value) <= 2 * value


def test_long_names_are_folded_at_a_space_and_marks_take_no_room() -> None:
    assert folded("Amphoe Mueang Narathiwat") == "Amphoe Mueang<br>Narathiwat"
    assert folded("กรมสวัสดิการและคุ้มครองแรงงาน") == "กรมสวัสดิการและคุ้มครองแรงงาน"
    assert width_of("ก๊ำ") <= 2 * width_of("ก")


@pytest.mark.parametrize(("colour", "ink"), [("#0072B2", SURFACE), ("#F0E442", INK)])
def test_ink_on_colours(colour: str, ink: str) -> None:
    assert ink_on(colour) == ink
