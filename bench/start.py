"""From starting the program to an overview that can be used, in a browser.

`python -m bench start`

The clock runs from the start of the process `python app.py` to the frame with the painted map
and the five figures. The browser is open already. The first start finds an empty VAR and makes
the sample; the next ones find it there.
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

from bench import browser

TIMES = 3
FIGURES = ".figures > *"


def main() -> None:
    """Print the seconds of first starts and of next starts."""
    first, following = [], []
    with browser.chromium() as chromium:
        for _ in range(TIMES):
            with tempfile.TemporaryDirectory() as folder:
                first.append(_start(chromium, Path(folder)))
                following += [_start(chromium, Path(folder)) for _ in range(2)]
    for name, taken in (("first start, sample included", first), ("next starts", following)):
        slowest = f"slowest {max(taken):.1f}, {len(taken)} starts"
        print(f"  {name:30} {statistics.median(taken):5.1f} s  ({slowest})")


def _start(chromium: Browser, var: Path) -> float:
    begin = time.time()
    with browser.dashboard(var) as address:
        page = browser.new_page(chromium)
        page.goto(address)
        page.locator(FIGURES).nth(4).wait_for()
        browser.wait_for_map(page)
        ready = page.evaluate("bench.painted") / 1000
        page.close()
    return float(ready) - begin
