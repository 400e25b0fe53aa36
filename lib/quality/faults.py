"""What is wrong with stored rows, by the checks that imports go through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from lib.access.scope import Scope
from lib.imports.checks.coordinates import ELSEWHERE, FAR, OUTSIDE, check_coordinates
from lib.imports.checks.impossible import NONE_REPORTED, SAME, VILLAGE, between_tables
from lib.imports.checks.likely import likely_rules
from lib.imports.checks.outliers import COUNT, UNUSUAL, outliers
from lib.quality.stored import REFS, Stored
from lib.store.findings import Finding, Findings, Group
from lib.store.lake import Store
from lib.store.model import TABLES
from lib.store.references import check_references

DUPLICATE, OUTLIER, IMPOSSIBLE, PLACE, VALUE = (
    "duplicate", "outlier", "impossible", "place", "value",
)  # fmt: skip
FAMILIES = (DUPLICATE, OUTLIER, IMPOSSIBLE, PLACE, VALUE)
_FAMILY = {
    SAME: DUPLICATE, "double_key": DUPLICATE,
    UNUSUAL: OUTLIER, COUNT: OUTLIER,
    VILLAGE: PLACE, ELSEWHERE: PLACE, OUTSIDE: PLACE, FAR: PLACE, "not_area": PLACE,
    "area_outside": PLACE, "unknown_area": PLACE, "half_place": PLACE,
    NONE_REPORTED: IMPOSSIBLE, "before_other": IMPOSSIBLE, "needs_other": IMPOSSIBLE,
    "in_future": IMPOSSIBLE, "unlikely_date": IMPOSSIBLE,
}  # fmt: skip
_OTHER_ROWS = (SAME, "double_key")  # whose fact `other` is the number of a row
SCHEMA = {
    "family": pl.String, "kind": pl.String, "table": pl.String, **REFS,
    "group": pl.UInt32, "at": pl.UInt32,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Faults:
    """Everything found: `rows` has one row a fault, with SCHEMA.

    `group` and `at` say which finding of `groups` it is; its texts are made when they are shown.
    """

    rows: pl.DataFrame
    groups: tuple[Group, ...] = ()

    def finding(self, group: int, at: int) -> Finding:
        """One fault in words."""
        return self.groups[group][at]


def family_of(kind: str) -> str:
    """The family that a kind of finding belongs to; what the rules call impossible is so."""
    ruled = {rule.kind for name in TABLES for rule in likely_rules(name).impossible}
    return _FAMILY.get(kind, IMPOSSIBLE if kind in ruled else VALUE)


def of_table(one: Stored, store: Store) -> Findings:
    """What is wrong with the rows of a table by themselves, and with what they refer to."""
    found = one.checked.findings + check_coordinates(one.checked) + outliers(one.checked)
    found += check_references([one.checked], lambda target: _known(store, target))
    return Findings(tuple(_named(group, one) for group in found.groups if group.rows is not None))


def between(some: Sequence[Stored]) -> dict[str, Findings]:
    """What does not go together in different tables, by table."""
    found = between_tables([one.checked for one in some])
    return {
        one.table.name: Findings(
            tuple(group for group in found.groups if group.file == one.table.name)
        )
        for one in some
    }


def as_rows(found: Iterable[tuple[str, pl.DataFrame, Findings]]) -> Faults:
    """Findings of stored tables (name, the refs of its rows, findings) as one table of rows."""
    groups: list[Group] = []
    frames = [pl.DataFrame(schema=SCHEMA)]
    for table, refs, findings in found:
        for group in findings.groups:
            frames.append(_rows(table, refs, group, len(groups)))
            groups.append(group)
    rows = pl.concat(frames)
    return Faults(rows.sort("table", "date", "id", maintain_order=True), tuple(groups))


def _rows(table: str, every: pl.DataFrame, group: Group, number: int) -> pl.DataFrame:
    at = group.rows if group.rows is not None else pl.Series([], dtype=pl.UInt32)
    refs = every[at]
    return refs.select(
        family=pl.lit(family_of(group.kind)), kind=pl.lit(group.kind),
        table=pl.lit(table), **{name: pl.col(name) for name in REFS},
        group=pl.lit(number, dtype=pl.UInt32),
        at=pl.int_range(refs.height, dtype=pl.UInt32, eager=True),
    )  # fmt: skip


def _named(group: Group, one: Stored) -> Group:
    """The finding with the ids of other rows in place of their numbers, which say nothing here."""
    if group.kind not in _OTHER_ROWS or group.others is None:
        return group
    return replace(group, others=one.refs["id"].gather(group.others.cast(pl.UInt32)))


def _known(store: Store, target: tuple[str, str]) -> pl.Series | None:
    table, field = target
    values = store.rows(f'SELECT DISTINCT "{field}" FROM "{table}"', Scope.everything())
    return values[field].cast(pl.String) if values.height else None
