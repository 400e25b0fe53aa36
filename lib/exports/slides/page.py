"""What stands on every slide: headline, figures, foot, notes; and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import segno
from lxml import etree
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu

from lib.exports.model import Fact, Stamp
from lib.exports.slides.template import TITLE_ONLY
from lib.exports.slides.text import (
    ATTENTION,
    BETTER,
    INK,
    LINE,
    PRIMARY,
    QUIET,
    SERIOUS,
    Box,
    Say,
    Type,
    colour_of,
    fitted,
    high,
    lines_of,
    text_box,
    width_of,
    write,
)

LEFT, RIGHT, TOP = 64, 1856, 40
FOOT, END = 984, 1064  # the foot of a slide
FACTS = Box(1376, 0, RIGHT - 1376, 0)
BODY_RIGHT = 1312
QR = 84
ABOVE = 190  # px of a row of figures above a wide table
MOST_LINES = 4
TINT = "#FBEDE3"  # behind the words that mark simulated data
SIDES = {"better": BETTER, "worse": ATTENTION}


@dataclass(frozen=True)
class Place:
    """Number of a slide, of how many."""

    page: int
    pages: int


def is_web(link: str) -> bool:
    """Whether a link is one that a telephone can follow."""
    found = urlsplit(link)
    return found.scheme in ("http", "https") and bool(found.netloc)


def blank(made: Any) -> Any:
    """A new slide with a place for its headline."""
    layout = next(one for one in made.slide_layouts if one.name == TITLE_ONLY)
    slide = made.slides.add_slide(layout)
    for shape in list(slide.placeholders):
        if shape.placeholder_format.type is not None and shape != slide.shapes.title:
            shape._element.getparent().remove(shape._element)
    return slide


def headline(slide: Any, text: str, type_: Type) -> float:
    """The sentence of a slide in one to four lines; where it ends, px."""
    size, lines = fitted(text, type_.sizes.headline, RIGHT - LEFT, 2)
    while lines > MOST_LINES and size > 16:
        size -= 1
        lines = lines_of(text, size, RIGHT - LEFT, bold=True)
    box = Box(LEFT, TOP, RIGHT - LEFT, high(size, lines))
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = box.emu
    title.name = "headline"
    write(title.text_frame, type_, [[Say(text, size, INK, bold=True)]])
    return box.bottom


def facts(
    slide: Any, found: Sequence[Fact], top: float, type_: Type, *, above: bool = False
) -> None:
    """Up to three figures, each with what it stands against: at the right, or in a row above."""
    room, wide = (FOOT - 16 - top) / 3, (RIGHT - LEFT) / 3
    for place, fact in enumerate(found):
        tall = min(room - 16, 250)
        box = Box(FACTS.left, top + place * room, FACTS.width, tall)
        if above:
            box = Box(LEFT + 24 + place * wide, top, wide - 48, ABOVE - 24)
            tall = box.height
        bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *Box(box.left - 24, box.top, 6, tall).emu)
        bar.name = f"fact-{place + 1}-bar"
        bar.fill.solid()
        bar.fill.fore_color.rgb = colour_of(SIDES.get(fact.side, PRIMARY))
        bar.line.fill.background()
        _decoration(bar)
        text_box(slide, box, type_, _fact(fact, box, type_), f"fact-{place + 1}",
                 anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip


def _fact(fact: Fact, box: Box, type_: Type) -> list[list[Say]]:
    """The lines of a figure; smaller where they would not fit its place."""
    of, scale = type_.sizes.of, 1.0
    while True:
        label, value = of("fact_label") * scale, of("fact") * scale
        texts = [fact.label, fact.limits, fact.against, fact.change]
        used = high(value) + sum(high(label, lines_of(t, label, box.width)) for t in texts if t)
        wide = width_of(fact.value, value, bold=True) + width_of(f" {fact.unit}", label)
        if (used <= box.height and wide <= box.width) or scale < 0.56:
            break
        scale -= 0.05
    unit = [Say(f" {fact.unit}", label, QUIET)] if fact.unit else []
    lines = [
        [Say(fact.label, label, QUIET)],
        [Say(fact.value, value, INK, bold=True), *unit],
    ]
    if fact.limits:
        lines.append([Say(fact.limits, label, QUIET)])
    for words, side in ((fact.against, fact.side), (fact.change, fact.turn)):
        if words:
            lines.append([Say(words, label, SIDES.get(side, INK), bold=bool(side))])
    return lines


def foot(slide: Any, stamp: Stamp, place: Place, type_: Type) -> None:
    """Source and date, the mark of simulated data, the page, the link as a code."""
    size = type_.sizes.of("foot")
    _rule(slide)
    right = float(RIGHT)
    if is_web(stamp.link):
        qr(slide, stamp, Box(RIGHT - QR, FOOT - 2, QR, QR))
        right -= QR + 24
    text_box(slide, Box(right - 260, FOOT, 260, END - FOOT), type_, [], "page")
    _page(slide.shapes[-1], stamp, place, type_, size)
    right -= 260 + 24
    if stamp.marks:
        wide = width_of(stamp.marks, size + 1, bold=True) + 40
        mark(slide, Box(right - wide, FOOT + 18, wide, 44), stamp.marks, type_, size + 1)
        right -= wide + 24
    source = stamp.source
    while lines_of(source, size, right - LEFT) > 2 and size > 8:
        size -= 0.5
    text_box(slide, Box(LEFT, FOOT, right - LEFT, END - FOOT), type_, [[Say(source, size, QUIET)]],
             "source", anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip


def mark(slide: Any, box: Box, words: str, type_: Type, size: float) -> None:
    """The words that mark simulated data, on a ground of their own."""
    shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *box.emu)
    shape.name = "simulated"
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour_of(TINT)
    shape.line.color.rgb = colour_of(SERIOUS)
    shape.line.width = Emu(9525)
    shape.shadow.inherit = False
    write(shape.text_frame, type_, [[Say(words, size, SERIOUS, bold=True)]],
          align=PP_ALIGN.CENTER, anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip


def qr(slide: Any, stamp: Stamp, box: Box) -> None:
    """The link as a code, that also opens with a click."""
    drawn = BytesIO()
    segno.make(stamp.link, error="l", micro=False).save(drawn, kind="png", scale=8, border=2,
                                                        dark=INK)  # fmt: skip
    drawn.seek(0)
    picture = slide.shapes.add_picture(drawn, *box.emu)
    picture.name = "link"
    picture._element.nvPicPr.cNvPr.set("descr", f"{stamp.say('slides_link')} {stamp.link}")
    picture.click_action.hyperlink.address = stamp.link


def notes(slide: Any, lines: Sequence[str], type_: Type) -> None:
    """What is for the speaker, on the page of notes."""
    frame = slide.notes_slide.notes_text_frame
    size = type_.sizes.of("note")
    shown = [one for one in lines if one]
    for place, text in enumerate(shown):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        type_.paragraph(paragraph, [Say(text, size)])


def _page(shape: Any, stamp: Stamp, place: Place, type_: Type, size: float) -> None:
    """Page n of N; n is a field, so that it stays right when slides are moved."""
    text = stamp.say("page_of", page="\0", pages=place.pages)
    before, _, after = text.partition("\0")
    write(shape.text_frame, type_, [[Say(before, size, QUIET), Say(after, size, QUIET)]],
          align=PP_ALIGN.RIGHT, anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip
    first = shape.text_frame.paragraphs[0].runs[0]._r
    field = etree.Element(qn("a:fld"))
    field.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
    field.set("type", "slidenum")
    type_.set_properties(etree.SubElement(field, qn("a:rPr")), Say("", size, QUIET))
    etree.SubElement(field, qn("a:t")).text = str(place.page)
    first.addnext(field)


def _rule(slide: Any) -> None:
    line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *Box(LEFT, FOOT - 10, RIGHT - LEFT, 2).emu)
    line.name = "rule"
    line.fill.solid()
    line.fill.fore_color.rgb = colour_of(LINE)
    line.line.fill.background()
    _decoration(line)


def _decoration(shape: Any) -> None:
    """A shape that says nothing: readers of screens pass over it, and it throws no shadow."""
    shape.shadow.inherit = False
    cell = shape._element.nvSpPr.cNvPr
    held = etree.SubElement(etree.SubElement(cell, qn("a:extLst")), qn("a:ext"))
    held.set("uri", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    space = "http://schemas.microsoft.com/office/drawing/2017/decorative"
    etree.SubElement(held, f"{{{space}}}decorative", nsmap={"adec": space}).set("val", "1")
