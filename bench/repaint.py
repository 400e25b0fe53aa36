"""From the click on another filter to the map painted anew, in a browser.

`python -m bench repaint`

Both pages run one after the other on the same machine, in the same browser. The time is that of
clocks in the page: from the click on the option to the end of the frame that shows the new
picture. "Asked before" says whether the server had been asked for these figures already. Bytes
are those of Streamlit's messages, and those on the wire (compressed, with everything else that
the server sent, files included).
"""

import statistics
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import xstatic.pkg.leaflet
from playwright.sync_api import Browser, Page

from bench import browser
from bench.wire import Messages, Wire, wire
from lib.indicators import registry
from lib.indicators.model import Indicator
from lib.periods import add_months, fiscal_year, month
from lib.settings import ROOT
from lib.store.codelists import code_list
from lib.views.formats import period_short
from lib.views.selection import Kind, write_period
from lib.views.words import say

YEARS = (2569, 2568)
MONTHS = [month(add_months(date(2026, 6, 1), -back)) for back in range(18)]
START = "contacts"  # an indicator that all filters cut
TOGGLES = (0, 1, 0, 2, 1, 3, 2, 0)  # one mission, two, one, two ... each set once
REST_MS = 150  # for bytes that are still on their way
LEVELS = ("tambon", "amphoe")


@dataclass(frozen=True)
class Change:
    """What one change took."""

    painted_ms: float
    finished_ms: float
    message_bytes: int
    wire_bytes: int


@dataclass(frozen=True)
class Visit:
    """A page and what measures it."""

    page: Page
    address: str
    messages: Messages
    wire: Wire

    def open(self, query: str) -> None:
        """Go to an address and wait for its map."""
        self.page.goto(f"{self.address}/?{query}")
        browser.wait_for_map(self.page)

    def measure(self, click: Callable[[Page], None]) -> Change:
        """Make one change; ``click`` ends with the click that makes it."""
        self.page.wait_for_timeout(REST_MS)
        paints = self.page.evaluate("bench.paints")
        messages, wired = self.messages.received, self.wire.received
        click(self.page)
        self.page.wait_for_function(
            "paints => bench.paints > paints && bench.finished > bench.clicked", arg=paints
        )
        self.page.wait_for_timeout(REST_MS)
        clock = self.page.evaluate("bench")
        return Change(
            clock["painted"] - clock["clicked"],
            clock["finished"] - clock["clicked"],
            self.messages.received - messages,
            self.wire.received - wired,
        )


@dataclass(frozen=True)
class Result:
    """The changes of one kind, those never asked before and those asked before."""

    name: str
    cold: list[Change]
    warm: list[Change]


Round = tuple[str, list[Callable[[Page], None]]]  # an address, and the changes made from there


def main() -> None:
    """Print milliseconds and bytes of every kind of change, and how the usual page compares."""
    with browser.chromium() as chromium, tempfile.TemporaryDirectory() as folder:
        print(f"Chromium {chromium.version}; click to painted, median (slowest tenth) in ms")
        ours = [one for level in LEVELS for one in _dashboard(chromium, Path(folder), level)]
        usual = _usual(chromium, Path(folder))
    _compare(ours[0], usual)


def _dashboard(chromium: Browser, var: Path, level: str) -> list[Result]:
    """The three changes on a server that has not been asked anything yet."""
    kinds = {"indicator": _indicators(), "period": _periods(), "mission": _missions()}
    with browser.dashboard(var) as address, _visit(chromium, address) as visit:
        return [
            _twice(visit, f"{name}, by {level}", level, rounds) for name, rounds in kinds.items()
        ]


def _usual(chromium: Browser, var: Path) -> Result:
    """The same change of the indicator on the usual page."""
    leaflet = Path(xstatic.pkg.leaflet.BASE_DIR)
    names = [one.thai for one in _offered()]
    first, *others = names
    years = [partial(choose, label="Year", option=str(year)) for year in YEARS]
    picks = [partial(choose, label="Indicator", option=name) for name in others]
    with (
        browser.files(leaflet) as files,
        browser.choropleth(files, var) as address,
        _visit(chromium, address, browser.CHOROPLETH) as visit,
    ):
        visit.open("")
        cold = [visit.measure(click) for click in picks]
        visit.measure(years[1])
        back = [*reversed(picks[:-1]), partial(choose, label="Indicator", option=first)]
        cold += [visit.measure(click) for click in back]
        warm = [visit.measure(click) for click in picks]
        visit.measure(years[0])
        warm += [visit.measure(click) for click in back]
    return _printed(Result("folium.Choropleth, by tambon", cold, warm))


