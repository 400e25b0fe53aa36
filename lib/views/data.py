"""What the screens read: the store, the areas and the figures, each kept for as long as it holds.

The store and the areas are opened once a process and never changed. Figures are kept by what
they depend on: the store and its version, the scope and the question.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.areas import AreaRegistry, load_registry
from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.earlier import first_day
from lib.indicators.evaluate import (
    Question,
    evaluate,
    evaluate_by,
    evaluate_curves,
    evaluate_periods,
)
from lib.indicators.filters import FILTERS
from lib.indicators.model import Indicator
from lib.periods import Period
from lib.settings import ROOT
from lib.store.lake import StoreInfo
from lib.views import opened
from lib.views.briefing.sequences import plans
from lib.views.selection import Choices
from lib.views.visitor import visitor

KEPT_ANSWERS = 2_000
SCREENS = ROOT / "data" / "screens.toml"
SNAPSHOT, SCREEN = "snapshot", "screen"
FIRST = "overview"
store = opened.store


@st.cache_resource(show_spinner=False)
def areas() -> AreaRegistry:
    """The areas of the region."""
    return load_registry()


@st.cache_resource(show_spinner=False, max_entries=8)
def neighbours(level: Level) -> tuple[tuple[str, str], ...]:
    """Pairs of areas of a level that share a border, each once."""
    return tuple(
        (one.code, other.code)
        for one in areas().at_level(level)
        for other in areas().neighbours(one.code)
        if one.code < other.code
    )


@dataclass(frozen=True)
class Snapshot:
    """The state of the store that a run of a screen shows."""

    version: int
    info: StoreInfo
    first_day: date


def look() -> Snapshot:
    """The newest state of the store; a run looks once, at its start, and keeps to it."""
    version = store().version()
    return Snapshot(version, store().info, _first_day(f"{store().folder}|{version}"))


def begin_run() -> None:
    """Look at the store anew; to be called once at the start of a run.

    When the first import of real data has made a store, by whichever process, that is the one.
    """
    opened.refresh()
    st.session_state[SNAPSHOT] = look()


def snapshot() -> Snapshot:
    """The state that this run keeps to; outside of a run the newest one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return look()
    kept = st.session_state.get(SNAPSHOT)
    return kept if isinstance(kept, Snapshot) else look()


def scope() -> Scope:
    """Whose figures these are."""
    return visitor().scope


def exact(area: str) -> bool:
    """Whether exact figures of an area may be shown to who looks, with own dates and filters."""
    return scope().covers(area)


@dataclass(frozen=True)
class Offered:
    """What a screen offers beside what all do: indicators for its map, and filters."""

    map: tuple[str, ...]
    start: str
    filters: tuple[str, ...] = ()


def offered(screen: str = "") -> Offered:
    """What a screen offers, the present one unless named; without a map of its own the first's."""
    name = screen or st.session_state.get(SCREEN, FIRST)
    listed = _screens()
    entry = listed.get(name, listed[FIRST])
    return Offered(tuple(entry["map"]), entry["start"], tuple(entry.get("filters", ())))


def shown_to(indicator: Indicator, whose: Scope) -> bool:
    """Whether a scope may see the indicator at all."""
    return whose.signed_in or not indicator.signed_in


def seen(codes: Iterable[str]) -> list[Indicator]:
    """Those of the indicators that who asks may see at all, in their order."""
    found = [registry.get(code) for code in codes]
    return [one for one in found if shown_to(one, scope())]


def choices(screen: str = "") -> Choices:
    """What can be chosen on a screen, the present one unless named."""
    name = screen or st.session_state.get(SCREEN, FIRST)
    return _choices(snapshot().info.data_date, name, scope())


def ask(question: Question) -> pd.DataFrame:
    """``evaluate`` for the store of this process; the caller may change the answer."""
    return _answer(_key(question), question)


def ask_periods(question: Question, periods: Sequence[Period]) -> pd.DataFrame:
    """``evaluate_periods`` for the store of this process; the caller may change the answer."""
    return _answers(_key(question, *periods), question, tuple(periods))


def ask_by(question: Question, name: str) -> pd.DataFrame:
    """``evaluate_by`` for the store of this process; the caller may change the answer."""
    return _answer_by(_key(question, name), question, name)


def ask_curves(question: Question) -> pd.DataFrame:
    """``evaluate_curves`` for the store of this process; the caller may change the answer."""
    return _curves(_key(question), question)


def state_key(*parts: object) -> str:
    """A key of what is made from figures: it changes with the store, its version and the scope."""
    return _key(*parts)


def _key(*parts: object) -> str:
    return "|".join(map(repr, (str(store().folder), snapshot().version, scope(), *parts)))


@st.cache_resource(show_spinner=False, max_entries=32)
def _choices(data_date: date, screen: str, whose: Scope) -> Choices:
    here = offered(screen)
    closed = [code for code in here.map if not shown_to(registry.get(code), whose)]
    return Choices(
        data_date=data_date,
        parents={code: area.parent for code, area in areas().areas.items()},
        filters={name: one.values for name, one in FILTERS.items()},
        switches={name: tuple(values) for name, values in _screens()["switches"].items()},
        indicators=tuple(code for code in here.map if code not in closed),
        start_indicator=registry.get(here.start).code,
        free=whose.signed_in,
        closed=tuple(closed),
        slides=tuple(plans()),
    )


@st.cache_resource(show_spinner=False)
def _screens() -> Mapping[str, Any]:
    return tomllib.loads(SCREENS.read_text(encoding="utf-8"))


@st.cache_data(show_spinner=False, max_entries=KEPT_ANSWERS)
def _answer(key: str, _question: Question) -> pd.DataFrame:
    return evaluate(store(), scope(), _question)


@st.cache_data(show_spinner=False, max_entries=KEPT_ANSWERS)
def _answers(key: str, _question: Question, _periods: tuple[Period, ...]) -> pd.DataFrame:
    return evaluate_periods(store(), scope(), _question, _periods)


@st.cache_data(show_spinner=False, max_entries=KEPT_ANSWERS)
def _answer_by(key: str, _question: Question, _name: str) -> pd.DataFrame:
    return evaluate_by(store(), scope(), _question, _name)


@st.cache_data(show_spinner=False, max_entries=KEPT_ANSWERS)
def _curves(key: str, _question: Question) -> pd.DataFrame:
    return evaluate_curves(store(), scope(), _question)


@st.cache_data(show_spinner=False, max_entries=4)
def _first_day(key: str) -> date:
    return first_day(store())
