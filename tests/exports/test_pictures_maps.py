"""Pictures of maps: the colours, signs and sizes that they were given, where they belong."""

import math
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from pyproj import Geod

from geo.areas import load_registry
from geo.codes import Level, is_within
from geo.errors import UnknownAreaError
from lib.exports.drawing import ground, map_svg
from lib.exports.drawing.canvas import MM, Box, Canvas
from lib.exports.drawing.fonts import LOCK
from lib.exports.drawing.legend import legend_of, scale_room
from lib.exports.drawing.maps import draw_map
from lib.exports.drawing.names import named
from lib.exports.drawing.pictures import drawn
from lib.exports.drawing.view import placed
from lib.exports.model import (
    CircleScale,
    Dot,
    Fill,
    LegendLine,
    MapArea,
    MapDrawing,
    Ring,
    Sign,
)

AREAS = load_registry()
REGION = AREAS.region.code
COLOURS = ("#FFFFCC", "#A1DAB4", "#41B6C4", "#2C7FB8", "#253494")
LOOKS: tuple[str | Fill, ...] = (*COLOURS, Fill.HATCHED, Fill.DOTTED)
SLIDE, PAGE, COLUMN, UPRIGHT = (240.0, 135.0), (297.0, 210.0), (160.0, 110.0), (190.0, 250.0)


def drawing(level: Level = Level.AMPHOE, focus: str = REGION, **more: Any) -> MapDrawing:
    """A map of all areas in focus, each look in turn, with its legend."""
    codes = [one.code for one in AREAS.at_level(level) if is_within(one.code, focus)]
    looks = [LOOKS[place % len(LOOKS)] for place in range(len(codes))]
    areas = tuple(
        MapArea(code, AREAS.get(code).display_name(), look, f"{place}%", float(place))
        for place, (code, look) in enumerate(zip(codes, looks, strict=True))
    )
    counts = Counter(looks)
    legend = tuple(LegendLine(f"{look}", look, counts[look]) for look in LOOKS)
    return MapDrawing("แผนที่", "ร้อยละ", level, focus, areas, legend, "ที่มา", "คำบรรยาย",
                      **{"kilometres": "กม.", "north": "เหนือ"} | more)  # fmt: skip


def page(one: MapDrawing, size: tuple[float, float] = SLIDE) -> Canvas:
    """The page of a bare map; what matplotlib warns of is an error."""
    with LOCK, warnings.catch_warnings():
        warnings.simplefilter("error")
        found = drawn(one, size, bare=True)
        found.png(50)
        return found


def parts(canvas: Canvas, name: str) -> list[Any]:
    """What was drawn under a name, with or without a number behind it."""
    return [
        one for one in canvas.figure.get_children() if (one.get_gid() or "").split(".")[0] == name
    ]


def by_code(canvas: Canvas, kind: str) -> dict[str, Any]:
    """What was drawn for each area."""
    pairs = ((one.get_gid() or "", one) for one in canvas.figure.get_children())
    return {gid.removeprefix(f"{kind}-"): one for gid, one in pairs if gid.startswith(f"{kind}-")}


def look_of(patch: Any) -> str | Fill:
    if patch.get_hatch():
        return Fill.DOTTED if "." in patch.get_hatch() else Fill.HATCHED
    return str(to_hex(patch.get_facecolor())).upper()


@pytest.mark.parametrize(
    ("level", "tiles"),
    [(Level.PROVINCE, False), (Level.AMPHOE, False), (Level.AMPHOE, True), (Level.TAMBON, False)],
)
def test_every_area_has_its_colour_and_the_legend_counts_them(level: Level, tiles: bool) -> None:
    one = drawing(level, tiles=tiles)
    painted = {code: look_of(patch) for code, patch in by_code(page(one), "area").items()}
    assert painted == {area.code: area.fill for area in one.areas}
    assert Counter(painted.values()) == {e.look: e.count for e in one.legend if e.count}


def test_areas_without_figures_stay_blank() -> None:
    one = drawing()
    found = page(replace(one, areas=one.areas[5:]))
    assert set(by_code(found, "blank")) == {area.code for area in one.areas[:5]}


