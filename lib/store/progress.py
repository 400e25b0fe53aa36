"""What a long write tells of itself while it runs, and how it is called off."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event

from lib.store.errors import Cancelled


class Stage(StrEnum):
    """Where a write is."""

    WAITING = "waiting"  # for another write to end
    COMPARING = "comparing"
    STORING = "storing"
    COMMITTING = "committing"  # from here on it can't be called off


Watch = Callable[[Stage, int, int], None]


@dataclass(frozen=True)
class Job:
    """A write under way: `watch` is told the stage, steps done and steps in all.

    A row to be compared is a step, and to store it is another. The write is called off by setting
    `cancel`, from any thread, or by raising Cancelled in `watch`; it ends before its next step.
    """

    watch: Watch | None = None
    cancel: Event = field(default_factory=Event)
    total: int = 0  # whoever writes knows it

    def tell(self, stage: Stage, done: int) -> None:
        """Report; raises Cancelled when the write was called off."""
        if self.watch is not None:
            self.watch(stage, done, self.total)
        if self.cancel.is_set():
            raise Cancelled("Called off: nothing was stored.")
