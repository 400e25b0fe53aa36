"""The store: what goes in comes out, versions, batches, and what it refuses."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from small_tables import INFO, activities, services
from sqlglot import select

from lib.access.scope import Scope
from lib.store.engine import SQLITE, connect
from lib.store.errors import (
    StatementError,
    StoreBusy,
    StoreError,
    StoreMismatch,
    StoreMissing,
)
from lib.store.lake import Counts, Store
from lib.store.locks import exclusive
from lib.store.model import TABLES
from lib.store.place import WRITE_LOCK, Folder

SCOPE = Scope.everything()
COUNT = "SELECT count(*) AS n FROM activity"


def count(store: Store, table: str = "activity") -> int:
    return int(store.query(f"SELECT count(*) AS n FROM {table}", SCOPE)["n"][0])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with 4,000 activities that tests leave as it is."""
    folder = tmp_path_factory.mktemp("kept") / "s"
    with Store.create(folder, INFO, {"activity": activities(4_000)}) as store:
        yield store


def test_an_empty_store_has_every_table(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", INFO) as store:
        for name, table in TABLES.items():
            columns = list(store.query(f"FROM {name}", SCOPE).columns)
            assert columns[: len(table.names)] == list(table.names)
            assert columns[-1] == "batch_id"
        assert store.info == INFO
        assert store.batches() == []


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    tables = {"activity": activities(50), "service": services(20)}
    with Store.create(tmp_path / "s", INFO, tables, author="me", message="first") as store:
        rows = pl.from_pandas(store.query("FROM activity ORDER BY activity_id", SCOPE))
        expected = activities(50)
        got = rows.select(expected.columns).with_columns(pl.col("date").cast(pl.Date))
        assert got.equals(expected.cast(dict(got.schema)))
        assert rows["amphoe_code"].to_list() == expected["tambon_code"].str.head(4).to_list()
        assert rows["province_code"].to_list() == expected["tambon_code"].str.head(2).to_list()
        assert rows["latitude"].is_null().all()
        batch = store.batches()[0]
        assert rows["batch_id"].unique().to_list() == [batch.batch_id]
        assert (batch.author, batch.message) == ("me", "first")
        assert batch.counts == {"activity": Counts(new=50), "service": Counts(new=20)}
        assert batch.rows == 70
        assert before <= batch.made_on <= datetime.now(UTC)


def test_rows_lie_sorted_by_month_and_area(kept: Store) -> None:
    rows = kept.query("FROM activity", SCOPE)
    order = list(zip(rows["date"].dt.to_period("M"), rows["tambon_code"], strict=True))
    assert order == sorted(order)


def test_appended_rows_are_seen_at_once_by_all(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", INFO) as writer, Store.open(tmp_path / "s") as reader:
        versions = [reader.version()]
        for number in range(1, 6):
            info = INFO if number == 1 else None
            writer.append(
                {"activity": activities(10, f"SIM-{number}-")}, author="a", message="m", info=info
            )
            assert count(writer) == count(reader) == 10 * number
            assert len(reader.batches()) == number
            versions.append(reader.version())
        assert versions == sorted(set(versions))


def test_info_changes_with_a_batch(tmp_path: Path) -> None:
    newer = type(INFO)(True, date(2026, 7, 31), "test 2", "f1")
    with Store.create(tmp_path / "s", INFO) as store, Store.open(tmp_path / "s") as reader:
        assert reader.info == INFO
        store.append({"activity": activities(1)}, author="a", message="m", info=newer)
        assert reader.info == store.info == newer


def test_reference_tables(kept: Store) -> None:
    region = kept.query("SELECT * FROM area WHERE level = 'region'", SCOPE)
    assert region["code"].to_list() == ["south"]
    people = kept.query(
        "SELECT sum(total) AS n FROM population WHERE year = 2021 AND tambon_code IN "
        "(SELECT code FROM area WHERE province_code = '94')",
        SCOPE,
    )
    assert people["n"][0] == 729_581


def test_statements_may_be_expressions_and_have_parameters(kept: Store) -> None:
    expression = select("count(*) AS n").from_("activity").where("tambon_code = ?")
    assert kept.query(expression, SCOPE, ["940101"])["n"][0] == 1_000
    assert kept.query("SELECT ? AS a, ? AS b", SCOPE, (1, "x")).iloc[0].to_list() == [1, "x"]


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("DELETE FROM activity", StatementError),
        ("INSERT INTO batch VALUES (1)", StatementError),
        ("CREATE TABLE x AS SELECT 1", StatementError),
        ("COPY (SELECT 1) TO 'x.csv'", StatementError),
        ("SET threads = 1", StatementError),
        ("SELECT 1; SELECT 2", StatementError),
        ("", StatementError),
        ("SELECT * FROM nowhere", duckdb.CatalogException),
        ("FROM read_text('/etc/hostname')", duckdb.PermissionException),
    ],
)
def test_only_reading_statements(kept: Store, statement: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        kept.query(statement, SCOPE)
    assert count(kept) == 4_000


@pytest.mark.parametrize("scope", [None, "everything", object()])
def test_a_query_needs_a_scope(kept: Store, scope: object) -> None:
    with pytest.raises(TypeError, match="Scope"):
        kept.query(COUNT, scope)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"nothing": activities(1)}, "No such tables: nothing"),
        ({"activity": activities(1).drop("mission")}, "columns missing: mission"),
        ({"activity": activities(1).with_columns(x=1)}, "unknown columns x"),
        ({"activity": activities(1).with_columns(mission=None)}, "mission is required"),
        ({"service": services(1).with_columns(person_key=pl.lit("123"))}, "not hashed"),
    ],
)
def test_rows_that_do_not_conform_are_refused_whole(
    kept: Store, tables: dict[str, pl.DataFrame], message: str
) -> None:
    version = kept.version()
    with pytest.raises(ValueError, match=message):
        kept.append({"situation": _situations()} | tables, author="a", message="m")
    assert kept.version() == version
    assert count(kept, "situation") == 0


