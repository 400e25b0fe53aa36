"""What visitors do with coverage: marks in map, chart and table go together; months and reports."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen

PICK = re.compile("^9[0-9]{3}$")


def opened(screen: Screen, query: str = "") -> Screen:
    """The screen with its map painted and everything below it there."""
    screen.open(f"/coverage{query}")
    expect(screen.page.locator(".facts .fact")).to_have_count(4)
    expect(screen.page.locator(".small-maps .map").first).to_be_attached()
    screen.map()
    return screen.wait()


def click_mark(screen: Screen, mark: Locator) -> None:
    """Click a mark of a chart where it is drawn: the chart's own layer lies over all of them."""
    screen.wait()
    expect(mark).to_be_visible()
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    screen.page.mouse.move(x, y)
    screen.page.mouse.click(x, y)


def test_a_bar_marks_the_map_and_the_address(screen: Screen) -> None:
    opened(screen)
    dots = screen.page.locator(".st-key-chart-coverage_ranking .scatterlayer .points path")
    click_mark(screen, dots.first)
    assert PICK.match(screen.wait_for_pick())
    expect(screen.map().locator(".area-label.is-picked")).to_have_count(1)
    expect(screen.page.locator(".picked-value")).to_contain_text("อ.")
    screen.let_go()
    screen.wait_for_query()


def test_a_point_of_the_funnel_marks_the_map(screen: Screen) -> None:
    opened(screen)
    screen.page.get_by_role("radio", name="กราฟกรวย").or_(
        screen.page.get_by_role("button", name="กราฟกรวย")
    ).first.click()
    screen.wait_for_query(coverage_chart="funnel")
    points = screen.page.locator(".st-key-chart-coverage_funnel .scatterlayer .points path")
    expect(points).to_have_count(37)
    click_mark(screen, points.last)
    assert PICK.match(screen.wait_for_pick())


def test_a_row_of_the_table_marks_the_bar_and_the_map(screen: Screen) -> None:
    opened(screen)
    screen.page.get_by_text("ตารางของแผนที่").click()
    row = screen.page.locator(".rows button[data-code='9507']")
    row.scroll_into_view_if_needed()
    row.click()
    screen.wait_for_query(pick="9507")
    expect(screen.page.locator(".rows tr.picked")).to_have_count(1)
    expect(screen.page.locator(".st-key-chart-coverage_ranking")).to_contain_text("▸ อ.กาบัง")
    assert screen.wait_for_pick() == "9507"
    screen.page.get_by_role("button", name="เข้าไปดู").click()
    screen.expect_heading("อ.กาบัง")
    screen.wait_for_query(area="9507")


def test_a_small_map_sets_the_month_and_gives_the_year_back(screen: Screen) -> None:
    opened(screen)
    maps = screen.page.locator(".small-maps .map")
    expect(maps).to_have_count(12)
    screen.page.locator(".small-maps [data-key='2026-03']").click()
    screen.wait_for_query(period="2026-03")
    expect(screen.page.locator(".small-maps .map.is-chosen")).to_have_attribute(
        "data-key", "2026-03"
    )
    screen.page.locator(".small-maps [data-key='2026-03']").click()
    screen.wait_for_query()
    expect(screen.page.locator(".small-maps .map.is-chosen")).to_have_count(0)


def test_the_slider_goes_through_the_months(screen: Screen) -> None:
    opened(screen)
    before = screen.painted()
    thumb = screen.page.get_by_role("slider", name="เลื่อนเวลา")
    thumb.press("ArrowRight")
    screen.wait_for_query(period="2025-07")
    before = screen.wait_for_other_paint(before)
    screen.wait()
    thumb.press("End")
    screen.wait_for_query(period="2026-06")
    screen.wait_for_other_paint(before)
    screen.wait()
    thumb.press("Home")
    screen.wait_for_query()


def test_the_four_states_of_reports_have_a_map(screen: Screen) -> None:
    opened(screen)
    before = screen.painted()
    screen.page.get_by_role("radio", name="สถานะการรายงาน").or_(
        screen.page.get_by_role("button", name="สถานะการรายงาน")
    ).first.click()
    screen.wait_for_query(coverage_map="reports")
    screen.wait_for_other_paint(before)
    legend = screen.map().locator(".area-legend li")
    expect(legend).to_have_count(4)
    words = ["มีกิจกรรม", "เกินกำหนดส่ง", "แจ้งว่าไม่มีกิจกรรม", "ยังไม่ถึงกำหนด"]
    assert legend.locator(".area-legend-label").all_inner_texts() == words
    counts = legend.locator(".area-legend-count").all_inner_texts()
    assert sum(int(one.replace(",", "")) for one in counts) == 290
    row = screen.page.locator(".st-key-chart-coverage_reports_months .barlayer .trace").last
    click_mark(screen, row.locator("path").first)
    screen.wait_for_query(coverage_map="reports", period="2025-07")
    screen.map().get_by_text("สถานะรายงานเดือน ก.ค. 2568").first.wait_for()


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("query", ["", "?coverage_map=reports&lang=en"])
def test_nothing_is_wider_than_the_screen(screen: Screen, width: int, query: str) -> None:
    screen.page.set_viewport_size({"width": width, "height": 900})
    opened(screen, query)
    assert not screen.is_wider_than_its_window()
