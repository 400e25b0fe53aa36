"""Parts of Office's charts that python-pptx has no words for, as XML in the order of its schema."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from lib.exports.slides.spec import Axis, Limits, Number, Stroke
from lib.exports.slides.text import Say, Type

PX_TO_EMU = 12700  # a px of a screen is about a point of a slide
DASHES = {"dash": "dash", "dot": "sysDot", "solid": "solid"}
# The order of the children of a series, an axis and a chart: Office repairs what is out of it.
SERIES = ("idx", "order", "tx", "spPr", "invertIfNegative", "marker", "dPt", "dLbls", "trendline",
          "errBars", "cat", "xVal", "val", "yVal", "shape", "smooth", "extLst")  # fmt: skip
AXIS = ("axId", "scaling", "delete", "axPos", "majorGridlines", "minorGridlines", "title",
        "numFmt", "majorTickMark", "minorTickMark", "tickLblPos", "spPr", "txPr", "crossAx",
        "crosses", "crossesAt", "auto", "lblAlgn", "lblOffset", "tickLblSkip", "tickMarkSkip",
        "noMultiLvlLbl", "crossBetween", "majorUnit", "minorUnit")  # fmt: skip
SCALING = ("logBase", "orientation", "max", "min")


def add(parent: Any, tag: str, **values: str) -> Any:
    """A child with attributes."""
    child = etree.SubElement(parent, qn(tag))
    for name, value in values.items():
        child.set(name, value)
    return child


def put(parent: Any, child: Any, order: Sequence[str]) -> Any:
    """The child at its place among the others, instead of one of its name unless it may repeat."""
    name = etree.QName(child).localname
    if name not in ("dPt", "errBars"):
        for old in parent.findall(child.tag):
            parent.remove(old)
    later = set(order[order.index(name) + 1 :])
    for place, other in enumerate(parent):
        if etree.QName(other).localname in later:
            parent.insert(place, child)
            return child
    parent.append(child)
    return child


def part(parent: Any, name: str, order: Sequence[str], **values: str) -> Any:
    """A new child of the namespace of charts at its place."""
    child = etree.Element(qn(f"c:{name}"))
    for key, value in values.items():
        child.set(key, value)
    return put(parent, child, order)


def fill(parent: Any, colour: str) -> None:
    """A solid fill; none for ""."""
    if not colour:
        add(parent, "a:noFill")
        return
    add(add(parent, "a:solidFill"), "a:srgbClr", val=colour.lstrip("#"))


def line(parent: Any, stroke: Stroke | None) -> None:
    """A line, or that there is none."""
    if stroke is None or not stroke.colour:
        add(add(parent, "a:ln"), "a:noFill")
        return
    found = add(parent, "a:ln", w=str(round(stroke.width * PX_TO_EMU)), cap="flat")
    fill(found, stroke.colour)
    add(found, "a:prstDash", val=DASHES.get(stroke.dash, "solid"))
    add(found, "a:round")


def looks(parent: Any, colour: str | None, stroke: Stroke | None) -> Any:
    """``c:spPr`` with a fill and a line; the fill is left alone for None."""
    found = add(parent, "c:spPr")
    if colour is not None:
        fill(found, colour)
    line(found, stroke)
    return found


def text_properties(parent: Any, type_: Type, say: Say, *, turned: bool = False) -> Any:
    """``c:txPr``: how the texts of a part are set."""
    found = add(parent, "c:txPr")
    add(found, "a:bodyPr", **({"rot": "-5400000", "vert": "horz"} if turned else {}))
    add(found, "a:lstStyle")
    paragraph = add(found, "a:p")
    type_.set_properties(add(add(paragraph, "a:pPr"), "a:defRPr"), say)
    type_.set_properties(add(paragraph, "a:endParaRPr"), say)
    return found


def rich(parent: Any, type_: Type, say: Say) -> Any:
    """``c:rich``: words of their own."""
    found = add(parent, "c:rich")
    add(found, "a:bodyPr", wrap="none", anchor="ctr")
    add(found, "a:lstStyle")
    paragraph = add(found, "a:p")
    type_.set_properties(add(add(paragraph, "a:pPr"), "a:defRPr"), say)
    run = add(paragraph, "a:r")
    type_.set_properties(add(run, "a:rPr"), say)
    add(run, "a:t").text = say.text
    return found


def error_bars(series: Any, limits: Limits, way: str | None) -> None:
    """Limits of each point; ``way`` is y for lines, None for bars."""
    bars = etree.Element(qn("c:errBars"))
    if way:
        add(bars, "c:errDir", val=way)
    add(bars, "c:errBarType", val="both")
    add(bars, "c:errValType", val="cust")
    add(bars, "c:noEndCap", val="1")
    for tag, lengths in (("c:plus", limits.plus), ("c:minus", limits.minus)):
        _lengths(add(bars, tag), lengths)
    line(add(bars, "c:spPr"), limits.stroke)
    put(series, bars, SERIES)


def _lengths(parent: Any, lengths: Sequence[Number]) -> None:
    points = add(parent, "c:numLit")
    add(points, "c:formatCode").text = "General"
    add(points, "c:ptCount", val=str(len(lengths)))
    for place, value in enumerate(lengths):
        if value is not None:
            add(add(points, "c:pt", idx=str(place)), "c:v").text = repr(value)


def labels(
    series: Any, texts: Sequence[str], linked: Sequence[bool], side: str, written: str,
    type_: Type, say: Say,
) -> None:  # fmt: skip
    """Words at the points: their values where ``linked``, own words where there are any."""
    found = etree.Element(qn("c:dLbls"))
    for place, (text, own) in enumerate(zip(texts, linked, strict=True)):
        if own and text:
            continue
        one = add(found, "c:dLbl")
        add(one, "c:idx", val=str(place))
        if not text:
            add(one, "c:delete", val="1")
            continue
        rich(add(one, "c:tx"), type_, Say(text, say.size, say.colour, say.bold))
        add(one, "c:dLblPos", val=side)
        _shown(one)
    add(found, "c:numFmt", formatCode=written, sourceLinked="0")
    shape = add(found, "c:spPr")
    add(shape, "a:noFill")
    add(add(shape, "a:ln"), "a:noFill")
    text_properties(found, type_, say)
    add(found, "c:dLblPos", val=side)
    _shown(found)
    put(series, found, SERIES)


def _shown(parent: Any) -> None:
    for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"):
        add(parent, f"c:show{name}", val="1" if name == "Val" else "0")


def marker(parent: Any, symbol: str, size: float, colour: str, stroke: Stroke | None) -> Any:
    """``c:marker``, the sign of a point."""
    found = add(parent, "c:marker")
    add(found, "c:symbol", val=symbol)
    if symbol != "none":
        add(found, "c:size", val=str(max(2, min(72, round(size)))))
        looks(found, colour, stroke)
    return found


def scale(axis_element: Any, axis: Axis, *, reverse: bool = False) -> None:
    """Ends, direction and ticks of an axis of numbers."""
    scaling = axis_element.find(qn("c:scaling"))
    for child in list(scaling):
        scaling.remove(child)
    if axis.log:
        add(scaling, "c:logBase", val="10")
    add(scaling, "c:orientation", val="maxMin" if reverse else "minMax")
    add(scaling, "c:max", val=repr(float(axis.high)))
    add(scaling, "c:min", val=repr(float(axis.start)))
    if axis.step:
        part(axis_element, "majorUnit", AXIS, val=repr(float(axis.step)))


def layout(plot_area: Any, left: float, top: float, width: float, height: float) -> None:
    """The place of the inner plot, as parts of the chart."""
    for old in plot_area.findall(qn("c:layout")):
        plot_area.remove(old)
    holder = etree.Element(qn("c:layout"))
    manual = add(holder, "c:manualLayout")
    add(manual, "c:layoutTarget", val="inner")
    for name in ("xMode", "yMode"):
        add(manual, f"c:{name}", val="edge")
    for name, value in (("x", left), ("y", top), ("w", width), ("h", height)):
        add(manual, f"c:{name}", val=f"{value:.4f}")
    plot_area.insert(0, holder)
