"""Mends the text layer of a PDF that typst has written, so that Thai is found and copied as it is.

Typst shows a cluster (a consonant with its vowel and tone marks) within a span that carries the
text of the cluster (ActualText). Three things mislead what reads the text of a PDF:

- a mark that is raised over another is drawn behind the span, in a span with the same text or by
  a glyph that stands for that text: "ทั้ง" reads "ทั้ทั้ง". Such a mark is moved into the span;
- where a mark is moved to the left over its consonant, the span ends there and not where the
  consonant ends; readers see a gap and put in a space. The consonant is shown once more at the
  end of the span, invisibly;
- of two spaces that are drawn by themselves, close to each other, some readers drop one. A space
  behind a cluster becomes a part of its span.

The pages look the same afterwards.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Matrix, Name, Operator, String

from lib.exports.pdf.glyphs import Glyphs, glyphs_of

ACTUAL_TEXT = "/ActualText"
MARK = "Mn"  # Unicode's category of signs that stand on another
INVISIBLE, FILLED = 3, 0  # modes of showing text
SAME_LINE = 0.05  # points that two baselines may lie apart
BEFORE = 0.02  # points by which the last of a cluster begins before its end
NEAR = 0.2  # of the size of the type: how far behind a cluster its space begins


@dataclass
class _Cluster:
    """The newest span with a text: where in the stream it stands, what is added before its end."""

    begins: int
    text: str
    ends: int = -1
    shown: list[int] = field(default_factory=list)
    font: list[Any] = field(default_factory=list)
    at: Matrix = field(default_factory=Matrix)  # of the text, in the units of the text object
    base: Matrix = field(default_factory=Matrix)  # of the text object, in those of the page
    moved: bool = False
    added: list[Any] = field(default_factory=list)
    gone: bool = False  # all of it has become a part of the cluster before


def mended(pdf: bytes) -> bytes:
    """The PDF with a text layer that reads as its text; the same bytes for the same PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        known: dict[tuple[int, int], Glyphs] = {}
        for page in document.pages:
            found = list(pikepdf.parse_content_stream(page))
            mended_ = _Page(_fonts(page, known)).mend(found)
            page.obj.Contents = document.make_stream(pikepdf.unparse_content_stream(mended_))
        written = io.BytesIO()
        document.save(
            written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
        return written.getvalue()


def _fonts(page: pikepdf.Page, known: dict[tuple[int, int], Glyphs]) -> dict[str, Glyphs]:
    """The glyphs of the fonts of a page; ``known`` keeps those that several pages share."""
    fonts: dict[str, Glyphs] = {}
    for name, font in page.resources.get("/Font", Dictionary()).items():
        if font.objgen not in known:
            known[font.objgen] = glyphs_of(font)
        fonts[name] = known[font.objgen]
    return fonts


class _Page:
    """Reads the instructions of one page in their order and changes some of them."""

    def __init__(self, fonts: Mapping[str, Glyphs]) -> None:
        self.fonts = fonts
        self.glyphs = Glyphs()
        self.font: list[Any] = []
        self.matrix = Matrix()
        self.saved: list[Matrix] = []
        self.at = Matrix()
        self.spans: list[_Cluster | None] = []
        self.cluster: _Cluster | None = None
        self.written: list[list[Any]] = []

    def mend(self, instructions: Sequence[Any]) -> list[Any]:
        """The instructions as they shall be."""
        self.written = [[one] for one in instructions]
        for place, one in enumerate(instructions):
            self._read(place, str(one.operator), one.operands)
        self._close()
        return [one for some in self.written for one in some]

    def _read(self, place: int, operator: str, operands: Any) -> None:
        match operator:
            case "q" | "Q" | "cm" | "BT" | "Tm":
                self._move_to(operator, operands)
            case "Tf":
                self.font = list(operands)
                self.glyphs = self.fonts.get(str(operands[0]), Glyphs())
            case "BDC" | "BMC":
                self._begin(place, operands)
            case "EMC":
                if ended := self.spans.pop():
                    ended.ends = place
                    self.written[place] = [] if ended.gone else self.written[place]
            case "Tj" | "TJ":
                self._show(place, operands[0])

    def _move_to(self, operator: str, operands: Any) -> None:
        """Keep where on the page text is shown."""
        match operator:
            case "q":
                self.saved.append(self.matrix)
            case "Q":
                self.matrix = self.saved.pop()
            case "cm":
                self.matrix = _matrix(operands) @ self.matrix
            case "BT":
                self.at = Matrix()
            case "Tm":
                self.at = _matrix(operands)

    def _begin(self, place: int, operands: Any) -> None:
        text = _text_of(operands)
        self.spans.append(None if text is None else _Cluster(place, text))

    def _show(self, place: int, shown: Any) -> None:
        glyphs, cluster = list(_glyphs(shown)), self.cluster
        span = next((one for one in reversed(self.spans) if one), None)
        if span and span is cluster:
            return
        again = span is None or (cluster is not None and span.text == cluster.text)
        if cluster and again and self._raised(glyphs, cluster):
            self._move(place, cluster)
            cluster.moved = True
            if span:
                span.gone, self.written[span.begins] = True, []
        elif cluster and span is None and self._space(glyphs, cluster):
            self._move(place, cluster)
            cluster.text += " "
            cluster.moved = False  # it ends with the space now
            self._close()
        else:
            self._close()
            if span:
                span.shown, span.font, span.at = glyphs, self.font, self.at
                span.base, span.moved = self.matrix, _moved(shown)
                self.cluster = span

    def _move(self, place: int, cluster: _Cluster) -> None:
        """Show what is shown here at the end of the cluster, at the same place of the page.

        Readers sort what is shown by where it begins: a mark that begins behind its cluster (by a
        few thousandths of its size) is moved back to the end of it.
        """
        at = self.at @ self.matrix @ cluster.base.inverse()
        (shown,) = self.written[place]
        if self._begins(shown.operands[0]) > self._ends(cluster) - BEFORE:
            back = self._begins(shown.operands[0]) - self._ends(cluster) + BEFORE
            at = Matrix(at.a, at.b, at.c, at.d, at.e - back, at.f)
        cluster.added += [_one("Tm", *at.shorthand), shown]
        self.written[place] = []

    def _begins(self, shown: Any) -> float:
        """Where on the page a run of glyphs begins, in points from its left."""
        first = shown[0] if isinstance(shown, Array) else 0
        moved = 0.0 if isinstance(first, String) else float(first)
        return (self.at @ self.matrix).e - moved * float(self.font[1]) / 1000

    def _ends(self, cluster: _Cluster) -> float:
        """Where on the page the glyphs of a cluster end by their widths, in points."""
        glyphs = self.fonts.get(str(cluster.font[0]), Glyphs())
        width = sum(map(glyphs.width, cluster.shown)) * float(cluster.font[1]) / 1000
        return (cluster.at @ cluster.base).e + width

    def _raised(self, glyphs: Sequence[int], cluster: _Cluster) -> bool:
        """Whether these are marks that belong to the cluster."""
        if not glyphs or self.glyphs.wide(glyphs) or self.font != cluster.font:
            return False
        return all(category(one) == MARK for one in cluster.text[-len(glyphs) :])

    def _space(self, glyphs: Sequence[int], cluster: _Cluster) -> bool:
        """Whether this is one space right behind the cluster."""
        if glyphs != [self.glyphs.space] or self.font != cluster.font:
            return False
        here, there = self.at @ self.matrix, cluster.at @ cluster.base
        gap = abs(here.e - self._ends(cluster))
        return abs(here.f - there.f) < SAME_LINE and gap < NEAR * float(self.font[1])

    def _close(self) -> None:
        """Write what is added to the newest cluster; what follows is no part of it."""
        cluster, self.cluster = self.cluster, None
        if cluster is None or cluster.ends < 0:
            return
        if cluster.moved:
            cluster.added += self._again(cluster)
        if cluster.added:
            self.written[cluster.begins] = [
                _one("BDC", Name("/Span"), Dictionary({ACTUAL_TEXT: String(cluster.text)}))
            ]
            self.written[cluster.ends] = [*cluster.added, *self.written[cluster.ends]]

    def _again(self, cluster: _Cluster) -> list[Any]:
        """The glyphs of the cluster that have a width, at their place, invisibly."""
        known = self.fonts.get(str(cluster.font[0]), Glyphs())
        codes = b"".join(one.to_bytes(2) for one in cluster.shown if known.width(one))
        return [
            _one("Tm", *cluster.at.shorthand),
            _one("Tr", INVISIBLE),
            _one("Tj", String(codes)),
            _one("Tr", FILLED),
        ]


def _one(operator: str, *operands: Any) -> ContentStreamInstruction:
    numbers = [round(one, 5) if isinstance(one, float) else one for one in operands]
    return ContentStreamInstruction(numbers, Operator(operator))


def _matrix(operands: Any) -> Matrix:
    return Matrix(*(float(one) for one in operands))


def _text_of(operands: Any) -> str | None:
    """The text that a marked content carries; None where it carries none."""
    if len(operands) == 2 and isinstance(operands[1], Dictionary) and ACTUAL_TEXT in operands[1]:
        return str(operands[1][ACTUAL_TEXT])
    return None


def _moved(shown: Any) -> bool:
    """Whether a run of glyphs ends elsewhere than their widths say."""
    if not isinstance(shown, Array):
        return False
    return abs(sum(float(one) for one in shown if not isinstance(one, String))) > 1


def _glyphs(shown: Any) -> Iterator[int]:
    """The glyphs of a text or of an array of texts and numbers; two bytes each."""
    for part in shown if isinstance(shown, Array) else [shown]:
        if isinstance(part, String):
            codes = bytes(part)
            yield from (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
