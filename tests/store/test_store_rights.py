"""The scope is enforced by the store itself: whatever a statement says, it reads no other rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from small_tables import INFO, TAMBON, activities, services
from sqlglot import exp, select

from lib.access.scope import Role, Scope
from lib.store import lake
from lib.store.errors import StatementError
from lib.store.lake import Store
from lib.store.model import TABLES, Field, FieldType, Table
from lib.store.rights import CutStatement, ScopeRefused, agreed, place_field, within

EVERYTHING, PUBLIC = Scope.everything(), Scope.public()
OWN = Scope(Role.PLANNER, ("9401",))
AREAS = [("9410",), ("94",), ("9410", "95"), ("9501", "9502", "9601")]
REFERENCES = ("area", "population", "labour_force", "store_info")


def codes_of(table: str, rows: pd.DataFrame, store: Store) -> pd.Series:
    """Where each row is, as pandas finds it out."""
    place = place_field(TABLES[table])
    if place:
        return rows[place]
    groups = store.query("SELECT group_id, tambon_code FROM occupational_group", EVERYTHING)
    return rows["group_id"].map(groups.set_index("group_id")["tambon_code"])


@pytest.mark.parametrize("areas", AREAS, ids=str)
@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_rows_of_ones_own_areas(
    store: Store, table: str, areas: tuple[str, ...]
) -> None:
    key = ", ".join(TABLES[table].key)
    statement = f"SELECT * FROM {table} ORDER BY {key}"
    every = store.query(statement, EVERYTHING)
    own = every[codes_of(table, every, store).str.startswith(areas)].reset_index(drop=True)
    scope = Scope(Role.VIEWER, areas)
    pd.testing.assert_frame_equal(store.query(statement, scope), own, check_dtype=False)
    assert store.rows(statement, scope).height == len(own) < len(every)


@pytest.mark.parametrize("table", [*TABLES, "batch"])
@pytest.mark.parametrize("scope", [PUBLIC, Scope(Role.PUBLIC, ("94",))], ids=["all", "94"])
def test_nobody_reads_rows_without_signing_in(store: Store, scope: Scope, table: str) -> None:
    for statement in (f"FROM {table}", f"SELECT count(*) FROM {table}", select("1").from_(table)):
        with pytest.raises(ScopeRefused):
            store.query(statement, scope)
    with pytest.raises(ScopeRefused):
        store.rows(f"SELECT 1 FROM {table}", scope)


@pytest.mark.parametrize("scope", [PUBLIC, OWN], ids=["public", "9401"])
@pytest.mark.parametrize("table", REFERENCES)
def test_what_tells_of_no_rows_is_for_all(store: Store, scope: Scope, table: str) -> None:
    every = store.query(f"FROM {table}", EVERYTHING)
    pd.testing.assert_frame_equal(store.query(f"FROM {table}", scope), every)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store whose rows lie in four tambon in turn, one of them in 9401."""
    tables = {
        "activity": activities(80), "service": services(40),
        "occupational_group": _groups(), "group_state": _states(),
    }  # fmt: skip
    with Store.create(tmp_path_factory.mktemp("rights") / "s", INFO, tables) as one:
        yield one


def _groups() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "group_id": [f"SIM-G{n}" for n in range(12)],
            "name": [f"กลุ่ม {n}" for n in range(12)],
            "tambon_code": [TAMBON[n % 4] for n in range(12)],
            "occupation": ["rice"] * 12,
            "founded_on": [date(2020, 1, 1)] * 12,
        }
    )


def _states() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "group_id": [f"SIM-G{n % 12}" for n in range(30)],
            "observed_on": [date(2025, 1 + n // 12, 1) for n in range(30)],
            "status": ["active"] * 30,
            "members_male": [n % 7 for n in range(30)],
            "members_female": [n % 3 for n in range(30)],
        }
    )


