"""What a query may read: every statement is cut to its scope before an engine sees it.

A scope of the whole region reads as it is. For others a statement may name only tables that the
store knows, by their plain names, and its own parts; each table of the model then gives way to a
part that has its rows within the areas. What can't be told to be harmless is refused. The cut
statement is written anew from what was understood of it, and DuckDB's own parser has to find in it
the tables of these parts and no others (`agreed`), so that a text that the two read differently
gets nowhere.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Any

import duckdb
from sqlglot import TokenType, exp, select
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from lib.access.scope import Scope
from lib.store.engines.questions import DIALECT, as_query
from lib.store.errors import StatementError
from lib.store.model import TABLES, FieldType, Table
from lib.store.reference import reference_frames

RECORDS = ("store_info",)  # what the store says of itself; `batch` tells of files of all areas
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TABLE_ARGS = {"this", "alias", "joins"}
_CUT = "within_scope_"  # begins the names of the parts that stand for tables
# Functions that give rows of their own arguments only, to sqlglot and to DuckDB.
_MAKERS = (exp.GenerateSeries,)
_MAKER_NAMES = {"range", "generate_series", "unnest"}
_REFUSED_NODES = (
    exp.Command, exp.Describe, exp.Summarize, exp.Pivot, exp.HistoricalData, exp.TableSample,
    exp.DML, exp.Create, exp.Into,
)  # fmt: skip
# What DuckDB may find where rows come from, and functions that tell of the engine itself.
_SOURCES = {"BASE_TABLE", "SUBQUERY", "JOIN", "EXPRESSION_LIST", "EMPTY", "TABLE_FUNCTION"}
_INSIDE = ("pg_", "duckdb_", "ducklake_", "sqlite_", "postgres_")
_KEPT = 512


class ScopeRefused(PermissionError):
    """A statement that reads what its scope gives no right to, or what can't be cut to it."""


@dataclass(frozen=True)
class CutStatement:
    """A statement cut to a scope: its text, and how often it names which table or part."""

    text: str
    names: Counter[str]


def cut(statement: str | exp.Expression, scope: Scope) -> CutStatement:
    """The statement, in DuckDB's dialect, cut to a scope that is not of the whole region.

    Its unnamed placeholders become `$1`, `$2` … in the order of the text. Raises ScopeRefused for
    what the scope may not read, StatementError for anything but a single SELECT.
    """
    text = statement if isinstance(statement, str) else statement.sql(DIALECT)
    return _cut(text, scope.areas if scope.signed_in else None)


def placed(text: str, parameters: Sequence[object]) -> str:
    """A cut statement with its parameters in place, for an engine that takes none."""
    values = {str(number): value for number, value in enumerate(parameters, 1)}
    return exp.replace_placeholders(as_query(text, ()), **values).sql(DIALECT)


@lru_cache(maxsize=_KEPT)
def _cut(text: str, areas: tuple[str, ...] | None) -> CutStatement:
    """The text cut to areas; None is who is not signed in."""
    query = as_query(_numbered(text), ())
    for node in query.walk():
        if isinstance(node, _REFUSED_NODES):
            raise ScopeRefused(f"Only a scope of the whole region may ask for {_short(node)}.")
    _refuse_names_of_parts(query)
    names: Counter[str] = Counter()
    needed: dict[str, exp.Query] = {}
    for table in query.find_all(exp.Table):
        if _is_maker(table):
            continue
        if not _is_part(table) and _name(table) in TABLES:
            needed.setdefault(_name(table), _rows(_name(table), areas))
            _put(table, _CUT + _name(table))
        names[_name(table)] += 1
    for name, rows in needed.items():
        names.update(one.name for one in rows.find_all(exp.Table))
        _begin_with(query, _CUT + name, rows)
    return CutStatement(query.sql(DIALECT, comments=False), names)


def agreed(cursor: duckdb.DuckDBPyConnection, one: CutStatement) -> None:
    """Raise ScopeRefused unless DuckDB finds in a cut statement the tables that were cut."""
    if _tables_of_duckdb(cursor, one.text) != one.names:
        raise ScopeRefused(f"The statement may be read in two ways: {one.text[:200]}")


def _tables_of_duckdb(cursor: duckdb.DuckDBPyConnection, text: str) -> Counter[str]:
    ((answer,),) = cursor.execute("SELECT json_serialize_sql(?)", [text]).fetchall()
    told = json.loads(answer)
    if told["error"]:
        raise StatementError(f"A query is one SELECT, and this is not: {text[:200]}")
    names: Counter[str] = Counter()
    for node in _nodes(told["statements"]):
        if node.get("class") == "FUNCTION":
            _check_function(node)
        elif "sample" in node and "cte_map" not in node and "class" not in node:
            _check_source(node)
            if node["type"] == "BASE_TABLE":
                names[node["table_name"].lower()] += 1
    return names


def _nodes(told: object) -> Iterator[dict[str, Any]]:
    """All objects in a JSON document, those within others too."""
    if isinstance(told, dict):
        yield told
        told = list(told.values())
    if isinstance(told, list):
        for one in told:
            yield from _nodes(one)


def _check_source(node: Mapping[str, Any]) -> None:
    """Refuse what DuckDB takes rows from unless it is a plain table, a part or a maker."""
    kind = node["type"]
    qualified = any(node.get(key) for key in ("schema_name", "catalog_name", "at_clause"))
    made_by = node["function"].get("function_name") if kind == "TABLE_FUNCTION" else "range"
    if kind not in _SOURCES or qualified or made_by not in _MAKER_NAMES or node["sample"]:
        raise ScopeRefused(f"Only a scope of the whole region may read from {kind.lower()}.")


