"""Pictures of charts: bars, points, lines and cells stand where the figures say."""

import warnings
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from lib.exports.drawing import CannotDraw, chart_height, chart_svg
from lib.exports.drawing.canvas import Canvas
from lib.exports.drawing.fonts import LOCK
from lib.exports.drawing.pictures import drawn
from lib.exports.drawing.rich import UnknownTag
from lib.exports.model import ChartDrawing, KeyLine, Table

SLIDE = (240.0, 135.0)
AXIS = {"tickvals": [], "ticktext": []}


def chart(*traces: dict[str, Any], notes: tuple[str, ...] = (), key: tuple[KeyLine, ...] = (),
          **layout: Any) -> ChartDrawing:  # fmt: skip
    """A chart over 0 to 10 each way, unless the layout says otherwise."""
    whole = {"xaxis": AXIS | {"range": [0, 10]}, "yaxis": AXIS | {"range": [0, 10]}, "height": 300}
    figure = {"data": list(traces), "layout": whole | layout}
    table = Table("ตาราง", pd.DataFrame())
    return ChartDrawing("เรื่อง", "หน่วย", "ที่มา", figure, table, "คำบรรยาย", key=key, notes=notes)


def page(one: ChartDrawing, size: tuple[float, float] = SLIDE) -> Canvas:
    with LOCK, warnings.catch_warnings():
        warnings.simplefilter("error")
        found = drawn(one, size, bare=True)
        found.png(150)
        return found


def named(canvas: Canvas, start: str) -> list[Any]:
    return [one for one in canvas.figure.get_children() if (one.get_gid() or "").startswith(start)]


def ruler(value: float, axis: str = "x") -> dict[str, Any]:
    """A line of the layout at a value: the measure that data are held against."""
    along = {f"{axis}0": value, f"{axis}1": value}
    across = {"y0": 0, "y1": 10} if axis == "x" else {"x0": 0, "x1": 10}
    return {"type": "line", "line": {"color": "#000000", "width": 1}, **along, **across}


def at_x(canvas: Canvas, number: int) -> float:
    (line,) = named(canvas, f"shape-{number}")
    return float(line.get_xdata()[0])


def test_bars_reach_to_their_values() -> None:
    bars = {"type": "bar", "orientation": "h", "x": [2, 7.5, None], "y": [1, 2, 3]}
    found = page(chart(bars, shapes=[ruler(0), ruler(2), ruler(7.5)]))
    boxes = [one.get_bbox() for one in named(found, "bar-0")]
    zero, two, seven = (at_x(found, n) for n in range(3))
    assert [box.x0 for box in boxes] == pytest.approx([zero, zero])
    assert [box.x1 for box in boxes] == pytest.approx([two, seven])


def test_stacked_bars_begin_where_the_one_before_ends() -> None:
    one = {"type": "bar", "orientation": "h", "x": [3], "y": [1], "base": [0]}
    found = page(chart(one, one | {"base": [3], "x": [4]}))
    first, second = (one.get_bbox() for one in named(found, "bar-"))
    assert second.x0 == pytest.approx(first.x1)
    assert second.width / first.width == pytest.approx(4 / 3)


def test_upright_bars_and_their_words() -> None:
    bars = {"type": "bar", "x": [2, 5], "y": [4, 8], "width": 0.5, "text": ["4.0", ""],
            "textposition": "outside"}  # fmt: skip
    found = page(chart(bars))
    low, high = (one.get_bbox() for one in named(found, "bar-0"))
    assert high.height / low.height == pytest.approx(2)
    (text,) = named(found, "bar-text")
    assert text.get_text() == "4.0"
    assert text.get_position()[1] > low.y1


@pytest.mark.parametrize(("ends", "upward"), [((0, 10), True), ((10, 0), False)])
def test_a_reversed_axis_runs_down(ends: tuple[int, int], upward: bool) -> None:
    dots = {"type": "scatter", "mode": "markers", "x": [1, 1], "y": [2, 8]}
    found = page(chart(dots, yaxis=AXIS | {"range": list(ends)}))
    low, high = (one.get_path().vertices[:, 1].mean() for one in named(found, "scatter-0-point"))
    assert (high > low) == upward


