"""The tables of an area's profile, whose sheet is one piece of HTML."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from lxml import html

from lib.exports.model import Table
from lib.views.charts.areas import value_name
from lib.views.formats import month_year, plain_value, show_change, show_value
from lib.views.profile.load import Trend
from lib.views.profile.rows import Row
from lib.views.words import Language, say


def profile_tables(
    rows: Sequence[Row], trends: Sequence[Trend], page: str, language: Language
) -> tuple[Table, ...]:
    """The tables of an area's profile: its figures, its months, and those of its smaller parts.

    The last are read off the ``page`` itself (HTML), each under the message that stands over it.
    """
    figures = Table(say("profile.head_indicator", language), _figures(rows, language))
    found = [figures, *([_months(trends, language)] if trends else []), *_on_page(page, language)]
    return tuple(one for one in found if len(one.frame))


def _figures(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    """One row an indicator. Units differ by row, so figures stand as the page writes them."""

    def told(one: Row, value: float) -> str:
        return plain_value(one.indicator, value, language)

    against = next((one.against for one in rows if one.against), None) or "none"
    return pd.DataFrame(
        {
            say("profile.head_indicator", language): [
                value_name(r.indicator, language) for r in rows
            ],
            say("exports.geo_value", language): [
                told(r, r.value) if r.known else show_value(r.indicator, r.value, r.flag, language)
                for r in rows
            ],
            say("table.lower", language): [told(r, r.lower) if r.limited else None for r in rows],
            say("table.upper", language): [told(r, r.upper) if r.limited else None for r in rows],
            say("profile.head_target", language): [
                None if r.reference is None else told(r, r.reference) for r in rows
            ],
            say(f"profile.head_change_{against}", language): [
                None if r.change is None else show_change(r.change, language) for r in rows
            ],
            say("profile.head_rank", language): [_rank(r, language) for r in rows],
            say("table.flag", language): [
                "" if r.solid or not r.known else say("value.few_mark", language) for r in rows
            ],
        }
    )


def _rank(row: Row, language: Language) -> str | None:
    if row.rank is None:
        return None
    best, worst, total = row.rank.best, row.rank.worst, row.rank.total
    place = f"{best}" if best == worst else f"{best}–{worst}"
    return say("profile.rank", language, place=place, total=total)


def _months(trends: Sequence[Trend], language: Language) -> Table:
    """The small lines of the profile: a row a month, a column an indicator."""
    heads = [value_name(one.indicator, language) for one in trends]
    columns: dict[str, Any] = {
        say("charts.month", language): [month_year(one.start, language) for one in trends[0].months]
    }
    columns |= {head: list(one.values) for head, one in zip(heads, trends, strict=True)}
    places = {head: one.indicator.decimals for head, one in zip(heads, trends, strict=True)}
    title = say("profile.trends_title", language, count=len(trends[0].months))
    return Table(title, pd.DataFrame(columns), places)


def _on_page(page: str, language: Language) -> Iterator[Table]:
    """The tables of the sections of a page but for the main one, each once."""
    for part in html.fromstring(page).iter("section"):
        if "main-figures" in part.get("class", ""):
            continue
        title = _text(part.find("h3")) if part.find("h3") is not None else ""
        for found in part.findall("table"):
            yield Table(title, _frame(found, language))


def _frame(table: Any, language: Language) -> pd.DataFrame:
    """The texts of a table; one without heads gets plain ones. Rows across it are words, not in."""
    rows = [
        [_text(cell) for cell in row.iter("th", "td")]
        for row in table.findall("tbody/tr")
        if row.find("td[@colspan]") is None
    ]
    drawn = {  # columns of bars, which have no words
        place for place in range(max(map(len, rows), default=0))
        if not any("".join(row[place : place + 1]) for row in rows)
    }  # fmt: skip
    rows = [[text for place, text in enumerate(row) if place not in drawn] for row in rows]
    width = max(map(len, rows), default=0)
    heads = [_text(cell) for cell in table.findall("thead/tr/th")]
    plain = [say("profile.head_indicator", language), say("exports.geo_value", language)]
    heads = (heads or plain)[:width]
    heads += [" " * place for place in range(1, width - len(heads) + 1)]
    frame = pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype=object)
    return frame.set_axis(heads, axis=1) if rows else frame


def _text(node: Any) -> str:
    return " ".join(" ".join(node.itertext()).split())
