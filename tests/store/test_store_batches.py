"""Imports: what is new, corrected or the same; all of it with its record, or nothing."""

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from small_tables import INFO, activities, services

from lib.access.scope import Scope
from lib.store import catalog, rewriting, writer
from lib.store.batches import SourceFile, StoreInfo
from lib.store.copying import copy_store
from lib.store.engine import SQLITE, connect
from lib.store.errors import Cancelled, StoreBusy, StoreMismatch
from lib.store.lake import Batch, Counts, Kind, Store
from lib.store.place import Folder
from lib.store.progress import Job, Stage
from lib.store.schema import all_columns

SCOPE = Scope.everything()
WHO = {"author": "ศูนย์ยะลา", "message": "มกราคม 2569"}


def stored(store: Store, table: str = "activity") -> pl.DataFrame:
    """All rows of a table, in one order."""
    return pl.from_pandas(store.query(f"FROM {table} ORDER BY ALL", SCOPE))


def plain(store: Store) -> bool:
    """Whether all tables of the newest version are plain Parquet files."""
    with connect(SQLITE) as connection:
        store.place.attach_catalog(connection)
        files = catalog.files_at(connection, store.place, store.version())
    assert set(files) == set(all_columns())
    return all(table.plain for table in files.values())


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with 40 activities, A0 to A39; participants_male is the number modulo 7."""
    folder = tmp_path_factory.mktemp("template") / "s"
    Store.create(folder, INFO, {"activity": activities(40)}).close()
    return folder


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the template of the test's own."""
    folder = Path(shutil.copytree(template, tmp_path / "s"))
    with Store.open(folder, read_only=False) as opened:
        yield opened


def males(first: int, last: int, value: int | None, extra: int = 0) -> pl.DataFrame:
    """Activities `first` to `last`, with other numbers of men."""
    rows = activities(last + 1 + extra)[first:]
    return rows.with_columns(participants_male=pl.lit(value, pl.Int64))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (activities(40), Counts(same=40)),
        (activities(40).sample(fraction=1, shuffle=True, seed=1), Counts(same=40)),
        (activities(50), Counts(new=10, same=40)),
        (males(0, 9, 50), Counts(changed=10)),
        (males(30, 49, 50), Counts(new=10, changed=10)),
        (activities(5, "SIM-B"), Counts(new=5)),
        (activities(0), Counts()),
        (activities(40).with_columns(village_no=None), Counts(same=40)),
        (activities(40).with_columns(village_no=3), Counts(changed=40)),
        (activities(40).with_columns(latitude=6.5), Counts(changed=40)),
    ],
)
def test_rows_are_new_changed_or_the_same(
    store: Store, rows: pl.DataFrame, expected: Counts
) -> None:
    said = store.changes({"activity": rows})["activity"].counts
    batch = store.append({"activity": rows}, **WHO)
    assert said == expected
    assert batch.counts == {"activity": expected}
    assert batch.stored == (expected.written > 0)
    assert stored(store).height == 40 + expected.new
    assert stored(store)["activity_id"].n_unique() == 40 + expected.new
    assert (stored(store)["batch_id"] == batch.batch_id).sum() == expected.written
    assert plain(store)


def test_a_correction_changes_what_it_brings_and_nothing_else(store: Store) -> None:
    before = stored(store)
    batch = store.append({"activity": males(3, 4, 60)}, **WHO)
    after = stored(store)
    touched = before["activity_id"].is_in(["SIM-A000003", "SIM-A000004"])
    assert after.filter(~touched).equals(before.filter(~touched))
    now = after.filter(touched)
    assert now["participants_male"].to_list() == [60, 60]
    assert now["batch_id"].unique().to_list() == [batch.batch_id]
    rest = ["participants_male", "batch_id"]
    assert now.drop(rest).equals(before.filter(touched).drop(rest))


def test_a_row_that_moves_has_the_area_codes_of_its_new_tambon(store: Store) -> None:
    store.append({"activity": activities(1).with_columns(tambon_code=pl.lit("960101"))}, **WHO)
    row = stored(store).row(0, named=True)
    assert (row["amphoe_code"], row["province_code"]) == ("9601", "96")


def test_a_column_that_is_not_delivered_stays_and_an_empty_cell_empties(store: Store) -> None:
    rows = activities(40).with_columns(village_no=pl.lit(5), channel=pl.lit("site"))
    store.append({"activity": rows}, **WHO)
    store.append({"activity": rows.drop("village_no").with_columns(work_level=pl.lit("1"))}, **WHO)
    now = stored(store)
    assert now["village_no"].unique().to_list() == [5]
    assert now["channel"].unique().to_list() == ["site"]
    assert now["work_level"].unique().to_list() == ["1"]
    store.append({"activity": rows.with_columns(village_no=None)}, **WHO)
    assert stored(store)["village_no"].null_count() == 40


