"""The map in a page: folium and streamlit-folium, kept from rebuilding anything.

The map's own script never changes, so the browser keeps it; geometry comes from a static file
that it keeps too. A rerun sends one feature group that holds nothing but a call of
`areaMap.paint` with the packed picture. This leans on how streamlit-folium 0.27.4 works inside
(it evaluates a changed feature group and leaves the map alone); see map.js for the other end.
"""

from functools import cache
from typing import Any

import folium
import streamlit as st
import streamlit_folium
from folium.elements import JSCSSMixin
from folium.template import Template
from streamlit import runtime

from geo.codes import level_of
from lib.views.assets import STATIC, prepare
from lib.views.map.payload import Payload, pack, pack_points, points_digest
from lib.views.picture import MapPicture, Place, Points

# From the component's own page, component/<name>/index.html, to the static files: right under
# any base path.
VENDOR = "../../app/static/vendor/"


@cache
def _links() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Scripts of Leaflet and of the map itself, as (name, address)."""
    assets = prepare(STATIC)
    leaflet = [("leaflet", VENDOR + assets.leaflet)]
    own = [("geometry", VENDOR + assets.geometry), ("area-map", VENDOR + assets.script)]
    return leaflet, own


class _LocalMap(folium.Map):
    """folium's map with the local Leaflet alone; the style sheet is inside the map script."""

    def __init__(self) -> None:
        self.default_js = _links()[0]
        self.default_css = []
        super().__init__(location=(0, 0), tiles=None, zoom_control=False)


class _AreaMap(JSCSSMixin):
    """Loads geometry and map script, and starts the map; its text is always the same."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "areaMap.start({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.default_js = _links()[1]


class _Paint(folium.MacroElement):
    """The call that paints one picture."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'areaMap.paint("{{ this.payload.packed }}", "{{ this.payload.digest }}");'
        "{% endmacro %}"
    )

    def __init__(self, payload: Payload) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.payload = payload


def _register() -> None:
    """Let the server know the component.

    It registers itself where it is imported, but only while a script is running; imported any
    earlier its files would not be found.
    """
    component = streamlit_folium._component_func
    known = runtime.get_instance().component_registry
    if known.get_component(component.name) is None:
        known.register_component(component)


def clicked(key: str) -> str | None:
    """Code of the area newly clicked in the map `key`, once a click; None otherwise.

    May be called before the map is drawn, at the top of a page, so that the click is already in
    the picture of the same run. What does not look like an area code is ignored: it comes from
    the browser.
    """
    code: str | None = _new_value(key, "id", str)
    try:
        level_of(code or "")
    except ValueError:
        return None
    return code


def chosen_point(key: str, points: Points) -> Place | None:
    """The point newly clicked in the map `key`, once a click; None otherwise.

    `points` are those of the picture that was on show. Give them `choosable`, else nothing comes
    back. A click on points that have changed since is ignored.
    """
    value: Any = st.session_state.get(key)
    if not isinstance(value, dict) or value.get("points") != points_digest(points):
        return None
    number = _new_value(key, "point", int)
    return points.places[number] if number in range(len(points.places)) else None


def _new_value(key: str, name: str, kind: type) -> Any:
    """What the map sent under a name, when it is of that kind and was not asked for before."""
    value: Any = st.session_state.get(key)
    if not isinstance(value, dict) or type(value.get(name)) is not kind:
        return None
    seen = f"{key}:seen"
    if value.get("n") == st.session_state.get(seen):
        return None
    st.session_state[seen] = value.get("n")
    return value[name]


def _announce(points: Points) -> None:
    """Send the points apart from the picture, under the name that the picture knows them by.

    As a style sheet they take no room on the page. The server sends a message this long only
    once: when a run says the same again, the browser is told its hash.
    """
    payload = pack_points(points)
    st.html(f'<style>:root{{--area-points-{payload.digest}:"{payload.packed}"}}</style>')


def area_map(picture: MapPicture, *, key: str, height: int) -> str | None:
    """Show the picture in a map `height` pixels high and as wide as its container.

    Gives the code newly clicked, once a click (or chosen by keyboard; Escape and the home button
    give the area above); None otherwise. Moving and zooming rerun nothing.
    """
    _register()
    if picture.points:
        _announce(picture.points)
    figure = _LocalMap()
    figure.add_child(_AreaMap())
    painting = folium.FeatureGroup(name=key, control=False)
    painting.add_child(_Paint(pack(picture)))
    # The container keeps the room while the component loads, so that nothing below jumps.
    with st.container(height=height, border=False, key=f"{key}-frame"):
        streamlit_folium.st_folium(
            figure,
            key=key,
            height=height,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=painting,
        )
    return clicked(key)
