"""The sheet as HTML: its head, its parts in their order, its foot; two pages of A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lib.views.charts.show import text_html
from lib.views.formats import with_numbers_whole
from lib.views.picture import LegendEntry, Pattern
from lib.views.profile.sentences import Sentence
from lib.views.words import Language, say

SIGNS = {True: ("good", "✓", "profile.good"), False: ("bad", "!", "profile.bad")}


@dataclass(frozen=True)
class Head:
    """What stands above both pages.

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
    first: Sequence[str],
    second: Sequence[str],
    source: str,
    links: Links,
    language: Language,
) -> str:
    """The two pages; ``first`` and ``second`` are their parts as HTML."""
    return (
        f'<article class="profile-sheet" lang="{language}">{_head(head, links, language)}'
        f'<div class="page first">{"".join(first)}</div>'
        f'<div class="page second">{_running(head, language)}{"".join(second)}</div>'
        f"<footer>{escape(source)}</footer></article>"
    )


def out(sentences: Sequence[Sentence], language: Language) -> str:
    """What stands out."""
    body = "".join(_sentence(one, language) for one in sentences)
    title = escape(say("profile.out_heading", language))
    return f'<section class="out"><h3>{title}</h3><ul>{body}</ul></section>'


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


def _running(head: Head, language: Language) -> str:
    """The head of the second page, on paper only."""
    dates = " · ".join(map(escape, head.dates))
    return (
        f'<p class="running"><b>{escape(head.title)}</b> {dates} {_simulated(head, language)}</p>'
    )


def _simulated(head: Head, language: Language) -> str:
    if not head.simulated:
        return ""
    return f'<b class="simulated">{escape(say("data.simulated", language))}</b>'


def _sentence(one: Sentence, language: Language) -> str:
    text = text_html(with_numbers_whole(one.text), language)
    if one.good is None:
        return f"<li>{text}</li>"
    kind, sign, word = SIGNS[one.good]
    label = escape(say(word, language))
    mark = f'<b role="img" aria-label="{label}" title="{label}">{sign}</b>'
    return f'<li class="{kind}">{mark} {text}</li>'


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
