"""Maps and charts of the screens as plain values, and every kind of them as a picture."""

import math
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.codes import Level
from lib.exports.drawing import chart_svg, fonts, map_svg
from lib.exports.drawing.fonts import LOCK
from lib.exports.drawing.pictures import drawn
from lib.exports.model import ChartDrawing, Fill, MapDrawing, Sign
from lib.indicators import registry
from lib.indicators.model import Flag
from lib.indicators.spread import funnelled
from lib.periods import add_months
from lib.statistics.change import Mark as Changed
from lib.statistics.intervals import wilson
from lib.views.charts import (
    Chart,
    Head,
    Role,
    Series,
    age_bars,
    category_bars,
    dumbbell,
    funnel_plot,
    heat,
    heat_calendar,
    lines,
    ranking,
    show,
    stacked_share,
    step_curves,
    strip_plot,
)
from lib.views.map import component
from lib.views.picture import (
    AreaPaint,
    Circles,
    Form,
    LegendEntry,
    MapPicture,
    Mark,
    Pattern,
    Place,
    Ring,
    points,
)
from lib.views.taking.drawn import chart_drawing, map_drawing
from lib.views.words import LANGUAGES, Language, section
from tests.views.on_screen import opened

HEAD = Head("ผู้รับบริการเพิ่มขึ้น", "คนต่อพันคน · ปีงบประมาณ 2569", "ที่มา")
RATE, PEOPLE = registry.get("follow_up_rate"), registry.get("people_served")
DAYS = registry.get("days_since_last_activity")
FIRST = date(2025, 10, 1)
CODES = [f"94{n:02d}" for n in range(1, 13)]
NAMES = dict(zip(CODES, (
    "เมืองปัตตานี", "โคกโพธิ์", "หนองจิก", "ปะนาเระ", "มายอ", "ทุ่งยางแดง", "สายบุรี", "ไม้แก่น",
    "ยะหริ่ง", "ยะรัง", "กะพ้อ", "แม่ลาน",
), strict=True))  # fmt: skip


def name(code: str) -> str:
    return f"อ.{NAMES.get(code, code)}"


def shares(count: int = 12) -> pd.DataFrame:
    """Figures like those of ``evaluate`` for a share with its limits."""
    draw = np.random.default_rng(2)
    due = draw.integers(40, 1500, count).astype(float)
    done = np.floor(due * draw.uniform(0.5, 0.95, count))
    lower, upper = wilson(done, due)
    parts = {"value": 100 * done / due, "numerator": done, "denominator": due,
             "lower": 100 * lower, "upper": 100 * upper, "flag": str(Flag.OK)}  # fmt: skip
    return pd.DataFrame(parts, index=CODES[:count])


def counts(values: list[float]) -> pd.DataFrame:
    parts = {"value": values, "numerator": values, "denominator": math.nan, "lower": math.nan,
             "upper": math.nan, "flag": str(Flag.OK)}  # fmt: skip
    return pd.DataFrame(parts, index=CODES[: len(values)])


def table_of(columns: tuple[str, ...], rows: int) -> pd.DataFrame:
    draw = np.random.default_rng(3)
    return pd.DataFrame(draw.integers(0, 90, (rows, len(columns))).astype(float), CODES[:rows],
                        list(columns))  # fmt: skip


def months_of(count: int, start: float = 40, **more: Any) -> Series:
    values = tuple(start + 3 * (n % 5) for n in range(count))
    months = tuple(add_months(FIRST, n) for n in range(count))
    return Series(more.pop("label", "ปีนี้"), months, values, **more)


def curve_rows() -> pd.DataFrame:
    times = np.arange(0, 37.0)
    rows = [(code, t, 100 * math.exp(-t / (30 + 9 * n))) for n, code in enumerate(CODES[:3])
            for t in times]  # fmt: skip
    index = pd.MultiIndex.from_tuples([(c, t) for c, t, _ in rows], names=["area_code", "time"])
    value = np.array([v for _, _, v in rows])
    return pd.DataFrame({"value": value, "lower": value - 8, "upper": value + 4, "at_risk": 20},
                        index)  # fmt: skip


def a_funnel(language: Language, **more: Any) -> Chart:
    figures = shares()
    return funnel_plot(RATE, figures, funnelled(RATE, figures), HEAD, name=name, language=language,
                       denominator="ราย", target=80.0, **more)  # fmt: skip


def a_line(language: Language, *series: Series, **more: Any) -> Chart:
    return lines(RATE, list(series), HEAD, language=language, **more)


