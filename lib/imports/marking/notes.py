"""The notes of a sheet: those of its people stay, ours are added, and known again later.

A note of ours, or the part of a note that is ours, begins with a line that says so. From that
line on it is taken away when the workbook is marked again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lib.imports.marking.boxes import Boxes
from lib.imports.marking.xml import NotPatchable, elements, first, prefix_of, text, text_of
from lib.imports.wording import both, say
from lib.store.codelists import Language

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{_NAMESPACE}"><authors></authors><commentList></commentList></comments>'
).encode()
_FONT = '<sz val="10"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/>'
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

Place = tuple[int, int]  # row, the first being 1, and column, the first being 0


@dataclass(frozen=True)
class _Note:
    """A note that stands in the sheet: its element, and what is said in it."""

    place: Place
    markup: bytes
    text: str


def column_letters(column: int) -> str:
    """The letters of a column in a spreadsheet: 0 is A, 26 is AA."""
    before, last = divmod(column, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + last)


def cell_name(row: int, column: int) -> str:
    """A1 for row 1 and column 0."""
    return f"{column_letters(column)}{row}"


def place_of(name: str) -> Place | None:
    """Row and column of a cell from its name."""
    found = _PLACE.fullmatch(name)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1


class Notes:
    """The notes of one sheet and the boxes that show them; `cleared` are those taken away."""

    def __init__(self, comments: bytes | None, drawing: bytes | None, block: int) -> None:
        self._data = comments or _EMPTY
        self._prefix = prefix_of(self._data)
        self._notes = {note.place: note for note in map(self._read, self._comments())}
        self._new: dict[Place, bytes] = {}
        self.cleared = 0
        self._boxes = Boxes(drawing, block)
        if drawing is None:
            for place, note in self._notes.items():
                self._boxes.put(place, note.text)
        self._clear()

    def add(self, notes: Mapping[Place, str], language: Language) -> None:
        """Put a text into cells, below what is said there."""
        for place, content in notes.items():
            ours = self._runs(content, language)
            before = self._notes.get(place)
            if before is None:
                name = cell_name(*place)
                markup = f'<comment ref="{name}" authorId="%d"><text>{ours}</text></comment>'
                self._new[place] = self._own(markup)
                self._boxes.put(place, content)
            else:
                self._notes[place] = _Note(place, self._appended(before, ours), before.text)
                self._boxes.put(place, f"{before.text}\n\n{content}")

    def render(self, widths: Mapping[int, float], language: Language) -> tuple[bytes, bytes]:
        """The part of the notes and that of their boxes, which need the widths of the columns."""
        data, author = self._with_author(say("note.author", language))
        listed = first(data, "commentList")
        if listed is None:
            raise NotPatchable("notes without a list")
        new = [markup.replace(b"%d", str(author).encode(), 1) for markup in self._new.values()]
        inside = b"".join([*(note.markup for note in self._notes.values()), *new])
        open_tag = data[listed.start : listed.inside]
        if listed.inside == listed.end:
            open_tag = open_tag.rstrip(b"/> ") + b">"
        close = b"</" + self._prefix + b"commentList>"
        whole = data[: listed.start] + open_tag + inside + close + data[listed.end :]
        return whole, self._boxes.render(widths)

    def __len__(self) -> int:
        return len(self._notes) + len(self._new)

    def _comments(self) -> list[bytes]:
        return [self._data[one.start : one.end] for one in elements(self._data, "comment")]

    def _read(self, markup: bytes) -> _Note:
        element = first(markup, "comment")
        place = place_of((element.get("ref") if element else None) or "")
        if place is None:
            raise NotPatchable("a note without a cell")
        parts = [markup[one.inside : one.inside_end] for one in elements(markup, "t")]
        return _Note(place, markup, "".join(map(text_of, parts)))

    def _clear(self) -> None:
        """Take away what is ours of an earlier round."""
        for place, note in list(self._notes.items()):
            found = [note.text.find(mark) for mark in both("note.mark")]
            cut = min((at for at in found if at >= 0), default=-1)
            if cut < 0:
                continue
            self.cleared += 1
            if not note.text[:cut].strip():
                del self._notes[place]
                self._boxes.drop(place)
            else:
                kept = note.text[:cut].rstrip()
                self._notes[place] = _Note(place, _shortened(note.markup, len(kept)), kept)
                self._boxes.put(place, kept)

    def _appended(self, note: _Note, runs: str) -> bytes:
        """A note with more runs of text; a text without runs becomes the first of them."""
        markup = note.markup
        content = first(markup, "text")
        if content is None:
            raise NotPatchable("a note without a text")
        inside = markup[content.inside : content.inside_end]
        if first(inside, "r") is None and (bare := first(inside, "t")) is not None:
            run = self._prefix + b"r>"
            inside = b"<" + run + inside[bare.start : bare.end] + b"</" + run + inside[bare.end :]
        ends = [found.start for name in ("rPh", "phoneticPr") if (found := first(inside, name))]
        at = min(ends, default=len(inside))
        gap = self._own(f'<r><rPr>{_FONT}</rPr><t xml:space="preserve">\n\n</t></r>')
        inside = inside[:at] + gap + self._own(runs) + inside[at:]
        tag = self._prefix + b"text>"
        whole = b"<" + tag + inside + b"</" + tag
        return markup[: content.start] + whole + markup[content.end :]

    def _runs(self, content: str, language: Language) -> str:
        head = text(say("note.mark", language))
        space = 'xml:space="preserve"'
        return (
            f"<r><rPr><b/>{_FONT}</rPr><t {space}>{head}\n</t></r>"
            f"<r><rPr>{_FONT}</rPr><t {space}>{text(content)}</t></r>"
        )

    def _with_author(self, name: str) -> tuple[bytes, int]:
        data = self._data
        authors = first(data, "authors")
        if authors is None:
            raise NotPatchable("notes without authors")
        found = elements(data, "author", authors.inside, authors.inside_end)
        known = [text_of(data[one.inside : one.inside_end]) for one in found]
        if name in known:
            return data, known.index(name)
        new = self._own(f"<author>{text(name)}</author>")
        if authors.inside == authors.end:
            tag = self._prefix + b"authors>"
            whole = b"<" + tag + new + b"</" + tag
            return data[: authors.start] + whole + data[authors.end :], len(known)
        return data[: authors.inside_end] + new + data[authors.inside_end :], len(known)

    def _own(self, markup: str) -> bytes:
        return re.sub(rb"<(/?)(?=\w)", rb"<\1" + self._prefix, markup.encode())


def _shortened(markup: bytes, length: int) -> bytes:
    """A note cut after so many characters of its text, without the runs that are then empty."""
    pieces, position, left = [], 0, length
    for one in elements(markup, "t"):
        kept = text_of(markup[one.inside : one.inside_end])[:left]
        left -= len(kept)
        pieces += [markup[position : one.inside], text(kept).encode()]
        position = one.inside_end
    cut = b"".join([*pieces, markup[position:]])
    for run in reversed(list(elements(cut, "r"))):
        said = first(cut, "t", run.inside, run.inside_end)
        if said is not None and said.inside == said.inside_end:
            cut = cut[: run.start] + cut[run.end :]
    return cut
