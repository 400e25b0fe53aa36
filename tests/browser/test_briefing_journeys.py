"""The briefing in a browser: by keyboard, clicker and touch, without a connection, pinned."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import Dashboard
from tests.browser.screen import Screen

PATTANI = "/briefing?brief=province&area=94&period=2026-06"
START = "เริ่มนำเสนอ"


def opened(screen: Screen, path: str = PATTANI) -> Screen:
    screen.page.set_default_timeout(90_000)
    screen.open(path)
    expect(screen.page.locator(".tray .slides li").first).to_be_visible(timeout=90_000)
    return screen.wait()


def show(screen: Screen) -> Locator:
    return screen.page.locator("dialog.show[open]")


def begun(screen: Screen) -> Locator:
    screen.page.get_by_role("button", name=START, exact=True).click()
    found = show(screen)
    expect(found).to_have_attribute("data-place", "1")
    return found


def test_a_show_by_keyboard(screen: Screen) -> None:
    opened(screen)
    slides = screen.page.locator(".tray .slides li")
    count = slides.count()
    assert count == 8
    found = begun(screen)
    for key, place in (
        ("ArrowRight", 2), ("PageDown", 3), (" ", 4), ("PageUp", 3), ("ArrowLeft", 2),
        ("End", count), ("ArrowRight", count), ("Home", 1), ("ArrowLeft", 1),
    ):  # fmt: skip
        screen.page.keyboard.press(key)
        expect(found).to_have_attribute("data-place", str(place))
    expect(found.locator(".notes")).to_be_hidden()
    screen.page.keyboard.press("n")
    expect(found.locator(".notes")).to_be_visible()
    screen.page.keyboard.press("b")
    expect(found.locator(".black")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(show(screen)).to_have_count(0)
    # The button that began the show has the focus again.
    expect(screen.page.get_by_role("button", name=START, exact=True)).to_be_focused()


def test_a_show_takes_the_full_screen_and_gives_it_back(screen: Screen) -> None:
    opened(screen)
    found = begun(screen)
    full = "() => Boolean(document.fullscreenElement)"
    screen.page.wait_for_function(full)
    screen.page.keyboard.press("f")
    screen.page.wait_for_function("() => !document.fullscreenElement")
    expect(found).to_be_visible()  # asked for: the show goes on in the window
    screen.page.keyboard.press("f")
    screen.page.wait_for_function(full)
    screen.page.keyboard.press("F5")
    screen.page.keyboard.press("b")
    screen.page.keyboard.press("Escape")
    expect(show(screen)).to_have_count(0)
    screen.page.wait_for_function("() => !document.fullscreenElement")
    expect(begun(screen).locator(".black")).to_be_hidden()


def test_a_finger_finds_the_way_out(browser: Browser, dashboard: Dashboard) -> None:
    context = browser.new_context(viewport={"width": 844, "height": 390}, has_touch=True)
    screen = opened(Screen(context.new_page(), dashboard.address))
    found = begun(screen)
    leave = found.get_by_role("button", name="ออก", exact=True)
    expect(leave).to_be_hidden()
    screen.page.touchscreen.tap(600, 200)
    expect(found).to_have_attribute("data-place", "2")
    leave.tap()
    expect(show(screen)).to_have_count(0)
    context.close()


def test_a_show_fills_the_window_and_nothing_else_is_there(screen: Screen) -> None:
    for width, height in ((1366, 768), (1920, 1080)):
        screen.page.set_viewport_size({"width": width, "height": height})
        opened(screen)
        found = begun(screen)
        box = found.locator(".stage").bounding_box()
        assert box is not None
        assert abs(box["width"] - min(width, height * 16 / 9)) < 2
        sizes = found.locator(".slide").evaluate(
            "slide => [...slide.querySelectorAll('h2, p, span, b, td, th')].map("
            "one => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) >= 27.5 * width / 1920  # 28 px on a projector
        cut = found.locator(".slide").evaluate(
            "slide => [...slide.children].some(one => one.scrollHeight > one.clientHeight + 2"
            " && getComputedStyle(one).overflow !== 'visible')"
        )
        assert not cut
        screen.page.keyboard.press("Escape")


def test_a_show_goes_on_with_the_cable_out(screen: Screen) -> None:
    opened(screen)
    found = begun(screen)
    screen.page.context.set_offline(True)
    try:
        for place in range(2, 9):
            screen.page.keyboard.press("PageDown")
            expect(found).to_have_attribute("data-place", str(place))
            painted = found.locator(".body img").evaluate_all(
                "pictures => pictures.every(one => one.complete && one.naturalWidth > 0)"
            )
            assert painted
    finally:
        screen.page.context.set_offline(False)


def test_a_touch_moves_on_and_back(screen: Screen) -> None:
    opened(screen)
    found = begun(screen)
    width = screen.page.viewport_size["width"] if screen.page.viewport_size else 0
    screen.page.mouse.click(width * 0.8, 300)
    expect(found).to_have_attribute("data-place", "2")
    screen.page.mouse.click(width * 0.1, 300)
    expect(found).to_have_attribute("data-place", "1")


def test_any_slide_begins_the_show(screen: Screen) -> None:
    opened(screen)
    screen.page.locator(".tray .slides button").nth(3).click()
    expect(show(screen)).to_have_attribute("data-place", "4")


def test_what_is_pinned_stays_and_can_be_removed(screen: Screen) -> None:
    opened(screen, f"{PATTANI}&slides=served.plan")
    headline = screen.page.locator(".tray h2").first.inner_text()
    screen.page.get_by_role("button", name="ชุดที่บันทึกไว้").click()
    screen.page.get_by_label("ชื่อชุดสไลด์").fill("ประชุมเดือนมิถุนายน")
    screen.page.get_by_role("button", name="ตรึงตัวเลขและบันทึก").click()
    expect(screen.page.get_by_text("ตัวเลขไม่เปลี่ยนตามข้อมูลใหม่").first).to_be_visible()
    screen.page.wait_for_url(re.compile("detail=[0-9a-f]{12}"))
    kept = screen.query()["detail"]
    opened(screen, f"/briefing?detail={kept}")
    assert screen.page.locator(".tray h2").first.inner_text() == headline
    expect(screen.page.locator(".tray .slides li")).to_have_count(2)
    screen.page.get_by_role("button", name="กลับไปข้อมูลล่าสุด").click()
    screen.page.get_by_role("button", name="ชุดที่บันทึกไว้").click()
    expect(screen.page.get_by_role("link", name="ประชุมเดือนมิถุนายน")).to_be_visible()
    screen.page.get_by_role("button", name="ลบ", exact=True).click()
    screen.page.get_by_role("button", name="ยืนยันการลบ").click()
    expect(screen.page.get_by_role("link", name="ประชุมเดือนมิถุนายน")).to_have_count(0)
    opened_again = screen.open(f"/briefing?detail={kept}")
    expect(opened_again.page.get_by_text("ไม่พบชุดสไลด์นี้")).to_be_visible()


@pytest.mark.parametrize("path", [PATTANI, "/briefing?lang=en&brief=amphoe&area=9410"])
def test_a_phone_shows_it_without_scrolling_sideways(screen: Screen, path: str) -> None:
    screen.page.set_viewport_size({"width": 390, "height": 844})
    opened(screen, path)
    assert not screen.is_wider_than_its_window()


def taken(screen: Screen, name: str, file: Path) -> bytes:
    """What the menu gives under a name, saved as a file."""
    screen.page.get_by_role("button", name="นำออก").click()
    screen.page.get_by_role("button", name=name, exact=True).click()
    save = screen.page.get_by_role("button", name="บันทึกไฟล์")
    expect(save).to_be_visible(timeout=90_000)
    with screen.page.expect_download() as download:
        save.click()
    assert download.value.suggested_filename.endswith(file.suffix)
    assert "จำลอง" in download.value.suggested_filename
    download.value.save_as(file)
    return file.read_bytes()


@pytest.mark.parametrize(
    ("name", "ending", "first"),
    [("สไลด์ PowerPoint", "pptx", b"PK"), ("สไลด์ PDF", "pdf", b"%PDF-")],
)
def test_slides_are_taken_away(
    screen: Screen, tmp_path: Path, name: str, ending: str, first: bytes
) -> None:
    opened(screen)
    assert taken(screen, name, tmp_path / f"slides.{ending}").startswith(first)


def test_the_page_that_stands_alone_shows_itself(screen: Screen, tmp_path: Path) -> None:
    opened(screen)
    html = taken(screen, "สไลด์เป็นหน้าเว็บไฟล์เดียว", tmp_path / "slides.html")
    page = screen.page.context.new_page()
    page.set_content(html.decode())
    page.get_by_role("button", name=START, exact=True).click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("dialog.show")).to_have_attribute("data-place", "2")
    page.close()
