"""The planner: what is set stands in the address; where next and the labour situation, in words."""

import math
from dataclasses import replace
from itertools import product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from geo.codes import Level
from lib.access.scope import Role, Scope
from lib.access.visitor import Visitor, Way
from lib.exports.model import MapDrawing
from lib.planning.asking import PlanRefused
from lib.planning.need import ranked
from lib.planning.rules import NeedRules, Part, Shaken, need_rules, shaking
from lib.planning.situation import labour_situation
from lib.store.codelists import code_list
from lib.store.lake import Store
from lib.views import asking, data, visitor
from lib.views.address import SELECTION
from lib.views.picture import Mark, Pattern
from lib.views.planner import annex, asked, drawn, sentences, situation
from lib.views.planner.choice import (
    MOST_DAYS,
    MOST_PLACES,
    MOST_WEIGHT,
    REACHES,
    Choice,
    read,
    start_weights,
)
from lib.views.planner.panels import PARTS
from lib.views.selection import PLAN, Selection
from lib.views.taking import menu
from lib.views.taking.kinds import KINDS, Taken, offered
from lib.views.taking.seen import SEEN, Seen
from lib.views.taking.tables import tables_of
from lib.views.visitor import Standing
from lib.views.words import LANGUAGES, say
from tests.views.on_screen import html_of, opened, opened_in_house

pytestmark = pytest.mark.usefixtures("own_store")
AMPHOE, TAMBON = "9401", "940104"
PLACES = [one.code for one in data.areas().at_level(Level.TAMBON)] + [
    one.code for one in data.areas().at_level(Level.AMPHOE)
]
LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def start() -> Selection:
    data.begin_run()
    return data.choices("planner").start()


def acting(role: Role, *areas: str):  # type: ignore[no-untyped-def]
    return visitor.acting_as(Visitor(Scope(role, areas), way=Way.TRIAL))


# What is set


@given(
    weights=some.lists(some.integers(0, MOST_WEIGHT), min_size=5, max_size=5),
    days=some.integers(1, MOST_DAYS),
    unit=some.sampled_from(sorted(REACHES)),
    reach=some.integers(-10, 500),
    pinned=some.lists(some.sampled_from(PLACES), max_size=MOST_PLACES),
    forbidden=some.lists(some.sampled_from(PLACES), max_size=MOST_PLACES),
)
def test_what_is_set_comes_back_from_the_address(
    weights: list[int], days: int, unit: str, reach: int, pinned: list[str], forbidden: list[str]
) -> None:
    choice = replace(Choice(), days=days).with_reach(reach, unit)
    for place, value in enumerate(weights):
        choice = choice.with_weight(place, value)
    choice = choice.with_pinned(tuple(pinned)).with_forbidden(tuple(forbidden))
    written = choice.write()
    assert read(written) == choice
    assert not written or PLAN.fullmatch(written)
    assert not set(choice.pinned) & set(choice.forbidden)


@pytest.mark.parametrize(
    "text",
    [
        "w.1-2", "w.9-1-1-1-1", "w.0-0-0-0-0", "w.a-b-c-d-e", "w.3-2-2-2-1", "d.0", "d.41", "d.x",
        "r.0k", "r.101k", "r.10z", "r.k", "p.123", "p.999999", "x.9499", "q.1", "~~~", "w", ".",
    ],
)  # fmt: skip
def test_what_cannot_be_is_left_out(text: str) -> None:
    assert read(text) == Choice()


def test_what_can_be_is_kept_beside_what_cannot() -> None:
    assert read("w.9~d.7~r.45m~p.940101-1-94~x.9402") == Choice(
        days=7, reach=45, unit="m", pinned=("940101",), forbidden=("9402",)
    )


def test_not_all_weights_can_be_nothing() -> None:
    only = read("w.0-0-3-0-0")
    assert only.with_weight(2, 0) == only
    assert only.with_weight(2, 1).weights == (0, 0, 1, 0, 0)


def test_back_at_the_start_nothing_is_set() -> None:
    moved = Choice().with_weight(0, 5)
    assert moved.write() == "w.5-2-2-2-1"
    assert moved.with_weight(0, start_weights()[0]) == Choice()


