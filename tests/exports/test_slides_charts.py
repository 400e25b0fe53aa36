"""Charts of PowerPoint: every chart of this project is native, with the values of its table."""

import math
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn

from lib.exports.model import ChartDrawing, KeyLine, Table
from lib.exports.slides.charts import add_chart
from lib.exports.slides.kinds import plot_of
from lib.exports.slides.settings import sizes
from lib.exports.slides.spec import Bars, Cells, Months, Plot, Points
from lib.exports.slides.text import Box, Type
from lib.indicators import registry
from lib.indicators.model import Flag
from lib.indicators.spread import funnelled
from lib.periods import add_months
from lib.statistics.change import Mark
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
    stacked_share,
    step_curves,
    strip_plot,
)

HEAD = Head("ข้อความ", "เรื่อง ที่ เวลา หน่วย", "ที่มา")
RATE, PEOPLE = registry.get("follow_up_rate"), registry.get("people_served")
PER_1000, DAYS = registry.get("people_served_per_1000"), registry.get("days_since_last_activity")
COLUMNS = ["value", "numerator", "denominator", "lower", "upper", "flag"]
FIRST, NAN = date(2025, 10, 1), math.nan
STARTS = tuple(add_months(FIRST, n) for n in range(12))
BOX = Box(64, 200, 1200, 700)


def name(code: str) -> str:
    return f"พื้นที่ {code}"


def shares(count: int) -> pd.DataFrame:
    draw = np.random.default_rng(1)
    n = draw.integers(30, 2000, count).astype(float)
    x = draw.binomial(n.astype(int), 0.75).astype(float)
    lower, upper = wilson(x, n)
    parts = (100 * x / n, x, n, 100 * lower, 100 * upper, [str(Flag.OK)] * count)
    codes = [f"{940000 + place}" for place in range(count)]
    return pd.DataFrame(dict(zip(COLUMNS, parts, strict=True)), index=codes)


def values(found: list[float]) -> pd.DataFrame:
    missing, flags = [NAN] * len(found), [str(Flag.OK)] * len(found)
    codes = [f"94{place:02d}" for place in range(1, len(found) + 1)]
    parts = (found, missing, missing, missing, missing, flags)
    return pd.DataFrame(dict(zip(COLUMNS, parts, strict=True)), index=codes)


def series(found: list[float], label: str, **more: Any) -> Series:
    return Series(label, STARTS[: len(found)], tuple(found), **more)


