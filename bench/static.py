"""Bytes of a visit, as they come over the wire.

`python -m bench static`

The first visit of a browser, and a second one in the same browser, which has kept the files.
"""

from playwright.sync_api import BrowserContext, Page

from bench import browser
from bench.wire import Wire, wire


def main() -> None:
    """Print what the server sends on a first and on a second visit."""
    with (
        browser.chromium() as chromium,
        browser.dashboard() as address,
        wire(address) as wired,
        chromium.new_context(viewport=browser.SCREEN) as context,  # type: ignore[arg-type]
    ):
        for name in ("first visit", "second visit"):
            print(f"  {name:14} {_visit(context, wired) / 1000:8.0f} KB")


def _visit(context: BrowserContext, wired: Wire) -> int:
    before = wired.received
    page: Page = context.new_page()
    page.add_init_script(browser.DASHBOARD)
    page.goto(wired.address)
    browser.wait_for_map(page)
    page.close()
    return wired.received - before
