"""The data desk on the screen, by role and area: which parts, whose name, what is refused."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.access.database import FOLDER
from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.access.trail import Entry, Event, Trail
from lib.access.visitor import Visitor, Way
from lib.imports.log import LoggedCheck, Spot, log_file, read_log
from lib.store.lake import Store
from lib.views import data, visitor
from lib.views.desk.links import NEEDED
from lib.views.desk.quality_checks import cut_to
from lib.views.visitor import Standing
from lib.views.words import say
from tests.views.test_desk import activities, at_rest, hand_in, opened, rows, under, words

pytestmark = pytest.mark.xdist_group("checks")
ELSEWHERE = "สะเตง,เมืองยะลา"  # a tambon of another province, by its name
HERE = "สะบารัง,เมืองปัตตานี"
PARTS = {
    Role.VIEWER: (),
    Role.PLANNER: ("quality", "templates"),
    Role.OFFICER: ("import", "history", "quality", "templates"),
    Role.ADMINISTRATOR: ("import", "history", "quality", "templates"),
}


@pytest.fixture
def own_sample(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A sample store of the test's own, so that what it imports is nobody else's."""
    var = tmp_path / "var"
    shutil.copytree(store.folder.parent, var / "sample")
    monkeypatch.setenv("VAR", str(var))
    data.store.clear()
    st.cache_data.clear()
    yield var
    data.store.clear()
    st.cache_data.clear()


def looks(monkeypatch: pytest.MonkeyPatch, who: Visitor) -> None:
    monkeypatch.setattr(visitor, "standing", lambda: Standing(who))


def trial(role: Role, *areas: str) -> Visitor:
    return Visitor(Scope(role, areas), way=Way.TRIAL)


def officer(*areas: str, name: str = "somsri", shown: str = "สมศรี") -> Visitor:
    return Visitor(Scope(Role.OFFICER, areas), name, shown, Way.PASSWORD)


def keys(at: AppTest) -> set[str]:
    return {str(one.key) for one in at.button}


def told(var: Path, *events: Event) -> list[Entry]:
    return Trail(var / FOLDER).read(events=events)


def elsewhere(count: int = 1) -> str:
    return rows(count).replace(HERE, ELSEWHERE).replace("ACT-DESK", "ACT-YALA")


def both() -> str:
    return rows(1) + "\n" + elsewhere().splitlines()[1]


