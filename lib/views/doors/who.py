"""Who asks: found from the cookies of a request, for what is no screen."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from lib.access.config import AccessConfig
from lib.access.scope import Role, Scope, is_area
from lib.access.visitor import Visitor, Way
from lib.settings import Settings
from lib.views.doors import oidc
from lib.views.doors.cookies import ROLE, SESSION
from lib.views.doors.mode import simulated

TOLD = "dashboard.told"  # what is known of a request for the log, in its ASGI scope


@dataclass(frozen=True)
class Caller:
    """Who asks, and the token of the session that says so (empty where there is none)."""

    visitor: Visitor
    token: str = ""
    unknown: bool = False  # signed in at the service, but nobody to the program

    @property
    def signed_in(self) -> bool:
        """Whether this is somebody with an account."""
        return bool(self.token)


def caller(connection: HTTPConnection, settings: Settings, config: AccessConfig) -> Caller:
    """Who sent a request; looks into the file of sessions, so not to be called in the event loop.

    The role that is tried counts with simulated data only. The log is told the account.
    """
    found = _found(connection, settings, config)
    connection.scope.setdefault(TOLD, {})["account"] = found.visitor.account
    return found


def _found(connection: HTTPConnection, settings: Settings, config: AccessConfig) -> Caller:
    if simulated(settings):
        return Caller(Visitor(tried(connection.cookies.get(ROLE, "")), way=Way.TRIAL))
    from lib.views.visitor import gate  # noqa: PLC0415 (slow to import)

    token = connection.cookies.get(SESSION, "")
    if token and (known := gate().visitor(token)) is not None:
        return Caller(known, token)
    service = oidc.of_cookies(connection.cookies, settings, config)
    if service is None:
        return Caller(Visitor.nobody())
    subject, key = service
    found = gate().sign_in_oidc(subject, key, address=address_of(connection))
    return Caller(found, key) if found else Caller(Visitor.nobody(), unknown=True)


def tried(text: str) -> Scope:
    """The role that is tried, as ``role:area,area``; unless said, the widest."""
    role, _, areas = text.partition(":")
    if role not in set(Role):
        return Scope(Role.ADMINISTRATOR)
    return Scope(Role(role), tuple(code for code in areas.split(",") if is_area(code)))


def address_of(connection: HTTPConnection) -> str:
    """The address that a request came from, as the trail keeps it."""
    return connection.client.host if connection.client else ""