@pytest.mark.parametrize("size", [SLIDE, PAGE, COLUMN])
@pytest.mark.parametrize("focus", [REGION, "94", "9410"])
def test_the_scale_bar_is_as_long_as_it_says(focus: str, size: tuple[float, float]) -> None:
    level = Level.TAMBON if len(focus) == 4 else Level.AMPHOE
    middle = AREAS.get(focus)
    spots = [(middle.longitude, middle.latitude), (middle.longitude + 0.03, middle.latitude),
             (middle.longitude, middle.latitude + 0.03)]  # fmt: skip
    dots = tuple(Dot(x, y, "#0072B2") for x, y in spots)
    found = page(drawing(level, focus, dots=dots), size)
    bars = [one.get_window_extent() for one in parts(found, "scale-bar")]
    long = max(bar.x1 for bar in bars) - min(bar.x0 for bar in bars)
    texts = [one.get_text() for one in parts(found, "scale-text")]
    kilometres = float(texts[2])
    home, east, north = (dot_at(one) for one in parts(found, "dot"))
    for other, spot in ((east, spots[1]), (north, spots[2])):
        ground_km = Geod(ellps="WGS84").inv(*spots[0], *spot)[2] / 1000
        assert long / kilometres == pytest.approx(math.dist(home, other) / ground_km, rel=0.01)


def dot_at(dot: Any) -> tuple[float, float]:
    box = dot.get_window_extent()
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def test_north_is_up() -> None:
    dots = (Dot(101.3, 6.2, "#0072B2"), Dot(101.3, 6.6, "#0072B2"))
    south, north = (dot_at(one) for one in parts(page(drawing(dots=dots)), "dot"))
    assert north[1] > south[1]
    assert abs(north[0] - south[0]) / (north[1] - south[1]) < math.tan(math.radians(0.5))


def focuses() -> Iterator[str]:
    yield REGION
    yield from (
        one.code for level in (Level.PROVINCE, Level.AMPHOE) for one in AREAS.at_level(level)
    )


@pytest.mark.parametrize("size", [SLIDE, PAGE, COLUMN, UPRIGHT])
@pytest.mark.parametrize("focus", focuses())
def test_legend_and_scale_lie_beside_the_areas_and_inside_the_frame(
    focus: str, size: tuple[float, float]
) -> None:
    frame = Box(0, 0, size[0] * MM, size[1] * MM)
    shape = ground.shape_of(focus)
    room = legend_of(drawing(), 10.0, 0.0, headed=True).room
    found = placed(frame, shape, shape, room, scale_room(10.0))
    assert found.legend
    assert found.scale
    assert not found.legend.meets(found.scale)
    for box in (found.legend, found.scale):
        assert frame.holds(box)
        assert not found.view.ground(box).intersects(shape)
    west, south, east, north = ground.ends_of(shape)
    assert frame.holds(Box(*found.view.at(west, south), *found.view.at(east, north)))


@pytest.mark.parametrize(
    ("level", "focus"),
    [(Level.AMPHOE, REGION), (Level.TAMBON, REGION), (Level.TAMBON, "94"), (Level.TAMBON, "9410")],
)
def test_names_run_into_nothing(level: Level, focus: str) -> None:
    one = drawing(level, focus)
    canvas = Canvas(SLIDE[0] * MM, SLIDE[1] * MM)
    with LOCK:
        where = draw_map(canvas, canvas.box, one)
        found = named(one, where.view, 10.0, [b for b in (where.legend, where.scale) if b], {})
    assert found
    boxes = [name.box for name in found]
    assert all(where.view.frame.holds(box) for box in boxes)
    assert not any(a.meets(b) for a, b in combinations(boxes, 2))
    assert where.legend
    assert not any(box.meets(where.legend) for box in boxes)
    shown = {name.area.code for name in found}
    assert all(len(code) == 4 for code in shown) == (level is Level.AMPHOE or focus == REGION)


def test_names_are_in_the_language_of_the_map() -> None:
    thai, english = (page(drawing(language=one)) for one in ("th", "en"))
    assert "".join(t.get_text() for t in parts(thai, "name-9409")) == AREAS.get("9409").name_th
    assert "".join(t.get_text() for t in parts(english, "name-9409")) == AREAS.get("9409").name_en


def test_neighbours_of_the_focus_are_pale() -> None:
    every = drawing()
    inside, outside = set(), set()
    for code, patch in by_code(page(replace(every, focus="94")), "area").items():
        (outside if patch.get_alpha() else inside).add(code)
    assert inside == {one.code for one in AREAS.children("94")}
    assert outside
    assert all(not is_within(code, "94") for code in outside)


def test_circles_are_as_large_as_their_values() -> None:
    one = drawing()
    sized = tuple(replace(a, size=float(n + 1)) for n, a in enumerate(one.areas))
    scale = CircleScale(40.0, (40.0, 10.0), "ราย")
    found = page(replace(one, areas=sized, circles=scale))
    radii = {code: patch.radius for code, patch in by_code(found, "circle").items()}
    values = {area.code: area.size for area in sized}
    ratios = [radii[code] ** 2 / (values[code] or 1) for code in radii if (values[code] or 0) > 2]
    assert len(radii) == len(sized)
    assert np.ptp(ratios) / np.mean(ratios) < 1e-6
    small, large = sorted(patch.radius for patch in parts(found, "legend-circle"))
    assert large**2 / 40 == pytest.approx(ratios[0])
    assert small**2 / 10 == pytest.approx(ratios[0])


