"""The parts of the about screen: all of it is read from what the program itself uses."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.model import Indicator, Theme
from lib.indicators.references import references
from lib.settings import ROOT
from lib.views import data
from lib.views.formats import reference_value, thai_date
from lib.views.words import Language, listed, say

BUILT = ROOT / "data" / "built"
PROJECT = ROOT / "pyproject.toml"


def introduction(language: Language) -> None:
    """What this is, and whether its figures are real."""
    st.html(f'<h1 class="screen-title">{say("about.heading", language)}</h1>')
    places = [one.name(language) for one in data.areas().at_level(Level.PROVINCE)]
    st.markdown(say("about.intro", language, places=listed(places, language)))
    simulated = data.snapshot().info.simulated
    st.subheader(say("about.simulated_heading", language))
    (st.warning if simulated else st.info)(
        say("about.simulated_yes" if simulated else "about.simulated_no", language)
    )


def dictionary(language: Language) -> None:
    """Every indicator by theme: meaning, formula, unit, direction, filters, reference."""
    st.subheader(say("about.dictionary_heading", language))
    for theme in Theme:
        st.markdown(f"#### {say(f'theme.{theme}', language)}")
        for one in registry.indicators().values():
            if one.theme is theme:
                with st.expander(f"**{one.name(language)}** — {one.words[language].meaning}"):
                    st.markdown("\n".join(f"- **{k}**: {v}" for k, v in _entry(one, language)))
    st.caption(say("about.reference_note", language))


def sources(language: Language) -> None:
    """Publisher, title, version and licence of everything that the maps and rates rest on."""
    st.subheader(say("about.sources_heading", language))
    with st.container(key="stacked_sources"):
        st.table(source_table(BUILT, language), hide_index=True)


def versions(language: Language) -> None:
    """Version of the program and of the data."""
    st.subheader(say("about.version_heading", language))
    state = data.snapshot()
    st.markdown(say("about.program", language, version=program_version()))
    st.markdown(
        say(
            "about.store",
            language,
            date=thai_date(state.info.data_date, language),
            label=state.info.loaded_from,
            number=state.version,
        )
    )


def source_table(folder: Path, language: Language) -> pd.DataFrame:
    """One row a source out of the sidecars below ``folder``, with the files made from it."""
    files: dict[tuple[str, ...], list[str]] = {}
    for sidecar in sorted(folder.rglob("*.meta.json")):
        described = json.loads(sidecar.read_text(encoding="utf-8"))
        for source in described["sources"]:
            key = tuple(source[name] for name in ("publisher", "title", "version", "licence"))
            files.setdefault(key, []).append(described["file"])
    heads = ("publisher", "title", "version", "licence", "files")
    rows = [[*key, ", ".join(names)] for key, names in files.items()]
    return pd.DataFrame(rows, columns=[say(f"about.{name}", language) for name in heads])


def program_version() -> str:
    """The version in pyproject.toml."""
    project: Mapping[str, Any] = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _entry(indicator: Indicator, language: Language) -> Iterator[tuple[str, str]]:
    words = indicator.words[language]
    yield say("about.formula", language), words.formula
    yield say("about.unit", language), words.unit
    yield say("about.direction", language), say(f"about.direction_{indicator.direction}", language)
    yield (
        say("about.state", language),
        say("about.flow" if indicator.flow else "about.stock", language),
    )
    if indicator.filters:
        names = [say(f"filter_name.{name}", language) for name in indicator.filters]
        yield say("about.filters", language), listed(names, language)
    if indicator.few_below:
        yield say("value.few_mark", language), say("about.few", language, count=indicator.few_below)
    if reference := references().get(indicator.code):
        yield say("about.reference", language), reference_value(indicator, reference, language)
    yield say("about.code", language), f"`{indicator.code}`"
