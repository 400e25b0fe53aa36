"""Layers as files: GeoPackage, and GeoJSON with its style in a zip."""

import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
from shapely.geometry import mapping

from lib.exports.geo.layer import GEOMETRY, NUMBERS, AreaLayer, described, frame_of
from lib.exports.geo.qml import qml
from lib.exports.geo.sld import sld
from lib.exports.model import Progress, Stamp

STYLES = "layer_styles"  # where QGIS looks for the styles of a GeoPackage
DECIMALS = 5  # of degrees, those of the boundaries


def write_geopackage(
    layers: Sequence[AreaLayer], stamp: Stamp, *, progress: Progress | None = None
) -> bytes:
    """The layers as a GeoPackage with the styles that QGIS opens them in.

    What they show stands in the description of each layer and in the metadata of the file.
    Raises ValueError without layers and for two of one name.
    """
    names = [one.name for one in layers]
    if not layers or len(set(names)) < len(names):
        raise ValueError(f"Layers {names}: give one at least, each with a name of its own.")
    titles = _titles(layers)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layers.gpkg"
        for number, layer in enumerate(layers, start=1):
            _add(path, layer, stamp, titles[number - 1])
            if progress is not None:
                progress(number, len(layers))
        styles = pd.DataFrame([_style_row(one, stamp) for one in layers])
        # pyogrio writes a table without shapes where it gets a plain frame.
        pyogrio.write_dataframe(
            styles, path, layer=STYLES, driver="GPKG", append=False, layer_options={"FID": "id"}
        )
        return path.read_bytes()


def write_geojson(layer: AreaLayer, stamp: Stamp) -> bytes:
    """A zip with the layer as GeoJSON, and its styles (QML for QGIS, SLD) under the same name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{layer.name}.geojson", geojson(layer, stamp))
        packed.writestr(f"{layer.name}.qml", qml(layer))
        packed.writestr(f"{layer.name}.sld", sld(layer))
    return file.getvalue()


def geojson(layer: AreaLayer, stamp: Stamp) -> bytes:
    """The layer as GeoJSON (RFC 7946); what it shows is in ``metadata``, which programs ignore."""
    frame = frame_of(layer)
    properties = frame.drop(columns="geometry")
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "properties": _plain(row),
            "geometry": mapping(shape),
        }
        for row, shape in zip(properties.to_dict("records"), frame.geometry, strict=True)
    ]
    found = {
        "type": "FeatureCollection",
        "name": layer.name,
        "metadata": _metadata(layer, stamp),
        "features": features,
    }
    return json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _titles(layers: Sequence[AreaLayer]) -> list[str]:
    """The titles, each once, as a GeoPackage wants them: with the name where two are the same."""
    plain = [one.title for one in layers]
    return [
        f"{one.title} ({one.name})" if plain.count(one.title) > 1 else one.title for one in layers
    ]


def _add(path: Path, layer: AreaLayer, stamp: Stamp, title: str) -> None:
    pyogrio.write_dataframe(
        frame_of(layer),
        path,
        layer=layer.name,
        driver="GPKG",
        geometry_type="MultiPolygon",
        promote_to_multi=True,
        layer_options={
            "GEOMETRY_NAME": GEOMETRY,
            "IDENTIFIER": title,
            "DESCRIPTION": described(layer, stamp),
        },
        layer_metadata={key: str(value) for key, value in _metadata(layer, stamp).items()},
    )


def _style_row(layer: AreaLayer, stamp: Stamp) -> dict[str, Any]:
    """A row as QGIS writes it when it saves the style of a layer in its GeoPackage."""
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer.name,
        "f_geometry_column": GEOMETRY,
        "styleName": layer.title,
        "styleQML": qml(layer),
        "styleSLD": sld(layer),
        "useAsDefault": True,
        "description": layer.title,
        "owner": "",
        "ui": None,
        "update_time": pd.Timestamp(stamp.made).tz_convert("UTC"),
    }


def _metadata(layer: AreaLayer, stamp: Stamp) -> dict[str, Any]:
    """What the layer shows, by name; the words of the screen beside fixed keys."""
    return {
        "title": layer.title,
        **({"internal": stamp.internal} if stamp.internal else {}),
        **({"simulated": stamp.simulated} if stamp.simulated else {}),
        **dict(stamp.lines),
        "source": stamp.source,
        "link": stamp.link,
        "made": stamp.made.isoformat(timespec="seconds"),
        "language": stamp.language,
    }


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """A row for JSON, which knows no missing numbers."""
    return {key: None if key in NUMBERS and pd.isna(value) else value for key, value in row.items()}