@contextmanager
def _visit(chromium: Browser, address: str, clocks: str = browser.DASHBOARD) -> Iterator[Visit]:
    with wire(address) as wired:
        page = browser.new_page(chromium, clocks)
        yield Visit(page, wired.address, Messages(page), wired)
        page.close()


def _twice(visit: Visit, name: str, level: str, rounds: Sequence[Round]) -> Result:
    """All changes, and then all of them again."""
    return _printed(Result(name, _all(visit, level, rounds), _all(visit, level, rounds)))


def _all(visit: Visit, level: str, rounds: Sequence[Round]) -> list[Change]:
    found = []
    for query, clicks in rounds:
        visit.open(f"level={level}&{query}")
        found += [visit.measure(click) for click in clicks]
    return found


def _offered() -> list[Indicator]:
    """The indicators of the overview's map."""
    screens = tomllib.loads((ROOT / "data" / "screens.toml").read_text(encoding="utf-8"))
    return [registry.get(code) for code in screens["overview"]["map"]]


def _indicators() -> list[Round]:
    """Every other indicator that the overview offers, for each of two years."""
    label = say("map.indicator", "th")
    others = [one.thai for one in _offered() if one.code != START]
    clicks = [partial(choose, label=label, option=name) for name in others]
    return [(f"map={START}&period={_year(year)}", list(clicks)) for year in YEARS]


def _periods() -> list[Round]:
    """Month after month, backwards."""
    first, *others = MONTHS
    label = say("filters.period", "th")
    clicks = [
        partial(choose, label=label, option=period_short(Kind.MONTH, one, "th")) for one in others
    ]
    return [(f"map={START}&period={write_period(Kind.MONTH, first)}", list(clicks))]


def _missions() -> list[Round]:
    """Missions switched on and off, for each of two years."""
    codes = code_list("mission")
    names = [codes.label(codes.codes[number], "th") for number in TOGGLES]
    clicks = [partial(_toggle_mission, name=name) for name in names]
    return [(f"map={START}&period={_year(year)}", list(clicks)) for year in YEARS]


def _year(year: int) -> str:
    return write_period(Kind.YEAR, fiscal_year(year))


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def _toggle_mission(page: Page, name: str) -> None:
    pill = page.locator(".st-key-codes_mission").get_by_role("button", name=name, exact=True)
    if not pill.is_visible():
        page.locator(".st-key-popover_mission button").first.click()
    pill.click()


def _printed(result: Result) -> Result:
    for asked, changes in (("never asked before", result.cold), ("asked before", result.warm)):
        painted = [one.painted_ms for one in changes]
        slow = statistics.quantiles(painted, n=10)[-1]
        print(
            f"  {result.name:32} {asked:20} {statistics.median(painted):7.0f} ({slow:5.0f})"
            f"  whole screen {_median(changes, 'finished_ms'):7.0f}"
            f"  messages {_median(changes, 'message_bytes') / 1000:8.1f} KB"
            f"  wire {_median(changes, 'wire_bytes') / 1000:8.1f} KB  ({len(changes)} changes)",
            flush=True,
        )
    return result


def _compare(ours: Result, usual: Result) -> None:
    times = _median(usual.cold, "painted_ms") / _median(ours.cold, "painted_ms")
    bytes_ = _median(usual.cold, "message_bytes") / _median(ours.cold, "message_bytes")
    print(
        f"  the usual page takes {times:.1f} times as long as '{ours.name}' "
        f"and {bytes_:.0f} times the bytes"
    )


def _median(changes: Sequence[Change], what: str) -> float:
    return statistics.median(float(getattr(one, what)) for one in changes)
