"""Retention: rows of people are deleted when the months that the configuration gives are over."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lib.access.config import read_access
from lib.access.database import FOLDER
from lib.access.trail import Event, Trail
from lib.imports.folder import TIME_ZONE
from lib.opening import sample_store
from lib.operations.places import STORE, OperationRefused, held, store_place
from lib.settings import Settings
from lib.store.batches import Batch
from lib.store.forgetting import Gone, forget, refuse_unruled, to_forget
from lib.store.place import Place


@dataclass(frozen=True)
class Due:
    """What the configuration would have deleted on a day: the first day kept, by table."""

    place: Place
    before: Mapping[str, date]
    gone: Mapping[str, Gone]
    simulated: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to delete."""
        return any(one.any for one in self.gone.values())


def due(settings: Settings, today: date | None = None) -> Due:
    """What is to be deleted today, or on another day; nothing is.

    Without a store of real data this looks at the sample. Raises OperationRefused where DATA
    names a folder, ValueError for a table that can't be given a time, StoreError.
    """
    months = {name: count for name, count in read_access(settings).retention.items() if count}
    refuse_unruled(months)
    now = today or datetime.now(TIME_ZONE).date()
    if now > datetime.now(TIME_ZONE).date():
        raise OperationRefused(f"{now} has not come: rows of days to come are not deleted.")
    place = store_place(settings)
    if simulated := place is None:
        with sample_store(settings.var / "sample") as sample:
            place = sample.place
    before = {name: months_before(now, count) for name, count in months.items()}
    with held(place):
        return Due(place, before, to_forget(place, before), simulated)


def delete(settings: Settings, due_: Due, *, who: str) -> tuple[Batch | None, Mapping[str, Gone]]:
    """Delete what is due, all or nothing, with the caches that were made of it.

    Gives the record of it in the store and what was deleted by table. Raises StoreBusy, DiskFull.
    """
    days = {name: f"before {day}" for name, day in due_.before.items()}
    message = "; ".join(f"{name} {told}" for name, told in days.items())
    with held(due_.place):
        batch, gone = forget(due_.place, due_.before, author=who, message=message)
    for cube in (settings.var / "protected").glob("*.parquet"):
        cube.unlink(missing_ok=True)  # made again of what is left
    Trail(settings.var / FOLDER).write(
        Event.RETENTION, who, batch=batch.batch_id if batch else "", store=STORE,
        simulated=int(due_.simulated),
        **{f"{name}_rows": one.rows for name, one in gone.items()},
        **{f"{name}_before": str(one.before) for name, one in gone.items()},
    )  # fmt: skip
    return batch, gone


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of a shorter month."""
    at = day.year * 12 + day.month - 1 - months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
