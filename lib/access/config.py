"""Who may come in and how, as data/access.toml says and the file named by ACCESS lays over it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from lib.settings import ROOT, Settings

FILE = ROOT / "data" / "access.toml"


class AccessError(ValueError):
    """The configuration of access can't be used; says where and why."""


@dataclass(frozen=True)
class Ways:
    """How somebody may come in; ``public`` is the protected view without signing in."""

    public: bool
    accounts: bool
    oidc: bool


@dataclass(frozen=True)
class SessionRules:
    """How long a session lasts."""

    idle_minutes: int
    longest_hours: int

    @property
    def idle(self) -> timedelta:
        """Time without a click after which a session has ended."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """Time since signing in after which it has ended in any case."""
        return timedelta(hours=self.longest_hours)


@dataclass(frozen=True)
class PasswordRules:
    """What a password must have."""

    shortest: int


@dataclass(frozen=True)
class LockOut:
    """After how many wrong passwords in a row an account is closed, and for how long."""

    tries: int
    minutes: int


@dataclass(frozen=True)
class Proxy:
    """Whether a proxy in front of the program ends TLS and is believed."""

    trusted: bool


@dataclass(frozen=True)
class Oidc:
    """The service that signs people in; ``claim`` is what of its word names the account, and
    ``redirect`` the address that it sends people back to (empty: one on this machine).
    """

    discovery: str
    client_id: str
    claim: str
    redirect: str


@dataclass(frozen=True)
class AccessConfig:
    """All of data/access.toml; ``retention`` has months by table."""

    ways: Ways
    sessions: SessionRules
    passwords: PasswordRules
    lock_out: LockOut
    proxy: Proxy
    oidc: Oidc
    retention: Mapping[str, int] = field(default_factory=dict)


Section = TypeVar("Section")


def read_access(settings: Settings) -> AccessConfig:
    """The configuration of this run; raises AccessError for a file that can't be read or used."""
    said = _parsed(FILE)
    if settings.access is not None:
        for name, section in _parsed(settings.access).items():
            if name not in said or not isinstance(section, Mapping):
                raise AccessError(
                    f"{settings.access}: no section [{name}]; there are {', '.join(said)}."
                )
            said[name] = said[name] | section
    config = AccessConfig(
        _section(said, "ways", Ways), _section(said, "sessions", SessionRules),
        _section(said, "passwords", PasswordRules), _section(said, "lock_out", LockOut),
        _section(said, "proxy", Proxy), _section(said, "oidc", Oidc), _months(said["retention"]),
    )  # fmt: skip
    if config.ways.oidc and not (config.oidc.discovery and config.oidc.client_id):
        raise AccessError("[ways] oidc is on, but [oidc] has no discovery or no client_id.")
    return config


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AccessError(f"{file} can't be read: {error}") from error


def _section(said: Mapping[str, Any], name: str, kind: type[Section]) -> Section:
    """A section as its dataclass; every value has the type and the range that the field needs."""
    given, wanted = said[name], {one.name: one.type for one in fields(kind)}  # type: ignore[arg-type]
    if unknown := set(given) - set(wanted):
        raise AccessError(f"[{name}] has no {', '.join(sorted(unknown))}: it has {list(wanted)}.")
    for key, value in given.items():
        if type(value) is not wanted[key] or (wanted[key] is int and value < 1):
            raise AccessError(f"[{name}] {key} = {value!r} can't be used: give {wanted[key]}.")
    return kind(**given)


def _months(given: Mapping[str, Any]) -> dict[str, int]:
    for name, months in given.items():
        if type(months) is not int or months < 0:
            raise AccessError(f"[retention] {name} = {months!r}: give a number of months, or 0.")
    return dict(given)
