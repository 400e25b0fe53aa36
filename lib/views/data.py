"""What the screens read: the store, the areas and the figures, each kept for as long as it holds.

The store and the areas are opened once a process and never changed. Figures are kept by what
they depend on: the store and its version, the scope and the question.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.areas import AreaRegistry, load_registry
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.evaluate import Question, evaluate, evaluate_periods
from lib.opening import open_store
from lib.periods import Period
from lib.settings import ROOT, Settings
from lib.store.codelists import code_list
from lib.store.lake import Store, StoreInfo
from lib.views.selection import Choices

KEPT_ANSWERS = 2_000
SCREENS = ROOT / "data" / "screens.toml"
SNAPSHOT = "snapshot"


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this process; the first call makes the sample or loads DATA if need be."""
    return open_store(Settings.from_environment())


@st.cache_resource(show_spinner=False)
def areas() -> AreaRegistry:
    """The areas of the region."""
    return load_registry()


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
    """Look at the store anew; to be called once at the start of a run."""
    st.session_state[SNAPSHOT] = look()


def snapshot() -> Snapshot:
    """The state that this run keeps to; outside of a run the newest one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return look()
    kept = st.session_state.get(SNAPSHOT)
    return kept if isinstance(kept, Snapshot) else look()


def scope() -> Scope:
    """Whose figures these are: everyone sees everything until accounts exist."""
    return Scope.everything()


def choices() -> Choices:
    """What can be chosen on every screen."""
    return _choices(snapshot().info.data_date)


def ask(question: Question) -> pd.DataFrame:
    """``evaluate`` for the store of this process; the caller may change the answer."""
    return _answer(_key(question), question)


def ask_periods(question: Question, periods: Sequence[Period]) -> pd.DataFrame:
    """``evaluate_periods`` for the store of this process; the caller may change the answer."""
    return _answers(_key(question, *periods), question, tuple(periods))


def _key(*parts: object) -> str:
    return "|".join(map(repr, (str(store().folder), snapshot().version, scope(), *parts)))


@st.cache_resource(show_spinner=False, max_entries=4)
def _choices(data_date: date) -> Choices:
    offered = tomllib.loads(SCREENS.read_text(encoding="utf-8"))["overview"]
    return Choices(
        data_date=data_date,
        parents={code: area.parent for code, area in areas().areas.items()},
        missions=code_list("mission").codes,
        activities=code_list("activity_type").codes,
        indicators=tuple(registry.get(code).code for code in offered["map"]),
        start_indicator=offered["start"],
    )


@st.cache_data(show_spinner=False, max_entries=KEPT_ANSWERS)
def _answer(key: str, _question: Question) -> pd.DataFrame:
    return evaluate(store(), scope(), _question)


@st.cache_data(show_spinner=False, max_entries=KEPT_ANSWERS)
def _answers(key: str, _question: Question, _periods: tuple[Period, ...]) -> pd.DataFrame:
    return evaluate_periods(store(), scope(), _question, _periods)


@st.cache_data(show_spinner=False, max_entries=4)
def _first_day(key: str) -> date:
    """The first day that any activity is known of; the data date when there is none."""
    found = store().query("SELECT min(date) AS first FROM activity", scope())["first"].iloc[0]
    return store().info.data_date if pd.isna(found) else pd.Timestamp(found).date()
