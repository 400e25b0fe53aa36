"""PostgreSQL as the engine: answers as from the program itself, and the copies on the server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from servers import Server
from small_tables import INFO, activities

from lib.access.scope import Scope
from lib.store.engine import SQLITE, connect
from lib.store.engines import postgres
from lib.store.errors import ServerUnreachable, StatementError, StoreError
from lib.store.lake import Store

SCOPE = Scope.everything()
ROOT = Path(__file__).parents[2]
COUNT = "SELECT count(*) AS n FROM activity"
COPIES = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'labour%' ORDER BY 1"
ASK = """
import sys
from lib.access.scope import Scope
from lib.store.lake import Store
with Store.open(sys.argv[1], engine=sys.argv[2]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    print(store.query("SELECT count(*) AS n FROM activity", Scope.everything())["n"][0])
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[tuple[Store, Store]]:
    """A store with 400 activities twice: computed by the program, and by the server."""
    folder = tmp_path_factory.mktemp("kept") / "s"
    Store.create(folder, INFO, {"activity": activities(400)}).close()
    with Store.open(folder) as here, Store.open(folder, engine=server.new_database()) as there:
        yield here, there


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Store.create(tmp_path / "s", INFO, {"activity": activities(400)}).close()
    return tmp_path / "s"


def count(store: Store) -> int:
    return int(store.query(COUNT, SCOPE)["n"][0])


@pytest.mark.parametrize(
    "statement",
    [
        "FROM activity ORDER BY activity_id",
        "FROM store_info",
        "SELECT batch_id, author, counts FROM batch",
        "FROM officer",
        "FROM area ORDER BY code",
        "FROM population ORDER BY tambon_code, year",
        "SELECT count(*), count(*), sum(participants_male), avg(participants_male) FROM activity",
        "SELECT 1 AS a, 2.5 AS b, true AS c, 'ก''ข' AS d, DATE '2026-01-31' AS e, NULL AS f",
        "SELECT date, date_trunc('month', date) AS m, date - INTERVAL '3' MONTH AS before, "
        "date_diff('day', date, DATE '2026-06-30') AS days FROM activity ORDER BY activity_id",
        "SELECT tambon_code, median(participants_male) AS m, participants_male > 3 AS many, "
        "count(DISTINCT date) FILTER (WHERE mission = 'labour') AS days FROM activity "
        "GROUP BY tambon_code, participants_male > 3 ORDER BY tambon_code, many",
        "WITH activity AS (SELECT 1 AS a) SELECT a FROM activity",
        "SELECT w.code FROM area AS w WHERE EXISTS (SELECT 1 FROM activity WHERE tambon_code = "
        "w.code) ORDER BY w.code",
    ],
)
def test_answers_have_the_values_names_and_types_of_the_embedded_one(
    kept: tuple[Store, Store], statement: str
) -> None:
    here, there = kept
    pd.testing.assert_frame_equal(here.query(statement, SCOPE), there.query(statement, SCOPE))


def test_parameters_are_values_and_never_statements(kept: tuple[Store, Store]) -> None:
    statement = "SELECT ? AS a, ? AS b, count(*) AS n FROM activity WHERE date >= ?"
    values = ("x'; DROP SCHEMA public; --", 1.5, date(2025, 12, 1))
    here, there = kept
    theirs = there.query(statement, SCOPE, values)
    assert theirs["a"][0] == values[0]
    assert theirs["n"][0] == here.query(statement, SCOPE, values)["n"][0] > 0


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("DELETE FROM activity", StatementError),
        ("CREATE TABLE x AS SELECT 1", StatementError),
        ("SELECT 1; SELECT 2", StatementError),
        ("EXPLAIN SELECT 1", StatementError),
        ("", StatementError),
        ("not a statement", StatementError),
        ("WITH gone AS (DELETE FROM activity RETURNING 1) SELECT * FROM gone", duckdb.Error),
        ("SELECT pg_read_file('/etc/hostname')", duckdb.CatalogException),
        ("SELECT * FROM pg_authid", duckdb.CatalogException),
        ("FROM read_text('/etc/hostname')", duckdb.PermissionException),
    ],
)
def test_only_reading_statements(
    kept: tuple[Store, Store], statement: str, error: type[Exception]
) -> None:
    _, there = kept
    with pytest.raises(error):
        there.query(statement, SCOPE)
    assert count(there) == 400


def test_a_version_is_copied_once_and_older_ones_are_dropped(
    folder: Path, database: str, server: Server
) -> None:
    with Store.open(folder, read_only=False, engine=database) as store:
        for number in range(4):
            assert count(store) == 400 + number
            store.append({"activity": activities(1, f"SIM-{number}")}, author="a", message="m")
        assert count(store) == count(store) == 404
    versions = [int(name.split("_")[2]) for name in server.ask(database, COPIES)]
    assert sorted(versions) == [4, 5]