@pytest.mark.parametrize(
    ("weights", "sliders"),
    [((30, 20, 20, 20, 10), (3, 2, 2, 2, 1)), ((1, 1), (1, 1)), ((0.5, 0.1), (5, 1)),
     ((1, 0), (1, 0)), ((100, 75), (4, 3))],
)  # fmt: skip
def test_sliders_start_in_the_proportions_of_the_rules(
    weights: tuple[float, ...], sliders: tuple[int, ...]
) -> None:
    parts = {
        str(place): Part("needs_open", 0, 10, weight, Shaken.NONE)
        for place, weight in enumerate(weights)
    }
    assert start_weights(NeedRules(0.5, parts)) == sliders


# Where next


def test_the_headline_names_the_first_three_and_why() -> None:
    codes = [f"94010{number}" for number in range(1, 7)]
    values = pd.DataFrame(0.0, index=codes, columns=list(need_rules().parts))
    values["unreached"] = [15_000.0, 12_000, 9_000, 6_000, 3_000, 0]
    values["needs"] = [9.0, 8, 7, 0, 0, 0]
    said = sentences.headline(ranked(values), str, "en")
    assert said == (
        "Go first to 940101, 940102 and 940103: people not yet reached and needs waiting for an "
        "answer are high there"
    )


@pytest.mark.parametrize(("value", "key"), [(0.0, "next_nothing"), (math.nan, "next_none")])
@LANGUAGE
def test_the_headline_where_there_is_nothing_to_say(value: float, key: str, language) -> None:  # type: ignore[no-untyped-def]
    values = pd.DataFrame(value, index=["940101"], columns=list(need_rules().parts))
    assert sentences.headline(ranked(values), str, language) == say(f"planner.{key}", language)


@pytest.mark.parametrize(
    ("share", "word"),
    [(1.0, "high"), (0.898, "high"), (0.894, "middle"), (0.5, "middle"), (0.49, "low"),
     (0.1, "low"), (0.094, "out"), (0.0, "out")],
)  # fmt: skip
def test_how_firm_a_rank_is_in_a_word_that_fits_the_share_beside_it(
    share: float, word: str
) -> None:
    row = pd.Series({"in_first": share, "rank_low": 1.0, "rank_high": 14.0})
    assert sentences.firm_level(row) == word
    said = sentences.firm_words(row, "en", shaking())
    assert said.startswith(say(f"planner.firm_{word}", "en", first="the first 10"))
    assert f"{share:.0%}" in said
    assert "(rank 1–14)" in said
    always = sentences.firm_words(row.replace(14.0, 1.0), "en", shaking())
    assert "(rank 1)" in always


@pytest.mark.parametrize(("up", "arrow"), [(2, "▲2"), (-11, "▼11"), (0, "="), (pd.NA, "")])
def test_arrows_of_moved_ranks(up: object, arrow: str) -> None:
    assert sentences.arrow(up) == arrow


def test_weights_move_ranks_and_the_table_says_so(start: Selection) -> None:
    choice = read("w.0-5-0-0-0")
    moved, table = asked.moved(start, choice), asked.ranking(start, choice)
    firm, how = asked.firm(start, choice), asked.how_firm(start)
    assert (moved["up"] != 0).any()
    assert (moved["up"] == moved["rank_before"] - moved["rank"]).all()
    rows = sentences.rows(table, firm, moved, str, "en", how)
    assert list(rows["Rank"]) == sorted(rows["Rank"])
    assert set(rows["Against start"]) >= {"="} or rows["Against start"].str.match("[▲▼]").any()
    assert "Against start" not in sentences.rows(table, firm, None, str, "en", how)
    silent = table["value_since_last"].astype(float)
    assert (silent.iloc[: int((silent >= 60).sum())] >= 60).all()  # all that count 1 come first


@pytest.mark.parametrize(
    ("area", "first", "words"),
    [
        ("south", 10, "in the first 10 in "),
        (AMPHOE, 4, "in the first 4 in "),
        ("9613", 1, "in first place in "),
        ("9507", 1, "in first place in "),
    ],
)
def test_of_few_tambon_firmness_is_about_the_first_third(
    start: Selection, area: str, first: int, words: str
) -> None:
    inside = start.with_area(area)
    how, firm = asked.how_firm(inside), asked.firm(inside, Choice())
    assert how.first == first
    assert firm["in_first"].sum() == pytest.approx(first)
    assert firm["in_first"].min() < 1
    assert words in sentences.firm_words(firm.iloc[0], "en", how)


