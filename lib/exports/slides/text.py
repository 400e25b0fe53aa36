"""Text on slides: fonts and language set for Thai, and how much room it takes."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from lib.exports.model import Language
from lib.exports.slides.settings import Sizes

INK, QUIET, LINE, SURFACE, PRIMARY = "#1F2933", "#52606D", "#D9DEE4", "#FFFFFF", "#0B4F6C"
BETTER, ATTENTION, SERIOUS = "#2166AC", "#D95F02", "#8C2D04"
PX = 6350  # English metric units of a px, of which a slide has 1920 x 1080
LANGUAGES = {"th": "th-TH", "en": "en-GB"}
LEADING = 1.32  # the line of a font that has room for Thai vowels and tone marks
_WIDE, _NARROW = 0.61, 0.57  # em of a Thai letter, and of others; rather too wide
_MARKS = ("Mn", "Cf")


@dataclass(frozen=True)
class Box:
    """A place on a slide, px of 1920 x 1080."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Left, top, width and height as Office has them."""
        return (Emu(round(self.left * PX)), Emu(round(self.top * PX)),
                Emu(round(self.width * PX)), Emu(round(self.height * PX)))  # fmt: skip

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height


@dataclass(frozen=True)
class Say:
    """A piece of text with its look; size in points."""

    text: str
    size: float
    colour: str = INK
    bold: bool = False
    link: str = ""


@dataclass(frozen=True)
class Type:
    """The type of a deck: its sizes and its language."""

    sizes: Sizes
    language: Language

    @property
    def tag(self) -> str:
        """The language as files name it."""
        return LANGUAGES[self.language]

    def set_properties(self, part: Any, say: Say) -> None:
        """Give ``a:rPr`` or ``a:defRPr`` its language, size, weight, colour and fonts.

        Office sets Thai in the font and size of complex script: the font is ``a:cs``, size and
        weight are those of the whole run.
        """
        part.set("lang", self.tag)
        part.set("altLang", "en-GB" if self.language == "th" else "th-TH")
        part.set("sz", str(round(say.size * 100)))
        part.set("b", "1" if say.bold else "0")
        for child in list(part):
            part.remove(child)
        fill = etree.SubElement(part, qn("a:solidFill"))
        etree.SubElement(fill, qn("a:srgbClr")).set("val", say.colour.lstrip("#"))
        for name in ("latin", "ea", "cs"):
            etree.SubElement(part, qn(f"a:{name}")).set("typeface", self.sizes.typeface)

    def paragraph(self, paragraph: Any, pieces: Sequence[Say]) -> None:
        """Fill a paragraph with runs."""
        for say in pieces:
            run = paragraph.add_run()
            run.text = printable(say.text)
            self.set_properties(run._r.get_or_add_rPr(), say)
            if say.link:
                run.hyperlink.address = say.link
        if pieces:
            self.close(paragraph, pieces[-1])

    def close(self, paragraph: Any, say: Say) -> None:
        """Say in which type a writer goes on who types behind the end of a paragraph."""
        end = paragraph._p.find(qn("a:endParaRPr"))
        if end is None:
            end = etree.SubElement(paragraph._p, qn("a:endParaRPr"))
        self.set_properties(end, say)


def write(
    frame: Any, type_: Type, lines: Sequence[Sequence[Say]], *,
    align: Any = PP_ALIGN.LEFT, anchor: Any = MSO_ANCHOR.TOP, gap: float = 0.0,
) -> None:  # fmt: skip
    """Put lines of pieces into a text frame, one paragraph a line, without margins."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = anchor
    for place, pieces in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = align
        if gap and place:
            paragraph.space_before = Pt(gap)
        type_.paragraph(paragraph, pieces)


def text_box(
    slide: Any, box: Box, type_: Type, lines: Sequence[Sequence[Say]], name: str, **more: Any
) -> Any:
    """A box of text with a name."""
    shape = slide.shapes.add_textbox(*box.emu)
    shape.name = name
    write(shape.text_frame, type_, lines, **more)
    return shape


def line_ends(box: Box) -> tuple[Emu, Emu, Emu, Emu]:
    """The ends of an upright line in the middle of a box."""
    left, top, width, height = box.emu
    middle = Emu(left + width // 2)
    return middle, top, middle, Emu(top + height)


def colour_of(colour: str) -> RGBColor:
    """A colour (#RRGGBB) as Office has it."""
    found: RGBColor = RGBColor.from_string(colour.lstrip("#"))  # type: ignore[no-untyped-call]
    return found


def printable(text: str) -> str:
    """Text without signs that no XML file may hold."""
    return "".join(one for one in text if one in "\t\n" or unicodedata.category(one) != "Cc")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a line is at a size in points, px of 1920."""
    wide = sum(_WIDE if "\u0e00" <= one < "\u0e80" else _NARROW
               for one in text if unicodedata.category(one) not in _MARKS)  # fmt: skip
    return wide * size * 2 * (1.03 if bold else 1.0)


def lines_of(text: str, size: float, width: float, *, bold: bool = False) -> int:
    """About how many lines a text takes in a width, px.

    Thai breaks between words without spaces, so that a line is filled but for a word.
    """
    room = max(width - 3 * size, width * 0.7)
    parts = text.split("\n")
    return sum(1 if width_of(one, size, bold=bold) <= width
               else math.ceil(width_of(one, size, bold=bold) / room) for one in parts)  # fmt: skip


def high(size: float, lines: int = 1) -> float:
    """The height of lines at a size in points, px."""
    return size * 2 * LEADING * lines


def fitted(text: str, sizes: Sequence[float], width: float, most: int) -> tuple[float, int]:
    """The largest of the sizes at which a text takes at most so many lines, and how many."""
    for size in sizes:
        lines = lines_of(text, size, width, bold=True)
        if lines <= most:
            return size, lines
    return sizes[-1], lines_of(text, sizes[-1], width, bold=True)
