"""Pictures of the screens for the documentation: `make screenshots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET, ROOT, start_dashboard, stop_dashboard
from tests.browser.screen import Screen

SIZES = {"1366": (1366, 768), "1920": (1920, 1080), "phone": (390, 844)}
SCREENS = {"overview": "/"}
LANGUAGES = ("th", "en")
DOCS = ROOT / "docs"


def main() -> None:
    """Take every screen in both languages at three sizes."""
    with tempfile.TemporaryDirectory() as var, sync_playwright() as playwright:
        running = start_dashboard(Path(var))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            for name, path in SCREENS.items():
                for language in LANGUAGES:
                    for size in SIZES:
                        _take(browser, running.address, name, path, language, size)
        finally:
            browser.close()
            stop_dashboard(running)


def _take(browser: Browser, address: str, name: str, path: str, language: str, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    screen = Screen(page, address).open(f"{path}?lang={language}")
    screen.map()
    screen.wait()
    page.screenshot(path=DOCS / f"{name}-{language}-{size}.png")
    page.close()


if __name__ == "__main__":
    main()
