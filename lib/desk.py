"""The desk: which store imports go to, and storing what has been prepared, as one batch.

The first import of real data makes the store `var/store`, which the dashboard then shows in
place of the sample. Rows of the generator (ids that begin with SIM-) go to the sample, so that
the desk can be tried without touching anything real.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lib.imports.fingerprint import combine, digest_file
from lib.imports.folder import TIME_ZONE
from lib.imports.persons import read_secret
from lib.imports.prepare import Laid, Prepared, Report, Target, check, lay
from lib.imports.sheets import Answers, Source
from lib.opening import SAMPLE_SECRET, real_store, sample_store
from lib.settings import Settings
from lib.store.batches import Batch, SourceFile
from lib.store.errors import StoreError
from lib.store.lake import Store, StoreInfo
from lib.store.locks import exclusive
from lib.store.model import Table
from lib.store.place import Folder, Place, built_beside
from lib.store.progress import Job
from lib.store.undo import UndoPreview
from lib.store.writer import WAIT_SECONDS, append_batch, create_lake


class DeskClosed(StoreError):
    """Imports have nowhere to go; `code` names why."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class Desk:
    """Imports of real rows, or of rows of the generator, by the settings of the program."""

    settings: Settings
    simulated: bool = False

    @contextmanager
    def _target(self) -> Iterator[Target]:
        """What rows are checked against; raises DeskClosed, StoreError."""
        place, today = self.place(), datetime.now(TIME_ZONE).date()
        if place is None:
            yield Target(None, self.simulated, self._secret(), today)
            return
        with Store.open(place) as store:
            if store.info.simulated != self.simulated:
                raise _closed_to(simulated=store.info.simulated)
            yield Target(store, self.simulated, self._secret(), today)

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
        with self._target() as target:
            return check(laid, target, answers=answers, report=report)

    def store(self, ready: Prepared, *, author: str, job: Job | None = None) -> Batch:
        """Store what is ready as one batch, all or nothing.

        Raises ValueError for what is not ready, StoreBusy, DiskFull, Cancelled.
        """
        if not ready.ready:
            raise ValueError("What has findings or open questions is not stored.")
        files = [replace(SourceFile.of(one.path), name=one.name) for one in ready.sources]
        message = ", ".join(one.name for one in files)
        place = self.place()
        if place is None:
            with exclusive(self.settings.var / "store.lock", WAIT_SECONDS):
                place = self.place()  # another may have made it since
                if place is None:
                    return self._first(ready, files, author, message, job)
        with Store.open(place, read_only=False) as store:
            return store.append(
                ready.tables, author=author, message=message, files=files,
                data_date=ready.reach, job=job,
            )  # fmt: skip

    def batches(self) -> list[Batch]:
        """What was imported and undone, newest first."""
        place = self.place()
        if place is None:
            return []
        with Store.open(place) as store:
            return store.batches()

    def undo_preview(self, batch_id: str) -> UndoPreview:
        """What undoing a batch would take away; raises UndoRefused."""
        with Store.open(self._made()) as store:
            return store.undo_preview(batch_id)

    def undo(self, batch_id: str, *, author: str, job: Job | None = None) -> Batch:
        """Take a batch back; raises UndoRefused, StoreBusy, DiskFull, Cancelled."""
        with Store.open(self._made(), read_only=False) as store:
            return store.undo(batch_id, author=author, job=job)

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
                data_date=ready.reach, job=job,
            )  # fmt: skip

    def _made(self) -> Place | Path | str:
        place = self.place()
        if place is None:
            raise DeskClosed("empty", "Nothing has been imported yet.")
        return place

    def _secret(self) -> bytes:
        return SAMPLE_SECRET if self.simulated else read_secret(self.settings.var)


def _closed_to(*, simulated: bool) -> DeskClosed:
    if simulated:
        return DeskClosed("simulated", "This store holds simulated data: real rows don't go there.")
    return DeskClosed("real", "This store holds real data: simulated rows don't go there.")
