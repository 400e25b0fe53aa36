"""Marks put into a package: sheets, notes, styles and summary, then the whole written again."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lib.imports.marking.book import Book
from lib.imports.marking.marks import Marks, SheetMarks
from lib.imports.marking.notes import Notes
from lib.imports.marking.package import CONTENT, Package
from lib.imports.marking.sheet import SheetStream, deselected
from lib.imports.marking.styles import Styles
from lib.imports.marking.summary import About, summary_sheet
from lib.imports.marking.xml import Checker, NotPatchable
from lib.imports.wording import say
from lib.store.codelists import Language

_DRAWING = f"{CONTENT}.vmlDrawing"
_NOTES = f"{CONTENT}.spreadsheetml.comments+xml"
_ENDINGS = {
    "sheet.macroenabled.main": ".xlsm",
    "template.macroenabled.main": ".xltm",
    "template.main": ".xltx",
}


@dataclass(frozen=True)
class Edited:
    """A workbook with marks: its bytes, the ending of its name, cells coloured and annotated."""

    data: bytes
    ending: str
    cells: int
    notes: int


def edit(package: Package, marks: Marks, about: About, language: Language) -> Edited:
    """The workbook with marks and summary, those of an earlier round taken away.

    Raises NotPatchable, with nothing done, for a workbook that is not as most are.
    """
    book = Book.of(package)
    if unknown := set(marks.sheets) - set(book.sheets):
        raise NotPatchable(f"no sheet {min(unknown)!r}")
    styles_part = book.styles_part()
    package.reserve(styles_part)
    styles = Styles(package.tidy(styles_part))
    styles.clear()
    own = book.summary()
    sheets = [
        _SheetEdit(package, part, marks.sheets.get(name, SheetMarks()), number, styles, language)
        for number, (name, part) in enumerate(book.sheets.items())
        if name != own
    ]
    kept = [line if line.sheet in book.sheets else replace(line, cells=()) for line in marks.lines]
    summary = summary_sheet(replace(marks, lines=tuple(kept)), about, styles, language)
    book.put_summary(summary, say("summary.sheet", language))

    def finish() -> None:
        for sheet in sheets:
            sheet.finish()
        package.write(styles_part, _proved(styles.render()))

    with io.BytesIO() as out:
        package.save(out, {sheet.part: sheet.blocks() for sheet in sheets}, finish)
        data = out.getvalue()
    cells = sum(one.cells for one in marks.sheets.values())
    notes = sum(len(one.texts) for one in marks.sheets.values())
    return Edited(data, _ending(package.content_of(book.part)), cells, notes)


class _SheetEdit:
    """One sheet: its stream with marks, then its notes."""

    def __init__(
        self,
        package: Package,
        part: str,
        marks: SheetMarks,
        number: int,
        styles: Styles,
        language: Language,
    ) -> None:
        self.part = part
        self._package, self._marks, self._language = package, marks, language
        self._notes_part, self._drawing_part = self._existing()
        self._notes: Notes | None = None
        self._stream = SheetStream(
            marks.levels, lambda style, error: styles.marked(style, error=error)
        )
        texts = marks.notes
        if self._notes_part is None and not texts:
            return
        notes = Notes(
            package.tidy(self._notes_part) if self._notes_part else None,
            package.read(self._drawing_part) if self._drawing_part else None,
            number,
        )
        notes.add(texts, language)
        if texts or notes.cleared:
            self._notes = notes
            self._make_room()

    def blocks(self) -> Iterator[bytes]:
        """The sheet as it is to be written."""
        blocks = self._package.blocks(self.part)
        if self._marks.levels or self._stream.relation:
            yield from _all_proved(self._stream.run(blocks))
            return
        start = next(blocks, b"")
        head = start.find(b"sheetData")
        cut = head if head >= 0 else len(start)
        yield deselected(start[:cut]) + start[cut:]
        yield from blocks

    def finish(self) -> None:
        """Write the notes, once the sheet has told how wide its columns are."""
        if self._notes is None or self._notes_part is None or self._drawing_part is None:
            return
        notes, drawing = self._notes.render(self._stream.widths, self._language)
        self._package.write(self._notes_part, _proved(notes))
        self._package.write(self._drawing_part, drawing)

    def _existing(self) -> tuple[str | None, str | None]:
        """The parts of the notes and of their boxes, where the sheet has them."""
        relations = self._package.relations(self.part)
        notes = [one.target for one in relations if one.kind == "comments"]
        # Pictures in headers and footers are drawn in such a part too, which is another.
        drawings = [
            one.target
            for one in relations
            if one.kind == "vmlDrawing" and b"ClientData" in self._package.read(one.target)
        ]
        return next(iter(notes), None), next(iter(drawings), None)

    def _make_room(self) -> None:
        """Parts for the notes where the sheet has none."""
        package = self._package
        if self._notes_part is None:
            self._notes_part = package.free_name("xl/comments{}.xml")
            package.write(self._notes_part, b"")
            package.declare(self._notes_part, _NOTES)
            package.relate(self.part, "comments", self._notes_part)
        if self._drawing_part is None:
            self._drawing_part = package.free_name("xl/drawings/vmlDrawing{}.vml")
            package.write(self._drawing_part, b"")
            package.declare_ending("vml", _DRAWING)
            self._stream.relation = package.relate(self.part, "vmlDrawing", self._drawing_part)
        package.reserve(self._notes_part)
        package.reserve(self._drawing_part)


def _proved(data: bytes) -> bytes:
    """What we have written, read by a parser once more: no broken workbook leaves the house."""
    checker = Checker()
    checker.feed(data, last=True)
    return data


def _all_proved(blocks: Iterable[bytes]) -> Iterator[bytes]:
    checker = Checker()
    for block in blocks:
        checker.feed(block)
        yield block
    checker.feed(b"", last=True)


def _ending(content: str) -> str:
    plain = content.lower()
    return next((ending for part, ending in _ENDINGS.items() if part in plain), ".xlsx")
