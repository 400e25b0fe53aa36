"""The first slide: what the deck is, of what, made when, and where to find it."""

from datetime import datetime
from typing import Any

from pptx.enum.text import MSO_ANCHOR

from lib.exports.model import Stamp
from lib.exports.slides.page import FOOT, LEFT, QR, RIGHT, Place, is_web, mark, qr
from lib.exports.slides.page import foot as page_foot
from lib.exports.slides.text import (
    INK,
    PRIMARY,
    QUIET,
    Box,
    Say,
    Type,
    high,
    lines_of,
    text_box,
    width_of,
    write,
)

BIG = 300  # px of the code
BUDDHIST_ERA = 543


def title_slide(slide: Any, stamp: Stamp, place: Place, type_: Type) -> None:
    """Title, the lines of the stamp, the mark, when it was made, the code with the link."""
    size, wide = type_.sizes.of("title"), RIGHT - LEFT
    while lines_of(stamp.title, size, wide, bold=True) > 2 and size > 24:
        size -= 2
    lines = lines_of(stamp.title, size, wide, bold=True)
    head = Box(LEFT, 130, wide, high(size, lines))
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = head.emu
    title.name = "headline"
    write(title.text_frame, type_, [[Say(stamp.title, size, PRIMARY, bold=True)]])
    top = head.bottom + 30
    if stamp.marks:
        text = type_.sizes.of("text") + 2
        room = width_of(stamp.marks, text, bold=True) + 60
        mark(slide, Box(LEFT, top, min(room, wide), 64), stamp.marks, type_, text)
        slide.shapes[-1].name = "simulated-large"
        top += 94
    _lines(slide, stamp, top, type_)
    if is_web(stamp.link):
        _link(slide, stamp, type_)
    page_foot(slide, stamp, place, type_)
    if is_web(stamp.link):
        small = [
            one
            for one in slide.shapes
            if one.name == "link" and one.width < Box(0, 0, QR + 1, 0).emu[2]
        ]
        for one in small:  # the large code says the same
            one._element.getparent().remove(one._element)


def made_when(stamp: Stamp) -> str:
    """มีผลเมื่อ 5 ธ.ค. 2568 14:30, in the words of the stamp."""
    return stamp.say("slides_made", when=_when(stamp.made, stamp))


def _when(made: datetime, stamp: Stamp) -> str:
    months = stamp.say("slides_months").split(",")
    year = made.year + (BUDDHIST_ERA if stamp.language == "th" else 0)
    return f"{made.day} {months[made.month - 1]} {year} {made:%H:%M}"


def _lines(slide: Any, stamp: Stamp, top: float, type_: Type) -> None:
    size, wide = type_.sizes.of("text") + 2, RIGHT - LEFT - BIG - 80
    room = FOOT - 30 - top
    said = [f"{name}: {value}" for name, value in stamp.lines] + [stamp.source, made_when(stamp)]
    while sum(high(size, lines_of(one, size, wide)) + size for one in said) > room and size > 10:
        size -= 1
    texts = [[Say(f"{name}: ", size, QUIET), Say(value, size, INK, bold=True)]
             for name, value in stamp.lines]  # fmt: skip
    texts += [[Say(stamp.source, size, INK)]] if stamp.source else []
    texts.append([Say(made_when(stamp), size, QUIET)])
    text_box(slide, Box(LEFT, top, wide, room), type_, texts, "about", gap=size / 3)


def _link(slide: Any, stamp: Stamp, type_: Type) -> None:
    left, top = RIGHT - BIG, FOOT - 60 - BIG
    qr(slide, stamp, Box(left, top, BIG, BIG))
    said = [[Say(stamp.say("slides_scan"), type_.sizes.of("foot"), QUIET)]]
    text_box(slide, Box(left - 60, top - 44, BIG + 60, 40), type_, said, "scan",
             anchor=MSO_ANCHOR.BOTTOM)  # fmt: skip


__all__ = ["made_when", "title_slide"]
