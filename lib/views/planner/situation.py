"""The labour situation beside what was done there: on the map, in words, in a table."""

from functools import partial
from html import escape
from math import isnan

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of
from lib.planning.situation import LEVELS
from lib.store.codelists import code_list
from lib.views import asking, data
from lib.views.charts.linked import linked_table
from lib.views.controls import choose, switch
from lib.views.formats import number, unbroken, with_numbers_whole
from lib.views.map import area_map
from lib.views.mapped.names import area_name, labels_of, marked
from lib.views.mapped.panel import MAP_HEIGHT, download
from lib.views.mapped.picked import pick
from lib.views.picture import MapPicture
from lib.views.planner import asked, drawn
from lib.views.planner.listed import DONE, columns_of, decimals_of
from lib.views.selection import Selection, levels_of, shown_within
from lib.views.taking.seen import SeenMap, see_map
from lib.views.words import say

SWITCH = "planner_labour"
TABLE_HEIGHT = 520  # px
CATEGORIES = code_list("labour_category").codes


def show(selection: Selection) -> None:
    """The part; the map is sent first, because it takes the browser longest."""
    shown = at_level(selection)
    found = asked.labour(shown, shown_within(shown.area), shown.level)
    category = category_of(shown)
    left, right = st.columns((5, 3), gap="small")
    with left:
        _head(shown, category)
        rates = rates_of(found, category)
        st.html(f'<h2 class="headline">{escape(headline(shown, category, found, rates))}</h2>')
        _map(shown, category, rates)
    with right:
        _panel(shown, found)
    _table(shown, found)


def at_level(selection: Selection) -> Selection:
    """The selection at a level that the situation is told by: a province shows its amphoe."""
    return selection if selection.level in LEVELS else selection.with_level(Level.AMPHOE)


def category_of(selection: Selection) -> str:
    """The category of labour that the map shows."""
    return selection.switch(SWITCH) or CATEGORIES[0]


def _head(selection: Selection, category: str) -> None:
    language, names = selection.language, labels_of("labour_category", selection.language)
    with st.container(key="map_head", horizontal=True, vertical_alignment="center", gap="small"):
        choose(
            say("planner.category", language),
            CATEGORIES,
            category,
            lambda now, code: now.with_switch(SWITCH, "" if code == CATEGORIES[0] else code),
            key="planner_category",
            show=names.__getitem__,
        )
        levels = [one for one in levels_of(selection.area) if one in LEVELS]
        if len(levels) > 1:
            switch(
                say("area.level", language), levels, selection.level, Selection.with_level,
                key="planner_level", show=lambda level: say(f"area.by_{level}", language),
            )  # fmt: skip


def rates_of(found: pd.DataFrame, category: str) -> pd.DataFrame:
    """People of the category per 1,000 registered, in the form of ``evaluate``."""
    population = found["population"].where(found["population"] > 0)
    return drawn.figures(1000 * found[category] / population, found[category], population)


def _map(selection: Selection, category: str, rates: pd.DataFrame) -> None:
    indicator, picture = drawn.per_thousand(category), picture_of(selection, category, rates)
    area_map(picture, key="map", height=MAP_HEIGHT)
    see_map(SeenMap(indicator.code, picture, indicator, rates, rates))


def picture_of(selection: Selection, category: str, rates: pd.DataFrame) -> MapPicture:
    """The map of a category; ``rates`` are those of ``rates_of``."""
    notes = {
        str(code): say("planner.rate_note", selection.language, people=number(row["numerator"]),
                       population=number(row["denominator"]))
        for code, row in rates.iterrows() if not isnan(row["value"])
    }  # fmt: skip
    return drawn.picture(selection, drawn.per_thousand(category), rates, notes)


