"""WCAG 2.2 AA as axe-core checks it, on every screen; what is Streamlit's own is listed apart."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Frame, Page

from tests.browser.conftest import Dashboard, Visit
from tests.browser.screen import Screen

SCREENS = (
    "/", "/coverage", "/groups", "/follow_up?area=9501", "/needs", "/profile?area=9501",
    "/compare", "/briefing?area=9410&slides=served.plan.attention", "/about", "/desk",
    "/desk?desk=quality",
)  # fmt: skip
WITHOUT_ONE_MAP = ("/profile", "/compare", "/briefing", "/about", "/desk")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# What this project writes itself: HTML of its own, its components, the page of the map.
OWN = "[data-testid=stHtml], [data-testid=stBidiComponentRegular], [data-testid=stMarkdown]"
# Rules that markup of Streamlit 1.67 itself breaks, with what it is; nothing else is let through.
OF_STREAMLIT: dict[str, str] = {}


def broken(where: Page | Frame) -> list[tuple[str, str, bool]]:
    """Rules broken in a frame: the rule, the element, and whether the element is our own."""
    where.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8") + "\n;0")
    found: dict[str, Any] = where.evaluate("rules => axe.run(document, rules)", RULES)
    nodes = [(rule["id"], node) for rule in found["violations"] for node in rule["nodes"]]
    own = "([selector, own]) => !!document.querySelector(selector)?.closest(own)"
    return [
        (rule, node["html"][:200], bool(where.evaluate(own, [str(node["target"][0]), OWN])))
        for rule, node in nodes
        if len(node["target"]) == 1  # those of frames are found in the frame itself
    ]


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("path", SCREENS)
def test_axe_finds_nothing(visit: Visit, dashboard: Dashboard, path: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 768})
    screen = Screen(visit.page, dashboard.address).open(path)
    found = broken(visit.page)
    assert [one for one in found if one[2]] == []
    assert [one for one in found if one[0] not in OF_STREAMLIT] == []
    if not path.startswith(WITHOUT_ONE_MAP):
        assert broken(screen.map()) == []


def test_axe_finds_what_is_planted(visit: Visit, dashboard: Dashboard) -> None:
    Screen(visit.page, dashboard.address).open("/about").wait()
    visit.page.locator("[data-testid=stHtml]").first.evaluate(
        "element => { element.innerHTML += '<img src=\"data:,\">' }"
    )
    assert ("image-alt", True) in [(rule, own) for rule, _, own in broken(visit.page)]
