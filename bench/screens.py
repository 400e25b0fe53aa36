"""What a change of the period costs on every screen: time to rest, and bytes.

`python -m bench screens`

Each screen is opened anew and taken back month by month. The time is from the click on the month
to the end of the server's run. Bytes are those of Streamlit's messages, and those on the wire
(compressed, with everything else that the server sent).
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from bench import browser
from bench.repaint import MONTHS, REST_MS, choose
from bench.wire import Messages, wire
from lib.views.formats import period_short
from lib.views.selection import Kind, write_period
from lib.views.words import say

SCREENS = ("overview", "coverage", "groups", "follow_up", "needs", "profile", "compare")
CHANGES = 6


def main() -> None:
    """Print the medians of each screen."""
    print("median of the changes: ms to rest, KB of messages, KB on the wire")
    with (
        browser.chromium() as chromium,
        tempfile.TemporaryDirectory() as folder,
        browser.dashboard(Path(folder)) as address,
        wire(address) as wired,
    ):
        for screen in SCREENS:
            page = browser.new_page(chromium)
            messages = Messages(page)
            page.goto(f"{wired.address}/{screen}?period={write_period(Kind.MONTH, MONTHS[0])}")
            _rest(page)
            found = []
            for month in MONTHS[1 : CHANGES + 1]:
                before = messages.received, wired.received
                option = period_short(Kind.MONTH, month, "th")
                choose(page, say("filters.period", "th"), option)
                page.wait_for_function("bench.finished > bench.clicked")
                _rest(page)
                clock = page.evaluate("bench")
                found.append(
                    (
                        clock["finished"] - clock["clicked"],
                        (messages.received - before[0]) / 1000,
                        (wired.received - before[1]) / 1000,
                    )
                )
            ms, sent, on_wire = map(statistics.median, zip(*found, strict=True))
            print(f"  {screen:10} {ms:6.0f} ms {sent:8.1f} KB {on_wire:8.1f} KB", flush=True)
            page.close()


def _rest(page: Page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(4 * REST_MS)
