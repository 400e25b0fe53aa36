"""Small maps side by side, as one piece of HTML: the same areas at several times.

The shapes are in it once, and each map only says which fill an area has. `small_maps` gives the
text, for print and for documents; `choose_small_map` shows it on a page, where `st.html` would
leave out every drawing, and tells which map was clicked without loading the page again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import streamlit as st

from lib.views.map.payload import pack_text
from lib.views.map.shapes import Outlines, outlines
from lib.views.picture import Form, LegendEntry, Pattern

NAME = "small_maps"
SCRIPT = Path(__file__).with_name("multiples.js")
STYLE = Path(__file__).with_name("multiples.css")
PATTERNS = (
    '<pattern id="{0}none" patternUnits="userSpaceOnUse" width="9" height="9" '
    'patternTransform="rotate(45)"><path fill="#FFF" d="M0 0h9v9H0z"/>'
    '<path fill="#AEB7C1" d="M0 0h2.4v9H0z"/></pattern>'
    '<pattern id="{0}dots" patternUnits="userSpaceOnUse" width="9" height="9">'
    '<path fill="#E6E9EC" d="M0 0h9v9H0z"/><circle cx="4.5" cy="4.5" r="1.7" fill="#66727F"/>'
    "</pattern>"
)


@dataclass(frozen=True)
class SmallMap:
    """One of the maps: what it is known by, its title, and the fill of each area.

    `fills` are those of a `Classing` made with the same breaks for all maps; `texts` are the
    figures as they are read, by area; `note` is a line below the title, as the figure of the
    whole; `href` makes the map a link (the page is loaded anew).
    """

    key: str
    title: str
    fills: Mapping[str, int | Pattern]
    texts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    href: str = ""


def small_maps(
    panels: Sequence[SmallMap],
    *,
    colours: Sequence[str],
    legend: Sequence[LegendEntry] = (),
    names: Mapping[str, str],
    form: Form = Form.GEOGRAPHIC,
    chosen: str | None = None,
    choosable: bool = False,
    prefix: str = "sm-",
) -> str:
    """HTML of the maps in one row that breaks, with the legend above them.

    `colours` and `legend` are those of the `Classing`; `names` are the areas' names as they are
    read. `chosen` is the key of the map to mark. With `choosable` each map is a button. `prefix`
    keeps the ids of two sets on one page apart. Areas that no map fills are not drawn.

    Raises ValueError for no maps, and for areas without a shape or a name.
    """
    if not panels:
        raise ValueError("There is no map to show: give at least one.")
    codes = sorted({code for panel in panels for code in panel.fills})
    if unnamed := [code for code in codes if code not in names]:
        raise ValueError(f"Areas {unnamed[:5]} have no name: give one for every area.")
    shapes = outlines(codes, form)
    maps = "".join(
        _panel(panel, shapes, colours, prefix, panel.key == chosen, choosable) for panel in panels
    )
    definitions = _definitions(shapes, names, prefix)
    return (
        f'<div class="small-maps">{_legend(legend)}{definitions}<div class="row">{maps}</div></div>'
    )


def _definitions(shapes: Outlines, names: Mapping[str, str], prefix: str) -> str:
    areas = "".join(
        f'<path id="{prefix}{code}" d="{path}"><title>{escape(names[code])}</title></path>'
        for code, path in shapes.paths.items()
    )
    borders = f'<path id="{prefix}borders" d="{shapes.provinces}"/>'
    return (
        '<svg width="0" height="0" class="shapes" aria-hidden="true"><defs>'
        f"{PATTERNS.format(prefix)}{areas}{borders}</defs></svg>"
    )


def _panel(
    panel: SmallMap,
    shapes: Outlines,
    colours: Sequence[str],
    prefix: str,
    chosen: bool,
    choosable: bool,
) -> str:
    margin = 3
    box = f"{-margin} {-margin} {shapes.width + 2 * margin} {shapes.height + 2 * margin}"
    words = escape(", ".join(filter(None, (panel.title, panel.note))))
    note = f'<span class="note">{escape(panel.note)}</span>' if panel.note else ""
    inside = (
        f'<b>{escape(panel.title)}</b>{note}<svg viewBox="{box}" role="img" aria-label="{words}">'
        f'{_areas(panel, colours, prefix)}<use href="#{prefix}borders" class="borders"/></svg>'
    )
    mark = " is-chosen" if chosen else ""
    if panel.href:
        current = ' aria-current="true"' if chosen else ""
        href = escape(panel.href)
        return f'<a class="map{mark}" href="{href}" target="_self"{current}>{inside}</a>'
    if choosable:
        pressed = str(chosen).lower()
        return (
            f'<button type="button" class="map{mark}" data-key="{escape(panel.key)}" '
            f'aria-pressed="{pressed}">{inside}</button>'
        )
    return f'<div class="map{mark}">{inside}</div>'


def _areas(panel: SmallMap, colours: Sequence[str], prefix: str) -> str:
    """The areas of a map, in groups of one fill."""

    def fill(code: str) -> str:
        wanted = panel.fills[code]
        return f"url(#{prefix}{wanted})" if isinstance(wanted, Pattern) else colours[wanted]

    groups = groupby(sorted(panel.fills, key=lambda code: (fill(code), code)), key=fill)
    return "".join(
        f'<g fill="{colour}">{"".join(_use(code, panel, prefix) for code in members)}</g>'
        for colour, members in groups
    )


def _use(code: str, panel: SmallMap, prefix: str) -> str:
    text = panel.texts.get(code, "")
    # The name is with the shape already; the script makes both into the title of this one.
    data = f' data-v="{escape(text)}"' if text else ""
    return f'<use href="#{prefix}{code}"{data}/>'


def _legend(legend: Iterable[LegendEntry]) -> str:
    rows = "".join(
        f"<li>{_swatch(entry.colour)}<span>{escape(entry.label)}</span></li>" for entry in legend
    )
    return f'<ul class="legend">{rows}</ul>' if rows else ""


def _swatch(colour: str) -> str:
    if isinstance(colour, Pattern):
        return f'<i class="is-{colour}"></i>'
    return f'<i style="background:{escape(colour)}"></i>'


def choose_small_map(
    html: str, *, key: str, on_choose: Callable[[str], object] | None = None
) -> str | None:
    """Show the HTML of `small_maps`; gives the key of the map clicked in this run, or None.

    `on_choose` is called with that key before the run begins, as a callback of a widget is: what
    it changes in the address is already in the whole run.
    """

    def chosen() -> None:
        result: Any = st.session_state.get(key)
        if on_choose and result and result.get("chosen"):
            on_choose(str(result["chosen"]))

    component = st.components.v2.component(
        NAME,
        html='<div class="small-maps-place"></div>',
        css=STYLE.read_text("utf-8"),
        js=SCRIPT.read_text("utf-8"),
    )
    result = component(key=key, data=pack_text(html), on_chosen_change=chosen)
    picked: Any = result.chosen
    return str(picked) if picked else None