def test_a_store_that_can_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="No such tables"):
        Store.create(tmp_path / "t", INFO, {"nothing": activities(1)})
    assert list(tmp_path.iterdir()) == []


def _situations() -> pl.DataFrame:
    day = date(2026, 1, 1)
    row = {"situation_id": "SIM-1", "occurred_on": day, "reported_on": day, "status": "open"}
    return pl.DataFrame([row | {"tambon_code": "940101", "category": "other", "severity": 1}])


def test_a_second_writer_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.store.writer.WAIT_SECONDS", 0.1)
    with Store.create(tmp_path / "s", INFO) as store:
        with (
            exclusive(store.folder / WRITE_LOCK),
            pytest.raises(StoreBusy, match="Another import is being stored"),
        ):
            store.append({"activity": activities(1)}, author="a", message="m")
        assert count(store) == 0
        store.append({"activity": activities(1)}, author="a", message="m")
        assert count(store) == 1


def test_a_store_for_reading_takes_nothing(tmp_path: Path) -> None:
    Store.create(tmp_path / "s", INFO).close()
    with Store.open(tmp_path / "s") as store, pytest.raises(StoreError, match="read_only=False"):
        store.append({"activity": activities(1)}, author="a", message="m")


def test_missing_existing_and_foreign_stores(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="There is no store in"):
        Store.open(tmp_path / "s")
    Store.create(tmp_path / "s", INFO).close()
    with pytest.raises(StoreError, match="exists already"):
        Store.create(tmp_path / "s", INFO)
    with connect(SQLITE) as connection:
        Folder(tmp_path / "s").attach_lake(connection, read_only=False)
        connection.execute("ALTER TABLE lake.main.activity DROP COLUMN mission")
    with pytest.raises(StoreMismatch, match="another table activity"):
        Store.open(tmp_path / "s")


def test_a_store_may_be_moved(tmp_path: Path) -> None:
    Store.create(tmp_path / "s", INFO, {"activity": activities(8)}).close()
    shutil.move(tmp_path / "s", tmp_path / "เก็บ 'ไว้'")
    with Store.open(tmp_path / "เก็บ 'ไว้'", read_only=False) as store:
        store.append({"activity": activities(8, "SIM-B")}, author="a", message="m")
        assert count(store) == 16


def test_deleted_rows_are_gone_for_readers(tmp_path: Path) -> None:
    """An undo deletes rows; such a table is then read through DuckLake itself."""
    with Store.create(tmp_path / "s", INFO, {"activity": activities(100)}) as store:
        assert count(store) == 100
        with connect(SQLITE) as connection:
            store.place.attach_lake(connection, read_only=False)
            connection.execute("DELETE FROM lake.main.activity WHERE tambon_code = '940101'")
        assert count(store) == 75
        assert count(store, "area") > 300
        store.append({"activity": activities(4, "SIM-B")}, author="a", message="m")
        assert count(store) == 79


def test_every_batch_is_a_snapshot_with_author_and_message(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", INFO) as store:
        store.append({"activity": activities(2)}, author="ศูนย์ยะลา", message="มกราคม 2569")
        with connect(SQLITE) as connection:
            store.place.attach_lake(connection, read_only=True)
            said = connection.execute(
                "SELECT author, commit_message FROM lake.snapshots() ORDER BY snapshot_id"
            ).fetchall()
    assert said[-1] == ("ศูนย์ยะลา", "มกราคม 2569")


def test_eight_threads_get_right_answers(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", INFO, {"activity": activities(4_000)}) as store:
        frame = activities(4_000)
        truth = {
            (code, day): frame.filter(tambon_code=code, date=date(2025, 10, day)).height
            for code in frame["tambon_code"].unique()
            for day in (1, 2, 3, 4)
        }
        statement = "SELECT count(*) AS n FROM activity WHERE tambon_code = ? AND date = ?"

        def ask(number: int) -> bool:
            code, day = list(truth)[number % len(truth)]
            answer = store.query(statement, SCOPE, [code, date(2025, 10, day)])["n"][0]
            return bool(answer == truth[code, day])

        def disturb(number: int) -> bool:
            rows = activities(1, f"SIM-X{number}").with_columns(date=date(2030, 1, 1))
            store.append({"activity": rows}, author="a", message="m")
            return True

        with ThreadPoolExecutor(8) as pool:
            answers = [pool.submit(ask, number) for number in range(200)]
            answers += [pool.submit(disturb, number) for number in range(3)]
            assert all(answer.result() for answer in answers)
        assert count(store) == 4_003