def _check_function(node: Mapping[str, Any]) -> None:
    name = str(node["function_name"]).lower()
    if name.startswith(_INSIDE):
        raise ScopeRefused(f"Only a scope of the whole region may call {name}.")


def _numbered(text: str) -> str:
    """The text with its placeholders numbered: what is written anew may have another order."""
    try:
        tokens = Dialect.get_or_raise(DIALECT).tokenize(text)
    except SqlglotError as error:
        raise StatementError(f"A query is one SELECT, and this is not: {text[:200]}") from error
    parts, done, number = [], 0, 0
    for token, after in zip_longest(tokens, tokens[1:]):
        unnamed = after is None or after.token_type is not TokenType.NUMBER
        if token.token_type is TokenType.PLACEHOLDER and token.text == "?" and unnamed:
            number += 1
            parts += [text[done : token.start], f"${number}"]
            done = token.end + 1
    return "".join([*parts, text[done:]])


def _refuse_names_of_parts(query: exp.Query) -> None:
    """A part that is called as a table of the store could stand for it, or it for the part."""
    for part in query.find_all(exp.CTE):
        name = part.alias
        taken = name.lower() in _known() or name.lower().startswith(_CUT)
        if taken or not _NAME.fullmatch(name):
            raise ScopeRefused(f"A part of a statement must have a plain name of its own: {name!r}")


def _is_maker(table: exp.Table) -> bool:
    return isinstance(table.this, _MAKERS)


def _name(table: exp.Table) -> str:
    """The name of a table or part that is named plainly; raises ScopeRefused for anything else."""
    given = {name for name, value in table.args.items() if value}
    plain = isinstance(table.this, exp.Identifier) and not given - _TABLE_ARGS
    if not plain or not _NAME.fullmatch(table.name):
        raise ScopeRefused(
            f"Only a scope of the whole region may read {_short(table)}: others name the tables "
            "of the store plainly."
        )
    return table.name.lower()


def _is_part(table: exp.Table) -> bool:
    """Whether the name is that of a part (WITH …) that can be seen from where it stands.

    Raises ScopeRefused when it is neither that nor a table that scopes may name.
    """
    name = _name(table)
    inside: exp.Expr = table
    while inside.parent is not None:
        if name in _parts_seen(inside.parent, inside):
            return True
        inside = inside.parent
    if name not in _known():
        raise ScopeRefused(f"Only a scope of the whole region may read {name}.")
    return False


def _parts_seen(around: exp.Expr, inside: exp.Expr) -> set[str]:
    """Names of the parts of `around` that its child `inside` sees."""
    if isinstance(around, exp.With):
        every = around.expressions
        place = next(at for at, one in enumerate(every) if one is inside)
        return {one.alias.lower() for one in every[: place + bool(around.args.get("recursive"))]}
    parts = around.args.get("with_")
    if parts is None or parts is inside:
        return set()
    return {one.alias.lower() for one in parts.expressions}


def _rows(name: str, areas: tuple[str, ...] | None) -> exp.Select:
    """The rows of a table of the model within the areas."""
    if areas is None:
        raise ScopeRefused(f"{name} has single rows: they are for those who are signed in.")
    return select("*").from_(exp.to_table(name)).where(within(TABLES[name], areas))


def _put(table: exp.Table, part: str) -> None:
    """Read a part in the place of a table, under the name that the rest of the statement uses."""
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(_name(table))))
    table.set("this", exp.to_identifier(part))


def _begin_with(query: exp.Query, name: str, rows: exp.Query) -> None:
    """Put a part in front of all others."""
    alias = exp.TableAlias(this=exp.to_identifier(name))
    others = query.args.get("with_") or exp.With(expressions=[])
    parts = [exp.CTE(this=rows, alias=alias), *others.expressions]
    others.set("expressions", parts)
    query.set("with_", others)


def within(table: Table, areas: Sequence[str]) -> exp.Condition:
    """Which rows of a table lie within areas (provinces or amphoe): none without a known place.

    By the table's own tambon or area, else by the row that it refers to. Raises ScopeRefused for
    a table that has neither: its rows belong to nobody but who may see all.
    """
    place = place_field(table)
    if place:
        column = exp.column(place, quoted=True)
        return exp.or_(*(column.copy().like(f"{area}%") for area in areas))
    for field in table.fields:
        target = field.reference
        if target and place_field(TABLES[target[0]]):
            name, key = target
            rows = select(exp.column(key, quoted=True)).from_(exp.to_table(name))
            rows = rows.where(within(TABLES[name], areas))
            return exp.column(field.name, quoted=True).isin(query=rows)
    raise ScopeRefused(f"{table.name} has no place, so that it can't be cut to areas.")


def place_field(table: Table) -> str | None:
    """The field that says in which tambon a row is, else in which area; None where neither does."""
    for kind in (FieldType.TAMBON, FieldType.AREA):
        for field in table.fields:
            if field.type is kind:
                return field.name
    return None


@cache
def _known() -> frozenset[str]:
    """Tables that scopes may name: those of the model, of reference, and the store's own word."""
    return frozenset({*TABLES, *reference_frames(), *RECORDS})


def _short(node: exp.Expr) -> str:
    return node.sql(DIALECT)[:100]
