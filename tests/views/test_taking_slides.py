"""What is taken away of slides: the same figures, pinned ones only by who may see them."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from math import isnan
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from lib.access.scope import Role, Scope
from lib.exports.model import ChartDrawing, Deck, MapDrawing, Table
from lib.exports.shelf import Kept, Shelf
from lib.views import data
from lib.views.briefing import build
from lib.views.briefing.sequences import plans
from lib.views.briefing.slides import slide
from lib.views.coverage.charts import mix_chart
from lib.views.selection import Selection
from lib.views.taking import kinds, menu, papers
from lib.views.taking.decks import deck_layers, deck_tables
from lib.views.taking.kinds import Taken, offered
from lib.views.taking.seen import Seen
from lib.views.taking.stamp import pinned_name, stamp_of
from lib.views.words import LANGUAGES, Language, say
from tests.views.on_screen import opened_in_house

pytestmark = pytest.mark.usefixtures("own_store")
SLIDES = ("attention", "served", "groups", "plan", "overdue", "needs")


@pytest.fixture(autouse=True)
def own_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "shelf", lambda: Shelf(tmp_path))


def selected(**changed: object) -> Selection:
    start = data.choices("briefing").start()
    return replace(start, area="94", slides=SLIDES, **changed)  # type: ignore[arg-type]


def taken(selection: Selection) -> Taken:
    stamp = stamp_of(selection, "ประชุม")
    return Taken("briefing", selection, "ประชุม", stamp, Seen())


def keys(what: Taken) -> set[str]:
    return {one.key for group in kinds.GROUPS for one in offered(what, group)}


def keep(selection: Selection, scope: Scope) -> tuple[Kept, Deck]:
    deck = build.deck(selection)
    one = Kept("", "ประชุม มิ.ย.", "", datetime(2026, 7, 1, tzinfo=UTC), "", True,
               str(scope.role), scope.areas)  # fmt: skip
    return build.shelf().keep(one, deck), deck


def test_the_workbook_of_slides_has_the_figures_and_tables_of_all() -> None:
    deck = build.deck(selected())
    book = openpyxl.load_workbook(io.BytesIO(menu.made(kinds.KINDS["book"], taken(selected()))))
    facts, *others = deck_tables(deck)
    assert list(facts.frame.iloc[:, 3]) == [
        value for one in deck.slides for value in ([f.value for f in one.facts] or [""])
    ]
    for one, table in zip(deck.slides, others, strict=True):
        if isinstance(one.body, MapDrawing):
            assert list(table.frame.iloc[:, 2]) == [area.text for area in one.body.areas]
        elif isinstance(one.body, ChartDrawing):
            assert table is one.body.table
        else:
            assert table is one.body
    assert len(book.worksheets) == 2 + len(deck.slides)
    assert all(sheet["A2"].value == deck.stamp.simulated for sheet in book.worksheets)


def test_the_layers_of_slides_have_the_values_of_their_maps(tmp_path: Path) -> None:
    path = tmp_path / "slides.gpkg"
    path.write_bytes(menu.made(kinds.KINDS["layers"], taken(selected())))
    drawn = {one.key: one.body for one in build.deck(selected()).slides}
    for name in ("served", "groups"):
        body = drawn[name]
        assert isinstance(body, MapDrawing)
        found = gpd.read_file(path, layer=f"{name}_{body.level}").set_index("code")
        assert len(found) == len(body.areas)
        for area in body.areas:
            value = found.loc[area.code, "value"]
            assert isnan(value) if isnan(area.value) else value == area.value
            assert found.loc[area.code, "shown"] == area.text


def test_what_the_public_may_not_see_is_in_no_layer_of_slides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data, "scope", Scope.public)
    selection = replace(selected(), area="9410", slides=("served", "follow_up"))
    for layer in deck_layers(build.deck(selection)):
        hidden = layer.figures["flag"].isin(["suppressed", "no data"])
        assert layer.figures.loc[hidden, "value"].isna().all()


def test_files_carry_the_moment_and_the_way_of_who_takes_them() -> None:
    what = taken(selected())
    other = replace(what.stamp, made=datetime(2030, 1, 1, tzinfo=UTC), link="https://here/x")
    build.deck(what.selection)
    stamp = papers._deck(replace(what, stamp=other), lambda *_: None).stamp
    assert (stamp.made, stamp.link) == (other.made, other.link)
    assert stamp.title == build.title(what.selection)


def test_pinned_slides_are_taken_as_they_were_under_their_name() -> None:
    one, deck = keep(selected(), data.scope())
    what = papers.with_pinned(taken(replace(data.choices("briefing").start(), detail=one.id)))
    assert what.deck is not None
    assert [each.headline for each in what.deck.slides] == [e.headline for e in deck.slides]
    assert keys(what) == {"book", "layers", "pptx", "slides", "page"}
    assert ("ตรึงตัวเลขเมื่อ", "1 ก.ค. 2569") in what.deck.stamp.lines
    assert pinned_name(what.deck.stamp, what.title, "pptx") == (
        "ประชุมมิ.ย_จ.ปัตตานี_ปีงบประมาณ2569_ข้อมูลถึง30-มิ.ย.2569_จำลอง.pptx"
    )


@pytest.mark.parametrize("scope", [Scope.public(), Scope(Role.OFFICER, ("9501",))])
def test_pinned_slides_of_others_are_not_given(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = keep(selected(), data.scope())
    monkeypatch.setattr(data, "scope", lambda: scope)
    what = papers.with_pinned(taken(replace(selected(), detail=one.id)))
    assert what.deck is None
    assert keys(what) == set()


def test_damaged_slides_offer_nothing() -> None:
    one, _ = keep(selected(), data.scope())
    (build.shelf().folder / f"{one.id}.deck").write_text("{", encoding="utf-8")
    what = papers.with_pinned(taken(replace(selected(), detail=one.id)))
    assert what.deck is None
    assert keys(what) == set()


def test_who_may_see_none_of_the_slides_is_told_and_offered_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data, "scope", Scope.public)
    selection = replace(selected(), slides=("missions", "needs"))
    assert not build.any_shown(selection)
    assert keys(taken(selection)) == set()
    at = opened_in_house("briefing", slides="missions.needs")
    assert not at.exception
    assert any("เข้าสู่ระบบ" in str(one.proto.body) for one in at.get("html"))


def test_a_slide_says_which_filters_cut_none_of_its_figures() -> None:
    cut = replace(selected(), filters=(("mission", ("labour",)),))
    whole, part = (slide(plans()["overdue"], one) for one in (selected(), cut))
    assert isinstance(whole.body, ChartDrawing)
    assert isinstance(part.body, ChartDrawing)
    assert whole.facts[0].value == part.facts[0].value
    assert "ไม่มีผลกับ" in part.body.subtitle
    assert "ไม่มีผลกับ" not in whole.body.subtitle
    drawn = slide(plans()["follow_up"], cut).body
    assert isinstance(drawn, MapDrawing)
    assert "ไม่มีผลกับ" in drawn.title
    assert "ไม่มีผลกับ" not in drawn.subtitle  # it heads the legend


def test_the_stamp_of_a_screen_says_it_too() -> None:
    at = opened_in_house("follow_up", area="94", mission="labour")
    seen = at.session_state["taking_seen"]
    assert isinstance(seen, Seen)
    stamp = menu._stamp(replace(selected(), filters=(("mission", ("labour",)),)), "t", seen)
    assert "ไม่มีผลกับ" in dict(stamp.lines)["ตัวกรอง"]


def test_a_chart_of_months_says_which_ones() -> None:
    body = slide(plans()["served_months"], selected()).body
    assert isinstance(body, ChartDrawing)
    first, *_, last = map(str, body.table.frame.iloc[:, 0])
    assert body.subtitle.endswith(f"{first}–{last}")


@pytest.mark.parametrize("form", ["png", "svg"])
def test_all_charts_of_a_screen_are_pictures(form: str) -> None:
    chart = mix_chart(selected(), "mission")
    seen = Seen(items={"a": chart, "b": replace(chart, figure=None), "c": Table("t", chart.table)})
    what = replace(taken(selected()), screen="coverage", seen=seen)
    assert {"pngs", "svgs"} <= keys(what)
    packed = menu.made(kinds.KINDS[f"{form}s"], what)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        (name,) = archive.namelist()
        content = archive.read(name)
    assert name.startswith("01_")
    assert content.startswith(b"\x89PNG" if form == "png" else b"<")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_of_the_briefing_offers_all_kinds(language: Language) -> None:
    at: AppTest = opened_in_house("briefing", area="94", slides="served", lang=language)
    assert not at.exception
    labels = {str(one.label) for one in at.button}
    for key in ("book", "layers", "pptx", "slides", "page"):
        assert say(f"exports.take_{key}", language) in labels
