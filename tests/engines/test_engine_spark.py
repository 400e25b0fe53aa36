"""Spark as the engine: answers as from the program itself, and what it says when it can't start."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from servers import LOOSE_SOCKETS, NO_SPARK, spark_is_here
from small_tables import INFO, activities

from lib.access.scope import Scope
from lib.store.engine import SQLITE, connect
from lib.store.engines import spark
from lib.store.errors import EngineMissing, StatementError
from lib.store.lake import Store

pytestmark = pytest.mark.filterwarnings(*LOOSE_SOCKETS)
SCOPE = Scope.everything()
COUNT = "SELECT count(*) AS n FROM activity"


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A store with 400 activities twice: computed by the program, and by Spark."""
    if not spark_is_here():
        pytest.skip(NO_SPARK)
    Store.create(tmp_path / "s", INFO, {"activity": activities(400)}).close()
    with (
        Store.open(tmp_path / "s", read_only=False) as here,
        Store.open(tmp_path / "s", engine="local[2]") as there,
    ):
        yield here, there


@pytest.mark.engines
@pytest.mark.parametrize(
    "statement",
    [
        "FROM activity ORDER BY activity_id",
        "FROM store_info",
        "FROM officer",
        "FROM area ORDER BY code",
        "SELECT count(*), count(*), sum(participants_male), avg(participants_male) FROM activity",
        "SELECT 1 AS a, 2.5 AS b, true AS c, 'ก''ข' AS d, DATE '2026-01-31' AS e, NULL AS f",
        "SELECT tambon_code, median(participants_male) AS m, count(DISTINCT date) AS days "
        "FROM activity GROUP BY tambon_code ORDER BY tambon_code",
    ],
)
def test_answers_have_the_values_names_and_types_of_the_embedded_one(
    stores: tuple[Store, Store], statement: str
) -> None:
    here, there = stores
    pd.testing.assert_frame_equal(here.query(statement, SCOPE), there.query(statement, SCOPE))


@pytest.mark.engines
def test_parameters_new_rows_and_deleted_rows(stores: tuple[Store, Store]) -> None:
    here, there = stores
    since = f"{COUNT} WHERE date >= ? AND mission = ?"
    values = (date(2025, 12, 1), "labour")
    assert there.query(since, SCOPE, values).equals(here.query(since, SCOPE, values))
    here.append({"activity": activities(4, "SIM-B")}, author="a", message="m")
    assert there.query(COUNT, SCOPE)["n"][0] == 404
    with connect(SQLITE) as connection:
        here.place.attach_lake(connection, read_only=False)
        connection.execute("DELETE FROM lake.main.activity WHERE tambon_code = '940101'")
    assert there.query(COUNT, SCOPE)["n"][0] == 303
    with pytest.raises(StatementError):
        there.query("DELETE FROM activity", SCOPE)


def test_without_pyspark_or_java_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.create(tmp_path / "s", INFO).close()
    spark._session.cache_clear()
    monkeypatch.setattr(spark, "find_spec", lambda _: None)
    with pytest.raises(EngineMissing, match=r"requirements-engines\.lock"):
        Store.open(tmp_path / "s", engine="spark://nowhere:7077")
    monkeypatch.setattr(spark, "find_spec", lambda _: object())
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EngineMissing, match="Java 17 is needed"):
        Store.open(tmp_path / "s", engine="spark://nowhere:7077")
