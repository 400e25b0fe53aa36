"""What screens with a map share: figures, the marked area, the ways to more, the open card."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.earlier import Against
from lib.periods import fiscal_year, month
from lib.statistics.change import Mark
from lib.store.lake import Store
from lib.views import data
from lib.views.formats import change
from lib.views.mapped.cards import rows, tiles
from lib.views.mapped.empty import ways
from lib.views.mapped.facts import Fact
from lib.views.mapped.names import area_name, marked
from lib.views.mapped.picked import rank_line, value_line
from lib.views.mapped.screen import spot_of, spot_of_tambon
from lib.views.needs.places import Placed
from lib.views.overview.figures import Figure
from lib.views.picture import Place, Spot
from lib.views.selection import Kind, Selection
from lib.views.words import say

NAN = math.nan
RATE = "people_served_per_1000"


def selection(area: str, **more: object) -> Selection:
    level = Level.AMPHOE if len(area) < 4 or area == "south" else Level.TAMBON
    start = Selection(fiscal_year(2569), area, level, RATE, language="en")
    return replace(start, **more)  # type: ignore[arg-type]


def fact(
    code: str,
    value: float,
    flag: str = "ok",
    *,
    before: float = NAN,
    limits: tuple[float, float] = (NAN, NAN),
    reference: float | None = None,
    mark: Mark = Mark.NOT_COMPUTED,
) -> Fact:
    indicator = registry.get(code)
    turned = None if math.isnan(before) else change(indicator, value, before)
    against = None if math.isnan(before) else Against.YEAR
    return Fact(Figure(indicator, value, flag, reference, turned, against, mark=mark), *limits)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (
            fact("follow_up_rate", 72.5, limits=(71.2, 73.8), reference=80.0),
            ["72.5%", "71.2%–73.8%", "Reference 80%", "! ", say("figures.no_earlier", "en")],
        ),
        (fact("follow_up_rate", 85.0, limits=(84.0, 86.0), reference=80.0), ["✓"]),
        (
            fact("follow_ups_overdue", 1234.0, before=1000.0, mark=Mark.NOT_CLEAR),
            ["1,234", "23.4%", "may be chance"],
        ),
        (
            fact("follow_up_rate", 50.0, "few", reference=80.0),
            ["50.0%", say("value.few_mark", "en")],
        ),
        (fact("outcome_not_reached", NAN, "suppressed"), ["protect"]),
        (fact("follow_ups_coming", NAN, "no data"), ["No data yet"]),
        (fact("days_to_answer", 31.0, limits=(29.0, 33.0)), ["29–33", "days"]),
    ],
)
def test_tiles_and_rows_say_the_same(one: Fact, words: list[str]) -> None:
    for html in (tiles([one], "x", Level.REGION, "en"), rows([one], "x", Level.REGION, "en")):
        for each in words:
            assert each in html
        assert "nan" not in html


@pytest.mark.parametrize(
    ("mark", "side", "words"),
    [
        (Mark.UP, "better", "more than chance"),
        (Mark.NOT_CLEAR, "same", "may be chance"),
        (Mark.NOT_COMPUTED, "better", ""),
    ],
)
def test_a_change_beside_chance(mark: Mark, side: str, words: str) -> None:
    one = fact(RATE, 30.0, before=25.0, mark=mark)
    for html in (tiles([one], "x", Level.REGION, "en"), rows([one], "x", Level.REGION, "en")):
        assert f'<b class="{side}">▲ up 20.0%' in html
        assert words in html
        assert ("chance" in html) == bool(words)


@pytest.mark.parametrize(
    ("value", "flag", "level", "words"),
    [
        (NAN, "no data", Level.REGION, "No data yet"),
        (100.0, "ok", Level.TAMBON, "activity held"),
        (0.0, "ok", Level.TAMBON, "no activity"),
        (100.0, "ok", Level.AMPHOE, "100.0%"),
        (50.0, "few", Level.AMPHOE, "Too few cases"),
    ],
)
def test_what_is_yes_or_no_says_so(value: float, flag: str, level: Level, words: str) -> None:
    assert words in tiles([fact("tambon_reached", value, flag)], "x", level, "en")


def test_the_marked_area_tells_value_limits_and_rank() -> None:
    found = pd.DataFrame(
        {
            "value": [80.0, 70.0, NAN],
            "lower": [75.0, 65.0, NAN],
            "upper": [84.0, 74.0, NAN],
            "flag": ["ok", "ok", "no data"],
        },
        index=["9401", "9402", "9403"],
    )
    indicator = registry.get("follow_up_rate")
    assert "<b>&lt;B&gt;</b>" in value_line(indicator, found, "9402", "<B>", "en")
    assert "70.0%" in value_line(indicator, found, "9402", "B", "en")
    line = rank_line(indicator, found, "9402", "en")
    assert "65.0%–74.0% · Rank 2 of 2 (1 = highest)" in line
    assert "No data yet" in value_line(indicator, found, "9403", "C", "en")
    assert "not ranked" in rank_line(indicator, found, "9403", "en")


JUNE = {"kind": Kind.MONTH, "period": month(date(2026, 6, 1))}
FILTERED = {"filters": (("sex", ("female",)),)}


@pytest.mark.parametrize(
    ("now", "about", "found"),
    [
        (selection("south"), "south", {}),
        (selection("south", **FILTERED), "south", {"filters": "south"}),
        (selection("94", **JUNE), "94", {"year": "94", "wider": "south"}),
        (selection("9410"), "9410", {"wider": "94"}),
        (selection("941001"), "941001", {"wider": "9410"}),
        # A chart of the tambon of an amphoe has them all: only what is wider has more.
        (selection("941001"), "9410", {"wider": "94"}),
    ],
)
@pytest.mark.usefixtures("store")
def test_ways_to_more(now: Selection, about: str, found: dict[str, str]) -> None:
    offered = {name: change_(now) for name, _, change_ in ways(now, about)}
    assert {name: one.area for name, one in offered.items()} == found
    for name, one in offered.items():
        assert one != now
        assert (name == "filters") == (one.filters != now.filters)
        assert (name == "year") == (one.kind is not now.kind)


@pytest.mark.usefixtures("store")
def test_names_and_marks() -> None:
    assert area_name(selection("94"), "941001") == "Tambon Yarang, Amphoe Yarang"
    assert area_name(selection("9410"), "941001") == "Tambon Yarang"
    assert area_name(selection("9410"), "south") == "Whole area"
    assert marked(selection("9410")) == ""
    assert marked(selection("941001")) == "941001"
    assert marked(selection("94", picked="9410")) == "9410"


TWO = Placed(
    None,
    {Place(6.5, 101.2, "941001", 0, "A"): "G1", Place(6.6, 101.3, "941002", 0, "B"): "G2"},
)


def test_the_open_card_has_its_place_on_the_map(store: Store) -> None:
    assert store.info.simulated
    here = selection("9410", detail="G2")
    assert spot_of(here, TWO) == Spot(6.6, 101.3, "B")
    assert spot_of(replace(here, detail="nobody"), TWO) is None
    tambon = spot_of_tambon(here, "941002")
    assert not tambon.exact
    assert tambon.latitude == data.areas().get("941002").latitude
