"""XML edited as text: tags found by position, so that everything around them stays as it was.

Every part is checked by an XML parser before it is searched, which is what makes searching by
patterns exact: in well-formed XML without comments and CDATA a `<` only ever begins a tag.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pyexpat import ExpatError, ParserCreate, XMLParserType
from xml.sax.saxutils import escape, unescape

from lib.neutral import lawful

_QUOTED = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_ENTITIES = {"&quot;": '"', "&apos;": "'"}
_NUMBERED = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_ATTRIBUTES = rb"""(?:[^>"']|"[^"]*"|'[^']*')*?"""
_TAG = re.compile(
    rb"<(?P<close>/?)(?P<name>[^\s/>?!]+)(?P<attrs>" + _ATTRIBUTES + rb")(?P<empty>/?)>"
)
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[(?P<text>.*?)\]\]>", re.DOTALL)
_ENCODINGS = {None, "utf-8", "us-ascii", "ascii"}


class NotPatchable(Exception):
    """A workbook that can't be edited in place; the message says why, for the log."""


@dataclass(frozen=True)
class Element:
    """An element by its place: `start` to `end`, its content from `inside` to `inside_end`."""

    start: int
    inside: int
    inside_end: int
    end: int
    attrs: bytes

    def get(self, name: str) -> str | None:
        """The value of an attribute, whatever prefix it has; None where there is none."""
        return attribute(self.attrs, name)


class Checker:
    """Follows a document piece by piece and raises NotPatchable where it is not plain XML."""

    def __init__(self) -> None:
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declared
        self._parser: XMLParserType = parser

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """The next piece, or the end."""
        try:
            self._parser.Parse(data, last)
        except ExpatError as error:
            raise NotPatchable(f"not well-formed: {error}") from error

    @staticmethod
    def _doctype(*_: object) -> None:
        raise NotPatchable("a document type stands in a part")

    @staticmethod
    def _declared(_: str, encoding: str | None, __: int) -> None:
        if (encoding.lower() if encoding else None) not in _ENCODINGS:
            raise NotPatchable(f"a part is encoded as {encoding}")


def tidy(data: bytes) -> bytes:
    """A whole part, checked, without byte order mark, comments and CDATA."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotPatchable("a part is encoded as UTF-16")
    checker = Checker()
    checker.feed(data, last=True)
    plain = data.removeprefix(b"\xef\xbb\xbf")
    return _ASIDE.sub(_aside, plain) if b"<!" in plain else plain


def _aside(found: re.Match[bytes]) -> bytes:
    text = found["text"]
    return b"" if text is None else escape(text.decode()).encode()


def elements(data: bytes, name: str, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """The elements of a name (whatever its prefix) in a stretch, none of them within another."""
    limit = len(data) if end is None else end
    opening = re.compile(
        rb"<(?P<name>(?:[\w.-]+:)?"
        + name.encode()
        + rb")(?=[\s/>])(?P<attrs>"
        + _ATTRIBUTES
        + rb")(?P<empty>/?)>"
    )
    position = start
    while (tag := opening.search(data, position, limit)) is not None:
        if tag["empty"]:
            found = Element(tag.start(), tag.end(), tag.end(), tag.end(), tag["attrs"])
        else:
            close = re.compile(rb"</" + re.escape(tag["name"]) + rb"\s*>")
            last = close.search(data, tag.end(), limit)
            if last is None:
                return
            found = Element(tag.start(), tag.end(), last.start(), last.end(), tag["attrs"])
        yield found
        position = found.end


def first(data: bytes, name: str, start: int = 0, end: int | None = None) -> Element | None:
    """The first element of a name, None where there is none."""
    return next(elements(data, name, start, end), None)


def children(data: bytes, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Local name and start of each element directly in a stretch."""
    depth = 0
    for tag in _TAG.finditer(data, start, end):
        if tag["close"]:
            depth -= 1
            continue
        if depth == 0:
            yield tag["name"].rpartition(b":")[2].decode(), tag.start()
        if not tag["empty"]:
            depth += 1


def prefix_of(data: bytes) -> bytes:
    """The prefix of the root element with its colon; empty without one."""
    root = _TAG.search(data)
    if root is None:
        raise NotPatchable("a part without a root element")
    before, colon, _ = root["name"].rpartition(b":")
    return before + colon


def attribute(attrs: bytes, name: str) -> str | None:
    """The value of an attribute in the inside of a tag, whatever prefix it has."""
    found = re.search(_attribute(name), attrs)
    if found is None:
        return None
    value: bytes = found[2][1:-1]
    return _NUMBERED.sub(_character, unescape(value.decode(), _ENTITIES))


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """An opening tag with an attribute set."""
    new = f'{name}="{quoted(value)}"'.encode()
    found = re.search(_attribute(name), tag)
    if found is not None:
        return tag[: found.start(1)] + new + tag[found.end() :]
    at = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:at].rstrip() + b" " + new + tag[at:]


def without_attribute(tag: bytes, name: str) -> bytes:
    """An opening tag without an attribute."""
    found = re.search(_attribute(name), tag)
    return tag if found is None else tag[: found.start()] + tag[found.end() :]


def _attribute(name: str) -> bytes:
    return rb"""\s((?:[\w.-]+:)?""" + name.encode() + rb""")\s*=\s*("[^"]*"|'[^']*')"""


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def text(content: str) -> str:
    """A text as the content of an element."""
    return escape(lawful(content))


def quoted(content: str) -> str:
    """A text as the value of an attribute, without its quotation marks."""
    return escape(lawful(content), _QUOTED)


def text_of(data: bytes) -> str:
    """The text that stands in the content of an element."""
    return _NUMBERED.sub(_character, unescape(data.decode(), _ENTITIES))
