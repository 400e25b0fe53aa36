"""Mobile service days and workload on the screen: what is said, and for whom."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from pyproj import Geod
from streamlit.testing.v1 import AppTest

from geo.codes import Level
from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.access.visitor import Visitor, Way
from lib.indicators.evaluate import Question
from lib.planning import workload
from lib.planning.asking import PlanRefused
from lib.planning.distances import Assumptions, load_distances, tambon_points
from lib.planning.distances import centre_points as centres
from lib.store.lake import Store
from lib.views import data, visitor
from lib.views.picture import Mark, Pattern
from lib.views.planner import days_asked, days_map, days_words, load, load_drawn, load_words
from lib.views.planner.choice import Choice, read
from lib.views.planner.days_words import Words
from lib.views.reading import from_query
from lib.views.selection import Selection
from lib.views.taking.seen import SEEN
from lib.views.visitor import Standing
from lib.views.words import LANGUAGES, Language, say
from tests.views.on_screen import html_of, opened, opened_in_house

pytestmark = [pytest.mark.usefixtures("own_store"), pytest.mark.xdist_group("planner")]
THAI = re.compile(r"[\u0e00-\u0e7f]")


@pytest.fixture(autouse=True)
def fresh(store: Store) -> Iterator[None]:
    yield
    days_asked._ways.clear()
    st.cache_resource.clear()


def looks(monkeypatch: pytest.MonkeyPatch, role: Role, *areas: str) -> None:
    who = Visitor(Scope(role, areas), "somsri", "สมศรี", Way.PASSWORD)
    monkeypatch.setattr(visitor, "standing", lambda: Standing(who))


def selection(**query: str) -> Selection:
    found, problems = from_query({"planner": "days", **query}, data.choices("planner"))
    assert problems == ()
    return found


def words_of(**query: str) -> Words:
    chosen = selection(**query)
    choice = read(chosen.plan)
    return Words(chosen, days_asked.plan(chosen, choice), choice.unit)


def said(at: AppTest) -> str:
    assert not at.exception, at.exception
    plain = re.sub(r"<style.*?</style>|<[^>]+>", " ", html_of(at), flags=re.DOTALL)
    return unescape(plain).replace("\u00a0", " ")


class TestPlan:
    def test_the_headline_says_how_many_and_that_it_is_proven(self) -> None:
        words = words_of(area="94")
        plan = words.plan
        told = say(
            "planner_days.headline", "th", days=5, people=f"{plan.reached:,}",
            share=f"{100 * plan.reached / plan.total:.0f}",
        )  # fmt: skip
        assert days_words.headline(words) == f"{told} {say('planner_days.proven', 'th')}"

    def test_fewer_places_than_days_are_said(self) -> None:
        words = words_of(area="9401", plan="d.40~r.10k")
        assert len(words.plan.places) < 40
        assert days_words.headline(words).startswith(f"{len(words.plan.places)} วันก็พอ")

    def test_a_plan_that_is_not_proven_says_the_gap(self) -> None:
        words = words_of(area="94")
        object.__setattr__(words.plan, "bound", words.plan.reached * 2)
        assert "50.0" in days_words.headline(words)
        assert say("planner_days.proven", "th") not in days_words.headline(words)

    def test_the_places_add_up_in_their_order(self) -> None:
        words = words_of(area="94")
        rows = days_words.place_rows(words)
        adds, sums = (
            rows[say(f"planner_days.head_{one}", "th")].tolist() for one in ("adds", "sum")
        )
        assert adds == sorted(adds, reverse=True)
        assert sums[-1] == words.plan.reached == sum(adds)

    def test_who_is_not_reached_is_listed_with_the_nearest_place(self) -> None:
        words = words_of(area="94")
        rows = days_words.unreached_rows(words)
        people = rows[say("planner_days.head_people", "th")]
        assert int(people.sum()) == words.plan.total - words.plan.reached
        assert people.tolist() == sorted(people, reverse=True)
        nearest = rows[say("planner_days.head_way", "th", unit="กม.")]
        assert (nearest > 10).all()

    def test_the_price_of_a_pin_is_what_letting_it_go_brings(self) -> None:
        chosen = selection(area="94", plan="p.941201")
        (one,) = days_asked.conditions(chosen, read(chosen.plan))
        free = days_asked.plan(chosen, Choice())
        assert one.pinned
        assert one.costs.more == free.reached - days_asked.plan(chosen, read(chosen.plan)).reached
        assert one.costs.more > 0

    def test_a_place_of_another_area_plays_no_part_and_is_named(self) -> None:
        chosen = selection(area="94", plan="p.950101~x.9001")
        choice = read(chosen.plan)
        plan = days_asked.plan(chosen, choice)
        assert plan.task.pinned == ()
        assert plan.reached == days_asked.plan(chosen, Choice()).reached
        assert set(days_asked.outside(chosen, choice)) <= {"950101", "9001"}

    def test_people_are_those_not_served_this_fiscal_year(self) -> None:
        chosen = selection(area="9401")
        people = days_asked.plan(chosen, Choice()).tambon["people"]
        asked = data.store().query(
            """SELECT tambon_code, count(DISTINCT person_key) AS served FROM service
            WHERE date BETWEEN DATE '2025-10-01' AND DATE '2026-06-30' AND amphoe_code = '9401'
            GROUP BY tambon_code""",
            Scope.everything(),
        )  # fmt: skip
        served = dict(zip(asked["tambon_code"], asked["served"], strict=True))
        assert served
        about = Question("registered_population", Level.TAMBON, chosen.period, areas=("9401",))
        population = data.ask(about)["value"]
        for code, count in served.items():
            assert people[code] == max(population[code] - count, 0)


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The codes of tambon of which the population is not known; a test fills them in."""
    codes: set[str] = set()
    asked_for = days_asked.answer

    def some(store: Store, scope: Scope, code: str, *about: Any) -> pd.DataFrame:
        found = asked_for(store, scope, code, *about)
        if code == "registered_population":
            found.loc[[one for one in found.index if one in codes], "value"] = float("nan")
        return found

    monkeypatch.setattr(days_asked, "answer", some)
    st.cache_resource.clear()
    yield codes
    st.cache_resource.clear()


