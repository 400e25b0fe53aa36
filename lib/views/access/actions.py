"""What an administrator does to accounts; each action asks again who it is that clicks."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from lib.access.accounts import Account, AccountRefused
from lib.access.scope import Scope
from lib.access.trail import Event
from lib.views import visitor
from lib.views.access.session import Issued, Managing, by, guarded, need_reach

ADD, RIGHTS, RESET, UNLOCK = "add", "rights", "reset", "unlock"
CLOSE, REOPEN, END = "close", "reopen", "end"


@guarded
def choose(now: Managing, name: str) -> None:
    """Open an account."""
    now.ask()
    now.chosen = name


@guarded
def ask(now: Managing, doing: str = "") -> None:
    """Show what an action would do, with the button that does it; or put that away."""
    now.ask(doing)
    now.forms += 1


@guarded
def add(now: Managing, name: str, shown: str, scope: Scope, subject: str = "") -> None:
    """A new account; with a one-time password unless a service signs the person in."""
    need_reach(scope)
    password = visitor.gate().accounts.add(name, shown, scope, by=by(), subject=subject)
    now.finish(ADD, name)
    if password:
        now.issued = Issued(name, password)


@guarded
def give_rights(now: Managing, name: str, scope: Scope) -> None:
    """Another role, or other areas."""
    _need_account(name)
    need_reach(scope)
    visitor.gate().accounts.give_rights(name, scope, by=by())
    now.finish(RIGHTS, name)


@guarded
def do(now: Managing, action: str, name: str) -> None:
    """One of the actions that need nothing more than the account."""
    _need_account(name)
    _DO[action](now, name)


def possible(account: Account) -> list[str]:
    """What can be done to an account as it is."""
    if account.closed:
        return [REOPEN]
    locked = [UNLOCK] if is_locked(account) else []
    reset = [] if account.subject else [RESET]
    return [RIGHTS, *reset, *locked, END, CLOSE]


def is_locked(account: Account) -> bool:
    """Whether too many wrong passwords keep an account closed for now."""
    return account.locked_until is not None and account.locked_until > datetime.now(UTC)


def _need_account(name: str) -> None:
    """Raise AccountRefused for an account that is not there, or not for who acts."""
    account = visitor.gate().accounts.find(name)
    if account is None:
        raise AccountRefused("unknown", f"There is no account {name!r}.")
    need_reach(account.scope)


def _reset(now: Managing, name: str) -> None:
    password = visitor.gate().accounts.reset(name, by=by())
    now.finish(RESET, name)
    now.issued = Issued(name, password)


def _unlock(now: Managing, name: str) -> None:
    visitor.gate().accounts.unlock(name, by=by())
    now.finish(UNLOCK, name)


def _close(now: Managing, name: str) -> None:
    visitor.gate().accounts.close(name, by=by())
    now.finish(CLOSE, name)


def _reopen(now: Managing, name: str) -> None:
    visitor.gate().accounts.reopen(name, by=by())
    now.finish(REOPEN, name)


def _end(now: Managing, name: str) -> None:
    """End every session of an account."""
    count = visitor.gate().sessions.end_all(name)
    visitor.gate().trail.write(Event.SIGN_OUT, by(), account=name, sessions=count)
    now.finish(END, name, count)


_DO: Mapping[str, Callable[[Managing, str], None]] = {
    RESET: _reset,
    UNLOCK: _unlock,
    CLOSE: _close,
    REOPEN: _reopen,
    END: _end,
}
