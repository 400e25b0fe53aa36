"""The parts of the screen of occupational groups as they stand on it."""

from functools import partial
from pathlib import Path

import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.views import address, data
from lib.views.charts import show
from lib.views.charts.linked import linked_table
from lib.views.charts.show import chart
from lib.views.charts.table import html_table
from lib.views.controls import step, switch
from lib.views.filters import not_applied
from lib.views.formats import number
from lib.views.groups import charts, listing, load, survival
from lib.views.groups.card import card_html, facts_html, group_name, history_table
from lib.views.groups.places import Placed
from lib.views.house import MAP
from lib.views.map import chosen_point
from lib.views.selection import Selection, trail
from lib.views.states import nothing
from lib.views.words import say

STYLE = Path(__file__).with_name("groups.css")
CHART_STYLE = Path(show.__file__).with_name("charts.css")
LIST_HEIGHT = 290  # px


def opened(selection: Selection, placed: Placed) -> Selection:
    """The selection with the card of the point that was clicked open, where one was."""
    if placed.points is None or not (place := chosen_point(MAP, placed.points)):
        return selection
    selection = selection.with_detail(placed.ids[place])
    address.go(selection)
    return selection


def style() -> None:
    """What this screen looks like beyond the look of the house."""
    st.html(CHART_STYLE)
    st.html(STYLE)


def points_note(selection: Selection, placed: Placed) -> None:
    """How many of the groups that the map counts are not among its points."""
    if placed.missing:
        counted = {"missing": number(placed.missing), "known": number(placed.known)}
        words = say("groups.points_missing", selection.language, **counted)
        st.html(f'<div class="groups-note">{words}</div>')


def side(selection: Selection) -> None:
    """Beside the map: the card of a group where one is open, the figures, the mix."""
    if selection.detail:
        _card(selection)
    facts = load.headline(selection)
    shown = [registry.get(selection.indicator), *(one.figure.indicator for one in facts)]
    if note := not_applied(selection, list(dict.fromkeys(shown))):
        st.html(f'<div class="not-applied">{note}</div>')
    mix = load.mix(selection)
    if load.filters_of(selection) and not facts[0].figure.value > 0:
        nothing(say("empty.filtered", selection.language), selection.language)
    st.html(facts_html(facts, selection.language))
    chart(
        charts.mix_chart(selection, mix),
        key="groups_mix",
        on_pick=lambda code: address.go(_with_occupation(address.current(), code)),
    )


def below(selection: Selection) -> None:
    """Below the map: what was picked, survival, months, members, income."""
    income, members = charts.INCOME, charts.members_of(selection)
    _picked(selection)
    left, right = st.columns(2, gap="small")
    with left:
        _curve_switch(selection)
        chart(charts.survival_chart(selection, survival.survival(selection)), key="groups_survival")
        chart(charts.status_chart(selection), key="groups_months")
    with right:
        _members_switch(selection)
        chart(charts.area_chart(selection, members), key="groups_members", on_pick=_pick)
        chart(charts.area_chart(selection, income), key="groups_income", on_pick=_pick)


def group_rows(selection: Selection) -> None:
    """The groups of the chosen amphoe or tambon; a row opens the card of its group."""
    language = selection.language
    area = listing.area_of(selection)
    if not data.scope().signed_in:
        _titled(say("groups.list_heading", language), say("groups.list_sign_in", language))
        return
    if not area:
        _titled(say("groups.list_heading", language), say("groups.list_choose", language))
        return
    found = load.groups(selection, area)
    name = load.name_of(selection, area)
    if found.empty:
        empty = say("groups.list_empty", language, area=name)
        _titled(say("groups.list_heading", language), empty)
        return
    caption = say("groups.list_caption", language, area=name, count=number(len(found)))
    _titled(caption, "")
    linked_table(
        listing.rows(found, data.areas(), language),
        key="groups_list",
        codes=[str(one) for one in found["group_id"]],
        language=language,
        caption=caption,
        picked=selection.detail,
        on_pick=lambda group: address.go(_toggled(address.current(), group)),
        height=LIST_HEIGHT,
    )


def _card(selection: Selection) -> None:
    language = selection.language
    found = load.card(selection)
    with st.container(key="group_card"):
        if found is None:
            _message(say("groups.card_missing", language))
        else:
            codes = trail(str(found.group["tambon_code"]), data.choices().parents)
            place = " ".join(
                data.areas().get(code).display_name(language) for code in reversed(codes[1:])
            )
            st.html(card_html(found, place, language))
            table = st.expander(
                say("groups.card_history", language), key="group_history", type="compact",
                on_change="rerun",
            )  # fmt: skip
            if table.open:
                caption = group_name(found.group, language)
                table.html(html_table(history_table(found, language), caption, {}))
        close = say("groups.card_close", language)
        step(close, lambda now: now.with_detail(""), key="group_close", style="secondary")


def _picked(selection: Selection) -> None:
    """The area that is marked in map and charts, its figure, and the way into it."""
    if not selection.picked:
        return
    language = selection.language
    with st.container(key="groups_picked", horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="groups-picked">{charts.picked_words(selection)}</div>')
        name = data.areas().get(selection.picked).display_name(language)
        if selection.picked != selection.area:
            into = say("groups.go_into", language, area=name)
            step(into, partial(Selection.with_area, code=selection.picked), key="groups_into",
                 style="secondary")  # fmt: skip
        let_go = say("groups.let_go", language)
        step(let_go, lambda now: now.with_pick(""), key="groups_let_go")


def _curve_switch(selection: Selection) -> None:
    language = selection.language
    place = Level.PROVINCE if selection.level is Level.PROVINCE else Level.AMPHOE
    if level_of(selection.area).rank >= Level.AMPHOE.rank:
        place = Level.AMPHOE
    names = {"amphoe": say(f"area.{place}", language)}
    switch(
        say("groups.curves_by", language),
        data.choices().switches["curve"],
        survival.kind_of(selection),
        partial(_with_switch, name="curve"),
        key="groups_curve",
        show=lambda value: names.get(value) or _begun(say(f"filter_name.{value}", language)),
    )


def _members_switch(selection: Selection) -> None:
    language, values = selection.language, data.choices().switches["members"]
    switch(
        say("groups.members_by", language),
        values,
        selection.switch("members") or values[0],
        partial(_with_switch, name="members"),
        key="groups_members_by",
        show=lambda value: say(f"groups.members_{value}", language),
    )


def _begun(text: str) -> str:
    """A name as it stands at the beginning, where English has a capital."""
    return text[:1].upper() + text[1:]


def _titled(heading: str, message: str) -> None:
    st.html(f'<h3 class="groups-heading">{heading}</h3>')
    if message:
        _message(message)


def _message(text: str) -> None:
    st.html(f'<div class="groups-message" role="note">{text}</div>')


def _pick(code: str) -> None:
    address.go(address.current().with_pick(code))


def _toggled(now: Selection, group: str) -> Selection:
    return now.with_detail("" if group == now.detail else group)


def _with_switch(now: Selection, value: str, name: str) -> Selection:
    first = data.choices().switches[name][0]
    return now.with_switch(name, "" if value == first else value)


def _with_occupation(now: Selection, code: str) -> Selection:
    chosen = now.chosen("occupation") == (code,)
    return now.with_filter("occupation", () if chosen else (code,))