@pytest.mark.parametrize(("focus", "kinds"), [(REGION, {"circle"}), ("94", {"dot"})])
def test_points_take_the_place_of_circles_when_the_map_is_near(focus: str, kinds: set[str]) -> None:
    one = drawing(focus=focus, dots=(Dot(101.3, 6.75, "#0072B2"),),
                  dot_legend=(LegendLine("a", "#0072B2", 1),),
                  circles=CircleScale(5.0, (5.0,), "ราย"))  # fmt: skip
    found = page(replace(one, areas=tuple(replace(a, size=5.0) for a in one.areas)))
    drawn_kinds = {kind for kind in ("circle", "dot")
                   if parts(found, kind) or by_code(found, kind)}  # fmt: skip
    assert drawn_kinds == kinds


@pytest.mark.parametrize("tiles", [False, True])
def test_signs_are_told_by_their_shape(tiles: bool) -> None:
    one = drawing(tiles=tiles)
    signs = [Sign.UP, Sign.DOWN, Sign.HIGH, Sign.LOW]
    marked = tuple(replace(a, sign=s) for a, s in zip(one.areas, signs, strict=False))
    found = page(replace(one, areas=(*marked, *one.areas[4:])))
    up, down = (parts(found, f"sign-{area.code}")[0].get_path().vertices for area in marked[:2])
    assert up[0][1] > up[1][1]
    assert down[0][1] < down[1][1]
    (high,), (low,) = parts(found, "sign-high"), parts(found, "sign-low")
    assert high.get_linestyle() in ("-", "solid")
    assert low.get_linestyle() not in ("-", "solid")


def test_picked_areas_have_their_numbers_and_the_legend_one_too() -> None:
    one = drawing(Level.TAMBON, focus="94")
    codes = [area.code for area in one.areas if area.code.startswith("94")][:3]
    labels = dict(zip(codes, ("1", "2·3", ""), strict=True))
    areas = tuple(
        replace(a, sign=Sign.PICKED, label=labels[a.code]) if a.code in labels else a
        for a in one.areas
    )
    found = page(replace(one, areas=areas, legend=(LegendLine("places", Sign.PICKED, 3),)))
    for code, label in labels.items():
        assert parts(found, f"sign-{code}")
        said = [text.get_text() for text in parts(found, f"sign-{code}-label")]
        assert "".join(said) == label
    assert [text.get_text() for text in parts(found, "legend-sign-label")] == ["1"]


def test_a_ring_is_as_wide_over_the_ground_as_it_says() -> None:
    one = replace(drawing(focus="94"), rings=(Ring(101.25, 6.6, 5_000), Ring(101.4, 6.7, 10_000)))
    small, large = parts(page(one), "ring")
    assert large.get_radius() == pytest.approx(2 * small.get_radius())
    assert small.get_linestyle() not in ("-", "solid")
    assert not parts(page(drawing(focus="94")), "ring")


def test_tiles_are_of_one_size() -> None:
    boxes = [p.get_bbox() for p in by_code(page(drawing(tiles=True)), "area").values()]
    assert np.ptp([b.width for b in boxes]) < 1e-6
    assert np.ptp([b.height for b in boxes]) < 1e-6
    assert not any(Box(*a.extents).inset(0.01).meets(Box(*b.extents).inset(0.01))
                   for a, b in combinations(boxes, 2))  # fmt: skip


def test_an_area_of_elsewhere_is_refused() -> None:
    with pytest.raises(UnknownAreaError):
        map_svg(replace(drawing(), focus="10"), *SLIDE)


@pytest.mark.parametrize("selected", ["9410", "941001"])
def test_the_selected_area_has_a_strong_outline(selected: str) -> None:
    assert len(parts(page(drawing(selected=selected)), "selected")) == 1
    assert not parts(page(drawing()), "selected")


@pytest.mark.parametrize("size", [SLIDE, COLUMN])
def test_every_tile_has_its_name(size: tuple[float, float]) -> None:
    found = page(drawing(tiles=True), size)
    for area in AREAS.at_level(Level.AMPHOE):
        said = [one.get_text() for one in parts(found, f"name-{area.code}")]
        assert "".join(said) == area.name_th
