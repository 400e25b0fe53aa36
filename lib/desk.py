"""The desk: which store imports go to, and storing what has been prepared, as one batch.

The first import of real data makes the store `var/store`, which the dashboard then shows in
place of the sample. Rows of the generator (ids that begin with SIM-) go to the sample, so that
the desk can be tried without touching anything real.

Who does it is asked here, below the screens and commands: the right to import, and that every row
lies within the areas. The trail is told what was stored and taken back, and what was refused.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePath

from lib.access.config import AccessError
from lib.access.database import FOLDER
from lib.access.scope import Right
from lib.access.trail import Event, Trail
from lib.access.visitor import Visitor, Way
from lib.imports.fingerprint import combine, digest_file
from lib.imports.folder import TIME_ZONE
from lib.imports.persons import person_secret
from lib.imports.prepare import Laid, Prepared, Report, Target, check, lay
from lib.imports.sheets import Answers, Source
from lib.imports.within import KINDS, batch_outside, batches_within, count_outside
from lib.opening import SAMPLE_SECRET, real_store, sample_store
from lib.settings import Settings
from lib.store.batches import Batch, Counts, SourceFile
from lib.store.errors import StoreError, UndoRefused
from lib.store.lake import Store, StoreInfo
from lib.store.locks import exclusive
from lib.store.model import Table
from lib.store.place import Folder, Place, built_beside
from lib.store.progress import Job, Stage
from lib.store.undo import UndoPreview
from lib.store.writer import WAIT_SECONDS, append_batch, create_lake

LOG = logging.getLogger("dashboard")
ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt")
MOST_FILES = 8  # whose digests a line of the trail has


class DeskClosed(StoreError):
    """Imports have nowhere to go; `code` names why."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class NotAllowed(PermissionError):
    """Somebody may not do this; `code` says why: right, areas or undo_areas."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class Desk:
    """Imports of real rows, or of rows of the generator, by the settings of the program.

    `who` does it: everything but `place` raises NotAllowed without the right to import.
    """

    settings: Settings
    simulated: bool = False
    who: Visitor = field(kw_only=True)

    @contextmanager
    def _target(self) -> Iterator[Target]:
        """What rows are checked against; raises DeskClosed, StoreError."""
        place, today, scope = self.place(), datetime.now(TIME_ZONE).date(), self.who.scope
        if place is None:
            yield Target(None, self.simulated, self._secret(), today, scope)
            return
        with Store.open(place) as store:
            if store.info.simulated != self.simulated:
                raise _closed_to(simulated=store.info.simulated)
            yield Target(store, self.simulated, self._secret(), today, scope)

    def place(self) -> Place | Path | str | None:
        """Where the rows go; None when the first import has yet to make it.

        Raises DeskClosed where imports have nowhere to go.
        """
        if self.settings.data is not None:
            raise DeskClosed(
                "folder",
                f"The dashboard shows the folder {self.settings.data}: put the files there, or "
                "start it without DATA to import them.",
            )
        if self.settings.store is not None:
            return self.settings.store
        real = real_store(self.settings)
        if self.simulated and real is not None:
            raise _closed_to(simulated=False)
        if self.simulated:
            with sample_store(self.settings.var / "sample") as sample:
                return sample.place
        return real

    def prepare(
        self, sources: Sequence[Source], *, table: Table | None = None,
        answers: Answers | None = None, report: Report | None = None,
    ) -> Prepared:  # fmt: skip
        """Read and check files against the store; nothing is stored. See `lib.imports.prepare`.

        Raises DeskClosed, StoreError, and what `report` raises.
        """
        laid = lay(sources, table=table, report=report)
        return self.check(laid, answers=answers, report=report)

    def check(
        self, laid: Laid, *, answers: Answers | None = None, report: Report | None = None
    ) -> Prepared:
        """Check what was read against the store; raises what `prepare` raises."""
        self._need_right(Event.IMPORT)
        with self._target() as target:
            found = check(laid, target, answers=answers, report=report)
        outside = sum(len(one) for one in found.findings.groups if one.kind in KINDS)
        if outside:
            files = _told_files(_source_files(found.sources))
            self._tell_refused(Event.IMPORT, "areas", rows=outside, **files)
        return found

    def store(self, ready: Prepared, *, author: str = "", job: Job | None = None) -> Batch:
        """Store what is ready as one batch, all or nothing.

        `author` is for the history, unless the account says how its person is called. Raises
        ValueError for what is not ready, NotAllowed, StoreBusy, DiskFull, Cancelled.
        """
        self._need_right(Event.IMPORT)
        if not ready.ready:
            raise ValueError("What has findings or open questions is not stored.")
        files = _source_files(ready.sources)
        try:
            batch = self._store(ready, files, self._author(author), job)
        except NotAllowed as refused:
            self._tell_refused(Event.IMPORT, refused.code, **_told_files(files))
            raise
        if batch.stored:
            counts = _told_counts(batch.counts)
            self._tell(Event.IMPORT, batch=batch.batch_id, **counts, **_told_files(files))
        return batch

    def _store(
        self, ready: Prepared, files: Sequence[SourceFile], author: str, job: Job | None
    ) -> Batch:
        message = ", ".join(one.name for one in files)
        place = self.place()
        if self.who.way is Way.TRIAL and place is not None and not self.simulated:
            raise NotAllowed("right", "Real data are there by now: sign in to import more.")
        if place is None:
            with exclusive(self.settings.var / "store.lock", WAIT_SECONDS):
                place = self.place()  # another may have made it since
                if place is None:
                    self._refuse_outside(ready, None)
                    return self._first(ready, files, author, message, job)
        with Store.open(place, read_only=False) as store:
            return store.append(
                ready.tables, author=author, message=message, files=files,
                data_date=ready.reach, account=self.who.account,
                job=self._checked(job, place, lambda now: self._refuse_outside(ready, now)),
            )  # fmt: skip

    def batches(self, place: Place | Path | str | None = None) -> list[Batch]:
        """What was imported and undone, newest first, in this store unless another is given.

        Who has areas is told of the batches with rows there and of their own; of those of others
        what they did there, without the names of their files.
        """
        self._need_right()
        place = place or self.place()
        if place is None:
            return []
        with Store.open(place) as store:
            return self._visible(store)

    def undo_preview(self, batch_id: str, place: Place | Path | str | None = None) -> UndoPreview:
        """What undoing a batch would take away; raises UndoRefused, NotAllowed."""
        self._need_right()
        with Store.open(place or self._made()) as store:
            self._refuse_undo(batch_id, store)
            return store.undo_preview(batch_id)

    def undo(self, batch_id: str, *, author: str = "", job: Job | None = None) -> Batch:
        """Take a batch back; raises UndoRefused, NotAllowed, StoreBusy, DiskFull, Cancelled."""
        self._need_right(Event.UNDO)
        place = self._made()
        job = self._checked(job, place, lambda now: self._refuse_undo(batch_id, now))
        try:
            with Store.open(place, read_only=False) as store:
                batch = store.undo(
                    batch_id, author=self._author(author), account=self.who.account, job=job
                )
        except (NotAllowed, UndoRefused) as refused:
            self._tell_refused(Event.UNDO, refused.code, undoes=batch_id)
            raise
        self._tell(Event.UNDO, batch=batch.batch_id, undoes=batch_id, **_told_counts(batch.counts))
        return batch

    def _visible(self, store: Store) -> list[Batch]:
        batches = store.batches()
        if not self.who.scope.areas:
            return batches
        there = batches_within(store, self.who.scope)
        mine = {one.batch_id for one in batches if self._own(one)}
        return [
            one
            if one.batch_id in mine
            else replace(one, files=(), message="", counts=there[one.batch_id])
            for one in batches
            if one.batch_id in mine or one.batch_id in there
        ]

    def _own(self, one: Batch) -> bool:
        """Whether a batch is of the account that asks; earlier records name none."""
        return bool(self.who.account) and one.account == self.who.account

    def _refuse_outside(self, ready: Prepared, store: Store | None) -> None:
        """Raises NotAllowed for rows outside, which may have come to be so since the check."""
        if count := count_outside(ready.tables, self.who.scope, store):
            raise NotAllowed(
                "areas",
                f"{count:,} rows lie outside of the areas {', '.join(self.who.scope.areas)}: "
                "nothing was stored. Check the files again.",
            )

    def _refuse_undo(self, batch_id: str, store: Store) -> None:
        """Raises NotAllowed for a batch with rows outside, UndoRefused for one that is not seen."""
        if not self.who.scope.areas:
            return
        if batch_id not in {one.batch_id for one in self._visible(store)}:
            raise UndoRefused("unknown_batch", f"There is no import {batch_id}: look at the list.")
        if count := batch_outside(store, self.who.scope, batch_id):
            raise NotAllowed(
                "undo_areas",
                f"{count:,} rows of {batch_id} lie outside of the areas "
                f"{', '.join(self.who.scope.areas)}: who looks after all of them can undo it.",
            )

    def _checked(
        self, job: Job | None, place: Place | Path | str, refuse: Callable[[Store], None]
    ) -> Job:
        """The job, looked at once nobody else can write: what holds then holds until its end.

        The first stage after the waiting is told within the transaction, and what is raised there
        ends it.
        """
        job = job or Job()
        if not self.who.scope.areas:
            return job
        asked, looked = job.watch, list[Stage]()

        def watch(stage: Stage, done: int, total: int) -> None:
            if stage is not Stage.WAITING and not looked:
                looked.append(stage)
                with Store.open(place) as store:
                    refuse(store)
            if asked is not None:
                asked(stage, done, total)

        return replace(job, watch=watch)

    def _need_right(self, event: Event | None = None) -> None:
        if self.who.scope.may(Right.IMPORT):
            return
        if event is not None:
            self._tell_refused(event, "right")
        raise NotAllowed(
            "right", f"The role {self.who.scope.role} has no right to import: ask an administrator."
        )

    def _author(self, given: str) -> str:
        """How the history calls who does it."""
        return (self.who.shown or self.who.account) if self.who.account else given

    def _tell(self, event: Event, **told: str | int) -> None:
        """Write into the trail what has been done or refused, which is so whether it works."""
        trail = Trail(self.settings.var / FOLDER)
        try:
            trail.write(event, recorded_as(self.who), simulated=int(self.simulated), **told)
        except AccessError:  # the store has its own record of the batch
            LOG.exception("Not in the trail: %s %s", event, told)

    def _tell_refused(self, event: Event, why: str, **told: str | int) -> None:
        self._tell(event, outcome="refused", why=why, **told)

    def _first(
        self, ready: Prepared, files: Sequence[SourceFile], author: str, message: str,
        job: Job | None,
    ) -> Batch:  # fmt: skip
        """Make the store of real data with what is ready, in place all at once.

        The rows come after the store was made, as an import that can be undone.
        """
        today = datetime.now(TIME_ZONE).date()
        digests = {one.name: digest_file(one.path) for one in ready.sources}
        info = StoreInfo(False, ready.reach or today, message, combine(digests))
        with built_beside(self.settings.var / "store") as building:
            create_lake(Folder(building), info, None, author=author, message=message)
            return append_batch(
                Folder(building), ready.tables, author=author, message=message, files=files,
                data_date=ready.reach, job=job, account=self.who.account,
            )  # fmt: skip

    def _made(self) -> Place | Path | str:
        place = self.place()
        if place is None:
            raise DeskClosed("empty", "Nothing has been imported yet.")
        return place

    def _secret(self) -> bytes:
        return SAMPLE_SECRET if self.simulated else person_secret(self.settings)


def _closed_to(*, simulated: bool) -> DeskClosed:
    if simulated:
        return DeskClosed("simulated", "This store holds simulated data: real rows don't go there.")
    return DeskClosed("real", "This store holds real data: simulated rows don't go there.")


def recorded_as(who: Visitor) -> str:
    """How records name who did something: the account, the role that is tried, or a command."""
    if who.account:
        return who.account
    if who.way is Way.TRIAL:
        return ":".join(filter(None, ("trial", str(who.scope.role), ",".join(who.scope.areas))))
    return f"command:{who.shown}" if who.scope.may(Right.ADMINISTER) else ""


def _source_files(sources: Sequence[Source]) -> list[SourceFile]:
    return [replace(SourceFile.of(one.path), name=one.name) for one in sources]


def _told_files(files: Sequence[SourceFile]) -> dict[str, str | int]:
    """Files by their ending and SHA-256: their names may be those of people."""
    told: dict[str, str | int] = {"files": len(files)}
    for number, one in enumerate(files[:MOST_FILES], start=1):
        ending = PurePath(one.name).suffix.lower()
        told[f"file_{number}"] = f"{ending if ending in ENDINGS else '?'} {one.sha256}"
    return told


def _told_counts(counts: Mapping[str, Counts]) -> dict[str, str | int]:
    """The tables that a batch changed, and in how many rows in all.

    As activity +3 ~1 -2 =1: new, changed, taken out and brought back.
    """
    tables = [f"{name} {_signed(one)}" for name, one in counts.items() if one.written]
    return {"rows": sum(one.written for one in counts.values()), "tables": ", ".join(tables)}


def _signed(one: Counts) -> str:
    parts = {"+": one.new, "~": one.changed, "-": one.removed, "=": one.restored}
    return " ".join(f"{sign}{count}" for sign, count in parts.items() if count)
