"""An empty presentation in the house look: 16:9, fonts and colours of its theme."""

from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Emu

from lib.exports.slides.text import PX, Type

WIDTH, HEIGHT = 1920, 1080
TITLE_ONLY = "Title Only"
KEPT = ("Title Slide", TITLE_ONLY, "Blank")
COLOURS = {
    "dk1": "1F2933", "lt1": "FFFFFF", "dk2": "0B4F6C", "lt2": "F7F8FA", "accent1": "0B4F6C",
    "accent2": "2166AC", "accent3": "D95F02", "accent4": "009E73", "accent5": "CC79A7",
    "accent6": "52606D", "hlink": "0B4F6C", "folHlink": "52606D",
}  # fmt: skip


def new(type_: Type) -> Any:
    """A presentation without slides."""
    made = Presentation()
    scale = WIDTH * PX / made.slide_width
    made.slide_width, made.slide_height = Emu(WIDTH * PX), Emu(HEIGHT * PX)
    for layout in list(made.slide_layouts):
        if layout.name not in KEPT:
            made.slide_layouts.remove(layout)
    for page in (made.slide_master, *made.slide_layouts):
        for shape in page.shapes:
            if shape._element.xpath("./p:spPr/a:xfrm"):
                shape.left, shape.width = (
                    Emu(round(shape.left * scale)),
                    Emu(round(shape.width * scale)),
                )
    theme(made.slide_master.part, type_)
    return made


def theme(part: Any, type_: Type) -> None:
    """Give the theme of a master its fonts and colours."""
    found = part.part_related_by(RT.THEME)
    root = etree.fromstring(found.blob)
    for fonts in root.iter(qn("a:majorFont"), qn("a:minorFont")):
        for one in fonts.findall(qn("a:font")):
            if one.get("script") == "Thai":
                one.set("typeface", type_.sizes.typeface)
        for name in ("latin", "ea", "cs"):
            fonts.find(qn(f"a:{name}")).set("typeface", type_.sizes.typeface)
    for name, colour in COLOURS.items():
        place = root.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        if place is not None:
            for child in list(place):
                place.remove(child)
            etree.SubElement(place, qn("a:srgbClr")).set("val", colour)
    found._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
