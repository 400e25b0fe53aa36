"""What goes to the browser for a picture, and how a click comes back. No browser here."""

import base64
import json
import random
import zlib
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.components.lib.local_component_registry import LocalComponentRegistry
from streamlit.testing.v1 import AppTest

from geo.codes import Level
from lib.views.assets import GEOMETRY
from lib.views.classing import circle_scale, mark_entries
from lib.views.map import component
from lib.views.map.payload import DEGREE, pack, pack_points
from lib.views.picture import (
    AreaPaint,
    Circles,
    Form,
    LegendEntry,
    MapPicture,
    Mark,
    Pattern,
    Place,
    Points,
    Ring,
    points,
)

NASTY = "</script><b>\"&' {{ 'x' }} \\ \u2028 ต.ก๊ำ"
MOST_BYTES = 30_000


def picture(**changes: Any) -> MapPicture:
    values: dict[str, Any] = {
        "title": "ความครอบคลุม",
        "subtitle": "ร้อยละ",
        "level": Level.PROVINCE,
        "areas": (AreaPaint("94", 0, "12.5 %"), AreaPaint("95", Pattern.NONE, "ยังไม่มีข้อมูล")),
        "colours": ("#FFFFCC",),
        "legend": (LegendEntry("0–20", "#FFFFCC", 1), LegendEntry("ไม่มี", Pattern.NONE, 1)),
        "source": "ข้อมูลถึง 30 มิ.ย. 2569",
        "selected": None,
        "focus": "south",
        "lang": "th",
    }
    return MapPicture(**(values | changes))


def unpack(packed: str) -> dict[str, Any]:
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def all_tambon() -> MapPicture:
    codes = json.loads(GEOMETRY.read_text("utf-8"))["layers"]["tambon"]
    areas = tuple(
        AreaPaint(code, number % 5, f"{number * 7 % 100}.{number % 10} %",
                  f"ผู้รับบริการ {number * 37:,} จาก {number * 101:,} คน")
        for number, code in enumerate(codes)
    )  # fmt: skip
    return picture(level=Level.TAMBON, areas=areas, colours=("#FFFFCC",) * 5)


def test_payload_holds_the_picture() -> None:
    got = unpack(pack(picture(selected="95")).packed)
    assert got["codes"] == ["94", "95"]
    assert got["fills"] == [0, "none"]
    assert got["legend"] == [["0–20", "#FFFFCC", 1], ["ไม่มี", "none", 1]]
    assert (got["level"], got["focus"], got["selected"]) == ("province", "south", "95")
    assert got["notes"] == []


def test_same_picture_same_payload_and_another_digest_for_another() -> None:
    assert pack(picture()) == pack(picture())
    assert pack(picture(lang="en")).digest != pack(picture()).digest


def test_nothing_in_a_text_ends_the_script() -> None:
    areas = (AreaPaint("94", 0, NASTY, NASTY),)
    payload = pack(picture(title=NASTY, areas=areas))
    assert not set(payload.packed) & set("<>&\"'\\{}\n")
    assert unpack(payload.packed)["texts"] == [NASTY]
    assert unpack(payload.packed)["title"] == NASTY


def test_what_a_picture_does_not_use_takes_no_room() -> None:
    got = unpack(pack(picture()).packed)
    assert (got["marks"], got["sizes"]) == ([], [])
    assert (got["circles"], got["points"], got["picked"], got["centres"]) == (None,) * 4
    assert (got["form"], got["linked"], got["rings"]) == ("geographic", "", [])


def test_payload_holds_marks_circles_and_choices() -> None:
    areas = (AreaPaint("94", 0, "1", mark=Mark.UP, size=1), AreaPaint("95", 0, "4", size=4))
    shown = picture(
        areas=areas, circles=Circles(4, (4, 1), "กลุ่ม"), picked="95", centres=False, linked="pair"
    )
    got = unpack(pack(shown).packed)
    assert (got["marks"], got["sizes"]) == (["up", ""], [1, 4])
    assert got["circles"] == [4, [4, 1], "กลุ่ม"]
    assert (got["picked"], got["centres"], got["linked"]) == ("95", False, "pair")
    ringed = picture(rings=(Ring(6.5, 101.2, 7692),))
    assert unpack(pack(ringed).packed)["rings"] == [[6.5, 101.2, 7692]]
    # Sizes are for circles alone.
    assert unpack(pack(picture(areas=areas)).packed)["sizes"] == []


