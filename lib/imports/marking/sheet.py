"""A sheet read and written piece by piece, with other styles for some of its cells.

Rows are never all in memory. Cells that a mark needs and the sheet does not have are put in.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lib.imports.marking.notes import cell_name, place_of
from lib.imports.marking.package import OFFICE
from lib.imports.marking.plain import MOST_COLUMNS
from lib.imports.marking.xml import (
    Checker,
    NotPatchable,
    children,
    elements,
    first,
    prefix_of,
    with_attribute,
    without_attribute,
)

_INSIDE = rb"""(?:[^>"']|"[^"]*"|'[^']*')*?"""
_MOST_WIDTHS = 500  # columns that one element tells the width of, as far as boxes need it
_LARGEST_EDGE = 32 << 20  # of what stands before the rows, or after them
# What comes after the drawing of the notes in a sheet.
_AFTER = {
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst", "AlternateContent"),
}

Levels = Mapping[int, Mapping[int, bool]]  # row -> column -> whether it is an error
Restyle = Callable[[int, bool], int]  # style and whether it is an error -> style


@dataclass
class SheetStream:
    """A sheet as it goes by. `widths` and `drawing` are known once the beginning has passed.

    `relation` is what the notes of the sheet are drawn with, None to leave that as it is.
    """

    levels: Levels
    restyle: Restyle
    relation: str | None = None
    widths: dict[int, float] = field(default_factory=dict)
    _styles: list[tuple[int, int, int]] = field(default_factory=list)
    _prefix: bytes = b""
    _row: int = 0
    _waiting: list[int] = field(default_factory=list)

    def run(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The sheet with its marks; NotPatchable when it is not as sheets are."""
        checker = Checker()
        self._waiting = sorted(self.levels, reverse=True)
        state, buffer = self._head, b""
        for block in _checked(blocks, checker):
            buffer += block
            done, buffer, state = state(buffer, last=False)
            yield done
        done, buffer, state = state(buffer, last=True)
        while buffer:
            yield done
            done, buffer, state = state(buffer, last=True)
        yield done

    def _head(self, buffer: bytes, *, last: bool) -> "_Step":
        """What stands before the rows."""
        found = re.search(
            rb"<(?P<prefix>(?:[\w.-]+:)?)sheetData(?=[\s/>])" + _INSIDE + rb">", buffer
        )
        if found is None:
            if last or len(buffer) > _LARGEST_EDGE:
                raise NotPatchable("a sheet without rows")
            return b"", buffer, self._head
        head = buffer[: found.start()].removeprefix(b"\xef\xbb\xbf")
        if b"<!" in head:
            raise NotPatchable("comments in the markup of a sheet")
        self._prefix = found["prefix"]
        if prefix_of(head) != self._prefix:
            raise NotPatchable("prefixes that change within a sheet")
        self._learn_columns(head)
        head = deselected(head)
        rest = buffer[found.end() :]
        if not found[0].endswith(b"/>"):
            return head + found[0], rest, self._rows
        close = b"</" + self._prefix + b"sheetData>"
        return head + found[0][:-2] + b">", close + rest, self._rows

    def _rows(self, buffer: bytes, *, last: bool) -> "_Step":
        """Whole rows as far as they are there."""
        close = b"</" + self._prefix + b"sheetData"
        end = buffer.find(close)
        if end >= 0:
            done = self._marked_rows(buffer[:end]) + b"".join(self._new_rows(None))
            return done, buffer[end:], self._tail
        if last:
            raise NotPatchable("a sheet whose rows do not end")
        row_end = b"</" + self._prefix + b"row>"
        cut = buffer.rfind(row_end)
        if cut < 0:
            if len(buffer) > _LARGEST_EDGE:
                raise NotPatchable("a row that is too large")
            return b"", buffer, self._rows
        cut += len(row_end)
        return self._marked_rows(buffer[:cut]), buffer[cut:], self._rows

    def _tail(self, buffer: bytes, *, last: bool) -> "_Step":
        """What stands after the rows: there goes the drawing of the notes."""
        if len(buffer) > _LARGEST_EDGE:
            raise NotPatchable("too much after the rows of a sheet")
        if not last:
            return b"", buffer, self._tail
        if b"<!" in buffer:
            raise NotPatchable("comments in the markup of a sheet")
        if self.relation is None:
            return buffer, b"", self._tail
        if first(buffer, "legacyDrawing") is not None:
            raise NotPatchable("a sheet with a drawing that leads nowhere")
        start = buffer.index(b">") + 1
        root_end = buffer.rindex(b"</")
        places = [at for name, at in children(buffer, start, root_end) if name in _AFTER]
        at = min(places, default=root_end)
        tag = f'legacyDrawing xmlns:r="{OFFICE}" r:id="{self.relation}"/>'.encode()
        return buffer[:at] + b"<" + self._prefix + tag + buffer[at:], b"", self._tail

    def _learn_columns(self, head: bytes) -> None:
        default = first(head, "sheetFormatPr")
        width = float((default.get("defaultColWidth") if default else None) or 8.43)
        listed = first(head, "cols")
        if listed is None:
            self.widths = {}
            return
        found = elements(head, "col", listed.inside, listed.inside_end)
        for one in islice(found, MOST_COLUMNS):
            start, end = int(one.get("min") or 1), int(one.get("max") or 1)
            self._styles.append((start - 1, end - 1, int(one.get("style") or 0)))
            hidden = one.get("hidden") in ("1", "true")
            shown = 0.0 if hidden else float(one.get("width") or width)
            last = min(end, start + _MOST_WIDTHS, MOST_COLUMNS)
            self.widths |= dict.fromkeys(range(start - 1, last), shown)

    def _marked_rows(self, piece: bytes) -> bytes:
        if b"<!" in piece:
            raise NotPatchable("comments in the markup of a sheet")
        if not self._waiting:
            return piece
        done, position = [], 0
        row_tag = re.compile(
            rb"<" + self._prefix + rb"row(?=[\s/>])" + _INSIDE + rb"(?P<empty>/?)>"
        )
        row_end = b"</" + self._prefix + b"row>"
        number = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
        for tag in row_tag.finditer(piece):
            named = number.search(tag[0])
            row = int(named[1]) if named else self._row + 1
            if row <= self._row:
                raise NotPatchable("rows that are not in order")
            self._row = row
            if not self._waiting or self._waiting[-1] > row:
                continue
            done.append(piece[position : tag.start()])
            done += self._new_rows(row)
            position = tag.start()
            if self._waiting and self._waiting[-1] == row:
                self._waiting.pop()
                end = tag.end() if tag["empty"] else piece.index(row_end, tag.end())
                done.append(self._marked_row(row, tag[0], piece[tag.end() : end]))
                position = end + (0 if tag["empty"] else len(row_end))
        return b"".join([*done, piece[position:]])

    def _new_rows(self, before: int | None) -> Iterator[bytes]:
        """Rows that the sheet does not have, up to one that it has (None: its end)."""
        while self._waiting and (before is None or self._waiting[-1] < before):
            row = self._waiting.pop()
            yield self._marked_row(row, f'<row r="{row}"/>'.encode(), b"")

    def _marked_row(self, row: int, tag: bytes, content: bytes) -> bytes:
        levels = self.levels[row]
        left = sorted(levels, reverse=True)
        base = self._row_style(tag)
        cell_tag = re.compile(rb"<" + self._prefix + rb"c(?=[\s/>])" + _INSIDE + rb">")
        done, position, column = [], 0, -1
        for cell in cell_tag.finditer(content):
            column = self._column(cell[0], column)
            done.append(content[position : cell.start()])
            while left and left[-1] < column:
                done.append(self._new_cell(row, left[-1], levels[left.pop()], base))
            position = cell.start()
            if left and left[-1] == column:
                style = int(_number(cell[0], "s") or 0)
                new = self.restyle(style, levels[left.pop()])
                done.append(with_attribute(cell[0], "s", str(new)))
                position = cell.end()
        after = first(content, "extLst", position)
        end = after.start if after else len(content)
        done.append(content[position:end])
        done += [self._new_cell(row, one, levels[one], base) for one in reversed(left)]
        inside = b"".join([*done, content[end:]])
        open_tag = without_attribute(tag, "spans").removesuffix(b"/>").rstrip(b">").rstrip() + b">"
        if not open_tag.startswith(b"<" + self._prefix + b"row"):
            open_tag = b"<" + self._prefix + open_tag[1:]
        return open_tag + inside + b"</" + self._prefix + b"row>"

    def _new_cell(self, row: int, column: int, error: bool, base: int | None) -> bytes:
        style = self.restyle(self._column_style(column) if base is None else base, error)
        name = cell_name(row, column)
        return b"<" + self._prefix + f'c r="{name}" s="{style}"/>'.encode()

    def _column(self, tag: bytes, before: int) -> int:
        named = _number(tag, "r")
        place = place_of(named) if named else None
        if named and place is None:
            raise NotPatchable("a cell with a name that is none")
        column = place[1] if place else before + 1
        if column <= before:
            raise NotPatchable("cells that are not in order")
        return column

    @staticmethod
    def _row_style(tag: bytes) -> int | None:
        style = _number(tag, "s")
        return int(style) if style and _number(tag, "customFormat") in ("1", "true") else None

    def _column_style(self, column: int) -> int:
        own = (style for start, end, style in self._styles if start <= column <= end)
        return next(own, 0)


_Step = tuple[bytes, bytes, Any]  # what is done, what is left, what comes next


def deselected(head: bytes) -> bytes:
    """The beginning of a sheet that is not among those chosen: changes would go to all of them."""
    for view in reversed(list(elements(head, "sheetView"))):
        tag = without_attribute(head[view.start : view.inside], "tabSelected")
        head = head[: view.start] + tag + head[view.inside :]
    return head


def _checked(blocks: Iterator[bytes], checker: Checker) -> Iterator[bytes]:
    for block in blocks:
        checker.feed(block)
        yield block
    checker.feed(b"", last=True)


def _number(tag: bytes, name: str) -> str | None:
    found = re.search(rb"\s" + name.encode() + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return found[1].decode() if found else None
