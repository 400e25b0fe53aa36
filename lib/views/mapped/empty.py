"""What stands where there is nothing to draw: why, and the ways to more, each a button."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from geo.codes import parent_of
from lib.periods import fiscal_year, fiscal_year_of
from lib.views import data
from lib.views.charts import Chart, show
from lib.views.charts.linked import Pick
from lib.views.controls import step
from lib.views.formats import period_short
from lib.views.mapped.names import area_name
from lib.views.selection import Kind, Selection
from lib.views.words import say

Way = tuple[str, str, Callable[[Selection], Selection]]


def chart_or_ways(
    selection: Selection,
    one: Chart,
    *,
    key: str,
    height: int | None = None,
    on_pick: Pick | None = None,
    heading: int = 3,
    why: str = "",
    about: str = "",
) -> None:
    """A chart; where it has nothing to draw, why, and the ways to more in place of an empty box.

    ``why`` says it better than the chart itself, where it is known; ``about`` is the area that
    the chart is about, the selected one unless given. The rest is as in ``show.chart``.
    """
    show.chart(
        one,
        key=key,
        height=height,
        on_pick=on_pick,
        heading=heading,
        instead=partial(nothing_here, selection, why or one.empty, key=key, about=about),
    )


def nothing_here(selection: Selection, why: str, *, key: str, about: str = "") -> None:
    """Why there is nothing, and buttons that ask for more: no filters, a year, a wider area.

    ``about`` is the area that there is nothing of, the selected one unless given.
    """
    with st.container(key=f"nothing-{key}"):
        st.html(f'<p role="note">{escape(why)}</p>')
        with st.container(key=f"ways-{key}", horizontal=True):
            for name, label, change in ways(selection, about or selection.area):
                step(label, change, key=f"{key}-{name}", style="secondary")


def ways(selection: Selection, area: str) -> list[Way]:
    """The ways to more than an area has: a name, the words of a button, the selection it makes."""
    language, region = selection.language, data.areas().region.code
    found: list[Way] = []
    if selection.filters:
        label = say("mapped.without_filters", language)
        found.append(("filters", label, lambda now: replace(now, filters=())))
    if selection.kind is not Kind.YEAR:
        year = fiscal_year(fiscal_year_of(selection.period.start))
        shown = period_short(Kind.YEAR, year, language)
        label = say("period.name_year", language, year=shown)
        found.append(("year", label, partial(Selection.with_period, kind=Kind.YEAR, period=year)))
    if area != region:
        above = parent_of(area, region) or region
        label = say("mapped.wider", language, area=area_name(selection, above))
        found.append(("wider", label, partial(Selection.with_area, code=above)))
    return found
