"""The data desk: trays, work in threads, sentences, findings by page, the screen as it is used."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from geo.codes import Level
from lib.access.scope import Scope
from lib.desk import DeskClosed, NotAllowed
from lib.imports import prepare
from lib.imports.log import log_file, read_log
from lib.imports.prepare import CHECK, COMPARE, READ
from lib.periods import fiscal_year
from lib.settings import Settings
from lib.store import errors
from lib.store.batches import Batch, Counts, Kind, SourceFile
from lib.store.errors import Cancelled, DiskFull, StoreBusy, StoreError, UndoRefused
from lib.store.findings import Findings, Group
from lib.store.lake import Store
from lib.store.model import TABLES
from lib.store.progress import Stage
from lib.store.undo import CORRECTED, REFERS, Blocker, UndoPreview
from lib.views import data
from lib.views.desk import found, history, links, preview, sentences
from lib.views.desk.plain import literal
from lib.views.desk.progress import on_bar
from lib.views.desk.session import KEY, Session, Trouble, named
from lib.views.desk.tray import FOLDER, LEFT_SECONDS, Tray, sweep
from lib.views.desk.trouble import told
from lib.views.desk.work import Report, Step, Work
from lib.views.selection import Selection
from lib.views.words import Language, catalogue, say

# They write to one log of checks, and read it back.
pytestmark = pytest.mark.xdist_group("checks")

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Language, ...] = ("th", "en")
START = Selection(fiscal_year(2569), "south", Level.AMPHOE, "tambon_reached")
HEADER = "รหัสกิจกรรม,วันที่จัดกิจกรรม,ตำบล,อำเภอ,ภารกิจหลัก,ระดับการดำเนินงาน,ประเภทกิจกรรม,ชาย,หญิง"


def rows(count: int = 3, prefix: str = "SIM-", day: str = "15/06/2569") -> str:
    """A file of activities in a tambon of Pattani, as an office writes it."""
    lines = [
        f"{prefix}ACT-DESK{at},{day},สะบารัง,เมืองปัตตานี,ด้านแรงงาน,2,หน่วยบริการเคลื่อนที่,{at + 1},4"
        for at in range(count)
    ]
    return "\n".join([HEADER, *lines])


def upload(name: str, content: str = "x") -> BytesIO:
    file = BytesIO(content.encode())
    file.name = name
    return file


class TestTray:
    def test_files_lie_under_names_of_ours(self, tmp_path: Path) -> None:
        tray = Tray([upload("../../ข้อมูล.xlsx", "one"), upload("b.csv")], tmp_path)
        assert [one.name for one in tray.sources] == ["ข้อมูล.xlsx", "b.csv"]
        assert [one.path.name for one in tray.sources] == ["0", "1"]
        assert tray.sizes == (3, 1)
        assert all(tmp_path / FOLDER in one.path.parents for one in tray.sources)

    def test_names_that_are_alike_are_numbered(self, tmp_path: Path) -> None:
        tray = Tray([upload("a.csv"), upload("x/a.csv"), upload("a.csv")], tmp_path)
        assert [one.name for one in tray.sources] == ["a.csv", "a (2).csv", "a (3).csv"]

    def test_nothing_is_left_of_an_emptied_tray(self, tmp_path: Path) -> None:
        Tray([upload("a.csv")], tmp_path).empty()
        assert list((tmp_path / FOLDER).iterdir()) == []

    def test_nothing_is_left_of_a_forgotten_tray(self, tmp_path: Path) -> None:
        tray = Tray([upload("a.csv")], tmp_path)
        del tray
        assert list((tmp_path / FOLDER).iterdir()) == []

    def test_nothing_is_left_when_a_copy_fails(self, tmp_path: Path) -> None:
        class Broken(BytesIO):
            name = "b.csv"

            def read(self, size: int | None = -1, /) -> bytes:
                raise OSError(28, "No space left on device")

        with pytest.raises(OSError, match="No space"):
            Tray([upload("a.csv"), Broken()], tmp_path)
        assert list((tmp_path / FOLDER).iterdir()) == []

    def test_only_old_leavings_are_swept_away(self, tmp_path: Path) -> None:
        old, new = tmp_path / "tray-old", tmp_path / "tray-new"
        old.mkdir()
        new.mkdir()
        long_ago = time.time() - LEFT_SECONDS - 1
        os.utime(old, (long_ago, long_ago))
        sweep(tmp_path)
        assert [one.name for one in tmp_path.iterdir()] == ["tray-new"]


def until_done(work: Work[object]) -> None:
    for _ in range(12_000):
        if work.done:
            return
        time.sleep(0.005)
    raise AssertionError("The work does not end.")


class TestWork:
    def test_it_gives_what_it_came_to(self) -> None:
        def do(report: Report) -> int:
            report(READ, 1, 4)
            return 7

        work: Work[object] = Work("check", do)
        until_done(work)
        assert (work.result(), work.step.share, work.can_cancel) == (7, 0.25, False)

    def test_it_raises_what_it_failed_with(self) -> None:
        def do(_: Report) -> None:
            raise StoreBusy("Another one.")

        work: Work[object] = Work("store", do)
        until_done(work)
        with pytest.raises(StoreBusy, match="Another one"):
            work.result()

    def test_called_off_it_ends_at_its_next_report(self) -> None:
        begun, go_on = threading.Event(), threading.Event()

        def do(report: Report) -> None:
            begun.set()
            go_on.wait(10)
            report(str(Stage.STORING), 0, 10)

        work: Work[object] = Work("store", do)
        begun.wait(10)
        assert work.can_cancel
        work.cancel()
        assert (work.cancelling, work.can_cancel) == (True, False)
        go_on.set()
        until_done(work)
        with pytest.raises(Cancelled):
            work.result()

    def test_its_last_step_cannot_be_called_off(self) -> None:
        at_end, go_on = threading.Event(), threading.Event()

        def do(report: Report) -> int:
            report(str(Stage.COMMITTING), 10, 10)
            at_end.set()
            go_on.wait(10)
            return 1

        work: Work[object] = Work("store", do)
        at_end.wait(10)
        assert not work.can_cancel
        go_on.set()
        until_done(work)
        assert work.result() == 1

    @pytest.mark.parametrize(
        "stages", [(READ, CHECK, COMPARE), tuple(map(str, Stage))], ids=["check", "store"]
    )
    def test_the_bar_never_goes_back(self, stages: tuple[str, ...]) -> None:
        places = [on_bar(Step(stage, done, 10)) for stage in stages for done in (0, 5, 10)]
        assert places == sorted(places)
        assert 0 <= places[0] <= places[-1] <= 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  นางสาวอามีนะห์  ดอเลาะ ", "นางสาวอามีนะห์ ดอเลาะ"),
        ("", ""),
        (" \n ", ""),
        ("123", ""),
        ("a" * 200, "a" * 80),
    ],
)
def test_names_of_people(written: str, kept: str) -> None:
    assert named(written) == kept


class TestSentences:
    @pytest.mark.parametrize(
        ("counts", "thai", "english"),
        [
            (Counts(12, 3), "ใหม่ 12 แถว และแก้ไข 3 แถว", "new 12 and corrected 3"),
            (Counts(1200), "ใหม่ 1,200 แถว", "new 1,200"),
            (Counts(removed=2), "นำออก 2 แถว", "taken out 2"),
            (Counts(restored=1), "กลับเป็นค่าเดิม 1 แถว", "brought back 1"),
            (Counts(same=4), "เหมือนเดิม 4 แถว", "unchanged 4"),
            (Counts(), "ไม่มีแถวที่เปลี่ยน", "no rows changed"),
        ],
    )
    def test_rows(self, counts: Counts, thai: str, english: str) -> None:
        assert sentences.rows_of(counts, "th") == thai
        assert sentences.rows_of(counts, "en") == english

    def test_tables_of_a_batch(self) -> None:
        counts = {"activity": Counts(2), "need": Counts(0, 1)}
        assert sentences.counted(counts, "en") == "Activities: new 2; Needs: corrected 1"

    @pytest.mark.parametrize(
        ("count", "said"), [(1, "1 kB"), (7_300, "7 kB"), (3_440_000, "3.4 MB")]
    )
    def test_sizes(self, count: int, said: str) -> None:
        assert sentences.size(count, "en") == said


def refusals() -> list[Exception]:
    """An error of every kind that can come to the desk."""
    undo = ("unknown_batch", "first_load", "is_undo", "already_undone", "stood_on", "is_retention",
            "forgotten")  # fmt: skip
    allowed = ("right", "areas", "undo_areas")
    closed = ("folder", "simulated", "real", "empty")
    plain = (
        StoreBusy, DiskFull, Cancelled, errors.StoreMissing, errors.StoreMismatch,
        errors.ServerUnreachable, errors.EngineMissing, StoreError,
    )  # fmt: skip
    return [
        *(UndoRefused(code, "") for code in undo),
        *(NotAllowed(code, "") for code in allowed),
        *(DeskClosed(code, "") for code in closed),
        *(kind("") for kind in plain),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence_of_its_own(language: Language) -> None:
    said = [told(Trouble(error, "0F3A"), language) for error in refusals()]
    assert len(set(said)) == len(said)
    troubles = {key for key in catalogue(language) if key.startswith("desk_trouble.")}
    assert len(troubles) == len(said) + 1  # and the one for what nobody foresaw


def test_a_full_disk_is_told_from_other_errors() -> None:
    assert told(Trouble(OSError(28, "No space")), "en") == say("desk_trouble.disk_full", "en")
    assert "0F3A" in told(Trouble(OSError(5, "Input/output"), "0F3A"), "en")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("*x*", r"\*x\*"),
        ("![a](http://b)", r"\!\[a\]\(http\:\/\/b\)"),
        (":red[x] $y$", r"\:red\[x\] \$y\$"),
        ("two\nlines", "two lines"),
        ("31/02/2569", r"31\/02\/2569"),
    ],
)
def test_markdown_is_never_read(text: str, safe: str) -> None:
    assert literal(text) == safe


def group(kind: str, count: int, first: int = 2) -> Group:
    values = pl.Series([f"v{at}" for at in range(count)], dtype=pl.String)
    return Group("a.csv", kind, "วันที่", pl.Series(range(first, first + count)), values)


@given(some.lists(some.integers(1, 60), min_size=1, max_size=6))
def test_pages_hold_every_finding_once(sizes: list[int]) -> None:
    groups = [group("not_date", count, first=1000 * at) for at, count in enumerate(sizes)]
    pages = range(-(-sum(sizes) // found.PER_PAGE))
    shown = [one for page in pages for one in found.page_of(groups, page)]
    assert shown == [one for each in groups for one in each]
    assert found.page_of(groups, len(pages)) == []


def test_kinds_with_most_findings_come_first() -> None:
    some_ = Findings((group("not_date", 2), group("not_integer", 5), group("not_date", 4)))
    kinds = found.by_kind(some_)
    assert [(kind, len(groups)) for kind, groups in kinds.items()] == [
        ("not_date", 2),
        ("not_integer", 1),
    ]


class TestMapOfRows:
    @pytest.mark.parametrize(
        ("tambon", "area"),
        [
            (("940101", "940102"), "9401"),
            (("940101", "941001"), "94"),
            (("940101", "950101"), "south"),
        ],
    )
    def test_the_map_is_of_the_area_that_holds_all(
        self, tambon: tuple[str, ...], area: str
    ) -> None:
        assert preview.common_area(tambon) == area

    def test_each_tambon_says_its_rows(self) -> None:
        where = preview.Placed({"940101": 12}, {"940101": 3, "940102": 1}, 0)
        drawn = preview.picture(where, "en")
        areas = {one.code: one for one in drawn.areas}
        assert (areas["940101"].text, areas["940101"].size) == ("new 12 corrected 3", 15)
        assert (areas["940103"].text, areas["940103"].size) == ("no rows changed", None)
        assert (drawn.focus, drawn.level) == ("9401", Level.TAMBON)
        assert [one.count for one in drawn.legend] == [len(areas) - 2, 2]


def batch(number: int = 2, **more: object) -> Batch:
    made = Batch(
        f"b{number}", number, Kind.IMPORT, datetime(2026, 6, 30, 17, 5, tzinfo=UTC), "อามีนะห์",
        "a.xlsx", {"activity": Counts(3)}, (SourceFile("<b>.xlsx", "0123456789abcdef" * 4),),
        date(2026, 6, 28),
    )  # fmt: skip
    return replace(made, **more)


class TestHistory:
    def test_times_are_those_of_thailand(self) -> None:
        assert history.when(batch().made_on, "th") == "1 ก.ค. 2569 00:05 น."
        assert history.when(batch().made_on, "en") == "1 Jul 2026 00:05"

    def test_a_card_says_who_when_and_what(self) -> None:
        html = history.card_html(batch(), {"b2": 2}, "th")
        assert "ครั้งที่ 2 นำเข้า" in html
        assert "โดย อามีนะห์" in html
        assert "&lt;b&gt;.xlsx (01234567)" in html
        assert "กิจกรรม ใหม่ 3 แถว" in html
        assert "undone" not in html

    def test_a_card_says_that_it_was_undone(self) -> None:
        html = history.card_html(batch(undone_by="b5"), {"b2": 2, "b5": 5}, "en")
        assert "undone by no. 5" in html

    def test_what_stands_on_a_batch_is_named_newest_first(self) -> None:
        stands = (
            Blocker(batch(5), CORRECTED, "activity", 7),
            Blocker(batch(3), REFERS, "service", 4),
        )
        found_ = UndoPreview(batch(), {}, date(2026, 6, 30), stands)
        said = history.blocked(found_, {}, "en")
        assert "no. 5 corrected 7 rows of Activities" in said
        assert "no. 3 has 4 rows of Services that refer to it" in said
        assert "Undo no. 5 first" in said


def test_every_table_says_what_it_is_for() -> None:
    for language in LANGUAGES:
        told_ = {key for key in catalogue(language) if key.startswith("desk_template.")}
        assert told_ == {f"desk_template.{name}" for name in TABLES}


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


def screen() -> None:
    """The screen without the house around it."""
    from lib.views import address, data
    from pages import desk

    data.begin_run()
    address.begin("desk")
    desk.show()


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(screen, default_timeout=120)
    at.query_params.update(query)
    return at.run()


def words(at: AppTest) -> str:
    """All words on the screen."""
    html = [str(one.proto.body) for one in at.get("html")]
    alerts = [one.value for kind in (at.error, at.warning, at.success, at.info) for one in kind]
    return "\n".join([*html, *alerts])


def hand_in(at: AppTest, *files: tuple[str, str]) -> AppTest:
    """Choose files, and wait until they are checked."""
    contents = [(name, text.encode(), "text/csv") for name, text in files]
    at.file_uploader[0].set_value(contents).run()
    return at_rest(at)


def at_rest(at: AppTest) -> AppTest:
    """The screen once nothing is under way."""
    work = at.session_state[KEY].work
    if work is not None:
        until_done(work)
    assert not at.run().exception
    return at


def under(at: AppTest) -> Session:
    kept = at.session_state[KEY]
    assert isinstance(kept, Session)
    return kept


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["", "history", "templates"])
def test_every_part_stands(store: Store, part: str, language: str) -> None:
    assert store.info.simulated
    at = opened(lang=language, **({"desk": part} if part else {}))
    assert not at.exception
    assert not at.error
    first = {"": "desk.intro", "history": "desk.history_intro", "templates": "desk.templates_intro"}
    assert escape(say(first[part], language)) in words(at)  # type: ignore[arg-type]


def test_who_is_not_signed_in_sees_no_desk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.info.simulated
    monkeypatch.setattr(data, "scope", Scope.public)
    at = opened(lang="en", desk="history")
    assert [one.value for one in at.info] == [say("desk.closed", "en")]
    assert not at.button


def test_a_folder_of_data_takes_no_imports(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.info.simulated
    monkeypatch.setenv("DATA", "/nowhere")
    at = opened(lang="en")
    assert [one.value for one in at.warning] == [say("desk_trouble.closed_folder", "en")]
    assert not at.file_uploader


def test_files_with_errors_are_told_of_and_not_stored(own_sample: Path) -> None:
    at = opened(lang="en")
    wrong = rows().replace("15/06/2569", "31/02/2569", 1).replace(",4", ",four", 2)
    hand_in(at, ("june.csv", wrong))
    said = words(at)
    assert "To correct before the import: 3" in said
    assert "31/02/2569" in said
    assert not [one for one in at.button if one.key == "desk_import_now"]
    assert [one.key for one in at.get("download_button")] == ["desk_marked_0", "desk_list"]
    (logged,) = read_log(log_file(own_sample))
    assert {name for name, _ in logged.files} == {"june.csv"}
    assert sum(logged.errors["9401"].values()) == 3
    assert (own_sample / FOLDER).exists()
    at.button(key="desk_other").click().run()
    assert under(at).tray is None
    assert list((own_sample / FOLDER).iterdir()) == []


def test_cells_of_files_are_never_markup(own_sample: Path) -> None:
    at = opened(lang="en")
    cell = "<img src=x onerror=alert(1)>"
    hand_in(at, ("<b>.csv", rows().replace("15/06/2569", cell, 1)))
    assert cell not in words(at)
    assert "&lt;img src=x" in words(at)
    assert "&lt;b&gt;.csv" in words(at)


def test_what_cannot_be_told_is_asked_once(own_sample: Path) -> None:
    at = opened(lang="en")
    hand_in(at, ("june.csv", rows(day="05/06/69")))
    assert "Questions to answer before the import: 1" in words(at)
    asked = at.radio(key="desk_answer_0")
    assert "rows: 3" in asked.label
    assert asked.options == ["5 Jun 2026", "5 Jun 1969"]
    asked.set_value("2026-06-05")
    at.button(key="desk_answer").click().run()
    at_rest(at)
    assert "Ready to import: new rows 3, corrected 0, unchanged 0" in words(at)


def imported(at: AppTest, *files: tuple[str, str], author: str = "Aminah") -> AppTest:
    """The screen after these files were imported."""
    hand_in(at, *files)
    at.text_input(key="desk_author").set_value(author)
    at.button(key="desk_import_now").click().run()
    return at_rest(at)


def activities() -> int:
    return int(data.store().query("SELECT count(*) AS n FROM activity", Scope.everything())["n"][0])


def test_an_import_needs_a_name_is_told_of_and_can_be_taken_back(own_sample: Path) -> None:
    at = opened(lang="en")
    before = activities()
    hand_in(at, ("june.csv", rows()))
    assert say("desk.goes_sample", "en") in words(at)
    at.button(key="desk_import_now").click().run()
    assert [one.value for one in at.error] == [say("desk.author_missing", "en")]
    assert activities() == before
    at.text_input(key="desk_author").set_value("Aminah")
    at.button(key="desk_import_now").click().run()
    at_rest(at)
    assert [one.value for one in at.success] == ["Imported (no. 2): Activities: new 3"]
    assert activities() == before + 3
    assert list((own_sample / FOLDER).iterdir()) == []

    stored = under(at).stored
    assert stored is not None
    at.query_params.update(desk="history", detail=stored.batch_id)
    at.run()
    assert "What the undo would do: Activities: taken out 3." in words(at)
    at.button(key="desk_undo_confirm").click().run()
    at_rest(at)
    assert [one.value for one in at.success] == ["Import no. 2 is undone: Activities: taken out 3"]
    assert "undone by no. 3" in words(at)
    assert activities() == before


def test_the_same_again_changes_nothing_and_other_content_corrects(own_sample: Path) -> None:
    at = opened(lang="en")
    imported(at, ("june.csv", rows()))
    hand_in(at, ("again.csv", rows()))
    assert "Nothing to import: all 3 rows are stored already" in words(at)
    assert not [one for one in at.button if one.key == "desk_import_now"]
    at.button(key="desk_other").click().run()
    hand_in(at, ("other.csv", rows().replace(",3,4", ",30,4")))
    assert "new rows 0, corrected 1, unchanged 2" in words(at)
    said = words(at)
    assert "SIM-ACT-DESK2" in said
    assert all(f">{value}<" in said for value in ("Participants, male", "3", "30"))


def test_a_batch_that_others_stand_on_is_not_undone(own_sample: Path) -> None:
    at = opened(lang="en")
    first = under(imported(at, ("june.csv", rows()))).stored
    imported(at, ("other.csv", rows().replace(",3,4", ",30,4")))
    assert first is not None
    at.query_params.update(desk="history", detail=first.batch_id)
    at.run()
    (said,) = [one.value for one in at.warning]
    assert "no. 3 corrected 1 rows of Activities" in said
    assert not [one for one in at.button if one.key == "desk_undo_confirm"]


def test_real_rows_make_the_store_that_every_session_then_sees(
    own_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, other = opened(lang="en"), opened(lang="en")
    assert "simulated" in words(other)
    looks: list[str] = []

    def count(name: str) -> None:
        real = getattr(prepare, name)

        def counted(*some: object, **more: object) -> object:
            looks.append(name)
            return real(*some, **more)

        monkeypatch.setattr(prepare, name, counted)

    for one in ("read", "check_table"):
        count(one)
    hand_in(at, ("june.csv", rows(prefix="")))
    assert looks == ["read", "check_table"]  # not once more as real rows
    assert say("desk.goes_first", "en") in words(at)
    at.text_input(key="desk_author").set_value("Aminah")
    at.button(key="desk_import_now").click().run()
    at_rest(at)
    assert activities() == 3
    assert data.store().folder == own_sample / "store"
    assert not data.store().info.simulated
    assert 'class="simulated"' not in words(other.run())


def test_rows_without_ids_are_asked_about(own_sample: Path) -> None:
    at = opened(lang="en")
    report = "รหัสตำบล,เดือน,วันที่ส่งรายงาน\n940101,2026-06,2026-06-30"
    hand_in(at, ("report.csv", report))
    assert "Questions to answer before the import: 1" in words(at)
    assert not [one for one in at.button if one.key == "desk_import_now"]
    at.radio(key="desk_simulated").set_value("simulated").run()
    at_rest(at)
    assert [one for one in at.button if one.key == "desk_import_now"]


def test_a_busy_store_is_said_and_nothing_is_lost(
    own_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(lang="en")
    before = activities()
    hand_in(at, ("june.csv", rows()))

    def busy(*_: object, **__: object) -> Batch:
        raise StoreBusy("Another import is being stored.")

    at.text_input(key="desk_author").set_value("Aminah")
    with monkeypatch.context() as patched:
        patched.setattr("lib.desk.Desk.store", busy)
        at.button(key="desk_import_now").click().run()
        at_rest(at)
    assert [one.value for one in at.error] == [say("desk_trouble.busy", "en")]
    assert activities() == before
    at.button(key="desk_import_now").click().run()
    at_rest(at)
    assert activities() == before + 3


def test_what_is_under_way_is_shown_and_neither_lost_nor_doubled(own_sample: Path) -> None:
    go_on = threading.Event()

    def do(report: Report) -> Batch:
        report(str(Stage.STORING), 40, 100)
        go_on.wait(60)
        return batch()

    at = opened(lang="en")
    under(at).work = work = Work("store", do)
    for _ in range(2):
        at.run()
        assert under(at).work is work
        assert say("desk.doing_store", "en") in words(at)
        (bar,) = at.progress
        assert bar.text == "Storing: 40 of 100"
    go_on.set()
    at_rest(at)
    assert [one.value for one in at.success] == ["Imported (no. 2): Activities: new 3"]


def test_links_lead_to_the_map_of_the_days_imported(store: Store) -> None:
    assert store.info.simulated
    there = links.map_selection(batch(data_date=date(2025, 3, 1)), START)
    assert there.to_query(data.choices("coverage")) == {"period": "fy2568"}
    history = links.part_selection("history", START)
    assert history.to_query(data.choices("desk")) == {"desk": "history"}


def test_settings_of_tests_are_their_own(own_sample: Path) -> None:
    assert Settings.from_environment().var == own_sample
