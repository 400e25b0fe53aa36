"""The area that is marked in map, charts and table: its figure, its rank, the way into it."""

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from lib.indicators import registry
from lib.indicators.model import Flag, Indicator
from lib.indicators.spread import ranked
from lib.views import address
from lib.views.charts.areas import at, limits_text
from lib.views.controls import step
from lib.views.formats import number, show_value
from lib.views.mapped.names import area_name
from lib.views.selection import Selection
from lib.views.words import Language, say


def picked_panel(selection: Selection, answer: pd.DataFrame) -> None:
    """The marked area, or how to mark one: the room is kept, so that nothing below jumps.

    ``answer`` has the figures of the areas on the map.
    """
    language, code = selection.language, selection.picked
    with st.container(key="picked"):
        if code not in answer.index:
            label, hint = say("mapped.picked", language), say("mapped.picked_hint", language)
            st.html(f'<p class="picked-note"><b>{escape(label)}</b> {escape(hint)}</p>')
            return
        indicator, name = registry.get(selection.indicator), area_name(selection, code)
        with st.container(key="picked_line", horizontal=True, gap="xsmall"):
            st.html(value_line(indicator, answer, code, name, language))
            into = say("mapped.picked_go", language)
            step(into, partial(Selection.with_area, code=code), key="picked_go")
            drop = say("mapped.picked_drop", language)
            step(drop, partial(Selection.with_pick, code=code), key="picked_drop")
        st.html(rank_line(indicator, answer, code, language))


def picked_bar(selection: Selection, answer: pd.DataFrame) -> None:
    """The marked area at the foot of the window, with the way to the map, while that is away.

    ``house.js`` knows whether it is, ``style.css`` shows the bar. Empty where nothing is marked:
    the place stays, so that marking moves nothing.
    """
    language, code = selection.language, selection.picked
    bar = ""
    if code in answer.index:
        indicator, name = registry.get(selection.indicator), area_name(selection, code)
        line = _name_and_value(indicator, answer, code, name, language)
        show = escape(say("mapped.picked_show", language))
        bar = f'<p>{line}</p><a href="#map">{show}</a>'
    st.html(f'<div class="picked-bar"{"" if bar else " hidden"}>{bar}</div>')


def pick(code: str) -> None:
    """Mark an area everywhere, as a chart or a table calls it; once more lets it go."""
    address.go(address.current().with_pick(code))


def value_line(
    indicator: Indicator, figures: pd.DataFrame, code: str, name: str, language: Language
) -> str:
    """Name and value of an area, as HTML."""
    line = _name_and_value(indicator, figures, code, name, language)
    return f'<p class="picked-value" role="status">{line}</p>'


def _name_and_value(
    indicator: Indicator, figures: pd.DataFrame, code: str, name: str, language: Language
) -> str:
    row = figures.loc[[code]].iloc[0]
    value = show_value(indicator, float(row["value"]), str(row["flag"]), language)
    what = escape(indicator.name(language))
    return f"▸ <b>{escape(name)}</b> {what} <b>{escape(value)}</b>"


def rank_line(indicator: Indicator, figures: pd.DataFrame, code: str, language: Language) -> str:
    """The limits of the value and the ranks that the area can have, as HTML."""
    row = figures.loc[[code]].iloc[0]
    parts = []
    if row["flag"] == str(Flag.OK) and not (pd.isna(row["lower"]) or pd.isna(row["upper"])):
        limits = limits_text(indicator, row, language)
        parts.append(say("mapped.limits", language, limits=limits))
    parts.append(_rank(indicator, figures, code, language))
    return f'<p class="picked-note">{escape(" · ".join(parts))}</p>'


def _rank(indicator: Indicator, figures: pd.DataFrame, code: str, language: Language) -> str:
    ranks = ranked(indicator, figures).dropna()
    if code not in ranks.index:
        return say("mapped.not_ranked", language)
    first, last = (number(at(ranks, code, side)) for side in ("rank_from", "rank_to"))
    rank = first if first == last else f"{first}–{last}"
    told = say("charts.rank", language, rank=rank, total=number(len(ranks)))
    return f"{told} ({say(f'mapped.order_{indicator.direction}', language)})"
