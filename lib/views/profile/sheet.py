"""The sheet as HTML: its head, its parts in their order, its foot; one page of A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lib.views.charts.show import text_html
from lib.views.formats import with_numbers_whole
from lib.views.picture import LegendEntry, Pattern
from lib.views.profile.sentences import Sentence
from lib.views.words import Language, say

SIDES = {False: ("bad", "profile.bad"), True: ("good", "profile.good"), None: ("neither", "")}


@dataclass(frozen=True)
class Head:
    """What stands above all parts.

    ``title`` is the full name of the area, ``facts`` what it is (people, square kilometres),
    ``dates`` the period and the date of the data.
    """

    title: str
    facts: Sequence[str]
    dates: Sequence[str]
    simulated: bool


@dataclass(frozen=True)
class Links:
    """Where the sheet leads to: the comparison of this area with another."""

    compare: str


def sheet(
    head: Head,
    parts: Sequence[str],
    columns: Sequence[Sequence[str]],
    source: str,
    links: Links,
    language: Language,
) -> str:
    """The sheet of ``parts`` as HTML; those of ``columns`` stand below, side by side on paper."""
    below = "".join(f'<div class="column">{"".join(column)}</div>' for column in columns)
    return (
        f'<article class="profile-sheet" lang="{language}">{_head(head, links, language)}'
        f'<div class="parts">{"".join(parts)}{below}</div>'
        f"<footer>{escape(source)}</footer></article>"
    )


def out(sentences: Sequence[Sentence], language: Language) -> str:
    """What stands out: what needs work, then what goes well, each side under its name."""
    title = escape(say("profile.out_heading", language))
    sides = "".join(
        _side([one for one in sentences if one.good is good], kind, words, language)
        for good, (kind, words) in SIDES.items()
    )
    return f'<section class="out"><h3>{title}</h3>{sides}</section>'


def place(svg: str, title: str, subtitle: str, legend: Sequence[LegendEntry]) -> str:
    """The small map with its legend."""
    rows = "".join(
        f"<li>{_swatch(one.colour)}{escape(one.label)} <span>({one.count})</span></li>"
        for one in legend
        if one.count
    )
    return (
        f'<section class="place"><h3>{escape(title)}</h3>{svg}'
        f'<p class="note">{escape(subtitle)}</p><ul class="legend">{rows}</ul></section>'
    )


def more(href: str, label: str) -> str:
    """A link to another screen; not on paper."""
    return f' <a class="more" href="{escape(href)}">{escape(label)}</a>'


def _head(head: Head, links: Links, language: Language) -> str:
    facts = "".join(f"<span>{escape(one)}</span>" for one in head.facts)
    dates = "".join(f"<span>{escape(one)}</span>" for one in head.dates)
    button = escape(say("profile.print", language))
    compare = escape(say("profile.compare", language))
    return (
        f'<header><div><h2>{escape(head.title)}</h2><p class="facts">{facts}</p>'
        f'<p class="dates">{dates}{_simulated(head, language)}</p></div>'
        f'<div class="tools"><a class="more" href="{escape(links.compare)}">{compare}</a>'
        f'<button type="button" class="print">{button}</button></div></header>'
    )


def _simulated(head: Head, language: Language) -> str:
    if not head.simulated:
        return ""
    return f'<b class="simulated">{escape(say("data.simulated", language))}</b>'


def _side(sentences: Sequence[Sentence], kind: str, words: str, language: Language) -> str:
    if not sentences:
        return ""
    name = f"<h4>{escape(say(words, language))}</h4>" if words else ""
    said = "".join(
        f"<li>{text_html(with_numbers_whole(one.text), language)}</li>" for one in sentences
    )
    return f'<div class="side {kind}">{name}<ul>{said}</ul></div>'


def _swatch(colour: str) -> str:
    if isinstance(colour, Pattern):
        return (
            '<svg class="swatch" viewBox="0 0 18 14"><path d="M0 0h18v14H0z" '
            f'fill="url(#pl-{colour})"/></svg>'
        )
    return (
        '<svg class="swatch" viewBox="0 0 18 14"><path d="M0 0h18v14H0z" '
        f'fill="{escape(colour)}" stroke="#9AA5B1"/></svg>'
    )
