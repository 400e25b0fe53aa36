"""The small lines of the months and the bars of the plan; their words are HTML, of one size.

A drawing takes the width that it is given, on the screen and on paper. So it is stretched, its
lines keep their thickness, and no text is in it.
"""

import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from html import escape

from lib.indicators.model import Kind as Measured
from lib.periods import Period
from lib.views.charts.months import SHADES, Months
from lib.views.charts.seasons import SeasonKind, seasons
from lib.views.charts.theme import round_up
from lib.views.formats import month_year, number, plain_value, reference_value
from lib.views.profile.load import Quarter, Trend
from lib.views.words import Language, say

STEP, HEIGHT = 10, 100  # of a month, and of all; the page decides what they are in px
INK, LINE, YEAR, ACTUAL = "#1F2933", "#D9DEE4", "#9AA5B1", "#0B4F6C"
QUARTERS, FISCAL_START = (1, 4, 7, 10), 10
KEPT = 'vector-effect="non-scaling-stroke"'
At = Callable[[float], float]


def trend_line(trend: Trend, language: Language) -> str:
    """The months as a line from zero over the seasons and quarters, as HTML; gaps stay.

    Its words are what it reaches up to, the reference, the first and the last month. Empty where
    nothing is known.
    """
    known = [place for place, value in enumerate(trend.values) if math.isfinite(value)]
    if not known:
        return ""
    ends = [trend.values[place] for place in known]
    ends += [] if trend.reference is None else [trend.reference]
    share = trend.indicator.kind is Measured.SHARE and max(ends) <= 100
    top = 100.0 if share else round_up(max(ends))

    def x(place: float) -> float:
        return round((place + 0.5) * STEP, 1)

    def y(value: float) -> float:
        return round(HEIGHT - HEIGHT * value / top, 1)

    last = known[-1]
    parts = [*_bands(trend.months), _line(f"M0 0H{len(trend.months) * STEP}", LINE)]
    parts.append(_line(f"M0 {HEIGHT}H{len(trend.months) * STEP}", YEAR))
    if trend.reference is not None:
        at = y(trend.reference)
        parts.append(_line(f"M0 {at}H{len(trend.months) * STEP}", INK, 1.5))
    parts.append(_line(_path(trend.values, x, y), ACTUAL, 1.8))
    dot = f"M{x(last)} {y(trend.values[last])}h.01"
    parts.append(_line(dot, ACTUAL, 6))
    return (
        f'<div class="trend">{_scale(trend, top, language)}'
        f'<svg viewBox="0 0 {len(trend.months) * STEP} {HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(trend_words(trend, language))}">{"".join(parts)}</svg>'
        f"{_ends(trend, language)}</div>"
    )


def trend_key(months: Sequence[Period], language: Language) -> str:
    """What the bands and lines behind the months are, as HTML; one line for all drawings."""
    found = {one.kind for one in seasons(Period(months[0].start, months[-1].end))}
    shades = [
        (f'<path d="M0 0H18V12H0z" fill="{SHADES[kind]}"/>', f"charts.{kind}")
        for kind in SeasonKind
        if kind in found
    ]
    lines = ((LINE, "profile.key_quarter"), (YEAR, "profile.key_year"))
    shown = [*shades, *((_line("M9 0V12", colour, 1.5), words) for colour, words in lines)]
    return "".join(
        f'<span><svg class="swatch" viewBox="0 0 18 12" aria-hidden="true">{drawn}</svg>'
        f"{escape(say(words, language))}</span>"
        for drawn, words in shown
    )


def trend_words(trend: Trend, language: Language) -> str:
    """The last month and the span of all, in words; that nothing is known where nothing is."""
    known = [place for place, value in enumerate(trend.values) if math.isfinite(value)]
    if not known:
        return say("value.no_data", language)
    found = [trend.values[place] for place in known]
    low, high = (plain_value(trend.indicator, one, language) for one in (min(found), max(found)))
    return say(
        "profile.trend_words",
        language,
        month=month_year(trend.months[known[-1]].start, language),
        value=plain_value(trend.indicator, found[-1], language),
        low=low,
        high=high,
        count=len(trend.months),
    )


