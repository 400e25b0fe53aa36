"""Charts of areas: ranking, funnel, strip, dumbbell, with whatever the figures hold."""

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.indicators import registry
from lib.indicators.model import Flag, Indicator
from lib.indicators.spread import funnelled
from lib.statistics.change import Mark
from lib.statistics.intervals import wilson
from lib.views.charts import Chart, Head, dumbbell, funnel_plot, ranking, strip_plot
from lib.views.charts.show import code_of
from lib.views.charts.theme import ATTENTION, BETTER, PLAIN, UNSURE
from lib.views.classing import classify
from lib.views.words import LANGUAGES

HEAD = Head("ข้อความ", "เรื่อง ที่ เวลา หน่วย", "ที่มา")
RATE, PER_1000 = registry.get("follow_up_rate"), registry.get("people_served_per_1000")
DAYS, COUNT = registry.get("days_since_last_activity"), registry.get("activities")
COLUMNS = ["value", "numerator", "denominator", "lower", "upper", "flag"]


def name(code: str) -> str:
    return f"พื้นที่ {code}"


def shares(done: list[float], due: list[float], flags: list[Flag] | None = None) -> pd.DataFrame:
    """Figures like those of ``evaluate`` for a share with Wilson's limits."""
    x, n = np.array(done, dtype=float), np.array(due, dtype=float)
    lower, upper = wilson(x, n)
    flag = [str(one) for one in flags or [Flag.OK] * len(x)]
    parts = (100 * x / n, x, n, 100 * lower, 100 * upper, flag)
    codes = [f"94{place:02d}" for place in range(1, len(x) + 1)]
    return pd.DataFrame(dict(zip(COLUMNS, parts, strict=True)), index=codes)


def values(found: list[float], flags: list[Flag] | None = None) -> pd.DataFrame:
    """Figures without counts or limits."""
    flag = [str(one) for one in flags or [Flag.OK] * len(found)]
    codes = [f"94{place:02d}" for place in range(1, len(found) + 1)]
    missing = [math.nan] * len(found)
    parts = (found, missing, missing, missing, missing, flag)
    return pd.DataFrame(dict(zip(COLUMNS, parts, strict=True)), index=codes)


def many(count: int) -> pd.DataFrame:
    """Areas of all sizes with one share, and chance."""
    draw = np.random.default_rng(1)
    due = draw.integers(30, 2000, count)
    figures = shares(list(draw.binomial(due, 0.75)), list(due))
    return figures.set_axis([f"{940000 + place}" for place in range(count)], axis=0)


def pickable(chart: Chart) -> Any:
    """The trace whose points can be picked."""
    (trace,) = [one for one in chart.figure.data if codes_of(one)]
    return trace


def codes_of(trace: Any) -> list[str]:
    """The codes of the points of a trace."""
    return [
        code for code in (code_of({"customdata": one}) for one in trace.customdata or []) if code
    ]


def by_code(trace: Any, looks: Any) -> dict[str, Any]:
    """How the points of a trace look; a look that all share is not a list."""
    codes = codes_of(trace)
    each = looks if isinstance(looks, tuple) else [looks] * len(codes)
    return dict(zip(codes, each, strict=True))


def said(trace: Any) -> list[str]:
    """What the browser makes of the template of a trace, one text a point."""

    def filled(row: Any) -> str:
        found = re.sub(
            r"%{customdata\[(\d+)\]}", lambda at: str(row[int(at[1])]), trace.hovertemplate
        )
        return found.removesuffix("<extra></extra>")

    return [filled(row) for row in trace.customdata]


def numbers(tree: Any, key: str) -> Iterator[Any]:
    """Every value under a key anywhere in a figure."""
    if isinstance(tree, dict):
        for one, value in tree.items():
            if one == key:
                yield value
            yield from numbers(value, key)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from numbers(value, key)


def made(builder: str, figures: pd.DataFrame, **more: Any) -> Chart:
    """A chart of a follow-up rate."""
    if builder == "ranking":
        return ranking(RATE, figures, HEAD, name=name, language="th", **more)
    if builder == "strip":
        return strip_plot(RATE, figures, HEAD, name=name, language="th", **more)
    funnel = funnelled(RATE, figures)
    return funnel_plot(
        RATE, figures, funnel, HEAD, name=name, language="th", denominator="ราย", **more
    )


