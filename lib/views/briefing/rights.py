"""Who is shown a briefing that somebody kept, and who may remove it."""

from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.exports.shelf import Kept

# What may be on a slide by right; the other rights are to do something, and change no slide.
SEEING = frozenset({Right.FIGURES, Right.PLACES, Right.PLAN, Right.QUALITY})


def may_see(one: Kept, scope: Scope) -> bool:
    """Whether a scope sees at least what the scope did that a briefing was kept under.

    That is: it covers the areas, and its role sees what the other role does. What a role that is
    not known any more has seen, only a role that sees everything sees.
    """
    seen = SEEING & RIGHTS[Role(one.role)] if one.role in set(Role) else SEEING
    covered = scope.whole or (bool(one.areas) and all(map(scope.covers, one.areas)))
    return scope.signed_in and covered and seen <= RIGHTS[scope.role]


def may_remove(one: Kept, scope: Scope, name: str) -> bool:
    """Whether somebody may remove what they may see: who kept it, and administrators.

    ``name`` is how records name them (``lib.desk.recorded_as``).
    """
    own = bool(one.account) and one.account == name and scope.may(Right.KEEP)
    return may_see(one, scope) and (own or scope.may(Right.ADMINISTER))
