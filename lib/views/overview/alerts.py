"""The alerts on the overview: folded to one line, the first of each kind when it is open, or all.

All of them are the list of the planner, which not everybody may open, in the place of the figures.
"""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from geo.codes import is_within
from lib.access.scope import Scope
from lib.planning.alerts import RIGHT, Alert
from lib.planning.feed import alert_title
from lib.views import data
from lib.views.controls import step
from lib.views.formats import number, unbroken
from lib.views.planner import alerts as listing
from lib.views.planner import asked
from lib.views.planner.top import day_line
from lib.views.rights import open_to
from lib.views.selection import Selection
from lib.views.words import say

SCREEN, PLANNER, PART = "overview", "planner", "alerts"
TOLD = 4  # alerts that are told in words, of each kind as many, and one at least


def alert_line(selection: Selection) -> None:
    """How many alerts there are, as a button; pressed, all kinds with the first of each.

    Nothing for who may not see exact figures, and where there are none.
    """
    if not told(selection) or not (found := asked.alerts(selection)):
        return
    language, groups = selection.language, listing.by_kind(found)
    label = say("planner.alerts_line", language, count=number(len(found)))
    first = max(1, TOLD // len(groups))
    heading = say("alerts.heading", language, area=listing.areas_words(selection))
    all_of_them = say("alerts.all", language, count=number(len(found)))
    st.html(listing.STYLE)
    with st.popover(label, key="overview_alerts", type="tertiary"):
        body = "".join(_group(selection, kind, groups[kind], first) for kind in groups)
        st.html(
            f'<div class="overview-alerts"><h2><span>{escape(heading)}</span> '
            f"{_link(selection, 'all', all_of_them)}</h2>{body}</div>"
        )


def opened(selection: Selection) -> bool:
    """Whether all alerts are asked for in the place of the figures."""
    return selection.switch(SCREEN) == PART


def every(selection: Selection) -> None:
    """All alerts, with the way back; who may not see them is told so."""
    language = selection.language
    day_line(selection, say("alerts.not_filtered", language))
    step(say("alerts.back", language), lambda now: now.with_switch(SCREEN, ""), key="alerts_back")
    if told(selection):
        listing.show(selection)
    else:
        key = "refused" if data.scope().may(RIGHT) else "closed"
        st.info(say(f"alerts.{key}", language))


def told(selection: Selection) -> bool:
    """Whether who looks is told of alerts in the area: it shares something with theirs."""
    scope, area = data.scope(), selection.area
    return scope.may(RIGHT) and (scope.covers(area) or any(is_within(a, area) for a in scope.areas))


def every_at(selection: Selection, kind: str, scope: Scope) -> str:
    """The address of all alerts of a kind: on the planner, where one may open that."""
    screen = PLANNER if open_to(PLANNER, scope) else SCREEN
    there = selection.with_switch(screen, PART).with_switch(
        listing.KIND, "" if kind == "all" else kind
    )
    query = {"lang": selection.language, **there.to_query(data.choices(screen))}
    return f"{screen}?{urlencode(query)}"


def _group(selection: Selection, kind: str, found: list[Alert], first: int) -> str:
    """A kind with its count, which leads to all of them, and the first ones."""
    language = selection.language
    head = say("planner.counted", language, what=say(f"planner_alert.{kind}", language),
               count=number(len(found)))  # fmt: skip
    rows = "".join(
        f"<li><p>{unbroken(escape(alert_title(one, language)))}</p>"
        f'<p class="note">{escape(listing.clears_words(one, language))}</p></li>'
        for one in found[:first]
    )
    return (
        f'<div><h3 class="alert-head level-{found[0].severity}">{_link(selection, kind, head)}</h3>'
        f'<ul class="alert-list">{rows}</ul></div>'
    )


def _link(selection: Selection, kind: str, words: str) -> str:
    there = escape(every_at(selection, kind, data.scope()))
    return f'<a href="{there}" target="_self">{escape(words)}</a>'
