"""What goes to the browser for a picture, and how a click comes back. No browser here."""

import base64
import json
import zlib
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.components.lib.local_component_registry import LocalComponentRegistry
from streamlit.testing.v1 import AppTest

from geo.codes import Level
from lib.views.assets import GEOMETRY
from lib.views.map import component
from lib.views.map.payload import pack
from lib.views.picture import AreaPaint, LegendEntry, MapPicture, Pattern

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


def test_class_without_a_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="classes are 0 to 0"):
        picture(areas=(AreaPaint("94", 1, ""),))
    with pytest.raises(ValueError, match="not the region"):
        picture(level=Level.REGION)


PAGE = """
import streamlit as st
from lib.views.map import area_map, clicked
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
