"""The trail: who did what and when, newest first, cut by day, kind and person."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from lib.access.scope import Right
from lib.access.trail import Entry, Event
from lib.views import visitor
from lib.views.access.entries import told, who_words
from lib.views.access.reach import managed, told_to
from lib.views.desk.history import TIME_ZONE, when
from lib.views.desk.paging import page_number, pager
from lib.views.desk.plain import paragraph, table
from lib.views.formats import number
from lib.views.mapped.table import as_csv
from lib.views.selection import Selection
from lib.views.taking.giving import given
from lib.views.words import Language, listed, say

PAGE, PER_PAGE = "administration_trail_page", 50
MOST_SHOWN, MOST_SAVED = 2_000, 100_000  # lines
BROKEN_NAMED = 10  # lines of the file
VERIFIED_SECONDS = 60  # for which a long trail is not read through again unless it grows
COLUMNS = ("time", "event", "who", "told")
ANYONE = "*"  # no account is called so
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Asked:
    """What of the trail is asked for; nothing given stands for all."""

    first: date | None = None
    last: date | None = None
    events: tuple[Event, ...] = ()
    who: str = ANYONE


def show(selection: Selection) -> None:
    """The part of the screen."""
    language = selection.language
    _whole(language)
    if not visitor.visitor().scope.whole:
        paragraph(say("access.trail_part", language), "quiet")
    asked = _filters(language)
    found = lines(asked, MOST_SHOWN)
    if not found:
        st.info(say("access.trail_empty", language))
        return
    first = page_number(PAGE, len(found), PER_PAGE) * PER_PAGE
    count = number(len(found))
    key = "access.trail_most" if len(found) == MOST_SHOWN else "access.trail_caption"
    table(
        [say(f"access.col_{name}", language) for name in COLUMNS],
        [row(one, language) for one in found[first : first + PER_PAGE]],
        caption=say(key, language, count=count),
    )
    pager(PAGE, len(found), PER_PAGE, language)


def lines(asked: Asked, most: int) -> list[Entry]:
    """The lines that are asked for, newest first, as far as they are for who looks."""
    gate, own = visitor.gate(), visitor.visitor().scope
    after = asked.last + timedelta(days=1) if asked.last else None
    found = gate.trail.read(
        since=_start(asked.first),
        until=_start(after),
        events=asked.events,
        who="" if asked.who == ANYONE else asked.who,
        most=most if own.whole else MOST_SAVED,  # what is not for who looks goes from among them
    )
    return told_to(own, found, managed(own, gate.accounts.every()))[:most]


def row(entry: Entry, language: Language) -> tuple[str, ...]:
    """The cells of a line, by COLUMNS."""
    return (
        when(entry.at, language),
        say(f"access_event.{entry.event}", language),
        who_words(entry.who, language),
        told(entry, language),
    )


def file(asked: Asked, language: Language) -> bytes:
    """The lines as a CSV file; times are those of Thailand."""
    heads = [say(f"access.csv_{name}", language) for name in COLUMNS]
    rows = [
        (f"{one.at.astimezone(TIME_ZONE):%Y-%m-%d %H:%M:%S}", *row(one, language)[1:])
        for one in lines(asked, MOST_SAVED)
    ]
    return as_csv(pd.DataFrame(rows, columns=heads, dtype=object))


def _filters(language: Language) -> Asked:
    """From, to, kinds, who; and the button of the file."""
    with st.container(key="administration_filters"):
        first, last = _day("start", language), _day("end", language)
        events = st.multiselect(
            say("access.filter_events", language), list(Event), key="trail_events",
            placeholder=say("access.filter_all", language),
            format_func=lambda one: say(f"access_event.{one}", language),
        )  # fmt: skip
        asked = Asked(first, last, tuple(events))
        names = people(lines(asked, MOST_SHOWN))
        kept = st.session_state.get("trail_who", ANYONE)
        if kept not in (ANYONE, *names):  # named by lines that other filters leave out
            names = sorted((kept, *names))
        who = st.selectbox(
            say("access.filter_who", language), [ANYONE, *names], key="trail_who",
            format_func=lambda one: (
                say("access.filter_all", language) if one == ANYONE else who_words(one, language)
            ),
        )  # fmt: skip
        asked = Asked(first, last, tuple(events), who)
        st.html(_failed_style(language))
        st.download_button(
            say("access.trail_file", language),
            given(partial(file, asked, language), "trail", right=Right.ADMINISTER),
            file_name=say("access.trail_file_name", language),
            mime="text/csv",
            key="trail_file",
            on_click="ignore",
        )
    paragraph(say("filters.own_note", language), "quiet")
    return asked


def people(entries: Iterable[Entry]) -> list[str]:
    """Everyone whom the lines name as who did it."""
    return sorted({one.who for one in entries if one.who})


def _day(end: str, language: Language) -> date | None:
    found = st.date_input(
        say(f"filters.{end}", language), value=None, key=f"trail_{end}", format="DD/MM/YYYY",
        min_value=FIRST_DAY, max_value=LAST_DAY,
    )  # fmt: skip
    return found if isinstance(found, date) else None


def _start(day: date | None) -> datetime | None:
    """The moment at which a day begins in Thailand."""
    return datetime.combine(day, time(), TIME_ZONE) if day else None


def _whole(language: Language) -> None:
    """Whether every line fits the one before it."""
    file = visitor.gate().trail.file
    size = file.stat().st_size if file.exists() else 0
    broken = _broken(str(file), size)
    if not broken:
        paragraph(say("access.trail_whole", language), "note")
        return
    named = listed([number(one) for one in broken[:BROKEN_NAMED]], language)
    st.error(say("access.trail_broken", language, count=number(len(broken)), lines=named))


@st.cache_data(show_spinner=False, ttl=VERIFIED_SECONDS, max_entries=4)
def _broken(file: str, size: int) -> list[int]:
    """The lines that do not fit, of a trail as long as this; looked at anew every so often."""
    return visitor.gate().trail.verify()


def _failed_style(language: Language) -> str:
    """Streamlit says in English that a file could not be made; it has no way to be told others."""
    words = json.dumps(say("access.trail_file_failed", language), ensure_ascii=False)
    place = '.st-key-trail_file [data-testid="stDownloadButtonError"]'
    return (
        f"<style>{place}, {place} * {{ font-size: 0 !important }}"
        f"{place}::after {{ content: {words}; display: block; font-size: 0.875rem }}</style>"
    )