def test_tiles_are_amphoe_alone() -> None:
    areas = (AreaPaint("9401", 0, ""),)
    shown = picture(level=Level.AMPHOE, areas=areas, form=Form.TILES)
    assert unpack(pack(shown).packed)["form"] == "tiles"
    for level in (Level.PROVINCE, Level.TAMBON):
        with pytest.raises(ValueError, match="Tiles are amphoe"):
            picture(level=level, areas=(), form=Form.TILES)


@pytest.mark.parametrize(
    ("most", "steps"), [(0, ()), (-1, ()), (float("inf"), ()), (5, (6,)), (5, (0,))]
)
def test_circles_without_a_scale_are_refused(most: float, steps: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Circles(most, steps, "")


@pytest.mark.parametrize(
    ("values", "most", "scale"),
    [
        ([106, 3, 0], None, (106, (100, 20, 5))),
        ([1, 1], None, (1, (1,))),
        ([7], 40, (40, (20, 5, 1))),
        ([0.62, 0.1], None, (0.62, (0.5, 0.1, 0.02))),
        ([float("nan"), float("inf"), 8], None, (8, (5, 1))),
        ([0, float("nan")], None, None),
        ([], None, None),
    ],
)
def test_circle_scale(
    values: list[float], most: float | None, scale: tuple[float, tuple[float, ...]] | None
) -> None:
    got = circle_scale(values, "กลุ่ม", most)
    assert (got and (got.most, tuple(round(step, 6) for step in got.steps))) == scale


def test_legend_of_marks_counts_them() -> None:
    marks = [Mark.UP, Mark.NONE, Mark.UP, Mark.LOW]
    areas = [AreaPaint(f"940{n}", 0, "", mark=mark) for n, mark in enumerate(marks)]
    assert mark_entries(areas, {Mark.UP: "สูง", Mark.DOWN: "ต่ำ"}) == (
        LegendEntry("สูง", Mark.UP, 2),
        LegendEntry("ต่ำ", Mark.DOWN, 0),
    )


KINDS = tuple(LegendEntry(name, "#0072B2", 1) for name in ("เกษตร", "หัตถกรรม", "บริการ"))


def many_points(count: int) -> Points:
    chance = random.Random(1)
    codes = sorted(json.loads(GEOMETRY.read_text("utf-8"))["layers"]["tambon"])
    return points(
        (
            Place(
                chance.uniform(5.7, 7),
                chance.uniform(100.6, 102),
                chance.choice(codes),
                chance.randrange(3),
                f"กลุ่มอาชีพที่ {number}",
                f"สมาชิก {chance.randrange(5, 40)} คน",
            )
            for number in range(count)
        ),
        KINDS,
        choosable=True,
    )


def test_points_come_back_as_they_went() -> None:
    made = many_points(200)
    got = unpack(pack_points(made).packed)
    areas = [
        code
        for code, count in zip(got["areas"], got["counts"], strict=True)
        for _ in range(count)
    ]  # fmt: skip
    assert areas == [place.area for place in made.places]
    for name, field in (("x", "longitude"), ("y", "latitude")):
        places = [steps / DEGREE for steps in accumulate(got[name])]
        assert places == pytest.approx([getattr(p, field) for p in made.places], abs=0.6 / DEGREE)
    for name, field in (("texts", "text"), ("notes", "note")):
        table, which = got[name]
        words = [table[number] for number in which] if which else table
        assert words == [getattr(place, field) for place in made.places]


def test_two_thousand_points_are_small() -> None:
    assert len(pack_points(many_points(2000)).packed) < MOST_BYTES


def test_points_are_known_by_their_content_whatever_their_order() -> None:
    made = many_points(50)
    again = points(reversed(made.places), KINDS, choosable=True)
    assert again == made
    assert pack_points(made) == pack_points(again)
    assert pack_points(many_points(49)).digest != pack_points(made).digest


def test_point_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kinds are 0 to 2"):
        points([Place(6, 101, "940101", 3, "")], KINDS)


def test_class_without_a_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="classes are 0 to 0"):
        picture(areas=(AreaPaint("94", 1, ""),))
    with pytest.raises(ValueError, match="not the region"):
        picture(level=Level.REGION)


