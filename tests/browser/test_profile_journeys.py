"""The area profile in a browser: on paper, and from an area to its neighbour."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen

PAPER = {"width": 718, "height": 1046}  # A4 less its margins, at 96 pixels an inch
# Whatever reaches out of the sheet or is wider than its own box.
CUT = """() => {
  const sheet = document.querySelector('.profile-sheet').getBoundingClientRect();
  return [...document.querySelectorAll('.profile-sheet section, .profile-sheet td, \
.profile-sheet th, .profile-sheet li, .profile-sheet h3, .profile-sheet p')]
    .filter((one) => one.getClientRects().length)
    .filter((one) => {
      const box = one.getBoundingClientRect();
      return box.right > sheet.right + 1 || box.left < sheet.left - 1
        || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline';
    })
    .map((one) => `${one.tagName} ${one.className}: ${one.innerText.slice(0, 60)}`);
}"""


def opened(screen: Screen, path: str) -> None:
    screen.open(path)
    screen.page.locator(".profile-sheet").wait_for()


@pytest.mark.parametrize(
    "path", ["/profile", "/profile?area=96", "/profile?area=9410", "/profile?area=941001&lang=en"]
)
def test_the_sheet_prints_on_two_pages_of_a4(screen: Screen, path: str) -> None:
    page = screen.page
    opened(screen, path)
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 2
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", paper)
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}

    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.locator(".st-key-filters")).to_be_hidden()
    expect(page.locator("button.print")).to_be_hidden()
    title = page.locator(".profile-sheet h2").inner_text()
    expect(page.locator(".profile-sheet .dates")).to_contain_text("2569")
    expect(page.locator(".profile-sheet .running")).to_contain_text(title)
    for head in page.locator(".profile-sheet .dates, .profile-sheet .running").all():
        expect(head.locator(".simulated")).to_be_visible()
    for part in page.locator(".profile-sheet section").all():
        expect(part).to_be_visible()


def test_the_button_prints(screen: Screen) -> None:
    opened(screen, "/profile?area=9410")
    screen.page.evaluate("window.print = () => { window.printed = true; }")
    screen.page.locator("button.print").click()
    assert screen.page.evaluate("window.printed") is True


def test_a_neighbour_opens_without_loading_the_page_again(screen: Screen) -> None:
    opened(screen, "/profile?area=9410")
    screen.page.evaluate("window.stayed = true")
    row = screen.page.locator(".near a[data-code='9405']")
    name = row.inner_text()
    row.click()
    screen.wait_for_query(area="9405")
    screen.expect_heading(name)
    expect(screen.page.locator(".profile-sheet h2")).to_contain_text(name)
    assert screen.page.evaluate("window.stayed") is True
