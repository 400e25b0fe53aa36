"""Who looks at the screens: a scope, and the account that it belongs to."""

from dataclasses import dataclass
from enum import StrEnum

from lib.access.scope import Scope


class Way(StrEnum):
    """How somebody came in."""

    NONE = "none"  # not signed in
    PASSWORD = "password"
    OIDC = "oidc"
    TRIAL = "trial"  # simulated data: whichever role is tried


@dataclass(frozen=True)
class Visitor:
    """Somebody at the screens; ``account`` and ``shown`` are empty for who is not signed in.

    ``account`` names the account, ``shown`` is how the person is called. ``must_change`` is set
    while the password is one that an administrator gave.
    """

    scope: Scope
    account: str = ""
    shown: str = ""
    way: Way = Way.NONE
    must_change: bool = False

    @classmethod
    def nobody(cls) -> "Visitor":
        """Who is not signed in."""
        return cls(Scope.public())
