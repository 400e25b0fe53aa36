"""The small lines of the months and the bars of the plan, as SVG with their words."""

import math
from collections.abc import Callable, Sequence
from html import escape

from lib.indicators.model import Kind as Measured
from lib.views.charts.theme import round_up
from lib.views.formats import month_year, number, plain_value, reference_value
from lib.views.profile.load import Quarter, Trend
from lib.views.words import Language, say

WIDTH, HEIGHT = 250, 104
LEFT, RIGHT, TOP, FOOT = 4, 10, 14, 20
INK, QUIET, LINE, ACTUAL = "#1F2933", "#52606D", "#D9DEE4", "#0B4F6C"
FISCAL_START = 10
BAR, GAP = 40, 20
At = Callable[[float], float]


def trend_line(trend: Trend, language: Language) -> str:
    """SVG of the months as a line from zero, with the year turns and the last value; gaps stay.

    Empty where nothing is known.
    """
    known = [place for place, value in enumerate(trend.values) if math.isfinite(value)]
    if not known:
        return ""
    ends = [trend.values[place] for place in known]
    ends += [] if trend.reference is None else [trend.reference]
    share = trend.indicator.kind is Measured.SHARE and max(ends) <= 100
    top = 100.0 if share else round_up(max(ends))
    step = (WIDTH - LEFT - RIGHT) / max(len(trend.values) - 1, 1)

    def x(place: float) -> float:
        return round(LEFT + place * step, 1)

    def y(value: float) -> float:
        return round(HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * value / top, 1)

    last = known[-1]
    parts = [_grid(top, y, trend, language), _years(trend, x, language)]
    if trend.reference is not None:
        parts.append(_reference(trend, trend.reference, y, language))
    parts.append(
        f'<path d="{_path(trend.values, x, y)}" fill="none" stroke="{ACTUAL}" stroke-width="2" '
        'stroke-linejoin="round"/>'
    )
    parts.append(f'<circle cx="{x(last)}" cy="{y(trend.values[last])}" r="3.2" fill="{ACTUAL}"/>')
    words = escape(trend_words(trend, language))
    return (
        f'<svg class="trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
        f"{''.join(parts)}</svg>"
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
    """SVG of the quarters: the plan as an outline, what was held as a solid bar in it.

    Raises ValueError without quarters.
    """
    top = max([one.planned for one in quarters] + [_known(one.actual) for one in quarters]) or 1.0
    high, foot = 84, 56
    parts = []
    for place, one in enumerate(quarters):
        left = 12 + place * (BAR + GAP)
        actual, planned = (high * value / top for value in (_known(one.actual), one.planned))
        parts.append(
            f'<rect x="{left + 7}" y="{high + 8 - actual:.1f}" width="{BAR - 14}" '
            f'height="{actual:.1f}" fill="{ACTUAL}"/>'
            f'<rect x="{left}" y="{high + 8 - planned:.1f}" width="{BAR}" height="{planned:.1f}" '
            f'fill="none" stroke="{INK}" stroke-width="1.6"/>'
        )
        middle, name = left + BAR / 2, say("charts.quarter", language, quarter=one.number)
        parts.append(_text(name, middle, high + 23, "middle", INK))
        parts.append(_text(number(one.actual), middle, high + 38, "middle", INK))
        of_plan = say("profile.of_plan", language, planned=number(one.planned))
        parts.append(_text(of_plan, middle, high + 52, "middle", QUIET))
    words = escape(say("profile.plan_alt", language))
    return (
        f'<svg class="plan" viewBox="0 0 {4 * (BAR + GAP) + 4} {high + foot}" role="img" '
        f'aria-label="{words}"><path d="M4 {high + 8}H{4 * (BAR + GAP)}" stroke="{LINE}"/>'
        f"{''.join(parts)}</svg>"
    )


def _grid(top: float, y: At, trend: Trend, language: Language) -> str:
    parts = []
    for tick in (0.0, top):
        place = y(tick)
        parts.append(f'<path d="M{LEFT} {place}H{WIDTH - RIGHT}" stroke="{LINE}"/>')
        if tick:
            text = plain_value(trend.indicator, tick, language).replace(".0", "")
            parts.append(_text(text, LEFT, place - 3, "start", QUIET))
    return "".join(parts)


def _years(trend: Trend, x: At, language: Language) -> str:
    """A thin line where a fiscal year begins, and the first and last months below."""
    parts = []
    for place, month in enumerate(trend.months):
        if month.start.month == FISCAL_START and place:
            parts.append(
                f'<path d="M{x(place)} {TOP - 6}V{HEIGHT - FOOT}" stroke="{LINE}" '
                'stroke-dasharray="2 2"/>'
            )
    first, last = (month_year(trend.months[end].start, language) for end in (0, -1))
    parts.append(_text(first, LEFT, HEIGHT - 6, "start", QUIET))
    if len(trend.months) > 1:
        parts.append(_text(last, WIDTH - 2, HEIGHT - 6, "end", QUIET))
    return "".join(parts)


def _reference(trend: Trend, reference: float, y: At, language: Language) -> str:
    place = y(reference)
    text = reference_value(trend.indicator, reference, language)
    return f'<path d="M{LEFT} {place}H{WIDTH - RIGHT}" stroke="{INK}" stroke-width="2"/>' + _text(
        text, WIDTH - 2, place - 3, "end", INK
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


def _text(text: str, x: float, y: float, anchor: str, colour: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _known(value: float) -> float:
    return value if math.isfinite(value) else 0.0
