"""Checks between tables: values that point to rows which are not there."""

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from lib.store.cells import positions
from lib.store.check import Checked
from lib.store.findings import Findings, Group
from lib.store.model import TABLES, Field

# What a follow-up follows, by its subject.
SUBJECTS = {"service": ("service", "service_id"), "group": ("occupational_group", "group_id")}
Target = tuple[str, str]
Known = Callable[[Target], pl.Series | None]


def check_references(checked: Sequence[Checked], stored: Known | None = None) -> Findings:
    """Findings about values that point to rows that are not there.

    They are looked for among the tables of the load and, with `stored` ((table, field) -> values
    or None), in the store. A table that is in neither is not asked for.
    """

    def known(target: Target) -> pl.Series | None:
        """The values of a field, in the load and in the store; None where it is in neither."""
        table, field = target
        lists = [stored(target)] if stored else []
        lists += [
            one.frame[field]
            for one in checked
            if one.delivered.table.name == table and field in one.frame.columns
        ]
        found = [values for values in lists if values is not None]
        return pl.concat(found).unique() if found else None

    groups = (
        group
        for one in checked
        for item in one.delivered.table.fields
        if item.name in one.frame.columns
        for group in _of_field(one, item, known)
    )
    return Findings(tuple(groups))


def _of_field(one: Checked, item: Field, known: Known) -> Iterator[Group]:
    values = one.frame[item.name]
    if item.reference:
        yield from _dangling(one, item, values, item.reference, known)
    elif item.name == "subject_id" and "subject" in one.frame.columns:
        for subject, target in SUBJECTS.items():
            others = (one.frame["subject"] != subject).fill_null(True)
            yield from _dangling(one, item, values.set(others, None), target, known)


def _dangling(
    one: Checked, item: Field, values: pl.Series, target: Target, known: Known
) -> Iterator[Group]:
    ids = known(target)
    if ids is None:
        return
    missing = positions(values.is_not_null() & ~values.is_in(ids.drop_nulls().implode()))
    if len(missing):
        table = TABLES[target[0]]
        facts = {"target": f"{table.name} ({table.thai})", "target_file": f"{table.name}.csv"}
        yield one.group("unknown_reference", item, missing, facts)
