"""What the player of slides gets: each slide as HTML, its pictures within it."""

import base64
import hashlib
import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from lib.exports.model import (
    ChartDrawing,
    Deck,
    Drawing,
    Fact,
    MapDrawing,
    Progress,
    Slide,
    Stamp,
    Table,
)

FOLDER = Path(__file__).parent
BODY = 122.0, 68.0  # mm of a picture: at this size its smallest text is readable across a room
WIDE = 182.0, 68.0  # where no figures stand beside it
LINE = 14  # characters of a figure with its unit that fit in one line
Draw = Callable[[Drawing, float, float], bytes]


def payload(
    deck: Deck, *, draw: Draw | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """The deck as JSON values: the title, each slide as HTML, and a digest of it all.

    ``draw`` gives the SVG of a map or chart of a width and height in mm. ``progress`` is told of
    each slide.
    """
    slides = []
    for place, one in enumerate(deck.slides):
        if progress:
            progress(place, len(deck.slides))
        slides.append(
            {
                "key": one.key,
                "headline": one.headline,
                "html": slide_html(one, deck.stamp, place + 1, len(deck.slides), draw or _draw),
                "notes": list(one.notes),
            }
        )
    if progress:
        progress(len(deck.slides), len(deck.slides))
    stamp = deck.stamp
    found = {
        "title": stamp.title,
        "language": stamp.language,
        "words": {
            name.removeprefix("player_"): text
            for name, text in stamp.words.items()
            if name.startswith("player_")
        },
        "slides": slides,
    }
    text = json.dumps(found, ensure_ascii=False, sort_keys=True)
    return found | {"digest": hashlib.sha256(text.encode()).hexdigest()[:12]}


def slide_html(one: Slide, stamp: Stamp, page: int, pages: int, draw: Draw) -> str:
    """A slide as HTML; all lengths are parts of its width, so it is right at any size."""
    facts = "".join(map(_fact_html, one.facts))
    beside = f'<div class="beside">{facts}</div>' if facts else ""
    simulated = f'<b class="simulated">{escape(stamp.marks)}</b>' if stamp.marks else ""
    number = stamp.say("page_of", page=page, pages=pages)
    return (
        f'<div class="slide{"" if facts else " alone"}"><h2>{_whole(one.headline, stamp)}</h2>'
        f'<div class="body">{_body_html(one, draw)}</div>{beside}'
        f"<footer><span>{escape(_place(stamp))}</span>{simulated}"
        f'<span>{escape(stamp.source)}</span><span class="page">{escape(number)}</span>'
        "</footer></div>"
    )


def standalone(deck: Deck, fonts: dict[int, bytes], *, progress: Progress | None = None) -> bytes:
    """The slides as one page of HTML that a browser opens from a disk, with nothing around it.

    ``fonts`` are TrueType files by weight.
    """
    data = payload(deck, progress=progress) | {"seconds": 0, "alone": True}
    faces = "".join(
        f"@font-face{{font-family:Sarabun;font-weight:{weight};"
        f"src:url(data:font/ttf;base64,{base64.b64encode(content).decode()})}}"
        for weight, content in sorted(fonts.items())
    )
    # Within a script no "<" may stand that could end it.
    values = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    script = (FOLDER / "player.js").read_text("utf-8").replace("export default ", "")
    page = (
        f'<!doctype html><html lang="{deck.stamp.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(deck.stamp.title)}</title>"
        f"<style>{faces}body{{margin:0;font-family:Sarabun,sans-serif}}"
        f"{(FOLDER / 'player.css').read_text('utf-8')}</style></head><body><main></main>"
        f'<script type="module">{script}\nplayer({{data: {values}, '
        "parentElement: document.querySelector('main')});</script></body></html>"
    )
    return page.encode()


def _body_html(one: Slide, draw: Draw) -> str:
    body = one.body
    if body is None:
        return ""
    if isinstance(body, Table):
        return _table_html(body)
    if isinstance(body, ChartDrawing) and body.figure is None:
        return f'<p class="empty">{escape(body.empty)}</p>'
    width, height = BODY if one.facts else WIDE
    # As text and not as base64: what is sent can then be pressed together.
    drawn = quote(draw(body, width, height).decode(), safe=" /=:;,.()-'")
    under = f'<p class="under">{escape(_under(body))}</p>'
    return f'<img src="data:image/svg+xml,{drawn}" alt="{escape(body.alt, quote=True)}">{under}'


def _under(body: Drawing) -> str:
    """What a picture shows, in one line."""
    if isinstance(body, MapDrawing):
        return " · ".join(filter(None, (body.title, body.subtitle)))
    return body.subtitle


def _table_html(table: Table) -> str:
    frame = table.frame
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    rows = "".join(
        "<tr>"
        + "".join(
            _cell_html(value, table.decimals.get(str(name), 0))
            for name, value in zip(frame.columns, row, strict=True)
        )
        + "</tr>"
        for row in frame.itertuples(index=False)
    )
    return (
        f"<table><caption>{escape(table.title)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        + "".join(f'<p class="under">{escape(note)}</p>' for note in table.notes)
    )


def cell_text(value: Any, decimals: int) -> str:
    """A cell as it is read: numbers with commas, a dash for what is missing."""
    if isinstance(value, str):
        return value
    return "–" if pd.isna(value) else f"{value:,.{decimals}f}"


def _cell_html(value: Any, decimals: int) -> str:
    numeric = "" if isinstance(value, str) else ' class="number"'
    return f"<td{numeric}>{escape(cell_text(value, decimals))}</td>"


def _fact_html(one: Fact) -> str:
    # A long unit stands below its figure: within the line it would break.
    wide = len(one.value) + len(one.unit) > LINE
    unit = f" <small>{escape(one.unit)}</small>" if one.unit and not wide else ""
    below = f'<p class="limits">{escape(one.unit)}</p>' if wide and one.unit else ""
    long = " long" if len(one.value) > 9 else ""
    against = f'<p class="against {one.side}">{escape(one.against)}</p>' if one.against else ""
    limits = f'<p class="limits">{escape(one.limits)}</p>' if one.limits else ""
    change = f'<p class="change {one.turn}">{escape(one.change)}</p>' if one.change else ""
    value = f'<p class="value{long}">{escape(one.value)}{unit}</p>'
    name = f'<p class="what">{escape(one.label)}</p>'
    return f'<div class="fact">{name}{value}{below}{limits}{against}{change}</div>'


def _place(stamp: Stamp) -> str:
    """Area and period, the first two lines of the stamp, and its filters where there are any."""
    area_and_period, filters = stamp.lines[:2], stamp.lines[2:3]
    none = stamp.words.get("line_filters_none", "")
    said = [value for _, value in area_and_period]
    said += [f"{name}: {value}" for name, value in filters if value != none]
    return " · ".join(said)


def _whole(text: str, stamp: Stamp) -> str:
    """A sentence as HTML, with words that browsers cut in their middle kept whole."""
    found = escape(text)
    for word in filter(None, stamp.words.get("slide_whole", "").split(",")):
        found = found.replace(word, f'<span class="whole">{word}</span>')
    return found


def _draw(body: Drawing, width: float, height: float) -> bytes:
    from lib.exports.drawing import chart_svg, map_svg  # noqa: PLC0415 (matplotlib takes a second)

    if isinstance(body, MapDrawing):
        return map_svg(body, width, height, bare=True)
    return chart_svg(body, width, height, bare=True)
