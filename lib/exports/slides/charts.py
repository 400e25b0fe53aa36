"""Native charts, editable in Office, from plain plots."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.oxml.ns import qn
from pptx.util import Emu

from lib.exports.slides import office
from lib.exports.slides.axes import category_axis, value_axis
from lib.exports.slides.numbers import read_number
from lib.exports.slides.spec import Bars, Months, Number, Points, Run, Stroke
from lib.exports.slides.text import (
    INK,
    Box,
    Say,
    Type,
    colour_of,
    high,
    line_ends,
    lines_of,
    width_of,
)
from lib.exports.slides.workbook import extend

GAP, GROUP_OVERLAP = 45, 25  # per cent of a bar between rows; of a bar over its neighbour
ROOM = 12  # px
NAMES = 0.42  # of the width, at most, for the names of lying bars


def add_chart(
    slide: Any, plot: Bars | Months | Points, box: Box, type_: Type, name: str, alt: str
) -> Any:
    """Put a chart on a slide; its graphic frame."""
    if isinstance(plot, Bars):
        frame = _bars(slide, plot, box, type_)
    elif isinstance(plot, Months):
        frame = _months(slide, plot, box, type_)
    else:
        frame = _points(slide, plot, box, type_)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    return frame


def _frame(slide: Any, kind: Any, data: Any, box: Box, type_: Type, size: float) -> Any:
    """A chart without a legend or title, its texts set in the type of the deck."""
    frame = slide.shapes.add_chart(kind, *box.emu, data)
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = False
    space = chart._chartSpace
    for old in space.findall(qn("c:txPr")):
        space.remove(old)
    properties = office.text_properties(space, type_, Say("", size, INK))
    space.remove(properties)
    space.find(qn("c:chart")).addnext(properties)
    language = space.find(qn("c:lang"))
    if language is None:
        language = etree.Element(qn("c:lang"))
        first = space.find(qn("c:date1904"))
        space.insert(0 if first is None else 1, language)
    language.set("val", type_.tag)
    return frame


def _size(type_: Type, rows: int, height: float, line: float = 1.6) -> float:
    """The size of texts, points: as large as rows have room for."""
    return max(
        type_.sizes.of("chart_least"), min(type_.sizes.of("chart"), height / rows / 2 / line)
    )


def _row_size(plot: Bars, box: Box, type_: Type) -> float:
    """The size of texts of lying bars, points: rows have room for their names, in lines."""
    tall, wide = (box.height - 60) / len(plot.categories), NAMES * box.width - 2 * ROOM
    size = _size(type_, len(plot.categories), box.height - 60)
    while size > type_.sizes.of("chart_least") and any(
        (lines := lines_of(one, size, wide)) > 1 and high(size, lines) > tall
        for one in plot.categories
    ):
        size -= 0.5
    return max(size, type_.sizes.of("chart_least"))


def _bars(slide: Any, plot: Bars, box: Box, type_: Type) -> Any:
    size = type_.sizes.of("chart") if plot.upright else _row_size(plot, box, type_)
    runs = _with_label_run(plot)
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = list(plot.categories)
    for run in runs:
        data.add_series(  # type: ignore[no-untyped-call]
            run.name, list(run.values), number_format=run.written
        )
    kinds = {
        (False, False): XL_CHART_TYPE.BAR_CLUSTERED, (False, True): XL_CHART_TYPE.BAR_STACKED,
        (True, False): XL_CHART_TYPE.COLUMN_CLUSTERED, (True, True): XL_CHART_TYPE.COLUMN_STACKED,
    }  # fmt: skip
    frame = _frame(slide, kinds[plot.upright, plot.stacked], data, box, type_, size)
    chart = frame.chart
    first = chart.plots[0]
    first.gap_width = GAP
    several = len(plot.runs) > 1 and not plot.stacked
    first.overlap = 100 if plot.stacked or not several else GROUP_OVERLAP
    elements = chart._chartSpace.findall(f".//{qn('c:ser')}")
    for run, series in zip(runs, elements, strict=False):
        _bar_look(series, run, type_, size)
    value_axis(chart, plot.axis, type_, size, flat=not plot.upright)
    category_axis(chart, type_, size, reverse=not plot.upright, count=len(plot.categories), box=box)
    extend(chart, runs)
    if not plot.upright:
        inner = _inner(plot, box, size)
        area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
        office.layout(
            area,
            inner.left / box.width,
            inner.top / box.height,
            inner.width / box.width,
            inner.height / box.height,
        )
        _references(slide, plot, box, inner)
    return frame


def _inner(plot: Bars, box: Box, size: float) -> Box:
    """The place of lying bars within their chart: beside their names and before their figures."""
    names = max(width_of(one, size) for one in plot.categories) + 2 * ROOM
    left = min(NAMES * box.width, names)
    texts = [text for run in plot.runs for text in run.labels if not plot.stacked]
    right = max((width_of(one, size) for one in texts), default=0.0) + 2 * ROOM
    return Box(left, ROOM, box.width - left - right, box.height - high(size) - 3 * ROOM)


def _references(slide: Any, plot: Bars, box: Box, inner: Box) -> None:
    """Lines over lying bars, as shapes: Office has no series that crosses them."""
    span = plot.axis.high - plot.axis.start
    for number, one in enumerate(plot.references, start=1):
        at = box.left + inner.left + inner.width * (one.value - plot.axis.start) / span
        place = Box(at - 1.5, box.top + inner.top, 3, inner.height)
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *line_ends(place))
        line.name = f"reference-{number}"
        line._element.nvCxnSpPr.cNvPr.set("descr", one.name)
        line.line.color.rgb = colour_of(one.stroke.colour)
        line.line.width = Emu(round(one.stroke.width * office.PX_TO_EMU))
        if one.stroke.dash != "solid":
            line.line.dash_style = MSO_LINE.DASH


def _with_label_run(plot: Bars) -> tuple[Run, ...]:
    """Values stand behind the limits: at the end of an unseen bar as long as the upper limit."""
    runs = []
    for run in plot.runs:
        if run.limits is None or not run.labels or len(plot.runs) > 1:
            runs.append(run)
            continue
        ends = tuple(None if v is None else v + (up or 0.0)
                     for v, up in zip(run.values, run.limits.plus, strict=True))  # fmt: skip
        runs += [replace(run, labels=()), Run(
            "", ends, labels=run.labels, written=run.written, listed=False)]  # fmt: skip
    return tuple(runs)


def _bar_look(series: Any, run: Run, type_: Type, size: float) -> None:
    fills, strokes = set(run.fills), set(run.outlines)
    base = _usual(run.fills)
    shape = etree.Element(qn("c:spPr"))
    office.fill(shape, base)
    office.line(shape, _usual(run.outlines))
    office.put(series, shape, office.SERIES)
    if len(fills) > 1 or len(strokes) > 1:
        for place in range(len(run.values)):
            colour, stroke = _at(run.fills, place), _at(run.outlines, place)
            if run.values[place] is None or (colour == base and stroke == _usual(run.outlines)):
                continue
            point = etree.Element(qn("c:dPt"))
            office.add(point, "c:idx", val=str(place))
            office.add(point, "c:invertIfNegative", val="0")
            office.looks(point, colour, stroke)
            office.put(series, point, office.SERIES)
    office.part(series, "invertIfNegative", office.SERIES, val="0")
    if run.labels:
        _label(series, run, type_, size)
    if run.limits is not None:
        office.error_bars(series, run.limits, None)


def _label(series: Any, run: Run, type_: Type, size: float) -> None:
    linked = [_is_value(run, place) for place in range(len(run.labels))]
    office.labels(series, run.labels, linked, run.side, run.written, type_,
                  Say("", size, run.label_colour))  # fmt: skip


def _is_value(run: Run, place: int) -> bool:
    """Whether the words at a point are just its value, as Office would write it."""
    value, said = run.values[place], read_number(run.labels[place])
    if value is None or said is None or not run.listed:
        return False
    places = len(run.written.partition(".")[2].rstrip('%"'))
    return f"{value:.{places}f}" == f"{said:.{places}f}" and ("%" in run.written) == run.labels[
        place
    ].endswith("%")


def _months(slide: Any, plot: Months, box: Box, type_: Type) -> Any:
    size = type_.sizes.of("chart")
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = list(plot.categories)
    for run in plot.runs:
        data.add_series(  # type: ignore[no-untyped-call]
            run.name, list(run.values), number_format=run.written
        )
    frame = _frame(slide, XL_CHART_TYPE.LINE_MARKERS, data, box, type_, size)
    chart = frame.chart
    for run, series in zip(plot.runs, chart._chartSpace.iter(qn("c:ser")), strict=True):
        _point_look(series, run, type_, size)
        if run.limits is not None:
            office.error_bars(series, run.limits, "y")
    value_axis(chart, plot.axis, type_, size, flat=False)
    category_axis(chart, type_, size, reverse=False, count=len(plot.categories), box=box)
    blanks = chart._chartSpace.find(f".//{qn('c:dispBlanksAs')}")
    blanks.set("val", "gap")
    extend(chart, plot.runs)
    return frame


def _point_look(series: Any, run: Run, type_: Type, size: float) -> None:
    """Line and signs of a series, and of the points that differ."""
    for old in (*series.findall(qn("c:spPr")), *series.findall(qn("c:marker"))):
        series.remove(old)
    shape = etree.Element(qn("c:spPr"))
    office.line(shape, run.stroke)
    office.put(series, shape, office.SERIES)
    usual = _point(run, _commonest(run))
    holder = etree.Element("holder")
    office.put(series, office.marker(holder, *usual), office.SERIES)
    for place in range(len(run.values)):
        own = _point(run, place)
        if run.values[place] is None or own == usual:
            continue
        point = etree.Element(qn("c:dPt"))
        office.add(point, "c:idx", val=str(place))
        office.marker(point, *own)
        office.add(point, "c:bubble3D", val="0")
        line = office.add(point, "c:spPr")
        office.line(line, run.stroke)
        office.put(series, point, office.SERIES)
    if any(run.labels):
        _label(series, run, type_, size)
    office.part(series, "smooth", office.SERIES, val="0")


def _point(run: Run, place: int) -> tuple[str, float, str, Stroke | None]:
    return (_at(run.symbols, place), _at(run.sizes, place), _at(run.fills, place),
            _at(run.outlines, place))  # fmt: skip


def _commonest(run: Run) -> int:
    looks = [_point(run, place) for place in range(len(run.values))]
    return max(range(len(looks)), key=lambda place: looks.count(looks[place])) if looks else 0


def _points(slide: Any, plot: Points, box: Box, type_: Type) -> Any:
    rows = len(plot.rows)
    size = _size(type_, rows, box.height - 100, 1.25) if rows > 1 else type_.sizes.of("chart")
    words = _row_words(plot) if rows > 1 else []
    runs = [*(_limit_lines(one) for one in plot.runs if one.limits), *plot.runs, *words]
    # LibreOffice shows nothing of a series that is shorter than the ones behind it.
    runs.sort(key=lambda run: -len(run.values))
    data = XyChartData()  # type: ignore[no-untyped-call]
    for run in runs:
        series = data.add_series(  # type: ignore[no-untyped-call]
            run.name, number_format=run.written
        )
        for x, y in zip(run.x, run.values, strict=True):
            series.add_data_point(x, y)
    frame = _frame(slide, XL_CHART_TYPE.XY_SCATTER_LINES, data, box, type_, size)
    chart = frame.chart
    for run, series in zip(runs, chart._chartSpace.iter(qn("c:ser")), strict=True):
        _point_look(series, run, type_, size)
    for point in list(chart._chartSpace.iter(qn("c:pt"))):
        if point.findtext(qn("c:v")) == "None":
            point.getparent().remove(point)
    value_axis(chart, plot.up, type_, size, flat=False, reverse=rows > 0, scatter=True)
    value_axis(chart, plot.across, type_, size, flat=True, scatter=True, below=rows > 0)
    if rows > 1:
        _place_rows(chart, plot, box, size)
    elif rows == 1:
        office.layout(chart._chartSpace.find(f".//{qn('c:plotArea')}"), 0.02, 0.3, 0.96, 0.45)
    return frame


def _limit_lines(run: Run) -> Run:
    """Limits of points as a line from the lower to the upper one of each, with gaps between.

    LibreOffice shows no error bars that lie.
    """
    assert run.limits is not None
    x: list[Number] = []
    y: list[Number] = []
    told = zip(run.x, run.values, run.limits.plus, run.limits.minus, strict=True)
    for value, row, plus, minus in told:
        if value is not None and plus is not None and minus is not None and plus + minus > 0:
            ends = (round(value - minus, 9), round(value + plus, 9))
            x += [*ends, ends[1]]
            y += [row, row, None]
    return Run(f"{run.name} ±", tuple(y), tuple(x), stroke=run.limits.stroke, listed=False,
               written=run.written)  # fmt: skip


def _row_words(plot: Points) -> list[Run]:
    """Names left of the rows and figures right of them, as words at unseen points."""
    places = tuple(float(place) for place in range(len(plot.rows)))
    left = Run(
        "", places, (plot.across.start,) * len(places), labels=plot.rows, side="l", listed=False
    )
    right = Run("", places, (plot.across.high,) * len(places), labels=plot.beside, side="r",
                listed=False)  # fmt: skip
    return [left, right] if any(plot.beside) else [left]


def _place_rows(chart: Any, plot: Points, box: Box, size: float) -> None:
    left = min(0.45 * box.width, max(width_of(one, size) for one in plot.rows) + 2 * ROOM)
    right = max((width_of(one, size) for one in plot.beside), default=0) + 2 * ROOM
    named = any(any(run.labels) and run.stroke for run in plot.runs)
    top = high(size) + ROOM if named else ROOM
    foot = high(size) + 2 * ROOM
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    office.layout(area, left / box.width, top / box.height, (box.width - left - right) / box.width,
                  (box.height - top - foot) / box.height)  # fmt: skip


def _usual(found: Sequence[Any]) -> Any:
    return max(found, key=list(found).count)


def _at(found: Sequence[Any], place: int) -> Any:
    return found[place] if place < len(found) else found[0]
