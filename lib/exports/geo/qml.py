"""The style of a layer as QGIS writes it (QML): classes, colours, patterns, circles, words.

A QGIS style is a renderer with a symbol for each value of a column; a symbol is a pile of layers
that may hold symbols of their own. Values are written twice, for QGIS before and since 3.24.
"""

from collections.abc import Mapping
from xml.etree import ElementTree

from lib.exports.geo.layer import AreaLayer, LayerClass
from lib.exports.geo.looks import (
    APART,
    DOT,
    DOTTED,
    EDGE,
    HATCH,
    HATCHED,
    LARGEST,
    LINE,
    PLAIN,
    THIN,
    rgb,
)
from lib.exports.model import CircleScale, Fill

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
VERSION = "3.28.0"
EXPRESSION = "3"  # of the kinds of data-defined values


def qml(layer: AreaLayer) -> str:
    """The style as XML text: the classes of the map, in the order of its legend."""
    root = ElementTree.Element(
        "qgis", version=VERSION, styleCategories="Symbology|Fields|CustomProperties"
    )
    renderer = ElementTree.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr="class", symbollevels="0",
        forceraster="0", enableorderby="0",
    )  # fmt: skip
    categories = ElementTree.SubElement(renderer, "categories")
    symbols = ElementTree.SubElement(renderer, "symbols")
    for place, one in enumerate(layer.classes):
        ElementTree.SubElement(
            categories, "category", symbol=str(place), value=one.key, label=one.label,
            type="string", render="true",
        )  # fmt: skip
        _class_symbol(symbols, str(place), one, layer.circles)
    aliases = ElementTree.SubElement(root, "aliases")
    for place, (column, words) in enumerate(layer.heads.items()):
        ElementTree.SubElement(aliases, "alias", index=str(place), field=column, name=words)
    preview = ElementTree.SubElement(root, "previewExpression")
    preview.text = '"name_th"'
    geometry = ElementTree.SubElement(root, "layerGeometryType")
    geometry.text = "2"  # polygons
    ElementTree.indent(root)
    return f"{DOCTYPE}\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _class_symbol(
    symbols: ElementTree.Element, name: str, one: LayerClass, circles: CircleScale | None
) -> None:
    symbol = _symbol(symbols, "fill", name)
    if one.look is Fill.HATCHED:
        _fill(symbol, HATCHED)
        pattern = {"angle": "45", "distance": str(APART), "distance_unit": "MM"}
        lines = _layer(symbol, "LinePatternFill", pattern)
        _line(_symbol(lines, "line", f"@{name}@1"), HATCH)
    elif one.look is Fill.DOTTED:
        _fill(symbol, DOTTED)
        both = {f"distance_{way}": str(APART) for way in "xy"}
        units = {f"distance_{way}_unit": "MM" for way in "xy"}
        dots = _layer(symbol, "PointPatternFill", both | units)
        _marker(_symbol(dots, "marker", f"@{name}@1"), DOT, "0.7")
    elif circles is None:
        _fill(symbol, str(one.look))
    else:
        _fill(symbol, PLAIN)
        middle = _layer(
            symbol, "CentroidFill", {"point_on_surface": "1", "point_on_all_parts": "0"}
        )
        marker = _marker(_symbol(middle, "marker", f"@{name}@1"), str(one.look), str(LARGEST))
        _sized(marker, circles)


def _sized(marker: ElementTree.Element, circles: CircleScale) -> None:
    """The area of the circle is proportional to the value; none for nothing."""
    size = f'sqrt(max(coalesce("value", 0), 0) / {circles.most:g}) * {LARGEST:g}'
    defined = ElementTree.SubElement(
        ElementTree.SubElement(marker, "data_defined_properties"), "Option", type="Map"
    )
    ElementTree.SubElement(defined, "Option", name="name", type="QString", value="")
    properties = ElementTree.SubElement(defined, "Option", name="properties", type="Map")
    entry = ElementTree.SubElement(properties, "Option", name="size", type="Map")
    ElementTree.SubElement(entry, "Option", name="active", type="bool", value="true")
    ElementTree.SubElement(entry, "Option", name="expression", type="QString", value=size)
    ElementTree.SubElement(entry, "Option", name="type", type="int", value=EXPRESSION)
    ElementTree.SubElement(defined, "Option", name="type", type="QString", value="collection")


def _fill(symbol: ElementTree.Element, colour: str) -> ElementTree.Element:
    return _layer(symbol, "SimpleFill", {
        "color": _colour(colour), "style": "solid", "outline_color": _colour(LINE),
        "outline_style": "solid", "outline_width": str(THIN), "outline_width_unit": "MM",
    })  # fmt: skip


def _line(symbol: ElementTree.Element, colour: str) -> ElementTree.Element:
    return _layer(symbol, "SimpleLine", {
        "line_color": _colour(colour), "line_width": str(EDGE), "line_width_unit": "MM",
    })  # fmt: skip


def _marker(symbol: ElementTree.Element, colour: str, size: str) -> ElementTree.Element:
    return _layer(symbol, "SimpleMarker", {
        "name": "circle", "color": _colour(colour), "size": size, "size_unit": "MM",
        "outline_color": _colour(LINE), "outline_style": "solid", "outline_width": "0.1",
        "outline_width_unit": "MM", "scale_method": "diameter",
    })  # fmt: skip


def _symbol(parent: ElementTree.Element, kind: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        parent, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )


def _layer(
    symbol: ElementTree.Element, kind: str, values: Mapping[str, str]
) -> ElementTree.Element:
    layer = ElementTree.SubElement(
        symbol, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"}
    )
    options = ElementTree.SubElement(layer, "Option", type="Map")
    for name, value in values.items():
        ElementTree.SubElement(options, "Option", name=name, type="QString", value=value)
    for name, value in values.items():
        ElementTree.SubElement(layer, "prop", k=name, v=value)
    return layer


def _colour(colour: str) -> str:
    return ",".join(map(str, (*rgb(colour), 255)))