def few_line(language: Language) -> Chart:
    few = tuple(n == 3 for n in range(12))
    one = months_of(12, lower=(30.0,) * 12, upper=(60.0,) * 12, few=few)
    plan = months_of(12, 50, label="แผน", role=Role.PLAN)
    before = replace(months_of(12, 35, label="ปีก่อน", role=Role.BEFORE),
                     months=tuple(add_months(FIRST, n - 12) for n in range(12)))  # fmt: skip
    return a_line(language, one, plan, before, target=55.0)


def changed() -> pd.DataFrame:
    then = shares()["value"]
    marks = [str(one) for one in (Changed.UP, Changed.DOWN, Changed.NOT_CLEAR)] * 4
    return pd.DataFrame({"then": then, "now": then + [6, -5, 1] * 4, "mark": marks})


def a_trend(language: Language) -> Chart:
    import polars as pl

    from lib.views.desk.quality_trend import COLUMNS, trend_chart

    frame = {"month": [add_months(FIRST, n) for n in range(4)]}
    rows = {column: [10.0, 20.0, 5.0, 12.5] for column in COLUMNS}
    return trend_chart(pl.DataFrame(frame | rows), language)


LONG = "สำนักงานสวัสดิการและคุ้มครองแรงงาน"
PARTS = {"done": "ติดตามแล้ว", "late": "เกินกำหนด", "not_known": "ไม่ทราบ"}
Builder = Callable[[Language], Chart]
KINDS: dict[str, Builder] = {
    "ranking dots": lambda la: ranking(RATE, shares(), HEAD, name=name, language=la, picked="9410",
                                       target=80.0, whole=("ทั้งพื้นที่", 71.0)),
    "ranking bars": lambda la: ranking(PEOPLE, counts([9.0, 5.0]), HEAD, name=name, language=la),
    "ranking never": lambda la: ranking(DAYS, counts([9, math.inf]), HEAD, name=name, language=la),
    "ranking gaps": lambda la: ranking(RATE, shares(), HEAD, name=name, language=la, most=4),
    "strip": lambda la: strip_plot(RATE, shares(), HEAD, name=name, language=la, picked="9410",
                                   target=80.0),
    "funnel": a_funnel,
    "dumbbell": lambda la: dumbbell(RATE, changed(), HEAD, name=name, language=la, then="2568",
                                    now="2569", picked="9402"),
    "category bars": lambda la: category_bars(PEOPLE, counts([9.0, 5.0, 2.0]), HEAD, labels=NAMES,
                                              language=la, before=counts([5.0, 6.0, 1.0])["value"],
                                              plan=counts([8.0, 8.0, 8.0])["value"]),
    "long names": lambda la: category_bars(RATE, shares(3), HEAD, language=la, picked="9401",
                                           labels=dict.fromkeys(CODES, LONG),
                                           quotient=shares(3)["value"] / 50),
    "stacked": lambda la: stacked_share(table_of(tuple(PARTS), 6), HEAD, parts=PARTS, name=name,
                                        language=la, unit="ราย", picked="9403"),
    "ages": lambda la: age_bars(table_of(tuple(PARTS), 6), HEAD, parts=PARTS, name=name,
                                language=la, unit="ราย"),
    "lines": few_line,
    "one line": lambda la: a_line(la, months_of(30)),
    "many lines": lambda la: a_line(la, *(months_of(12, 10.0 * n, label=f"อ.{n}", role=Role.OTHER)
                                          for n in range(1, 7))),
    "curves": lambda la: step_curves(curve_rows(), HEAD, names=NAMES, language=la,
                                     time_unit="เดือน", value_unit="%"),
    "heat": lambda la: heat(
        pd.DataFrame([[float(n * c) for n in range(6)] for c in (0, 1, 3)], CODES[:3],
                     [add_months(FIRST, n) for n in range(6)]),
        HEAD, names=NAMES, language=la, breaks=(2, 5, 9), unit="ครั้ง"),
    "calendar": lambda la: heat_calendar(
        pd.Series({FIRST + timedelta(days=n): float(n % 90) for n in range(250)}), HEAD,
        language=la, breaks=(20, 60), unit="ครั้ง"),
    "trend": a_trend,
}  # fmt: skip


def texts_of(canvas: Any) -> list[Any]:
    return [one for one in canvas.figure.get_children() if hasattr(one, "get_fontproperties")]


