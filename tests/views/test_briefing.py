"""The briefing: slides have the figures and words of the screens, for who may see them."""

from dataclasses import replace

import pandas as pd
import pytest

from geo.codes import Level
from lib.access.scope import Scope
from lib.exports.keeping import from_text, to_text
from lib.exports.model import ChartDrawing, MapDrawing, Slide, Table
from lib.indicators import registry
from lib.indicators.model import Flag
from lib.views import asking, data
from lib.views.briefing import build
from lib.views.briefing.panels import with_sequence
from lib.views.briefing.sequences import Shows, plans, sequences
from lib.views.briefing.slides import CHARTS, may_show, slide
from lib.views.coverage.charts import rank_chart
from lib.views.formats import plain_value
from lib.views.mapped.facts import facts
from lib.views.reading import from_query
from lib.views.selection import Kind, Selection
from lib.views.words import LANGUAGES, Language, say

pytestmark = pytest.mark.usefixtures("own_store")
PATTANI, YARANG, SABARANG = "94", "9410", "940101"


def start(area: str = "", language: Language = "th") -> Selection:
    found = data.choices("briefing").start().with_language(language)
    return found.with_area(area) if area else found


@pytest.mark.parametrize("name", list(plans()))
@pytest.mark.parametrize("area", ["", PATTANI, YARANG, SABARANG])
def test_every_slide_can_be_made_of_every_area(name: str, area: str) -> None:
    plan = plans()[name]
    found = slide(plan, start(area))
    assert found.headline
    assert [one.label for one in found.facts] == [
        one.name("th") for one in data.seen(plan.facts)
    ]  # fmt: skip
    if isinstance(found.body, ChartDrawing) and found.body.figure is None:
        assert found.body.empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_says_has_a_name_in_both_languages(language: Language) -> None:
    for name in plans():
        assert say(f"briefing_slide.{name}", language)
    for name in sequences():
        assert say(f"briefing.title_{name}", language)


@pytest.mark.parametrize("name", [one for one, plan in plans().items() if plan.shows is Shows.MAP])
def test_a_map_has_the_values_of_the_screen(name: str) -> None:
    plan, selection = plans()[name], start(PATTANI)
    body = slide(plan, selection).body
    assert isinstance(body, MapDrawing)
    answer = asking.map_answer(replace(selection, indicator=plan.indicator))
    assert [one.code for one in body.areas] == list(answer.index)
    for one in body.areas:
        value, flag = answer.loc[one.code, "value"], answer.loc[one.code, "flag"]
        if flag in (str(Flag.SUPPRESSED), str(Flag.NO_DATA)):
            assert one.value != one.value
        else:
            assert one.value == value
    assert sum(line.count or 0 for line in body.legend) == len(body.areas)


def test_an_order_has_the_words_and_rows_of_the_screen() -> None:
    selection = replace(start(PATTANI), indicator="plan_progress")
    found = slide(plans()["plan"], selection)
    chart = rank_chart(selection, asking.map_answer(selection))
    assert isinstance(found.body, ChartDrawing)
    assert found.headline == chart.title
    pd.testing.assert_frame_equal(found.body.table.frame, chart.table)


def test_figures_are_those_of_the_screen_to_the_last_digit() -> None:
    selection = start(PATTANI)
    found = slide(plans()["served"], selection)
    shown = facts(selection, plans()["served"].facts)
    assert [one.value for one in found.facts] == [
        plain_value(one.figure.indicator, one.figure.value, "th") for one in shown
    ]


def test_the_areas_that_need_attention_are_those_of_the_overview() -> None:
    found = slide(plans()["attention"], start())
    assert isinstance(found.body, Table)
    assert list(found.body.frame.iloc[:, 0]) == [1, 2, 3, 4, 5]
    assert found.headline.startswith("พื้นที่ที่ควรดูก่อน: ")
    first = str(found.body.frame.iloc[0, 1]).split(" จ.")[0]
    assert first in found.headline


@pytest.mark.parametrize("name", list(sequences()))
def test_a_ready_sequence_makes_its_slides_in_order(name: str) -> None:
    selection = with_sequence(start(PATTANI), name)
    made = build.deck(selection)
    assert [one.key for one in made.slides] == list(sequences()[name].slides)
    assert made.stamp.title == say(f"briefing.title_{name}", "th")
    assert selection.kind is sequences()[name].kind
    assert made is build.deck(selection)  # kept
    assert made is build.deck(selection.with_switch(build.PACE, "20"))


def test_a_sequence_of_months_takes_the_newest_month() -> None:
    last = data.snapshot().info.data_date
    moved = with_sequence(start(), "province")
    assert moved.kind is Kind.MONTH
    assert moved.period.start <= last <= moved.period.end
    assert with_sequence(moved, "province") == moved


def test_own_slides_are_in_the_address() -> None:
    own = replace(start(PATTANI), slides=("plan", "attention", "needs"))
    query = own.to_query(data.choices("briefing"))
    assert query["slides"] == "plan.attention.needs"
    assert from_query(query, data.choices("briefing")) == (own, ())
    assert [one.key for one in build.deck(own).slides] == ["plan", "attention", "needs"]
    read, problems = from_query({"slides": "plan.nothing"}, data.choices("briefing"))
    assert read.slides == ()
    assert [one.key for one in problems] == ["slides"]


def test_filters_cut_the_slides_as_they_cut_the_screens() -> None:
    cut = start(PATTANI).with_filter("mission", ("labour",))
    whole, part = (slide(plans()["missions"], one) for one in (start(PATTANI), cut))
    assert whole.facts[0].value != part.facts[0].value


def test_who_is_not_signed_in_gets_what_the_protected_view_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = {name for name, plan in plans().items() if plan.chart and CHARTS[plan.chart][1]}
    assert closed == {"missions", "occupations", "needs", "situations"}
    monkeypatch.setattr(data, "scope", Scope.public)
    selection = replace(start(), slides=tuple(plans()))
    for name, plan in plans().items():
        hidden = bool(plan.indicator) and not data.seen([plan.indicator])
        assert may_show(plan) == (name not in closed and not hidden)
    assert closed <= set(build.left_out(selection))


def test_what_is_pinned_stays_what_it_was() -> None:
    made = build.deck(replace(start(PATTANI), slides=("served", "plan", "attention")))
    back = from_text(to_text(made))
    assert [one.headline for one in back.slides] == [one.headline for one in made.slides]
    assert [one.facts for one in back.slides] == [one.facts for one in made.slides]
    for now, then in zip(back.slides, made.slides, strict=True):
        assert type(now.body) is type(then.body)
        if isinstance(now.body, Table) and isinstance(then.body, Table):
            pd.testing.assert_frame_equal(now.body.frame, then.body.frame)


def test_speaker_notes_name_no_areas_where_many_are_equal() -> None:
    found = slide(plans()["reached"], start())
    assert not any(note.startswith("สูงสุด") for note in found.notes)  # most have all
    meaning = registry.get("tambon_reached").words["th"].meaning
    assert any(meaning in note for note in found.notes)


def test_the_ready_sequences_are_those_of_the_address() -> None:
    assert set(data.choices("briefing").switches[build.SEQUENCE]) == set(sequences())
    assert all(len(one.slides) <= 20 for one in sequences().values())
    assert {one.within for one in sequences().values()} == {
        Level.REGION, Level.PROVINCE, Level.AMPHOE,
    }  # fmt: skip
    assert isinstance(slide(plans()["attention"], start()), Slide)
