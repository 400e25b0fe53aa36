"""What comes of putting cells into the spelling of the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from lib.imports.sheets import Question
from lib.store.check import Delivered
from lib.store.findings import Findings, Group
from lib.store.personal import Personal


@dataclass(frozen=True, eq=False)
class Wrong:
    """Cells of a column with one thing wrong: `at` are positions, `others` the fact of each.

    `values` are what to show of each, where that is more than the cell itself.
    """

    kind: str
    at: pl.Series
    others: pl.Series | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    values: pl.Series | None = None


@dataclass(frozen=True, eq=False)
class Turned:
    """Cells of a column in the spelling of the model.

    `values` are as long as what came; what could not be turned is as it was. `waiting` are
    positions of cells that an answer would turn.
    """

    values: pl.Series
    wrong: tuple[Wrong, ...] = ()
    questions: tuple[Question, ...] = ()
    waiting: pl.Series | None = None


@dataclass(frozen=True, eq=False)
class Normal:
    """A delivered table in the spelling of the model.

    `delivered.written` has the cells as they came. `spoken` are, by header, the numbers of the
    rows whose cell the findings or the questions are about: such a cell was left as it came, so
    that the check would speak of it again (see `rest`).
    """

    delivered: Delivered
    findings: Findings = field(default_factory=Findings)
    questions: tuple[Question, ...] = ()
    spoken: Mapping[str, pl.Series] = field(default_factory=dict)

    def rest(self, checked: Findings) -> Findings:
        """What the check of `delivered` found, without what has been said of a cell already."""
        groups = (self._left(group) for group in checked.groups)
        return Findings(tuple(group for group in groups if group is not None))

    def _left(self, group: Group) -> Group | None:
        rows = self.spoken.get(group.column or "")
        if rows is None or group.rows is None or group.kind in set(Personal):
            return group
        left = ~group.rows.is_in(rows.implode())
        if left.all():
            return group
        if not left.any():
            return None
        return replace(
            group,
            rows=group.rows.filter(left),
            values=None if group.values is None else group.values.filter(left),
            others=None if group.others is None else group.others.filter(left),
        )