BUILDERS = ("ranking", "strip", "funnel")


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(
    "figures",
    [
        shares([], []),
        shares([1, 2], [5, 6], [Flag.NO_DATA, Flag.SUPPRESSED]).assign(value=math.nan),
    ],
    ids=["no area", "nothing known"],
)
def test_nothing_to_draw_says_why(builder: str, figures: pd.DataFrame) -> None:
    chart = made(builder, figures.assign(numerator=math.nan))
    assert chart.figure is None
    assert chart.empty
    assert chart.alt
    assert len(chart.table) == len(figures)


@pytest.mark.parametrize("builder", ["ranking", "strip"])
def test_areas_of_too_few_cases_are_named_not_drawn(builder: str) -> None:
    flags = [Flag.OK, Flag.FEW, Flag.OK, Flag.NO_DATA]
    chart = made(builder, shares([40, 3, 50, 0], [50, 4, 70, 1], flags))
    assert set(chart.codes) == {"9401", "9403"}
    told = "\n".join(chart.notes)
    assert "จำนวนน้อยเกินไป (1): พื้นที่ 9402" in told
    assert "ยังไม่มีข้อมูล (1): พื้นที่ 9404" in told


@pytest.mark.parametrize("builder", BUILDERS)
def test_one_area_and_the_picked_one(builder: str) -> None:
    chart = made(builder, shares([40], [50]), picked="9401", target=80)
    assert chart.codes == ("9401",)
    assert chart.picked == "9401"


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_are_those_of_the_points(builder: str, language: str) -> None:
    figures = many(290)
    chart = made(builder, figures, picked="940007")
    trace = pickable(chart)
    assert chart.codes == tuple(codes_of(trace))
    assert "940007" in chart.codes
    assert len(trace.x) == len(chart.codes)
    for code, text in zip(chart.codes, said(trace), strict=True):
        assert f"<b>{name(code)}</b><br>" in text
        assert "%{" not in text


@pytest.mark.parametrize("builder", BUILDERS)
def test_points_stand_at_their_values(builder: str) -> None:
    figures = many(40)
    chart = made(builder, figures, **({"most": 100} if builder == "ranking" else {}))
    trace = pickable(chart)
    drawn = trace.y if builder == "funnel" else trace.x
    expected = figures["value"].loc[list(chart.codes)]
    ends = chart.figure.layout["yaxis" if builder == "funnel" else "xaxis"].range
    assert list(drawn) == pytest.approx(list(expected), abs=(ends[1] - ends[0]) / 2000)


@pytest.mark.parametrize("builder", BUILDERS)
def test_house_rules_of_every_figure(builder: str) -> None:
    figure = made(builder, many(60), picked="940003", target=80).figure.to_dict()
    layout = figure["layout"]
    assert layout["dragmode"] is False
    assert layout["showlegend"] is False
    assert layout["height"] > 0
    for axis in (layout["xaxis"], layout["yaxis"]):
        assert axis["fixedrange"]
        assert axis["tickmode"] == "array"
        assert axis.get("type") is None
    fonts = [*numbers(figure, "font"), *numbers(figure, "tickfont")]
    sizes = [one["size"] for one in fonts if "size" in one]
    assert min(sizes) >= 14
    plain = {kind: one[0] for kind, one in layout["template"]["data"].items()}
    for trace in figure["data"]:
        usual, strength = plain[trace["type"]], trace.get("marker", {}).get("opacity")
        for state in ("selected", "unselected"):
            shown = (trace.get(state) or usual[state])["marker"]["opacity"]
            assert shown == (strength or usual["marker"]["opacity"])


def test_ranking_has_the_best_first_in_the_direction_of_the_indicator() -> None:
    more = ranking(COUNT, values([5, 9, 9, 1]), HEAD, name=name, language="th")
    assert more.codes == ("9402", "9403", "9401", "9404")
    less = ranking(DAYS, values([5, math.inf, 0, 30]), HEAD, name=name, language="th")
    assert less.codes == ("9403", "9401", "9404", "9402")


def test_never_has_a_bar_of_its_own_and_words() -> None:
    chart = ranking(DAYS, values([5, math.inf]), HEAD, name=name, language="en", target=60)
    bars = pickable(chart)
    assert max(bars.x) == chart.figure.layout.xaxis.range[1]
    assert tuple(bars.marker.pattern.shape) == ("", "/")
    texts = [one.text for one in chart.figure.layout.annotations]
    assert {"5", "never", "Reference 60 days"} <= set(texts)
    assert list(chart.table["Remark"]) == ["", "never"]


def test_all_never() -> None:
    chart = ranking(DAYS, values([math.inf, math.inf]), HEAD, name=name, language="en")
    assert chart.codes == ("9401", "9402")


