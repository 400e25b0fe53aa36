"""The styles of a workbook: those of its cells again, with the colour of a mark behind them.

A marked cell gets a copy of its own style with another fill. The colour that it had before is
kept as the second colour of that fill, which nobody sees; so the mark can be taken away again
wherever the cell has been moved to, and whichever program has saved the file in between.
"""

import re
from dataclasses import dataclass, field

from lib.imports.marking.xml import (
    NotPatchable,
    children,
    elements,
    first,
    prefix_of,
    with_attribute,
)

# Near to colours that offices use, and not one of any palette, so that they are known again.
ERROR_COLOUR = "FFF9CDB7"
WARNING_COLOUR = "FFFDECB3"
_NO_COLOUR = b'indexed="64"'
_COLOURS = {ERROR_COLOUR, WARNING_COLOUR}
MINIMAL = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="10"/><name val="Tahoma"/><family val="2"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>"
)


@dataclass
class _Section:
    """A list of the styles: its children as text."""

    name: str
    items: list[bytes]
    _added: dict[bytes, int] = field(default_factory=dict)

    def add(self, item: bytes) -> int:
        """The number of an item, added when it is not there yet."""
        if not self._added:
            self._added = {known: at for at, known in reversed(list(enumerate(self.items)))}
        if item not in self._added:
            self._added[item] = len(self.items)
            self.items.append(item)
        return self._added[item]


class Styles:
    """The styles of a workbook, to which marks and what the summary needs are added."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._prefix = prefix_of(data)
        self._fonts = self._section("fonts", "font")
        self._fills = self._section("fills", "fill")
        self._cells = self._section("cellXfs", "xf")
        if not (self._fonts.items and self._fills.items and self._cells.items):
            raise NotPatchable("styles without fonts, fills or cells")
        self._marked: dict[tuple[int, bool], int] = {}

    def clear(self) -> None:
        """Give the cells back the fill that they had before they were marked."""
        self._fills.items = [self._unmarked(fill) for fill in self._fills.items]

    def marked(self, style: int, *, error: bool) -> int:
        """The style of a cell that has `style`, with a mark."""
        if (style, error) not in self._marked:
            self._marked[style, error] = self._mark(style, error=error)
        return self._marked[style, error]

    def add(self, font: str = "", fill: str = "", alignment: str = "", number: int = 0) -> int:
        """A style from the inside of a font and the attributes of a colour and an alignment."""
        font_id = self._fonts.add(self._own(f"<font>{font}</font>")) if font else 0
        fill_id = self._fills.add(self._fill(f'rgb="{fill}"'.encode())) if fill else 0
        inside = f"<alignment {alignment}/>" if alignment else ""
        tag = f'<xf numFmtId="{number}" fontId="{font_id}" fillId="{fill_id}" borderId="0" xfId="0"'
        applies = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"'
        return self._cells.add(self._own(f"{tag} {applies}>{inside}</xf>"))

    def render(self) -> bytes:
        """The whole part."""
        data = self._data
        for section in (self._fonts, self._fills, self._cells):
            place = first(data, section.name)
            if place is None:
                raise NotPatchable(f"styles without {section.name}")
            tag = with_attribute(data[place.start : place.inside], "count", str(len(section.items)))
            inside = tag + b"".join(section.items)
            data = data[: place.start] + inside + data[place.inside_end :]
        return data

    def _section(self, name: str, child: str) -> _Section:
        place = first(self._data, name)
        if place is None:
            raise NotPatchable(f"styles without {name}")
        found = elements(self._data, child, place.inside, place.inside_end)
        section = _Section(name, [self._data[one.start : one.end] for one in found])
        names = [name for name, _ in children(self._data, place.inside, place.inside_end)]
        if names != [child] * len(section.items):
            raise NotPatchable(f"{name} holds something unknown")
        return section

    def _mark(self, style: int, *, error: bool) -> int:
        cells = self._cells.items
        cell = cells[style] if style < len(cells) else cells[0]
        tag, rest = _opened(cell)
        number = re.search(rb"""\sfillId\s*=\s*["'](\d+)""", tag)
        before = self._colour(int(number[1]) if number else 0)
        colour = ERROR_COLOUR if error else WARNING_COLOUR
        fill = self._fills.add(self._fill(f'rgb="{colour}"'.encode(), before))
        tag = with_attribute(with_attribute(tag, "fillId", str(fill)), "applyFill", "1")
        return self._cells.add(tag + rest)

    def _colour(self, fill: int) -> bytes:
        """The attributes of the colour that a fill shows."""
        if fill >= len(self._fills.items):
            return _NO_COLOUR
        item = self._fills.items[fill]
        pattern, colour = first(item, "patternFill"), first(item, "fgColor")
        shown = pattern is not None and pattern.get("patternType") not in (None, "none", "gray125")
        return colour.attrs.strip() if shown and colour is not None else _NO_COLOUR

    def _unmarked(self, fill: bytes) -> bytes:
        colour, before = first(fill, "fgColor"), first(fill, "bgColor")
        if colour is None or (colour.get("rgb") or "").upper() not in _COLOURS:
            return fill
        if before is None or before.get("indexed") in ("64", "65"):
            return self._own('<fill><patternFill patternType="none"/></fill>')
        return self._fill(before.attrs.strip())

    def _fill(self, colour: bytes, behind: bytes = _NO_COLOUR) -> bytes:
        inside = b"<fgColor " + colour + b"/><bgColor " + behind + b"/>"
        solid = b'<fill><patternFill patternType="solid">' + inside + b"</patternFill></fill>"
        return self._own(solid.decode())

    def _own(self, markup: str) -> bytes:
        """Markup with the prefix that the elements of this part have."""
        return re.sub(rb"<(/?)(?=\w)", rb"<\1" + self._prefix, markup.encode())


def _opened(element: bytes) -> tuple[bytes, bytes]:
    """An element as its opening tag and the rest; one in a single tag stays single."""
    found = re.match(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""", element)
    if found is None:
        raise NotPatchable("a style that can't be read")
    return element[: found.end()], element[found.end() :]
