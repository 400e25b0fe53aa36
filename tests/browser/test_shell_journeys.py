"""What holds the screens together: the menu, the names of the screens, what is marked far below."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen

PHONE = {"width": 390, "height": 844}
PRODUCT = "แดชบอร์ดบริการด้านแรงงาน จังหวัดชายแดนภาคใต้"
SIZES = [(390, 844), (1366, 768), (1920, 1080)]


@pytest.mark.parametrize(
    ("query", "menu", "close", "groups", "skip"),
    [
        ("", "เมนู", "ปิดเมนู", "กลุ่มอาชีพ", "ข้ามไปยังเนื้อหาหลัก"),
        ("?lang=en", "Menu", "Close menu", "Groups", "Skip to main content"),
    ],
)
def test_the_menu_of_a_phone_is_found_by_its_word(
    screen: Screen, query: str, menu: str, close: str, groups: str, skip: str
) -> None:
    screen.page.set_viewport_size(PHONE)
    screen.open(f"/{query}")
    button = screen.page.get_by_role("button", name=menu, exact=True)
    screen.page.wait_for_function(  # the word is to be seen, not only to be heard
        "([button, menu]) => getComputedStyle(button, '::after').content.includes(menu)",
        arg=[button.element_handle(), menu],
    )
    expect(screen.page.get_by_test_id("stSkipToContent")).to_have_text(skip)
    button.focus()
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("button", name=close, exact=True)).to_be_visible()
    screen.page.get_by_role("link", name=groups, exact=True).click()
    expect(screen.page.locator(".screen-name")).to_have_text(groups)
    expect(screen.page.get_by_role("button", name=close, exact=True)).not_to_be_in_viewport()
    expect(screen.page.get_by_role("button", name=menu, exact=True)).to_be_visible()


def test_each_screen_says_its_name_and_its_area(screen: Screen) -> None:
    page = screen.open("/coverage?area=95").page
    expect(page).to_have_title(f"ความครอบคลุม · จ.ยะลา · {PRODUCT}")
    expect(page.get_by_role("heading", name="ความครอบคลุม จ.ยะลา", exact=True)).to_be_visible()
    expect(page.locator(".screen-name")).to_be_visible()
    page.get_by_role("button", name="ทั้งพื้นที่", exact=True).click()
    expect(page).to_have_title(f"ความครอบคลุม · ทั้งพื้นที่ · {PRODUCT}")
    page.get_by_role("link", name="ข้อมูล", exact=True).click()
    expect(page).to_have_title(f"ข้อมูล · {PRODUCT}")
    screen.open("/needs?area=95&lang=en")
    expect(page).to_have_title(re.compile("^Needs · Yala · "))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_what_is_marked_far_below_is_named_and_leads_to_the_map(
    screen: Screen, width: int, height: int
) -> None:
    screen.page.set_viewport_size({"width": width, "height": height})
    screen.open("/coverage")
    screen.map()
    screen.wait()
    bar = screen.page.locator(".picked-bar")
    screen.page.locator(".st-key-table summary").click()
    row = screen.page.locator(".st-key-table tbody tr", has_text="อ.ยะหา").first
    row.locator("td, th").first.click()
    screen.wait_for_query(pick="9505")
    expect(bar).to_be_in_viewport(ratio=1)
    expect(bar).to_contain_text("อ.ยะหา")
    bar.get_by_role("link", name="ดูในแผนที่").click()
    expect(screen.page.locator(".st-key-map-frame")).to_be_in_viewport(ratio=0.9)
    expect(bar).to_be_hidden()
    assert screen.query() == {"pick": "9505"}, "the way to the map changes no address"


def test_the_map_stays_in_view_beside_a_longer_column(screen: Screen) -> None:
    screen.open("/coverage")
    screen.map()
    screen.wait()
    frame = screen.page.locator(".st-key-map-frame")
    before = frame.bounding_box()
    screen.page.mouse.move(1200, 400)
    screen.page.mouse.wheel(0, 200)
    expect(frame).to_be_in_viewport(ratio=0.95)
    after = frame.bounding_box()
    assert before is not None
    assert after is not None
    assert before["y"] - after["y"] < 190, "it moved less than the page did"
