"""What a planner does: service days, workload, the month's plan."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen


def card(screen: Screen) -> Locator:
    return screen.page.locator(".st-key-planner_days_card h3")


def rows(screen: Screen, key: str) -> Locator:
    return screen.page.locator(f".st-key-{key}-rows tbody tr")


def test_a_place_is_looked_at_and_pinned(screen: Screen) -> None:
    screen.open("/planner?planner=days&area=94&plan=d.2")
    numbers = screen.map().locator(".area-sign-place .area-sign-label")
    expect(numbers).to_have_count(2)
    assert sorted(numbers.all_text_contents()) == ["1", "2"]
    expect(screen.map().locator(".area-legend li .area-sign-label")).to_have_text("1")
    expect(screen.map().locator("path.area-ring")).to_have_count(4)  # each on a white casing
    row = rows(screen, "planner_days_places").first
    name = re.sub(r"^1\. ", "", row.locator("th").first.inner_text())
    row.click()
    expect(card(screen)).to_have_text(name)
    screen.wait()
    screen.page.get_by_role("button", name="ปักหมุด", exact=True).click()
    screen.page.wait_for_function("() => location.search.includes('p.')")
    expect(rows(screen, "planner_days_places").filter(has_text="ปักหมุด")).to_have_count(1)
    expect(screen.page.locator(".planner-conditions li")).to_have_count(1)


def test_a_click_on_the_map_opens_a_place_and_the_home_button_goes_up(screen: Screen) -> None:
    screen.open("/planner?planner=days&area=9401")
    screen.click_area("940107")
    expect(card(screen)).to_be_visible()
    screen.wait_for_query(planner="days", area="9401", detail="940107")
    screen.wait()
    screen.click_area("940107")
    expect(card(screen)).to_have_count(0)
    screen.wait()
    screen.map().locator("button[data-action=home]").click()
    screen.page.wait_for_function("() => !location.search.includes('9401')")


def test_more_days_reach_more(screen: Screen) -> None:
    screen.open("/planner?planner=days&area=96&plan=d.1")
    headline = screen.page.locator("h2.headline")
    expect(headline).to_contain_text("1 วัน เข้าถึงได้")
    before = screen.painted()
    screen.page.get_by_role("slider", name="จำนวนวันบริการ").press("ArrowRight")
    expect(headline).to_contain_text("2 วัน เข้าถึงได้")
    expect(headline).to_contain_text("พิสูจน์แล้วว่าดีที่สุด")
    screen.wait_for_other_paint(before)


def test_a_bar_of_a_centre_leads_to_its_officers(screen: Screen) -> None:
    screen.open("/planner?planner=load&area=94")
    screen.click_chart("planner_load", 60, 40)
    screen.page.wait_for_function("() => /area=94\\d\\d/.test(location.search)")
    expect(screen.page.locator("h2.headline")).to_contain_text("SIM-O")


def test_a_row_is_dropped_and_the_draft_is_kept(screen: Screen) -> None:
    screen.open("/planner?planner=month&area=9408")
    headline = screen.page.locator("h2.headline")
    found = re.search(r"ร่างไว้\s([\d,]+)", headline.inner_text())
    assert found
    count = int(found[1])
    grid = screen.page.locator(".st-key-planner_month_rows")
    expect(grid.locator("canvas").first).to_be_visible()
    assert not grid.locator("[data-testid=stElementToolbar]").is_visible()
    grid.hover()
    assert not grid.locator("[data-testid=stElementToolbar]").is_visible()
    grid.locator(".dvn-scroller").click(position={"x": 40, "y": 73})  # the tick of the first row
    screen.wait()
    screen.page.get_by_label("ผู้วางแผน").fill("สมหญิง")
    screen.page.get_by_label("ผู้วางแผน").press("Enter")
    screen.wait()
    screen.page.get_by_role("button", name="เก็บร่าง", exact=True).click()
    expect(screen.page.get_by_text("เก็บร่างแล้ว")).to_be_visible()
    expect(headline).to_contain_text(f"ร่างไว้ {count - 1} กิจกรรม")
    screen.open("/planner?planner=month&area=9408")
    expect(headline).to_contain_text(f"ร่างไว้ {count - 1} กิจกรรม")
    expect(screen.page.get_by_text("เก็บร่างล่าสุดโดย สมหญิง")).to_be_visible()