@pytest.fixture(scope="module")
def own_rows(small: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that has the rows within 9401 and no others: what a scope may know."""
    with duckdb.connect() as connection:
        for name in ("activity", "service", "occupational_group", "group_state"):
            every = small.query(f"FROM {name}", EVERYTHING)
            inside = codes_of(name, every, small).str.startswith("9401")
            found = small.rows(f"FROM {name}", EVERYTHING).filter(pl.Series(inside))
            connection.register("found", found.to_arrow())
            connection.execute(f"CREATE TABLE {name} AS FROM found")
            connection.unregister("found")
        yield connection


HARMLESS = [
    'SELECT * FROM "ACTIVITY"',
    "FROM Activity AS a SELECT a.activity_id, a",
    "FROM a: activity",
    "TABLE activity",
    "SELECT activity.tambon_code, activity FROM activity",
    "SELECT * FROM activity AS area, range(2) AS activity",
    "WITH a AS (FROM activity), b AS (SELECT * FROM a) FROM b UNION ALL FROM activity",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT n + 1 FROM r, activity WHERE n < 3) FROM r",
    "WITH a AS (SELECT 1 AS x) SELECT * FROM a, (WITH a AS (FROM activity) FROM a) AS b",
    "SELECT * FROM (activity JOIN service USING (tambon_code))",
    "SELECT * FROM ((activity AS a CROSS JOIN service AS s))",
    "FROM activity SEMI JOIN service USING (tambon_code)",
    "FROM activity ANTI JOIN service ON service.tambon_code <> activity.tambon_code",
    "SELECT * FROM activity POSITIONAL JOIN service",
    "SELECT * FROM service FULL JOIN activity ON false",
    "SELECT (SELECT count(*) FROM activity), EXISTS (FROM service WHERE tambon_code LIKE '95%')",
    "SELECT ARRAY(SELECT activity_id FROM activity ORDER BY 1)",
    "SELECT * FROM activity AS a, LATERAL (SELECT count(*) FROM service WHERE date < a.date)",
    "SELECT group_id FROM group_state INTERSECT SELECT group_id FROM occupational_group",
    "SELECT unnest([1, 2]), * FROM activity",
    "SELECT * FROM activity, unnest([participants_male]) AS u(n)",
    "SELECT mission, count(*) FROM activity GROUP BY ALL HAVING count(*) > (SELECT 0)",
    "SELECT tambon_code FROM activity UNION ALL BY NAME SELECT tambon_code FROM service",
    "SELECT '-- FROM batch', 'it''s' /* FROM batch */ FROM activity -- FROM batch",
    "SELECT sum(members_male) OVER (PARTITION BY group_id) FROM group_state AS activity",
    "SELECT * FROM activity AS a(one, two) ",
]


def alike(found: pd.DataFrame, expected: pd.DataFrame) -> bool:
    """Whether two answers have the same rows, in whatever order."""
    rows = [Counter(map(str, one.itertuples(index=False, name=None))) for one in (found, expected)]
    return rows[0] == rows[1]


@pytest.mark.parametrize("statement", HARMLESS)
def test_a_statement_answers_as_if_there_were_no_other_rows(
    small: Store, own_rows: duckdb.DuckDBPyConnection, statement: str
) -> None:
    expected = own_rows.execute(statement).df()
    assert alike(small.query(statement, OWN), expected)
    assert len(expected)


def test_nothing_of_others_is_counted_in_these(small: Store) -> None:
    """The oracle above can fail: most of these statements read more with the right to all."""
    more = [one for one in HARMLESS if not alike(*(small.query(one, s) for s in (OWN, EVERYTHING)))]
    assert len(more) > len(HARMLESS) - 4


ATTACKS = [
    # another way to the same table
    "FROM main.activity",
    "FROM v1.activity",
    "FROM lake.main.activity",
    'FROM "v1"."activity"',
    "FROM memory.v1.activity",
    "SELECT * FROM activity, v1.activity AS other",
    "SELECT (SELECT count(*) FROM v1.activity)",
    "FROM activity AT (VERSION => 1)",
    "FROM activity TABLESAMPLE 100%",
    "FROM query('FROM activity')",
    "FROM query_table('activity')",
    "FROM query_table(['activity', 'service'])",
    "SELECT * FROM histogram(activity, tambon_code)",
    "FROM (DESCRIBE activity)",
    "FROM (SUMMARIZE activity)",
    "FROM (SHOW TABLES)",
    "FROM (PIVOT activity ON mission USING count(*))",
    "FROM activity PIVOT (count(*) FOR mission IN ('labour'))",
    "FROM (UNPIVOT activity ON participants_male INTO NAME a VALUE b)",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM activity'))",
    # parts that pass for tables, and tables for parts
    "WITH activity AS (FROM activity) FROM activity",
    "WITH Activity AS (SELECT 1) FROM activity",
    "WITH area AS (FROM activity) FROM area",
    'WITH "within_scope_activity" AS (FROM service) FROM activity',
    "WITH replaced_activity AS (SELECT 1) SELECT * FROM (FROM replaced_activity), v1.activity",
    "FROM replaced_activity, (WITH replaced_activity AS (SELECT 1) FROM replaced_activity) AS x",
    "WITH a AS (FROM replaced_service), replaced_service AS (SELECT 1) FROM a",
    "WITH a AS (SELECT 1), a AS (FROM batch) FROM a",
    "FROM within_scope_activity",
    # what belongs to nobody's areas
    "FROM batch",
    "FROM replaced_activity",
    "SELECT files FROM BATCH",
    # files and other databases
    "FROM 'x.parquet'",
    'FROM "x.parquet"',
    "FROM '/etc/hostname'",
    "FROM read_parquet('**/*.parquet')",
    "FROM parquet_scan('x')",
    "FROM read_csv('x')",
    "FROM read_text('/etc/hostname')",
    "FROM glob('**')",
    "FROM sqlite_scan('catalog.sqlite', 'ducklake_table')",
    "FROM postgres_query('x', 'SELECT 1')",
    "FROM ducklake_snapshots('lake')",
    # what the engine knows of itself
    "FROM duckdb_tables()",
    "FROM duckdb_views",
    "FROM duckdb_columns()",
    "FROM information_schema.tables",
    "FROM pg_catalog.pg_class",
    "FROM pg_class",
    "FROM sqlite_master",
    "FROM pragma_table_info('activity')",
    "SELECT pg_get_viewdef(1)",
    "SELECT * FROM activity WHERE pg_get_viewdef(1) <> ''",
    "FROM test_all_types()",
    # variables of the program
    "FROM activity_frame",
    "FROM self",
]
NOT_ONE_SELECT = [
    "DELETE FROM activity",
    "FROM activity; FROM service",
    "SUMMARIZE activity",
    "DESCRIBE activity",
    "SHOW TABLES",
    "PIVOT activity ON mission USING count(*)",
    "COPY (FROM activity) TO 'x.csv'",
    "COPY activity TO 'x.csv'",
    "CREATE TEMP TABLE t AS FROM activity",
    "CREATE VIEW t AS FROM activity",
    "ATTACH 'x' AS x",
    "SET search_path = 'main'",
    "CALL query_table('activity')",
    "PRAGMA table_info('activity')",
    "PREPARE p AS FROM activity",
    "EXPLAIN ANALYZE FROM activity",
    "INSTALL httpfs",
    "SELECT * FROM activity WHERE '",
    "",
]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("scope", [OWN, PUBLIC], ids=["9401", "public"])
@pytest.mark.parametrize("statement", ATTACKS)
def test_what_may_read_other_rows_is_refused(small: Store, scope: Scope, statement: str) -> None:
    activity_frame = small.query("FROM activity", EVERYTHING)  # seen by DuckDB's Python, if at all
    assert len(activity_frame) == 80
    with pytest.raises(ScopeRefused):
        small.query(statement, scope)
    with pytest.raises(ScopeRefused):
        small.rows(statement, scope)


@pytest.mark.parametrize("scope", [OWN, PUBLIC], ids=["9401", "public"])
@pytest.mark.parametrize("statement", NOT_ONE_SELECT)
def test_what_is_no_select_is_refused(small: Store, scope: Scope, statement: str) -> None:
    with pytest.raises((StatementError, ScopeRefused)):
        small.query(statement, scope)


TABLE = some.sampled_from(["activity", "service", "occupational_group", "group_state"])
WRITTEN = some.sampled_from([str.lower, str.upper, '"{}"'.format, str.title])
WAYS = (
    "SELECT * FROM ({0})",
    "WITH p AS ({0}) SELECT * FROM p",
    "WITH p AS ({0}), q AS (SELECT * FROM p) SELECT * FROM q UNION ALL SELECT * FROM p",
    "SELECT * FROM ({0}) AS activity",
    "({0}) UNION ALL ({0})",
    "SELECT count(*) AS n FROM ({0}) AS a, ({0}) AS b",
    "SELECT (SELECT count(*) FROM ({0})) AS n, EXISTS ({0}) AS some",
    "SELECT * FROM area JOIN ({0}) ON false",
    "SELECT * FROM (SELECT 1 AS one) LEFT JOIN ({0}) ON true",
    "SELECT a.* FROM ({0}) AS a SEMI JOIN occupational_group ON true",
)


@settings(deadline=None, max_examples=80)
@given(TABLE, WRITTEN, some.lists(some.sampled_from(WAYS), max_size=4))
def test_however_a_table_is_wrapped_its_rows_are_ones_own(
    small: Store, own_rows: duckdb.DuckDBPyConnection, table: str, written: Any, ways: list[str]
) -> None:
    statement = f"SELECT * FROM {written(table)}"
    for way in ways:
        statement = way.format(statement)
    own_rows.execute("CREATE TABLE IF NOT EXISTS area (code VARCHAR, level VARCHAR)")
    if "area" in statement:  # its columns are others here, and there are no rows of it either way
        statement = f"SELECT count(*) AS n FROM ({statement})"
    assert alike(small.query(statement, OWN), own_rows.execute(statement).df())


@pytest.mark.parametrize(
    ("statement", "values", "row"),
    [
        ("SELECT ?, ?", (1, "x"), [1, "x"]),
        ("FROM (SELECT ? AS a) SELECT a, ?", (1, 2), [1, 2]),
        ("SELECT ? || '?', '?' -- ?", ("a",), ["a?", "?"]),
        ("SELECT count(*) FROM activity WHERE mission = ? AND date >= ?",
         ("labour", date(2025, 10, 1)), [20]),
        ("SELECT count(*) FROM activity WHERE mission = $2 AND date >= $1",
         (date(2025, 10, 1), "labour"), [20]),
    ],
)  # fmt: skip
def test_parameters_keep_their_places(
    small: Store, statement: str, values: tuple[object, ...], row: list[object]
) -> None:
    assert small.query(statement, OWN, values).iloc[0].to_list() == row


def test_expressions_are_cut_too(small: Store) -> None:
    statement = select("count(*) AS n").from_("activity").where("mission = ?")
    assert small.query(statement.copy(), OWN, ["labour"])["n"][0] == 20
    assert small.query(statement, EVERYTHING, ["labour"])["n"][0] == 80


def test_a_table_without_a_place_is_for_nobody_but_who_may_see_all() -> None:
    text = Field("note", FieldType.TEXT, "บันทึก", "Note")
    nowhere = Table("note", "บันทึก", "Notes", ("note",), (text,))
    with pytest.raises(ScopeRefused, match="note has no place"):
        within(nowhere, ("94",))
    linked = replace(text, name="group", refers_to="occupational_group.group_id")
    condition = within(replace(nowhere, fields=(linked,)), ("94",)).sql("duckdb")
    assert condition == (
        '"group" IN (SELECT "group_id" FROM occupational_group WHERE "tambon_code" LIKE \'94%\')'
    )


def test_every_table_of_the_model_has_a_place() -> None:
    for table in TABLES.values():
        assert "LIKE '94%'" in within(table, ("94",)).sql("duckdb")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * FROM a, b", {"a": 1}),
        ("SELECT * FROM a", {"a": 1, "b": 1}),
        ("SELECT * FROM a, a AS b", {"a": 1}),
        ("SELECT * FROM s.a", {"a": 1}),
        ("SELECT * FROM a AT (VERSION => 3)", {"a": 1}),
        ("SELECT * FROM a TABLESAMPLE 10%", {"a": 1}),
        ("SELECT * FROM a, duckdb_tables()", {"a": 1}),
        ("SELECT * FROM a, (SHOW TABLES)", {"a": 1}),
        ("FROM (PIVOT a ON x)", {"a": 1}),
        ("SELECT pg_get_viewdef(1) FROM a", {"a": 1}),
    ],
)
def test_duckdb_has_the_last_word_on_what_is_read(text: str, names: dict[str, int]) -> None:
    with duckdb.connect() as connection:
        agreed(connection, CutStatement("SELECT * FROM a, range(3)", Counter(a=1)))
        with pytest.raises((ScopeRefused, StatementError)):
            agreed(connection, CutStatement(text, Counter(names)))


def test_who_may_see_all_asks_as_it_is(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("A statement was cut that need not be.")

    monkeypatch.setattr(lake, "cut", never)
    assert small.query("SELECT count(*) AS n FROM v1.activity", EVERYTHING)["n"][0] == 80
    assert len(small.query("FROM batch", Scope(Role.VIEWER))) == 1


class Elsewhere:
    """An engine that notes what it is asked, and computes it here."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def run(self, cursor: Any, version: Any, query: exp.Query, columns: Sequence[Any]) -> Any:
        self.asked.append(query.sql("duckdb"))
        return cursor.execute(self.asked[-1]).to_arrow_table()

    def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize("way", ["query", "rows"])
def test_an_engine_is_asked_for_ones_own_rows_only(small: Store, way: str) -> None:
    engine = Elsewhere()
    with Store.open(small.folder) as other:
        other._engine = engine
        count = getattr(other, way)("SELECT count(*) AS n FROM activity", OWN)["n"][0]
        with pytest.raises(ScopeRefused):
            getattr(other, way)("FROM activity", PUBLIC)
    assert count == 20
    assert len(engine.asked) == 1
    assert "LIKE '9401%'" in engine.asked[0]


def test_an_engine_is_given_the_parameters_in_place(small: Store) -> None:
    engine = Elsewhere()
    with Store.open(small.folder) as other:
        other._engine = engine
        values = (date(2025, 10, 1), "labour")
        statement = "SELECT ? AS day, count(*) AS n FROM activity WHERE mission = ?"
        found = other.query(statement, OWN, values)
    assert found["n"][0] == 20
    assert "'labour'" in engine.asked[0]
