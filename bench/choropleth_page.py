"""The usual page, as most tutorials make it: a folium.Choropleth built anew on each run.

It shows the same figures of the same areas as the dashboard's map, kept by `st.cache_data` the
same way. Made lighter than usual in three ways, all in its favour: Leaflet comes from this
machine (LEAFLET, so that it works without internet) and the scripts that folium adds for things
that this page does not use are left out; the colour scale is taken off, as it would load d3 from
outside; and nothing but the map is on the page.
"""

import json
import math
import os
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.areas import load_registry
from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.evaluate import Question, evaluate
from lib.opening import open_store
from lib.periods import fiscal_year
from lib.settings import ROOT, read_settings
from lib.store.lake import Store

LAYER = ROOT / "data" / "built" / "layers" / "tambon.geojson"
SOURCES = os.environ.get("SOURCES", "../shared/sources")
LEAFLET = os.environ["LEAFLET"]


class LocalMap(folium.Map):
    """folium's map with a local Leaflet."""

    def __init__(self) -> None:
        self.default_js = [("leaflet", f"{LEAFLET}/leaflet.js")]
        self.default_css = [("leaflet", f"{LEAFLET}/leaflet.css")]
        super().__init__(location=(6.4, 101.3), zoom_start=9, tiles=None)


@st.cache_resource
def store() -> Store:
    """The store that the dashboard reads too."""
    return open_store(read_settings())


@st.cache_data
def shapes() -> dict[str, Any]:
    """The areas as GeoJSON: as published where the sources are, else our finer layer (1.5 MB)."""
    files = sorted(Path(SOURCES, "boundaries").glob("*/*.shp"))
    if not files:
        layer: dict[str, Any] = json.loads(LAYER.read_text("utf-8"))
        return layer
    areas = pd.concat([gpd.read_file(file, columns=["ADM3_PCODE"]) for file in files])
    areas["code"] = areas["ADM3_PCODE"].str.removeprefix("TH")
    known = [area.code for area in load_registry().at_level(Level.TAMBON)]
    published: dict[str, Any] = json.loads(areas[areas["code"].isin(known)].to_json())
    return published


@st.cache_data
def figures(indicator: str, year: int) -> pd.DataFrame:
    """One value an area."""
    question = Question(indicator, Level.TAMBON, fiscal_year(year))
    answer = evaluate(store(), Scope.everything(), question)
    return answer["value"].replace(math.inf, math.nan).reset_index()  # never: no class for it


def main() -> None:
    """The page."""
    st.set_page_config(layout="wide")
    year = st.selectbox("Year", (2569, 2568))
    indicator = st.selectbox(
        "Indicator", list(registry.indicators()), format_func=lambda code: registry.get(code).thai
    )
    page_map = LocalMap()
    layer = folium.Choropleth(
        geo_data=shapes(),
        data=figures(indicator, year),
        columns=["area_code", "value"],
        key_on="feature.properties.code",
        fill_color="YlGnBu",
    )
    for name in [name for name in layer._children if name.startswith("color_map")]:
        del layer._children[name]
    layer.add_to(page_map)
    st_folium(page_map, height=426, use_container_width=True, returned_objects=[])


main()
