"""The alerts on the overview: folded to one line, by kind when it is open."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from geo.codes import is_within
from lib.access.scope import Right
from lib.planning.alerts import Alert
from lib.planning.feed import alert_title
from lib.views import data
from lib.views.formats import number
from lib.views.planner import asked
from lib.views.planner.alerts import KIND, by_kind
from lib.views.rights import open_to
from lib.views.selection import Selection
from lib.views.words import say

PLANNER, PART = "planner", "alerts"
FIRST = 2  # of a kind that are told in words


def alert_line(selection: Selection) -> None:
    """How many alerts there are, as a button; pressed, all kinds with the first of each.

    Nothing for who may not see exact figures, and where there are none.
    """
    if not data.scope().may(Right.FIGURES) or not _concerns(selection):
        return
    if not (found := asked.alerts(selection)):
        return
    language, groups = selection.language, by_kind(found)
    label = say("planner.alerts_line", language, count=number(len(found)))
    with st.popover(label, key="overview_alerts", type="tertiary"):
        body = "".join(_group(selection, kind, groups[kind]) for kind in groups)
        st.html(f'<div class="overview-alerts">{body}</div>')


def _concerns(selection: Selection) -> bool:
    """Whether the area shares anything with those of who looks."""
    scope, area = data.scope(), selection.area
    return scope.covers(area) or any(is_within(own, area) for own in scope.areas)


def _group(selection: Selection, kind: str, found: list[Alert]) -> str:
    """A kind with its count, which leads to all of them, and the first ones."""
    language = selection.language
    head = escape(say("planner.counted", language, what=say(f"planner_alert.{kind}", language),
                      count=number(len(found))))  # fmt: skip
    if open_to(PLANNER, data.scope()):
        there = selection.with_switch(PLANNER, PART).with_switch(KIND, kind)
        query = {"lang": language, **there.to_query(data.choices(PLANNER))}
        head = f'<a href="{escape(f"{PLANNER}?{urlencode(query)}")}" target="_self">{head}</a>'
    rows = "".join(f"<li>{escape(alert_title(one, language))}</li>" for one in found[:FIRST])
    return f'<h3 class="level-{found[0].severity}">{head}</h3><ul>{rows}</ul>'
