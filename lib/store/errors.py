"""The errors of the store; each message says what is wrong, where, and what to do."""


class StoreError(Exception):
    """Any trouble with a store; catch this to catch all of them."""


class ModelError(StoreError):
    """data/tables.toml or a code list does not make sense."""


class StoreMissing(StoreError):
    """There is no store in the folder."""


class StoreMismatch(StoreError):
    """The store was made with other tables than this program has."""


class StoreBusy(StoreError):
    """Another import is being stored right now."""


class StatementError(StoreError, ValueError):
    """A query that is not one statement that only reads."""


class ServerUnreachable(StoreError):
    """A database server or a cluster that can't be reached or does not let the program in."""


class EngineMissing(StoreError):
    """What a chosen engine needs is not installed."""


class DiskFull(StoreError):
    """There is no room for what was to be stored."""


class Cancelled(StoreError):
    """A write was called off before its commit; nothing was stored."""


class UndoRefused(StoreError):
    """A batch that can't be undone; `code` says why.

    The codes: unknown_batch, first_load, is_undo, already_undone, stood_on,
    is_retention, forgotten.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)
