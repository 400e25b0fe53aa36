"""What visitors do with the screen of occupational groups: points, cards, the mix, the areas."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.conftest import Dashboard, Visit
from tests.browser.screen import Screen

expect.set_options(timeout=30_000)

# The first single point that stands free of buttons, legend and edges, in pixels of the map.
FREE_POINT = """() => {
  const box = document.querySelector('#map_div').getBoundingClientRect();
  for (const element of document.querySelectorAll('.area-point')) {
    if (element.marker?.group.points.length !== 1) continue;
    const at = element.getBoundingClientRect();
    const x = at.left + at.width / 2 - box.left, y = at.top + at.height / 2 - box.top;
    if (x < 160 || x > box.width - 300 || y < 40 || y > box.height - 60) continue;
    if (element.contains(document.elementFromPoint(x + box.left, y + box.top))) {
      return { x, y, name: element.getAttribute('aria-label') };
    }
  }
  return null;
}"""


@pytest.fixture
def screen(visit: Visit, dashboard: Dashboard) -> Screen:
    return Screen(visit.page, dashboard.address)


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
    frame = near(screen)
    point = frame.evaluate(FREE_POINT)
    frame.locator("#map_div").click(position={"x": point["x"], "y": point["y"]})
    card = screen.page.locator(".group-card")
    expect(card.locator("h2")).to_have_text(point["name"].split(", ")[0])
    screen.page.wait_for_function("location.search.includes('detail=')")
    address = screen.page.url
    assert set(parse_qs(urlsplit(address).query)) == {"detail"}
    screen.page.get_by_role("button", name="ปิดข้อมูลกลุ่ม").click()
    expect(card).to_have_count(0)
    screen.wait_for_query()
    screen.page.goto(address)
    expect(card.locator("h2")).to_have_text(point["name"].split(", ")[0])


def test_an_occupation_is_chosen_in_the_mix(screen: Screen) -> None:
    screen.open("/groups?area=94")
    before = screen.painted()
    screen.wait()
    bars = screen.page.locator(".st-key-chart-groups_mix .nsewdrag").first
    bars.scroll_into_view_if_needed()
    bars.click(position={"x": 30, "y": 50})
    screen.page.wait_for_function("location.search.includes('occupation=')")
    screen.wait_for_other_paint(before)
    expect(screen.page.get_by_role("button", name="ตัวกรองเพิ่ม (1)")).to_be_visible()
    screen.wait()
    bars.click(position={"x": 30, "y": 50})
    screen.wait_for_query(area="94")


def test_an_area_picked_in_a_chart_is_marked_on_the_map(screen: Screen) -> None:
    screen.open("/groups?area=94")
    before = screen.painted()
    screen.wait()
    rows = screen.page.locator(".st-key-chart-groups_members .nsewdrag").first
    rows.scroll_into_view_if_needed()
    rows.click(position={"x": 60, "y": 40})
    screen.page.wait_for_function("location.search.includes('pick=94')")
    screen.wait_for_other_paint(before)
    picked = screen.query()["pick"]
    expect(screen.page.locator(".groups-picked")).to_be_visible()
    expect(screen.page.locator(".st-key-groups_list-rows")).to_be_visible()
    screen.page.get_by_role("button", name="เข้าไปดู").click()
    screen.wait_for_query(area=picked)
    screen.focus_map_on(picked)


def test_a_row_of_the_list_opens_the_card(screen: Screen) -> None:
    screen.open("/groups?area=9410")
    row = screen.page.locator(".st-key-groups_list-rows tbody tr").first
    name = row.locator("th, td").first.inner_text()
    row.click()
    expect(screen.page.locator(".group-card h2")).to_have_text(name)
    assert screen.query()["area"] == "9410"
