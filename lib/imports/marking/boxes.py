"""The boxes of notes: the drawing in VML that every spreadsheet wants beside the texts.

Boxes that are there stay as they are, but for the size of one whose text has grown. The drawing
need not be well-formed XML (Excel writes such), so that it is searched, never parsed.
"""

import re
from collections.abc import Mapping

from lib.imports.marking.xml import NotPatchable

_URIS = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_EMPTY = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
_NAMED = rb"""\sxmlns:(\w+)\s*=\s*["']"""
_SHAPE = re.compile(rb"<((?:\w+:)?shape)(?=[\s>]).*?</\1\s*>", re.DOTALL)
_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor\s*>).*?(</(?:\w+:)?Anchor\s*>)", re.DOTALL)
_ID = re.compile(rb"_x0000_s(\d+)")
WIDTH = 340  # pixels
_MOST_HEIGHT = 600
_LINE = 18
_ROW = 20
_LETTERS_A_LINE = 46
_COLUMN_WIDTH = 8.43  # letters, of a column that says nothing
_THIN = str.maketrans(
    "",
    "",
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e",
)

Place = tuple[int, int]


class Boxes:
    """The boxes of one sheet; `block` is the number of the sheet, for ids that no other has."""

    def __init__(self, drawing: bytes | None, block: int) -> None:
        self._data = drawing or _EMPTY
        if b"</xml>" not in self._data:
            raise NotPatchable("a drawing of notes that can't be read")
        self._clusters = (block + 1) * 128  # ids are counted by thousands, each sheet far off
        self._texts: dict[Place, str] = {}
        shapes = (_place(shape[0]) for shape in _SHAPE.finditer(self._data))
        self._shapes = {place for place in shapes if place is not None}
        self._dropped: set[Place] = set()

    def put(self, place: Place, content: str) -> None:
        """A box for a text: a new one, or another size for the one that is there."""
        self._texts[place] = content
        self._dropped.discard(place)

    def drop(self, place: Place) -> None:
        """Take a box away."""
        self._dropped.add(place)
        self._texts.pop(place, None)

    def render(self, widths: Mapping[int, float]) -> bytes:
        """The drawing; `widths` are those of the columns, in letters."""
        data = self._with_namespaces()
        prefixes = {key: self._prefix(data, key) for key in _URIS}
        data = _SHAPE.sub(lambda shape: self._kept(shape[0], widths), data)
        number = max([self._clusters * 1024, *(int(found[1]) for found in _ID.finditer(data))])
        new = []
        for place, content in self._texts.items():
            if place not in self._shapes:
                number += 1
                new.append(_box(place, content, widths, number, prefixes))
        at = data.rindex(b"</xml>")
        kinds = b"" if b"_x0000_t202" in data else _kind(prefixes)
        data = data[:at] + kinds + b"".join(new) + data[at:]
        return self._with_clusters(data, number, prefixes)

    def _kept(self, shape: bytes, widths: Mapping[int, float]) -> bytes:
        """A box that was there: as it is, with room for a text that has grown, or nothing."""
        place = _place(shape)
        if place is None:
            return shape
        if place in self._dropped:
            return b""
        if place not in self._texts:
            return shape
        anchor = _anchor(place, self._texts[place], widths)
        if _ANCHOR.search(shape):
            return _ANCHOR.sub(lambda found: found[1] + anchor + found[2], shape)
        row = re.search(rb"<((?:\w+:)?)Row\s*>", shape)
        assert row is not None  # or it would have no place
        tag = row[1] + b"Anchor>"
        new = b"<" + tag + anchor + b"</" + tag
        return shape[: row.start()] + new + shape[row.start() :]

    def _with_namespaces(self) -> bytes:
        """The drawing whose root names all that we write; what is named further in is not ours."""
        data = self._data
        for name, uri in _URIS.items():
            prefix = name
            root = _root(data)
            if not re.search(_NAMED + re.escape(uri), root):
                while re.search(rb"\sxmlns:" + prefix + rb"\s*=", root):
                    prefix += b"_"
                named = b"<xml xmlns:" + prefix + b'="' + uri + b'"'
                at = data.find(root)
                data = data[:at] + named + data[at + len(b"<xml") :]
        return data

    @staticmethod
    def _prefix(data: bytes, key: bytes) -> bytes:
        found = re.search(_NAMED + re.escape(_URIS[key]), _root(data))
        return (found[1] if found else key) + b":"

    def _with_clusters(self, data: bytes, last: int, prefixes: Mapping[bytes, bytes]) -> bytes:
        """The drawing with the thousands of ids that it now uses."""
        used = range(self._clusters, last // 1024 + 1)
        listed = ",".join(map(str, used)).encode()
        known = re.search(rb"""(idmap\b[^>]*?\bdata\s*=\s*["'])([^"']*)""", data)
        if known is not None:
            before = [part for part in known[2].split(b",") if part]
            ours = [part for part in listed.split(b",") if part and part not in before]
            return data[: known.start(2)] + b",".join([*before, *ours]) + data[known.end(2) :]
        layout = (
            b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="'
            + listed
            + b'"/></o:shapelayout>'
        )
        at = data.find(_root(data)) + len(_root(data))
        return data[:at] + _renamed(layout, prefixes) + data[at:]


def _root(data: bytes) -> bytes:
    """The tag that the drawing begins with; empty where there is none."""
    found = re.search(rb"<xml(?=[\s>])[^>]*>", data)
    return found[0] if found else b""


def _place(shape: bytes) -> Place | None:
    """The cell of a box, None for a shape that is no note."""
    row = re.search(rb"<(?:\w+:)?Row\s*>\s*(\d+)", shape)
    column = re.search(rb"<(?:\w+:)?Column\s*>\s*(\d+)", shape)
    if row is None or column is None or b'"Note"' not in shape:
        return None
    return int(row[1]) + 1, int(column[1])


def _anchor(place: Place, content: str, widths: Mapping[int, float]) -> bytes:
    """Where a box begins and ends: column, pixels, row, pixels."""
    row, column = place
    left = column + 1
    end, room = left, WIDTH + 15
    while (pixels := _pixels(widths.get(end, _COLUMN_WIDTH))) <= room and end - left < 200:
        room -= pixels
        end += 1
    height = _height(content)
    top = max(row - 2, 0)
    numbers = (left, 15, top, 10, end, room, top + (height + 10) // _ROW, (height + 10) % _ROW)
    return ", ".join(map(str, numbers)).encode()


def _pixels(width: float) -> int:
    return int(width * 7 + 5) if width else 0


def _height(content: str) -> int:
    """Pixels that a text takes with its heading."""
    lines = 1 + lines_of(content, _LETTERS_A_LINE)
    return min(lines * _LINE + 12, _MOST_HEIGHT)


def lines_of(content: str, letters: int) -> int:
    """Lines that a text takes; marks above and below letters take no width."""
    widths = (len(line.translate(_THIN)) for line in content.split("\n"))
    return sum(max(1, -(-width // letters)) for width in widths)


def _box(
    place: Place,
    content: str,
    widths: Mapping[int, float],
    number: int,
    prefixes: Mapping[bytes, bytes],
) -> bytes:
    row, column = place
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{WIDTH}px;"
        f"height:{_height(content)}px;z-index:1;visibility:hidden"
    )
    shape = (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="{style}" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{_anchor(place, content, widths).decode()}</x:Anchor>"
        "<x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
    return _renamed(shape.encode(), prefixes)


def _kind(prefixes: Mapping[bytes, bytes]) -> bytes:
    kind = (
        b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
        b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    )
    return _renamed(kind, prefixes)


def _renamed(markup: bytes, prefixes: Mapping[bytes, bytes]) -> bytes:
    """Markup with the prefixes that the drawing uses."""

    def other(found: re.Match[bytes]) -> bytes:
        return found[1] + prefixes[found[2]]

    return re.sub(rb"(</?|\s)([vox]):(?=\w)", other, markup)
