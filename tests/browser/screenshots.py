"""Pictures of the screens for the documentation: `make screenshots`."""

import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET, ROOT, start_dashboard, stop_dashboard
from tests.browser.screen import SETTLED, Screen

SIZES = {"1366": (1366, 768), "1920": (1920, 1080), "phone": (390, 844)}
SCREENS = {
    "overview": "/",
    "overview-tiles": "/?form=tiles",
    "coverage": "/coverage",
    "groups": "/groups",
    "follow_up": "/follow_up?area=9501",
    "needs": "/needs",
    "profile": "/profile?area=9501",
    "compare": "/compare",
    "planner": "/planner",
    "planner-days": "/planner?planner=days&area=94",
    "planner-month": "/planner?planner=month&area=9410",
    "briefing": "/briefing?brief=province&area=94&period=2026-06",
    "desk": "/desk",
    "desk-quality": "/desk?desk=quality",
    "administration": "/administration?administration=rights",
    "about": "/about",
}
WITHOUT_ONE_MAP = (
    "profile", "compare", "planner-days", "planner-month", "briefing", "desk", "desk-quality",
    "administration", "about",
)  # fmt: skip
LANGUAGES = ("th", "en")
PICTURES = ROOT / "docs" / "screens"
SETTLES = 1_000  # ms, for the charts to be drawn
NOTHING_UNDER_WAY = (
    "() => !document.querySelector('[data-testid=stProgress], [data-testid=stSkeleton]')"
)
COLOURS = 256  # of a picture: a fourth of the size, and nothing to see of it


def main(names: Sequence[str]) -> None:
    """Take these screens, or all, in both languages at three sizes."""
    with tempfile.TemporaryDirectory() as var, sync_playwright() as playwright:
        running = start_dashboard(Path(var))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            for name, path in SCREENS.items():
                if names and name not in names:
                    continue
                for language in LANGUAGES:
                    for size in SIZES:
                        _take(browser, running.address, name, path, language, size)
        finally:
            browser.close()
            stop_dashboard(running)


def _take(browser: Browser, address: str, name: str, path: str, language: str, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(60_000)
    sign = "&" if "?" in path else "?"
    screen = Screen(page, address).open(f"{path}{sign}lang={language}")
    if name not in WITHOUT_ONE_MAP:
        screen.map()
    page.wait_for_function(NOTHING_UNDER_WAY)
    screen.wait()
    for shown in page.locator("iframe[title='streamlit_folium.st_folium']").element_handles():
        frame = shown.content_frame()
        if frame is not None:
            frame.wait_for_function(SETTLED)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLES)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(PICTURES / f"{name}-{language}-{size}.png", optimize=True)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1:])
