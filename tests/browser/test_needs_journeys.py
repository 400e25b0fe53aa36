"""What a visitor does on the screen of needs and situations: points, cards, categories, areas."""

import pytest
from playwright.sync_api import expect

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
NEAR = "areaMap.view.map.setView([6.3, 101.75], areaMap.view.allZoom + 2.4, {animate: false})"


@pytest.fixture
def screen(visit: Visit, dashboard: Dashboard) -> Screen:
    return Screen(visit.page, dashboard.address)


def test_a_point_opens_the_card_of_its_event(screen: Screen) -> None:
    screen.open("/needs?map=situations&area=96")
    frame = screen.map()
    frame.wait_for_function("+document.querySelector('#map_div').dataset.points > 20")
    frame.evaluate(NEAR)
    frame.wait_for_function("document.querySelectorAll('.area-point').length > 2")
    point = frame.evaluate(FREE_POINT)
    assert "จุดแทนตำบล" in point["name"]
    frame.locator("#map_div").click(position={"x": point["x"], "y": point["y"]})
    heading = screen.page.locator(".needs-card h2")
    heading.wait_for()
    assert point["name"].startswith(heading.inner_text())
    screen.page.wait_for_function("location.search.includes('detail=')")
    screen.wait()
    screen.page.get_by_role("button", name="ปิด", exact=True).click()
    expect(heading).to_have_count(0)
    screen.wait_for_query(map="situations", area="96")


def test_a_category_is_chosen_and_let_go(screen: Screen) -> None:
    screen.open("/needs?area=94")
    before = screen.painted()
    bars = screen.page.locator(".st-key-chart-needs_category .nsewdrag").first
    bars.scroll_into_view_if_needed()
    bars.click(position={"x": 30, "y": 17})
    screen.page.wait_for_function("location.search.includes('need_category=')")
    screen.wait_for_other_paint(before)
    screen.wait()
    bars.click(position={"x": 30, "y": 17})
    screen.wait_for_query(area="94")


def test_an_area_of_a_chart_and_a_row_of_the_list(screen: Screen) -> None:
    screen.open("/needs?area=94")
    before = screen.painted()
    screen.wait()
    areas = screen.page.locator(".st-key-chart-needs_areas .nsewdrag").first
    areas.scroll_into_view_if_needed()
    areas.click(position={"x": 60, "y": 40})
    screen.page.wait_for_function("location.search.includes('pick=94')")
    screen.wait_for_other_paint(before)
    expect(screen.page.locator(".needs-picked")).to_be_visible()
    screen.wait()
    row = screen.page.locator(".st-key-needs_list-rows tbody tr").first
    category = row.locator("th").first.inner_text()
    row.click()
    expect(screen.page.locator(".needs-card h2")).to_have_text(category)
    picked = screen.query()["pick"]
    screen.wait()
    screen.page.locator(".st-key-needs_into button").click()
    screen.wait_for_query(area=picked)
    screen.focus_map_on(picked)
