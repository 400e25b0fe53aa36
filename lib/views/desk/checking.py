"""Files checked against the store: which rows they are, and where those would go."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.access.visitor import Visitor
from lib.desk import Desk
from lib.imports.log import log_check
from lib.imports.origin import any_simulated
from lib.imports.prepare import Prepared, lay
from lib.imports.sheets import Answers, Source
from lib.settings import Settings
from lib.store.check import Delivered, ids_of
from lib.store.model import Table
from lib.views.desk.work import Report


@dataclass(frozen=True)
class Asked:
    """What is to be checked, and as what.

    `shown` is whether the dashboard shows simulated data; `simulated` what the rows were said to
    be, None while nobody was asked; `who` asks, `author` is their name where they have said it.
    """

    settings: Settings
    sources: tuple[Source, ...]
    shown: bool
    table: Table | None = None
    answers: Answers | None = None
    simulated: bool | None = None
    who: Visitor = field(default_factory=Visitor.nobody)
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
        every = self.prepared.counts.values()
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

    While the dashboard shows simulated data, rows are taken for simulated ones unless somebody or
    their ids say that they are real: these are then checked as the first of the real store.
    """
    laid = lay(asked.sources, table=asked.table, report=report)
    told = not asked.shown or asked.simulated is not None or _has_ids(laid.delivered)
    simulated = asked.shown and asked.simulated is not False
    if simulated and asked.simulated is None and told:
        simulated = any_simulated(laid.delivered)
    desk = Desk(asked.settings, simulated, who=asked.who)
    prepared = desk.check(laid, answers=asked.answers, report=report)
    log_check(
        prepared, asked.settings.var, who=asked.who.shown or asked.author, answers=asked.answers
    )
    return Checked(prepared, desk, told)


def _has_ids(delivered: Sequence[Delivered]) -> bool:
    return any(ids_of(one).height for one in delivered)
