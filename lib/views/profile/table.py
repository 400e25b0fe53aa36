"""The headline figures as a table: value, target, change, rank and place among peers."""

from collections.abc import Sequence
from html import escape

from lib.indicators.model import Kind as Measured
from lib.statistics.change import Mark
from lib.views.formats import (
    Turn,
    number,
    plain_value,
    reference_value,
    show_change,
    show_value,
)
from lib.views.profile.rows import Row
from lib.views.profile.strip import strip
from lib.views.words import Language, say

SIDES = {Turn.BETTER: "better", Turn.WORSE: "worse", Turn.NEITHER: "same"}
AMONG = ("rank", "strip")  # an area alone has none
HEADS = ("indicator", "value", "target", "change", *AMONG)


def figures(rows: Sequence[Row], title: str, note: str, language: Language) -> str:
    """The table as HTML, with its message above and what its signs mean below."""
    against = next((one.against for one in rows if one.against), None)
    names = HEADS if any(one.rank for one in rows) else HEADS[: -len(AMONG)]
    heads = "".join(
        f'<th scope="col" class="{name}">{escape(_head(name, against, language))}</th>'
        for name in names
    )
    body = "".join(_row(one, names, language) for one in rows)
    return (
        f'<section class="main-figures"><h3>{escape(title)}</h3>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        f'<p class="note">{escape(note)}</p></section>'
    )


def _head(name: str, against: str | None, language: Language) -> str:
    if name == "change":
        return say(f"profile.head_change_{against or 'none'}", language)
    return say(f"profile.head_{name}", language)


def _row(one: Row, names: Sequence[str], language: Language) -> str:
    cells = (
        ("value", _value(one, language)),
        ("target", _target(one, language)),
        ("change", _change(one, language)),
        ("rank", _rank(one, language)),
        ("strip", strip(one, language) or '<span class="quiet">–</span>'),
    )
    body = "".join(f'<td class="{name}">{cell}</td>' for name, cell in cells if name in names)
    meaning = escape(one.indicator.words[language].meaning)
    unit = "" if one.indicator.kind is Measured.SHARE else _unit(one, language)
    return (
        f'<tr><th scope="row" title="{meaning}">{escape(one.indicator.name(language))}{unit}</th>'
        f"{body}</tr>"
    )


def _unit(one: Row, language: Language) -> str:
    """The unit, where the name does not say it."""
    if one.indicator.kind is Measured.RATE:
        return ""
    return f" <small>({escape(one.indicator.unit(language))})</small>"


def _value(one: Row, language: Language) -> str:
    if not one.known:
        words = escape(show_value(one.indicator, one.value, one.flag, language))
        return f'<span class="quiet">{words}</span>'
    text = f"<b>{escape(plain_value(one.indicator, one.value, language))}</b>"
    if one.limited:
        low, high = (
            plain_value(one.indicator, end, language).rstrip("%") for end in (one.lower, one.upper)
        )
        text += f" <small>({escape(low)}–{escape(high)})</small>"
    if not one.solid:
        text += f' <small class="few">{escape(say("value.few_mark", language))}</small>'
    return text


def _target(one: Row, language: Language) -> str:
    if one.reference is None:
        return '<span class="quiet">–</span>'
    text = escape(reference_value(one.indicator, one.reference, language))
    if not one.solid:
        return text
    missed = ("worse", "!", "over" if one.less else "missed")
    side, sign, word = missed if one.missed else ("better", "✓", "met")
    said = escape(say(f"profile.{word}", language))
    return f'{text} <b class="{side}"><span aria-hidden="true">{sign}</span> {said}</b>'


def _change(one: Row, language: Language) -> str:
    """The change; in colour and with a sign where it is more than chance."""
    if one.change is None:
        return '<span class="quiet">–</span>'
    if one.mark == Mark.NOT_CLEAR:
        return f'<span class="quiet">{escape(show_change(one.change, language))}</span>'
    text = escape(show_change(one.change, language))
    if one.mark == Mark.NOT_COMPUTED:
        return text
    clear = escape(say("profile.clear", language))
    return f'<b class="{SIDES[one.change.turn]}" title="{clear}">{text} *</b>'


def _rank(one: Row, language: Language) -> str:
    if one.rank is None:
        return '<span class="quiet">–</span>'
    best, worst, total = map(number, (one.rank.best, one.rank.worst, one.rank.total))
    place = best if best == worst else f"{best}–{worst}"
    return escape(say("profile.rank", language, place=place, total=total))
