"""The sheet of an area as it stands on the screen, made out of all its figures."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.registry import class_breaks
from lib.periods import fiscal_year_of
from lib.views import address, asking, data
from lib.views.classing import YL_GN_BU, classify
from lib.views.formats import number, period_to_date, show_value, thai_date
from lib.views.mapped.panel import not_applied_line
from lib.views.mapped.picture import source_line
from lib.views.picture import Pattern
from lib.views.profile import blocks, load, sheet
from lib.views.profile.load import Part
from lib.views.profile.locator import Spot, locator
from lib.views.profile.rows import Row
from lib.views.profile.sentences import Sentence, stands_out
from lib.views.profile.table import figures
from lib.views.selection import Selection
from lib.views.severe import open_severe, severe_words
from lib.views.taking.profile_tables import profile_tables
from lib.views.taking.seen import see_table
from lib.views.words import say

FOLDER = Path(__file__).parent


def style() -> None:
    """The look of the sheet, on the screen and on paper."""
    st.html(FOLDER / "sheet.css")


def show(selection: Selection) -> None:
    """The sheet; choosing an area near it goes there."""
    rows = load.rows(selection)
    not_applied_line(selection, [one.indicator for one in rows])
    page = html(selection, rows)
    _mount(page)
    for one in profile_tables(rows, load.trends(selection), page, selection.language):
        see_table(one.title, one.frame, one.decimals)


def html(selection: Selection, rows: list[Row]) -> str:
    """The sheet as HTML."""
    return sheet.sheet(
        _head(selection),
        [_out(selection, rows), _figures(selection, rows), _trends(selection)],
        _columns(selection),
        say("profile.foot", selection.language, source=source_line(selection)),
        sheet.Links(_href(selection, "compare", selection.area)),
        selection.language,
    )


def name(selection: Selection, code: str) -> str:
    """The name of an area as the sheet says it."""
    area = data.areas().get(code)
    if area.level is Level.REGION:
        return say("area.whole", selection.language)
    return area.display_name(selection.language)


def full_name(selection: Selection) -> str:
    """The name of the area with those that it lies in: ต.ยะรัง อ.ยะรัง จ.ปัตตานี."""
    found = name(selection, selection.area)
    for one in data.areas().ancestors(selection.area):
        if one.level is not Level.REGION:
            parent = name(selection, one.code)
            found = say("area.within", selection.language, area=found, parent=parent)
    return found


@cache
def _component() -> Any:
    return st.components.v2.component(
        "profile_sheet",
        js=(FOLDER / "sheet.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


def _mount(text: str) -> None:
    place = "profile_sheet"

    def chosen() -> None:
        state: Any = st.session_state.get(place)
        code = state.get("area") if state else None
        if isinstance(code, str) and code in data.choices().parents:
            address.go(address.current().with_area(code))

    with st.container(key="profile"):
        _component()(key=place, data={"html": text}, on_area_change=chosen)


def _head(selection: Selection) -> sheet.Head:
    language, areas = selection.language, data.areas()
    area = areas.get(selection.area)
    title = full_name(selection)
    inside = next((one for one in (Level.TAMBON, Level.AMPHOE) if one is not area.level), None)
    found = load.values(selection, ("registered_population",))["registered_population"]
    facts = [
        say(
            "profile.population",
            language,
            people=show_value(found.indicator, found.value, found.flag, language),
        ),
        say("profile.km2", language, km2=number(area.km2)),
    ]
    if area.level is Level.TAMBON:
        facts += [say("profile.villages", language, count=area.villages)] if area.villages else []
    elif inside:
        count = len(areas.descendants(area.code, Level.TAMBON))
        facts.append(say("profile.tambon", language, count=count))
    as_of = asking.as_of(selection)
    dates = [
        period_to_date(selection.kind, selection.period, as_of, language),
        say("data.until", language, date=thai_date(as_of, language)),
    ]
    return sheet.Head(title, facts, dates, data.snapshot().info.simulated)


def _out(selection: Selection, rows: list[Row]) -> str:
    language = selection.language
    told = stands_out(rows, _peers(selection), language)
    if len(severe := open_severe(selection)):
        told = [Sentence(" ".join(severe_words(severe, language)), good=False), *told]
    return sheet.out(told, language)


def _figures(selection: Selection, rows: list[Row]) -> str:
    language = selection.language
    if load.level(selection) is Level.REGION:
        title = say("profile.figures_region", language)
    else:
        words = {"area": name(selection, selection.area), "peers": _peers(selection)}
        count = number(_peer_count(selection))
        title = say("profile.figures_title", language, count=count, **words)
    return figures(rows, title, say("profile.signs", language), language)


def _place(selection: Selection) -> str:
    """The area among those around it, coloured by the first of the figures that they share."""
    language, areas = selection.language, data.areas()
    indicator = registry.get(load.NEAR[0])
    codes = load.near(selection)
    level = level_of(codes[0]) if codes else load.level(selection)
    answer = load.near_figures(selection)[indicator.code]
    shown = answer[[level_of(str(code)) is level for code in answer.index]]
    classes = classify(
        shown["value"],
        class_breaks(indicator, level, selection.period),
        lang=language,
        flags=shown["flag"],
        decimals=indicator.decimals,
        palette=YL_GN_BU,
    )
    spots = []
    for code, value, flag in zip(shown.index, shown["value"], shown["flag"], strict=True):
        area, fill = areas.get(str(code)), classes.fills[str(code)]
        spots.append(
            Spot(
                area.code,
                area.name(language),
                area.longitude,
                area.latitude,
                show_value(indicator, float(value), str(flag), language),
                fill if isinstance(fill, Pattern) else classes.colours[fill],
                _href(selection, "", area.code),
            )
        )
    if load.level(selection) is Level.REGION:
        title = say("profile.place_region", language, count=len(codes))
    else:
        words = {"area": name(selection, selection.area), "count": len(codes)}
        title = say("profile.place_title", language, **words)
    drawn = locator(level, selection.area, spots, title)
    return sheet.place(drawn, title, indicator.name(language), classes.legend)


def _trends(selection: Selection) -> str:
    return blocks.trends(load.trends(selection), selection.language)


def _columns(selection: Selection) -> list[list[str]]:
    """The parts below the trends, in the three columns that they are on paper."""
    language = selection.language
    codes = (*load.GROUPS, *load.OPEN, *load.LABOUR)
    values = load.values(selection, codes)
    year = fiscal_year_of(asking.as_of(selection))
    compared = asking.comparison(selection)
    more = {screen: _more(selection, screen) for screen in ("groups", "follow_up", "needs")}
    return [
        [
            blocks.plan(load.plan(selection), year, language, whole=data.exact(selection.area)),
            blocks.labour(values, compared.against if compared else None, language),
        ],
        [
            blocks.open_matters(values, load.matters(selection), more, language),
            _near(selection),
        ],
        [
            blocks.groups(values, _occupations(selection), more["groups"], language),
            _place(selection),
        ],
    ]


def _near(selection: Selection) -> str:
    return blocks.near(
        load.near_figures(selection),
        selection.area,
        lambda code: name(selection, code),
        lambda code: _href(selection, "", code),
        _near_title(selection, load.near(selection)),
        selection.language,
    )


def _occupations(selection: Selection) -> Sequence[Part] | None:
    return load.occupations(selection) if data.exact(selection.area) else None


def _more(selection: Selection, screen: str) -> str:
    words = say(f"profile.more_{screen}", selection.language)
    return sheet.more(_href(selection, screen, selection.area), words)


def _near_title(selection: Selection, near: tuple[str, ...]) -> str:
    language = selection.language
    if load.level(selection) is Level.REGION:
        return say("profile.near_region", language, count=len(near))
    if not near:
        return say("profile.near_none", language)
    words = {"area": name(selection, selection.area), "count": len(near)}
    return say("profile.near_title", language, peers=_peers(selection), **words)


def _peers(selection: Selection) -> str:
    level = load.level(selection)
    return "" if level is Level.REGION else say(f"area.counted_{level}", selection.language)


def _peer_count(selection: Selection) -> int:
    return len(data.areas().at_level(load.level(selection)))


def _href(selection: Selection, screen: str, code: str) -> str:
    """The address of a screen for an area, in the same time and with the same filters."""
    there = replace(selection.with_area(code), indicator=data.choices().start_indicator)
    query = there.to_query(data.choices())
    return f"{screen}?{urlencode(query)}"
