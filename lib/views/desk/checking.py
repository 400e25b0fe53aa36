"""Files checked against the store: which rows they are, and where those would go."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from lib.desk import Desk
from lib.imports.log import log_check
from lib.imports.origin import any_simulated
from lib.imports.prepare import Prepared, prepare
from lib.imports.sheets import Answers, Source
from lib.settings import Settings
from lib.store.check import Delivered, ids_of
from lib.store.model import Table
from lib.views.desk.work import Report

LOG = logging.getLogger("dashboard")


@dataclass(frozen=True)
class Asked:
    """What is to be checked, and as what.

    `shown` is whether the dashboard shows simulated data; `simulated` what the rows were said to
    be, None while nobody was asked; `author` who asks, where they have said so.
    """

    settings: Settings
    sources: tuple[Source, ...]
    shown: bool
    table: Table | None = None
    answers: Answers | None = None
    simulated: bool | None = None
    author: str = ""


@dataclass(frozen=True, eq=False)
class Checked:
    """Files that were checked, as simulated rows or as real ones.

    `told` is whether that is certain: by their ids, by what was said, or because the dashboard
    shows real data, which nothing simulated goes into.
    """

    prepared: Prepared
    desk: Desk
    told: bool

    @property
    def counts(self) -> dict[str, int]:
        """Rows of all tables that are new, changed and the same."""
        every = [one.counts for one in self.prepared.changes.values()]
        if not self.prepared.changes:
            new = sum(frame.height for frame in self.prepared.tables.values())
            return {"new": new, "changed": 0, "same": 0}
        return {
            "new": sum(one.new for one in every),
            "changed": sum(one.changed for one in every),
            "same": sum(one.same for one in every),
        }

    @property
    def changes_anything(self) -> bool:
        """Whether storing the rows would make a difference."""
        return bool(self.counts["new"] or self.counts["changed"])


def check(asked: Asked, report: Report) -> Checked:
    """Read and check the files; nothing is stored. Raises StoreError, Cancelled.

    While the dashboard shows simulated data, rows are taken for simulated ones until their ids or
    somebody say that they are real: these then are the first ones of the real store.
    """
    simulated = asked.shown and asked.simulated is not False
    prepared = _prepared(asked, simulated=simulated, report=report)
    told = not asked.shown or asked.simulated is not None
    if not told and _has_ids(prepared.delivered):
        told = True
        if not any_simulated(prepared.delivered):
            simulated = False
            prepared = _prepared(asked, simulated=False, report=report)
    _note(asked, prepared)
    return Checked(prepared, _desk(asked, simulated), told)


def _note(asked: Asked, prepared: Prepared) -> None:
    """Add what was found to the log of checks; one that can't be written keeps nobody from work."""
    try:
        log_check(prepared, asked.settings.var, who=asked.author, answers=asked.answers)
    except OSError:
        LOG.exception("The log of checks can't be written")


def _desk(asked: Asked, simulated: bool) -> Desk:
    return Desk(asked.settings, simulated)


def _prepared(asked: Asked, *, simulated: bool, report: Report) -> Prepared:
    with _desk(asked, simulated).target() as target:
        return prepare(
            asked.sources, target, table=asked.table, answers=asked.answers, report=report
        )


def _has_ids(delivered: Sequence[Delivered]) -> bool:
    return any(ids_of(one).height for one in delivered)