@pytest.mark.parametrize(
    ("needs", "named"),
    [((9, 0), 1), ((9, 8), 1), ((9, 8, 7), 1), ((9, 8, 7, 6), 2), ((9, 0, 0, 0, 0, 0), 1)],
)
def test_the_headline_names_less_than_all_and_none_without_need(
    needs: tuple[int, ...], named: int
) -> None:
    codes = [f"94010{number}" for number in range(1, len(needs) + 1)]
    values = pd.DataFrame(0.0, index=codes, columns=list(need_rules().parts))
    values["needs"] = [float(one) for one in needs]
    words = sentences.headline(ranked(values), str, "en")
    assert [code for code in codes if code in words] == codes[:named]


@pytest.mark.parametrize("part", need_rules().parts)
@pytest.mark.parametrize("rows", [slice(0, 1), slice(None)], ids=["one", "all"])
def test_a_part_that_is_not_known_is_named(
    start: Selection, monkeypatch: pytest.MonkeyPatch, part: str, rows: slice
) -> None:
    """Of the tambon that comes first, or of all, as where a table was never delivered."""
    inside = start.with_area(AMPHOE)
    known = asked._needs(inside)
    values = known.values.copy()
    values.loc[asked.ranking(inside, Choice()).index[rows], part] = math.nan
    monkeypatch.setattr(asked, "_needs", lambda _: replace(known, values=values))
    at = opened("planner", area=AMPHOE)
    assert not at.exception
    assert f"ยังไม่มีข้อมูล: {say(f'planning_part.{part}', 'th')}" in html_of(at)


