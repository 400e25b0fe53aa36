"""Importing, undoing and the history keep to the rights and areas of who does it, and are told."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from lib.access.database import FOLDER
from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.access.trail import Entry, Event, Trail
from lib.access.visitor import Visitor, Way
from lib.desk import Desk, NotAllowed, recorded_as
from lib.imports.prepare import Prepared
from lib.imports.reading.source import source_of
from lib.imports.sheets import Source
from lib.imports.within import OUTSIDE, STORED_OUTSIDE
from lib.settings import Settings
from lib.store.batches import Batch
from lib.store.errors import UndoRefused
from lib.store.lake import Store
from lib.store.place import Folder
from lib.store.rewriting import in_lake
from lib.store.writer import transaction

PATTANI, YALA = "940101", "950101"  # a tambon of amphoe 9401, one of another province
NEXT = "940201"  # of another amphoe of Pattani
HEADS: Mapping[str, str] = {
    "activity": "activity_id,date,tambon_code,mission,work_level,activity_type,"
    "participants_male,participants_female",
    "occupational_group": "group_id,name,tambon_code,occupation,founded_on",
    "group_state": "group_id,observed_on,status,members_male,members_female",
    "officer": "officer_id,tambon_code,amphoe_code,start_date",
    "plan": "fiscal_year,quarter,area_code,activity_type,target_activities",
    "report": "tambon_code,month,submitted_on",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", own_secrets=tmp_path / "secrets")


def officer(*areas: str, name: str = "somsri") -> Visitor:
    return Visitor(Scope(Role.OFFICER, areas), name, f"นาง {name}", Way.PASSWORD)


WHOLE = Visitor(Scope.everything(), shown="root")


def desk(settings: Settings, who: Visitor) -> Desk:
    return Desk(settings, who=who)


def activity(id_: str, tambon: str, male: int = 3) -> str:
    return f"{id_},2025-12-05,{tambon},labour,2,career_guidance,{male},4"


def group(id_: str, tambon: str) -> str:
    return f"{id_},กลุ่ม {id_},{tambon},51,2025-01-05"


def state(id_: str, members: int = 5) -> str:
    return f"{id_},2025-06-05,active,{members},4"


def file_of(settings: Settings, table: str, *rows: str, name: str = "") -> Source:
    settings.var.parent.mkdir(exist_ok=True)
    file = settings.var.parent / (name or f"{table}.csv")
    file.write_text("\n".join([HEADS[table], *rows, ""]), encoding="utf-8")
    return source_of(file)


def prepared(settings: Settings, who: Visitor, table: str, *rows: str) -> Prepared:
    return desk(settings, who).prepare([file_of(settings, table, *rows)])


def stored(settings: Settings, who: Visitor, table: str, *rows: str) -> Batch:
    ready = prepared(settings, who, table, *rows)
    assert ready.ready, [one.line("en") for one in ready.findings]
    return desk(settings, who).store(ready, author="ม.")


def kinds(found: Prepared) -> list[str]:
    return [one.kind for one in found.findings.errors]


def trail(settings: Settings, *events: Event) -> list[Entry]:
    return Trail(settings.var / FOLDER).read(events=events)


class TestRight:
    @pytest.mark.parametrize("role", Role)
    def test_only_who_may_import_gets_anything_from_the_desk(
        self, settings: Settings, role: Role
    ) -> None:
        batch = stored(settings, WHOLE, "activity", activity("A-1", PATTANI))
        ready = prepared(settings, WHOLE, "activity", activity("A-2", PATTANI))
        who = Visitor(Scope(role), "somchai", way=Way.PASSWORD)
        at = desk(settings, who)
        does = (
            lambda: at.prepare(ready.sources), lambda: at.store(ready), at.batches,
            lambda: at.undo_preview(batch.batch_id), lambda: at.undo(batch.batch_id),
        )  # fmt: skip
        if Right.IMPORT in RIGHTS[role]:
            for one in does:
                one()
            return
        for one in does:
            with pytest.raises(NotAllowed) as refused:
                one()
            assert (refused.value.code, isinstance(refused.value, PermissionError)) == (
                "right", True,
            )  # fmt: skip
        told = trail(settings, Event.IMPORT, Event.UNDO)
        assert [(one.event, one.who, one.told["why"]) for one in told if "why" in one.told] == [
            (Event.UNDO, "somchai", "right"),
            (Event.IMPORT, "somchai", "right"),
            (Event.IMPORT, "somchai", "right"),
        ]


# Table, row, whether an officer of amphoe 9401 and one of province 94 may import it.
ROWS = [
    ("activity", activity("A-9", PATTANI), True, True),
    ("activity", activity("A-9", NEXT), False, True),
    ("activity", activity("A-9", YALA), False, False),
    ("report", f"{PATTANI},2025-12,2026-01-05", True, True),
    ("report", f"{YALA},2025-12,2026-01-05", False, False),
    ("plan", "2569,1,9401,career_guidance,4", True, True),
    ("plan", f"2569,1,{PATTANI},career_guidance,4", True, True),
    ("plan", "2569,1,9402,career_guidance,4", False, True),
    ("plan", "2569,1,9501,career_guidance,4", False, False),
    ("officer", f"O-1,{PATTANI},9401,2025-01-05", True, True),
    ("officer", f"O-1,{PATTANI},,2025-01-05", True, True),
    ("officer", f"O-1,{PATTANI},9402,2025-01-05", False, True),
    ("officer", f"O-1,{PATTANI},9501,2025-01-05", False, False),
    ("officer", f"O-1,{YALA},9401,2025-01-05", False, False),
    ("group_state", state("G-94", 6), True, True),
    ("group_state", state("G-NEXT", 6), False, True),
    ("group_state", state("G-95", 6), False, False),
]


class TestImport:
    @pytest.mark.parametrize(("table", "row", "amphoe", "province"), ROWS)
    def test_rows_lie_within_the_areas(
        self, settings: Settings, table: str, row: str, amphoe: bool, province: bool
    ) -> None:
        groups = (group("G-94", PATTANI), group("G-NEXT", NEXT), group("G-95", YALA))
        stored(settings, WHOLE, "occupational_group", *groups)
        for areas, allowed in ((("9401",), amphoe), (("94",), province), ((), True)):
            found = prepared(settings, officer(*areas), table, row)
            assert kinds(found) == ([] if allowed else [OUTSIDE]), areas
            assert found.ready is allowed

    def test_one_row_outside_keeps_all_of_the_load_out_and_says_where(
        self, settings: Settings
    ) -> None:
        rows = (activity("A-1", PATTANI), activity("A-2", YALA), activity("A-3", PATTANI))
        found = prepared(settings, officer("94"), "activity", *rows)
        (finding,) = found.findings.errors
        assert (finding.row, finding.column, finding.value) == (3, "tambon_code", YALA)
        assert "นอกพื้นที่ที่ท่านดูแล" in finding.problem("th")
        assert "data officer of that area" in finding.remedy("en")
        with pytest.raises(ValueError, match="not stored"):
            desk(settings, officer("94")).store(found)

    def test_states_of_groups_of_the_same_load_are_placed_by_it(self, settings: Settings) -> None:
        at = desk(settings, officer("94"))
        for tambon, expected in ((PATTANI, []), (YALA, [OUTSIDE, OUTSIDE])):
            files = [
                file_of(settings, "occupational_group", group("G-1", tambon)),
                file_of(settings, "group_state", state("G-1")),
            ]
            assert kinds(at.prepare(files)) == expected

    def test_a_group_that_nobody_knows_lies_nowhere(self, settings: Settings) -> None:
        assert kinds(prepared(settings, officer("94"), "group_state", state("G-1"))) == [OUTSIDE]
        stored(settings, WHOLE, "occupational_group", group("G-2", PATTANI))
        found = kinds(prepared(settings, officer("94"), "group_state", state("G-1")))
        assert found == ["unknown_reference"]

    def test_a_group_is_not_taken_from_another_area(self, settings: Settings) -> None:
        stored(settings, WHOLE, "occupational_group", group("G-1", YALA))
        at = desk(settings, officer("94"))
        files = [
            file_of(settings, "occupational_group", group("G-1", PATTANI)),
            file_of(settings, "group_state", state("G-1")),
        ]
        assert not at.prepare(files).ready

    def test_a_stored_row_of_another_area_is_neither_corrected_nor_shown(
        self, settings: Settings
    ) -> None:
        stored(settings, WHOLE, "activity", activity("A-1", YALA, 7777), activity("A-2", PATTANI))
        rows = (activity("A-0", PATTANI), activity("A-2", PATTANI, 8), activity("A-1", PATTANI))
        found = prepared(settings, officer("94"), "activity", *rows)
        (finding,) = found.findings.errors
        assert (finding.kind, finding.row, finding.value) == (STORED_OUTSIDE, 4, "A-1")
        assert (found.tables, found.changes, found.counts) == ({}, {}, {})
        assert "7777" not in "".join(finding.line(language) for language in ("th", "en"))
        own = prepared(settings, officer("94"), "activity", *rows[:2])
        assert own.changes["activity"].counts.changed == 1

    def test_the_rows_of_several_files_keep_their_places(self, settings: Settings) -> None:
        stored(settings, WHOLE, "activity", activity("A-1", YALA), activity("A-5", YALA))
        files = [
            file_of(settings, "activity", activity("A-0", PATTANI), activity("A-1", PATTANI)),
            file_of(settings, "activity", activity("A-4", PATTANI), activity("A-5", PATTANI),
                    name="activity b.csv"),
        ]  # fmt: skip
        found = desk(settings, officer("94")).prepare(files)
        told = [(one.file, one.row, one.value) for one in found.findings.errors]
        assert told == [("activity.csv", 3, "A-1"), ("activity b.csv", 3, "A-5")]

    def test_what_is_usual_is_taken_from_rows_that_may_be_seen(self, settings: Settings) -> None:
        many = [activity(f"A-{at}", YALA, 5 + at % 3) for at in range(60)]
        stored(settings, WHOLE, "activity", *many)
        row = activity("B-1", PATTANI, 5000)
        assert "unusual_number" in prepared(settings, WHOLE, "activity", row).findings.counts
        own = prepared(settings, officer("94"), "activity", row).findings.counts
        assert "unusual_number" not in own

    def test_what_came_since_the_check_is_found_before_anything_is_stored(
        self, settings: Settings
    ) -> None:
        stored(settings, WHOLE, "activity", activity("A-0", PATTANI))
        ready = prepared(settings, officer("94"), "activity", activity("A-1", PATTANI))
        stored(settings, WHOLE, "activity", activity("A-1", YALA, 70))
        with pytest.raises(NotAllowed) as refused:
            desk(settings, officer("94")).store(ready)
        assert refused.value.code == "areas"
        place = desk(settings, WHOLE).place()
        assert place is not None
        with Store.open(place) as store:
            rows = store.query("SELECT activity_id, tambon_code FROM activity ORDER BY 1",
                               Scope.everything())  # fmt: skip
            assert rows.to_numpy().tolist() == [["A-0", PATTANI], ["A-1", YALA]]
            assert len(store.batches()) == 2

    def test_what_another_checked_is_not_stored_by_who_may_not(self, settings: Settings) -> None:
        ready = prepared(settings, WHOLE, "activity", activity("A-1", YALA))
        with pytest.raises(NotAllowed):
            desk(settings, officer("94")).store(ready)
        assert desk(settings, WHOLE).place() is None


class TestUndo:
    def test_only_what_lies_within_wholly_is_taken_back(self, settings: Settings) -> None:
        both = stored(settings, WHOLE, "activity", activity("A-1", PATTANI), activity("A-2", YALA))
        own = stored(settings, officer("94"), "activity", activity("A-3", PATTANI))
        other = stored(settings, WHOLE, "activity", activity("A-4", YALA))
        at = desk(settings, officer("94", name="other"))
        with pytest.raises(NotAllowed) as refused:
            at.undo_preview(both.batch_id)
        assert refused.value.code == "undo_areas"
        with pytest.raises(NotAllowed):
            at.undo(both.batch_id)
        with pytest.raises(UndoRefused) as unknown:
            at.undo(other.batch_id)
        assert unknown.value.code == "unknown_batch"
        assert at.undo_preview(own.batch_id).counts["activity"].removed == 1
        assert at.undo(own.batch_id).author == "นาง other"
        told = trail(settings, Event.UNDO)
        assert [(one.who, one.told.get("why", ""), one.told["undoes"]) for one in told] == [
            ("other", "", own.batch_id),
            ("other", "unknown_batch", other.batch_id),
            ("other", "undo_areas", both.batch_id),
        ]

    def test_rows_that_were_replaced_count_too(self, settings: Settings) -> None:
        stored(settings, WHOLE, "activity", activity("A-1", YALA))
        moved = stored(settings, WHOLE, "activity", activity("A-1", PATTANI))
        with pytest.raises(NotAllowed):  # to undo it would bring a row back to Yala
            desk(settings, officer("94")).undo(moved.batch_id)
        assert desk(settings, officer("94", "95")).undo(moved.batch_id).stored

    def test_states_are_taken_back_where_their_group_is(self, settings: Settings) -> None:
        stored(settings, WHOLE, "occupational_group", group("G-1", PATTANI), group("G-2", YALA))
        mine = stored(settings, WHOLE, "group_state", state("G-1"))
        both = stored(settings, WHOLE, "group_state", state("G-1", 6), state("G-2"))
        at = desk(settings, officer("9401"))
        with pytest.raises(NotAllowed):
            at.undo(both.batch_id)
        desk(settings, WHOLE).undo(both.batch_id)
        assert at.undo(mine.batch_id).stored


class TestHistory:
    def test_who_has_areas_is_told_of_these(self, settings: Settings) -> None:
        stored(settings, WHOLE, "activity", activity("A-1", PATTANI), activity("A-2", YALA))
        stored(settings, WHOLE, "activity", activity("A-3", YALA))
        stored(settings, officer("94"), "activity", activity("A-4", PATTANI))
        stored(settings, officer("95", name="yusuf"), "activity", activity("A-3", YALA, 9))

        def told(who: Visitor) -> list[tuple[int, bool, int]]:
            return [
                (one.number, bool(one.files), one.rows) for one in desk(settings, who).batches()
            ]

        assert told(WHOLE) == [(4, True, 1), (3, True, 1), (2, True, 1), (1, True, 2)]
        assert told(officer("94")) == [(3, True, 1), (1, False, 1)]
        assert told(officer("94", name="other")) == [(3, False, 1), (1, False, 1)]
        assert told(officer("95", name="yusuf")) == [(4, True, 1), (2, False, 1), (1, False, 1)]
        assert told(officer("96", name="none")) == []
        for one in desk(settings, officer("94", name="other")).batches():
            assert not one.message

    def test_a_name_is_not_enough_for_an_own_batch(self, settings: Settings) -> None:
        stored(settings, officer("94"), "activity", activity("A-4", PATTANI))
        tried = Visitor(Scope(Role.OFFICER, ("95",)), shown="นาง somsri", way=Way.TRIAL)
        assert desk(settings, tried).batches() == []

    def test_an_own_batch_is_of_the_account_and_not_of_the_name(self, settings: Settings) -> None:
        mine = officer("94")
        namesake = replace(officer("94", name="other"), shown=mine.shown)
        stored(settings, mine, "activity", activity("A-4", PATTANI))
        desk(settings, mine).undo(
            stored(settings, mine, "activity", activity("A-5", PATTANI)).batch_id
        )
        own = desk(settings, mine).batches()
        assert [one.account for one in own] == ["somsri"] * 3
        assert [bool(one.files) for one in own] == [False, True, True]  # an undo has none
        (seen,) = desk(settings, namesake).batches()  # the one of which rows are there
        assert (seen.author, seen.files, seen.message) == (mine.shown, (), "")

    def test_a_batch_of_before_accounts_were_kept_is_nobodys_own(self, settings: Settings) -> None:
        stored(settings, officer("94"), "activity", activity("A-4", PATTANI))
        with transaction(Folder(settings.var / "store")) as connection:
            connection.execute(f"UPDATE {in_lake('batch')} SET account = NULL")
        (seen,) = desk(settings, officer("94")).batches()
        assert (seen.account, seen.files, seen.message) == ("", (), "")
        (whole,) = desk(settings, WHOLE).batches()
        assert whole.files

    def test_what_was_corrected_since_is_still_told(self, settings: Settings) -> None:
        stored(settings, WHOLE, "activity", activity("A-1", PATTANI), activity("A-2", YALA))
        stored(settings, WHOLE, "activity", activity("A-1", PATTANI, 9))
        newest, first = desk(settings, officer("94")).batches()
        assert (newest.counts["activity"].new, newest.counts["activity"].changed) == (0, 1)
        assert (first.counts["activity"].new, first.counts["activity"].changed) == (1, 0)


class TestTrail:
    def test_an_import_and_its_undo_are_told_without_names_of_files(
        self, settings: Settings
    ) -> None:
        source = file_of(settings, "activity", activity("A-1", PATTANI), name="นางสาว ข.csv")
        at = desk(settings, officer("94"))
        batch = at.store(at.prepare([source]), author="somebody else")
        assert batch.author == "นาง somsri"
        back = at.undo(batch.batch_id)
        undo, imported = trail(settings)
        assert imported.who == undo.who == "somsri"
        assert imported.told == {
            "simulated": 0, "batch": batch.batch_id, "rows": 1, "tables": "activity +1",
            "files": 1, "file_1": f".csv {batch.files[0].sha256}",
        }  # fmt: skip
        assert undo.told == {
            "simulated": 0, "batch": back.batch_id, "undoes": batch.batch_id, "rows": 1,
            "tables": "activity -1",
        }  # fmt: skip
        assert "นางสาว" not in Trail(settings.var / FOLDER).file.read_text(encoding="utf-8")

    def test_rows_outside_are_told_as_refused(self, settings: Settings) -> None:
        prepared(settings, officer("94"), "activity", activity("A-1", YALA))
        (entry,) = trail(settings, Event.IMPORT)
        assert (entry.told["outcome"], entry.told["why"], entry.told["rows"]) == (
            "refused", "areas", 1,
        )  # fmt: skip

    def test_nothing_is_told_of_what_changes_nothing(self, settings: Settings) -> None:
        stored(settings, WHOLE, "activity", activity("A-1", PATTANI))
        stored(settings, WHOLE, "activity", activity("A-1", PATTANI))
        assert [one.who for one in trail(settings)] == ["command:root"]

    def test_an_ending_that_is_none_may_be_a_name(self, settings: Settings) -> None:
        source = file_of(settings, "activity", activity("A-1", PATTANI), name="a.csv")
        at = desk(settings, WHOLE)
        ready = at.prepare([source])
        named = replace(ready, sources=(Source("ข้อมูล.สมชาย", source.path),))
        at.store(named)
        assert str(trail(settings)[0].told["file_1"]).startswith("? ")

    def test_a_trail_that_cannot_be_written_is_said_in_the_log(
        self, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        ready = prepared(settings, WHOLE, "activity", activity("A-1", PATTANI))
        settings.var.mkdir(exist_ok=True)
        (settings.var / FOLDER).write_text("a file where the folder should be")
        assert desk(settings, WHOLE).store(ready).stored
        assert "Not in the trail" in caplog.text


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (officer("94"), "somsri"),
        (Visitor(Scope(Role.PLANNER, ("9401", "95")), way=Way.TRIAL), "trial:planner:9401,95"),
        (Visitor(Scope(Role.ADMINISTRATOR), way=Way.TRIAL), "trial:administrator"),
        (WHOLE, "command:root"),
        (Visitor.nobody(), ""),
    ],
)
def test_records_name_the_account(who: Visitor, expected: str) -> None:
    assert recorded_as(who) == expected
