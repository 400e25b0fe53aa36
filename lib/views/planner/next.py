"""Where next: tambon by unmet need on map and table, with reasons, firmness and the weights."""

from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from geo.codes import Level
from lib.planning.need import reasons
from lib.planning.rules import need_rules
from lib.views import address, data
from lib.views.charts.linked import linked_table
from lib.views.classing import OKABE_ITO, OTHER
from lib.views.controls import step
from lib.views.formats import number, with_numbers_whole
from lib.views.map import area_map
from lib.views.mapped.names import area_name, marked
from lib.views.mapped.panel import MAP_HEIGHT, download
from lib.views.picture import Mark
from lib.views.planner import asked, drawn, sentences
from lib.views.planner.choice import MOST_WEIGHT, Choice, read, set_choice, start_weights
from lib.views.selection import Selection
from lib.views.taking.seen import SeenMap, see_internal, see_map
from lib.views.words import say

FIRST = 5  # tambon that have a card; the headline names the first three of them
TABLE_HEIGHT = 520  # px


def show(selection: Selection) -> None:
    """The part; the map is sent before the table, because it takes the browser longest."""
    see_internal()  # where somebody will be next
    shown, choice = as_tambon(selection), read(selection.plan)
    table, firm = asked.ranking(shown, choice), asked.firm(shown, choice)
    moved = asked.moved(shown, choice)
    with st.container(key="planner_next_top"):  # on a phone the weights stand below the answer
        _weights(shown, choice)
        headline = sentences.headline(table, partial(area_name, shown), shown.language)
        st.html(f'<h2 class="headline">{with_numbers_whole(escape(headline))}</h2>')
        left, right = st.columns((5, 3), gap="small")
        with left:
            _map(shown, table, firm)
        with right:
            _cards(shown, table, firm, moved)
    _table(shown, choice, table, firm, moved)


def as_tambon(selection: Selection) -> Selection:
    """The selection at the level of tambon, which all of this part is about."""
    return selection.with_level(Level.TAMBON)


def mark(code: str) -> None:
    """Mark a tambon on map and table; once more lets it go."""
    address.go(as_tambon(address.current()).with_pick(code))


def _weights(selection: Selection, choice: Choice) -> None:
    """A slider for each part, how far they are from where they start, and the way back."""
    language, start = selection.language, start_weights()
    st.html(f"<style>{_swatches()}</style>")
    with st.container(key="planner_weights"):
        parts = list(need_rules().parts)
        columns = st.columns([*[1.0] * len(parts), 0.95], gap="small", vertical_alignment="center")
        for place, (part, column) in enumerate(zip(parts, columns, strict=False)):
            key = f"planner_weight_{part}"
            st.session_state[key] = choice.sliders()[place]
            column.slider(
                say(f"planner_head.{part}", language),
                0,
                MOST_WEIGHT,
                key=key,
                help=say("planner.weight_help", language, start=start[place]),
                on_change=_weigh,
                args=(place, key),
            )
        with columns[-1]:
            st.html(f'<p class="note">{escape(say("planner.weights", language))}</p>')
            step(
                say("planner.reset", language),
                lambda now: replace(now, plan=replace(read(now.plan), weights=()).write()),
                key="planner_reset",
                style="secondary",
            )


def _weigh(place: int, key: str) -> None:
    value = st.session_state[key]
    if isinstance(value, int) and 0 <= value <= MOST_WEIGHT:
        set_choice(lambda now: now.with_weight(place, value))


def _map(selection: Selection, table: pd.DataFrame, firm: pd.DataFrame) -> None:
    language, indicator = selection.language, drawn.index()
    found = drawn.figures(100 * table["need"].sort_index())
    how = asked.how_firm(selection)
    signs = {
        str(code): Mark.PICKED for code in table.index[table["rank"].le(how.first).fillna(False)]
    }
    notes = {
        str(code): sentences.map_note(row, firm.loc[[str(code)]].iloc[0], language, how)
        for code, row in table.iterrows()
    }
    legend = {Mark.PICKED: sentences.first_words(how, language).strip()}
    picture = drawn.picture(selection, indicator, found, notes, signs, legend)
    area_map(picture, key="map", height=MAP_HEIGHT)
    see_map(SeenMap(indicator.code, picture, indicator, found, found))


