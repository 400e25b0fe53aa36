"""Figures in few bytes say and show the same."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.elements.plotly_chart import PlotlyMixin  # noqa: F401 (sets its default template)

from lib.views.charts.lean import lean, shared, spoken
from lib.views.charts.show import code_of
from lib.views.charts.theme import FONT, INK, QUIET, SMALL, axis, figure, label

TEXTS = st.lists(
    st.lists(
        st.sampled_from(["ก", "ข ", "1,234", "0.5", "05", "%", "7", "4.0"]), min_size=1, max_size=4
    ).map("".join),
    min_size=1,
    max_size=4,
).map("<br>".join)  # fmt: skip


def filled(template: str, cells: list[Any]) -> str:
    """What plotly makes of a template: customdata counts from the code, which is no cell."""

    def written(cell: Any) -> str:
        whole = isinstance(cell, float) and cell.is_integer()
        return str(int(cell) if whole else cell)  # a browser writes 47.0 as 47

    return re.sub(r"%{customdata\[(\d+)\]}", lambda at: written(cells[int(at[1]) - 1]), template)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_every_text_comes_back(texts: list[str]) -> None:
    template, cells = shared(texts)
    assert [filled(template, row) for row in cells] == texts


@pytest.mark.parametrize(
    ("texts", "template", "cells"),
    [
        (["a 1", "a 2.5"], "a %{customdata[1]}", [[1], [2.5]]),
        (["1 of 20", "3 of 20"], "%{customdata[1]} of 20", [[1], [3]]),
        (["1,200", "47.0", "07"], "%{customdata[1]}", [["1,200"], ["47.0"], ["07"]]),
        (["<b>อ.ยะรัง</b>", "<b>อ.มายอ</b>"], "<b>อ.%{customdata[1]}</b>", [["ยะรัง"], ["มายอ"]]),
        (["x", "x<br>late"], "x%{customdata[1]}", [[""], ["<br>late"]]),
        (["same"], "same", [[]]),
    ],
)
def test_words_that_all_share_are_said_once(
    texts: list[str], template: str, cells: list[list[Any]]
) -> None:
    assert shared(texts) == (template, cells)


@pytest.mark.parametrize("texts", [["a", ""], ["100%{x}", "2"], ["alpha", "beta"]])
def test_what_a_template_cannot_say_shorter_stays(texts: list[str]) -> None:
    trace = {"type": "bar", "hovertext": texts, "customdata": ["94", "95"]}
    assert spoken(trace) == trace


def test_codes_stay_before_the_words_and_are_no_words() -> None:
    texts = [f"a rather long text that says {n} people of them all" for n in range(92, 99)]
    codes = [f"94{n}" for n in range(7)]
    assert [
        row[0] for row in spoken({"hovertext": texts, "customdata": codes})["customdata"]
    ] == codes
    # Nothing that a point without a code says may be taken for one.
    plain = spoken({"hovertext": texts})["customdata"]
    assert plain == [[0, n] for n in range(92, 99)]
    assert {code_of({"customdata": row}) for row in plain} == {""}


def drawn(**more: Any) -> Any:
    layout = {"xaxis": axis(range=[0, 50]), "yaxis": axis(range=[-0.5, 1.5])} | more
    trace = {
        "type": "bar", "orientation": "h", "x": [1 / 3, 40.0], "y": [0, 1], "base": [2 / 3, 0.0],
        "error_x": {"array": [0.123456, 2.0], "arrayminus": [0.1, 2.0], "thickness": 1.5},
        "marker": {"color": ["#123456", "#123456"], "line": {"width": [0, 2]}},
    }  # fmt: skip
    return figure([trace], layout, 100)


def test_numbers_are_as_fine_as_a_screen_shows_them() -> None:
    bar = drawn().data[0]
    assert (bar.x, bar.base) == ((0.33, 40), (0.67, 0))
    assert (bar.error_x.array, bar.error_x.thickness) == ((0.12, 2), 1.5)
    assert ".0," not in drawn().to_json()


def test_what_is_said_is_not_rounded() -> None:
    texts = [f"a rather long text that says {n}345678.9 baht of them all" for n in range(6)]
    trace = {"type": "bar", "x": [1.0] * 6, "hovertext": texts}
    rows = figure([trace], {"xaxis": axis(range=[0, 1])}, 100).data[0].customdata
    assert [row[1] for row in rows][1:] == [1345678.9 + 1e6 * n for n in range(5)]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_no_point_moves_by_a_pixel(low: float, span: float, share: float) -> None:
    value = low + share * span
    layout = {"xaxis": {"range": [low, low + span]}}
    ((trace,), _) = lean([{"type": "scatter", "x": [value]}], layout)
    assert abs(trace["x"][0] - value) <= max(span / 2000, 1e-6 * abs(value))


def test_looks_that_all_points_share_are_told_once() -> None:
    marker = drawn().data[0].marker
    assert (marker.color, marker.line.width) == ("#123456", (0, 2))


def test_fonts_are_told_where_they_differ() -> None:
    marks = [label("a"), label("b", font={"size": SMALL, "color": INK, "family": FONT})]
    sent = json.loads(drawn(annotations=marks).to_json())["layout"]
    assert [one.get("font") for one in sent["annotations"]] == [{"color": QUIET}, None]
    assert sent["template"]["layout"]["annotationdefaults"] == {"showarrow": False}


def test_the_default_template_is_not_sent() -> None:
    assert set(drawn().to_dict()["layout"]["template"]["data"]) == {"bar", "scatter"}
    assert len(drawn().to_json()) < 1600
