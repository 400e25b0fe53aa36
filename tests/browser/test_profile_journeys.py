"""The area profile in a browser: on paper, and from an area to its neighbour."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen

PAPER = {"width": 718, "height": 1066}  # A4 less its margins, at 96 pixels an inch
SPARE = 12  # px of the page that no sheet may need
LEAST_TYPE = 7.4  # pt
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


# The sizes of all text in print, in points; that of a drawing as the drawing is scaled.
TYPE = """() => {
  const sizes = [];
  const words = document.createTreeWalker(
    document.querySelector('.profile-sheet'), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const one = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !one.getClientRects().length) continue;
    const scale = one.closest('svg') ? one.getScreenCTM().a : 1;
    sizes.push(parseFloat(getComputedStyle(one).fontSize) * scale * 0.75);
  }
  return sizes;
}"""
PARTS = ("out", "main-figures", "months", "plan", "labour", "open", "near", "groups", "place")


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("area", ["", "area=96", "area=9410", "area=941001", "area=960101"])
def test_the_sheet_prints_on_one_page_of_a4(screen: Screen, area: str, language: str) -> None:
    page = screen.page
    opened(screen, f"/profile?{area}&lang={language}")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", paper)
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}

    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []
    box = page.locator(".profile-sheet").bounding_box()
    assert box is not None
    assert box["height"] <= PAPER["height"] - SPARE
    assert min(page.evaluate(TYPE)) >= LEAST_TYPE
    for hidden in ("stHeader", ".st-key-filters", "button.print"):
        where = page.get_by_test_id(hidden) if hidden.startswith("st") else page.locator(hidden)
        expect(where).to_be_hidden()
    expect(page.locator(".profile-sheet .dates")).to_contain_text("2569")
    expect(page.locator(".profile-sheet header .simulated")).to_be_visible()
    for part in PARTS:
        section = page.locator(f".profile-sheet section.{part}")
        expect(section).to_be_visible()
        reach = section.bounding_box()
        assert reach is not None
        assert reach["y"] + reach["height"] <= box["y"] + box["height"]


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
