"""The monthly report and the paper of an area: every figure is that of the indicators."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import streamlit as st

from geo.codes import Level, level_of
from lib.access.scope import Scope
from lib.exports.model import ChartDrawing, Fact, MapDrawing, Paper, Part, Table
from lib.exports.pdf import write_paper_pdf
from lib.indicators import registry
from lib.indicators.model import Flag
from lib.views import asking, data
from lib.views.formats import plain_value, show_value
from lib.views.overview.figures import FIGURES
from lib.views.profile.load import TRENDS
from lib.views.selection import Selection, read_period
from lib.views.taking.profile_paper import profile_paper
from lib.views.taking.report import BY_AREA, IN_TEXT, monthly_report
from lib.views.taking.report_tables import head_of
from lib.views.words import LANGUAGES, Language, say

pytestmark = pytest.mark.usefixtures("own_store")
AMPHOE = "9410"


def selected(area: str = "", period: str = "2026-06", language: Language = "th") -> Selection:
    start = data.choices("overview").start()
    chosen = start.with_area(area or start.area).with_period(*read_period(period))
    return chosen.with_language(language)


def parts(paper: Paper, kind: type) -> list[Part]:
    return [part for one in paper.sections for part in one.parts if isinstance(part, kind)]


def section_of(paper: Paper, name: str) -> tuple[Part, ...]:
    heading = say(f"report.{name}", paper.stamp.language)
    return next(one.parts for one in paper.sections if one.heading == heading)


@pytest.fixture(scope="module")
def region() -> Paper:
    return monthly_report(selected())


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(data, "scope", Scope.public)
    yield
    st.cache_data.clear()


def test_the_report_has_its_parts_in_order(region: Paper) -> None:
    names = ("summary", "done", "coverage", "groups", "follow_up", "needs", "amphoe", "tambon")
    headings = [say(f"report.{one}", "th") for one in names]
    assert [one.heading for one in region.sections][: len(names)] == headings
    assert [one.annex for one in region.sections][:8] == [False] * 7 + [True]


def test_the_figures_are_those_of_the_indicators(region: Paper) -> None:
    selection = selected()
    (shown,) = (one for one in section_of(region, "done") if isinstance(one, tuple))
    assert len(shown) == len(FIGURES)
    for code, fact in zip(FIGURES, shown, strict=True):
        indicator = registry.get(code)
        asked = asking.question(selection, code, Level.REGION, selection.area)
        value = float(data.ask(asked)["value"].iloc[0])
        assert isinstance(fact, Fact)
        assert fact.label == indicator.name("th")
        assert fact.value == plain_value(indicator, value, "th")


@pytest.mark.parametrize(("name", "level", "codes"), [
    ("amphoe", Level.AMPHOE, IN_TEXT), ("tambon", Level.TAMBON, BY_AREA),
])  # fmt: skip
def test_tables_by_area_have_every_area_and_every_value(
    region: Paper, name: str, level: Level, codes: tuple[str, ...]
) -> None:
    (table,) = section_of(region, name)
    assert isinstance(table, Table)
    assert len(table.frame) == len(data.areas().at_level(level))
    for code in codes:
        indicator = registry.get(code)
        answer = data.ask(asking.question(selected(), code, level, selected().area))
        shown = table.frame[head_of(indicator, "th")]
        for area, cell in shown.items():
            value, flag = float(answer["value"][area]), str(answer["flag"][area])
            if isinstance(cell, float):
                assert flag == Flag.OK
                assert f"{cell:.6f}" == f"{round(value, indicator.decimals):.6f}"
            elif cell.endswith("*"):
                assert flag == Flag.FEW
                assert plain_value(indicator, value, "th").rstrip("%") == cell[:-2]
            elif cell == "–":
                assert show_value(indicator, value, flag, "th") == say("value.no_data", "th")


def test_every_map_and_chart_has_a_message_and_says_what_it_shows(region: Paper) -> None:
    drawings = [*parts(region, MapDrawing), *parts(region, ChartDrawing)]
    assert len(drawings) > 15
    for one in drawings:
        assert isinstance(one, MapDrawing | ChartDrawing)
        assert one.title
        assert one.source
        assert one.alt or one.title


@pytest.mark.parametrize(
    ("area", "period"),
    [("94", "fy2569q2"), (AMPHOE, "2026-06"), (f"{AMPHOE}01", "fy2569")],
)
def test_it_works_for_every_level_and_kind_of_period(area: str, period: str) -> None:
    paper = monthly_report(selected(area, period))
    (table,) = section_of(paper, "tambon")
    assert isinstance(table, Table)
    inside = AMPHOE if level_of(area).rank >= Level.AMPHOE.rank else area
    assert list(table.frame.index) == [
        one.code for one in data.areas().descendants(inside, Level.TAMBON)
    ]


def test_what_is_marked_or_open_on_the_screen_is_no_part_of_it() -> None:
    plain = selected(AMPHOE)
    marked = replace(plain, picked=f"{AMPHOE}02", switches=(("form", "tiles"),))
    one, other = monthly_report(plain), monthly_report(marked)
    assert [item.heading for item in one.sections] == [item.heading for item in other.sections]
    assert parts(one, str) == parts(other, str)


@pytest.mark.xdist_group("cube")  # it takes a minute to make: once, by one worker
@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("make", [monthly_report, profile_paper])
def test_the_public_report_withholds_what_the_screens_withhold(make) -> None:  # type: ignore[no-untyped-def]
    paper = make(selected(AMPHOE, "2026-05"))
    texts = " ".join(str(one) for one in parts(paper, str))
    labels = {fact.label for row in parts(paper, tuple) for fact in row}
    closed = {one.name("th") for one in registry.indicators().values() if one.signed_in}
    assert not closed & labels
    heads = {str(head) for table in parts(paper, Table) for head in table.frame}
    assert not closed & {head.rsplit(" (", 1)[0] for head in heads}
    if make is monthly_report:
        assert say("needs.sign_in", "th") in texts
        assert say("public_part.group_mix", "th") in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_has_its_figures(language: Language) -> None:
    selection = selected(AMPHOE, "fy2569", language)
    paper = profile_paper(selection)
    table, drawn = section_of(paper, "figures")
    assert isinstance(table, Table)
    assert isinstance(drawn, MapDrawing)
    answer = asking.map_answer(selection)
    assert {one.code for one in drawn.areas} == set(answer.index)
    months = [one for one in section_of(paper, "trends") if isinstance(one, ChartDrawing)]
    assert len(months) == len(TRENDS)
    value = say("profile.head_value", language)
    indicator = registry.get("plan_progress")
    asked = asking.question(selection, indicator.code, Level.AMPHOE, AMPHOE)
    row = data.ask(asked).iloc[0]
    shown = show_value(indicator, float(row["value"]), str(row["flag"]), language)
    assert any(str(cell).startswith(shown) for cell in table.frame[value])


def test_the_report_as_pdf_has_the_figures_and_the_marks() -> None:
    import pypdfium2 as pdfium

    paper = monthly_report(selected(AMPHOE))
    document = pdfium.PdfDocument(write_paper_pdf(paper))
    pages = [page.get_textpage().get_text_range() for page in document]
    text = re.sub(r"[\r\n]+", "", "".join(pages)).replace("\u00a0", " ")
    for row in parts(paper, tuple):
        for fact in row:
            assert fact.label in text
            assert fact.value in text
    for one in paper.sections:
        assert one.heading in text
    for drawing in (*parts(paper, MapDrawing), *parts(paper, ChartDrawing)):
        assert drawing.title in text
    simulated = paper.stamp.simulated
    assert simulated
    assert all(simulated in re.sub(r"[\r\n]+", "", page).replace("\u00a0", " ") for page in pages)