class TestUnknownPopulation:
    def test_it_is_left_out_and_named(self, unknown: set[str]) -> None:
        before = words_of(area="9401").plan
        st.cache_resource.clear()
        unknown.update(("940102", "940104"))
        words = words_of(area="9401", lang="en")
        people = before.tambon["people"]
        assert set(people.index) - set(words.plan.tambon.index) == unknown
        assert words.plan.total == people.sum() - people[sorted(unknown)].sum()
        assert set(words.plan.task.distances.columns) >= unknown, "still places to stand"
        named = [words.name(code) for code in sorted(unknown)]
        assert days_words.unknown_words(words).endswith(f": {' and '.join(named)}")
        assert days_words.unknown_words(words_of(area="9402")) == ""

    def test_on_the_map_it_is_apart_from_nobody(self, unknown: set[str]) -> None:
        unknown.add("940102")
        words = words_of(area="9401")
        nobody = words.plan.tambon.index[0]
        words.plan.tambon.loc[nobody, ["people", "reached", "place", "why"]] = (
            0,
            False,
            None,
            None,
        )
        picture = days_map.picture(words, "", by_place=False)
        areas = {one.code: one for one in picture.areas}
        assert areas["940102"].fill is Pattern.NONE
        assert areas["940102"].text == say("planner_days.state_unknown", "th")
        assert areas[nobody].fill == picture.colours.index(days_map.COLOURS[days_map.NOBODY])
        assert areas[nobody].text == say("planner_days.state_nobody", "th")
        counts = {one.label: one.count for one in picture.legend}
        assert counts[say("planner_days.state_unknown", "th")] == 1
        assert counts[say("planner_days.state_nobody", "th")] == 1

    def test_the_screen_and_its_files_name_it(self, unknown: set[str]) -> None:
        unknown.add("940102")
        at = opened_in_house("planner", planner="days", area="9401", lang="en")
        line = days_words.unknown_words(words_of(area="9401", lang="en"))
        assert line in said(at)
        ways = "Distances are straight lines times 1.3, times are at 40 km/h"
        assert [one.partition(";")[0] for one in at.session_state[SEEN].notes] == [line, ways]

    def test_where_none_is_known_nothing_is_solved(
        self, unknown: set[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        every = data.areas().descendants("9401", Level.TAMBON)
        unknown.update(one.code for one in every)
        monkeypatch.setattr(days_asked, "plan_days", lambda task: pytest.fail("solved"))
        at = opened("planner", planner="days", area="9401")
        assert not at.exception
        told = say("planner_days.fault_nobody_known", "th", count=len(every))
        assert at.warning[0].value == told


class TestMap:
    def test_each_place_has_a_ring_as_wide_as_its_reach(self) -> None:
        words = words_of(area="94", plan="d.3~r.13k")
        assert [one.metres for one in days_map.reaches(words)] == [10_000] * 3
        points = {one.code: one for one in (*tambon_points(), *centres())}
        assert [(one.latitude, one.longitude) for one in days_map.reaches(words)] == [
            (points[code].latitude, points[code].longitude) for code in words.plan.codes
        ]
        picture = days_map.picture(words, "", by_place=False)
        assert picture.rings == days_map.reaches(words)
        assert "13 กม." in picture.subtitle
        assert "เส้นตรง 10.0 กม." in picture.subtitle

    def test_a_ring_of_minutes_is_as_wide_as_they_reach_at_the_speed(self) -> None:
        words = words_of(area="94", plan="d.1~r.39m")
        speed = days_asked.ways().assumptions.speed_kmh
        assert days_map.reaches(words)[0].metres == pytest.approx(
            39 / 60 * speed / 1.3 * 1000, abs=1
        )
        near = Geod(ellps="WGS84")
        ring, plan = days_map.reaches(words)[0], words.plan
        for one in (one for one in tambon_points() if one.code in plan.tambon.index):
            metres = near.inv(one.longitude, one.latitude, ring.longitude, ring.latitude)[2]
            if abs(metres - ring.metres) > 5:
                assert (metres < ring.metres) == plan.tambon["reached"][one.code]

    def test_each_place_has_its_number_and_each_tambon_its_class(self) -> None:
        words = words_of(area="94")
        picture = days_map.picture(words, "", by_place=False)
        numbers = [area.label for area in picture.areas if area.mark is Mark.PICKED]
        assert sorted(numbers) == ["1", "2", "3", "4", "5"]
        counts = {entry.label: entry.count for entry in picture.legend}
        assert counts[say("planner_days.state_reached", "th")] == int(
            words.plan.tambon["reached"].sum()
        )
        assert len(picture.areas) == sum(
            entry.count for entry in picture.legend if entry.colour is not Mark.PICKED
        )

    def test_what_a_place_reaches_stands_out(self) -> None:
        words = words_of(area="94")
        code = words.plan.codes[0]
        classes = days_map.classes(words.plan, code)
        here = classes.index[classes == days_map.HERE]
        assert set(here) == set(words.plan.places[0].adds_in)

    def test_by_place_each_has_a_colour_of_its_own(self) -> None:
        words = words_of(area="94")
        picture = days_map.picture(words, "", by_place=True)
        assert len(set(picture.colours[:5])) == 5
        served = {one.code: one.serves for one in words.plan.places}
        people = words.plan.tambon.groupby("place")["people"].sum()
        assert dict(people) == served

    def test_two_places_in_one_tambon_share_its_sign(self) -> None:
        code = days_asked.tambon_of("9401")
        words = words_of(area="9401", plan=f"d.2~p.9401-{code}")
        assert days_map.numbered(words.plan)[code] in ("1·2", "2·1")
        legend = days_map.picture(words, "", by_place=False).legend
        counts = {entry.label: entry.count for entry in legend}
        assert counts[say("planner_days.map_place", "th")] == len(words.plan.places)


class TestScreen:
    def test_it_says_what_rests_on_assumptions(self) -> None:
        text = said(opened("planner", planner="days", area="9401"))
        assert "คูณ 1.3" in text
        assert "ข้อสมมุติ" in text
        assert "พิสูจน์แล้วว่าดีที่สุด" in text

    def test_in_english_nothing_is_thai(self) -> None:
        at = opened("planner", planner="days", area="9401", lang="en", detail="940101")
        text = said(at).replace("ไทย", "")
        assert not THAI.search(text), THAI.search(text)

    def test_a_place_is_pinned_forbidden_and_let_go(self) -> None:
        at = opened("planner", planner="days", area="9401", detail="940101")
        at.button(key="planner_days_pin").click().run()
        assert at.query_params["plan"] == "p.940101"
        at.button(key="planner_days_forbid").click().run()
        assert at.query_params["plan"] == "x.940101"
        at.button(key="planner_days_release").click().run()
        assert "plan" not in at.query_params
        assert not at.exception

    def test_with_as_many_pins_as_days_no_more_is_offered(self) -> None:
        at = opened("planner", planner="days", area="9401", plan="d.1~p.940101", detail="940107")
        assert say("planner_days.all_pinned", "th") in said(at)
        keys = {one.key for one in at.button}
        assert "planner_days_pin" not in keys
        assert "planner_days_forbid" in keys

    def test_days_reach_and_unit_go_into_the_address(self) -> None:
        at = opened("planner", planner="days", area="9401")
        at.slider(key="planner_days_days").set_value(3).run()
        at.slider(key="planner_days_reach_k").set_value(15).run()
        assert at.query_params["plan"] == "d.3~r.15k"

    def test_more_pins_than_days_are_said_with_the_way_out(self) -> None:
        at = opened("planner", planner="days", area="9401", plan="d.1~p.940101-940102")
        assert not at.exception
        assert at.warning[0].value == say("planner_days.fault_too_many_pinned", "th", count="2")
        at.button(key="planner_days_free").click().run()
        assert not at.warning

    def test_a_matrix_by_road_takes_the_place_of_the_assumptions(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [one.code for one in tambon_points()]
        places = [*rows, *(one.code for one in centres())]
        file = tmp_path / "roads.csv"
        pairs = pd.MultiIndex.from_product([rows, places]).to_frame(
            index=False, name=["from", "to"]
        )
        near = pairs["from"].str[:4] == pairs["to"].str[:4]
        pairs.assign(minutes=near.map({True: 12, False: 300})).to_csv(file, index=False)
        known = load_distances(Assumptions(1.3, 40, file))
        monkeypatch.setattr(days_asked, "_ways", lambda: known)
        words = words_of(area="9401", plan="d.1~r.30m")
        picture = days_map.picture(words, "", by_place=False)
        assert (picture.rings, picture.subtitle) == ((), say("planner_days.map_subtitle", "th"))
        text = said(opened("planner", planner="days", area="9401", plan="d.1~r.30m"))
        assert "roads.csv" in text
        assert "คูณ" not in text
        at = opened("planner", planner="days", area="9401", plan="d.1~r.30k")
        assert at.warning[0].value == say("planner_days.fault_no_kilometres", "th")
        monkeypatch.undo()


class TestLoad:
    def test_an_amphoe_shows_its_officers_against_the_fair_share(self) -> None:
        text = said(opened("planner", planner="load", area="9401"))
        assert re.search(r"SIM-O\d+ มีภาระมากที่สุด", text)
        assert say("planner_load.chart_officers", "th") in text

    def test_a_province_shows_its_centres(self) -> None:
        text = said(opened("planner", planner="load", area="94", lang="en"))
        assert say("planner_load.chart_centres", "en") in text
        assert "Workload of 12 labour centres" in text
        assert not THAI.search(text.replace("ไทย", ""))

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("area", ["9401", "94"])
    def test_without_officers_it_says_so_and_advises_no_filter(
        self, monkeypatch: pytest.MonkeyPatch, area: str, lang: Language
    ) -> None:
        nobody = workload._HOLDERS.replace("{cut}", "{cut} AND false")
        monkeypatch.setattr(workload, "_HOLDERS", nobody)
        text = said(opened("planner", planner="load", area=area, lang=lang))
        why = say("planner_load.still_nobody", lang)
        assert say("planner_load.moves_none", lang, why=why) in text
        assert say("planner_load.fill_officers", lang) in text
        assert (say("planner_load.unit_tambon", lang) in text) is (area == "9401")
        for key in ("planner_load.unit", "planner_load.still_little", "charts.empty_hint"):
            assert say(key, lang) not in text
        assert say("planner_load.mean_tambon", lang) in text
        officer = {"th": "เท่าของเจ้าหน้าที่หนึ่งคน", "en": "times the mean officer"}[lang]
        assert officer not in text

    def test_several_reasons_without_a_move_are_told_with_their_amphoe(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chosen = load.at_level(selection(area="94"))
        causes = {"9401": workload.Still.ONE, "9402": workload.Still.NOBODY}
        monkeypatch.setattr(load_words, "why_still", lambda _: causes)
        words = load_words.Words(chosen, load.work_of(chosen), load.centres_of(chosen), [])
        assert words.moves_title() == (
            "ไม่มีข้อเสนอเฉลี่ยภาระงาน เพราะมีเจ้าหน้าที่เพียงคนเดียว (1 อำเภอ) "
            "และยังไม่มีเจ้าหน้าที่ที่บันทึกไว้ (1 อำเภอ)"
        )

    def test_the_line_of_centres_is_what_their_bars_average_to(self) -> None:
        chosen = load.at_level(selection(area="94"))
        work, centres = load.work_of(chosen), load.centres_of(chosen)
        words = load_words.Words(chosen, work, centres, [])
        known = centres[centres["fair"].notna()]
        bars = (known["fair"] * known["full_time"]).sum() / known["full_time"].sum()
        label, line = load_drawn._fair(words)
        assert line == pytest.approx(bars)
        assert known["fair"].min() < line < known["fair"].max()
        assert f"{line:.2f}" in label
        assert {one.fair for one in load_drawn._rows(words)} == {line}

    def test_a_load_that_is_not_known_is_not_taken_for_nobody(self) -> None:
        chosen = load.at_level(selection(area="9401"))
        known = load.work_of(chosen)
        lost = replace(known, tambon=known.tambon.assign(load=float("nan")))
        words = load_words.Words(chosen, lost, load.centres_of(chosen), [])
        area = words.name("9401")
        assert words.headline() == say("planner_load.no_load", "th", area=area)
        assert words.what_to_do() == say("planner_load.fill_load", "th")
        assert say("planner_load.still_unknown", "th") in words.moves_title()
        assert load_drawn.chart_of(words).figure is None


class TestRights:
    @pytest.mark.parametrize("role", [one for one in Role if Right.PLAN not in RIGHTS[one]])
    @pytest.mark.parametrize("part", ["days", "load"])
    def test_without_the_right_no_part_shows(
        self, monkeypatch: pytest.MonkeyPatch, role: Role, part: str
    ) -> None:
        looks(monkeypatch, role)
        at = opened_in_house("planner", planner=part, area="9401", plan="p.940101")
        text = said(at)
        key = "closed_signed_out" if role is Role.PUBLIC else "closed_planner"
        assert at.info[0].value == say(f"rights.{key}", "th")
        assert "SIM-O" not in text
        assert "พิสูจน์" not in text
        assert not [one for one in at.button if str(one.key).startswith(("planner", "take"))]

    @pytest.mark.parametrize("part", ["days", "load", "month"])
    def test_an_area_of_others_is_refused_in_words(
        self, monkeypatch: pytest.MonkeyPatch, part: str
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        at = opened("planner", planner=part, area="9501")
        text = said(at)
        assert at.info[0].value == say("planner.refused", "th")
        assert "SIM-O" not in text

    def test_a_wider_area_is_cut_to_the_own_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        plan = words_of(area="94").plan
        assert {code[:4] for code in plan.tambon.index} == {"9401"}
        assert {code[:4] for code in plan.task.distances.columns} == {"9401"}

    def test_the_loader_itself_refuses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        looks(monkeypatch, Role.PUBLIC)
        chosen = selection(area="9401")
        with pytest.raises(PlanRefused):
            days_asked.plan(chosen, Choice())
