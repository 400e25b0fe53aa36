"""Every query carries the scope of who asks: a scope is made in few places, each with a reason.

What a machine can see of it, by the syntax trees of the program: no call that takes a scope goes
without one that came from outside, no module makes a scope of its own or goes to the files and
databases behind the store's back, unless it is listed here with its reason.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path.relative_to(ROOT)
    for top in ("app.py", "pages", "lib", "geo")
    for path in ([ROOT / top] if top.endswith(".py") else (ROOT / top).rglob("*.py"))
)
SCOPE = "lib.access.scope"

# Who may make a scope, and why that shows nobody what is not theirs.
MAKERS: Mapping[str, str] = {
    # scopes are made here, of accounts and addresses, and nothing is read with them
    "lib.access.scope": "the class itself",
    "lib.access.visitor": "nobody in particular is the public",
    "lib.access.accounts": "the scope that an account was given; lib.access reads no store",
    "lib.access.gate": "who must change a password first is the public until then",
    "lib.access_commands": "the scope that an administrator gives an account",
    "lib.views.access.managing": "the scope that an administrator gives an account",
    "lib.views.access.strip": "simulated data: the role that a visitor may try on",
    "lib.views.doors.who": "simulated data: the role that a visitor tries on",
    "lib.views.visitor": "the scope of the session; simulated data: the role tried on",
    "lib.views.house": "what a session was shown before its first run: the public's",
    # the program itself, or who sits at the machine, who has the files anyway
    "lib.commands": "the command line, for who may read the files of the store anyway",
    "lib.desk_commands": "the command line, for who may write the files of the store anyway",
    "lib.planning_commands": "the command line, for who may read the files of the store anyway",
    "lib.views.protecting": "figures computed ahead, kept under the scope that they are for",
    # exact rows are read to compute what is shown of them
    "lib.indicators.cube": "the protected view is made of exact figures",
    "lib.indicators.evaluate": "quotients need the whole region; mixed and covers cut the answer",
    "lib.indicators.earlier": "how far the data reach back, which is one day and no secret",
    "lib.indicators.group_mix": "a quotient needs the whole region; only for covered areas",
    "lib.quality.faults": "what a row refers to may be anywhere; only that it exists is told",
    "lib.quality.reports": "cut to the areas by lib.quality.quality, as all that it looks at",
    "lib.quality.stored": "what is usual is known from all rows; quality cuts what is shown",
    "lib.imports.prepare": "what a row refers to may be anywhere; only that it exists is told",
    "lib.imports.within": "finds out which stored rows lie outside, and tells no more of them",
}

# Who may open databases or files of rows, or read a store in other ways than `Store`, and why.
OPENERS: Mapping[str, str] = {
    "lib.access.accounts": "the database of accounts, which is no store",
    "lib.access.database": "the database of accounts, which is no store",
    "lib.access.guesses": "the database of accounts, which is no store",
    "lib.access.sessions": "the database of accounts, which is no store",
    "lib.indicators.cube": "the file of the protected view, which anyone may see",
    "lib.desk": "makes the store of the first import; reads nothing",
    "lib.imports.within": "the name of the dialect of SQL",
    "lib.operations.backup": "a copy of all files, for the administrator of the machine",
    "lib.operations.restore": "a copy of all files, for the administrator of the machine",
}
# Modules that read rows without a scope; those of lib.store that are not here take no rows out.
BEHIND = (
    "duckdb", "sqlite3", "apsw", "adbc_driver_manager", "psycopg", "psycopg2", "sqlalchemy",
    "pyspark", "lib.store.catalog", "lib.store.engine", "lib.store.engines",
    "lib.store.rebuilding", "lib.store.rewriting", "lib.store.writer",
)  # fmt: skip
FILES_OF_ROWS = ("read_parquet", "scan_parquet", "read_database", "read_sql", "read_delta")
INNER = ("_newest", "_asked", "_pool", "_connection")  # of `Store`


def module_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {module_of(path): ast.parse((ROOT / path).read_text("utf-8")) for path in FILES}


def imports(tree: ast.AST) -> dict[str, str]:
    """What each name that a module imports stands for, in full."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                found[one.asname or one.name.split(".")[0]] = one.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                found[one.asname or one.name] = f"{node.module}.{one.name}"
    return found


def full(node: ast.expr, known: Mapping[str, str]) -> str:
    """A name in full: `registry.get` is `lib.indicators.registry.get`; "" for other expressions."""
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{full(node.value, known)}.{node.attr}"
    return ""


def kinds(tree: ast.AST) -> set[int]:
    """The nodes that say of what type something is: annotations, and what isinstance is asked."""
    found: set[int] = set()
    for node in ast.walk(tree):
        said = [getattr(node, name, None) for name in ("annotation", "returns")]
        if isinstance(node, ast.Call) and full(node.func, {}) == "isinstance":
            said += node.args[1:]
        found |= {id(inner) for one in said if one is not None for inner in ast.walk(one)}
    return found