def test_bars_begin_at_zero_and_dots_need_not() -> None:
    figures = shares([90, 95], [100, 100])
    bars = ranking(RATE, figures, HEAD, name=name, language="th", dots=False)
    assert bars.figure.layout.xaxis.range[0] == 0
    assert bars.figure.data[0].error_x.array is not None
    dots = ranking(RATE, figures, HEAD, name=name, language="th")
    assert dots.figure.layout.xaxis.range[0] > 0


def test_limits_reach_from_the_lower_to_the_upper() -> None:
    figures = shares([90, 40], [100, 100])
    trace = pickable(ranking(RATE, figures, HEAD, name=name, language="th"))
    for place, code in enumerate(codes_of(trace)):
        row = figures.loc[code]
        x, up, down = (
            one[place] for one in (trace.x, trace.error_x.array, trace.error_x.arrayminus)
        )
        assert (x + up, x - down) == pytest.approx((row["upper"], row["lower"]), abs=0.05)


def test_missing_limits_of_one_area_are_not_drawn() -> None:
    figures = shares([90, 40], [100, 100])
    figures.loc["9402", ["lower", "upper"]] = math.nan
    trace = pickable(ranking(RATE, figures, HEAD, name=name, language="th"))
    assert trace.error_x.array[codes_of(trace).index("9402")] == 0


@pytest.mark.parametrize(("picked", "extra"), [("", 0), ("940000", 0)])
def test_a_long_ranking_shows_both_ends_and_the_picked_one(picked: str, extra: int) -> None:
    figures = many(290)
    chart = ranking(RATE, figures, HEAD, name=name, language="en", picked=picked, most=10)
    ordered = list(figures["value"].sort_values(ascending=False, kind="stable").index)
    assert chart.codes[:5] == tuple(ordered[:5])
    assert chart.codes[-5:] == tuple(ordered[-5:])
    assert len(chart.codes) in (10, 11)
    assert not picked or picked in chart.codes
    rows = len(chart.figure.layout.yaxis.ticktext)
    gaps = [one for one in chart.figure.layout.yaxis.ticktext if "more" in one]
    assert rows == len(chart.codes) + len(gaps)
    assert len(chart.table) == 290


def test_areas_that_cannot_be_ranked_are_grey() -> None:
    figures = shares([500, 400, 950, 700], [1000, 1000, 1000, 1000])
    chart = ranking(RATE, figures, HEAD, name=name, language="en")
    trace = pickable(chart)
    look = by_code(trace, trace.marker.color)
    assert look == {"9403": PLAIN, "9404": PLAIN, "9401": PLAIN, "9402": PLAIN}
    wide = shares([10, 11, 12, 950], [20, 20, 20, 1000])
    found = ranking(RATE, wide, HEAD, name=name, language="en")
    trace = pickable(found)
    look = by_code(trace, trace.marker.color)
    assert look == {"9404": PLAIN, "9401": UNSURE, "9402": UNSURE, "9403": UNSURE}
    assert found.notes[0].startswith("Grey")


def test_bars_have_the_colours_of_the_map() -> None:
    figures = shares([10, 60, 95], [100, 100, 100])
    classes = classify(figures["value"], (50, 80), lang="th", flags=figures["flag"])
    chart = ranking(
        RATE, figures, HEAD, name=name, language="th", classes=classes, dots=False
    )  # fmt: skip
    look = by_code(pickable(chart), pickable(chart).marker.color)
    assert look == {code: classes.colours[classes.fills[code]] for code in figures.index}


def test_funnel_draws_what_the_funnel_says() -> None:
    figures = many(100)
    figures.loc["940005", ["numerator", "denominator"]] = [200, 900]
    figures.loc["940006", ["numerator", "denominator"]] = [890, 900]
    funnel = funnelled(RATE, figures)
    chart = funnel_plot(
        RATE, figures, funnel, HEAD, name=name, language="en", denominator="due"
    )  # fmt: skip
    trace = pickable(chart)
    symbols, colours = (by_code(trace, one) for one in (trace.marker.symbol, trace.marker.color))
    assert (symbols["940005"], colours["940005"]) == ("triangle-down", ATTENTION)
    assert (symbols["940006"], colours["940006"]) == ("triangle-up", BETTER)
    assert any("พื้นที่ 940005" in note for note in chart.notes)
    curves = [one for one in chart.figure.data if one.mode == "lines"]
    assert len(curves) == 4
    for curve, side in zip(curves, ("lower95", "upper95", "lower998", "upper998"), strict=True):
        last = round(10 ** curve.x[-1] if max(curve.x) < 10 else curve.x[-1])
        expected = 100 * funnel.curve([last])[side].iloc[0]
        assert curve.y[-1] == pytest.approx(expected, rel=1e-3)


