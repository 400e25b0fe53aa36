"""The comparison in a browser: two maps, what is compared, and where a click leads."""

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.screen import SETTLED, Screen

VIEW = "() => { const c = areaMap.view.map.getCenter(); return [c.lat, c.lng]; }"


def maps(screen: Screen) -> list[Frame]:
    """Both maps, painted and at rest."""
    elements = screen.page.locator("iframe[title='streamlit_folium.st_folium']")
    expect(elements).to_have_count(2)
    found = []
    for element in elements.element_handles():
        frame = element.content_frame()
        assert frame is not None
        frame.wait_for_function(SETTLED)
        found.append(frame)
    return found


def test_two_periods_move_together_and_a_click_goes_in(screen: Screen) -> None:
    screen.open("/compare?versus=periods")
    first, second = maps(screen)
    assert first.evaluate(VIEW) == pytest.approx(second.evaluate(VIEW), abs=1e-6)
    first.evaluate("areaMap.view.moved = true; areaMap.view.map.panBy([60, 0], {animate: false})")
    second.wait_for_function(
        "([lat, lng]) => { const c = areaMap.view.map.getCenter();"
        " return Math.abs(c.lat - lat) < 1e-3 && Math.abs(c.lng - lng) < 1e-3; }",
        arg=first.evaluate(VIEW),
    )
    point = second.evaluate("code => areaMap.pointOf(code)", "9410")
    second.locator("#map_div").click(position={"x": point["x"], "y": point["y"]})
    screen.wait_for_query(area="9410", versus="periods")


def test_the_second_area_is_chosen_and_a_row_shows_its_indicator(screen: Screen) -> None:
    screen.open("/compare?area=9410")
    maps(screen)
    screen.page.get_by_role("button", name="อัตราการติดตามผล").first.click()
    screen.wait_for_query(area="9410", map="follow_up_rate")
    expect(screen.page.locator(".headline")).to_contain_text("อัตราการติดตามผล: อ.ยะรัง")
    box = screen.page.get_by_role("combobox", name="พื้นที่ที่สอง")
    box.click()
    box.press_sequentially("มายอ")
    screen.page.get_by_role("option", name="อ.มายอ จ.ปัตตานี", exact=True).click()
    screen.wait_for_query(area="9410", map="follow_up_rate", vs="9405")
    expect(screen.page.locator(".headline")).to_contain_text("อ.มายอ")
    legends = [one.locator(".area-legend").inner_text() for one in maps(screen)]
    assert len({text.splitlines()[0] for text in legends}) == 1
