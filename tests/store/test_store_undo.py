"""Undo brings back exactly what was; random histories come to what plain Python makes of them."""

import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from plain_store import PlainStore, Row
from small_tables import INFO, activities, services

from lib.access.scope import Scope
from lib.store.errors import Cancelled, StoreError, UndoRefused
from lib.store.lake import Batch, Counts, Kind, Store
from lib.store.model import TABLES
from lib.store.progress import Job, Stage
from lib.store.schema import all_columns, conform, replaced

SCOPE = Scope.everything()
TRIES = int(os.environ.get("STORE_TRIES", "12"))
USED = ("officer", "activity", "service", "occupational_group", "follow_up")


def rows_of(store: Store, table: str) -> pl.DataFrame:
    return pl.from_pandas(store.query(f"FROM {table} ORDER BY ALL", SCOPE))


def whole(store: Store) -> dict[str, pl.DataFrame]:
    """All rows of the model's tables."""
    return {table: rows_of(store, table) for table in TABLES}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "s"
    Store.create(folder, INFO, {"activity": activities(20)}).close()
    return folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "s"
    Store.create(folder, INFO).close()
    return folder


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:
    with Store.open(shutil.copytree(template, tmp_path / "s"), read_only=False) as opened:
        yield opened


def put(store: Store, data_date: date | None = None, **tables: pl.DataFrame) -> Batch:
    return store.append(tables, author="a", message="m", data_date=data_date)


def men(count: int, value: int) -> pl.DataFrame:
    return activities(count).with_columns(participants_male=pl.lit(value))


