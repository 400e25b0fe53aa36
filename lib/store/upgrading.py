"""A store of an earlier form brought to that of this program, in one transaction.

The form of a store is its tables and columns, which the lake itself says; so nothing has to be
counted up, and a store of any earlier form comes to this one in one step. What a later model may
add is an optional field or a table. A field that was renamed, dropped or changed its type is not
guessed at: such a store is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from lib.store.errors import StoreMismatch
from lib.store.model import TABLES
from lib.store.place import Place
from lib.store.rebuilding import Form, form_of, reading, rebuild
from lib.store.rewriting import in_lake
from lib.store.schema import REPLACED_PREFIX, all_columns
from lib.store.writer import set_message, transaction


@dataclass(frozen=True)
class Step:
    """What happens to one table: it is made, or gets columns (none: the same in another order)."""

    table: str
    added: tuple[str, ...]
    new: bool = False


def steps(found: Form) -> list[Step]:
    """What brings a store of that form to this program's; empty when it has it already.

    Raises StoreMismatch when that can't be done without guessing.
    """
    wanted = all_columns()
    if unknown := set(found) - set(wanted):
        raise _newer(f"the tables {', '.join(sorted(unknown))}")
    return [step for table in wanted if (step := _step(table, found.get(table))) is not None]


def form_at(place: Place) -> Form:
    """The form of the store at a place; raises StoreMissing, ServerUnreachable."""
    with reading(place) as connection:
        return form_of(connection)


def upgrade(place: Place, author: str) -> list[Step]:
    """Bring a store to the form of this program, all or nothing; gives what was done.

    Raises StoreMismatch when that can't be done, StoreBusy, DiskFull.
    """
    if not steps(form_at(place)):
        return []
    with transaction(place) as connection:
        found = form_of(connection)
        todo = steps(found)
        for step in todo:
            if step.new:
                made = ", ".join(f'"{name}" {kind}' for name, kind in _columns(step).items())
                connection.execute(f"CREATE TABLE {in_lake(step.table)} ({made})")
            else:
                _refuse_required(connection, step)
                rebuild(connection, step.table, found[step.table])
        set_message(connection, author, "Upgrade")
    return todo


def _columns(step: Step) -> Mapping[str, str]:
    return all_columns()[step.table]


def _step(table: str, found: Mapping[str, str] | None) -> Step | None:
    wanted = all_columns()[table]
    if found is None:
        return Step(table, tuple(wanted), new=True)
    if unknown := set(found) - set(wanted):
        raise _newer(f"the columns {', '.join(sorted(unknown))} in {table}")
    other = [name for name, kind in found.items() if kind != wanted[name]]
    if other:
        raise StoreMismatch(
            f"{table} of the store holds {', '.join(other)} as something else than this program "
            "does, and no upgrade is known for that: use the program that made it."
        )
    if tuple(found) == tuple(wanted):
        return None
    return Step(table, tuple(name for name in wanted if name not in found))


def _refuse_required(connection: duckdb.DuckDBPyConnection, step: Step) -> None:
    table = TABLES.get(step.table.removeprefix(REPLACED_PREFIX))
    required = (
        [f.name for f in table.fields if f.required and f.name in step.added] if table else []
    )
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {in_lake(step.table)}").fetchall()
    if required and rows:
        raise StoreMismatch(
            f"{step.table} needs {', '.join(required)} now, and the {rows:,} rows of the store do "
            "not have it: import them again with it into a new store."
        )


def _newer(what: str) -> StoreMismatch:
    return StoreMismatch(
        f"The store has {what}, which this program does not know: it was made by a newer program. "
        "Use that one."
    )
