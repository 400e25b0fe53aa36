"""Saving a month's draft as rows of the plan: one batch, which the data desk can take back.

Who does it is asked here, below the screens: the right to plan, and that the amphoe lies within
the areas; and that the month is one to be planned, neither over nor far ahead. The trail is told
what was saved and what was refused.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from lib.access.config import AccessError
from lib.access.database import FOLDER
from lib.access.scope import Right
from lib.access.trail import Event, Trail
from lib.access.visitor import Visitor
from lib.desk import Desk, DeskClosed, NotAllowed, recorded_as
from lib.planning.drafts import Drafts
from lib.planning.month import Visit, is_far_ahead, is_over, present
from lib.planning.targets import Saving, Target, planned_beside, saving
from lib.settings import Settings
from lib.store.batches import Batch
from lib.store.lake import Store
from lib.store.place import Place
from lib.store.progress import Job, Stage, Watch

LOG = logging.getLogger("dashboard")
TABLE = "plan"
COLUMNS = {
    "fiscal_year": pl.Int32(),
    "quarter": pl.Int32(),
    "area_code": pl.String(),
    "activity_type": pl.String(),
    "target_activities": pl.Int32(),
    "target_people": pl.Int32(),
}


class TargetsMoved(RuntimeError):
    """The targets are not those any more that were shown before saving; nothing was saved."""


class MonthRefused(ValueError):
    """A month that is not planned; `code` says why: month_over or month_ahead."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class PlanDesk:
    """Plans of the store that is shown, by the settings of the program; ``who`` does it."""

    settings: Settings
    simulated: bool = False
    who: Visitor = field(kw_only=True)

    def closed(self) -> DeskClosed | None:
        """Why plans have nowhere to go; None where they have."""
        try:
            self._place()
        except DeskClosed as why:
            return why
        return None

    def save(
        self, amphoe: str, begin: date, visits: Sequence[Visit], shown: Sequence[Target], *,
        author: str = "", message: str = "",
    ) -> Batch:  # fmt: skip
        """Save the targets that were shown, all or nothing, as one batch.

        ``author`` is for the history, unless the account says how its person is called. Raises
        TargetsMoved where the targets have come to be others since they were shown, MonthRefused
        for a month that is over or lies behind the next one, NotAllowed, DeskClosed, StoreBusy,
        DiskFull.
        """
        self._need_right(amphoe, begin)
        place = self._place()

        def unchanged(now: Store) -> None:
            self._need_month(now, amphoe, begin)
            found = self._saving(now, amphoe, begin, visits)
            if found.targets != tuple(shown):
                raise TargetsMoved("The targets have changed since they were shown: look again.")

        with Store.open(place, read_only=False) as store:
            self._need_month(store, amphoe, begin)
            batch = store.append(
                {TABLE: rows_of(shown)},
                author=(self.who.shown or self.who.account) if self.who.account else author,
                message=message,
                account=self.who.account,
                job=Job(watch=_once_alone(place, unchanged)),
            )
        if batch.stored:
            counts = batch.counts[TABLE]
            self._tell(amphoe, begin, batch=batch.batch_id, new=counts.new, changed=counts.changed)
        return batch

    def _saving(self, store: Store, amphoe: str, begin: date, visits: Sequence[Visit]) -> Saving:
        """What the visits do to the targets, beside what other months were planned to hold."""
        drafts = Drafts(self.settings.var, self.who.scope, self.simulated)
        beside = planned_beside(drafts, amphoe, begin, present(store.info))
        return saving(store, self.who.scope, amphoe, begin, visits, beside=beside)

    def _place(self) -> Place | Path | str:
        place = Desk(self.settings, self.simulated, who=self.who).place()
        if place is None:
            raise DeskClosed("empty", "Nothing has been imported yet: import the plan first.")
        return place

    def _need_right(self, amphoe: str, begin: date) -> None:
        """Raise NotAllowed for who may not plan, or not there; the trail is told."""
        scope = self.who.scope
        if not scope.may(Right.PLAN):
            why, message = "right", f"The role {scope.role} has no right to plan."
        elif not scope.covers(amphoe):
            why, message = "areas", f"{amphoe} lies outside of the areas {', '.join(scope.areas)}."
        else:
            return
        self._tell(amphoe, begin, outcome="refused", why=why)
        raise NotAllowed(why, message)

    def _need_month(self, store: Store, amphoe: str, begin: date) -> None:
        """Raise MonthRefused for a month that the day of the data does not plan; see `present`."""
        today = present(store.info)
        if is_over(begin, today):
            why, fault = "month_over", "is over"
        elif is_far_ahead(begin, today):
            why, fault = "month_ahead", "lies more than one month ahead"
        else:
            return
        self._tell(amphoe, begin, outcome="refused", why=why)
        raise MonthRefused(why, f"{begin:%Y-%m} {fault}: the data reach to {today}.")

    def _tell(self, amphoe: str, begin: date, **told: str | int) -> None:
        """Write into the trail what has been done or refused, which is so whether it works."""
        try:
            Trail(self.settings.var / FOLDER).write(
                Event.PLAN, recorded_as(self.who), area=amphoe, month=f"{begin:%Y-%m}",
                simulated=int(self.simulated), **told,
            )  # fmt: skip
        except AccessError:  # the store has its own record of the batch
            LOG.exception("Not in the trail: plan of %s %s", amphoe, told)


def rows_of(targets: Sequence[Target]) -> pl.DataFrame:
    """Targets as rows of the plan."""
    rows = [
        (one.fiscal_year, one.quarter, one.tambon, one.activity_type, one.activities, one.people)
        for one in targets
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _once_alone(place: Place | Path | str, look: Callable[[Store], None]) -> Watch:
    """Look at the store once nobody else can write: what holds then holds until the end."""
    looked: list[Stage] = []

    def watch(stage: Stage, done: int, total: int) -> None:
        if stage is not Stage.WAITING and not looked:
            looked.append(stage)
            with Store.open(place) as now:
                look(now)

    return watch
