"""The month's plan on the screen: drafted, edited, kept, saved, taken, and for whom."""

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import openpyxl
import pandas as pd
import pypdfium2 as pdfium
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.access.database import FOLDER
from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.access.trail import Event, Trail
from lib.access.visitor import Visitor, Way
from lib.desk import DeskClosed
from lib.plan_desk import PlanDesk
from lib.planning.asking import PlanRefused
from lib.planning.drafts import MOST_VISITS, Draft, Drafts
from lib.planning.month import (
    ALERT,
    FOLLOW,
    NEED,
    NEVER,
    ORDER,
    PART,
    SERVICE,
    Proposal,
    Reason,
    Visit,
)
from lib.planning.month_rules import month_rules
from lib.store.codelists import code_list
from lib.store.lake import Store
from lib.views import data, visitor
from lib.views.planner import month_asked, month_editor, month_export, month_rows, month_words
from lib.views.reading import from_query
from lib.views.selection import Selection
from lib.views.taking import menu
from lib.views.taking.kinds import KINDS
from lib.views.taking.seen import SEEN
from lib.views.visitor import Standing
from lib.views.words import LANGUAGES, Language, say
from tests.views.on_screen import html_of, opened, opened_in_house

pytestmark = pytest.mark.xdist_group("planner")
THAI = re.compile(r"[\u0e00-\u0e7f]")
JULY = date(2026, 7, 1)
VISIT = Visit("940101", "job_matching", 2, (Reason(NEED, "work", 3, 40),), 30, "SIM-O000048")