PAGE = """
import streamlit as st
from lib.views.map import area_map, chosen_point, clicked
shown = st.session_state.picture
st.session_state.point = chosen_point("map", shown.points) if shown.points else None
st.session_state.first = clicked("map") if st.session_state.take_early else None
st.session_state.got = area_map(st.session_state.picture, key="map", height=470)
"""


def run(shown: MapPicture, take_early: bool = False) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=30)
    app.session_state["picture"] = shown
    app.session_state["take_early"] = take_early
    app.run()
    assert not app.exception
    return app


def sent(app: AppTest) -> dict[str, Any]:
    (component,) = app.get("component_instance")
    return json.loads(component.proto.json_args)


def test_a_change_of_the_picture_changes_the_feature_group_alone() -> None:
    app = run(picture())
    before = sent(app)
    app.session_state["picture"] = picture(title="อื่น")
    after = sent(app.run())
    assert {name for name in before if before[name] != after[name]} == {"feature_group"}
    assert before["returned_objects"] == []
    assert before["height"] == 470


def test_only_local_files_are_asked_for() -> None:
    args = sent(run(picture()))
    stems = [link.rsplit("/", 1)[1].split("-")[0] for link in args["js_links"]]
    assert stems == ["leaflet", "geometry", "map"]
    assert all(link.startswith("../../app/static/vendor/") for link in args["js_links"])
    assert args["css_links"] == []
    assert "http://" not in json.dumps(args)
    assert "https://" not in json.dumps(args)


def test_the_server_knows_the_component_whoever_imported_it_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = LocalComponentRegistry()
    server = SimpleNamespace(component_registry=known)
    monkeypatch.setattr(component, "runtime", SimpleNamespace(get_instance=lambda: server))
    run(picture())
    assert [one.name for one in known.get_components()] == ["streamlit_folium.st_folium"]


def test_points_go_apart_from_the_picture() -> None:
    packed = pack_points(many_points(300))
    app = run(picture(points=many_points(300)))
    assert packed.packed not in json.dumps(sent(app))
    (before,) = app.get("html")
    assert before.proto.body == (
        f'<style>:root{{--area-points-{packed.digest}:"{packed.packed}"}}</style>'
    )
    # Another picture of the same points: the same message, which the server does not send again.
    app.session_state["picture"] = picture(points=many_points(300), title="อื่น")
    (after,) = app.run().get("html")
    assert after.proto.body == before.proto.body


def test_no_points_no_message_of_them() -> None:
    assert not run(picture()).get("html")


def test_a_chosen_point_is_given_once() -> None:
    made = many_points(3)
    app = run(picture(points=made))
    digest = pack_points(made).digest
    assert app.session_state.point is None
    app.session_state["map"] = {"point": 2, "points": digest, "n": 1}
    assert app.run().session_state.point == made.places[2]
    assert app.session_state.got is None
    assert app.run().session_state.point is None


@pytest.mark.parametrize("change", [{"point": 3}, {"point": -1}, {"point": "1"}, {"points": "x"}])
def test_what_is_no_point_is_ignored(change: dict[str, Any]) -> None:
    made = many_points(3)
    app = run(picture(points=made))
    app.session_state["map"] = {"point": 0, "points": pack_points(made).digest, "n": 1} | change
    assert app.run().session_state.point is None


def test_all_tambon_with_notes_stay_small() -> None:
    assert len(json.dumps(sent(run(all_tambon())))) < MOST_BYTES


@pytest.mark.parametrize("code", ["94", "9401", "940101", "south"])
def test_a_click_is_given_once(code: str) -> None:
    app = run(picture())
    assert app.session_state.got is None
    app.session_state["map"] = {"id": code, "n": 1}
    assert app.run().session_state.got == code
    assert app.run().session_state.got is None
    app.session_state["map"] = {"id": code, "n": 2}
    assert app.run().session_state.got == code


@pytest.mark.parametrize(
    "value", [None, {}, "94", {"id": 94, "n": 1}, {"id": "<b>", "n": 1}, {"n": 1}]
)
def test_what_is_no_click_is_ignored(value: Any) -> None:
    app = run(picture())
    app.session_state["map"] = value
    assert app.run().session_state.got is None


def test_a_click_taken_early_does_not_come_again() -> None:
    app = run(picture(), take_early=True)
    app.session_state["map"] = {"id": "94", "n": 5}
    app.run()
    assert (app.session_state.first, app.session_state.got) == ("94", None)
