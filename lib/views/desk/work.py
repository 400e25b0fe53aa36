"""What takes long, done in a thread of its own: the page lives on and asks how far it is.

Nothing here knows Streamlit. A rerun of the page neither loses the work nor starts it again, and
it goes on to its end when the page is closed.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Event, Thread
from typing import Generic, TypeVar

from lib.store.errors import Cancelled
from lib.store.progress import Stage

Result = TypeVar("Result")
Report = Callable[[str, int, int], None]
LAST = str(Stage.COMMITTING)


@dataclass(frozen=True)
class Step:
    """How far a work is: its stage, and how much of it is done."""

    stage: str = ""
    done: int = 0
    total: int = 0

    @property
    def share(self) -> float:
        """The part of the stage that is done, 0 to 1; 0 where it can't be told."""
        return min(self.done / self.total, 1.0) if self.total > 0 else 0.0


class Work(Generic[Result]):
    """One thing under way, known by its name; `do` is given what it has to report to."""

    def __init__(self, name: str, do: Callable[[Report], Result]) -> None:
        self.name = name
        self.step = Step()
        self._cancel = Event()
        self._future: Future[Result] = Future()
        Thread(target=self._run, args=(do,), name=f"desk-{name}", daemon=True).start()

    @property
    def done(self) -> bool:
        """Whether it has ended, however it ended."""
        return self._future.done()

    @property
    def can_cancel(self) -> bool:
        """Whether it can still be called off."""
        return not (self.done or self._cancel.is_set() or self.step.stage == LAST)

    @property
    def cancelling(self) -> bool:
        """Whether it was called off and has not ended yet."""
        return self._cancel.is_set() and not self.done

    def cancel(self) -> None:
        """Call it off: it ends with Cancelled at its next report, unless it is at its end."""
        self._cancel.set()

    def result(self) -> Result:
        """What it came to, once it has ended; raises what it failed with."""
        return self._future.result()

    def _run(self, do: Callable[[Report], Result]) -> None:
        try:
            self._future.set_result(do(self._report))
        except BaseException as error:  # whoever asks for the result gets it
            self._future.set_exception(error)

    def _report(self, stage: str, done: int, total: int) -> None:
        if self._cancel.is_set():
            raise Cancelled("Called off: nothing was stored.")
        self.step = Step(str(stage), done, total)