def inside(canvas: Any) -> None:
    """Every word lies on the page."""
    scale = canvas.figure.dpi / 72
    for text in texts_of(canvas):
        box = text.get_window_extent(canvas.agg.get_renderer())
        ends = (box.x0 / scale, box.y0 / scale, box.x1 / scale, box.y1 / scale)
        where = f"{text.get_text()!r} in {text.get_gid()} at {ends}"
        assert ends[0] > -1.5, where
        assert ends[1] > -1.5, where
        assert ends[2] < canvas.box.width + 1.5, where
        assert ends[3] < canvas.box.height + 1.5, where


@pytest.mark.parametrize("size", [(240, 135), (160, 110), (297, 210)])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_chart_is_drawn_whole(
    kind: str, language: Language, size: tuple[float, float]
) -> None:
    chart = KINDS[kind](language)
    assert chart.figure is not None
    with LOCK, warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas = drawn(chart_drawing(chart), size, bare=True)
        canvas.png(200)
    inside(canvas)
    assert "\u25a1" not in "".join(text.get_text() for text in texts_of(canvas))
    assert min(text.get_fontsize() for text in texts_of(canvas)) >= (8.0 if size[1] > 130 else 6.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_keeps_its_words_table_and_key(kind: str) -> None:
    chart = KINDS[kind]("th")
    found = chart_drawing(chart)
    words = (found.title, found.subtitle, found.source, found.alt, found.notes)
    assert words == (chart.title, chart.subtitle, chart.source, chart.alt, chart.notes)
    pd.testing.assert_frame_equal(found.table.frame, chart.table)
    assert dict(found.table.decimals) == dict(chart.decimals)
    assert [(k.label, k.colour, k.shape) for k in found.key] == [
        (k.label, k.colour, str(k.shape)) for k in chart.key
    ]


def test_the_words_of_a_figure_are_all_there() -> None:
    chart = KINDS["ranking dots"]("th")
    canvas = drawn(chart_drawing(chart), (240, 135), bare=True)
    said = "".join(text.get_text() for text in texts_of(canvas))
    for code in chart.codes:
        assert name(code) in said
    for value in shares()["value"]:
        assert f"{value:.1f}%" in said


def test_an_empty_chart_has_no_key_and_says_why() -> None:
    nothing = ranking(RATE, shares(3).assign(value=math.nan), HEAD, name=name, language="th")
    found = chart_drawing(nothing)
    assert found.figure is None
    assert found.empty == nothing.empty
    assert chart_svg(found, 160, 80).startswith(b"<?xml")


# ---- maps


def a_picture(**more: Any) -> MapPicture:
    fills: list[int | Pattern] = [0, 1, Pattern.NONE, Pattern.DOTS]
    areas = tuple(
        AreaPaint(code, fill, f"{place}%", mark=mark)
        for place, (code, fill, mark) in enumerate(
            zip(CODES[:4], fills, (Mark.UP, Mark.NONE, Mark.LOW, Mark.NONE), strict=True)
        )
    )
    legend = (
        LegendEntry("น้อย", "#FFFFCC", 1), LegendEntry("มาก", "#253494", 1),
        LegendEntry("ยังไม่มีข้อมูล", Pattern.NONE, 1), LegendEntry("จำนวนน้อย", Pattern.DOTS, 1),
        LegendEntry("สูงกว่า", Mark.UP, 1),
    )  # fmt: skip
    plain = {"selected": None, "focus": "94", "lang": "th"} | more
    return MapPicture("อัตราการติดตาม", "ร้อยละ", Level.AMPHOE, areas, ("#FFFFCC", "#253494"),
                      legend, "ที่มา", **plain)  # fmt: skip


def test_a_map_keeps_its_colours_patterns_signs_and_counts() -> None:
    found = map_drawing(a_picture())
    assert [one.fill for one in found.areas] == ["#FFFFCC", "#253494", Fill.HATCHED, Fill.DOTTED]
    assert [one.sign for one in found.areas] == [Sign.UP, Sign.NONE, Sign.LOW, Sign.NONE]
    assert [one.name for one in found.areas] == [name(code) for code in CODES[:4]]
    looks = ["#FFFFCC", "#253494", Fill.HATCHED, Fill.DOTTED, Sign.UP]
    assert [(one.look, one.count) for one in found.legend] == [(look, 1) for look in looks]
    assert (found.level, found.focus, found.tiles) == (Level.AMPHOE, "94", False)


def test_a_map_keeps_its_numbers_and_rings() -> None:
    plain = a_picture(rings=(Ring(6.5, 101.2, 7692),))
    picked = replace(plain.areas[0], mark=Mark.PICKED, label="3·5")
    found = map_drawing(replace(plain, areas=(picked, *plain.areas[1:])))
    assert [one.label for one in found.areas] == ["3·5", "", "", ""]
    assert [(one.longitude, one.latitude, one.metres) for one in found.rings] == [
        (101.2, 6.5, 7692)
    ]


def test_numbers_of_hidden_and_endless_figures_are_not_there() -> None:
    answer = counts([1.5, 2.5, math.inf, math.nan])
    answer.loc[CODES[1], "flag"] = str(Flag.SUPPRESSED)
    values = [one.value for one in map_drawing(a_picture(), answer).areas]
    assert values[0] == 1.5
    assert all(map(math.isnan, values[1:]))
    assert all(math.isnan(one.value) for one in map_drawing(a_picture()).areas)


def test_points_are_those_of_the_picture_and_no_others() -> None:
    stock = [Place(6.8, 101.2, "940101", n % 2, f"กลุ่ม {n}") for n in range(3)]
    legend = (LegendEntry("ก", "#0072B2", 1), LegendEntry("ข", "#E69F00", 1))
    some = points(stock[:2], legend, stock=stock)
    found = map_drawing(a_picture(points=some))
    assert [(one.longitude, one.latitude, one.colour) for one in found.dots] == [
        (101.2, 6.8, "#0072B2"), (101.2, 6.8, "#E69F00"),
    ]  # fmt: skip
    assert [one.look for one in found.dot_legend] == ["#0072B2", "#E69F00"]
    assert map_drawing(a_picture()).dots == ()
    assert not any("กลุ่ม" in str(value) for value in vars(found).values())


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"picked": "9410"}, {"selected": "9410"}),
        ({"selected": "940101"}, {"selected": "940101"}),
        ({"form": Form.TILES}, {"tiles": True}),
        ({"lang": "en"}, {"kilometres": "km", "north": "N", "language": "en"}),
        ({"lang": "th"}, {"kilometres": "กม.", "north": "เหนือ", "language": "th"}),
    ],
)
def test_what_a_map_stands_on(more: dict[str, Any], expected: dict[str, Any]) -> None:
    found = map_drawing(a_picture(**more))
    assert {key: getattr(found, key) for key in expected} == expected


