"""The style of a layer as SLD 1.0, which most programs and map servers read."""

from xml.etree import ElementTree

from lib.exports.geo.layer import AreaLayer, LayerClass
from lib.exports.geo.looks import DOT, DOTTED, HATCH, HATCHED, LARGEST, LINE, PLAIN, THIN
from lib.exports.model import CircleScale, Fill

SLD, OGC = "http://www.opengis.net/sld", "http://www.opengis.net/ogc"
PIXELS = 1 / 0.28  # an SLD pixel is 0.28 mm


def sld(layer: AreaLayer) -> str:
    """The style as XML text: a rule for each class of the map, in the order of its legend."""
    spaces = {"xmlns": SLD, "xmlns:ogc": OGC}
    root = ElementTree.Element("StyledLayerDescriptor", spaces, version="1.0.0")
    named = _add(root, "NamedLayer")
    _add(named, "Name", layer.name)
    style = _add(named, "UserStyle")
    _add(style, "Title", layer.title)
    rules = _add(style, "FeatureTypeStyle")
    for one in layer.classes:
        _rule(rules, one, layer.circles)
    ElementTree.indent(root)
    return f"{ElementTree.tostring(root, encoding='unicode')}\n"


def _rule(rules: ElementTree.Element, one: LayerClass, circles: CircleScale | None) -> None:
    rule = _add(rules, "Rule")
    _add(rule, "Name", one.key)
    _add(rule, "Title", one.label)
    equal = _ogc(_ogc(rule, "Filter"), "PropertyIsEqualTo")
    _ogc(equal, "PropertyName", "class")
    _ogc(equal, "Literal", one.key)
    if one.look is Fill.HATCHED:
        _polygon(rule, HATCHED)
        _pattern(rule, "shape://slash", HATCH)
    elif one.look is Fill.DOTTED:
        _polygon(rule, DOTTED)
        _pattern(rule, "shape://dot", DOT)
    elif circles is None:
        _polygon(rule, str(one.look))
    else:
        _polygon(rule, PLAIN)
        _circle(rule, str(one.look), circles)


def _polygon(rule: ElementTree.Element, colour: str) -> None:
    polygon = _add(rule, "PolygonSymbolizer")
    _css(_add(polygon, "Fill"), "fill", colour)
    stroke = _add(polygon, "Stroke")
    _css(stroke, "stroke", LINE)
    _css(stroke, "stroke-width", f"{THIN * PIXELS:.2f}")


def _pattern(rule: ElementTree.Element, mark: str, colour: str) -> None:
    graphic = _add(_add(_add(_add(rule, "PolygonSymbolizer"), "Fill"), "GraphicFill"), "Graphic")
    drawn = _add(graphic, "Mark")
    _add(drawn, "WellKnownName", mark)
    _css(_add(drawn, "Stroke"), "stroke", colour)
    _add(graphic, "Size", "8")


def _circle(rule: ElementTree.Element, colour: str, circles: CircleScale) -> None:
    """The area of the circle is proportional to the value."""
    point = _add(rule, "PointSymbolizer")
    middle = _ogc(_add(point, "Geometry"), "Function")
    middle.set("name", "interiorPoint")
    _ogc(middle, "PropertyName", "geom")
    graphic = _add(point, "Graphic")
    mark = _add(graphic, "Mark")
    _add(mark, "WellKnownName", "circle")
    _css(_add(mark, "Fill"), "fill", colour)
    _css(_add(mark, "Stroke"), "stroke", LINE)
    times = _ogc(_add(graphic, "Size"), "Mul")
    root = _ogc(times, "Function")
    root.set("name", "sqrt")
    share = _ogc(root, "Div")
    _ogc(share, "PropertyName", "value")
    _ogc(share, "Literal", f"{circles.most:g}")
    _ogc(times, "Literal", f"{LARGEST * PIXELS:.1f}")


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, name)
    node.text = text
    return node


def _ogc(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, f"ogc:{name}")
    node.text = text
    return node


def _css(parent: ElementTree.Element, name: str, value: str) -> None:
    _add(parent, "CssParameter", value).set("name", name)