def curve(code: str, falls: list[float]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([[code], [3.0 * n for n in range(len(falls))]])
    ends = {"lower": [one - 5 for one in falls], "upper": [min(100, one + 4) for one in falls]}
    risk = [100 - n for n in range(len(falls))]
    return pd.DataFrame({"value": falls, **ends, "at_risk": risk}, index=index)


def _of_areas() -> dict[str, Chart]:
    bell = pd.DataFrame(
        [(50.0, 60.0, Mark.UP), (70.0, 61.0, Mark.DOWN), (40.0, 41.0, Mark.NOT_CLEAR)],
        columns=["then", "now", "mark"], index=["9401", "9402", "9403"],
    )  # fmt: skip
    many = shares(60)
    more: dict[str, Any] = {"name": name, "language": "th"}
    return {
        "dots": ranking(RATE, shares(20), HEAD, picked="940003", target=80,
                        whole=("ทั้งพื้นที่", 75.0), **more),
        "bars": ranking(PER_1000, values([12.34, 1055.55, 3.21]), HEAD, target=20, **more),
        "never": ranking(DAYS, values([3, 50, 400, math.inf, 33]), HEAD, target=90, **more),
        "strip": strip_plot(RATE, many, HEAD, picked="940003", target=80, **more),
        "funnel": funnel_plot(RATE, many, funnelled(RATE, many), HEAD, denominator="ราย",
                              picked="940003", target=80, **more),
        "dumbbell": dumbbell(RATE, bell, HEAD, then="ปี 2568", now="ปี 2569", **more),
    }  # fmt: skip


def _over_time() -> dict[str, Chart]:
    found = [50.0, 60.0, NAN, 70.0, 75.0, 71.0]
    limits: dict[str, Any] = {"lower": tuple(one - 9 for one in found),
                              "upper": tuple(one + 8 for one in found)}  # fmt: skip
    before = Series("ปีก่อน", tuple(add_months(FIRST, n - 12) for n in range(12)),
                    tuple(50.5 + n for n in range(12)), role=Role.BEFORE)  # fmt: skip
    plan = series([60.0] * 6 + [70.0] * 6, "แผน", role=Role.PLAN)
    both = pd.concat([curve("a", [100.0, 95, 90, 80, 60]), curve("b", [100.0, 99, 97, 70, 65])])
    cells = pd.DataFrame(
        [[float((r * 7 + c * 3) % 12) if (r + c) % 5 else NAN for c in range(12)]
         for r in range(6)],
        index=[f"k{r}" for r in range(6)], columns=list(STARTS),
    )  # fmt: skip
    days = pd.Series({FIRST + timedelta(days=n): float(n % 9) for n in range(150)})
    several = [series([n * 100.0, n * 100 + 50.0], f"อำเภอ {n}", role=Role.OTHER)
               for n in range(1, 7)]  # fmt: skip
    return {
        "lines": lines(RATE, [series(found, "ปัตตานี", **limits), before, plan], HEAD,
                       language="th", target=80),
        "many": lines(PEOPLE, several, HEAD, language="th"),
        "one": lines(PEOPLE, [series([1234, 1500, NAN, 20_801], "x")], HEAD, language="th"),
        "curves": step_curves(both, HEAD, names={"a": "ปัตตานี", "b": "ทั้งพื้นที่"},
                              language="th", time_unit="เดือน", value_unit="ร้อยละ", until=12,
                              every=3),
        "heat": heat(cells, HEAD, names={f"k{r}": f"เหตุการณ์ {r}" for r in range(6)},
                     language="th", breaks=[2, 5, 9], unit="ครั้ง"),
        "calendar": heat_calendar(days, HEAD, language="th", breaks=[2, 5], unit="ครั้ง"),
    }  # fmt: skip


def _of_parts() -> dict[str, Chart]:
    codes = [f"c{n}" for n in range(9)]
    frame = values([1000.0 - 77 * n for n in range(9)]).set_axis(codes, axis=0)
    labels = {code: f"หมวดงานที่ {code}" for code in codes}
    share = shares(5)
    long = {str(code): f"หมวดงานที่มีชื่อยาวมากสำหรับการทดสอบ {code}" for code in share.index}
    counts = pd.DataFrame({"a": [10, 20, 0, 7], "b": [30, 5, 0, 7], "other": [1, 1, 0, 3]},
                          index=["9401", "9402", "9403", "9404"])  # fmt: skip
    parts = {"a": "ได้งาน", "b": "ยังไม่ได้", "other": "อื่น"}
    more: dict[str, Any] = {"parts": parts, "name": name, "language": "th", "picked": "9402"}
    return {
        "categories": category_bars(
            PEOPLE, frame, HEAD, labels=labels, language="th",
            before=pd.Series({code: 900.0 - 70 * n for n, code in enumerate(codes)}),
            plan=pd.Series({code: 950.0 - 70 * n for n, code in enumerate(codes)}),
        ),
        "long": category_bars(RATE, share, HEAD, labels=long, language="th",
                              quotient=pd.Series({"940000": 1.23})),
        "stacked": stacked_share(counts, HEAD, unit="คน", **more),
        "ages": age_bars(counts, HEAD, unit="รายการ", **more),
    }  # fmt: skip


@cache
def charts() -> dict[str, ChartDrawing]:
    """Each kind of chart of this project."""
    return {key: drawing(one) for key, one in (_of_areas() | _over_time() | _of_parts()).items()}


def drawing(one: Chart) -> ChartDrawing:
    key = tuple(KeyLine(entry.label, entry.colour, str(entry.shape)) for entry in one.key)
    table = Table(one.title, one.table, dict(one.decimals), one.stub, one.notes)
    return ChartDrawing(one.title, one.subtitle, one.source, one.figure, table, one.alt, key,
                        one.notes, one.empty)  # fmt: skip


def plot(key: str) -> Plot:
    found = plot_of(charts()[key])
    assert found is not None
    return found


def native(key: str) -> Any:
    """The chart of a presentation, read back."""
    found = plot(key)
    assert not isinstance(found, Cells)
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    add_chart(slide, found, BOX, Type(sizes(), "th"), "chart", charts()[key].alt)
    kept = BytesIO()
    made.save(kept)
    slide = Presentation(BytesIO(kept.getvalue())).slides[0]
    return next(shape for shape in slide.shapes if shape.has_chart)


def cells(series_: Any, tag: str) -> list[float | None]:
    """All points of a part of a series, None for a gap."""
    part = series_.find(qn(f"c:{tag}"))
    count = int(part.find(f".//{qn('c:ptCount')}").get("val"))
    known = {int(one.get("idx")): float(one.findtext(qn("c:v"))) for one in part.iter(qn("c:pt"))}
    return [known.get(place) for place in range(count)]


def by_name(frame: Any, name_: str) -> Any:
    return next(one for one in frame.chart._chartSpace.iter(qn("c:ser"))
                if one.findtext(f"{qn('c:tx')}//{qn('c:v')}") == name_)  # fmt: skip


def column(key: str, head: str, rows: list[Any] | None = None) -> list[float | None]:
    """A column of the table, in the order of the rows that are named."""
    table = charts()[key].table
    frame = table.frame
    found = frame[head] if rows is None else frame.set_index(frame.columns[0])[head].loc[rows]
    return [None if pd.isna(one) else float(one) for one in found]


@pytest.mark.parametrize(
    ("key", "kind"),
    [("dots", Points), ("bars", Bars), ("never", Bars), ("strip", Points), ("funnel", Points),
     ("dumbbell", Points), ("lines", Months), ("many", Months), ("one", Months),
     ("curves", Points), ("heat", Cells), ("categories", Bars), ("long", Bars),
     ("stacked", Bars), ("ages", Bars)],
)  # fmt: skip
def test_every_kind_of_chart_is_native(key: str, kind: type) -> None:
    assert isinstance(plot(key), kind)


def test_only_a_calendar_is_a_picture() -> None:
    assert plot_of(charts()["calendar"]) is None


@pytest.mark.parametrize("key", ["bars", "never", "long"])
def test_bars_have_the_values_of_the_table_in_its_order(key: str) -> None:
    head = str(charts()[key].table.frame.columns[2 if key != "long" else 1])
    if key == "long":
        head = next(str(one) for one in charts()[key].table.frame.columns if "อัตรา" in str(one))
    frame = native(key)
    names = [str(one).split(" · ")[0] for one in frame.chart.plots[0].categories]
    assert cells(by_name(frame, head), "val") == column(key, head, names)


def test_a_value_that_is_no_number_is_words() -> None:
    frame = native("never")
    (last,) = [one for one in frame.chart.plots[0].categories if " · " in str(one)]
    assert str(last).startswith("พื้นที่ 9404 · ")
    assert cells(next(frame.chart._chartSpace.iter(qn("c:ser"))), "val")[-1] is None


def test_bars_lie_with_the_first_on_top_in_the_colours_of_the_screen() -> None:
    frame = native("stacked")
    space = frame.chart._chartSpace
    assert space.find(f".//{qn('c:catAx')}//{qn('c:orientation')}").get("val") == "maxMin"
    fills = [one.find(f"{qn('c:spPr')}/{qn('a:solidFill')}/{qn('a:srgbClr')}").get("val")
             for one in space.iter(qn("c:ser"))]  # fmt: skip
    assert [f"#{one}" for one in fills] == [entry.colour for entry in charts()["stacked"].key]


@pytest.mark.parametrize(("key", "ending"), [("stacked", " (%)"), ("ages", "")])
def test_parts_of_bars(key: str, ending: str) -> None:
    frame = native(key)
    names = [str(one).removeprefix("▸ ").split(" (")[0] for one in frame.chart.plots[0].categories]
    for part in ("ได้งาน", "ยังไม่ได้", "อื่น"):
        assert cells(by_name(frame, part), "val") == column(key, part + ending, names)


def test_the_past_and_the_plan_stand_beside() -> None:
    frame = native("categories")
    names = [str(one) for one in frame.chart.plots[0].categories]
    table = charts()["categories"].table.frame
    for entry in charts()["categories"].key:
        head = entry.label if entry.label in table.columns else str(table.columns[1])
        assert cells(by_name(frame, entry.label), "val") == column("categories", head, names)


def test_lines_have_all_months_with_their_gaps_and_limits() -> None:
    frame = native("lines")
    months = [str(one) for one in frame.chart.plots[0].categories]
    assert months == list(charts()["lines"].table.frame.iloc[:, 0])
    for head in ("ปัตตานี", "ปีก่อน", "แผน"):
        assert cells(by_name(frame, head), "val") == column("lines", head)
    target = next(one for one in frame.chart.plots[0].series if "80%" in one.name)
    assert set(target.values) == {80.0}
    bars = by_name(frame, "ปัตตานี").find(qn("c:errBars"))
    assert cells(bars, "plus")[:4] == [8.0, 8.0, None, 8.0]
    assert cells(bars, "minus")[:4] == [9.0, 9.0, None, 9.0]


def test_limits_are_in_the_workbook() -> None:
    frame = native("lines")
    book = load_workbook(BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
    heads = [cell.value for cell in book.worksheets[0][1]]
    place = heads.index("ปัตตานี +")
    assert [row[place].value for row in book.worksheets[0].iter_rows(min_row=2, max_row=4)] == [
        8, 8, None,
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["many", "one"])
def test_values_beyond_what_a_pixel_shows_are_those_of_the_table(key: str) -> None:
    frame = native(key)
    table = charts()[key].table.frame
    for head in table.columns[1:]:
        assert cells(by_name(frame, str(head)), "val") == column(key, str(head))


def test_dots_stand_at_the_values_with_their_limits_and_names() -> None:
    frame, table = native("dots"), charts()["dots"].table.frame
    head = str(table.columns[2])
    dots = by_name(frame, head)
    assert cells(dots, "xVal") == column("dots", head)
    assert cells(dots, "yVal") == [float(place) for place in range(20)]
    limits = cells(by_name(frame, f"{head} ±"), "xVal")
    lower, upper = (column("dots", str(one)) for one in table.columns[5:7])
    assert limits[0::3] == lower
    assert limits[1::3] == upper
    said = {one.text for one in frame.chart._chartSpace.iter(qn("a:t"))}
    assert {text for text in table.iloc[:, 0] if "940003" not in text} <= said
    assert "▸ พื้นที่ 940003" in said
    assert any("80%" in str(one) for one in said)


def test_dumbbells_have_both_dots_and_what_lies_between() -> None:
    frame, table = native("dumbbell"), charts()["dumbbell"].table.frame.iloc[:, :3]
    (order,) = [cells(by_name(frame, "ปี 2569"), "xVal")]
    rows = table.set_index("ปี 2569").loc[order]
    assert cells(by_name(frame, "ปี 2568"), "xVal") == list(rows["ปี 2568"])
    between = cells(by_name(frame, "ปี 2569 ±"), "xVal")
    ends = [sorted(pair) for pair in zip(rows["ปี 2568"], order, strict=True)]
    assert [[a, b] for a, b in zip(between[0::3], between[1::3], strict=True)] == ends


def test_a_strip_has_every_area() -> None:
    frame, table = native("strip"), charts()["strip"].table.frame
    head = str(table.columns[1])
    assert sorted(cells(by_name(frame, head), "xVal")) == sorted(column("strip", head))  # type: ignore[type-var]


def test_a_funnel_has_every_area_at_its_size_and_value() -> None:
    frame, table = native("funnel"), charts()["funnel"].table.frame
    dots = by_name(frame, str(table.columns[1]))
    assert cells(dots, "yVal") == column("funnel", str(table.columns[1]))
    sizes_ = cells(dots, "xVal")
    assert sizes_ == pytest.approx(column("funnel", str(table.columns[3])))
    assert frame.chart._chartSpace.find(f".//{qn('c:logBase')}").get("val") == "10"
    names = [one.findtext(f"{qn('c:tx')}//{qn('c:v')}") for one in
             frame.chart._chartSpace.iter(qn("c:ser"))]  # fmt: skip
    assert [one.label for one in charts()["funnel"].key for _ in range(2)] == sorted(
        one for one in names if one in {entry.label for entry in charts()["funnel"].key}
    )


def test_curves_are_steps_through_the_values_of_the_table() -> None:
    frame, table = native("curves"), charts()["curves"].table.frame
    for group, rows in table.groupby(table.columns[0], sort=False):
        found = by_name(frame, str(group))
        corners = list(zip(cells(found, "xVal"), cells(found, "yVal"), strict=True))
        assert set(zip(rows.iloc[:, 1], rows.iloc[:, 2], strict=True)) <= set(corners)
        for (x0, y0), (x1, y1) in pairwise(corners):
            assert x0 == x1 or y0 == y1


def test_a_field_of_colours_is_a_table_in_the_colours_of_its_key() -> None:
    found = plot("heat")
    assert isinstance(found, Cells)
    table = charts()["heat"].table
    assert list(found.names) == list(table.frame.iloc[:, 0])
    for row, texts, fills in zip(table.frame.itertuples(index=False), found.texts, found.fills,
                                 strict=True):  # fmt: skip
        for value, text, fill in zip(row[1:], texts, fills, strict=True):
            assert text == ("–" if math.isnan(value) else f"{value:.0f}")
            assert (fill == "") == math.isnan(value)
    used = {fill for row in found.fills for fill in row} - {""}
    assert used == {one.colour.upper() for one in charts()["heat"].key if one.shape == "fill"}


@pytest.mark.parametrize("key", [key for key in charts() if key not in ("heat", "calendar")])
def test_texts_of_charts_are_thai_in_a_font_for_it(key: str) -> None:
    frame = native(key)
    space = frame.chart._chartSpace
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == charts()[key].alt
    assert space.find(qn("c:lang")).get("val") == "th-TH"
    found = [*space.iter(qn("a:defRPr")), *space.iter(qn("a:rPr"))]
    assert found
    for one in found:
        assert one.get("lang") == "th-TH"
        assert {one.find(qn(f"a:{tag}")).get("typeface") for tag in ("latin", "ea", "cs")} == {
            sizes().typeface
        }
