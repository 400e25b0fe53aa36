"""Small maps as HTML: the shapes once, every month with its fills, words that a reader can hear."""

import base64
import json
import re
import zlib
from collections import Counter
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from geo.areas import load_registry
from geo.codes import Level
from lib.views.map.multiples import SmallMap, small_maps
from lib.views.map.payload import pack_text
from lib.views.picture import Form, LegendEntry, Pattern

COLOURS = ("#FFFFCC", "#A1DAB4", "#41B6C4")
AMPHOE = load_registry().at_level(Level.AMPHOE)
NAMES = {area.code: area.display_name() for area in AMPHOE}
LEGEND = (LegendEntry("0–20", COLOURS[0], 12), LegendEntry("ยังไม่มีข้อมูล", Pattern.NONE, 1))
NASTY = "\"><script>alert('x')</script> & ต.ก๊ำ"


def months(count: int = 12) -> list[SmallMap]:
    return [
        SmallMap(
            f"2026-{month:02}",
            f"เดือนที่ {month}",
            {area.code: (place + month) % 3 for place, area in enumerate(AMPHOE)},
            {area.code: f"{place * 31 % 97}.{month % 10}" for place, area in enumerate(AMPHOE)},
            f"รวม {month * 1234:,} คน",
        )
        for month in range(1, count + 1)
    ]


def html(panels: list[SmallMap], form: Form = Form.GEOGRAPHIC, **more: object) -> str:
    return small_maps(
        panels, colours=COLOURS, legend=LEGEND, names=NAMES, form=form, **more  # type: ignore[arg-type]
    )  # fmt: skip


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def fills(panel: ElementTree.Element) -> dict[str, str]:
    return {
        use.get("href", "")[-4:]: group.get("fill", "")
        for group in panel.iter("g")
        for use in group.iter("use")
    }


@pytest.mark.parametrize("form", list(Form))
def test_a_year_of_amphoe_is_small_and_has_each_shape_once(form: Form) -> None:
    text = html(months(), form)
    assert len(text.encode()) < 40_000
    shapes = Counter(re.findall(r'<path id="sm-(\d+)"', text))
    assert shapes == Counter(area.code for area in AMPHOE)


def test_every_map_has_the_fills_of_its_month() -> None:
    panels = months(2)
    panels[1] = SmallMap("b", "ข", {"9401": Pattern.NONE, "9402": Pattern.DOTS, "9403": 2})
    first, second = [one for one in parsed(html(panels)).iter("div") if one.get("class") == "map"]
    assert fills(first) == {code: COLOURS[fill] for code, fill in panels[0].fills.items()}
    assert fills(second) == {"9401": "url(#sm-none)", "9402": "url(#sm-dots)", "9403": COLOURS[2]}


def test_ids_that_are_used_are_there() -> None:
    text = html(months(1), prefix="one-")
    used = set(re.findall(r"(?:href=\"#|url\(#)([\w-]+)", text))
    assert used <= set(re.findall(r'id="([\w-]+)"', text))
    assert all(name.startswith("one-") for name in used)


def test_words_for_those_who_do_not_see_the_maps() -> None:
    tree = parsed(html(months(3)))
    images = [one.get("aria-label") for one in tree.iter("svg") if one.get("role") == "img"]
    assert images[1] == "เดือนที่ 2, รวม 2,468 คน"
    titles = [title.text for title in tree.iter("title")]
    assert sorted(titles) == sorted(NAMES.values())
    values = [use.get("data-v") for use in tree.iter("use") if use.get("data-v")]
    assert len(values) == 3 * 37


def test_buttons_and_links_tell_which_is_chosen() -> None:
    buttons = list(parsed(html(months(3), choosable=True, chosen="2026-02")).iter("button"))
    assert [button.get("aria-pressed") for button in buttons] == ["false", "true", "false"]
    assert [button.get("data-key") for button in buttons] == ["2026-01", "2026-02", "2026-03"]
    linked = SmallMap("a", "ก", {"9401": 0}, href="?period=2026-01&lang=th")
    (link,) = parsed(html([linked], chosen="a")).iter("a")
    assert link.get("href") == "?period=2026-01&lang=th"
    assert (link.get("target"), link.get("aria-current")) == ("_self", "true")


def test_nothing_in_a_text_becomes_markup() -> None:
    panel = SmallMap(NASTY, NASTY, {"9401": 0}, {"9401": NASTY}, NASTY)
    text = small_maps(
        [panel], colours=COLOURS, legend=(LegendEntry(NASTY, COLOURS[0], 1),),
        names={"9401": NASTY}, choosable=True,
    )  # fmt: skip
    assert "<script" not in text
    tree = parsed(text)
    assert next(tree.iter("button")).get("data-key") == NASTY
    assert next(tree.iter("b")).text == NASTY
    assert next(tree.iter("title")).text == NASTY


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        html([])
    with pytest.raises(ValueError, match="have no name"):
        small_maps(months(1), colours=COLOURS, names={})


PAGE = """
import streamlit as st
from lib.views.map.multiples import choose_small_map
st.session_state.got = choose_small_map(st.session_state.html, key="months")
"""


def test_the_page_gets_the_maps_as_they_are() -> None:
    app = AppTest.from_string(PAGE, default_timeout=30)
    app.session_state["html"] = html(months(1), choosable=True)
    app.run()
    assert not app.exception
    assert app.session_state.got is None
    (component,) = app.get("bidi_component")
    packed = base64.b64decode(json.loads(component.proto.json))
    assert zlib.decompress(packed).decode() == app.session_state["html"]


def test_a_year_goes_to_the_browser_in_a_few_kilobytes() -> None:
    assert len(pack_text(html(months(), choosable=True))) < 10_000
