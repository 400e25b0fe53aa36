"""Several viewers at once who change the indicator again and again.

`python -m bench viewers`

Each viewer is a page of one browser on the same two cores, so the pages slow each other and the
server down: a bound from above for what a server alone would do, and no measure of 30 viewers.
"""

import statistics
from itertools import cycle, islice

from playwright.sync_api import Page

from bench import browser
from lib.indicators import registry
from lib.views.words import say

VIEWERS = 4
ROUNDS = 6
MEASURED = "bench.painted - bench.clicked"


def main() -> None:
    """Print how long the changes of all viewers took, made at the same moment."""
    names = [one.thai for one in registry.indicators().values()]
    with browser.chromium() as chromium, browser.dashboard() as address:
        pages = [browser.new_page(chromium) for _ in range(VIEWERS)]
        for page in pages:
            page.goto(address)
            browser.wait_for_map(page)
        taken = [
            one
            for number in range(1, ROUNDS + 1)
            for one in _round(pages, list(islice(cycle(names), number, number + VIEWERS)))
        ]
    print(
        f"  {VIEWERS} pages at once: median {statistics.median(taken):.0f} ms, "
        f"95 % within {statistics.quantiles(taken, n=20)[-1]:.0f} ms ({len(taken)} changes)"
    )


def _round(pages: list[Page], names: list[str]) -> list[float]:
    """Every page chooses; the clicks come as close together as one hand can make them."""
    options = []
    for page, name in zip(pages, names, strict=True):
        box = page.get_by_role("combobox", name=say("map.indicator", "th"), exact=True)
        box.click()
        box.fill(name)
        options.append(page.get_by_role("option", name=name, exact=True))
    paints = [page.evaluate("bench.paints") for page in pages]
    for option in options:
        option.dispatch_event("click")
    for page, before in zip(pages, paints, strict=True):
        browser.wait_for_map(page, before + 1)
    return [float(page.evaluate(MEASURED)) for page in pages]
