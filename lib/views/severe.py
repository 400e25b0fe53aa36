"""Severe events that are not over: said on every screen that sums up an area, without a switch."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from geo.codes import Level
from lib.indicators import event_list
from lib.periods import Period, fiscal_year
from lib.store.codelists import code_list
from lib.views import asking, data
from lib.views.formats import number
from lib.views.selection import FIRST_YEAR, Selection
from lib.views.words import Language, say

ONLY_SEVERE = (("severity", (str(event_list.SEVERE),)),)
EVENTS = "situations"  # the indicator of the map that shows them
KEPT = 64  # answers, each a few rows


def open_severe(selection: Selection) -> pd.DataFrame:
    """The events of the gravest severity in the area that are not over on the as-of date.

    The newest first, with the columns of ``event_list.events``, whenever they happened and whatever
    the filters: they do not wait. Empty for who is not signed in.
    """
    as_of = asking.as_of(selection)
    parts = (data.store().folder, data.snapshot().version, data.scope(), selection.area, as_of)
    return _open("|".join(map(str, parts)), selection.area, as_of).copy()


def severe_words(found: pd.DataFrame, language: Language) -> tuple[str, str]:
    """How many there are; and what the newest of them is, where and how long ago."""
    newest = found.iloc[0]
    tambon, amphoe = (
        data.areas().get(str(newest[f"{level}_code"])).display_name(language)
        for level in (Level.TAMBON, Level.AMPHOE)
    )
    one = len(found) == 1
    count = say("severe.count_one" if one else "severe.count", language, count=number(len(found)))
    told = say(
        "severe.only" if one else "severe.newest",
        language,
        what=code_list("situation_category").label(str(newest["category"]), language),
        area=say("area.within", language, area=tambon, parent=amphoe),
        days=number(int(newest["days_open"])),
    )
    return count, told


def events_address(selection: Selection) -> str:
    """The address of the screen that tells of them, for the same area and time."""
    there = replace(selection, indicator=EVENTS, picked="", detail="")
    return f"needs?{urlencode(there.to_query(data.choices('needs')))}"


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _open(key: str, _area: str, _as_of: date) -> pd.DataFrame:
    so_far = Period(fiscal_year(FIRST_YEAR).start, _as_of)
    found = event_list.events(data.store(), data.scope(), _area, so_far, _as_of, ONLY_SEVERE)
    return found[found["resolved_on"].isna()].iloc[::-1]