def test_the_map_of_the_index(start: Selection) -> None:
    shown = start.with_level(Level.TAMBON)
    found = drawn.figures(pd.Series({"940101": 61.0, "940102": 0.0, "940103": math.nan}))
    picture = drawn.picture(
        shown, drawn.index(), found, {}, {"940101": Mark.PICKED}, {Mark.PICKED: "first"}
    )
    assert [one.fill for one in picture.areas] == [4, 0, Pattern.NONE]
    assert [one.mark for one in picture.areas] == [Mark.PICKED, Mark.NONE, Mark.NONE]
    assert [one.count for one in picture.legend] == [1, 0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("name", ["unmet_need", *code_list("labour_category").codes])
def test_each_map_has_breaks_that_rise(name: str) -> None:
    limits = drawn.breaks(name)
    assert len(limits) == 4
    assert list(limits) == sorted(set(limits))


# The labour situation


def test_the_panel_has_the_figures_of_the_core(start: Selection, store: Store) -> None:
    inside = start.with_area(AMPHOE)
    as_of = asking.as_of(inside)
    found = asked.labour(inside, AMPHOE, Level.TAMBON)
    whole = labour_situation(store, Scope.everything(), AMPHOE, as_of, Level.AMPHOE).iloc[0]
    for name in ("informal", "population", "people_served", "planned"):
        assert situation.totals(inside, found, AMPHOE)[name] == whole[name]
    region = situation.totals(start, found, start.area)
    every = labour_situation(store, Scope.everything(), start.area, as_of, Level.AMPHOE)
    assert region["informal"] == every["informal"].sum()
    assert whole["people_served"] < region["people_served"] <= every["people_served"].sum()


def test_a_sum_of_a_part_counts_nobody_who_may_be_counted_twice(start: Selection) -> None:
    with acting(Role.PLANNER, AMPHOE, "9402"):
        data.begin_run()
        found = asked.labour(start, "94", Level.AMPHOE)
        assert list(found.index) == [AMPHOE, "9402"]
        assert math.isnan(situation.totals(start, found, "94")["people_served"])


@pytest.mark.parametrize("level", [Level.TAMBON, Level.AMPHOE])
@LANGUAGE
def test_the_table_has_everything_once(start: Selection, level: Level, language) -> None:  # type: ignore[no-untyped-def]
    shown = replace(start.with_area("94").with_level(level), language=language)
    found = asked.labour(shown, "94", level)
    found["informal"] = found["informal"].where(found.index != found.index[0])
    rows = situation.table_rows(found, shown)
    assert len(rows) == len(found)
    assert rows.columns.is_unique
    assert len(rows.columns) == (16 if level is Level.AMPHOE else 15)
    label = code_list("labour_category").label("informal", language)
    assert math.isnan(rows[label].iloc[0])


@pytest.fixture
def partly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Informal labour as counted in one tambon of each amphoe only, where 1,000 people live."""
    asked_for = asked.labour

    def some(selection: Selection, area: str, level: Level) -> pd.DataFrame:
        found = asked_for(selection, area, level)
        kept = found.index.str.endswith("01") | (level is Level.AMPHOE)
        for name, known, other in (("informal", 90.0, math.nan), ("counted_informal", 1, 0),
                                   ("base_informal", 1000.0, 0.0)):  # fmt: skip
            found[name] = [known if one else other for one in kept]
        return found

    monkeypatch.setattr(asked, "labour", some)


@pytest.mark.usefixtures("partly")
def test_a_rate_is_of_the_people_of_the_tambon_that_were_counted(start: Selection) -> None:
    for area, level in (("94", Level.AMPHOE), (AMPHOE, Level.TAMBON)):
        shown = replace(start.with_area(area).with_level(level), language="en")
        found = asked.labour(shown, area, level)
        rates = situation.rates_of(found, "informal")
        assert set(rates["value"].dropna()) == {90}
        assert (rates["value"].notna() == (found["counted_informal"] > 0)).all()
        picture = situation.picture_of(shown, "informal", found, rates)
        hatched = [one.code for one in picture.areas if one.fill is Pattern.NONE]
        assert hatched == list(found.index[found["counted_informal"] == 0])
        count, every = found["counted_informal"].sum(), found["tambon"].sum()
        said = situation.headline(shown, "informal", found, rates)
        assert f"counted in {count} of {every} tambon" in said
    whole = situation.totals(start, found, start.area)
    assert (whole["informal"], whole["base_informal"]) == (37 * 90, 37_000)
    assert (whole["counted_informal"], whole["tambon"]) == (37, 290)
    html = html_of(opened("planner", planner="situation", area=AMPHOE, lang="en"))
    assert f"1 of {len(found)}" in html


@pytest.mark.usefixtures("partly")
def test_a_map_says_of_how_many_tambon_the_rate_of_an_amphoe_is(start: Selection) -> None:
    shown = replace(start.with_area("94").with_level(Level.AMPHOE), language="en")
    found = asked.labour(shown, "94", Level.AMPHOE)
    picture = situation.picture_of(shown, "informal", found, situation.rates_of(found, "informal"))
    every = len(data.areas().descendants(AMPHOE, Level.TAMBON))
    (note,) = [one.note for one in picture.areas if one.code == AMPHOE]
    assert note == f"90 of 1,000 people in the tambon that were counted (1 of {every})"
    picture = situation.picture_of(shown, "seasonal", found, situation.rates_of(found, "seasonal"))
    assert "counted" not in next(one.note for one in picture.areas if one.code == AMPHOE)


def test_a_headline_where_nothing_can_be_said(start: Selection) -> None:
    shown = replace(start.with_area(AMPHOE).with_level(Level.TAMBON), language="en")
    found = asked.labour(shown, AMPHOE, Level.TAMBON)
    unknown = found.assign(base_informal=math.nan)
    rates = situation.rates_of(unknown, "informal")
    assert "population is not known" in situation.headline(shown, "informal", unknown, rates)
    never = found.assign(informal=math.nan, counted_informal=0, base_informal=0.0)
    rates = situation.rates_of(never, "informal")
    assert situation.headline(shown, "informal", never, rates).endswith("not counted here yet")


# The annex


def taken(selection: Selection, store: Store) -> Taken:
    return Taken("planner", selection, "Planner", annex._stamp(selection), Seen())


@LANGUAGE
def test_the_annex_of_an_amphoe(start: Selection, store: Store, language) -> None:  # type: ignore[no-untyped-def]
    shown = replace(start.with_area(TAMBON), language=language)
    (table,) = annex.tables(shown)
    assert AMPHOE not in table.title
    assert data.areas().get(AMPHOE).name(language) in table.title
    assert len(table.frame) == len(data.areas().descendants(AMPHOE, Level.TAMBON)) + 1
    every = len(table.frame) - 1
    counted = say("planner.counted_of", language, told=every, total=every)
    assert table.frame.iloc[-1, 0] == say("planner.annex_whole", language, counted=counted)
    assert table.notes[0] == say("planner.counted_all", language, total=every)
    assert say("exports.simulated", language) in table.notes
    paper = annex.paper(shown)
    assert [one.annex for one in paper.sections] == [False, False, True]
    assert isinstance(paper.sections[0].parts[-1], MapDrawing)
    assert {one.code[:4] for one in paper.sections[0].parts[-1].areas} == {AMPHOE}
    assert data.areas().get(AMPHOE).name(language) in paper.stamp.title


@pytest.mark.usefixtures("partly")
def test_the_annex_says_what_was_counted_in_some_tambon_only(start: Selection) -> None:
    shown = replace(start.with_area(AMPHOE), language="en")
    (table,) = annex.tables(shown)
    every = len(table.frame) - 1
    assert table.frame.iloc[-1, 0].endswith(f"(tambon counted: 1–{every} of {every})")
    label = code_list("labour_category").label("informal", "en")
    assert table.notes[0].endswith(f"only: {label} 1 of {every}")
    assert annex.paper(shown).sections[2].parts[1] == table.notes[0]


@pytest.mark.parametrize(("key", "begins"), [("annex_book", b"PK"), ("annex", b"%PDF")])
def test_the_files_of_the_annex(start: Selection, store: Store, key: str, begins: bytes) -> None:
    shown = start.with_area(AMPHOE).with_switch("planner", "situation")
    kind = KINDS[key]
    assert kind.offered(taken(shown, store))
    assert not kind.offered(taken(shown.with_switch("planner", ""), store))
    assert kind.make(taken(shown, store), lambda done, steps: None).startswith(begins)


# The screen


@pytest.mark.parametrize(("part", "language"), product(PARTS, LANGUAGES))
def test_every_part_stands(part: str, language: str) -> None:
    query = {} if part == "next" else {"planner": part}
    at = opened("planner", lang=language, area=AMPHOE, **query)
    assert not at.exception
    assert not at.error


def test_a_slider_changes_the_address_and_reset_undoes_it() -> None:
    at = opened("planner", area=AMPHOE)
    slider = at.slider(key="planner_weight_since_last")
    assert slider.value == start_weights()[1]
    slider.set_value(5).run()
    assert at.query_params["plan"] == "w.3-5-2-2-1"
    assert "เทียบกับน้ำหนักตั้งต้น: อันดับเปลี่ยน" in html_of(at)
    at.button(key="planner_reset").click().run()
    assert "plan" not in at.query_params


@pytest.mark.parametrize(
    ("part", "maps", "tables"),
    [("", ["unmet_need"], 2), ("situation", ["labour_out_of_work_per_1000"], 2), ("alerts", [], 1)],
)
def test_what_is_shown_can_be_taken_away(part: str, maps: list[str], tables: int) -> None:
    at = opened_in_house("planner", area=AMPHOE, lang="en", **({"planner": part} if part else {}))
    assert not at.exception
    seen, selection = at.session_state[SEEN], at.session_state[SELECTION]
    assert [one.name for one in seen.maps.values()] == maps
    assert len(tables_of(seen)) == tables
    what = Taken("planner", selection, "Planner", annex._stamp(selection), seen)
    quick = [one for one in (*offered(what, "figures"), *offered(what, "map")) if not one.slow]
    assert {one.key for one in quick} == {
        "excel",
        *(["png", "svg", "gpkg", "geojson"] if maps else []),
    }
    for kind in quick:
        assert len(menu.made(kind, what)) > 1000


def test_filters_do_not_cut_it_and_that_is_said() -> None:
    at = opened("planner", area=AMPHOE, mission="information", lang="en")
    assert say("planner.not_filtered", "en").partition(":")[0] in html_of(at)


def test_an_area_of_others_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    who = Standing(Visitor(Scope(Role.PLANNER, (AMPHOE,)), way=Way.TRIAL))
    monkeypatch.setattr(visitor, "standing", lambda: who)
    at = opened("planner", area="9501", lang="en")
    assert [one.value for one in at.info] == [say("planner.refused", "en")]
    assert not at.exception


def test_the_core_refuses_who_may_not_plan(start: Selection) -> None:
    with acting(Role.VIEWER), pytest.raises(PlanRefused):
        asked.ranking(start, Choice())
