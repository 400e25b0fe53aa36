"""A statement on its way to an engine, and its answer on the way back."""

from collections.abc import Callable, Collection, Sequence

import duckdb
import pandas as pd
import pyarrow as pa
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from lib.store.engines.version import Column
from lib.store.errors import StatementError

DIALECT = "duckdb"
READS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def only_read(cursor: duckdb.DuckDBPyConnection, text: str) -> duckdb.Statement:
    """The one statement of a text; raises StatementError unless it is one that reads."""
    found = cursor.extract_statements(text)
    if len(found) != 1 or found[0].type not in READS:
        raise StatementError(f"A query is one SELECT, and this is not: {text[:200]}")
    return found[0]


def as_query(statement: str | exp.Expression, parameters: Sequence[object]) -> exp.Query:
    """The statement as an expression with its parameters in place; raises StatementError."""
    try:
        parsed = parse_one(statement, dialect=DIALECT) if isinstance(statement, str) else statement
    except SqlglotError as error:
        raise StatementError(f"A query is one SELECT, and this is not: {statement}") from error
    if not isinstance(parsed, exp.Query):
        raise StatementError(f"A query is one SELECT, and this is not: {parsed.sql(DIALECT)[:200]}")
    if not parameters:
        return parsed
    filled = exp.replace_placeholders(parsed, *parameters)
    assert isinstance(filled, exp.Query)
    return filled


def columns_of_answer(cursor: duckdb.DuckDBPyConnection, query: exp.Query) -> list[Column]:
    """Names and types of the columns that DuckDB would answer with; it computes nothing."""
    text = query.sql(DIALECT)
    only_read(cursor, text)
    return [Column(row[0], row[1]) for row in cursor.execute(f"DESCRIBE {text}").fetchall()]


def located(
    query: exp.Query, names: Collection[str], locate: Callable[[str], exp.Table]
) -> exp.Query:
    """A copy of the query that reads its tables where the engine has them, by their plain names."""
    query = query.copy()
    own = {part.alias for part in query.find_all(exp.CTE)}
    for table in list(query.find_all(exp.Table)):
        if table.name in names and table.name not in own and not table.db:
            name, place = table.name, locate(table.name)
            table.set("this", place.this)
            table.set("db", place.args.get("db"))
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    return query


def cast_to(
    cursor: duckdb.DuckDBPyConnection, answer: pa.Table, columns: Sequence[Column]
) -> pd.DataFrame:
    """The answer in these types, under these names."""
    places = [f"_{number}" for number in range(len(columns))]
    named = [
        f'CAST({place} AS {kind}) AS "{name.replace(chr(34), chr(34) * 2)}"'
        for place, (name, kind) in zip(places, columns, strict=True)
    ]
    cursor.register("engine_answer", answer.rename_columns(places))
    try:
        return cursor.execute(f"SELECT {', '.join(named)} FROM engine_answer").df()
    finally:
        cursor.unregister("engine_answer")
