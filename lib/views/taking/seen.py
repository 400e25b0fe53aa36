"""What a run of a screen has shown: its maps, charts and lists, kept so that they can be taken.

The screens show as before; where a map, a chart or a list is shown it is noted here as well.
What is taken away is then what the viewer has seen, cut to the same rights, to the last digit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.exports.model import Table
from lib.indicators.model import Indicator
from lib.views.charts.model import Chart
from lib.views.picture import MapPicture

SEEN = "taking_seen"


@dataclass(frozen=True, eq=False)
class SeenMap:
    """A map that was shown. ``answer`` are the figures of its table, ``painted`` those drawn.

    The two differ where rates are shrunk. A map of categories has no indicator and no figures.
    ``caption`` says which one it is where two stand side by side.
    """

    name: str
    picture: MapPicture
    indicator: Indicator | None = None
    answer: pd.DataFrame | None = None
    painted: pd.DataFrame | None = None
    caption: str = ""


@dataclass(eq=False)
class Seen:
    """All that one run has shown, by its title; what is shown again takes its own place.

    ``notes`` say which filters cut none of which figures. ``internal`` is whether what is taken
    of it is marked as such.
    """

    maps: dict[str, SeenMap] = field(default_factory=dict)
    items: dict[str, Chart | Table] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    place: DeltaGenerator | None = None
    internal: bool = False


def begin() -> Seen:
    """Nothing has been shown yet; to be called before a screen runs."""
    found = Seen()
    st.session_state[SEEN] = found
    return found


def take_place() -> None:
    """Keep the place where the menu is to stand."""
    if (found := _seen()) is not None:
        found.place = st.container(key="take_away")


def see_map(shown: SeenMap) -> None:
    """Note a map."""
    if (found := _seen()) is not None:
        found.maps[f"{shown.name} {shown.caption}"] = shown


def see_chart(chart: Chart) -> None:
    """Note a chart."""
    if (found := _seen()) is not None:
        found.items[f"{chart.title} · {chart.subtitle}" if chart.subtitle else chart.title] = chart


def see_table(title: str, frame: pd.DataFrame, decimals: Mapping[str, int] | None = None) -> None:
    """Note a list; one behind a chart that was noted, under the title of both, is the chart's."""
    found = _seen()
    if found is not None and not isinstance(found.items.get(title), Chart):
        found.items[title] = Table(title, frame, decimals or {})


def see_note(note: str) -> None:
    """Note which filters cut none of which figures, as the screen says it."""
    found = _seen()
    if found is not None and note not in found.notes:
        found.notes.append(note)


def see_internal() -> None:
    """Note that files of what is shown are not to leave the office."""
    if (found := _seen()) is not None:
        found.internal = True


def _seen() -> Seen | None:
    kept = st.session_state.get(SEEN)
    return kept if isinstance(kept, Seen) else None
