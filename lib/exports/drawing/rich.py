"""Text with the few HTML tags that figures use, in lines of runs; and lines broken to a width."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from lib.exports.drawing.fonts import width

BOLD = 700
_COLOUR = re.compile(r"color:\s*(#[0-9A-Fa-f]{6})")
# Where one word is wider than a line, it is cut: a syllable begins before these vowels, names of
# towns go on after the word for town, and a hyphen ends a line.
_BREAKS = re.compile(r"(?=[เแโใไ])|(?<=เมือง)|(?<=-)")


class UnknownTag(ValueError):
    """A tag that pictures cannot draw."""


@dataclass(frozen=True)
class Run:
    """Letters of one look: bold or as the text around, in a colour of their own or not."""

    text: str
    bold: bool = False
    colour: str = ""


Line = tuple[Run, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[Run]] = [[]]
        self.bold = 0
        self.colours: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins; UnknownTag for one that figures do not use."""
        if tag == "br":
            self.lines.append([])
        elif tag == "b":
            self.bold += 1
        elif tag == "span":
            found = _COLOUR.search(dict(attrs).get("style") or "")
            self.colours.append(found.group(1) if found else "")
        else:
            raise UnknownTag(f"<{tag}> cannot be drawn: figures use <b>, <br> and <span>.")

    def handle_endtag(self, tag: str) -> None:
        if tag == "b":
            self.bold -= 1
        elif tag == "span" and self.colours:
            self.colours.pop()

    def handle_data(self, data: str) -> None:
        colour = next((one for one in reversed(self.colours) if one), "")
        self.lines[-1].append(Run(data, self.bold > 0, colour))


def parsed(markup: str) -> list[Line]:
    """The lines of a text of a figure. Raises UnknownTag for any tag but <b>, <br> and <span>."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return [tuple(line) for line in reader.lines]


def plain(text: str) -> list[Line]:
    """Text as it stands, in lines."""
    return [(Run(line),) for line in text.split("\n")]


def line_width(line: Line, size: float, weight: int = 400) -> float:
    """How wide a line is, points."""
    return sum(width(run.text, size, BOLD if run.bold else weight) for run in line)


def widest(lines: Sequence[Line], size: float, weight: int = 400) -> float:
    """How wide the widest line is, points."""
    return max((line_width(line, size, weight) for line in lines), default=0.0)


def wrapped(text: str, size: float, room: float, weight: int = 400) -> list[Line]:
    """Plain text in lines no wider than ``room``, points: broken at spaces.

    A piece without spaces that is wider than a line is cut before a vowel that begins a syllable,
    and one without any of those stays whole.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph, size, room, weight):
            if line and width((line + piece).rstrip(), size, weight) > room:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return [(Run(line),) for line in lines]


def _pieces(text: str, size: float, room: float, weight: int) -> list[str]:
    """The words of a text, each with the space behind it; cut where one is wider than a line."""
    found: list[str] = []
    for word in re.findall(r"\S+\s*|\s+", text):
        fits = width(word.rstrip(), size, weight) <= room
        found += [word] if fits else [one for one in _BREAKS.split(word) if one]
    return found


def coloured(lines: Sequence[Line], colour: str) -> list[Line]:
    """The lines with all runs in one colour that have none of their own."""
    return [
        tuple(run if run.colour else replace(run, colour=colour) for run in line) for line in lines
    ]
