"""A chart as it stands on a screen: message, figure, source, and the table behind it."""

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from lib.views.charts.linked import Pick, linked_table
from lib.views.charts.model import Chart, KeyEntry, Shape
from lib.views.charts.table import html_table
from lib.views.charts.theme import CONFIG, SURFACE
from lib.views.doors import inline
from lib.views.taking.seen import see_chart
from lib.views.words import Language, say

EMPTY_HEIGHT = 180  # px
# Streamlit turns drag mode on where points can be chosen, and plotly then keeps a finger from
# scrolling the page. Kept from plotly, a touch scrolls; a tap still comes as a click of a mouse.
# The same listener is added once only, however often it is asked for.
SCROLLS = f"<script>{inline.SCROLLS}</script>"


def chart(
    one: Chart,
    *,
    key: str,
    height: int | None = None,
    on_pick: Pick | None = None,
    heading: int = 3,
    instead: Callable[[], None] | None = None,
) -> None:
    """Show a chart with its words around it and its table behind it.

    ``key`` is unique on the page. ``height`` (px) overrides that of the figure. A click on a
    point (or its row) calls ``on_pick`` with the code of its area, once a click, before the page
    runs again; a click on the one that is picked gives its code once more, and it is for the
    caller to let it go. The rows of the table do the same, by keyboard too. ``heading`` is the
    level of the title. ``instead`` shows what stands where there is nothing to draw.
    """
    see_chart(one)
    pickable = on_pick is not None and bool(one.codes)
    with st.container(key=f"chart-{key}"):
        head = head_html(one, heading) + (SCROLLS if pickable else "")
        st.html(head, unsafe_allow_javascript=pickable)
        if one.figure is not None:
            _figure(one, key, height, on_pick)
        elif instead is not None:
            instead()
        else:
            st.html(empty_html(one, height or EMPTY_HEIGHT))
        st.html(foot_html(one))
        if len(one.table):
            _table(one, key, on_pick if pickable else None)


def head_html(one: Chart, heading: int = 3) -> str:
    """Title, subtitle and, where the figure needs one, the key."""
    title = f'<h{heading} class="chart-title">{text_html(one.title, one.language)}</h{heading}>'
    subtitle = (
        f'<p class="chart-subtitle">{text_html(one.subtitle, one.language)}</p>'
        if one.subtitle
        else ""
    )
    entries = "".join(_key_entry(entry) for entry in one.key)
    key = f'<ul class="chart-key">{entries}</ul>' if entries and one.figure is not None else ""
    return f'<div class="chart-head">{title}{subtitle}{key}</div>'


def foot_html(one: Chart) -> str:
    """What is not drawn and why, what can be done with the figure, and the source."""
    notes = "".join(f"<p>{text_html(note, one.language)}</p>" for note in one.notes)
    if one.hint and one.figure is not None:
        notes += f'<p class="chart-hint">{text_html(one.hint, one.language)}</p>'
    return f'<div class="chart-foot">{notes}<p class="chart-source">{escape(one.source)}</p></div>'


def empty_html(one: Chart, height: int) -> str:
    """What stands in place of a figure where there is nothing to draw: why, and what to do."""
    title = escape(say("charts.empty_title", one.language))
    hint = escape(say("charts.empty_hint", one.language))
    return (
        f'<div class="chart-empty" style="min-height:{height}px" role="note">'
        f"<b>{title}</b><p>{escape(one.empty)}</p><p>{hint}</p></div>"
    )


def text_html(text: str, language: Language) -> str:
    """Text as HTML, with words that a browser would cut in their middle kept whole."""
    found = escape(text)
    for word in say("charts.whole", language).split(","):
        found = found.replace(word, f'<span class="whole">{word}</span>')
    return found


def _figure(one: Chart, key: str, height: int | None, on_pick: Pick | None) -> None:
    place = f"{key}-figure"
    linked: dict[str, Any] = {}
    if on_pick is not None and one.codes:
        linked = {
            "on_select": lambda: _clicked(one, place, on_pick),
            "selection_mode": "points",
        }
    st.plotly_chart(
        one.figure,
        key=place,
        theme=None,
        height=height or "content",
        config=dict(CONFIG),
        alt=one.alt,
        **linked,
    )


def _clicked(one: Chart, place: str, on_pick: Pick) -> None:
    """Tell the code of the point that was clicked.

    The browser keeps a point chosen; clicking it again chooses none, which then means the same
    point. What is no code of this chart is ignored: it comes from the browser.
    """
    state: Any = st.session_state.get(place)
    points = state["selection"]["points"] if state else []
    last = f"{place}:last"
    code = code_of(points[0]) if points else st.session_state.pop(last, "")
    if points and code in one.codes:
        st.session_state[last] = code
    if code in one.codes:
        on_pick(code)


def code_of(point: Any) -> str:
    """The code that a clicked point carries; empty when it carries none."""
    found = point.get("customdata", "")
    if isinstance(found, list | tuple):
        found = found[0] if found else ""
    return found if isinstance(found, str) else ""


def _table(one: Chart, key: str, on_pick: Pick | None) -> None:
    """The table, sent only while it is open; its rows can be chosen where points can."""
    place = st.expander(
        say("charts.show_table", one.language), key=f"{key}-table", type="compact",
        on_change="rerun",
    )  # fmt: skip
    if not place.open:
        return
    caption = f"{one.title} · {one.subtitle}" if one.subtitle else one.title
    if on_pick is None or not any(one.rows):
        place.html(html_table(one.table, caption, one.decimals, one.stub))
        return
    with place:
        linked_table(
            one.table,
            key=f"{key}-table",
            codes=one.rows,
            language=one.language,
            caption=caption,
            picked=one.picked,
            on_pick=on_pick,
            decimals=one.decimals,
            hint=say("charts.choose_hint", one.language),
        )


def _key_entry(one: KeyEntry) -> str:
    look = {
        Shape.FILL: f"background:{one.colour}",
        Shape.DOT: f"background:{one.colour};border-radius:50%",
        Shape.RING: f"background:{SURFACE};border:2px solid {one.colour};border-radius:50%",
        Shape.OUTLINE: f"background:{SURFACE};border:2px solid {one.colour}",
        Shape.LINE: f"background:{one.colour};height:3px",
        Shape.DASH: f"border-top:3px dotted {one.colour};height:0",
    }[one.shape]
    return f'<li><span class="swatch" style="{look}"></span>{escape(one.label)}</li>'
