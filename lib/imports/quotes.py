"""Quotation marks in CSV: whether they stand only where a spreadsheet would write them.

A cell is quoted whole or not at all, and a mark in a quoted cell is written twice. Whatever else
is read differently by different programs, and can swallow the rows up to the next mark.
"""

import re
from dataclasses import dataclass

import numpy as np

_MARK = ord('"')
_BLOCK_BYTES = 1 << 24
_QUOTED = re.compile(rb'"[^"]*(?:"|\Z)')


@dataclass(frozen=True)
class BadQuote:
    """The first mark that stands wrong: its byte, and whether it is one that never closes."""

    at: int
    open: bool = False


def bad_quote(content: bytes, separator: str) -> BadQuote | None:
    """The first quotation mark of a file that stands wrong, None when all stand right.

    Every second mark closes: before one that opens there is the start of a cell (or the mark
    that it doubles), after one that closes its end (or a mark).
    """
    edges = np.zeros(256, dtype=bool)
    edges[list(separator.encode() + b'\r\n"')] = True
    buffer = np.frombuffer(content, dtype=np.uint8)
    count, last = 0, -1
    for start in range(0, len(content), _BLOCK_BYTES):
        marks = np.flatnonzero(buffer[start : start + _BLOCK_BYTES] == _MARK) + start
        opening, closing = marks[count % 2 :: 2], marks[1 - count % 2 :: 2]
        opening, closing = opening[opening > 0], closing[closing < len(content) - 1]
        wrong = [
            *opening[~edges[buffer[opening - 1]]][:1],
            *closing[~edges[buffer[closing + 1]]][:1],
        ]
        if wrong:
            return BadQuote(int(min(wrong)))
        count, last = count + len(marks), int(marks[-1]) if len(marks) else last
    return BadQuote(last, open=True) if count % 2 else None


def row_of(content: bytes, at: int) -> int:
    """The row of a byte as a spreadsheet numbers it: lines within quotes are one row."""
    before = _QUOTED.sub(b"", content[:at])
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