def test_points_have_their_size_colour_and_place() -> None:
    marker = {"size": [10, 20, 0], "color": ["#0072B2", "rgba(213,94,0,0.5)", "#000000"]}
    dots = {"type": "scatter", "mode": "markers", "x": [2, 6, 7], "y": [5, 5, 5], "marker": marker}
    found = page(chart(dots, shapes=[ruler(2), ruler(6)]))
    points = named(found, "scatter-0-point")
    assert [to_hex(one.get_facecolor()) for one in points] == ["#0072b2", "#d55e00"]
    assert points[1].get_facecolor()[3] == 0.5
    ends = [one.get_path().get_extents() for one in points]
    assert [(box.x0 + box.x1) / 2 for box in ends] == pytest.approx(
        [at_x(found, 0), at_x(found, 1)]
    )
    assert ends[1].width / ends[0].width == pytest.approx(2)


def test_limits_reach_from_the_lower_to_the_upper() -> None:
    error = {"type": "data", "symmetric": False, "array": [2], "arrayminus": [1], "width": 0}
    dots = {"type": "scatter", "mode": "markers", "x": [5], "y": [5], "error_x": error}
    found = page(chart(dots, shapes=[ruler(4), ruler(7)]))
    (limits,) = named(found, "scatter-0-limits")
    assert list(limits.get_xdata()) == pytest.approx([at_x(found, 0), at_x(found, 1)])


@pytest.mark.parametrize(
    ("shape", "corners"),
    [
        ("linear", [(1, 2), (3, 6)]),
        ("hv", [(1, 2), (3, 2), (3, 6)]),
        ("vh", [(1, 2), (1, 6), (3, 6)]),
        ("hvh", [(1, 2), (2, 2), (2, 6), (3, 6)]),
    ],
)
def test_lines_and_their_steps(shape: str, corners: list[tuple[int, int]]) -> None:
    line = {"type": "scatter", "mode": "lines", "x": [1, 3], "y": [2, 6], "line": {"shape": shape}}
    found = page(chart(line, shapes=[ruler(x) for x, _ in corners]))
    (drawn_line,) = named(found, "scatter-0-line")
    wanted = [at_x(found, n) for n in range(len(corners))]
    assert list(drawn_line.get_xdata()) == pytest.approx(wanted)


def test_a_gap_stays_a_gap() -> None:
    line = {"type": "scatter", "mode": "lines", "x": [1, 2, 3, 4, 5], "y": [1, 2, None, 4, 5]}
    assert len(named(page(chart(line)), "scatter-0-line")) == 2
    assert len(named(page(chart(line | {"connectgaps": True})), "scatter-0-line")) == 1


def test_bands_lie_between_both_lines() -> None:
    low = {"type": "scatter", "mode": "lines", "x": [1, 5], "y": [2, 2], "line": {"width": 0}}
    high = low | {"y": [6, 6], "fill": "tonexty", "fillcolor": "rgba(0,0,0,0.2)"}
    found = page(chart(low, high, shapes=[ruler(2, "y"), ruler(6, "y")]))
    (band,) = named(found, "scatter-1-fill")
    levels = [float(one.get_ydata()[0]) for one in named(found, "shape-")]
    box = band.get_path().get_extents()
    assert [box.y0, box.y1] == pytest.approx(levels)
    assert not named(found, "scatter-0-line")


def test_cells_have_the_colour_of_their_class() -> None:
    steps = [[0, "#FFFFCC"], [0.5, "#FFFFCC"], [0.5, "#253494"], [1, "#253494"]]
    cells = {"type": "heatmap", "x": [0, 1, 2], "y": [0], "z": [[0, 1, None]], "zmin": -0.5,
             "zmax": 1.5, "colorscale": steps}  # fmt: skip
    found = named(page(chart(cells)), "heatmap-0")
    assert [to_hex(one.get_facecolor()).upper() for one in found] == ["#FFFFCC", "#253494"]


def test_words_stand_where_they_are_told() -> None:
    said = [
        {"text": "<b>ผู้รับ</b><br>บริการ", "x": 5, "y": 5, "xanchor": "left"},
        {"text": "a &lt; b", "x": 1, "y": 1, "xref": "paper", "yref": "paper"},
        {"text": '<span style="color:#D95F02">●</span> จุด', "x": 2, "y": 2},
    ]
    found = page(chart(annotations=said, shapes=[ruler(5)]))
    texts = named(found, "annotation")
    assert [one.get_text() for one in texts] == ["ผู้รับ", "บริการ", "a < b", "●", " จุด"]
    left = min(one.get_position()[0] for one in texts[:2])
    assert left == pytest.approx(at_x(found, 0))
    assert texts[0].get_position()[1] > texts[1].get_position()[1]
    assert texts[0].get_fontproperties().get_file().endswith("Sarabun-Bold.ttf")
    assert to_hex(texts[3].get_color()) == "#d95f02"


