"""What a visitor does on the screen of needs and situations: points, cards, categories, areas."""

from playwright.sync_api import expect

from tests.browser.screen import Screen

NEAR = "areaMap.view.map.setView([6.3, 101.75], areaMap.view.allZoom + 2.4, {animate: false})"


def test_a_point_opens_the_card_of_its_event(screen: Screen) -> None:
    screen.open("/needs?map=situations&area=96")
    frame = screen.map()
    frame.wait_for_function("+document.querySelector('#map_div').dataset.points > 20")
    frame.evaluate(NEAR)
    frame.wait_for_function("document.querySelectorAll('.area-point').length > 2")
    name = screen.click_free_point()
    assert "จุดแทนตำบล" in name
    heading = screen.page.locator(".needs-card h2")
    heading.wait_for()
    assert name.startswith(heading.inner_text())
    screen.page.wait_for_function("() => location.search.includes('detail=')")
    screen.wait()
    screen.page.get_by_role("button", name="ปิด", exact=True).click()
    expect(heading).to_have_count(0)
    screen.wait_for_query(map="situations", area="96")


def test_a_category_is_chosen_and_let_go(screen: Screen) -> None:
    before = screen.open("/needs?area=94").painted()
    screen.click_chart("needs_category", 30, 17)
    screen.page.wait_for_function("() => location.search.includes('need_category=')")
    screen.wait_for_other_paint(before)
    screen.click_chart("needs_category", 30, 17)
    screen.wait_for_query(area="94")


def test_an_area_of_a_chart_and_a_row_of_the_list(screen: Screen) -> None:
    screen.open("/needs?area=94")
    screen.click_chart("needs_areas", 60, 40)
    picked = screen.wait_for_pick()
    expect(screen.page.locator(".picked-value")).to_be_visible()
    screen.wait()
    row = screen.page.locator(".st-key-needs_list-rows tbody tr").first
    category = row.locator("th").first.inner_text()
    row.click()
    expect(screen.page.locator(".needs-card h2")).to_have_text(category)
    expect(screen.map().locator(".area-spot.is-near-by")).to_have_count(1)
    screen.wait()
    screen.page.locator(".st-key-picked_go button").click()
    screen.wait_for_query(area=picked)
    screen.focus_map_on(picked)
