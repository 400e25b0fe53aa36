"""Alerts: by kind, each since when, what would clear it and where it is seen; as files and feed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from lib.planning.alerts import MEANT, RIGHT, Alert, read_rules
from lib.planning.asking import planned_areas
from lib.planning.feed import Source, alert_clears, alert_title, area_words, atom_feed, csv_feed
from lib.views import asking, data
from lib.views.controls import step, switch
from lib.views.formats import number, thai_date, unbroken
from lib.views.mapped.names import area_name
from lib.views.mapped.switches import chosen_of, screen_switch
from lib.views.planner import asked
from lib.views.planner.polled import feed_panel
from lib.views.selection import Selection
from lib.views.taking.giving import given
from lib.views.taking.seen import see_table
from lib.views.taking.stamp import name_of
from lib.views.words import Language, listed, say

STYLE = Path(__file__).with_name("alerts.css")
KIND, MEANT_FOR = "alerts_kind", "alerts_for"
FIRST = 5  # of a kind, until all are asked for
NAMED = 3  # areas that are named; more are counted
# Where an alert can be seen: screen, indicator of its map, switches.
SEEN_AT: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "severe_event": ("needs", "situations", ()),
    "no_activity": ("coverage", "days_since_last_activity", ()),
    "plan_behind": ("coverage", "plan_progress", ()),
    "report_overdue": ("coverage", "", (("coverage_map", "reports"),)),
    "need_waiting": ("needs", "needs_open", ()),
}
FORMATS = {"csv": ("text/csv", csv_feed), "atom": ("application/atom+xml", atom_feed)}


def show(selection: Selection) -> None:
    """The part: what there is in a sentence, filters, the alerts by kind, files and the feed."""
    language, found = selection.language, asked.alerts(selection)
    shown = chosen(selection, found)
    st.html(STYLE)
    st.html(f'<h2 class="headline">{escape(headline(selection, found))}</h2>')
    _filters(selection, found)
    if not shown:
        st.info(say("planner.alerts_none_chosen" if found else "planner.alerts_none", language))
    for kind in by_kind(shown):
        _group(selection, kind, by_kind(shown)[kind])
    if shown:
        see_table(say("planner.alerts_table", language), as_rows(shown, language))
    _files(selection, shown)
    feed_panel(selection)


def chosen(selection: Selection, found: Sequence[Alert]) -> list[Alert]:
    """The alerts of the kind and of those meant that are chosen."""
    kind, meant = chosen_of(selection, KIND), chosen_of(selection, MEANT_FOR)
    return [
        one
        for one in found
        if kind in ("all", one.kind) and meant in ("all", one.meant)
    ]  # fmt: skip


def by_kind(found: Sequence[Alert]) -> dict[str, list[Alert]]:
    """Alerts by kind, the kinds in the order of their gravest."""
    groups: dict[str, list[Alert]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(one)
    return groups


def areas_of(selection: Selection) -> tuple[str, ...]:
    """What of the selected area alerts are told of: all of it, or one's own areas within.

    Raises PlanRefused where nothing of it is.
    """
    return planned_areas(data.scope(), selection.area, RIGHT)


def areas_words(selection: Selection) -> str:
    """The names of those areas, or how many they are."""
    areas = areas_of(selection)
    if len(areas) > NAMED:
        return say("alerts.areas", selection.language, count=number(len(areas)))
    return listed([area_name(selection, code) for code in areas], selection.language)


def headline(selection: Selection, found: Sequence[Alert]) -> str:
    """How many there are, and how many of them are of the gravest kind."""
    language, area = selection.language, areas_words(selection)
    if not found:
        return say("planner.alerts_headline_none", language, area=area)
    first = by_kind(found)
    kind = next(iter(first))
    return say(
        "planner.alerts_headline", language, area=area, count=number(len(found)),
        kind=say(f"planner_alert.{kind}", language), gravest=number(len(first[kind])),
    )  # fmt: skip


def seen_at(one: Alert, selection: Selection) -> str:
    """The address of the screen that shows what an alert is about."""
    screen, indicator, switches = SEEN_AT[one.kind]
    choices = data.choices(screen)
    there = replace(
        selection.with_area(one.area), indicator=indicator or choices.start_indicator, plan="",
        switches=switches, detail="", filters=(),
    )  # fmt: skip
    query = {"lang": selection.language, **there.to_query(choices)}
    return f"{screen}?{urlencode(query)}"


def as_rows(found: Sequence[Alert], language: Language) -> pd.DataFrame:
    """Alerts as a table that people read."""
    return pd.DataFrame(
        {
            say("planner.head_alert", language): [alert_title(one, language) for one in found],
            say("planner.head_kind", language): [
                say(f"planner_alert.{one.kind}", language) for one in found
            ],
            say("table.area", language): [area_words(one.area, language) for one in found],
            say("planner.head_since", language): [thai_date(one.since, language) for one in found],
            say("planner.head_clears", language): [alert_clears(one, language) for one in found],
            say("planner.head_for", language): [
                say(f"alert.for_{one.meant}", language) for one in found
            ],
        }
    )


def clears_words(one: Alert, language: Language) -> str:
    """What would clear an alert, as a sentence."""
    return say("planner.alert_clears", language, clears=alert_clears(one, language))


def _filters(selection: Selection, found: Sequence[Alert]) -> None:
    """Which kinds and whose; each kind with its count."""
    language, groups = selection.language, by_kind(found)
    kinds = [one for one in data.choices().switches[KIND] if one == "all" or one in read_rules()]

    def kind_words(kind: str) -> str:
        count = len(found) if kind == "all" else len(groups.get(kind, ()))
        return say("planner.counted", language, what=say(f"planner_alert.{kind}", language),
                   count=number(count))  # fmt: skip

    switch(
        say("planner.alerts_kind", language),
        kinds,
        chosen_of(selection, KIND),
        lambda now, value: now.with_switch(KIND, "" if value == "all" else value),
        key=KIND,
        show=kind_words,
    )
    screen_switch(
        selection, MEANT_FOR, say("planner.alerts_for", language),
        lambda one: say("planner.alerts_for_all" if one not in MEANT else f"alert.for_{one}",
                        language),
    )  # fmt: skip


def _group(selection: Selection, kind: str, found: Sequence[Alert]) -> None:
    """The alerts of a kind: what it means, then one by one."""
    language, every = selection.language, selection.switch("rows") == "all"
    shown = found if every else found[:FIRST]
    head = say("planner.counted", language, what=say(f"planner_alert.{kind}", language),
               count=number(len(found)))  # fmt: skip
    items = "".join(_item(one, selection) for one in shown)
    with st.container(key=f"planner_alerts_{kind}"):
        st.html(
            f'<h3 class="alert-head level-{found[0].severity}">{escape(head)}</h3>'
            f'<ul class="alert-list">{items}</ul>'
        )
        if len(found) > FIRST:
            words = say("planner.alerts_fewer" if every else "planner.alerts_all", language,
                        count=number(len(found)))  # fmt: skip
            step(
                words,
                lambda now: now.with_switch("rows", "" if every else "all"),
                key=f"planner_alerts_more_{kind}",
            )


def _item(one: Alert, selection: Selection) -> str:
    language = selection.language
    clears = clears_words(one, language)
    meant = say(f"alert.for_{one.meant}", language)
    see = escape(say("planner.alert_see", language))
    link = (
        f'<a href="{escape(seen_at(one, selection))}" target="_self" '
        f'aria-label="{see}: {escape(area_words(one.area, language))}">{see}</a>'
    )
    return (
        f"<li><p>{unbroken(escape(alert_title(one, language)))}</p>"
        f'<p class="note">{escape(clears)} · {escape(meant)} · {link}</p></li>'
    )


def _files(selection: Selection, shown: Sequence[Alert]) -> None:
    """The alerts that are shown, as files for people and programs."""
    language, info = selection.language, data.snapshot().info
    source = Source(areas_of(selection), asking.as_of(selection), info.simulated)
    with st.container(key="planner_alert_files", horizontal=True, gap="small"):
        for name, (mime, make) in FORMATS.items():
            st.download_button(
                say(f"planner.alerts_{name}", language),
                given(partial(make, list(shown), source, language), f"alerts_{name}", selection,
                      right=RIGHT, rows=len(shown)),
                file_name=name_of(selection, say("planner.part_alerts", language), name),
                mime=mime,
                key=f"planner_alerts_file_{name}",
                on_click="ignore",
            )  # fmt: skip
