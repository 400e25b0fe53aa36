"""Which rows lie within the areas of who imports them, and which batches do.

A row lies where its tambon or area says; one without, where the row lies that it refers to (the
state of a group: where the group is). What is brought may name no other place outside either, and
what can't be placed lies outside.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

import polars as pl

from lib.access.scope import Scope
from lib.store.batches import Counts
from lib.store.cells import positions
from lib.store.changes import Changes
from lib.store.check import Checked
from lib.store.engines.questions import DIALECT
from lib.store.findings import Findings, Group
from lib.store.lake import Store
from lib.store.model import TABLES, Field, FieldType, Table
from lib.store.rights import place_field
from lib.store.rights import within as stored_within
from lib.store.schema import REPLACED_BY, replaced

OUTSIDE, STORED_OUTSIDE = "outside_areas", "stored_outside_areas"
KINDS = (OUTSIDE, STORED_OUTSIDE)
_PLACES = (FieldType.TAMBON, FieldType.AREA)
Known = Mapping[str, pl.DataFrame]  # by table: the field that others refer to, and `inside`


def rows_outside(checked: Sequence[Checked], scope: Scope, store: Store | None) -> Findings:
    """Findings about delivered rows that lie outside of the areas of a scope.

    Cells that can't be read have findings of their own, and so do rows that refer to nothing.
    """
    if not scope.areas:
        return Findings()
    frames = {name: _together(parts) for name, parts in _parts(checked).items()}
    known = _known(frames, scope, store)
    return Findings(tuple(group for one in checked for group in _found(one, scope, known)))


def corrections_outside(
    checked: Sequence[Checked], changes: Mapping[str, Changes], scope: Scope, store: Store
) -> Findings:
    """Findings about rows that would take the place of stored ones outside of the areas.

    Nothing of the stored row is told.
    """
    if not scope.areas:
        return Findings()
    groups: list[Group] = []
    known = _stored(scope, store)
    for name, parts in _parts(checked).items():
        stored = changes[name].stored
        table = TABLES[name]
        outside = stored["row"].filter(~inside(place(table), table, stored, scope, known))
        first = 0
        for one in parts:
            at = outside.filter(outside.is_between(first, first + one.frame.height, closed="left"))
            if len(at):
                item = table.field(table.key[0])
                groups.append(one.group(STORED_OUTSIDE, item, (at - first).cast(pl.UInt32)))
            first += one.frame.height
    return Findings(tuple(groups))


def count_outside(tables: Mapping[str, pl.DataFrame], scope: Scope, store: Store | None) -> int:
    """How many rows to be stored lie outside, or would correct a stored row that does."""
    if not scope.areas:
        return 0
    known, count = _known(tables, scope, store), 0
    for name, rows in tables.items():
        table = TABLES[name]
        count += int((~inside(places(table), table, rows, scope, known)).sum())
    if store is not None:
        there = _stored(scope, store)
        for name, changes in store.changes(tables).items():
            table = TABLES[name]
            count += int((~inside(place(table), table, changes.stored, scope, there)).sum())
    return count


def inside(
    fields: Sequence[Field], table: Table, rows: pl.DataFrame, scope: Scope, known: Known
) -> pl.Series:
    """Whether each row surely lies within the areas of a scope, by these fields or its link."""
    if fields:
        there = [rows[item.name] for item in fields if item.name in rows.columns]
        each = [_within(codes, scope) for codes in there]
        given = [codes.is_not_null() for codes in there]
        none = pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
        return reduce(_and, each, reduce(_or, given, none))
    link = through(table)
    if link is None or link[0].name not in rows.columns or link[1].name not in known:
        return pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
    item, target = link
    found = rows.select(pl.col(item.name)).join(
        known[target.name], left_on=item.name, right_on="id", how="left", maintain_order="left"
    )
    return found["inside"].fill_null(False)


def places(table: Table) -> tuple[Field, ...]:
    """The fields of a table that name places; what is brought lies within in all of them."""
    return tuple(item for item in table.fields if item.type in _PLACES)


def place(table: Table) -> tuple[Field, ...]:
    """The one field that says where a stored row lies; none where another table knows."""
    name = place_field(table)
    return (table.field(name),) if name else ()


def through(table: Table) -> tuple[Field, Table] | None:
    """The field that refers to a table with a place, and that table."""
    for item in table.fields:
        if item.reference and place(TABLES[item.reference[0]]):
            return item, TABLES[item.reference[0]]
    return None


def batches_within(store: Store, scope: Scope) -> dict[str, dict[str, Counts]]:
    """The batches with rows within the areas of a scope, and what each did there, by table.

    Rows count that were brought or replaced, also when they were replaced since. What was undone
    has left no rows, and so lies nowhere.
    """
    parts = [part for table in TABLES.values() for part in _counted(table, scope)]
    # As the whole: what was replaced is in tables that scopes don't read. All of it is cut here.
    rows = store.query(" UNION ALL ".join(parts), Scope.everything())
    found: dict[str, dict[str, Counts]] = {}
    for batch, name, written, changed in rows.itertuples(index=False):
        mine = found.setdefault(str(batch), {})
        mine[str(name)] = Counts(new=int(written) - int(changed), changed=int(changed))
    return found


def batch_outside(store: Store, scope: Scope, batch_id: str) -> int:
    """How many of the rows that a batch brought or replaced lie outside of the areas of a scope."""
    if not scope.areas:
        return 0
    parts = []
    for table in TABLES.values():
        outside = f"NOT {_within_sql(table, scope)}"
        parts.append(f'SELECT 1 FROM "{table.name}" WHERE batch_id = $1 AND {outside}')
        for column in ("batch_id", REPLACED_BY):
            kept = f'SELECT 1 FROM "{replaced(table.name)}" WHERE {column} = $1 AND {outside}'
            parts.append(kept)
    statement = f"SELECT count(*) AS n FROM ({' UNION ALL '.join(parts)})"
    return int(store.query(statement, Scope.everything(), [batch_id])["n"].iloc[0])


def _within_sql(table: Table, scope: Scope) -> str:
    """The condition that a stored row lies within the areas of a scope, never null."""
    return f"(({stored_within(table, scope.areas).sql(DIALECT)}) IS TRUE)"


def _counted(table: Table, scope: Scope) -> Iterator[str]:
    """SQL of what batches did to the rows of a table within the areas."""
    within, kept = _within_sql(table, scope), replaced(table.name)
    written = (
        f'SELECT batch_id, 1 AS written, 0 AS changed FROM "{table.name}" WHERE {within} '
        f'UNION ALL SELECT batch_id, 1, 0 FROM "{kept}" WHERE {within} '
        f'UNION ALL SELECT {REPLACED_BY}, 0, 1 FROM "{kept}" WHERE {within}'
    )
    yield (
        f"SELECT batch_id, '{table.name}' AS name, sum(written) AS written, "
        f"sum(changed) AS changed FROM ({written}) GROUP BY batch_id"
    )


def _found(one: Checked, scope: Scope, known: Known) -> Iterator[Group]:
    """The rows of a sheet that lie outside, by the cell that says so."""
    table, frame = one.delivered.table, one.frame
    for item in places(table):
        if item.name in frame.columns:
            at = positions(~_within(frame[item.name], scope))
            if len(at):
                yield one.group(OUTSIDE, item, at)
    link = None if places(table) else through(table)
    if link is not None and link[0].name in frame.columns:
        values = frame[link[0].name]
        away = ~inside((), table, frame, scope, known) & values.is_not_null()
        if link[1].name in known:  # else nothing says of any that it is not there
            away &= values.is_in(known[link[1].name]["id"].implode())
        at = positions(away)
        if len(at):
            yield one.group(OUTSIDE, link[0], at)


def _within(codes: pl.Series, scope: Scope) -> pl.Series:
    """Whether the codes lie within the areas; an empty cell is nowhere else."""
    starts = [codes.str.starts_with(code) for code in scope.areas]
    return reduce(_or, starts, codes.is_null())


def _known(frames: Mapping[str, pl.DataFrame], scope: Scope, store: Store | None) -> Known:
    """What rows may refer to, of the load and of the store: inside only where both say so."""
    stored = _stored(scope, store) if store is not None else {}
    found: dict[str, pl.DataFrame] = {}
    for target, field in _targets():
        parts = [stored[target.name]] if target.name in stored else []
        rows = frames.get(target.name)
        if rows is not None and field in rows.columns:
            lies = inside(places(target), target, rows, scope, {})
            parts.append(pl.DataFrame({"id": rows[field], "inside": lies}).drop_nulls())
        if parts:
            found[target.name] = pl.concat(parts).group_by("id").agg(pl.col("inside").all())
    return found


def _stored(scope: Scope, store: Store) -> Known:
    """The stored rows that others may refer to."""
    found: dict[str, pl.DataFrame] = {}
    for target, field in _targets():
        lies = _within_sql(target, scope)
        rows = store.query(
            f'SELECT "{field}" AS id, bool_and({lies}) AS inside FROM "{target.name}" GROUP BY 1',
            Scope.everything(),
        )
        if len(rows):
            found[target.name] = pl.DataFrame(
                {"id": rows["id"].to_list(), "inside": rows["inside"].to_list()},
                schema={"id": pl.String, "inside": pl.Boolean},
            )
    return found


def _targets() -> Iterator[tuple[Table, str]]:
    """The tables through which rows without a place of their own are placed, and the field."""
    for table in TABLES.values():
        link = None if places(table) else through(table)
        if link is not None and link[0].reference:
            yield link[1], link[0].reference[1]


def _parts(checked: Sequence[Checked]) -> dict[str, list[Checked]]:
    """The sheets of each table."""
    parts: dict[str, list[Checked]] = {}
    for one in checked:
        parts.setdefault(one.delivered.table.name, []).append(one)
    return parts


def _together(parts: Sequence[Checked]) -> pl.DataFrame:
    return pl.concat([one.frame for one in parts], how="diagonal")


def _and(one: pl.Series, other: pl.Series) -> pl.Series:
    return one & other


def _or(one: pl.Series, other: pl.Series) -> pl.Series:
    return one | other