NOT_KNOWN = [
    ({"type": "pie", "values": [1]}, {}),
    ({"type": "bar", "x": [1], "y": [1], "offset": 3}, {}),
    (
        {"type": "scatter", "mode": "lines", "x": [1, 2], "y": [1, 2], "line": {"shape": "spline"}},
        {},
    ),
    ({"type": "scatter", "mode": "lines", "x": [1, 2, 3], "y": [1, 2, 3], "fill": "tozeroy"}, {}),
    ({"type": "scatter", "mode": "markers", "x": [1], "y": [1], "marker": {"symbol": "star"}}, {}),
    (None, {"shapes": [{"type": "circle", "x0": 0, "x1": 1, "y0": 0, "y1": 1}]}),
    (None, {"shapes": [ruler(1) | {"xref": "x2"}]}),
    (None, {"annotations": [{"text": "a", "x": 1, "y": 1, "showarrow": True}]}),
    (None, {"annotations": [{"text": "<i>a</i>", "x": 1, "y": 1}]}),
    (None, {"xaxis2": {}}),
    (None, {"xaxis": {"tickvals": [1], "ticktext": ["a"]}}),
    (None, {"yaxis": AXIS | {"range": [0, 1], "title": {"text": "up"}}}),
    (None, {"xaxis": AXIS | {"range": [0, 1], "type": "log"}}),
]


@pytest.mark.parametrize(("trace", "layout"), NOT_KNOWN)
def test_what_is_not_known_is_told(trace: dict[str, Any] | None, layout: dict[str, Any]) -> None:
    with pytest.raises((CannotDraw, UnknownTag)):
        chart_svg(chart(*([trace] if trace else []), **layout), *SLIDE)


def test_a_chart_without_figures_says_why() -> None:
    empty = ChartDrawing("เรื่อง", "", "ที่มา", None, Table("", pd.DataFrame()), "", empty="ยังไม่มีข้อมูล")
    assert [one.get_text() for one in named(page(empty), "empty")] == ["ยังไม่มีข้อมูล"]


@pytest.mark.parametrize("size", [SLIDE, (160.0, 90.0), (297.0, 210.0)])
@pytest.mark.parametrize("rows", [1, 4, 12, 20])
def test_words_are_readable_and_inside_the_page(rows: int, size: tuple[float, float]) -> None:
    names = [f"อ.เมืองนราธิวาส {n}" for n in range(rows)]
    axis = {"range": [rows - 0.5, -0.5], "tickvals": list(range(rows)), "ticktext": names}
    bars = {"type": "bar", "orientation": "h", "x": list(range(rows)), "y": list(range(rows))}
    key = tuple(KeyLine(f"ช่วงก่อนหน้า {n}", "#0072B2") for n in range(7))
    one = chart(bars, yaxis=axis, height=rows * 28 + 40, key=key, notes=("หมายเหตุ " * 40,))
    found = page(one, size)
    texts = [one for one in found.figure.get_children() if hasattr(one, "get_fontproperties")]
    sizes = [text.get_fontsize() for text in texts]
    room = size[1] - chart_height(one, size[0])
    assert min(sizes) >= (8.0 if room > -40 else 6.0)
    for text in texts:
        box = text.get_window_extent(found.agg.get_renderer())
        scale = found.figure.dpi / 72
        assert box.x0 >= -0.5
        assert box.x1 <= found.box.width * scale + 0.5
        assert box.y0 >= -0.5
        assert box.y1 <= found.box.height * scale + 0.5


def test_the_height_of_a_chart_grows_with_its_rows_and_notes() -> None:
    bars = {"type": "bar", "orientation": "h", "x": [1], "y": [1]}
    short, tall = chart(bars), chart(bars, height=600)
    noted = chart(bars, notes=("หมายเหตุ " * 60,))
    assert chart_height(short, 160) < chart_height(noted, 160)
    assert chart_height(tall, 160) == pytest.approx(2 * chart_height(short, 160))