def is_scope(node: ast.expr) -> bool:
    """Whether an expression is called as scopes are."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return "scope" in name.lower()


def made_scopes(tree: ast.AST) -> list[int]:
    """Lines in which a module makes a scope, or makes one out of another."""
    known, types = imports(tree), kinds(tree)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.expr | ast.ClassDef)
        and id(node) not in types
        and _makes_scope(node, known)
    ]


def _makes_scope(node: ast.expr | ast.ClassDef, known: Mapping[str, str]) -> bool:
    if isinstance(node, ast.ClassDef):
        return node.name == "Scope"
    if not isinstance(node, ast.Call):
        return full(node, known) == f"{SCOPE}.Scope"
    if isinstance(node.func, ast.Call):  # type(scope)(…)
        return any(map(is_scope, node.func.args))
    copies = full(node.func, known).split(".")[-1] in ("replace", "copy", "deepcopy")
    return copies and any(map(is_scope, node.args))


def takers(trees: Mapping[str, ast.AST]) -> dict[str, int]:
    """Functions below the screens that take a scope, by their full names: as which argument."""
    found = {}
    for module, tree in trees.items():
        if module.startswith(("lib.views", "lib.access")):  # they read through the others
            continue
        known = imports(tree)
        for node in ast.iter_child_nodes(tree):
            if isinstance(node, ast.FunctionDef):
                for place, one in enumerate(node.args.args):
                    if one.annotation and full(one.annotation, known) == f"{SCOPE}.Scope":
                        found[f"{module}.{node.name}"] = place
    return found


TAKERS = takers(TREES)


def given_scopes(tree: ast.AST) -> set[str]:
    """Names that hold a scope which came from outside: parameters, and what was asked for."""
    known = imports(tree)
    names = {
        one.arg
        for one in ast.walk(tree)
        if isinstance(one, ast.arg)
        and one.annotation
        and full(one.annotation, known) == f"{SCOPE}.Scope"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names |= set(_held(target, node.value))
    return names


def _held(target: ast.expr, value: ast.expr) -> Iterator[str]:
    """Names that an assignment makes hold a scope, or a tuple with one in it."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _held(one, other)
    elif isinstance(target, ast.Name):
        inside = value.elts if isinstance(value, ast.Tuple) else [value]
        if any(asked_for(one) for one in inside):
            yield target.id


def asked_for(node: ast.expr) -> bool:
    """Whether an expression asks whose scope it is: `data.scope()`, `visitor.scope`."""
    if isinstance(node, ast.Call):
        return not node.args and is_scope(node.func)
    return isinstance(node, ast.Attribute) and node.attr == "scope"


def unscoped_calls(module: str, tree: ast.AST) -> list[int]:
    """Lines in which something that takes a scope is not given one that came from outside.

    A module that may make scopes may give any, but must give one.
    """
    known, names = imports(tree), given_scopes(tree)
    lines = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        place = _place_of_scope(module, node, known)
        if place is None:
            continue
        given = _argument(node, place)
        fine = given is not None and (
            module in MAKERS
            or asked_for(given)
            or (isinstance(given, ast.Name) and given.id in names)
        )
        lines += [node.lineno] * (not fine)
    return lines


def _place_of_scope(module: str, node: ast.Call, known: Mapping[str, str]) -> int | None:
    name = full(node.func, known)
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("query", "rows"):
        owner = node.func.value
        owner = owner.func if isinstance(owner, ast.Call) else owner
        of_store = full(owner, known).lower().endswith("store")
        return 1 if node.func.attr == "query" or of_store else None
    return TAKERS.get(name, TAKERS.get(f"{module}.{name}"))


def _argument(node: ast.Call, place: int) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg in ("scope", "whose"):
            return keyword.value
    for one in node.args[: place + 1]:
        if isinstance(one, ast.Starred):
            return one.value
    return node.args[place] if place < len(node.args) else None


def ways_behind(tree: ast.AST) -> list[int]:
    """Lines in which a module goes to rows behind the store's back."""
    known = imports(tree)
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
            named = [f"{prefix}{one.name}" for one in node.names]
            lines += [node.lineno for one in named if _is_behind(one)]
        elif isinstance(node, ast.Call):
            called = full(node.func, known).split(".")[-1]
            dynamic = called in ("import_module", "__import__")
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
            opens = called in FILES_OF_ROWS
            opens = opens or (dynamic and any(_is_behind(str(one)) for one in texts))
            lines += [node.lineno] * opens
        elif isinstance(node, ast.Attribute) and node.attr in INNER:
            lines += [node.lineno] * full(node.value, known).lower().endswith("store")
    return lines


def _is_behind(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in BEHIND)


def test_a_scope_is_made_only_where_there_is_a_reason() -> None:
    found = {module: made_scopes(tree) for module, tree in TREES.items() if module not in MAKERS}
    assert {module: lines for module, lines in found.items() if lines} == {}


def test_what_takes_a_scope_is_given_that_of_who_asks() -> None:
    found = {module: unscoped_calls(module, tree) for module, tree in TREES.items()}
    assert {module: lines for module, lines in found.items() if lines} == {}