def test_an_import_that_changes_nothing_stores_nothing(store: Store) -> None:
    version, batches = store.version(), store.batches()
    batch = store.append({"activity": activities(40), "service": services(0)}, **WHO)
    assert not batch.stored
    assert batch.rows == 0
    assert batch.counts["activity"] == Counts(same=40)
    assert store.version() == version
    assert store.batches() == batches


def test_a_batch_says_who_when_from_what_and_how_much(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "รายงาน 'ม.ค.'.xlsx"
    file.write_bytes(b"PK...")
    given = SourceFile.of(file)
    assert given == SourceFile(file.name, hashlib.sha256(b"PK...").hexdigest())
    tables = {"activity": males(38, 41, 9), "service": services(3)}
    batch = store.append(tables, files=[given], data_date=date(2026, 7, 9), **WHO)
    kept, first = store.batches()
    assert kept == batch
    assert (kept.number, kept.kind, kept.author, kept.message) == (2, Kind.IMPORT, *WHO.values())
    assert kept.counts == {"activity": Counts(new=2, changed=2), "service": Counts(new=3)}
    assert (kept.files, kept.data_date, kept.rows) == ((given,), date(2026, 7, 9), 7)
    assert (kept.undoes, kept.undone_by) == (None, None)
    assert (first.number, first.kind, first.files) == (1, Kind.FIRST, ())


@pytest.mark.parametrize(
    ("given", "expected"),
    [(None, INFO.data_date), (date(2026, 5, 1), INFO.data_date), (date(2026, 8, 1),) * 2],
)
def test_the_data_date_goes_forward_only(store: Store, given: date | None, expected: date) -> None:
    store.append({"service": services(1)}, data_date=given, **WHO)
    assert store.info.data_date == expected


def test_telling_of_later_days_is_a_change_of_its_own(store: Store) -> None:
    assert not store.append({"activity": activities(40)}, data_date=INFO.data_date, **WHO).stored
    assert not store.append({}, info=INFO, **WHO).stored
    assert store.append({"activity": activities(40)}, data_date=date(2026, 7, 1), **WHO).stored
    described = StoreInfo(True, date(2026, 6, 1), "described anew", "f9")
    assert store.append({}, info=described, **WHO).stored
    assert store.info == described


@pytest.mark.parametrize(
    "act", [Store.append, Store.changes, Store.create], ids=lambda f: f.__name__
)
def test_a_key_that_is_there_twice_is_refused(
    store: Store, tmp_path: Path, act: Callable[..., object]
) -> None:
    tables = {"activity": pl.concat([activities(3), activities(1)])}
    arguments: dict[str, tuple[object, ...]] = {"create": (tmp_path / "t", INFO, tables)}
    more = WHO if act is Store.append else {}
    with pytest.raises(ValueError, match="more than one row of activity_id = SIM-A000000"):
        act(*arguments.get(act.__name__, (store, tables)), **more)


def test_two_imports_prepared_at_once_store_no_row_twice(store: Store) -> None:
    rows = {"activity": activities(60), "service": services(30)}
    with Store.open(store.folder, read_only=False) as other, ThreadPoolExecutor(2) as pool:
        assert store.changes(rows)["service"].counts == other.changes(rows)["service"].counts
        batches = list(pool.map(lambda one: one.append(rows, **WHO), (store, other)))
    assert sorted(batch.stored for batch in batches) == [False, True]
    assert stored(store)["activity_id"].n_unique() == stored(store).height == 60
    assert stored(store, "service").height == 30


def test_should_the_lock_fail_the_second_commit_does(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Folder, "alone", lambda *_: nullcontext())
    rows = {"activity": activities(60)}

    def another_import(stage: Stage, *_: int) -> None:
        if stage is Stage.COMMITTING:
            store.append(rows, **WHO)

    with pytest.raises(StoreBusy):
        store.append(rows, job=Job(another_import), **WHO)
    assert stored(store)["activity_id"].n_unique() == stored(store).height == 60
    assert len(store.batches()) == 2


def test_comparing_serves_many_threads(store: Store) -> None:
    def ask(number: int) -> bool:
        rows = activities(number + 1, "SIM-A" if number % 2 else "SIM-B")
        counts = store.changes({"activity": rows})["activity"].counts
        return counts == (Counts(same=number + 1) if number % 2 else Counts(new=number + 1))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(40)))


def test_progress_goes_from_waiting_to_committing(store: Store) -> None:
    told: list[tuple[Stage, int, int]] = []
    rows = {"activity": males(30, 49, 9), "service": services(30)}
    store.append(rows, job=Job(watch=lambda *step: told.append(step)), **WHO)
    assert told == [
        (Stage.WAITING, 0, 100),
        (Stage.COMPARING, 0, 100),
        (Stage.STORING, 20, 100),
        (Stage.COMPARING, 40, 100),
        (Stage.STORING, 70, 100),
        (Stage.COMMITTING, 100, 100),
    ]


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("by_raising", [True, False])
def test_called_off_at_any_step_it_leaves_nothing(store: Store, at: int, by_raising: bool) -> None:
    before = stored(store), store.version(), files_of(store)
    steps: list[Stage] = []
    cancel = threading.Event()

    def watch(stage: Stage, *_: int) -> None:
        steps.append(stage)
        if len(steps) > at and by_raising:
            raise Cancelled("enough")
        if len(steps) > at:
            cancel.set()

    rows = {"activity": males(30, 49, 9), "service": services(30)}
    with pytest.raises(Cancelled):
        store.append(rows, job=Job(watch, cancel), **WHO)
    assert len(steps) == at + 1
    assert stored(store).equals(before[0])
    assert (store.version(), files_of(store)) == before[1:]
    assert store.append(rows, **WHO).rows == 50


