"""Addresses of this server: its base path, who asks and from where, and the way back."""

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

LONGEST_BACK = 2_000
_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443"}


def base_path() -> str:
    """The path that all of this server lies below: empty, or like ``/labour``."""
    from streamlit import config  # noqa: PLC0415 (what it says is settled when the server starts)

    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def safe_back(text: str | None, base: str = "") -> str:
    """Where to go on to, if it is a path on this server; the start of it otherwise.

    Nothing that a browser could read as another server gets through: no scheme, no two slashes
    or backslashes, no control characters, whether as they are or as they would be decoded.
    """
    start = f"{base}/"
    if not text or len(text) > LONGEST_BACK or not text.startswith("/"):
        return start
    if not text.isascii() or any(sign <= " " or sign in "\\\x7f<>\"'`#" for sign in text):
        return start
    try:
        parts = urlsplit(text)
    except ValueError:
        return start
    path = text.partition("?")[0].lower()
    if parts.scheme or parts.netloc or "//" in path or "/." in path:
        return start
    if any(hidden in path for hidden in ("%2f", "%5c", "%0", "%1", "%2e", "%7f")):
        return start
    return text if not base or path == base.lower() or text.startswith(start) else start


def is_loopback(address: str) -> bool:
    """Whether an address of a peer, or one to listen on, is of this machine alone."""
    try:
        return ipaddress.ip_address(address.strip("[]").split("%")[0]).is_loopback
    except ValueError:
        return address == "localhost"


def own_host(host: str | None) -> bool:
    """Whether a Host header names this machine by one of its own names."""
    if not host:
        return False
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return False
    return is_loopback((parts.hostname or "").rstrip("."))


def same_origin(connection: HTTPConnection, *, strict: bool = False) -> bool:
    """Whether the page that asks is one of this server, as far as the browser says so.

    Browsers name the origin with every form, upload and socket; what is no browser has no cookies
    of somebody else to abuse. ``strict`` also wants the scheme to be the same.
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    given = urlsplit(origin)
    scheme = connection.url.scheme.replace("ws", "http")
    if strict and given.scheme != scheme:
        return False
    host = connection.headers.get("host", "")
    return bool(given.netloc) and _with_port(given.netloc, given.scheme) == _with_port(
        host, given.scheme
    )


def _with_port(netloc: str, scheme: str) -> str:
    known = netloc.lower()
    has_port = known.rpartition(":")[2].isdigit() and not known.endswith("]")
    return known if has_port else f"{known}:{_PORTS.get(scheme, '')}"