class TestParts:
    @pytest.mark.parametrize("role", PARTS)
    def test_the_parts_are_those_of_the_role(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, role: Role
    ) -> None:
        assert store.info.simulated
        looks(monkeypatch, trial(role))
        at = opened(lang="en", desk="templates")
        assert not at.exception
        if not PARTS[role]:
            assert [one.value for one in at.info] == [say("rights.closed_desk", "en")]
            assert not at.button
            assert not at.get("download_button")
            return
        (switch,) = [one for one in at.button_group if one.key == "desk_part"]
        assert tuple(switch.options) == tuple(say(f"desk.part_{one}", "en") for one in PARTS[role])
        assert at.get("download_button")

    def test_every_part_needs_a_right(self) -> None:
        assert set(NEEDED) == set(data.choices("desk").switches["desk"])
        assert NEEDED["import"] == NEEDED["history"] == Right.IMPORT

    def test_a_link_to_a_part_of_others_says_whose_it_is(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert store.info.simulated
        looks(monkeypatch, trial(Role.PLANNER, "94"))
        at = opened(lang="en", desk="history")
        assert not at.exception
        name = say("desk.part_history", "en")
        assert say("desk.closed_part", "en", part=name) in [one.value for one in at.info]
        assert not at.file_uploader
        assert say("desk.history_intro", "en") not in words(at)

    def test_the_screen_opens_on_the_first_part_of_the_role(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert store.info.simulated
        looks(monkeypatch, trial(Role.PLANNER, "94"))
        at = opened(lang="en")
        assert not at.exception
        assert not at.info
        assert say("quality.kinds", "en") in words(at)


class TestImport:
    def test_rows_outside_are_refused_in_words_and_nothing_of_them_is_stored(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, officer("94"))
        at = opened(lang="en")
        before = activities()
        hand_in(at, ("june.csv", both()))
        assert "lies outside the areas that you look after" in words(at)
        assert "desk_import_now" not in keys(at)
        assert activities() == before
        (entry,) = told(own_sample, Event.IMPORT)
        assert (entry.who, entry.told["why"], entry.told["rows"]) == ("somsri", "areas", 1)

    def test_the_person_of_the_account_imports_and_is_not_asked_for_a_name(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, officer("94"))
        at = opened(lang="en")
        hand_in(at, ("june.csv", rows()))
        assert not at.text_input
        assert escape(f"{say('desk.author', 'en')}: สมศรี") in words(at)
        at.button(key="desk_import_now").click().run()
        at_rest(at)
        stored = under(at).stored
        assert stored is not None
        assert stored.author == "สมศรี"
        (logged,) = read_log(log_file(own_sample))
        assert logged.who == "สมศรี"
        at.query_params.update(desk="history", detail=stored.batch_id)
        at.run()
        assert say("desk.history_areas", "en") in words(at)
        assert "june.csv" in words(at)
        at.button(key="desk_undo_confirm").click().run()
        at_rest(at)
        assert [(one.event, one.who) for one in told(own_sample)] == [
            (Event.UNDO, "somsri"), (Event.IMPORT, "somsri"),
        ]  # fmt: skip

    def test_a_stored_row_of_another_area_is_not_shown(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = opened(lang="en")
        hand_in(at, ("yala.csv", elsewhere().replace(",1,4", ",7777,4")))
        at.text_input(key="desk_author").set_value("Aminah")
        at.button(key="desk_import_now").click().run()
        at_rest(at)
        looks(monkeypatch, officer("94"))
        at = opened(lang="en")
        hand_in(at, ("june.csv", elsewhere().replace(ELSEWHERE, HERE)))
        said = words(at)
        assert "belongs to a stored row of an area that you do not look after" in said
        assert "7777" not in said
        assert "7,777" not in said

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.PLANNER])
    def test_who_has_lost_the_right_since_stores_nothing(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch, role: Role
    ) -> None:
        looks(monkeypatch, officer())
        at = opened(lang="en")
        before = activities()
        hand_in(at, ("june.csv", rows()))
        assert Right.IMPORT not in RIGHTS[role]
        looks(monkeypatch, Visitor(Scope(role), "somsri", "สมศรี", Way.PASSWORD))
        at.button(key="desk_import_now").click().run()
        assert not at.exception
        assert under(at).work is None or role is Role.VIEWER
        assert activities() == before
        assert told(own_sample, Event.IMPORT) == []

    def test_somebody_else_in_the_same_tab_finds_an_empty_desk(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, officer("94"))
        at = opened(lang="en")
        hand_in(at, ("june.csv", rows()))
        assert "june.csv" in words(at)
        looks(monkeypatch, officer("95", name="yusuf", shown="ยูซุฟ"))
        at.run()
        assert not at.exception
        assert "june.csv" not in words(at)
        assert under(at).tray is None
        assert list((own_sample / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("amphoe", "areas", "names"),
    [
        (("9401",), (), ("a.csv", "May")),
        (("9401", "9501"), (), ("a.csv", "May")),
        (("9401", "9402"), ("94",), ("a.csv", "May")),
        (("9401", "9501"), ("94",), ("", "")),
        (("9401", ""), ("94",), ("", "")),
        (("9501",), ("94",), None),
    ],
)
def test_checks_of_several_areas_are_told_without_names_of_files(
    amphoe: tuple[str, ...], areas: tuple[str, ...], names: tuple[str, str] | None
) -> None:
    spots = tuple(Spot(0, "May", "not_date", "date", code, False, 1, "3") for code in amphoe)
    counts = {code: {"not_date": 1} for code in amphoe}
    one = LoggedCheck(
        datetime(2026, 6, 1, tzinfo=UTC), "x", (("a.csv", "0f"),), dict.fromkeys(amphoe, 9),
        counts, {}, spots,
    )  # fmt: skip
    found = cut_to([one], areas)
    told_ = [(check.files[0][0], spot.sheet) for check in found for spot in check.spots]
    assert set(told_) == ({names} if names else set())
    assert all(code.startswith(areas or "") for check in found for code in check.rows)


class TestHistory:
    def imported(self, monkeypatch: pytest.MonkeyPatch, who: Visitor, name: str, text: str) -> str:
        looks(monkeypatch, who)
        at = opened(lang="en")
        hand_in(at, (name, text))
        at.button(key="desk_import_now").click().run()
        at_rest(at)
        stored = under(at).stored
        assert stored is not None
        return stored.batch_id

    def test_an_officer_sees_what_touches_their_area_without_names_of_files(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = officer(name="head", shown="หัวหน้า")
        mixed = self.imported(monkeypatch, whole, "both.csv", both())
        other = self.imported(monkeypatch, whole, "secret.csv", elsewhere(2))
        looks(monkeypatch, officer("94"))
        at = opened(lang="en", desk="history")
        said = words(at)
        assert "both.csv" not in said
        assert "secret.csv" not in said
        assert {"desk_undo_2"} == {key for key in keys(at) if key.startswith("desk_undo_")}
        for batch, code in ((mixed, "not_allowed_undo_areas"), (other, None)):
            at = opened(lang="en", desk="history", detail=batch)
            assert "desk_undo_confirm" not in keys(at)
            expected = [say(f"desk_trouble.{code}", "en")] if code else []
            assert [one.value for one in at.warning] == expected
        looks(monkeypatch, whole)
        assert "secret.csv" in words(opened(lang="en", desk="history"))
