"""What the text layer needs to know of the glyphs of a font within a PDF."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array

SPACE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<0020>")


@dataclass(frozen=True)
class Glyphs:
    """Widths of glyphs in thousandths of the size of the type; the glyph of the space, if any."""

    widths: Mapping[int, float] = field(default_factory=dict)
    space: int = -1

    def width(self, glyph: int) -> float:
        """The width of a glyph; 0 of one that has none."""
        return self.widths.get(glyph, 0.0)

    def wide(self, glyphs: Iterable[int]) -> bool:
        """Whether any of them has a width."""
        return any(map(self.width, glyphs))


def glyphs_of(font: Any) -> Glyphs:
    """The glyphs of a font with two-byte codes; nothing of any other font.

    ISO 32000-1, 9.7.4.3 (widths) and 9.10.3 (what a code stands for).
    """
    if "/DescendantFonts" not in font:
        return Glyphs()
    spaces = SPACE.search(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else None
    return Glyphs(_widths(font.DescendantFonts[0]), int(spaces[1], 16) if spaces else -1)


def _widths(font: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    parts = list(font.get("/W", Array()))
    while parts:
        first, second = int(parts[0]), parts[1]
        if isinstance(second, Array):
            found |= {first + step: float(width) for step, width in enumerate(second)}
            parts = parts[2:]
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(parts[2]))
            parts = parts[3:]
    return found