@pytest.fixture
def own_sample(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A sample store of the test's own, so that what it saves is nobody else's."""
    var = tmp_path / "var"
    shutil.copytree(store.folder.parent, var / "sample")
    monkeypatch.setenv("VAR", str(var))
    _forget()
    yield var
    _forget()


def _forget() -> None:
    data.store.clear()
    st.cache_data.clear()
    st.cache_resource.clear()


def looks(
    monkeypatch: pytest.MonkeyPatch, role: Role, *areas: str, name: str = "somsri"
) -> Visitor:
    who = Visitor(Scope(role, areas), name, f"นาง {name}", Way.PASSWORD)
    monkeypatch.setattr(visitor, "standing", lambda: Standing(who))
    return who


def selection(**query: str) -> Selection:
    asked = {"planner": "month", "area": "9401", **query}
    found, problems = from_query(asked, data.choices("planner"))
    assert problems == ()
    return found


@pytest.mark.parametrize("query", [{}, {"period": "fy2568"}, {"asof": "2025-11-15"}])
def test_the_month_after_the_data_is_planned_whatever_is_filtered(query: dict[str, str]) -> None:
    assert month_asked.begin(selection(**query)) == date(2026, 7, 1)


def said(at: AppTest) -> str:
    assert not at.exception, at.exception
    plain = re.sub(r"<style.*?</style>|<[^>]+>", " ", html_of(at), flags=re.DOTALL)
    return unescape(plain).replace("\u00a0", " ")


def drafts(var: Path, *areas: str) -> Drafts:
    return Drafts(var, Scope(Role.PLANNER, areas), simulated=True)


def month(**query: str) -> AppTest:
    return opened("planner", planner="month", **{"area": "9401", **query})


def opened_editor(at: AppTest) -> str:
    """The id of the editor that is shown."""
    (found,) = (one for one in at.dataframe if str(one.key).startswith("planner_month_editor"))
    return str(found.proto.id)


def edit(
    at: AppTest, rows: dict[int, dict[str, object]], *added: dict[str, object]
) -> AppTest:  # fmt: skip
    """Change rows of the editor, and add some, as a browser tells it."""
    states = at._tree.get_widget_states()
    told = {"edited_rows": rows, "added_rows": list(added), "deleted_rows": []}
    states.widgets.add(id=opened_editor(at), string_value=json.dumps(told))
    return at._run(states)


def on(at: AppTest, **query: str) -> str:
    """What is said once the address says this."""
    at.query_params.update(query)
    return said(at.run())


FORTY = tuple(replace(VISIT, follow_ups=1) for _ in range(40))


@pytest.mark.usefixtures("own_sample")
class TestEdited:
    """What is edited and not kept stays while the planner looks elsewhere."""

    NOT_KEPT = say("planner_month.unkept", "th")

    @pytest.fixture
    def at(self, own_sample: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
        looks(monkeypatch, Role.PLANNER, "94")
        drafts(own_sample, "94").save(Draft("9401", JULY, FORTY), "ก")
        return month()

    def test_what_is_said_above_is_what_is_edited(self, at: AppTest) -> None:
        text = said(at)
        assert "ร่างไว้ 40 กิจกรรม ใน 1 ตำบล ติดตามผลระหว่างทาง 40 ราย" in text
        assert self.NOT_KEPT not in text
        change = {0: {"drop": True}, 1: {"activity_type": "mobile_service"}}
        text = said(edit(at, change))
        assert "ร่างไว้ 39 กิจกรรม ใน 1 ตำบล ติดตามผลระหว่างทาง 39 ราย" in text
        named = code_list("activity_type").label("mobile_service", "th")
        assert f"{named} 1" in text
        assert self.NOT_KEPT in text

    @pytest.mark.parametrize("away", [
        {"planner": "load"}, {"lang": "en"}, {"area": "9402"}, {"area": "94"},
        {"period": "fy2568"}, {"plan": "d.7"},
    ])  # fmt: skip
    def test_it_stays_across_the_screen(self, at: AppTest, away: dict[str, str]) -> None:
        added = {"tambon": "940102", "week": 2, "activity_type": "group_support", "follow_ups": 2}
        first = {0: {"drop": True}, 1: {"note": "ใกล้ตลาด"}}
        editor = opened_editor(edit(at, first, added))
        back = {"planner": "month", "lang": "th", "area": "9401"}
        on(at, **away)
        for name in set(away) - set(back):
            del at.query_params[name]
        for _ in range(2):  # edits are told once, not doubled by another run
            text = on(at, **back)
            assert "ร่างไว้ 40 กิจกรรม ใน 2 ตำบล ติดตามผลระหว่างทาง 41 ราย" in text
            assert self.NOT_KEPT in text
        same = opened_editor(at) == editor  # then a browser tells all that it has changed
        more = {2: {"drop": True}}  # on top of what was edited before
        text = said(edit(at, {**first, **more}, added) if same else edit(at, more))
        assert "ร่างไว้ 39 กิจกรรม ใน 2 ตำบล ติดตามผลระหว่างทาง 40 ราย" in text
        at.button(key="planner_month_keep_now").click().run()
        kept = month_asked.kept("9401", JULY)
        assert kept is not None
        assert len(kept.visits) == 39
        assert [one.note for one in kept.visits].count("ใกล้ตลาด") == 1
        assert sum(one.reasons == VISIT.reasons for one in kept.visits) == 38

    def test_it_is_read_in_the_language_of_the_screen(self, at: AppTest) -> None:
        edit(at, {0: {"drop": True}})
        text = on(at, lang="en")
        assert "39 activities drafted" in text
        assert say("planner_month.unkept", "en") in text
        (table,) = at.dataframe
        whys = set(table.value["why"])
        assert whys == {month_rows.why(VISIT, "en")}
        assert table.value["drop"].tolist() == [True] + [False] * 39

    def test_a_row_that_is_not_finished_stays_too(self, at: AppTest) -> None:
        edit(at, {}, {"week": 1, "note": "ยังไม่รู้ที่"})
        before = [one.value for one in at.error]
        assert before[0].startswith(say("planner_month.fault_no_tambon", "th"))
        on(at, planner="load")
        on(at, planner="month")
        assert [one.value for one in at.error] == before
        assert at.button(key="planner_month_keep_now").disabled

    @pytest.mark.parametrize("button", ["planner_month_keep_now", "planner_month_anew"])
    def test_it_does_not_come_back_once_kept_or_dropped(self, at: AppTest, button: str) -> None:
        edit(at, {0: {"drop": True, "note": "ของเก่า"}, 1: {"note": "ใกล้ตลาด"}})
        at.button(key=button).click().run()
        anew = button == "planner_month_anew"
        count = len(month_asked.proposal(selection(), "9401").visits) if anew else 39
        assert count != 40
        for query in ({}, {"planner": "load"}, {"planner": "month"}):
            text = on(at, **query)
            (notes,) = [list(one.value["note"]) for one in at.dataframe] or [[]]
            assert "ของเก่า" not in notes
            if query.get("planner") != "load":
                assert f"ร่างไว้ {count} กิจกรรม" in text
                assert (self.NOT_KEPT in text) is anew  # the draft anew is not kept

    def test_what_is_changed_back_is_not_edited(self, at: AppTest) -> None:
        assert self.NOT_KEPT in said(edit(at, {0: {"note": "ก"}}))
        assert self.NOT_KEPT not in said(edit(at, {0: {"note": ""}}))

    def test_it_is_nobody_elses(self, at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
        edit(at, {0: {"drop": True}})
        looks(monkeypatch, Role.PLANNER, "94", name="somchai")
        assert "ร่างไว้ 40 กิจกรรม" in said(at.run())


@pytest.mark.parametrize("query", [{}, {"period": "fy2567"}, {"asof": "2025-11-15"}])
def test_the_day_above_and_in_files_is_that_of_the_draft(query: dict[str, str]) -> None:
    at = opened_in_house("planner", planner="month", area="9401", **query)
    (line,) = [
        str(one.proto.body) for one in at.get("html") if 'class="period-line"' in one.proto.body
    ]
    assert "30 มิ.ย. 2569" in unescape(line).replace("\u00a0", " ")
    chosen = selection(**query)
    stamp = month_export.stamp(chosen, Draft("9401", JULY, (VISIT,)))
    assert stamp.lines[-1] == (say("exports.line_as_of", "th"), "30 มิ.ย. 2569")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("usual", "most", "key"), [
    (101.2, 60, "usual_over"), (1.4, 8, "usual_under"), (24.4, 24, "usual"),
])  # fmt: skip
def test_a_limit_that_is_set_is_not_said_to_be_of_what_is_usual(
    language: Language, usual: float, most: int, key: str
) -> None:
    found = Proposal("9401", JULY, (), usual, most, 0, {})
    words = say(f"planner_month.{key}", language, usual=str(round(usual)), most=str(most))
    assert month_words.usually(found, language) == words


def test_rows_are_high_enough_for_the_longest_reason() -> None:
    short, tone = "x" * 40, "กี่" * 40
    assert month_editor.row_height([]) == month_editor.ROW_LEAST
    assert month_editor.row_height([short, tone]) == month_editor.ROW_LEAST
    assert month_editor.row_height([short, "x" * 169]) == 5 * 19 + 18
    assert month_editor.row_height(["x" * 4000]) == month_editor.ROW_MOST


class TestRows:
    """Editing: what comes out of the editor, and what is wrong with it."""

    def edited(self, **cells: object) -> pd.DataFrame:
        frame = month_rows.frame([VISIT], "th").astype(object)
        for name, value in cells.items():
            frame[name] = [value]
        return frame

    def read(self, frame: pd.DataFrame) -> tuple[tuple[Visit, ...], list[str]]:
        visits, faults = month_rows.read(frame, [VISIT], JULY, "9401")
        return visits, [one.key for one in faults]

    def test_what_is_not_edited_stays(self) -> None:
        assert self.read(month_rows.frame([VISIT], "th")) == ((VISIT,), [])

    @pytest.mark.parametrize(("cells", "fault"), [
        ({"tambon": "940201"}, "tambon"), ({"tambon": None}, "tambon"),
        ({"activity_type": None}, "type"), ({"activity_type": "dancing"}, "type"),
        ({"week": None}, "week"), ({"week": 9}, "week"),
        ({"day": date(2026, 8, 1)}, "day"),
        ({"follow_ups": -1}, "follow_ups"), ({"note": "x" * 201}, "note"),
    ])  # fmt: skip
    def test_what_makes_no_plan_is_said_with_its_tambon_and_activity(
        self, cells: dict[str, object], fault: str
    ) -> None:
        visits, faults = self.read(self.edited(**cells))
        assert (visits, faults) == ((), [fault])
        for language in LANGUAGES:
            found = month_rows.read(self.edited(**cells), [VISIT], JULY, "9401")[1]
            (line,) = month_rows.fault_words(found, language)
            named = {
                "tambon": say("planner_month.fault_no_tambon", language),
                "type": say("planner_month.fault_no_type", language),
            }.get(fault, data.areas().get("940101").display_name(language))
            if cells.get("tambon") == "940201":  # a tambon elsewhere is named all the same
                named = data.areas().get("940201").display_name(language)
            assert line.startswith(named) or (fault == "type" and named in line)
            kind = code_list("activity_type").label("job_matching", language)
            assert (kind in line) is (fault != "type")

    def test_a_row_is_dropped_with_all_that_is_wrong_with_it(self) -> None:
        assert self.read(self.edited(drop=True, tambon=None)) == ((), [])

    def test_a_day_sets_the_week(self) -> None:
        (visit,), _ = self.read(self.edited(day=pd.Timestamp(2026, 7, 30), week=1))
        assert (visit.day, visit.week) == (date(2026, 7, 30), 4)

    def test_a_row_that_becomes_another_loses_its_reasons(self) -> None:
        (visit,), _ = self.read(self.edited(activity_type="mobile_service"))
        assert visit.reasons == ()
        assert month_rows.why(visit, "en") == say("planner_month.why_added", "en")
        (noted,), _ = self.read(self.edited(note="  ใกล้  ตลาด ", officer=None))
        assert (noted.reasons, noted.note, noted.officer) == (VISIT.reasons, "ใกล้ ตลาด", "")

    def test_added_rows_have_no_reasons_and_may_lack_what_is_not_needed(self) -> None:
        added = pd.DataFrame([{"tambon": "940102", "week": 1, "activity_type": "group_support"}])
        frame = pd.concat([month_rows.frame([VISIT], "th"), added], ignore_index=True)
        visits, faults = self.read(frame)
        assert faults == []
        assert visits[1] == Visit("940102", "group_support", 1)

    def test_too_many_rows_are_said(self) -> None:
        frame = month_rows.frame([VISIT] * (MOST_VISITS + 1), "th")
        assert self.read(frame)[1] == ["too_many"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_reason_that_the_rules_can_give_has_words(self, language: Language) -> None:
        rules = month_rules()
        reasons = [
            *(Reason(ALERT, code, 2, 30) for code in (*rules.alerts, "plan_behind")),
            Reason(SERVICE, count=10), Reason(FOLLOW, count=10, days=4),
            *(Reason(NEED, code, 2, 30) for code in code_list("need_category").codes),
            *(Reason(PART, code, 2) for code in rules.parts), Reason(PART, "since_last", NEVER),
            Reason(ALERT, "no_activity", NEVER, 900),
        ]  # fmt: skip
        told = [month_rows.why(replace(VISIT, reasons=(one,)), language) for one in reasons]
        assert len(set(told)) == len(told)
        assert all(bool(THAI.search(one)) is (language == "th") for one in told
                   if "“" not in one)  # fmt: skip
        assert {one.kind for one in reasons} == set(ORDER)
        assert "900" not in told[-1]  # what never was is told without days


@pytest.mark.usefixtures("own_sample")
class TestKept:
    def test_a_wider_area_asks_for_an_amphoe(self) -> None:
        at = month(area="94")
        assert say("planner_month.choose", "th") in said(at)
        at.button(key="planner_month_9402").click().run()
        assert at.query_params["area"] == "9402"

    def test_a_planner_of_one_amphoe_is_offered_that_one(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9403")
        keys = {str(one.key) for one in month(area="94").button}
        assert {one for one in keys if one.startswith("planner_month_9")} == {"planner_month_9403"}

    def test_a_draft_is_kept_under_the_name_of_the_account(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        at = month()
        at.button(key="planner_month_keep_now").click().run()
        assert [one.value for one in at.success] == [say("planner_month.told_kept", "th")]
        kept = drafts(own_sample, "9401").read("9401", JULY)
        assert kept is not None
        assert (kept.number, kept.author, kept.planned) == (1, "นาง somsri", False)
        assert kept.visits == month_asked.proposal(selection(), "9401").visits
        assert "เก็บร่างล่าสุดโดย นาง somsri" in said(at)

    def test_without_an_account_a_name_is_asked_for(self, own_sample: Path) -> None:
        at = month()
        at.button(key="planner_month_keep_now").click().run()
        assert at.error[0].value == say("planner_month.author_missing", "th")
        assert drafts(own_sample).read("9401", JULY) is None
        at.text_input(key="planner_month_author").set_value("สมชาย").run()
        at.button(key="planner_month_keep_now").click().run()
        kept = drafts(own_sample).read("9401", JULY)
        assert kept is not None
        assert kept.author == "สมชาย"

    def test_the_later_of_two_planners_is_told(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        at = month()
        theirs = drafts(own_sample, "94").save(Draft("9401", JULY, (VISIT,)), "สมหญิง")
        monkeypatch.setattr(
            "lib.views.planner.month._take_newer", lambda *_: None
        )  # mine is edited
        at.button(key="planner_month_keep_now").click().run()
        assert at.warning[0].value == say("planner_month.changed", "th", author="สมหญิง")
        assert drafts(own_sample, "94").read("9401", JULY) == theirs
        at.button(key="planner_month_theirs").click().run()
        assert "ร่างไว้ 1 กิจกรรม" in said(at)

    def test_what_another_kept_is_shown_where_nothing_is_edited(self, own_sample: Path) -> None:
        at = month()
        drafts(own_sample).save(Draft("9401", JULY, (VISIT,)), "สมหญิง")
        assert "ร่างไว้ 1 กิจกรรม" in said(at.run())
        words = say("planner_month.told_opened", "th", author="สมหญิง")
        assert [one.value for one in at.success] == [words]

    def test_drafting_anew_keeps_nothing_by_itself(self, own_sample: Path) -> None:
        kept = drafts(own_sample).save(Draft("9401", JULY, (VISIT,)), "ก")
        at = month()
        at.button(key="planner_month_anew").click().run()
        assert at.success[0].value == say("planner_month.told_anew", "th")
        count = len(month_asked.proposal(selection(), "9401").visits)
        assert count > 1
        assert f"ร่างไว้ {count} กิจกรรม" in said(at)
        assert drafts(own_sample).read("9401", JULY) == kept

    def test_a_broken_draft_is_said(self, own_sample: Path) -> None:
        drafts(own_sample).save(Draft("9401", JULY, (VISIT,)), "ก")
        (file,) = (own_sample / "plans").rglob("*.json")
        file.write_text("{", encoding="utf-8")
        at = month()
        assert at.error[0].value == say("planner_month.lost", "th")
        assert file.read_text(encoding="utf-8") == "{"

    def test_in_english_nothing_is_thai(self) -> None:
        text = said(month(lang="en")).replace("ไทย", "")
        assert not THAI.search(text), THAI.search(text)


def failing_write(monkeypatch: pytest.MonkeyPatch, fails: Callable[[Draft], bool]) -> None:
    """From here on the disk takes no draft that ``fails`` names."""
    save = Drafts.save

    def failing(self: Drafts, draft: Draft, author: str) -> Draft:
        if fails(draft):
            raise OSError("No space left on device")
        return save(self, draft, author)

    monkeypatch.setattr(Drafts, "save", failing)


def planned(at: AppTest) -> AppTest:
    return at.button(key="planner_month_plan").click().run()


class TestPlanned:
    def test_the_plan_becomes_what_was_shown_and_once_only(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        drafts(own_sample, "9401").save(Draft("9401", JULY, (VISIT,) * 40), "ก")
        at = month()
        assert "→ 40" in said(at)
        planned(at)
        assert at.success[0].value == say("planner_month.told_planned", "th", count="1")
        rows = data.store().query(
            "SELECT target_activities FROM plan WHERE fiscal_year = 2569 AND quarter = 4 "
            "AND area_code = '940101' AND activity_type = 'job_matching'",
            Scope.everything(),
        )  # fmt: skip
        assert rows["target_activities"].tolist() == [40]
        (entry,) = Trail(own_sample / FOLDER).read(events=[Event.PLAN])
        assert (entry.who, entry.told["area"]) == ("somsri", "9401")
        assert say("planner_month.targets_none", "th", quarter=4, year=2569) in said(at)
        assert at.button(key="planner_month_plan").disabled
        kept = drafts(own_sample, "9401").read("9401", JULY)
        assert kept is not None
        assert kept.planned
        newest = data.store().batches()[0]
        assert (newest.author, newest.counts["plan"].written) == ("นาง somsri", 1)

    def test_a_plan_that_is_stored_is_said_to_be_though_the_draft_is_not_marked(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        drafts(own_sample, "9401").save(Draft("9401", JULY, (VISIT,) * 40), "ก")
        at = month()
        failing_write(monkeypatch, lambda draft: draft.planned)
        planned(at)
        (told,) = [one.value for one in at.warning]
        assert told.startswith("บันทึกเป็นแผนแล้ว 1 รายการ ไม่ต้องบันทึกซ้ำ")
        assert not at.error
        assert not at.success
        assert data.store().batches()[0].counts["plan"].written == 1
        kept = drafts(own_sample, "9401").read("9401", JULY)
        assert kept is not None
        assert not kept.planned
        assert at.button(key="planner_month_plan").disabled  # nothing is left to be saved

    def test_a_draft_that_another_keeps_while_the_plan_is_stored_is_opened(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        drafts(own_sample, "9401").save(Draft("9401", JULY, (VISIT,) * 40), "ก")
        at = month()
        save = Drafts.save

        def beaten(self: Drafts, draft: Draft, author: str) -> Draft:
            if draft.planned:
                save(self, replace(draft, visits=(VISIT,) * 2, planned=False), "สมหญิง")
            return save(self, draft, author)

        monkeypatch.setattr(Drafts, "save", beaten)
        planned(at)
        words = say("planner_month.told_planned_newer", "th", count="1", author="สมหญิง")
        assert [one.value for one in at.warning] == [words]
        assert "ร่างไว้ 2 กิจกรรม" in said(at)

    def test_what_is_edited_stays_where_the_draft_could_not_be_kept(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        at = month()
        before, batches = opened_editor(at), data.store().batches()
        failing_write(monkeypatch, lambda _: True)
        for button in ("planner_month_plan", "planner_month_keep_now"):
            at.button(key=button).click().run()
            assert at.error[0].value.startswith("บันทึกไม่สำเร็จ")
            assert opened_editor(at) == before
        assert data.store().batches() == batches
        assert not list((own_sample / "plans").rglob("*.json"))

    def test_a_plan_that_was_taken_back_is_not_said_to_be_saved(self, own_sample: Path) -> None:
        drafts(own_sample).save(Draft("9401", JULY, (VISIT,) * 40, planned=True), "ก")
        text = said(month())
        assert "เคยบันทึกเป็นแผนโดย ก" in text
        assert "บันทึกเป็นแผนแล้ว" not in text

    def test_a_month_that_is_over_is_said(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        drafts(own_sample, "9401").save(Draft("9401", JULY, (VISIT,) * 40), "ก")
        at = month()
        monkeypatch.setattr("lib.plan_desk.present", lambda _: date(2026, 7, 31))
        planned(at)
        assert [one.value for one in at.warning] == [say("planner_month.month_over", "th")]
        (entry,) = Trail(own_sample / FOLDER).read(events=[Event.PLAN])
        assert entry.told["why"] == "month_over"

    @pytest.mark.parametrize("code", ["folder", "simulated", "real", "empty"])
    def test_a_store_that_closed_meanwhile_says_why(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch, code: str
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        drafts(own_sample, "9401").save(Draft("9401", JULY, (VISIT,) * 40), "ก")
        at = month()

        def closed(*_: object, **__: object) -> None:
            raise DeskClosed(code, "closed")

        monkeypatch.setattr(PlanDesk, "save", closed)
        planned(at)
        assert [one.value for one in at.warning] == [say(f"planner_month.closed_{code}", "th")]
        assert not at.error

    def test_a_folder_of_data_says_why_not(
        self, own_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "data"
        folder.mkdir()
        heads = (
            "activity_id,date,tambon_code,mission,work_level,activity_type,participants_male,"
            "participants_female"
        )
        row = "A-1,2026-06-30,940101,labour,2,job_matching,3,4"
        (folder / "activity.csv").write_text(f"{heads}\n{row}\n", encoding="utf-8")
        (folder / "dataset.toml").write_text("data_date = 2026-06-30\n", encoding="utf-8")
        monkeypatch.setenv("DATA", str(folder))
        _forget()
        looks(monkeypatch, Role.PLANNER, "9401")
        at = month()
        said(at)
        assert at.info[0].value == say("planner_month.closed_folder", "th")
        assert "planner_month_plan" not in {str(one.key) for one in at.button}
        assert "planner_month_keep_now" in {str(one.key) for one in at.button}


class TestTaken:
    def test_the_workbook_is_marked_on_each_sheet(self, own_sample: Path) -> None:
        drafts(own_sample).save(Draft("9401", JULY, (VISIT,) * 40), "ก")
        made = _made("month_book")
        book = openpyxl.load_workbook(io.BytesIO(made))
        assert len(book.worksheets) == 4
        for sheet in book.worksheets:
            mark = f"{say('exports.internal', 'th')} · {say('exports.simulated', 'th')}"
            assert sheet.cell(2, 1).value == mark
            head = sheet.oddHeader
            assert head is not None
            assert head.right.text == mark
        cells = list(book.worksheets[1].iter_rows(values_only=True))
        assert sum(row.count("SIM-O000048") for row in cells) == 40

    def test_the_paper_is_marked_on_each_page(self, own_sample: Path) -> None:
        drafts(own_sample).save(Draft("9401", JULY, (VISIT,) * 40), "ก")
        pages = pdfium.PdfDocument(_made("month_plan"))
        assert len(pages) > 2
        for page in pages:
            text = re.sub(r"\s", "", page.get_textpage().get_text_range())
            assert re.sub(r"\s", "", say("exports.internal", "th")) in text
            assert re.sub(r"\s", "", say("exports.simulated", "th")) in text
            assert sorted(page.get_size()) == pytest.approx([595.3, 841.9], abs=0.5)

    @pytest.mark.parametrize(("part", "internal"), [
        ("days", True), ("load", True), ("next", True), ("alerts", False),
    ])  # fmt: skip
    def test_places_and_officers_are_marked_as_internal(self, part: str, internal: bool) -> None:
        at = opened_in_house("planner", planner=part, area="9401")
        assert not at.exception
        seen = at.session_state[SEEN]
        assert seen.internal is internal
        mark = menu._stamp(selection(planner=part), "x", seen).marks
        assert (say("exports.internal", "th") in mark) is internal
        assert say("exports.simulated", "th") in mark

    def test_the_screens_own_workbook_has_none_of_it(self, own_sample: Path) -> None:
        at = opened_in_house("planner", planner="month", area="9401")
        said(at)
        keys = {str(one.key) for one in (*at.button, *at.get("download_button"))}
        assert "take_month_plan" in keys
        assert "take_excel" not in keys


def _made(key: str) -> bytes:
    from lib.views.taking.kinds import Taken
    from lib.views.taking.seen import Seen
    from lib.views.taking.stamp import stamp_of

    chosen = selection()
    taken = Taken("planner", chosen, "x", stamp_of(chosen, "x"), Seen())
    assert KINDS[key].offered(taken)
    return KINDS[key].make(taken, lambda *_: None)


@pytest.mark.usefixtures("own_sample")
class TestRights:
    @pytest.mark.parametrize("role", [one for one in Role if Right.PLAN not in RIGHTS[one]])
    def test_nothing_of_a_plan_shows_without_the_right(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch, role: Role
    ) -> None:
        drafts(own_sample).save(Draft("9401", JULY, (replace(VISIT, note="ลับมาก"),)), "สมหญิง")
        looks(monkeypatch, role)
        at = opened_in_house("planner", planner="month", area="9401", detail="940101")
        text = said(at)
        for secret in ("ลับมาก", "สมหญิง", "SIM-O", "ก.ค. 2569"):
            assert secret not in text
        assert not at.dataframe
        assert not [one for one in at.get("download_button") if "month" in str(one.key)]

    @pytest.mark.parametrize(("role", "areas"), [
        *((one, ()) for one in Role if Right.PLAN not in RIGHTS[one]),
        (Role.PLANNER, ("9402",)), (Role.PLANNER, ("95",)),
    ])  # fmt: skip
    def test_neither_the_part_nor_its_files_nor_its_draft(
        self, monkeypatch: pytest.MonkeyPatch, role: Role, areas: tuple[str, ...]
    ) -> None:
        chosen = selection()
        looks(monkeypatch, role, *areas)
        assert not month_asked.may_plan(chosen)
        for does in (
            lambda: month_asked.amphoe_of(chosen),
            lambda: month_asked.kept("9401", JULY),
            lambda: month_asked.draft(chosen, "9401"),
            lambda: month_asked.proposal(chosen, "9401"),
            lambda: month_asked.preview("9401", JULY, (VISIT,)),
            lambda: month_export.draft_of(chosen),
        ):
            with pytest.raises(PlanRefused):
                does()

    def test_what_was_open_in_the_tab_is_not_the_next_visitors(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        at = month()
        looks(monkeypatch, Role.PLANNER, "9402")
        text = said(at.run())
        assert at.info[0].value == say("planner.refused", "th")
        assert "SIM-O" not in text
        assert not at.dataframe

    def test_a_right_that_ended_saves_nothing(
        self, own_sample: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Role.PLANNER, "9401")
        at = month()
        looks(monkeypatch, Role.VIEWER, "9401")
        at.button(key="planner_month_plan").click().run()
        assert not at.exception
        assert Trail(own_sample / FOLDER).read(events=[Event.PLAN]) == []
        assert not list((own_sample / "plans").rglob("*.json"))