def test_nobody_reads_behind_the_back_of_the_store() -> None:
    others = {one for one in TREES if not one.startswith("lib.store")} - set(OPENERS)
    found = {module: ways_behind(TREES[module]) for module in others}
    assert {module: lines for module, lines in found.items() if lines} == {}


@pytest.mark.parametrize("module", MAKERS)
def test_every_reason_to_make_a_scope_is_needed(module: str) -> None:
    assert module in TREES, f"{module} is gone: take it off the list."
    assert made_scopes(TREES[module]), f"{module} makes no scope: take it off the list."


@pytest.mark.parametrize("module", OPENERS)
def test_every_reason_to_open_something_is_needed(module: str) -> None:
    assert module in TREES, f"{module} is gone: take it off the list."
    assert ways_behind(TREES[module]), f"{module} opens nothing: take it off the list."


def test_the_store_asks_nobody_for_rows_of_its_own() -> None:
    """Within lib.store no scope is made: what it reads for itself goes to nobody."""
    assert not [one for one in MAKERS if one.startswith("lib.store")]


def test_there_is_something_to_look_at() -> None:
    assert len(TREES) > 150
    known = {"evaluate.evaluate", "change.compare", "work_list.work_list", "group_list.groups"}
    assert {f"lib.indicators.{name}" for name in known} <= set(TAKERS)
    assert TAKERS["lib.indicators.evaluate.evaluate"] == 1


IMPORTS = """
from lib.access.scope import Role, Scope
from lib.indicators import event_list
from lib.indicators.evaluate import evaluate, evaluate_periods as several
from lib.views import data
"""
FINE = [
    "evaluate(store, scope, question)\nscope = data.scope()",
    "def f(whose: Scope): return several(store, whose, question, periods)",
    "def f(self): return self.store.query('SELECT 1', self.scope)",
    "evaluate(data.store(), data.scope(), question)",
    "def f():\n    who, area = data.scope(), 1\n    return event_list.events(store, who, area)",
    "def f():\n    asked = (data.store(), data.scope(), 1)\n    return event_list.events(*asked)",
    "store.rows('SELECT 1', scope=data.scope())",
    "frame.rows()",
    "def f(scope: Scope) -> Scope:\n    assert isinstance(scope, Scope)\n    return scope",
]
BAD = [
    "evaluate(store, Scope.everything(), question)",
    "evaluate(store, Scope(Role.ADMINISTRATOR), question)",
    "evaluate(store, scope=Scope.public(), question=question)",
    "evaluate(store, scope, question)\nscope = Scope.everything()",
    "def f():\n    mine = Scope.everything()\n    return several(store, mine, question, [])",
    "make = Scope.everything\nevaluate(store, make(), question)",
    "from lib.access.scope import Scope as S\nstore.query('SELECT 1', S.everything())",
    "from lib.access import scope as module\nstore.query('SELECT 1', module.Scope('viewer'))",
    "import lib.access.scope\nstore.rows('x', lib.access.scope.Scope.everything())",
    "def f(scope: Scope): return evaluate(store, replace(scope, areas=()), question)",
    "def f(scope: Scope): return evaluate(store, type(scope)(Role.VIEWER), question)",
    "store.query('SELECT 1')",
    "data.store().query('SELECT 1', None)",
    "data.store().rows('SELECT 1', everyone)",
    "data.store().rows('SELECT 1')",
    "self.store.rows('SELECT 1', scope_of('x'))",
    "event_list.events(store, whoever, '94', period, day)",
    "def f():\n    asked = (data.store(), 1)\n    return event_list.events(*asked)",
]
BEHIND_THE_BACK = [
    "import duckdb",
    "import duckdb as other",
    "from duckdb import connect",
    "import sqlite3",
    "from lib.store.engine import connect",
    "from lib.store import engine",
    "from lib.store.engines.questions import only_read",
    "import importlib\nimportlib.import_module('duckdb')",
    "__import__('sqlite3')",
    "import polars as pl\npl.read_parquet('x')",
    "import polars\npolars.scan_parquet('x')",
    "store._pool.cursor()",
    "with data.store()._newest() as x: pass\nstore._newest()",
]


@pytest.mark.parametrize("text", FINE)
def test_scopes_that_are_passed_on_are_fine(text: str) -> None:
    tree = ast.parse(f"{IMPORTS}\n{text}")
    assert not made_scopes(tree)
    assert not unscoped_calls("lib.views.some", tree)
    assert not ways_behind(tree)


@pytest.mark.parametrize("text", BAD)
def test_a_scope_of_ones_own_is_found(text: str) -> None:
    tree = ast.parse(f"{IMPORTS}\n{text}")
    assert made_scopes(tree) or unscoped_calls("lib.views.some", tree)


@pytest.mark.parametrize("text", BEHIND_THE_BACK)
def test_a_way_behind_the_back_of_the_store_is_found(text: str) -> None:
    assert ways_behind(ast.parse(f"{IMPORTS}\n{text}"))