def _cards(
    selection: Selection, table: pd.DataFrame, firm: pd.DataFrame, moved: pd.DataFrame
) -> None:
    """The first few, and the one that is marked: what makes up the index, why, how firm."""
    first = [str(code) for code in table.index[table["rank"].notna()][:FIRST]]
    also = marked(selection)
    if also in table.index and also not in first:
        first = [also, *first]  # in sight, whatever is marked
    for code in first:
        _card(selection, code, table.loc[[code]].iloc[0], firm, moved)


def _card(
    selection: Selection, code: str, row: pd.Series, firm: pd.DataFrame, moved: pd.DataFrame
) -> None:
    language = selection.language
    is_marked = code == marked(selection)
    with st.container(key=f"planner_card_{code}{'_marked' if is_marked else ''}"):
        step(
            sentences.card_title(row, area_name(selection, code), language),
            lambda now: as_tambon(now).with_pick(code),
            key=f"planner_pick_{code}",
        )
        told = [escape(reasons(row, language))]
        if not pd.isna(row["rank"]) and len(firm) > 1:
            told.append(escape(sentences.firm_words(firm.loc[[code]].iloc[0], language,
                                                    asked.how_firm(selection))))  # fmt: skip
        if change := sentences.moved_words(moved.loc[[code]].iloc[0], language):
            told.append(f"<b>{escape(change)}</b>")
        lines = "".join(f"<p>{with_numbers_whole(one)}</p>" for one in told)
        st.html(f'<div class="planner-card">{_bar(row)}{lines}</div>')


def _colours() -> dict[str, str]:
    """The colour of each part, in the bars and beside its slider."""
    parts = need_rules().parts
    return dict(zip(parts, (*OKABE_ITO, *[OTHER] * len(parts)), strict=False))


def _swatches() -> str:
    """The sliders are the key of the bars: each has the colour of its part before its name."""
    return "".join(
        f".st-key-planner_weight_{part} label p::before{{background:{colour}}}"
        for part, colour in _colours().items()
    )


def _bar(row: pd.Series) -> str:
    """The index as a bar out of 100, each part in its colour."""
    shares = {part: row[f"share_{part}"] for part in _colours()}  # missing where not known
    parts = "".join(
        f'<span style="width:{100 * shares[part]:.2f}%;background:{colour}"></span>'
        for part, colour in _colours().items()
        if pd.notna(shares[part]) and shares[part] > 0
    )
    return f'<div class="planner-bar" aria-hidden="true">{parts}</div>'


def _table(
    selection: Selection, choice: Choice, table: pd.DataFrame, firm: pd.DataFrame,
    moved: pd.DataFrame,
) -> None:  # fmt: skip
    """All tambon in their order, with the figures of every part."""
    language = selection.language
    title = say("planner.next_table", language, count=number(len(table)))
    how = asked.how_firm(selection)
    changed = bool(choice.weights)
    rows = sentences.rows(
        table, firm, moved if changed else None, partial(area_name, selection), language, how
    )
    decimals = sentences.decimals(language)
    st.html(f'<h2 class="part-heading">{escape(title)}</h2>')
    note = sentences.table_note(moved, how, language) if changed else ""
    if note:
        st.html(f'<p class="note" role="status">{escape(note)}</p>')
    linked_table(
        rows,
        key="planner_next",
        codes=[str(code) for code in table.index],
        language=language,
        caption=title,
        picked=marked(selection),
        on_pick=mark,
        decimals=decimals,
        height=TABLE_HEIGHT,
    )
    st.html(f'<p class="note">{escape(sentences.method(choice, how, language))}</p>')
    download(rows, f"unmet_need_{data.snapshot().info.data_date}", selection)
