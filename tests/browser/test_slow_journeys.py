"""What visitors do where machine or network is slow: the browser hears late of what it has done."""

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen

LATE_MS, MEANWHILE_MS = 4_000, 1_500

# All that the server says reaches the page as late as `lateBy` says, in its order; what the page
# asks of the server goes at once.
HEARS_LATE = """
  const listen = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (type, listener, ...rest) {
    const late = event => setTimeout(() => listener.call(this, event), window.lateBy ?? 0);
    return listen.call(this, type, type === "message" ? late : listener, ...rest);
  };
"""


@pytest.fixture
def slow(screen: Screen) -> Screen:
    """A page that can be made to hear late."""
    screen.page.add_init_script(HEARS_LATE)
    return screen


def test_a_run_asked_for_meanwhile_does_not_bring_a_mark_back(slow: Screen) -> None:
    slow.open("/coverage?pick=9401")
    slow.map()
    slow.wait()
    slow.page.evaluate("ms => { window.lateBy = ms; }", LATE_MS)
    slow.page.get_by_role("button", name="เลิกเน้น").click()
    slow.page.wait_for_timeout(MEANWHILE_MS)
    assert slow.query() == {"pick": "9401"}, "the browser has not heard of the change yet"
    slow.page.locator(".st-key-table summary").click()
    expect(slow.page.locator(".st-key-table table").first).to_be_visible()
    slow.wait()
    assert slow.query() == {}
    expect(slow.page.locator(".picked-value")).to_have_count(0)


def test_back_soon_after_a_click_is_back(slow: Screen) -> None:
    slow.open("/coverage?pick=9401")
    slow.map()
    slow.wait()
    slow.page.get_by_role("button", name="เลิกเน้น").click()
    slow.wait_for_query()
    slow.page.go_back()
    slow.wait_for_query(pick="9401")
    slow.wait_for_pick()
    slow.page.locator(".st-key-table summary").click()
    expect(slow.page.locator(".st-key-table table").first).to_be_visible()
    slow.wait()
    assert slow.query() == {"pick": "9401"}