def equal(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> bool:
    return one.keys() == other.keys() and all(one[name].equals(other[name]) for name in one)


def test_an_undo_brings_back_exactly_what_was(store: Store) -> None:
    before, info = whole(store), store.info
    batch = put(store, date(2026, 8, 1), activity=men(25, 70), service=services(4))
    assert not equal(whole(store), before)
    undo = store.undo(batch.batch_id, author="head", message="wrong file")
    assert equal(whole(store), before)
    assert store.info == info
    kept, undone, _ = store.batches()
    assert kept == undo
    assert (kept.kind, kept.undoes, kept.author) == (Kind.UNDO, batch.batch_id, "head")
    assert kept.counts == {
        "activity": Counts(removed=5, restored=20),
        "service": Counts(removed=4),
    }
    assert undone.undone_by == undo.batch_id
    assert all(rows_of(store, replaced(name)).is_empty() for name in USED)


def test_it_can_be_imported_again_and_undone_again(store: Store) -> None:
    before = whole(store)
    for _ in range(2):
        batch = put(store, activity=men(25, 70))
        assert batch.counts["activity"] == Counts(new=5, changed=20)
        store.undo(batch.batch_id, author="a")
        assert equal(whole(store), before)


def test_the_preview_says_what_the_undo_does(store: Store) -> None:
    batch = put(store, date(2026, 8, 1), activity=men(25, 70), service=services(0))
    preview = store.undo_preview(batch.batch_id)
    assert preview.batch == batch
    assert preview.counts == {"activity": Counts(removed=5, restored=20)}
    assert preview.data_date == INFO.data_date
    assert preview.blockers == ()
    assert store.undo(batch.batch_id, author="a").counts == preview.counts


def test_batches_in_between_stay(store: Store) -> None:
    one = put(store, date(2026, 7, 10), activity=men(5, 70))
    two = put(store, date(2026, 7, 20), service=services(4))
    store.undo(one.batch_id, author="a")
    assert store.info.data_date == date(2026, 7, 20)
    assert rows_of(store, "service")["batch_id"].unique().to_list() == [two.batch_id]
    assert rows_of(store, "activity")["participants_male"].max() == 6
    store.undo(two.batch_id, author="a")
    assert store.info == INFO


def test_a_description_of_the_store_goes_with_its_batch(store: Store) -> None:
    newer = type(INFO)(True, date(2026, 7, 1), "newer", "f1")
    batch = store.append({}, author="a", message="m", info=newer)
    put(store, date(2026, 9, 1), service=services(1))
    assert store.info == type(INFO)(True, date(2026, 9, 1), "newer", "f1")
    store.undo(batch.batch_id, author="a")
    assert store.info == type(INFO)(True, date(2026, 9, 1), INFO.loaded_from, INFO.fingerprint)


def test_what_can_never_be_undone(store: Store) -> None:
    first = store.batches()[0].batch_id
    batch = put(store, service=services(1)).batch_id
    undo = store.undo(batch, author="a").batch_id
    version = store.version()
    for name, code in (
        (first, "first_load"),
        (undo, "is_undo"),
        (batch, "already_undone"),
        ("20260101-000000-x'--", "unknown_batch"),
    ):
        for refused in (store.undo_preview, lambda name: store.undo(name, author="a")):
            with pytest.raises(UndoRefused, match=name) as raised:
                refused(name)
            assert raised.value.code == code
    assert store.version() == version


def test_who_corrects_or_refers_stands_on_a_batch(store: Store) -> None:
    base = put(store, activity=activities(3, "SIM-N"), service=services(2))
    corrected = put(store, activity=activities(1, "SIM-N").with_columns(village_no=7))
    to_new = services(6, "SIM-T").with_columns(activity_id=pl.lit("SIM-N000002"))
    refers = put(store, service=to_new)
    put(store, service=services(3, "SIM-U").with_columns(activity_id=pl.lit("SIM-A000001")))
    follows = put(store, follow_up=follow_ups("service", "SIM-S000001", 3))
    put(store, follow_up=follow_ups("group", "SIM-S000001", 2, "SIM-G"))
    found = [
        (one.batch.batch_id, one.reason, one.table, one.rows)
        for one in store.undo_preview(base.batch_id).blockers
    ]
    assert found == [
        (follows.batch_id, "refers", "follow_up", 3),
        (refers.batch_id, "refers", "service", 6),
        (corrected.batch_id, "corrected", "activity", 1),
    ]
    version = store.version()
    with pytest.raises(UndoRefused, match=r"corrected rows of it \(activity: 1\)") as raised:
        store.undo(base.batch_id, author="a")
    assert raised.value.code == "stood_on"
    assert store.version() == version
    for batch in (follows, refers, corrected, base):
        store.undo(batch.batch_id, author="a")
    assert rows_of(store, "activity")["activity_id"].str.starts_with("SIM-A").all()


def follow_ups(subject: str, subject_id: str, count: int, prefix: str = "SIM-F") -> pl.DataFrame:
    numbers = range(count)
    return pl.DataFrame(
        {
            "follow_up_id": [f"{prefix}{n}" for n in numbers],
            "subject": [subject] * count,
            "subject_id": [subject_id] * count,
            "tambon_code": ["940101"] * count,
            "round": [3] * count,
            "due_on": [date(2026, 6, 1)] * count,
        }
    )


def test_who_refers_to_what_stays_does_not_stand_on_a_batch(store: Store) -> None:
    """A row that was only corrected, and an officer who has another assignment too."""
    put(store, officer=officers("940101"))
    batch = put(store, officer=officers("950102"), activity=men(21, 70))
    pointing = activities(1, "SIM-N").with_columns(officer_id=pl.lit("SIM-O"))
    put(store, activity=pointing)
    put(store, service=services(1).with_columns(activity_id=pl.lit("SIM-A000000")))
    assert store.undo_preview(batch.batch_id).blockers == ()
    store.undo(batch.batch_id, author="a")
    assert rows_of(store, "officer")["tambon_code"].to_list() == ["940101"]


def officers(tambon: str) -> pl.DataFrame:
    row = {"officer_id": "SIM-O", "tambon_code": tambon, "start_date": date(2025, 10, 1)}
    return pl.DataFrame([row])


def test_a_reference_that_a_later_correction_took_back_still_counts(store: Store) -> None:
    """Undoing the correction would bring it back."""
    base = put(store, activity=activities(1, "SIM-N"))
    pointing = services(1).with_columns(activity_id=pl.lit("SIM-N000000"))
    refers = put(store, service=pointing)
    away = put(store, service=pointing.with_columns(activity_id=pl.lit("SIM-A000001")))
    assert [b.batch for b in store.undo_preview(base.batch_id).blockers] == [
        one for one in store.batches() if one.batch_id == refers.batch_id
    ]
    for batch in (away, refers, base):
        store.undo(batch.batch_id, author="a")
    assert rows_of(store, "service").is_empty()


@pytest.mark.parametrize("at", range(5))
def test_called_off_at_any_step_it_leaves_everything(store: Store, at: int) -> None:
    batch = put(store, activity=men(25, 70), service=services(4))
    before, version = whole(store), store.version()
    steps: list[Stage] = []

    def watch(stage: Stage, done: int, total: int) -> None:
        assert 0 <= done <= total
        steps.append(stage)
        if len(steps) > at:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        store.undo(batch.batch_id, author="a", job=Job(watch))
    expected = [Stage.WAITING, Stage.COMPARING, Stage.STORING, Stage.STORING, Stage.COMMITTING]
    assert steps == expected[: at + 1]
    assert store.version() == version
    assert equal(whole(store), before)


def test_a_reader_can_look_but_not_undo(store: Store) -> None:
    batch = put(store, service=services(4))
    with Store.open(store.folder) as reader:
        assert reader.undo_preview(batch.batch_id).counts["service"].removed == 4
        with pytest.raises(StoreError, match="read_only=False"):
            reader.undo(batch.batch_id, author="a")


DAYS = st.integers(0, 3).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
TAMBON = st.sampled_from(["940101", "950102"])


def ids(prefix: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{prefix}{n}" for n in range(4)])


def some(table: str, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[list[Row]]:
    """Rows of a table, all with the same columns, of which optional ones may be missing."""
    optional = {name for name in fields if not TABLES[table].field(name).required}

    def rows(left_out: set[str]) -> st.SearchStrategy[list[Row]]:
        kept = {name: values for name, values in fields.items() if name not in left_out}
        key = TABLES[table].key
        return st.lists(
            st.fixed_dictionaries(kept), max_size=4, unique_by=lambda r: tuple(r[k] for k in key)
        )

    return st.sets(st.sampled_from(sorted(optional)), max_size=1).flatmap(rows)


IMPORT = st.fixed_dictionaries(
    {},
    optional={
        "officer": some(
            "officer", officer_id=ids("O"), tambon_code=TAMBON, start_date=DAYS,
            end_date=st.none() | st.just(date(2026, 12, 31)),
        ),
        "activity": some(
            "activity", activity_id=ids("A"), date=DAYS, tambon_code=TAMBON,
            officer_id=st.none() | ids("O"), village_no=st.none() | st.integers(1, 2),
            latitude=st.none() | st.sampled_from([0.1, 0.1 + 0.2, -0.0]),
            mission=st.just("labour"), work_level=st.just("1"), activity_type=st.just("x"),
            participants_male=st.integers(0, 1), participants_female=st.just(0),
        ),
        "service": some(
            "service", service_id=ids("S"), activity_id=st.none() | ids("A"), date=DAYS,
            tambon_code=TAMBON, person_key=st.just("0" * 32), sex=st.just("male"),
            age_group=st.just("60+"), service_type=st.just("x"),
        ),
        "occupational_group": some(
            "occupational_group", group_id=ids("G"), name=st.sampled_from(["ก", "ก "]),
            tambon_code=TAMBON, occupation=st.just("61"), founded_on=DAYS,
            product=st.none() | st.just("x"),
        ),
        "follow_up": some(
            "follow_up", follow_up_id=ids("F"), subject=st.sampled_from(["service", "group"]),
            subject_id=ids("S") | ids("G"), tambon_code=TAMBON, round=st.just(1), due_on=DAYS,
            done_on=st.none() | DAYS,
        ),
    },
)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        IMPORT, st.none() | st.integers(0, 40).map(lambda n: date(2026, 6, 20) + timedelta(n))
    )
    | st.integers(0, 9),
    min_size=3,
    max_size=9,
)


@given(STEPS)
@settings(
    deadline=None, max_examples=TRIES, suppress_health_check=list(HealthCheck), derandomize=True
)
def test_any_history_comes_to_what_plain_python_makes_of_it(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[object]
) -> None:
    folder = shutil.copytree(empty, tmp_path_factory.mktemp("history") / "s")
    expected = PlainStore(INFO.data_date)
    names: dict[str, int] = {}
    with Store.open(folder, read_only=False) as store:
        for step in steps:
            if isinstance(step, tuple):
                import_both(store, expected, step[0], step[1], names)
            elif expected.batches:
                undo_both(store, expected, step % len(expected.batches), names)
            assert_same(store, expected, names)
    shutil.rmtree(folder)


def import_both(
    store: Store,
    expected: PlainStore,
    tables: dict[str, list[Row]],
    data_date: date | None,
    names: dict[str, int],
) -> None:
    tables = {name: rows for name, rows in tables.items() if rows}
    frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items()}
    said = store.changes(frames)
    batch = store.append(frames, author="a", message="m", data_date=data_date)
    truth = expected.append(tables, data_date)
    assert batch.stored == (truth is not None)
    assert {name: one.counts for name, one in said.items()} == batch.counts
    if truth is not None:
        names[batch.batch_id] = truth.number
        for name, counts in batch.counts.items():
            assert (counts.new, counts.changed) == truth.counts(name)
        event("import")


