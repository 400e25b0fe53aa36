"""The address at which other programs poll the alerts, with the key that is like a password."""

from html import escape
from urllib.parse import urlsplit

import streamlit as st

from lib.access.visitor import Way
from lib.planning.alerts import RIGHT
from lib.planning.asking import planned_areas
from lib.settings import Settings
from lib.views import visitor
from lib.views.access.links import route
from lib.views.doors.feed import FORMATS, feed_key, feed_query
from lib.views.selection import Selection
from lib.views.words import say


def feed_panel(selection: Selection) -> None:
    """How to poll the feed, folded; the key is made only while it is open."""
    language = selection.language
    place = st.expander(say("planner.feed", language), key="planner_feed", on_change="rerun")
    if not place.open:
        return
    with place:
        st.html(f"<p>{escape(say('planner.feed_what', language))}</p>")
        trial = visitor.visitor().way is Way.TRIAL
        for kind, address in addresses(selection).items():
            st.html(f"<p><b>{escape(say(f'planner.feed_{kind}', language))}</b></p>")
            st.code(address, language=None, wrap_lines=True)
        if trial:
            st.html(f'<p class="note">{escape(say("planner.feed_trial", language))}</p>')
        else:
            st.warning(say("planner.feed_warning", language))


def addresses(selection: Selection) -> dict[str, str]:
    """The address of each format, with the key of who looks; with simulated data without one."""
    who, settings, key = visitor.visitor(), Settings.from_environment(), {}
    account = visitor.gate().accounts.find(who.account) if who.account else None
    if account is not None:
        key = {"for": account.name, "key": feed_key(account, settings)}
    here = urlsplit(st.context.url or "")
    base = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    areas = planned_areas(who.scope, selection.area, RIGHT)
    area = areas[0] if len(areas) == 1 else selection.area
    return {
        kind: f"{base}{route(feed_query(kind, area, selection.language, **key))}"
        for kind in FORMATS
    }