def plan_bars(quarters: Sequence[Quarter], language: Language) -> str:
    """The quarters as a table: the plan as an outline, what was held as a solid bar, both figures.

    Raises ValueError without quarters.
    """
    top = max([one.planned for one in quarters] + [_known(one.actual) for one in quarters]) or 1.0
    swatches = {
        "held": f"<path d='M1 1H11V11H1z' fill='{ACTUAL}'/>",
        "planned": f"<path d='M1.5 1.5H10.5V10.5H1.5z' fill='none' stroke='{INK}'/>",
    }
    heads = "".join(
        '<th scope="col" class="number"><svg class="box" viewBox="0 0 12 12" aria-hidden="true">'
        f"{drawn}</svg>{escape(say(f'profile.head_{name}', language))}</th>"
        for name, drawn in swatches.items()
    )
    first = escape(say("profile.head_quarter", language))
    rows = "".join(_bar(one, top, language) for one in quarters)
    words = escape(say("profile.plan_alt", language))
    return (
        f'<table aria-label="{words}"><thead><tr><th scope="col" colspan="2">{first}</th>{heads}'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )


def _bar(one: Quarter, top: float, language: Language) -> str:
    held, planned = (HEIGHT * value / top for value in (_known(one.actual), one.planned))
    drawn = (
        f'<path d="M0 24H{held:.1f}V76H0z" fill="{ACTUAL}"/>'
        f'<path d="M0 4H{planned:.1f}V96H0z" fill="none" stroke="{INK}" {KEPT}/>'
    )
    name = escape(say("charts.quarter", language, quarter=one.number))
    return (
        f'<tr><th scope="row">{name}</th><td class="bar"><svg viewBox="0 0 {HEIGHT} {HEIGHT}" '
        f'preserveAspectRatio="none" aria-hidden="true">{drawn}</svg></td>'
        f'<td class="number"><b>{number(one.actual)}</b></td>'
        f'<td class="number">{number(one.planned)}</td></tr>'
    )


def _bands(months: Sequence[Period]) -> list[str]:
    """Ramadan and the monsoon as shades, the fiscal quarters and years as thin lines."""
    axis = Months.over([one.start for one in months], "en")
    end = len(months) * STEP
    parts = []
    for one in seasons(axis.days):
        left = max(0.0, (axis.day(one.period.start) + 0.5) * STEP)
        right = min(end, (axis.day(one.period.end + timedelta(days=1)) + 0.5) * STEP)
        parts.append(f'<path d="M{left:.1f} 0H{right:.1f}V{HEIGHT}H{left:.1f}z" '
                     f'fill="{SHADES[one.kind]}"/>')  # fmt: skip
    for place, month in enumerate(axis.all):
        if place and month.month in QUARTERS:
            colour = YEAR if month.month == FISCAL_START else LINE
            parts.append(_line(f"M{place * STEP} 0V{HEIGHT}", colour))
    return parts


def _scale(trend: Trend, top: float, language: Language) -> str:
    """What the line reaches up to and, on the right, the reference; where they are, in per cent."""
    text = plain_value(trend.indicator, top, language).replace(".0", "")
    reference = ""
    if trend.reference is not None:
        said = escape(reference_value(trend.indicator, trend.reference, language))
        reference = f'<b style="--at:{trend.reference / top:.3f}">{said}</b>'
    return f'<p class="scale" aria-hidden="true"><span>{escape(text)}</span>{reference}</p>'


def _ends(trend: Trend, language: Language) -> str:
    ends = [trend.months[0], trend.months[-1]][: len(trend.months)]
    said = "".join(f"<span>{escape(month_year(one.start, language))}</span>" for one in ends)
    return f'<p class="ends" aria-hidden="true">{said}</p>'


def _line(path: str, colour: str, width: float = 1) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linejoin="round" stroke-linecap="round" {KEPT}/>'
    )


def _path(values: Sequence[float], x: At, y: At) -> str:
    parts, pen = [], "M"
    for place, value in enumerate(values):
        if not math.isfinite(value):
            pen = "M"
            continue
        parts.append(f"{pen}{x(place)} {y(value)}")
        pen = "L"
    return "".join(parts)


def _known(value: float) -> float:
    return value if math.isfinite(value) else 0.0
