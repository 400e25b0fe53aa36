"""Saving a draft as rows of the plan: by whom, what comes of it, and how it is taken back."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lib.access.database import FOLDER
from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.access.trail import Entry, Event, Trail
from lib.access.visitor import Visitor, Way
from lib.desk import Desk, DeskClosed, NotAllowed
from lib.imports.reading.source import source_of
from lib.plan_desk import MonthRefused, PlanDesk, TargetsMoved
from lib.planning.drafts import Draft, Drafts
from lib.planning.month import Visit
from lib.planning.targets import Saving, saving
from lib.settings import Settings
from lib.store.batches import Batch, Kind
from lib.store.lake import Store

JULY = date(2026, 7, 1)
HERE = "940101"
HEADS = {
    "plan": "fiscal_year,quarter,area_code,activity_type,target_activities,target_people",
    "activity": "activity_id,date,tambon_code,mission,work_level,activity_type,"
    "participants_male,participants_female",
}
VISITS = (*[Visit(HERE, "job_matching", 1)] * 2, Visit(HERE, "career_guidance", 2))


def someone(role: Role, *areas: str) -> Visitor:
    return Visitor(Scope(role, areas), "somsri", "นางสมศรี", Way.PASSWORD)


PLANNER, WHOLE = someone(Role.PLANNER, "9401"), Visitor(Scope.everything(), shown="root")


def stored(settings: Settings, table: str, *rows: str) -> None:
    settings.var.mkdir(parents=True, exist_ok=True)
    file = settings.var.parent / f"{table}.csv"
    file.write_text("\n".join([HEADS[table], *rows, ""]), encoding="utf-8")
    desk = Desk(settings, who=WHOLE)
    ready = desk.prepare([source_of(file)])
    assert ready.ready, [one.line("en") for one in ready.findings]
    desk.store(ready, author="ม.")


@pytest.fixture
def real(tmp_path: Path) -> Settings:
    """A store of real data to the end of June: a plan, and job matching of 20 people each."""
    found = Settings(var=tmp_path / "var", own_secrets=tmp_path / "secrets")
    stored(found, "activity", f"A-1,2026-05-01,{HERE},labour,2,job_matching,10,10",
           "A-0,2026-06-30,940102,labour,2,community_forum,1,1")  # fmt: skip
    stored(found, "plan", f"2569,4,{HERE},career_guidance,3,55", f"2569,1,{HERE},job_matching,9,90")
    return found


def shown(settings: Settings, visits: tuple[Visit, ...] = VISITS, begin: date = JULY) -> Saving:
    with Store.open(settings.var / "store") as store:
        return saving(store, PLANNER.scope, "9401", begin, visits)


def save(settings: Settings, who: Visitor = PLANNER, amphoe: str = "9401") -> Batch:
    targets = shown(settings).targets
    return PlanDesk(settings, who=who).save(amphoe, JULY, VISITS, targets, message="แผน ก.ค.")


def plan(settings: Settings) -> set[tuple[object, ...]]:
    text = (
        "SELECT fiscal_year, quarter, area_code, activity_type, target_activities, target_people "
        "FROM plan"
    )
    with Store.open(settings.var / "store") as store:
        return {tuple(row) for row in store.query(text, Scope.everything()).to_numpy().tolist()}


def told(settings: Settings) -> list[Entry]:
    return Trail(settings.var / FOLDER).read(events=[Event.PLAN])


class TestSaved:
    def test_targets_become_what_was_held_and_is_drafted(self, real: Settings) -> None:
        before = plan(real)
        batch = save(real)
        assert plan(real) == before | {(2569, 4, HERE, "job_matching", 2, 40)}
        assert (batch.author, batch.message, batch.kind) == ("นางสมศรี", "แผน ก.ค.", Kind.IMPORT)
        (entry,) = told(real)
        assert entry.who == "somsri"
        said = {"area": "9401", "month": "2026-07", "batch": batch.batch_id, "new": 1, "changed": 0}
        assert dict(entry.told) == said | {"simulated": 0}

    def test_saving_twice_changes_nothing(self, real: Settings) -> None:
        save(real)
        after = plan(real)
        assert shown(real).targets == ()
        assert not save(real).stored
        assert plan(real) == after
        assert len(told(real)) == 1

    def test_a_longer_draft_raises_the_same_row(self, real: Settings) -> None:
        save(real)
        visits = (*VISITS, *[Visit(HERE, "career_guidance", 3)] * 4)
        targets = shown(real, visits).targets
        PlanDesk(real, who=PLANNER).save("9401", JULY, visits, targets)
        assert (2569, 4, HERE, "career_guidance", 5, 55) in plan(real)
        assert len(plan(real)) == 3

    def test_it_is_taken_back_at_the_data_desk(self, real: Settings) -> None:
        before = plan(real)
        batch = save(real)
        desk = Desk(real, who=someone(Role.OFFICER, "9401"))
        assert batch.batch_id in {one.batch_id for one in desk.batches()}
        desk.undo(batch.batch_id, author="x")
        assert plan(real) == before

    def test_the_targets_have_to_be_those_that_were_shown(self, real: Settings) -> None:
        targets = shown(real).targets
        stored(real, "activity", f"A-2,2026-07-01,{HERE},labour,2,job_matching,10,10")
        before = plan(real)
        with pytest.raises(TargetsMoved):
            PlanDesk(real, who=PLANNER).save("9401", JULY, VISITS, targets)
        forged = (replace(targets[0], tambon="950101", activities=99),)
        with pytest.raises(TargetsMoved):
            PlanDesk(real, who=PLANNER).save("9401", JULY, VISITS, forged)
        assert plan(real) == before


def test_two_months_of_a_quarter_that_overlap_are_added(tmp_path: Path) -> None:
    """Of May 1 is planned and not held; on 20 May June is planned with 1 more."""
    real = Settings(var=tmp_path / "var", own_secrets=tmp_path / "secrets")
    stored(real, "activity", f"A-1,2026-04-20,{HERE},labour,2,community_forum,10,10",
           "A-2,2026-05-20,940102,labour,2,community_forum,1,1")  # fmt: skip
    may, june, visits = date(2026, 5, 1), date(2026, 6, 1), (Visit(HERE, "job_matching", 1),)
    desk = PlanDesk(real, who=PLANNER)
    desk.save("9401", may, visits, shown(real, visits, may).targets)
    Drafts(real.var, PLANNER.scope).save(Draft("9401", may, visits, planned=True), "x")
    assert (2569, 3, HERE, "job_matching", 1) in {row[:5] for row in plan(real)}
    alone = shown(real, visits, june).targets
    assert alone == (), "without the draft of May nothing would change"
    with Store.open(real.var / "store") as store:
        beside = {may: visits}
        found = saving(store, PLANNER.scope, "9401", june, visits, beside=beside).targets
    with pytest.raises(TargetsMoved):
        desk.save("9401", june, visits, alone)
    desk.save("9401", june, visits, found)
    assert (2569, 3, HERE, "job_matching", 2) in {row[:5] for row in plan(real)}


class TestRefused:
    @pytest.mark.parametrize("role", [role for role in Role if Right.PLAN not in RIGHTS[role]])
    def test_without_the_right_nothing_is_saved_and_the_trail_says_so(
        self, real: Settings, role: Role
    ) -> None:
        before = plan(real)
        with pytest.raises(NotAllowed) as refused:
            save(real, someone(role))
        assert refused.value.code == "right"
        assert plan(real) == before
        assert [one.told["why"] for one in told(real)] == ["right"]

    def test_outside_of_the_areas(self, real: Settings) -> None:
        before = plan(real)
        with pytest.raises(NotAllowed) as refused:
            save(real, someone(Role.PLANNER, "9402", "95"))
        assert refused.value.code == "areas"
        assert plan(real) == before
        assert [one.told["outcome"] for one in told(real)] == ["refused"]

    def test_rows_of_another_amphoe_do_not_come_along(self, real: Settings) -> None:
        visits = (*VISITS, Visit("940201", "job_matching", 1))
        with pytest.raises(ValueError, match="940201"):
            PlanDesk(real, who=WHOLE).save("9401", JULY, visits, shown(real).targets, author="x")
        assert len(plan(real)) == 2

    @pytest.mark.parametrize(("until", "begin", "code"), [
        (None, date(2026, 6, 1), "month_over"),  # the data reach to its last day
        (None, date(2025, 7, 1), "month_over"),
        (None, date(2026, 8, 1), "month_ahead"),
        (None, date(2027, 7, 1), "month_ahead"),
        ("2026-07-01", JULY, ""), ("2026-07-30", JULY, ""), ("2026-07-31", JULY, "month_over"),
        ("2026-07-01", date(2026, 8, 1), ""), ("2026-07-01", date(2026, 9, 1), "month_ahead"),
    ])  # fmt: skip
    def test_a_month_that_is_over_or_far_ahead(
        self, real: Settings, until: str | None, begin: date, code: str
    ) -> None:
        if until:
            row = f"A-9,{until},940103,labour,2,community_forum,1,1"
            stored(real, "activity", row)
        before, targets = plan(real), shown(real, begin=begin).targets
        desk = PlanDesk(real, who=PLANNER)
        if not code:
            assert desk.save("9401", begin, VISITS, targets).stored
            return
        with pytest.raises(MonthRefused) as refused:
            desk.save("9401", begin, VISITS, targets)
        assert refused.value.code == code
        assert plan(real) == before
        (entry,) = told(real)
        assert (entry.told["outcome"], entry.told["why"]) == ("refused", code)
        assert entry.told["month"] == f"{begin:%Y-%m}"

    def test_the_month_is_looked_at_again_once_nobody_else_can_write(
        self, real: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        targets, append = shown(real).targets, Store.append

        def after_the_data_of_july(store: Store, *given: object, **named: object) -> Batch:
            monkeypatch.setattr(Store, "append", append)
            stored(real, "activity", "A-9,2026-07-31,940103,labour,2,community_forum,1,1")
            return append(store, *given, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(Store, "append", after_the_data_of_july)
        with pytest.raises(MonthRefused):
            PlanDesk(real, who=PLANNER).save("9401", JULY, VISITS, targets)
        assert len(plan(real)) == 2

    def test_a_folder_of_data_is_only_read(self, real: Settings, tmp_path: Path) -> None:
        folder = tmp_path / "data"
        folder.mkdir()
        (folder / "plan.csv").write_text(f"{HEADS['plan']}\n", encoding="utf-8")
        desk = PlanDesk(replace(real, data=folder), who=PLANNER)
        closed = desk.closed()
        assert closed is not None
        assert closed.code == "folder"
        with pytest.raises(DeskClosed):
            desk.save("9401", JULY, VISITS, shown(real).targets)
        assert PlanDesk(real, who=PLANNER).closed() is None

    def test_where_no_real_data_are_there_is_nowhere_to_save(self, tmp_path: Path) -> None:
        closed = PlanDesk(Settings(var=tmp_path / "none"), who=PLANNER).closed()
        assert closed is not None
        assert closed.code == "empty"


def test_simulated_plans_go_into_the_sample(store: Store, tmp_path: Path) -> None:
    var = tmp_path / "var"
    shutil.copytree(store.folder.parent, var / "sample")
    desk = PlanDesk(Settings(var=var), simulated=True, who=WHOLE)
    with Store.open(var / "sample" / store.folder.name) as copy:
        visits = (Visit(HERE, "group_training", 1),) * 90
        targets = saving(copy, WHOLE.scope, "9401", JULY, visits).targets
        assert desk.save("9401", JULY, visits, targets, author="ก").stored
        assert saving(copy, WHOLE.scope, "9401", JULY, visits).targets == ()
    assert [one.told["simulated"] for one in Trail(var / FOLDER).read(events=[Event.PLAN])] == [1]
