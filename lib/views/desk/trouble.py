"""What went wrong at the desk, in words: what happened, what was left as it was, what to do."""

import errno
from collections.abc import Mapping

from lib.desk import DeskClosed, NotAllowed
from lib.store.errors import (
    Cancelled,
    DiskFull,
    EngineMissing,
    ServerUnreachable,
    StoreBusy,
    StoreError,
    StoreMismatch,
    StoreMissing,
    UndoRefused,
)
from lib.views.desk.session import Trouble
from lib.views.words import Language, say

_NAMES: Mapping[type[StoreError], str] = {
    StoreBusy: "busy",
    DiskFull: "disk_full",
    Cancelled: "cancelled",
    StoreMissing: "missing",
    StoreMismatch: "mismatch",
    ServerUnreachable: "unreachable",
    EngineMissing: "engine",
}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def name_of(error: BaseException) -> str:
    """The name by which the words know an error."""
    if isinstance(error, DeskClosed):
        return f"closed_{error.code}"
    if isinstance(error, NotAllowed):
        return f"not_allowed_{error.code}"
    if isinstance(error, UndoRefused):
        return f"undo_{error.code}"
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return "disk_full"
    for kind, name in _NAMES.items():
        if isinstance(error, kind):
            return name
    return "store" if isinstance(error, StoreError) else "unforeseen"


def told(trouble: Trouble, language: Language) -> str:
    """What is said of it."""
    return say(f"desk_trouble.{name_of(trouble.error)}", language, reference=trouble.reference)