def test_copies_that_nobody_opened_for_long_are_dropped(
    folder: Path, tmp_path: Path, database: str, server: Server
) -> None:
    with Store.open(folder, engine=database) as store:
        count(store)
    (old,) = server.ask(database, COPIES)
    mark = '{"made_by": "southern-labour-dashboard", "opened": "2020-01-31"}'
    server.ask(database, f"COMMENT ON SCHEMA {old} IS '{mark}'")
    server.ask(database, "CREATE SCHEMA labour_0000000a_1_0000000b")  # somebody else's
    Store.create(tmp_path / "other", INFO).close()
    with Store.open(tmp_path / "other", engine=database) as store:
        assert count(store) == 0
    names = server.ask(database, COPIES)
    assert old not in names
    assert "labour_0000000a_1_0000000b" in names


def test_a_copy_that_was_dropped_is_made_again(folder: Path, database: str, server: Server) -> None:
    with Store.open(folder, engine=database) as store:
        assert count(store) == 400
        (copy,) = server.ask(database, COPIES)
        server.ask(database, f"DROP SCHEMA {copy} CASCADE")
        assert count(store) == 400


def test_a_copy_cut_short_leaves_nothing(
    folder: Path, database: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    with Store.open(folder, engine=database) as store:
        with monkeypatch.context() as patch:
            patch.setattr(postgres, "_mark", fails)
            with pytest.raises(KeyboardInterrupt):
                count(store)
        assert server.ask(database, COPIES) == []
        assert count(store) == 400


def test_two_programs_make_one_copy(folder: Path, database: str, server: Server) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", ASK, str(folder), database]
    programs = [
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    assert [program.communicate(timeout=60)[0] for program in programs] == ["400\n", "400\n"]
    assert len(server.ask(database, COPIES)) == 1


def test_copies_of_a_folder_that_went_their_own_ways_are_told_apart(
    folder: Path, tmp_path: Path, database: str
) -> None:
    shutil.copytree(folder, tmp_path / "t")
    for place, more in ((folder, 3), (tmp_path / "t", 7)):
        with Store.open(place, read_only=False, engine=database) as store:
            store.append({"activity": activities(more, "SIM-B")}, author="a", message="m")
            assert count(store) == 400 + more


def test_deleted_rows_are_gone(folder: Path, database: str) -> None:
    with Store.open(folder, engine=database) as store:
        assert count(store) == 400
        with connect(SQLITE) as connection:
            store.place.attach_lake(connection, read_only=False)
            connection.execute("DELETE FROM lake.main.activity WHERE tambon_code = '940101'")
        assert count(store) == 300


def test_eight_threads_get_right_answers(kept: tuple[Store, Store]) -> None:
    here, there = kept
    statement = "SELECT count(*) AS n, max(activity_id) AS a FROM activity WHERE date >= ?"
    days = [date(2025, 10, 1 + number % 25) for number in range(80)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda day: there.query(statement, SCOPE, [day]), days))
    for day, answer in zip(days, answers, strict=True):
        pd.testing.assert_frame_equal(answer, here.query(statement, SCOPE, [day]))


def test_connections_that_the_server_cut_are_made_anew(
    folder: Path, database: str, server: Server
) -> None:
    with Store.open(folder, engine=database) as store:
        assert count(store) == 400
        cut = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        assert "t" in server.ask(database, cut)
        assert count(store) == 400


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("/d", "/nowhere"), "does not let the program in"),
        (("labour:", "labour:wrong-"), "does not let the program in"),
    ],
)
def test_a_server_that_says_no(
    folder: Path, database: str, server: Server, change: tuple[str, str], message: str
) -> None:
    with pytest.raises(ServerUnreachable, match=message) as refused:
        Store.open(folder, engine=database.replace(*change))
    assert server.password not in str(refused.value)


def test_an_engine_that_is_not_known(folder: Path) -> None:
    with pytest.raises(StoreError, match=r"ENGINE=mysql://me@host/db is not known") as refused:
        Store.open(folder, engine="mysql://me:secret@host/db")
    assert "secret" not in str(refused.value)


def test_a_user_who_may_make_nothing_is_told_what_is_missing(
    folder: Path, database: str, server: Server
) -> None:
    server.ask(database, "CREATE ROLE guest LOGIN PASSWORD 'g'")
    guest = database.replace(f"labour:{server.password}", "guest:g")
    with (
        Store.open(folder, engine=guest) as store,
        pytest.raises(ServerUnreachable, match="user may not make schemas"),
    ):
        count(store)
