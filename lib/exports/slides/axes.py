"""Axes of native charts."""

from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from lib.exports.slides import office
from lib.exports.slides.spec import Axis, Stroke
from lib.exports.slides.text import INK, LINE, QUIET, Box, Say, Type, width_of

GRID = Stroke("#E9ECEF", 0.75)
EDGE = Stroke(LINE, 1.0)
MONTH = "มิ.ย. 2569"


def value_axis(
    chart: Any, axis: Axis, type_: Type, size: float, *, flat: bool, reverse: bool = False,
    scatter: bool = False, below: bool = True,
) -> None:  # fmt: skip
    """An axis of numbers: that of bars and lines, or with ``scatter`` the one across or upward.

    ``flat`` ones lie. ``below`` keeps a lying one under rows that are counted from the top.
    """
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    found = area.findall(qn("c:valAx"))
    element = found[0] if len(found) == 1 or flat else found[1]
    office.scale(element, axis, reverse=reverse)
    for name in ("majorGridlines", "minorGridlines", "title", "numFmt", "spPr", "txPr"):
        for old in element.findall(qn(f"c:{name}")):
            element.remove(old)
    office.part(element, "delete", office.AXIS, val="0" if axis.shown else "1")
    if axis.grid and axis.shown:
        lines = office.part(element, "majorGridlines", office.AXIS)
        office.line(office.add(lines, "c:spPr"), GRID)
    if axis.title:
        _title(element, axis.title, type_, size, turned=not flat)
    office.part(element, "numFmt", office.AXIS, formatCode=axis.written, sourceLinked="0")
    for name in ("majorTickMark", "minorTickMark"):
        office.part(element, name, office.AXIS, val="none")
    # "low" keeps numbers at the edge of the plot where an axis crosses inside of it.
    office.part(element, "tickLblPos", office.AXIS, val="high" if flat and below and scatter else
                "low" if scatter else "nextTo")  # fmt: skip
    shape = etree.Element(qn("c:spPr"))
    office.line(shape, EDGE if scatter and not axis.grid and axis.shown else None)
    office.put(element, shape, office.AXIS)
    holder = etree.Element("holder")
    office.put(element, office.text_properties(holder, type_, Say("", size, QUIET)), office.AXIS)
    crosses = "max" if flat and (not scatter or below) else "min"
    for name in ("crosses", "crossesAt"):
        for old in element.findall(qn(f"c:{name}")):
            element.remove(old)
    office.part(element, "crosses", office.AXIS, val=crosses)


def category_axis(
    chart: Any, type_: Type, size: float, *, reverse: bool, count: int, box: Box
) -> None:
    """The axis of names; of many months those are written that have room."""
    element = chart._chartSpace.find(f".//{qn('c:catAx')}")
    scaling = element.find(qn("c:scaling"))
    for child in list(scaling):
        scaling.remove(child)
    office.add(scaling, "c:orientation", val="maxMin" if reverse else "minMax")
    for name in ("majorGridlines", "spPr", "txPr"):
        for old in element.findall(qn(f"c:{name}")):
            element.remove(old)
    for name in ("majorTickMark", "minorTickMark"):
        office.part(element, name, office.AXIS, val="none")
    office.part(element, "tickLblPos", office.AXIS, val="low")
    shape = etree.Element(qn("c:spPr"))
    office.line(shape, EDGE)
    office.put(element, shape, office.AXIS)
    texts = office.text_properties(etree.Element("holder"), type_, Say("", size, INK))
    if reverse:  # LibreOffice leaves names of rows out unless they are said to lie
        texts.find(qn("a:bodyPr")).set("rot", "0")
        texts.find(qn("a:bodyPr")).set("vert", "horz")
    office.put(element, texts, office.AXIS)
    every = 1
    if not reverse:
        room = 0.9 * box.width / max(count, 1)
        # Names of months break after the month, so that half their width is what they need.
        need = 0.62 * width_of(MONTH, size)
        every = next((n for n in (1, 2, 3, 6, 12) if n * room >= need), 24)
    office.part(element, "tickLblSkip", office.AXIS, val=str(every))
    office.part(element, "noMultiLvlLbl", office.AXIS, val="1")


def _title(element: Any, words: str, type_: Type, size: float, *, turned: bool) -> None:
    title = office.part(element, "title", office.AXIS)
    rich = office.rich(office.add(title, "c:tx"), type_, Say(words, size, QUIET))
    body = rich.find(qn("a:bodyPr"))
    if turned:
        body.set("rot", "-5400000")
        body.set("vert", "horz")
    office.add(title, "c:overlay", val="0")