def undo_both(store: Store, expected: PlainStore, at: int, names: dict[str, int]) -> None:
    truth = expected.batches[at]
    batch_id = {number: name for name, number in names.items()}[truth.number]
    if truth.undone or truth.is_undo:
        with pytest.raises(UndoRefused):
            store.undo(batch_id, author="a")
        return
    preview = store.undo_preview(batch_id)
    blockers = expected.blockers(truth)
    assert {(one.batch.number, one.reason) for one in preview.blockers} == blockers
    if blockers:
        event("stood on")
        with pytest.raises(UndoRefused):
            store.undo(batch_id, author="a")
        return
    event("undo")
    undo = store.undo(batch_id, author="a")
    expected.undo(truth)
    names[undo.batch_id] = len(expected.batches)


def assert_same(store: Store, expected: PlainStore, names: dict[str, int]) -> None:
    assert store.info.data_date == expected.data_date
    assert [batch.number for batch in store.batches()][::-1] == [b.number for b in expected.batches]
    for table in USED:
        schema = conform(TABLES[table], frame_of(table, [])).schema
        got = rows_of(store, table)
        found = {
            tuple(row[part] for part in TABLES[table].key): (
                names[str(row["batch_id"])],
                {name: row[name] for name in TABLES[table].names},
            )
            for row in got.cast({n: t for n, t in schema.items() if t == pl.Date}).to_dicts()
        }
        assert found == expected.tables[table]
        assert got.height == len(found)
        assert set(got.columns) == set(all_columns()[table])


def frame_of(table: str, rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(TABLES[table].names, pl.String))