def files_of(store: Store) -> list[Path]:
    return sorted(path for path in (store.folder / "data").rglob("*") if path.is_file())


def test_many_small_imports_become_few_files_in_order(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "MANY", 4)
    for number in range(14):
        store.append({"activity": activities(2, f"SIM-B{number}-")}, **WHO)
    with connect(SQLITE) as connection:
        store.place.attach_catalog(connection)
        files = catalog.files_at(connection, store.place, store.version())
    assert len(files["activity"].paths) <= 4
    assert len(files["batch"].paths) <= 4
    assert plain(store)
    assert stored(store).height == 40 + 28
    assert [batch.number for batch in store.batches()] == list(range(15, 0, -1))
    largest = max(files["activity"].paths, key=lambda path: path.stat().st_size)
    rows = pl.read_parquet(largest)
    by = [rows["date"].dt.truncate("1mo").alias("month"), "province_code", "tambon_code", "date"]
    assert rows.equals(rows.sort(*by, "activity_id"))


def test_files_go_when_no_version_in_use_needs_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = set(files_of(store))
    store.append({"activity": males(0, 0, 9)}, **WHO)
    store.append({"activity": males(1, 1, 9)}, **WHO)
    assert first <= set(files_of(store)), "a reader of the version before may be at work"
    with Store.open(store.folder) as reader:
        rows = stored(reader)
        monkeypatch.setattr(writer, "KEPT", "INTERVAL 0 SECOND")
        store.append({"service": services(1)}, **WHO)
        left = set(files_of(store))
        assert not any("activity" in str(path) for path in first & left)
        assert stored(reader).equals(rows)
    with Store.open(store.folder, read_only=False) as again:
        assert again.undo(again.batches()[0].batch_id, author="a").stored
        assert stored(again).equals(rows)


def test_a_store_moved_elsewhere_takes_corrections(store: Store, tmp_path: Path) -> None:
    store.close()
    place = store.folder.rename(tmp_path / "เก็บ 'ไว้'")
    with Store.open(place, read_only=False) as moved:
        assert moved.append({"activity": males(0, 9, 50)}, **WHO).rows == 10
        assert stored(moved).height == 40
        assert plain(moved)


def test_files_with_rows_deleted_by_another_program_become_plain(store: Store) -> None:
    with connect(SQLITE) as connection:
        store.place.attach_lake(connection, read_only=False)
        connection.execute("DELETE FROM lake.main.activity WHERE tambon_code = '940101'")
    assert not plain(store)
    assert store.append({"activity": activities(2)}, **WHO).counts["activity"] == Counts(1, 0, 1)
    assert stored(store).height == 31
    assert plain(store)


def test_a_store_with_older_records_is_told_apart(store: Store) -> None:
    store.close()
    with connect(SQLITE) as connection:
        Folder(store.folder).attach_lake(connection, read_only=False)
        connection.execute("ALTER TABLE lake.main.batch DROP COLUMN number")
    with pytest.raises(StoreMismatch, match="records of an older form"):
        Store.open(store.folder)


def test_a_copy_has_the_history_and_can_undo_it(store: Store, tmp_path: Path) -> None:
    before = stored(store)
    tables = {"activity": males(3, 45, 60), "service": services(5)}
    batch = store.append(tables, data_date=date(2026, 8, 1), **WHO)
    with copy_store(store, tmp_path / "t") as copy:
        assert copy.batches() == store.batches()
        assert copy.info == store.info
        for table in all_columns():
            assert stored(copy, table).equals(stored(store, table))
        copy.undo(batch.batch_id, author="a")
        assert stored(copy).equals(before)
        assert copy.info == INFO
        assert stored(store).height == 46


def test_what_the_disk_refuses_is_said_in_words(store: Store) -> None:
    """The folder of a table is a file: nothing can be written to it."""
    folder = store.folder / "data" / "main" / "service"
    folder.write_bytes(b"")
    with pytest.raises(writer.StoreError, match="can't be written to: nothing was stored"):
        store.append({"activity": males(0, 5, 9), "service": services(5)}, **WHO)
    folder.unlink()
    assert isinstance(store.append({"service": services(5)}, **WHO), Batch)
    assert len(store.batches()) == 2


def test_other_errors_of_the_engine_are_not_hidden(store: Store) -> None:
    with pytest.raises(duckdb.CatalogException), writer.transaction(store.place) as connection:
        connection.execute("FROM lake.main.nothing")
