"""The place of an area among its peers as a drawing so small that it stands in a table."""

import math
from html import escape

from lib.views.profile.rows import Row
from lib.views.words import Language, say

WIDTH, HEIGHT, MARGIN = 180, 26, 7
PEER, OWN, WHOLE, TARGET = "#6F9DB4", "#0B4F6C", "#52606D", "#1F2933"
BINS = 45
FAR = 0.6  # of the span of the values
LIFT = 3.2  # px between dots of near values


def strip(row: Row, language: Language) -> str:
    """SVG of all peers as dots, the area as a large one, the region as a line, the target.

    The better side is on the right; where neither is better, the larger one. Empty where the area
    has no finite value, rests on too few cases or is alone.
    """
    values = [float(value) for value in row.peers]
    if len(values) < 2 or not row.solid or not math.isfinite(row.value):
        return ""
    low, high = _span(values, row)

    def at(value: float) -> float:
        part = (value - low) / (high - low) if high > low else 0.5
        part = 1 - part if row.less else part
        return round(MARGIN + part * (WIDTH - 2 * MARGIN), 1)

    middle = HEIGHT / 2
    dots = "".join(
        f'<circle cx="{at(value)}" cy="{middle + lift:g}" r="2.4"/>'
        for value, lift in zip(values, _lifts(values, low, high), strict=True)
    )
    drawn = [f'<path d="M{MARGIN} {middle}H{WIDTH - MARGIN}" stroke="#D9DEE4"/>']
    drawn.append(f'<g fill="{PEER}" fill-opacity=".45">{dots}</g>')
    if low <= row.whole <= high:
        drawn.append(_tick(at(row.whole), WHOLE, 'stroke-width="1.4" stroke-dasharray="3 2"'))
    if row.reference is not None and low <= row.reference <= high:
        drawn.append(_tick(at(row.reference), TARGET, 'stroke-width="2"'))
    drawn.append(
        f'<circle class="own" cx="{at(row.value)}" cy="{middle}" r="5.4" fill="{OWN}" '
        'stroke="#fff" stroke-width="1.2"/>'
    )
    words = escape(say("profile.strip", language, count=len(values)))
    return (
        f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
        f"{''.join(drawn)}</svg>"
    )


def _span(values: list[float], row: Row) -> tuple[float, float]:
    """From the least to the greatest value, and on to region and reference where they are near.

    A reference far from all values would press the dots together; it is left out.
    """
    low, high = min(*values, row.value), max(*values, row.value)
    room = FAR * (high - low)
    near = [
        one
        for one in (row.whole, row.reference)
        if one is not None and low - room <= one <= high + room
    ]
    return min(low, *near, low), max(high, *near, high)


def _tick(place: float, colour: str, look: str) -> str:
    return f'<path d="M{place} 1V{HEIGHT - 1}" stroke="{colour}" {look}/>'


def _lifts(values: list[float], low: float, high: float) -> list[float]:
    """Heights that keep dots of near values apart: by turns above and below the line."""
    width = (high - low) / BINS or 1.0
    seen: dict[int, int] = {}
    lifts = []
    for value in values:
        bin_ = int((value - low) / width)
        turn = seen[bin_] = seen.get(bin_, -1) + 1
        lift = LIFT * ((turn + 1) // 2) * (1 if turn % 2 else -1)
        lifts.append(max(-9.0, min(9.0, lift)))
    return lifts
