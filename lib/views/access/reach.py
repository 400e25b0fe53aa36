"""Whom an administrator may manage: everyone, or those whose rights lie within the own areas."""

from collections.abc import Iterable, Sequence

from lib.access.accounts import Account
from lib.access.scope import Right, Scope
from lib.access.trail import Entry


def reaches(own: Scope, other: Scope) -> bool:
    """Whether who has the rights ``own`` may give, change or take the rights ``other``."""
    if not own.may(Right.ADMINISTER):
        return False
    return own.whole or (bool(other.areas) and all(map(own.covers, other.areas)))


def managed(own: Scope, every: Iterable[Account]) -> list[Account]:
    """The accounts that somebody may see and manage, open ones first, by name."""
    within = [one for one in every if reaches(own, one.scope)]
    return sorted(within, key=lambda one: (one.closed, one.name))


def told_to(own: Scope, entries: Iterable[Entry], accounts: Sequence[Account]) -> list[Entry]:
    """The lines of the trail that are for somebody: of the accounts that they manage."""
    if own.whole:
        return list(entries)
    names = {one.name for one in accounts}
    return [one for one in entries if one.who in names or one.told.get("account") in names]
