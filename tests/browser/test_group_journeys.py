"""What visitors do with the screen of occupational groups: points, cards, the mix, the areas."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Frame, expect

from tests.browser.screen import Screen

SPOT_IN_VIEW = """() => {
  const { map, spot } = areaMap.view;
  return map.getBounds().contains(spot.marker.getLatLng());
}"""

NOT_WHOLE = """labels => labels.filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent)"""


def near(screen: Screen) -> Frame:
    """The map so near that the circles have opened into points."""
    frame = screen.map()
    frame.wait_for_function("+document.querySelector('#map_div').dataset.points > 500")
    assert frame.locator(".area-point").count() == 0
    assert frame.locator(".leaflet-circles-pane path").count() == 37
    frame.evaluate(
        "areaMap.view.map.setView([6.55, 101.28], areaMap.view.allZoom + 3.2, {animate: false})"
    )
    frame.wait_for_function("document.querySelectorAll('.area-point').length > 10")
    assert frame.locator(".leaflet-circles-pane path").count() == 0
    return frame


def test_circles_open_into_points_and_a_point_into_its_card(screen: Screen) -> None:
    screen.open("/groups")
    near(screen)
    name = screen.click_free_point().split(", ")[0]
    card = screen.page.locator(".group-card")
    expect(card.locator("h2")).to_have_text(name)
    screen.page.wait_for_function("() => location.search.includes('detail=')")
    address = screen.page.url
    assert set(parse_qs(urlsplit(address).query)) == {"detail"}
    screen.page.get_by_role("button", name="ปิดข้อมูลกลุ่ม").click()
    expect(card).to_have_count(0)
    screen.wait_for_query()
    screen.page.goto(address)
    expect(card.locator("h2")).to_have_text(name)


def test_the_legend_says_what_is_drawn_far_and_near(screen: Screen) -> None:
    screen.open("/groups?lang=en")
    frame = screen.map()
    frame.wait_for_function("+document.querySelector('#map_div').dataset.points > 500")
    legend = frame.locator(".area-legend")
    classes = legend.locator("ul.is-of-circles > li:not(.is-pattern, .is-mark)")
    kinds, rings = legend.locator("ul.is-points > li"), legend.get_by_text("A number in a ring")
    expect(classes.first).to_be_visible()
    expect(legend.get_by_text("Zoom in to see the points")).to_be_visible()
    expect(kinds.first).to_be_hidden()
    near(screen)
    expect(legend.get_by_text("Zoom in to see the points")).to_be_hidden()
    assert classes.count() > 1
    assert not any(one.is_visible() for one in classes.all())
    expect(kinds).to_have_count(8)  # six occupations, the others, and what a ring is
    expect(rings).to_be_visible()
    assert all(one.is_visible() for one in kinds.all())
    labels = kinds.locator(".area-legend-label")
    assert labels.evaluate_all(NOT_WHOLE) == []
    legend.locator("summary").click()
    strips = legend.locator(".area-strip")
    assert [one.is_visible() for one in strips.all()] == [False, True]


def test_an_occupation_is_chosen_in_the_mix(screen: Screen) -> None:
    before = screen.open("/groups?area=94").painted()
    screen.click_chart("groups_mix", 30, 50)
    screen.page.wait_for_function("() => location.search.includes('occupation=')")
    screen.wait_for_other_paint(before)
    expect(screen.page.get_by_role("button", name="ตัวกรองเพิ่ม (1)")).to_be_visible()
    screen.click_chart("groups_mix", 30, 50)
    screen.wait_for_query(area="94")


def test_an_area_picked_in_a_chart_is_marked_on_the_map(screen: Screen) -> None:
    screen.open("/groups?area=94")
    screen.click_chart("groups_members", 60, 40)
    picked = screen.wait_for_pick()
    expect(screen.page.locator(".picked-value")).to_be_visible()
    expect(screen.page.locator(".st-key-groups_list-rows")).to_be_visible()
    screen.page.get_by_role("button", name="เข้าไปดู").click()
    screen.wait_for_query(area=picked)
    screen.focus_map_on(picked)


def test_a_row_of_the_list_opens_the_card_and_the_map_shows_where(screen: Screen) -> None:
    screen.open("/groups?area=9410")
    frame = screen.map()
    frame.wait_for_function("+document.querySelector('#map_div').dataset.points > 0")
    assert frame.locator(".area-spot").count() == 0
    row = screen.page.locator(".st-key-groups_list-rows tbody tr").first
    name = row.locator("th, td").first.inner_text()
    row.click()
    expect(screen.page.locator(".group-card h2")).to_have_text(name)
    assert screen.query()["area"] == "9410"
    expect(frame.locator(".area-spot")).to_have_count(1)
    assert frame.evaluate(SPOT_IN_VIEW)
    # Out of view it is brought back, and no further: the map keeps its zoom.
    screen.page.get_by_role("button", name="ปิดข้อมูลกลุ่ม").click()
    expect(frame.locator(".area-spot")).to_have_count(0)
    frame.evaluate("areaMap.view.moved = true; areaMap.view.map.panBy([3000, 0], {animate: false})")
    zoom = frame.evaluate("areaMap.view.map.getZoom()")
    screen.wait()
    row.click()
    expect(frame.locator(".area-spot")).to_have_count(1)
    frame.wait_for_function(SPOT_IN_VIEW)
    assert frame.evaluate("areaMap.view.map.getZoom()") == zoom
