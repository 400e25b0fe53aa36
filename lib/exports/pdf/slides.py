"""A deck as PDF: a title page, then a page for each slide, 16 to 9."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import segno

from lib.exports.model import ChartDrawing, Deck, MapDrawing, Progress, Slide, Stamp, Table
from lib.exports.pdf.compile import about, compiled
from lib.exports.pdf.parts import (
    Draw,
    Pictures,
    drawing_data,
    drawn,
    facts_data,
    table_data,
    whole_numbers,
)

WHOLE, TWO_THIRDS = 306.0, 200.0  # mm that a drawing is wide, alone and beside figures
HEIGHT = 118.0  # mm
LARGER = 1.5  # times that a drawing is enlarged: what is read from afar needs larger type
MOST_ROWS = 11  # of a table on one slide; the rest goes on the next


def write_deck_pdf(
    deck: Deck, *, progress: Progress | None = None, draw: Draw = drawn, notes: bool = False
) -> bytes:
    """The slides as PDF, the same bytes for the same deck.

    A table that is too long for a slide goes on, on slides with the same headline. ``notes`` adds
    what is only for the speaker, on pages at the end. Whatever ``progress`` raises goes through.
    """
    slides = [part for slide in deck.slides for part in _parted(slide)]
    drawings = sum(isinstance(one.body, MapDrawing | ChartDrawing) for one in slides)
    pictures = Pictures(draw, drawings + 1, progress)
    data = {
        **about(deck.stamp),
        "qr": _qr(deck.stamp, pictures),
        "slides": [_slide(one, pictures) for one in slides],
        "notes": _notes(deck) if notes else [],
        "notes_heading": deck.stamp.say("player_notes"),
    }
    pdf = compiled("slides.typ", data, pictures.files, deck.stamp)
    pictures.step()
    return pdf


def _parted(slide: Slide) -> Iterator[Slide]:
    """The slide; one with a long table as several."""
    body = slide.body
    if not isinstance(body, Table) or len(body.frame) <= MOST_ROWS:
        yield slide
        return
    for first in range(0, len(body.frame), MOST_ROWS):
        last = first + MOST_ROWS >= len(body.frame)
        rows = replace(
            body,
            frame=body.frame.iloc[first : first + MOST_ROWS],
            notes=body.notes if last else (),
        )
        yield replace(slide, body=rows)


def _slide(one: Slide, pictures: Pictures) -> dict[str, Any]:
    body = None
    if isinstance(one.body, Table):
        body = table_data(one.body)
    elif one.body is not None:
        width = TWO_THIRDS if one.facts else WHOLE
        body = drawing_data(one.body, pictures.add(one.body, width / LARGER, HEIGHT / LARGER))
    return {
        "headline": whole_numbers(one.headline),
        "body": body,
        "facts": facts_data(one.facts)["facts"],
    }


def _notes(deck: Deck) -> list[dict[str, Any]]:
    return [
        {"headline": slide.headline, "notes": [whole_numbers(note) for note in slide.notes]}
        for slide in deck.slides
        if slide.notes
    ]


def _qr(stamp: Stamp, pictures: Pictures) -> str:
    """The link as a picture for telephones; gives the name of its file, empty without a link."""
    if not stamp.link:
        return ""
    name = "link.svg"
    code = segno.make(stamp.link, micro=False, error="m")
    pictures.files[name] = code.svg_inline(scale=4, border=2).encode()
    return name