def headline(selection: Selection, category: str, found: pd.DataFrame, rates: pd.DataFrame) -> str:
    """Where most people of the category are, for the population and in all."""
    language = selection.language
    label = code_list("labour_category").label(category, language)
    known = rates["value"].dropna()
    if known.empty:
        return say("planner.labour_unknown", language, what=label)
    top, where = str(known.idxmax()), area_name(selection, shown_within(selection.area))
    return say(
        "planner.labour_headline", language, what=label, area=area_name(selection, top),
        rate=number(float(known.max()), 1), where=where,
        people=number(float(found[category].sum())), told=number(len(known)),
        total=number(len(rates)),
    )  # fmt: skip


def _panel(selection: Selection, found: pd.DataFrame) -> None:
    """One area: the marked one, else the one that is open; what is known and what was done."""
    language, area = selection.language, marked(selection) or selection.area
    row = totals(selection, found, area)
    name = area_name(selection, area)
    names = labels_of("labour_category", language)
    people = [(names[one], _count(row[one]), _rate(row, one)) for one in CATEGORIES]
    done = [(say(f"planner_done.{one}", language), _count(row[one]), "") for one in DONE[1:]]
    population = say("planner.population", language, count=_count(row["population"]))
    st.html(
        f'<section class="planner-facts"><h2>{escape(name)}</h2><p class="note">{population}</p>'
        f"{_rows(people, say('planner.people', language), say('planner.rate_unit', language))}"
        f"<h3>{escape(say('planner.done', language))}</h3>{_rows(done)}"
        f'<p class="note">{escape(with_numbers_whole(say("planner.done_note", language)))}</p>'
        "</section>"
    )


def totals(selection: Selection, found: pd.DataFrame, area: str) -> pd.Series:
    """The figures of one area; ``found`` are those of the areas on the map.

    Of one wider than an amphoe they are the sums of its amphoe; people served are counted anew,
    each once, and are missing where not all of the area is for who asks.
    """
    if area in found.index:
        return found.loc[[area]].iloc[0]
    if level_of(area) in LEVELS:
        return asked.labour(selection, area, level_of(area)).iloc[0]
    sums = asked.labour(selection, area, Level.AMPHOE)[[*CATEGORIES, *DONE]].sum(min_count=1)
    sums["people_served"] = float("nan")
    if data.scope().covers(area):
        sums["people_served"] = asked.served(selection, area)
    return sums


def _count(value: float) -> str:
    return "–" if pd.isna(value) else number(float(value))


def _rate(row: pd.Series, category: str) -> str:
    known = not (pd.isna(row[category]) or pd.isna(row["population"])) and row["population"] > 0
    return number(1000 * row[category] / row["population"], 1) if known else "–"


def _rows(rows: list[tuple[str, str, str]], *heads: str) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    head = f"<thead><tr><td></td>{head}</tr></thead>" if heads else ""
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td>'
        f"{f'<td>{escape(rate)}</td>' if rate else ''}</tr>"
        for name, value, rate in rows
    )
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _table(selection: Selection, found: pd.DataFrame) -> None:
    """Every area with all that is known of it."""
    language = selection.language
    where = area_name(selection, shown_within(selection.area))
    title = say(f"planner.labour_table_{selection.level}", language, area=where)
    rows = table_rows(found, selection)
    st.html(f'<h2 class="part-heading">{escape(title)}</h2>')
    linked_table(
        rows,
        key="planner_labour_table",
        codes=[str(code) for code in found.index],
        language=language,
        caption=title,
        picked=marked(selection),
        on_pick=pick,
        decimals=decimals_of(language),
        height=TABLE_HEIGHT,
    )
    st.html(f'<p class="note">{escape(say("planner.labour_note", language))}</p>')
    download(rows, f"labour_{selection.level}_{asking.as_of(selection)}", selection)


def table_rows(found: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The table as people read it, the areas named as on the map, each day on one line."""
    name, language = partial(area_name, selection), selection.language
    rows = columns_of(found, name, selection.level, language)
    counted = say("planner.head_counted", language)
    return rows.assign(**{counted: rows[counted].map(unbroken)})
