"""Drafts of a month: who may see them, two planners at once, what a broken file does."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.planning.asking import PlanRefused
from lib.planning.drafts import (
    MOST_NOTE,
    MOST_VISITS,
    Draft,
    DraftChanged,
    DraftError,
    DraftLost,
    Drafts,
)
from lib.planning.month import WEEKS, Reason, Visit
from lib.store.codelists import code_list

JULY = date(2026, 7, 1)
PLANNER = Scope(Role.PLANNER, ("9401",))
VISIT = Visit("940101", "job_matching", 2, (Reason("need", "work", 3, 40),), 30, "O-1")
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def drafts(var: Path, scope: Scope = PLANNER, *, simulated: bool = True) -> Drafts:
    return Drafts(var, scope, simulated, now=lambda: NOW)


def files(var: Path) -> list[str]:
    return sorted(path.name for path in var.rglob("*") if path.suffix in (".json", ".part"))


class TestKept:
    def test_what_is_kept_is_read_again(self, tmp_path: Path) -> None:
        draft = Draft("9401", JULY, (VISIT, replace(VISIT, day=date(2026, 7, 9), note="ก")))
        kept = drafts(tmp_path).save(draft, "สมศรี")
        assert kept == replace(draft, number=1, author="สมศรี", saved=NOW)
        assert drafts(tmp_path).read("9401", JULY) == kept
        assert files(tmp_path) == ["9401-2026-07.json"]

    def test_another_month_amphoe_or_kind_of_data_is_another_draft(self, tmp_path: Path) -> None:
        drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")
        wide = drafts(tmp_path, Scope(Role.PLANNER, ("94",)))
        assert wide.read("9401", date(2026, 8, 1)) is None
        assert wide.read("9402", JULY) is None
        assert drafts(tmp_path, simulated=False).read("9401", JULY) is None

    def test_nobody_else_on_the_machine_may_read_it(self, tmp_path: Path) -> None:
        drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")
        (file,) = tmp_path.rglob("*.json")
        assert not stat.S_IMODE(file.stat().st_mode) & 0o077
        assert not stat.S_IMODE(file.parent.stat().st_mode) & 0o077

    def test_a_draft_is_removed(self, tmp_path: Path) -> None:
        kept = drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")
        drafts(tmp_path).remove(kept)
        assert drafts(tmp_path).read("9401", JULY) is None

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.builds(
        Visit,
        tambon=st.sampled_from(["940101", "940113"]),
        activity_type=st.sampled_from(code_list("activity_type").codes),
        week=st.integers(1, WEEKS),
        reasons=st.lists(st.builds(Reason, kind=st.sampled_from(["need", "part"]), code=st.text(),
                                   count=st.integers(-1, 10**6)), max_size=3).map(tuple),
        follow_ups=st.integers(0, 10_000),
        officer=st.text(max_size=20),
        day=st.none() | st.dates(date(2026, 7, 1), date(2026, 7, 31)),
        note=st.text(st.characters(exclude_categories=["Cs"]), max_size=MOST_NOTE),
    ), max_size=8))  # fmt: skip
    def test_whatever_is_kept_comes_back(self, tmp_path: Path, visits: list[Visit]) -> None:
        at = drafts(tmp_path)
        before = at.read("9401", JULY)
        number = before.number if before else 0
        kept = at.save(Draft("9401", JULY, tuple(visits), number), "ก")
        assert at.read("9401", JULY) == kept


class TestRights:
    @pytest.mark.parametrize("role", [role for role in Role if Right.PLAN not in RIGHTS[role]])
    @pytest.mark.parametrize("areas", [(), ("9401",)])
    def test_without_the_right_nothing_is_read_or_written(
        self, tmp_path: Path, role: Role, areas: tuple[str, ...]
    ) -> None:
        if role is Role.PUBLIC and areas:
            pytest.skip("who is not signed in has no areas")
        kept = drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")
        at = drafts(tmp_path, Scope(role, areas))
        does: list[Callable[[], object]] = [
            lambda: at.read("9401", JULY),
            lambda: at.save(kept, "x"),
            lambda: at.remove(kept),
        ]
        for one in does:
            with pytest.raises(PlanRefused):
                one()
        assert drafts(tmp_path).read("9401", JULY) == kept

    @pytest.mark.parametrize(("areas", "allowed"), [
        ((), True), (("94",), True), (("9401",), True), (("9402",), False), (("95", "9402"), False),
    ])  # fmt: skip
    def test_only_within_the_areas(
        self, tmp_path: Path, areas: tuple[str, ...], allowed: bool
    ) -> None:
        kept = drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")
        at = drafts(tmp_path, Scope(Role.PLANNER, areas))
        if allowed:
            assert at.read("9401", JULY) == kept
            return
        with pytest.raises(PlanRefused):
            at.read("9401", JULY)

    @pytest.mark.parametrize("area", ["94", "940101", "../x", "9401/../../y", "", "all"])
    def test_only_an_amphoe_has_one(self, tmp_path: Path, area: str) -> None:
        with pytest.raises(ValueError, match="no amphoe"):
            drafts(tmp_path, Scope.everything()).read(area, JULY)


class TestTwoAtOnce:
    def test_the_later_one_is_refused_and_told_of_the_other(self, tmp_path: Path) -> None:
        base = drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")
        theirs = drafts(tmp_path).save(replace(base, visits=()), "สมชาย")
        with pytest.raises(DraftChanged) as refused:
            drafts(tmp_path).save(replace(base, visits=(VISIT, VISIT)), "สมศรี")
        assert refused.value.now == theirs
        assert drafts(tmp_path).read("9401", JULY) == theirs

    def test_of_two_first_ones_the_later_is_refused(self, tmp_path: Path) -> None:
        drafts(tmp_path).save(Draft("9401", JULY, ()), "ก")
        with pytest.raises(DraftChanged):
            drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ข")
        with pytest.raises(DraftChanged):
            drafts(tmp_path).remove(Draft("9401", JULY, ()))

    def test_of_many_at_the_same_moment_one_is_kept(self, tmp_path: Path) -> None:
        base = drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")
        ended: list[str] = []

        def save(name: str) -> None:
            try:
                drafts(tmp_path).save(replace(base, visits=()), name)
                ended.append(name)
            except DraftChanged:
                ended.append("")

        threads = [Thread(target=save, args=(f"n{n}",)) for n in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        (won,) = [name for name in ended if name]
        assert len(ended) == 8
        kept = drafts(tmp_path).read("9401", JULY)
        assert kept is not None
        assert (kept.author, kept.number) == (won, 2)


class TestRefused:
    @pytest.mark.parametrize(("visit", "said"), [
        (replace(VISIT, tambon="940201"), "no tambon of 9401"),
        (replace(VISIT, tambon="9401"), "no tambon"),
        (replace(VISIT, activity_type="dancing"), "no activity type"),
        (replace(VISIT, week=5), "week 5"),
        (replace(VISIT, day=date(2026, 8, 1)), "does not lie in 2026-07"),
        (replace(VISIT, follow_ups=-1), "-1 follow-ups"),
        (replace(VISIT, note="x" * (MOST_NOTE + 1)), "characters"),
    ])  # fmt: skip
    def test_rows_that_make_no_plan(self, tmp_path: Path, visit: Visit, said: str) -> None:
        with pytest.raises(DraftError, match=said) as refused:
            drafts(tmp_path).save(Draft("9401", JULY, (VISIT, visit)), "ก")
        assert "Row 2" in str(refused.value)
        assert files(tmp_path) == []

    def test_more_rows_than_anybody_reads(self, tmp_path: Path) -> None:
        with pytest.raises(DraftError, match="at most"):
            drafts(tmp_path).save(Draft("9401", JULY, (VISIT,) * (MOST_VISITS + 1)), "ก")

    @pytest.mark.parametrize("break_", [
        lambda text: text[:40],
        lambda text: text.replace('"form": 1', '"form": 9'),
        lambda text: text.replace("940101", "950101"),
        lambda text: json.dumps({"form": 1}),
        lambda text: "[]",
    ])  # fmt: skip
    def test_a_file_that_cannot_be_read_is_said_and_left(
        self, tmp_path: Path, break_: Callable[[str], str]
    ) -> None:
        kept = drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")
        (file,) = tmp_path.rglob("*.json")
        broken = break_(file.read_text(encoding="utf-8"))
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(DraftLost):
            drafts(tmp_path).read("9401", JULY)
        with pytest.raises(DraftLost):
            drafts(tmp_path).save(kept, "ก")
        assert file.read_text(encoding="utf-8") == broken

    def test_a_failed_write_leaves_the_draft_before(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = drafts(tmp_path).save(Draft("9401", JULY, (VISIT,)), "ก")

        def no_room(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("lib.planning.drafts.os.fsync", no_room)
        with pytest.raises(OSError, match="No space"):
            drafts(tmp_path).save(replace(kept, visits=()), "ข")
        assert drafts(tmp_path).read("9401", JULY) == kept
        assert files(tmp_path) == ["9401-2026-07.json"]
