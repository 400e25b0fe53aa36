"""The labour situation beside what was done there: on the map, in words, in a table."""

from collections.abc import Iterable, Sequence
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
from lib.views.formats import number, thai_date, unbroken, with_numbers_whole
from lib.views.map import area_map
from lib.views.mapped.names import area_name, labels_of, marked
from lib.views.mapped.panel import MAP_HEIGHT, download
from lib.views.mapped.picked import pick
from lib.views.picture import MapPicture
from lib.views.planner import asked, drawn
from lib.views.planner.listed import DONE, columns_of, counted_of, decimals_of
from lib.views.selection import Selection, levels_of, shown_within
from lib.views.taking.seen import SeenMap, see_map
from lib.views.words import Language, say

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
        _map(shown, category, found, rates)
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
    """People of the category per 1,000 registered where it was counted, as of ``evaluate``."""
    base = found[f"base_{category}"].where(found[f"base_{category}"] > 0)
    return drawn.figures(1000 * found[category] / base, found[category], base)


def _map(selection: Selection, category: str, found: pd.DataFrame, rates: pd.DataFrame) -> None:
    indicator = drawn.per_thousand(category)
    picture = picture_of(selection, category, found, rates)
    area_map(picture, key="map", height=MAP_HEIGHT)
    see_map(SeenMap(indicator.code, picture, indicator, rates, rates))


def picture_of(
    selection: Selection, category: str, found: pd.DataFrame, rates: pd.DataFrame
) -> MapPicture:
    """The map of a category; ``rates`` are those of ``rates_of``."""
    notes = {
        str(code): _rate_note(found.loc[[code]].iloc[0], category, row, selection.language)
        for code, row in rates.iterrows() if not isnan(row["value"])
    }  # fmt: skip
    return drawn.picture(selection, drawn.per_thousand(category), rates, notes)


def _rate_note(row: pd.Series, category: str, rate: pd.Series, language: Language) -> str:
    """People of how many; where not all tambon of an area were counted, of those that were."""
    told = {"people": number(rate["numerator"]), "population": number(rate["denominator"])}
    if row[f"counted_{category}"] == row["tambon"]:
        return say("planner.rate_note", language, **told)
    counted = counted_of(row, language, [category])
    return say("planner.rate_note_partly", language, counted=counted, **told)


def headline(selection: Selection, category: str, found: pd.DataFrame, rates: pd.DataFrame) -> str:
    """Where most people of the category are, for the population and in all."""
    language = selection.language
    label = code_list("labour_category").label(category, language)
    counted = int(found[f"counted_{category}"].sum())
    if not counted:
        return say("planner.labour_unknown", language, what=label)
    told = {
        "what": label, "where": area_name(selection, shown_within(selection.area)),
        "people": number(float(found[category].sum())),
        "counted": _unless_all(counted, int(found["tambon"].sum()), language),
    }  # fmt: skip
    known = rates["value"].dropna()
    if known.empty:
        return say("planner.labour_no_rate", language, **told)
    top, most = area_name(selection, str(known.idxmax())), number(float(known.max()), 1)
    return say("planner.labour_headline", language, area=top, rate=most, **told)


def _unless_all(counted: int, total: int, language: Language) -> str:
    """In how many tambon it was counted, where that is not all."""
    if counted == total:
        return ""
    return say("planner.labour_counted", language, told=number(counted), total=number(total))


def _panel(selection: Selection, found: pd.DataFrame) -> None:
    """One area: the marked one, else the one that is open; what is known and what was done."""
    language, area = selection.language, marked(selection) or selection.area
    row = totals(selection, found, area)
    name = area_name(selection, area)
    names = labels_of("labour_category", language)
    heads = [say("planner.people", language), say("planner.rate_unit", language)]
    people: list[tuple[str, ...]] = [
        (names[one], _count(row[one]), _rate(row, one)) for one in CATEGORIES
    ]
    notes = [_oldest(row, language)]
    if level_of(area) is not Level.TAMBON:
        heads.append(say("planner.head_told", language))
        people = [(*line, counted_of(row, language, [one]))
                  for one, line in zip(CATEGORIES, people, strict=True)]  # fmt: skip
        notes.append(say("planner.rate_base", language))
    note = "".join(f'<p class="note">{escape(one)}</p>' for one in filter(None, notes))
    done = [(say(f"planner_done.{one}", language), _count(row[one])) for one in DONE[1:]]
    population = say("planner.population", language, count=_count(row["population"]))
    st.html(
        f'<section class="planner-facts"><h2>{escape(name)}</h2><p class="note">{population}</p>'
        f"{_rows(people, heads)}{note}<h3>{escape(say('planner.done', language))}</h3>{_rows(done)}"
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
    every = asked.labour(selection, area, Level.AMPHOE)
    whole = [f"{part}{one}" for one in CATEGORIES for part in ("counted_", "base_")]
    rest = [one for one in DONE if one != "population"]
    # What is known only where it is of all of them stands apart, as the indicators have it.
    sums: pd.Series = pd.concat(
        [
            every[[*CATEGORIES, *rest]].sum(min_count=1),
            every[["population", "tambon", *whole]].sum(skipna=False),
            every[[f"observed_{one}" for one in CATEGORIES]].min(),
        ]
    )
    sums["people_served"] = float("nan")
    if data.scope().covers(area):
        sums["people_served"] = asked.served(selection, area)
    return sums


def _oldest(row: pd.Series, language: Language) -> str:
    """The day of the oldest of the counts that the figures are from; empty where there is none."""
    days = row[[f"observed_{one}" for one in CATEGORIES]].dropna()
    if days.empty:
        return ""
    return say("planner.counted_oldest", language, day=thai_date(min(days).date(), language))


def _count(value: float) -> str:
    return "–" if pd.isna(value) else number(float(value))


def _rate(row: pd.Series, category: str) -> str:
    people, base = row[category], row[f"base_{category}"]
    known = not (pd.isna(people) or pd.isna(base)) and base > 0
    return number(1000 * people / base, 1) if known else "–"


def _rows(rows: Iterable[tuple[str, ...]], heads: Sequence[str] = ()) -> str:
    """A table of names with their figures."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    head = f"<thead><tr><td></td>{head}</tr></thead>" if heads else ""
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        f"{''.join(f'<td>{escape(one)}</td>' for one in values)}</tr>"
        for name, *values in rows
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