def test_funnel_pales_what_lies_outside_the_chosen_area() -> None:
    figures = many(30)
    chart = made("funnel", figures, within=lambda code: code < "940010")
    look = by_code(pickable(chart), pickable(chart).marker.color)
    assert {look[code] for code in figures.index[10:]} == {"#CBD2D9"}
    assert "#CBD2D9" not in {look[code] for code in figures.index[:10]}


def test_funnel_hides_what_is_suppressed() -> None:
    figures = shares([40, 3, 50], [50, 4, 70], [Flag.OK, Flag.SUPPRESSED, Flag.OK])
    chart = made("funnel", figures)
    assert chart.codes == ("9401", "9403")
    row = chart.table.iloc[1]
    assert row.drop(labels=[row.index[0], row.index[-1], row.index[-2]]).isna().all()


def test_strip_says_the_place_of_the_picked_one() -> None:
    figures = shares([900, 500, 100], [1000, 1000, 1000])
    chart = made("strip", figures, picked="9402")
    assert chart.notes[0].startswith("พื้นที่ 9402อยู่อันดับ 2 จาก 3 แห่ง")
    close = made("strip", shares([50, 51, 52], [100, 100, 100]), picked="9402")
    assert "ระหว่างอันดับ 1 ถึง 3 จาก 3" in close.notes[0]


def test_strip_names_those_without_end() -> None:
    chart = strip_plot(DAYS, values([3, math.inf]), HEAD, name=name, language="en")
    assert chart.codes == ("9401",)
    assert chart.notes == ("never (1): พื้นที่ 9402",)


def changed(rows: list[tuple[float, float, Mark]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["then", "now", "mark"])
    return frame.set_axis([f"94{place:02d}" for place in range(1, len(rows) + 1)], axis=0)


def bell(frame: pd.DataFrame, indicator: Indicator = RATE, **more: Any) -> Chart:
    return dumbbell(
        indicator, frame, HEAD, name=name, language="en", then="2568", now="2569", **more
    )


def test_dumbbell_colours_by_what_the_change_means() -> None:
    rows = [(50, 60, Mark.UP), (60, 50, Mark.DOWN), (50, 51, Mark.NOT_CLEAR)]
    chart = bell(changed(rows))
    trace = pickable(chart)
    look = by_code(trace, trace.marker.color)
    assert look == {"9401": BETTER, "9402": ATTENTION, "9403": PLAIN}
    assert chart.codes == ("9401", "9403", "9402")
    days = bell(changed([(50, 60, Mark.NOT_COMPUTED)]), DAYS)
    assert pickable(days).marker.color == ATTENTION


def test_dumbbell_sets_apart_what_cannot_be_compared() -> None:
    rows = [(50, 60, Mark.UP), (math.nan, 50, Mark.NOT_COMPUTED), (math.inf, 3, Mark.UP)]
    chart = bell(changed(rows))
    assert chart.codes == ("9401",)
    assert chart.notes == ("Not comparable (2): พื้นที่ 9402 and พื้นที่ 9403",)
    assert bell(changed(rows[1:])).figure is None


def test_dumbbell_of_many_keeps_the_picked_one() -> None:
    rows = [(50.0, 50.0 + place / 10, Mark.UP) for place in range(100)]
    chart = bell(changed(rows), picked="9450", most=10)
    assert "9450" in chart.codes
    assert len(chart.codes) == 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_of_one_language(language: Any) -> None:
    """English charts with English names have no Thai letter, whatever they say."""
    figures = many(50).assign(flag=[str(Flag.OK)] * 48 + [str(Flag.FEW), str(Flag.NO_DATA)])
    head = Head("Message", "What", "Source")
    funnel = funnelled(RATE, figures)
    more: dict[str, Any] = {"name": str, "language": language, "picked": "940003", "target": 80.0}
    charts = [
        ranking(RATE, figures, head, **more),
        ranking(PER_1000, figures, head, **more),
        strip_plot(RATE, figures, head, **more),
        funnel_plot(RATE, figures, funnel, head, denominator="due", **more),
    ]
    for chart in charts:
        said = chart.figure.to_json() + chart.alt + "".join(chart.notes) + chart.table.to_csv()
        thai = any("\u0e00" <= letter <= "\u0e7f" for letter in said.encode().decode("utf-8"))
        escaped = "\\u0e" in said
        assert (thai or escaped) == (language == "th")