def test_circles_keep_their_scale() -> None:
    found = map_drawing(a_picture(circles=Circles(50.0, (50.0, 10.0), "ราย")))
    assert found.circles is not None
    assert (found.circles.most, found.circles.steps, found.circles.label) == (50, (50, 10), "ราย")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_of_a_map_has_its_classes_with_their_counts(language: Language) -> None:
    said = map_drawing(a_picture(lang=language), title="ชื่อ", subtitle="หน่วย").alt
    for words in ("ชื่อ", "หน่วย", "น้อย: 1", "ยังไม่มีข้อมูล: 1"):
        assert words in said
    assert "{" not in said
    assert set(section("exports", language)) >= {"map_alt", "kilometres", "north"}


# ---- what the screens show


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize(
    ("screen", "query"),
    [
        ("coverage", {"level": "tambon", "signs": "funnel"}),
        ("groups", {}),
        ("follow_up", {"lang": "en"}),
        ("needs", {"area": "94"}),
        ("compare", {}),
        ("overview", {"form": "tiles"}),
        ("overview", {"area": "9410", "level": "tambon"}),
    ],
)
def test_what_a_screen_shows_is_drawn(
    screen: str, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    charts: list[ChartDrawing] = []
    maps: list[MapDrawing] = []
    show_chart, pack = show.chart, component.pack
    monkeypatch.setattr(show, "chart", lambda one, **more: (
        charts.append(chart_drawing(one)), show_chart(one, **more))[1])  # fmt: skip
    monkeypatch.setattr(component, "pack", lambda one: (
        maps.append(map_drawing(one)), pack(one))[1])  # fmt: skip
    assert not opened(screen, **query).exception
    assert maps
    assert charts or screen == "overview"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for chart in charts:
            assert chart_svg(chart, 240, 135, bare=True)
        for one in maps:
            assert map_svg(one, 240, 135, bare=True)
            told = {e.look: e.count for e in one.legend if e.count and not isinstance(e.look, Sign)}
            assert Counter(area.fill for area in one.areas) == told
            for area in one.areas:
                assert fonts.width(area.name, 10) > 0
