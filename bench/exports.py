"""How long each file that can be taken away takes to make, and its size.

`python -m bench exports`

The functions are those of the menu; each export has a process of its own. What is of a screen is
made after the screen was shown, as when somebody presses the button; papers and slides begin
without any figures asked. The first time has the libraries and the figures to fetch, the next
ones find them there.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from streamlit.testing.v1 import AppTest

from lib.opening import open_store
from lib.settings import ROOT, Settings
from lib.views import data
from lib.views.planner import panels as _planner  # noqa: F401 (its kinds join the menu)
from lib.views.reading import from_query
from lib.views.taking import kinds, menu
from lib.views.taking.seen import SEEN, Seen
from lib.views.taking.stamp import stamp_of
from lib.views.words import say

TIMES = 3
SECONDS = 300  # the longest that a screen may take
MONTH, QUARTER = "2026-06", "fy2569q3"
OTHERS = ("DATA", "STORE", "ENGINE")  # settings that would show another store than the sample


@dataclass(frozen=True)
class Export:
    """A kind of file of the menu, and the address of the screen that it is taken from."""

    name: str
    key: str
    screen: str
    query: tuple[tuple[str, str], ...] = ()


SITUATION = (("planner", "situation"), ("area", "9410"))
MONTH_PLAN = (("planner", "month"), ("area", "9410"))
PROGRAMME = (("brief", "programme"), ("period", QUARTER))
EXPORTS = (
    Export("Excel, every table of coverage", "excel", "coverage"),
    Export("map as PNG, A4", "png", "coverage"),
    Export("map as SVG, A4", "svg", "coverage"),
    Export("every map and chart, PNG", "pngs", "coverage"),
    Export("every map and chart, SVG", "svgs", "coverage"),
    Export("map as GeoPackage", "gpkg", "coverage"),
    Export("map as GeoJSON, zip", "geojson", "coverage"),
    Export("monthly report, PDF", "report", "overview", (("period", MONTH),)),
    Export("profile of one amphoe, PDF", "profile", "profile", (("area", "9410"),)),
    Export("annex of the labour situation, Excel", "annex_book", "planner", SITUATION),
    Export("annex of the labour situation, PDF", "annex", "planner", SITUATION),
    Export("plan of a month, Excel", "month_book", "planner", MONTH_PLAN),
    Export("plan of a month, PDF", "month_plan", "planner", MONTH_PLAN),
    Export("programme, Excel", "book", "briefing", PROGRAMME),
    Export("programme, GeoPackage", "layers", "briefing", PROGRAMME),
    Export("programme, PowerPoint", "pptx", "briefing", PROGRAMME),
    Export("programme, PDF", "slides", "briefing", PROGRAMME),
    Export("programme, HTML", "page", "briefing", PROGRAMME),
)


def main() -> None:
    """Print seconds of the first time, the median of the next ones, and kilobytes."""
    print(f"seconds the first time, median of the next {TIMES}, KB; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        own = {name: value for name, value in os.environ.items() if name not in OTHERS}
        own["VAR"] = folder
        open_store(Settings(var=Path(folder)))  # the sample is there
        for one in EXPORTS:
            command = [sys.executable, "-m", "bench.exports", one.key]
            out = subprocess.run(
                command, cwd=ROOT, env=own, check=True, capture_output=True, text=True
            )
            first, then, size = json.loads(out.stdout.splitlines()[-1])
            print(f"  {one.name:32} {first:6.2f} s {then:6.2f} s {size / 1000:8.0f} KB", flush=True)


def measure(one: Export) -> tuple[float, float, int]:
    """Seconds of the first time, the median of the next ones, and bytes of the file."""
    what, kind = taken(one), kinds.KINDS[one.key]
    seconds, file = [], b""
    for _ in range(1 + TIMES):
        begin = time.perf_counter()
        file = menu.made(kind, what)
        seconds.append(time.perf_counter() - begin)
    return seconds[0], statistics.median(seconds[1:]), len(file)


def taken(one: Export) -> kinds.Taken:
    """What the menu has at hand when somebody asks for the file."""
    selection, problems = from_query(dict(one.query), data.choices(one.screen))
    assert not problems, problems
    title = say(f"house.{one.screen}", selection.language)
    seen = (
        Seen()
        if kinds.KINDS[one.key].group == "papers" or one.screen == "briefing"
        else _shown(one)
    )
    return kinds.Taken(one.screen, selection, title, stamp_of(selection, title), seen)


def _shown(one: Export) -> Seen:
    """What the screen shows, by a run of the house without a browser."""
    house = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    house.switch_page(f"pages/{one.screen}.py")
    house.query_params.update(dict(one.query))
    house.run()
    assert not house.exception, house.exception
    found = house.session_state[SEEN]
    assert isinstance(found, Seen)
    return found


if __name__ == "__main__":
    print(json.dumps(measure(next(one for one in EXPORTS if one.key == sys.argv[1]))))
