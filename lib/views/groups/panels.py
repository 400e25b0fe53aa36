"""The parts of the screen of occupational groups as they stand on it."""

import math
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.views import address, data
from lib.views.charts.linked import linked_table
from lib.views.charts.table import html_table
from lib.views.controls import step
from lib.views.formats import number
from lib.views.groups import charts, listing, load, survival
from lib.views.groups.card import card_html, group_name, history_table
from lib.views.groups.places import Placed
from lib.views.mapped.cards import rows
from lib.views.mapped.empty import chart_or_ways, nothing_here
from lib.views.mapped.names import area_name
from lib.views.mapped.panel import not_applied_line
from lib.views.mapped.picked import pick, picked_panel
from lib.views.mapped.screen import spot_of_tambon
from lib.views.mapped.switches import screen_switch
from lib.views.picture import Spot
from lib.views.selection import Selection, shown_within, trail
from lib.views.states import closed_words, nothing, withheld
from lib.views.words import say

STYLE = Path(__file__).with_name("groups.css")
LIST_HEIGHT = 290  # px


def under(selection: Selection, placed: Placed) -> None:
    """Under the map: what its points leave out, the groups of the area."""
    _points_note(selection, placed)
    _group_rows(selection)


def place_of(selection: Selection) -> Spot | None:
    """The place of the group whose card is open, else its tambon; None without such a group."""
    found = load.card(selection)
    if found is None:
        return None
    latitude, longitude = (float(found.group[one]) for one in ("latitude", "longitude"))
    if math.isfinite(latitude) and math.isfinite(longitude):
        return Spot(latitude, longitude, group_name(found.group, selection.language))
    return spot_of_tambon(selection, str(found.group["tambon_code"]))


def side(selection: Selection, answer: pd.DataFrame) -> None:
    """Beside the map: the card of a group where one is open, the figures, the mix."""
    language = selection.language
    if selection.detail:
        _card(selection)
    found = load.headline(selection)
    indicators = [one.figure.indicator for one in found]
    not_applied_line(selection, [registry.get(selection.indicator), *indicators])
    if load.filters_of(selection) and not found[0].figure.value > 0:
        nothing(say("empty.filtered", language), language)
    area, level = area_name(selection, selection.area), level_of(selection.area)
    st.html(rows(found, area, level, language, sparks=True))
    picked_panel(selection, answer)
    if not withheld("group_mix", language):
        chart_or_ways(
            selection,
            charts.mix_chart(selection, load.mix(selection)),
            key="groups_mix",
            on_pick=lambda code: address.go(_with_occupation(address.current(), code)),
        )


def below(selection: Selection) -> None:
    """Below the map: survival, months, members, income."""
    left, right = st.columns(2, gap="small")
    with left:
        if not withheld("group_curves", selection.language):
            _curve_switch(selection)
            curves = charts.survival_chart(selection, survival.survival(selection))
            chart_or_ways(selection, curves, key="groups_survival")
        chart_or_ways(selection, charts.status_chart(selection), key="groups_months")
    with right:
        _members_switch(selection)
        for code, key in ((charts.members_of(selection), "members"), (charts.INCOME, "income")):
            one = charts.area_chart(selection, code)
            chart_or_ways(
                selection,
                one,
                key=f"groups_{key}",
                on_pick=pick,
                about=shown_within(selection.area),
            )


def _points_note(selection: Selection, placed: Placed) -> None:
    """How many of the groups that the map counts are not among its points."""
    if placed.missing:
        counted = {"missing": number(placed.missing), "known": number(placed.known)}
        words = say("groups.points_missing", selection.language, **counted)
        st.html(f'<div class="note">{words}</div>')


def _group_rows(selection: Selection) -> None:
    """The groups of the chosen amphoe or tambon; a row opens the card of its group."""
    language = selection.language
    area = listing.area_of(selection)
    if not data.exact(area or selection.area):
        closed = closed_words("groups.list_sign_in", language)
        _titled(say("groups.list_heading", language), closed)
        return
    if not area:
        _titled(say("groups.list_heading", language), say("groups.list_choose", language))
        return
    found = load.groups(selection, area)
    name = area_name(selection, area)
    if found.empty:
        _titled(say("groups.list_heading", language))
        why = say("groups.list_empty", language, area=name)
        nothing_here(selection, why, key="groups_list", about=area)
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
        hint=say("charts.open_hint", language),
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


def _curve_switch(selection: Selection) -> None:
    language = selection.language
    place = Level.PROVINCE if selection.level is Level.PROVINCE else Level.AMPHOE
    if level_of(selection.area).rank >= Level.AMPHOE.rank:
        place = Level.AMPHOE
    names = {"amphoe": say(f"area.{place}", language)}

    def named(value: str) -> str:
        return names.get(value) or _begun(say(f"filter_name.{value}", language))

    screen_switch(selection, "curve", say("groups.curves_by", language), named)


def _members_switch(selection: Selection) -> None:
    language = selection.language
    label = say("groups.members_by", language)
    screen_switch(selection, "members", label, lambda one: say(f"groups.members_{one}", language))


def _begun(text: str) -> str:
    """A name as it stands at the beginning, where English has a capital."""
    return text[:1].upper() + text[1:]


def _titled(heading: str, message: str = "") -> None:
    st.html(f'<h3 class="part-heading">{escape(heading)}</h3>')
    if message:
        _message(message)


def _message(text: str) -> None:
    st.html(f'<div class="message" role="note">{escape(text)}</div>')


def _toggled(now: Selection, group: str) -> Selection:
    return now.with_detail("" if group == now.detail else group)


def _with_occupation(now: Selection, code: str) -> Selection:
    chosen = now.chosen("occupation") == (code,)
    return now.with_filter("occupation", () if chosen else (code,))
